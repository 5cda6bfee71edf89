"""Where everything an item says was read, for the life of the item: each field with its sentence, and its repairs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflow.models import AssignmentParty, PlanDoubt, PlanItem
from workflow.services.doubt_words import question_of
from workflow.services.imports import labels
from workflow.services.imports.drawing import Drawn
from workflow.services.imports.places import Places, Quote
from workflow.services.plan_source import places_of, text_of
from workflow.status import AssignmentMode, PartyRole


@dataclass(frozen=True, slots=True)
class Origin:
    """One field, what it says and the sentence it was read from (None: entered by hand). `anchor` names its row."""

    anchor: str
    label: str
    text: str
    quote: Quote | None


@dataclass(slots=True)
class Provenance:
    """`text` is the item as it was repaired: pieces of (unchanged, before, after)."""

    origins: list[Origin] = field(default_factory=list)
    text: list[tuple[str, str, str]] = field(default_factory=list)
    repairs: list[tuple[str, int]] = field(default_factory=list)
    doubts: list[tuple[PlanDoubt, str]] = field(default_factory=list)
    came_from: str = ""


def of_item(item_pk: int, tables: Sequence[Drawn] | None = None) -> Provenance:
    """Everything about one item; eight queries, whatever it holds, seven with the `tables` of its text."""
    item = (
        PlanItem.objects.select_related("plan__document", "plan__import_draft")
        .defer(
            "plan__document__content",
            "plan__document__raw_text",
            "plan__document__tables",
            "plan__import_draft__reading",
            "plan__import_draft__review",
        )
        .prefetch_related(
            "assignments__parties__agency", "assignments__parties__agency_set", "deadlines", "recurrences", "doubts"
        )
        .get(pk=item_pk)
    )
    places = places_of(item.plan) if tables is None else Places(text_of(item.plan), tables)
    counts: dict[str, int] = {}
    for repair in item.repairs:
        counts[repair["kind"]] = counts.get(repair["kind"], 0) + 1
    document = item.plan.document
    return Provenance(
        origins=list(_origins(item, places)),
        text=list(_pieces(places.text, item)) if item.repairs else [],
        repairs=[(labels.repair(kind), number) for kind, number in counts.items()],
        doubts=[(doubt, question_of(doubt)) for doubt in item.doubts.all()],
        came_from=labels.source(document.kind, document.notes) if document else "",
    )


def _origins(item: PlanItem, places: Places) -> Iterator[Origin]:
    whole = _span(item.span_start, item.span_end)
    heading, text = _span(item.heading_start, item.heading_end), _span(item.text_start, item.text_end)
    start = min((at[0] for at in (heading, text) if at), default=None)
    number = [whole[0], max(whole[0], start)] if whole and start is not None else whole
    yield Origin("from-number", _("Number"), item.number, places.quote(number))
    if item.heading:
        yield Origin("from-heading", _("Heading"), item.heading, places.quote(heading or whole))
    yield Origin("from-text", pgettext("field", "Text"), _short(item.text), places.quote(text or whole))
    for assignment in item.assignments.all():
        at = _span(assignment.span_start, assignment.span_end)
        mode = str(AssignmentMode(assignment.mode).label)
        yield Origin(f"from-mode-{assignment.pk}", _("Mode"), mode, places.quote(at))
        for party in assignment.parties.all():
            spot = _span(party.span_start, party.span_end) or at
            yield Origin(f"from-party-{party.pk}", str(PartyRole(party.role).label), _who(party), places.quote(spot))
    for limit in item.deadlines.all():
        at = _span(limit.span_start, limit.span_end)
        yield Origin(f"from-limit-{limit.pk}", _("Time limit"), _limit(limit), places.quote(at))
    for duty in item.recurrences.all():
        words = labels.pinned(f"quota:{duty.period}:{duty.min_count or 1}")
        at = _span(duty.span_start, duty.span_end)
        yield Origin(f"from-duty-{duty.pk}", _("Frequency"), words, places.quote(at))


def _limit(limit: Any) -> str:
    """A limit in words; what needs more than a date or a number says it in the words of the document."""
    if limit.kind == "working_days_after_event" and limit.value.isdecimal():
        return labels.pinned(f"days:{limit.value}:{limit.event}")
    if limit.kind in ("fixed_date", "by_period_end") and len(limit.value) == len("2026-10-30"):
        return labels.pinned(f"date:{limit.value}")
    return str(limit.phrase)


def _who(party: AssignmentParty) -> str:
    shown = str(party.agency_set or party.agency or "")
    return party.name if shown in ("", party.name) else f"{party.name} = {shown}"


def _pieces(text: str, item: PlanItem) -> Iterator[tuple[str, str, str]]:
    if item.span_start is None or item.span_end is None:
        return
    place = item.span_start
    for repair in _inside(item.repairs, item.span_start, item.span_end):
        start, end = repair["at"]
        yield text[place:start], repair["raw"], repair["clean"]
        place = end
    yield text[place : item.span_end], "", ""


def _inside(repairs: Iterable[dict[str, Any]], start: int, end: int) -> Iterator[dict[str, Any]]:
    """Repairs in order, none over another."""
    place = start
    for repair in sorted(repairs, key=lambda one: one["at"]):
        if place <= repair["at"][0] and repair["at"][1] <= end:
            yield repair
            place = repair["at"][1]


def _span(start: int | None, end: int | None) -> list[int] | None:
    return [start, end] if start is not None and end else None


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"

"""Where everything an item says was read, for the life of the item: each field with its sentence, and its repairs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflow.models import ConsultationComment, PlanDoubt, PlanItem
from workflow.services.differences import FIELDS
from workflow.services.doubt_words import question_of
from workflow.services.imports import labels
from workflow.services.imports.drawing import Drawn, drawn_tables
from workflow.services.imports.places import Places, Quote
from workflow.services.item_facts import DUTY, LIMIT, MODE, PARTY, Fact, facts_of
from workflow.services.item_facts import span as _span
from workflow.services.plan_source import text_of
from workflow.services.plans import IN_FORCE
from workflow.status import AssignmentMode, ChangeKind, PartyRole


@dataclass(frozen=True, slots=True)
class Origin:
    """One field, what it says and the sentence it was read from (None: entered by hand). `anchor` names its row."""

    anchor: str
    label: str
    text: str
    quote: Quote | None
    plan_id: int
    """The plan or version whose document the sentence stands in."""


@dataclass(slots=True)
class Provenance:
    """`text` is the item as it was repaired: pieces of (unchanged, before, after)."""

    origins: list[Origin] = field(default_factory=list)
    text: list[tuple[str, str, str]] = field(default_factory=list)
    repairs: list[tuple[str, int]] = field(default_factory=list)
    doubts: list[tuple[PlanDoubt, str]] = field(default_factory=list)
    came_from: str = ""
    comment: ConsultationComment | None = None
    """The comment of the consultation the item was added for, with its agency; whose it is is the office's to know."""


def of_item(item_pk: int, tables: Sequence[Drawn] | None = None) -> Provenance:
    """Everything about one item; three queries, whatever it holds and however many versions changed it.

    `tables` are those of its text where they are drawn already. A field a version changed was read in that version's
    document, the others where they were.
    """
    rows = _load(item_pk)
    item = rows[item_pk]
    read_in = dict.fromkeys(FIELDS, item)
    for row in rows.values():
        if row.pk != item_pk:
            fields = FIELDS if row.change.kind == ChangeKind.ADDED else row.change.fields
            read_in |= dict.fromkeys(fields, row)
    latest = read_in["text"]
    places = {} if tables is None else {item.plan_id: Places(text_of(item.plan), tables)}
    counts: dict[str, int] = {}
    for repair in latest.repairs:
        counts[repair["kind"]] = counts.get(repair["kind"], 0) + 1
    documents = {one.plan.document_id: one.plan.document for one in read_in.values() if one.plan.document}
    sources = [labels.source(document.kind, document.notes) for document in documents.values()]
    asked = {one.pk: one for one in (item, *read_in.values())}
    return Provenance(
        origins=list(_origins(read_in, facts_of(rows.keys()), places)),
        text=list(_pieces(text_of(latest.plan), latest)) if latest.repairs else [],
        repairs=[(labels.repair(kind), number) for kind, number in counts.items()],
        doubts=[(doubt, question_of(doubt)) for one in asked.values() for doubt in one.doubts.all()],
        came_from="；".join(dict.fromkeys(source for source in sources if source)),
        comment=item.from_comment,
    )


def _load(item_pk: int) -> dict[int, Any]:
    """The item, and behind it those of the versions in force that changed it, oldest first, each with its change."""
    changed = Q(change__item=item_pk, change__plan__status__in=IN_FORCE)
    items = (
        PlanItem.objects.filter(Q(pk=item_pk) | changed)
        .select_related("change", "plan__document", "plan__import_draft", "from_comment__consulted__agency")
        .defer(
            "plan__document__content",
            "plan__document__raw_text",
            "plan__document__tables",
            "plan__import_draft__reading",
            "plan__import_draft__review",
        )
        # Read with the item, so that a document more is no query more.
        .annotate(tables_told=F("plan__import_draft__reading__tables"))
        .prefetch_related("doubts")
        .order_by("plan__version")
    )
    return {item.pk: item for item in items}


def tables_told(item: Any) -> list[Any]:
    """The tables of the reading an item of `_load` came from; none where it came from no document."""
    return item.tables_told or []


def _origins(
    read_in: Mapping[str, PlanItem], facts: Mapping[int, Sequence[Fact]], places: dict[int, Places]
) -> Iterator[Origin]:
    """The fields, each as the item it was read in has it; `places` are those of the documents known already."""

    def origin(anchor: str, label: str, text: str, item: PlanItem, at: list[int] | None) -> Origin:
        if item.plan_id not in places:
            text_there = text_of(item.plan)
            places[item.plan_id] = Places(text_there, drawn_tables(text_there, tables_told(item)))
        return Origin(anchor, label, text, places[item.plan_id].quote(at), item.plan_id)

    item = read_in["number"]
    whole = _span(item.span_start, item.span_end)
    starts = (_span(item.heading_start, item.heading_end), _span(item.text_start, item.text_end))
    start = min((at[0] for at in starts if at), default=None)
    number = [whole[0], max(whole[0], start)] if whole and start is not None else whole
    yield origin("from-number", _("Number"), item.number, item, number)
    item = read_in["heading"]
    if item.heading:
        at = _span(item.heading_start, item.heading_end) or _span(item.span_start, item.span_end)
        yield origin("from-heading", _("Heading"), item.heading, item, at)
    item = read_in["text"]
    at = _span(item.text_start, item.text_end) or _span(item.span_start, item.span_end)
    yield origin("from-text", pgettext("field", "Text"), _short(item.text), item, at)
    item, at, wording = read_in["parties"], None, ""
    for fact in facts[item.pk]:
        if fact.kind == MODE:
            at, wording = fact.span, fact.words[0]
            yield origin(f"from-mode-{fact.pk}", _("Mode"), str(AssignmentMode(fact.what).label), item, at)
        elif fact.kind == PARTY:
            # A name the wording of the clause does not hold came in later, with an adopted comment.
            spot = fact.span or (at if fact.words[0] in wording else None)
            label = str(PartyRole(fact.what).label)
            yield origin(f"from-party-{fact.pk}", label, _who(*fact.words), item, spot)
    item = read_in["due"]
    for fact in facts[item.pk]:
        if fact.kind == LIMIT:
            yield origin(f"from-limit-{fact.pk}", _("Time limit"), _limit(fact), item, fact.span)
    item = read_in["duties"]
    for fact in facts[item.pk]:
        if fact.kind == DUTY:
            period, times, _phrase = fact.words
            words = labels.pinned(f"quota:{period}:{int(times or 0) or 1}")
            yield origin(f"from-duty-{fact.pk}", _("Frequency"), words, item, fact.span)


def _limit(limit: Fact) -> str:
    """A limit in words; what needs more than a date or a number says it in the words of the document."""
    value, event, phrase = limit.words
    if limit.what == "working_days_after_event" and value.isdecimal():
        return labels.pinned(f"days:{value}:{event}")
    if limit.what in ("fixed_date", "by_period_end") and len(value) == len("2026-10-30"):
        return labels.pinned(f"date:{value}")
    return phrase


def _who(name: str, agency: str, agency_set: str) -> str:
    shown = agency_set or agency
    return name if shown in ("", name) else f"{name} = {shown}"


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


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"

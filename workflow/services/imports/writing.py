"""The rows of a plan from the working copy: items, clauses, parties, limits and duties, each with its place."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workflow.errors import Invalid
from workflow.models import (
    Agency,
    AgencySet,
    Assignment,
    AssignmentParty,
    ImportDraft,
    ItemDeadline,
    ItemRecurrence,
    Plan,
    PlanItem,
    User,
)
from workflow.services.imports.parties import Parties, live
from workflow.services.imports.places import span_columns
from workflow.services.imports.source import find_names
from workflow.services.imports.state import Clause, Item, Limit, Recurrence, Review, is_date
from workflow.services.plans import SETTINGS
from workflow.status import PartyMatch, PlanStatus


@dataclass
class Made:
    """What the decisions brought into the register, by name."""

    agencies: dict[str, Agency]
    sets: dict[str, AgencySet]


def write_plan(draft: ImportDraft, review: Review, actor: User, now: datetime, *, base: Plan | None = None) -> Plan:
    """The plan, or a version of the plan in force `base`: that keeps the settings of the plan it changes."""
    header, settings = review["header"], dict(review["settings"])
    settings["completion_on"] = _date(settings.get("completion_on") or "")
    status = PlanStatus.CONSULTATION if settings.pop("consultation", False) else PlanStatus.DRAFT
    if base is not None:
        settings = {name: getattr(base, name) for name in SETTINGS} | {"version": _next_version(base)}
    plan = Plan(
        status=status,
        office=draft.document.office,
        document=draft.document,
        title=header["title"],
        issuer=header["issuer"],
        document_number=header["document_number"],
        written_on=_date(header["written_on"]),
        published_on=_date(header["published_on"]),
        approving_meeting=header["approving_meeting"],
        cites=review["cites"],
        attachments=review["attachments"],
        version_of=base or draft.new_version_of,
        created_by=actor,
        created_at=now,
        **settings,
    )
    try:
        plan.full_clean(exclude=["office", "document", "version_of", "created_by"], validate_unique=False)
    except ValidationError as faults:
        raise Invalid(
            "plan_invalid",
            _("The facts or settings of the plan cannot be taken."),
            details=[f"{name}: {' '.join(texts)}" for name, texts in faults.message_dict.items()],
        ) from faults
    plan.save(force_insert=True)
    return plan


def _next_version(base: Plan) -> int:
    Plan.objects.select_for_update(of=("self",)).get(pk=base.pk)  # two commits at once: the second counts on
    return 1 + max(Plan.objects.filter(version_of=base).values_list("version", flat=True), default=1)


def write_items(plan: Plan, draft: ImportDraft, review: Review, parties: Parties, made: Made) -> list[PlanItem]:
    """The items with everything that hangs on them, in the order of the live items; a constant number of queries."""
    sources = live(review)
    repairs = sorted(draft.reading.get("repairs", []), key=lambda repair: repair["at"])
    items = PlanItem.objects.bulk_create(
        [_plan_item(plan, source, order, repairs) for order, source in enumerate(sources, start=1)]
    )
    pairs = list(zip(items, sources, strict=True))
    clauses = [(item, source, clause) for item, source in pairs for clause in source["clauses"]]
    orders: dict[int, int] = {}
    rows = []
    for item, _source, clause in clauses:
        orders[item.pk] = orders.get(item.pk, -1) + 1
        rows.append(_assignment(item, clause, orders[item.pk]))
    Assignment.objects.bulk_create(rows)
    AssignmentParty.objects.bulk_create(
        [
            party
            for assignment, (_item, source, clause) in zip(rows, clauses, strict=True)
            for party in _parties(assignment, source, clause, parties, made, draft.text)
        ]
    )
    ItemDeadline.objects.bulk_create([_deadline(item, limit) for item, source in pairs for limit in source["limits"]])
    ItemRecurrence.objects.bulk_create(
        [_recurrence(item, duty) for item, source in pairs for duty in source["recurrences"]]
    )
    return items


def _plan_item(plan: Plan, source: Item, order: int, repairs: list[dict[str, Any]]) -> PlanItem:
    return PlanItem(
        plan=plan,
        order=order,
        number=source["number"],
        category=source["category"],
        heading=source["heading"],
        text=source["text"],
        due_on=_date(source["due_on"]),
        repairs=_within(repairs, source["at"]),
        **span_columns(source["at"]),
        **span_columns(source["heading_at"], "heading"),
        **span_columns(source["text_at"], "text"),
    )


def _deadline(item: PlanItem, limit: Limit) -> ItemDeadline:
    return ItemDeadline(
        item=item,
        kind=limit["kind"],
        value=limit["value"],
        event=limit["event"],
        period=limit.get("period", ""),
        phrase=limit["phrase"],
        **span_columns(limit["at"]),
    )


def _recurrence(item: PlanItem, duty: Recurrence) -> ItemRecurrence:
    return ItemRecurrence(
        item=item,
        kind=duty["kind"],
        period=duty["period"],
        min_count=duty["min_count"],
        who=duty["who"],
        by=duty.get("by", ""),
        phrase=duty["phrase"],
        **span_columns(duty["at"]),
    )


def _assignment(item: PlanItem, clause: Clause, order: int) -> Assignment:
    return Assignment(
        item=item,
        order=order,
        mode=clause["mode"],
        phrase=clause["phrase"],
        open_list=clause["open_list"],
        **span_columns(clause["at"]),
    )


def _parties(
    assignment: Assignment, source: Item, clause: Clause, parties: Parties, made: Made, text: str
) -> Iterator[AssignmentParty]:
    """One row a name; a list given for one collective becomes one row an agency."""
    order = 0
    found: dict[str, list[int]] = {}
    for name, start, end in find_names(text, clause["at"], [party["name"] for party in clause["parties"]]):
        found.setdefault(name, [start, end])
    for party in clause["parties"]:
        name = party["name"]
        for targets in _targets(source, name, parties, made):
            yield AssignmentParty(
                assignment=assignment,
                order=order,
                role=party["role"],
                name=name,
                **targets,
                **span_columns(found.get(name) or clause["at"]),
            )
            order += 1


def _targets(source: Item, name: str, parties: Parties, made: Made) -> Iterable[dict[str, Any]]:
    resolved = parties.resolve(source, name)
    decision = resolved.decision
    if decision is None or decision["to"] in ("agency", "agency_set"):
        key = "agency_set_id" if resolved.match == PartyMatch.AGENCY_SET else "agency_id"
        return [{key: resolved.id}]
    match decision["to"]:
        case "left_out":
            return [{"left_out_reason": decision["reason"]}]
        case "create":
            return [{"agency": made.agencies[name]}]
        case _members if name in made.sets:
            return [{"agency_set": made.sets[name]}]
    return [{"agency_id": pk} for pk in decision["agencies"]]


def _within(repairs: list[dict[str, Any]], at: list[int] | None) -> list[dict[str, Any]]:
    """The repairs inside a passage, as the item keeps them."""
    if at is None:
        return []
    first = bisect_left(repairs, at[0], key=lambda repair: repair["at"][0])
    after = bisect_left(repairs, at[1], key=lambda repair: repair["at"][0])
    inside = repairs[first:after]
    return [{name: repair[name] for name in ("kind", "at", "raw", "clean")} for repair in inside]


def _date(value: str) -> date | None:
    return date.fromisoformat(value) if is_date(value) else None

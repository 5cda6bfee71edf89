"""The one moment at which a draft becomes a work plan: register first, then the plan and all its rows, or nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from workflow import policies
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
from workflow.services import journal, organisation
from workflow.services.calendar import local_day
from workflow.services.imports.parties import Parties, live
from workflow.services.imports.points import open_points
from workflow.services.imports.session import lock, require_open, require_revision, review_of
from workflow.services.imports.state import Clause, Decision, Item, Review, is_date
from workflow.services.matching import load_register
from workflow.status import Act, AgencyKind, PartyMatch


def commit(draft_pk: int, *, revision: int, actor: User, now: datetime) -> Plan:
    """Save the draft as a work plan; a second call returns the same plan, whatever its revision.

    Raises NotVisible (404), TransitionRefused (409) when the draft was changed since `revision` or dropped, and Invalid
    with every open question in `details`, each with its item's number.
    """
    with transaction.atomic():
        draft = lock(draft_pk, actor)
        if draft.plan is not None:
            return draft.plan
        require_open(draft)
        require_revision(draft, revision)
        review = review_of(draft)
        office = draft.document.office
        parties = Parties(review, load_register(office, local_day(now)))
        _require_settled(review, parties)
        made = _write_register(review, parties, office, actor, now)
        plan = _plan(draft, review, actor, now)
        _write_items(plan, review, parties, made)
        draft.plan = plan
        draft.changed_at = now
        draft.save(update_fields=["plan", "changed_at"])
        journal.record(plan, "plan_created", actor=actor, now=now, data=_summary(draft, review))
    return plan


def _require_settled(review: Review, parties: Parties) -> None:
    blocking = [point.sentence for point in open_points(review, parties) if point.blocking]
    if blocking:
        raise Invalid(
            "import_open",
            _("The plan cannot be saved yet: %(n)d questions are open.") % {"n": len(blocking)},
            remedy=_("Settle each of them on the review page; they stand first there."),
            details=blocking,
        )


# -- the register ------------------------------------------------------------------------------------------------------


@dataclass
class _Made:
    """What the decisions brought into the register, by name."""

    agencies: dict[str, Agency]
    sets: dict[str, AgencySet]


def _write_register(review: Review, parties: Parties, office: Agency, actor: User, now: datetime) -> _Made:
    """Carry out the decisions about names the plan really uses, in order of name so that two commits never cross."""
    made = _Made({}, {})
    # Who does not run the register still may read a name as an agency's; only the alias is not kept for next time.
    keeps = policies.scope_of(actor).allows(Act.MANAGE_ORGANISATION, office.pk)
    for name, decision in sorted(_used(review, parties)):
        match decision["to"]:
            case "create":
                made.agencies[name] = _agency(name, decision, office, actor, now)
            case "agency" if keeps:
                agency = Agency.objects.get(pk=decision["id"])
                # The name of a dissolved agency stays its own: here it only leads to the successor.
                if not organisation.names_taken(agency.jurisdiction_id, [name], besides=agency.pk):
                    organisation.add_alias(agency, name, actor=actor, now=now)
            case "agency_set" if keeps:
                organisation.add_set_alias(AgencySet.objects.get(pk=decision["id"]), name, actor=actor, now=now)
            case "members" if decision.get("as_set"):
                members = list(Agency.objects.filter(pk__in=decision.get("agencies", [])))
                made.sets[name] = organisation.create_agency_set(
                    office.jurisdiction, name, members=members, actor=actor, now=now
                )
    return made


def _used(review: Review, parties: Parties) -> Iterator[tuple[str, Decision]]:
    """Decisions about all occurrences of a name that a live item still has. One for a single item stays in the plan."""
    seen: set[str] = set()
    for item in live(review):
        for clause in item["clauses"]:
            for party in clause["parties"]:
                name = party["name"]
                decision = parties.resolve(item, name).decision
                if decision is not None and name not in seen and review["names"].get(name) == decision:
                    seen.add(name)
                    yield name, decision


def _agency(name: str, decision: Decision, office: Agency, actor: User, now: datetime) -> Agency:
    full, short = decision["full_name"], decision["short_name"]
    return organisation.create_agency(
        office.jurisdiction,
        name=full,
        short_name=short,
        kind=AgencyKind(decision["kind"]),
        aliases=[name] if name not in (full, short) else [],
        actor=actor,
        now=now,
    )


# -- the plan ----------------------------------------------------------------------------------------------------------


def _plan(draft: ImportDraft, review: Review, actor: User, now: datetime) -> Plan:
    header, settings = review["header"], dict(review["settings"])
    settings["completion_on"] = _date(settings.get("completion_on") or "")
    plan = Plan(
        office=draft.document.office,
        document=draft.document,
        title=header["title"],
        issuer=header["issuer"],
        document_number=header["document_number"],
        written_on=_date(header["written_on"]),
        published_on=_date(header["published_on"]),
        approving_meeting=header["approving_meeting"],
        version_of=draft.new_version_of,
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


def _write_items(plan: Plan, review: Review, parties: Parties, made: _Made) -> None:
    sources = live(review)
    items = PlanItem.objects.bulk_create(
        [
            PlanItem(
                plan=plan,
                order=order,
                number=source["number"],
                category=source["category"],
                heading=source["heading"],
                text=source["text"],
                due_on=_date(source["due_on"]),
                **_place(source["at"]),
            )
            for order, source in enumerate(sources, start=1)
        ]
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
            for party in _parties(assignment, source, clause, parties, made)
        ]
    )
    ItemDeadline.objects.bulk_create(
        [
            ItemDeadline(
                item=item,
                kind=limit["kind"],
                value=limit["value"],
                event=limit["event"],
                phrase=limit["phrase"],
                **_place(limit["at"]),
            )
            for item, source in pairs
            for limit in source["limits"]
        ]
    )
    ItemRecurrence.objects.bulk_create(
        [
            ItemRecurrence(
                item=item,
                kind=duty["kind"],
                period=duty["period"],
                min_count=duty["min_count"],
                who=duty["who"],
                phrase=duty["phrase"],
                **_place(duty["at"]),
            )
            for item, source in pairs
            for duty in source["recurrences"]
        ]
    )


def _assignment(item: PlanItem, clause: Clause, order: int) -> Assignment:
    return Assignment(
        item=item,
        order=order,
        mode=clause["mode"],
        phrase=clause["phrase"],
        open_list=clause["open_list"],
        **_place(clause["at"]),
    )


def _parties(
    assignment: Assignment, source: Item, clause: Clause, parties: Parties, made: _Made
) -> Iterator[AssignmentParty]:
    """One row a name; a list given for one collective becomes one row an agency."""
    order = 0
    for party in clause["parties"]:
        for targets in _targets(source, party["name"], parties, made):
            yield AssignmentParty(assignment=assignment, order=order, role=party["role"], name=party["name"], **targets)
            order += 1


def _targets(source: Item, name: str, parties: Parties, made: _Made) -> Iterable[dict[str, Any]]:
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


def _place(at: list[int] | None) -> dict[str, int | None]:
    return {"span_start": at[0] if at else None, "span_end": at[1] if at else None}


def _date(value: str) -> date | None:
    return date.fromisoformat(value) if is_date(value) else None


def _summary(draft: ImportDraft, review: Review) -> dict[str, Any]:
    """What the journal keeps of the review: how much was read, and what a person decided."""
    waived = {item["number"]: item["waived"] for item in review["items"] if item["waived"]}
    return {
        "document": draft.document_id,
        "sha256": draft.document.sha256,
        "draft": draft.pk,
        "items": len(live(review)),
        "waived": waived,
        "names": {name: decision["to"] for name, decision in review["names"].items()},
        "version_of": draft.new_version_of_id,
    }

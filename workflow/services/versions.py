"""Versions of a plan: the plan in force, what a version changes in it, and whether it still can."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from workflow.models import Commitment, Plan, PlanChange, PlanItem
from workflow.services import clocks
from workflow.services.differences import Told, same, told
from workflow.services.item_values import values_of
from workflow.services.plans import Expansion, Problem, Share
from workflow.status import ChangeKind, PlanStatus

IN_FORCE = Q(plan__status__in=(PlanStatus.ISSUED, PlanStatus.CLOSED))


def plan_in_force(plan: Plan) -> Plan | None:
    """The issued plan this one is, or is a version of; None while there is none to be changed."""
    root = plan.version_of if plan.is_amendment and plan.version_of is not None else plan
    return root if root.status == PlanStatus.ISSUED else None


def current_items(plan_pk: int) -> QuerySet[PlanItem]:
    """The items of a plan that nobody took out of the draft and no version has deleted, in order."""
    gone = PlanChange.objects.filter(IN_FORCE, kind=ChangeKind.GONE, item__plan=plan_pk)
    return PlanItem.objects.standing().filter(plan=plan_pk).exclude(pk__in=gone.values("item")).order_by("order")


def items_in_force(base: Plan) -> list[PlanItem]:
    """The current items with clauses, limits and duties; six queries."""
    return list(
        current_items(base.pk).prefetch_related(
            "assignments__parties__agency", "assignments__parties__agency_set", "deadlines", "recurrences"
        )
    )


def gone_items(base: Plan) -> dict[int, int]:
    """Number of the version that deleted an item, by the item; one query."""
    rows = PlanChange.objects.filter(IN_FORCE, kind=ChangeKind.GONE, item__plan=base)
    return dict(rows.values_list("item_id", "plan__version"))


def changes_of(version: Plan) -> list[PlanChange]:
    """The accepted changes with their items, in order; one query."""
    return list(version.changes.select_related("item", "new_item").order_by("order"))


def counts_of(changes: Sequence[PlanChange]) -> dict[str, int]:
    """How many items are added, changed and gone."""
    return {kind: sum(change.kind == kind for change in changes) for kind in ChangeKind.values}


@dataclass(frozen=True, slots=True)
class Listed:
    """A change with its differences in words."""

    change: PlanChange
    told: list[Told]


def listed(changes: Sequence[PlanChange]) -> list[Listed]:
    """The changes as pages show them."""
    return [Listed(change, told(change.differences)) for change in changes]


def versions_of(base: Plan, *, drafts: bool) -> list[tuple[Plan, dict[str, int]]]:
    """The versions, newest first, with how much each changes; with those not issued yet for the office (`drafts`)."""
    versions = base.versions.filter(version__gt=1).select_related("approved_by").prefetch_related("changes")
    if not drafts:
        versions = versions.filter(status__in=(PlanStatus.ISSUED, PlanStatus.CLOSED))
    return [(version, counts_of(list(version.changes.all()))) for version in versions.order_by("-version")]


def deleted_reason(version: Plan) -> str:
    """Why the commitments of a deleted item end."""
    return _("Deleted by version %(n)d") % {"n": version.version}


def reassigned_reason(version: Plan) -> str:
    """Why the commitment of an agency ends that is no longer named."""
    return _("No longer responsible by version %(n)d") % {"n": version.version}


@dataclass(slots=True)
class Effects:
    """What the issue of a version does. Shares name the version's own items."""

    opened: list[Share] = field(default_factory=list)
    ended: list[tuple[Commitment, str]] = field(default_factory=list)
    moved: list[tuple[Commitment, date]] = field(default_factory=list)
    """Commitments whose completion moves, with the new date."""
    problems: list[Problem] = field(default_factory=list)


def effects(version: Plan, changes: Sequence[PlanChange], expansion: Expansion) -> Effects:
    """What an issue on the day of the expansion would open, end and move; two queries. Closed commitments stay."""
    base = version.amended
    found = Effects(problems=_conflicts(changes, base))
    of_item: dict[int, list[Commitment]] = {}
    for commitment in Commitment.objects.filter(item__in=[c.item_id for c in changes if c.item_id]).select_related(
        "agency", "item"
    ):
        of_item.setdefault(commitment.item_id, []).append(commitment)
    shares: dict[int, list[Share]] = {}
    for share in expansion.shares:
        shares.setdefault(share.item.pk, []).append(share)
    for change in changes:
        known = of_item.get(change.item_id or 0, [])
        running = [one for one in known if one.is_open]
        wanted = shares.get(change.new_item_id or 0, [])
        if change.kind == ChangeKind.ADDED:
            found.opened += wanted
        elif change.kind == ChangeKind.GONE:
            found.ended += [(one, deleted_reason(version)) for one in running]
        else:
            if "parties" in change.fields:
                joint = {agency.pk for (item, _holder), among in expansion.joint.items() for agency in among
                         if item == change.new_item_id}  # fmt: skip
                running = _reassign(found, version, known, wanted, joint)
            if "due" in change.fields:
                due = _completion(base, change, expansion.on)
                found.moved += [(one, due) for one in running if one.accepted_at is None and one.completion_on != due]
    return found


def owners(known: Sequence[Commitment]) -> dict[int, int]:
    """Whose share each commitment of one item is, as the document names it: id of the agency by id of the commitment. A
    commitment that was taken over stands for the agency that had the share first."""
    by_id = {one.pk: one for one in known}
    found = {}
    for one in known:
        first = one
        while first.transferred_from_id in by_id:
            first = by_id[first.transferred_from_id]
        found[one.pk] = first.opened_for_id
    return found


def _reassign(
    found: Effects, version: Plan, known: list[Commitment], wanted: list[Share], joint: Collection[int] = ()
) -> list[Commitment]:
    """The commitments that run on; who is new is opened, who is no longer named ends.

    A transfer stands: the document still names the agency of before, and means the one that has its share now. Where it
    no longer names it, that share ends wherever it is, unless its agency is named itself. A joint lead (`joint`) that
    has a commitment of its own, as before joint leads shared one, keeps it.
    """
    named = {*(share.agency.pk for share in wanted), *joint}
    # Of several of one agency that which runs counts: a successor may have an ended one beside it.
    in_order = sorted(known, key=lambda one: one.is_open)
    by_agency = {one.opened_for_id: one for one in in_order} | {one.agency_id: one for one in in_order}
    owner = owners(known)
    found.opened += [share for share in wanted if share.agency.pk not in by_agency]
    running = [one for one in known if one.is_open]
    kept = [one for one in running if named & {one.agency_id, owner[one.pk]}]
    found.ended += [(one, reassigned_reason(version)) for one in running if one not in kept]
    holders = {owner[one.pk]: one for one in running}
    found.problems += [
        Problem(
            "was_transferred",
            _("%(number)s: the share of %(name)s was transferred to %(holder)s and stays there.")
            % {"number": one.item.number, "name": share.agency.short_name, "holder": one.agency.short_name},
            False,
            agency=share.agency,
        )
        for share in wanted
        if (one := holders.get(share.agency.pk)) is not None and one.agency_id != share.agency.pk
    ]
    found.problems += [
        Problem(
            "was_discontinued",
            _("%(number)s: the commitment of %(name)s was discontinued before and is not opened again.")
            % {"number": by_agency[share.agency.pk].item.number, "name": share.agency.short_name},
            False,
            agency=share.agency,
        )
        for share in wanted
        if share.agency.pk in by_agency and by_agency[share.agency.pk].discontinued_at
    ]
    return kept


def _completion(base: Plan, change: PlanChange, on: date) -> date:
    return clocks.completion_due(base, change.as_read.due_on, base.published_on or on).due_on


def _conflicts(changes: Sequence[PlanChange], base: Plan) -> list[Problem]:
    """What another version has changed since this one was compared: it would be undone without anybody seeing it."""
    now: dict[int, dict[str, Any]] = {item.pk: values_of(item) for item in items_in_force(base)}
    found = []
    for change in changes:
        if change.item is None:
            continue
        is_now = now.get(change.item.pk)
        if is_now is None or any(not same(is_now[one["field"]], one["before"]) for one in change.differences):
            sentence = _("%(number)s was changed by another version since; read the document again.")
            found.append(Problem("changed_since", sentence % {"number": change.item.number}, True, item=change.item))
    return found

"""The domain's part in the issue of a version: items of the plan in force as the version has them, old words in the
journal. Runs in the transaction of the issue, which holds the locks of all commitments concerned."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max

from workflow.models import (
    Assignment,
    AssignmentParty,
    Clock,
    Commitment,
    ItemDeadline,
    ItemRecurrence,
    Plan,
    PlanChange,
    PlanItem,
    UpperLink,
    User,
)
from workflow.services import clocks, journal, recounting
from workflow.services.plans import Share
from workflow.services.versions import owners
from workflow.status import ChangeKind, ClockKind

PLAIN = ("number", "category", "heading", "text")
PLACES = ("span", "heading", "text")


def add_items(base: Plan, added: Sequence[PlanChange]) -> dict[int, Assignment]:
    """Make the added items, each behind the item it follows in the new document. The clauses of the plan in force by
    those of the version they were copied from."""
    orders: dict[int, int] = dict(PlanItem.objects.filter(plan=base).order_by("order").values_list("pk", "order"))
    last = max(orders.values(), default=0)
    waiting: dict[int | None, list[int]] = {}
    copied: dict[int, Assignment] = {}
    for number, change in enumerate(added, start=1):
        new = change.as_read
        item = PlanItem.objects.create(
            plan=base, order=last + number, due_on=new.due_on, **{name: getattr(new, name) for name in PLAIN}
        )
        copied |= copy_clauses(new, item)
        copy_limits(new, item)
        copy_duties(new, item)
        change.item = item
        change.save(update_fields=["item"])
        waiting.setdefault(change.after_id, []).append(item.pk)
    if added:
        reorder(base, [*waiting.get(None, []), *(pk for old in orders for pk in (old, *waiting.get(old, [])))])
    return copied


def reorder(base: Plan, ids: Sequence[int]) -> None:
    """Put the items of a plan into the order of their ids; every item has to be named. The order is unique at every
    moment, so that all items step aside first."""
    items = PlanItem.objects.filter(plan=base)
    most = items.aggregate(most=Max("order"))["most"]
    items.update(order=F("order") + most)
    placed = [PlanItem(pk=pk, order=order) for order, pk in enumerate(ids, start=1)]
    PlanItem.objects.bulk_update(placed, ["order"], batch_size=400)


def copy_clauses(new: PlanItem, item: PlanItem) -> dict[int, Assignment]:
    """The clauses of the version's item for an item in force. Places stay with the version, whose document they are
    places of (`provenance`)."""
    copied = {}
    for clause in new.assignments.prefetch_related("parties"):
        made = Assignment.objects.create(
            item=item, order=clause.order, mode=clause.mode, phrase=clause.phrase, open_list=clause.open_list
        )
        names = ("order", "role", "name", "agency_id", "agency_set_id", "left_out_reason")
        AssignmentParty.objects.bulk_create(
            [
                AssignmentParty(assignment=made, **{name: getattr(party, name) for name in names})
                for party in clause.parties.all()
            ]
        )
        copied[clause.pk] = made
    return copied


def copy_limits(new: PlanItem, item: PlanItem) -> None:
    """The time limits of the version's item."""
    names = ("kind", "value", "event", "period", "phrase")
    rows = [ItemDeadline(item=item, **{name: getattr(row, name) for name in names}) for row in new.deadlines.all()]
    ItemDeadline.objects.bulk_create(rows)


def copy_duties(new: PlanItem, item: PlanItem) -> None:
    """The recurring duties of the version's item."""
    names = ("kind", "period", "min_count", "who", "by", "phrase")
    rows = [ItemRecurrence(item=item, **{name: getattr(row, name) for name in names}) for row in new.recurrences.all()]
    ItemRecurrence.objects.bulk_create(rows)


def change_item(
    version: Plan, change: PlanChange, shares: Mapping[int, Share], *, actor: User, now: datetime
) -> dict[int, Assignment]:
    """Take the accepted fields over, journal before and after on every running commitment of the item, and count its
    completion again where the date changed. `shares` are the new ones of this item by agency. Clauses as `add_items`.
    """
    item, new, fields = change.in_force, change.as_read, change.fields
    changed = [name for name in PLAIN if name in fields]
    for name in changed:
        setattr(item, name, getattr(new, name))
        if name in PLACES:
            changed += [f"{name}_start", f"{name}_end"]
            setattr(item, f"{name}_start", None)
            setattr(item, f"{name}_end", None)
    if "due" in fields:
        item.due_on = new.due_on
        changed.append("due_on")
        item.deadlines.all().delete()
        copy_limits(new, item)
    if changed:
        item.save(update_fields=changed)
    if "duties" in fields:
        item.recurrences.all().delete()
        copy_duties(new, item)
    copied = _take_clauses(new, item, shares) if "parties" in fields else {}
    _tell(version, change, shares if "parties" in fields else {}, actor=actor, now=now)
    return copied


def _take_clauses(new: PlanItem, item: PlanItem, shares: Mapping[int, Share]) -> dict[int, Assignment]:
    old = list(item.assignments.values_list("pk", flat=True))
    copied = copy_clauses(new, item)
    commitments = list(Commitment.objects.filter(item=item))
    owner = owners(commitments)
    for commitment in commitments:
        share = shares.get(commitment.agency_id) or shares.get(owner[commitment.pk])
        commitment.assignment = copied[share.assignment.pk] if share else None
    Commitment.objects.bulk_update(commitments, ["assignment"])
    Assignment.objects.filter(pk__in=old).delete()
    return copied


def _tell(version: Plan, change: PlanChange, shares: Mapping[int, Share], *, actor: User, now: datetime) -> None:
    data: dict[str, Any] = {"version": version.version, "plan": version.pk, "differences": change.differences}
    known = list(Commitment.objects.filter(item=change.item).order_by("pk"))
    owner = owners(known)
    running = [commitment for commitment in known if commitment.is_open]
    entries = []
    for commitment in running:
        if share := shares.get(commitment.agency_id) or shares.get(owner[commitment.pk]):
            commitment.role = share.role
        commitment.changed_at = now
        entries.append(
            journal.prepare(commitment, "item_changed", actor=actor, now=now, remark=change.reason, data=data)
        )
    Commitment.objects.bulk_update(running, ["role", "changed_at", "journal_seq", "journal_head"])
    journal.record_many(entries)


def drop_links(changes: Sequence[PlanChange]) -> list[list[str]]:
    """Remove the plan chain's links of deleted items: what they answered is open again. Returns the pairs that counted,
    for the journal."""
    gone = [change.item_id for change in changes if change.kind == ChangeKind.GONE]
    links = UpperLink.objects.filter(item__in=gone)
    counted = links.filter(confirmed_at__isnull=False).order_by("item__order", "upper_item__order")
    pairs = [list(pair) for pair in counted.values_list("item__number", "upper_item__number")]
    links.delete()
    return pairs


def recount_completion(base: Plan, item: PlanItem, *, on: date, actor: User, now: datetime) -> None:
    """Run the completion of the item's commitments to its date as it is now; ended and accepted ones keep theirs."""
    due = clocks.completion_due(base, item.due_on, base.published_on or on)
    running = Clock.objects.running().filter(kind=ClockKind.COMPLETION, commitment__item=item).order_by("pk")
    recounting.run_to(list(running), due, actor=actor, now=now)

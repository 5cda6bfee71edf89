"""The issue of a version: the plan in force changes as the clerk accepted it, and nothing else."""

from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from flows.actions import parts
from flows.actions.commitment import discontinue
from flows.actions.duties import cancel_steps
from flows.due_moves import follow_facts
from flows.issue import Share, engine_shares, open_commitments
from flows.models import Process, Task
from workflow.bulk import insert_rows
from workflow.errors import Invalid
from workflow.models import Assignment, Commitment, Duty, Plan, PlanChange, PlanItem, User
from workflow.querysets import is_binding
from workflow.services import amending, clocks, duty_making, journal
from workflow.services.calendar import local_day
from workflow.services.plans import Expansion
from workflow.services.versions import changes_of, counts_of, effects
from workflow.status import ChangeKind, PlanStatus


def amend(
    version: Plan,
    expansion: Expansion,
    *,
    actor: User,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Apply the version to the plan in force as of the day of the expansion; the number of commitments opened. Runs in
    the transaction of the issue. Raises Invalid where another version has changed the same item since."""
    base = Plan.objects.select_for_update(of=("self",)).get(pk=version.amended.pk)
    changes = changes_of(version)
    _lock(changes)
    found = effects(version, changes, expansion)
    blocking = [str(problem) for problem in found.problems if problem.blocking]
    if base.status != PlanStatus.ISSUED:
        blocking.append(str(_("The plan in force has been closed.")))
    if blocking:
        raise Invalid("version_blocked", _("The version can no longer be issued."), details=blocking)
    for commitment, reason in found.ended:
        discontinue(commitment.pk, actor=actor, now=now, reason=reason)
    clauses = amending.add_items(base, [change for change in changes if change.kind == ChangeKind.ADDED])
    for change in changes:
        if change.kind == ChangeKind.CHANGED:
            clauses |= _change(version, base, change, expansion, actor, now)
    opened = open_commitments(
        base,
        _shares(engine_shares(found.opened, expansion), changes, clauses),
        published_on=expansion.on,
        actor=actor,
        now=now,
        progress=progress,
        read_at={change.in_force.pk: change.as_read.pk for change in changes if change.kind == ChangeKind.ADDED},
    )
    data = {"version": version.version, "plan": version.pk, "published_on": expansion.on, "commitments": opened}
    data |= {"links": amending.drop_links(changes)}
    journal.record(base, "plan_amended", actor=actor, now=now, data=data | counts_of(changes))
    return opened


def _lock(changes: Sequence[PlanChange]) -> None:
    """Every flow of the items concerned, in the order of their ids: who acts on one of them waits or is waited for. A
    transfer that was waited for has opened a further one."""
    items = [change.item_id for change in changes if change.item_id]
    roots = Process.objects.filter(commitment__item__in=items, parent__isnull=True).order_by("pk")
    held: set[int] = set()
    while new := set(roots.exclude(pk__in=held).select_for_update(of=("self",)).values_list("pk", flat=True)):
        held |= new


def _change(
    version: Plan, base: Plan, change: PlanChange, expansion: Expansion, actor: User, now: datetime
) -> dict[int, Assignment]:
    shares = {share.agency.pk: share for share in expansion.shares if share.item.pk == change.new_item_id}
    bound = set(Commitment.objects.open().filter(is_binding(), item=change.in_force).values_list("pk", flat=True))
    clauses = amending.change_item(version, change, shares, actor=actor, now=now)
    item = change.in_force
    if change.fields & {"number", "heading", "text"}:
        open_steps = Task.objects.filter(commitment__item=item, finished__isnull=True).exclude(act="")
        open_steps.update(subject=item.title, number=item.number)
    if "parties" in change.fields:
        _share_out(change, expansion, actor, now)
        _bind_or_free(item, bound, now)
    if change.fields & {"text", "duties", "parties"}:
        _renew_duties(base, change, expansion, now)
    if "due" in change.fields:
        amending.recount_completion(base, item, on=expansion.on, actor=actor, now=now)
    return clauses


def _share_out(change: PlanChange, expansion: Expansion, actor: User, now: datetime) -> None:
    """Running commitments of a changed item get the partners and joint leads it names now; what is asked of partners it
    no longer names ends, and who no longer leads need not sign. A plan that was signed already is not signed anew."""
    running = {one.agency_id: one for one in Commitment.objects.open().filter(item=change.in_force)}
    wanted = [share for share in expansion.shares if share.item.pk == change.new_item_id]
    for share in engine_shares(wanted, expansion):
        commitment = running.get(share.agency.pk)
        if commitment is None:
            continue
        helpers = [agency for agency in share.helpers if agency.pk not in running]
        parts.share_out(commitment, helpers, share.joint, phrase=_phrase(share), actor=actor, now=now)


def _bind_or_free(item: PlanItem, bound: Set[int], now: datetime) -> None:
    """Commitments that were to be done and may now only be followed by analogy (参照执行) owe nothing by a date any
    more; those that are to be done from now on owe what is open by the date that counts, or within its days from now.
    `bound` are the ids of those that were to be done before."""
    for commitment in Commitment.objects.open().filter(item=item).select_related("plan").order_by("pk"):
        if commitment.is_binding == (commitment.pk in bound):
            continue
        if commitment.is_binding:
            _owe(commitment, now)
        follow_facts(commitment.pk, on=local_day(now))


def _owe(commitment: Commitment, now: datetime) -> None:
    """The running obligation, which nobody was held to until now."""
    plan = commitment.plan
    if commitment.acknowledged_at is None:
        due = clocks.desk_due(now, plan.acknowledge_working_days)
    elif commitment.claimed_at is not None:
        due = clocks.desk_due(now, plan.inspect_working_days)
    else:
        return
    commitment.current_due_on, commitment.current_provisional = due.due_on, due.provisional
    commitment.save(update_fields=["current_due_on", "current_provisional"])


def _phrase(share: Share) -> str:
    return share.assignment.phrase if share.assignment is not None else ""


def _renew_duties(base: Plan, change: PlanChange, expansion: Expansion, now: datetime) -> None:
    """Running commitments of a changed item lose the duties it no longer states, with their open periods, and get those
    it states now; what stays the same goes on undisturbed."""
    item = change.in_force
    running = list(Commitment.objects.open().filter(item=item).select_related("agency").order_by("pk"))
    stored: dict[int, list[Duty]] = {}
    for duty in duty_making.running(running):
        stored.setdefault(duty.commitment_id, []).append(duty)
    stated = duty_making.stated_by_item({item.pk: change.as_read.pk})
    maker = duty_making.Maker(base, max(expansion.on, local_day(now)), stated)
    wanted = maker.duties_of(item.pk, {commitment.agency_id: commitment.agency for commitment in running})
    gone, new = [], []
    for commitment in running:
        stated_for = wanted[commitment.agency_id] if commitment.is_binding else []
        dropped, added = duty_making.compare(stored.get(commitment.pk, ()), stated_for)
        for duty in added:
            duty.commitment = commitment
        gone += dropped
        new += added
    if gone:
        cancel_steps(Q(process__duty_period__duty__in=gone), now)
        Duty.objects.filter(pk__in=[duty.pk for duty in gone]).update(ended_at=now)
    insert_rows(new)


def _shares(opened: Sequence[Share], changes: Sequence[PlanChange], clauses: dict[int, Assignment]) -> list[Share]:
    """The shares of the version's items as shares of the items in force."""
    items: dict[int, PlanItem] = {c.new_item_id: c.item for c in changes if c.new_item_id and c.item}
    return [
        replace(share, item=items[share.item.pk], assignment=clauses[share.assignment.pk] if share.assignment else None)
        for share in opened
    ]

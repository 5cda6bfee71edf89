"""Bulk issue: one commitment and one process per item and responsible agency, written in batches.

viewflow starts one process at a time, each with its own lock and statements; a plan of sixty items and sixty agencies
would take minutes. The rows written here are the same that `Begin` and the first step write.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat, Length, Substr
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.fields import get_flow_ref, get_task_ref
from viewflow.workflow.status import STATUS

from flows.commitment import CommitmentFlowV3, LightCommitmentFlowV2
from flows.division import DivisionFlowV1
from flows.due import Due
from flows.models import Deadline, Process, Task
from flows.parts import ContributionFlowV1
from flows.timers import next_rung
from workflow.bulk import insert_rows, insert_select
from workflow.errors import TransitionRefused
from workflow.ladder import ladder
from workflow.models import (
    Agency,
    Assignment,
    Commitment,
    Contribution,
    CoSigner,
    Division,
    Duty,
    JournalEntry,
    Plan,
    PlanItem,
    User,
)
from workflow.querysets import is_binding
from workflow.services import clocks, journal, plans
from workflow.services.calendar import local_day
from workflow.services.commitments import start_opening_clocks
from workflow.services.duty_making import Maker, stated_by_item
from workflow.services.successors import successors_of
from workflow.status import PartyRole
from workflow.words import TITLE

BATCH = 500


@dataclass(frozen=True, slots=True)
class Share:
    """One agency's share of one item, to be opened; `taken_over` is the commitment of the agency that had it before,
    `reason` why it was transferred."""

    item: PlanItem
    assignment: Assignment | None
    agency: Agency
    role: str
    taken_over: Commitment | None = None
    reason: str = ""
    helpers: tuple[Agency, ...] = ()
    """Partner agencies, each of which gets a contribution of its own to give."""
    is_light: bool = False
    """It only carries out beside a lead: no implementation plan is asked of it."""
    is_divided: bool = False
    """Its clause is carried out 按职责分工: its part has to be stated and confirmed."""
    joint: tuple[Agency, ...] = ()
    """Joint leads: their heads sign its implementation plans too."""


def open_commitments(
    plan: Plan,
    shares: Sequence[Share],
    *,
    published_on: date,
    actor: User,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
    read_at: Mapping[int, int] | None = None,
) -> int:
    """Open commitments for the shares, with their recurring duties; returns how many. Runs in the caller's transaction:
    all or none. `read_at` says at which item of a version the standing words of an item taken over from it are kept.

    Shares that already have a commitment (item and agency) are left alone, so that a repeated run opens nothing twice.
    """
    existing = _existing(plan)
    wanted = [share for share in shares if (share.item.pk, share.agency.pk) not in existing]
    total = len(wanted)
    with transaction.atomic():
        if wanted:
            _hold_agencies(wanted, now)
        duties = _duties(plan, wanted, published_on, now, read_at or {}) if wanted else {}
        for begin in range(0, total, BATCH):
            _open_batch(plan, wanted[begin : begin + BATCH], duties, published_on, actor, now)
            progress(min(begin + BATCH, total), total)
    return total


def _hold_agencies(shares: Sequence[Share], now: datetime) -> None:
    """Lock the agencies that get work until the transaction ends: a reorganisation waits, and takes along what is
    written here. Raises TransitionRefused when one of them was merged or split away just before."""
    keys = {share.agency.pk for share in shares}
    held = Agency.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    today = local_day(now)
    ended = {agency.pk: agency for agency in held if agency.valid_until is not None and agency.valid_until <= today}
    gone = successors_of(ended, today) if ended else {}
    for pk in gone:
        raise TransitionRefused(
            "agency_succeeded",
            _("%(agency)s was merged or split just now.") % {"agency": ended[pk]},
            remedy=_("Look at who is responsible for what again, then go on."),
        )


def _existing(plan: Plan) -> set[tuple[int, int]]:
    """Items with the agencies that have, or once had, a commitment for them: one that ended does not begin anew, and
    one that went over to a successor is not opened a second time."""
    rows = Commitment.objects.filter(plan=plan).values_list("item_id", "agency_id", "opened_for_id")
    return {(item, agency) for item, *agencies in rows for agency in agencies}


def engine_shares(shares: Sequence[plans.Share], found: plans.Expansion) -> list[Share]:
    """Shares of an expansion as the engine takes them, with the partners and the joint leads of each."""
    helpers: dict[tuple[int, int], list[Agency]] = {}
    for slot in found.slots:
        helpers.setdefault((slot.holder.item.pk, slot.holder.agency.pk), []).append(slot.partner.agency)
    light, divided = found.light, found.divided
    return [
        Share(
            share.item,
            share.assignment,
            share.agency,
            share.role,
            is_light=(share.item.pk, share.agency.pk) in light,
            is_divided=(share.item.pk, share.agency.pk) in divided,
            helpers=tuple(helpers.get((share.item.pk, share.agency.pk), ())),
            joint=tuple(found.joint.get((share.item.pk, share.agency.pk), ())),
        )
        for share in shares
    ]


def take_over(
    commitment: Commitment,
    agency: Agency,
    *,
    published_on: date,
    actor: User,
    now: datetime,
    reason: str,
    helpers: tuple[Agency, ...] = (),
) -> Commitment:
    """Open the share of `commitment` for another agency, with its role and its clause, and with a contribution of each
    of `helpers`; the clocks count from `published_on`, not from today. Runs in the caller's transaction."""
    item, role = commitment.item, commitment.role
    share = Share(
        item,
        commitment.assignment,
        agency,
        role,
        taken_over=commitment,
        reason=reason,
        is_light=commitment.is_light,
        is_divided=commitment.is_divided,
        helpers=helpers,
        joint=_others(commitment.co_signers.filter(is_lead=True), agency) if commitment.co_signed else (),
    )
    duties = _duties(commitment.plan, [share], published_on, now, {})
    (opened,) = _open_batch(commitment.plan, [share], duties, published_on, actor, now)
    opened.plan, opened.item, opened.agency = commitment.plan, item, agency
    return opened


def _others(rows: QuerySet[Any], agency: Agency) -> tuple[Agency, ...]:
    """The agencies of the rows, each once, without the one that takes over."""
    found = {row.agency_id: row.agency for row in rows.select_related("agency").order_by("pk")}
    return tuple(found[pk] for pk in found if pk != agency.pk)


def _duties(
    plan: Plan, shares: Sequence[Share], published_on: date, now: datetime, read_at: Mapping[int, int]
) -> dict[tuple[int, int], list[Duty]]:
    """The recurring duties of the shares, by item and agency, unsaved; none of those who may follow by analogy. Of a
    publication that lies back nothing is asked for before the day the plan was issued here."""
    agencies: dict[int, dict[int, Agency]] = {}
    for share in shares:
        if share.role == PartyRole.OPTIONAL:
            continue
        agencies.setdefault(share.item.pk, {})[share.agency.pk] = share.agency
    stated = stated_by_item({pk: read_at.get(pk, pk) for pk in agencies})
    maker = Maker(plan, max(published_on, local_day(now)), stated)
    return {
        (item, agency): duties
        for item, among in agencies.items()
        for agency, duties in maker.duties_of(item, among).items()
    }


def _open_batch(
    plan: Plan,
    shares: Sequence[Share],
    duties: Mapping[tuple[int, int], list[Duty]],
    published_on: date,
    actor: User,
    now: datetime,
) -> list[Commitment]:
    plan_due = clocks.implementation_plan_due(plan, published_on)
    acknowledge_due = clocks.desk_due(now, plan.acknowledge_working_days)
    # Each count asks for the calendar in force, which on a cluster is a question to Redis: few items differ in date.
    dates = {share.item.due_on for share in shares}
    completions = {day: clocks.completion_due(plan, day, published_on) for day in dates}
    commitments = []
    for share in shares:
        completion = completions[share.item.due_on]
        commitments.append(
            Commitment(
                plan_id=plan.pk,
                item_id=share.item.pk,
                assignment_id=share.assignment.pk if share.assignment else None,
                agency_id=share.agency.pk,
                opened_for_id=share.agency.pk,
                role=share.role,
                is_light=share.is_light,
                is_divided=share.is_divided,
                co_signed=bool(share.joint),
                transferred_from_id=share.taken_over.pk if share.taken_over else None,
                opened_at=now,
                changed_at=now,
                completion_on=completion.due_on,
                completion_provisional=completion.provisional,
                plan_due_on=(completion if share.is_light else plan_due).due_on,
                plan_provisional=(completion if share.is_light else plan_due).provisional,
                current_due_on=acknowledge_due.due_on,
                current_provisional=acknowledge_due.provisional,
            )
        )
    entries = [
        _opening(commitment, share, _opened(commitment, duties), actor, now)
        for commitment, share in zip(commitments, shares, strict=True)
    ]
    asked_by = clocks.desk_due(now, plan.contribution_working_days).due_on
    opened_shares = list(zip(commitments, shares, strict=True))
    told = [(one, entry) for one, share in opened_shares for entry in _named(one, share, asked_by, actor, now)]
    insert_rows(commitments)
    for entry, commitment in zip(entries, commitments, strict=True):
        entry.commitment = commitment
    for commitment, entry in told:
        entry.commitment = commitment
    journal.record_many([*entries, *(entry for _commitment, entry in told)])
    given = [(commitment, duty) for commitment in commitments for duty in duties.get(_place(commitment), [])]
    for commitment, duty in given:
        duty.commitment = commitment
    insert_rows([duty for _commitment, duty in given])
    _name_signers(commitments, shares, now)
    opened = Commitment.objects.filter(pk__in=[commitment.pk for commitment in commitments])
    start_opening_clocks(opened, plan_due)
    kinds = {(commitment.is_light, commitment.is_binding) for commitment in commitments}
    _start_processes(plan, opened, kinds, Due(acknowledge_due.due_on, acknowledge_due.provisional), now)
    _open_divisions(plan, [commitment for commitment in commitments if commitment.is_divided], now)
    _open_contributions(plan, opened_shares, asked_by, now)
    return commitments


def _name_signers(commitments: Sequence[Commitment], shares: Sequence[Share], now: datetime) -> None:
    pairs = zip(commitments, shares, strict=True)
    insert_rows(
        [
            CoSigner(commitment=commitment, agency=agency, is_lead=True, added_at=now)
            for commitment, share in pairs
            for agency in share.joint
        ]
    )


def _open_contributions(plan: Plan, opened: Sequence[tuple[Commitment, Share]], due_on: date, now: datetime) -> None:
    """What the partners of each share contribute until `due_on`: one row, one process and one step a partner, beside
    the main line."""
    rows = [
        Contribution(
            commitment=commitment,
            agency=agency,
            assignment=share.assignment,
            demand=share.assignment.phrase if share.assignment else "",
            due_on=due_on,
            asked_at=now,
        )
        for commitment, share in opened
        for agency in share.helpers
    ]
    if not rows:
        return
    insert_rows(rows)
    opened_rows = Contribution.objects.filter(pk__in=[row.pk for row in rows])
    partner = {"agency_id": F("contribution__agency_id")}
    _start_beside(ContributionFlowV1.contribute, "contribution", plan, opened_rows, now, **partner)


def _open_divisions(plan: Plan, commitments: Sequence[Commitment], now: datetime) -> None:
    """What each agency of a divided clause has to state; it has as long as to dispute the assignment."""
    if not commitments:
        return
    due_on = clocks.desk_due(now, plan.dispute_working_days).due_on
    rows = [Division(commitment=commitment, due_on=due_on, asked_at=now) for commitment in commitments]
    insert_rows(rows)
    divisions = Division.objects.filter(pk__in=[row.pk for row in rows])
    _start_beside(DivisionFlowV1.state_part, "division", plan, divisions, now)


def _start_beside(node: Any, link: str, plan: Plan, rows: QuerySet[Any], now: datetime, **differing: Any) -> None:
    """One process for each of the rows, child of the main line of its commitment, waiting at its first step `node`
    until the day of the row; `link` names the row on the process, `differing` are columns of the step that are not
    those of the commitment."""
    flow = node.flow_class
    main_line = Process.objects.filter(commitment=OuterRef("commitment_id"), parent__isnull=True).values("pk")[:1]
    root = Subquery(main_line)
    links = {
        "flow_class": get_flow_ref(flow),
        "commitment_id": F("commitment_id"),
        f"{link}_id": F("pk"),
        "created": now,
        "root_id": root,
        "parent_id": root,
    }
    processes = Process.objects.filter(pk__in=insert_select(Process, rows, links))
    insert_select(Task, processes, _step(flow.start, now) | {"status": STATUS.DONE, "started": now, "finished": now})
    human = _human_step(node, Due(None), now) | {"due_on": F(f"{link}__due_on")} | differing
    steps = Task.objects.filter(pk__in=insert_select(Task, processes, human))
    for due_on in steps.order_by().values_list("due_on", flat=True).distinct():
        rung, day = next_rung(due_on, local_day(now), ladder(plan, at_agency=True))
        timer = {"process_id": F("process_id"), "task_id": F("pk"), "due_on": due_on, "rung": rung, "next_on": day}
        insert_select(Deadline, steps.filter(due_on=due_on), timer)


def _opening(commitment: Commitment, share: Share, data: dict[str, Any], actor: User, now: datetime) -> JournalEntry:
    """The first entry of a commitment: the issue opened it, or a transfer, which says from whom."""
    if share.taken_over is None:
        return journal.prepare(commitment, "commitment_opened", actor=actor, now=now, data=data)
    data |= {"from": str(share.taken_over.agency), "from_agency": share.taken_over.agency_id}
    return journal.prepare(commitment, "taken_over", actor=actor, now=now, remark=share.reason, data=data)


def _named(commitment: Commitment, share: Share, asked_by: date, actor: User, now: datetime) -> list[JournalEntry]:
    """What tells the other agencies the document names for the share: partners and joint leads."""
    phrase = share.assignment.phrase if share.assignment else ""
    return [
        journal.prepare(
            commitment,
            act,
            actor=actor,
            now=now,
            remark=phrase,
            data={"agencies": [one.pk for one in named], "partners": [str(one) for one in named], **more},
        )
        for act, named, more in (
            ("joint_leads_named", share.joint, {}),
            ("partners_named", share.helpers, {"due_on": asked_by}),
        )
        if named
    ]


def _place(commitment: Commitment) -> tuple[int, int]:
    return commitment.item_id, commitment.agency_id


def _opened(commitment: Commitment, duties: Mapping[tuple[int, int], list[Duty]]) -> dict[str, Any]:
    """What the first entry of a commitment says."""
    own = duties.get(_place(commitment), [])
    told: dict[str, Any] = {"duties": [duty.phrase for duty in own]} if own else {}
    told |= {"light": True} if commitment.is_light else {}
    told |= {} if commitment.is_binding else {"optional": True}
    return {"due_on": commitment.plan_due_on, **told}


def _start_processes(
    plan: Plan, commitments: QuerySet[Commitment], kinds: Collection[tuple[bool, bool]], due: Due, now: datetime
) -> None:
    """One process for each commitment, past its start and waiting for acknowledgement until `due`; those that are only
    to be followed by analogy wait without a date. `kinds` says which there are: light or not, binding or not."""
    for is_light, binds in sorted(kinds):
        flow = LightCommitmentFlowV2 if is_light else CommitmentFlowV3
        these = commitments.filter(is_binding() if binds else ~is_binding(), is_light=is_light)
        _start_flow(flow, plan, these, due if binds else Due(None), now)


def _start_flow(flow: Any, plan: Plan, commitments: QuerySet[Commitment], due: Due, now: datetime) -> None:
    links = {"flow_class": get_flow_ref(flow), "commitment_id": F("pk"), "created": now}
    # Lists of ids instead of conditions: on PostgreSQL rows of this very transaction are in no statistics, and a
    # condition over them is planned as if there were one.
    processes = Process.objects.filter(pk__in=insert_select(Process, commitments, links))
    processes.update(root_id=F("pk"))
    insert_select(Task, processes, _step(flow.start, now) | {"status": STATUS.DONE, "started": now, "finished": now})
    steps = insert_select(Task, processes, _human_step(flow.acknowledge, due, now))
    rung, day = next_rung(due.on, local_day(now), ladder(plan, at_agency=True))
    timer = {"process_id": F("process_id"), "task_id": F("pk"), "due_on": due.on, "rung": rung, "next_on": day}
    insert_select(Deadline, Task.objects.filter(pk__in=steps), timer)


def _step(node: Any, now: datetime) -> dict[str, Any]:
    """What every task row of a node says, as expressions over the processes."""
    return {
        "process_id": F("pk"),
        "root_id": F("root_id"),
        "flow_task": get_task_ref(node),
        "flow_task_type": node.task_type,
        "node": node.name,
        "commitment_id": F("commitment_id"),
        "created": now,
    }


def _human_step(node: Any, due: Due, now: datetime) -> dict[str, Any]:
    """A human step adds what lists show, as `nodes.new_task` does."""
    goes_on = Case(When(GreaterThan(Length("commitment__item__text"), TITLE), then=Value("…")), default=Value(""))
    text = Concat(Substr("commitment__item__text", 1, TITLE), goes_on, output_field=CharField())
    return _step(node, now) | {
        "act": node.act,
        "due_on": due.on,
        "provisional": due.provisional,
        "agency_id": F("commitment__agency_id"),
        "subject": Case(When(commitment__item__heading="", then=text), default=F("commitment__item__heading")),
        "number": F("commitment__item__number"),
    }

"""Suspensions: asking, the two steps of a request, taking it back, resuming, and what the system ends by itself.

While a commitment is suspended its open steps rest: they keep their place, but are of the type PAUSED.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import DatabaseError
from django.db.models import QuerySet
from viewflow.workflow.exceptions import FlowLockFailed

from flows.actions.duties import after_stop
from flows.actions.stepping import Held, begin_beside, cancel_beside, commitment_of, hold, root_of, share
from flows.base import desk
from flows.due_moves import put_off_until
from flows.models import HUMAN, PAUSED, Deadline, Task
from flows.moves import Moves
from flows.suspension import SuspensionFlowV1
from flows.timers import rung_day
from workflow.deadlines import Stop
from workflow.errors import NotVisible, TransitionRefused
from workflow.models import Commitment, Suspension, User
from workflow.services import (
    clocks,
    contributions,
    disputes,
    divisions,
    duties,
    extensions,
    releases,
    signatures,
    slips,
    suspensions,
)
from workflow.services.calendar import calendar_in_force, local_day

BATCH = 200
ONE_DAY = timedelta(days=1)

logger = logging.getLogger(__name__)


def ask(commitment_pk: int, *, until: date, cause: str, actor: User, now: datetime) -> tuple[Commitment, Suspension]:
    """Ask to suspend; the step of the head opens, or that of the leader when the office itself asks."""
    with root_of(commitment_pk) as root:
        commitment = root.commitment
        if commitment is None:
            raise NotVisible
        suspension = suspensions.ask(commitment, until=until, cause=cause, actor=actor, now=now)
        way = "office" if suspension.by_office else "agency"
        begin_beside(SuspensionFlowV1, root, actor=actor, now=now, suspension=suspension, outcome=way)
    return commitment, suspension


def sign(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The head signs the request; the leader decides next."""
    with hold(task_pk, "sign_suspension", actor=actor, now=now) as held:
        suspensions.sign(held.commitment, _suspension(held), actor=actor, now=now, remark=remark)
        held.advance("agree")
    return held.commitment


def grant(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The leader grants it: the clocks stand still, and every other open step of the commitment rests."""
    with hold(task_pk, "grant_suspension", actor=actor, now=now) as held:
        suspensions.grant(held.commitment, _suspension(held), actor=actor, now=now, remark=remark)
        held.advance("agree")
        for step in held.family:
            if step.flow_task_type == HUMAN:
                step.flow_task_type = PAUSED
                held.process.moves.put(step)
    return held.commitment


def refuse(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """Head or leader refuses at his step: the request ends, the work goes on."""
    with hold(task_pk, "sign_suspension", "grant_suspension", actor=actor, now=now) as held:
        node, suspension = held.task.node, _suspension(held)
        suspensions.refuse(held.commitment, suspension, step=node, actor=actor, now=now, reason=reason)
        held.advance("refuse", reason=reason.strip())
    return held.commitment


def withdraw(commitment_pk: int, *, actor: User, now: datetime) -> Commitment:
    """Who asked takes the request back; its open step is cancelled."""
    with commitment_of(commitment_pk) as commitment:
        suspension = suspensions.withdraw(commitment, actor=actor, now=now)
        cancel_beside(suspension=suspension, now=now)
    return commitment


def resume(commitment_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The work goes on before the last day granted: clocks, steps and reminders run again."""
    with commitment_of(commitment_pk) as commitment:
        stop = suspensions.resume(commitment, actor=actor, now=now, remark=remark)
        _wake(commitment, stop, now)
    return commitment


def resume_due(now: datetime) -> int:
    """Chore of the ticker: resume what was suspended until a day that has passed; returns how many."""
    over = Suspension.objects.filter(suspensions.IN_FORCE, until__lt=local_day(now))
    return _each(over, _resume_one, now)


def lapse_undecided(now: datetime) -> int:
    """Chore of the ticker: end every request whose last day passed undecided; returns how many."""
    return _each(Suspension.objects.filter(outcome="", until__lt=local_day(now)), _lapse_one, now)


def _each(rows: "QuerySet[Suspension]", act: Callable[[int, int, datetime], int], now: datetime) -> int:
    """Each under the lock of its family: what somebody does at the same moment comes before, or finds it done."""
    done = 0
    for pk, commitment_pk in list(rows.order_by("until", "pk").values_list("pk", "commitment_id")[:BATCH]):
        try:
            done += act(pk, commitment_pk, now)
        except (NotVisible, TransitionRefused, FlowLockFailed, DatabaseError):
            # One that is held or broken must not keep the others waiting; the next tick comes back to it.
            logger.exception("Ending suspension %s failed.", pk)
    return done


def _resume_one(pk: int, commitment_pk: int, now: datetime) -> int:
    with commitment_of(commitment_pk) as commitment:
        found = suspensions.in_force(commitment)
        if found is None or found.pk != pk or found.until >= local_day(now):
            return 0
        _wake(commitment, suspensions.resume(commitment, actor=None, now=now), now)
    return 1


def _lapse_one(pk: int, commitment_pk: int, now: datetime) -> int:
    with commitment_of(commitment_pk) as commitment:
        suspension = Suspension.objects.filter(pk=pk, outcome="").first()
        if suspension is None:
            return 0
        suspensions.lapse(commitment, suspension, now=now)
        cancel_beside(suspension=suspension, now=now)
    return 1


def _wake(commitment: Commitment, stop: Stop | None, now: datetime) -> None:
    """The steps that rested are open again, with the dates the domain names now; a desk limit gets the days back that
    the suspension took from it."""
    after_stop(commitment, now)
    moves = Moves()
    resting = _resting(commitment)
    put_off = put_off_until(commitment.pk) if resting else {}
    deadlines = {one.task_id: one for one in Deadline.objects.filter(task__in=resting)}
    for task in resting:
        was = task.due_on
        task.flow_task_type, task.commitment = HUMAN, commitment
        rule = task.flow_task.due
        if stop is not None and task.process.extension is not None:
            extensions.give_back(task.process.extension, stop)
        if stop is not None and task.process.dispute is not None:
            disputes.give_back(task.process.dispute, stop)
        if stop is not None and task.process.release is not None:
            releases.give_back(task.process.release, stop)
        if stop is not None and task.process.slip is not None:
            slips.give_back(task.process.slip, stop)
        if stop is not None and task.process.division is not None:
            divisions.give_back(task.process.division, stop)
        if stop is not None and task.process.contribution is not None:
            contributions.give_back(task.process.contribution, stop)
        if stop is not None and task.process.countersignature is not None:
            signatures.give_back(task.process.countersignature, stop)
        if rule is not desk:
            due = rule(share(task))
            task.due_on, task.provisional = due.on, due.provisional
        elif stop is not None and was is not None:
            moved = clocks.desk_after(was, stop)
            task.due_on, task.provisional = moved.due_on, task.provisional or moved.provisional
            if task.process.duty_period is not None:
                duties.sign_until(task.process.duty_period, moved.due_on)
        moves.put(task)
        if deadline := deadlines.get(task.pk):
            _wake_reminders(deadline, task, was, stop, put_off.get(task.pk))
    moves.write(now)
    Deadline.objects.bulk_update(deadlines.values(), ["due_on", "base_on", "next_on"])


def _wake_reminders(deadline: Deadline, task: Task, was: date | None, stop: Stop | None, put_off: date | None) -> None:
    """The next rung stays the next one: on its day before the new due date; of a step that was late, as many working
    days later as it rested."""
    deadline.due_on = task.due_on
    if deadline.rung is None or was is None or task.due_on is None or (stop is None and was == task.due_on):
        return
    base = task.due_on
    if stop is not None and _had_run_out(task, was, stop):
        calendar = calendar_in_force()
        start = deadline.base_on or was
        rested = calendar.working_days_between(stop.first - ONE_DAY, stop.last)
        deadline.base_on = base = calendar.add_working_days(start, rested).due_on
    day = rung_day(base, deadline.rung)
    deadline.next_on = max(day, put_off) if put_off is not None and put_off > rung_day(was, deadline.rung) else day


def _had_run_out(task: Task, was: date, stop: Stop) -> bool:
    """The step was late when the work stopped: its day had passed or, of a term of hours, its last moment. No query."""
    response = task.process.event_response
    if response is not None and response.due_at is not None and stop.since is not None:
        return response.due_at < stop.since
    return was < stop.first


def _resting(commitment: Commitment) -> list[Task]:
    links = (
        "plan",
        "process__report",
        "process__finding",
        "process__extension__clock",
        "process__dispute",
        "process__release",
        "process__duty_period",
        "process__slip",
        "process__event_response",
        "process__contribution",
        "process__division",
        "process__countersignature",
    )
    resting = Task.objects.filter(commitment=commitment, finished__isnull=True, flow_task_type=PAUSED)
    return list(resting.select_related(*links).order_by("pk"))


def _suspension(held: Held) -> Suspension:
    if held.process.suspension is None:
        raise NotVisible
    return held.process.suspension

"""Duties that return: the two steps of a period, recording beside them, and what the ticker opens and closes."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import DatabaseError
from django.db.models import F, Q
from viewflow.workflow.exceptions import FlowLockFailed

from flows.actions.stepping import cancel, commitment_of, hold, root_of, start
from flows.due import Due
from flows.duty import DutyFlowV1
from flows.models import Process, Task
from flows.moves import Moves
from workflow.errors import NotVisible, TransitionRefused
from workflow.models import Commitment, Duty, DutyPeriod, DutyRecord, User
from workflow.querysets import goes_on
from workflow.services import clocks, duties
from workflow.services.calendar import local_day
from workflow.services.duties import Done
from workflow.status import DutyKind

BATCH = 200

logger = logging.getLogger(__name__)


def record(period_pk: int, done: Done, *, actor: User, now: datetime) -> tuple[Commitment, DutyRecord, bool]:
    """Record one time beside the step; the record, and whether it is new (the same form sent twice counts once)."""
    with commitment_of(_commitment_id(period_pk)) as commitment:
        made, is_new = duties.record(commitment, _period(period_pk), done, actor=actor, now=now)
    return commitment, made, is_new


def strike(record_pk: int, *, reason: str, actor: User, now: datetime) -> Commitment:
    """Who recorded it strikes it with a reason."""
    found = DutyRecord.objects.filter(pk=record_pk).values_list("period__duty__commitment_id", flat=True).first()
    with commitment_of(found or 0) as commitment:
        made = DutyRecord.objects.select_related("period__duty", "recorded_by").get(pk=record_pk)
        duties.strike(commitment, made, reason=reason, actor=actor, now=now)
    return commitment


def hand_in(task_pk: int, *, remark: str = "", actor: User, now: datetime) -> Commitment:
    """The officer closes the period; the head signs next."""
    with hold(task_pk, "fulfil_duty", actor=actor, now=now) as held:
        duties.hand_in(held.commitment, _period_of(held.process), remark=remark, actor=actor, now=now)
        limit = clocks.desk_due(now, held.commitment.plan.sign_working_days)
        held.process.desk = Due(limit.due_on, limit.provisional)
        held.advance()
    return held.commitment


def sign(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The head signs: the period is closed with what was done."""
    with hold(task_pk, "sign_duty", actor=actor, now=now) as held:
        duties.sign(held.commitment, _period_of(held.process), actor=actor, now=now, remark=remark)
        held.advance()
    return held.commitment


def send_back(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """The head returns the period to the officer."""
    with hold(task_pk, "sign_duty", actor=actor, now=now) as held:
        duties.send_back(held.commitment, _period_of(held.process), actor=actor, now=now, reason=reason)
        held.advance("return", reason=reason.strip())
    return held.commitment


def _commitment_id(period_pk: int) -> int:
    return DutyPeriod.objects.filter(pk=period_pk).values_list("duty__commitment_id", flat=True).first() or 0


def _period(pk: int) -> DutyPeriod:
    return DutyPeriod.objects.select_related("duty").get(pk=pk)


def _period_of(process: Process) -> DutyPeriod:
    if process.duty_period is None:
        raise NotVisible
    return process.duty_period


# -- the ticker --------------------------------------------------------------------------------------------------------


def to_open(now: datetime) -> Q:
    """Duties whose next period has begun and is asked for: of open commitments that are not suspended, and, but for
    reviews, of periods that begin before the item has to be completed."""
    return (
        Q(ended_at__isnull=True, next_on__lte=local_day(now))
        & goes_on("commitment__")
        & Q(commitment__suspended_on__isnull=True)
        & (Q(kind=DutyKind.REVIEW) | Q(next_on__lte=F("commitment__completion_on")))
    )


def open_due(now: datetime) -> int:
    """Chore of the ticker: open the running period of every duty, and enter those a standstill left out as closed with
    nothing done. Each commitment under its lock, so that two tickers open a period once; returns how many periods."""
    waiting = Duty.objects.filter(to_open(now)).order_by("next_on", "pk").values_list("commitment_id", flat=True)
    return _each(dict.fromkeys(waiting[:BATCH]), _open_one, now)


def _open_one(commitment_pk: int, now: datetime) -> int:
    opened = 0
    with root_of(commitment_pk) as root:
        commitment = root.commitment
        if commitment is None or root.finished is not None:
            return 0
        mine = Duty.objects.filter(to_open(now), commitment=commitment_pk).order_by("pk")
        root.moves = moves = Moves()
        for duty in mine:
            while duty.next_on <= local_day(now) and (duty.is_review or duty.next_on <= commitment.completion_on):
                period = duties.open_period(commitment, duty, now=now)
                opened += 1
                if period.is_open:
                    start(DutyFlowV1, parent=root, now=now, commitment=commitment, duty_period=period)
        moves.write(now)
    return opened


def close_past(now: datetime) -> int:
    """Chore of the ticker: close every period that is over with what was done (系统自动); returns how many."""
    past = DutyPeriod.objects.filter(
        outcome="", closes_on__lt=local_day(now), duty__commitment__suspended_on__isnull=True
    ).order_by("due_on", "pk")
    return _each(dict.fromkeys(past.values_list("duty__commitment_id", flat=True)[:BATCH]), _close_one, now)


def _close_one(commitment_pk: int, now: datetime) -> int:
    with commitment_of(commitment_pk) as commitment:
        if commitment.suspended_on is not None:
            return 0
        past = DutyPeriod.objects.filter(
            outcome="", closes_on__lt=local_day(now), duty__commitment=commitment_pk
        ).select_related("duty")
        closed = list(past.order_by("due_on", "pk"))
        for period in closed:
            duties.lapse(commitment, period, now=now)
        cancel_steps(Q(process__duty_period__in=closed), now)
    return len(closed)


def after_stop(commitment: Commitment, now: datetime) -> None:
    """The work goes on after a suspension; the caller holds the lock. Periods that were over meanwhile are cancelled,
    none that began meanwhile is asked for, and the next one begins by the rule of the first."""
    today = local_day(now)
    period = "process__duty_period"
    cancel_steps(Q(**{f"{period}__duty__commitment": commitment, f"{period}__closes_on__lt": today}), now)
    duties.begin_again(commitment, today)


def cancel_steps(which: Q, now: datetime) -> None:
    """Cancel the open steps of periods, and end those of them that are open; the caller holds the lock."""
    moves = Moves()
    cancel(Task.objects.filter(which, finished__isnull=True).select_related("process"), moves, now=now)
    moves.write(now)


def _each(commitments: Iterable[int], act: Callable[[int, datetime], int], now: datetime) -> int:
    done = 0
    for pk in commitments:
        try:
            done += act(pk, now)
        except (NotVisible, TransitionRefused, FlowLockFailed, DatabaseError):
            # One that is held or broken must not keep the others from being served; the next tick comes back to it.
            logger.exception("The duties of commitment %s could not be moved on.", pk)
    return done

"""The steps of a progress report, and opening the report of each period."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import DatabaseError
from viewflow.workflow.exceptions import FlowLockFailed

from flows.actions.stepping import hold, start
from flows.base import BaseFlow
from flows.due import Due
from flows.models import Process
from flows.report import ReportFlowV1
from workflow.errors import NotVisible
from workflow.models import Commitment, ProgressReport, User
from workflow.querysets import goes_on
from workflow.services import clocks, work
from workflow.services.calendar import local_day
from workflow.status import ReportPeriod

BATCH = 200

logger = logging.getLogger(__name__)


def submit_report(
    task_pk: int,
    *,
    text: str,
    difficulties: str = "",
    percent: int,
    files: Sequence[int] = (),
    actor: User,
    now: datetime,
) -> Commitment:
    """The officer reports the progress of the period."""
    with hold(task_pk, "submit_report", actor=actor, now=now) as held:
        work.hand_in_report(
            held.commitment,
            _report(held.process),
            text=text,
            difficulties=difficulties,
            percent=percent,
            files=files,
            actor=actor,
            now=now,
        )
        limit = clocks.desk_due(now, held.commitment.plan.sign_working_days)
        held.process.desk = Due(limit.due_on, limit.provisional)
        held.advance()
    return held.commitment


def sign_report(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The head signs the report."""
    with hold(task_pk, "sign_report", actor=actor, now=now) as held:
        work.sign_report(held.commitment, _report(held.process), actor=actor, now=now, remark=remark)
        held.advance()
    return held.commitment


def return_report(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """The head sends the report back to the officer."""
    with hold(task_pk, "sign_report", actor=actor, now=now) as held:
        work.return_report(held.commitment, _report(held.process), actor=actor, now=now, reason=reason)
        held.advance("return", reason=reason.strip())
    return held.commitment


def _report(process: Process) -> ProgressReport:
    if process.report is None:
        raise NotVisible
    return process.report


# -- periods ------------------------------------------------------------


def period_of(kind: str, day: date) -> tuple[str, date, date] | None:
    """Name, first and last day of the period that holds `day`; None when the plan wants no regular reports."""
    if kind == ReportPeriod.MONTH:
        first = day.replace(day=1)
        return f"{day:%Y-%m}", first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    if kind == ReportPeriod.QUARTER:
        quarter = (day.month - 1) // 3
        first = date(day.year, quarter * 3 + 1, 1)
        return f"{day.year}-Q{quarter + 1}", first, (first + timedelta(days=95)).replace(day=1) - timedelta(days=1)
    if kind == ReportPeriod.YEAR:
        return f"{day.year}", date(day.year, 1, 1), date(day.year, 12, 31)
    return None


def open_running_period(commitment: Commitment, *, root: Process, now: datetime) -> Process | None:
    """Open the report of the period that runs now, unless it is open already or the plan wants none."""
    period = period_of(commitment.plan.report_period, local_day(now))
    if period is None:
        return None
    name, first, last = period
    report = work.open_report(commitment, period=name, start=first, end=last, now=now)
    if report is None:
        return None
    return start(ReportFlowV1, parent=root, now=now, commitment=commitment, report=report)


def open_due_reports(now: datetime) -> int:
    """Chore of the ticker: open the running period's report of every commitment being carried out, in batches.

    Each one under the lock of its family, so that two tickers open it once. Returns how many were opened.
    """
    opened = 0
    day = local_day(now)
    for kind in (ReportPeriod.MONTH, ReportPeriod.QUARTER, ReportPeriod.YEAR):
        period = period_of(kind, day)
        if period is None:
            continue
        waiting = (
            Process.objects.filter(
                parent__isnull=True,
                finished__isnull=True,
                commitment__plan__report_period=kind,
                commitment__plan_published_at__isnull=False,
                commitment__claimed_at__isnull=True,
                commitment__suspended_on__isnull=True,
            )
            .filter(goes_on("commitment__"))
            .exclude(commitment__reports__period=period[0])
            .order_by("pk")
            .values_list("pk", flat=True)[:BATCH]
        )
        for pk in list(waiting):
            try:
                opened += _open_one(pk, now)
            except (FlowLockFailed, DatabaseError):
                # One that is held or broken must not keep the others from being opened.
                logger.exception("Opening the report of process %s failed.", pk)
    return opened


def _open_one(root_pk: int, now: datetime) -> int:
    with BaseFlow.lock(root_pk):
        root = Process.objects.select_related("commitment__item", "commitment__plan").get(pk=root_pk)
        if root.commitment is None or root.commitment.claimed_at is not None or root.finished is not None:
            return 0
        if root.commitment.suspended_on is not None:
            return 0
        return int(open_running_period(root.commitment, root=root, now=now) is not None)

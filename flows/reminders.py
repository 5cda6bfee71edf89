"""Reminders at the rungs of a plan's ladder: the one the step waits for first, then upwards; each exactly once."""

import logging
from datetime import datetime

from django.db import DatabaseError
from viewflow.workflow.exceptions import FlowLockFailed

from flows.base import BaseFlow
from flows.models import PAUSED, Deadline, Process
from flows.timers import AT_AGENCY, ladder_of, next_rung
from workflow.services import journal
from workflow.services.calendar import calendar_in_force, local_day

BATCH = 500

logger = logging.getLogger(__name__)


def remind(now: datetime) -> int:
    """Chore of the ticker: remind of every deadline whose day has come; returns how many reminders went out.

    Each deadline is handled under the lock of its family and moved on in the same transaction, so that of two tickers
    one reminds and the other finds nothing to do. Nothing goes out on a day off; after days of standstill the rungs
    that were missed become one reminder.
    """
    today = local_day(now)
    if not calendar_in_force().is_workday(today):
        return 0
    due = Deadline.objects.filter(next_on__lte=today).exclude(task__flow_task_type=PAUSED).order_by("next_on", "pk")
    reminded = 0
    for pk, root in list(due.values_list("pk", "process__root_id")[:BATCH]):
        try:
            reminded += _remind_one(pk, root, now) if root is not None else 0
        except (FlowLockFailed, DatabaseError):
            # One that is held or broken must not keep the others from being told; the next tick comes back to it.
            logger.exception("The reminder of deadline %s failed.", pk)
    return reminded


def _remind_one(pk: int, root_pk: int, now: datetime) -> int:
    today = local_day(now)
    with BaseFlow.lock(root_pk):
        found = Deadline.objects.select_related("task__commitment__plan", "task__plan")
        deadline = found.filter(pk=pk, next_on__lte=today).first()
        if deadline is None or deadline.task is None or deadline.rung is None or deadline.due_on is None:
            return 0
        if deadline.task.flow_task_type == PAUSED:
            return 0
        rung, day = deadline.rung, deadline.next_on
        steps = ladder_of(deadline.task)
        reached: dict[str, None] = {}
        while day is not None and day <= today:
            deadline.rung = rung
            reached |= dict.fromkeys(steps.get(rung, ()))
            following, day = next_rung(deadline.base_on or deadline.due_on, day, steps, passed=rung)
            rung = following if following is not None else rung
        latest = deadline.rung
        deadline.rung, deadline.next_on = (rung, day) if day else (None, None)
        deadline.save(update_fields=["rung", "next_on"])
        process = Process.objects.select_related("commitment", "plan").get(pk=deadline.process_id)
        subject = process.commitment or process.plan
        if subject is None or not reached:
            return 0
        journal.record(
            subject,
            "reminded",
            actor=None,
            now=now,
            data={
                "act": deadline.task.act,
                "node": deadline.task.node,
                "task": deadline.task_id,
                "agency": deadline.task.agency_id,
                "due_on": deadline.due_on,
                "rung": latest,
                "to": list(reached),
                "at_office": deadline.task.flow_task.lane not in AT_AGENCY,
            },
        )
    return 1

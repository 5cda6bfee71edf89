"""Open steps follow the clock they stand for when the calendar moves it."""

from datetime import date

from django.utils import timezone

from flows.actions.stepping import share
from flows.base import desk
from flows.models import Deadline, Task
from flows.timers import ladder_of, next_rung


def follow(commitment_id: int, clock_id: int, old: date, new: date) -> None:
    """Move the open steps of a commitment, and their reminders, to the dates the domain names now.

    Desk limits are no legal clocks and stay. Runs in the transaction that moved the clock.
    """
    open_steps = Task.objects.open().filter(commitment_id=commitment_id)
    for task in open_steps.select_related(
        "commitment__item", "commitment__plan", "process__report", "process__finding"
    ):
        rule = task.flow_task.due
        if rule is desk:
            continue
        due = rule(share(task))
        if (due.on, due.provisional) == (task.due_on, task.provisional):
            continue
        task.due_on, task.provisional = due.on, due.provisional
        task.save(update_fields=["due_on", "provisional"])
        rung, day = next_rung(due.on, timezone.localdate(), ladder_of(task))
        Deadline.objects.filter(task=task).update(due_on=due.on, rung=rung, next_on=day)

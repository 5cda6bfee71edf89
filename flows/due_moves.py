"""Open steps follow the clock they stand for when it moves."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from flows.actions.stepping import share
from flows.base import desk
from flows.models import Deadline, Task
from flows.moves import Moves
from flows.timers import ladder_of, next_rung
from workflow.models import Commitment, JournalEntry


def follow(commitment_id: int, clock_id: int, old: date, new: date) -> None:
    """Move the open steps of a commitment, and their reminders, to the dates the domain names now.

    Desk limits are no legal clocks and stay. Runs in the transaction that moved the clock.
    """
    follow_facts(commitment_id, on=timezone.localdate())


def follow_facts(commitment_id: int, *, on: date) -> None:
    """The same after what is owed has changed otherwise; reminders go out from the day `on`."""
    open_steps = Task.objects.open().filter(commitment_id=commitment_id)
    put_off = put_off_until(commitment_id)
    for task in open_steps.select_related(
        "commitment__item",
        "commitment__plan",
        "process__report",
        "process__finding",
        "process__extension__clock",
        "process__dispute",
        "process__release",
        "process__duty_period",
        "process__slip",
        "process__event_response",
    ):
        if not _moves(task):
            continue
        task.save(update_fields=["due_on", "provisional"])
        rung, day = next_rung(task.due_on, max(on, put_off.get(task.pk, date.min)), ladder_of(task))
        Deadline.objects.filter(task=task).update(due_on=task.due_on, base_on=None, rung=rung, next_on=day)


def put_off_until(commitment_id: int) -> dict[int, date]:
    """The day before which no reminder of a step goes out, by step (`flows.actions.reminding`)."""
    entries = JournalEntry.objects.filter(commitment_id=commitment_id, act="reminders_put_off").order_by("pk")
    return {
        step: date.fromisoformat(data["until"])
        for data in entries.values_list("data", flat=True)
        for step in data["tasks"]
    }


def carry(steps: Iterable[Task], commitment: Commitment, moves: Moves, *, on: date) -> None:
    """The same for steps an act holds already: written with all others of the act, in no statement of their own.
    `commitment` is the one the act changed; the steps were read before."""
    for task in steps:
        task.commitment = commitment
        if task.act and _moves(task):
            moves.put(task)
            moves.wait(task.process, task, after=on)


def _moves(task: Task) -> bool:
    """Give the step the date the domain names now; False when it has it, or stands for a desk limit."""
    rule = task.flow_task.due
    if rule is desk:
        return False
    due = rule(share(task))
    if (due.on, due.provisional) == (task.due_on, task.provisional):
        return False
    task.due_on, task.provisional = due.on, due.provisional
    return True

"""What other agencies do for an item, as its page shows it."""

from collections.abc import Sequence
from datetime import date

from flows.models import Task
from workflow.contribution_list import Row, light_of, state_words
from workflow.services.calendar import calendar_in_force


def contributions_of(tasks: Sequence[Task], on: date) -> list[Row]:
    """The contributions to the item, open ones first by the day they are due; read off the processes of its steps,
    without a query."""
    found = {one.pk: one for task in tasks if (one := task.process.contribution) is not None}
    calendar = calendar_in_force()
    rows = []
    for one in sorted(found.values(), key=lambda one: (bool(one.outcome), one.due_on, one.pk)):
        days = calendar.working_days_between(on, one.due_on) if one.is_awaited else None
        if days == 0 and one.due_on < on:
            days = -1
        rows.append(Row(one, state_words(one, on), light_of(one, on), days))
    return rows

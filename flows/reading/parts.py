"""What other agencies do for an item, as its page shows it."""

from collections.abc import Sequence
from datetime import date

from flows.models import Task
from workflow.contribution_list import Row, row_of
from workflow.models import Commitment
from workflow.services.calendar import calendar_in_force


def contributions_of(commitment: Commitment, tasks: Sequence[Task], on: date) -> list[Row]:
    """The contributions to the item, open ones first by the day they are due; read off the processes of its steps,
    without a query."""
    found = {one.pk: one for task in tasks if (one := task.process.contribution) is not None}
    calendar = calendar_in_force()
    ordered = sorted(found.values(), key=lambda one: (bool(one.outcome), one.due_on, one.pk))
    return [row_of(one, commitment, on, calendar) for one in ordered]

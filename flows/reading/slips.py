"""The supervision slips of an item, as its page names them."""

from collections.abc import Sequence

from flows.models import Task
from workflow.models import Commitment, SupervisionSlip


def of_item(commitment: Commitment, tasks: Sequence[Task]) -> list[SupervisionSlip]:
    """The slips on the item, in the order of their issue: read off the processes of its steps, without a query."""
    found = {slip.pk: slip for task in tasks if (slip := task.process.slip) is not None}
    return [found[pk] for pk in sorted(found)]

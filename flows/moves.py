"""What one act changes in the engine, gathered while tokens move and written in three statements when it is over."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Value, When
from django.utils import timezone
from viewflow.workflow.status import PROCESS

from flows.timers import ladder_of, next_rung
from workflow.bulk import store_rows

CHANGED = (
    "status",
    "started",
    "finished",
    "owner_id",
    "outcome",
    "on_behalf",
    "due_on",
    "provisional",
    "flow_task_type",
)
"""What a step may become after it was opened."""


@dataclass
class Moves:
    """Steps opened and taken, processes ended, and where the reminders of each process go.

    Every process of a family that an act touches carries the same one (`Process.moves`).
    """

    tasks: list[Any] = field(default_factory=list)
    ended: dict[int, str] = field(default_factory=dict)
    """Process id -> status it ended with."""
    waits: dict[int, Any] = field(default_factory=dict)
    """Process id -> the human step it waits at now; None when it waits for nobody."""
    since: dict[int, date] = field(default_factory=dict)
    """Process id -> from which day on its step is reminded of; that of its opening otherwise."""

    def put(self, task: Any) -> None:
        """A step was opened, taken or cancelled."""
        if not any(task is known for known in self.tasks):
            self.tasks.append(task)

    def wait(self, process: Any, task: Any | None, *, after: date | None = None) -> None:
        """From now on the process waits at `task`, and is reminded of it; `after` for a step opened earlier."""
        self.waits[process.pk] = task
        if after is not None:
            self.since[process.pk] = after

    def end(self, process: Any, status: str = PROCESS.DONE) -> None:
        """The process is over."""
        self.ended[process.pk] = process.status = status
        self.wait(process, None)

    def write(self, now: datetime) -> None:
        """Store all of it: at most three statements, however many steps and processes moved."""
        from flows.models import Deadline, Process

        store_rows(self.tasks, CHANGED)
        if self.ended:
            status = Case(*(When(pk=pk, then=Value(status)) for pk, status in self.ended.items()))
            Process.objects.filter(pk__in=self.ended).update(status=status, finished=now)
        if self.waits:
            Deadline.objects.bulk_create(
                [_deadline(process_pk, task, self.since.get(process_pk)) for process_pk, task in self.waits.items()],
                update_conflicts=True,
                unique_fields=["process"],
                update_fields=["task", "due_on", "base_on", "rung", "next_on"],
            )
        self.tasks, self.ended, self.waits, self.since = [], {}, {}, {}


def _deadline(process_pk: int, task: Any | None, since: date | None) -> Any:
    """The boundary timer of the step a process waits at; an empty one when it waits for nobody."""
    from flows.models import Deadline

    if task is None:
        return Deadline(process_id=process_pk, task=None, due_on=None, rung=None, next_on=None)
    rung, day = next_rung(task.due_on, since or timezone.localtime(task.created).date(), ladder_of(task))
    return Deadline(process_id=process_pk, task_id=task.pk, due_on=task.due_on, rung=rung, next_on=day)

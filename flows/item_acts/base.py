"""What the acts of the item menu share: what they know of the commitment, and what comes out of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms

from flows.models import Task
from flows.reading.people import People
from workflow.models import Commitment, User
from workflow.scope import Scope
from workflow.status import Act


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a commitment stands for the person who looks at it on the day `on`; `tasks` are all its steps."""

    commitment: Commitment
    tasks: Sequence[Task]
    people: People
    scope: Scope
    on: date

    @property
    def agency_id(self) -> int:
        """The agency that owes the commitment."""
        return int(self.commitment.agency_id)

    def open_task(self, *nodes: str) -> Task | None:
        """The open step at one of the nodes; any open human step without nodes."""
        return next(
            (task for task in self.tasks if task.finished is None and task.act and (not nodes or task.node in nodes)),
            None,
        )


class ItemAct:
    """One act of the menu. It decides nothing by itself: `perform` calls the action, which checks everything again
    under the lock.

    `name` stands in the address, `label` in the menu, `confirm` on the button; `apart` puts it below the line of the
    menu, where acts stand that end or dispute the work.
    """

    name: ClassVar[str]
    label: ClassVar[Any]
    confirm: ClassVar[Any]
    right: ClassVar[Act]
    form_class: ClassVar[type[forms.Form]]
    apart: ClassVar[bool] = False
    in_menu: ClassVar[bool] = True
    """False for an act whose page is reached from elsewhere on the item."""
    while_suspended: ClassVar[bool] = False
    """Whether it can be done while the work is suspended."""
    template: ClassVar[str] = ""
    """Shown above the form: what the person needs to see before deciding."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation

    @property
    def commitment(self) -> Commitment:
        """The commitment it is about."""
        return self.situation.commitment

    @property
    def agency_id(self) -> int:
        """The agency at which the person needs the right: the one that owes the commitment."""
        return self.situation.agency_id

    def is_allowed(self) -> bool:
        """Whether the person has the right there."""
        return self.situation.scope.allows(self.right, self.agency_id)

    def is_possible(self) -> bool:
        """Whether the commitment is where this can be done now. Must cost no query: the menu asks every act."""
        return self.commitment.is_open

    def hint(self) -> str:
        """The consequence in a few words, under the label in the menu."""
        raise NotImplementedError

    def consequence(self) -> str:
        """What will happen, whole, on the page where it is confirmed."""
        raise NotImplementedError

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """The form, bound to what was posted when `data` is given."""
        return self.form_class(data)

    def context(self, form: forms.Form) -> dict[str, Any]:
        """What `template` needs."""
        return {}

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Do it; the sentence for the person. Raises NotVisible, NotPermitted, TransitionRefused, Invalid."""
        raise NotImplementedError

"""Putting off reminders."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import reminding
from flows.item_acts.base import ItemAct
from flows.models import Task
from workflow.forms.plans import DayInput
from workflow.models import User
from workflow.status import Act
from workflow.words import day_words


class SnoozeForm(forms.Form):
    """Until when, and why."""

    until = forms.DateField(
        label=gettext_lazy("Remind again from"), widget=DayInput,
        error_messages={
            "required": gettext_lazy("Choose a day."), "invalid": gettext_lazy("Choose a day."),
        },
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write why it has to wait.")},
    )  # fmt: skip


class Snooze(ItemAct):
    """暂缓提醒 by whoever holds an open step."""

    name = "snooze"
    label = gettext_lazy("Put off reminders")
    confirm = gettext_lazy("Confirm: put off reminders")
    right = Act.VIEW_COMMITMENTS
    form_class = SnoozeForm

    def is_possible(self) -> bool:
        """A step of the person is open and not due yet."""
        return super().is_possible() and self._step() is not None

    def _step(self) -> Task | None:
        situation = self.situation
        return next(
            (
                task
                for task in situation.tasks
                if task.finished is None and task.act and task.due_on is not None and task.due_on > situation.on
                if situation.scope.allows(task.act, task.agency_id)
            ),
            None,
        )

    def hint(self) -> str:
        """What it leaves alone."""
        return _("The due date stays; needs a reason")

    def consequence(self) -> str:
        """Until when at most."""
        step = self._step()
        last = day_words(step.due_on, self.situation.on) if step is not None and step.due_on is not None else ""
        return _(
            "No reminder goes out before the day you choose, at the latest %(day)s, the due date, which stays. "
            "The head of the agency and the supervision clerk see that you put it off and why."
        ) % {"day": last}

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Put them off."""
        reminding.snooze(self.commitment.pk, until=typed["until"], reason=typed["reason"], actor=actor, now=now)
        return _("Reminders are put off. The due date stays.")

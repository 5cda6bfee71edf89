"""Urging whoever holds an open step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import urging
from flows.item_acts.base import ItemAct
from flows.models import Task
from flows.words import some
from workflow.models import User
from workflow.services import remarks
from workflow.status import Act
from workflow.words import day_words


class UrgeForm(forms.Form):
    """What is said with it."""

    remark = forms.CharField(
        label=pgettext_lazy("journal", "Remark"), required=False, max_length=remarks.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Whoever holds the step reads it."),
    )  # fmt: skip


class Urge(ItemAct):
    """催办 by the office."""

    name = "urge"
    label = gettext_lazy("Urge")
    confirm = gettext_lazy("Confirm: urge")
    right = Act.URGE
    form_class = UrgeForm

    def is_possible(self) -> bool:
        """Somebody else holds an open step."""
        return super().is_possible() and self._step() is not None

    def _step(self) -> Task | None:
        situation = self.situation
        return urging.first_of_others([task for task in situation.tasks if task.finished is None], situation.scope)

    def _holders(self, step: Task) -> str:
        return some(self.situation.people.who(step.act)) or str(self.commitment.agency)

    def hint(self) -> str:
        """Who is told."""
        step = self._step()
        return _("Tells %(who)s; moves no date") % {"who": self._holders(step)} if step is not None else ""

    def consequence(self) -> str:
        """Who is told of what."""
        step = self._step()
        if step is None:
            return ""
        words = {
            "who": self._holders(step),
            "step": str(Act(step.act).label),
            "day": day_words(step.due_on, self.situation.on) if step.due_on else _("without a date"),
            "n": self.commitment.plan.urge_pause_days,
        }
        return (
            _(
                "%(who)s is told at once, on every channel, to get it done: %(step)s, due %(day)s. No date moves. The "
                "item can be urged again after %(n)d working days."
            )
            % words
        )

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Urge."""
        urging.urge(self.commitment.pk, remark=typed["remark"], actor=actor, now=now)
        return _("Urged. Whoever holds the step has been told.")

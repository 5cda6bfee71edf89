"""Ending a commitment without completion."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import commitment as steps
from flows.item_acts.base import ItemAct
from workflow.models import User
from workflow.status import Act


class DiscontinueForm(forms.Form):
    """Why the item is not carried on."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why this item is not carried on.")},
    )  # fmt: skip


class Discontinue(ItemAct):
    """终止 by the office."""

    name = "discontinue"
    label = gettext_lazy("Discontinue")
    confirm = gettext_lazy("Confirm: discontinue")
    right = Act.DISCONTINUE
    form_class = DiscontinueForm
    while_suspended = True
    apart = True

    def hint(self) -> str:
        """It cannot be undone."""
        return _("Ends the item without completion; needs a reason, cannot be undone")

    def consequence(self) -> str:
        """Every open step is cancelled."""
        return _(
            "The item ends without completion: every open step is cancelled, %(agency)s is told the reason, and it is "
            "never counted as closed."
        ) % {"agency": self.commitment.agency}

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """End it."""
        steps.discontinue(self.commitment.pk, actor=actor, now=now, reason=typed["reason"])
        return _("Discontinued. The agency is told the reason.")

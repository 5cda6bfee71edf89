"""Going on with what had ended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import reopening as reopening_steps
from flows.actions import succession
from flows.forms.base import DateInput
from flows.item_acts.base import ItemAct
from flows.words import join
from workflow.models import Agency, User
from workflow.services import reopening
from workflow.status import Act
from workflow.words import day_words

DATE_PASSED = gettext_lazy(
    "%(agency)s goes on where its work stood and has to claim completion again; what was decided before stays in the "
    "history. The final date (%(day)s) has passed, so give a new one."
)
DATE_STAYS = gettext_lazy(
    "%(agency)s goes on where its work stood and has to claim completion again; what was decided before stays in the "
    "history. The final date stays %(day)s unless you give a later one."
)


TO_SUCCESSOR = gettext_lazy("%(before)s is no more: the item goes over to its successor, with its dates and history.")


class ReopenForm(forms.Form):
    """Why, and until when."""

    until = forms.DateField(
        label=gettext_lazy("New final date"), required=False, widget=DateInput(),
        error_messages={"invalid": gettext_lazy("Write the date as 2026-10-30.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why the work has to go on.")},
    )  # fmt: skip


class Reopen(ItemAct):
    """重新启动 by the leader."""

    name = "reopen"
    label = gettext_lazy("Reopen")
    confirm = gettext_lazy("Confirm: reopen")
    right = Act.REOPEN
    form_class = ReopenForm

    def is_possible(self) -> bool:
        """It was closed or discontinued."""
        return reopening.is_reopenable(self.commitment)

    def hint(self) -> str:
        """The work goes on."""
        return _("The work goes on; needs a reason")

    def consequence(self) -> str:
        """From where it goes on, and which date counts."""
        has_passed = reopening.needs_date(self.commitment, self.situation.on)
        before, heirs = self.commitment.agency, self.heirs()
        words = {
            "agency": join(heirs) if heirs else before,
            "day": day_words(self.commitment.completion_on, self.situation.on),
        }
        goes_on = (DATE_PASSED if has_passed else DATE_STAYS) % words
        return f"{TO_SUCCESSOR % {'before': before}} {goes_on}" if heirs else goes_on

    def heirs(self) -> list[Agency]:
        """Who goes on with it where its agency is no more."""
        return succession.heirs_of(self.commitment, self.situation.on)

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """A date is asked for where the old one has passed."""
        form = super().form(data)
        heirs = self.heirs()
        if len(heirs) > 1:
            form.fields["successor"] = forms.TypedChoiceField(
                label=_("Successor that goes on with it"), coerce=int, choices=[(one.pk, str(one)) for one in heirs]
            )
        if reopening.needs_date(self.commitment, self.situation.on):
            form.fields["until"].required = True
            form.fields["until"].error_messages["required"] = _("Enter the day by which the work has to be completed.")
        return form

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Open it again."""
        done = reopening_steps.reopen(
            self.commitment.pk,
            until=typed["until"],
            reason=typed["reason"],
            successor_pk=typed.get("successor"),
            actor=actor,
            now=now,
        )
        return _("Reopened. %(agency)s is told and goes on.") % {"agency": done.agency}

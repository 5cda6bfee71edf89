"""The review before publication: let it pass, or return it."""

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import releasing
from flows.forms.base import Done
from flows.forms.deciding import Decision, ReturnForm
from workflow.services.releases import RETURNS


class BasisForm(forms.Form):
    """By what it was reviewed."""

    remark = forms.CharField(
        label=gettext_lazy("Basis of the review"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For example the list of secrets of the trade, or the rules of the agency."),
        error_messages={"required": gettext_lazy("Write by which rules or list you reviewed it.")},
    )  # fmt: skip


class ReturnRelease(ReturnForm):
    """What has to become of it, and why."""

    to = forms.ChoiceField(
        label=gettext_lazy("Result of the review"), widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in RETURNS], initial=RETURNS[0].value,
        error_messages={
            "required": gettext_lazy("Choose what has to become of it."),
            "invalid_choice": gettext_lazy("Choose what has to become of it."),
        },
    )  # fmt: skip


class ReviewRelease(Decision):
    """公开审查."""

    node = "review_release"
    template = "flows/parts/show_release.html"
    agree_form = BasisForm
    return_form = ReturnRelease
    yes = pgettext_lazy("release", "Let it pass")
    sure = gettext_lazy("Confirm: it may go on as prepared")
    both = True

    def agree(self, data: dict[str, Any]) -> Done:
        """It passes."""
        sheet = self.sheet
        commitment = releasing.accept(sheet.pk, actor=sheet.actor, now=sheet.now, basis=data["remark"])
        return Done(_("Reviewed. The officer may go on as prepared."), commitment)

    def send_back(self, reason: str) -> Done:
        """Back to the officer."""
        return self.returned(partial(releasing.send_back, outcome=self.returning.cleaned_data["to"]), reason)

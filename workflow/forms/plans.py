"""The settings of a work plan, while in draft: on its own page and on the review page before it exists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.models import Plan
from workflow.services.plans import SETTINGS
from workflow.status import Gate, PlanStatus


class DayInput(forms.DateInput):
    """A date as browsers pick it; ISO in both directions, whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class SettingsForm(forms.ModelForm[Plan]):
    """Working days, report period and completion date. Valid for a plan that is stored nowhere yet, too."""

    consultation = forms.BooleanField(
        label=_("This is a consultation draft"), required=False,
        help_text=_("It is sent to the agencies for comments before it is submitted for approval."),
    )  # fmt: skip

    class Meta:
        model = Plan
        fields = SETTINGS
        widgets = {"completion_on": DayInput}

    def values(self) -> dict[str, Any]:
        """The settings as typed, by column name, and `consultation` where it may still be changed."""
        return {name: self.cleaned_data[name] for name in (*SETTINGS, "consultation") if name in self.fields}

    def json_values(self) -> dict[str, Any]:
        """The same with dates in ISO, for a draft."""
        day = self.cleaned_data["completion_on"]
        return self.values() | {"completion_on": day.isoformat() if day else ""}


class GatesForm(forms.ModelForm[Plan]):
    """The gates before publication of a plan in force."""

    class Meta:
        model = Plan
        fields = Gate.values


class PlanFilterForm(forms.Form):
    """The filters of the plan list, in the address."""

    q = forms.CharField(label=_("Title or number"), required=False, max_length=100)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("All states")), *PlanStatus.choices])

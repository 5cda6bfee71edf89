"""A period of a recurring duty: recording one time, handing it over, signing for it."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import duties as fulfilling
from flows.forms.base import DateInput, Done, Step
from flows.forms.deciding import Decision
from workflow.models import DutyPeriod
from workflow.services.duty_words import meter_words, period_words


class RecordForm(forms.Form):
    """One time: when, what, where it can be seen. `token` makes a second sending harmless."""

    depends: frozenset[str] = frozenset()
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    done_on = forms.DateField(
        label=gettext_lazy("Day it was done"), widget=DateInput(),
        error_messages={
            "required": gettext_lazy("Enter the day on which it was done."),
            "invalid": gettext_lazy("Write the date as 2026-10-30."),
        },
    )  # fmt: skip
    what = forms.CharField(
        label=gettext_lazy("What was done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write in a sentence what was done.")},
    )  # fmt: skip
    person = forms.CharField(
        label=gettext_lazy("Done in person by"), max_length=120, required=False,
        help_text=gettext_lazy("Name and post"),
        error_messages={"required": gettext_lazy("Write who did it, with name and post.")},
    )  # fmt: skip
    url = forms.URLField(
        label=gettext_lazy("Published at"), max_length=500, required=False, assume_scheme="https",
        help_text=gettext_lazy("Address of the page, if it was published"),
        error_messages={"invalid": gettext_lazy("Enter the whole address, beginning with https://")},
    )  # fmt: skip

    def __init__(self, *args: Any, period: DutyPeriod, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid4()
        self.fields["done_on"].initial = min(today, period.done_until)
        if period.duty.personal:
            self.fields["person"].required = True
        else:
            del self.fields["person"]
        if period.duty.is_review:
            self.fields["what"].label = gettext_lazy("What was checked, and how it stands")
            self.fields["url"].label = gettext_lazy("Where it is kept up to date")
            self.fields["url"].help_text = gettext_lazy("Address of the page; otherwise add a file")
            self.depends = frozenset({"url"})

    def clean_token(self) -> UUID:
        """That of the form; a damaged one is as good as none, and counts as a form of its own."""
        try:
            return UUID(self.cleaned_data["token"])
        except ValueError:
            return uuid4()


class StrikeForm(forms.Form):
    """Why the record is wrong."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("A struck record needs a reason: write what is wrong with it.")},
    )  # fmt: skip


class HandInForm(forms.Form):
    """What the head should know; why, where the number is not reached."""

    remark = forms.CharField(
        label=pgettext_lazy("decision", "Remark"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class FulfilDuty(Step):
    """完成一期经常性任务."""

    node = "fulfil_duty"
    template = "flows/parts/form_fulfil_duty.html"

    def build(self) -> None:
        """One remark beside what is recorded."""
        self.form = self.sheet.form(HandInForm)

    def forms(self) -> list[Any]:
        """The one form."""
        return [self.form]

    def perform(self) -> Done:
        """Hand the period to the head."""
        sheet = self.sheet
        commitment = fulfilling.hand_in(
            sheet.pk, remark=self.form.cleaned_data["remark"], actor=sheet.actor, now=sheet.now
        )
        return Done(_("Handed over. Next: signature of the head."), commitment)

    def heading(self) -> str:
        """Which period."""
        period = self.sheet.open_task.process.duty_period
        if period is None:
            return ""
        return _("Recurring duty, %(period)s, %(meter)s") % {
            "period": period_words(period),
            "meter": meter_words(period),
        }

    def context(self) -> dict[str, Any]:
        """The form."""
        return {"form": self.form}


class SignDuty(Decision):
    """负责人签批一期经常性任务."""

    node = "sign_duty"
    template = "flows/parts/show_duty.html"
    yes = pgettext_lazy("decision", "Sign")
    sure = pgettext_lazy("decision", "Confirm signature")

    def agree(self, data: dict[str, Any]) -> Done:
        """Sign; the period is closed."""
        sheet = self.sheet
        commitment = fulfilling.sign(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Signed: the period is closed with what was done."), commitment)

    def send_back(self, reason: str) -> Done:
        """To the officer."""
        return self.returned(fulfilling.send_back, reason)

"""Recording where the approved implementation plan was published."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import commitment as steps
from flows.actions import releasing
from flows.forms.base import DateInput, Done, Step
from flows.forms.papers import Papers
from workflow.services import releases
from workflow.words import day_words


class PublishForm(forms.Form):
    """Where and when the approved plan was published."""

    url = forms.URLField(
        label=gettext_lazy("Address of the published plan"), max_length=500, assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        error_messages={
            "required": gettext_lazy("Give the address of the page."),
            "invalid": gettext_lazy("This is no address of a page; it begins with https://."),
        },
    )  # fmt: skip
    published_on = forms.DateField(
        label=gettext_lazy("Published on"), widget=DateInput(),
        error_messages={
            "required": gettext_lazy("Give the day of publication."),
            "invalid": gettext_lazy("Write the date as 2026-10-30."),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_published_on(self) -> date:
        """Not in the future."""
        day: date = self.cleaned_data["published_on"]
        if day > self.on:
            raise forms.ValidationError(
                _("The day of publication is in the future. Enter it once it is done."), code="future"
            )
        return day


class PublishPlan(Step):
    """公布情况: address, day and proof."""

    node = "publish_plan"
    template = "flows/parts/form_publish_plan.html"

    def build(self) -> None:
        """One form and its files; neither is looked at when what is recorded is that nothing is published."""
        self.withheld = self.sheet.bound and self.sheet.value("withheld") == "1"
        self.form = self.sheet.form(PublishForm, {"published_on": self.sheet.today}, on=self.sheet.today)
        self.papers = Papers(self.sheet)

    def forms(self) -> list[Any]:
        """The one form."""
        return [] if self.withheld else [self.form]

    def perform(self) -> Done:
        """Record it; the report of the running period opens."""
        sheet = self.sheet
        if self.withheld:
            commitment = releasing.withhold(sheet.pk, actor=sheet.actor, now=sheet.now)
            return Done(_("Recorded that it is not published; clerk, leader and inspectors are told."), commitment)
        data = self.form.cleaned_data
        commitment = steps.publish_plan(
            sheet.pk,
            url=data["url"],
            published_on=data["published_on"],
            files=self.papers.ids,
            actor=sheet.actor,
            now=sheet.now,
        )
        message = _("Publication recorded. Now it is carried out; completion is due on %(day)s.") % {
            "day": day_words(commitment.completion_on, sheet.today)
        }
        return Done(message, commitment)

    def context(self) -> dict[str, Any]:
        """The form and its files, and the gates before it; while a review is open nothing can be recorded."""
        release, gates = releases.of_item(self.sheet.commitment)
        reviewed = release if release is not None and not release.outcome else None
        return {
            "form": self.form,
            "papers": self.papers,
            "release": release,
            "gates": gates,
            "is_under_review": reviewed is not None,
            "may_withdraw": reviewed is not None and reviewed.prepared_by_id == self.sheet.actor.pk,
            "gates_missing": reviewed is not None or any(not one.is_passed for one in gates),
        }

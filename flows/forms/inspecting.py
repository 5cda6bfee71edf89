"""What the inspector decides: accept or raise a finding; recheck."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import inspection as inspecting
from flows.actions import returning
from flows.forms.base import Done, Step
from flows.forms.deciding import Decision, ReturnForm
from flows.models import Process
from flows.reading.following import working_day
from workflow.words import day_words


class AcceptForm(forms.Form):
    """What the inspector saw."""

    conclusion = forms.CharField(
        label=gettext_lazy("Conclusion"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write in a sentence what was checked and how.")},
    )  # fmt: skip


class FindingForm(forms.Form):
    """What is wanting and how long there is to put it right."""

    text = forms.CharField(
        label=gettext_lazy("Finding"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what has to be put right.")},
    )  # fmt: skip
    working_days = forms.IntegerField(
        label=gettext_lazy("Working days to rectify"), min_value=1, max_value=250,
        error_messages={
            "required": gettext_lazy("Give a number from 1 to 250."),
            "invalid": gettext_lazy("Give a number from 1 to 250."),
            "min_value": gettext_lazy("Give a number from 1 to 250."),
            "max_value": gettext_lazy("Give a number from 1 to 250."),
        },
    )  # fmt: skip


class Inspect(Step):
    """督查: accept the claim, raise a finding, or return the claim as it cannot be judged."""

    node = "inspect"
    template = "flows/parts/show_result.html"
    frame = "flows/step_inspect.html"

    def build(self) -> None:
        """Only the form of the decision taken is checked."""
        sheet = self.sheet
        self.decision = sheet.value("decision") if sheet.bound else ""
        sheet.bound = self.decision == "accept"
        self.accepting = sheet.form(AcceptForm)
        sheet.bound = self.decision == "finding"
        begin = {} if sheet.bound else {"working_days": sheet.commitment.plan.rectify_working_days}
        self.finding = sheet.form(FindingForm, begin)
        sheet.bound = self.decision == "return"
        self.returning = sheet.form(ReturnForm)
        sheet.bound = bool(self.decision)

    def forms(self) -> list[Any]:
        """The form of the decision taken."""
        if self.decision == "accept":
            return [self.accepting]
        if self.decision == "finding":
            return [self.finding]
        return [self.returning] if self.decision == "return" else []

    def edit(self) -> bool:
        """Nothing was decided: the page again."""
        return not self.forms()

    def perform(self) -> Done:
        """Accept, raise the finding, or return the claim."""
        sheet = self.sheet
        if self.decision == "accept":
            conclusion = self.accepting.cleaned_data["conclusion"]
            commitment = inspecting.accept(sheet.pk, conclusion=conclusion, actor=sheet.actor, now=sheet.now)
            return Done(_("Accepted. Next: the leader decides on closing."), commitment)
        if self.decision == "return":
            reason = self.returning.cleaned_data["reason"]
            commitment = returning.return_claim(sheet.pk, actor=sheet.actor, now=sheet.now, reason=reason)
            message = _("Returned to %(agency)s with your reason; everything written is kept.")
            return Done(message % {"agency": commitment.agency}, commitment)
        data = self.finding.cleaned_data
        commitment = inspecting.raise_finding(
            sheet.pk, text=data["text"], working_days=data["working_days"], actor=sheet.actor, now=sheet.now
        )
        message = _("Finding sent to %(agency)s, to be put right by %(day)s.") % {
            "agency": commitment.agency,
            "day": day_words(working_day(sheet.today, data["working_days"]), sheet.today),
        }
        return Done(message, commitment)

    def context(self) -> dict[str, Any]:
        """The forms, which one is open, and whether the claim can go back."""
        days = self.sheet.commitment.plan.rectify_working_days
        return {
            "accepting": self.accepting,
            "finding_form": self.finding,
            "returning": self.returning,
            "may_return": self._may_return(),
            "decision": self.decision,
            "rectify_days": days,
            "rectify_by": working_day(self.sheet.today, days),
        }

    def _may_return(self) -> bool:
        """The process the item was issued under knows the way back."""
        task = self.sheet.task
        if task is None or task.process.parent_id is None:
            return False
        parent = Process.objects.filter(pk=task.process.parent_id).only("flow_class").first()
        return parent is not None and returning.leads_back(parent.flow_class)


class Recheck(Decision):
    """复核整改."""

    node = "recheck"
    template = "flows/parts/show_result.html"
    yes = pgettext_lazy("decision", "Accept")
    sure = pgettext_lazy("decision", "Confirm acceptance")

    def agree(self, data: dict[str, Any]) -> Done:
        """It is put right: the leader decides on closing."""
        sheet = self.sheet
        commitment = inspecting.accept_rectification(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Accepted. Next: the leader decides on closing."), commitment)

    def send_back(self, reason: str) -> Done:
        """Back to the agency."""
        return self.returned(inspecting.return_rectification, reason)

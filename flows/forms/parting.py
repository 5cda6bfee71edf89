"""What other agencies do for an item: contribute, and countersign; and the lead that takes a contribution in."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import parts
from flows.forms.base import Done
from flows.forms.deciding import AgreeForm, Decision, RefusalForm
from flows.forms.papers import Papers
from flows.forms.working import TextForm, Writing
from workflow.errors import NotVisible
from workflow.models import Contribution, Evidence
from workflow.services import contributions


class Contribute(Writing):
    """配合单位报送配合内容."""

    node = "contribute"
    template = "flows/parts/form_contribution.html"

    @property
    def contribution(self) -> Contribution:
        """What is asked of the agency."""
        contribution: Contribution | None = self.sheet.open_task.process.contribution
        if contribution is None:
            raise NotVisible
        return contribution

    def build(self) -> None:
        """After a return the last text is the start of the next."""
        sheet = self.sheet
        start, preset = "", []
        if not sheet.bound and sheet.typed is None:
            start = self.contribution.text
            subject = contributions.subject_of(self.contribution)
            cited = Evidence.objects.filter(commitment=sheet.commitment, subject=subject) if start else None
            preset = list(cited.values_list("attachment_id", flat=True)) if cited is not None else []
        self.form = sheet.form(
            TextForm,
            {"text": start},
            label=gettext_lazy("Contribution of your agency"),
            missing=gettext_lazy("Write what your agency contributes."),
        )
        self.papers = Papers(sheet, preset=preset)

    def perform(self) -> Done:
        """Hand in; the lead takes it in next."""
        sheet = self.sheet
        commitment = parts.hand_in(
            sheet.pk, text=self.form.cleaned_data["text"], files=self.papers.ids, actor=sheet.actor, now=sheet.now
        )
        return Done(_("Handed in. Next: %(agency)s takes it in.") % {"agency": commitment.agency}, commitment)

    def context(self) -> dict[str, Any]:
        """What is asked beside the form."""
        return super().context() | {"contribution": self.contribution}


class TakeIn(Decision):
    """牵头单位采纳或退回配合内容."""

    node = "take_in"
    template = "flows/parts/show_contribution.html"
    agree_form = AgreeForm
    yes = gettext_lazy("Take in")
    sure = gettext_lazy("Confirm: take the contribution in")

    def agree(self, data: dict[str, Any]) -> Done:
        """Take it in; it is done."""
        sheet = self.sheet
        commitment = parts.take_in(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Taken in. It is kept with the item."), commitment)

    def send_back(self, reason: str) -> Done:
        """Back to the partner."""
        sheet = self.sheet
        commitment = parts.send_back(sheet.pk, actor=sheet.actor, now=sheet.now, reason=reason)
        return Done(_("Returned with your reason; everything written is kept."), commitment)


class WithholdForm(RefusalForm):
    """What the agency cannot agree with."""

    wanting = gettext_lazy("Write what your agency cannot agree with.")
    reason = forms.CharField(
        label=gettext_lazy("What your agency cannot agree with"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Countersign(Decision):
    """会签."""

    node = "countersign"
    template = "flows/parts/show_plan.html"
    yes = gettext_lazy("Countersign")
    sure = gettext_lazy("Confirm: countersign")
    return_form = WithholdForm
    no = pgettext_lazy("decision", "Withhold")
    no_sure = gettext_lazy("Withhold the signature for this reason")
    still = gettext_lazy("You can still withhold it.")

    def agree(self, data: dict[str, Any]) -> Done:
        """Sign."""
        sheet = self.sheet
        commitment = parts.sign(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Countersigned. %(agency)s is told.") % {"agency": commitment.agency}, commitment)

    def send_back(self, reason: str) -> Done:
        """Withhold the signature."""
        sheet = self.sheet
        commitment = parts.withhold(sheet.pk, actor=sheet.actor, now=sheet.now, reason=reason)
        message = _("Withheld. Your reason is shown to %(agency)s and the office.") % {"agency": commitment.agency}
        return Done(message, commitment)

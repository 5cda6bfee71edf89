"""Answering a supervision slip, signing the answer, accepting it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import slips as slipping
from flows.forms.base import Done
from flows.forms.deciding import AgreeForm, Decision
from flows.forms.papers import Papers, cited_by
from flows.forms.working import TextForm, Writing
from workflow.errors import NotVisible
from workflow.models import SupervisionSlip
from workflow.services import slips


class AnswerSlip(Writing):
    """答复督办单."""

    node = "answer_slip"
    template = "flows/parts/form_slip.html"

    @property
    def slip(self) -> SupervisionSlip:
        """What has to be answered."""
        slip: SupervisionSlip | None = self.sheet.open_task.process.slip
        if slip is None:
            raise NotVisible
        return slip

    def build(self) -> None:
        """After a return the last answer is the start of the next."""
        sheet = self.sheet
        start, preset = "", []
        if not sheet.bound and sheet.typed is None:
            start = self.slip.answer
            preset = cited_by(sheet.commitment, slips.subject_of(self.slip)) if start else []
        self.form = sheet.form(
            TextForm,
            {"text": start},
            label=gettext_lazy("Answer"),
            missing=gettext_lazy("Write what was done on each point."),
        )
        self.papers = Papers(sheet, preset=preset)

    def perform(self) -> Done:
        """Answer; the head signs next."""
        sheet = self.sheet
        commitment = slipping.answer(
            sheet.pk, text=self.form.cleaned_data["text"], files=self.papers.ids, actor=sheet.actor, now=sheet.now
        )
        return Done(_("Answered. Next: the signature of the head."), commitment)

    def context(self) -> dict[str, Any]:
        """The slip beside the form."""
        slip = self.slip
        return super().context() | {"slip": slip, "cause": slips.cause_words(slip.cause, self.sheet.today)}


class SlipDecision(Decision):
    """What the decisions on an answer share."""

    template = "flows/parts/show_slip.html"
    agree_form = AgreeForm

    def send_back(self, reason: str) -> Done:
        """Back to the officer."""
        return self.returned(slipping.send_back, reason)


class SignSlip(SlipDecision):
    """负责人签批答复."""

    node = "sign_slip"
    yes = pgettext_lazy("decision", "Sign")
    sure = pgettext_lazy("decision", "Confirm signature")

    def agree(self, data: dict[str, Any]) -> Done:
        """Sign; the office accepts next."""
        sheet = self.sheet
        commitment = slipping.sign(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Signed. Next: the office accepts the answer."), commitment)


class AcceptSlip(SlipDecision):
    """办公室认可答复."""

    node = "accept_slip"
    yes = pgettext_lazy("decision", "Accept")
    sure = gettext_lazy("Confirm: accept the answer")

    def agree(self, data: dict[str, Any]) -> Done:
        """Accept it; the slip is done."""
        sheet = self.sheet
        commitment = slipping.accept(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Accepted. The slip is kept with its answer."), commitment)

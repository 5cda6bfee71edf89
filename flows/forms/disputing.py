"""The answers to a dispute of an assignment: sign or refuse; uphold the assignment or transfer the item."""

from typing import Any, ClassVar

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import dispute as disputing
from flows.forms.base import Done
from flows.forms.deciding import AgreeForm, Answer, Decision, RefusalForm
from flows.item_acts.transferring import OF_THE_AGENCY, AgencyField, transferred_words
from workflow.errors import Invalid
from workflow.policies import scope_of
from workflow.services.matching import Register, load_register
from workflow.services.naming import agency_names, agency_typed
from workflow.services.precedents import precedents


class RefuseForm(RefusalForm):
    """Why the head does not sign."""

    wanting = gettext_lazy("Write why your agency keeps the item.")


class UpholdForm(forms.Form):
    """Why the assignment stands; kept as a precedent."""

    remark = forms.CharField(
        label=gettext_lazy("Reasons"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why the assignment stands: it is kept as a precedent.")},
    )  # fmt: skip


class AgreeAndTransferForm(forms.Form):
    """To which agency, and why."""

    agency = AgencyField()
    reason = forms.CharField(
        label=gettext_lazy("Reasons"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why the other agency has to do it; both agencies read it.")},
    )  # fmt: skip


class SignDispute(Answer):
    """负责人签批异议."""

    node = "sign_dispute"
    template = "flows/parts/show_dispute.html"
    agree_form = AgreeForm
    return_form = RefuseForm
    yes = pgettext_lazy("decision", "Sign")
    sure = pgettext_lazy("decision", "Confirm signature")

    def agree(self, data: dict[str, Any]) -> Done:
        """Sign; the clerk answers next."""
        sheet = self.sheet
        commitment = disputing.sign(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Signed. Next: the answer of the office. The date counts on."), commitment)

    def send_back(self, reason: str) -> Done:
        """The agency keeps the item."""
        sheet = self.sheet
        commitment = disputing.refuse(sheet.pk, actor=sheet.actor, now=sheet.now, reason=reason)
        return Done(_("Refused. The item stays with your agency; the date counts on."), commitment)

    def context(self) -> dict[str, Any]:
        """Beside the forms, how it was decided before."""
        return super().context() | _precedents(self)


class _Answer(Decision):
    """Uphold, or transfer in the same act: both decide the dispute."""

    template = "flows/parts/show_dispute.html"
    agree_form = UpholdForm
    return_form = AgreeAndTransferForm
    yes = gettext_lazy("Uphold the assignment")
    sure = gettext_lazy("Confirm: the assignment stands")
    no = gettext_lazy("Transfer the item")
    no_sure = gettext_lazy("Confirm: transfer")
    both: ClassVar[bool] = True

    def build(self) -> None:
        """The agency the officer proposes is filled in where nothing was typed yet."""
        super().build()
        if self.sheet.task is not None and self.sheet.task.process.dispute is not None and not self.is_decided():
            proposed = self.sheet.task.process.dispute.proposed
            self.returning.initial.setdefault("agency", str(proposed or ""))

    @cached_property
    def register(self) -> Register:
        """The agencies the office can name; read when it is asked for first."""
        return load_register(self.sheet.commitment.plan.office, self.sheet.today)

    def send_back(self, reason: str) -> Done:
        """Transfer to the agency named."""
        sheet = self.sheet
        agency = agency_typed(self.register, self.returning.cleaned_data["agency"])
        done = disputing.transfer(sheet.pk, agency.pk, actor=sheet.actor, now=sheet.now, reason=reason)
        return Done(transferred_words(done, sheet.now), done.commitment)

    def explain(self, refused: Invalid) -> bool:
        """What is wrong with the agency is said at its field."""
        if refused.code not in OF_THE_AGENCY:
            return False
        self.returning.add_error("agency", str(refused))
        return True

    def context(self) -> dict[str, Any]:
        """Beside the forms, the names offered, and how it was decided before."""
        return super().context() | _precedents(self) | {"names": agency_names(self.register)}


class AnswerDispute(_Answer):
    """督办专员答复异议."""

    node = "answer_dispute"

    def agree(self, data: dict[str, Any]) -> Done:
        """Uphold; the agency may ask the leader."""
        sheet = self.sheet
        commitment = disputing.uphold(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        message = _("Upheld. %(agency)s is told, and may ask the leader once.") % {"agency": commitment.agency}
        return Done(message, commitment)


class RuleDispute(_Answer):
    """领导裁定."""

    node = "rule_dispute"

    def agree(self, data: dict[str, Any]) -> Done:
        """Uphold for good."""
        sheet = self.sheet
        commitment = disputing.rule(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Ruled: the assignment stands. %(agency)s is told.") % {"agency": commitment.agency}, commitment)


def _precedents(step: Decision) -> dict[str, Any]:
    sheet = step.sheet
    dispute = sheet.open_task.process.dispute
    proposed = (dispute.proposed_id,) if dispute is not None else ()
    return {"precedents": precedents(sheet.commitment, scope_of(sheet.actor), proposed)}

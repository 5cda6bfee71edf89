"""The two answers to a request for a suspension: sign, grant; or refuse."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import suspension as suspending
from flows.forms.base import Done
from flows.forms.deciding import AgreeForm, Answer, InstructForm, RefusalForm


class RefuseForm(RefusalForm):
    """Why the work has to go on."""

    wanting = gettext_lazy("A refusal needs a reason: write why the work has to go on.")


class SuspensionAnswer(Answer):
    """What the answers share."""

    template = "flows/parts/show_suspension.html"
    return_form = RefuseForm

    def send_back(self, reason: str) -> Done:
        """Refuse; nothing stops."""
        sheet = self.sheet
        commitment = suspending.refuse(sheet.pk, actor=sheet.actor, now=sheet.now, reason=reason)
        return Done(_("Refused. The work goes on and the clocks run; whoever asked is told."), commitment)


class SignSuspension(SuspensionAnswer):
    """负责人签批中止申请."""

    node = "sign_suspension"
    agree_form = AgreeForm
    yes = pgettext_lazy("decision", "Sign")
    sure = pgettext_lazy("decision", "Confirm signature")

    def agree(self, data: dict[str, Any]) -> Done:
        """Sign; the leader decides next."""
        sheet = self.sheet
        commitment = suspending.sign(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Signed. Next: the leader decides."), commitment)


class GrantSuspension(SuspensionAnswer):
    """领导批准中止."""

    node = "grant_suspension"
    agree_form = InstructForm
    yes = pgettext_lazy("decision", "Suspend")
    sure = gettext_lazy("Confirm: suspend the work")

    def agree(self, data: dict[str, Any]) -> Done:
        """Grant it; the clocks stand still."""
        sheet = self.sheet
        commitment = suspending.grant(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        message = _("Suspended. No clock of this item runs until it is resumed; %(agency)s is told.")
        return Done(message % {"agency": commitment.agency}, commitment)

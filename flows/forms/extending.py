"""The three answers to a request for an extension: sign, give an opinion, grant; or refuse."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import extension as extending
from flows.forms.base import Done
from flows.forms.deciding import AgreeForm, Answer, InstructForm, RefusalForm


class OpinionForm(forms.Form):
    """What the inspector thinks of the request."""

    remark = forms.CharField(
        label=gettext_lazy("Opinion"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy("Write in a sentence whether the cause holds and the new date is enough."),
        },
    )  # fmt: skip


class RefuseForm(RefusalForm):
    """Why the date has to be kept."""

    wanting = gettext_lazy("A refusal needs a reason: write why the date has to be kept.")


class ExtensionAnswer(Answer):
    """What the answers share."""

    template = "flows/parts/show_extension.html"
    return_form = RefuseForm

    def send_back(self, reason: str) -> Done:
        """Refuse; the present date counts on."""
        sheet = self.sheet
        commitment = extending.refuse(sheet.pk, actor=sheet.actor, now=sheet.now, reason=reason)
        return Done(
            _("Refused. The present date counts on; %(agency)s is told.") % {"agency": commitment.agency}, commitment
        )


class SignExtension(ExtensionAnswer):
    """负责人签批延期申请."""

    node = "sign_extension"
    agree_form = AgreeForm
    yes = pgettext_lazy("decision", "Sign")
    sure = pgettext_lazy("decision", "Confirm signature")

    def agree(self, data: dict[str, Any]) -> Done:
        """Sign; the inspector is asked next."""
        sheet = self.sheet
        commitment = extending.sign(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Signed. Next: the opinion of the inspector."), commitment)


class AdviseExtension(ExtensionAnswer):
    """督查员提出意见."""

    node = "advise_extension"
    agree_form = OpinionForm
    yes = pgettext_lazy("decision", "Give an opinion")
    sure = gettext_lazy("Confirm: pass it on with this opinion")

    def agree(self, data: dict[str, Any]) -> Done:
        """Pass it on with an opinion; the leader decides."""
        sheet = self.sheet
        commitment = extending.advise(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Your opinion is given. Next: the leader decides."), commitment)


class GrantExtension(ExtensionAnswer):
    """领导批准延期."""

    node = "grant_extension"
    agree_form = InstructForm
    yes = pgettext_lazy("decision", "Grant")
    sure = gettext_lazy("Confirm: grant the extension")

    def agree(self, data: dict[str, Any]) -> Done:
        """Grant it; the date moves."""
        sheet = self.sheet
        commitment = extending.grant(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        message = _("Granted. %(agency)s is told, with the old and the new date.") % {"agency": commitment.agency}
        return Done(message, commitment)

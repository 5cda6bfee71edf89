"""Handing an item to a section and an officer of the agency."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import handing_out as handing
from flows.item_acts.base import ItemAct
from workflow.models import User
from workflow.services import handing_out
from workflow.status import Act


class HandOutForm(forms.Form):
    """To which section and whom; both may be left empty."""

    section = forms.CharField(
        label=pgettext_lazy("part of an agency", "Section"), required=False, max_length=handing_out.LONGEST
    )
    officer = forms.TypedChoiceField(
        label=gettext_lazy("Officer"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the officers shown.")},
    )  # fmt: skip

    def __init__(self, *args: Any, officers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), str(one)) for one in officers]
        self.fields["officer"].choices = [("", _("Nobody in particular")), *choices]  # type: ignore[attr-defined]


class HandOut(ItemAct):
    """分办 by the head."""

    name = "hand-out"
    label = gettext_lazy("Hand to a section and an officer")
    confirm = gettext_lazy("Hand out")
    right = Act.HAND_OUT
    form_class = HandOutForm
    while_suspended = True

    def hint(self) -> str:
        """It opens and closes nothing."""
        return _("Inside the agency; its steps stay those of all officers")

    def consequence(self) -> str:
        """What it changes, and what not."""
        return _(
            "The officer is told and finds the item under “handed to me” in the inbox. Every officer of the agency can "
            "still do its steps: when somebody moves on, nothing hangs."
        )

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """With the officers of the agency."""
        commitment = self.commitment
        start = {"section": commitment.section, "officer": commitment.assignee_id or ""}
        return HandOutForm(data, initial=start, officers=self.situation.people.officers)

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Hand it out."""
        officer = handing.hand_out(
            self.commitment.pk, section=typed["section"], officer_id=typed["officer"], actor=actor, now=now
        )
        where = " ".join(filter(None, [" ".join(typed["section"].split()), str(officer) if officer else ""]))
        if not where:
            return _("It is with the agency as a whole again.")
        return _("Handed to %(where)s.") % {"where": where}

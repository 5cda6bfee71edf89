"""Moving the share of one agency to another."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import transferring as moving
from flows.item_acts.base import ItemAct
from workflow.models import User
from workflow.services import transferring
from workflow.services.calendar import local_day
from workflow.services.matching import Register, load_register
from workflow.services.naming import agency_names, agency_typed
from workflow.status import Act
from workflow.words import day_words

OF_THE_AGENCY = frozenset(
    {"agency_unknown", "agency_set", "same_agency", "out_of_reach", "not_in_force", "has_it_already", "own_agency"}
)
"""Refusals that are about the agency named."""


class AgencyField(forms.CharField):
    """One agency, by any name the register knows; names are offered while it is typed."""

    def __init__(self, *, required: bool = True, label: Any = "") -> None:
        super().__init__(
            label=label or gettext_lazy("To which agency"),
            required=required,
            max_length=120,
            widget=forms.TextInput(attrs={"list": "agency-names", "autocomplete": "off"}),
            error_messages={"required": gettext_lazy("Name the agency that should have the item.")},
            help_text=gettext_lazy("Type a part of the name and choose."),
        )


class TransferForm(forms.Form):
    """To which agency, and why; `seen` is how far the history was when the page was opened."""

    agency = AgencyField()
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why the other agency has to do it; both agencies read it.")},
    )  # fmt: skip
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Transfer(ItemAct):
    """转办 by the office."""

    name = "transfer"
    label = gettext_lazy("Transfer to another agency")
    confirm = gettext_lazy("Confirm: transfer")
    right = Act.TRANSFER
    form_class = TransferForm
    apart = True
    template = "flows/parts/agency_names.html"

    def hint(self) -> str:
        """What becomes of it."""
        return _("Ends here, goes on there; the dates count on from the issue")

    def consequence(self) -> str:
        """Every open step is cancelled here, and opens there with the old dates."""
        commitment, on = self.commitment, self.situation.on
        words = {
            "agency": commitment.agency,
            "plan_day": day_words(commitment.plan_due_on, on),
            "last_day": day_words(commitment.completion_on, on),
        }
        if not commitment.is_binding:
            return (
                _(
                    "The item ends at %(agency)s as transferred, neither done nor discontinued: its open steps and "
                    "requests are cancelled, its papers stay. It begins anew at the other agency, which may follow it "
                    "by analogy. Both agencies are told the reason. It does not come back to %(agency)s."
                )
                % words
            )
        if commitment.is_light:
            return (
                _(
                    "The item ends at %(agency)s as transferred, neither done nor discontinued: its open steps and "
                    "requests are cancelled, its papers stay. It begins anew at the other agency, but its date does "
                    "not: completion by %(last_day)s. Both agencies are told the reason. It does not come back to "
                    "%(agency)s."
                )
                % words
            )
        return (
            _(
                "The item ends at %(agency)s as transferred, neither done nor discontinued: its open steps and "
                "requests are cancelled, its papers stay. It begins anew at the other agency, but its dates do not: "
                "the clock has run since the issue, implementation plan by %(plan_day)s unless that was extended, "
                "completion by %(last_day)s. Both agencies are told the reason. It does not come back to %(agency)s."
            )
            % words
        )

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """With the state of the history it is about."""
        return TransferForm(data, initial={"seen": self.commitment.journal_seq})

    @cached_property
    def register(self) -> Register:
        """The agencies the office can name."""
        return load_register(self.commitment.plan.office, self.situation.on)

    def context(self, form: forms.Form) -> dict[str, Any]:
        """The names offered while one is typed."""
        return {"names": agency_names(self.register)}

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Move it."""
        agency = agency_typed(self.register, typed["agency"])
        done = moving.transfer(
            self.commitment.pk, agency.pk, reason=typed["reason"], seen=typed["seen"], actor=actor, now=now
        )
        return transferred_words(done, now)


def transferred_words(done: moving.Transferred, now: datetime) -> str:
    """What has happened, and what the office should look at: nobody there to do it, or a date that had passed."""
    agency = done.successor.agency
    said = [_("Transferred to %(agency)s; both agencies are told.") % {"agency": agency}]
    said.append(transferring.late_words(done.successor, local_day(now)))
    if not done.is_manned:
        said.append(_("Nobody at %(agency)s can acknowledge it yet: give somebody a post there.") % {"agency": agency})
    return " ".join(filter(None, said))

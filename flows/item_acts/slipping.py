"""Issuing a supervision slip, and taking it back before it is opened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import slips as slipping
from flows.item_acts.base import ItemAct
from workflow.deadlines import Pressure
from workflow.models import SupervisionSlip, User
from workflow.services import slips
from workflow.status import Act, SlipColour
from workflow.words import day_words


class DemandForm(forms.Form):
    """What the slip demands."""

    demand = forms.CharField(
        label=gettext_lazy("Demand"), max_length=slips.LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What has to be done, and what the answer has to say."),
        error_messages={"required": gettext_lazy("Write what has to be done, and by whom.")},
    )  # fmt: skip


class SlipsForm(DemandForm):
    """The demand of several slips, where not each has its own (`all_written`)."""

    def __init__(self, *args: Any, all_written: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["demand"].label = _("Demand of all that have none of their own")
        self.fields["demand"].required = not all_written


class IssueSlip(ItemAct):
    """签发督办单 by the office."""

    name = "slip"
    label = gettext_lazy("Issue a supervision slip")
    confirm = gettext_lazy("Issue the slip")
    right = Act.ISSUE_SLIP
    form_class = DemandForm

    def is_possible(self) -> bool:
        """The facts carry one, and none waits for its answer."""
        return super().is_possible() and _open_slip(self) is None and self._pressure() is not None

    def _pressure(self) -> Pressure | None:
        situation = self.situation
        missed = slipping.missed_beside(situation.tasks, situation.on)
        return slips.pressure_of(self.commitment, situation.on, beside_late=missed)

    def hint(self) -> str:
        """Its colour."""
        found = self._pressure()
        colour = SlipColour(found.colour).label if found else ""
        return _("%(colour)s, by the facts; numbered, to be answered in writing") % {"colour": colour}

    def consequence(self) -> str:
        """Number, colour and cause, and what is asked of the agency."""
        found = self._pressure()
        if found is None:
            return ""
        on = self.situation.on
        return _(
            "The slip gets the next number of the office and is %(colour)s: %(cause)s %(agency)s has to answer in "
            "writing within %(n)d working days, signed by its head. No date moves."
        ) % {
            "colour": SlipColour(found.colour).label,
            "cause": slips.cause_words(slips.facts_of(found), on),
            "agency": self.commitment.agency,
            "n": self.commitment.plan.slip_working_days,
        }

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Issue it."""
        slip = slipping.issue(self.commitment.pk, demand=typed["demand"], actor=actor, now=now)
        return _("%(number)s is issued, to be answered by %(day)s.") % {
            "number": slip.number,
            "day": day_words(slip.answer_by, self.situation.on),
        }


class WithdrawForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=slips.LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write why the slip is taken back.")},
    )  # fmt: skip


class WithdrawSlip(ItemAct):
    """撤回督办单 by who issued it."""

    name = "slip-withdraw"
    label = gettext_lazy("Withdraw the supervision slip")
    confirm = gettext_lazy("Confirm: withdraw")
    right = Act.ISSUE_SLIP
    form_class = WithdrawForm

    def is_possible(self) -> bool:
        """The person issued it, and nobody of the agency has opened it."""
        slip = _open_slip(self)
        mine = slip is not None and slip.issued_by_id == self.situation.scope.user_id
        return super().is_possible() and mine and slip is not None and slip.served_at is None

    def hint(self) -> str:
        """Only while it is not opened."""
        return _("Only until the agency opens it; the number stays")

    def consequence(self) -> str:
        """It is kept as withdrawn."""
        slip = _open_slip(self)
        return _("%(number)s is kept as withdrawn with your reason; the number is not given again.") % {
            "number": slip.number if slip else ""
        }

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Take it back."""
        slip = slipping.withdraw(self.commitment.pk, reason=typed["reason"], actor=actor, now=now)
        return _("%(number)s is withdrawn.") % {"number": slip.number}


def _open_slip(act: ItemAct) -> SupervisionSlip | None:
    found = [task.process.slip for task in act.situation.tasks if task.process.slip is not None]
    return next((slip for slip in found if slip.is_open), None)

"""Disputing the assignment, asking the leader for his ruling, and taking either back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import dispute as disputing
from flows.item_acts.base import ItemAct
from flows.item_acts.transferring import AgencyField
from flows.words import some
from workflow.models import User
from workflow.services import disputes
from workflow.services.matching import Register, load_register
from workflow.services.naming import agency_names, agency_typed
from workflow.services.precedents import precedents
from workflow.status import Act
from workflow.words import day_words


class AskForm(forms.Form):
    """Why the item is not the agency's, and whose it is."""

    reason = forms.CharField(
        label=gettext_lazy("Reason and legal basis"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write by which rule the item is not yours.")},
    )  # fmt: skip
    agency = AgencyField(required=False, label=gettext_lazy("Agency that should have it, if known"))


class AskDispute(ItemAct):
    """提出异议 by the officer."""

    name = "dispute"
    label = gettext_lazy("Dispute the assignment")
    confirm = gettext_lazy("Send the dispute to the head")
    right = Act.DISPUTE
    form_class = AskForm
    apart = True
    template = "flows/parts/precedents.html"

    def is_possible(self) -> bool:
        """The days for it run, and nothing was handed in or disputed."""
        return disputes.is_disputable(self.commitment, self.situation.on)

    def _last_day(self) -> str:
        return day_words(disputes.last_day(self.commitment), self.situation.on)

    def hint(self) -> str:
        """Until when, and that no date moves."""
        return _("Until %(day)s, once; the date counts on") % {"day": self._last_day()}

    def consequence(self) -> str:
        """Who decides, and what counts meanwhile."""
        words = {
            "head": some(self.situation.people.who(Act.SIGN_DISPUTE)) or _("the head"),
            "clerk": some(self.situation.people.who(Act.ANSWER_DISPUTE)) or _("the supervision clerk"),
            "day": day_words(self.commitment.plan_due_on, self.situation.on),
            "n": disputes.AGAIN_WORKING_DAYS,
        }
        if self.commitment.is_light:
            return (
                _(
                    "%(head)s signs, %(clerk)s answers. If the assignment is upheld, you may ask the leader within "
                    "%(n)d working days; his ruling is final. The date has stood since the issue: completion stays due "
                    "on %(day)s, and claiming it ends the dispute."
                )
                % words
            )
        return (
            _(
                "%(head)s signs, %(clerk)s answers. If the assignment is upheld, you may ask the leader within %(n)d "
                "working days; his ruling is final. The clock has run since the issue and runs on: the implementation "
                "plan stays due on %(day)s, and handing it in ends the dispute."
            )
            % words
        )

    @cached_property
    def register(self) -> Register:
        """The agencies the office of the plan can name."""
        return load_register(self.commitment.plan.office, self.situation.on)

    def context(self, form: forms.Form) -> dict[str, Any]:
        """The names offered, and how it was decided before."""
        shown = precedents(self.commitment, self.situation.scope)
        return {"names": agency_names(self.register), "precedents": shown}

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Ask."""
        proposed = agency_typed(self.register, typed["agency"]) if typed["agency"] else None
        disputing.ask(self.commitment.pk, reason=typed["reason"], proposed=proposed, actor=actor, now=now)
        return _("The dispute is with the head now. The date counts on.")


class RulingForm(forms.Form):
    """Why the answer of the office is wrong."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write why the answer of the office does not hold.")},
    )  # fmt: skip


class AskRuling(ItemAct):
    """提请裁定, the second round."""

    name = "ruling"
    label = gettext_lazy("Ask for the ruling of the leader")
    confirm = gettext_lazy("Ask the leader")
    right = Act.DISPUTE
    form_class = RulingForm
    apart = True
    template = "flows/parts/dispute_answer.html"

    def is_possible(self) -> bool:
        """The office has upheld the assignment, and the days for it run."""
        return disputes.may_ask_again(self.commitment, self.situation.on)

    def hint(self) -> str:
        """Until when."""
        dispute = disputes.dispute_of(self.commitment)
        if dispute is None or dispute.again_until is None:
            return ""
        return _("Until %(day)s, once; the ruling is final") % {
            "day": day_words(dispute.again_until, self.situation.on)
        }

    def consequence(self) -> str:
        """Who rules, for good."""
        light = _(
            "%(leader)s rules, upholding the assignment or transferring the item; that is final. Completion stays due "
            "on %(day)s, and claiming it ends the dispute."
        )
        full = _(
            "%(leader)s rules, upholding the assignment or transferring the item; that is final. The clock runs on: "
            "the implementation plan stays due on %(day)s, and handing it in ends the dispute."
        )
        return (light if self.commitment.is_light else full) % {
            "leader": some(self.situation.people.who(Act.RULE_DISPUTE)) or _("The leader"),
            "day": day_words(self.commitment.plan_due_on, self.situation.on),
        }

    def context(self, form: forms.Form) -> dict[str, Any]:
        """The answer it is about."""
        return {"dispute": disputes.dispute_of(self.commitment)}

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Ask."""
        disputing.ask_again(self.commitment.pk, reason=typed["reason"], actor=actor, now=now)
        return _("The leader rules now. The date counts on.")


class WithdrawDispute(ItemAct):
    """撤回异议 by who asked."""

    name = "dispute-withdraw"
    label = gettext_lazy("Withdraw the dispute")
    confirm = gettext_lazy("Confirm: withdraw")
    right = Act.DISPUTE
    form_class = forms.Form
    apart = True

    def is_possible(self) -> bool:
        """The person asked, and nobody has decided."""
        dispute = disputes.dispute_of(self.commitment)
        person = self.situation.scope.user_id
        return dispute is not None and dispute.is_open and person in (dispute.asked_by_id, dispute.again_by_id)

    def hint(self) -> str:
        """It is over then."""
        return _("The item stays with you; it cannot be disputed again")

    def consequence(self) -> str:
        """The item stays."""
        return _("The dispute ends undecided and the item stays with you. It cannot be disputed again.")

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Take it back."""
        disputing.withdraw(self.commitment.pk, actor=actor, now=now)
        return _("Withdrawn. The item stays with you.")

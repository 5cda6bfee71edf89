"""What a lead asks of other agencies: contributions, and signatures on its implementation plan."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import parts
from flows.forms.base import DateInput
from flows.item_acts.base import ItemAct
from flows.item_acts.transferring import AgencyField
from flows.models import Task
from flows.words import join
from workflow.models import Agency, Contribution, User
from workflow.services import contributions, signatures
from workflow.services.calendar import calendar_in_force
from workflow.services.matching import Register, load_register
from workflow.services.naming import agency_names, agency_typed
from workflow.services.plans import named_for
from workflow.status import Act, Stage
from workflow.words import day_words


class AskForm(forms.Form):
    """Which partner, what, by when."""

    agency = forms.ChoiceField(
        label=gettext_lazy("Agency"),
        error_messages={
            "required": gettext_lazy("Choose the agency."),
            "invalid_choice": gettext_lazy("The plan does not name this agency here: choose one of those shown."),
        },
    )  # fmt: skip
    demand = forms.CharField(
        label=gettext_lazy("What it has to contribute"), max_length=contributions.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what the agency has to contribute.")},
    )  # fmt: skip
    due_on = forms.DateField(
        label=gettext_lazy("Needed by"), widget=DateInput(),
        error_messages={
            "required": gettext_lazy("Enter the day by which it is needed."),
            "invalid": gettext_lazy("Write the date as 2026-10-30."),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: list[Agency], start: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of several nobody is asked by a press alone.
        nobody = [("", _("Choose the agency"))] if len(agencies) > 1 else []
        self.fields["agency"].choices = [*nobody, *((str(agency.pk), str(agency)) for agency in agencies)]  # type: ignore[attr-defined]
        self.fields["due_on"].initial = start


class AskContribution(ItemAct):
    """牵头单位请配合单位报送."""

    name = "contribution"
    label = gettext_lazy("Ask another agency to contribute")
    confirm = gettext_lazy("Ask for the contribution")
    right = Act.ASSEMBLE
    form_class = AskForm

    def is_possible(self) -> bool:
        """The work goes on, and the plan names others for the item."""
        working = super().is_possible() and self.commitment.stage_of_work in contributions.WORKING
        return working and bool(getattr(self.commitment, "names_others", False))

    def hint(self) -> str:
        """It has a day of its own."""
        return _("By a day of its own; your item is never late for it")

    def consequence(self) -> str:
        """Who is told, and what becomes of silence."""
        return _(
            "The agency gets a step of its own with your words and the day; its head is told. What it hands in comes "
            "to you. If it is late, that is shown as its lateness and not as yours, and you can escalate it."
        )

    @cached_property
    def agencies(self) -> list[Agency]:
        """Those the plan names for the item beside the own."""
        return named_for(self.commitment, self.situation.on)

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """With the day the plan gives a partner."""
        days = self.commitment.plan.contribution_working_days
        start = calendar_in_force().add_working_days(self.situation.on, days).due_on
        start = min(start, self.commitment.completion_on)
        return AskForm(data, agencies=self.agencies, start=start)

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Ask."""
        agency = next(agency for agency in self.agencies if str(agency.pk) == typed["agency"])
        made = parts.ask(
            self.commitment.pk, agency, demand=typed["demand"], due_on=typed["due_on"], actor=actor, now=now
        )
        return _("%(agency)s is asked to contribute by %(day)s.") % {
            "agency": agency,
            "day": day_words(made.due_on, self.situation.on),
        }


class EscalateForm(forms.Form):
    """A word to those above."""

    remark = forms.CharField(
        label=gettext_lazy("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class Escalate(ItemAct):
    """提请督促: every late partner in one act."""

    name = "escalate"
    label = gettext_lazy("Escalate late contributions")
    confirm = gettext_lazy("Escalate")
    right = Act.ASSEMBLE
    form_class = EscalateForm

    def is_possible(self) -> bool:
        """Something is late that was not escalated."""
        return super().is_possible() and bool(self._late())

    def _late(self) -> list[Contribution]:
        return [one for one in _open_ones(self) if _is_late(one, self.situation.on) and one.escalated_at is None]

    def hint(self) -> str:
        """Who is told."""
        return _("Tells their heads, the supervision clerk and the inspectors")

    def consequence(self) -> str:
        """Whom it is about."""
        return _(
            "%(agencies)s did not contribute in time. Their heads, the supervision clerk and the inspectors are told, "
            "once for each of them; your own dates stay as they are."
        ) % {"agencies": join(one.agency for one in self._late())}

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Escalate."""
        late = parts.escalate(self.commitment.pk, remark=typed["remark"], actor=actor, now=now)
        return _("Escalated: %(agencies)s.") % {"agencies": join(one.agency for one in late)}


class WaiveForm(forms.Form):
    """Which contribution is no longer needed, and why."""

    contribution = forms.ChoiceField(
        label=gettext_lazy("Contribution"), widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the contribution."),
            "invalid_choice": gettext_lazy("This contribution has ended: choose one of those shown."),
        },
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why the contribution is no longer needed.")},
    )  # fmt: skip

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contribution"].choices = choices  # type: ignore[attr-defined]
        self.fields["contribution"].initial = choices[0][0] if len(choices) == 1 else None


class WaiveContribution(ItemAct):
    """不再要求配合."""

    name = "contribution-waive"
    label = gettext_lazy("A contribution is no longer needed")
    confirm = gettext_lazy("Confirm: no longer needed")
    right = Act.ASSEMBLE
    form_class = WaiveForm

    def is_possible(self) -> bool:
        """One is open."""
        return super().is_possible() and bool(_open_ones(self))

    def hint(self) -> str:
        """It is kept as such."""
        return _("The agency is told why")

    def consequence(self) -> str:
        """What becomes of the step."""
        return _("The open step of the agency is cancelled; it is told your reason, and the item keeps it.")

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """The open ones."""
        choices = [
            (str(one.pk), f"{one.agency} · {day_words(one.due_on, self.situation.on)}") for one in _open_ones(self)
        ]
        return WaiveForm(data, choices=choices)

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """End it."""
        done = parts.waive(self.commitment.pk, int(typed["contribution"]), reason=typed["reason"], actor=actor, now=now)
        return _("%(agency)s need not contribute any more.") % {"agency": done.agency}


class SignerForm(forms.Form):
    """Whose head has to sign too, and why."""

    agency = AgencyField(label=gettext_lazy("Agency whose head has to sign"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=signatures.LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why the other agency has to sign.")},
    )  # fmt: skip


class AddSigner(ItemAct):
    """加签."""

    name = "signer"
    label = gettext_lazy("Have another agency countersign")
    confirm = gettext_lazy("Ask for the countersignature")
    right = Act.ADD_SIGNER
    form_class = SignerForm
    template = "flows/parts/agency_names.html"

    def is_possible(self) -> bool:
        """The implementation plan is not signed yet."""
        commitment = self.commitment
        before = commitment.stage_of_work in (Stage.ISSUED, Stage.PLANNING, Stage.APPROVAL)
        return super().is_possible() and before and commitment.plan_signed_at is None and not commitment.is_light

    def hint(self) -> str:
        """What it does."""
        return _("Its head signs every draft of the implementation plan before your own")

    def consequence(self) -> str:
        """How long the own head waits."""
        return _(
            "The head of that agency is asked to sign every draft of the implementation plan within %(n)d working days "
            "of its handing in. Your own head signs after it, or when those days are over or the signature was "
            "withheld; the office sees who signed, who did not, and why. No date moves."
        ) % {"n": self.commitment.plan.sign_working_days}

    @cached_property
    def register(self) -> Register:
        """The agencies that can be named."""
        return load_register(self.commitment.plan.office, self.situation.on)

    def context(self, form: forms.Form) -> dict[str, Any]:
        """The names offered while one is typed."""
        return {"names": agency_names(self.register)}

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Ask."""
        agency = agency_typed(self.register, typed["agency"])
        parts.add_signer(self.commitment.pk, agency, reason=typed["reason"], actor=actor, now=now)
        return _("%(agency)s is asked to countersign.") % {"agency": agency}


def _open_ones(act: ItemAct) -> list[Contribution]:
    """The open contributions, read off the steps."""
    return open_contributions(act.situation.tasks)


def open_contributions(tasks: Any) -> list[Contribution]:
    """The open contributions among the steps of an item, by the day they are due."""
    open_steps: list[Task] = [task for task in tasks if task.finished is None]
    found = [task.process.contribution for task in open_steps if task.process.contribution is not None]
    return sorted((one for one in found if one.is_open), key=lambda one: (one.due_on, one.pk))


def _is_late(one: Contribution, on: date) -> bool:
    return one.is_awaited and one.due_on < on

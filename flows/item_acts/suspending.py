"""Asking to suspend the work, taking that back, and resuming it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import suspension as suspending
from flows.forms.base import DateInput
from flows.item_acts.base import ItemAct
from flows.reading.suspension import open_request
from workflow.models import User
from workflow.services import remarks, suspensions
from workflow.status import Act
from workflow.words import day_words


class AskForm(forms.Form):
    """Until when, and why."""

    until = forms.DateField(
        label=gettext_lazy("Last day of the suspension"), widget=DateInput(),
        error_messages={
            "required": gettext_lazy("Enter the last day of the suspension."),
            "invalid": gettext_lazy("Write the date as 2026-10-30."),
        },
    )  # fmt: skip
    cause = forms.CharField(
        label=pgettext_lazy("suspension", "Cause"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For example a decision of a higher level that has to come first, or a force majeure."),
        error_messages={"required": gettext_lazy("Write why the work cannot go on for now.")},
    )  # fmt: skip


class AskSuspension(ItemAct):
    """申请中止 by the officer, or by the office."""

    name = "suspension"
    label = gettext_lazy("Ask for a suspension")
    confirm = gettext_lazy("Send the request for a suspension")
    right = Act.ASK_SUSPENSION
    form_class = AskForm

    def _by_office(self) -> bool:
        return self.commitment.agency_id not in self.situation.scope.home_agency_ids

    def is_possible(self) -> bool:
        """Nothing is suspended, and no suspension is asked for."""
        return super().is_possible() and open_request(self.situation.tasks) is None

    def hint(self) -> str:
        """Who decides."""
        if self._by_office():
            return _("The leader decides; until then every clock runs")
        return _("Head and leader decide; until then every clock runs")

    def consequence(self) -> str:
        """Nothing stops by asking, everything once it is granted."""
        who = _("The leader decides.") if self._by_office() else _("The head signs, the leader decides.")
        return who + _(
            "Until it is granted every clock runs. Once it is granted nobody can do a step here and no day counts, "
            "until the work is resumed: by the system after the last day, or before by the head of the agency or "
            "the office."
        )

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """With the last day that may be asked for."""
        form = AskForm(data)
        last = suspensions.latest_day(self.situation.on)
        form.fields["until"].help_text = _("At most one year from today (%(day)s).") % {
            "day": day_words(last, self.situation.on)
        }
        return form

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Ask."""
        until: date = typed["until"]
        _commitment, asked = suspending.ask(self.commitment.pk, until=until, cause=typed["cause"], actor=actor, now=now)
        if asked.by_office:
            return _("The request is with the leader now. Until it is granted every clock runs.")
        return _("The request is with the head now. Until it is granted every clock runs.")


class WithdrawSuspension(ItemAct):
    """撤回中止申请 by who asked."""

    name = "suspension-withdraw"
    label = gettext_lazy("Withdraw the request for a suspension")
    confirm = gettext_lazy("Confirm: withdraw the request")
    right = Act.ASK_SUSPENSION
    form_class = forms.Form

    def is_possible(self) -> bool:
        """The person asked, and nobody has decided."""
        asked = open_request(self.situation.tasks)
        return asked is not None and asked.asked_by_id == self.situation.scope.user_id

    def hint(self) -> str:
        """It is over then."""
        return _("The request ends undecided; the work goes on")

    def consequence(self) -> str:
        """The request is over."""
        return _("The request ends undecided and the work goes on. You may ask again.")

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Take it back."""
        suspending.withdraw(self.commitment.pk, actor=actor, now=now)
        return _("Withdrawn. The work goes on.")


class ResumeForm(forms.Form):
    """What is said with it."""

    remark = forms.CharField(
        label=pgettext_lazy("journal", "Remark"), required=False, max_length=remarks.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For example that the cause is gone."),
    )  # fmt: skip


class Resume(ItemAct):
    """恢复办理 before the last day granted."""

    name = "resume"
    label = gettext_lazy("Resume the work")
    confirm = gettext_lazy("Confirm: resume the work")
    right = Act.RESUME
    form_class = ResumeForm
    while_suspended = True

    def is_possible(self) -> bool:
        """It is suspended."""
        return super().is_possible() and self.commitment.suspended_on is not None

    def hint(self) -> str:
        """The clocks run again."""
        return _("The clocks run again from today; the days suspended do not count")

    def consequence(self) -> str:
        """From when on, and what becomes of the dates."""
        first = self.commitment.suspended_on
        if first is None:
            return ""
        if first == self.situation.on:
            return _(
                "The clocks run again at once. As the work was suspended today, only terms of hours move later, by the "
                "time they stood still; everybody concerned is told, and the history shows the old and the new dates."
            )
        return _(
            "The clocks run again from today. The days since %(first)s do not count: every running date moves later by "
            "the working days it lost, a term of hours by the time it stood still, and everybody concerned is told; "
            "the history shows the old and the new dates."
        ) % {"first": day_words(first, self.situation.on)}

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Go on."""
        suspending.resume(self.commitment.pk, remark=typed["remark"], actor=actor, now=now)
        return _("Resumed. The steps are open again, with their new dates.")

"""Asking for a later date, and taking that back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import extension as extending
from flows.forms.base import DateInput
from flows.item_acts.base import ItemAct, Situation
from flows.reading.extension import open_requests
from workflow.models import User
from workflow.services import extensions
from workflow.status import Act, ClockKind
from workflow.words import day_words


def _choices(situation: Situation, kinds: list[ClockKind]) -> list[tuple[str, str]]:
    commitment = situation.commitment
    return [
        (
            str(kind),
            _("%(what)s, due %(day)s")
            % {"what": kind.label, "day": day_words(extensions.present_date(commitment, kind), situation.on)},
        )
        for kind in kinds
    ]


class WhichForm(forms.Form):
    """Which date it is about; nothing to choose where there is only one."""

    clock = forms.ChoiceField(
        label=gettext_lazy("Date"), widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the date."),
            "invalid_choice": gettext_lazy("This date can no longer be chosen: choose one of those shown."),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clock"].choices = choices  # type: ignore[attr-defined]
        self.fields["clock"].initial = choices[0][0] if choices else None


class AskForm(WhichForm):
    """Which date, until when, and why."""

    to = forms.DateField(
        label=gettext_lazy("New date"), widget=DateInput(),
        error_messages={
            "required": gettext_lazy("Enter the new date."),
            "invalid": gettext_lazy("Write the date as 2026-10-30."),
        },
    )  # fmt: skip
    cause = forms.CharField(
        label=gettext_lazy("Cause"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write why the date cannot be kept.")},
    )  # fmt: skip


class AskExtension(ItemAct):
    """申请延期 by the officer."""

    name = "extension"
    label = gettext_lazy("Ask for an extension")
    confirm = gettext_lazy("Send the request to the head")
    right = Act.ASK_EXTENSION
    form_class = AskForm

    def kinds(self) -> list[ClockKind]:
        """The dates that may still be extended and have not passed."""
        commitment = self.commitment
        asked = {request.clock.kind for request in open_requests(self.situation.tasks)}
        return [
            kind
            for kind in extensions.askable(commitment)
            if extensions.present_date(commitment, kind) >= self.situation.on and kind not in asked
        ]

    def is_possible(self) -> bool:
        """Some date still runs, and nothing is asked of it."""
        return bool(self.kinds())

    def hint(self) -> str:
        """What is decided by whom."""
        return _("Head, inspector and leader decide; until then the present date counts")

    def consequence(self) -> str:
        """Nothing moves by asking."""
        return _(
            "The head signs, the inspector gives an opinion, the leader decides. Until it is granted the present date "
            "counts; if it passes undecided, the request lapses."
        )

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """With the dates to choose from, and how far each may be moved. Posted, every date may be named: the act says
        itself why one cannot be extended."""
        shown = self.kinds()
        kinds = list(extensions.KINDS) if data is not None else shown
        form = AskForm(data, choices=_choices(self.situation, kinds))
        form.fields["to"].help_text = " ".join(self._limit(kind) for kind in shown)
        return form

    def _limit(self, kind: ClockKind) -> str:
        commitment, on = self.commitment, self.situation.on
        words = {
            "first": day_words(extensions.present_date(commitment, kind), on),
            "last": day_words(extensions.latest_date(commitment, kind), on),
        }
        if kind == ClockKind.IMPLEMENTATION_PLAN:
            return _("Implementation plan: a working day after %(first)s, not beyond the final date %(last)s.") % words
        return _("Completion: a working day after %(first)s, at most one year later (%(last)s).") % words

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Ask."""
        to: date = typed["to"]
        extending.ask(self.commitment.pk, typed["clock"], to=to, cause=typed["cause"], actor=actor, now=now)
        return _("The request is with the head now. Until it is granted the present date counts.")


class WithdrawExtension(ItemAct):
    """撤回延期申请 by who asked."""

    name = "extension-withdraw"
    label = gettext_lazy("Withdraw the request for an extension")
    confirm = gettext_lazy("Confirm: withdraw")
    right = Act.ASK_EXTENSION
    form_class = WhichForm

    def kinds(self) -> list[ClockKind]:
        """The dates the person has asked to extend."""
        person = self.situation.scope.user_id
        return [
            ClockKind(request.clock.kind)
            for request in open_requests(self.situation.tasks)
            if request.asked_by_id == person
        ]

    def is_possible(self) -> bool:
        """The person asked, and nobody has decided."""
        return bool(self.kinds())

    def hint(self) -> str:
        """It is over then."""
        return _("The request ends undecided; the present date counts on")

    def consequence(self) -> str:
        """The request is over."""
        return _("The request ends undecided and the present date counts on. You may ask again as long as it runs.")

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """With the requests to choose from."""
        kinds = list(extensions.KINDS) if data is not None else self.kinds()
        return WhichForm(data, choices=_choices(self.situation, kinds))

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Take it back."""
        extending.withdraw(self.commitment.pk, typed["clock"], actor=actor, now=now)
        return _("Withdrawn. The present date counts on.")

"""Correcting what one wrote oneself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import correcting as acting
from flows.item_acts.base import ItemAct
from workflow.models import JournalEntry, User
from workflow.services import correcting
from workflow.services.acts import act_label
from workflow.services.calendar import local_day
from workflow.status import Act
from workflow.words import day_words


class CorrectForm(forms.Form):
    """Which entry, and what is right."""

    entry = forms.TypedChoiceField(
        label=gettext_lazy("Which entry"), coerce=int, widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the entry."),
            "invalid_choice": gettext_lazy("This entry is not yours to correct: choose one of those shown."),
        },
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("What is wrong, and what is right"), max_length=correcting.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what is wrong, and what is right.")},
    )  # fmt: skip

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].choices = choices  # type: ignore[attr-defined]
        self.fields["entry"].initial = choices[0][0] if choices else None


class Correct(ItemAct):
    """更正 by whoever made the entry; reached from the history, where the entry stands."""

    name = "correct"
    label = gettext_lazy("Correct an entry of yours")
    confirm = gettext_lazy("Enter the correction")
    right = Act.VIEW_COMMITMENTS
    form_class = CorrectForm
    while_suspended = True
    in_menu = False

    def is_possible(self) -> bool:
        """Also of what has ended: a mistake may be found later."""
        return True

    def hint(self) -> str:
        """Nothing is changed."""
        return _("The first entry stays; the correction stands beside it")

    def consequence(self) -> str:
        """Nothing is changed, and who reads it."""
        return _(
            "The first entry stays as it is, and your correction stands beside it with your name and the date. It "
            "changes no date and no step. Officer, head and supervision clerk are told."
        )

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """With the person's own entries to choose from."""
        own = correcting.own_entries(self.commitment, self.situation.scope.user_id)
        return CorrectForm(data, choices=[(entry.seq, self._words(entry)) for entry in own])

    def _words(self, entry: JournalEntry) -> str:
        day = day_words(local_day(entry.at), self.situation.on)
        return _("%(day)s %(time)s, %(what)s") % {
            "day": day,
            "time": f"{timezone.localtime(entry.at):%H:%M}",
            "what": act_label(entry.act),
        }

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Enter it."""
        acting.correct(self.commitment.pk, typed["entry"], text=typed["text"], actor=actor, now=now)
        return _("The correction stands in the history beside the first entry.")

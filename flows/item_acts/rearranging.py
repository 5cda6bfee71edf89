"""Splitting an item after the issue, and merging it into another."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import rearranging as doing
from flows.item_acts.base import ItemAct
from workflow.models import Commitment, User
from workflow.services import rearranging
from workflow.status import Act


class SplitForm(forms.Form):
    """What the new item asks for, and why."""

    heading = forms.CharField(
        label=gettext_lazy("Heading of the new item"), required=False, max_length=rearranging.LONGEST_HEADING
    )
    text = forms.CharField(
        label=gettext_lazy("Text of the new item"), max_length=rearranging.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what the new item asks for.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write why the item is split.")},
    )  # fmt: skip


class _Rearranging(ItemAct):
    right = Act.REARRANGE
    apart = True

    def is_possible(self) -> bool:
        """The work goes on and is not claimed to be done."""
        return super().is_possible() and self.commitment.claimed_at is None


class Split(_Rearranging):
    """拆分 by the office."""

    name = "split"
    label = gettext_lazy("Split off a part")
    confirm = gettext_lazy("Confirm: split")
    form_class = SplitForm

    def hint(self) -> str:
        """The dates count on."""
        return _("A part becomes an item of its own, with the same dates")

    def consequence(self) -> str:
        """What is opened."""
        return _(
            "The plan gets a further item with your text, and %(agency)s a commitment for it, to be acknowledged; its "
            "dates are those of this one, which goes on. The agency is told the reason."
        ) % {"agency": self.commitment.agency}

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Split it."""
        made = doing.split(
            self.commitment.pk,
            heading=typed["heading"],
            text=typed["text"],
            reason=typed["reason"],
            actor=actor,
            now=now,
        )
        return _("Split: the new item is %(number)s.") % {"number": made.item.number}


class MergeForm(forms.Form):
    """Into which item, and why."""

    into = forms.ChoiceField(
        label=gettext_lazy("Into which item"),
        error_messages={
            "required": gettext_lazy("Choose the item."),
            "invalid_choice": gettext_lazy("This item cannot take it in: choose one of those shown."),
        },
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write why the two become one.")},
    )  # fmt: skip

    def __init__(self, *args: Any, others: list[Commitment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), f"{one.item.number} {one.item.title}") for one in others]
        self.fields["into"].choices = [("", _("Choose the item")), *choices]  # type: ignore[attr-defined]


class Merge(_Rearranging):
    """并入 by the office."""

    name = "merge"
    label = gettext_lazy("Merge into another item")
    confirm = gettext_lazy("Confirm: merge")
    form_class = MergeForm

    def hint(self) -> str:
        """It ends here."""
        return _("Ends here; its work goes on with the other item")

    def consequence(self) -> str:
        """What becomes of this one."""
        return _(
            "This item ends as merged, neither done nor late: its open steps and requests are cancelled, its papers "
            "stay. %(agency)s goes on with the other item, whose dates stay as they are, and is told the reason. The "
            "leader can reopen it."
        ) % {"agency": self.commitment.agency}

    @cached_property
    def others(self) -> list[Commitment]:
        """Those that could take it in."""
        return rearranging.mergeable_into(self.commitment)

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """With the other items of the agency."""
        return MergeForm(data, others=self.others)

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Merge it."""
        into = doing.merge(self.commitment.pk, int(typed["into"]), reason=typed["reason"], actor=actor, now=now)
        return _("Merged into %(number)s.") % {"number": into.item.number}

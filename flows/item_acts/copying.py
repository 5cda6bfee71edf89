"""Copying an item to colleagues."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from flows.actions import copying
from flows.item_acts.base import ItemAct
from workflow.models import User
from workflow.services import following, remarks
from workflow.status import Act


class CopyForm(forms.Form):
    """Whom, and what is said with it."""

    people = forms.TypedMultipleChoiceField(
        label=gettext_lazy("To whom"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one person."),
            "invalid_choice": gettext_lazy("Somebody chosen may not see this item: choose among the people shown."),
        },
    )  # fmt: skip
    remark = forms.CharField(
        label=pgettext_lazy("journal", "Remark"), required=False, max_length=remarks.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[tuple[User, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (person.pk, _("%(name)s, %(post)s") % {"name": person, "post": post}) for person, post in people
        ]


class Copy(ItemAct):
    """抄送 by whoever works on the commitment."""

    name = "copy"
    label = gettext_lazy("Copy to colleagues")
    confirm = gettext_lazy("Confirm: copy")
    right = Act.COPY
    form_class = CopyForm
    while_suspended = True

    def is_possible(self) -> bool:
        """Also of what has ended: it can be read as long as it is kept."""
        return True

    def hint(self) -> str:
        """It opens nothing."""
        return _("They are told and follow it; asks nothing of them")

    def consequence(self) -> str:
        """Who can be chosen, and what becomes of them."""
        return _(
            "Those you choose are told of it now and of what happens later, until they stop following. Nothing is "
            "asked of them, and only people who may see this item can be chosen. Who was copied stands in the history."
        )

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """With the people who may see it, but for the person who copies."""
        found = following.readers_by_post(self.situation.agency_id, self.situation.on)
        return CopyForm(data, people=[one for one in found if one[0].pk != self.situation.scope.user_id])

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Copy it."""
        told = copying.copy(self.commitment.pk, typed["people"], remark=typed["remark"], actor=actor, now=now)
        return ngettext("Copied to %(n)d person.", "Copied to %(n)d people.", len(told)) % {"n": len(told)}

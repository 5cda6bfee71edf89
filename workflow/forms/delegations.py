"""The form by which a person has a colleague act for him."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.forms.organisation import DayField
from workflow.models import Membership, User
from workflow.services.delegations import LONGEST_REASON
from workflow.status import Role


class DelegateForm(forms.Form):
    """Which post, who, from when to when, and why. Every choice is a post and a person who may act in it."""

    who = forms.ChoiceField(
        label=gettext_lazy("Who acts for you"), widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the colleague."),
            "invalid_choice": gettext_lazy("This person cannot act in your post: choose one of those shown."),
        },
    )  # fmt: skip
    first = DayField(
        label=gettext_lazy("First day"),
        error_messages={"required": gettext_lazy("Choose a day."), "invalid": gettext_lazy("Choose a day.")},
    )
    last = DayField(
        label=gettext_lazy("Last day"),
        error_messages={"required": gettext_lazy("Choose a day."), "invalid": gettext_lazy("Choose a day.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write why, such as a journey.")},
    )  # fmt: skip

    def __init__(self, *args: Any, able: list[tuple[Membership, list[User]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        several = len(able) > 1
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            (f"{post.pk}-{person.pk}", _post_words(post, person) if several else _words(person))
            for post, people in able
            for person in people
        ]

    def chosen(self) -> tuple[int, int]:
        """The ids of the post and of the person."""
        post, _dash, person = self.cleaned_data["who"].partition("-")
        return int(post), int(person)


def _words(person: User) -> str:
    """Name and role of a colleague, as `services.delegations.colleagues` annotated it."""
    return _("%(person)s, %(role)s") % {"person": person, "role": Role(person.held_role).label}  # type: ignore[attr-defined]


def _post_words(post: Membership, person: User) -> str:
    words = {"person": _words(person), "post": f"{post.agency}{post.get_role_display()}"}
    return _("%(person)s as %(post)s") % words

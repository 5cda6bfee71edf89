"""The form of a reorganisation, and what was chosen for the items, posts and meetings of its preview."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from workflow.forms.organisation import DayField, LinesField
from workflow.models import Agency
from workflow.services import register
from workflow.services.register_rights import Place
from workflow.services.succession_plan import Choices, Preview, Reorganisation
from workflow.status import SuccessionKind

NAMES = gettext_lazy("Full name, short name or alias, one a line.")


class SuccessionForm(forms.Form):
    """What is merged, split or renamed, from when, by which document. Which names it needs depends on that."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=pgettext_lazy("succession", "What happens"), choices=SuccessionKind.choices)
    on = DayField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy("It can be carried out on that day or after it."),
        error_messages={"required": gettext_lazy("Choose a day."), "invalid": gettext_lazy("Choose a day.")},
    )
    jurisdiction = forms.TypedChoiceField(label=pgettext_lazy("column", "Jurisdiction"), coerce=int)
    predecessors = LinesField(
        label=gettext_lazy("Agencies as they are now"),
        rows=2,
        help_text=NAMES,
        error_messages={"required": gettext_lazy("Name the agencies it is about.")},
    )
    successors = LinesField(
        label=gettext_lazy("Agencies that go on with the work"),
        rows=2,
        error_messages={"required": gettext_lazy("Name the agencies that go on with the work.")},
        help_text=gettext_lazy(
            "For a merger and a split. The first takes what you give to no other. A new agency is entered in the "
            "register first."
        ),
    )
    name = forms.CharField(
        label=gettext_lazy("New full name"), max_length=120, help_text=gettext_lazy("For a renaming."),
        error_messages={"required": gettext_lazy("Enter the new name.")},
    )  # fmt: skip
    short_name = forms.CharField(
        label=gettext_lazy("New short name"), max_length=60, help_text=gettext_lazy("For a renaming."),
        error_messages={"required": gettext_lazy("Enter the new name.")},
    )  # fmt: skip
    ground = forms.CharField(
        label=gettext_lazy("Legal ground"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The document that orders it, with its number. Everybody concerned reads it."),
        error_messages={"required": gettext_lazy("Write the document that orders it, with its number.")},
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["jurisdiction"]
        assert isinstance(chosen, forms.TypedChoiceField)  # noqa: S101 -- declared above
        chosen.choices = [(place.jurisdiction.pk, place.label) for place in places]
        if self.is_bound:
            is_renaming = self.data.get("kind") == SuccessionKind.RENAME
            self.fields["successors"].required = not is_renaming
            self.fields["name"].required = self.fields["short_name"].required = is_renaming

    def clean(self) -> dict[str, Any]:
        """Names become agencies; every unknown one is an error of its field, with what is similar."""
        found: dict[str, Any] = super().clean() or {}
        if self.errors:
            return found
        is_renaming = found["kind"] == SuccessionKind.RENAME
        found["predecessors"] = self._agencies("predecessors")
        found["successors"] = found["predecessors"] if is_renaming else self._agencies("successors")
        return found

    def _agencies(self, field: str) -> list[Agency]:
        agencies, unknown = register.find_agencies(self.cleaned_data["jurisdiction"], self.cleaned_data[field])
        for name, similar in unknown.items():
            text = _("There is no agency named %(name)s.") % {"name": name}
            if similar:
                text += " " + _("Similar: %(names)s.") % {"names": "、".join(agency.name for agency in similar)}
            self.add_error(field, text)
        return list(dict.fromkeys(agencies))

    def wanted(self) -> Reorganisation:
        """What was typed, once it is valid."""
        found = self.cleaned_data
        kind = SuccessionKind(found["kind"])
        before, after = tuple(found["predecessors"]), tuple(found["successors"])
        if kind == SuccessionKind.MERGE:
            # Whoever takes the others in goes on: named on both sides it is still no predecessor.
            before = tuple(one for one in before if one not in after)
        names = (found["name"], found["short_name"]) if kind == SuccessionKind.RENAME else ("", "")
        return Reorganisation(kind, found["on"], found["ground"], before or tuple(found["predecessors"]), after, *names)


def chosen(data: QueryDict) -> Choices:
    """What was chosen in the preview; what makes no sense is left out."""
    return Choices(
        successor_of={pk: int(value) for pk, value in _numbered(data, "to-") if value.isdigit()},
        going_on={pk: int(value) for pk, value in _numbered(data, "keep-") if value.isdigit()},
        people={pk: [int(one) for one in data.getlist(f"post-{pk}") if one.isdigit()] for pk, _one in _posts(data)},
    )


def _numbered(data: QueryDict, prefix: str) -> Iterable[tuple[int, str]]:
    for name in data:
        if name.startswith(prefix) and name.removeprefix(prefix).isdigit():
            yield int(name.removeprefix(prefix)), str(data[name])


def _posts(data: QueryDict) -> Iterable[tuple[int, str]]:
    return _numbered(data, "post-")


def proposed(preview: Preview, actor_id: int) -> Choices:
    """Before anybody chose: people go along with what ends, to the main successor."""
    ending = {agency.pk for agency in preview.wanted.ending}
    main = [preview.wanted.main.pk]
    return Choices(
        people={post.pk: main for post in preview.posts if post.agency_id in ending and post.user_id != actor_id}
    )

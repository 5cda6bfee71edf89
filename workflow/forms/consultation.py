"""Forms of a consultation. They clean what was typed; what is allowed is decided by the service."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.forms.import_item import ClauseForm
from workflow.forms.plans import DayInput
from workflow.models import PlanItem
from workflow.services.adopting import (
    HEADING_LENGTH,
    ITEM_LENGTH,
    MOST_CLAUSES,
    NUMBER_LENGTH,
    Addition,
    Change,
    ClauseNames,
    Reassignment,
    Rewording,
    TakingOut,
    clauses_seen,
    item_seen,
)
from workflow.services.consultation import QUOTE_LENGTH, TEXT_LENGTH
from workflow.services.consultation_asking import MOST_WORKING_DAYS
from workflow.status import CommentKind, CommentOutcome, PartyRole


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OpenForm(forms.Form):
    """Until when comments are taken."""

    depends: ClassVar[frozenset[str]] = frozenset({"working_days", "closes_on"})

    working_days = forms.IntegerField(
        label=_("Working days"), required=False, min_value=1, max_value=MOST_WORKING_DAYS, initial=5
    )
    closes_on = forms.DateField(label=_("Or until the day"), required=False, widget=DayInput)


class CloseForm(forms.Form):
    """Why it ends early."""

    reason = forms.CharField(label=_("Reason of the early end"), max_length=TEXT_LENGTH, widget=_area(2))


class CommentForm(forms.Form):
    """A comment; the item is given by the place it is written at."""

    depends: ClassVar[frozenset[str]] = frozenset({"wording"})

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of comment"), choices=CommentKind.choices)
    quote = forms.CharField(
        label=_("Words it is about"), required=False, max_length=QUOTE_LENGTH, widget=_area(2),
        help_text=_("Copied from the item; empty for the whole item."),
    )  # fmt: skip
    wording = forms.CharField(label=_("Proposed wording"), required=False, max_length=TEXT_LENGTH, widget=_area(3))
    reason = forms.CharField(label=_("Reason"), max_length=TEXT_LENGTH, widget=_area(2))


class DecideForm(forms.Form):
    """What becomes of a comment."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=CommentOutcome.choices)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=TEXT_LENGTH, widget=_area(2),
        help_text=_("The agency reads it. Needed unless the comment is adopted whole."),
    )  # fmt: skip


class RewordForm(forms.Form):
    """The item as it is to read from now on; `seen` is the text it is written over."""

    text = forms.CharField(label=_("Wording of the item"), max_length=ITEM_LENGTH, widget=_area(6))
    due_on = forms.DateField(label=_("Due on"), required=False, widget=DayInput)
    seen = forms.CharField(widget=forms.HiddenInput)


class ReassignForm(forms.Form):
    """Stands beside the clauses; `seen` is the sign of those they replace."""

    seen = forms.CharField(widget=forms.HiddenInput)


class TakeOutForm(forms.Form):
    """Why an item is no longer part of the draft."""

    why = forms.CharField(
        label=_("Why the item is taken out"), max_length=TEXT_LENGTH, widget=_area(2),
        help_text=_("The item stays visible as taken out, with this reason."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput)


class AddForm(forms.Form):
    """A new item and its place."""

    after = forms.TypedChoiceField(label=_("Behind the item"), coerce=int, empty_value=None, required=False)
    number = forms.CharField(label=_("Number"), max_length=NUMBER_LENGTH)
    heading = forms.CharField(label=_("Heading"), max_length=HEADING_LENGTH, required=False)
    text = forms.CharField(label=_("Wording of the item"), max_length=ITEM_LENGTH, widget=_area(5))
    due_on = forms.DateField(label=_("Due on"), required=False, widget=DayInput)


ClauseSet: Any = forms.formset_factory(ClauseForm, extra=1, max_num=MOST_CLAUSES, absolute_max=MOST_CLAUSES)


class ChangeEditor:
    """The form of one change in the draft. `data` binds it to what was posted; `kind` is one of `KINDS`.

    `item` is the item changed (None for an addition), `places` the items a new one can stand behind.
    """

    KINDS = ("text", "parties", "out", "new")

    def __init__(
        self, kind: str, comment: int, item: PlanItem | None, places: Sequence[PlanItem] = (), data: Any = None
    ) -> None:
        self.kind, self.comment, self.item = kind, comment, item
        self.form = self._form(places, data)
        self.clauses: Any = None
        if kind in ("parties", "new"):
            self.clauses = ClauseSet(data, initial=_clause_rows(item) if kind == "parties" else [], prefix="c")

    def _form(self, places: Sequence[PlanItem], data: Any) -> forms.Form:
        item = self.item
        match self.kind:
            case "parties" if item is not None:
                return ReassignForm(data, initial={"seen": clauses_seen(item)})
            case "out" if item is not None:
                return TakeOutForm(data, initial={"seen": item_seen(item)})
            case "text" if item is not None:
                return RewordForm(data, initial={"text": item.text, "due_on": item.due_on, "seen": item.text})
        behind = item if item is not None and item.stands else next(iter(places[-1:]), None)
        form = AddForm(data, initial={"after": behind.pk if behind else ""})
        at_start = ("", _("At the beginning of the plan"))
        form.fields["after"].choices = [at_start, *((one.pk, f"{one.number} {one.title}"[:60]) for one in places)]  # type: ignore[attr-defined]
        return form

    def is_valid(self) -> bool:
        """Whether all parts are; every fault is found, not only the first part's."""
        valid = [part.is_valid() for part in (self.form, self.clauses) if part is not None]
        return all(valid)

    def faults(self) -> list[str]:
        """Every fault in one sentence, with its field."""
        parts = [self.form, *(self.clauses or [])]
        return [
            (f"{part.fields[name].label}: " if name in part.fields else "") + " ".join(map(str, said))
            for part in parts
            for name, said in part.errors.items()
        ]

    def typed(self) -> list[tuple[str, str]]:
        """What the person wrote, with the label of each field."""
        parts = [self.form, *(self.clauses or [])]
        return [
            (str(bound.label), str(bound.data))
            for part in parts
            for bound in part
            if not bound.is_hidden and bound.name not in ("mode", "after") and bound.data
        ]

    def change(self) -> Change:
        """The change as the service takes it."""
        data, item = self.form.cleaned_data, self.item.pk if self.item else 0
        match self.kind:
            case "parties":
                return Reassignment(item, self._clauses(), data["seen"])
            case "out":
                return TakingOut(item, data["why"], data["seen"])
            case "text":
                return Rewording(item, data["text"], data["seen"], data["due_on"])
        names = ("after", "number", "text", "heading", "due_on")
        return Addition(comment=self.comment, clauses=self._clauses(), **{name: data[name] for name in names})

    def _clauses(self) -> list[ClauseNames]:
        rows = (form.cleaned_data for form in self.clauses)
        return [
            ClauseNames(row["mode"], row["lead"], row["co"], row["partner"], row["optional"], clause=row["index"])
            for row in rows
            if any(row.get(name) for name in PartyRole.values)
        ]


def _clause_rows(item: PlanItem | None) -> list[dict[str, Any]]:
    return [
        {
            "index": clause.pk,
            "mode": clause.mode,
            **{
                role.value: "、".join(dict.fromkeys(party.name for party in clause.parties.all() if party.role == role))
                for role in PartyRole
            },
        }
        for clause in (item.assignments.all() if item else ())
    ]

"""The editor of one proposed item: the item itself, its clauses, limits and duties."""

import re
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from workflow.forms.plans import DayInput
from workflow.services.imports import ItemValues
from workflow.services.imports.state import (
    MAX_HEADING,
    MAX_NAME,
    MAX_NUMBER,
    Clause,
    Item,
    Limit,
    Party,
    Recurrence,
)
from workflow.status import AssignmentMode, PartyRole

SEPARATORS = re.compile(r"[、，,；;\n]+")
LIMIT_KINDS = [
    ("", "—"),
    ("working_days_after_event", _("working days after")),
    ("calendar_days_after_event", _("calendar days after")),
    ("hours_after_event", _("hours after")),
    ("before_event", _("before the event")),
    ("fixed_date", _("by the date")),
    ("by_period_end", _("by the end of the period")),
    ("phase", _("in the phase")),
]
COUNTED = ("working_days_after_event", "calendar_days_after_event", "hours_after_event")
PERIODS = [
    ("", "—"),
    ("week", _("a week")),
    ("month", _("a month")),
    ("quarter", _("a quarter")),
    ("year", _("a year")),
]
MAX_ROWS = 60


def names_of(typed: str) -> list[str]:
    """The names of a list, each once."""
    return list(dict.fromkeys(name.strip() for name in SEPARATORS.split(typed) if name.strip()))


class NamesField(forms.CharField):
    """Names parted by 、 or a comma; gives a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}), **kwargs)

    def clean(self, value: Any) -> Any:
        """The list of names. Raises ValidationError for one too long to be a name."""
        names = names_of(super().clean(value))
        for name in names:
            if len(name) > MAX_NAME:
                message = _("“%(name)s …” is too long for a name: part the names with a comma.")
                raise forms.ValidationError(message % {"name": name[:20]}, code="name_too_long")
        return names


class ClauseForm(forms.Form):
    """One responsibility clause; empty of names it is dropped."""

    index = forms.IntegerField(required=False, widget=forms.HiddenInput)
    mode = forms.ChoiceField(label=_("Mode"), choices=AssignmentMode.choices, initial=AssignmentMode.LEAD)
    lead = NamesField(label=_("Lead agencies"))
    co = NamesField(label=_("Responsible agencies"))
    partner = NamesField(label=_("Partner agencies"))
    optional = NamesField(label=_("May follow by analogy"))

    def clean(self) -> dict[str, Any]:
        """Mode and names have to agree: who leads is named, and nobody leads a joint task."""
        data = self.cleaned_data
        if not any(data.get(name) for name in ("lead", "co", "partner")):
            # Nobody, or only those who may follow what others lead.
            return data
        joint = data.get("mode") == AssignmentMode.JOINT
        if joint and data.get("lead"):
            self.add_error("mode", _("A joint task has no lead: choose another mode, or move the names."))
        if not joint and not data.get("lead") and "lead" not in self.errors:
            self.add_error("lead", _("Name who leads, or choose the mode without a lead."))
        return data


class LimitForm(forms.Form):
    """One time limit of the text; without a kind it is dropped."""

    index = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Time limit"), choices=LIMIT_KINDS, required=False)
    value = forms.CharField(label=_("Number or date"), max_length=40, required=False)
    event = forms.CharField(label=_("Starting event"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Days and hours are numbers."""
        data = self.cleaned_data
        counted = data.get("kind") in COUNTED
        if counted and not str(data.get("value", "")).isdecimal():
            self.add_error("value", _("Enter a number."))
        return data


class RecurrenceForm(forms.Form):
    """One duty that returns; without a period it is dropped."""

    index = forms.IntegerField(required=False, widget=forms.HiddenInput)
    min_count = forms.IntegerField(label=_("At least"), min_value=1, max_value=365, required=False)
    period = forms.ChoiceField(label=_("times"), choices=PERIODS, required=False)
    who = forms.CharField(label=_("Who"), max_length=200, required=False)


class ItemForm(forms.Form):
    """The item itself."""

    number = forms.CharField(label=_("Number"), max_length=MAX_NUMBER)
    heading = forms.CharField(label=_("Heading"), max_length=MAX_HEADING, required=False)
    text = forms.CharField(
        label=_("Task (original wording)"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5, "class": "doc"})
    )
    due_on = forms.DateField(label=_("To be completed by"), required=False, widget=DayInput)

    def clean_text(self) -> str:
        """Browsers send line ends as CR LF; offsets count one character."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")


ClauseSet = formset_factory(ClauseForm, extra=1, max_num=MAX_ROWS, absolute_max=MAX_ROWS)
LimitSet = formset_factory(LimitForm, extra=1, max_num=MAX_ROWS, absolute_max=MAX_ROWS)
RecurrenceSet = formset_factory(RecurrenceForm, extra=1, max_num=MAX_ROWS, absolute_max=MAX_ROWS)


class ItemEditor:
    """The form of one item with its clauses, limits and duties. `data` binds it to what was posted."""

    def __init__(self, item: Item, data: Any = None) -> None:
        self.item = item
        self.form = ItemForm(data, initial={key: item[key] for key in ("number", "heading", "text", "due_on")})
        self.clauses: BaseFormSet[Any] = ClauseSet(data, initial=_clause_rows(item), prefix="c")
        self.limits: BaseFormSet[Any] = LimitSet(data, initial=_limit_rows(item), prefix="l")
        self.recurrences: BaseFormSet[Any] = RecurrenceSet(data, initial=_recurrence_rows(item), prefix="r")

    def is_valid(self) -> bool:
        """Whether all parts are; every fault is found, not only the first part's."""
        valid = [part.is_valid() for part in (self.form, self.clauses, self.limits, self.recurrences)]
        return all(valid)

    def values(self) -> ItemValues:
        """What was typed, with the phrases and places of the parts that were there before."""
        data = self.form.cleaned_data
        limits = [self._limit(row) for row in _rows(self.limits, "kind")]
        due_on = data["due_on"].isoformat() if data["due_on"] else ""
        return ItemValues(
            number=data["number"],
            heading=data["heading"],
            text=data["text"],
            due_on=due_on,
            clauses=[self._clause(row) for row in _rows(self.clauses, *PartyRole.values)],
            limits=limits,
            recurrences=[self._recurrence(row) for row in _rows(self.recurrences, "period")],
        )

    def _clause(self, row: dict[str, Any]) -> Clause:
        old = _at(self.item["clauses"], row["index"])
        parties = [Party(name=name, role=role.value) for role in PartyRole for name in row[role.value]]
        return Clause(
            mode=row["mode"],
            phrase=old["phrase"] if old else "",
            open_list=old["open_list"] if old else False,
            at=old["at"] if old else None,
            covers=old["covers"] if old else None,
            parties=parties,
        )

    def _limit(self, row: dict[str, Any]) -> Limit:
        old = _at(self.item["limits"], row["index"])
        limit = Limit(
            kind=row["kind"],
            value=row["value"],
            event=row["event"],
            phrase=old["phrase"] if old else " ".join(part for part in (row["event"], row["value"]) if part),
            at=old["at"] if old else None,
        )
        if old and "period" in old:
            limit["period"] = old["period"]
        return limit

    def _recurrence(self, row: dict[str, Any]) -> Recurrence:
        old = _at(self.item["recurrences"], row["index"])
        duty = Recurrence(
            kind=old["kind"] if old else "per_period_min",
            period=row["period"],
            min_count=row["min_count"] or 1,
            who=row["who"],
            phrase=old["phrase"] if old else row["who"],
            at=old["at"] if old else None,
        )
        if old and "by" in old:
            duty["by"] = old["by"]
        return duty


def _rows(formset: BaseFormSet[Any], *needed: str) -> list[dict[str, Any]]:
    """The rows that say anything."""
    return [form.cleaned_data for form in formset if any(form.cleaned_data.get(name) for name in needed)]


def _at(parts: list[Any], index: int | None) -> Any:
    return parts[index] if index is not None and 0 <= index < len(parts) else None


def _clause_rows(item: Item) -> list[dict[str, Any]]:
    return [
        {
            "index": index,
            "mode": clause["mode"],
            **{
                role.value: "、".join(party["name"] for party in clause["parties"] if party["role"] == role)
                for role in PartyRole
            },
        }
        for index, clause in enumerate(item["clauses"])
    ]


def _limit_rows(item: Item) -> list[dict[str, Any]]:
    return [
        {"index": index, "kind": limit["kind"], "value": limit["value"], "event": limit["event"]}
        for index, limit in enumerate(item["limits"])
    ]


def _recurrence_rows(item: Item) -> list[dict[str, Any]]:
    return [
        {"index": index, "min_count": duty["min_count"], "period": duty["period"], "who": duty["who"]}
        for index, duty in enumerate(item["recurrences"])
    ]

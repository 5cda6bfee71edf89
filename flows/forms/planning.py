"""Acknowledging, writing the implementation plan, recording where it was published."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import commitment as steps
from flows.forms.base import DateInput, Done, Step
from flows.forms.papers import Papers, cited_by
from flows.reading.item import other_open_plans
from workflow.errors import Invalid
from workflow.models import ImplementationPlan
from workflow.services.calendar import calendar_in_force
from workflow.services.work import MeasureLine, MeasuresTooLate, PlanText, late_rows
from workflow.words import day_words

MOST_MEASURES = 60
FEWEST_ROWS = 4


class Acknowledge(Step):
    """签收: nothing to write."""

    node = "acknowledge"
    template = "flows/parts/form_acknowledge.html"

    def perform(self) -> Done:
        """Acknowledge receipt."""
        commitment = steps.acknowledge(self.sheet.pk, actor=self.sheet.actor, now=self.sheet.now)
        if commitment.is_light:
            words = _("Receipt acknowledged. Completion is due on %(day)s.")
        else:
            words = _("Receipt acknowledged. The implementation plan is due on %(day)s.")
        message = words % {"day": day_words(commitment.plan_due_on, self.sheet.today)}
        return Done(message, commitment)


class PlanForm(forms.Form):
    """What an implementation plan says as a whole."""

    summary = forms.CharField(
        label=gettext_lazy("Measures in short"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text=gettext_lazy("Two or three sentences: this is what the leader reads first."),
        error_messages={"required": gettext_lazy("Write in short what will be done.")},
    )
    contact = forms.CharField(label=gettext_lazy("Person in charge"), max_length=80, required=False)


class MeasureForm(forms.Form):
    """One measure; a row nobody filled in does not count."""

    text = forms.CharField(
        label=gettext_lazy("Measure"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500,
        error_messages={"required": gettext_lazy("Say what will be done.")},
    )  # fmt: skip
    due_on = forms.DateField(
        label=gettext_lazy("Done by"), widget=DateInput(),
        error_messages={
            "required": gettext_lazy("Say by when."),
            "invalid": gettext_lazy("Write the date as 2026-10-30."),
        },
    )  # fmt: skip
    person = forms.CharField(
        label=gettext_lazy("Responsible"), max_length=120,
        error_messages={"required": gettext_lazy("Say who does it.")},
    )  # fmt: skip
    output = forms.CharField(
        label=pgettext_lazy("of a measure", "Result"), max_length=200,
        error_messages={"required": gettext_lazy("Say what comes out of it.")},
    )  # fmt: skip


class Measures(BaseFormSet[MeasureForm]):
    """The table of measures."""

    def clean(self) -> None:
        """At least one row is filled in."""
        if not any(form.has_changed() for form in self.forms):
            raise forms.ValidationError(_("Enter at least one measure."), code="none")


MeasureSet = formset_factory(
    MeasureForm, formset=Measures, extra=0, max_num=MOST_MEASURES, absolute_max=MOST_MEASURES, validate_max=True
)
FIELDS = ("text", "due_on", "person", "output")


class WritePlan(Step):
    """报送实施方案, for one item or several of the agency."""

    node = "write_plan"
    template = "flows/parts/form_write_plan.html"

    def build(self) -> None:
        """The last version is the start of the next one."""
        sheet = self.sheet
        before = None
        if not sheet.bound:
            before = ImplementationPlan.objects.filter(commitment=sheet.commitment).order_by("-revision").first()
        self.plan = sheet.form(PlanForm, self._begin(before))
        self.measures = self._measures(before)
        preset = cited_by(sheet.commitment, f"plan:{before.pk}") if before and sheet.typed is None else []
        self.papers = Papers(sheet, preset=preset)

    def _begin(self, before: ImplementationPlan | None) -> dict[str, Any]:
        if before is None:
            return {"contact": str(self.sheet.actor)}
        return {"summary": before.summary, "contact": before.contact}

    def _measures(self, before: ImplementationPlan | None) -> Any:
        sheet = self.sheet
        if sheet.bound:
            return MeasureSet(data=sheet.typed, prefix="measure")
        if sheet.typed is not None and "measure-TOTAL_FORMS" in sheet.typed:
            rows = typed_rows(sheet.typed)
        else:
            rows = [{name: getattr(row, name) for name in FIELDS} for row in before.measures.all()] if before else []
        rows += [{}] * (FEWEST_ROWS - len(rows))
        return MeasureSet(initial=rows, prefix="measure")

    def forms(self) -> list[Any]:
        """Both forms."""
        return [self.plan, self.measures]

    def edit(self) -> bool:
        """`more` adds a row, `drop` takes the row of that number out."""
        typed = self.sheet.typed
        if typed is None or not ("more" in typed or "drop" in typed):
            return False
        rows = typed_rows(typed)
        if "more" in typed and len(rows) < MOST_MEASURES:
            rows.append({})
        number = str(typed.get("drop") or "")
        if number.isdecimal() and len(number) < 5:
            del rows[int(number) : int(number) + 1]
        put_rows(typed, rows)
        self.sheet.bound = False
        self.papers.store()
        self.plan = self.sheet.form(PlanForm)
        self.measures = self._measures(None)
        return True

    def also(self) -> list[int]:
        """Ids of the other steps this document is handed in for as well."""
        return [int(value) for value in self.sheet.values("also") if value.isdecimal() and len(value) < 19]

    def perform(self) -> Done:
        """Hand it in, all or none."""
        sheet = self.sheet
        rows = [form.cleaned_data for form in self._filled]
        text = PlanText(
            key=uuid4(),
            summary=self.plan.cleaned_data["summary"],
            contact=self.plan.cleaned_data["contact"],
            measures=[MeasureLine(row["text"], row["due_on"], row["person"], row["output"]) for row in rows],
        )
        done = steps.hand_in_plan(sheet.pk, text, self.papers.ids, also=self.also(), actor=sheet.actor, now=sheet.now)
        if len(done) == 1:
            return Done(_("Handed in. Next: signature of the head."), done[0])
        return Done(_("Handed in for %(count)d items. Next: signature of the head.") % {"count": len(done)}, done[0])

    @property
    def _filled(self) -> list[MeasureForm]:
        return [form for form in self.measures.forms if form.has_changed()]

    def is_valid(self) -> bool:
        """Whether it can be handed in. The act holds the days of measures to that of the item; here they are only
        looked at when the form comes back anyway, so that all faults are listed at once."""
        valid = super().is_valid()
        if not valid:
            days = [form.cleaned_data.get("due_on") for form in self._filled]
            late = late_rows(days, self.sheet.commitment.completion_on)
            if late and not self.sheet.commitment.is_past_completion(self.sheet.today):
                self.explain(MeasuresTooLate(late, self.sheet.commitment.completion_on, self.sheet.today))
        return valid

    def explain(self, refused: Invalid) -> bool:
        """A measure later than its item: said at its date."""
        if not isinstance(refused, MeasuresTooLate):
            return False
        for index in refused.rows:
            self._filled[index].add_error("due_on", refused.sentence)
        return True

    def heading(self) -> str:
        """Which draft it is."""
        return _("Implementation plan, draft %(number)d") % {"number": self.sheet.commitment.plan_revision + 1}

    def context(self) -> dict[str, Any]:
        """The rows with their hints, the files, the other items of the agency."""
        ticked = set(self.also())
        rows = [(form, self._hint(form)) for form in self.measures.forms]
        others = [(task, task.pk in ticked) for task in other_open_plans(self.sheet.open_task)]
        return {
            "plan_form": self.plan,
            "measures": self.measures,
            "rows": rows,
            "row_count": len(rows),
            "papers": self.papers,
            "others": others,
            "handed_in_count": 1 + sum(chosen for _task, chosen in others),
        }

    def _hint(self, form: MeasureForm) -> str:
        """Which working day since publication it is, and its day of the week."""
        value = form["due_on"].value()
        try:
            day = value if isinstance(value, date) else date.fromisoformat(str(value or ""))
        except ValueError:
            return ""
        start = self.sheet.commitment.plan.published_on
        if start is None or day <= start:
            return ""
        days = calendar_in_force().working_days_between(start, day)
        return _("working day %(number)d, %(weekday)s") % {"number": days, "weekday": date_format(day, "l")}


def typed_rows(typed: MultiValueDict[str, str]) -> list[dict[str, Any]]:
    """The rows of measures as typed, unchecked; rows where nothing stands only while the table itself is edited."""
    total = typed.get("measure-TOTAL_FORMS") or "0"
    count = min(int(total), MOST_MEASURES) if total.isdecimal() and len(total) < 5 else 0
    rows = [{name: typed.get(f"measure-{index}-{name}") or "" for name in FIELDS} for index in range(count)]
    if "more" in typed or "drop" in typed:
        return rows
    return [row for row in rows if any(value.strip() for value in row.values())]


def put_rows(typed: MultiValueDict[str, str], rows: list[dict[str, Any]]) -> None:
    """Write the rows back into what was typed, numbered anew."""
    for name in [name for name in typed if name.startswith("measure-")]:
        del typed[name]
    count = max(len(rows), 1)
    typed["measure-TOTAL_FORMS"], typed["measure-INITIAL_FORMS"] = str(count), "0"
    for name, value in _cells(rows):
        typed[name] = value


def _cells(rows: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for index, row in enumerate(rows):
        for name in FIELDS:
            yield f"measure-{index}-{name}", str(row.get(name) or "")

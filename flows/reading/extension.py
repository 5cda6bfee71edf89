"""A request for an extension as its pages show it: what is open on an item, and what granting would lead to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Subquery

from flows.actions.reports import period_of
from flows.asks import period_label
from flows.models import Task
from workflow.deadlines import light, working_days_after
from workflow.models import Commitment, Extension, ImplementationPlan, Measure, ProgressReport
from workflow.services.calendar import calendar_in_force
from workflow.status import ClockKind, ExtensionOutcome, ReportPeriod

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Beyond:
    """A measure of the implementation plan that lies after the date that counts; `late` when also after the new one."""

    measure: Measure
    late: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What granting leads to. Days are working days; lights are those of today, by the old and the new date."""

    present_on: date
    asked_on: date
    more: int
    left_before: int
    left_after: int
    light_before: str
    light_after: str
    times: int
    """How often a date of this item was extended before."""
    moved_since: bool
    """The date that counts is another one than when it was asked."""
    measures: Sequence[Beyond]
    reports: Sequence[tuple[str, date]]
    """Progress reports that become due after the present date, up to the new one: period and date."""


def open_requests(tasks: Iterable[Task]) -> list[Extension]:
    """The open requests behind the open steps of an item; `tasks` carry process and extension with its clock."""
    return [task.process.extension for task in tasks if task.finished is None and task.act and task.process.extension]


def effect_of(commitment: Commitment, extension: Extension, on: date) -> Effect:
    """What granting the request on the day `on` would lead to; three queries."""
    calendar = calendar_in_force()
    present, asked = extension.clock.due_on, extension.asked_on

    def lamp(due_on: date) -> str:
        soon = commitment.plan.soon_working_days
        return str(light(due_on, on, finished_on=None, soon_working_days=soon, calendar=calendar).value)

    granted = Extension.objects.filter(commitment=commitment, outcome=ExtensionOutcome.GRANTED)
    return Effect(
        present_on=present,
        asked_on=asked,
        more=calendar.working_days_between(present, asked),
        left_before=calendar.working_days_between(on, present),
        left_after=calendar.working_days_between(on, asked),
        light_before=lamp(present),
        light_after=lamp(asked),
        times=granted.count(),
        moved_since=present != extension.present_on,
        measures=[Beyond(measure, measure.due_on > asked) for measure in _measures(commitment, present)],
        reports=list(_reports(commitment, extension, on)),
    )


def _measures(commitment: Commitment, present: date) -> Iterator[Any]:
    """Measures of the latest implementation plan that lie after the date that counts."""
    plans = ImplementationPlan.objects.filter(commitment=commitment).order_by("-revision")
    latest = Subquery(plans.values("pk")[:1])
    yield from Measure.objects.filter(implementation_plan=latest, due_on__gt=present).order_by("order")


def _reports(commitment: Commitment, extension: Extension, on: date) -> Iterator[tuple[str, date]]:
    """The reports that fall due between the two dates, while the item is carried out."""
    kind = commitment.plan.report_period
    if extension.clock.kind != ClockKind.COMPLETION or kind == ReportPeriod.NONE:
        return
    calendar = calendar_in_force()
    period = period_of(kind, on)
    while period is not None:
        name, first, last = period
        due_on = working_days_after(last, commitment.plan.report_working_days, calendar).due_on
        if due_on > extension.asked_on:
            return
        if due_on > extension.clock.due_on:
            yield period_label(ProgressReport(period=name, period_start=first, period_end=last, due_on=due_on)), due_on
        period = period_of(kind, last + ONE_DAY)

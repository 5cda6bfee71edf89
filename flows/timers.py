"""When a step is reminded of: the rungs of its plan's ladder around its due date."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from workflow.ladder import ladder
from workflow.services.calendar import calendar_in_force

AT_AGENCY = ("officer", "head")
"""Lanes of the steps that people of an agency do."""


def ladder_of(task: Any) -> Mapping[int, tuple[str, ...]]:
    """Who is reminded of the step at each rung. Needs commitment and plan at hand."""
    plan = task.commitment.plan if task.commitment is not None else task.plan
    return ladder(plan, at_agency=task.flow_task.lane in AT_AGENCY) if plan is not None else {}


def rung_day(due_on: date, rung: int) -> date:
    """The working day of a rung: `rung` working days from the due date. A due date on a day off is reminded on the
    working day before it, so that nobody is told at a weekend."""
    calendar = calendar_in_force()
    day = due_on
    step = date.resolution if rung > 0 else -date.resolution
    while not calendar.is_workday(day):
        day -= date.resolution
    left = abs(rung)
    while left:
        day += step
        if calendar.is_workday(day):
            left -= 1
    return day


def next_rung(
    due_on: date | None, after: date, rungs: Iterable[int], passed: int | None = None
) -> tuple[int | None, date | None]:
    """The first of `rungs` (in order) beyond `passed` whose day is `after` or later; (None, None) when none is left."""
    if due_on is None:
        return None, None
    for rung in rungs:
        if passed is not None and rung <= passed:
            continue
        day = rung_day(due_on, rung)
        if day >= after:
            return rung, day
    return None, None

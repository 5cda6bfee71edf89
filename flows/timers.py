"""When a step is reminded of: the rungs around its due date."""

from datetime import date

from workflow.services.calendar import calendar_in_force

RUNGS = (-7, -1, 0, 1)
"""Working days from the due date on which a reminder goes out: seven and one before, on the day, one after."""


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


def next_rung(due_on: date | None, after: date, passed: int | None = None) -> tuple[int | None, date | None]:
    """The first rung beyond `passed` whose day is `after` or later; (None, None) when none is left."""
    if due_on is None:
        return None, None
    for rung in RUNGS:
        if passed is not None and rung <= passed:
            continue
        day = rung_day(due_on, rung)
        if day >= after:
            return rung, day
    return None, None

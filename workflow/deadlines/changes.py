"""What happens to a term after it was counted: it is stopped for a while, or a later day is granted.

Both are applied in the order in which they happened. A stop takes nothing from a term that had run out before, and
gives back the days it took: as many working days (for a term of calendar days, as many calendar days) as were left of
the term on the first day of the stop follow its last day. A term of hours stands still to the moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from workflow.deadlines.calendar import ONE_DAY, WorkCalendar
from workflow.deadlines.certificate import CountedDay, DayKind, DueDate, Rule


@dataclass(frozen=True, slots=True)
class Stop:
    """Days on which no term runs, both included; for terms of hours the moments between which none does. One that was
    stored by its days alone gives those back whole days."""

    first: date
    last: date
    since: datetime | None = None
    till: datetime | None = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Granted:
    """A later day that was granted."""

    until: date


@dataclass(frozen=True, slots=True)
class Reset:
    """Another date of the document, set on the day `on`: what was stopped before takes nothing from it, what was
    granted before still counts."""

    day: date
    on: date


Change = Stop | Granted | Reset


def changed(due: DueDate, changes: Iterable[Change], calendar: WorkCalendar) -> DueDate:
    """The due date after all `changes`, in their order; `days` stay those of the original count."""
    granted: DueDate | None = None
    for change in changes:
        if isinstance(change, Stop):
            due = stopped(due, change, calendar)
            granted = stopped(granted, change, calendar) if granted is not None else None
        elif isinstance(change, Granted):
            due = extended(due, change.until)
            granted = replace(due, due_on=change.until, provisional=False)
        else:
            due = replace(due, due_on=change.day, provisional=False)
            due = granted if granted is not None and granted.due_on > due.due_on else due
    return due


def extended(due: DueDate, until: date) -> DueDate:
    """The date with an extension: the later of both. A granted day is a fixed date and so never provisional."""
    return due if until <= due.due_on else replace(due, due_on=until, provisional=False)


def stopped(due: DueDate, stop: Stop, calendar: WorkCalendar) -> DueDate:
    """The date after a stop. A term that would have ended inside it has at least one working day behind it."""
    if due.due_at is not None:
        return _hours_stopped(due, due.due_at, stop)
    before, reached = stop.first - ONE_DAY, min(due.due_on, stop.last)
    if due.due_on < stop.first:
        return due
    if due.rule == Rule.CALENDAR_DAYS:
        moved = calendar.roll_forward(max(due.due_on, stop.last) + (reached - before))
    else:
        left = calendar.working_days_between(before, reached)
        if due.due_on <= stop.last:
            left = max(left, 1)
        moved = calendar.add_working_days(max(due.due_on, stop.last), left).due_on
    open_years = tuple(year for year in range(stop.first.year, moved.year + 1) if not calendar.is_published(year))
    years = tuple(sorted({*due.provisional_years, *open_years}))
    return replace(due, due_on=moved, provisional=due.provisional or bool(open_years), provisional_years=years)


def _hours_stopped(due: DueDate, due_at: datetime, stop: Stop) -> DueDate:
    """Around the clock: as much time as was left when the work stopped follows the moment it goes on, whatever day that
    is."""
    if stop.since is None or stop.till is None:
        rest = stop.last - stop.first + ONE_DAY if stop.first <= due.due_on else timedelta()
    else:
        rest = max(stop.till - stop.since, timedelta()) if stop.since <= due_at else timedelta()
    return replace(due, due_on=(due_at + rest).date(), due_at=due_at + rest)


def working_days_with_stops(start_on: date, n: int, calendar: WorkCalendar, stops: Iterable[Stop]) -> DueDate:
    """The `n`-th working day after the start that lies in no stop, with every day on the way: the certificate of a
    term that was stopped. Its due date is the one `changed` gives: a stop that begins on the day of the start gives
    that day back too. Raises ValueError for a negative `n`."""
    if n < 0:
        raise ValueError("a stopped term is counted forwards")
    pauses = tuple(stops)
    days: list[CountedDay] = []
    number, day = 0, start_on
    lost = calendar.kind(start_on).is_worked and any(start_on in stop for stop in pauses)
    while number < n + lost:
        day += ONE_DAY
        kind = calendar.kind(day)
        if kind.is_worked and any(day in stop for stop in pauses):
            days.append(CountedDay(day, False, None, DayKind.STOPPED, ""))
            continue
        number += kind.is_worked
        counted = number if kind.is_worked else None
        days.append(CountedDay(day, kind.is_worked, counted, kind, calendar.name(day)))
    open_years = tuple(sorted({counted.day.year for counted in days} - set(calendar.years)))
    return DueDate(day, bool(open_years), Rule.WORKING_DAYS, start_on, n, calendar.version, tuple(days), open_years)

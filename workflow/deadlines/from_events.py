"""Terms that hang on an event: working days, days and months after it, hours around the clock, and backwards from a
planned one. Plain values without a database; how documents word them is `docs/reading.md`."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from workflow.deadlines.calendar import ONE_DAY, WorkCalendar
from workflow.deadlines.certificate import CountedDay, DueDate, Rule
from workflow.deadlines.counting import calendar_days_after, working_days_after
from workflow.deadlines.light import Light

HOURS_A_DAY = 24
LENGTH = re.compile(r"P(?:(?P<days>\d{1,3})D|(?P<months>\d{1,2})M|(?P<years>\d)Y|T(?P<hours>\d{1,3})H)", re.ASCII)
NUMBER = re.compile(r"\d{1,3}", re.ASCII)


class Unit(StrEnum):
    """In what a term is counted."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"
    MONTHS = "months"


AFTER = {
    "working_days_after_event": Unit.WORKING_DAYS,
    "calendar_days_after_event": Unit.DAYS,
    "hours_after_event": Unit.HOURS,
}


@dataclass(frozen=True, slots=True)
class EventTerm:
    """So much time after an event, or before a planned one."""

    unit: Unit
    amount: int
    before: bool = False


def event_term(kind: str, value: str, period: str = "", *, event: str = "") -> EventTerm | None:
    """The term of a limit as the reading gives it; None if it hangs on no event, or its number cannot be read. A length
    (`P3M`) hangs on an event only where the text names one."""
    if kind in AFTER:
        return EventTerm(AFTER[kind], int(value)) if NUMBER.fullmatch(value) else None
    length = LENGTH.fullmatch(value)
    if length is None:
        return None
    if kind == "by_period_end" and event and (length["months"] or length["years"]):
        return EventTerm(Unit.MONTHS, _months(length))
    if kind != "before_event":
        return None
    if length["days"]:
        unit = Unit.WORKING_DAYS if period == Unit.WORKING_DAYS else Unit.DAYS
        return EventTerm(unit, int(length["days"]), before=True)
    if length["hours"]:
        return EventTerm(Unit.HOURS, int(length["hours"]), before=True)
    return EventTerm(Unit.MONTHS, _months(length), before=True)


def hours_after(moment: datetime, hours: int) -> datetime:
    """The moment a term of hours is over. It runs around the clock, over nights, weekends and holidays, from the moment
    itself (Civil Code, article 201); the end is no day that article 203 could move. Raises ValueError for a moment
    without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a term of hours starts at a moment with its time zone")
    return moment + timedelta(hours=hours)


def hour_light(due_at: datetime, now: datetime, *, finished_at: datetime | None, soon_hours: int) -> Light:
    """The light of a term of hours: overdue once its last moment is over, due soon in the last `soon_hours`."""
    if finished_at is not None and finished_at <= now:
        return Light.DONE
    if now > due_at:
        return Light.LATE
    return Light.SOON if due_at - now <= timedelta(hours=soon_hours) else Light.OK


def days_after(term: EventTerm, happened_on: date, calendar: WorkCalendar) -> DueDate:
    """The due date, with its certificate, of a term of days or months after the day of an event.

    A month ends on the day of the same number, or on the last day of a month that has none (Civil Code, article 202);
    as a term of days it ends on the next working day when that is a day off (article 203). Raises ValueError for hours,
    which end at a moment, and for terms before an event.
    """
    if term.before or term.unit is Unit.HOURS:
        raise ValueError("no term of days after an event")
    if term.unit is Unit.WORKING_DAYS:
        return working_days_after(happened_on, term.amount, calendar)
    if term.unit is Unit.MONTHS:
        days = (_months_from(happened_on, term.amount) - happened_on).days
        return calendar_days_after(happened_on, days, calendar)
    return calendar_days_after(happened_on, term.amount, calendar)


def hours_due(start: datetime, hours: int, calendar: WorkCalendar) -> DueDate:
    """A term of hours that starts at a local moment, as lists know it: due on the day of its last moment. No day is
    counted, so none is in the certificate, and no calendar moves it."""
    end = hours_after(start, hours)
    return DueDate(end.date(), False, Rule.HOURS, start.date(), hours, calendar.version, (), due_at=end)


def last_day_before(term: EventTerm, planned_on: date, calendar: WorkCalendar) -> date:
    """The last day on which what has to precede an event planned for `planned_on` is in time.

    The day of the event does not count. A last day that is a day off stays where it is: moving it to the next working
    day would shorten the time the rule keeps free. Of an event whose day alone is known, hours count from the
    beginning of that day, in whole days.
    """
    if term.unit is Unit.WORKING_DAYS:
        return working_days_after(planned_on, -term.amount, calendar).due_on
    if term.unit is Unit.MONTHS:
        return _months_from(planned_on, -term.amount)
    days = -(-term.amount // HOURS_A_DAY) if term.unit is Unit.HOURS else term.amount
    return planned_on - timedelta(days=days)


def due_before(term: EventTerm, planned_on: date, calendar: WorkCalendar) -> DueDate:
    """`last_day_before` with its certificate: the days counted back from the one before the event."""
    if term.unit is Unit.WORKING_DAYS:
        return working_days_after(planned_on, -term.amount, calendar)
    last = last_day_before(term, planned_on, calendar)
    count = (planned_on - last).days
    passed = (planned_on - timedelta(days=number) for number in range(1, count + 1))
    days = tuple(
        CountedDay(day, True, number, calendar.kind(day), calendar.name(day)) for number, day in enumerate(passed, 1)
    )
    return DueDate(last, False, Rule.CALENDAR_DAYS, planned_on, -count, calendar.version, days)


def earliest_planned(term: EventTerm, on: date, calendar: WorkCalendar) -> date:
    """The first day an event may be planned for, so that on the day `on` it is not yet too late to precede it."""
    # The last day never moves back when the event moves on, so the first day that fits is where all later ones do.
    planned_on = on
    while last_day_before(term, planned_on, calendar) < on:
        planned_on += ONE_DAY
    return planned_on


def _months(length: re.Match[str]) -> int:
    return int(length["months"] or 0) + 12 * int(length["years"] or 0)


def _months_from(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    end = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - ONE_DAY
    return date(year, month + 1, min(day.day, end.day))

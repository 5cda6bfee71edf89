"""The three rules by which a document sets a date."""

from datetime import date, timedelta

from workflow.deadlines.calendar import ONE_DAY, WorkCalendar
from workflow.deadlines.certificate import CountedDay, DueDate, Rule


def working_days_after(start_on: date, n: int, calendar: WorkCalendar) -> DueDate:
    """The `n`-th working day after the start; the day after the start is the first that may count."""
    return calendar.add_working_days(start_on, n)


def fixed_date(day: date, calendar: WorkCalendar) -> DueDate:
    """A date written in the document. It stands as written, also on a Sunday, and is never provisional."""
    return DueDate(day, False, Rule.FIXED_DATE, day, 0, calendar.version, ())


def calendar_days_after(start: date, n: int, calendar: WorkCalendar) -> DueDate:
    """The `n`-th day after the start, moved to the next working day when it falls on a day off.

    Civil Code, articles 201 and 203: the first day does not count, and a term whose last day is a day off ends on the
    next working day. Days it was moved over are in the certificate, not counted. Raises ValueError for a negative `n`.
    """
    if n < 0:
        raise ValueError("calendar days are counted forwards")
    nominal = start + timedelta(days=n)
    due_on = calendar.roll_forward(nominal) if n else nominal
    days: list[CountedDay] = []
    day = start
    while day < due_on:
        day += ONE_DAY
        counted = day <= nominal
        number = (day - start).days if counted else None
        days.append(CountedDay(day, counted, number, calendar.kind(day), calendar.name(day)))
    # Days before the last one count whatever they are: only the end of the term depends on the calendar.
    open_years = tuple(year for year in range(nominal.year, due_on.year + 1) if not calendar.is_published(year))
    return DueDate(due_on, bool(open_years), Rule.CALENDAR_DAYS, start, n, calendar.version, tuple(days), open_years)

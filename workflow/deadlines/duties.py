"""Periods of duties that return: which days they span, by when they are due, and whether the pace is enough.

Plain values without a database. A due day is a fixed date of the document: it stands as written, also on a day off.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from workflow.deadlines.calendar import ONE_DAY, WorkCalendar

Length = Literal["week", "month", "quarter", "year"]
MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Pace(StrEnum):
    """How a running period stands; the value is also the name of its light."""

    OK = "ok"
    BEHIND = "soon"
    SHORT = "late"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Period:
    """One period: `2026-W37`, `2026-09`, `2026-Q3` or `2026`; first and last day, and the day by which it is due, which
    may lie in the period after."""

    name: str
    first: date
    last: date
    due_on: date

    @property
    def until(self) -> date:
        """The last day on which it is done in time and within the period: working days are counted up to here."""
        return min(self.last, self.due_on)


def span_of(length: str, by: str, day: date) -> Period:
    """The period that holds `day`. `by` is the last day as a document names it (docs/reading.md): `10` of the month,
    `5` of the week (Friday), `1-10` of the quarter, `03-31` of the year, `end`, with `+` in the period after; anything
    else means the last day. Raises KeyError for an unknown length."""
    first, last = _days(length, day)
    name = {
        "week": "{}-W{:02d}".format(*first.isocalendar()[:2]),
        "month": f"{first:%Y-%m}",
        "quarter": f"{first.year}-Q{(first.month + 2) // 3}",
        "year": str(first.year),
    }[length]
    return Period(name, first, last, _due_on(length, by, first, last))


def _days(length: str, day: date) -> tuple[date, date]:
    if length == "week":
        first = date.fromordinal(day.toordinal() - day.weekday())
        return first, date.fromordinal(first.toordinal() + 6)
    months = MONTHS[length]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, _month_end(first.year, first.month + months - 1)


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - ONE_DAY


def _due_on(length: str, by: str, first: date, last: date) -> date:
    if by.startswith("+"):
        first, last = _days(length, last + ONE_DAY)
    *month, day = by.removeprefix("+").split("-")
    number = _number(day)
    if length == "week":
        return date.fromordinal(first.toordinal() + number - 1) if 1 <= number <= 7 else last
    place = _number(month[0]) if len(month) == 1 else 1 if length == "month" else 0
    if not 1 <= place <= MONTHS[length]:
        return last
    end = _month_end(first.year, first.month + place - 1)
    return min(end, end.replace(day=number)) if 1 <= number <= end.day else end


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def asked_from(length: str, by: str, since: date, calendar: WorkCalendar) -> date:
    """The first day of the first period that is asked for, of a duty that is known since the day `since`.

    The running period counts from `since` with its full number, unless fewer than half of its working days are left or
    its due day has passed: then the next period is the first.
    """
    span = span_of(length, by, since)
    whole = calendar.working_days_between(span.first - ONE_DAY, span.until)
    left = calendar.working_days_between(since - ONE_DAY, span.until) if since <= span.until else 0
    too_late = since > span.due_on or left * 2 < whole
    return span.last + ONE_DAY if too_late else since


def pace(done: int, needed: int, *, first: date, last: date, due_on: date, on: date, calendar: WorkCalendar) -> Pace:
    """The light of a period as of the day `on`.

    Done once the number is reached. Short from the day after the due date, and before when more is missing than there
    are working days left to do it, one a day (as long as the due day has not passed, one is always possible). Behind
    when fewer were done than the share of working days passed demands, in whole numbers, and in the last fifth of the
    working days, the last one at least. Days of the period before its end count as passed, today does not.
    """
    if done >= needed:
        return Pace.DONE
    if on > due_on or needed - done > max(1, calendar.working_days_between(on - ONE_DAY, due_on)):
        return Pace.SHORT
    until = min(last, due_on)
    whole = calendar.working_days_between(first - ONE_DAY, until)
    passed = min(whole, max(0, calendar.working_days_between(first - ONE_DAY, min(on, until + ONE_DAY) - ONE_DAY)))
    expected = needed * passed // whole if whole else needed
    return Pace.BEHIND if done < expected or whole - passed <= max(1, whole // 5) else Pace.OK

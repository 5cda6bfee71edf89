"""A year of the calendar as twelve small tables, and a certificate's months: rows of weeks with a class per day."""

from calendar import Calendar
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from workflow.deadlines import CountedDay, DayKind, DueDate, WorkCalendar, statutory_holidays

WEEKS = Calendar(firstweekday=0)


@dataclass(frozen=True, slots=True)
class Cell:
    """A day as it is drawn: its class, a mark under the number, the name of the holiday. Empty outside the month."""

    number: int | None = None
    css: str = ""
    mark: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its first day, and its weeks from Monday to Sunday."""

    first: date
    weeks: tuple[tuple[Cell, ...], ...]


OUTSIDE = Cell()


def month_of(year: int, month: int, draw: Callable[[date], Cell]) -> Month:
    """The month drawn day by day; days of the neighbouring months stay empty."""
    weeks = tuple(
        tuple(draw(day) if day.month == month else OUTSIDE for day in week)
        for week in WEEKS.monthdatescalendar(year, month)
    )
    return Month(date(year, month, 1), weeks)


def year_of(year: int, calendar: WorkCalendar, *, draft: bool = False) -> list[Month]:
    """The year by the calendar. A draft shows what the law fixes solid and what only the draft says dashed; a year
    without a notice shows the days of the law alone."""
    by_law: Collection[date] = statutory_holidays(year)

    def draw(day: date) -> Cell:
        kind = calendar.kind(day)
        if kind is DayKind.HOLIDAY:
            dashed = draft and day not in by_law
            return Cell(day.day, "draft-off" if dashed else "law", "off", calendar.name(day))
        if kind is DayKind.MAKE_UP:
            return Cell(day.day, "draft-on" if draft else "on", "on")
        return Cell(day.day, "skip" if kind is DayKind.WEEKEND else "")

    return [month_of(year, month, draw) for month in range(1, 13)]


def worked_days(year: int, calendar: WorkCalendar) -> int:
    """Working days of the year."""
    return calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))


# -- a certificate -----------------------------------------------------------------------------------------------------

FEW_MONTHS, SOME_MONTHS = 4, 9


def density_of(months: list[Month]) -> str:
    """How closely a sheet of so many months is set: the class of the sheet."""
    return "" if len(months) <= FEW_MONTHS else "many" if len(months) <= SOME_MONTHS else "most"


def months_of(due: DueDate) -> list[Month]:
    """The months from the start to the due date, with the running number on every counted day."""
    days = {counted.day: counted for counted in due.days}
    first, last = min(due.start_on, due.due_on), max(due.start_on, due.due_on)

    def draw(day: date) -> Cell:
        counted = days.get(day)
        if day == due.start_on:
            return Cell(day.day, "start", "start")
        return _cell(counted, last=day == due.due_on) if counted else Cell(day.day, "outside")

    count = (last.year - first.year) * 12 + last.month - first.month + 1
    starts = [divmod(first.year * 12 + first.month - 1 + offset, 12) for offset in range(count)]
    return [month_of(year, month + 1, draw) for year, month in starts]


def _cell(counted: CountedDay, *, last: bool) -> Cell:
    number = str(counted.number or "")
    if last:
        return Cell(counted.day.day, "end", number, counted.reason)
    if counted.counted:
        make_up = counted.kind is DayKind.MAKE_UP
        return Cell(counted.day.day, "make-up" if make_up else "counted", number, counted.reason)
    if counted.kind is DayKind.HOLIDAY:
        return Cell(counted.day.day, "holiday", "", counted.name)
    return Cell(counted.day.day, "skip", "", counted.reason)

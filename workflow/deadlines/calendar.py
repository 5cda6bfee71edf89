"""The working-day calendar: the official notices of the years, and counting by them."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from workflow.deadlines.certificate import CountedDay, DayKind, DueDate, Rule
from workflow.deadlines.holidays import statutory_holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class YearNotice:
    """What the State Council's notice for a year says: days off (date: Chinese name) and weekend days worked.

    A notice may reach into the last December days of the year before (29 December 2018 was worked, the 31st was off).
    Raises ValueError when a day is of another year, both off and worked, or a "weekend day worked" is no weekend day.
    """

    year: int
    holidays: Mapping[date, str]
    make_up_days: frozenset[date]
    source: str
    version: int

    def __post_init__(self) -> None:
        for day in (*self.holidays, *self.make_up_days):
            if day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
                raise ValueError(f"{day} is not a day of {self.year}")
        for day in self.make_up_days:
            if day.weekday() < SATURDAY:
                raise ValueError(f"{day} is no weekend day: it is worked anyway")
            if day in self.holidays:
                raise ValueError(f"{day} is both off and worked")


@dataclass(frozen=True)
class WorkCalendar:
    """All published years in their version in force; `version` counts the changes of the whole calendar.

    A year without a notice is estimated: Monday to Friday without the holidays the law itself fixes. Whatever is
    counted with such a year is provisional.
    """

    version: int
    years: Mapping[int, YearNotice]
    _worked: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def kind(self, day: date) -> DayKind:
        """What kind of day this is; an estimate when `is_published(day.year)` is false."""
        for notice in self._notices_for(day):
            if day in notice.make_up_days:
                return DayKind.MAKE_UP
            if day in notice.holidays:
                return DayKind.HOLIDAY
        if not self.is_published(day.year) and day in statutory_holidays(day.year):
            return DayKind.HOLIDAY
        return DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKDAY

    def is_workday(self, day: date) -> bool:
        """Whether offices are open on this day."""
        return self.kind(day).is_worked

    def is_published(self, year: int) -> bool:
        """Whether the official notice of this year has been entered."""
        return year in self.years

    def name(self, day: date) -> str:
        """Name of the holiday as in the notice (Chinese, see `holiday_label`); empty for every other day."""
        for notice in self._notices_for(day):
            if day in notice.holidays:
                return notice.holidays[day]
        return "" if self.is_published(day.year) else statutory_holidays(day.year).get(day, "")

    def roll_forward(self, day: date) -> date:
        """The first working day on or after this day."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start`, up to and including `end`: what remains on `start` of a term that ends on `end`.

        Negative when `end` lies before `start`: the working days by which the term is exceeded.
        """
        if end < start:
            return -self.working_days_between(end, start)
        whole_years = sum(len(self._worked_days_of(year)) for year in range(start.year, end.year))
        return whole_years + self._worked_through(end) - self._worked_through(start)

    def add_working_days(self, start: date, n: int) -> DueDate:
        """The `n`-th working day after `start`, with its certificate.

        The day of the event does not count, the next day is the first that may (Civil Code, article 201). A negative
        `n` counts backwards from the day before. Zero is due on `start` itself.
        """
        days: list[CountedDay] = []
        number, day = 0, start
        step = ONE_DAY if n > 0 else -ONE_DAY
        while number < abs(n):
            day += step
            kind = self.kind(day)
            number += kind.is_worked
            days.append(CountedDay(day, kind.is_worked, number if kind.is_worked else None, kind, self.name(day)))
        open_years = tuple(sorted({counted.day.year for counted in days} - set(self.years)))
        return DueDate(day, bool(open_years), Rule.WORKING_DAYS, start, n, self.version, tuple(days), open_years)

    def _notices_for(self, day: date) -> Iterator[YearNotice]:
        """The notices that may speak of this day, the later one first."""
        if day.month == 12 and day.year + 1 in self.years:
            yield self.years[day.year + 1]
        if day.year in self.years:
            yield self.years[day.year]

    def _worked_days_of(self, year: int) -> list[int]:
        """Ordinals of the year's working days, worked out once per year: lists ask for hundreds of spans."""
        if year not in self._worked:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            self._worked[year] = [n for n in range(first, last + 1) if self.is_workday(date.fromordinal(n))]
        return self._worked[year]

    def _worked_through(self, day: date) -> int:
        """Working days of the day's year up to and including it."""
        return bisect_right(self._worked_days_of(day.year), day.toordinal())

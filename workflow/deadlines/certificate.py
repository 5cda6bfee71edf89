"""A due date together with the account of how it was counted."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from workflow.deadlines.holidays import holiday_label


class DayKind(StrEnum):
    """What a day is to the working-day clock."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    STOPPED = "stopped"
    """A working day on which the term did not run."""

    @property
    def is_worked(self) -> bool:
        """Whether offices are open."""
        return self in {DayKind.WORKDAY, DayKind.MAKE_UP}

    @property
    def label(self) -> str:
        """The word for it, in the current language."""
        return str(_KIND_LABELS[self])


_KIND_LABELS = {
    DayKind.WORKDAY: _("Working day"),
    DayKind.WEEKEND: _("Weekend"),
    DayKind.HOLIDAY: _("Public holiday"),
    DayKind.MAKE_UP: _("Weekend day worked"),
    DayKind.STOPPED: _("Suspended"),
}


class Rule(StrEnum):
    """How a due date follows from its start."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    FIXED_DATE = "fixed_date"
    HOURS = "hours"

    @property
    def label(self) -> str:
        """The word for it, in the current language."""
        return str(_RULE_LABELS[self])


_RULE_LABELS = {
    Rule.WORKING_DAYS: _("Working days after the start"),
    Rule.CALENDAR_DAYS: _("Calendar days after the start"),
    Rule.FIXED_DATE: _("Date given in the document"),
    Rule.HOURS: _("Hours after the start, around the clock"),
}


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day between start and due date: counted as the `number`-th, or skipped because of its `kind`.

    `name` is the holiday's name as in the notice, in Chinese; pages show `reason`.
    """

    day: date
    counted: bool
    number: int | None
    kind: DayKind
    name: str

    @property
    def reason(self) -> str:
        """Name of the holiday, otherwise the word for the kind of day, in the current language."""
        return holiday_label(self.name) or self.kind.label


@dataclass(frozen=True, slots=True)
class DueDate:
    """A due date and its certificate.

    `days` runs from the day after `start_on` to `due_on` (backwards when `amount` is negative) and is empty for a fixed
    date. `provisional` says that a day of a year without an official notice was counted or skipped on the way.
    `due_at` is the last moment of a term of hours, and None for every other.
    """

    due_on: date
    provisional: bool
    rule: str
    start_on: date
    amount: int
    calendar_version: int
    days: tuple[CountedDay, ...]
    provisional_years: tuple[int, ...] = ()
    due_at: datetime | None = None

    @property
    def counted(self) -> int:
        """Number of counted days."""
        return sum(day.counted for day in self.days)

    @property
    def make_up_days(self) -> int:
        """Weekend days worked, among the counted ones."""
        return sum(day.counted and day.kind is DayKind.MAKE_UP for day in self.days)

    @property
    def stopped_days(self) -> int:
        """Working days on which the term did not run."""
        return sum(day.kind is DayKind.STOPPED for day in self.days)

    @property
    def weekend_days_skipped(self) -> int:
        """Weekend days that were not counted."""
        return sum(not day.counted and day.kind is DayKind.WEEKEND for day in self.days)

    @property
    def holidays_skipped(self) -> int:
        """Days of public holidays, weekends inside them included, that were not counted."""
        return sum(not day.counted and day.kind is DayKind.HOLIDAY for day in self.days)

"""Days and clocks of the plain model: counting working days, standing still, counting again."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from workflow.deadlines import WorkCalendar

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Limits:
    """The working days the plan gives for each desk, and its rhythm."""

    acknowledge: int
    plan: int
    sign: int
    approve: int
    publish: int
    inspect: int
    report: int
    pause: int
    dispute: int
    slip: int
    contribution: int
    soon: int


@dataclass
class Days:
    """Today and the calendar; counts one day after the other."""

    today: date
    calendar: WorkCalendar

    def after(self, start: date, n: int) -> tuple[date, bool]:
        """The n-th working day behind `start`, and whether a day of a year without a notice was passed."""
        day, unsure = start, False
        while n:
            day += DAY
            n -= self.calendar.is_workday(day)
            unsure = unsure or not self.calendar.is_published(day.year)
        return day, unsure

    def before(self, end: date, n: int) -> tuple[date, bool]:
        """The n-th working day before `end`, and whether a day of a year without a notice was passed."""
        day, unsure = end, False
        while n:
            day -= DAY
            n -= self.calendar.is_workday(day)
            unsure = unsure or not self.calendar.is_published(day.year)
        return day, unsure

    def worked(self, first: date, last: date) -> int:
        """The working days from `first` to `last`, both included."""
        return sum(self.calendar.is_workday(first + DAY * n) for n in range((last - first).days + 1))

    def rested(self, due: date, stop: "Stop") -> tuple[date, bool]:
        """The date `due` after a stop, as many working days later as it lost; and whether a year without a notice
        is touched. What had run out before stays; what ends inside gets one working day at least."""
        if due < stop.first:
            return due, False
        lost = self.worked(stop.first, min(due, stop.last))
        if due <= stop.last:
            due, lost = stop.last, max(lost, 1)
        day = self.after(due, lost)[0]
        return day, not all(self.calendar.is_published(year) for year in range(stop.first.year, day.year + 1))


@dataclass(frozen=True)
class Stop:
    """Days on which the work rested, both included."""

    first: date
    last: date


@dataclass
class Clock:
    """A clock that counts working days (none for a date of the document); `changes` are the later days granted and the
    stops behind it, in their order."""

    start: date
    amount: int
    due: date
    unsure: bool
    runs: bool = True
    changes: list[date | Stop] = field(default_factory=list)

    def count(self, days: Days) -> bool:
        """Count again by the calendar of today; whether date or certainty changed."""
        due, unsure = days.after(self.start, self.amount)
        for change in self.changes:
            if isinstance(change, Stop):
                if due >= change.first:
                    due, doubt = days.rested(due, change)
                    unsure = unsure or doubt
            elif change > due:
                due, unsure = change, False
        changed = (due, unsure) != (self.due, self.unsure)
        self.due, self.unsure = due, unsure
        return changed

    def change(self, change: "date | Stop", days: Days) -> None:
        """A later day was granted, or the work rested: a clock that had run out before loses nothing."""
        if not isinstance(change, Stop) or self.due >= change.first:
            self.changes.append(change)
            self.count(days)

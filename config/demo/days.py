"""The time of the demo: working days counted back from the day it is seeded, and what happens on each in order."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from workflow.deadlines import WorkCalendar

WORKED = 27
"""Working days between the issue of the plan and today: a plan due within 30 of them is due soon."""
BEFORE_ISSUE = 16
TOGETHER = timedelta(minutes=20)
NEVER = datetime.max.replace(tzinfo=UTC)
CHINESE_DATE = "{0.year}年{0.month}月{0.day}日"


class Days:
    """Working days by number: 0 is the day of issue, 26 the last working day before `today`, -16 the first one.

    Every moment lies before today, at whatever hour the demo is seeded.
    """

    def __init__(self, today: date, calendar: WorkCalendar) -> None:
        self.today = today
        self._days: dict[int, date] = {}
        day, number = today, WORKED
        while number > -BEFORE_ISSUE:
            day -= timedelta(days=1)
            if calendar.is_workday(day):
                number -= 1
                self._days[number] = day

    def day(self, number: int) -> date:
        """The date of a working day."""
        return self._days[number]

    def at(self, number: int, hour: int = 9, minute: int = 0) -> datetime:
        """A moment of a working day, office time."""
        return timezone.make_aware(datetime.combine(self.day(number), time(hour, minute)))

    def numbers(self, first: int) -> range:
        """The working days from `first` to the last one before today."""
        return range(first, WORKED)


class Agenda:
    """Acts with their moments, done in order of time whoever entered them when, so that the journal grows forwards."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Callable[[datetime], object]]] = []

    def enter(self, at: datetime, act: Callable[[datetime], object]) -> None:
        """Have `act(now)` done at the moment `at`."""
        self._acts.append((at, len(self._acts), act))

    def run(self, after: Callable[[datetime], object]) -> int:
        """Do everything; `after(now)` follows every run of acts within `TOGETHER`. Returns how many were done."""
        acts = sorted(self._acts, key=lambda entry: entry[:2])
        following = [*(at for at, _number, _act in acts[1:]), NEVER]
        for (at, _number, act), next_at in zip(acts, following, strict=True):
            act(at)
            if next_at - at > TOGETHER:
                after(at)
        return len(acts)


def chinese(day: date) -> str:
    """2026年10月14日, as documents write it."""
    return CHINESE_DATE.format(day)

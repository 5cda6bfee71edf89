"""The register of events in the plain model: what happened or is planned, and what hangs on it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.flows.events import LIMITS
from tests.machine.dates import DAY, Clock, Days, Stop
from workflow.services.calendar import local_day

AMOUNTS = {"working": 10, "hours": 24, "before": 5}
"""How long each limit is: working days after an event, hours after it, working days before it."""


@dataclass
class BackClock(Clock):
    """It counts working days back from a planned day, whether or not the work rests."""

    def count(self, days: Days) -> bool:
        due, unsure = days.before(self.start, self.amount)
        changed = (due, unsure) != (self.due, self.unsure)
        self.due, self.unsure = due, unsure
        return changed

    def change(self, change: date | Stop, days: Days) -> None:
        return


@dataclass
class HourClock(Clock):
    """It runs around the clock to `due_at`: no calendar moves it, and what it lost it gets back to the moment."""

    due_at: datetime = field(kw_only=True)

    def count(self, days: Days) -> bool:
        return False

    def change(self, change: date | Stop, days: Days) -> None:
        return

    def rest(self, since: datetime, till: datetime) -> None:
        """The work rested between two moments."""
        if self.due_at >= since:
            self.due_at += till - since
            self.due = local_day(self.due_at)


@dataclass(frozen=True)
class Rest:
    """The work rested between two moments; `stop` are the days that count for no term."""

    since: datetime
    till: datetime

    @property
    def stop(self) -> Stop:
        """From the day of the grant to the one before it went on; none in between within one day."""
        return Stop(local_day(self.since), local_day(self.till) - DAY)


@dataclass
class Event:
    """An entry of the register."""

    pk: int
    by: str
    day: date
    moment: datetime | None
    """When it happened; None for what is planned."""
    void: bool
    corrects: "Event | None" = None
    corrected: bool = False


@dataclass
class Response:
    """What hangs on an event at one item."""

    event: Event
    limit: str
    clock: Clock
    outcome: str = ""

    @property
    def phrase(self) -> str:
        """The sentence of the plan."""
        return LIMITS[self.limit]["phrase"]

    @property
    def key(self) -> str:
        """What tells its step apart."""
        return f"{self.event.pk}/{self.phrase}"

    def close(self, outcome: str) -> None:
        """It is over."""
        self.outcome, self.clock.runs = outcome, False

    def rest(self, rest: Rest, days: Days) -> None:
        """The work rested, and with it the open term from the day after the event on, or one of hours from the event
        on."""
        if self.outcome or self.event.moment is None or rest.till <= self.event.moment:
            return
        if isinstance(self.clock, HourClock):
            self.clock.rest(max(rest.since, self.event.moment), rest.till)
            return
        first = max(rest.stop.first, self.event.day + DAY)
        if first <= rest.stop.last:
            self.clock.change(Stop(first, rest.stop.last), days)


def clock_of(limit: str, day: date, moment: datetime | None, days: Days) -> Clock:
    """The clock of a limit that starts with an event of that day, or at that moment."""
    amount = AMOUNTS[limit]
    if limit == "before":
        return BackClock(day, amount, *days.before(day, amount))
    if limit == "hours" and moment is not None:
        last = moment + timedelta(hours=amount)
        return HourClock(day, 0, local_day(last), False, due_at=last)
    return Clock(day, amount, *days.after(day, amount))

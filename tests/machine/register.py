"""The register of events in the plain model: what happened or is planned, and what hangs on it."""

from dataclasses import dataclass
from datetime import date, datetime

from tests.flows.events import LIMITS
from tests.machine.dates import DAY, Clock, Days, Stop

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

    def rest(self, stop: Stop, days: Days) -> None:
        """The work rested, and with it the term from the day after the event on."""
        first = max(stop.first, self.event.day + DAY)
        if first <= stop.last:
            self.clock.change(Stop(first, stop.last), days)


def clock_of(limit: str, day: date, due_day: date, days: Days) -> Clock:
    """The clock of a limit that starts with an event of that day; `due_day` is that of the last of its hours."""
    amount = AMOUNTS[limit]
    if limit == "before":
        return BackClock(day, amount, *days.before(day, amount))
    if limit == "hours":
        return Clock(due_day, 0, due_day, False)
    return Clock(day, amount, *days.after(day, amount))

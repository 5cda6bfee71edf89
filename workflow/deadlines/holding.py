"""Who holds the ball: each day of a life is charged to exactly one holder."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from workflow.deadlines.calendar import ONE_DAY, WorkCalendar

H = TypeVar("H", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Step(Generic[H]):
    """A step and who holds it; `ended_on` is the day it was done, sent or taken back or cancelled, None while open."""

    holder: H
    opened_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Span(Generic[H]):
    """The days from `first` to `last`, both included, in one holder's hands."""

    holder: H
    first: date
    last: date
    working_days: int

    @property
    def days(self) -> int:
        """Calendar days."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Sum:
    """What one holder's days come to."""

    days: int = 0
    working_days: int = 0


@dataclass(frozen=True, slots=True)
class Holding(Generic[H]):
    """The life day by day: `spans` follow each other without a gap. `now` is the last one while the life goes on."""

    spans: tuple[Span[H], ...] = ()
    now: Span[H] | None = None

    @property
    def sums(self) -> dict[H, Sum]:
        """The sum of each holder, in the order in which they came to hold it."""
        found: dict[H, Sum] = {}
        for span in self.spans:
            known = found.get(span.holder, Sum())
            found[span.holder] = Sum(known.days + span.days, known.working_days + span.working_days)
        return found


def last_day(opened_on: date, ended_on: date | None, on: date) -> date:
    """The last day of a life that is charged to anybody, as seen on the day `on`; before `opened_on` when none is."""
    return on if ended_on is None or ended_on > on else ended_on - ONE_DAY


def holding(
    steps: Sequence[Step[H]], *, opened_on: date, ended_on: date | None, on: date, calendar: WorkCalendar
) -> Holding[H]:
    """Who held a life of `opened_on` to `ended_on` (None while it goes on), as seen on the day `on`.

    A day belongs to whoever holds a step when the day is over: the day of an act counts for the next person, the day
    of the end for nobody. Of several open steps the last in the sequence holds; pass them in the order of their
    opening, and behind them what goes before all of them. A day on which no step is open is left with whoever ended
    the last one, and before the first step with who got that. So the days always sum to the life: `on` − `opened_on`
    + 1, or `ended_on` − `opened_on`. Without a step nobody holds anything.
    """
    last = last_day(opened_on, ended_on, on)
    if not steps or last < opened_on:
        return Holding()
    edges = {opened_on}
    for step in steps:
        edges |= {day for day in (step.opened_on, step.ended_on) if day is not None and opened_on < day <= last}
    starts = sorted(edges)
    runs: list[tuple[H, date, date]] = []
    for start, following in zip(starts, [*starts[1:], last + ONE_DAY], strict=True):
        holder = _holder_at_the_end_of(start, steps)
        goes_on = bool(runs) and runs[-1][0] == holder
        runs.append((holder, runs.pop()[1] if goes_on else start, following - ONE_DAY))
    spans = tuple(
        Span(holder, first, end, calendar.working_days_between(first - ONE_DAY, end)) for holder, first, end in runs
    )
    return Holding(spans, spans[-1] if last == on else None)


def _holder_at_the_end_of(day: date, steps: Sequence[Step[H]]) -> H:
    """Whoever holds a step when the day is over; between the edges of all steps the answer does not change."""
    begun = [step for step in steps if step.opened_on <= day]
    if not begun:
        return min(steps, key=lambda step: step.opened_on).holder
    still_open = [step for step in begun if step.ended_on is None or step.ended_on > day]
    if still_open:
        return still_open[-1].holder
    return max(enumerate(begun), key=lambda known: (known[1].ended_on or day, known[0]))[1].holder

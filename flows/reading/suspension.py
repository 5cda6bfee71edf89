"""A suspension as its pages show it: what is asked on an item, what stops it, and what granting would lead to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flows.models import Task
from workflow.deadlines import Stop, stopped
from workflow.models import Clock, Commitment, Suspension
from workflow.services.calendar import calendar_in_force
from workflow.services.recounting import due_by
from workflow.status import SuspensionOutcome

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moved:
    """A running clock, its date now, and its date when the suspension lasts as long as asked."""

    clock: Clock
    old: date
    new: date


@dataclass(frozen=True, slots=True)
class Effect:
    """What granting on the day `first` leads to. Days are working days."""

    first: date
    until: date
    days: int
    moved: Sequence[Moved]
    gone: Sequence[Clock]
    """Running clocks whose date has passed: nothing gives it back."""
    times: int
    """How often this item was suspended before."""


def open_request(tasks: Iterable[Task]) -> Suspension | None:
    """The open request behind an open step of an item; `tasks` carry process and suspension."""
    return next(
        (one.process.suspension for one in tasks if one.finished is None and one.act and one.process.suspension), None
    )


def effect_of(commitment: Commitment, suspension: Suspension, on: date) -> Effect:
    """What granting the request on the day `on` would lead to; two queries."""
    calendar = calendar_in_force()
    until = max(suspension.until, on)
    stop = Stop(on, until)
    running = list(Clock.objects.running().filter(commitment=commitment).order_by("due_on", "pk"))
    moved = [
        Moved(clock, clock.due_on, stopped(due_by(clock, calendar), stop, calendar).due_on)
        for clock in running
        if clock.due_on >= on and not clock.counts_back
    ]
    granted = Suspension.objects.filter(commitment=commitment, outcome=SuspensionOutcome.GRANTED)
    return Effect(
        first=on,
        until=until,
        days=calendar.working_days_between(on - ONE_DAY, until),
        moved=moved,
        gone=[clock for clock in running if clock.due_on < on],
        times=granted.count(),
    )

"""A suspension as its pages show it: what is asked on an item, what stops it, and what granting would lead to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from flows.models import Task
from workflow.deadlines import DueDate, Stop
from workflow.models import Clock, Commitment, Suspension
from workflow.services.calendar import calendar_in_force, local_day
from workflow.services.recounting import due_after
from workflow.status import SuspensionOutcome

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moved:
    """A running clock, and its date when the suspension lasts as long as asked."""

    clock: Clock
    new: DueDate


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


def effect_of(commitment: Commitment, suspension: Suspension, now: datetime) -> Effect:
    """What granting the request now would lead to, if the system resumes the work after the last day; two queries."""
    calendar, on = calendar_in_force(), local_day(now)
    until = max(suspension.until, on)
    stop = Stop(on, until, now, timezone.make_aware(datetime.combine(until + ONE_DAY, time.min)))
    running = list(Clock.objects.running().filter(commitment=commitment).order_by("due_on", "pk"))
    after = [(clock, due_after(clock, stop)) for clock in running]
    granted = Suspension.objects.filter(commitment=commitment, outcome=SuspensionOutcome.GRANTED)
    return Effect(
        first=on,
        until=until,
        days=calendar.working_days_between(on - ONE_DAY, until),
        moved=[Moved(clock, due) for clock, due in after if due is not None],
        gone=[clock for clock in running if (clock.due_at < now if clock.due_at else clock.due_on < on)],
        times=granted.count(),
    )

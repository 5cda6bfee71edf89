"""In whose hands a commitment was on each day: a table whose one column is a bar."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flows.models import HUMAN, PAUSED, Task
from flows.reading.people import People
from flows.words import lane_label, some
from workflow.deadlines import WorkCalendar
from workflow.models import Commitment
from workflow.services.calendar import calendar_in_force, local_day

ONE_DAY = timedelta(days=1)
DAY_WIDTH = 10
"""Width of a day in the drawing's own units."""
BESIDE = {
    "submit_report",
    "sign_report",
    "sign_extension",
    "advise_extension",
    "grant_extension",
    "sign_suspension",
    "grant_suspension",
}
"""Reports and requests run beside the main line: they never hold the item itself."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; `x` and `width` place it in the drawing."""

    first: date
    last: date
    x: int
    width: int


@dataclass
class Holder:
    """One person or desk, with every span it held the work."""

    role: str
    name: str
    spans: list[Span] = field(default_factory=list)
    days: int = 0
    working_days: int = 0
    is_now: bool = False


@dataclass(frozen=True)
class Strip:
    """The whole drawing: `width` units wide, grey runs of days off, a line at today."""

    holders: list[Holder]
    off: list[Span]
    width: int
    now_x: int | None
    first: date
    last: date
    now: Holder | None
    now_days: int
    now_working_days: int

    @property
    def days(self) -> int:
        """Calendar days in all."""
        return sum(holder.days for holder in self.holders)

    @property
    def working_days(self) -> int:
        """Working days in all."""
        return sum(holder.working_days for holder in self.holders)


def strip(commitment: Commitment, tasks: Sequence[Task], people: People, on: date) -> Strip | None:
    """Who held the commitment from its opening to the day `on`, or to its end; None before its first day.

    A day belongs to whoever holds the work when it ends; the day of an act therefore counts for the next person.
    """
    line = [task for task in tasks if task.flow_task_type in (HUMAN, PAUSED) and task.node not in BESIDE]
    if not line:
        return None
    first = local_day(line[0].created)
    ended = commitment.closed_at or commitment.discontinued_at
    until = max(local_day(ended) - ONE_DAY, first) if ended else on
    last = max(until, commitment.current_due_on or until)
    calendar = calendar_in_force()
    found: dict[tuple[str, str], Holder] = {}
    current: tuple[Holder, date] | None = None
    for task in line:
        begin = local_day(task.created)
        end = local_day(task.finished) - ONE_DAY if task.finished else on
        if task.finished is None and ended:
            end = until
        name = str(task.owner) if task.owner else some(people.who(task.act))
        key = (lane_label(task.node), name)
        holder = found.setdefault(key, Holder(*key))
        if task.finished is None and not ended:
            current = (holder, begin)
            holder.is_now = True
        if end >= begin:
            _add(holder, begin, end, first, calendar)
    now, since = current or (None, first)
    return Strip(
        holders=[holder for holder in found.values() if holder.days or holder.is_now],
        off=_days_off(first, last, calendar),
        width=((last - first).days + 1) * DAY_WIDTH,
        now_x=((on - first).days + 1) * DAY_WIDTH if not ended and first <= on <= last else None,
        first=first,
        last=last,
        now=now,
        now_days=(on - since).days + 1 if now else 0,
        now_working_days=calendar.working_days_between(since - ONE_DAY, on) if now and since <= on else 0,
    )


def _add(holder: Holder, begin: date, end: date, first: date, calendar: WorkCalendar) -> None:
    last = holder.spans[-1] if holder.spans else None
    if last is not None and last.last + ONE_DAY == begin:
        holder.spans[-1] = _span(last.first, end, first)
    else:
        holder.spans.append(_span(begin, end, first))
    holder.days += (end - begin).days + 1
    holder.working_days += calendar.working_days_between(begin - ONE_DAY, end)


def _span(begin: date, end: date, first: date) -> Span:
    return Span(begin, end, (begin - first).days * DAY_WIDTH, ((end - begin).days + 1) * DAY_WIDTH)


def _days_off(first: date, last: date, calendar: WorkCalendar) -> list[Span]:
    runs: list[Span] = []
    start: date | None = None
    day = first
    while day <= last + ONE_DAY:
        off = day <= last and not calendar.is_workday(day)
        if off and start is None:
            start = day
        if not off and start is not None:
            runs.append(_span(start, day - ONE_DAY, first))
            start = None
        day += ONE_DAY
    return runs

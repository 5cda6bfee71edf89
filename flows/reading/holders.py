"""In whose hands a commitment was on each day: a table whose one column is a bar."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import pgettext

from flows.main_line import HOLDERS, WAITING, awaited, gaps, kept_waiting, steps_of_line, stop, stops_of
from flows.models import HUMAN, PAUSED, Task
from flows.reading.people import People
from flows.words import some
from workflow.deadlines import Step, WorkCalendar, holding, last_day
from workflow.models import Commitment, CoSigner
from workflow.services.calendar import calendar_in_force, local_day
from workflow.status import Holder as InHands

ONE_DAY = timedelta(days=1)
DAY_WIDTH = 10
"""Width of a day in the drawing's own units."""


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
    is_stop: bool = False
    """Nobody: the work was suspended."""


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
    """Who held the commitment from its opening to the day `on`, or to its end (`workflow.deadlines.holding`); None
    while no step of its main line was opened."""
    line = steps_of_line(tasks)
    if not line:
        return None
    first, ended = local_day(commitment.opened_at), commitment.ended_on
    until = max(last_day(first, ended, on), first)
    last = max(until, commitment.current_due_on or until)
    calendar = calendar_in_force()
    nobody, ended_for_a_time = (str(InHands.SUSPENDED.label), ""), (str(InHands.ENDED.label), "")
    stops = [stop(nobody, one.first_on, one.last_on) for one in stops_of(tasks) if one.first_on]
    own = [_step(task, people) for task in line]
    steps = [*own, *gaps(own, ended_for_a_time), *_partners(tasks, line, own), *stops]
    found = holding(steps, opened_on=first, ended_on=ended, on=on, calendar=calendar)
    now = found.now
    holders = [
        Holder(
            role,
            name,
            [_span(span.first, span.last, first) for span in found.spans if span.holder == (role, name)],
            total.days,
            total.working_days,
            is_now=now is not None and now.holder == (role, name),
            is_stop=(role, name) in (nobody, ended_for_a_time),
        )
        for (role, name), total in found.sums.items()
    ]
    return Strip(
        holders=holders,
        off=_days_off(first, last, calendar),
        width=((last - first).days + 1) * DAY_WIDTH,
        now_x=((on - first).days + 1) * DAY_WIDTH if now else None,
        first=first,
        last=last,
        now=next((holder for holder in holders if holder.is_now), None),
        now_days=now.days if now else 0,
        now_working_days=now.working_days if now else 0,
    )


def _partners(
    tasks: Sequence[Task], line: Sequence[Task], own: Sequence[Step[tuple[str, str]]]
) -> list[Step[tuple[str, str]]]:
    """The days other agencies kept officer or head waiting, under the name of each."""
    found: list[Step[tuple[str, str]]] = []
    for task in tasks:
        if task.node not in WAITING or task.flow_task_type not in {HUMAN, PAUSED}:
            continue
        process = task.process
        signer = process.countersignature.signer if process.countersignature is not None else None
        agency = signer.agency if signer is not None else process.contribution and process.contribution.agency
        ended = local_day(task.finished) if task.finished else None
        must = signer is not None and signer.is_lead
        wait = awaited(task.node, local_day(task.created), ended, task.due_on, must=must)
        if wait is not None:
            kept = [step for step, of in zip(own, line, strict=True) if HOLDERS[of.node] is WAITING[task.node]]
            found += kept_waiting(kept, [wait], (_word(signer), str(agency)))
    return found


def _word(signer: CoSigner | None) -> str:
    """A joint lead or a signer asked for is no partner."""
    return pgettext("holder", "Countersigning agency") if signer else pgettext("holder", "Partner agency")


def _step(task: Task, people: People) -> Step[tuple[str, str]]:
    """The step with its role and the name behind it: who did it, else those who may."""
    name = task.doer or some(people.who(task.act))
    ended = local_day(task.finished) if task.finished else None
    return Step((str(HOLDERS[task.node].label), name), local_day(task.created), ended)


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

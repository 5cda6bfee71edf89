"""What hangs on events, as the item page and the register show it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.models import Task
from workflow.deadlines import Light, WorkCalendar, hour_light, light
from workflow.models import Clock, Commitment, EventResponse
from workflow.services.calendar import calendar_in_force, local_day
from workflow.status import EventOutcome

SOON_HOURS = 4
"""A term of hours is due soon in its last hours."""


@dataclass(frozen=True, slots=True)
class Line:
    """One time limit that hangs on an event; `light` is empty for one that ended undone. `clock` is that of its
    certificate."""

    response: EventResponse
    light: str
    is_late: bool
    clock: int | None
    step: int | None = None
    """The open step, for who may do it."""


def of_item(
    commitment: Commitment, tasks: Sequence[Task], clocks: Iterable[Clock], mine: Iterable[int], now: datetime
) -> list[Line]:
    """What hangs on events on the item, those to be done first in front: read off its steps, without a query. `mine`
    are the open steps the person may do."""
    by_response = {clock.response_id: clock.pk for clock in clocks if clock.response_id}
    steps = {task.process.event_response_id: task.pk for task in tasks if task.pk in set(mine)}
    found = {one.pk: one for task in tasks if (one := task.process.event_response) is not None}
    ordered = sorted(found.values(), key=lambda one: (not one.is_open, one.due_on, one.pk))
    soon, calendar = commitment.plan.soon_working_days, calendar_in_force()
    return [
        Line(one, light_of(one, now, soon, calendar), one.is_late(now), by_response.get(one.pk), steps.get(one.pk))
        for one in ordered
    ]


def lines(responses: Iterable[EventResponse], clocks: Mapping[int, int], soon: int, now: datetime) -> list[Line]:
    """The same of the register; `clocks` by response."""
    calendar = calendar_in_force()
    return [Line(one, light_of(one, now, soon, calendar), one.is_late(now), clocks.get(one.pk)) for one in responses]


def light_of(response: EventResponse, now: datetime, soon: int, calendar: WorkCalendar) -> str:
    """Its light at `now`: of a term of hours by the moment, otherwise by the day."""
    if response.outcome == EventOutcome.ANSWERED:
        return Light.DONE.value
    if response.outcome:
        return ""
    if response.due_at is not None:
        return hour_light(response.due_at, now, finished_at=None, soon_hours=SOON_HOURS).value
    on = local_day(now)
    return light(response.due_on, on, finished_on=None, soon_working_days=soon, calendar=calendar).value

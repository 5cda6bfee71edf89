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
    rests: bool = False
    """It stands still, as the work is suspended."""


def of_item(
    commitment: Commitment,
    tasks: Sequence[Task],
    clocks: Iterable[Clock],
    mine: Iterable[int],
    now: datetime,
    *,
    stopped_at: datetime | None = None,
) -> list[Line]:
    """What hangs on events on the item, those to be done first in front: read off its steps, without a query. `mine`
    are the open steps the person may do; `stopped_at` is when it was suspended, if it is."""
    by_response = {clock.response_id: clock.pk for clock in clocks if clock.response_id}
    steps = {task.process.event_response_id: task.pk for task in tasks if task.pk in set(mine)}
    found = {one.pk: one for task in tasks if (one := task.process.event_response) is not None}
    ordered = sorted(found.values(), key=lambda one: (not one.is_open, one.due_on, one.pk))
    soon, calendar = commitment.plan.soon_working_days, calendar_in_force()
    return [
        _line(one, now, soon, calendar, stopped_at, clock=by_response.get(one.pk), step=steps.get(one.pk))
        for one in ordered
    ]


def lines(
    responses: Iterable[EventResponse],
    clocks: Mapping[int, int],
    soon: int,
    now: datetime,
    stopped: Mapping[int, datetime],
) -> list[Line]:
    """The same of the register; `clocks` by response, `stopped` when it was suspended by commitment."""
    calendar = calendar_in_force()
    return [
        _line(one, now, soon, calendar, stopped.get(one.commitment_id), clock=clocks.get(one.pk)) for one in responses
    ]


def _line(
    response: EventResponse,
    now: datetime,
    soon: int,
    calendar: WorkCalendar,
    stopped_at: datetime | None,
    *,
    clock: int | None,
    step: int | None = None,
) -> Line:
    # What has to precede a planned event does not rest.
    rests_from = None if response.event.is_planned else stopped_at
    state = light_of(response, now, soon, calendar, rests_from=rests_from)
    return Line(response, state, response.is_late(rests_from or now), clock, step, rests=rests_from is not None)


def light_of(
    response: EventResponse, now: datetime, soon: int, calendar: WorkCalendar, *, rests_from: datetime | None
) -> str:
    """Its light at `now`: of a term of hours by the moment, otherwise by the day. While it rests it is late if it was
    before, and on track otherwise."""
    if response.outcome == EventOutcome.ANSWERED:
        return Light.DONE.value
    if response.outcome:
        return ""
    if rests_from is not None:
        return (Light.LATE if response.is_late(rests_from) else Light.OK).value
    if response.due_at is not None:
        return hour_light(response.due_at, now, finished_at=None, soon_hours=SOON_HOURS).value
    on = local_day(now)
    return light(response.due_on, on, finished_on=None, soon_working_days=soon, calendar=calendar).value

"""How pressing the work is on a day, and why: the colour of a supervision slip. Plain values in, nothing chosen."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflow.deadlines.calendar import ONE_DAY, WorkCalendar

BEHIND_POINTS = 25
"""So many points the reported progress lies behind the working days gone by before the work counts as behind."""


class Pressing(StrEnum):
    """The colours, the least pressing first."""

    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the work stands: its dates, whether it is late, the date of a step beside it that passed, and the progress
    last reported in percent (None while it is not carried out yet)."""

    opened_on: date
    completion_on: date
    due_on: date | None
    is_late: bool
    late_since: date
    beside_late: date | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class Pressure:
    """A colour with its reason: `cause` names the rule (`late`, `beside`, `pace`, `near`); `day` the date it is about;
    `elapsed` and `percent` the share of the working days gone by and the progress, `days` the working days left."""

    colour: Pressing
    cause: str
    day: date | None = None
    elapsed: int = 0
    percent: int = 0
    days: int = 0


def elapsed_percent(opened_on: date, completion_on: date, on: date, calendar: WorkCalendar) -> int:
    """The share of the working days from the opening to the final date that has gone by on the day `on`, in percent;
    100 where there are none."""
    whole = calendar.working_days_between(opened_on - ONE_DAY, completion_on)
    if whole <= 0:
        return 100
    gone = calendar.working_days_between(opened_on - ONE_DAY, min(on, completion_on))
    return max(0, min(100, gone * 100 // whole))


def pressure(standing: Standing, on: date, *, soon: int, calendar: WorkCalendar) -> Pressure | None:
    """The colour the facts carry on the day `on`: red for what is late; yellow for what is behind, by a step beside it
    that is late or by its pace; blue for what is due within `soon` working days; None for what is none of these."""
    if standing.is_late:
        return Pressure(Pressing.RED, "late", day=standing.late_since)
    if standing.beside_late is not None:
        return Pressure(Pressing.YELLOW, "beside", day=standing.beside_late)
    elapsed = elapsed_percent(standing.opened_on, standing.completion_on, on, calendar)
    if standing.percent is not None and elapsed - standing.percent >= BEHIND_POINTS:
        return Pressure(Pressing.YELLOW, "pace", elapsed=elapsed, percent=standing.percent)
    if standing.due_on is not None:
        days = calendar.working_days_between(on, standing.due_on)
        if days <= soon:
            return Pressure(Pressing.BLUE, "near", day=standing.due_on, days=days)
    return None

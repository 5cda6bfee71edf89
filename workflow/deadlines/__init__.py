"""Working days, due dates, certificates, lights and who held what when: plain values, no database (docs/clock.md)."""

from workflow.deadlines.calendar import WorkCalendar, YearNotice
from workflow.deadlines.certificate import CountedDay, DayKind, DueDate, Rule
from workflow.deadlines.changes import Change, Granted, Reset, Stop, changed, stopped, working_days_with_stops
from workflow.deadlines.counting import calendar_days_after, fixed_date, working_days_after
from workflow.deadlines.duties import Pace, Period, asked_from, pace, span_of
from workflow.deadlines.from_events import (
    EventTerm,
    Unit,
    days_after,
    due_before,
    earliest_planned,
    event_term,
    hour_light,
    hours_after,
    hours_due,
    last_day_before,
)
from workflow.deadlines.holding import Holding, Span, Step, Sum, holding, last_day
from workflow.deadlines.holidays import holiday_label, statutory_holidays
from workflow.deadlines.light import Light, light, remaining_days
from workflow.deadlines.pressing import Pressing, Pressure, Standing, pressure
from workflow.deadlines.seed import seeded

__all__ = [
    "Change",
    "CountedDay",
    "DayKind",
    "DueDate",
    "EventTerm",
    "Granted",
    "Holding",
    "Light",
    "Pace",
    "Period",
    "Pressing",
    "Pressure",
    "Reset",
    "Rule",
    "Span",
    "Standing",
    "Step",
    "Stop",
    "Sum",
    "Unit",
    "WorkCalendar",
    "YearNotice",
    "asked_from",
    "calendar_days_after",
    "changed",
    "days_after",
    "due_before",
    "earliest_planned",
    "event_term",
    "fixed_date",
    "holding",
    "holiday_label",
    "hour_light",
    "hours_after",
    "hours_due",
    "last_day",
    "last_day_before",
    "light",
    "pace",
    "pressure",
    "remaining_days",
    "seeded",
    "span_of",
    "statutory_holidays",
    "stopped",
    "working_days_after",
    "working_days_with_stops",
]

"""The four lights. Derived from dates whenever somebody looks; never stored."""

from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from workflow.deadlines.calendar import WorkCalendar


class Light(StrEnum):
    """State of a term; the value is also its CSS class. Shown as colour, shape and word together."""

    OK = "ok"
    SOON = "soon"
    LATE = "late"
    DONE = "done"

    @property
    def glyph(self) -> str:
        """The shape, for those who do not see the colour."""
        return _GLYPHS[self]

    @property
    def label(self) -> str:
        """The word for it, in the current language."""
        return str(_LABELS[self])


_GLYPHS = {Light.OK: "●", Light.SOON: "▲", Light.LATE: "■", Light.DONE: "◆"}
_LABELS = {Light.OK: _("On track"), Light.SOON: _("Due soon"), Light.LATE: _("Overdue"), Light.DONE: _("Done")}


def light(due_on: date, on: date, *, finished_on: date | None, soon_working_days: int, calendar: WorkCalendar) -> Light:
    """The light of a term as of the day `on`.

    Done once finished, overdue from the day after the due date, due soon when at most `soon_working_days` working days
    remain (the due date included, today not). What was finished after `on` was still open on that day.
    """
    if finished_on is not None and finished_on <= on:
        return Light.DONE
    if on > due_on:
        return Light.LATE
    if calendar.working_days_between(on, due_on) <= soon_working_days:
        return Light.SOON
    return Light.OK


def remaining_days(due_on: date, on: date, calendar: WorkCalendar, *, judged_on: date | None = None) -> int:
    """Working days from the day `on` to the due date. Once that has passed (by `judged_on`, if that is another day) -1
    at most: what was due before a day off is late although no working day has gone by, and never due today."""
    days = calendar.working_days_between(on, due_on)
    return min(days, -1) if due_on < (judged_on or on) else days

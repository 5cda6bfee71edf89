"""Due dates of the domain: legal clocks (stored, with a certificate) and desk limits of the office."""

from datetime import date, datetime, timedelta

from workflow.deadlines import DueDate, Stop, fixed_date, stopped, working_days_after
from workflow.models import Clock, Commitment, Finding, Plan, ProgressReport
from workflow.services.calendar import calendar_in_force, local_day
from workflow.status import ClockKind, ClockRule

ONE_DAY = timedelta(days=1)


def desk_due(now: datetime, working_days: int) -> DueDate:
    """The limit of a desk: `working_days` after the day of `now`."""
    return working_days_after(local_day(now), working_days, calendar_in_force())


def desk_after(limit: date, stop: Stop) -> DueDate:
    """The limit of a desk whose work rested over `stop`: whoever has to answer gets the days back."""
    calendar = calendar_in_force()
    return stopped(fixed_date(limit, calendar), stop, calendar)


def clock(
    commitment: Commitment,
    kind: ClockKind,
    due: DueDate,
    *,
    start_event: str,
    subject: str = "",
    phrase: str = "",
    report: ProgressReport | None = None,
    finding: Finding | None = None,
) -> Clock:
    """An unsaved clock that explains `due`."""
    return Clock(
        commitment=commitment,
        kind=kind,
        subject=subject,
        rule=ClockRule(due.rule),
        amount=due.amount,
        start_event=start_event,
        start_on=due.start_on,
        due_on=due.due_on,
        provisional=due.provisional,
        calendar_version=due.calendar_version,
        phrase=phrase[:300],
        report=report,
        finding=finding,
    )


def is_provisional(start_on: date, due_on: date) -> bool:
    """Whether a count of working days from the day after `start_on` to `due_on` reaches into a year whose official
    notice has not been entered."""
    calendar = calendar_in_force()
    return any(not calendar.is_published(year) for year in range((start_on + ONE_DAY).year, due_on.year + 1))


def implementation_plan_due(plan: Plan, published_on: date) -> DueDate:
    """Working days of the plan's closing paragraph, counted from the day after publication, not from sign-in."""
    return working_days_after(published_on, plan.plan_working_days, calendar_in_force())


def completion_due(plan: Plan, item_due_on: date | None, published_on: date) -> DueDate:
    """The date the item names, else the plan's, else the end of the year of publication."""
    day = item_due_on or plan.completion_on or date(published_on.year, 12, 31)
    return fixed_date(day, calendar_in_force())

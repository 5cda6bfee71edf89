"""When a message may leave the system: quiet hours, the daily message, working days."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from notifications.models import QuietTimes
from workflow.services.calendar import calendar_in_force

MORNING = time(8, 0)
GATHERING = timedelta(minutes=5)
"""So long reminders of one day are waited for before they are sent."""


def send_at(now: datetime, times: QuietTimes | None, *, urgent: bool) -> datetime:
    """The first moment from `now` on that the person's choices allow; `now` itself for people without any.

    What is not urgent waits for the daily message of those who asked for one. Nothing is dropped.
    """
    if times is None:
        return now
    local = timezone.localtime(now)
    moment = local
    if times.digest_at is not None and not urgent:
        moment = _next(local, times.digest_at)
    elif _is_quiet(local.time(), times) and times.quiet_until is not None:
        moment = _next(local, times.quiet_until)
    if times.working_days_only and not calendar_in_force().is_workday(moment.date()):
        day = calendar_in_force().roll_forward(moment.date())
        at = times.digest_at or times.quiet_until or MORNING
        moment = datetime.combine(day, at, tzinfo=local.tzinfo)
    return moment


def digest_at(now: datetime, times: QuietTimes | None, *, had_today: bool) -> datetime:
    """When a reminder leaves the system: with all others of the day in one message, at the hour the person chose for
    his daily message or at eight, on working days, outside his quiet hours.

    What comes later than that hour is gathered for some minutes first; with a message of reminders already sent today
    (`had_today`) it waits for the next working day.
    """
    calendar = calendar_in_force()
    local = timezone.localtime(now)
    at = (times.digest_at if times else None) or MORNING
    day = local.date()
    if not had_today and calendar.is_workday(day):
        moment = max(datetime.combine(day, at, tzinfo=local.tzinfo), local + GATHERING)
        if times is not None and times.quiet_until is not None and _is_quiet(moment.time(), times):
            moment = _next(moment, times.quiet_until)
        if moment.date() == day:
            return moment
    day = calendar.roll_forward(day if at > local.time() and not had_today else day + timedelta(days=1))
    moment = datetime.combine(day, at, tzinfo=local.tzinfo)
    if times is not None and _is_quiet(at, times) and times.quiet_until is not None:
        moment = _next(moment, times.quiet_until)
    return moment


def _is_quiet(at: time, times: QuietTimes) -> bool:
    start, end = times.quiet_from, times.quiet_until
    if start is None or end is None or start == end:
        return False
    return start <= at < end if start < end else at >= start or at < end


def _next(local: datetime, at: time) -> datetime:
    moment = datetime.combine(local.date(), at, tzinfo=local.tzinfo)
    return moment if moment >= local else moment + timedelta(days=1)

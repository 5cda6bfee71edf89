"""The working-day calendar in force: official years from the tables over the seed of the library."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from workflow.deadlines import WorkCalendar, YearNotice, seeded
from workflow.models import CalendarDay, CalendarYear

VERSION_KEY = "calendar:version"
VERSION_SECONDS = 60

_being_entered: ContextVar[WorkCalendar | None] = ContextVar("calendar_being_entered", default=None)


def calendar_in_force() -> WorkCalendar:
    """The calendar of today; no query within a minute of the last look, at most three otherwise."""
    entered = _being_entered.get()
    if entered is not None:
        return entered
    version = cache.get(VERSION_KEY)
    if version is None:
        version = (CalendarYear.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
        cache.set(VERSION_KEY, version, VERSION_SECONDS)
    return _calendar(int(version))


def calendar_at(version: int) -> WorkCalendar:
    """The calendar as it was when a clock was counted with it (`Clock.calendar_version`)."""
    return _calendar(version)


def forget_calendar() -> None:
    """Look at the tables again; called on commit by every change of the calendar."""
    transaction.on_commit(lambda: cache.delete(VERSION_KEY))


@contextmanager
def counting_with(calendar: WorkCalendar) -> Iterator[None]:
    """Inside, `calendar_in_force` is this one: a calendar whose transaction has not committed is in no cache, and must
    not get into one, since it may still be rolled back."""
    token = _being_entered.set(calendar)
    try:
        yield
    finally:
        _being_entered.reset(token)


@lru_cache(maxsize=8)
def _calendar(version: int) -> WorkCalendar:
    return read_calendar(version)


def read_calendar(version: int) -> WorkCalendar:
    """The calendar of that version from the tables, past every cache; two queries."""
    years = dict(seeded().years)
    newest: dict[int, CalendarYear] = {}
    for row in CalendarYear.objects.filter(pk__lt=version).order_by("year", "version"):
        newest[row.year] = row
    days: dict[int, list[CalendarDay]] = {}
    for day in CalendarDay.objects.filter(calendar_year__in=newest.values()):
        days.setdefault(day.calendar_year_id, []).append(day)
    for year, row in newest.items():
        listed = days.get(row.pk, [])
        years[year] = YearNotice(
            year=year,
            holidays={day.day: day.name for day in listed if not day.is_workday},
            make_up_days=frozenset(day.day for day in listed if day.is_workday),
            source=row.source,
            version=row.version,
        )
    return WorkCalendar(version=version, years=years)


def local_day(now: datetime) -> date:
    """The calendar day of a moment in the office's time zone."""
    return timezone.localtime(now).date()

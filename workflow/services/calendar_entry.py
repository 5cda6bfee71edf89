"""Entering a year's official notice: what it would change, and saving it as a new version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.deadlines import WorkCalendar, YearNotice, seeded, statutory_holidays
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import Agency, CalendarDay, CalendarYear, Clock, Jurisdiction, User
from workflow.scope import Scope
from workflow.services import journal
from workflow.services.calendar import calendar_in_force, counting_with, forget_calendar, read_calendar
from workflow.services.recounting import Outcome, outcome, recompute_provisional
from workflow.status import Act

FIRST_YEAR, YEARS_AHEAD = 2004, 3


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A year's notice as entered: days off with their names, weekend days worked, where it was published."""

    year: int
    holidays: Mapping[date, str]
    make_up_days: frozenset[date]
    source: str


def may_enter(user: User) -> bool:
    """Whether the person may enter notices."""
    return policies.scope_of(user).allows_anywhere(Act.MANAGE_CALENDAR)


def version_in_force(year: int) -> int:
    """The version of the year's notice in force; 0 while none was entered."""
    notice = calendar_in_force().years.get(year)
    return notice.version if notice else 0


def versions(year: int) -> list[CalendarYear]:
    """The entered versions of a year, newest first, with who entered them."""
    return list(CalendarYear.objects.filter(year=year).select_related("entered_by").order_by("-version"))


def provisional_running(scope: Scope) -> int:
    """How many running due dates the person may see are provisional."""
    return (
        Clock.objects.running()
        .filter(provisional=True, commitment__agency_id__in=scope.agencies(Act.VIEW_COMMITMENTS))
        .count()
    )


def without_statutory(notice: NoticeText) -> dict[date, str]:
    """Days off by law that the notice does not give off; a sign of a slip, not an error (the law itself may change)."""
    return {day: name for day, name in statutory_holidays(notice.year).items() if day not in notice.holidays}


def draft_calendar(notice: NoticeText) -> WorkCalendar:
    """The calendar in force with this notice in its year. Raises Invalid for days that cannot be in it."""
    now = calendar_in_force()
    return _with(now, notice, version=version_in_force(notice.year) + 1, calendar_version=now.version + 1)


def what_if(notice: NoticeText) -> Outcome:
    """Which running due dates the notice would move or make final; writes nothing."""
    return outcome(draft_calendar(notice))


def enter_year(notice: NoticeText, *, seen_version: int, actor: User, now: datetime) -> tuple[CalendarYear, Outcome]:
    """Save the notice as the next version of its year, count every running clock again, journal it; one transaction.

    `seen_version` is the version the person had before the eyes (`version_in_force`). Raises NotPermitted,
    Invalid for wrong days or no change, TransitionRefused when somebody entered the year meanwhile.
    """
    office = _office(actor)
    try:
        with transaction.atomic():
            # One calendar for the whole installation: entries of all offices wait for each other here.
            Jurisdiction.objects.select_for_update().order_by("pk").first()
            place = Jurisdiction.objects.select_for_update().get(pk=office.jurisdiction_id)
            _require_unchanged(notice, seen_version)
            _require_difference(notice)
            row = _store(notice, version=seen_version + 1, actor=actor, now=now)
            entered = read_calendar(row.pk + 1)
            with counting_with(entered):
                moved = recompute_provisional(now, actor=actor)
            journal.record(
                place,
                "calendar_entered",
                actor=actor,
                now=now,
                remark=notice.source,
                data={
                    "year": notice.year,
                    "version": row.version,
                    "off": sorted(notice.holidays),
                    "worked": sorted(notice.make_up_days),
                    "moved": len(moved.moved),
                    "final": moved.only_final,
                },
            )
            forget_calendar()
    except IntegrityError as error:
        raise _meanwhile(notice.year) from error
    return row, moved


def _office(actor: User) -> Agency:
    """The office by whose right the actor enters notices."""
    offices = policies.scope_of(actor).agencies(Act.MANAGE_CALENDAR)
    office = Agency.objects.filter(pk__in=offices).order_by("jurisdiction_id", "pk").first()
    if office is None:
        raise NotPermitted(remedy=_("Ask the supervision clerk of the office to enter the notice."))
    return office


def _require_unchanged(notice: NoticeText, seen_version: int) -> None:
    stored = CalendarYear.objects.filter(year=notice.year).order_by("-version").first()
    known = seeded().years.get(notice.year)
    current = stored.version if stored else (known.version if known else 0)
    if current != seen_version:
        raise _meanwhile(notice.year, stored)


def _meanwhile(year: int, stored: CalendarYear | None = None) -> TransitionRefused:
    happened = []
    if stored is not None and stored.entered_by is not None:
        happened = [
            _("%(name)s entered version %(version)s: %(source)s")
            % {"name": stored.entered_by, "version": stored.version, "source": stored.source}
        ]
    return TransitionRefused(
        "calendar_entered_meanwhile",
        _("The notice of %(year)s was entered by somebody else meanwhile.") % {"year": year},
        remedy=_("Look at the version in force, then check yours again."),
        happened=happened,
    )


def _require_difference(notice: NoticeText) -> None:
    current = calendar_in_force().years.get(notice.year)
    if current and set(current.holidays) == set(notice.holidays) and current.make_up_days == notice.make_up_days:
        raise Invalid(
            "calendar_unchanged",
            _("The days are the same as in the version in force; nothing was saved."),
            remedy=_("Change a day, or leave the calendar as it is."),
        )


def _store(notice: NoticeText, *, version: int, actor: User, now: datetime) -> CalendarYear:
    _with(calendar_in_force(), notice, version=version, calendar_version=0)
    row = CalendarYear.objects.create(
        year=notice.year, version=version, source=notice.source, entered_by=actor, entered_at=now
    )
    CalendarDay.objects.bulk_create(
        [
            *(CalendarDay(calendar_year=row, day=day, is_workday=False, name=name) for day, name in _by_day(notice)),
            *(CalendarDay(calendar_year=row, day=day, is_workday=True) for day in sorted(notice.make_up_days)),
        ]
    )
    return row


def _by_day(notice: NoticeText) -> list[tuple[date, str]]:
    return sorted(notice.holidays.items())


def _with(calendar: WorkCalendar, notice: NoticeText, *, version: int, calendar_version: int) -> WorkCalendar:
    try:
        year = YearNotice(
            year=notice.year,
            holidays=dict(notice.holidays),
            make_up_days=notice.make_up_days,
            source=notice.source,
            version=version,
        )
    except ValueError as error:
        raise Invalid(
            "calendar_days",
            _("A day of the notice cannot be right: %(error)s.") % {"error": error},
            remedy=_("Compare it with the text of the notice."),
        ) from error
    if not notice.holidays:
        raise Invalid(
            "calendar_empty", _("The notice has no day off."), remedy=_("Enter the days off of every holiday.")
        )
    return WorkCalendar(version=calendar_version, years={**calendar.years, notice.year: year})

"""Alarm for steps that nobody can do: no person holds the right on the agency, now or within some working days."""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Count

from flows.models import Task
from workflow import policies
from workflow.models import Agency, JournalEntry, Jurisdiction
from workflow.services import journal
from workflow.services.calendar import calendar_in_force, local_day

AHEAD = 5
"""Working days before a post becomes empty at which the office hears of it."""
AGAIN = 5
"""Working days until the same empty post is told of again."""
EMPTY, EMPTIES = "post_empty", "post_empties"

LONGEST_REST = timedelta(days=30)
"""`AGAIN` working days never take longer, whatever holidays lie between."""
LOOK_MINUTES = 10
_looked: list[datetime] = []
"""When this process looked last; empty before it has."""

logger = logging.getLogger(__name__)

Post = tuple[int, str]
"""An agency's id and an act."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Open steps at one agency that nobody can do from the day `since` on; `offices` are those of their plans."""

    agency: Agency
    act: str
    steps: int
    since: date
    offices: tuple[int, ...]


def vacancies(on: date) -> list[Vacancy]:
    """What nobody can do on the day `on`, or `AHEAD` working days later. The number of queries does not grow with the
    steps, the posts or the agencies: one a day of that time and two more."""
    waiting: dict[Post, dict[int, int]] = defaultdict(dict)
    rows = Task.objects.open().exclude(act="").exclude(agency=None)
    for agency_id, act, of_item, of_plan, number in (
        rows.values_list("agency_id", "act", "commitment__plan__office_id", "plan__office_id")
        .annotate(number=Count("pk"))
        .order_by("agency_id", "act")
    ):
        office = of_item or of_plan
        waiting[agency_id, act][office] = waiting[agency_id, act].get(office, 0) + number
    empty: dict[Post, date] = {}
    soon = calendar_in_force().add_working_days(on, AHEAD).due_on
    for ahead in range((soon - on).days + 1):
        left = [post for post in waiting if post not in empty]
        if left:
            day = on + timedelta(days=ahead)
            empty |= dict.fromkeys(set(left) - policies.able(left, day), day)
    agencies = Agency.objects.select_related("jurisdiction").in_bulk({agency_id for agency_id, _act in empty})
    return [
        Vacancy(
            agencies[agency_id],
            act,
            sum(waiting[agency_id, act].values()),
            since,
            tuple(sorted(waiting[agency_id, act])),
        )
        for (agency_id, act), since in sorted(empty.items())
    ]


def look(now: datetime) -> int:
    """Chore of the ticker: `raise_alarms`, in each process at most every `LOOK_MINUTES` minutes."""
    if _looked and timedelta() <= now - _looked[0] < timedelta(minutes=LOOK_MINUTES):
        return 0
    _looked[:] = [now]
    return raise_alarms(now)


def raise_alarms(now: datetime) -> int:
    """Tell the offices of every vacancy, on working days, of each again after `AGAIN` working days; returns how many
    were told."""
    today = local_day(now)
    if not calendar_in_force().is_workday(today):
        return 0
    found = [(one, EMPTY if one.since <= today else EMPTIES) for one in vacancies(today)]
    told_lately = _told_lately(now) if found else set()
    told = 0
    for vacancy, event in found:
        if (event, vacancy.agency.pk, vacancy.act) in told_lately:
            continue
        try:
            with transaction.atomic():
                told += _tell(vacancy, event, now)
        except DatabaseError:
            # Another ticker was faster, or the register was changed at the same moment: the next look comes back to it.
            logger.exception("The alarm for %s at agency %s failed.", vacancy.act, vacancy.agency.pk)
    return told


def _told_lately(now: datetime, **where: object) -> set[tuple[str, int, str]]:
    """Event, agency and act of what was told less than `AGAIN` working days ago; one query."""
    calendar, today = calendar_in_force(), local_day(now)
    entries = JournalEntry.objects.filter(act__in=(EMPTY, EMPTIES), at__gt=now - LONGEST_REST, **where)
    return {
        (act, data["agency"], data["act"])
        for act, data, at in entries.values_list("act", "data", "at")
        if calendar.add_working_days(local_day(at), AGAIN).due_on > today
    }


def _tell(vacancy: Vacancy, event: str, now: datetime) -> int:
    place = Jurisdiction.objects.select_for_update().get(pk=vacancy.agency.jurisdiction_id)
    if (event, vacancy.agency.pk, vacancy.act) in _told_lately(now, chain=place.chain_key):
        return 0
    data = {
        "agency": vacancy.agency.pk,
        "agency_name": str(vacancy.agency),
        "act": vacancy.act,
        "steps": vacancy.steps,
        "since": vacancy.since,
        "offices": list(vacancy.offices),
    }
    journal.record(place, event, actor=None, now=now, data=data, tell=True)
    return 1

"""Alarm for steps that nobody can do: no person holds the right on the agency, now or within some working days."""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Count

from flows.models import Task
from workflow import policies
from workflow.models import Agency, JournalEntry
from workflow.services import journal
from workflow.services.calendar import calendar_in_force, local_day

AHEAD = 5
"""Working days before a post becomes empty at which the office hears of it."""
AGAIN = 5
"""Working days until the same empty post is told of again."""
EMPTY, EMPTIES = "post_empty", "post_empties"

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
    """What nobody can do on the day `on`, or `AHEAD` working days later; four queries, however many steps are open."""
    waiting: dict[Post, dict[int, int]] = defaultdict(dict)
    rows = Task.objects.open().exclude(act="").exclude(agency=None)
    for agency_id, act, of_item, of_plan, number in (
        rows.values_list("agency_id", "act", "commitment__plan__office_id", "plan__office_id")
        .annotate(number=Count("pk"))
        .order_by("agency_id", "act")
    ):
        office = of_item or of_plan
        waiting[agency_id, act][office] = waiting[agency_id, act].get(office, 0) + number
    soon = calendar_in_force().add_working_days(on, AHEAD).due_on
    able, able_then = policies.able(waiting, on), policies.able(waiting, soon)
    empty = {post: on if post not in able else None for post in waiting if post not in able or post not in able_then}
    agencies = Agency.objects.select_related("jurisdiction").in_bulk({agency_id for agency_id, _act in empty})
    return [
        Vacancy(
            agencies[agency_id],
            act,
            sum(waiting[agency_id, act].values()),
            since or _emptied(agency_id, act, on, soon),
            tuple(sorted(waiting[agency_id, act])),
        )
        for (agency_id, act), since in empty.items()
    ]


def _emptied(agency_id: int, act: str, on: date, soon: date) -> date:
    """The first day after `on` on which nobody can do it; `soon` is one of those days."""
    day = on
    while day < soon and policies.able([(agency_id, act)], day):
        day += timedelta(days=1)
    return day


def raise_alarms(now: datetime) -> int:
    """Chore of the ticker: tell the offices of every vacancy, on working days, each again after `AGAIN` working days;
    returns how many were told."""
    today = local_day(now)
    calendar = calendar_in_force()
    if not calendar.is_workday(today):
        return 0
    told = 0
    for vacancy in vacancies(today):
        try:
            with transaction.atomic():
                told += _tell(vacancy, now)
        except DatabaseError:
            # Another ticker was faster, or the register was changed at the same moment: the next tick comes back to it.
            logger.exception("The alarm for %s at agency %s failed.", vacancy.act, vacancy.agency.pk)
    return told


def _tell(vacancy: Vacancy, now: datetime) -> int:
    today = local_day(now)
    event = EMPTY if vacancy.since <= today else EMPTIES
    place = type(vacancy.agency.jurisdiction).objects.select_for_update().get(pk=vacancy.agency.jurisdiction_id)
    earlier = JournalEntry.objects.filter(chain=place.chain_key, act=event).order_by("-seq")
    for entry in earlier[:200]:
        if (entry.data["agency"], entry.data["act"]) == (vacancy.agency.pk, vacancy.act):
            if calendar_in_force().add_working_days(local_day(entry.at), AGAIN).due_on > today:
                return 0
            break
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

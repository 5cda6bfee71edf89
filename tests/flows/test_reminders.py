"""Reminders go out exactly once each, on working days only."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from flows.models import Deadline
from flows.reminders import remind
from flows.timers import next_rung, rung_day
from tests.builders import City, issue_plan, make_plan, walk
from tests.conftest import moment
from workflow.models import Commitment, JournalEntry
from workflow.services import journal

pytestmark = pytest.mark.django_db


@pytest.fixture
def planning(city: City, now: datetime) -> Commitment:
    """Waits for its implementation plan, due on 23 October 2026."""
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    walk(city, commitment, now, "write_plan")
    return commitment


def rungs(commitment: Commitment) -> list[int]:
    entries = JournalEntry.objects.filter(commitment=commitment, act="reminded").order_by("id")
    return [entry.data["rung"] for entry in entries]


def test_each_rung_reminds_once(planning: Commitment) -> None:
    day = moment(2026, 9, 8)
    while day < moment(2026, 11, 10):
        remind(day)
        remind(day + timedelta(hours=3))
        day += timedelta(days=1)
    assert rungs(planning) == [-7, -1, 0, 1]


def test_nothing_goes_out_at_the_weekend(planning: Commitment) -> None:
    Deadline.objects.filter(task__commitment=planning).update(next_on=date(2026, 9, 12))
    assert remind(moment(2026, 9, 12)) == 0
    assert remind(moment(2026, 9, 13)) == 0
    assert remind(moment(2026, 9, 14)) == 1


def test_after_a_standstill_missed_rungs_are_one_reminder(planning: Commitment) -> None:
    assert remind(moment(2026, 10, 23)) == 1
    assert rungs(planning) == [0]
    assert remind(moment(2026, 10, 26)) == 1
    assert rungs(planning) == [0, 1]


def test_a_completed_step_is_not_reminded_of(city: City, planning: Commitment, now: datetime) -> None:
    walk_on = Deadline.objects.get(task__commitment=planning)
    assert walk_on.due_on == date(2026, 10, 23)
    from flows.actions import commitment as steps

    steps.discontinue(planning.pk, actor=city.clerk, now=now, reason="撤并。")
    assert remind(moment(2026, 10, 22)) == 0


def test_rungs_are_working_days_over_the_national_day_holiday() -> None:
    assert rung_day(date(2026, 10, 9), -1) == date(2026, 10, 8)
    assert rung_day(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert next_rung(date(2026, 10, 23), date(2026, 10, 23), passed=0) == (1, date(2026, 10, 26))


def test_one_broken_deadline_keeps_no_other_from_being_told(
    city: City, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    commitments = issue_plan(city, make_plan(city, now, items=2), now)
    Deadline.objects.filter(task__commitment__in=commitments).update(next_on=now.date())
    broken = commitments[0]
    recorded = journal.record

    def fail_for_one(subject: Commitment, act: str, **rest: Any) -> JournalEntry:
        if subject.pk == broken.pk:
            raise OperationalError("locked")
        return recorded(subject, act, **rest)

    monkeypatch.setattr(journal, "record", fail_for_one)
    assert remind(now) == 1
    assert rungs(commitments[1]) == [-1]

"""A due date that reaches into a year without an official notice says so at every step that shows it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from flows.actions import commitment as steps
from tests.builders import City, issue_plan, make_plan, open_task, plan_text
from workflow.models import Clock
from workflow.services.calendar import calendar_in_force
from workflow.status import ClockKind

pytestmark = pytest.mark.django_db


def test_the_due_date_of_the_implementation_plan_stays_provisional(city: City, now: datetime) -> None:
    open_year = next(year for year in range(now.year, 2100) if not calendar_in_force().is_published(year))
    late = datetime(open_year - 1, 12, 10, 9, tzinfo=UTC)
    commitment = issue_plan(city, make_plan(city, late), late)[0]
    assert Clock.objects.get(commitment=commitment, kind=ClockKind.IMPLEMENTATION_PLAN).provisional
    steps.acknowledge(open_task("acknowledge", commitment=commitment).pk, actor=city.officer, now=late)
    commitment.refresh_from_db()
    task = open_task("write_plan", commitment=commitment)
    assert (commitment.current_due_on, commitment.current_provisional) == (commitment.plan_due_on, True)
    assert task.provisional

    steps.hand_in_plan(task.pk, plan_text(), actor=city.officer, now=late)
    commitment.refresh_from_db()
    assert not commitment.current_provisional  # the desk of the head: all its days are in a published year
    sign = open_task("sign_plan", commitment=commitment)
    steps.return_plan(sign.pk, actor=city.head, now=late + timedelta(days=1), reason="缺少分工。")
    commitment.refresh_from_db()
    assert commitment.current_provisional


def test_a_due_date_within_published_years_is_final(city: City, now: datetime) -> None:
    commitment = issue_plan(city, make_plan(city, now), now)[0]
    assert commitment.plan_due_on < date(now.year + 1, 1, 1)
    steps.acknowledge(open_task("acknowledge", commitment=commitment).pk, actor=city.officer, now=now)
    commitment.refresh_from_db()
    assert not commitment.current_provisional

"""An agency or post without a person raises an alarm before anything hangs."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flows import empty_posts
from flows.empty_posts import raise_alarms, vacancies
from flows.models import Task
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline, target
from tests.builders import City, issue_plan, make_plan, walk
from tests.conftest import moment
from workflow.models import Agency, Commitment, JournalEntry, Membership, User
from workflow.services.verification import verify_journal

pytestmark = pytest.mark.django_db


def leave(person: User, day: date) -> None:
    """The person's posts end with the day before."""
    Membership.objects.filter(user=person).update(valid_until=day)


def told(user: User) -> list[str]:
    rows = Notification.objects.filter(recipient=user, event__startswith="post_emp").select_related("entry")
    return [headline(row) for row in rows.order_by("pk")]


def test_where_everybody_is_there_nothing_is_told(city: City, planning: Commitment, now: datetime) -> None:
    assert vacancies(now.date()) == []
    assert raise_alarms(now) == 0


def test_a_post_without_a_person_is_told_to_the_office_once(city: City, planning: Commitment, now: datetime) -> None:
    leave(city.officer, now.date())
    assert raise_alarms(now) == 1
    assert raise_alarms(now) == 0
    assert raise_alarms(moment(2026, 9, 11)) == 0
    deliver_pending(now)
    (line,) = told(city.clerk)
    assert "市数据局" in line
    assert "写实施方案" in line
    assert told(city.leader) == [line]
    assert told(city.head) == []
    alarm = Notification.objects.get(recipient=city.clerk, event="post_empty")
    assert alarm.asks
    assert target(alarm) == f"/agencies/{city.agency.pk}/"
    assert raise_alarms(moment(2026, 9, 14)) == 1
    assert list(verify_journal()) == []


def test_a_deactivated_account_leaves_the_post_empty(city: City, planning: Commitment, now: datetime) -> None:
    User.objects.filter(pk=city.officer.pk).update(is_active=False)
    (found,) = vacancies(now.date())
    assert (found.agency, found.act, found.steps, found.since) == (city.agency, "write_plan", 1, now.date())
    assert found.offices == (city.office.pk,)


def test_it_is_told_before_the_post_becomes_empty(city: City, planning: Commitment, now: datetime) -> None:
    leave(city.officer, date(2026, 9, 14))
    assert raise_alarms(moment(2026, 9, 4)) == 0
    assert raise_alarms(now) == 1
    deliver_pending(now)
    (line,) = told(city.clerk)
    assert "9月14日" in line
    assert JournalEntry.objects.get(act="post_empties").data["since"] == "2026-09-14"
    assert raise_alarms(moment(2026, 9, 14)) == 1
    assert JournalEntry.objects.get(act="post_empty").data["steps"] == 1


def test_no_alarm_on_a_day_off(city: City, planning: Commitment, now: datetime) -> None:
    leave(city.officer, now.date())
    assert raise_alarms(moment(2026, 9, 12)) == 0


def test_steps_of_the_office_count_too(city: City, now: datetime) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    walk(city, commitment, now, "approve_plan")
    leave(city.leader, now.date())
    assert vacancies(now.date()) == []
    leave(city.second_leader, now.date())
    (found,) = vacancies(now.date())
    assert (found.act, found.agency) == ("approve_plan", city.agency)


def test_what_it_costs_does_not_grow_with_the_steps(city: City, now: datetime) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            vacancies(now.date())
        return len(captured)

    issue_plan(city, make_plan(city, now, items=1), now)
    leave(city.officer, now.date())
    leave(city.head, now.date())
    few: Any = cost()
    issue_plan(city, make_plan(city, now + timedelta(minutes=1), items=5), now)
    assert cost() == few <= 12


def test_more_posts_than_anybody_reads_are_told_once_all_the_same(city: City, now: datetime) -> None:
    kinds = {"jurisdiction": city.jurisdiction, "kind": city.agency.kind}
    agencies = [Agency(name=f"云川市第{n}局", short_name=f"市{n}局", **kinds) for n in range(210)]
    created = Agency.objects.bulk_create(agencies)
    issue_plan(city, make_plan(city, now, items=1), now)
    task = Task.objects.open().get(node="acknowledge")
    Task.objects.bulk_create(
        [
            Task(
                process_id=task.process_id, root_id=task.root_id, flow_task=task.flow_task, node=task.node,
                flow_task_type=task.flow_task_type, status=task.status, act=task.act, agency=agency,
                commitment_id=task.commitment_id, token=task.token,
            )
            for agency in created
        ]
    )  # fmt: skip
    assert raise_alarms(now) == 210
    assert raise_alarms(now) == 0
    assert JournalEntry.objects.filter(act="post_empty").count() == 210


def test_the_ticker_looks_now_and_then(
    city: City, planning: Commitment, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(empty_posts, "_looked", [])
    assert empty_posts.look(now) == 0
    leave(city.officer, now.date())
    assert empty_posts.look(now + timedelta(minutes=9)) == 0
    assert empty_posts.look(now + timedelta(minutes=10)) == 1

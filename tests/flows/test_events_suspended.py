"""Terms that hang on an event while the work is suspended: days stand still by the day, hours to the moment."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from flows.actions import suspension
from flows.models import PAUSED, Deadline, Task
from tests.builders import City, open_task
from tests.conftest import moment
from tests.flows.cases import ask_suspension
from tests.flows.events import breaches, happened, limit, only, planned, report
from tests.flows.pages import words_of
from workflow.models import Clock, Commitment

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]


def resume(city: City, commitment: Commitment, at: datetime) -> None:
    suspension.resume(commitment.pk, actor=city.clerk, now=at)


def test_a_suspension_stops_the_clock_and_hours_go_on_at_the_same_hour(
    city: City, writing: Commitment, now: datetime
) -> None:
    for name in ("working", "hours"):
        limit(writing, name)
    event = report(city, writing, happened(moment(2026, 9, 13, 20)), moment(2026, 9, 14, 8))
    ask_suspension(city, writing, moment(2026, 9, 14))
    assert set(Task.objects.filter(node="answer_event").values_list("flow_task_type", flat=True)) == {PAUSED}
    resume(city, writing, moment(2026, 9, 21))
    found = {one.phrase: one for one in event.responses.all()}
    # Of ten working days none had passed: from Monday the 21st on, 10 October is worked in exchange.
    assert found["收到申请后10个工作日内"].due_on == date(2026, 10, 10)
    assert found["收到申请后24小时内"].due_at == moment(2026, 9, 21, 20)
    steps_open = Task.objects.open().filter(node="answer_event")
    assert set(steps_open.values_list("due_on", flat=True)) == {date(2026, 9, 21), date(2026, 10, 10)}
    assert breaches() == []


@pytest.mark.parametrize(
    ("granted", "resumed", "due"),
    [
        # Happened on Monday the 14th at 8: of 24 hours 22.5 were left at half past nine.
        (moment(2026, 9, 14, 9, 30), moment(2026, 9, 19, 16), moment(2026, 9, 20, 14, 30)),
        (moment(2026, 9, 14, 9, 30), moment(2026, 9, 14, 17, 30), moment(2026, 9, 15, 16)),
        (moment(2026, 9, 14, 9, 30), moment(2026, 9, 14, 9, 31), moment(2026, 9, 15, 8, 1)),
        (moment(2026, 9, 15, 8), moment(2026, 9, 16, 8, 1), moment(2026, 9, 16, 8, 1)),
        # It had run out a minute before.
        (moment(2026, 9, 15, 8, 1), moment(2026, 9, 21), moment(2026, 9, 15, 8)),
    ],
)
def test_of_a_term_of_hours_as_much_is_left_as_when_the_work_stopped(
    city: City, writing: Commitment, granted: datetime, resumed: datetime, due: datetime, client_of: Signed
) -> None:
    limit(writing, "hours")
    event = report(city, writing, happened(moment(2026, 9, 14, 8)), moment(2026, 9, 14, 9))
    ask_suspension(city, writing, granted)
    resume(city, writing, resumed)
    response = only(event)
    assert (response.due_at, response.due_on) == (due, due.date())
    step = open_task("answer_event", commitment=writing)
    assert step.due_on == due.date()
    assert Deadline.objects.get(task=step).due_on == due.date()
    assert breaches() == []
    clock = Clock.objects.get(response=response)
    page = words_of(client_of(city.officer).get(f"/certificates/{clock.pk}/"))
    assert f"9月{due.day}日 {due:%H:%M}" in page
    was_stopped = due != moment(2026, 9, 15, 8)
    assert ("由 9月15日 08:00 顺延至" in page, "等待上级细则" in page) == (was_stopped, was_stopped)
    assert "不一致" not in page


def test_an_hour_that_begins_while_the_work_rests_runs_from_when_it_goes_on(
    city: City, writing: Commitment, now: datetime
) -> None:
    limit(writing, "hours")
    ask_suspension(city, writing, moment(2026, 9, 14))
    writing.refresh_from_db()
    event = report(city, writing, happened(moment(2026, 9, 16, 22)), moment(2026, 9, 17, 8))
    assert only(event).due_at == moment(2026, 9, 17, 22)
    resume(city, writing, moment(2026, 9, 19, 10))
    assert only(event).due_at == moment(2026, 9, 20, 10)
    assert breaches() == []
    Clock.objects.filter(kind="event").update(changes=[])
    assert {"event_clock", "clock_date"} <= {breach.code for breach in breaches()}


def test_an_event_on_a_suspended_item_begins_to_run_when_the_work_goes_on(
    city: City, writing: Commitment, now: datetime
) -> None:
    limit(writing, "working")
    limit(writing, "before")
    ask_suspension(city, writing, moment(2026, 9, 14))
    writing.refresh_from_db()
    event = report(city, writing, happened(moment(2026, 9, 16, 10)), moment(2026, 9, 16, 11))
    meeting = report(city, writing, planned(date(2026, 10, 15)), moment(2026, 9, 16, 11))
    assert set(Task.objects.filter(node="answer_event").values_list("flow_task_type", flat=True)) == {PAUSED}
    assert breaches() == []
    before = only(meeting).due_on
    resume(city, writing, moment(2026, 9, 21))
    assert only(event).due_on == date(2026, 10, 10)
    assert only(meeting).due_on == before
    assert Task.objects.open().filter(node="answer_event").count() == 2
    assert breaches() == []


@pytest.mark.parametrize(
    ("granted", "shown"),
    [
        # An hour was left: it follows the midnight at which the system resumes the work.
        (moment(2026, 9, 15, 7), "今天 08:00 → 9月19日 01:00"),
        (moment(2026, 9, 15, 9), "今天 08:00 已过"),
    ],
)
def test_who_grants_sees_what_the_term_of_hours_then_gets(
    city: City,
    writing: Commitment,
    granted: datetime,
    shown: str,
    client_of: Signed,
    at: Callable[[datetime], None],
) -> None:
    limit(writing, "hours")
    event = report(city, writing, happened(moment(2026, 9, 14, 8)), moment(2026, 9, 14, 9))
    task = ask_suspension(city, writing, granted, last=date(2026, 9, 18), until="grant_suspension")
    assert task is not None
    at(granted)
    page = words_of(client_of(city.leader).get(f"/steps/{task.pk}/"))
    assert shown in page
    assert ("今天 08:00 →" in page) == ("→" in shown)
    suspension.grant(task.pk, actor=city.leader, now=granted)
    assert suspension.resume_due(moment(2026, 9, 19, 0)) == 1
    due_at = only(event).due_at
    assert due_at is not None
    assert f"{timezone.localtime(due_at):%H:%M}" in shown
    assert due_at == (moment(2026, 9, 19, 1) if "→" in shown else moment(2026, 9, 15, 8))
    assert breaches() == []


@pytest.mark.parametrize(("hour", "base"), [(9, date(2026, 9, 21)), (7, None)])
def test_reminders_of_a_term_of_hours_that_was_late_go_on_as_many_days_later(
    city: City, writing: Commitment, hour: int, base: date | None
) -> None:
    limit(writing, "hours")
    report(city, writing, happened(moment(2026, 9, 14, 8)), moment(2026, 9, 14, 9))
    ask_suspension(city, writing, moment(2026, 9, 15, hour))
    Deadline.objects.filter(task__node="answer_event").update(rung=3, next_on=date(2026, 9, 18))
    resume(city, writing, moment(2026, 9, 21))
    deadline = Deadline.objects.get(task=open_task("answer_event", commitment=writing))
    # Five working days lay between, the Sunday before the feast among them; three more come before the next rung.
    assert (deadline.base_on, deadline.next_on) == (base, date(2026, 9, 24))

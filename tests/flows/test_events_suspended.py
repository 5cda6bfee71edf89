"""Terms that hang on an event while the work is suspended: days stand still by the day, hours to the moment."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from flows.actions import suspension, transferring
from flows.models import PAUSED, Deadline, Task
from tests.builders import City, open_task
from tests.conftest import moment
from tests.flows.cases import ask_suspension
from tests.flows.events import RECEIVED, breaches, happened, limit, only, planned, report
from tests.flows.pages import words_of
from workflow.models import Clock, Commitment, PlanEvent
from workflow.services import events
from workflow.services.recounting import changes_of

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]


LOOKED_AT = {
    "words": [RECEIVED],
    "name": "王某某的申请",
    "happened_at": "2026-09-14T08:00",
    "known_at": "2026-09-14T08:00",
    "look": "1",
}
"""What is typed to see what hangs on an event of that moment."""


def resume(city: City, commitment: Commitment, at: datetime) -> None:
    suspension.resume(commitment.pk, actor=city.clerk, now=at)


def test_a_suspension_from_midnight_to_midnight_moves_days_and_hours_alike(
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
    Clock.objects.filter(pk=clock.pk).update(due_at=due + timedelta(minutes=1))
    altered = words_of(client_of(city.officer).get(f"/certificates/{clock.pk}/"))
    assert "登记的日期与计算结果不一致" in altered
    assert f"{due + timedelta(minutes=1):%H:%M} ，按同一规则和日历重新计算是" in altered
    Clock.objects.filter(pk=clock.pk).update(due_at=None)
    blotted = words_of(client_of(city.officer).get(f"/certificates/{clock.pk}/"))
    assert f"重新计算是 9月{due.day}日 {due:%H:%M}" in blotted


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


@pytest.mark.parametrize(
    ("limited", "before", "after"),
    [
        # Of ten working days four had passed on Friday the 11th; six are left, of which Sunday the 20th is the first.
        ("working", date(2026, 9, 20), date(2026, 9, 28)),
        ("hours", moment(2026, 9, 14, 14, 30), moment(2026, 9, 19, 21)),
        # Five days more end on the last day of the feast, and so on the day after.
        ("days", date(2026, 9, 22), date(2026, 9, 28)),
    ],
)
def test_what_is_corrected_after_a_suspension_keeps_the_time_it_stood_still(
    city: City, writing: Commitment, limited: str, before: date | datetime, after: date | datetime
) -> None:
    limit(writing, limited)
    first = moment(2026, 9, 13, 14, 30) if limited == "hours" else moment(2026, 9, 7, 10)
    event = report(city, writing, happened(first), moment(2026, 9, 14, 9))
    ask_suspension(city, writing, moment(2026, 9, 14, 9, 30))
    resume(city, writing, moment(2026, 9, 19, 16))
    writing.refresh_from_db()
    given = only(event)
    assert (given.due_at or given.due_on) == after
    wrong = happened(first, corrects=event.pk, note="姓名有误。", name="王某的申请")
    corrected = only(report(city, writing, wrong, moment(2026, 9, 19, 17)))
    assert (corrected.due_at or corrected.due_on) == after != before
    assert open_task("answer_event", commitment=writing).due_on == corrected.due_on
    assert changes_of(Clock.objects.get(response=corrected)) == changes_of(Clock.objects.get(response=given)) != []
    assert breaches() == []


def test_when_it_is_entered_makes_no_difference_to_the_time_it_stood_still(city: City, writing: Commitment) -> None:
    for name in ("working", "hours"):
        limit(writing, name)
    ask_suspension(city, writing, moment(2026, 9, 14, 9, 30))
    writing.refresh_from_db()
    early = report(city, writing, happened(moment(2026, 9, 16, 22)), moment(2026, 9, 17, 8))
    resume(city, writing, moment(2026, 9, 19, 10))
    writing.refresh_from_db()
    # A second application came in a minute later, and is entered after the work went on.
    late = report(city, writing, happened(moment(2026, 9, 16, 22, 1)), moment(2026, 9, 19, 11))
    dates = [[(one.due_at or one.due_on) for one in event.responses.order_by("phrase")] for event in (early, late)]
    assert dates[0] == dates[1] == [date(2026, 10, 9), moment(2026, 9, 20, 10)]
    # Within one day: four hours of it do not count.
    ask_suspension(city, writing, moment(2026, 9, 21, 9))
    resume(city, writing, moment(2026, 9, 21, 13))
    writing.refresh_from_db()
    same = report(city, writing, happened(moment(2026, 9, 21, 8)), moment(2026, 9, 21, 14))
    assert same.responses.get(due_at__isnull=False).due_at == moment(2026, 9, 22, 12)
    # One that had ended before it happened takes nothing from it.
    new = report(city, writing, happened(moment(2026, 9, 21, 13, 30)), moment(2026, 9, 21, 14))
    assert new.responses.get(due_at__isnull=False).due_at == moment(2026, 9, 22, 13, 30)
    assert breaches() == []


def test_a_share_that_was_transferred_keeps_the_time_its_event_stood_still(city: City, writing: Commitment) -> None:
    limit(writing, "working")
    event = report(city, writing, happened(moment(2026, 9, 10, 10)), moment(2026, 9, 14, 9))
    ask_suspension(city, writing, moment(2026, 9, 14, 9, 30))
    resume(city, writing, moment(2026, 9, 19, 16))
    due = only(event).due_on
    done = transferring.transfer(
        writing.pk, city.county.pk, reason="职责已划转。", actor=city.clerk, now=moment(2026, 9, 21)
    )
    wrong = happened(moment(2026, 9, 10, 10), corrects=event.pk, note="姓名有误。", name="王某的申请")
    corrected = only(report(city, writing, wrong, moment(2026, 9, 21, 10)))
    assert (corrected.commitment_id, corrected.due_on) == (done.successor.pk, due)
    assert due > date(2026, 9, 24)
    assert breaches() == []


@pytest.mark.parametrize(
    ("granted", "state", "late"),
    [
        # Of the 24 hours one was left; they had run out an hour ago.
        (moment(2026, 9, 15, 7), "正常", 0),
        (moment(2026, 9, 15, 9), "逾期", 1),
    ],
)
def test_while_the_work_rests_a_term_is_late_only_if_it_was_before(
    city: City,
    writing: Commitment,
    granted: datetime,
    state: str,
    late: int,
    client_of: Signed,
    at: Callable[[datetime], None],
) -> None:
    for name in ("hours", "working"):
        limit(writing, name)
    event = report(city, writing, happened(moment(2026, 9, 14, 8)), moment(2026, 9, 14, 9))
    ask_suspension(city, writing, granted)
    at(moment(2026, 10, 15, 9))
    client, where = client_of(city.officer), f"/plans/{writing.plan_id}/events/"
    (entry,) = client.get(where).context["rows"]
    assert (entry.open, entry.late) == (2, late)
    assert [line.is_late for line in entry.lines] == [late == 1, False]
    assert all(line.rests for line in entry.lines)
    page = words_of(client.get(f"{where}{event.pk}/"))
    assert (state in page, "中止" in page) == (True, True)
    assert len(client.get(f"{where}?state=late").context["rows"]) == late
    item = client.get(f"/items/{writing.pk}/").context["events"]
    assert [line.light for line in item] == ["late" if late else "ok", "ok"]
    # What has to precede a planned event does not rest.
    limit(writing, "before")
    report(city, writing, planned(date(2026, 10, 22)), moment(2026, 9, 15, 10))
    at(moment(2026, 10, 17, 9))
    assert sum(one.late for one in client.get(f"{where}?state=late").context["rows"]) == late + 1
    resume(city, writing, moment(2026, 10, 17, 10))
    at(moment(2026, 10, 17, 10))
    assert sum(one.late for one in client.get(f"{where}?state=late").context["rows"]) == late + 1


def test_what_ran_out_earlier_today_is_said_to_be_late_before_it_is_entered(
    city: City, writing: Commitment, client_of: Signed, at: Callable[[datetime], None]
) -> None:
    limit(writing, "hours")
    client, where = client_of(city.clerk), f"/plans/{writing.plan_id}/events/new/"
    at(moment(2026, 9, 15, 8))
    assert "登记后即逾期" not in words_of(client.get(where, LOOKED_AT))
    at(moment(2026, 9, 15, 8, 1))
    assert "登记后即逾期" in words_of(client.get(where, LOOKED_AT))


@pytest.mark.parametrize(("granted", "late"), [(moment(2026, 9, 15, 7), False), (moment(2026, 9, 15, 9), True)])
def test_while_the_work_rests_the_preview_says_what_the_register_will(
    city: City, writing: Commitment, granted: datetime, late: bool, client_of: Signed, at: Callable[[datetime], None]
) -> None:
    limit(writing, "hours")
    ask_suspension(city, writing, granted)
    at(moment(2026, 9, 18, 9))
    page = words_of(client_of(city.clerk).get(f"/plans/{writing.plan_id}/events/new/", LOOKED_AT))
    assert ("已中止" in page, "登记后即逾期" in page) == (True, late)


@pytest.mark.parametrize("corrected", [False, True])
def test_an_item_resumed_while_an_event_is_entered_keeps_the_time_it_stood_still(
    city: City, writing: Commitment, corrected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(writing, "hours")
    first = moment(2026, 9, 14, 8)
    told = happened(first)
    if corrected:
        event = report(city, writing, told, moment(2026, 9, 14, 9))
        told = happened(first, corrects=event.pk, note="姓名有误。", name="王某的申请")
    ask_suspension(city, writing, moment(2026, 9, 14, 9, 30))
    enter = events.enter

    def resumed_first(*given: Any, **more: Any) -> PlanEvent:
        resume(city, writing, moment(2026, 9, 19, 16))
        return enter(*given, **more)

    monkeypatch.setattr(events, "enter", resumed_first)
    made = only(report(city, writing, told, moment(2026, 9, 19, 16)))
    assert made.due_at == moment(2026, 9, 20, 14, 30)
    assert breaches() == []


@pytest.mark.parametrize(("hours", "shown"), [(2, "当日中止当日恢复"), (48, "以小时计的按中止时长顺延")])
def test_who_resumes_reads_what_moves(
    city: City, writing: Commitment, hours: int, shown: str, client_of: Signed, at: Callable[[datetime], None]
) -> None:
    ask_suspension(city, writing, moment(2026, 9, 14, 9, 30))
    at(moment(2026, 9, 14, 9, 30) + timedelta(hours=hours))
    assert shown in words_of(client_of(city.clerk).get(f"/items/{writing.pk}/resume/"))

"""Suspensions: while one is in force no clock runs and no step can be done; the days it took are given back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import extension as extending
from flows.actions import reminding, reports, urging
from flows.actions import suspension as suspending
from flows.models import HUMAN, PAUSED, Deadline, Process, Task
from flows.reading.header import due_of_item, state_of
from flows.reminders import remind
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline
from tests.builders import City, open_task, plan_text
from tests.conftest import moment
from tests.flows.cases import ask_extension, ask_suspension, reach
from tests.flows.pages import counted_queries, main_of, plan_fields, words_of
from tests.flows.suspensions import UNTIL, clean, clock_of, said_on
from workflow import ledger
from workflow.deadlines import Light, WorkCalendar, YearNotice
from workflow.errors import NotVisible, TransitionRefused
from workflow.ledger_rows import remaining
from workflow.lights import conditions, light_of
from workflow.models import Clock, Commitment, JournalEntry, ProgressReport, Suspension
from workflow.services import amending, recounting
from workflow.services.calendar import calendar_in_force, counting_with, local_day
from workflow.status import ClockKind, Stage

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]


def test_nothing_stops_while_it_is_asked_and_everything_rests_once_it_is_granted(
    city: City, writing: Commitment, now: datetime
) -> None:
    task = ask_suspension(city, writing, now, until="grant_suspension")
    assert task is not None
    writing.refresh_from_db()
    assert (writing.stage, writing.suspended_on, open_task("write_plan", commitment=writing).flow_task_type) == (
        Stage.PLANNING,
        None,
        HUMAN,
    )
    assert clean() == []
    suspending.grant(task.pk, actor=city.leader, now=now, remark="同意，抓紧对接。")
    writing.refresh_from_db()
    assert (writing.stage, writing.stage_of_work) == (Stage.SUSPENDED, Stage.PLANNING)
    assert (writing.suspended_on, writing.suspended_until) == (now.date(), UNTIL)
    step = Task.objects.get(commitment=writing, node="write_plan")
    assert (step.flow_task_type, step.finished) == (PAUSED, None)
    assert not Task.objects.open().filter(commitment=writing).exists()
    remind(moment(2026, 10, 14))
    assert not JournalEntry.objects.filter(commitment=writing, act="reminded").exists()
    entry = JournalEntry.objects.filter(commitment=writing).latest("seq")
    assert (entry.act, entry.remark, entry.data["until"]) == ("suspended", "同意，抓紧对接。", "2026-10-30")
    assert clean() == []
    call_command("verify")


def test_resumed_early_the_clocks_get_back_the_days_they_stood_still(
    city: City, suspended: Commitment, now: datetime
) -> None:
    """Suspended from 14 September, resumed on 12 October: 14 to 18, 20 to 24 and 28 to 30 September, 8 to 10 October
    are sixteen working days."""
    suspending.resume(suspended.pk, actor=city.head, now=moment(2026, 10, 12), remark="细则已印发。")
    suspended.refresh_from_db()
    plan, done = clock_of(suspended, ClockKind.IMPLEMENTATION_PLAN), clock_of(suspended, ClockKind.COMPLETION)
    calendar = calendar_in_force()
    assert plan.changes == done.changes == [{"from": "2026-09-14", "until": "2026-10-11"}]
    assert plan.due_on == calendar.add_working_days(date(2026, 10, 23), 16).due_on == date(2026, 11, 16)
    assert done.due_on == calendar.add_working_days(date(2026, 12, 31), 16).due_on
    assert (done.due_on.year, done.provisional) == (2027, True)
    assert (suspended.plan_due_on, suspended.completion_on) == (plan.due_on, done.due_on)
    assert (suspended.current_due_on, suspended.stage) == (plan.due_on, Stage.PLANNING)
    step = open_task("write_plan", commitment=suspended)
    deadline = Deadline.objects.get(task=step)
    assert (step.due_on, deadline.due_on, deadline.next_on) == (plan.due_on, plan.due_on, date(2026, 11, 5))
    suspension = Suspension.objects.get()
    assert (suspension.last_on, suspension.resumed_by) == (date(2026, 10, 11), city.head)
    entry = JournalEntry.objects.filter(commitment=suspended).latest("seq")
    assert (entry.act, entry.remark) == ("resumed", "细则已印发。")
    assert {one["kind"]: (one["old"], one["new"]) for one in entry.data["dates"]} == {
        "implementation_plan": ("2026-10-23", "2026-11-16"),
        "completion": ("2026-12-31", done.due_on.isoformat()),
    }
    assert clean() == []
    steps.hand_in_plan(step.pk, plan_text(), actor=city.officer, now=moment(2026, 11, 16))


def test_the_system_resumes_it_after_the_last_day_and_says_so(city: City, suspended: Commitment) -> None:
    assert suspending.resume_due(moment(2026, 10, 30, 23)) == 0
    later = moment(2026, 10, 31)
    assert suspending.resume_due(later) == 1
    assert suspending.resume_due(later) == 0
    suspended.refresh_from_db()
    entry = JournalEntry.objects.filter(commitment=suspended).latest("seq")
    assert (entry.act, entry.actor) == ("suspension_ended", None)
    assert Suspension.objects.get().last_on == UNTIL
    # 30 working days of which 4 had run: 26 are left after 30 October.
    assert suspended.plan_due_on == calendar_in_force().add_working_days(UNTIL, 26).due_on == date(2026, 12, 7)
    assert clean() == []
    while deliver_pending(later):
        pass
    told = Notification.objects.get(recipient=city.officer, event="suspension_ended")
    assert headline(told).startswith("中止期满，系统自动恢复办理，现环节时限为12月7日：")
    assert Notification.objects.filter(recipient=city.leader, event="suspension_ended").exists()


def test_days_without_a_ticker_do_not_count_either(city: City, suspended: Commitment) -> None:
    """Nobody could work before the system resumed it."""
    assert suspending.resume_due(moment(2026, 11, 4)) == 1
    suspended.refresh_from_db()
    assert Suspension.objects.get().last_on == date(2026, 11, 3)
    assert suspended.plan_due_on == calendar_in_force().add_working_days(date(2026, 11, 3), 26).due_on
    assert clean() == []


def test_resumed_on_the_day_it_was_suspended_nothing_moves(city: City, suspended: Commitment) -> None:
    before = list(Clock.objects.filter(commitment=suspended).values_list("pk", "due_on", "changes"))
    suspending.resume(suspended.pk, actor=city.clerk, now=moment(2026, 9, 14, 16))
    suspended.refresh_from_db()
    assert list(Clock.objects.filter(commitment=suspended).values_list("pk", "due_on", "changes")) == before
    assert open_task("write_plan", commitment=suspended).due_on == date(2026, 10, 23)
    assert clean() == []


def test_the_limit_of_a_desk_gets_its_days_back(city: City, issued: list[Commitment], now: datetime) -> None:
    """The head has three working days to sign; suspended on the second, two are left when it is resumed."""
    commitment = issued[0]
    reach(city, commitment, now, "sign_plan")
    task = open_task("sign_plan", commitment=commitment)
    assert task.due_on is not None
    day = task.due_on - timedelta(days=1)
    left = calendar_in_force().working_days_between(day - timedelta(days=1), task.due_on)
    ask_suspension(city, commitment, moment(day.year, day.month, day.day))
    suspending.resume(commitment.pk, actor=city.leader, now=moment(2026, 10, 12))
    again = open_task("sign_plan", commitment=commitment)
    assert again.due_on == calendar_in_force().add_working_days(date(2026, 10, 11), left).due_on
    assert clean() == []


def test_a_report_and_its_step_rest_and_move_too(city: City, issued: list[Commitment], now: datetime) -> None:
    commitment = issued[0]
    reach(city, commitment, now, "submit_report")
    report = open_task("submit_report", commitment=commitment)
    ask_suspension(city, commitment, moment(2026, 9, 28))
    assert Task.objects.get(pk=report.pk).flow_task_type == PAUSED
    reports.open_due_reports(moment(2026, 10, 12))
    assert Process.objects.filter(commitment=commitment, report__isnull=False).count() == 1
    suspending.resume(commitment.pk, actor=city.leader, now=moment(2026, 10, 12))
    woken = open_task("submit_report", commitment=commitment)
    clock = Clock.objects.get(commitment=commitment, kind=ClockKind.REPORT)
    assert report.due_on is not None
    assert report.due_on < clock.due_on
    assert (woken.pk, woken.due_on, ProgressReport.objects.get().due_on) == (report.pk, clock.due_on, clock.due_on)
    assert clean() == []


def test_a_signed_report_waits_for_no_longer_than_its_desk_had(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    commitment = issued[0]
    lying = reach(city, commitment, now, "sign_report")
    assert lying.due_on is not None
    ask_suspension(city, commitment, now)
    suspending.resume(commitment.pk, actor=city.leader, now=moment(2026, 9, 21))
    left = calendar_in_force().working_days_between(now.date() - timedelta(days=1), lying.due_on)
    again = open_task("sign_report", commitment=commitment)
    assert again.due_on == calendar_in_force().add_working_days(date(2026, 9, 20), left).due_on
    assert clean() == []


# -- what cannot be done meanwhile -------------------------------------------------------------------------------------


def test_no_step_can_be_done_and_whoever_tries_is_told_why(
    city: City, suspended: Commitment, client_of: Signed, at: Callable[[datetime], None]
) -> None:
    task = Task.objects.get(commitment=suspended, node="write_plan")
    when = moment(2026, 9, 15)
    with pytest.raises(TransitionRefused) as refused:
        steps.hand_in_plan(task.pk, plan_text(), actor=city.officer, now=when)
    assert refused.value.code == "suspended"
    assert "9月14日起中止办理，最迟至10月30日" in str(refused.value)
    with pytest.raises(NotVisible):
        steps.hand_in_plan(task.pk, plan_text(), actor=city.outsider, now=when)
    at(when)
    for fields in ({"node": "write_plan", "summary": "分三步做完。"}, plan_fields()):
        answer = client_of(city.officer).post(f"/steps/{task.pk}/", fields)
        assert answer.status_code == 409
        assert "分三步做完。" in words_of(answer)
        assert "中止办理" in words_of(answer)
    assert client_of(city.officer).get(f"/steps/{task.pk}/").status_code == 302
    assert "第1件事" not in words_of(client_of(city.officer).get("/inbox/"))


@pytest.mark.parametrize("node", ["acknowledge", "sign_plan", "approve_plan", "inspect", "recheck", "close"])
def test_every_desk_gets_its_days_back(city: City, issued: list[Commitment], now: datetime, node: str) -> None:
    commitment = issued[0]
    lying = reach(city, commitment, now, node)
    assert lying.due_on is not None
    begin = local_day(lying.created)
    ask_suspension(city, commitment, moment(begin.year, begin.month, begin.day, 18))
    suspending.resume(commitment.pk, actor=city.leader, now=moment(2026, 10, 26))
    left = calendar_in_force().working_days_between(begin - timedelta(days=1), lying.due_on)
    again = open_task(node, commitment=commitment)
    assert again.due_on == calendar_in_force().add_working_days(date(2026, 10, 25), left).due_on
    commitment.refresh_from_db()
    assert light_of(commitment, date(2026, 10, 26), calendar_in_force()) is not Light.LATE
    assert clean() == []


def test_a_report_that_comes_back_later_has_its_days_too(city: City, issued: list[Commitment], now: datetime) -> None:
    """It lay with the head when the work was suspended; returned afterwards, it is not late by the suspension."""
    commitment = issued[0]
    lying = reach(city, commitment, now, "sign_report")
    report = Clock.objects.get(commitment=commitment, kind=ClockKind.REPORT)
    ask_suspension(city, commitment, moment(2026, 9, 21))
    suspending.resume(commitment.pk, actor=city.leader, now=moment(2026, 11, 23))
    reports.return_report(lying.pk, actor=city.head, now=moment(2026, 11, 23), reason="数字不符。")
    again = open_task("submit_report", commitment=commitment)
    assert again.due_on == Clock.objects.get(pk=report.pk).due_on
    assert again.due_on is not None
    assert again.due_on > date(2026, 11, 23)
    assert clean() == []


def test_sent_back_after_a_suspension_the_completion_has_its_days(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    commitment = issued[0]
    task = reach(city, commitment, now, "close")
    ask_suspension(city, commitment, moment(2026, 9, 21))
    suspending.resume(commitment.pk, actor=city.leader, now=moment(2027, 3, 1))
    steps.return_to_execution(task.pk, actor=city.leader, now=moment(2027, 3, 1), reason="再核一遍。")
    commitment.refresh_from_db()
    assert commitment.completion_on > date(2027, 3, 1)
    assert open_task("execute", commitment=commitment).due_on == commitment.completion_on
    assert clean() == []


def test_a_date_the_document_sets_later_loses_nothing_to_an_earlier_stop(
    city: City, suspended: Commitment, now: datetime
) -> None:
    suspending.resume(suspended.pk, actor=city.leader, now=moment(2026, 10, 12))
    item, day = suspended.item, date(2026, 11, 20)
    item.due_on = day
    item.save(update_fields=["due_on"])
    amending.recount_completion(suspended.plan, item, on=now.date(), actor=city.clerk, now=moment(2026, 10, 13))
    suspended.refresh_from_db()
    assert (clock_of(suspended, ClockKind.COMPLETION).due_on, suspended.completion_on) == (day, day)
    assert clean() == []


def test_a_date_set_while_it_is_suspended_loses_the_days_from_then_on(city: City, suspended: Commitment) -> None:
    """Suspended since 14 September, set on 21 September to 20 November, resumed on 12 October."""
    item, set_at = suspended.item, moment(2026, 9, 21)
    item.due_on = date(2026, 11, 20)
    item.save(update_fields=["due_on"])
    amending.recount_completion(suspended.plan, item, on=set_at.date(), actor=city.clerk, now=set_at)
    assert clock_of(suspended, ClockKind.COMPLETION).due_on == date(2026, 11, 20)
    suspending.resume(suspended.pk, actor=city.leader, now=moment(2026, 10, 12))
    lost = calendar_in_force().working_days_between(date(2026, 9, 20), date(2026, 10, 11))
    expected = calendar_in_force().add_working_days(date(2026, 11, 20), lost).due_on
    assert clock_of(suspended, ClockKind.COMPLETION).due_on == expected
    assert clean() == []


# -- reminders ---------------------------------------------------------------------------------------------------------


def reminded(commitment: Commitment) -> list[tuple[date, int]]:
    entries = JournalEntry.objects.filter(commitment=commitment, act="reminded").order_by("seq")
    return [(local_day(entry.at), entry.data["rung"]) for entry in entries]


def test_the_ladder_of_a_late_step_goes_on_after_a_suspension(city: City, writing: Commitment, now: datetime) -> None:
    """Due on 23 October; suspended on the 26th, the first working day after, resumed on 9 November: head, clerk and
    leader hear of it as many working days later as it rested, never at once, and never not at all."""
    for day in range(12, 27):
        remind(moment(2026, 10, day))
    before = reminded(writing)
    assert before[-1] == (date(2026, 10, 26), 1)
    ask_suspension(city, writing, moment(2026, 10, 26, 17), last=date(2026, 12, 1))
    for day in range(27, 32):
        remind(moment(2026, 10, day))
    suspending.resume(writing.pk, actor=city.leader, now=moment(2026, 11, 9))
    assert open_task("write_plan", commitment=writing).due_on == date(2026, 10, 23)
    for day in range(9, 21):
        remind(moment(2026, 11, day))
    assert reminded(writing)[len(before) :] == [(date(2026, 11, 11), 3), (date(2026, 11, 13), 5)]
    assert clean() == []


def test_a_reminder_put_off_stays_put_off_and_none_goes_out_twice(
    city: City, writing: Commitment, now: datetime
) -> None:
    remind(moment(2026, 10, 14))
    before = reminded(writing)
    until = date(2026, 10, 22)
    reminding.snooze(writing.pk, until=until, reason="等口径。", actor=city.officer, now=moment(2026, 10, 14, 10))
    ask_suspension(city, writing, moment(2026, 10, 14, 11), last=date(2026, 12, 1))
    suspending.resume(writing.pk, actor=city.leader, now=moment(2026, 10, 14, 12))
    assert Deadline.objects.get(task=open_task("write_plan", commitment=writing)).next_on == until
    remind(moment(2026, 10, 14, 13))
    assert reminded(writing) == before


@pytest.mark.parametrize("act", ["urge", "snooze", "ask_return", "extension", "suspension"])
def test_neither_can_it_be_urged_put_off_extended_or_suspended_twice(
    city: City, suspended: Commitment, act: str
) -> None:
    from flows.actions import withdrawing

    when, pk = moment(2026, 9, 15), suspended.pk
    acts: dict[str, Callable[[], object]] = {
        "urge": lambda: urging.urge(pk, actor=city.clerk, now=when),
        "snooze": lambda: reminding.snooze(pk, until=date(2026, 9, 20), reason="待定。", actor=city.officer, now=when),
        "ask_return": lambda: withdrawing.ask_return(pk, reason="有误。", actor=city.officer, now=when),
        "extension": lambda: extending.ask(
            pk, "completion", to=date(2027, 1, 29), cause="待定。", actor=city.officer, now=when
        ),
        "suspension": lambda: suspending.ask(pk, until=UNTIL, cause="待定。", actor=city.officer, now=when),
    }
    with pytest.raises(TransitionRefused) as refused:
        acts[act]()
    assert refused.value.code == "suspended"


def test_nobody_is_reminded(city: City, suspended: Commitment) -> None:
    before = JournalEntry.objects.filter(commitment=suspended, act="reminded").count()
    for day in range(15, 31):
        remind(moment(2026, 10, day))
    assert JournalEntry.objects.filter(commitment=suspended, act="reminded").count() == before


def test_the_menu_offers_what_can_be_done_and_the_page_says_what_stands(
    city: City, suspended: Commitment, client_of: Signed, at: Callable[[datetime], None]
) -> None:
    at(moment(2026, 9, 15))
    page = said_on(client_of(city.head).get(f"/items/{suspended.pk}/"))
    assert "本事项中止办理" in page
    assert "许志衡批准自9月14日起中止，最迟至10月30日。" in page
    assert "等待上级细则。" in page
    assert "恢复办理" in page
    assert "催办" not in said_on(client_of(city.clerk).get(f"/items/{suspended.pk}/")).replace("请求", "")
    assert f"/items/{suspended.pk}/resume/" not in main_of(client_of(city.officer).get(f"/items/{suspended.pk}/"))
    assert f"/items/{suspended.pk}/resume/" in main_of(client_of(city.head).get(f"/items/{suspended.pk}/"))
    answer = client_of(city.head).post(f"/items/{suspended.pk}/resume/", {"remark": ""})
    assert answer.status_code == 302
    assert client_of(city.head).post(f"/items/{suspended.pk}/resume/", {"remark": ""}).status_code == 409


def test_discontinued_while_it_is_suspended(city: City, suspended: Commitment) -> None:
    steps.discontinue(suspended.pk, actor=city.leader, now=moment(2026, 9, 20), reason="上级取消。")
    suspended.refresh_from_db()
    assert (suspended.stage, suspended.suspended_on) == (Stage.DISCONTINUED, None)
    assert Suspension.objects.get().last_on == date(2026, 9, 19)
    assert clean() == []
    call_command("verify")


# -- lights ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_on", "completion_on", "light"),
    [
        (date(2026, 9, 11), date(2026, 12, 31), Light.LATE),
        (date(2026, 9, 14), date(2026, 12, 31), Light.OK),
        (date(2026, 10, 23), date(2026, 9, 11), Light.LATE),
        (None, date(2026, 12, 31), Light.OK),
    ],
)
@pytest.mark.parametrize("on", [date(2026, 9, 15), date(2027, 3, 1)])
def test_a_suspended_item_is_late_if_it_was_and_never_becomes_it(
    suspended: Commitment, due_on: date | None, completion_on: date, light: Light, on: date
) -> None:
    suspended.current_due_on, suspended.completion_on = due_on, completion_on
    suspended.save(update_fields=["current_due_on", "completion_on"])
    assert light_of(suspended, on, calendar_in_force()) is light
    for state, where in conditions(on, [5], calendar_in_force()).items():
        found = Commitment.objects.filter(where, pk=suspended.pk).exists()
        assert found == (state is light), state
    assert Commitment.objects.late(on).filter(pk=suspended.pk).exists() == (light is Light.LATE)
    assert not Commitment.objects.soon(on, on + timedelta(days=400)).filter(pk=suspended.pk).exists()


def test_the_days_left_stand_still(
    city: City, suspended: Commitment, client_of: Signed, at: Callable[[datetime], None]
) -> None:
    """Suspended from 14 September on: the 14th to 23 October are 26 working days, whenever one looks."""
    for when in (moment(2026, 9, 15), moment(2027, 2, 1)):
        at(when)
        assert "剩26个工作日" in said_on(client_of(city.officer).get(f"/items/{suspended.pk}/"))
        assert remaining(suspended, when.date(), calendar_in_force()) == "本步 26"
        assert state_of(suspended, when.date()) == "ok"
    suspended.completion_on = date(2026, 9, 11)
    for day in (date(2026, 9, 15), date(2027, 2, 1)):
        line = due_of_item(suspended, [], [], day)
        assert (line.on, line.days, line.light) == (date(2026, 9, 11), -1, "late")
        assert remaining(suspended, day, calendar_in_force()) == "逾 1"
    suspended.refresh_from_db()
    suspended.current_due_on = date(2026, 9, 11)
    assert remaining(suspended, date(2026, 9, 15), calendar_in_force()) == "逾 1"
    assert state_of(suspended, date(2026, 9, 15)) == "late"


def test_the_ledger_finds_it_by_its_stage(suspended: Commitment) -> None:
    assert list(Commitment.objects.filter(ledger.at_stage(Stage.SUSPENDED))) == [suspended]
    assert suspended not in Commitment.objects.filter(ledger.at_stage(Stage.PLANNING))


# -- afterwards --------------------------------------------------------------------------------------------------------


def test_a_notice_entered_later_recounts_a_date_that_was_moved(city: City, suspended: Commitment) -> None:
    """The completion is a date of the document and moves with no calendar, until a suspension has moved it."""
    suspending.resume(suspended.pk, actor=city.leader, now=moment(2026, 10, 12))
    done = clock_of(suspended, ClockKind.COMPLETION)
    assert done.provisional
    notice = YearNotice(2027, {date(2027, 1, day): "元旦" for day in range(1, 16)}, frozenset(), "试", version=1)
    calendar = calendar_in_force()
    entered = WorkCalendar(version=calendar.version, years={**calendar.years, 2027: notice})
    with counting_with(entered):
        moves = recounting.recompute_provisional(moment(2026, 11, 20), actor=city.clerk).moved
        assert done.pk in {move.clock.pk for move in moves}
        done.refresh_from_db()
        suspended.refresh_from_db()
        assert (done.due_on, done.provisional) == (recounting.due_by(done, entered).due_on, False)
        assert suspended.completion_on == done.due_on
        assert done.due_on > date(2027, 2, 1)


def test_the_certificate_shows_the_days_it_stood_still(
    city: City, suspended: Commitment, client_of: Signed, at: Callable[[datetime], None]
) -> None:
    when = moment(2026, 10, 12)
    suspending.resume(suspended.pk, actor=city.head, now=when)
    at(when)
    clock = clock_of(suspended, ClockKind.IMPLEMENTATION_PLAN)
    page = said_on(client_of(city.officer).get(f"/certificates/{clock.pk}/"))
    assert "时限停止计算：由10月23日顺延至11月16日" in page
    assert "李婧申请，许志衡批准：等待上级细则。" in page
    assert "由孙立群恢复办理" in page
    assert "中止期间，不计" in page
    assert "与重新计算的结果不一致" not in page
    done = clock_of(suspended, ClockKind.COMPLETION)
    assert "三、中止情况" in said_on(client_of(city.officer).get(f"/certificates/{done.pk}/"))


def test_suspended_and_extended_in_turn(city: City, suspended: Commitment) -> None:
    """Suspended, resumed, extended, suspended again: every date follows from the changes in their order."""
    suspending.resume(suspended.pk, actor=city.leader, now=moment(2026, 10, 12))
    ask_extension(city, suspended, moment(2026, 10, 13), to=date(2027, 3, 26))
    done = clock_of(suspended, ClockKind.COMPLETION)
    assert (done.due_on, done.extended_to) == (date(2027, 3, 26), date(2027, 3, 26))
    assert clean() == []
    ask_suspension(city, suspended, moment(2026, 10, 14), last=date(2026, 11, 30))
    suspending.resume(suspended.pk, actor=city.leader, now=moment(2026, 10, 21))
    done = clock_of(suspended, ClockKind.COMPLETION)
    assert [sorted(change) for change in done.changes] == [["from", "until"], ["to"], ["from", "until"]]
    assert done.due_on == calendar_in_force().add_working_days(date(2027, 3, 26), 5).due_on
    assert clean() == []
    call_command("verify")


def test_the_item_page_stays_within_its_queries(city: City, suspended: Commitment, client_of: Signed) -> None:
    client = client_of(city.leader)
    client.get(f"/items/{suspended.pk}/")
    with counted_queries() as statements:
        client.get(f"/items/{suspended.pk}/")
    assert len(statements) <= 15

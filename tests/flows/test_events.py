"""事件登记: what hangs on an event starts at once, counts by its own rule, is done by the agency, or is shown late."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import events as acting
from flows.actions import slips, transferring
from flows.models import Process, Task
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline
from tests.builders import City, issue_plan, make_plan, open_task
from tests.conftest import moment
from tests.flows.events import breaches, happened, limit, only, planned, report
from tests.flows.pages import words_of
from tests.workflow.calendar.conftest import enter, notice
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Clock, Commitment, EventResponse, ItemDeadline, JournalEntry, PlanEvent
from workflow.policies import scope_of
from workflow.services.calendar_entry import what_if
from workflow.services.event_hanging import hanging

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]

BEFORE_FEAST = moment(2026, 9, 24, 15, 30)
"""The last working day before 中秋节, which is a holiday of three days."""


def answer(city: City, commitment: Commitment, now: datetime, **given: Any) -> Commitment:
    task = open_task("answer_event", commitment=commitment)
    told: dict[str, Any] = {"text": "已书面答复。", "done_at": now, "actor": city.officer, "now": now} | given
    return acting.answer(task.pk, **told)


# -- counting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "due_on"),
    [
        ("working", date(2026, 10, 15)),
        ("days", date(2026, 10, 9)),
        ("hours", date(2026, 9, 25)),
        ("months", date(2026, 12, 24)),
    ],
)
def test_each_rule_counts_from_the_event_and_its_clock_explains_it(
    city: City, issued: list[Commitment], name: str, due_on: date
) -> None:
    limit(issued[0], name)
    response = only(report(city, issued[0], happened(BEFORE_FEAST), BEFORE_FEAST))
    clock = Clock.objects.get(response=response)
    assert (response.due_on, clock.due_on, clock.start_on) == (due_on, due_on, date(2026, 9, 24))
    assert clock.phrase == response.phrase
    assert open_task("answer_event", commitment=issued[0]).due_on == due_on
    assert breaches() == []


def test_hours_run_through_a_holiday_and_are_late_from_their_last_moment(
    city: City, issued: list[Commitment], client_of: Signed, at: Callable[[datetime], None]
) -> None:
    limit(issued[0], "hours")
    response = only(report(city, issued[0], happened(BEFORE_FEAST), BEFORE_FEAST))
    assert response.due_at == moment(2026, 9, 25, 15, 30)
    assert not response.is_late(moment(2026, 9, 25, 15, 30))
    assert response.is_late(moment(2026, 9, 25, 15, 31))
    at(moment(2026, 9, 25, 15, 31))
    page = client_of(city.clerk).get(f"/plans/{issued[0].plan_id}/events/?state=late")
    assert "王某某的申请" in page.content.decode()
    at(moment(2026, 9, 25, 15, 30))
    page = client_of(city.clerk).get(f"/plans/{issued[0].plan_id}/events/?state=late")
    assert "王某某的申请" not in page.content.decode()


def test_a_term_counts_from_when_it_happened_not_from_when_it_was_known(city: City, issued: list[Commitment]) -> None:
    limit(issued[0], "working")
    told = happened(moment(2026, 9, 10), known_at=moment(2026, 9, 22, 17))
    assert only(report(city, issued[0], told, moment(2026, 9, 23))).due_on == date(2026, 9, 23)


def test_a_planned_event_gives_the_last_day_before_it(city: City, issued: list[Commitment], now: datetime) -> None:
    limit(issued[0], "before")
    limit(issued[0], "weeks")
    event = report(city, issued[0], planned(date(2026, 9, 29)), now)
    found = dict(EventResponse.objects.filter(event=event).values_list("phrase", "due_on"))
    # Working days before Tuesday, 29 September: 28, 24, 23, 22, 21.
    assert found == {"会议召开前5个工作日": date(2026, 9, 21), "会议召开前至少两周": date(2026, 9, 15)}
    assert breaches() == []


def test_a_day_planned_too_early_is_refused_with_the_earliest_one(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    limit(issued[0], "before")
    limit(issued[0], "weeks")
    with pytest.raises(Invalid) as refused:
        report(city, issued[0], planned(date(2026, 9, 18)), now)
    assert refused.value.code == "planned_too_early"
    assert "9月21日" in str(refused.value.remedy)
    assert not PlanEvent.objects.exists()
    assert not Clock.objects.filter(kind="event").exists()
    assert report(city, issued[0], planned(date(2026, 9, 21)), now).planned_on == date(2026, 9, 21)


def test_what_hangs_on_a_planned_event_does_not_start_when_one_happens(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    limit(issued[0], "before")
    with pytest.raises(Invalid) as refused:
        report(city, issued[0], happened(now, words=["会议召开"]), now)
    assert refused.value.code == "nothing_hangs"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"happened_at": None, "known_at": None}, "when_missing"),
        ({"planned_on": date(2026, 9, 30)}, "when_missing"),
        ({"happened_at": moment(2026, 9, 7, 10)}, "not_happened_yet"),
        ({"known_at": None}, "known_missing"),
        ({"known_at": moment(2026, 9, 6)}, "known_before"),
        ({"known_at": moment(2026, 9, 8)}, "known_before"),
        ({"name": "  "}, "name_missing"),
        ({"void": True}, "void_of_nothing"),
        ({"happened_at": moment(1, 1, 1), "known_at": moment(1, 1, 1)}, "out_of_time"),
        ({"happened_at": None, "known_at": None, "planned_on": date(9999, 12, 31)}, "out_of_time"),
    ],
)
def test_bad_reports_are_refused_whole(
    city: City, issued: list[Commitment], now: datetime, given: dict[str, Any], code: str
) -> None:
    limit(issued[0], "working")
    with pytest.raises(Invalid) as refused:
        acting.register(issued[0].plan_id, happened(now, **given), [], actor=city.clerk, now=now)
    assert (refused.value.code, PlanEvent.objects.count()) == (code, 0)


def test_an_event_with_quotation_marks_gets_inner_ones_where_it_is_quoted(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    limit(issued[0], "working")
    report(city, issued[0], happened(now, name="“公交站点”数据集报错"), now)
    step = open_task("answer_event", commitment=issued[0])
    officer = client_of(city.officer)
    assert "“‘公交站点’数据集报错”" in words_of(officer.get(f"/steps/{step.pk}/"))
    assert "“‘公交站点’数据集报错”" in words_of(officer.get("/inbox/"))
    deliver_pending(now)
    told = Notification.objects.filter(event="event_registered", recipient=city.officer).get()
    assert "“‘公交站点’数据集报错”" in headline(told)


# -- one act -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def shared(city: City, now: datetime) -> list[Commitment]:
    """Two items, each for a department and a county; both items have two limits on one event."""
    commitments = issue_plan(city, make_plan(city, now), now, agencies=[city.agency, city.county])
    for commitment in (commitments[0], commitments[2]):
        limit(commitment, "working")
        limit(commitment, "hours")
    return commitments


def test_one_act_starts_every_clock_that_hangs_on_it(city: City, shared: list[Commitment], now: datetime) -> None:
    event = report(city, shared[0], happened(now), now)
    assert EventResponse.objects.filter(event=event).count() == Clock.objects.filter(kind="event").count() == 8
    assert Task.objects.open().filter(node="answer_event").count() == 8
    entries = JournalEntry.objects.filter(act="event_registered")
    assert sorted(entries.values_list("commitment_id", flat=True)) == sorted(one.pk for one in shared)
    assert entries[0].data["due_on"] == "2026-09-08"
    assert event.item is None
    deliver_pending(now)
    told = Notification.objects.filter(event="event_registered", recipient=city.county_officer).first()
    assert told is not None
    assert "王某某的申请" in headline(told)
    assert "9月8日 09:00" in headline(told)
    assert not Notification.objects.filter(event="event_registered", recipient=city.clerk).exists()
    assert breaches() == []


def test_only_what_was_chosen_starts(city: City, shared: list[Commitment], now: datetime) -> None:
    told = happened(now)
    first = hanging(shared[0].plan, told, scope_of(city.clerk))[0]
    event = acting.register(shared[0].plan_id, told, [first.key], actor=city.clerk, now=now)
    assert only(event).commitment == first.commitment
    assert event.item == first.commitment.item


def test_an_agency_reports_for_its_own_items_alone(city: City, shared: list[Commitment], now: datetime) -> None:
    event = report(city, shared[0], happened(now), now, actor=city.officer)
    assert set(event.responses.values_list("commitment__agency", flat=True)) == {city.agency.pk}
    foreign = hanging(shared[0].plan, happened(now), scope_of(city.county_officer))[0]
    with pytest.raises(TransitionRefused) as refused:
        acting.register(shared[0].plan_id, happened(now), [foreign.key], actor=city.officer, now=now)
    assert refused.value.code == "hangs_changed"
    for nobody in (city.leader, city.head):
        with pytest.raises(NotPermitted):
            report(city, shared[0], happened(now), now, actor=nobody)


def test_who_enters_it_second_is_told_of_the_first(city: City, shared: list[Commitment], now: datetime) -> None:
    report(city, shared[0], happened(now), now)
    with pytest.raises(TransitionRefused) as refused:
        report(city, shared[0], happened(now), now, actor=city.inspector)
    assert refused.value.code == "event_known"
    assert str(city.clerk) in str(refused.value.message)
    assert PlanEvent.objects.count() == 1
    another = report(city, shared[0], happened(now - timedelta(hours=1)), now)
    assert another.responses.count() == 8


def test_a_new_version_leaves_running_clocks_and_their_words(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    limit(issued[0], "working")
    response = only(report(city, issued[0], happened(now), now))
    ItemDeadline.objects.all().delete()
    clock = Clock.objects.get(response=response)
    assert (clock.rule, clock.amount, clock.phrase) == ("working_days", 10, "收到申请后10个工作日内")
    assert breaches() == []


# -- its end -----------------------------------------------------------------------------------------------------------


def test_the_officer_records_what_was_done(city: City, issued: list[Commitment], now: datetime) -> None:
    limit(issued[0], "working")
    response = only(report(city, issued[0], happened(now), now))
    later = now + timedelta(days=2)
    task = open_task("answer_event", commitment=issued[0])
    with pytest.raises(Invalid) as early:
        answer(city, issued[0], later, done_at=now - timedelta(hours=1))
    assert early.value.code == "done_when"
    limit(issued[0], "before")
    report(city, issued[0], planned(date(2026, 11, 30)), now)
    step = Task.objects.open().get(node="answer_event", process__event_response__event__planned_on__isnull=False)
    with pytest.raises(Invalid) as ancient:
        acting.answer(step.pk, text="已办。", done_at=moment(1, 1, 1), actor=city.officer, now=later)
    assert ancient.value.code == "done_when"
    acting.answer(step.pk, text="已办。", done_at=later, actor=city.officer, now=later)
    for nobody, refusal in ((city.head, NotPermitted), (city.inspector, NotPermitted), (city.outsider, NotVisible)):
        with pytest.raises(refusal):
            answer(city, issued[0], later, actor=nobody)
    answer(city, issued[0], later)
    response.refresh_from_db()
    assert (response.outcome, response.answered_by, response.done_at) == ("answered", city.officer, later)
    assert not Clock.objects.running().filter(response=response).exists()
    with pytest.raises(TransitionRefused) as twice:
        acting.answer(task.pk, text="再报一次。", done_at=later, actor=city.officer, now=later)
    assert twice.value.code == "step_not_open"
    assert JournalEntry.objects.filter(act="event_answered").count() == 2
    deliver_pending(now)
    assert Notification.objects.filter(event="event_answered", recipient=city.inspector).exists()
    assert breaches() == []


def test_nobody_answers_and_it_stays_open_and_late(city: City, issued: list[Commitment], now: datetime) -> None:
    limit(issued[0], "working")
    report(city, issued[0], happened(now), now)
    late = moment(2026, 9, 21)
    response = EventResponse.objects.get()
    assert (response.due_on, response.is_open, response.is_late(late)) == (date(2026, 9, 20), True, True)
    assert slips.late_beside([issued[0]], late.date()) == {issued[0].pk: date(2026, 9, 20)}


def test_a_correction_ends_what_is_open_and_starts_it_anew(city: City, shared: list[Commitment], now: datetime) -> None:
    first = report(city, shared[0], happened(now), now)
    done = first.responses.filter(commitment=shared[0]).order_by("due_on")[0]
    step = Task.objects.open().get(process__event_response=done)
    acting.answer(step.pk, text="已答复。", done_at=now, actor=city.officer, now=now)
    right = happened(now - timedelta(days=3), corrects=first.pk, note="时间登记有误。")
    second = report(city, shared[0], right, now)
    assert set(first.responses.values_list("outcome", flat=True)) == {"answered", "replaced"}
    assert second.responses.count() == 7
    assert Task.objects.open().filter(node="answer_event").count() == 7
    assert JournalEntry.objects.filter(act="event_corrected").count() == 4
    with pytest.raises(TransitionRefused) as again:
        report(city, shared[0], right, now)
    assert again.value.code == "event_corrected"
    assert breaches() == []


def test_a_correction_needs_a_reason_and_the_right_to_all_of_it(
    city: City, shared: list[Commitment], now: datetime
) -> None:
    first = report(city, shared[0], happened(now), now)
    with pytest.raises(Invalid) as silent:
        report(city, shared[0], happened(now - timedelta(days=1), corrects=first.pk), now)
    assert silent.value.code == "note_missing"
    with pytest.raises(NotVisible):
        report(city, shared[0], happened(now, corrects=first.pk, note="有误。"), now, actor=city.officer)
    with pytest.raises(NotVisible):
        report(city, shared[0], happened(now, corrects=first.pk + 1, note="有误。"), now)


def test_what_did_not_take_place_ends_every_clock(city: City, shared: list[Commitment], now: datetime) -> None:
    first = report(city, shared[0], happened(now), now)
    void = happened(now, words=[], corrects=first.pk, note="系重复来件。", void=True)
    second = acting.register(shared[0].plan_id, void, [], actor=city.clerk, now=now)
    assert not Task.objects.open().filter(node="answer_event").exists()
    assert set(EventResponse.objects.values_list("outcome", flat=True)) == {"replaced"}
    with pytest.raises(TransitionRefused) as again:
        report(city, shared[0], happened(now, corrects=second.pk, note="有误。"), now)
    assert again.value.code == "event_void"
    assert breaches() == []


def test_a_discontinued_item_has_none_running(city: City, issued: list[Commitment], now: datetime) -> None:
    limit(issued[0], "working")
    limit(issued[1], "working")
    report(city, issued[0], happened(now), now)
    steps.discontinue(issued[0].pk, reason="任务取消。", actor=city.leader, now=now)
    ended, goes_on = EventResponse.objects.order_by("commitment")
    assert (ended.outcome, goes_on.outcome) == ("dropped", "")
    assert Clock.objects.running().filter(kind="event").get().response == goes_on
    assert Process.objects.get(event_response=ended).finished is not None
    again = report(city, issued[0], happened(now + timedelta(hours=1)), now + timedelta(hours=2))
    assert only(again).commitment == issued[1]
    assert breaches() == []


def test_what_hangs_on_an_event_goes_over_with_a_transferred_share(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    limit(issued[0], "working")
    limit(issued[0], "hours")
    report(city, issued[0], happened(now), now)
    done = transferring.transfer(
        issued[0].pk, city.county.pk, reason="职责在县政府。", actor=city.clerk, now=now + timedelta(days=1)
    )
    old = EventResponse.objects.filter(commitment=issued[0])
    new = EventResponse.objects.filter(commitment=done.successor)
    assert set(old.values_list("outcome", flat=True)) == {"dropped"}
    assert sorted(new.values_list("phrase", "due_on")) == sorted(old.values_list("phrase", "due_on"))
    tasks = Task.objects.open().filter(node="answer_event", commitment=done.successor)
    assert {task.agency for task in tasks} == {city.county}
    assert breaches() == []


def moved(city: City, commitment: Commitment, now: datetime) -> Commitment:
    """The share lies with the county from now on."""
    reason = "职责在县政府。"
    return transferring.transfer(commitment.pk, city.county.pk, reason=reason, actor=city.clerk, now=now).successor


def test_what_the_agency_before_did_is_left_out_of_a_correction(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    limit(issued[0], "working")
    limit(issued[0], "hours")
    event = report(city, issued[0], happened(now), now)
    step = Task.objects.open().filter(node="answer_event", commitment=issued[0])[0]
    acting.answer(step.pk, text="已书面答复。", done_at=now, actor=city.officer, now=now)
    left = EventResponse.objects.get(event=event, outcome="").phrase
    later = now + timedelta(days=1)
    successor = moved(city, issued[0], later)
    told = happened(now - timedelta(hours=1), corrects=event.pk, note="时间有误。")
    corrected = report(city, issued[0], told, later)
    assert list(corrected.responses.values_list("commitment", "phrase")) == [(successor.pk, left)]
    assert breaches() == []


def test_what_the_agency_before_did_is_not_entered_again_and_nothing_of_it_is_told(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    limit(issued[0], "working")
    report(city, issued[0], happened(now), now)
    answer(city, issued[0], now)
    later = now + timedelta(days=1)
    successor = moved(city, issued[0], later)
    with pytest.raises(TransitionRefused) as refused:
        report(city, successor, happened(now), later, actor=city.county_officer)
    assert refused.value.code == "done_before"
    assert "王某某" not in str(refused.value)
    assert "何亦舟" not in str(refused.value)
    assert report(city, successor, happened(later), later, actor=city.county_officer).responses.count() == 1


def test_after_a_transfer_the_entry_is_corrected_by_who_has_the_share_and_entered_anew(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    limit(issued[0], "working")
    event = report(city, issued[0], happened(now), now)
    later = now + timedelta(days=1)
    successor = moved(city, issued[0], later)
    void = happened(now, corrects=event.pk, note="没有发生。", void=True)
    report(city, successor, void, later, actor=city.county_officer)
    assert not Task.objects.open().filter(node="answer_event").exists()
    report(city, successor, happened(now), later, actor=city.county_officer)
    assert open_task("answer_event", commitment=successor).agency == city.county
    assert breaches() == []


# -- calendars ---------------------------------------------------------------------------------------------------------


def test_a_new_notice_moves_running_clocks_and_no_others(city: City, issued: list[Commitment]) -> None:
    for name in ("working", "hours", "months"):
        limit(issued[0], name)
    at = moment(2026, 12, 24, 10)
    event = report(city, issued[0], happened(at), at)
    found = {one.phrase: one for one in event.responses.all()}
    assert found["收到申请后10个工作日内"].provisional
    assert not found["收到申请后24小时内"].provisional
    old = found["收到申请后10个工作日内"].due_on
    hours = found["收到申请后24小时内"].due_at
    longer = notice(off_0="1月1日至6日")
    assert "event" in {move.clock.kind for move in what_if(longer).moved}
    enter(longer, seen_version=0, actor=city.clerk, now=at)
    again = {one.phrase: one for one in event.responses.all()}
    moved = again["收到申请后10个工作日内"]
    assert moved.due_on > old
    assert not moved.provisional
    assert again["收到申请后24小时内"].due_at == hours
    assert Task.objects.open().get(process__event_response=moved).due_on == moved.due_on
    assert breaches() == []

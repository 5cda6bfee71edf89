"""A request to suspend the work: who may ask, sign, grant, refuse and withdraw, and what the checks find."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import extension as extending
from flows.actions import suspension as suspending
from flows.models import HUMAN, PAUSED, Task
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline
from tests.builders import City, open_task
from tests.conftest import moment
from tests.flows.cases import ask_extension, ask_suspension
from tests.flows.suspensions import UNTIL, clean, clock_of
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Clock, Commitment, JournalEntry, Suspension
from workflow.services.calendar import calendar_in_force
from workflow.services.suspension_checks import verify_suspensions
from workflow.status import ClockKind

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]


@pytest.mark.parametrize(
    ("until", "cause", "code"),
    [
        (date(2026, 9, 7), "等待。", "not_later"),
        (date(2027, 9, 8), "等待。", "too_late"),
        (date(2026, 10, 1), "  ", "cause_missing"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    city: City, writing: Commitment, now: datetime, until: date, cause: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        suspending.ask(writing.pk, until=until, cause=cause, actor=city.officer, now=now)
    assert refused.value.code == code
    assert not Suspension.objects.exists()


def test_one_request_at_a_time(city: City, writing: Commitment, now: datetime) -> None:
    ask_suspension(city, writing, now, until="sign_suspension")
    with pytest.raises(TransitionRefused) as refused:
        ask_suspension(city, writing, now, until="sign_suspension")
    assert refused.value.code == "already_asked"
    again = Suspension.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
    suspending.withdraw(writing.pk, actor=city.officer, now=now)
    ask_suspension(city, writing, now, until="sign_suspension")


def test_a_request_for_an_extension_rests_with_the_work(city: City, writing: Commitment, now: datetime) -> None:
    """Both can be asked; the suspension puts the other request to rest, and whoever answers gets his days back."""
    asked = ask_extension(city, writing, now, until="sign_extension")
    assert asked is not None
    assert asked.due_on is not None
    ask_suspension(city, writing, now)
    assert extending.lapse_undecided(moment(2027, 2, 1)) == 0
    suspending.resume(writing.pk, actor=city.leader, now=moment(2026, 9, 21))
    left = calendar_in_force().working_days_between(now.date() - timedelta(days=1), asked.due_on)
    again = open_task("sign_extension", commitment=writing)
    assert again.due_on == calendar_in_force().add_working_days(date(2026, 9, 20), left).due_on
    assert clean() == []
    extending.sign(again.pk, actor=city.head, now=moment(2026, 9, 22))


def test_what_the_office_asks_goes_to_the_leader_at_once(city: City, writing: Commitment, now: datetime) -> None:
    suspending.ask(writing.pk, until=UNTIL, cause="机构改革期间暂缓。", actor=city.clerk, now=now)
    task = open_task("grant_suspension", commitment=writing)
    assert not Task.objects.filter(commitment=writing, node="sign_suspension").exists()
    assert clean() == []
    suspending.grant(task.pk, actor=city.leader, now=now)
    writing.refresh_from_db()
    assert writing.suspended_on == now.date()
    assert clean() == []


def test_nobody_has_two_parts_in_one_request(city: City, writing: Commitment, now: datetime) -> None:
    task = ask_suspension(city, writing, now, until="sign_suspension")
    assert task is not None
    Suspension.objects.update(asked_by=city.head)
    with pytest.raises(NotPermitted) as refused:
        suspending.sign(task.pk, actor=city.head, now=now)
    assert refused.value.code == "same_hands"
    Suspension.objects.update(asked_by=city.officer)
    suspending.sign(task.pk, actor=city.head, now=now)
    grant = open_task("grant_suspension", commitment=writing)
    Suspension.objects.update(signed_by=city.leader)
    with pytest.raises(NotPermitted) as refused:
        suspending.grant(grant.pk, actor=city.leader, now=now)
    assert refused.value.code == "same_hands"
    Suspension.objects.update(outcome="granted", decided_by=city.leader, decided_at=now, first_on=now.date())
    assert {breach.code for breach in verify_suspensions()} == {"suspension_forgotten", "suspension_hands"}


@pytest.mark.parametrize(("node", "who"), [("sign_suspension", "head"), ("grant_suspension", "leader")])
def test_refused_the_work_goes_on(city: City, writing: Commitment, now: datetime, node: str, who: str) -> None:
    task = ask_suspension(city, writing, now, until=node)
    assert task is not None
    with pytest.raises(Invalid) as refused:
        suspending.refuse(task.pk, actor=getattr(city, who), now=now, reason=" ")
    assert refused.value.code == "reason_missing"
    suspending.refuse(task.pk, actor=getattr(city, who), now=now, reason="边等边做。")
    writing.refresh_from_db()
    assert (writing.suspended_on, Suspension.objects.get().outcome) == (None, "refused")
    assert open_task("write_plan", commitment=writing).due_on == date(2026, 10, 23)
    assert clean() == []
    while deliver_pending(now):
        pass
    event = "suspension_refused_by_head" if who == "head" else "suspension_refused"
    assert "边等边做。" in headline(Notification.objects.get(recipient=city.officer, event=event))


def test_who_asked_withdraws_it_and_nobody_else(city: City, writing: Commitment, now: datetime) -> None:
    ask_suspension(city, writing, now, until="grant_suspension")
    with pytest.raises(NotPermitted) as refused:
        suspending.withdraw(writing.pk, actor=city.clerk, now=now)
    assert refused.value.code == "not_the_asker"
    suspending.withdraw(writing.pk, actor=city.officer, now=now)
    assert not Task.objects.open().filter(commitment=writing, node="grant_suspension").exists()
    with pytest.raises(TransitionRefused):
        suspending.withdraw(writing.pk, actor=city.officer, now=now)
    assert clean() == []


def test_undecided_past_its_last_day_it_lapses_by_the_system(city: City, writing: Commitment, now: datetime) -> None:
    task = ask_suspension(city, writing, now, until="grant_suspension")
    assert task is not None
    assert suspending.lapse_undecided(moment(2026, 10, 30, 23)) == 0
    with pytest.raises(TransitionRefused) as refused:
        suspending.grant(task.pk, actor=city.leader, now=moment(2026, 10, 31))
    assert refused.value.code == "suspension_lapsed"
    assert suspending.lapse_undecided(moment(2026, 10, 31)) == 1
    assert (Suspension.objects.get().outcome, Suspension.objects.get().decided_by) == ("lapsed", None)
    entry = JournalEntry.objects.filter(commitment=writing).latest("seq")
    assert (entry.act, entry.actor) == ("suspension_lapsed", None)
    assert clean() == []


def test_ended_with_the_item_a_request_is_dropped(city: City, writing: Commitment, now: datetime) -> None:
    ask_suspension(city, writing, now, until="grant_suspension")
    steps.discontinue(writing.pk, actor=city.leader, now=now, reason="上级取消。")
    assert Suspension.objects.get().outcome == "dropped"
    assert clean() == []


def test_the_foreign_and_the_wrong_role(city: City, suspended: Commitment, now: datetime) -> None:
    when, pk = moment(2026, 9, 15), suspended.pk
    for stranger in (city.outsider, city.county_head):
        with pytest.raises(NotVisible):
            suspending.resume(pk, actor=stranger, now=when)
        with pytest.raises(NotVisible):
            suspending.ask(pk, until=UNTIL, cause="等待。", actor=stranger, now=when)
    for wrong in (city.officer, city.inspector):
        with pytest.raises(NotPermitted):
            suspending.resume(pk, actor=wrong, now=when)
    for wrong in (city.head, city.leader):
        with pytest.raises(NotPermitted):
            suspending.ask(pk, until=UNTIL, cause="等待。", actor=wrong, now=when)


def test_what_should_never_be_is_found(city: City, suspended: Commitment, now: datetime) -> None:
    """Each fact altered behind the product's back is named by the check it belongs to."""
    step = Task.objects.get(commitment=suspended, node="write_plan")
    Task.objects.filter(pk=step.pk).update(flow_task_type=HUMAN)
    assert "step_of_suspended" in {breach.code for breach in clean()}
    Task.objects.filter(pk=step.pk).update(flow_task_type=PAUSED)
    Commitment.objects.filter(pk=suspended.pk).update(suspended_on=None, suspended_until=None)
    assert {"step_rests", "suspension_forgotten"} <= {breach.code for breach in clean()}
    Commitment.objects.filter(pk=suspended.pk).update(suspended_on=now.date(), suspended_until=UNTIL)
    assert "suspended_without" in {breach.code for breach in clean()}
    Suspension.objects.update(outcome="", decided_at=None, decided_by=None, first_on=None)
    assert "suspension_waits" in {breach.code for breach in clean()}
    clock = clock_of(suspended, ClockKind.COMPLETION)
    Clock.objects.filter(pk=clock.pk).update(changes=[{"from": "2026-09-14", "until": "2026-09-18"}])
    assert "clock_stopped" in {breach.code for breach in clean()}


def test_suspended_again_and_resumed_on_the_day_of_resuming_nothing_is_wrong(city: City, suspended: Commitment) -> None:
    later = moment(2026, 9, 21)
    suspending.resume(suspended.pk, actor=city.head, now=later)
    ask_suspension(city, suspended, later)
    suspending.resume(suspended.pk, actor=city.head, now=later)
    assert {one.last_on for one in Suspension.objects.all()} == {date(2026, 9, 20)}
    assert clean() == []

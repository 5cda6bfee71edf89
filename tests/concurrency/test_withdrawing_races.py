"""Head and officer reach for one implementation plan at once: one act wins, everybody else reads who was faster."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from threading import Barrier
from typing import Any

import pytest

from flows.actions import extension as extending
from flows.actions.commitment import return_plan, sign_plan
from flows.actions.withdrawing import see, withdraw_plan
from flows.models import Task
from flows.verification import verify_deadlines, verify_facts, verify_waits
from tests.builders import City, build_city, issue_plan, make_plan, walk
from workflow.errors import TransitionRefused
from workflow.models import Extension, JournalEntry
from workflow.services.verification import verify_journal

THREADS = 16
ASKED = date(2026, 11, 20)
DECIDING = ("plan_signed", "plan_returned_by_head", "plan_withdrawn")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None, now: datetime) -> City:
    return build_city(now)


def test_signed_returned_taken_back_and_extended_at_once_one_of_the_three_wins(
    city: City, now: datetime, in_threads: Callable[[int, Callable[[int], Any]], list[Any]]
) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    task = walk(city, commitment, now, "sign_plan")
    assert task is not None
    acts: list[tuple[str, Callable[[], Any]]] = [
        ("decided", lambda: sign_plan(task.pk, actor=city.head, now=now)),
        ("decided", lambda: return_plan(task.pk, actor=city.head, now=now, reason="补充措施。")),
        ("decided", lambda: withdraw_plan(commitment.pk, actor=city.officer, now=now)),
        (
            "asked",
            lambda: extending.ask(
                commitment.pk, "implementation_plan", to=ASKED, cause="机房改造。", actor=city.officer, now=now
            ),
        ),
    ]
    start = Barrier(THREADS)

    def work(index: int) -> str:
        said, act = acts[index % len(acts)]
        start.wait()
        try:
            act()
        except TransitionRefused as refused:
            return f"{said} too late: {refused.code}, {bool(refused.happened)}"
        return said

    ended = Counter(in_threads(THREADS, work))
    assert ended["decided"] == ended["asked"] == 1
    assert ended["decided too late: step_not_open, True"] == 3 * THREADS // 4 - 1
    assert ended["asked too late: already_asked, False"] == THREADS // 4 - 1
    assert JournalEntry.objects.filter(act__in=DECIDING).count() == 1
    assert Extension.objects.filter(outcome="").count() == 1
    assert Task.objects.open().filter(commitment=commitment).count() == 2
    assert [
        breach for check in (verify_journal, verify_waits, verify_deadlines, verify_facts) for breach in check()
    ] == []


def test_opened_and_taken_back_at_once_it_is_one_of_both(
    city: City, now: datetime, in_threads: Callable[[int, Callable[[int], Any]], list[Any]]
) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    task = walk(city, commitment, now, "sign_plan")
    assert task is not None
    start = Barrier(8)

    def work(index: int) -> str:
        start.wait()
        if index % 2:
            see(Task.objects.get(pk=task.pk), actor=city.head, now=now)
            return "looked"
        try:
            withdraw_plan(commitment.pk, actor=city.officer, now=now)
        except TransitionRefused as refused:
            return refused.code
        return "withdrawn"

    ended = Counter(in_threads(8, work))
    done = Task.objects.get(pk=task.pk)
    assert ended["looked"] == 4
    assert ended["withdrawn"] == (0 if done.seen_at else 1)
    assert (done.outcome == "withdraw") is (done.seen_at is None)
    assert JournalEntry.objects.filter(act="plan_withdrawn").count() == ended["withdrawn"]

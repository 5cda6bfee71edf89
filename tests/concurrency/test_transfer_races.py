"""Transfer, discontinue and hand in at once: exactly one wins, the others are told who did what."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest

from flows.actions import commitment as steps
from flows.actions import dispute as disputing
from flows.actions import transferring
from flows.models import Task
from tests.builders import City, build_city, issue_plan, make_plan, open_task, plan_text, walk
from tests.flows.cases import dispute
from workflow.errors import Invalid, TransitionRefused
from workflow.models import Commitment, Dispute, JournalEntry, Plan
from workflow.services.verification import checks

Threads = Callable[[int, Callable[[int], Any]], list[Any]]

THREADS = 16

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None, now: datetime) -> City:
    return build_city(now)


@pytest.fixture
def planning(city: City, now: datetime) -> Commitment:
    """Waits for its implementation plan."""
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    walk(city, commitment, now, "write_plan")
    commitment.refresh_from_db()
    return commitment


def breaches() -> list[Any]:
    return [breach for check in checks().values() for breach in check()]


def outcomes(in_threads: Threads, act: Callable[[int], object]) -> Counter[str]:
    """What came of it in each thread: done, or refused with or without a name."""
    start = Barrier(THREADS)

    def work(index: int) -> str:
        start.wait()
        try:
            act(index)
        except TransitionRefused as refused:
            return "told who" if refused.happened else "told nothing"
        except Invalid as refused:
            return refused.code
        return "done"

    return Counter(in_threads(THREADS, work))


def test_transferred_discontinued_or_handed_in_it_is_one_of_them(
    city: City, planning: Commitment, now: datetime, in_threads: Threads
) -> None:
    task, seen = open_task("write_plan", commitment=planning), planning.journal_seq

    def act(index: int) -> object:
        if index % 2:
            return steps.hand_in_plan(task.pk, plan_text(), actor=city.officer, now=now)
        to, actor = (city.other, city.clerk) if index % 4 else (city.county, city.leader)
        return transferring.transfer(planning.pk, to.pk, reason="归口办理。", seen=seen, actor=actor, now=now)

    assert outcomes(in_threads, act) == {"done": 1, "told who": THREADS - 1}
    planning.refresh_from_db()
    assert JournalEntry.objects.filter(act__in=("transferred", "plan_handed_in")).count() == 1
    assert Commitment.objects.count() == (1 if planning.is_open else 2)
    assert breaches() == []


def test_transferred_or_discontinued_it_ends_once(
    city: City, planning: Commitment, now: datetime, in_threads: Threads
) -> None:
    def act(index: int) -> object:
        if index % 2:
            return steps.discontinue(planning.pk, actor=city.leader, now=now, reason="机构撤并。")
        return transferring.transfer(planning.pk, city.other.pk, reason="归口办理。", actor=city.clerk, now=now)

    assert outcomes(in_threads, act) == {"done": 1, "told who": THREADS - 1}
    planning.refresh_from_db()
    assert (planning.discontinued_at is None) is (planning.transferred_at is not None)
    assert Commitment.objects.count() == (1 if planning.discontinued_at else 2)
    assert breaches() == []


def test_two_agencies_give_one_item_to_a_third_once(city: City, now: datetime, in_threads: Threads) -> None:
    here, there = issue_plan(city, make_plan(city, now, items=1), now, agencies=[city.agency, city.county])

    def act(index: int) -> object:
        one = (here, there)[index % 2]
        return transferring.transfer(one.pk, city.other.pk, reason="归口办理。", actor=city.clerk, now=now)

    found = outcomes(in_threads, act)
    assert found["done"] == 1
    assert found["has_it_already"] == THREADS // 2
    assert found["told who"] == THREADS // 2 - 1
    assert Commitment.objects.filter(agency=city.other).count() == 1
    assert breaches() == []


def test_one_answer_to_a_dispute(city: City, now: datetime, in_threads: Threads) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    task = dispute(city, commitment, now, until="rule_dispute")
    assert task is not None

    def act(index: int) -> object:
        if index % 2:
            return disputing.rule(task.pk, actor=city.leader, now=now, remark="维持原分工。")
        return disputing.transfer(task.pk, city.other.pk, actor=city.second_leader, now=now, reason="归口办理。")

    assert outcomes(in_threads, act) == {"done": 1, "told who": THREADS - 1}
    commitment.refresh_from_db()
    assert (Dispute.objects.get().outcome == "transferred") is (commitment.transferred_at is not None)
    assert breaches() == []


def test_one_dispute_of_an_item(city: City, planning: Commitment, now: datetime, in_threads: Threads) -> None:
    Plan.objects.update(dispute_working_days=250)

    def act(index: int) -> object:
        return disputing.ask(planning.pk, reason="三定方案未列此项职责。", actor=city.officer, now=now)

    assert outcomes(in_threads, act)["done"] == 1
    assert Dispute.objects.count() == 1
    assert Task.objects.open().filter(node="sign_dispute").count() == 1
    assert breaches() == []

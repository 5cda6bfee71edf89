"""Many at once: one wins, the others are told; nothing is doubled. And the proof that the lock is what does it."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError
from viewflow.workflow.lock import no_lock

from flows.actions import commitment as steps
from flows.actions import reports
from flows.base import BaseFlow
from flows.models import Deadline, Task
from flows.reminders import remind
from flows.verification import verify_deadlines, verify_facts, verify_waits
from tests.builders import City, build_city, issue_plan, make_plan, walk
from tests.conftest import moment
from workflow.errors import TransitionRefused
from workflow.models import Clock, Commitment, JournalEntry
from workflow.services import clocks, journal

Threads = Callable[[int, Callable[[int], Any]], list[Any]]

THREADS = 16
TASKS = 50

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None, now: datetime) -> City:
    return build_city(now)


def tasks_to_approve(city: City, now: datetime, count: int) -> list[int]:
    """`count` implementation plans that wait for the office."""
    found = []
    for commitment in issue_plan(city, make_plan(city, now, items=count), now):
        task = walk(city, commitment, now, "approve_plan")
        assert task is not None
        found.append(task.pk)
    return found


def approve_all(city: City, tasks: list[int], now: datetime) -> Callable[[int], Counter[str]]:
    """What one thread does: approve every task, in an order of its own, and count what came of it."""
    start = Barrier(THREADS)

    def work(index: int) -> Counter[str]:
        start.wait()
        outcomes: Counter[str] = Counter()
        for pk in tasks[index % len(tasks) :] + tasks[: index % len(tasks)]:
            try:
                steps.approve_plan(pk, actor=city.leader, now=now)
                outcomes["approved"] += 1
            except TransitionRefused as refused:
                outcomes["refused" if refused.happened else "refused without a name"] += 1
        return outcomes

    return work


def test_sixteen_threads_approve_fifty_tasks_once_each(city: City, now: datetime, in_threads: Threads) -> None:
    tasks = tasks_to_approve(city, now, TASKS)
    results = in_threads(THREADS, approve_all(city, tasks, now))
    assert [r for r in results if not isinstance(r, Counter)] == []
    total: Counter[str] = sum(results, Counter())
    assert total == {"approved": TASKS, "refused": TASKS * (THREADS - 1)}
    assert Task.objects.filter(node="publish_plan").count() == TASKS
    assert JournalEntry.objects.filter(act="plan_approved").count() == TASKS
    assert [*verify_waits(), *verify_deadlines(), *verify_facts()] == []


@pytest.mark.postgres_only
def test_without_the_lock_the_journal_chain_still_stops_the_second(
    city: City, now: datetime, in_threads: Threads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unique places (in the hash chain, of a clock) are a second line; what they give is no clean refusal."""
    tasks = tasks_to_approve(city, now, 10)
    monkeypatch.setattr(BaseFlow, "lock_impl", no_lock)
    results = in_threads(THREADS, approve_all(city, tasks, now))
    assert any(isinstance(result, IntegrityError) or result["refused without a name"] for result in results)
    assert Task.objects.filter(node="publish_plan").count() <= len(tasks)


@pytest.mark.postgres_only
def test_without_lock_and_chain_steps_are_doubled(
    city: City, now: datetime, in_threads: Threads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the test of fifty tasks can fail. Two threads read the same open step and both succeed."""
    tasks = tasks_to_approve(city, now, 10)
    monkeypatch.setattr(BaseFlow, "lock_impl", no_lock)

    def unchained(subject: Commitment, act: str, *, changed: tuple[str, ...] = (), **_rest: object) -> None:
        subject.save(update_fields=changed)

    monkeypatch.setattr(journal, "record", unchained)
    monkeypatch.setattr(clocks, "clock", lambda *args, **kwargs: Clock())
    monkeypatch.setattr(Clock, "save", lambda self, **kwargs: None)
    in_threads(THREADS, approve_all(city, tasks, now))
    assert Task.objects.filter(node="publish_plan").count() > len(tasks)


def test_two_tickers_remind_once(city: City, now: datetime, in_threads: Threads) -> None:
    commitments = issue_plan(city, make_plan(city, now, items=20), now)
    Deadline.objects.filter(task__commitment__in=commitments).update(next_on=now.date())
    reminded = in_threads(2, lambda index: remind(now))
    assert sum(reminded) == 20
    assert JournalEntry.objects.filter(act="reminded").count() == 20


def test_two_tickers_open_a_report_once(city: City, now: datetime, in_threads: Threads) -> None:
    for commitment in issue_plan(city, make_plan(city, now, items=5), now):
        walk(city, commitment, now, "execute")
    later = moment(2026, 9, 21)
    assert sum(in_threads(2, lambda index: reports.open_due_reports(later))) == 5
    assert Task.objects.open().filter(node="submit_report").count() == 5


def test_approve_and_return_at_once_leave_one_of_them(city: City, now: datetime, in_threads: Threads) -> None:
    task = tasks_to_approve(city, now, 1)[0]
    start = Barrier(THREADS)

    def work(index: int) -> str:
        start.wait()
        try:
            if index % 2:
                steps.approve_plan(task, actor=city.leader, now=now)
                return "approved"
            steps.return_plan(task, actor=city.second_leader, now=now, reason="补充分工。")
            return "returned"
        except TransitionRefused:
            return "refused"

    results = Counter(in_threads(THREADS, work))
    assert results["refused"] == THREADS - 1
    assert Commitment.objects.count() == 1
    assert [*verify_waits(), *verify_deadlines(), *verify_facts()] == []

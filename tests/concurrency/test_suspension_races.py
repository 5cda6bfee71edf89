"""The leader suspends while people work, and everybody resumes at once: one act wins, nothing is done on what rests."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from threading import Barrier
from typing import Any

import pytest

from flows.actions import suspension as suspending
from flows.actions.commitment import return_plan, sign_plan
from flows.models import Task
from flows.verification import verify_deadlines, verify_facts, verify_suspended_steps, verify_waits
from tests.builders import City, build_city, issue_plan, make_plan, open_task, walk
from tests.conftest import moment
from tests.flows.cases import ask_suspension
from workflow.errors import TransitionRefused
from workflow.models import Clock, Commitment, JournalEntry, Suspension
from workflow.services.suspension_checks import verify_suspensions
from workflow.services.verification import verify_clocks, verify_journal

THREADS = 16

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None, now: datetime) -> City:
    return build_city(now)


def clean() -> list[Any]:
    checks = (
        verify_journal,
        verify_waits,
        verify_deadlines,
        verify_facts,
        verify_clocks,
        verify_suspensions,
        verify_suspended_steps,
    )
    return [breach for check in checks for breach in check()]


def test_suspended_signed_returned_and_withdrawn_at_once(
    city: City, now: datetime, in_threads: Callable[[int, Callable[[int], Any]], list[Any]]
) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    lying = walk(city, commitment, now, "sign_plan")
    grant = ask_suspension(city, commitment, now, until="grant_suspension")
    assert lying is not None
    assert grant is not None
    acts: list[tuple[str, Callable[[], Any]]] = [
        ("suspension", lambda: suspending.grant(grant.pk, actor=city.leader, now=now)),
        ("suspension", lambda: suspending.withdraw(commitment.pk, actor=city.officer, now=now)),
        ("step", lambda: sign_plan(lying.pk, actor=city.head, now=now)),
        ("step", lambda: return_plan(lying.pk, actor=city.head, now=now, reason="补充措施。")),
    ]
    start = Barrier(THREADS)

    def work(index: int) -> str:
        said, act = acts[index % len(acts)]
        start.wait()
        try:
            act()
        except TransitionRefused as refused:
            return f"{said}: {refused.code}"
        return said

    ended = Counter(in_threads(THREADS, work))
    commitment.refresh_from_db()
    rests = commitment.suspended_on is not None
    assert ended["suspension"] == 1
    assert ended["step"] <= 1
    # A step nobody did was suspended before anybody came to it.
    assert ended["step"] == 1 or (rests and ended["step: suspended"] == THREADS // 2)
    assert set(ended) <= {
        "suspension",
        "step",
        "step: step_not_open",
        "step: suspended",
        "suspension: step_not_open",
        "suspension: no_open_request",
    }
    assert Task.objects.open().filter(commitment=commitment).count() == (0 if rests else 1)
    assert clean() == []


def test_resumed_by_many_and_by_the_system_it_is_resumed_once(
    city: City, now: datetime, in_threads: Callable[[int, Callable[[int], Any]], list[Any]]
) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    walk(city, commitment, now, "write_plan")
    ask_suspension(city, commitment, now)
    later = moment(2026, 11, 2)
    start = Barrier(8)
    refusals: list[str] = []

    def work(index: int) -> int:
        start.wait()
        if index % 2:
            return suspending.resume_due(later)
        try:
            suspending.resume(commitment.pk, actor=city.clerk, now=later)
        except TransitionRefused as refused:
            refusals.append(refused.code)
            return 0
        return 1

    assert sum(in_threads(8, work)) == 1
    assert set(refusals) <= {"not_suspended"}
    assert JournalEntry.objects.filter(act__in=("resumed", "suspension_ended")).count() == 1
    assert Suspension.objects.get().last_on == date(2026, 11, 1)
    assert {len(clock.changes) for clock in Clock.objects.filter(commitment=commitment)} == {1}
    assert open_task("write_plan", commitment=commitment).due_on == Commitment.objects.get().plan_due_on
    assert clean() == []

"""Two leaders decide one extension at once, two officers ask for one at once: one wins, the other is told."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from threading import Barrier
from typing import Any

import pytest

from flows.actions import extension as extending
from flows.verification import verify_deadlines, verify_extension_steps, verify_facts, verify_waits
from tests.builders import City, build_city, issue_plan, make_plan, open_task, walk
from tests.flows.cases import ask_extension
from workflow.errors import TransitionRefused
from workflow.models import Commitment, Extension, JournalEntry
from workflow.services.extension_checks import verify_extensions
from workflow.services.verification import verify_clocks

Threads = Callable[[int, Callable[[int], Any]], list[Any]]

THREADS = 6
ASKED = date(2027, 1, 29)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None, now: datetime) -> City:
    return build_city(now)


@pytest.fixture
def running(city: City, now: datetime) -> Commitment:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    walk(city, commitment, now, "execute")
    return commitment


def clean() -> list[Any]:
    checks = (verify_extensions, verify_clocks, verify_extension_steps, verify_waits, verify_deadlines, verify_facts)
    return [breach for check in checks for breach in check()]


def test_granted_and_refused_at_once_it_is_one_of_both(
    city: City, running: Commitment, now: datetime, in_threads: Threads
) -> None:
    task = ask_extension(city, running, now, to=ASKED, until="grant_extension")
    assert task is not None
    start = Barrier(THREADS)

    def work(index: int) -> str:
        start.wait()
        try:
            if index % 2:
                extending.grant(task.pk, actor=city.leader, now=now)
            else:
                extending.refuse(task.pk, actor=city.second_leader, now=now, reason="应按期完成。")
            return "decided"
        except TransitionRefused as refused:
            return f"refused, {bool(refused.happened)}"

    assert Counter(in_threads(THREADS, work)) == {"decided": 1, "refused, True": THREADS - 1}
    decided = JournalEntry.objects.filter(act__in=("extension_granted", "extension_refused"))
    assert decided.count() == 1
    running.refresh_from_db()
    granted = Extension.objects.get().outcome == "granted"
    assert (running.completion_on == ASKED) is granted
    assert clean() == []


def test_asked_for_at_once_there_is_one_request(
    city: City, running: Commitment, now: datetime, in_threads: Threads
) -> None:
    start = Barrier(THREADS)

    def work(index: int) -> str:
        start.wait()
        try:
            extending.ask(running.pk, "completion", to=ASKED, cause="机房改造延后。", actor=city.officer, now=now)
            return "asked"
        except TransitionRefused as refused:
            return refused.code

    assert Counter(in_threads(THREADS, work)) == {"asked": 1, "already_asked": THREADS - 1}
    assert open_task("sign_extension", commitment=running).due_on is not None
    assert clean() == []

"""Several people of the office urge one item at once: one does, the others read who it was."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest

from flows.actions.urging import urge
from flows.verification import verify_deadlines
from tests.builders import City, build_city, issue_plan, make_plan, walk
from workflow.errors import TransitionRefused
from workflow.models import JournalEntry

THREADS = 6

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None, now: datetime) -> City:
    return build_city(now)


def test_urged_at_once_it_is_urged_once(
    city: City, now: datetime, in_threads: Callable[[int, Callable[[int], Any]], list[Any]]
) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    walk(city, commitment, now, "write_plan")
    start = Barrier(THREADS)

    def work(index: int) -> str:
        start.wait()
        try:
            urge(commitment.pk, actor=(city.clerk, city.leader, city.inspector)[index % 3], now=now)
        except TransitionRefused as refused:
            return refused.code
        return "urged"

    assert Counter(in_threads(THREADS, work)) == {"urged": 1, "urged_lately": THREADS - 1}
    assert JournalEntry.objects.filter(act="urged").count() == 1
    assert list(verify_deadlines()) == []

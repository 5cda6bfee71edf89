"""A publication is reviewed, returned, withdrawn and recorded by many at once: one answer wins, nothing unreviewed goes
out."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest

from flows.actions import releasing
from flows.actions.commitment import publish_plan
from flows.verification import verify_deadlines, verify_facts, verify_release_steps, verify_waits
from tests.builders import City, build_city, issue_plan, make_plan, open_task
from tests.flows.cases import prepare_release
from workflow.errors import Invalid, TransitionRefused
from workflow.models import PlanPublication, Release
from workflow.services.release_checks import verify_releases
from workflow.services.verification import verify_journal

THREADS = 16

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None, now: datetime) -> City:
    return build_city(now)


def test_reviewed_returned_withdrawn_and_published_at_once(
    city: City, now: datetime, in_threads: Callable[[int, Callable[[int], Any]], list[Any]]
) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    review = prepare_release(city, commitment, now)
    step = open_task("publish_plan", commitment=commitment)
    acts: list[tuple[str, Callable[[], Any]]] = [
        ("review", lambda: releasing.accept(review.pk, actor=city.head, now=now, basis="清单。")),
        (
            "review",
            lambda: releasing.send_back(review.pk, outcome="changes", actor=city.head, now=now, reason="补充。"),
        ),
        ("review", lambda: releasing.withdraw(commitment.pk, actor=city.officer, now=now)),
        (
            "publish",
            lambda: publish_plan(
                step.pk, url="https://example.org/plan", published_on=now.date(), actor=city.officer, now=now
            ),
        ),
    ]
    start = Barrier(THREADS)

    def work(index: int) -> str:
        said, act = acts[index % len(acts)]
        start.wait()
        try:
            act()
        except (TransitionRefused, Invalid) as refused:
            return f"{said}: {refused.code}"
        return said

    said = Counter(in_threads(THREADS, work))
    assert said["review"] == 1, said
    passed = Release.objects.get().is_passed
    assert said["publish"] == PlanPublication.objects.count() <= int(passed), said
    checks = (verify_journal, verify_releases, verify_release_steps, verify_waits, verify_deadlines, verify_facts)
    assert [breach for check in checks for breach in check()] == []

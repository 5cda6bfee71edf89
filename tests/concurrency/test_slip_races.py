"""Everybody issues slips at once: numbers have no gap and no double, and one slip a commitment is open."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest

from flows.actions import slips as slipping
from flows.verification import verify_slip_steps, verify_waits
from tests.builders import build_city, issue_plan, make_plan
from tests.conftest import moment
from workflow.errors import TransitionRefused
from workflow.models import SupervisionSlip
from workflow.services.slip_checks import verify_slips
from workflow.services.verification import verify_journal

THREADS, ITEMS = 16, 4
LATE = moment(2026, 10, 26)

pytestmark = pytest.mark.django_db(transaction=True)


def test_numbers_have_no_gap_when_all_issue_at_once(
    transactional_db: None, now: datetime, in_threads: Callable[[int, Callable[[int], Any]], list[Any]]
) -> None:
    city = build_city(now)
    commitments = issue_plan(city, make_plan(city, now, items=ITEMS), now)
    start = Barrier(THREADS)

    def work(index: int) -> str:
        start.wait()
        actor = (city.inspector, city.leader)[index % 2]
        try:
            slipping.issue(commitments[index % ITEMS].pk, demand="请说明原因。", actor=actor, now=LATE)
        except TransitionRefused as refused:
            return refused.code
        return "issued"

    ended = Counter(in_threads(THREADS, work))
    assert ended == {"issued": ITEMS, "slip_open": THREADS - ITEMS}
    assert sorted(SupervisionSlip.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]
    checks = (verify_slips, verify_slip_steps, verify_waits, verify_journal)
    assert [breach for check in checks for breach in check()] == []

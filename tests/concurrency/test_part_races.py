"""What other agencies give to an item, and items merged into each other, under many threads at once."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest

from flows.actions import commitment as steps
from flows.actions import parts, rearranging, withdrawing
from flows.models import Task
from tests.builders import City, build_city, issue_plan, make_plan, open_task
from tests.flows.cases import contribution, countersignature
from workflow.errors import TransitionRefused
from workflow.models import Commitment, Contribution, Countersignature
from workflow.services.verification import checks
from workflow.status import ContributionOutcome

Threads = Callable[[int, Callable[[int], Any]], list[Any]]
Act = Callable[[], object]

THREADS = 12

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None, now: datetime) -> City:
    return build_city(now)


def at_once(acts: list[Act], in_threads: Threads) -> Counter[int]:
    """Each act by several threads at once: how often each came through; everybody else was refused as too late."""
    start = Barrier(THREADS)

    def work(index: int) -> int | None:
        start.wait()
        try:
            acts[index % len(acts)]()
        except TransitionRefused:
            return None
        return index % len(acts)

    ended = in_threads(THREADS, work)
    assert [one for one in ended if not isinstance(one, int | None)] == []
    return Counter(one for one in ended if one is not None)


def nothing_is_wrong() -> None:
    assert [str(breach) for check in checks().values() for breach in check()] == []


def test_taken_in_returned_and_waived_or_taken_back_at_once_it_is_one_of_them(
    city: City, now: datetime, in_threads: Threads
) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    task = contribution(city, commitment, now, until="take_in")
    made = Contribution.objects.get()
    acts: list[Act] = [
        lambda: parts.take_in(task.pk, actor=city.officer, now=now),
        lambda: parts.send_back(task.pk, actor=city.officer, now=now, reason="缺去年数据。"),
        lambda: parts.waive(commitment.pk, made.pk, reason="已从平台取得。", actor=city.officer, now=now),
        lambda: withdrawing.withdraw_contribution(commitment.pk, actor=city.outsider, now=now),
    ]
    won = at_once(acts, in_threads)
    made.refresh_from_db()
    if made.outcome == ContributionOutcome.TAKEN_IN:
        assert won == {0: 1}
    else:
        # What was returned or taken back is open again, and may then be waived once.
        assert made.outcome in ("", ContributionOutcome.WAIVED)
        assert won[0] == 0
        assert won[1] + won[3] <= 1
        assert won[2] == (1 if made.outcome else 0)
    assert Task.objects.open().filter(process__contribution=made).count() == (0 if made.outcome else 1)
    nothing_is_wrong()


def test_signed_withheld_and_returned_at_once_it_is_one_of_them(city: City, now: datetime, in_threads: Threads) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    asked = countersignature(city, commitment, now)
    lying = open_task("sign_plan", commitment=commitment)
    acts: list[Act] = [
        lambda: parts.sign(asked.pk, actor=city.other_head, now=now),
        lambda: parts.withhold(asked.pk, actor=city.other_head, now=now, reason="口径不一。"),
        lambda: steps.return_plan(lying.pk, actor=city.head, now=now, reason="先协商。"),
    ]
    won = at_once(acts, in_threads)
    assert won[2] == 1
    assert won[0] + won[1] <= 1
    given = Countersignature.objects.get()
    assert given.outcome == ("signed" if won[0] else "withheld" if won[1] else "dropped")
    nothing_is_wrong()


def test_merged_into_each_other_and_discontinued_at_once_one_goes_on(
    city: City, now: datetime, in_threads: Threads
) -> None:
    first, second = issue_plan(city, make_plan(city, now, items=2), now)
    acts: list[Act] = [
        lambda: rearranging.merge(first.pk, second.pk, reason="内容重复。", actor=city.clerk, now=now),
        lambda: rearranging.merge(second.pk, first.pk, reason="内容重复。", actor=city.leader, now=now),
        lambda: steps.discontinue(first.pk, reason="上级撤销。", actor=city.leader, now=now),
    ]
    won = at_once(acts, in_threads)
    first.refresh_from_db()
    second.refresh_from_db()
    assert won[0] + won[1] <= 1
    assert max(won.values()) == 1
    assert (first.merged_into_id, second.merged_into_id) == (
        second.pk if won[0] else None,
        first.pk if won[1] else None,
    )
    assert Commitment.objects.open().count() == 2 - sum(won.values())
    nothing_is_wrong()

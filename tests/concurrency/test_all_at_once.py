"""Sixteen threads on one item: its plan is decided, taken back, the item transferred, its date extended, its work
suspended, all at once. Each open step is done by one of them, and everybody else is told who did what."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from threading import Barrier
from typing import Any

import pytest

from flows.actions import commitment as steps
from flows.actions import extension as extending
from flows.actions import returning, transferring, withdrawing
from flows.actions import suspension as suspending
from flows.models import HUMAN, PAUSED, Task
from tests.builders import City, build_city, issue_plan, make_plan, walk
from tests.flows.cases import ask_extension, ask_suspension
from workflow.errors import TransitionRefused
from workflow.models import Commitment
from workflow.services.verification import checks

Threads = Callable[[int, Callable[[int], Any]], list[Any]]
Act = tuple[str, Callable[[], object]]

THREADS = 16
REASON = "补充分工。"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None, now: datetime) -> City:
    return build_city(now)


def on_the_plan(city: City, lying: Task, now: datetime) -> list[Act]:
    """Every act at the step the implementation plan lies at."""
    pk, of = lying.pk, lying.commitment_id or 0
    at_head: list[Callable[[], object]] = [
        lambda: steps.sign_plan(pk, actor=city.head, now=now),
        lambda: steps.return_plan(pk, actor=city.head, now=now, reason=REASON),
        lambda: withdrawing.withdraw_plan(of, actor=city.officer, now=now),
    ]
    at_office: list[Callable[[], object]] = [
        lambda: steps.approve_plan(pk, actor=city.leader, now=now),
        lambda: steps.return_plan(pk, actor=city.second_leader, now=now, reason=REASON),
        lambda: returning.return_plan_to_head(pk, actor=city.leader, now=now, reason=REASON),
    ]
    return [("plan", act) for act in (at_head if lying.node == "sign_plan" else at_office)]


def beside(city: City, commitment: Commitment, now: datetime) -> list[Act]:
    """Both answers to a request for a later date and to one for a suspension, and the transfer of the item as it is."""
    later = ask_extension(city, commitment, now, to=date(2027, 1, 29), until="grant_extension")
    rest = ask_suspension(city, commitment, now, until="grant_suspension")
    assert later is not None
    assert rest is not None
    commitment.refresh_from_db()
    here, there, seen = commitment.pk, city.other.pk, commitment.journal_seq
    return [
        ("date", lambda: extending.grant(later.pk, actor=city.leader, now=now)),
        ("date", lambda: extending.refuse(later.pk, actor=city.second_leader, now=now, reason=REASON)),
        ("rest", lambda: suspending.grant(rest.pk, actor=city.leader, now=now)),
        ("rest", lambda: suspending.refuse(rest.pk, actor=city.second_leader, now=now, reason=REASON)),
        ("move", lambda: transferring.transfer(here, there, reason=REASON, seen=seen, actor=city.clerk, now=now)),
    ]


@pytest.mark.parametrize("node", ["sign_plan", "approve_plan"])
def test_each_step_is_done_by_one_and_all_others_are_told_who_did_what(
    node: str, city: City, now: datetime, in_threads: Threads
) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    lying = walk(city, commitment, now, node)
    assert lying is not None
    acts = [*on_the_plan(city, lying, now), *beside(city, commitment, now)]
    start = Barrier(THREADS)

    def work(index: int) -> tuple[str, str, list[str]]:
        on, act = acts[index % len(acts)]
        start.wait()
        try:
            act()
        except TransitionRefused as refused:
            return on, refused.code, refused.happened
        return on, "", []

    ended = in_threads(THREADS, work)
    assert [one for one in ended if not isinstance(one, tuple)] == []
    won, codes = Counter(on for on, code, _told in ended if not code), {code for _on, code, _told in ended if code}
    people = (city.clerk, city.leader, city.second_leader, city.head, city.officer)
    latest = [told[0] if told else "" for _on, code, told in ended if code]
    assert [told for told in latest if not any(one.full_name in told for one in people)] == []
    commitment.refresh_from_db()
    rests = commitment.suspended_on is not None
    if commitment.transferred_at is not None:
        assert won == {"move": 1}
    elif rests:
        # What nobody had done before rests now.
        assert won["rest"] == 1
        assert won["move"] == 0
        assert max(won.values()) == 1
    else:
        assert won == {"plan": 1, "date": 1, "rest": 1}
    assert codes <= {"step_not_open", "suspended", "not_open", "moved_on"}
    left = Task.objects.filter(commitment=commitment, finished__isnull=True, flow_task_type__in=[HUMAN, PAUSED])
    assert left.count() == (0 if won["move"] else 1 + (won["date"] == 0))
    assert set(left.values_list("flow_task_type", flat=True)) <= {PAUSED if rests else HUMAN}
    assert [breach for check in checks().values() for breach in check()] == []

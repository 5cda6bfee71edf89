"""Two clerks merge the same agencies while its people work: one merger, nothing lost, nobody left behind."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import close_old_connections

from flows.actions import commitment as steps
from flows.actions import plan as planning
from flows.actions import succession
from flows.issue import Share
from flows.models import Task
from tests.builders import City, build_city, issue_plan, make_plan, open_task, plan_text, walk
from workflow.errors import NotPermitted, NotVisible, TransitionRefused
from workflow.models import Commitment, Succession, User
from workflow.services.succession import look
from workflow.services.succession_plan import Choices, Reorganisation
from workflow.services.verification import checks
from workflow.status import PartyRole, SuccessionKind

Threads = Callable[[int, Callable[[int], Any]], list[Any]]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None, now: datetime) -> City:
    return build_city(now)


def merger(city: City, now: datetime) -> Reorganisation:
    return Reorganisation(SuccessionKind.MERGE, now.date(), "云发〔2026〕9号", (city.agency,), (city.other,))


def tried(act: Callable[[], object]) -> str:
    close_old_connections()
    try:
        act()
    except (TransitionRefused, NotVisible, NotPermitted) as refused:
        return refused.code
    return "done"


def all_hold() -> None:
    assert [str(breach) for check in checks().values() for breach in check()] == []


def test_of_two_mergers_one_is_carried_out_while_people_work(city: City, now: datetime, in_threads: Threads) -> None:
    commitments = issue_plan(city, make_plan(city, now, items=6), now)
    for commitment in commitments[:3]:
        walk(city, commitment, now, "write_plan")
    writing = [open_task("write_plan", commitment=one).pk for one in commitments[:3]]
    waiting = [open_task("acknowledge", commitment=one).pk for one in commitments[3:]]
    wanted = merger(city, now)
    seen = look(wanted, Choices(), actor=city.clerk, now=now).seen

    def merge() -> object:
        clerk = User.objects.get(pk=city.clerk.pk)
        return succession.carry_out(wanted, Choices(), seen=seen, actor=clerk, now=now)

    def write(pk: int) -> object:
        return steps.hand_in_plan(pk, plan_text(), actor=User.objects.get(pk=city.officer.pk), now=now)

    def acknowledge(pk: int) -> object:
        return steps.acknowledge(pk, actor=User.objects.get(pk=city.officer.pk), now=now)

    acts: list[Callable[[], object]] = [merge, merge]
    acts += [lambda pk=pk: write(pk) for pk in writing]  # type: ignore[misc]
    acts += [lambda pk=pk: acknowledge(pk) for pk in waiting]  # type: ignore[misc]
    told = in_threads(len(acts), lambda place: tried(acts[place]))
    assert told[:2].count("done") == Succession.objects.count() == 1
    assert {one.agency_id for one in Commitment.objects.all()} == {city.other.pk}
    assert not Task.objects.open().filter(agency=city.agency).exists()
    all_hold()


def test_an_issue_at_the_same_moment_leaves_nothing_behind(city: City, now: datetime, in_threads: Threads) -> None:
    issue_plan(city, make_plan(city, now), now)
    plan = make_plan(city, now, items=3)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    planning.approve(open_task("approve", plan=plan).pk, actor=city.leader, now=now)
    task = open_task("issue", plan=plan).pk
    shares = [Share(item, item.assignments.first(), city.agency, PartyRole.LEAD) for item in plan.items.all()]
    wanted = merger(city, now)
    seen = look(wanted, Choices(), actor=city.clerk, now=now).seen
    acts: list[Callable[[], object]] = [
        lambda: planning.issue(
            task, shares, published_on=now.date(), actor=User.objects.get(pk=city.clerk.pk), now=now
        ),
        lambda: succession.carry_out(wanted, Choices(), seen=seen, actor=User.objects.get(pk=city.clerk.pk), now=now),
    ]
    told = in_threads(len(acts), lambda place: tried(acts[place]))
    assert "done" in told
    all_hold()

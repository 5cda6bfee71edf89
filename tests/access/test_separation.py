"""Separation of duties: who did the work does not decide it, whatever roles he was given since."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import inspection as inspecting
from flows.actions import plan as planning
from tests.builders import City, issue_plan, make_plan, open_task, walk
from workflow.errors import NotPermitted
from workflow.models import Agency, Commitment, User
from workflow.services import organisation, people
from workflow.status import Role

pytestmark = pytest.mark.django_db
Signed = Callable[[Any], Client]


@pytest.fixture
def commitment(city: City, now: datetime) -> Commitment:
    return issue_plan(city, make_plan(city, now), now)[0]


def also(user: User, agency: Agency, role: Role, now: datetime) -> User:
    """The person with one more role, as a new request finds him."""
    organisation.add_membership(user, agency, role, actor=None, now=now)
    return User.objects.get(pk=user.pk)


def test_who_claimed_completion_does_not_close(
    city: City, commitment: Commitment, client_of: Signed, now: datetime
) -> None:
    task = walk(city, commitment, now, "close")
    assert task is not None
    both = also(city.officer, city.office, Role.LEADER, now)
    with pytest.raises(NotPermitted):
        steps.close(task.pk, actor=both, now=now)
    assert client_of(both).post(f"/inbox/{task.pk}/decide/", {"decision": "agree"}).status_code == 403
    steps.close(task.pk, actor=city.leader, now=now)


def test_who_claimed_completion_does_not_inspect_after_moving_to_the_office(
    city: City, commitment: Commitment, now: datetime
) -> None:
    task = walk(city, commitment, now, "inspect")
    assert task is not None
    moved = also(city.officer, city.office, Role.INSPECTOR, now)
    people.end_membership(
        moved.memberships.get(role=Role.OFFICER), last_day=now.date().replace(year=2025), actor=city.clerk, now=now
    )
    with pytest.raises(NotPermitted):
        inspecting.accept(task.pk, conclusion="属实。", actor=User.objects.get(pk=moved.pk), now=now)


def test_who_submitted_the_plan_of_a_colleague_does_not_approve_it(city: City, now: datetime) -> None:
    plan = make_plan(city, now)
    both = also(city.leader, city.office, Role.CLERK, now)
    planning.submit(open_task("review", plan=plan).pk, actor=both, now=now)
    task = open_task("approve", plan=plan)
    with pytest.raises(NotPermitted):
        planning.approve(task.pk, actor=both, now=now)
    planning.approve(task.pk, actor=city.second_leader, now=now)

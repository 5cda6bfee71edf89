"""Separation of duties over the whole line: who did one step decides no later one, whatever post he takes."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from flows.actions import commitment as steps
from flows.actions import inspection as inspecting
from flows.actions import plan as planning
from tests.builders import City, issue_plan, make_plan, open_task
from tests.flows.cases import reach
from tests.flows.pages import words_of
from workflow import policies
from workflow.errors import NotPermitted
from workflow.models import Commitment, Membership, User
from workflow.services import organisation, people
from workflow.status import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
SAID = "前面的环节是您本人办理的"


def moved(city: City, person: User, role: Role, now: datetime) -> User:
    """The person leaves the agency and takes a post at the office."""
    Membership.objects.filter(user=person).update(valid_until=now.date())
    organisation.add_membership(person, city.office, role, actor=None, now=now)
    policies.make_stale([person.pk])
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    ("node", "who", "role", "act"),
    [
        ("approve_plan", "head", Role.LEADER, steps.approve_plan),
        ("recheck", "officer", Role.INSPECTOR, inspecting.accept_rectification),
        ("inspect", "officer", Role.INSPECTOR, inspecting.accept),
        ("close", "inspector", Role.LEADER, steps.close),
    ],
)
def test_nobody_decides_what_went_through_his_own_hands(
    city: City,
    issued: list[Commitment],
    client_of: Callable[..., Any],
    now: datetime,
    node: str,
    who: str,
    role: Role,
    act: Callable[..., object],
) -> None:
    task = reach(city, issued[0], now, node)
    person = moved(city, getattr(city, who), role, now)
    assert SAID in words_of(client_of(person).get(f"/steps/{task.pk}/"))
    with pytest.raises(NotPermitted) as refused:
        act(task.pk, actor=person, now=now)
    assert refused.value.code == "same_hands"
    assert open_task(node, commitment=issued[0]).pk == task.pk


def submitted(city: City, now: datetime) -> Any:
    plan = make_plan(city, now)
    planning.open_plan(plan, now=now)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    return open_task("approve", plan=plan)


@pytest.mark.parametrize("way", ["password", "post"])
def test_an_account_the_drafter_gave_out_does_not_approve_his_plan(
    city: City, now: datetime, client_of: Callable[..., Any], way: str
) -> None:
    task, later = submitted(city, now), now + timedelta(minutes=5)
    person = city.second_leader
    if way == "password":
        people.reset_password(person, actor=city.clerk, now=later)
    else:
        person = city.county_head
        Membership.objects.filter(user=person).update(valid_until=now.date())
        organisation.add_membership(person, city.office, Role.LEADER, actor=city.clerk, now=later)
        policies.make_stale([person.pk])
    person = User.objects.get(pk=person.pk)
    User.objects.filter(pk=person.pk).update(one_time_password=False)
    assert "设过密码或任过职" in words_of(client_of(person).get(f"/steps/{task.pk}/"))
    with pytest.raises(NotPermitted) as refused:
        planning.approve(task.pk, actor=person, now=later)
    assert refused.value.code == "account_from_drafter"
    planning.approve(task.pk, actor=city.leader, now=later)


def test_a_password_given_before_the_plan_was_drafted_is_no_obstacle(city: City, now: datetime) -> None:
    people.reset_password(city.second_leader, actor=city.clerk, now=now - timedelta(days=1))
    planning.approve(submitted(city, now).pk, actor=User.objects.get(pk=city.second_leader.pk), now=now)


def test_an_implementation_plan_is_not_published_before_the_work_plan(
    city: City, issued: list[Commitment], client_of: Callable[..., Any], now: datetime
) -> None:
    task = reach(city, issued[0], now, "publish_plan")
    fields = {"node": task.node, "url": "https://example.org/plan", "published_on": "1900-01-01"}
    answer = client_of(city.officer).post(f"/steps/{task.pk}/", fields)
    assert answer.status_code == 422
    assert "不能早于工作计划的公布日" in words_of(answer)
    fields["published_on"] = str(date(2026, 9, 7))
    assert client_of(city.officer).post(f"/steps/{task.pk}/", fields).status_code == 302


def test_a_made_up_decision_shows_nobody_a_form_that_is_not_his(
    city: City, issued: list[Commitment], client_of: Callable[..., Any], now: datetime
) -> None:
    task = reach(city, issued[0], now, "sign_plan")
    answer = client_of(city.officer).post(f"/steps/{task.pk}/", {"node": "sign_plan"})
    assert answer.status_code == 403


def test_a_draft_far_beyond_the_form_is_refused(
    city: City, issued: list[Commitment], client_of: Callable[..., Any], now: datetime
) -> None:
    task = reach(city, issued[0], now, "write_plan")
    answer = client_of(city.officer).post(f"/steps/{task.pk}/draft/", {"summary": "字" * 300_000})
    assert answer.status_code == 400


def test_a_second_press_counts_once_and_a_later_hand_reads_who_was_faster(
    city: City, now: datetime, client_of: Callable[..., Any]
) -> None:
    commitment = issue_plan(city, make_plan(city, now), now)[0]
    task = reach(city, commitment, now, "approve_plan")
    client = client_of(city.leader)
    for _press in range(2):
        answer = client.post(f"/inbox/{task.pk}/decide/", {"decision": "agree"})
        assert answer.status_code == 302
    late = client_of(city.second_leader).post(f"/inbox/{task.pk}/decide/", {"decision": "agree"})
    assert late.status_code == 409
    words = words_of(late)
    assert "许志衡" in words
    assert f'href="/items/{commitment.pk}/"' in late.content.decode()
    assert "commitment:" not in words

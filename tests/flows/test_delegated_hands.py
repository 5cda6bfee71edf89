"""委托 and separation of duties: what a deputy does went through his hands and through those of whom he acts for."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from flows.actions import commitment as steps
from flows.actions import inspection as inspecting
from flows.actions import plan as planning
from tests.builders import City, make_plan, open_task, plan_text
from tests.flows.cases import reach
from tests.flows.pages import words_of
from workflow.errors import NotPermitted
from workflow.models import Commitment, Delegation, JournalEntry, Membership, User
from workflow.services import delegations, organisation, people
from workflow.status import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.fixture(autouse=True)
def today(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights are those of the day of the story."""
    monkeypatch.setattr("workflow.policies.timezone.localdate", now.date)


@pytest.fixture
def giver(city: City, now: datetime) -> User:
    """The officer, who is a head of the agency as well."""
    organisation.add_membership(city.officer, city.agency, Role.HEAD, actor=None, now=now)
    return fresh(city.officer)


@pytest.fixture
def colleague(city: City, now: datetime) -> User:
    """Another officer of the agency."""
    person = organisation.create_user("colleague", "卢晓棠", password=None, actor=None, now=now)
    organisation.add_membership(person, city.agency, Role.OFFICER, actor=None, now=now)
    return fresh(person)


def stand_in(of: User, role: Role, to: User, now: datetime) -> Delegation:
    post = Membership.objects.get(user=of, role=role, on_behalf_of=None)
    return delegations.delegate(
        post.pk, to.pk, first=now.date(), last=now.date(), reason="外出开会。", actor=of, now=now
    )


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(NotPermitted) as problem:
        act()
    return problem.value.code


def test_nobody_decides_in_the_name_of_the_one_whose_work_it_is(
    city: City, issued: list[Commitment], now: datetime, giver: User, colleague: User, client_of: Any
) -> None:
    task = reach(city, issued[0], now, "sign_plan")
    stand_in(giver, Role.HEAD, colleague, now)
    page = words_of(client_of(fresh(colleague)).get(f"/steps/{task.pk}/"))
    assert "前面的环节是您本人办理的" in page
    assert f"您在此代{giver}办理" in page
    assert refused(lambda: steps.sign_plan(task.pk, actor=fresh(colleague), now=now)) == "same_hands"
    steps.sign_plan(task.pk, actor=city.head, now=now)


def test_who_was_acted_for_does_not_decide_it_either(
    city: City, issued: list[Commitment], now: datetime, giver: User, colleague: User, client_of: Any
) -> None:
    stand_in(giver, Role.OFFICER, city.head, now)
    steps.acknowledge(open_task("acknowledge", commitment=issued[0]).pk, actor=colleague, now=now)
    writing = open_task("write_plan", commitment=issued[0])
    steps.hand_in_plan(writing.pk, plan_text(), actor=fresh(city.head), now=now)
    entry = JournalEntry.objects.get(commitment=issued[0], act="plan_handed_in")
    assert entry.actor_name == f"{city.head}（代{giver}）"
    task = open_task("sign_plan", commitment=issued[0])
    assert refused(lambda: steps.sign_plan(task.pk, actor=fresh(giver), now=now)) == "same_hands"
    assert refused(lambda: steps.sign_plan(task.pk, actor=fresh(city.head), now=now)) == "same_hands"
    assert "前面的环节是您本人办理的" in words_of(client_of(fresh(giver)).get(f"/steps/{task.pk}/"))
    stand_in(giver, Role.HEAD, colleague, now)
    assert refused(lambda: steps.sign_plan(task.pk, actor=fresh(colleague), now=now)) == "same_hands"


def test_to_have_been_stood_in_for_is_no_obstacle_later(
    city: City, issued: list[Commitment], now: datetime, colleague: User
) -> None:
    task = reach(city, issued[0], now, "sign_plan")
    made = stand_in(city.head, Role.HEAD, colleague, now)
    steps.sign_plan(task.pk, actor=fresh(colleague), now=now)
    delegations.end(made.pk, actor=city.head, now=now)
    steps.return_plan(
        open_task("approve_plan", commitment=issued[0]).pk, reason="请补充进度安排。", actor=city.leader, now=now
    )
    writing = open_task("write_plan", commitment=issued[0])
    steps.hand_in_plan(writing.pk, plan_text(), actor=fresh(colleague), now=now)
    steps.sign_plan(open_task("sign_plan", commitment=issued[0]).pk, actor=fresh(city.head), now=now)


def test_who_drafted_a_plan_has_nobody_approve_it_in_his_name(city: City, now: datetime) -> None:
    organisation.add_membership(city.clerk, city.office, Role.LEADER, actor=None, now=now)
    plan = make_plan(city, now)
    planning.open_plan(plan, now=now)
    planning.submit(open_task("review", plan=plan).pk, actor=fresh(city.clerk), now=now)
    stand_in(fresh(city.clerk), Role.LEADER, city.inspector, now)
    task = open_task("approve", plan=plan)
    assert refused(lambda: planning.approve(task.pk, actor=fresh(city.inspector), now=now)) == "same_hands"


def test_an_account_the_drafter_gave_out_gives_no_approval_away(city: City, now: datetime) -> None:
    plan = make_plan(city, now)
    planning.open_plan(plan, now=now)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    later = now + timedelta(minutes=5)
    people.reset_password(city.second_leader, actor=city.clerk, now=later)
    stand_in(fresh(city.second_leader), Role.LEADER, city.inspector, later)
    task = open_task("approve", plan=plan)
    code = refused(lambda: planning.approve(task.pk, actor=fresh(city.inspector), now=later))
    assert code == "account_from_drafter"


def test_an_inspector_of_the_agency_itself_has_nobody_inspect_it(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    organisation.add_membership(city.inspector, city.agency, Role.HEAD, actor=None, now=now)
    task = reach(city, issued[0], now, "inspect")
    stand_in(fresh(city.inspector), Role.INSPECTOR, city.second_leader, now)
    act = lambda: inspecting.accept(task.pk, conclusion="属实。", actor=fresh(city.second_leader), now=now)  # noqa: E731
    assert refused(act) == "own_agency"


def test_the_lists_of_a_deputy_say_for_whom(
    city: City, issued: list[Commitment], now: datetime, client_of: Any
) -> None:
    reach(city, issued[0], now, "approve_plan")
    stand_in(city.leader, Role.LEADER, city.inspector, now)
    client = client_of(fresh(city.inspector))
    assert f"代{city.leader}" in words_of(client.get("/inbox/"))
    assert f"请您代{city.leader}办理" in words_of(client.get(f"/items/{issued[0].pk}/"))

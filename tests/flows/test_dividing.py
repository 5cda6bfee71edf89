"""按职责分工: each agency states its part, the office confirms it, then a plan of it can be approved."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import dividing, reopening
from flows.models import Task
from tests.builders import City, open_task, plan_text, walk
from tests.flows.cases import issued_with, post
from tests.flows.pages import words_of
from tests.flows.test_parts import nothing_is_wrong, told
from workflow.errors import Invalid, NotPermitted
from workflow.models import Assignment, Commitment, Division, Plan
from workflow.services.calendar import calendar_in_force
from workflow.status import AssignmentMode, DivisionOutcome, PartyRole

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]


@pytest.fixture
def plan(city: City, now: datetime) -> Plan:
    """Two agencies lead an item 按职责分工."""
    parties = [(PartyRole.LEAD, city.agency), (PartyRole.LEAD, city.other)]
    return issued_with(city, now, AssignmentMode.LEAD_EACH, parties, phrase="按职责分工分别牵头落实")


@pytest.fixture
def own(city: City, plan: Plan) -> Commitment:
    return Commitment.objects.get(plan=plan, agency=city.agency)


def test_each_agency_of_the_clause_has_to_state_its_part(city: City, plan: Plan, now: datetime) -> None:
    assert Assignment.objects.filter(item__plan=plan).count() == 1
    asked = Task.objects.open().filter(node="state_part").order_by("agency__order")
    assert [task.agency for task in asked] == [city.agency, city.other]
    due = calendar_in_force().add_working_days(now.date(), plan.dispute_working_days).due_on
    assert {task.due_on for task in asked} == {due}
    nothing_is_wrong()


def test_the_clause_of_one_agency_is_not_divided(city: City, now: datetime) -> None:
    parties = [(PartyRole.LEAD, city.agency)]
    issued_with(city, now, AssignmentMode.LEAD_EACH, parties, phrase="按职责分工分别牵头落实")
    assert not Division.objects.exists()


def test_stated_seen_beside_the_others_returned_and_confirmed(
    city: City, own: Commitment, client_of: Signed, now: datetime
) -> None:
    other = Commitment.objects.exclude(pk=own.pk).get()
    dividing.state(open_task("state_part", commitment=other).pk, part="负责执法数据。", actor=city.outsider, now=now)
    task = open_task("state_part", commitment=own)
    assert "负责执法数据。" in words_of(client_of(city.officer).get(f"/steps/{task.pk}/"))
    assert post(client_of(city.officer), task, {"text": " "}).status_code == 422
    assert post(client_of(city.officer), task, {"text": "负责数据归集。"}).status_code == 302
    assert any("已报分工" in line for line in told(city.clerk))
    confirming = open_task("confirm_part", commitment=own)
    page = words_of(client_of(city.clerk).get(f"/steps/{confirming.pk}/"))
    assert "负责数据归集。" in page
    assert "负责执法数据。" in page
    answer = post(client_of(city.clerk), confirming, {"decision": "return", "reason": "与司法局重叠。"})
    assert answer.status_code == 302
    again = open_task("state_part", commitment=own)
    assert again.returned_reason == "与司法局重叠。"
    assert "负责数据归集。" in words_of(client_of(city.officer).get(f"/steps/{again.pk}/"))
    dividing.state(again.pk, part="只负责归集。", actor=city.officer, now=now)
    dividing.confirm(open_task("confirm_part", commitment=own).pk, actor=city.clerk, now=now)
    found = Division.objects.get(commitment=own)
    assert (found.outcome, found.part) == (DivisionOutcome.CONFIRMED, "只负责归集。")
    nothing_is_wrong()


def test_no_plan_is_approved_before_the_division_is_confirmed(city: City, own: Commitment, now: datetime) -> None:
    walk(city, own, now, "approve_plan")
    approving = open_task("approve_plan", commitment=own)
    with pytest.raises(Invalid) as refused:
        steps.approve_plan(approving.pk, actor=city.leader, now=now)
    assert refused.value.code == "division_open"
    task = open_task("state_part", commitment=own)
    with pytest.raises(NotPermitted):
        dividing.state(task.pk, part="负责归集。", actor=city.head, now=now)
    dividing.state(task.pk, part="负责归集。", actor=city.officer, now=now)
    dividing.confirm(open_task("confirm_part", commitment=own).pk, actor=city.clerk, now=now)
    steps.approve_plan(approving.pk, actor=city.leader, now=now)
    nothing_is_wrong()


def test_it_ends_with_the_item(city: City, own: Commitment, now: datetime) -> None:
    steps.discontinue(own.pk, actor=city.clerk, now=now, reason="上级撤销。")
    assert Division.objects.get(commitment=own).outcome == DivisionOutcome.DROPPED
    nothing_is_wrong()


@pytest.mark.parametrize("until", ["state_part", "confirm_part"])
def test_a_part_nobody_had_confirmed_is_asked_for_again_when_the_item_goes_on(
    city: City, own: Commitment, now: datetime, until: str
) -> None:
    walk(city, own, now, "write_plan")
    if until == "confirm_part":
        dividing.state(open_task("state_part", commitment=own).pk, part="负责归集。", actor=city.officer, now=now)
    steps.discontinue(own.pk, actor=city.leader, now=now, reason="上级另有安排。")
    later = now + timedelta(days=9)
    reopening.reopen(own.pk, until=None, reason="上级又要求继续。", actor=city.leader, now=later)
    nothing_is_wrong()
    task = open_task("state_part", commitment=own)
    assert task.due_on == calendar_in_force().add_working_days(later.date(), own.plan.dispute_working_days).due_on
    dividing.state(task.pk, part="负责归集。", actor=city.officer, now=later)
    dividing.confirm(open_task("confirm_part", commitment=own).pk, actor=city.clerk, now=later)
    own.refresh_from_db()
    walk_on = open_task("write_plan", commitment=own)
    steps.hand_in_plan(walk_on.pk, plan_text(), actor=city.officer, now=later)
    steps.sign_plan(open_task("sign_plan", commitment=own).pk, actor=city.head, now=later)
    steps.approve_plan(open_task("approve_plan", commitment=own).pk, actor=city.leader, now=later)
    nothing_is_wrong()


def test_a_confirmed_part_stays_confirmed_when_the_item_goes_on(city: City, own: Commitment, now: datetime) -> None:
    dividing.state(open_task("state_part", commitment=own).pk, part="负责归集。", actor=city.officer, now=now)
    dividing.confirm(open_task("confirm_part", commitment=own).pk, actor=city.clerk, now=now)
    steps.discontinue(own.pk, actor=city.leader, now=now, reason="上级另有安排。")
    reopening.reopen(own.pk, until=None, reason="上级又要求继续。", actor=city.leader, now=now)
    assert not Task.objects.open().filter(node="state_part", commitment=own).exists()
    assert Division.objects.get(commitment=own).outcome == DivisionOutcome.CONFIRMED

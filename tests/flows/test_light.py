"""Light commitments: what those who carry out beside a lead have, without an implementation plan."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import dispute as disputing
from flows.actions import inspection as inspecting
from flows.actions import parts, reopening, reports, returning, transferring
from flows.models import Process, Task
from tests.builders import City, open_task
from tests.flows.cases import issued_with
from tests.flows.pages import words_of
from tests.flows.test_parts import nothing_is_wrong, told
from workflow.errors import TransitionRefused
from workflow.ledger import Filter, Ledger
from workflow.models import Clock, Commitment, Dispute
from workflow.policies import scope_of
from workflow.services import extensions
from workflow.services.calendar import calendar_in_force
from workflow.services.plan_overview import stage_tally
from workflow.status import AssignmentMode, ClockKind, DisputeOutcome, PartyRole, Stage

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]

DAY = timedelta(days=1)


@pytest.fixture
def light(city: City, now: datetime) -> Commitment:
    parties = [(PartyRole.LEAD, city.other), (PartyRole.CO, city.agency)]
    plan = issued_with(city, now, AssignmentMode.LEAD_WITH, parties)
    return Commitment.objects.get(plan=plan, agency=city.agency)


def taken_up(city: City, light: Commitment, now: datetime) -> Task:
    steps.acknowledge(open_task("acknowledge", commitment=light).pk, actor=city.officer, now=now)
    light.refresh_from_db()
    return open_task("execute", commitment=light)


def test_who_carries_out_beside_a_lead_has_a_light_one(city: City, light: Commitment) -> None:
    assert light.is_light
    lead = Commitment.objects.get(plan=light.plan, agency=city.other)
    assert not lead.is_light
    kinds = Clock.objects.filter(commitment=light).values_list("kind", flat=True)
    assert list(kinds) == [ClockKind.COMPLETION]
    assert light.plan_due_on == light.completion_on
    flows = {p.commitment_id: p.flow_class.__name__ for p in Process.objects.filter(commitment__isnull=False)}
    assert flows == {light.pk: "LightCommitmentFlowV2", lead.pk: "CommitmentFlowV3"}
    assert told(city.officer) == ["何亦舟 向市数据局交办：第1件事，12月31日前办结"]
    nothing_is_wrong()


def test_without_a_lead_everybody_has_a_whole_one(city: City, now: datetime) -> None:
    parties = [(PartyRole.CO, city.other), (PartyRole.CO, city.agency)]
    plan = issued_with(city, now, AssignmentMode.JOINT, parties)
    assert not Commitment.objects.filter(plan=plan, is_light=True).exists()


def test_it_is_taken_up_carried_out_inspected_and_closed(
    city: City, light: Commitment, client_of: Signed, now: datetime
) -> None:
    asked = client_of(city.officer).get(f"/steps/{open_task('acknowledge', commitment=light).pk}/")
    assert "实施方案时限" not in words_of(asked)
    task = taken_up(city, light, now)
    assert (light.stage, task.due_on) == (Stage.EXECUTING, light.completion_on)
    assert reports.open_due_reports(now + 40 * DAY) == 0
    page = words_of(client_of(city.officer).get(f"/items/{light.pk}/"))
    assert "无需单独制定，配合牵头单位落实" in page
    assert "办公室审批" not in page
    steps.claim_completion(task.pk, text="全部上线。", actor=city.officer, now=now)
    inspecting.accept(open_task("inspect", commitment=light).pk, conclusion="属实。", actor=city.inspector, now=now)
    close = open_task("close", commitment=light)
    returning.return_to_inspector(close.pk, actor=city.leader, now=now, reason="再核一次。")
    inspecting.accept(open_task("inspect", commitment=light).pk, conclusion="属实。", actor=city.inspector, now=now)
    steps.close(open_task("close", commitment=light).pk, actor=city.leader, now=now)
    light.refresh_from_db()
    assert light.stage == Stage.CLOSED
    nothing_is_wrong()
    reopening.reopen(light.pk, until=None, reason="问题反弹。", actor=city.leader, now=now + DAY)
    assert open_task("execute", commitment=light).returned_reason == "问题反弹。"
    nothing_is_wrong()


def test_lists_and_sums_see_it_carried_out(city: City, light: Commitment, now: datetime) -> None:
    taken_up(city, light, now)
    tally = stage_tally(light.plan, scope_of(city.clerk))
    assert (tally["executing"], tally["planning"], tally["issued"]) == (1, 0, 1)
    found = Ledger(scope_of(city.clerk), Filter(stage="executing"), now.date(), calendar_in_force())
    assert [commitment.pk for commitment in found.commitments()] == [light.pk]


def test_its_date_alone_can_be_extended_and_nobody_countersigns(city: City, light: Commitment, now: datetime) -> None:
    taken_up(city, light, now)
    assert extensions.askable(light) == (ClockKind.COMPLETION,)
    with pytest.raises(TransitionRefused) as refused:
        parts.add_signer(light.pk, city.county, reason="会签。", actor=city.officer, now=now)
    assert refused.value.code == "no_plan"


def test_claiming_ends_a_dispute_of_it(city: City, light: Commitment, now: datetime) -> None:
    task = taken_up(city, light, now)
    disputing.ask(light.pk, reason="三定方案未列。", proposed=None, actor=city.officer, now=now)
    steps.claim_completion(task.pk, text="已完成。", actor=city.officer, now=now)
    assert Dispute.objects.get().outcome == DisputeOutcome.HANDED_IN
    with pytest.raises(TransitionRefused):
        disputing.ask(light.pk, reason="再议。", proposed=None, actor=city.officer, now=now)
    nothing_is_wrong()


def test_it_is_transferred_as_a_light_one(city: City, light: Commitment, now: datetime) -> None:
    taken_up(city, light, now)
    done = transferring.transfer(light.pk, city.county.pk, reason="归口办理。", actor=city.clerk, now=now + DAY)
    assert (done.successor.is_light, done.successor.completion_on) == (True, light.completion_on)
    nothing_is_wrong()

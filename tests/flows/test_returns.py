"""退回 by the leader to the desk before his, and the version of the process that knows it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from flows import issue, upgrading
from flows.actions import commitment as steps
from flows.actions import inspection as inspecting
from flows.actions import returning, withdrawing
from flows.commitment import CommitmentFlowV1, CommitmentFlowV2, CommitmentFlowV3
from flows.models import Process, Task
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from tests.builders import City, issue_plan, make_plan, open_task, plan_text, walk
from tests.flows.cases import reach
from tests.flows.pages import counted_queries, words_of
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import Commitment, Inspection
from workflow.services.verification import checks
from workflow.status import Stage

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]

REASON = "第三项措施请负责人再核。"


def breaches() -> list[Any]:
    return [breach for check in checks().values() for breach in check()]


@pytest.fixture
def older(city: City, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Commitment:
    """One that was issued under the version before."""
    with monkeypatch.context() as patch:
        patch.setattr(issue, "CommitmentFlowV3", CommitmentFlowV1)
        return issue_plan(city, make_plan(city, now, items=1), now)[0]


def test_the_head_signs_a_returned_plan_anew_and_the_officer_has_nothing_to_do(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    commitment, later = issued[0], now + timedelta(days=5)
    task = reach(city, commitment, now, "approve_plan")
    returning.return_plan_to_head(task.pk, actor=city.leader, now=later, reason=REASON)
    commitment.refresh_from_db()
    assert (commitment.stage, commitment.plan_signed_at, commitment.plan_revision) == (Stage.APPROVAL, None, 1)
    again = open_task("sign_plan", commitment=commitment)
    assert (again.sender, again.returned_reason, again.due_on) == (str(city.leader), REASON, commitment.current_due_on)
    assert Task.objects.open().filter(commitment=commitment).count() == 1
    deliver_pending(later)
    told = {(one.recipient, one.asks) for one in Notification.objects.filter(event="plan_returned_to_head")}
    assert told == {(city.head, True), (city.officer, False)}
    steps.sign_plan(again.pk, actor=city.head, now=later)
    steps.approve_plan(open_task("approve_plan", commitment=commitment).pk, actor=city.leader, now=later)
    assert breaches() == []


def test_the_inspectors_look_again_at_the_same_claim(city: City, issued: list[Commitment], now: datetime) -> None:
    commitment, later = issued[0], now + timedelta(days=9)
    task = reach(city, commitment, now, "close")
    returning.return_to_inspector(task.pk, actor=city.leader, now=later, reason=REASON)
    commitment.refresh_from_db()
    assert (commitment.stage, commitment.inspection_count, commitment.accepted_by) == (Stage.INSPECTION, 2, None)
    first, second = Inspection.objects.filter(commitment=commitment).order_by("number")
    assert first.claim == second.claim
    again = open_task("inspect", commitment=commitment)
    assert (again.sender, again.returned_reason, again.returned) == (str(city.leader), REASON, True)
    deliver_pending(later)
    told = Notification.objects.filter(event="returned_to_inspector", asks=True)
    assert {one.recipient for one in told} == {city.inspector}
    inspecting.accept(again.pk, conclusion="再次核查属实。", actor=city.inspector, now=later)
    steps.close(open_task("close", commitment=commitment).pk, actor=city.leader, now=later)
    assert breaches() == []


def test_a_return_needs_a_reason_and_the_right(city: City, issued: list[Commitment], now: datetime) -> None:
    task = reach(city, issued[0], now, "approve_plan")
    with pytest.raises(Invalid):
        returning.return_plan_to_head(task.pk, actor=city.leader, now=now, reason=" ")
    with pytest.raises(NotPermitted):
        returning.return_plan_to_head(task.pk, actor=city.head, now=now, reason=REASON)
    returning.return_plan_to_head(task.pk, actor=city.leader, now=now, reason=REASON)
    with pytest.raises(TransitionRefused):
        returning.return_plan_to_head(task.pk, actor=city.second_leader, now=now, reason=REASON)


@pytest.mark.parametrize(
    ("node", "to", "next_node", "words"),
    [
        ("approve_plan", "to_head", "sign_plan", "负责人，重新签批"),
        ("close", "to_inspector", "inspect", "督查员，重新核查"),
    ],
)
def test_the_leader_chooses_the_desk_on_the_page(
    city: City,
    issued: list[Commitment],
    now: datetime,
    client_of: Signed,
    node: str,
    to: str,
    next_node: str,
    words: str,
) -> None:
    task = reach(city, issued[0], now, node)
    client = client_of(city.leader)
    assert words in words_of(client.get(f"/steps/{task.pk}/"))
    typed = {"node": node, "decision": "return", "reason": REASON, "to": "nobody"}
    assert client.post(f"/steps/{task.pk}/", typed).status_code == 422
    with counted_queries() as queries:
        assert client.post(f"/steps/{task.pk}/", typed | {"to": to}).status_code == 302
    assert len(queries) <= 10, len(queries)
    assert open_task(next_node, commitment=issued[0]).returned_reason == REASON


# -- by the inspector --------------------------------------------------------------------------------------------------


def test_the_inspector_returns_a_claim_that_cannot_be_judged(
    city: City, issued: list[Commitment], now: datetime, client_of: Signed
) -> None:
    commitment, later = issued[0], now + timedelta(days=9)
    task = reach(city, commitment, now, "inspect")
    client = client_of(city.inspector)
    assert "退回申请" in words_of(client.get(f"/steps/{task.pk}/"))
    posted = {"node": "inspect", "decision": "return", "reason": ""}
    assert client.post(f"/steps/{task.pk}/", posted).status_code == 422
    assert open_task("inspect", commitment=commitment).pk == task.pk
    returning.return_claim(task.pk, actor=city.inspector, now=later, reason=REASON)
    commitment.refresh_from_db()
    assert (commitment.stage, commitment.claimed_at) == (Stage.EXECUTING, None)
    assert commitment.current_due_on == commitment.completion_on
    again = open_task("execute", commitment=commitment)
    assert (again.sender, again.returned_reason, again.returned) == (str(city.inspector), REASON, True)
    assert again.due_on == commitment.completion_on
    (first,) = Inspection.objects.filter(commitment=commitment)
    assert (first.returned_at, first.accepted_at, first.inspector) == (later, None, city.inspector)
    deliver_pending(later)
    told = {(one.recipient, one.asks) for one in Notification.objects.filter(event="claim_returned")}
    assert told == {(city.officer, True), (city.head, False)}
    page = client_of(city.officer)
    assert f"{city.inspector}退回" in words_of(page.get(f"/items/{commitment.pk}/"))
    assert f"{city.inspector}退回办结申请" in words_of(page.get(f"/items/{commitment.pk}/?tab=inspection"))
    assert breaches() == []
    steps.claim_completion(again.pk, text="补齐佐证。", actor=city.officer, now=later)
    assert f"/items/{commitment.pk}/" in client.get("/inspections/").content.decode()
    accepting = open_task("inspect", commitment=commitment)
    inspecting.accept(accepting.pk, conclusion="属实。", actor=city.inspector, now=later)
    steps.close(open_task("close", commitment=commitment).pk, actor=city.leader, now=later)
    assert breaches() == []


def test_one_of_an_older_version_has_no_way_back_from_the_inspection(
    city: City, now: datetime, client_of: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(issue, "CommitmentFlowV3", CommitmentFlowV2)
        commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    task = reach(city, commitment, now, "inspect")
    with pytest.raises(TransitionRefused) as kept:
        withdrawing.withdraw_claim(commitment.pk, actor=city.officer, now=now)
    assert kept.value.code == "older_version"
    assert "退回申请" not in words_of(client_of(city.inspector).get(f"/steps/{task.pk}/"))
    assert "撤回办结申请" not in words_of(client_of(city.officer).get(f"/items/{commitment.pk}/"))
    with pytest.raises(TransitionRefused) as refused:
        returning.return_claim(task.pk, actor=city.inspector, now=now, reason=REASON)
    assert refused.value.code == "older_version"
    commitment.refresh_from_db()
    assert commitment.claimed_at is not None
    assert "将转移 1 个流程" in told_by("--dry-run")
    told_by()
    returning.return_claim(task.pk, actor=city.inspector, now=now, reason=REASON)
    assert open_task("execute", commitment=commitment).returned_reason == REASON
    assert breaches() == []


# -- versions ----------------------------------------------------------------------------------------------------------


def test_what_was_issued_under_the_older_version_ends_under_it(
    city: City, older: Commitment, now: datetime, client_of: Signed
) -> None:
    task = walk(city, older, now, "approve_plan")
    assert task is not None
    assert Process.objects.get(commitment=older).flow_class is CommitmentFlowV1
    assert "负责人，重新签批" not in words_of(client_of(city.leader).get(f"/steps/{task.pk}/"))
    with pytest.raises(TransitionRefused) as refused:
        returning.return_plan_to_head(task.pk, actor=city.leader, now=now, reason=REASON)
    assert refused.value.code == "older_version"
    posted = {"node": "approve_plan", "decision": "return", "reason": REASON, "to": "to_head"}
    assert client_of(city.leader).post(f"/steps/{task.pk}/", posted).status_code == 409
    steps.return_plan(task.pk, actor=city.leader, now=now, reason=REASON)
    steps.hand_in_plan(open_task("write_plan", commitment=older).pk, plan_text(), actor=city.officer, now=now)
    steps.sign_plan(open_task("sign_plan", commitment=older).pk, actor=city.head, now=now)
    steps.approve_plan(open_task("approve_plan", commitment=older).pk, actor=city.leader, now=now)
    published = open_task("publish_plan", commitment=older)
    steps.publish_plan(published.pk, url="https://example.org/p", published_on=now.date(), actor=city.officer, now=now)
    steps.claim_completion(open_task("execute", commitment=older).pk, text="已完成。", actor=city.officer, now=now)
    inspecting.accept(open_task("inspect", commitment=older).pk, conclusion="属实。", actor=city.inspector, now=now)
    steps.close(open_task("close", commitment=older).pk, actor=city.leader, now=now)
    older.refresh_from_db()
    assert older.stage == Stage.CLOSED
    assert breaches() == []


def told_by(*args: str) -> str:
    out = StringIO()
    call_command("upgrade_flows", *args, stdout=out)
    return out.getvalue()


def test_running_ones_move_on_once_after_a_dry_run(city: City, older: Commitment, now: datetime) -> None:
    task = walk(city, older, now, "approve_plan")
    assert task is not None
    number = Task.objects.filter(process__commitment=older).count()
    assert f"将转移 1 个流程、{number} 个环节" in told_by("--dry-run")
    assert Process.objects.get(commitment=older).flow_class is CommitmentFlowV1
    assert f"已转移 1 个流程、{number} 个环节" in told_by()
    # Over the version between, in one run.
    assert Process.objects.get(commitment=older).flow_class is CommitmentFlowV3
    assert all(one.flow_task.flow_class is CommitmentFlowV3 for one in Task.objects.filter(process__commitment=older))
    assert "已转移 0 个流程" in told_by()
    returning.return_plan_to_head(task.pk, actor=city.leader, now=now, reason=REASON)
    assert open_task("sign_plan", commitment=older).returned_reason == REASON
    assert breaches() == []


def test_one_at_a_step_the_next_version_does_not_know_stays(city: City, older: Commitment, now: datetime) -> None:
    task = open_task("acknowledge", commitment=older)
    Task.objects.filter(pk=task.pk).update(node="gone")
    told, *others = upgrading.upgrade_flows(dry_run=False)
    assert (told.processes, [node for _pk, node in told.left]) == (0, ["gone"])
    assert [one.processes for one in others] == [0, 0]
    assert Process.objects.get(commitment=older).flow_class is CommitmentFlowV1

"""The whole line of a commitment, step by step."""

from datetime import datetime

import pytest

from flows.actions import commitment as steps
from flows.actions import inspection as inspecting
from flows.actions import reports
from flows.models import Process, Task
from tests.builders import City, issue_plan, make_plan, open_task, plan_text, walk
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Commitment, JournalEntry
from workflow.status import PlanStatus, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment(city: City, now: datetime) -> Commitment:
    return issue_plan(city, make_plan(city, now), now)[0]


def test_issuing_opens_one_commitment_per_item_and_agency(city: City, now: datetime) -> None:
    plan = make_plan(city, now, items=3)
    opened = issue_plan(city, plan, now, agencies=[city.agency, city.other])
    plan.refresh_from_db()
    assert len(opened) == 6
    assert plan.status == PlanStatus.ISSUED
    assert Task.objects.open().filter(node="acknowledge").count() == 6


def test_it_walks_from_acknowledgement_to_closure(city: City, commitment: Commitment, now: datetime) -> None:
    assert walk(city, commitment, now, "") is None
    commitment.refresh_from_db()
    assert commitment.stage is Stage.CLOSED
    assert commitment.current_due_on is None
    assert not Task.objects.open().filter(commitment=commitment).exists()
    assert not Process.objects.filter(commitment=commitment, finished__isnull=True).exists()


def test_the_clock_of_the_implementation_plan_runs_from_publication(commitment: Commitment) -> None:
    assert commitment.plan_due_on.isoformat() == "2026-10-23"


def test_a_return_by_the_office_goes_to_the_officer_with_its_reason(
    city: City, commitment: Commitment, now: datetime
) -> None:
    task = walk(city, commitment, now, "approve_plan")
    assert task is not None
    steps.return_plan(task.pk, actor=city.leader, now=now, reason="缺少分工。")
    again = open_task("write_plan", commitment=commitment)
    assert (again.returned_reason, again.sender) == ("缺少分工。", "许志衡")
    commitment.refresh_from_db()
    assert commitment.stage is Stage.PLANNING
    assert commitment.current_due_on == commitment.plan_due_on
    assert commitment.implementation_plans.count() == 1


def test_a_return_without_a_reason_is_refused_and_nothing_moves(
    city: City, commitment: Commitment, now: datetime
) -> None:
    task = walk(city, commitment, now, "sign_plan")
    assert task is not None
    with pytest.raises(Invalid):
        steps.return_plan(task.pk, actor=city.head, now=now, reason="  ")
    assert open_task("sign_plan", commitment=commitment).pk == task.pk


def test_the_second_to_acknowledge_is_told_who_was_faster(city: City, commitment: Commitment, now: datetime) -> None:
    task = open_task("acknowledge", commitment=commitment)
    steps.acknowledge(task.pk, actor=city.officer, now=now)
    with pytest.raises(TransitionRefused) as refused:
        steps.acknowledge(task.pk, actor=city.head, now=now)
    assert refused.value.happened[0] == "9月7日 09:00 李婧：签收"


def test_a_foreign_agency_finds_no_such_task(city: City, commitment: Commitment, now: datetime) -> None:
    task = open_task("acknowledge", commitment=commitment)
    with pytest.raises(NotVisible):
        steps.acknowledge(task.pk, actor=city.outsider, now=now)


def test_the_clerk_may_look_but_not_acknowledge(city: City, commitment: Commitment, now: datetime) -> None:
    task = open_task("acknowledge", commitment=commitment)
    with pytest.raises(NotPermitted):
        steps.acknowledge(task.pk, actor=city.clerk, now=now)


def test_one_document_is_handed_in_for_several_items(city: City, now: datetime) -> None:
    first, second = issue_plan(city, make_plan(city, now), now)
    tasks = [walk(city, c, now, "write_plan") for c in (first, second)]
    assert tasks[0]
    assert tasks[1]
    done = steps.hand_in_plan(tasks[0].pk, plan_text(), also=[tasks[1].pk], actor=city.officer, now=now)
    assert {c.pk for c in done} == {first.pk, second.pk}
    keys = {c.implementation_plans.get().document_key for c in done}
    assert len(keys) == 1


def test_a_finding_is_rectified_rechecked_and_then_closed(city: City, commitment: Commitment, now: datetime) -> None:
    task = walk(city, commitment, now, "inspect")
    assert task is not None
    inspecting.raise_finding(task.pk, text="三处未更新。", working_days=5, actor=city.inspector, now=now)
    rectify = open_task("rectify", commitment=commitment)
    assert str(rectify.due_on) == "2026-09-14"
    inspecting.rectify(rectify.pk, text="已更新。", actor=city.officer, now=now)
    recheck = open_task("recheck", commitment=commitment)
    inspecting.return_rectification(recheck.pk, actor=city.inspector, now=now, reason="还差一处。")
    inspecting.rectify(open_task("rectify", commitment=commitment).pk, text="补齐。", actor=city.officer, now=now)
    inspecting.accept_rectification(open_task("recheck", commitment=commitment).pk, actor=city.inspector, now=now)
    steps.close(open_task("close", commitment=commitment).pk, actor=city.leader, now=now)
    commitment.refresh_from_db()
    assert commitment.stage is Stage.CLOSED


def test_the_leader_may_return_a_claim_and_it_is_inspected_again(
    city: City, commitment: Commitment, now: datetime
) -> None:
    task = walk(city, commitment, now, "close")
    assert task is not None
    steps.return_to_execution(task.pk, actor=city.leader, now=now, reason="样例太少。")
    commitment.refresh_from_db()
    assert commitment.stage is Stage.EXECUTING
    steps.claim_completion(open_task("execute", commitment=commitment).pk, text="补足。", actor=city.officer, now=now)
    assert commitment.inspections.count() == 2
    assert open_task("inspect", commitment=commitment).finished is None


def test_discontinuing_cancels_every_open_step(city: City, commitment: Commitment, now: datetime) -> None:
    walk(city, commitment, now, "inspect")
    steps.discontinue(commitment.pk, actor=city.clerk, now=now, reason="机构撤并。")
    commitment.refresh_from_db()
    assert commitment.stage is Stage.DISCONTINUED
    assert not Task.objects.filter(commitment=commitment, finished__isnull=True).exists()
    assert not Process.objects.filter(commitment=commitment, finished__isnull=True).exists()


def test_the_ticker_opens_the_report_of_the_running_period_once(
    city: City, commitment: Commitment, now: datetime
) -> None:
    walk(city, commitment, now, "execute")
    assert reports.open_due_reports(now) == 1
    assert reports.open_due_reports(now) == 0
    report = commitment.reports.get()
    assert report.period == "2026-09"
    assert open_task("submit_report", commitment=commitment).due_on == report.due_on


def test_a_place_taken_in_the_history_refuses_the_step_in_words(
    city: City, commitment: Commitment, now: datetime
) -> None:
    """Somebody wrote the same history without a token (a recount) after the step was read."""
    task = open_task("acknowledge", commitment=commitment)
    entry = commitment.journal.get()
    JournalEntry.objects.bulk_create(
        [JournalEntry(chain=entry.chain, seq=entry.seq + 1, act="due_date_moved", at=now, hash="0" * 64)]
    )
    with pytest.raises(TransitionRefused) as refused:
        steps.acknowledge(task.pk, actor=city.officer, now=now)
    assert refused.value.code == "changed_meanwhile"
    assert open_task("acknowledge", commitment=commitment).pk == task.pk

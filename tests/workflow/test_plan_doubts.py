"""Doubts a plan still has: listed, settled with a reason, pinned; and no issue before the last one is."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from flows.actions import plan as planning
from flows.issue import Share
from tests.builders import City, make_plan, open_task
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import Commitment, JournalEntry, Plan, PlanDoubt
from workflow.reading.doubts import MESSAGES
from workflow.services import plan_doubts
from workflow.services.plans import issue_problems
from workflow.services.verification import verify_doubts
from workflow.status import PartyRole, PlanStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(city: City, now: datetime) -> Plan:
    return make_plan(city, now)


def doubt_of(plan: Plan, kind: str = "open_list", **more: Any) -> PlanDoubt:
    message = MESSAGES.get(kind, "")
    return PlanDoubt.objects.create(plan=plan, item=plan.items.first(), kind=kind, message=message, **more)


def word_of(plan: Plan, word: str = "及时") -> PlanDoubt:
    return doubt_of(plan, "elastic_time", word=word, phrase=f"{word}公开", span_start=3, span_end=7)


def address(plan: Plan) -> str:
    return reverse("plan_doubts", args=[plan.pk])


# -- no issue with an open doubt ---------------------------------------------------------------------------------------


def test_open_doubts_are_problems_that_block(plan: Plan, now: datetime) -> None:
    doubt_of(plan)
    word_of(plan)
    doubt_of(plan, how="confirmed")
    problems = [problem for problem in issue_problems(plan, now.date()) if problem.code == "open_doubt"]
    assert [problem.blocking for problem in problems] == [True, True]
    assert "二/（一）/1" in problems[0].sentence
    assert "“及时”无法衡量" in problems[1].sentence


def test_the_act_itself_refuses_and_lists_them(city: City, plan: Plan, now: datetime) -> None:
    doubt = doubt_of(plan)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    planning.approve(open_task("approve", plan=plan).pk, actor=city.leader, now=now)
    task = open_task("issue", plan=plan)
    shares = [Share(item, None, city.agency, PartyRole.LEAD) for item in plan.items.all()]
    with pytest.raises(Invalid) as refused:
        planning.issue(task.pk, shares, published_on=now.date(), actor=city.clerk, now=now)
    assert any("“等”" in line for line in refused.value.details)
    assert not Commitment.objects.exists()
    plan_doubts.settle(plan.pk, [doubt.pk], "没有其他单位", actor=city.clerk, now=now)
    assert planning.issue(task.pk, shares, published_on=now.date(), actor=city.clerk, now=now) == 2


def test_the_step_and_the_plan_lead_to_the_doubts(city: City, plan: Plan, now: datetime, client_of: Any) -> None:
    doubt_of(plan)
    client = client_of(city.clerk)
    shown = client.get(reverse("plan", args=[plan.pk])).content.decode()
    assert "1 处未处理" in shown
    assert address(plan) in shown
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    planning.approve(open_task("approve", plan=plan).pk, actor=city.leader, now=now)
    step = reverse("step", args=[open_task("issue", plan=plan).pk])
    page = client.get(step).content.decode()
    assert "处理 1 处疑点" in page
    assert address(plan) in page
    answer = client.post(step, {"node": "issue", "published_on": now.date().isoformat()})
    assert "“等”" in answer.content.decode()
    assert Plan.objects.get(pk=plan.pk).status == PlanStatus.APPROVED


def test_verify_finds_a_plan_issued_with_an_open_doubt(plan: Plan) -> None:
    doubt_of(plan)
    assert list(verify_doubts()) == []
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.ISSUED)
    assert [breach.code for breach in verify_doubts()] == ["doubt_open"]


# -- settling ----------------------------------------------------------------------------------------------------------


def test_a_doubt_needs_a_reason_and_is_journaled(city: City, plan: Plan, now: datetime) -> None:
    doubt = doubt_of(plan, candidates=["市数据局等部门"], phrase="市数据局等部门")
    with pytest.raises(Invalid):
        plan_doubts.settle(plan.pk, [doubt.pk], " ", actor=city.clerk, now=now)
    plan_doubts.settle(plan.pk, [doubt.pk], "没有其他单位", actor=city.clerk, now=now)
    doubt.refresh_from_db()
    assert (doubt.how, doubt.reason, doubt.settled_by, doubt.settled_at) == (
        "confirmed", "没有其他单位", str(city.clerk), now,
    )  # fmt: skip
    entry = JournalEntry.objects.get(plan=plan, act="doubt_settled")
    assert (entry.actor, entry.remark) == (city.clerk, "没有其他单位")
    told = entry.data["doubts"][0]
    assert (told["kind"], told["sentence"], told["how"], told["reason"]) == (
        "open_list", "市数据局等部门", "confirmed", "没有其他单位",
    )  # fmt: skip


def test_a_vague_word_may_be_marked_without_a_remark(city: City, plan: Plan, now: datetime) -> None:
    word = word_of(plan)
    plan_doubts.settle(plan.pk, [word.pk], "", actor=city.clerk, now=now)
    word.refresh_from_db()
    assert word.how == "unmeasurable"


@pytest.mark.parametrize(
    ("told", "due_on", "limits", "duties"),
    [("date:2026-10-30", date(2026, 10, 30), 1, 0), ("quota:quarter:2", None, 0, 1), ("days:10:公布", None, 1, 0)],
)
def test_a_pin_becomes_part_of_the_item(
    city: City, plan: Plan, now: datetime, told: str, due_on: date | None, limits: int, duties: int
) -> None:
    word = word_of(plan)
    plan_doubts.pin(plan.pk, word.pk, told, actor=city.clerk, now=now)
    item = plan.items.order_by("order")[0]
    assert (item.due_on, item.deadlines.count(), item.recurrences.count()) == (due_on, limits, duties)
    part = item.deadlines.first() or item.recurrences.first()
    assert part is not None
    assert (part.phrase, part.span_start, part.span_end) == ("及时公开", 3, 7)
    assert JournalEntry.objects.get(act="doubt_settled").data["doubts"][0]["told"] == told


def test_dates_do_not_change_behind_the_leader(city: City, plan: Plan, now: datetime) -> None:
    word = word_of(plan)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    with pytest.raises(TransitionRefused):
        plan_doubts.pin(plan.pk, word.pk, "date:2026-10-30", actor=city.clerk, now=now)
    plan_doubts.settle(plan.pk, [word.pk], "", actor=city.clerk, now=now)


def test_nothing_is_settled_twice_or_after_the_issue(city: City, plan: Plan, now: datetime) -> None:
    doubt = doubt_of(plan)
    plan_doubts.settle(plan.pk, [doubt.pk], "没有其他单位", actor=city.clerk, now=now)
    with pytest.raises(Invalid):
        plan_doubts.settle(plan.pk, [doubt.pk], "再来一次", actor=city.clerk, now=now)
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.ISSUED)
    with pytest.raises(TransitionRefused):
        plan_doubts.settle(plan.pk, [doubt_of(plan).pk], "没有其他单位", actor=city.clerk, now=now)


def test_a_doubt_of_another_plan_is_not_touched(city: City, plan: Plan, now: datetime) -> None:
    other = doubt_of(make_plan(city, now))
    with pytest.raises(Invalid):
        plan_doubts.settle(plan.pk, [other.pk], "没有其他单位", actor=city.clerk, now=now)


@pytest.mark.parametrize("person", ["leader", "officer", "inspector", "outsider"])
def test_only_the_clerk_settles(city: City, plan: Plan, now: datetime, person: str) -> None:
    with pytest.raises(NotVisible):
        plan_doubts.settle(plan.pk, [doubt_of(plan).pk], "没有其他单位", actor=getattr(city, person), now=now)


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_settles_one_several_and_pins(city: City, plan: Plan, now: datetime, client_of: Any) -> None:
    first, second, third, word = doubt_of(plan), doubt_of(plan), doubt_of(plan), word_of(plan)
    client = client_of(city.clerk)
    refused = client.post(address(plan), {"one": first.pk, "reason": ""})
    assert refused.status_code == 400
    assert client.post(address(plan), {"one": first.pk, "reason": "按原文办理"}).status_code == 302
    several = {"doubts": [second.pk, third.pk], "reason": "按原文办理"}
    assert client.post(address(plan), several).status_code == 302
    assert client.post(address(plan), {"pin": word.pk, "due_on": "2026-10-30"}).status_code == 302
    assert not PlanDoubt.objects.filter(how="").exists()
    page = client.get(address(plan)).content.decode()
    assert "已处理 4 处" in page
    assert "2026年10月30日前" in page or "10月30日前" in page


def test_the_leader_reads_and_agencies_do_not_find_it(city: City, plan: Plan, client_of: Any) -> None:
    doubt_of(plan)
    assert (
        "<form" not in client_of(city.leader).get(address(plan)).content.decode().split("<main")[1].split("</main")[0]
    )
    assert client_of(city.leader).post(address(plan), {}).status_code == 403
    assert client_of(city.officer).get(address(plan)).status_code == 404
    assert client_of(city.outsider).post(address(plan), {}).status_code == 404


def test_many_doubts_are_a_page_of_the_same_cost(city: City, now: datetime, client_of: Any) -> None:
    counted = []
    for number in (2, 300):
        plan = make_plan(city, now)
        for _count in range(number):
            word_of(plan)
        client = client_of(city.clerk)
        client.get(address(plan))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address(plan))
        counted.append(len(queries))
        assert len(page.content) < 150_000
    assert counted[0] == counted[1]
    assert counted[1] <= 12


def test_an_open_doubt_is_called_undecided(city: City, plan: Plan, client_of: Any) -> None:
    doubt_of(plan)
    page = client_of(city.clerk).get(address(plan)).content.decode()
    assert "</i>未处理</span>" in page
    assert "打开</span>" not in page

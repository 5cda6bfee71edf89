"""What a step page tells whoever has to decide: which item it is about, what came back and why, what is new since; and
what whoever came too late had not seen."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from flows.actions import commitment as steps
from flows.models import Task
from flows.reading.redrafts import redraft
from tests.builders import City, issue_plan, make_plan, open_task, plan_text, walk
from tests.flows.pages import main_of, plan_fields, words_of
from workflow.models import Commitment, ImplementationPlan, User
from workflow.services import organisation
from workflow.services.work import MeasureLine, PlanText
from workflow.status import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]
Signed = Callable[[Any], Client]


@pytest.fixture
def colleague(city: City, now: datetime) -> User:
    """A second officer of the agency."""
    made = organisation.create_user("officer2", "周晓", password=None, actor=None, now=now)
    organisation.add_membership(made, city.agency, Role.OFFICER, actor=None, now=now)
    return made


def reach(city: City, commitment: Commitment, now: datetime, node: str) -> Task:
    task = walk(city, commitment, now, node)
    assert task is not None
    return task


# -- where it belongs --------------------------------------------------------------------------------------------------


def current(answer: Any) -> list[str]:
    """The addresses the navigation marks."""
    nav = re.search(r'<nav class="nav".*?</nav>', answer.content.decode(), re.DOTALL)
    assert nav
    return re.findall(r'<a href="([^"]*)" aria-current="page"', nav[0])


def test_a_step_belongs_to_what_waits_and_a_step_of_a_plan_to_the_plans(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    step = reach(city, issued[0], now, "write_plan")
    officer = client_of(city.officer)
    assert current(officer.get(f"/steps/{step.pk}/")) == ["/inbox/"]
    assert current(officer.get(f"/items/{issued[0].pk}/")) == ["/ledger/"]
    review = open_task("review", plan=make_plan(city, now))
    assert current(client_of(city.clerk).get(f"/steps/{review.pk}/")) == ["/plans/"]


@pytest.mark.parametrize(
    ("node", "who"), [("sign_plan", "head"), ("approve_plan", "leader"), ("inspect", "inspector"), ("close", "leader")]
)
def test_a_decision_names_its_item_and_folds_the_long_text_on_phones(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, node: str, who: str
) -> None:
    task = reach(city, issued[0], now, node)
    page = main_of(client_of(getattr(city, who)).get(f"/steps/{task.pk}/"))
    heading = re.search(r"<h1>(.*?)</h1>", page)
    assert heading
    assert heading[1].endswith("：第1件事")
    assert re.search(r'<details class="more-text fold"[^>]*><summary>[^<]+</summary></details>\s*<p class="doc"', page)


# -- several items -----------------------------------------------------------------------------------------------------


def test_an_item_of_another_plan_says_which(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    for commitment in issued:
        reach(city, commitment, now, "write_plan")
    other = make_plan(city, now, items=1)
    other.title = "云川市绿道工作要点"
    other.save()
    for commitment in issue_plan(city, other, now):
        reach(city, commitment, now, "write_plan")
        Task.objects.filter(commitment=commitment).update(due_on=date(2026, 9, 8))
    task = open_task("write_plan", commitment=issued[0])
    page = main_of(client_of(city.officer).get(f"/steps/{task.pk}/"))
    offered = re.findall(r'<li><label><input type="checkbox" name="also".*?</li>', page, re.DOTALL)
    assert len(offered) == 2
    assert "绿道" not in offered[0], "the same plan comes first, though it is due later"
    assert "属《云川市绿道工作要点》" in offered[1]


# -- too late ----------------------------------------------------------------------------------------------------------


def too_late(city: City, commitment: Commitment, client_of: Signed, **typed: str) -> Any:
    """The officer opens the form, a colleague hands in, the officer hands in after him; the answer."""
    colleague = User.objects.get(username="officer2")
    task = open_task("write_plan", commitment=commitment)
    shown = client_of(city.officer).get(f"/steps/{task.pk}/").content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', shown)
    assert seen
    assert client_of(colleague).post(f"/steps/{task.pk}/", plan_fields()).status_code == 302
    return client_of(city.officer).post(f"/steps/{task.pk}/", plan_fields(seen=seen[1]) | typed)


def test_only_what_happened_since_the_form_was_shown_is_listed(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, colleague: User
) -> None:
    reach(city, issued[0], now, "write_plan")
    answer = too_late(city, issued[0], client_of)
    assert [entry.actor_name for entry, _act in answer.context["entries"]] == ["周晓"]
    assert "任务立项" not in words_of(answer)


def test_everything_since_is_listed_however_much_it_was(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, colleague: User
) -> None:
    task = reach(city, issued[0], now, "acknowledge")
    seen = issued[0].journal_seq
    reach(city, issued[0], now, "write_plan")
    answer = client_of(colleague).post(f"/steps/{task.pk}/", {"node": "acknowledge", "seen": str(seen)})
    assert len(answer.context["entries"]) == 1
    task = open_task("write_plan", commitment=issued[0])
    steps.hand_in_plan(task.pk, plan_text(), actor=city.officer, now=now)
    late = client_of(colleague).post(f"/steps/{task.pk}/", plan_fields(seen=str(seen)))
    assert len(late.context["entries"]) == 2


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
def test_without_a_sound_mark_the_last_act_is_told(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, colleague: User, seen: str
) -> None:
    reach(city, issued[0], now, "write_plan")
    answer = too_late(city, issued[0], client_of, seen=seen)
    assert answer.status_code == 409
    assert [entry.actor_name for entry, _act in answer.context["entries"]] == ["周晓"]


def test_summary_and_contact_count_among_what_differs(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, colleague: User
) -> None:
    reach(city, issued[0], now, "write_plan")
    answer = too_late(city, issued[0], client_of, summary="分四步做完。", contact="周晓")
    assert "2 处不同" in words_of(answer)
    assert '<mark class="mine">分四步做完。</mark>' in main_of(answer)
    assert '<mark class="theirs">分三步做完。</mark>' in main_of(answer)


def test_a_day_of_another_year_differs(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, colleague: User
) -> None:
    reach(city, issued[0], now, "write_plan")
    answer = too_late(
        city, issued[0], client_of, **{"measure-0-due_on": "2027-10-30", "measure-1-due_on": "2026-99-99"}
    )
    assert "2 处不同" in words_of(answer)
    assert '<mark class="mine">2027年10月30日</mark>' in main_of(answer)


# -- handed in again ---------------------------------------------------------------------------------------------------


def handed_in_again(city: City, commitment: Commitment, now: datetime, lines: list[MeasureLine]) -> None:
    """The leader returns the first draft; the officer hands in a second one with these measures."""
    approve = reach(city, commitment, now, "approve_plan")
    steps.return_plan(approve.pk, actor=city.leader, now=now, reason="责任人要写到科室。")
    write = open_task("write_plan", commitment=commitment)
    text = PlanText(key=uuid4(), summary="分三步做完。", contact="李婧", measures=lines)
    steps.hand_in_plan(write.pk, text, actor=city.officer, now=now)


SAME = MeasureLine("汇总问题", date(2026, 10, 30), "李婧", "清单")


@pytest.mark.parametrize(("node", "who"), [("sign_plan", "head"), ("approve_plan", "leader")])
def test_who_decides_on_the_second_draft_reads_the_reason_and_what_is_new(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, node: str, who: str
) -> None:
    handed_in_again(city, issued[0], now, [MeasureLine("汇总问题", date(2026, 10, 30), "政策科", "清单")])
    if node == "approve_plan":
        steps.sign_plan(open_task("sign_plan", commitment=issued[0]).pk, actor=city.head, now=now)
    answer = client_of(getattr(city, who)).get(f"/steps/{open_task(node, commitment=issued[0]).pk}/")
    words = words_of(answer)
    assert "与第 1 稿相比" in words
    assert "1 处改动" in words
    assert "责任人要写到科室。" in words
    assert '<mark class="theirs">李婧</mark>' in main_of(answer)
    assert '<mark class="mine">政策科</mark>' in main_of(answer)
    assert "<mark" not in main_of(answer).replace('<mark class="theirs">李婧', "").replace(
        '<mark class="mine">政策科', ""
    )


def test_a_first_draft_is_compared_with_nothing(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "sign_plan")
    assert "稿相比" not in words_of(client_of(city.head).get(f"/steps/{task.pk}/"))


def test_a_measure_put_in_between_leaves_the_others_alone(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    new = MeasureLine("先开会", date(2026, 9, 20), "市数据局", "纪要")
    handed_in_again(city, issued[0], now, [new, SAME])
    versions = ImplementationPlan.objects.filter(commitment=issued[0]).prefetch_related("measures")
    found = redraft(issued[0], list(versions.order_by("-revision")), {})
    assert found is not None
    assert [(line.label, line.is_new, line.is_gone) for line in found.lines] == [("1", True, False)]


def test_the_same_once_more_is_called_unchanged(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    handed_in_again(city, issued[0], now, [SAME])
    task = open_task("sign_plan", commitment=issued[0])
    assert "没有改动" in words_of(client_of(city.head).get(f"/steps/{task.pk}/"))

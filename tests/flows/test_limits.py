"""The certificate of a step: how the limit of a desk, a chosen day and the day of a period came about."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import extension as extending
from flows.actions import suspension as suspending
from flows.models import Task
from flows.reading.limit import is_explained, limit_of
from flows.registry import FLOWS, nodes
from flows.words import HUMAN_NODES
from tests.builders import City, open_task, plan_text, walk
from tests.conftest import moment
from tests.flows.cases import CASES, ask_suspension, contribution, issued_with, reach
from tests.flows.pages import words_of
from tests.flows.suspensions import clean
from workflow.models import Clock, Commitment, Plan
from workflow.services.calendar import calendar_in_force, local_day
from workflow.status import AssignmentMode, ClockKind, PartyRole

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]


@pytest.mark.parametrize("node", CASES)
def test_every_step_has_the_certificate_of_its_date(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, node: str
) -> None:
    task = reach(city, issued[0], now, node)
    doer = client_of(getattr(city, CASES[node][0]))
    answer = doer.get(f"/steps/{task.pk}/certificate/")
    if is_explained(task):
        assert answer.status_code == 200
        assert limit_of(task).agrees
        words = words_of(answer)
        assert task.agency is not None
        assert task.agency.name in words
        assert f"{task.due_on:%Y-%m-%d}" in answer.content.decode()
        assert f"/steps/{task.pk}/certificate/" in doer.get(f"/steps/{task.pk}/").content.decode()
    else:
        assert answer.status_code == 302
        clock = Clock.objects.get(pk=int(answer["Location"].rstrip("/").rpartition("/")[2]))
        assert clock.due_on == task.due_on
    assert client_of(city.county_head).get(f"/steps/{task.pk}/certificate/").status_code == 404


def test_every_human_step_of_every_flow_is_explained_or_has_a_clock() -> None:
    clocked = {"write_plan", "publish_plan", "execute", "submit_report", "rectify", "answer_event"}
    named = {node.name for flow in FLOWS for node in nodes(flow)} & set(HUMAN_NODES)
    told = {node for node in named if is_explained(Task(node=node, due_on=date(2026, 9, 7)))}
    assert told == named - clocked


def test_a_desk_limit_is_counted_day_by_day_over_the_holidays(
    city: City, client_of: Signed, now: datetime, at: Any
) -> None:
    parties = [(PartyRole.LEAD, city.agency), (PartyRole.PARTNER, city.other)]
    issued_with(city, now, AssignmentMode.LEAD_WITH, parties)
    task = open_task("contribute")
    found = limit_of(task)
    assert found.due is not None
    assert found.due.due_on == calendar_in_force().add_working_days(now.date(), 20).due_on == task.due_on
    assert (found.amount, found.due.counted) == (20, 20)
    page = words_of(client_of(city.outsider).get(f"/steps/{task.pk}/certificate/"))
    assert "按本计划设置：20 个工作日" in page or "20 个工作日" in page
    assert "提出配合请求" in page
    assert "中秋" in page
    english = client_of(city.outsider)
    english.cookies["django_language"] = "en"
    assert "The contribution was asked for" in words_of(english.get(f"/steps/{task.pk}/certificate/"))


def test_a_day_the_lead_chose_says_who_chose_it(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = contribution(city, issued[0], now)
    found = limit_of(task)
    assert (found.due, found.chosen_by, found.agrees) == (None, str(city.officer), True)
    page = words_of(client_of(city.outsider).get(f"/steps/{task.pk}/certificate/"))
    assert f"由{city.officer}于" in page


@pytest.mark.parametrize("node", ["approve_plan", "inspect", "close", "answer_slip", "contribute", "sign_report"])
def test_days_of_a_suspension_are_skipped(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, at: Any, node: str
) -> None:
    commitment = issued[0]
    task = reach(city, commitment, now, node)
    before = task.due_on
    begin = local_day(task.created)
    ask_suspension(city, commitment, moment(begin.year, begin.month, begin.day, 18), last=date(2026, 9, 30))
    later = moment(2026, 9, 22)
    at(later)
    suspending.resume(commitment.pk, remark="原因已消除。", actor=city.clerk, now=later)
    task.refresh_from_db()
    found = limit_of(Task.objects.get(pk=task.pk))
    assert before is not None
    assert task.due_on is not None
    assert task.due_on > before
    assert len(found.stops) == 1
    assert found.agrees
    words = words_of(client_of(getattr(city, CASES[node][0])).get(f"/steps/{task.pk}/certificate/"))
    assert ("顺延工作日" if node == "contribute" else f"{city.leader}同意") in words
    assert clean() == []


def test_an_answer_comes_before_the_date_it_is_about(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, at: Any
) -> None:
    commitment = issued[0]
    walk(city, commitment, now, "execute")
    late = moment(2026, 12, 30)
    at(late)
    extending.ask(
        commitment.pk, ClockKind.COMPLETION, to=date(2027, 1, 29), cause="机房改造延后。", actor=city.officer, now=late
    )
    task = open_task("sign_extension", commitment=commitment)
    found = limit_of(task)
    assert found.due is not None
    assert found.due.due_on > date(2026, 12, 31)
    assert (found.bound, task.due_on, found.agrees) == (date(2026, 12, 31), date(2026, 12, 31), True)
    assert "最迟须于该日答复" in words_of(client_of(city.head).get(f"/steps/{task.pk}/certificate/"))


def test_a_setting_changed_since_is_told_and_the_date_stays(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "approve_plan")
    Plan.objects.filter(pk=issued[0].plan_id).update(approve_working_days=9)
    assert not limit_of(Task.objects.get(pk=task.pk)).agrees
    page = words_of(client_of(city.leader).get(f"/steps/{task.pk}/certificate/"))
    assert "以上方所列日期为准" in page


def test_the_item_leads_to_what_explains_the_date_it_shows(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    commitment = issued[0]
    head = client_of(city.head)
    task = open_task("acknowledge", commitment=commitment)
    assert f"/steps/{task.pk}/certificate/" in head.get(f"/items/{commitment.pk}/").content.decode()
    walk(city, commitment, now, "write_plan")
    clock = Clock.objects.get(commitment=commitment, kind=ClockKind.IMPLEMENTATION_PLAN)
    assert f"/certificates/{clock.pk}/" in head.get(f"/items/{commitment.pk}/").content.decode()
    steps.hand_in_plan(open_task("write_plan", commitment=commitment).pk, plan_text(), actor=city.officer, now=now)
    task = open_task("sign_plan", commitment=commitment)
    assert f"/steps/{task.pk}/certificate/" in head.get(f"/items/{commitment.pk}/").content.decode()

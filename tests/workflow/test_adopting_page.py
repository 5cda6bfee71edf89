"""Adopted comments carried out on the pages of the consultation, and what everybody sees of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from flows.actions import plan as planning
from tests.builders import City, make_plan, open_task
from tests.flows.pages import words_of
from tests.workflow.adopted import (
    added,
    changed,
    circulated,
    decided,
    everybody_answered,
    item_of,
    parties,
    taken,
    written,
)
from tests.workflow.importing import Clerk, settle_everything
from workflow.models import (
    ConsultationComment,
    Plan,
)
from workflow.services import adopting
from workflow.services import consultation as services
from workflow.status import PlanStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(city: City, now: datetime) -> Plan:
    return circulated(city, now)


@pytest.fixture
def comment(city: City, plan: Plan, now: datetime) -> ConsultationComment:
    return written(city, plan, now, "owner")


def office(plan: Plan, query: str = "") -> str:
    return reverse("consultation", args=[plan.pk]) + query


def posted(comment: ConsultationComment, change: str, **more: Any) -> dict[str, Any]:
    fields = {"act": "decide", "comment": comment.pk, "version": comment.version, "outcome": "adopted"}
    return {**fields, "reason": "", "change": change, **more}


def clause_fields(lead: str, clause: int | str = "", mode: str = "lead", **more: str) -> dict[str, Any]:
    names = {"lead": lead, "co": "", "partner": "", "mode": mode, "index": clause, **more}
    given = {f"c-0-{name}": value for name, value in names.items()}
    initial = {"c-TOTAL_FORMS": "1", "c-INITIAL_FORMS": "1" if clause else "0"}
    return {**initial, **given}


def test_the_agencies_are_changed_on_the_page(
    city: City, plan: Plan, comment: ConsultationComment, client_of: Any
) -> None:
    clerk, item = client_of(city.clerk), item_of(plan)
    shown = clerk.get(office(plan, f"?edit={comment.pk}&do=parties")).content.decode()
    seen, clause = adopting.clauses_seen(item), item.assignments.all()[0].pk
    assert seen in shown
    assert 'id="agency-names"' in shown
    form = posted(comment, "parties", item=item.pk, seen=seen)
    refused = clerk.post(office(plan), form | clause_fields("市监局", clause))
    assert refused.status_code == 400
    assert "“市监局”不在单位库中" in words_of(refused)
    assert 'name="c-0-lead"' in refused.content.decode()
    assert ">\n市监局</textarea>" in refused.content.decode()
    assert clerk.post(office(plan), form | clause_fields("市司法局", clause)).status_code == 302
    late = clerk.post(office(plan), form | clause_fields("青禾县政府", clause) | {"version": 2, "act": "carry_out"})
    assert late.status_code == 409
    assert "牵头单位：青禾县政府" in words_of(late)
    assert parties(item) == [("lead", "市司法局", city.other.pk)]
    assert ">\n市司法局</textarea>" in late.content.decode()


def test_an_item_is_taken_out_and_put_back_on_the_page(city: City, plan: Plan, now: datetime, client_of: Any) -> None:
    clerk, officer, item = client_of(city.clerk), client_of(city.officer), item_of(plan)
    comment = written(city, plan, now, "delete")
    assert adopting.item_seen(item) in clerk.get(office(plan, f"?edit={comment.pk}&do=out")).content.decode()
    form = posted(comment, "out", item=item.pk, seen=adopting.item_seen(item))
    assert clerk.post(office(plan), form | {"why": ""}).status_code == 400
    assert clerk.post(office(plan), form | {"why": "与上级要求重复。"}).status_code == 302
    assert "已删除 二/（一）/1 第1件事：与上级要求重复。" in words_of(clerk.get(office(plan)))
    assert "与上级要求重复。" in words_of(officer.get(reverse("consultation_agency", args=[plan.pk])))
    page = words_of(clerk.get(reverse("plan", args=[plan.pk])))
    assert "事项 1" in page
    assert "征求意见后删除的事项 1 项" in page
    assert clerk.post(office(plan), form | {"version": 2, "why": "再删一次。"}).status_code == 409
    back = {"act": "carry_out", "change": "back", "item": item.pk}
    assert clerk.post(office(plan), back).status_code == 302
    assert item_of(plan).stands


def test_an_item_is_added_on_the_page_and_the_leader_sees_it(
    city: City, plan: Plan, now: datetime, client_of: Any
) -> None:
    clerk, item = client_of(city.clerk), item_of(plan)
    comment = written(city, plan, now, "add")
    assert 'name="after"' in clerk.get(office(plan, f"?edit={comment.pk}&do=new")).content.decode()
    form = posted(comment, "new", item=item.pk, after=item.pk, heading="设窗口", text="设立咨询窗口。", due_on="")
    refused = clerk.post(office(plan), form | {"number": "二/（一）/2"} | clause_fields("市司法局"))
    assert refused.status_code == 400
    assert 'value="二/（一）/2"' in refused.content.decode()
    assert clerk.post(office(plan), form | {"number": "二/（一）/1-2"} | clause_fields("市司法局")).status_code == 302
    changed(city, plan, now, taken(item_of(plan, 2)))
    assert "新增 二/（一）/1-2 设窗口" in words_of(clerk.get(office(plan)))
    assert "征求意见后增加" in words_of(clerk.get(reverse("plan", args=[plan.pk])))
    everybody_answered(city, now)
    services.close_early(plan.pk, "均已反馈。", actor=city.clerk, now=now)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    step = words_of(client_of(city.leader).get(reverse("step", args=[open_task("approve", plan=plan).pk])))
    assert "2 项" in step
    assert "新增 二/（一）/1-2 设窗口" in step
    assert "已删除 二/（一）/2 第2件事：与上级要求重复。" in step
    assert "设窗口" in words_of(clerk.get(reverse("plan", args=[plan.pk])))


def test_a_comment_on_the_whole_document_reaches_any_item(
    city: City, plan: Plan, now: datetime, client_of: Any
) -> None:
    clerk, second = client_of(city.clerk), item_of(plan, 1)
    comment = written(city, plan, now, "owner", item=None)
    assert f'<option value="{second.pk}">' in clerk.get(office(plan, f"?edit={comment.pk}&do=choose")).content.decode()
    shown = clerk.get(office(plan, f"?edit={comment.pk}&do=parties&item={second.pk}"))
    assert adopting.clauses_seen(second) in shown.content.decode()
    form = posted(comment, "parties", item=second.pk, seen=adopting.clauses_seen(second))
    clause = second.assignments.all()[0].pk
    assert clerk.post(office(plan), form | clause_fields("市司法局", clause)).status_code == 302
    assert parties(second) == [("lead", "市司法局", city.other.pk)]


def test_foreign_people_and_items_are_not_found_on_the_page(
    city: City, plan: Plan, comment: ConsultationComment, now: datetime, client_of: Any
) -> None:
    other = item_of(make_plan(city, now))
    form = posted(comment, "out", item=other.pk, seen=adopting.item_seen(other), why="重复。")
    assert client_of(city.clerk).post(office(plan), form).status_code == 404
    assert client_of(city.clerk).get(office(plan, f"?edit={comment.pk}&do=out&item={other.pk}")).status_code == 404
    own = form | {"item": item_of(plan).pk}
    for person, status in ((city.officer, 404), (city.county_officer, 404), (city.leader, 403)):
        assert client_of(person).post(office(plan), own).status_code == status
    assert item_of(plan).stands


def test_the_source_names_the_comment_to_the_office_alone(city: City, clerk: Clerk, client_of: Any) -> None:
    settle_everything(clerk)
    plan = clerk.commit()
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.CONSULTATION)
    now = clerk.now + timedelta(hours=1)
    services.open_consultation(plan.pk, working_days=5, actor=city.clerk, now=now)
    comment = written(city, plan, now, "add")
    decided(city, comment, now, added(comment, item_of(plan)))
    changed(city, plan, now, taken(item_of(plan)))
    new = plan.items.get(from_comment=comment)
    path = reverse("plan_source", args=[plan.pk])
    shown = words_of(client_of(city.clerk).get(path, {"item": new.pk}))
    assert "文件中没有此事项：征求意见后增加。" in shown
    assert "市数据局的意见" in shown
    gone = words_of(client_of(city.clerk).get(path, {"item": item_of(plan).pk}))
    assert "与上级要求重复。" in gone
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.ISSUED)
    seen = words_of(client_of(city.head).get(path, {"item": new.pk}))
    assert "文件中没有此事项" in seen
    assert "市数据局的意见" not in seen

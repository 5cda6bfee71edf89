"""The list and the page of plans: who sees which, what they say, and what they cost."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import City, issue_plan, make_plan, walk
from tests.workflow.importing import Clerk, county_set, draft_of, settle_everything
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Assignment, AssignmentParty, JournalEntry, Plan, PlanItem
from workflow.services import organisation, plans
from workflow.status import AgencyKind, AssignmentMode, JurisdictionLevel, PartyRole, PlanStatus, Role

pytestmark = pytest.mark.django_db


def page(client: Any, plan: Plan) -> Any:
    return client.get(reverse("plan", args=[plan.pk]))


@pytest.mark.parametrize(
    ("person", "draft", "issued"),
    [
        ("clerk", 200, 200),
        ("leader", 200, 200),
        ("inspector", 404, 200),
        ("officer", 404, 200),
        ("county_head", 404, 200),
        ("outsider", 404, 200),
    ],
)
def test_drafts_are_the_offices_and_issued_plans_everybodys(
    city: City, now: datetime, client_of: Any, person: str, draft: int, issued: int
) -> None:
    client = client_of(getattr(city, person))
    plan = make_plan(city, now)
    listed = reverse("plan", args=[plan.pk])
    assert page(client, plan).status_code == draft
    assert (listed in client.get(reverse("plan_list")).content.decode()) == (draft == 200)
    issue_plan(city, plan, now)
    assert page(client, plan).status_code == issued
    assert listed in client.get(reverse("plan_list")).content.decode()


def test_people_of_another_city_see_no_plan_of_this_one(city: City, now: datetime, client_of: Any) -> None:
    elsewhere = organisation.create_jurisdiction("松岭市", JurisdictionLevel.CITY, actor=None, now=now)
    bureau = organisation.create_agency(
        elsewhere, name="松岭市数据局", short_name="松岭数据局", kind=AgencyKind.DEPARTMENT, actor=None, now=now
    )
    foreign = organisation.create_user("foreign", "陆遥", password=None, actor=None, now=now)
    organisation.add_membership(foreign, bureau, Role.OFFICER, actor=None, now=now)
    plan = make_plan(city, now)
    issue_plan(city, plan, now)
    client = client_of(foreign)
    assert page(client, plan).status_code == 404
    assert plan.title not in client.get(reverse("plan_list")).content.decode()
    assert page(client_of(city.clerk), Plan(pk=plan.pk + 999)).status_code == 404


def test_people_below_the_city_see_its_issued_plans(city: City, now: datetime, client_of: Any) -> None:
    county = organisation.create_jurisdiction(
        "青禾县", JurisdictionLevel.COUNTY, actor=None, now=now, parent=city.jurisdiction
    )
    bureau = organisation.create_agency(
        county, name="青禾县教育局", short_name="县教育局", kind=AgencyKind.DEPARTMENT, actor=None, now=now
    )
    person = organisation.create_user("county_clerk", "陆遥", password=None, actor=None, now=now)
    organisation.add_membership(person, bureau, Role.OFFICER, actor=None, now=now)
    plan = make_plan(city, now)
    issue_plan(city, plan, now)
    assert page(client_of(person), plan).status_code == 200


def test_the_draft_says_what_an_issue_would_open(city: City, now: datetime, client_of: Any) -> None:
    county_set(city, now)
    clerk = Clerk(draft_of(city, now), city, now)
    settle_everything(clerk)
    plan = clerk.commit()
    text = page(client_of(city.leader), plan).content.decode()
    assert "4 项，4 个单位，5 条任务" in text
    assert "20 个工作日内" in text
    assert "新建单位 云川市信访办公室" in text
    assert "不是任务" in text
    assert "各县区政府 1" in text
    assert "云川市信访办公室" in text


def test_problems_before_the_issue_are_named(city: City, now: datetime, client_of: Any) -> None:
    plan = make_plan(city, now)
    item = PlanItem.objects.create(plan=plan, order=9, number="三", text="没有人负责。")
    assignment = Assignment.objects.create(item=item, mode=AssignmentMode.LEAD)
    AssignmentParty.objects.create(assignment=assignment, role=PartyRole.LEAD, name="市不详局")
    text = page(client_of(city.clerk), plan).content.decode()
    assert "市不详局" in text
    assert "不能印发" in text


def test_the_issued_plan_counts_what_the_person_may_see(city: City, now: datetime, client_of: Any) -> None:
    plan = make_plan(city, now)
    issue_plan(city, plan, now, agencies=[city.agency, city.other])
    ledger = f'href="{reverse("ledger")}?plan={plan.pk}"'
    for person, number in ((city.clerk, 4), (city.officer, 2)):
        text = page(client_of(person), plan).content.decode()
        assert ledger in text
        assert f"<span>任务</span><b>{number}</b>" in text


def test_the_last_stage_is_named_once(city: City, now: datetime, client_of: Any) -> None:
    plan = make_plan(city, now)
    walk(city, issue_plan(city, plan, now)[0], now, "")
    stages = re.findall(r"<strong>([^<]*)</strong><p>(.*?)</p>", page(client_of(city.clerk), plan).content.decode())
    assert ("办结", "1 / 2") in [(name, note.strip()) for name, note in stages]


def test_an_office_paper_trail_is_not_for_agencies(city: City, now: datetime, client_of: Any) -> None:
    county_set(city, now)
    clerk = Clerk(draft_of(city, now), city, now)
    settle_everything(clerk)
    plan = clerk.commit()
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.ISSUED)
    assert "不是任务" not in page(client_of(city.officer), plan).content.decode()


@pytest.mark.parametrize("issued", [False, True])
def test_the_page_costs_the_same_for_many_items(city: City, now: datetime, client_of: Any, issued: bool) -> None:
    counted = []
    for items in (2, 40):
        plan = make_plan(city, now, items=items)
        if issued:
            issue_plan(city, plan, now, agencies=[city.agency, city.other, city.county])
        client = client_of(city.clerk)
        page(client, plan)
        with CaptureQueriesContext(connection) as queries:
            answer = page(client, plan)
        counted.append(len(queries))
        assert len(answer.content) < 150_000
    assert counted[0] == counted[1]
    assert counted[1] <= 26


MOST_BYTES = 150_000


def long_plan(city: City, now: datetime, items: int = 300) -> Plan:
    """A plan of many long items in sections of a hundred."""
    plan = make_plan(city, now, items=items)
    text = "把办事指南写明白，逐条写明材料、时限和联系方式，并在网站和大厅同时公布，方便群众查阅和监督。" * 20
    for order in range(1, items + 1, 100):
        section = f"第{order // 100 + 1}部分"
        plan.items.filter(order__gte=order, order__lt=order + 100).update(category=section, text=text)
    return plan


def rows_of(html: str) -> list[str]:
    """Ids of the items shown, in order."""
    return re.findall(r'<tr id="item-(\d+)">', html)


@pytest.mark.parametrize("issued", [False, True])
def test_many_long_items_come_page_by_page_within_the_bound(
    city: City, now: datetime, client_of: Any, issued: bool
) -> None:
    plan = long_plan(city, now)
    if issued:
        issue_plan(city, plan, now)
    client, address = client_of(city.leader), reverse("plan", args=[plan.pk])
    seen: list[str] = []
    query: dict[str, str] = {}
    while True:
        answer = client.get(address, query, headers={"accept": "text/html"})
        assert len(answer.content) <= MOST_BYTES
        seen += rows_of(answer.content.decode())
        older = answer.context["page"].older
        if not older:
            break
        query = {"older": older}
    assert seen == [str(pk) for pk in plan.items.order_by("order").values_list("pk", flat=True)]


def test_a_draft_with_something_wrong_in_every_item_keeps_the_bound(city: City, now: datetime, client_of: Any) -> None:
    plan = long_plan(city, now)
    AssignmentParty.objects.filter(assignment__item__plan=plan).update(agency=None, name="市不详局")
    answer = page(client_of(city.clerk), plan)
    assert len(answer.content) <= MOST_BYTES
    assert answer.content.decode().count("不能印发</span>") == 20
    left = answer.context["view"].more_problems
    assert left >= 280
    assert f"另有 {left} 项" in answer.content.decode()


def test_a_section_counts_all_its_items_on_every_page(city: City, now: datetime, client_of: Any) -> None:
    plan = long_plan(city, now, items=100)
    client, address = client_of(city.clerk), reverse("plan", args=[plan.pk])
    for query in ({}, {"older": "2"}, {"newer": "1"}, {"older": "99"}, {"older": "x"}):
        assert "第1部分　" in (html := client.get(address, query).content.decode())
        assert "100 项，100 条" in html


def test_the_page_of_an_item_opens_where_it_stands_and_turns_from_there(
    city: City, now: datetime, client_of: Any
) -> None:
    plan = long_plan(city, now, items=100)
    item = plan.items.get(order=95)
    client, address = client_of(city.clerk), reverse("plan", args=[plan.pk])
    html = client.get(address, {"item": item.pk}).content.decode()
    assert str(item.pk) in rows_of(html)
    assert f'href="?item={item.pk}&amp;newer=3#items"' in html
    assert str(plan.items.get(order=41).pk) in rows_of(
        client.get(address, {"item": item.pk, "newer": 2}).content.decode()
    )


def test_a_text_too_long_for_the_page_goes_on_in_the_source(city: City, now: datetime, client_of: Any) -> None:
    county_set(city, now)
    clerk = Clerk(draft_of(city, now), city, now)
    settle_everything(clerk)
    plan = clerk.commit()
    client, item = client_of(city.clerk), plan.items.order_by("order")[0]
    assert "在原文中接着读" not in page(client, plan).content.decode()
    plan.items.filter(pk=item.pk).update(text="长" * 700)
    html = page(client, plan).content.decode()
    assert "长" * 600 + "…" in html
    assert "长" * 601 not in html
    assert f'href="{reverse("plan_source", args=[plan.pk])}?item={item.pk}#cur">在原文中接着读</a>' in html


def test_several_modes_of_an_item_each_stand_beside_their_agencies(city: City, now: datetime, client_of: Any) -> None:
    plan = make_plan(city, now, items=1)
    item = plan.items.get()
    joint = Assignment.objects.create(item=item, order=9, mode=AssignmentMode.JOINT, phrase="市司法局负责")
    AssignmentParty.objects.create(assignment=joint, order=1, agency=city.other, role=PartyRole.CO)
    words = " ".join(page(client_of(city.clerk), plan).content.decode().split())
    assert "市数据局（牵头）；市司法局（共同负责，无牵头）" in words


@pytest.mark.parametrize(
    ("mode", "leads"),
    [(AssignmentMode.LEAD_WITH, "牵头"), (AssignmentMode.LEAD_EACH, "分别牵头"), (AssignmentMode.LEAD, "牵头")],
)
def test_those_who_carry_out_behind_a_lead_neither_lead_nor_help(
    city: City, now: datetime, client_of: Any, mode: AssignmentMode, leads: str
) -> None:
    plan = make_plan(city, now, items=1)
    clause = plan.items.get().assignments.get()
    clause.mode = mode
    clause.save(update_fields=["mode"])
    for order, (agency, role) in enumerate([(city.county, PartyRole.OPTIONAL), (city.other, PartyRole.CO)], start=8):
        AssignmentParty.objects.create(assignment=clause, order=order, agency=agency, role=role)
    words = " ".join(page(client_of(city.clerk), plan).content.decode().split())
    assert f"市数据局（{leads}）；市司法局（责任单位）；青禾县政府（参照执行单位）" in words
    assert "1 项，2 个单位，2 条任务；另有参照执行 1 条" in words


def test_the_list_costs_the_same_for_many_plans(city: City, now: datetime, client_of: Any) -> None:
    client = client_of(city.clerk)
    counted = []
    for count in (2, 20):
        for _ in range(count):
            make_plan(city, now)
        client.get(reverse("plan_list"))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("plan_list"))
        counted.append(len(queries))
        assert len(answer.content) < 150_000
    assert counted[0] == counted[1]


def test_the_list_pages_by_key_in_both_directions(city: City, now: datetime, client_of: Any) -> None:
    made = [
        Plan.objects.create(office=city.office, title=f"计划{n:03}", created_by=city.clerk, created_at=now)
        for n in range(65)
    ]
    client = client_of(city.clerk)

    def shown(query: str) -> list[str]:
        text = client.get(reverse("plan_list") + query).content.decode()
        return [plan.title for plan in reversed(made) if f"{plan.title}</a>" in text]

    titles = [plan.title for plan in reversed(made)]
    assert shown("") == titles[:30]
    assert shown(f"?older={made[35].pk}") == titles[30:60]
    assert shown(f"?newer={made[4].pk}") == titles[30:60]
    assert shown("?older=x&newer=" + "9" * 40) == titles[:30]


def test_the_list_can_be_filtered(city: City, now: datetime, client_of: Any) -> None:
    Plan.objects.create(office=city.office, title="热线办理要点", created_by=city.clerk, created_at=now)
    Plan.objects.create(
        office=city.office, title="专区建设要点", created_by=city.clerk, created_at=now, status=PlanStatus.ISSUED
    )
    client = client_of(city.clerk)
    assert "专区建设" not in client.get(reverse("plan_list"), {"q": "热线"}).content.decode()
    assert "热线办理" not in client.get(reverse("plan_list"), {"status": "issued"}).content.decode()
    assert "没有符合筛选条件的计划" in client.get(reverse("plan_list"), {"q": "没有"}).content.decode()


def test_imports_under_review_are_listed_for_clerks_only(city: City, now: datetime, client_of: Any) -> None:
    draft = draft_of(city, now)
    address = reverse("import_review", args=[draft.pk])
    assert address in client_of(city.clerk).get(reverse("plan_list")).content.decode()
    assert address not in client_of(city.leader).get(reverse("plan_list")).content.decode()


# -- settings ----------------------------------------------------------------------------------------------------------


def fields(plan: Plan, **changes: Any) -> dict[str, Any]:
    values = {name: getattr(plan, name) for name in plans.SETTINGS}
    return {name: "" if value is None else value for name, value in (values | changes).items()}


def test_settings_change_while_in_draft_and_are_journaled(city: City, now: datetime, client_of: Any) -> None:
    plan = make_plan(city, now)
    answer = client_of(city.clerk).post(
        reverse("plan", args=[plan.pk]), fields(plan, plan_working_days=25, completion_on="2026-12-31")
    )
    assert answer.status_code == 302
    plan.refresh_from_db()
    assert (plan.plan_working_days, plan.completion_on) == (25, date(2026, 12, 31))
    entry = JournalEntry.objects.get(plan=plan, act="plan_settings_changed")
    assert entry.data == {"plan_working_days": 25, "completion_on": "2026-12-31"}


def test_settings_out_of_range_are_refused_on_the_page(city: City, now: datetime, client_of: Any) -> None:
    plan = make_plan(city, now)
    answer = client_of(city.clerk).post(reverse("plan", args=[plan.pk]), fields(plan, plan_working_days=0))
    assert answer.status_code == 400
    plan.refresh_from_db()
    assert plan.plan_working_days == 30


def test_settings_are_closed_once_the_plan_is_issued(city: City, now: datetime, client_of: Any) -> None:
    plan = make_plan(city, now)
    issue_plan(city, plan, now)
    answer = client_of(city.clerk).post(reverse("plan", args=[plan.pk]), fields(plan, plan_working_days=25))
    assert answer.status_code == 409
    with pytest.raises(TransitionRefused):
        plans.update_settings(plan.pk, {"plan_working_days": 25}, actor=city.clerk, now=now)


def test_only_those_who_draft_change_settings(city: City, now: datetime, client_of: Any) -> None:
    plan = make_plan(city, now)
    assert client_of(city.leader).post(reverse("plan", args=[plan.pk]), fields(plan)).status_code == 403
    assert client_of(city.officer).post(reverse("plan", args=[plan.pk]), fields(plan)).status_code == 404
    with pytest.raises(NotPermitted):
        plans.update_settings(plan.pk, {"plan_working_days": 25}, actor=city.leader, now=now)
    with pytest.raises(NotVisible):
        plans.update_settings(plan.pk, {"plan_working_days": 25}, actor=city.officer, now=now)
    with pytest.raises(NotVisible):
        plans.update_settings(plan.pk + 99, {}, actor=city.clerk, now=now)


def test_the_service_itself_refuses_settings_out_of_range(city: City, now: datetime) -> None:
    plan = make_plan(city, now)
    with pytest.raises(Invalid):
        plans.update_settings(plan.pk, {"plan_working_days": 0}, actor=city.clerk, now=now)

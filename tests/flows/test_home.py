"""The first page: what each role sees first, whose work it is, and what it costs."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flows.actions import commitment as acts
from flows.actions import inspection as inspecting
from flows.actions import plan as planning
from flows.homes.roles import most_pressing, roles_of
from flows.models import Task
from tests.builders import City, issue_plan, make_plan, open_task, walk
from tests.flows.cases import reach
from tests.flows.many import commitments as many_commitments
from tests.flows.many import copies
from workflow.models import Commitment, Finding, ImportDraft, Membership, Plan, PlanDocument, User
from workflow.policies import scope_of
from workflow.services import organisation, people
from workflow.status import Role

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def page_of(client: Client, address: str = "/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def subjects(client: Client, name: str = "lines", address: str = "/") -> list[str]:
    return [line.task.subject for line in client.get(address).context[name]]


# -- the leader --------------------------------------------------------------------------------------------------------


def test_the_leader_decides_in_two_taps_and_sees_the_consequence(
    city: City, issued: list[Commitment], at: Any, now: datetime, client_of: ClientOf
) -> None:
    task = walk(city, issued[0], now, "approve_plan")
    assert task is not None
    page = page_of(client_of(city.leader))
    assert f'href="#agree-{task.pk}"' in page
    assert f'id="agree-{task.pk}"' in page
    assert "市数据局须在 5 个工作日内（9月14日前）公布方案" in page
    assert "1 项措施；分三步做完。" in page
    assert page.count("措施不具体") == 1
    assert "批示（可不填）" in page


def test_only_a_leader_writes_instructions(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    task = walk(city, issued[0], now, "sign_plan")
    assert task is not None
    home = page_of(client_of(city.head))
    step = client_of(city.head).get(f"/steps/{task.pk}/").content.decode()
    assert "意见（可不填）" in home
    assert "批示" not in home + step
    task = walk(city, issued[1], now, "approve_plan")
    assert task is not None
    assert "批示" in client_of(city.leader).get(f"/steps/{task.pk}/").content.decode()


def test_the_leader_decides_plans_closures_and_work_plans(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    walk(city, issued[0], now, "close")
    plan = make_plan(city, now, items=3)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    lines = client_of(city.leader).get("/").context["lines"]
    assert {(line.task.node, line.summary) for line in lines} == {("close", "属实。"), ("approve", "3 项")}


def test_what_is_late_is_shown_with_who_holds_it(
    city: City, issued: list[Commitment], at: Any, now: datetime, client_of: ClientOf
) -> None:
    walk(city, issued[0], now, "approve_plan")
    at(now + timedelta(days=60))
    response = client_of(city.leader).get("/")
    late = {line.commitment.item.heading: line for line in response.context["late"]}
    assert late["第1件事"].is_mine
    assert late["第2件事"].holder == "市数据局 李婧"
    assert not late["第2件事"].is_mine
    assert late["第2件事"].days_over > 30
    assert response.context["standing"].late == 2


def test_the_brief_tells_what_happened_since_the_last_visit(
    city: City, issued: list[Commitment], at: Any, now: datetime, client_of: ClientOf
) -> None:
    User.objects.filter(pk=city.leader.pk).update(last_visit_at=now + timedelta(hours=1))
    task = walk(city, issued[0], now + timedelta(days=1), "approve_plan")
    assert task is not None
    later = now + timedelta(days=5)
    acts.return_plan(task.pk, actor=city.second_leader, now=later, reason="缺少分工。")
    again = open_task("write_plan", commitment=issued[0])
    from tests.builders import plan_text

    acts.hand_in_plan(again.pk, plan_text(), actor=city.officer, now=later)
    at(later + timedelta(days=1))
    client = client_of(city.leader)
    first = client.get("/")
    brief = {line.kind: (line.count, line.titles) for line in first.context["brief"]}
    assert brief["resubmitted"] == (1, ["第1件事"])
    assert brief["closed"] == (0, [])
    assert client.get("/").context["since"] == first.context["since"], "a visit goes on while pages are looked at"
    fresh = client_of(city.leader).get("/")
    assert fresh.context["since"] > first.context["since"]


def test_the_first_visit_has_no_brief(city: City, issued: list[Commitment], client_of: ClientOf) -> None:
    client = client_of(city.leader)
    assert client.get("/").context["since"] is None
    assert client.get("/").context["since"] is None


# -- officer and head --------------------------------------------------------------------------------------------------


def test_an_officer_sees_returned_work_first_and_the_agency_by_light(
    city: City, issued: list[Commitment], at: Any, now: datetime, client_of: ClientOf
) -> None:
    task = walk(city, issued[1], now, "sign_plan")
    assert task is not None
    acts.return_plan(task.pk, actor=city.head, now=now, reason="缺少县区分工。")
    response = client_of(city.officer).get("/")
    assert [line.task.subject for line in response.context["lines"]] == ["第2件事", "第1件事"]
    assert "缺少县区分工。" in response.content.decode()
    assert response.context["sums"].total == 2


def test_an_officer_reads_until_when(city: City, issued: list[Commitment], at: Any, client_of: ClientOf) -> None:
    due = issued[0].current_due_on
    assert due is not None
    said = rf'<span><time datetime="{due.isoformat()}">{due.month}月{due.day}日</time>前</span>'
    assert re.search(said, page_of(client_of(city.officer)))


def test_a_head_signs_from_the_first_page(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    task = walk(city, issued[0], now, "sign_plan")
    assert task is not None
    page = page_of(client_of(city.head))
    assert f'id="return-{task.pk}"' in page
    assert "签批后送市政府办审批" in page


def test_nobody_sees_the_work_of_others(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    walk(city, issued[0], now, "close")
    for stranger in (city.outsider, city.other_head, city.county_officer):
        page = page_of(client_of(stranger))
        assert "件事" not in page
        assert "市数据局" not in page


# -- clerk and inspector -----------------------------------------------------------------------------------------------


def test_the_clerk_sees_plans_gaps_and_imports(
    city: City, issued: list[Commitment], at: Any, now: datetime, client_of: ClientOf
) -> None:
    people.deactivate_person(city.head, reason="调离", actor=city.clerk, now=now)
    document = PlanDocument.objects.create(
        office=city.office,
        filename="要点.txt",
        content=b"x",
        sha256="0" * 64,
        size=1,
        raw_text="x",
        clean_text="x",
        uploaded_by=city.clerk,
        uploaded_at=now,
    )
    ImportDraft.objects.create(document=document, reading={}, created_by=city.clerk, created_at=now, changed_at=now)
    response = client_of(city.clerk).get("/")
    (line,) = response.context["plans"]
    assert (line.is_issued, line.sums.total) == (True, 2)
    assert [(str(gap.agency), gap.no_officer, gap.no_head) for gap in response.context["gaps"]] == [
        ("市数据局", False, True)
    ]
    assert "要点.txt" in response.content.decode()


def test_the_inspector_sees_claims_rechecks_and_findings_overdue(
    city: City, issued: list[Commitment], at: Any, now: datetime, client_of: ClientOf
) -> None:
    for commitment in issued:
        walk(city, commitment, now, "inspect")
    inspecting.raise_finding(
        open_task("inspect", commitment=issued[1]).pk,
        text="三处未更新。",
        working_days=5,
        actor=city.inspector,
        now=now,
    )
    Finding.objects.update(due_on=now.date() - timedelta(days=10))
    client = client_of(city.inspector)
    response = client.get("/")
    assert [line.task.subject for line in response.context["claims"]] == ["第1件事"]
    assert response.context["rechecks"] == []
    assert [line.title for line in response.context["findings"]] == ["第2件事"]
    inspecting.rectify(open_task("rectify", commitment=issued[1]).pk, text="已更新。", actor=city.officer, now=now)
    assert subjects(client, "rechecks") == ["第2件事"]


# -- several roles, no role --------------------------------------------------------------------------------------------


def test_the_most_pressing_role_comes_first_and_the_others_are_a_link_away(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    organisation.add_membership(city.inspector, city.agency, Role.OFFICER, actor=None, now=now)
    city.inspector.refresh_from_db()
    scope = scope_of(city.inspector)
    assert most_pressing(scope, roles_of(scope)) is Role.OFFICER
    client = client_of(city.inspector)
    assert subjects(client) == ["第1件事", "第2件事"]
    assert 'href="?as=inspector"' in page_of(client)
    assert "claims" in client.get("/?as=inspector").context
    assert "lines" in client.get("/?as=leader").context, "a role the person does not hold is not shown"


def test_readers_get_the_numbers_and_the_ledger(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    auditor = organisation.create_user("auditor", "审计员", password=None, actor=None, now=now)
    organisation.add_membership(auditor, city.office, Role.AUDITOR, actor=None, now=now)
    response = client_of(auditor).get("/")
    assert response.context["sums"].total == 2
    assert 'href="/ledger/"' in response.content.decode()


def test_somebody_without_a_post_is_told_whom_to_ask(city: City, now: datetime, client_of: ClientOf) -> None:
    stranger = organisation.create_user("stranger", "路人", password=None, actor=None, now=now)
    assert "督办专员" in page_of(client_of(stranger))


# -- cost --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["leader", "clerk", "inspector", "officer", "head"])
def test_ten_queries_however_much_there_is(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf, who: str
) -> None:
    more = issue_plan(city, make_plan(city, now, items=3), now)
    walk(city, issued[0], now, "approve_plan")
    walk(city, more[0], now, "inspect")
    walk(city, more[1], now, "close")
    User.objects.update(last_visit_at=now)
    client = client_of(getattr(city, who))
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for node in ("approve_plan", "inspect", "close", "acknowledge"):
        copies(Task.objects.open().filter(node=node)[:1].get(), [now.date()] * 500)
    many_commitments(issued[0], [city.agency, city.other], 500)
    for _ in range(6):
        issue_plan(city, make_plan(city, now), now)
    with CaptureQueriesContext(connection) as many:
        response = client.get("/")
    assert len(many) <= 10, [query["sql"][:100] for query in many]
    assert len(many) <= len(few)
    assert len(response.content) <= 150_000


def test_a_new_visit_costs_one_query_more_and_is_still_within_ten(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    walk(city, issued[0], now, "approve_plan")
    client = client_of(city.leader)
    client.get("/")
    User.objects.update(last_visit_at=now - timedelta(days=3))
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert len(queries) <= 10, [query["sql"][:100] for query in queries]


def test_each_home_speaks_english_to_those_who_chose_it(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    walk(city, issued[0], now, "approve_plan")
    for person, words in (
        (city.leader, "Waiting for my decision"),
        (city.clerk, "Plans under way"),
        (city.inspector, "Claims waiting for inspection"),
        (city.officer, "To be done today"),
    ):
        client = client_of(person)
        client.cookies["django_language"] = "en"
        assert words in page_of(client)


def test_the_clerk_is_asked_for_the_plans_that_wait_for_him(city: City, now: datetime, client_of: ClientOf) -> None:
    plan = make_plan(city, now)
    page = client_of(city.clerk).get("/").content.decode()
    assert re.search(rf'href="/plans/{plan.pk}/"><strong>送审</strong>', page)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    assert "送审</strong>" not in client_of(city.clerk).get("/").content.decode()
    planning.approve(open_task("approve", plan=plan).pk, actor=city.leader, now=now)
    assert "印发计划</strong>" in client_of(city.clerk).get("/").content.decode()


def test_the_clerk_is_asked_by_name_for_what_waits_on_items(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    reach(city, issued[0], now, "answer_dispute")
    page = client_of(city.clerk).get("/").content.decode()
    asked = page.partition('id="asked-list"')[2].partition("</section>")[0]
    assert re.search(rf'href="/items/{issued[0].pk}/"><strong>[^<]*异议[^<]*</strong>：第1件事', asked)
    assert "个工作日" in asked
    assert 'href="/inbox/"' in asked


def test_a_plan_to_be_issued_shows_its_agencies_without_people(city: City, now: datetime, client_of: ClientOf) -> None:
    Membership.objects.filter(agency=city.agency, role=Role.OFFICER).update(valid_until=now.date())
    plan = make_plan(city, now)
    assert "缺经办人" not in client_of(city.clerk).get("/").content.decode()
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    assert "缺经办人" in client_of(city.clerk).get("/").content.decode()


def test_a_plan_stands_before_everything_else_the_leader_decides(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    walk(city, issued[0], now, "approve_plan")
    Task.objects.open().filter(node="approve_plan").update(due_on=now.date() - timedelta(days=30))
    plan = make_plan(city, now)
    Plan.objects.filter(pk=plan.pk).update(title="云川市营商环境要点")
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    page = client_of(city.leader).get("/").content.decode()
    assert page.index("云川市营商环境要点") < page.index(issued[0].item.title)


def test_a_commitment_past_its_final_date_is_overdue_whatever_desk_it_lies_on(
    city: City, now: datetime, client_of: ClientOf
) -> None:
    commitment = issue_plan(city, make_plan(city, now), now)[0]
    walk(city, commitment, now, "sign_plan")
    commitment.refresh_from_db()
    commitment.completion_on = date(2026, 9, 9)
    commitment.save()
    on = date(2026, 9, 10)
    assert commitment.current_due_on is not None
    assert commitment.current_due_on >= on
    assert commitment.is_past_completion(on)
    assert commitment.late_since(on) == date(2026, 9, 9)
    assert commitment in Commitment.objects.late(on)
    commitment.claimed_at = now
    commitment.save()
    assert not commitment.is_past_completion(on), "claimed in time: what follows is no fault of the agency"
    assert commitment not in Commitment.objects.late(on)
    commitment.claimed_at = now + timedelta(days=3)
    commitment.save()
    assert commitment.is_past_completion(on)
    assert commitment in Commitment.objects.late(on)

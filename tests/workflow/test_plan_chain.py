"""The plan chain: documents of a higher level, links that a person confirms, and what is left over."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from notifications.dispatch import deliver_pending
from notifications.models import Notification
from tests.builders import City, issue_plan, make_plan
from tests.workflow.importing import PLAN_TEXT, last_job
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import (
    Clock,
    Commitment,
    JournalEntry,
    Jurisdiction,
    Plan,
    PlanDocument,
    PlanItem,
    UpperDocument,
    UpperItem,
    UpperLink,
)
from workflow.services import job_runs, organisation, plan_chain, plan_chain_page
from workflow.services.verification import verify_journal, verify_plan_chain
from workflow.status import AgencyKind, JobStatus, JurisdictionLevel, PlanStatus

pytestmark = pytest.mark.django_db
OURS = (
    ("办好政策问答", "每项新政策同步发布问答。"),
    ("公开办事指南", "办事指南逐条写明材料和时限。"),
    ("修缮老旧档案馆舍", "更换库房空调机组。"),
)
THEIRS = (
    ("做好政策问答", "新政策要同步发布问答，讲清背景。"),
    ("公开办事指南", "办事指南写明材料和时限。"),
    ("邀请居民旁听会议", "旁听意见写进纪要。"),
)


def with_items(plan: Plan, rows: Any) -> Plan:
    PlanItem.objects.filter(plan=plan).delete()
    for order, (heading, text) in enumerate(rows, start=1):
        PlanItem.objects.create(plan=plan, order=order, number=f"二/{order}", heading=heading, text=text)
    return plan


@pytest.fixture
def plan(city: City, now: datetime) -> Plan:
    return with_items(make_plan(city, now), OURS)


@pytest.fixture
def upper_plan(city: City, now: datetime) -> Plan:
    """The issued plan of the province the city lies in."""
    province = organisation.create_jurisdiction("云中省", JurisdictionLevel.PROVINCE, actor=None, now=now)
    Jurisdiction.objects.filter(pk=city.jurisdiction.pk).update(parent=province)
    office = organisation.create_agency(
        province, name="云中省人民政府办公厅", short_name="省政府办公厅", kind=AgencyKind.OFFICE, actor=None, now=now
    )
    plan = Plan.objects.create(
        office=office, title="云中省政务公开年度要点", document_number="云政办〔2026〕3号", status=PlanStatus.ISSUED,
        created_by=city.clerk, created_at=now,
    )  # fmt: skip
    return with_items(plan, THEIRS)


@pytest.fixture
def document(city: City, plan: Plan, upper_plan: Plan, now: datetime) -> UpperDocument:
    return plan_chain.take_plan(plan.pk, upper_plan.pk, actor=city.clerk, now=now)


def address(plan: Plan, query: str = "") -> str:
    return reverse("plan_chain", args=[plan.pk]) + query


def theirs(document: UpperDocument, number: str) -> UpperItem:
    return document.items.get(number=number)


# -- documents ---------------------------------------------------------------------------------------------------------


def test_a_superior_plan_is_taken_in_and_nothing_is_linked_by_itself(document: UpperDocument, plan: Plan) -> None:
    assert [item.heading for item in document.items.all()] == [heading for heading, _text in THEIRS]
    found = plan_chain_page.compare(document)
    best = {(link.item.number, link.upper_item.number) for link in found.proposed}
    assert best == {("二/1", "二/1"), ("二/2", "二/2")}
    assert found.confirmed == []
    assert [one.upper.number for one in found.missing] == ["二/1", "二/2", "二/3"]
    assert len(found.extra) == 3
    entry = JournalEntry.objects.get(plan=plan, act="upper_document_added")
    assert (entry.data["items"], entry.data["proposed"]) == (3, 2)


def test_only_issued_plans_of_superior_offices_are_taken(
    city: City, plan: Plan, upper_plan: Plan, now: datetime
) -> None:
    with pytest.raises(NotVisible):
        plan_chain.take_plan(plan.pk, make_plan(city, now).pk, actor=city.clerk, now=now)
    Plan.objects.filter(pk=upper_plan.pk).update(status=PlanStatus.DRAFT)
    with pytest.raises(NotVisible):
        plan_chain.take_plan(plan.pk, upper_plan.pk, actor=city.clerk, now=now)


def test_the_same_plan_is_not_taken_twice(
    city: City, plan: Plan, upper_plan: Plan, document: UpperDocument, now: datetime
) -> None:
    with pytest.raises(TransitionRefused):
        plan_chain.take_plan(plan.pk, upper_plan.pk, actor=city.clerk, now=now)


def upload(client: Any, plan: Plan, text: str = PLAN_TEXT, **fields: str) -> Any:
    file = SimpleUploadedFile("上级.txt", text.encode())
    return client.post(address(plan), {"act": "upload", "document": file, **fields})


def test_a_file_is_read_by_a_job_and_becomes_no_plan(city: City, plan: Plan, client_of: Any) -> None:
    client = client_of(city.clerk)
    before = Plan.objects.count()
    assert upload(client, plan).headers["Location"] == reverse("job", args=[last_job().pk])
    assert "上级.txt" in client.get(address(plan)).content.decode()
    job_runs.run_waiting()
    document = UpperDocument.objects.get()
    assert last_job().result_url == f"{address(plan)}?upper={document.pk}"
    item = document.items.get(number="二/（一）/2")
    assert item.heading == "公开办事指南"
    assert item.text in document.clean_text[item.span_start : item.span_end]
    assert "政务公开工作要点" in document.title
    assert (Plan.objects.count(), PlanDocument.objects.count()) == (before, 0)
    assert not Commitment.objects.exists()
    assert not Clock.objects.exists()
    again = upload(client, plan)
    assert again.status_code == 400
    assert "这个文件与已有的 上级.txt 相同" in again.content.decode()


def test_what_cannot_be_read_leaves_nothing_and_leads_back(city: City, plan: Plan, client_of: Any) -> None:
    client = client_of(city.clerk)
    assert upload(client, plan, "").status_code == 400
    assert client.post(address(plan), {"act": "upload"}).status_code == 400
    assert upload(client, plan, "今天天气很好。\n我们去河边散步。").status_code == 302
    job_runs.run_waiting()
    assert last_job().status == JobStatus.FAILED
    assert not UpperDocument.objects.exists()
    assert f'href="{address(plan)}"' in client.get(reverse("job", args=[last_job().pk])).content.decode()


def test_cited_documents_are_offered_until_they_are_here(
    city: City, plan: Plan, upper_plan: Plan, now: datetime, client_of: Any
) -> None:
    plan.cites = [
        {"title": "云中省政务公开年度要点", "number": "云政办﹝2026﹞3号", "at": None},
        {"title": "全国政务公开年度要点", "number": "", "at": None},
    ]
    plan.save(update_fields=["cites"])
    client = client_of(city.clerk)
    page = client.get(address(plan)).content.decode()
    assert page.count("尚未收录") == 2
    assert "纳入省政府办公厅的计划" in page
    form = client.get(address(plan, "?cite=1")).content.decode()
    assert 'value="《全国政务公开年度要点》"' in form
    client.post(address(plan), {"act": "take", "plan": upper_plan.pk})
    page = client.get(address(plan)).content.decode()
    assert page.count("尚未收录") == 1
    upload(client, plan, title="《全国政务公开年度要点》")
    job_runs.run_waiting()
    assert "尚未收录" not in client.get(address(plan)).content.decode()


def test_taking_a_document_out_removes_its_links_and_says_which(
    city: City, plan: Plan, document: UpperDocument, now: datetime
) -> None:
    plan_chain.link(plan.pk, document.pk, "二/3", "二/3", actor=city.clerk, now=now)
    plan_chain.drop_document(plan.pk, document.pk, actor=city.clerk, now=now)
    assert not UpperLink.objects.exists()
    assert JournalEntry.objects.get(act="upper_document_dropped").data["links"] == [["二/3", "二/3"]]


# -- links -------------------------------------------------------------------------------------------------------------


def test_proposals_are_confirmed_one_by_one_or_from_a_likeness_on(
    city: City, plan: Plan, document: UpperDocument, now: datetime
) -> None:
    first, second = plan_chain_page.compare(document).proposed
    assert (first.likeness or 0) > (second.likeness or 0)
    with pytest.raises(Invalid):
        plan_chain.confirm_from(plan.pk, document.pk, 100, actor=city.clerk, now=now)
    assert plan_chain.confirm_from(plan.pk, document.pk, first.likeness or 0, actor=city.clerk, now=now) == 1
    plan_chain.confirm(plan.pk, second.pk, actor=city.clerk, now=now)
    links = UpperLink.objects.all()
    assert {(link.confirmed_by, link.confirmed_at) for link in links} == {(str(city.clerk), now)}
    summary = plan_chain_page.documents(plan).get()
    assert (summary.linked, summary.total, summary.open) == (2, 3, 1)


def test_many_of_ours_answer_many_of_theirs(city: City, plan: Plan, document: UpperDocument, now: datetime) -> None:
    for ours, upper in (("二/1", "二/3"), ("二/3 修缮老旧档案馆舍", "二/3"), ("二/3", "二/1")):
        plan_chain.link(plan.pk, document.pk, ours, upper, actor=city.clerk, now=now)
    found = plan_chain_page.compare(document)
    assert len(found.confirmed) == 3
    assert [one.upper.number for one in found.missing] == ["二/2"]
    assert [item.number for item in found.extra] == ["二/2"]
    plan_chain.unlink(plan.pk, found.confirmed[0].pk, actor=city.clerk, now=now)
    assert UpperLink.objects.filter(confirmed_at__isnull=False).count() == 2
    assert list(verify_plan_chain()) == []
    assert list(verify_journal()) == []


def test_a_number_nobody_has_is_refused(city: City, plan: Plan, document: UpperDocument, now: datetime) -> None:
    for ours, upper in (("二/9", "二/1"), ("二/1", ""), ("", "二/1")):
        with pytest.raises(Invalid):
            plan_chain.link(plan.pk, document.pk, ours, upper, actor=city.clerk, now=now)


def test_two_clerks_do_not_overwrite_each_other(city: City, plan: Plan, document: UpperDocument, now: datetime) -> None:
    by: dict[str, Any] = {"actor": city.clerk, "now": now}
    first, second = plan_chain_page.compare(document).proposed
    plan_chain.confirm(plan.pk, first.pk, **by)
    upper = first.upper_item
    with pytest.raises(TransitionRefused) as refused:
        plan_chain.confirm(plan.pk, first.pk, **by)
    assert refused.value.happened == [str(city.clerk)]
    with pytest.raises(TransitionRefused):
        plan_chain.settle(plan.pk, upper.pk, "arranged", "另文办理", **by)
    plan_chain.unlink(plan.pk, second.pk, **by)
    for gone in (plan_chain.confirm, plan_chain.unlink):
        with pytest.raises(TransitionRefused):
            gone(plan.pk, second.pk, **by)
    other = theirs(document, "二/3")
    plan_chain.settle(plan.pk, other.pk, "not_applicable", "本市无此事项", **by)
    with pytest.raises(TransitionRefused):
        plan_chain.settle(plan.pk, other.pk, "arranged", "另文办理", **by)
    with pytest.raises(TransitionRefused):
        plan_chain.link(plan.pk, document.pk, "二/1", "二/3", **by)
    other.refresh_from_db()
    assert (other.settled, other.reason) == ("not_applicable", "本市无此事项")


def test_a_mark_needs_a_reason_and_can_be_taken_back(
    city: City, plan: Plan, document: UpperDocument, now: datetime
) -> None:
    other = theirs(document, "二/3")
    for how, reason in (("arranged", " "), ("nonsense", "另文办理")):
        with pytest.raises(Invalid):
            plan_chain.settle(plan.pk, other.pk, how, reason, actor=city.clerk, now=now)
    plan_chain.settle(plan.pk, other.pk, "arranged", "另文办理", actor=city.clerk, now=now)
    assert plan_chain_page.documents(plan).get().open == 2
    assert JournalEntry.objects.get(act="upper_settled").remark == "另文办理"
    plan_chain.reopen(plan.pk, other.pk, actor=city.clerk, now=now)
    assert plan_chain_page.documents(plan).get().open == 3
    with pytest.raises(TransitionRefused):
        plan_chain.reopen(plan.pk, other.pk, actor=city.clerk, now=now)


def test_links_after_the_issue_change_no_clock_and_tell_nobody(city: City, upper_plan: Plan, now: datetime) -> None:
    plan = make_plan(city, now)
    issue_plan(city, plan, now)
    while deliver_pending(now):
        pass
    before = [list(model.objects.order_by("pk").values()) for model in (Clock, Commitment, Notification)]
    document = plan_chain.take_plan(plan.pk, upper_plan.pk, actor=city.clerk, now=now)
    plan_chain.link(plan.pk, document.pk, "二/（一）/1", "二/3", actor=city.clerk, now=now)
    while deliver_pending(now):
        pass
    assert [list(model.objects.order_by("pk").values()) for model in (Clock, Commitment, Notification)] == before


def test_verify_finds_what_no_act_makes(city: City, plan: Plan, document: UpperDocument, now: datetime) -> None:
    stray = make_plan(city, now).items.order_by("order")[0]
    UpperLink.objects.create(item=stray, upper_item=theirs(document, "二/1"))
    UpperLink.objects.filter(upper_item__number="二/2").update(confirmed_at=now)
    document.items.filter(number="二/2").update(settled="arranged")
    assert [breach.code for breach in verify_plan_chain()] == ["chain_crossed", "chain_both"]


@pytest.mark.parametrize(("person", "refusal"), [("leader", NotPermitted), ("officer", NotVisible)])
def test_only_who_drafts_for_the_office_links(
    city: City, plan: Plan, document: UpperDocument, now: datetime, person: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        plan_chain.link(plan.pk, document.pk, "二/1", "二/3", actor=getattr(city, person), now=now)


# -- pages -------------------------------------------------------------------------------------------------------------


def test_the_page_does_every_act(city: City, plan: Plan, document: UpperDocument, client_of: Any) -> None:
    client = client_of(city.clerk)
    page = client.get(address(plan)).content.decode()
    assert "相似度" in page
    first, second = plan_chain_page.compare(document).proposed
    here = address(plan, f"?upper={document.pk}&list=missing")
    assert client.post(here, {"act": "confirm", "link": first.pk}).headers["Location"] == f"{here}#list"
    assert client.post(here, {"act": "confirm", "link": first.pk}).status_code == 409
    assert client.post(here, {"act": "confirm_from", "document": document.pk, "least": "30"}).status_code == 302
    told = {"act": "settle", "upper_item": theirs(document, "二/3").pk, "how": "arranged", "reason": ""}
    assert client.post(here, told).status_code == 400
    assert client.post(here, told | {"reason": "另文办理"}).status_code == 302
    assert "另文办理" in client.get(here).content.decode()
    assert client.post(here, {"act": "reopen", "upper_item": told["upper_item"]}).status_code == 302
    linking = {"act": "link", "document": document.pk, "ours": "二/3 修缮老旧档案馆舍", "theirs": "二/3"}
    assert client.post(here, linking).status_code == 302
    assert "此列表为空" in client.get(here).content.decode()
    assert client.post(here, {"act": "unlink", "link": second.pk}).status_code == 302
    assert client.post(here, {"act": "nonsense"}).status_code == 400
    shown = client.get(reverse("plan", args=[plan.pk])).content.decode()
    assert "对应 2" in shown
    assert "上级有、我们没有 1" in shown
    assert client.post(here, {"act": "drop", "document": document.pk}).status_code == 302
    assert not UpperDocument.objects.exists()


def test_the_missing_ones_as_excel_are_strings(
    city: City, plan: Plan, document: UpperDocument, now: datetime, client_of: Any
) -> None:
    document.items.filter(number="二/3").update(heading="=1+1")
    plan_chain.settle(plan.pk, theirs(document, "二/3").pk, "arranged", "另文办理", actor=city.clerk, now=now)
    file = reverse("plan_chain_missing", args=[plan.pk, document.pk])
    sheet: Any = load_workbook(BytesIO(client_of(city.clerk).get(file).content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[0] for row in rows] == ["二/1", "二/2", "二/3"]
    assert rows[2][1:] == ["=1+1", "旁听意见写进纪要。", "另行安排", "另文办理", str(city.clerk)]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value} == {"s"}
    assert client_of(city.officer).get(file).status_code == 404


def test_who_sees_the_plan_sees_its_chain_without_forms(
    city: City, upper_plan: Plan, now: datetime, client_of: Any
) -> None:
    plan = make_plan(city, now)
    document = plan_chain.take_plan(plan.pk, upper_plan.pk, actor=city.clerk, now=now)
    assert client_of(city.officer).get(address(plan)).status_code == 404
    plan_chain.link(plan.pk, document.pk, "二/（一）/1", "二/3", actor=city.clerk, now=now)
    first = issue_plan(city, plan, now)[0]
    client = client_of(city.officer)
    page = client.get(address(plan)).content.decode()
    assert "邀请居民旁听会议" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]
    assert client.post(address(plan), {"act": "drop", "document": document.pk}).status_code == 404
    item = client.get(reverse("item", args=[first.pk])).content.decode()
    assert "落实上级要求" in item
    assert "《云中省政务公开年度要点》二/3" in item
    assert "旁听意见写进纪要。" in item


def test_an_item_is_chosen_by_its_number_and_the_beginning_of_its_title(
    city: City, plan: Plan, document: UpperDocument, client_of: Any
) -> None:
    long = "修缮老旧档案馆舍并更换库房空调机组和配电设备"
    plan.items.filter(number="二/3").update(heading=long)
    client, here = client_of(city.clerk), address(plan, f"?upper={document.pk}&list=missing")
    page = client.get(here).content.decode()
    assert f'<option value="二/3 {long[:20]}">' in page
    assert 'id="their-items"' not in page
    linking = {"act": "link", "document": document.pk, "theirs": "二/3"}
    assert client.post(here, linking | {"ours": f"二/3 {long[:19]}"}).status_code == 400
    assert client.post(here, linking | {"ours": f"二/3 {long[:20]}"}).status_code == 302
    assert client.post(here, linking | {"ours": f"二/3 {long}"}).status_code == 409


def test_a_long_chain_costs_the_same(city: City, upper_plan: Plan, now: datetime, client_of: Any) -> None:
    client = client_of(city.clerk)
    counted: dict[str, list[int]] = {}
    for number in (3, 300):
        rows = [(f"第{n}件{'甲乙丙丁戊'[n % 5]}事", f"把第{n}份清单逐项写清。" * 40) for n in range(number)]
        plan = with_items(make_plan(city, now), rows)
        with_items(upper_plan, rows)
        document = plan_chain.take_plan(plan.pk, upper_plan.pk, actor=city.clerk, now=now)
        for name in ("linked", "missing", "extra"):
            where = address(plan, f"?upper={document.pk}&list={name}")
            client.get(where)
            with CaptureQueriesContext(connection) as queries:
                page = client.get(where)
            counted.setdefault(name, []).append(len(queries))
            assert len(page.content) < 150_000
    assert all(few == many <= 16 for few, many in counted.values()), counted


# -- new versions ------------------------------------------------------------------------------------------------------


@pytest.fixture
def replaced(city: City, plan: Plan, document: UpperDocument, now: datetime) -> Plan:
    """Two items linked, one of theirs marked; the plan that replaces the draft words the first anew, lets the second go
    and adds one."""
    plan_chain.link(plan.pk, document.pk, "二/1", "二/1", actor=city.clerk, now=now)
    plan_chain.link(plan.pk, document.pk, "二/2", "二/2", actor=city.clerk, now=now)
    plan_chain.settle(plan.pk, theirs(document, "二/3").pk, "not_applicable", "县区职责。", actor=city.clerk, now=now)
    rows = (
        ("办好政策问答", "每项新政策同步发布图解和问答。"),
        ("修缮老旧档案馆舍", "更换库房空调机组。"),
        ("举办业务培训", "年内集中培训两次。"),
    )
    return with_items(make_plan(city, now, version_of=plan), rows)


def test_the_plan_that_replaces_a_draft_takes_its_chain_over(
    city: City, plan: Plan, replaced: Plan, document: UpperDocument, upper_plan: Plan, now: datetime
) -> None:
    issue_plan(city, replaced, now)
    copy = replaced.upper_documents.get()
    assert (copy.upper_plan, copy.document_number) == (upper_plan, "云政办〔2026〕3号")
    found = plan_chain_page.compare(copy)
    pairs = [(link.item.heading, link.upper_item.number, link.confirmed_by) for link in found.confirmed]
    assert pairs == [("办好政策问答", "二/1", str(city.clerk))]
    assert [(one.upper.number, one.upper.settled) for one in found.missing] == [
        ("二/2", ""),
        ("二/3", "not_applicable"),
    ]
    assert [item.heading for item in found.extra] == ["修缮老旧档案馆舍", "举办业务培训"]
    told = JournalEntry.objects.get(plan=replaced, act="upper_carried").data
    assert (told["from"], told["links"]) == (plan.pk, [["二/1", "二/1"]])
    assert len(plan_chain_page.compare(document).confirmed) == 2
    assert [*verify_plan_chain(), *verify_journal()] == []


def test_a_file_goes_over_and_what_is_there_already_stays(
    city: City, replaced: Plan, document: UpperDocument, upper_plan: Plan, now: datetime
) -> None:
    UpperDocument.objects.filter(pk=document.pk).update(upper_plan=None, sha256="ab" * 32, content=b"text")
    own = plan_chain.take_plan(replaced.pk, upper_plan.pk, actor=city.clerk, now=now)
    issue_plan(city, replaced, now)
    copy = replaced.upper_documents.exclude(pk=own.pk).get()
    assert (bytes(copy.content), copy.sha256) == (b"text", "ab" * 32)
    assert plan_chain_page.compare(own).confirmed == []
    UpperDocument.objects.filter(pk=document.pk).update(upper_plan=upper_plan, sha256="")
    again = with_items(make_plan(city, now, version_of=document.plan), OURS)
    kept = plan_chain.take_plan(again.pk, upper_plan.pk, actor=city.clerk, now=now)
    issue_plan(city, again, now)
    assert list(again.upper_documents.all()) == [kept]

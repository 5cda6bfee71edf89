"""A new version of an issued plan: only what was accepted changes, and what runs keeps its history."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flows.actions import commitment as steps
from flows.actions import duties as fulfilling
from flows.actions import plan as planning
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline, with_texts
from tests.builders import City, open_task, walk
from tests.workflow.importing import PLAN_TEXT, Clerk
from tests.workflow.versions import (
    NEW_TEXT,
    accept_all,
    issued,
    later,
    publish,
    reissue,
    row,
    version_draft,
)
from workflow.errors import Invalid, TransitionRefused
from workflow.models import (
    Clock,
    Commitment,
    Duty,
    DutyPeriod,
    ImportDraft,
    JournalEntry,
    Plan,
    PlanItem,
    UpperDocument,
    UpperItem,
    UpperLink,
    User,
)
from workflow.services import imports, plan_chain, plan_chain_page, provenance
from workflow.services.verification import checks
from workflow.status import DutyOutcome, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
FIRST, SECOND, FOURTH = "二/（一）/1", "二/（一）/2", "二/（二）/4"


@pytest.fixture
def plan(city: City, now: datetime) -> Plan:
    return issued(city, now)


def of(number: str, agency: Any) -> Commitment:
    return Commitment.objects.get(item__number=number, agency=agency)


def all_checks() -> list[Any]:
    return [breach for check in checks().values() for breach in check()]


def accept_version(city: City, plan: Plan, now: datetime, text: str = NEW_TEXT) -> Plan:
    clerk = version_draft(city, plan, now, text)
    accept_all(clerk)
    version: Plan = clerk.commit()
    publish(city, version, later(now))
    return version


def test_everything_accepted_changes_the_plan_in_force(city: City, now: datetime, plan: Plan) -> None:
    first, second = of(FIRST, city.agency), of(SECOND, city.agency)
    version = accept_version(city, plan, now)
    assert (version.version, version.version_of) == (2, plan)
    assert not Commitment.objects.filter(plan=version).exists()
    titles = list(PlanItem.objects.filter(plan=plan).order_by("order").values_list("heading", flat=True))
    assert titles == ["办好政策问答", "公开办事指南", "开放会议旁听", "设立意见信箱", "整理网上答复"]
    first.refresh_from_db()
    assert (first.item.text[:14], first.completion_on) == ("每项新政策同步发布图解和问答", date(2026, 11, 20))
    assert Clock.objects.get(commitment=first, kind="completion").start_on == date(2026, 11, 20)
    second.refresh_from_db()
    assert second.is_open
    assert second.assignment is not None
    gone = of(SECOND, city.other)
    assert (gone.stage, gone.discontinue_reason) == (Stage.DISCONTINUED, "第2版已不再列为责任单位")
    petition = Commitment.objects.get(item__heading="整理网上答复")
    assert (petition.stage, petition.discontinue_reason) == (Stage.DISCONTINUED, "第2版删除")
    added = Commitment.objects.get(item__heading="设立意见信箱")
    assert (added.agency, added.plan, added.stage) == (city.other, plan, Stage.ISSUED)
    assert open_task("acknowledge", commitment=added).number == FOURTH
    assert all_checks() == []


def test_the_plan_chain_stays_with_the_items_that_stay(city: City, now: datetime, plan: Plan) -> None:
    upper = UpperDocument.objects.create(plan=plan, title="省要点", added_by=city.clerk, added_at=now, read_at=now)
    for order, item in enumerate(plan.items.filter(number__in=(FIRST, FOURTH)).order_by("order"), start=1):
        theirs = UpperItem.objects.create(document=upper, order=order, number=str(order), text="写明白。")
        UpperLink.objects.create(item=item, upper_item=theirs, confirmed_by="何亦舟", confirmed_at=now)
    accept_version(city, plan, now)
    found = plan_chain_page.compare(upper)
    assert [(link.item.number, link.upper_item.number) for link in found.confirmed] == [(FIRST, "1")]
    assert [one.upper.number for one in found.missing] == ["2"]
    assert "整理网上答复" not in [item.heading for item in found.extra]
    assert "设立意见信箱" in [item.heading for item in found.extra]
    assert plan_chain_page.documents(plan)[0].open == 1
    assert JournalEntry.objects.get(plan=plan, act="plan_amended").data["links"] == [[FOURTH, "2"]]
    with pytest.raises(Invalid):
        plan_chain.link(plan.pk, upper.pk, f"{FOURTH} 整理网上答复", "2", actor=city.clerk, now=later(now))


def test_what_is_left_stays(city: City, now: datetime, plan: Plan) -> None:
    clerk = version_draft(city, plan, now)
    accept_all(clerk)
    keys = [choice.key for choice in row(clerk, "办好政策问答").choices if choice.key.endswith(":due")]
    clerk.decide_differences(keys, "left", reason="年底完成即可")
    gone = row(clerk, "整理网上答复").choices[0].key
    clerk.decide_differences([gone], "left")
    version = clerk.commit()
    publish(city, version, later(now))
    first = of(FIRST, city.agency)
    assert first.completion_on == date(2026, 12, 31)
    assert "图解" in first.item.text
    assert Commitment.objects.get(item__heading="整理网上答复").is_open
    entry = JournalEntry.objects.get(plan=version, act="version_compared")
    assert "年底完成即可" in [one["reason"] for one in entry.data["differences"] if one["how"] == "left"]
    assert all_checks() == []


def test_running_commitments_keep_their_place_and_tell_before_and_after(city: City, now: datetime, plan: Plan) -> None:
    first = of(FIRST, city.agency)
    walk(city, first, now, "execute")
    before = JournalEntry.objects.filter(commitment=first).count()
    accept_version(city, plan, now)
    first.refresh_from_db()
    assert first.stage == Stage.EXECUTING
    task = open_task("execute", commitment=first)
    assert task.due_on == first.current_due_on == date(2026, 11, 20)
    entries = list(JournalEntry.objects.filter(commitment=first).order_by("seq"))[before:]
    assert [entry.act for entry in entries] == ["item_changed", "due_date_moved"]
    told = {one["field"]: one for one in entries[0].data["differences"]}
    assert told["text"]["before"].startswith("每项新政策同步发布问答")
    assert told["text"]["after"].startswith("每项新政策同步发布图解和问答")
    assert all_checks() == []


def test_a_closed_commitment_does_not_move(city: City, now: datetime, plan: Plan) -> None:
    first = of(FIRST, city.agency)
    walk(city, first, now, "")
    head = JournalEntry.objects.filter(commitment=first).count()
    accept_version(city, plan, later(now, 14))
    first.refresh_from_db()
    assert (first.stage, first.completion_on) == (Stage.CLOSED, date(2026, 12, 31))
    assert JournalEntry.objects.filter(commitment=first).count() == head
    assert all_checks() == []


def test_agencies_are_told_the_old_and_the_new_date(city: City, now: datetime, plan: Plan) -> None:
    accept_version(city, plan, now)
    while deliver_pending(later(now)):
        pass
    ids = Notification.objects.filter(recipient=city.officer, event="due_date_moved").values_list("pk", flat=True)
    (told,) = with_texts(ids)
    assert "11月20日" in headline(told)
    assert "12月31日" in headline(told)


def test_each_field_leads_to_the_document_it_was_read_in(city: City, now: datetime, plan: Plan) -> None:
    version = accept_version(city, plan, now)
    by_label = {one.anchor: one for one in provenance.of_item(of(FIRST, city.agency).item_id).origins}
    assert by_label["from-text"].plan_id == version.pk
    assert by_label["from-heading"].plan_id == plan.pk
    quote = by_label["from-text"].quote
    assert quote is not None
    assert "图解" in quote.text
    added = provenance.of_item(PlanItem.objects.get(plan=plan, heading="设立意见信箱").pk)
    assert {one.plan_id for one in added.origins} == {version.pk}
    assert all(one.quote for one in added.origins)


def test_the_item_page_shows_old_words_and_the_right_source(
    city: City, now: datetime, plan: Plan, client_of: Any
) -> None:
    version = accept_version(city, plan, now)
    client: Client = client_of(User.objects.get(pk=city.officer.pk))
    first = of(FIRST, city.agency)
    history = client.get(f"/items/{first.pk}/?tab=history").content.decode()
    assert "<ins>图解和</ins>" in history
    with CaptureQueriesContext(connection) as queries:
        source = client.get(f"/items/{first.pk}/?tab=source").content.decode()
    assert len(queries) <= 18
    assert f"/plans/{version.pk}/source/?at=" in source
    assert f"/plans/{plan.pk}/source/?item={first.item_id}&amp;at=" in source
    assert client.get(f"/plans/{version.pk}/").status_code == 200


def test_two_versions_do_not_undo_each_other_unseen(city: City, now: datetime, plan: Plan) -> None:
    one = version_draft(city, plan, now)
    other = version_draft(city, plan, now, NEW_TEXT.replace("31号", "32号").replace("图解和", "图表和"))
    for clerk in (one, other):
        accept_all(clerk)
    first, second = one.commit(), other.commit()
    assert (first.version, second.version) == (2, 3)
    publish(city, first, later(now))
    with pytest.raises(Invalid) as refused:
        publish(city, second, later(now))
    assert any(FIRST in line for line in refused.value.details)
    assert all_checks() == []


def test_a_version_that_only_deletes_can_be_issued(city: City, now: datetime, plan: Plan) -> None:
    clerk = version_draft(city, plan, now)
    accept_all(clerk)
    for title in ("办好政策问答", "公开办事指南", "设立意见信箱"):
        clerk.decide_differences([choice.key for choice in row(clerk, title).choices], "left")
    assert publish(city, clerk.commit(), later(now)) == 0
    assert Commitment.objects.filter(discontinued_at__isnull=False).count() == 1


def test_the_pages_of_the_plan_list_its_versions(city: City, now: datetime, plan: Plan, client_of: Any) -> None:
    clerk = version_draft(city, plan, now)
    accept_all(clerk)
    version = clerk.commit()
    with transaction.atomic():
        planning.open_plan(version, now=now)
    planning.submit(open_task("review", plan=version).pk, actor=city.clerk, now=now)
    leader: Client = client_of(User.objects.get(pk=city.leader.pk))
    page = leader.get(f"/steps/{open_task('approve', plan=version).pk}/").content.decode()
    assert "新增 1 项，修改 2 项，删除 1 项" in page
    assert "<ins>图解和</ins>" in page
    planning.approve(open_task("approve", plan=version).pk, actor=city.leader, now=now)
    desk: Client = client_of(User.objects.get(pk=city.clerk.pk))
    task = open_task("issue", plan=version)
    assert "印发后发放 1 条任务，终止 2 条，调整 1 条的完成期限" in desk.get(f"/steps/{task.pk}/").content.decode()
    reissue(city, version, now)
    shown = desk.get(f"/plans/{plan.pk}/").content.decode()
    assert f'<a href="/plans/{version.pk}/">第 2 版</a>' in shown
    assert "许志衡" in shown
    assert "第 2 版删除" in shown
    listed = desk.get("/plans/").content.decode()
    assert f'href="/plans/{plan.pk}/"' in listed
    assert f'href="/plans/{version.pk}/"' not in listed


def test_acting_after_the_version_goes_on_as_before(city: City, now: datetime, plan: Plan) -> None:
    first = of(FIRST, city.agency)
    accept_version(city, plan, now)
    steps.acknowledge(open_task("acknowledge", commitment=first).pk, actor=city.officer, now=later(now, 8))
    assert all_checks() == []


def test_one_clerk_does_not_overwrite_the_other(city: City, now: datetime, plan: Plan) -> None:
    clerk: Clerk = version_draft(city, plan, now)
    key = row(clerk, "整理网上答复").choices[0].key
    seen = ImportDraft.objects.get(pk=clerk.pk).revision
    clerk.decide_differences([key], "accepted")
    with pytest.raises(TransitionRefused):
        imports.decide_differences(clerk.pk, [key], "left", revision=seen, actor=city.clerk, now=now)
    assert row(clerk, "整理网上答复").choices[0].verdict["how"] == "accepted"


def test_a_version_that_states_another_duty_ends_the_old_one_and_begins_the_new(
    city: City, now: datetime, plan: Plan
) -> None:
    first = of(FIRST, city.agency)
    plain, monthly = "每项新政策同步发布问答", "每项新政策同步发布问答，每月更新不少于2次"
    accept_version(city, plan, now, PLAN_TEXT.replace("12号", "31号").replace(plain, monthly))
    (duty,) = Duty.objects.filter(commitment=first)
    assert (duty.needed, duty.length, duty.since) == (2, "month", later(now).date())
    at = later(now)
    fulfilling.open_due(at)
    period = DutyPeriod.objects.get(duty=duty)
    weekly = PLAN_TEXT.replace("12号", "32号").replace(plain, f"{plain}，每周更新不少于1次")
    accept_version(city, plan, at, weekly)
    period.refresh_from_db()
    assert period.outcome == DutyOutcome.CANCELLED
    found = Duty.objects.filter(commitment=first).order_by("pk")
    assert [(duty.length, duty.ended_at) for duty in found] == [("month", later(at)), ("week", None)]
    assert all_checks() == []

"""撤回 until it was read, 请求退回 afterwards."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from flows.actions import duties as fulfilling
from flows.actions import parts, reports
from flows.actions import slips as signing
from flows.actions.commitment import claim_completion, hand_in_plan, sign_plan
from flows.actions.inspection import accept
from flows.actions.returning import return_to_inspector
from flows.actions.withdrawing import (
    ask_return,
    withdraw_claim,
    withdraw_contribution,
    withdraw_duty,
    withdraw_part,
    withdraw_plan,
    withdraw_rectification,
    withdraw_report,
    withdraw_slip_answer,
)
from flows.models import Task
from flows.verification import verify_deadlines, verify_facts, verify_waits
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from tests.builders import City, open_task, plan_text, walk
from tests.flows.cases import contribution, name_partner, reach
from tests.flows.pages import words_of
from tests.flows.test_parts import nothing_is_wrong
from tests.flows.test_parts import told as lines_for
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Commitment, JournalEntry, SupervisionSlip
from workflow.services import following, organisation
from workflow.services.verification import checks
from workflow.status import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
Signed = Callable[[Any], Client]


@pytest.fixture
def handed_in(city: City, planning: Commitment, now: datetime) -> Commitment:
    """Its implementation plan lies with the head, unread."""
    hand_in_plan(open_task("write_plan", commitment=planning).pk, plan_text(), actor=city.officer, now=now)
    return planning


@pytest.fixture
def reported(city: City, issued: list[Commitment], now: datetime) -> Commitment:
    """Its progress report lies with the head, unread."""
    walk(city, issued[0], now, "execute")
    at = now + timedelta(days=10)
    reports.open_due_reports(at)
    task = open_task("submit_report", commitment=issued[0])
    reports.submit_report(task.pk, text="已完成一半。", percent=50, actor=city.officer, now=at)
    return issued[0]


def breaches() -> list[Any]:
    return [breach for check in (verify_waits, verify_deadlines, verify_facts) for breach in check()]


def told(event: str) -> set[str]:
    return set(Notification.objects.filter(event=event).values_list("recipient__username", flat=True))


def test_an_unread_plan_comes_back_as_it_was_written(city: City, handed_in: Commitment, now: datetime) -> None:
    due = handed_in.plan_due_on
    withdraw_plan(handed_in.pk, actor=city.officer, now=now)
    deliver_pending(now)
    task = open_task("write_plan", commitment=handed_in)
    assert (task.due_on, task.returned, task.returned_reason) == (due, False, "")
    handed_in.refresh_from_db()
    assert handed_in.plan_submitted_at is None
    assert handed_in.implementation_plans.count() == 1
    assert told("plan_withdrawn") == {"head"}
    assert breaches() == []
    hand_in_plan(task.pk, plan_text(), actor=city.officer, now=now)
    assert open_task("sign_plan", commitment=handed_in).seen_at is None


def test_an_unread_report_comes_back(city: City, reported: Commitment, now: datetime) -> None:
    withdraw_report(reported.pk, actor=city.officer, now=now + timedelta(days=10))
    assert open_task("submit_report", commitment=reported).returned is False
    assert JournalEntry.objects.get(act="report_withdrawn").data["period"]
    assert breaches() == []


def test_once_the_head_has_opened_it_the_return_is_asked_for(
    city: City, handed_in: Commitment, client_of: Signed, now: datetime
) -> None:
    page = f"/items/{handed_in.pk}/"
    officer, head = client_of(city.officer), client_of(city.head)
    assert "撤回实施方案" in officer.get(page).content.decode()
    task = open_task("sign_plan", commitment=handed_in)
    officer.get(f"/steps/{task.pk}/")
    assert Task.objects.get(pk=task.pk).seen_at is None
    head.get(f"/steps/{task.pk}/")
    seen = Task.objects.get(pk=task.pk)
    assert (seen.seen_by, seen.seen_at) == (city.head, now)
    words = officer.get(page).content.decode()
    assert f"{city.head} 已阅" in words
    assert "撤回实施方案" not in words
    assert "请求退回" in words
    late = officer.post(f"{page}withdraw-plan/")
    assert late.status_code == 409
    assert f"{city.head} 已于" in late.content.decode()
    assert officer.post(f"{page}ask-return/", {"reason": "附件放错了。"}).status_code == 302
    deliver_pending(now)
    assert told("return_asked") == {"head"}
    assert officer.post(f"{page}ask-return/", {"reason": "再问一次。"}).status_code == 409
    assert open_task("sign_plan", commitment=handed_in).pk == task.pk


def test_what_lies_with_the_office_is_asked_back_from_the_leader(
    city: City, handed_in: Commitment, now: datetime
) -> None:
    sign_plan(open_task("sign_plan", commitment=handed_in).pk, actor=city.head, now=now)
    with pytest.raises(TransitionRefused) as refused:
        withdraw_plan(handed_in.pk, actor=city.officer, now=now)
    assert refused.value.code == "step_not_open"
    with pytest.raises(Invalid):
        ask_return(handed_in.pk, reason=" ", actor=city.officer, now=now)
    with pytest.raises(Invalid):
        ask_return(handed_in.pk, reason="长" * 501, actor=city.officer, now=now)
    ask_return(handed_in.pk, reason="数字要核对。", actor=city.officer, now=now)
    deliver_pending(now)
    assert told("return_asked") == {"leader", "leader2"}


def test_only_who_handed_it_in_takes_it_back(city: City, handed_in: Commitment, now: datetime) -> None:
    organisation.add_membership(city.outsider, city.agency, Role.OFFICER, actor=None, now=now)
    colleague = type(city.outsider).objects.get(pk=city.outsider.pk)
    for person in (colleague, city.head, city.clerk):
        with pytest.raises(NotPermitted):
            withdraw_plan(handed_in.pk, actor=person, now=now)
        with pytest.raises(TransitionRefused):
            ask_return(handed_in.pk, reason="退回。", actor=person, now=now)
    for call in (withdraw_plan, withdraw_report):
        with pytest.raises(NotVisible):
            call(handed_in.pk, actor=city.county_officer, now=now)
        with pytest.raises(NotVisible):
            call(0, actor=city.officer, now=now)
    with pytest.raises(TransitionRefused) as nothing:
        withdraw_report(handed_in.pk, actor=city.officer, now=now)
    assert nothing.value.code == "nothing_lies"
    assert open_task("sign_plan", commitment=handed_in).seen_at is None


def test_the_rounds_of_the_steps_say_that_it_was_taken_back(
    city: City, handed_in: Commitment, client_of: Signed, now: datetime
) -> None:
    client = client_of(city.officer)
    page = f"/items/{handed_in.pk}/"
    assert "负责人打开之前可撤回" in client.get(page).content.decode()
    assert client.post(f"{page}withdraw-plan/").status_code == 302
    assert f"{city.officer} 撤回" in client.get(page).content.decode()
    assert client.post(f"{page}withdraw-plan/").status_code == 409
    assert client_of(city.county_officer).post(f"{page}withdraw-plan/").status_code == 404
    assert client_of(city.head).post(f"{page}withdraw-plan/").status_code == 403


def report_of(city: City, commitment: Commitment, now: datetime) -> Task:
    """The report of the running month, handed in."""
    reports.open_due_reports(now)
    task = Task.objects.open().get(commitment=commitment, node="submit_report")
    reports.submit_report(task.pk, text="按计划推进。", percent=60, actor=city.officer, now=now)
    return Task.objects.open().filter(commitment=commitment, node="sign_report").order_by("-pk")[0]


def test_of_two_reports_the_unread_one_comes_back(
    city: City, reported: Commitment, client_of: Signed, now: datetime, at: Any
) -> None:
    first = open_task("sign_report", commitment=reported)
    later = now + timedelta(days=35)
    at(later)
    second = report_of(city, reported, later)
    client_of(city.head).get(f"/steps/{first.pk}/")
    page = f"/items/{reported.pk}/"
    assert "撤回进展报告" in client_of(city.officer).get(page).content.decode()
    withdraw_report(reported.pk, actor=city.officer, now=later)
    assert Task.objects.get(pk=second.pk).outcome == "withdraw"
    with pytest.raises(TransitionRefused) as refused:
        withdraw_report(reported.pk, actor=city.officer, now=later)
    assert refused.value.code == "read_already"
    ask_return(reported.pk, reason="数字有误。", actor=city.officer, now=later)
    assert JournalEntry.objects.get(act="return_asked").data["task"] == first.pk


def test_the_tab_that_shows_the_plan_counts_as_opening_it(
    city: City, handed_in: Commitment, client_of: Signed, now: datetime
) -> None:
    task = open_task("sign_plan", commitment=handed_in)
    head = client_of(city.head)
    head.get(f"/items/{handed_in.pk}/?tab=history")
    head.head(f"/items/{handed_in.pk}/?tab=plan")
    head.head(f"/steps/{task.pk}/")
    client_of(city.leader).get(f"/items/{handed_in.pk}/?tab=plan")
    assert Task.objects.get(pk=task.pk).seen_at is None
    head.get(f"/items/{handed_in.pk}/?tab=plan")
    assert Task.objects.get(pk=task.pk).seen_by == city.head


def test_whoever_follows_is_not_told_that_others_are_asked(city: City, handed_in: Commitment, now: datetime) -> None:
    following.follow(handed_in, actor=city.clerk, now=now)
    ask_return(handed_in.pk, reason="附件放错了。", actor=city.officer, now=now)
    deliver_pending(now)
    assert told("return_asked") == {"head"}


# -- what else is handed in --------------------------------------------------------------------------------------------

TAKEN_BACK = [
    ("inspect", "execute", withdraw_claim, "inspector", "claim_withdrawn", "withdraw-claim"),
    ("recheck", "rectify", withdraw_rectification, "inspector", "rectification_withdrawn", "withdraw-rectification"),
    ("sign_slip", "answer_slip", withdraw_slip_answer, "head", "slip_answer_withdrawn", "withdraw-slip-answer"),
    ("sign_duty", "fulfil_duty", withdraw_duty, "head", "duty_withdrawn", "withdraw-duty"),
    ("confirm_part", "state_part", withdraw_part, "clerk", "part_withdrawn", "withdraw-part"),
]


@pytest.mark.parametrize(("node", "before", "verb", "reader", "record", "name"), TAKEN_BACK)
def test_whatever_was_handed_in_comes_back_until_it_was_read(
    city: City,
    issued: list[Commitment],
    client_of: Signed,
    now: datetime,
    node: str,
    before: str,
    verb: Callable[..., Commitment],
    reader: str,
    record: str,
    name: str,
) -> None:
    commitment = issued[0]
    task = reach(city, commitment, now, node)
    page = f"/items/{commitment.pk}/"
    officer = client_of(city.officer)
    for person in (city.head, city.clerk, city.inspector):
        with pytest.raises(NotPermitted):
            verb(commitment.pk, actor=person, now=now)
    assert f"{page}{name}/" in officer.get(page).content.decode()
    assert officer.post(f"{page}{name}/").status_code == 302
    again = open_task(before, commitment=commitment)
    assert (again.returned, again.returned_reason) == (False, "")
    assert Task.objects.get(pk=task.pk).outcome == "withdraw"
    deliver_pending(now)
    assert told(record) == {reader}
    assert [breach for check in checks().values() for breach in check()] == []
    with pytest.raises(TransitionRefused):
        verb(commitment.pk, actor=city.officer, now=now)


@pytest.mark.parametrize(("node", "_before", "verb", "reader", "_record", "name"), TAKEN_BACK)
def test_once_it_was_read_its_return_is_asked_for(
    city: City,
    issued: list[Commitment],
    client_of: Signed,
    now: datetime,
    node: str,
    _before: str,
    verb: Callable[..., Commitment],
    reader: str,
    _record: str,
    name: str,
) -> None:
    commitment = issued[0]
    task = reach(city, commitment, now, node)
    client_of(getattr(city, reader)).get(f"/steps/{task.pk}/")
    assert Task.objects.get(pk=task.pk).seen_by == getattr(city, reader)
    page = f"/items/{commitment.pk}/"
    officer = client_of(city.officer)
    assert f"{page}{name}/" not in officer.get(page).content.decode()
    with pytest.raises(TransitionRefused) as refused:
        verb(commitment.pk, actor=city.officer, now=now)
    assert refused.value.code == "read_already"
    assert officer.post(f"{page}ask-return/", {"reason": "附件放错了。"}).status_code == 302
    deliver_pending(now)
    assert told("return_asked") == {reader}
    assert open_task(node, commitment=commitment).pk == task.pk


@pytest.mark.parametrize(
    ("node", "tab", "reader"), [("inspect", "inspection", "inspector"), ("recheck", "inspection", "inspector"),
                                ("sign_duty", "duties", "head")]
)  # fmt: skip
def test_the_tab_that_shows_it_counts_as_opening_it(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, node: str, tab: str, reader: str
) -> None:
    task = reach(city, issued[0], now, node)
    client_of(getattr(city, reader)).get(f"/items/{issued[0].pk}/?tab=history")
    client_of(city.officer).get(f"/items/{issued[0].pk}/?tab={tab}")
    assert Task.objects.get(pk=task.pk).seen_at is None
    client_of(getattr(city, reader)).get(f"/items/{issued[0].pk}/?tab={tab}")
    assert Task.objects.get(pk=task.pk).seen_by == getattr(city, reader)


def test_a_claim_taken_back_is_made_again_and_accepted(city: City, issued: list[Commitment], now: datetime) -> None:
    commitment = issued[0]
    reach(city, commitment, now, "inspect")
    withdraw_claim(commitment.pk, actor=city.officer, now=now)
    commitment.refresh_from_db()
    assert (commitment.claimed_at, commitment.current_due_on) == (None, commitment.completion_on)
    assert [one.returned_at for one in commitment.inspections.all()] == [now]
    again = open_task("execute", commitment=commitment)
    claim_completion(again.pk, text="补齐佐证。", actor=city.officer, now=now)
    accept(open_task("inspect", commitment=commitment).pk, conclusion="属实。", actor=city.inspector, now=now)
    assert open_task("close", commitment=commitment).due_on is not None
    assert [one.number for one in commitment.inspections.order_by("number")] == [1, 2]
    assert breaches() == []


def test_of_two_contributions_the_chosen_one_comes_back(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    commitment = issued[0]
    mine = contribution(city, commitment, now, until="take_in")
    organisation.add_membership(city.outsider, city.county, Role.OFFICER, actor=None, now=now)
    name_partner(commitment, city.county)
    asked = parts.ask(
        commitment.pk, city.county, demand="请提供县区数据。", due_on=date(2026, 9, 21), actor=city.officer, now=now
    )
    partner = type(city.outsider).objects.get(pk=city.outsider.pk)
    parts.hand_in(open_task("contribute", commitment=commitment).pk, text="已报。", actor=partner, now=now)
    theirs = Task.objects.open().get(node="take_in", process__contribution=asked)
    page = f"/items/{commitment.pk}/withdraw-contribution/"
    client = client_of(partner)
    form = client.get(page).content.decode()
    assert "市司法局" in form
    assert str(city.county) in form
    assert "采纳" not in form
    refused = client.post(page)
    assert refused.status_code == 422
    assert "请选择要撤回的内容" in refused.content.decode()
    assert client.post(page, {"step": str(theirs.pk)}).status_code == 302
    assert Task.objects.get(pk=theirs.pk).outcome == "withdraw"
    assert Task.objects.get(pk=mine.pk).finished is None


def test_what_was_read_is_asked_back_before_what_can_still_be_taken_back(
    city: City, reported: Commitment, client_of: Signed, now: datetime
) -> None:
    report = open_task("sign_report", commitment=reported)
    claim_completion(open_task("execute", commitment=reported).pk, text="已办。", actor=city.officer, now=now)
    inspect = open_task("inspect", commitment=reported)
    client_of(city.inspector).get(f"/steps/{inspect.pk}/")
    officer, page = client_of(city.officer), f"/items/{reported.pk}/ask-return/"
    form = officer.get(page).content.decode()
    assert str(city.inspector) in form
    assert str(city.head) not in form.partition("<main")[2]
    assert officer.post(page, {"reason": "数字要核对。"}).status_code == 302
    assert JournalEntry.objects.get(act="return_asked").data["task"] == inspect.pk
    assert report.pk < inspect.pk


def test_a_claim_that_was_decided_on_before_is_not_taken_back(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    commitment = issued[0]
    close = reach(city, commitment, now, "close")
    return_to_inspector(close.pk, actor=city.leader, now=now, reason="佐证不足。")
    page = f"/items/{commitment.pk}/"
    words = client_of(city.officer).get(page).content.decode()
    assert f"{page}withdraw-claim/" not in words
    assert f"{page}ask-return/" in words
    with pytest.raises(TransitionRefused) as refused:
        withdraw_claim(commitment.pk, actor=city.officer, now=now)
    assert refused.value.code == "decided_already"


def test_a_period_taken_back_again_and_again_ends_when_it_would_have(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    task = reach(city, issued[0], now, "sign_duty")
    period = task.process.duty_period
    assert period is not None
    last = datetime.combine(period.done_until, now.time(), tzinfo=now.tzinfo)
    withdraw_duty(issued[0].pk, actor=city.officer, now=now)
    again = open_task("fulfil_duty", commitment=issued[0])
    fulfilling.hand_in(again.pk, remark="已完成。", actor=city.officer, now=last)
    period.refresh_from_db()
    assert period.closes_on > period.done_until
    withdraw_duty(issued[0].pk, actor=city.officer, now=last)
    period.refresh_from_db()
    assert period.closes_on == period.done_until


def test_nobody_reads_an_answer_to_a_slip_before_the_head_has_signed_it(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    lying = reach(city, issued[0], now, "sign_slip")
    slip = SupervisionSlip.objects.get()
    for person in (city.head, city.clerk, city.inspector):
        assert slip.answer not in client_of(person).get(f"/slips/{slip.pk}/").content.decode()
    assert Task.objects.get(pk=lying.pk).seen_at is None
    signing.sign(lying.pk, actor=city.head, now=now)
    assert slip.answer in client_of(city.clerk).get(f"/slips/{slip.pk}/").content.decode()


# -- contributions of a partner ----------------------------------------------------------------------------------------


def test_the_partner_takes_its_contribution_back_until_the_lead_has_opened_it(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    commitment = issued[0]
    taking = contribution(city, commitment, now, until="take_in")
    page = f"/items/{commitment.pk}/"
    partner = client_of(city.outsider)
    for person in (city.officer, city.head, city.clerk, city.other_head):
        with pytest.raises(NotPermitted):
            withdraw_contribution(commitment.pk, actor=person, now=now)
    with pytest.raises(NotVisible):
        withdraw_contribution(commitment.pk, actor=city.county_officer, now=now)
    assert "撤回配合内容" not in words_of(client_of(city.head).get(page))
    assert "撤回配合内容" in words_of(partner.get(page))
    assert "牵头单位打开之前可撤回" in words_of(partner.get(page))
    assert partner.post(f"{page}withdraw-contribution/").status_code == 302
    again = open_task("contribute", commitment=commitment)
    assert (again.agency, again.returned, again.due_on) == (city.other, False, date(2026, 9, 21))
    assert Task.objects.get(pk=taking.pk).outcome == "withdraw"
    assert "已提供三年数据。" in words_of(partner.get(f"/steps/{again.pk}/"))
    assert "市司法局撤回了配合内容" in " ".join(lines_for(city.officer))
    assert partner.post(f"{page}withdraw-contribution/").status_code == 409
    nothing_is_wrong()
    parts.hand_in(again.pk, text="已提供四年数据。", actor=city.outsider, now=now)
    parts.take_in(open_task("take_in", commitment=commitment).pk, actor=city.officer, now=now)
    with pytest.raises(TransitionRefused):
        withdraw_contribution(commitment.pk, actor=city.outsider, now=now)
    nothing_is_wrong()


@pytest.mark.parametrize("opened", ["/steps/{task}/", "/items/{item}/"])
def test_once_the_lead_has_opened_it_the_partner_asks_for_its_return(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, opened: str
) -> None:
    commitment = issued[0]
    taking = contribution(city, commitment, now, until="take_in")
    address = opened.format(task=taking.pk, item=commitment.pk)
    partner, page = client_of(city.outsider), f"/items/{commitment.pk}/"
    for reader in (city.outsider, city.head, city.inspector):
        client_of(reader).get(address)
    assert Task.objects.get(pk=taking.pk).seen_at is None
    client_of(city.officer).get(address)
    assert Task.objects.get(pk=taking.pk).seen_by == city.officer
    assert f"{page}withdraw-contribution/" not in partner.get(page).content.decode()
    with pytest.raises(TransitionRefused, match=r"opened it|已于"):
        withdraw_contribution(commitment.pk, actor=city.outsider, now=now)
    assert "请求退回" in words_of(partner.get(page))
    assert client_of(city.county_officer).post(f"{page}ask-return/", {"reason": "数据有误。"}).status_code == 404
    assert partner.post(f"{page}ask-return/", {"reason": "数据有误。"}).status_code == 302
    assert "数据有误。" in " ".join(lines_for(city.officer))
    assert "数据有误。" not in " ".join(lines_for(city.head))
    assert partner.post(f"{page}ask-return/", {"reason": "数据有误。"}).status_code == 409
    assert open_task("take_in", commitment=commitment).pk == taking.pk

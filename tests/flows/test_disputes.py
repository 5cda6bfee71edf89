"""Disputes of an assignment: two rounds, an arbiter, a ruling that is kept; the clock runs from the issue on."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import dispute as disputing
from flows.actions import transferring
from flows.models import Deadline, Task
from flows.reminders import remind
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline
from tests.builders import City, issue_plan, make_plan, open_task, plan_text, walk
from tests.conftest import moment
from tests.flows.cases import TRANSFER, UPHOLD, dispute, post, reach
from tests.flows.pages import counted_queries, main_of, plan_fields, words_of
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import Clock, Commitment, Dispute, JournalEntry, Plan, User
from workflow.policies import scope_of
from workflow.services import disputes, organisation
from workflow.services.precedents import precedents
from workflow.services.verification import checks
from workflow.status import Role, Stage

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]

REASON = "三定方案未列此项职责。"


def breaches() -> list[Any]:
    return [breach for check in checks().values() for breach in check()]


def deliver(now: datetime) -> None:
    while deliver_pending(now):
        pass


def dates_of(commitment: Commitment) -> tuple[Any, ...]:
    commitment.refresh_from_db()
    clocks = Clock.objects.filter(commitment=commitment).order_by("pk").values_list("kind", "start_on", "due_on")
    return commitment.plan_due_on, commitment.completion_on, commitment.current_due_on, *clocks


# -- the clock runs ----------------------------------------------------------------------------------------------------


def test_through_both_rounds_no_date_moves(city: City, issued: list[Commitment], now: datetime) -> None:
    before = dates_of(issued[0])
    for until in ("sign_dispute", "answer_dispute", "rule_dispute"):
        if until == "sign_dispute":
            dispute(city, issued[0], now, until=until)
        assert dates_of(issued[0]) == before
        assert breaches() == []
        task = open_task(until, commitment=issued[0])
        if until == "sign_dispute":
            disputing.sign(task.pk, actor=city.head, now=now)
        elif until == "answer_dispute":
            disputing.uphold(task.pk, actor=city.clerk, now=now, remark="职责规定在先。")
            assert breaches() == []
            disputing.ask_again(issued[0].pk, reason="答复未涉及职责依据。", actor=city.officer, now=now)
        else:
            disputing.rule(task.pk, actor=city.leader, now=now, remark="维持原分工。")
    assert dates_of(issued[0]) == before
    assert breaches() == []
    found = Dispute.objects.get()
    assert (found.outcome, found.remark, found.decided_by, found.is_ruled) == (
        "upheld",
        "维持原分工。",
        city.leader,
        True,
    )
    assert (found.answer, found.answered_by) == ("职责规定在先。", city.clerk)
    acts = list(JournalEntry.objects.filter(commitment=issued[0]).order_by("seq").values_list("act", flat=True))
    assert acts == [
        "commitment_opened", "dispute_asked", "dispute_signed", "dispute_upheld", "dispute_again", "dispute_ruled",
    ]  # fmt: skip


def test_every_page_says_that_the_date_counts_on(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    officer = client_of(city.officer)
    assert "期限自印发起算、照常计算：实施方案报送时限仍为10月23日" in words_of(
        officer.get(f"/items/{issued[0].pk}/dispute/")
    )
    task = dispute(city, issued[0], now, until="answer_dispute")
    assert task is not None
    assert "已提出分工异议，期限照常计算" in words_of(officer.get(f"/items/{issued[0].pk}/"))
    assert "实施方案报送时限仍为 10月23日" in words_of(client_of(city.clerk).get(f"/steps/{task.pk}/")).replace(
        "  ", " "
    )
    assert "异议期间期限照常计算" in words_of(client_of(city.clerk).get("/disputes/"))


def test_a_dispute_keeps_nobody_from_acknowledging_and_working(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    dispute(city, issued[0], now, until="sign_dispute")
    steps.acknowledge(open_task("acknowledge", commitment=issued[0]).pk, actor=city.officer, now=now)
    issued[0].refresh_from_db()
    assert issued[0].stage is Stage.PLANNING
    assert Dispute.objects.get().is_open
    assert breaches() == []


def test_handing_in_the_plan_ends_it_named_so(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "write_plan")
    dispute(city, issued[0], now, until="rule_dispute")
    client = client_of(city.officer)
    client.get(f"/steps/{task.pk}/")
    with counted_queries() as queries:
        answer = client.post(f"/steps/{task.pk}/", plan_fields())
    assert answer.status_code == 302
    assert len(queries) <= 11, "\n".join(queries)
    found = Dispute.objects.get()
    assert (found.outcome, found.decided_by, found.get_outcome_display()) == ("handed_in", None, "因报送实施方案终结")
    assert not Task.objects.open().filter(node="rule_dispute").exists()
    assert open_task("sign_plan", commitment=issued[0]).finished is None
    assert breaches() == []


def test_nothing_is_decided_by_waiting(city: City, issued: list[Commitment], now: datetime) -> None:
    task = dispute(city, issued[0], now, until="answer_dispute")
    assert task is not None
    assert (task.due_on, Deadline.objects.get(task=task).rung) == (date(2026, 9, 14), -1)
    for day in range(1, 60):
        remind(now + timedelta(days=day))
        deliver(now + timedelta(days=day))
    assert Dispute.objects.get().is_open
    assert open_task("answer_dispute", commitment=issued[0]).pk == task.pk
    reminded = JournalEntry.objects.filter(commitment=issued[0], act="reminded", data__task=task.pk)
    told = Notification.objects.filter(entry__in=reminded)
    assert set(told.values_list("recipient__username", flat=True)) >= {"clerk", "leader"}


# -- when it can be asked ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "open_for"), [(7, True), (8, False)])
def test_it_is_asked_within_the_working_days_of_the_plan(
    city: City, issued: list[Commitment], client_of: Signed, at: Callable[[datetime], None], now: datetime,
    days: int, open_for: bool,
) -> None:  # fmt: skip
    day = now + timedelta(days=days)
    at(day)
    client = client_of(city.officer)
    address = f"/items/{issued[0].pk}/dispute/"
    assert (address in main_of(client.get(f"/items/{issued[0].pk}/"))) is open_for
    answer = client.post(address, {"reason": REASON})
    assert answer.status_code == (302 if open_for else 409)
    assert Dispute.objects.exists() is open_for
    if not open_for:
        assert "提出异议的期限截至9月14日，现已届满。" in words_of(answer)


def test_the_plan_says_how_many_days(city: City, issued: list[Commitment], now: datetime) -> None:
    Plan.objects.update(dispute_working_days=1)
    issued[0].refresh_from_db()
    assert disputes.last_day(Commitment.objects.get(pk=issued[0].pk)) == date(2026, 9, 8)


def test_an_item_is_disputed_once_ever(city: City, issued: list[Commitment], now: datetime) -> None:
    dispute(city, issued[0], now)
    with pytest.raises(TransitionRefused) as refused:
        disputing.ask(issued[0].pk, reason=REASON, actor=city.officer, now=now)
    assert refused.value.code == "disputed_already"
    with pytest.raises(TransitionRefused) as refused:
        disputing.ask_again(issued[0].pk, reason=REASON, actor=city.officer, now=now)
    assert refused.value.code == "no_second_round"


def test_after_the_plan_was_handed_in_nothing_is_disputed_also_when_it_was_returned(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    task = reach(city, issued[0], now, "sign_plan")
    steps.return_plan(task.pk, actor=city.head, now=now, reason="再细一些。")
    with pytest.raises(TransitionRefused) as refused:
        disputing.ask(issued[0].pk, reason=REASON, actor=city.officer, now=now)
    assert refused.value.code == "plan_handed_in"


def test_a_reason_is_needed_and_another_agency(city: City, issued: list[Commitment], client_of: Signed) -> None:
    client = client_of(city.officer)
    address = f"/items/{issued[0].pk}/dispute/"
    assert client.post(address, {"reason": " "}).status_code == 422
    own = client.post(address, {"reason": REASON, "agency": "市数据局"})
    assert (own.status_code, "所填单位就是本单位。" in words_of(own)) == (422, True)
    assert REASON in main_of(own)
    assert not Dispute.objects.exists()
    assert client.post(address, {"reason": REASON, "agency": "市司法局"}).status_code == 302
    assert Dispute.objects.get().proposed == city.other


# -- answers -----------------------------------------------------------------------------------------------------------


def test_the_head_may_refuse_and_the_item_stays(city: City, issued: list[Commitment], now: datetime) -> None:
    task = dispute(city, issued[0], now, until="sign_dispute")
    assert task is not None
    with pytest.raises(Invalid):
        disputing.refuse(task.pk, actor=city.head, now=now, reason=" ")
    disputing.refuse(task.pk, actor=city.head, now=now, reason="本局承担。")
    found = Dispute.objects.get()
    assert (found.outcome, found.decided_by, found.remark) == ("refused", city.head, "本局承担。")
    assert not disputes.may_ask_again(Commitment.objects.get(pk=issued[0].pk), now.date())
    assert breaches() == []


@pytest.mark.parametrize("node", ["answer_dispute", "rule_dispute"])
def test_agreeing_transfers_in_the_same_act(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, node: str
) -> None:
    task = dispute(city, issued[0], now, until=node, proposed=city.other)
    assert task is not None
    who = city.clerk if node == "answer_dispute" else city.leader
    client = client_of(who)
    assert 'value="市司法局"' in main_of(client.get(f"/steps/{task.pk}/"))
    wrong = post(client, task, TRANSFER | {"agency": "市政府各部门"})
    assert wrong.status_code == 422
    assert "不是单位名录中现行有效的单位" in words_of(wrong)
    assert Dispute.objects.get().is_open
    assert post(client, task, TRANSFER).status_code == 302
    issued[0].refresh_from_db()
    found = Dispute.objects.get()
    assert (found.outcome, found.decided_by, found.remark) == ("transferred", who, TRANSFER["reason"])
    assert issued[0].stage is Stage.TRANSFERRED
    assert issued[0].transferred_to.agency == city.other
    assert Task.objects.get(pk=task.pk).outcome == "transfer"
    assert breaches() == []
    deliver(now)
    assert Notification.objects.filter(event="taken_over", recipient=city.outsider).count() == 1


def test_what_the_leader_gave_is_not_disputed_again_what_the_clerk_gave_is(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    by_clerk = dispute(city, issued[0], now, until="answer_dispute")
    by_leader = dispute(city, issued[1], now, until="rule_dispute")
    assert by_clerk is not None
    assert by_leader is not None
    given = disputing.transfer(by_clerk.pk, city.other.pk, actor=city.clerk, now=now, reason="归口办理。").successor
    ruled = disputing.transfer(by_leader.pk, city.other.pk, actor=city.leader, now=now, reason="归口办理。").successor
    disputing.ask(given.pk, reason=REASON, actor=city.outsider, now=now)
    with pytest.raises(TransitionRefused) as refused:
        disputing.ask(ruled.pk, reason=REASON, actor=city.outsider, now=now)
    assert refused.value.code == "ruled"
    assert breaches() == []


@pytest.mark.parametrize(("days", "possible"), [(3, True), (4, False)])
def test_the_leader_is_asked_within_three_working_days(
    city: City, issued: list[Commitment], client_of: Signed, at: Callable[[datetime], None], now: datetime,
    days: int, possible: bool,
) -> None:  # fmt: skip
    task = dispute(city, issued[0], now, until="answer_dispute")
    assert task is not None
    disputing.uphold(task.pk, actor=city.clerk, now=now, remark="职责规定在先。")
    at(now + timedelta(days=days))
    client = client_of(city.officer)
    address = f"/items/{issued[0].pk}/ruling/"
    assert (address in main_of(client.get(f"/items/{issued[0].pk}/"))) is possible
    if possible:
        assert "职责规定在先。" in words_of(client.get(address))
    assert client.post(address, {"reason": "答复未涉及职责依据。"}).status_code == (302 if possible else 409)
    assert Dispute.objects.get().is_open is possible
    assert breaches() == []


def test_the_reasons_of_a_decision_are_needed(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = dispute(city, issued[0], now, until="answer_dispute")
    assert task is not None
    client = client_of(city.clerk)
    empty = post(client, task, UPHOLD | {"remark": " "})
    assert (empty.status_code, "请写明维持分工的理由" in words_of(empty)) == (422, True)
    nameless = post(client, task, TRANSFER | {"agency": ""})
    assert (nameless.status_code, "请填写接办单位。" in words_of(nameless)) == (422, True)
    assert Dispute.objects.get().is_open


def test_who_asked_may_withdraw_and_nobody_else(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    dispute(city, issued[0], now, until="answer_dispute")
    colleague = organisation.create_user("colleague", "方可", password=None, actor=None, now=now)
    organisation.add_membership(colleague, city.agency, Role.OFFICER, actor=None, now=now)
    other = client_of(User.objects.get(pk=colleague.pk))
    address = f"/items/{issued[0].pk}/dispute-withdraw/"
    assert address not in main_of(other.get(f"/items/{issued[0].pk}/"))
    assert other.post(address).status_code == 403
    client = client_of(city.officer)
    assert address in main_of(client.get(f"/items/{issued[0].pk}/"))
    assert client.post(address).status_code == 302
    assert Dispute.objects.get().outcome == "withdrawn"
    assert not Task.objects.open().filter(node="answer_dispute").exists()
    assert client.post(address).status_code == 409
    assert breaches() == []


@pytest.mark.parametrize("ends", ["discontinue", "transfer"])
def test_what_ends_the_item_ends_the_dispute(city: City, issued: list[Commitment], now: datetime, ends: str) -> None:
    dispute(city, issued[0], now, until="answer_dispute")
    if ends == "discontinue":
        steps.discontinue(issued[0].pk, actor=city.clerk, now=now, reason="机构撤并。")
    else:
        transferring.transfer(issued[0].pk, city.other.pk, actor=city.leader, now=now, reason="归口办理。")
    assert Dispute.objects.get().outcome == "dropped"
    assert not Task.objects.open().filter(commitment=issued[0]).exists()
    assert breaches() == []


@pytest.mark.parametrize(
    ("node", "who", "role", "at_office"),
    [
        ("sign_dispute", "officer", Role.HEAD, False),
        ("answer_dispute", "officer", Role.CLERK, True),
        ("answer_dispute", "head", Role.CLERK, True),
        ("rule_dispute", "head", Role.LEADER, True),
        ("rule_dispute", "clerk", Role.LEADER, True),
    ],
)
def test_nobody_has_two_parts_in_one_dispute(
    city: City,
    issued: list[Commitment],
    client_of: Signed,
    now: datetime,
    node: str,
    who: str,
    role: Role,
    at_office: bool,
) -> None:
    task = dispute(city, issued[0], now, until=node)
    assert task is not None
    person = getattr(city, who)
    organisation.add_membership(person, city.office if at_office else city.agency, role, actor=None, now=now)
    person = User.objects.get(pk=person.pk)
    agree = {"sign_dispute": disputing.sign, "answer_dispute": disputing.uphold, "rule_dispute": disputing.rule}[node]
    with pytest.raises(NotPermitted):
        agree(task.pk, actor=person, now=now, remark="维持。")
    client = client_of(person)
    page = client.get(f"/steps/{task.pk}/")
    assert 'href="#agree"' not in main_of(page)
    if node != "sign_dispute":
        assert 'href="#return"' not in main_of(page)
        assert post(client, task, TRANSFER).status_code == 403
    issued[0].refresh_from_db()
    assert issued[0].is_open
    assert open_task(node, commitment=issued[0]).pk == task.pk


# -- who is told -------------------------------------------------------------------------------------------------------


def test_each_step_tells_those_it_concerns(city: City, issued: list[Commitment], now: datetime) -> None:
    dispute(city, issued[0], now)
    deliver(now)
    told = {
        event: set(Notification.objects.filter(event=event).values_list("recipient__username", flat=True))
        for event in ("dispute_asked", "dispute_signed", "dispute_upheld", "dispute_again", "dispute_ruled")
    }
    assert told == {
        "dispute_asked": {"head"},
        "dispute_signed": {"clerk", "officer"},
        "dispute_upheld": {"officer", "head"},
        "dispute_again": {"leader", "leader2", "head", "clerk"},
        "dispute_ruled": {"officer", "head", "clerk"},
    }
    upheld = Notification.objects.get(event="dispute_upheld", recipient=city.officer)
    assert headline(upheld).startswith("何亦舟答复维持分工，可在9月10日前提请领导裁定，时限10月23日照常计算：")


# -- precedents --------------------------------------------------------------------------------------------------------


def test_precedents_are_shown_to_who_disputes_and_who_answers(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    dispute(city, issued[0], now)
    page = words_of(client_of(city.officer).get(f"/items/{issued[1].pk}/dispute/"))
    assert "先例 1" in page
    assert "维持原分工。" in page
    task = dispute(city, issued[1], now, until="answer_dispute")
    assert task is not None
    assert "维持原分工。" in words_of(client_of(city.clerk).get(f"/steps/{task.pk}/"))


def test_an_agency_reads_no_precedent_of_another(city: City, now: datetime) -> None:
    here, there = issue_plan(city, make_plan(city, now, items=1), now, agencies=[city.agency, city.other])
    dispute(city, here, now)
    there = Commitment.objects.select_related("item").get(pk=there.pk)
    assert [found.commitment for found in precedents(there, scope_of(city.clerk))] == [here]
    assert precedents(there, scope_of(city.outsider)) == []


def test_the_list_has_those_to_answer_first_and_finds_the_decided(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    dispute(city, issued[0], now, until="answer_dispute", proposed=city.other)
    dispute(city, issued[1], now)
    clerk = client_of(city.clerk)
    waiting, decided = words_of(clerk.get("/disputes/")), words_of(clerk.get("/disputes/?tab=decided"))
    assert ("第1件事" in waiting, "第2件事" in waiting) == (True, False)
    assert "督办专员 何亦舟" in waiting
    assert ("第1件事" in decided, "第2件事" in decided) == (False, True)
    for q, found in (("维持 数据局", True), ("县政府", False), ("把办事指南", True)):
        assert ("第2件事" in words_of(clerk.get("/disputes/", {"q": q}))) is found, q
    assert "第2件事" in words_of(clerk.get(f"/disputes/?item={issued[1].pk}"))
    assert "第1件事" in words_of(client_of(city.head).get("/disputes/"))
    assert "第1件事" not in words_of(client_of(city.outsider).get("/disputes/"))
    assert "第1件事" not in words_of(client_of(city.outsider).get(f"/disputes/?item={issued[0].pk}"))


def test_the_names_of_those_who_answer_cost_one_query(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    client, counts = client_of(city.clerk), []
    for commitment, until in zip(issued, ("sign_dispute", "answer_dispute"), strict=True):
        dispute(city, commitment, now, until=until)
        client.get("/disputes/")
        with counted_queries() as queries:
            page = words_of(client.get("/disputes/"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8, counts
    assert "负责人 孙立群" in page
    assert "督办专员 何亦舟" in page


def test_the_list_costs_the_same_however_long(city: City, client_of: Signed, now: datetime) -> None:
    counts = []
    for items in (2, 30):
        for commitment in issue_plan(city, make_plan(city, now, items=items), now):
            dispute(city, commitment, now)
        client = client_of(city.clerk)
        client.get("/disputes/?tab=decided")
        with counted_queries() as queries:
            page = client.get("/disputes/?tab=decided")
        counts.append(len(queries))
        assert len(page.content) < 150_000
    assert counts[0] == counts[1] <= 8, counts


# -- the item ----------------------------------------------------------------------------------------------------------


def test_the_item_page_stays_within_its_queries(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    dispute(city, issued[0], now, until="rule_dispute")
    client = client_of(city.officer)
    client.get(f"/items/{issued[0].pk}/")
    with counted_queries() as queries:
        client.get(f"/items/{issued[0].pk}/")
    assert len(queries) <= 15, "\n".join(queries)


def test_the_dispute_never_holds_the_item_itself(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    dispute(city, issued[0], now, until="answer_dispute")
    strip = client_of(city.officer).get(f"/items/{issued[0].pk}/").context["strip"]
    assert [holder.name for holder in strip.holders] == ["孙立群、李婧"]


def test_the_whole_line_goes_on_after_a_ruling(city: City, issued: list[Commitment], now: datetime) -> None:
    dispute(city, issued[0], now)
    assert walk(city, issued[0], now, "") is None
    assert breaches() == []


def test_one_document_for_several_items_ends_the_dispute_of_each(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    tasks = [reach(city, commitment, now, "write_plan") for commitment in issued]
    for commitment in issued:
        dispute(city, commitment, now, until="sign_dispute")
    steps.hand_in_plan(tasks[0].pk, plan_text(), also=[tasks[1].pk], actor=city.officer, now=moment(2026, 9, 8))
    assert list(Dispute.objects.values_list("outcome", flat=True)) == ["handed_in", "handed_in"]
    assert breaches() == []

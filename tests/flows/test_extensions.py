"""Extensions: nothing moves before the leader grants it; then clock, step and reminders run to the new date."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import extension as extending
from flows.models import Deadline, Process, Task
from flows.verification import verify_deadlines, verify_extension_steps, verify_facts, verify_waits
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline
from tests.builders import City, open_task
from tests.conftest import moment
from tests.flows.cases import ask_extension, reach
from tests.flows.pages import counted_queries, main_of, words_of
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import Clock, Commitment, Extension, JournalEntry, User
from workflow.services import amending, clocks, organisation, recounting
from workflow.services.extension_checks import verify_extensions
from workflow.services.verification import verify_clocks
from workflow.status import ClockKind, Role

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]

LAST, ASKED = date(2026, 12, 31), date(2027, 1, 29)


def clean() -> list[Any]:
    """Every breach the invariants find."""
    checks = (verify_extensions, verify_clocks, verify_extension_steps, verify_waits, verify_deadlines, verify_facts)
    return [breach for check in checks for breach in check()]


def said_on(answer: Any) -> str:
    """What a page says, without any space: dates stand in elements of their own."""
    return words_of(answer).replace(" ", "")


def clock_of(commitment: Commitment, kind: ClockKind = ClockKind.COMPLETION) -> Clock:
    return Clock.objects.get(commitment=commitment, kind=kind)


@pytest.fixture
def running(city: City, issued: list[Commitment], now: datetime) -> Commitment:
    """A commitment being carried out, due on 31 December 2026."""
    reach(city, issued[0], now, "execute")
    issued[0].refresh_from_db()
    return issued[0]


def test_nothing_moves_while_it_is_asked_and_everything_once_it_is_granted(
    city: City, running: Commitment, now: datetime
) -> None:
    task = ask_extension(city, running, now, to=ASKED, until="grant_extension")
    assert task is not None
    running.refresh_from_db()
    assert (running.completion_on, running.current_due_on, clock_of(running).due_on) == (LAST, LAST, LAST)
    assert clean() == []
    extending.grant(task.pk, actor=city.leader, now=now, remark="下不为例。")
    running.refresh_from_db()
    clock, step = clock_of(running), open_task("execute", commitment=running)
    assert (running.completion_on, running.current_due_on) == (ASKED, ASKED)
    assert (clock.start_on, clock.extended_to, clock.due_on, clock.provisional) == (LAST, ASKED, ASKED, False)
    assert (step.due_on, Deadline.objects.get(task=step).due_on) == (ASKED, ASKED)
    entry = JournalEntry.objects.filter(commitment=running).latest("seq")
    assert (entry.act, entry.remark) == ("extension_granted", "下不为例。")
    assert entry.data["dates"] == [
        {"clock": clock.pk, "kind": "completion", "old": "2026-12-31", "new": "2027-01-29", "provisional": False}
    ]
    assert clean() == []
    call_command("verify")


def test_the_reminders_run_to_the_new_date(city: City, running: Commitment, now: datetime) -> None:
    ask_extension(city, running, now, to=ASKED)
    deadline = Deadline.objects.get(task=open_task("execute", commitment=running))
    assert (deadline.rung, deadline.next_on) == (-7, date(2027, 1, 20))


def test_the_agency_is_told_the_old_and_the_new_date(city: City, running: Commitment, now: datetime) -> None:
    ask_extension(city, running, now, to=ASKED)
    while deliver_pending(now):
        pass
    told = Notification.objects.get(recipient=city.officer, event="extension_granted")
    assert headline(told).startswith("许志衡已同意延期，时限由12月31日改为2027年1月29日：")
    asked = Notification.objects.get(recipient=city.head, event="extension_asked")
    assert asked.asks
    assert "由12月31日延至2027年1月29日" in headline(asked)
    assert Notification.objects.filter(recipient=city.inspector, event="extension_signed", asks=True).count() == 1
    assert Notification.objects.filter(recipient=city.leader, event="extension_advised", asks=True).count() == 1


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 12, 31), "新时限必须晚于现时限（12月31日）。"),
        (date(2028, 1, 3), "新时限最晚为2027年12月31日。"),
        (date(2027, 1, 30), "2027年1月30日不是工作日。 请填写工作日，例如2027年2月1日。"),
    ],
)
def test_a_day_that_cannot_be_asked_for_is_refused_and_the_rest_is_kept(
    city: City, running: Commitment, client_of: Signed, day: date, said: str
) -> None:
    client = client_of(city.officer)
    form = words_of(client.get(f"/items/{running.pk}/extension/"))
    assert "办结时限：须为12月31日之后的工作日，最多延长一年（至2027年12月31日）。" in form
    answer = client.post(
        f"/items/{running.pk}/extension/", {"clock": "completion", "to": str(day), "cause": "机房改造延后。"}
    )
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert "机房改造延后。" in main_of(answer)
    assert not Extension.objects.exists()


def test_after_the_date_has_passed_nothing_can_be_asked(
    city: City, running: Commitment, client_of: Signed, at: Callable[[datetime], None]
) -> None:
    at(moment(2027, 1, 4))
    client = client_of(city.officer)
    assert "申请延期" not in words_of(client.get(f"/items/{running.pk}/"))
    answer = client.post(
        f"/items/{running.pk}/extension/", {"clock": "completion", "to": "2027-01-29", "cause": "机房改造延后。"}
    )
    assert answer.status_code == 409
    assert "时限（2026年12月31日）已经届满：延期须在届满之前申请。" in words_of(answer)
    assert not Extension.objects.exists()


def test_there_is_one_open_request_a_date(city: City, running: Commitment, now: datetime) -> None:
    ask_extension(city, running, now, until="sign_extension")
    with pytest.raises(TransitionRefused) as refused:
        ask_extension(city, running, now, until="sign_extension")
    assert refused.value.code == "already_asked"


def test_the_implementation_plan_is_extended_while_it_runs(city: City, issued: list[Commitment], now: datetime) -> None:
    commitment = issued[0]
    reach(city, commitment, now, "write_plan")
    commitment.refresh_from_db()
    before = commitment.plan_due_on
    kind = ClockKind.IMPLEMENTATION_PLAN
    with pytest.raises(Invalid) as refused:
        extending.ask(commitment.pk, kind, to=date(2027, 1, 4), cause="待定。", actor=city.officer, now=now)
    assert refused.value.code == "too_late"
    day = date(2026, 11, 30)
    extending.ask(commitment.pk, kind, to=day, cause="待上级印发细则。", actor=city.officer, now=now)
    extending.sign(open_task("sign_extension", commitment=commitment).pk, actor=city.head, now=now)
    advise = open_task("advise_extension", commitment=commitment)
    extending.advise(advise.pk, actor=city.inspector, now=now, remark="属实。")
    extending.grant(open_task("grant_extension", commitment=commitment).pk, actor=city.leader, now=now)
    commitment.refresh_from_db()
    assert before < commitment.plan_due_on == commitment.current_due_on == day
    assert open_task("write_plan", commitment=commitment).due_on == day
    assert clock_of(commitment).due_on == LAST
    assert clean() == []
    task = reach_signature(city, commitment, now)
    steps.return_plan(task.pk, actor=city.head, now=now, reason="再细一些。")
    assert open_task("write_plan", commitment=commitment).due_on == day
    assert clean() == []


def reach_signature(city: City, commitment: Commitment, now: datetime) -> Task:
    from tests.builders import plan_text

    steps.hand_in_plan(open_task("write_plan", commitment=commitment).pk, plan_text(), actor=city.officer, now=now)
    return open_task("sign_plan", commitment=commitment)


# -- not granted -------------------------------------------------------------------------------------------------------


def test_undecided_when_the_date_passes_it_lapses_by_the_system(
    city: City, running: Commitment, now: datetime, client_of: Signed, at: Callable[[datetime], None]
) -> None:
    task = ask_extension(city, running, now, until="grant_extension")
    assert task is not None
    last_day, after = moment(2026, 12, 31, 23), moment(2027, 1, 1, 0, 5)
    assert extending.lapse_undecided(last_day) == 0
    assert extending.lapse_undecided(after) == 1
    assert extending.lapse_undecided(after) == 0
    extension = Extension.objects.get()
    assert (extension.outcome, extension.decided_by) == ("lapsed", None)
    entry = JournalEntry.objects.filter(commitment=running).latest("seq")
    assert (entry.act, entry.actor) == ("extension_lapsed", None)
    running.refresh_from_db()
    assert running.completion_on == LAST
    at(after)
    answer = client_of(city.leader).post(f"/steps/{task.pk}/", {"node": "grant_extension", "decision": "agree"})
    assert answer.status_code == 409
    while deliver_pending(after):
        pass
    told = Notification.objects.filter(event="extension_lapsed")
    assert set(told.values_list("recipient__username", flat=True)) == {"officer", "head"}
    assert headline(told[0]).startswith("系统自动：延期申请逾期未批，已失效，原时限2026年12月31日有效：")
    assert clean() == []


def test_before_the_ticker_has_come_it_cannot_be_granted_either(city: City, running: Commitment, now: datetime) -> None:
    task = ask_extension(city, running, now, until="grant_extension")
    assert task is not None
    with pytest.raises(TransitionRefused) as refused:
        extending.grant(task.pk, actor=city.leader, now=moment(2027, 1, 1, 0, 1))
    assert refused.value.code == "extension_lapsed"
    assert clock_of(running).extended_to is None


@pytest.mark.parametrize("node", ["sign_extension", "advise_extension", "grant_extension"])
def test_a_refusal_ends_the_request_and_moves_nothing(
    city: City, running: Commitment, now: datetime, client_of: Signed, node: str
) -> None:
    task = ask_extension(city, running, now, until=node)
    assert task is not None
    who = {"sign_extension": city.head, "advise_extension": city.inspector, "grant_extension": city.leader}[node]
    client = client_of(who)
    empty = client.post(f"/steps/{task.pk}/", {"node": node, "decision": "return", "reason": " "})
    assert empty.status_code == 422
    assert "不同意须写明理由" in words_of(empty)
    done = client.post(f"/steps/{task.pk}/", {"node": node, "decision": "return", "reason": "应按期完成。"})
    assert done.status_code == 302
    extension = Extension.objects.get()
    assert (extension.outcome, extension.decided_by, extension.remark) == ("refused", who, "应按期完成。")
    assert not Process.objects.filter(extension=extension, finished__isnull=True).exists()
    running.refresh_from_db()
    assert running.completion_on == LAST
    assert clean() == []
    assert ask_extension(city, running, now, until="sign_extension") is not None


def test_who_asked_may_withdraw_and_nobody_else(
    city: City, running: Commitment, now: datetime, client_of: Signed
) -> None:
    ask_extension(city, running, now, until="advise_extension")
    colleague = organisation.create_user("colleague", "方可", password=None, actor=None, now=now)
    organisation.add_membership(colleague, city.agency, Role.OFFICER, actor=None, now=now)
    colleague = User.objects.get(pk=colleague.pk)
    assert "撤回延期申请" not in words_of(client_of(colleague).get(f"/items/{running.pk}/"))
    refused = client_of(colleague).post(f"/items/{running.pk}/extension-withdraw/", {"clock": "completion"})
    assert refused.status_code == 403
    client = client_of(city.officer)
    assert "撤回延期申请" in words_of(client.get(f"/items/{running.pk}/"))
    assert client.post(f"/items/{running.pk}/extension-withdraw/", {"clock": "completion"}).status_code == 302
    assert Extension.objects.get().outcome == "withdrawn"
    assert not Task.objects.open().filter(node="advise_extension").exists()
    assert client.post(f"/items/{running.pk}/extension-withdraw/", {"clock": "completion"}).status_code == 409
    assert clean() == []


def test_claiming_completion_or_discontinuing_leaves_no_request_open(
    city: City, running: Commitment, issued: list[Commitment], now: datetime
) -> None:
    ask_extension(city, running, now, until="sign_extension")
    task = open_task("execute", commitment=running)
    steps.claim_completion(task.pk, text="全部上线。", actor=city.officer, now=now)
    reach(city, issued[1], now, "execute")
    ask_extension(city, issued[1], now, until="sign_extension")
    steps.discontinue(issued[1].pk, actor=city.clerk, now=now, reason="机构撤并。")
    assert list(Extension.objects.values_list("outcome", flat=True)) == ["dropped", "dropped"]
    assert not Task.objects.open().filter(node="sign_extension").exists()
    assert clean() == []


# -- separation of hands -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "who", "role", "at_office", "act"),
    [
        ("sign_extension", "officer", Role.HEAD, False, extending.sign),
        ("advise_extension", "officer", Role.INSPECTOR, True, extending.advise),
        ("grant_extension", "officer", Role.LEADER, True, extending.grant),
        ("grant_extension", "head", Role.LEADER, True, extending.grant),
        ("grant_extension", "inspector", Role.LEADER, True, extending.grant),
    ],
)
def test_nobody_has_two_parts_in_one_extension(
    city: City,
    running: Commitment,
    now: datetime,
    node: str,
    who: str,
    role: Role,
    at_office: bool,
    act: Callable[..., object],
) -> None:
    task = ask_extension(city, running, now, until=node)
    assert task is not None
    person = getattr(city, who)
    organisation.add_membership(person, city.office if at_office else city.agency, role, actor=None, now=now)
    with pytest.raises(NotPermitted):
        act(task.pk, actor=User.objects.get(pk=person.pk), now=now, remark="同意。")
    assert open_task(node, commitment=running).pk == task.pk


# -- what moves meanwhile ----------------------------------------------------------------------------------------------


def test_a_version_of_the_plan_does_not_lose_the_extension(city: City, running: Commitment, now: datetime) -> None:
    ask_extension(city, running, now, to=ASKED)
    item = running.item
    for day, expected in ((date(2026, 11, 30), ASKED), (date(2027, 3, 31), date(2027, 3, 31))):
        item.due_on = day
        item.save(update_fields=["due_on"])
        amending.recount_completion(running.plan, item, on=now.date(), actor=city.clerk, now=now)
        running.refresh_from_db()
        clock = clock_of(running)
        assert (clock.start_on, clock.due_on, clock.extended_to) == (day, expected, ASKED)
        assert (running.completion_on, open_task("execute", commitment=running).due_on) == (expected, expected)
        assert clean() == []


def test_a_notice_does_not_lose_an_extension_granted_at_the_same_moment(
    city: City, issued: list[Commitment], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recount has read its clocks when the extension is granted; it must not write the old date back."""
    commitment = issued[0]
    reach(city, commitment, now, "write_plan")
    clock = clock_of(commitment, ClockKind.IMPLEMENTATION_PLAN)
    granted = date(2026, 11, 30)
    shifted = clocks.implementation_plan_due(commitment.plan, date(2026, 9, 8))
    move = recounting.Move(clock, shifted, clock.due_on, clock.provisional)
    Clock.objects.filter(pk=clock.pk).update(extended_to=granted, changes=[{"to": "2026-11-30"}], due_on=granted)
    recounting._store([move], now=now, actor=None)
    assert Clock.objects.get(pk=clock.pk).due_on == granted


def test_a_request_whose_date_moved_meanwhile_says_so_and_is_not_granted_backwards(
    city: City, running: Commitment, now: datetime, client_of: Signed
) -> None:
    task = ask_extension(city, running, now, to=ASKED, until="grant_extension")
    assert task is not None
    running.item.due_on = date(2027, 3, 31)
    running.item.save(update_fields=["due_on"])
    amending.recount_completion(running.plan, running.item, on=now.date(), actor=city.clerk, now=now)
    page = said_on(client_of(city.leader).get(f"/steps/{task.pk}/"))
    assert "申请时的时限为12月31日，其后已有变动。" in page
    with pytest.raises(Invalid) as refused:
        extending.grant(task.pk, actor=city.leader, now=now)
    assert refused.value.code == "not_later_any_more"


# -- pages -------------------------------------------------------------------------------------------------------------


def test_the_leader_sees_what_granting_leads_to(
    city: City, running: Commitment, now: datetime, client_of: Signed
) -> None:
    running.implementation_plans.get().measures.update(due_on=date(2027, 2, 5))
    ask_extension(city, running, now, to=date(2027, 1, 15))
    task = ask_extension(city, running, now, to=ASKED, until="grant_extension")
    assert task is not None
    page = said_on(client_of(city.leader).get(f"/steps/{task.pk}/"))
    assert "完成期限：2027年1月15日→2027年1月29日" in page
    assert "增加10个工作日。" in page
    assert "本事项此前已延期1次。" in page
    assert "汇总问题，2027年2月5日■也晚于新时限" in page
    assert "理由属实。" in page


def test_the_item_says_what_is_asked_and_the_certificate_what_was_granted(
    city: City, running: Commitment, now: datetime, client_of: Signed
) -> None:
    task = ask_extension(city, running, now, to=ASKED, until="grant_extension")
    assert task is not None
    client = client_of(city.officer)
    assert "完成期限延期申请中：至2027年1月29日" in said_on(client.get(f"/items/{running.pk}/"))
    extending.grant(task.pk, actor=city.leader, now=now)
    page = said_on(client.get(f"/items/{running.pk}/"))
    assert "延期申请中" not in page
    assert "已延期" in page
    sheet = said_on(client.get(f"/certificates/{clock_of(running).pk}/"))
    assert "经批准延期，原时限12月31日" in sheet
    assert "许志衡同意由12月31日延期至2027年1月29日" in sheet
    assert "李婧申请的理由：机房改造延后。" in sheet
    assert "不一致" not in sheet


def test_the_office_lists_requests_page_by_page_in_a_constant_number_of_queries(
    city: City, issued: list[Commitment], now: datetime, client_of: Signed
) -> None:
    client = client_of(city.clerk)
    counts = []
    for commitment in issued:
        reach(city, commitment, now, "execute")
        ask_extension(city, commitment, now, until="sign_extension")
        client.get("/extensions/")
        with counted_queries() as queries:
            page = words_of(client.get("/extensions/"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8, counts
    assert page.count("负责人 孙立群") == 2
    extending.refuse(
        open_task("sign_extension", commitment=issued[0]).pk, actor=city.head, now=now, reason="应按期完成。"
    )
    decided = words_of(client.get("/extensions/?tab=decided"))
    assert "不同意" in decided
    assert "孙立群" in decided
    assert "第2件事" not in decided
    assert "第2件事" in words_of(client.get("/extensions/"))
    assert "第2件事" not in words_of(client_of(city.outsider).get("/extensions/"))


def test_the_item_page_needs_no_query_more(city: City, running: Commitment, now: datetime, client_of: Signed) -> None:
    client = client_of(city.officer)
    client.get(f"/items/{running.pk}/")
    with counted_queries() as before:
        client.get(f"/items/{running.pk}/")
    ask_extension(city, running, now + timedelta(minutes=1), until="sign_extension")
    with counted_queries() as after:
        client.get(f"/items/{running.pk}/")
    assert len(after) <= len(before) <= 15

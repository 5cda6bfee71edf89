"""待办: whose rows, in which order, page by page, in how many queries, and several of the same step at once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows import inbox as reading
from flows.actions import commitment as acts
from flows.counts import inbox_count
from flows.inbox import Wanted, inbox_page
from flows.models import Task
from tests.builders import City, issue_plan, make_plan, open_task, walk
from tests.flows.cases import ask_extension
from tests.flows.many import copies, look_at_statistics
from workflow.models import Commitment, Extension, JournalEntry, User
from workflow.policies import scope_of
from workflow.services.calendar import calendar_in_force

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DAY = date(2026, 9, 10)


@pytest.fixture
def inbox(issued: list[Commitment], at: Any) -> list[Task]:
    """The officer's two steps to acknowledge, looked at on the day of the story."""
    return list(Task.objects.open().filter(node="acknowledge").order_by("pk"))


def page_for(person: User, on: date, **filters: Any) -> reading.Inbox:
    paging = {name: filters.pop(name) for name in ("older", "newer", "size") if name in filters}
    return inbox_page(scope_of(person), Wanted(**filters), on=on, calendar=calendar_in_force(), **paging)


def subjects(found: reading.Inbox) -> list[str]:
    return [row.task.subject for row in found.rows]


# -- whose rows --------------------------------------------------------------------------------------------------------


def test_each_person_sees_only_steps_that_wait_for_him(city: City, inbox: list[Task], client_of: ClientOf) -> None:
    mine = client_of(city.officer).get("/inbox/").content.decode()
    assert "第1件事" in mine
    assert "第2件事" in mine
    for stranger in (city.outsider, city.other_head, city.county_officer, city.leader, city.clerk, city.inspector):
        assert "件事" not in client_of(stranger).get("/inbox/").content.decode()


def test_a_step_of_the_head_waits_for_the_head_and_not_for_the_officer(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    walk(city, issued[0], now, "sign_plan")
    assert subjects(page_for(city.head, DAY, step="sign_plan")) == ["第1件事"]
    assert subjects(page_for(city.officer, DAY)) == ["第2件事"]


def test_done_steps_are_those_the_person_completed(
    city: City, inbox: list[Task], now: datetime, client_of: ClientOf
) -> None:
    acts.acknowledge(inbox[0].pk, actor=city.officer, now=now)
    assert "第1件事" in client_of(city.officer).get("/inbox/done/").content.decode()
    assert "第2件事" not in client_of(city.officer).get("/inbox/done/").content.decode()
    assert "第1件事" not in client_of(city.head).get("/inbox/done/").content.decode()
    assert "第1件事" not in client_of(city.outsider).get("/inbox/done/").content.decode()


def test_the_filter_knows_a_plan_issued_since_it_was_looked_up(
    city: City, inbox: list[Task], now: datetime, client_of: ClientOf
) -> None:
    client = client_of(city.officer)
    assert len(client.get("/inbox/").context["plans"]) == 1
    later = issue_plan(city, make_plan(city, now), now)[0].plan
    assert later.pk in {pk for pk, _title in client.get("/inbox/").context["plans"]}


# -- order and paging --------------------------------------------------------------------------------------------------


def test_returned_work_comes_first_then_the_due_date_then_what_has_none(city: City, inbox: list[Task]) -> None:
    Task.objects.all().filter(pk__in=[task.pk for task in inbox]).update(finished=inbox[0].created)
    copies(inbox[0], [None, date(2026, 9, 20), date(2026, 9, 9)])
    copies(inbox[0], [date(2026, 12, 1)], reasons=["缺少分工。"])
    found = page_for(city.officer, DAY)
    assert [row.task.due_on for row in found.returned] == [date(2026, 12, 1)]
    assert [row.task.due_on for row in found.waiting] == [date(2026, 9, 9), date(2026, 9, 20), None]
    assert [row.days_left for row in found.waiting] == [-1, 7, None]
    assert [row.light for row in found.waiting] == ["late", "ok", "none"]


def all_pages(person: User, *, back: bool = False) -> list[list[int]]:
    """Ids in pages of five, forwards or backwards."""
    pages: list[list[int]] = []
    found = page_for(person, DAY, size=5)
    pages.append([row.task.pk for row in found.rows])
    while found.page.older:
        found = page_for(person, DAY, size=5, older=found.page.older)
        pages.append([row.task.pk for row in found.rows])
    if not back:
        return pages
    pages = [pages[-1]]
    while found.page.newer:
        found = page_for(person, DAY, size=5, newer=found.page.newer)
        pages.append([row.task.pk for row in found.rows])
    return pages


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    dues=st.lists(st.sampled_from([None, date(2026, 9, 9), date(2026, 9, 10), date(2026, 9, 11)]), max_size=24),
    reasons=st.lists(st.sampled_from(["", "缺少分工。"]), min_size=1, max_size=4),
)
def test_pages_hold_every_row_once_in_both_directions(
    city: City, inbox: list[Task], dues: list[date | None], reasons: list[str]
) -> None:
    made = copies(inbox[0], dues, reasons=reasons)
    expected = sorted(
        Task.objects.open(), key=lambda task: (not task.returned_reason, task.due_on or reading.FAR, task.pk)
    )
    try:
        forwards = [pk for page in all_pages(city.officer) for pk in page]
        assert forwards == [task.pk for task in expected]
        backwards = [pk for page in reversed(all_pages(city.officer, back=True)) for pk in page]
        assert backwards == forwards
    finally:
        Task.objects.filter(pk__in=[task.pk for task in made]).delete()


def test_the_links_of_the_pager_lead_on_and_back(city: City, inbox: list[Task], client_of: ClientOf) -> None:
    copies(inbox[0], [DAY] * 60)
    client = client_of(city.officer)
    first = client.get("/inbox/?step=acknowledge")
    older = first.context["inbox"].page.older
    assert older
    assert not first.context["inbox"].page.newer
    second = client.get("/inbox/", {"step": "acknowledge", "older": older})
    shown = [row.task.pk for response in (first, second) for row in response.context["inbox"].rows]
    assert len(shown) == len(set(shown)) == 62
    again = client.get("/inbox/", {"newer": second.context["inbox"].page.newer})
    assert [row.task.pk for row in again.context["inbox"].rows] == [row.task.pk for row in first.context["inbox"].rows]


@pytest.mark.parametrize("cursor", ["x", "1~2", "0~9999-99-99~1", "0~2026-09-09~" + "9" * 40, "~~", "2~2026-09-09~1"])
def test_a_damaged_cursor_shows_the_first_page(city: City, inbox: list[Task], client_of: ClientOf, cursor: str) -> None:
    response = client_of(city.officer).get("/inbox/", {"older": cursor})
    assert response.status_code == 200
    assert len(response.context["inbox"].rows) == 2


# -- filters -----------------------------------------------------------------------------------------------------------


def test_filters_narrow_the_list(city: City, inbox: list[Task]) -> None:
    copies(inbox[0], [date(2026, 9, 9), DAY, date(2026, 9, 12), date(2026, 9, 30), None])
    assert len(page_for(city.officer, DAY).rows) == 7
    assert [row.task.due_on for row in page_for(city.officer, DAY, due="late").rows] == [date(2026, 9, 9)]
    assert {row.task.due_on for row in page_for(city.officer, DAY, due="today").rows} == {DAY}
    assert date(2026, 9, 12) in {row.task.due_on for row in page_for(city.officer, DAY, due="week").rows}
    assert {row.task.due_on for row in page_for(city.officer, DAY, due="later").rows} == {date(2026, 9, 30), None}
    assert subjects(page_for(city.officer, DAY, q="第2件事")) == ["第2件事"]
    assert subjects(page_for(city.officer, DAY, step="write_plan")) == []
    plan = inbox[0].commitment.plan_id if inbox[0].commitment else 0
    assert len(page_for(city.officer, DAY, plan=plan).rows) == 7
    assert page_for(city.officer, DAY, plan=plan + 1).rows == []


def test_nonsense_in_the_address_is_left_out(city: City, inbox: list[Task], client_of: ClientOf) -> None:
    response = client_of(city.officer).get("/inbox/?step=drop+table&due=never&plan=abc&sort=colour&q=")
    assert response.status_code == 200
    assert response.context["wanted"] == Wanted()


def test_an_empty_inbox_says_so_and_a_filtered_one_says_why(city: City, inbox: list[Task], client_of: ClientOf) -> None:
    assert "没有待办事项" in client_of(city.outsider).get("/inbox/").content.decode()
    assert "没有符合条件的待办" in client_of(city.officer).get("/inbox/?q=不存在").content.decode()


def test_the_page_speaks_english_to_those_who_chose_it(city: City, inbox: list[Task], client_of: ClientOf) -> None:
    client = client_of(city.officer)
    client.cookies["django_language"] = "en"
    page = client.get("/inbox/").content.decode()
    assert "What is asked of me" in page
    assert "Acknowledge receipt" in page


# -- cost --------------------------------------------------------------------------------------------------------------


def test_six_queries_and_150_kilobytes_at_ten_rows_and_at_ten_thousand(
    city: City, inbox: list[Task], client_of: ClientOf
) -> None:
    copies(inbox[0], [DAY] * 8)
    client = client_of(city.officer)
    client.get("/inbox/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/inbox/")
    copies(inbox[0], [DAY + timedelta(days=place % 40) for place in range(9_990)])
    with CaptureQueriesContext(connection) as many:
        response = client.get("/inbox/")
    assert len(few) == len(many) <= 6, [query["sql"][:120] for query in many]
    assert len(response.content) <= 150_000
    assert len(response.context["inbox"].rows) == 50
    assert "99+" in response.content.decode()


def test_counting_stops_at_a_hundred(city: City, inbox: list[Task]) -> None:
    assert inbox_count(city.officer) == 2
    copies(inbox[0], [DAY] * 150)
    assert inbox_count(city.officer) == 100
    assert inbox_count(city.outsider) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["officer", "head", "inspector", "leader"])
def test_the_rows_are_chosen_from_a_covering_index(city: City, inbox: list[Task], now: datetime, who: str) -> None:
    person: User = getattr(city, who)
    task = inbox[0]
    act, node = {
        "officer": ("acknowledge", "acknowledge"),
        "head": ("sign_plan", "sign_plan"),
        "inspector": ("inspect", "inspect"),
        "leader": ("approve_plan", "approve_plan"),
    }[who]
    task.act, task.node = act, node
    days = [DAY + timedelta(days=place % 40) for place in range(6_000)]
    task.finished = now
    copies(task, days)
    task.finished = None
    copies(task, days[:100])
    task.agency_id = city.other.pk
    copies(task, days[:100])
    look_at_statistics("flows_task")
    steps = reading.open_steps(scope_of(person), Wanted(), on=DAY)
    plan = steps.order_by(*reading.ORDERS["due"].names()).values("pk")[:51].explain()
    assert "open_tasks_by_agency" in plan or "open_tasks_by_act" in plan, plan
    assert "Seq Scan" not in plan
    assert "SCAN flows_task" not in plan.replace("SCAN flows_task USING COVERING INDEX open_tasks", "")
    if who != "leader":  # two sets of agencies: each is looked up in the index by itself
        assert ("Index Only Scan" if connection.vendor == "postgresql" else "COVERING INDEX") in plan, plan


# -- several at once ---------------------------------------------------------------------------------------------------


def bulk(client: Client, tasks: list[Task], **more: str) -> Any:
    return client.post(reverse("inbox_bulk"), {"task": [str(task.pk) for task in tasks], **more})


def test_several_are_acknowledged_at_once(
    city: City, issued: list[Commitment], inbox: list[Task], client_of: ClientOf
) -> None:
    response = bulk(client_of(city.officer), inbox, back="/inbox/?due=week")
    assert response.status_code == 302
    assert response["Location"] == "/inbox/?due=week"
    assert Commitment.objects.filter(acknowledged_by=city.officer).count() == 2


def test_approving_several_shows_the_list_and_the_consequence_first(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    tasks = [walk(city, commitment, now, "approve_plan") for commitment in issued]
    client = client_of(city.leader)
    shown = bulk(client, [task for task in tasks if task])
    assert shown.status_code == 200
    assert "第1件事" in shown.content.decode()
    assert "批准后" in shown.content.decode()
    assert not Commitment.objects.filter(plan_approved_at__isnull=False).exists()
    done = bulk(client, [task for task in tasks if task], confirmed="1")
    assert done.status_code == 302
    assert Commitment.objects.filter(plan_approved_at__isnull=False).count() == 2


def test_each_of_several_is_decided_for_itself_with_its_own_words(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    first, second = (walk(city, commitment, now, "approve_plan") for commitment in issued)
    assert first is not None
    assert second is not None
    client = client_of(city.leader)
    chosen = {f"way-{first.pk}": "return", f"words-{first.pk}": "", f"way-{second.pk}": "agree", "confirmed": "1"}
    wrong = bulk(client, [first, second], **chosen)
    assert wrong.status_code == 422
    assert "不同意须写明理由" in wrong.content.decode()
    assert not Commitment.objects.filter(plan_approved_at__isnull=False).exists()
    words = {f"words-{first.pk}": "缺少县区分工。", f"words-{second.pk}": "请抓紧公布。"}
    assert bulk(client, [first, second], **chosen | words).status_code == 302
    assert open_task("write_plan", commitment=issued[0]).returned_reason == "缺少县区分工。"
    entry = JournalEntry.objects.get(commitment=issued[1], act="plan_approved")
    assert entry.remark == "请抓紧公布。"


def test_what_is_left_for_later_stays_and_an_unknown_way_is_refused(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    task = walk(city, issued[0], now, "approve_plan")
    assert task is not None
    client = client_of(city.leader)
    later = bulk(client, [task], confirmed="1", **{f"way-{task.pk}": "skip"})
    assert later.status_code == 302
    assert bulk(client, [task], confirmed="1", **{f"way-{task.pk}": "burn"}).status_code == 422
    assert open_task("approve_plan", commitment=issued[0]).pk == task.pk


def test_extensions_are_signed_advised_and_granted_several_at_once(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf, at: Any
) -> None:
    def opened(node: str) -> list[Task]:
        return [open_task(node, commitment=commitment) for commitment in issued]

    for commitment in issued:
        walk(city, commitment, now, "write_plan")
        ask_extension(city, commitment, now, until="sign_extension")
    assert bulk(client_of(city.head), opened("sign_extension"), confirmed="1").status_code == 302
    advised = opened("advise_extension")
    inspector = client_of(city.inspector)
    assert bulk(inspector, advised, confirmed="1").status_code == 422
    words = {f"words-{task.pk}": f"情况属实，第{number}件。" for number, task in enumerate(advised, start=1)}
    assert bulk(inspector, advised, confirmed="1", **words).status_code == 302
    first, second = opened("grant_extension")
    leader = client_of(city.leader)
    shown = bulk(leader, [first, second]).content.decode()
    assert "→" in shown
    no = {f"way-{second.pk}": "return", f"words-{second.pk}": "年内必须办成。"}
    assert bulk(leader, [first, second], confirmed="1", **no).status_code == 302
    outcomes = Extension.objects.order_by("commitment_id").values_list("outcome", "opinion", "remark")
    assert list(outcomes) == [
        ("granted", "情况属实，第1件。", ""),
        ("refused", "情况属实，第2件。", "年内必须办成。"),
    ]


def test_what_is_refused_does_not_hold_up_the_rest(
    city: City, inbox: list[Task], now: datetime, client_of: ClientOf
) -> None:
    acts.acknowledge(inbox[0].pk, actor=city.head, now=now)
    response = bulk(client_of(city.officer), inbox)
    page = response.content.decode()
    assert response.status_code == 200
    assert "第1件事" in page.split("已办", maxsplit=2)[0] or "未办成" in page
    assert open_task("write_plan", commitment=inbox[1].commitment).agency_id == city.agency.pk
    assert [line.subject for line, _why in response.context["refused"]] == [inbox[0].subject]


def test_all_refused_is_a_conflict(city: City, inbox: list[Task], now: datetime, client_of: ClientOf) -> None:
    acts.acknowledge(inbox[0].pk, actor=city.head, now=now)
    assert bulk(client_of(city.officer), inbox[:1]).status_code == 409


def test_a_foreign_or_forged_id_among_them_is_not_found_and_nothing_happens(
    city: City, inbox: list[Task], client_of: ClientOf
) -> None:
    assert bulk(client_of(city.outsider), inbox).status_code == 404
    client = client_of(city.officer)
    for forged in ("999999", "abc", "-1", "9" * 40):
        response = client.post(reverse("inbox_bulk"), {"task": [str(inbox[0].pk), forged]})
        assert response.status_code == 404
    assert not Commitment.objects.filter(acknowledged_at__isnull=False).exists()


def test_different_steps_and_steps_that_need_a_form_are_refused(
    city: City, issued: list[Commitment], inbox: list[Task], now: datetime, client_of: ClientOf
) -> None:
    client = client_of(city.officer)
    form_step = walk(city, issued[0], now, "write_plan")
    assert form_step is not None
    assert bulk(client, [inbox[1], form_step]).status_code == 400
    assert bulk(client, [form_step]).status_code == 400
    assert Commitment.objects.filter(acknowledged_at__isnull=False).count() == 1


def test_nothing_chosen_and_a_foreign_way_back_lead_to_the_inbox(
    city: City, inbox: list[Task], client_of: ClientOf
) -> None:
    client = client_of(city.officer)
    assert bulk(client, [])["Location"] == reverse("inbox")
    assert bulk(client, inbox, back="https://example.org/")["Location"] == reverse("inbox")


def test_the_same_hand_may_not_sign_in_bulk_what_it_wrote(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    from workflow.services import organisation
    from workflow.status import Role

    task = walk(city, issued[0], now, "sign_plan")
    organisation.add_membership(city.officer, city.agency, Role.HEAD, actor=None, now=now)
    assert task is not None
    response = bulk(client_of(city.officer), [task], confirmed="1")
    assert response.status_code == 409
    assert "same_hands" in {why.code for _line, why in response.context["refused"]}


# -- one by one --------------------------------------------------------------------------------------------------------


def decide(client: Client, task: Task, **fields: str) -> Any:
    return client.post(reverse("inbox_decide", args=[task.pk]), fields)


@pytest.fixture
def to_approve(city: City, issued: list[Commitment], now: datetime) -> Task:
    task = walk(city, issued[0], now, "approve_plan")
    assert task is not None
    return task


def test_agreeing_moves_it_on_with_the_remark(city: City, to_approve: Task, client_of: ClientOf) -> None:
    response = decide(client_of(city.leader), to_approve, decision="agree", note="抓紧落实")
    assert response["Location"] == reverse("home")
    commitment = Commitment.objects.get(tasks=to_approve)
    assert commitment.plan_approved_at is not None
    assert commitment.journal.get(act="plan_approved").remark == "抓紧落实"


def test_a_ready_reason_returns_it_in_words(city: City, to_approve: Task, client_of: ClientOf) -> None:
    decide(client_of(city.leader), to_approve, decision="return", reason="division")
    assert open_task("write_plan", commitment=to_approve.commitment).returned_reason == "分工不清"


def test_a_written_reason_is_kept_as_written(city: City, to_approve: Task, client_of: ClientOf) -> None:
    decide(client_of(city.leader), to_approve, decision="return", reason_text=" 第二步没有时间。 ")
    assert open_task("write_plan", commitment=to_approve.commitment).returned_reason == "第二步没有时间。"


def test_a_return_without_a_reason_is_refused(city: City, to_approve: Task, client_of: ClientOf) -> None:
    assert decide(client_of(city.leader), to_approve, decision="return").status_code == 400
    assert open_task("approve_plan", commitment=to_approve.commitment).pk == to_approve.pk


def test_a_second_decision_is_a_conflict_that_keeps_the_text(city: City, to_approve: Task, client_of: ClientOf) -> None:
    decide(client_of(city.leader), to_approve, decision="agree")
    late = decide(client_of(city.second_leader), to_approve, decision="return", reason_text="再细化一下")
    assert late.status_code == 409
    assert "再细化一下" in late.content.decode()


def test_strangers_and_made_up_decisions_are_refused(city: City, to_approve: Task, client_of: ClientOf) -> None:
    assert decide(client_of(city.outsider), to_approve, decision="agree").status_code == 404
    assert decide(client_of(city.officer), to_approve, decision="agree").status_code == 403
    assert decide(client_of(city.leader), to_approve, decision="burn").status_code == 400
    assert client_of(city.leader).get(reverse("inbox_decide", args=[to_approve.pk])).status_code == 405


def test_the_work_plan_itself_is_approved_from_the_first_page(city: City, now: datetime, client_of: ClientOf) -> None:
    from flows.actions import plan as planning

    plan = make_plan(city, now)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    decide(client_of(city.leader), open_task("approve", plan=plan), decision="return", reason="items")
    assert open_task("review", plan=plan).returned_reason == "事项遗漏或重复"


def test_an_address_of_a_filtered_inbox_survives_the_way_through(
    city: City, inbox: list[Task], client_of: ClientOf
) -> None:
    page = client_of(city.officer).get("/inbox/?step=acknowledge&sort=received").content.decode()
    assert 'name="back" value="/inbox/?step=acknowledge&amp;sort=received"' in page
    assert parse_qs(urlsplit("/inbox/?step=acknowledge&sort=received").query)["sort"] == ["received"]

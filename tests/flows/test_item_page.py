"""The item page: what each person sees, who sees nothing, how many queries it takes."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import inspection as inspecting
from flows.actions import reports
from flows.models import Task
from tests.builders import City, open_task, plan_text, walk
from tests.flows.cases import reach
from tests.flows.pages import counted_queries, main_of, words_of
from workflow.models import Commitment, ItemDeadline, ItemRecurrence, JournalEntry, Plan, PlanDocument
from workflow.services import journal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
TABS = ("progress", "plan", "inspection", "files", "source", "flow", "history")
Signed = Callable[[Any], Client]


def walk_on(city: City, commitment: Commitment, now: datetime) -> None:
    """From execution to the claim, accepted by the inspector."""
    execute = open_task("execute", commitment=commitment)
    steps.claim_completion(execute.pk, text="全部上线。", actor=city.officer, now=now)
    inspecting.accept(open_task("inspect", commitment=commitment).pk, actor=city.inspector, now=now)


def page_of(client: Client, commitment: Commitment, **query: str) -> Any:
    return client.get(f"/items/{commitment.pk}/", query)


def test_the_officer_is_asked_to_acknowledge_and_told_what_follows(
    city: City, issued: list[Commitment], client_of: Signed
) -> None:
    answer = page_of(client_of(city.officer), issued[0])
    words = words_of(answer)
    assert answer.status_code == 200
    assert "第1件事" in words
    assert "现在请您 签收" in words
    assert "10月23日前报送实施方案" in words
    assert "把办事指南写明白。" in words
    assert f'action="/steps/{open_task("acknowledge", commitment=issued[0]).pk}/"' in main_of(answer)


def test_a_red_light_stands_beside_the_date_that_was_missed(
    city: City, issued: list[Commitment], client_of: Signed
) -> None:
    Commitment.objects.filter(pk=issued[0].pk).update(completion_on=date(2026, 9, 4))
    main = words_of(page_of(client_of(city.officer), issued[0]))
    assert "逾期 9月4日 前完成" in main
    assert "前签收，剩" not in main


def test_somebody_who_only_looks_is_told_in_whose_hands_it_is(
    city: City, issued: list[Commitment], client_of: Signed
) -> None:
    words = words_of(page_of(client_of(city.inspector), issued[0]))
    assert "现在请您" not in words
    assert "在谁手中" in words
    assert "经办人" in words


@pytest.mark.parametrize("tab", ["", *TABS])
def test_another_agency_finds_no_such_page(city: City, issued: list[Commitment], client_of: Signed, tab: str) -> None:
    answer = page_of(client_of(city.outsider), issued[0], tab=tab)
    assert answer.status_code == 404
    assert page_of(client_of(city.outsider), Commitment(pk=999999)).status_code == 404


def test_nobody_sees_it_without_signing_in(issued: list[Commitment]) -> None:
    answer = page_of(Client(), issued[0])
    assert answer.status_code == 302
    assert "/sign-in/" in answer["Location"]


def test_every_tab_shows_what_was_handed_in(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    walk(city, issued[0], now, "execute")
    reports.open_due_reports(now)
    walk_on(city, issued[0], now)
    client = client_of(city.leader)
    expected = {
        "progress": "9月10月13日前尚未报送",
        "plan": "汇总问题",
        "inspection": "全部上线。",
        "files": "还没有附件",
        "flow": "流程",
        "history": "李婧",
    }
    for tab, words in expected.items():
        assert words in words_of(page_of(client, issued[0], tab=tab)).replace(" ", ""), tab


def test_a_return_is_told_with_its_reason_and_kept_under_the_step(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = walk(city, issued[0], now, "approve_plan")
    assert task is not None
    steps.return_plan(task.pk, actor=city.leader, now=now + timedelta(days=8), reason="缺少县区分工。")
    words = words_of(page_of(client_of(city.officer), issued[0]))
    assert "修改实施方案，重新报送" in words
    assert "许志衡9月15日退回：缺少县区分工。" in words.replace(" ", "")
    assert "李婧报送第 1 稿" in words
    assert "孙立群签批" in words
    assert "许志衡退回" in words


def test_the_strip_gives_each_day_to_whoever_held_the_work_when_it_ended(
    city: City, issued: list[Commitment], now: datetime, client_of: Signed, at: Callable[[datetime], None]
) -> None:
    first = open_task("acknowledge", commitment=issued[0])
    steps.acknowledge(first.pk, actor=city.officer, now=now + timedelta(days=1))
    write = open_task("write_plan", commitment=issued[0])
    steps.hand_in_plan(write.pk, plan_text(), actor=city.officer, now=now + timedelta(days=7))
    at(now + timedelta(days=9))
    answer = page_of(client_of(city.officer), issued[0])
    strip = answer.context["strip"]
    held = {holder.name: (holder.days, holder.working_days) for holder in strip.holders}
    assert held == {"李婧": (7, 5), "孙立群": (3, 3)}
    assert (strip.days, strip.working_days) == (10, 8)
    assert (strip.now.name, strip.now_days, strip.now_working_days) == ("孙立群", 3, 3)


def test_the_light_turns_with_the_days(
    city: City, issued: list[Commitment], client_of: Signed, at: Callable[[datetime], None], now: datetime
) -> None:
    client = client_of(city.officer)
    assert "临期" in words_of(page_of(client, issued[0]))
    at(now + timedelta(days=10))
    words = words_of(page_of(client, issued[0]))
    assert "逾期" in words
    assert "逾 " in words


def test_the_live_request_gets_the_parts_alone(city: City, issued: list[Commitment], client_of: Signed) -> None:
    answer = client_of(city.officer).get(f"/items/{issued[0].pk}/", {"tab": "plan"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "<html" not in page
    parts = ("due", "lead", "side", "facts", "duties", "contributions", "signs", "strip", "bar")
    for name in ("papers", *(f"item-{part}" for part in parts)):
        assert f'id="{name}" ' in page, name
    assert page.count(f'data-live-topic="commitment:{issued[0].pk}"') == 10
    assert f'data-refresh-url="/items/{issued[0].pk}/?tab=plan"' in page


def test_what_was_done_within_one_day_has_no_empty_table(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    walk(city, issued[0], now, "")
    Task.objects.filter(commitment=issued[0]).update(created=now, finished=now)
    Commitment.objects.filter(pk=issued[0].pk).update(closed_at=now)
    answer = page_of(client_of(city.officer), issued[0])
    words = words_of(answer)
    assert "各步当天办完，没有人持有过夜" in words
    assert "合计" not in words
    assert 'class="actbar"' not in main_of(answer)


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "办结"), ("en", "Closed")])
def test_a_closed_item_says_so_once_in_its_head(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, language: str, word: str
) -> None:
    walk(city, issued[0], now, "")
    client = client_of(city.officer)
    client.cookies["django_language"] = language
    head = re.search(r'<p class="due" id="item-due".*?</p>', page_of(client, issued[0]).content.decode(), re.DOTALL)
    assert head
    assert re.sub(r"<[^>]+>", "", head[0]).count(word) == 1


def test_the_table_of_a_flow_has_chinese_stops(city: City, issued: list[Commitment], client_of: Signed) -> None:
    words = words_of(page_of(client_of(city.officer), issued[0], tab="flow"))
    assert re.search(r"退回：报送实施方案；同意：", words)


def test_the_link_to_the_document_opens_its_text(city: City, issued: list[Commitment], client_of: Signed) -> None:
    plan = issued[0].plan
    document = PlanDocument.objects.create(
        office=city.office, filename="要点.txt", sha256="0" * 64, content=b"", size=0,
        raw_text="第1件事", clean_text="第1件事", uploaded_by=city.clerk, uploaded_at=plan.created_at,
    )  # fmt: skip
    Plan.objects.filter(pk=plan.pk).update(document=document)
    client = client_of(city.officer)
    step = open_task("acknowledge", commitment=issued[0])
    for address in (f"/items/{issued[0].pk}/", f"/steps/{step.pk}/"):
        found = re.search(r'href="(/plans/[^"]*/source/[^"]*)#source"', client.get(address).content.decode())
        assert found, address
        opened = client.get(found[1]).content.decode()
        assert re.search(r'id="source".*?第1件事', opened, re.DOTALL), address


def test_a_report_is_asked_beside_the_main_step(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    walk(city, issued[0], now, "execute")
    reports.open_due_reports(now)
    answer = page_of(client_of(city.officer), issued[0])
    assert [asked.task.node for asked in answer.context["asked"]] == ["submit_report", "execute"]
    assert answer.context["tab"] == "progress"


def test_the_history_goes_back_page_by_page(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    commitment = issued[0]
    for number in range(120):
        journal.record(commitment, "reminded", actor=None, now=now, data={"n": number})
    client = client_of(city.officer)
    seen: list[int] = []
    query = {"tab": "history"}
    while True:
        context = page_of(client, commitment, **query).context
        seen += [entry.pk for entry, *_rest in context["entries"]]
        if not context["page"]["older"]:
            break
        query["older"] = context["page"]["older"]
    assert seen == sorted(JournalEntry.objects.filter(commitment=commitment).values_list("pk", flat=True), reverse=True)


def test_the_queries_do_not_grow_with_what_happened(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    few, many = issued
    walk(city, few, now, "close")
    _live_long(city, many, now)
    client = client_of(city.leader)
    for tab in TABS:
        counts = []
        for commitment in (few, many):
            page_of(client, commitment, tab=tab)
            with counted_queries() as queries:
                assert page_of(client, commitment, tab=tab).status_code == 200
            counts.append(len(queries))
        assert max(counts) <= 15, (tab, counts)
        assert counts[1] <= counts[0], (tab, counts)


def _live_long(city: City, commitment: Commitment, now: datetime) -> None:
    """Ten drafts, twelve reports, ten claims returned, and only then the last one waits for closing."""
    walk(city, commitment, now, "write_plan")
    for _ in range(10):
        steps.hand_in_plan(open_task("write_plan", commitment=commitment).pk, plan_text(), actor=city.officer, now=now)
        steps.return_plan(open_task("sign_plan", commitment=commitment).pk, actor=city.head, now=now, reason="再改。")
    steps.hand_in_plan(open_task("write_plan", commitment=commitment).pk, plan_text(), actor=city.officer, now=now)
    steps.sign_plan(open_task("sign_plan", commitment=commitment).pk, actor=city.head, now=now)
    steps.approve_plan(open_task("approve_plan", commitment=commitment).pk, actor=city.leader, now=now)
    publish = open_task("publish_plan", commitment=commitment)
    steps.publish_plan(publish.pk, url="https://example.org", published_on=now.date(), actor=city.officer, now=now)
    for month in range(12):
        moment = now + timedelta(days=31 * month)
        reports.open_due_reports(moment)
        task = Task.objects.open().filter(node="submit_report", commitment=commitment).first()
        if task is not None:
            reports.submit_report(task.pk, text="推进中。", percent=40, actor=city.officer, now=moment)
            sign = open_task("sign_report", commitment=commitment)
            reports.sign_report(sign.pk, actor=city.head, now=moment)
    for _ in range(10):
        execute = open_task("execute", commitment=commitment)
        steps.claim_completion(execute.pk, text="全部上线。", actor=city.officer, now=now)
        inspect = open_task("inspect", commitment=commitment)
        inspecting.raise_finding(inspect.pk, text="三处未更新。", working_days=5, actor=city.inspector, now=now)
        rectify = open_task("rectify", commitment=commitment)
        inspecting.rectify(rectify.pk, text="已更新。", actor=city.officer, now=now)
        recheck = open_task("recheck", commitment=commitment)
        inspecting.accept_rectification(recheck.pk, actor=city.inspector, now=now)
        closing = open_task("close", commitment=commitment)
        steps.return_to_execution(closing.pk, actor=city.leader, now=now, reason="样例太少。")


# -- discontinuing -----------------------------------------------------------------------------------------------------


def test_the_office_discontinues_with_a_reason(city: City, issued: list[Commitment], client_of: Signed) -> None:
    client = client_of(city.clerk)
    assert f'href="/items/{issued[0].pk}/discontinue/"' in main_of(page_of(client, issued[0]))
    form = client.get(f"/items/{issued[0].pk}/discontinue/")
    assert "不计为办结" in words_of(form)
    answer = client.post(f"/items/{issued[0].pk}/discontinue/", {"reason": "机构撤并。"}, follow=True)
    words = words_of(answer)
    assert "已终止" in words
    assert "机构撤并。" in words
    issued[0].refresh_from_db()
    assert issued[0].discontinued_at is not None


def test_discontinuing_needs_a_reason_and_the_right(city: City, issued: list[Commitment], client_of: Signed) -> None:
    url = f"/items/{issued[0].pk}/discontinue/"
    assert client_of(city.clerk).post(url, {"reason": " "}).status_code == 422
    assert client_of(city.outsider).post(url, {"reason": "不该看见。"}).status_code == 404
    assert client_of(city.officer).post(url, {"reason": "我不想做。"}).status_code == 403
    assert f'href="{url}"' not in main_of(page_of(client_of(city.officer), issued[0]))
    assert client_of(city.officer).get(url)["Location"] == f"/items/{issued[0].pk}/"
    assert client_of(city.outsider).get(url).status_code == 404
    assert client_of(city.clerk).get(f"/items/{issued[0].pk}/vanish/").status_code == 404
    issued[0].refresh_from_db()
    assert issued[0].discontinued_at is None


def test_measures_and_dates_of_another_year_carry_their_year(
    city: City, issued: list[Commitment], client_of: Signed
) -> None:
    Commitment.objects.filter(pk=issued[0].pk).update(completion_on=date(2027, 3, 31))
    assert "2027年3月31日" in words_of(page_of(client_of(city.officer), issued[0]))


def test_what_the_text_demands_beside_its_date_is_shown(
    city: City, issued: list[Commitment], client_of: Any, now: datetime
) -> None:
    item = issued[0].item
    ItemRecurrence.objects.create(
        item=item, kind="per_period_min", period="quarter", min_count=2, phrase="每季度不少于2次", span_start=40
    )
    ItemDeadline.objects.create(
        item=item, kind="working_days_after_event", value="10", phrase="目录调整后10个工作日内", span_start=20
    )
    ItemDeadline.objects.create(item=item, kind="fixed_date", value="2026-12-31", phrase="年底前", span_start=10)
    words = words_of(client_of(city.officer).get(f"/items/{issued[0].pk}/"))
    assert "另有要求 目录调整后10个工作日内 每季度不少于2次" in words
    assert "年底前" not in words
    assert "另有要求" not in words_of(client_of(city.officer).get(f"/items/{issued[1].pk}/"))


def test_a_step_due_on_another_day_than_the_item_says_its_own(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    walk(city, issued[0], now, "execute")
    reach(city, issued[0], now, "take_in")
    page = words_of(client_of(city.officer).get(f"/items/{issued[0].pk}/"))
    assert "前办理" in page.split("现在请您", 1)[1][:200]
    walk(city, issued[1], now, "write_plan")
    page = words_of(client_of(city.officer).get(f"/items/{issued[1].pk}/"))
    assert "前办理" not in page.split("现在请您", 1)[1][:200]

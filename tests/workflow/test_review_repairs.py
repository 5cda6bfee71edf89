"""Repairs of the text: listed one by one, refused, made after all; and what a clerk did stays where it can."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import City
from tests.workflow.importing import (
    DAMAGED_TEXT,
    Clerk,
    add_sentence,
    add_words,
    county_set,
    draft_of,
    last_job,
    settle_everything,
)
from tests.workflow.test_review import edited
from workflow.errors import Invalid, TransitionRefused
from workflow.models import ImportDraft, JournalEntry, PlanDocument
from workflow.services import imports, job_runs
from workflow.services.imports import refusing, repairs
from workflow.services.imports.repairs import Repair

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD, LAST = "二/（一）/1", "二/（一）/2", "二/（一）/3", "三"


@pytest.fixture
def clerk(city: City, now: datetime) -> Clerk:
    county_set(city, now)
    return Clerk(draft_of(city, now, DAMAGED_TEXT), city, now)


def draft(clerk: Clerk) -> ImportDraft:
    return ImportDraft.objects.select_related("document").get(pk=clerk.pk)


def spaces(clerk: Clerk) -> list[Repair]:
    return [repair for repair in repairs.repairs_of(draft(clerk)) if repair.kind == "space"]


# -- the list ----------------------------------------------------------------------------------------------------------


def test_repairs_are_counted_by_kind_and_by_what_became_what(clerk: Clerk) -> None:
    every = repairs.repairs_of(draft(clerk))
    assert repairs.kinds_of(every)["space"] == 2
    pair = repairs.pairs_of(every, "space")[0]
    assert (pair.raw, pair.clean, pair.count, pair.refused) == (" ", "", 2, 0)


def test_each_is_shown_in_its_sentence(clerk: Clerk) -> None:
    found = draft(clerk)
    (_one, quote), _other = repairs.quoted(spaces(clerk), found.text, found.document.raw_text)
    assert quote is not None
    assert quote.before.endswith("同步发布问答，2026")
    assert quote.after.startswith("年12月底前")


# -- refusing ----------------------------------------------------------------------------------------------------------


def test_a_preview_names_what_changes_and_changes_nothing(clerk: Clerk) -> None:
    before = draft(clerk)
    found = refusing.preview(before, spaces(clerk)[:1], back=False)
    assert [(change.number, change.kind) for change in found.changes] == [(FIRST, "changed")]
    assert [(piece.kind, piece.text) for piece in found.changes[0].pieces if piece.kind != "same"] == [("new", " ")]
    assert found.lost == []
    after = draft(clerk)
    assert (after.revision, after.review, after.text) == (before.revision, before.review, before.text)


def test_a_refused_repair_is_read_as_received(clerk: Clerk) -> None:
    one = spaces(clerk)[0]
    clerk.refuse(one=one.key)
    assert "2026 年12月底前" in draft(clerk).text
    assert "2026 年12月底前" in clerk.item(FIRST)["text"]
    assert [refusal["at"] for refusal in clerk.review["refused"]] == [one.raw_at]
    assert [repair.is_refused for repair in spaces(clerk)] == [True, False]


def test_all_of_a_kind_go_at_once(clerk: Clerk) -> None:
    clerk.refuse(pair=spaces(clerk)[0].pair)
    assert all(repair.is_refused for repair in spaces(clerk))
    clerk.refuse(kind="space", back=True)
    assert not any(repair.is_refused for repair in spaces(clerk))


def test_taking_a_refusal_back_gives_the_same_items(clerk: Clerk) -> None:
    def shown() -> list[Any]:
        return [[item[key] for key in ("number", "text", "at", "limits", "due_on")] for item in clerk.review["items"]]

    before = shown()
    one = spaces(clerk)[0].key
    clerk.refuse(one=one)
    assert shown() != before
    clerk.refuse(one=one, back=True)
    assert shown() == before
    assert clerk.review["refused"] == []


def test_work_on_other_items_stays_with_its_places(city: City, clerk: Clerk) -> None:
    clerk.edit_item(clerk.item(SECOND)["id"], edited(clerk.item(SECOND), heading="办事指南上网"))
    third = clerk.item(THIRD)
    clerk.split_item(third["id"], third["text"].index("旁听意见"))
    clerk.waive_item(clerk.item("二/（二）/5")["id"], "不是任务")
    clerk.set_party("市信访办", {"to": f"agency:{city.other.pk}"})
    key = add_words(clerk, "逐条")[0]
    clerk.mark_word(key, "随进展说明")
    clerk.refuse(one=spaces(clerk)[0].key)
    assert clerk.item(SECOND)["heading"] == "办事指南上网"
    assert clerk.item("二/（二）/5")["waived"] == "不是任务"
    assert clerk.review["names"]["市信访办"]["id"] == city.other.pk
    word = clerk.item(SECOND)["vague"][0]
    assert word["how"] == "unmeasurable"
    text = draft(clerk).text
    assert text[slice(*word["at"])] == "逐条"
    assert text[slice(*clerk.item(SECOND)["text_at"])].startswith("办事指南逐条")
    assert text[clerk.item(f"{THIRD}-2")["at"][0] :].startswith("旁听意见")
    numbers = [item["number"] for item in clerk.review["items"]]
    assert len(numbers) == len(set(numbers)) == 7
    assert len({item["id"] for item in clerk.review["items"]}) == 7


def test_work_on_a_changing_item_is_not_lost_unasked(clerk: Clerk) -> None:
    clerk.edit_item(clerk.item(FIRST)["id"], edited(clerk.item(FIRST), heading="政策一问一答"))
    one = spaces(clerk)[0].key
    with pytest.raises(Invalid) as refused:
        clerk.refuse(one=one)
    assert [str(line) for line in refused.value.details] == [f"{FIRST} 办好政策问答"]
    assert clerk.item(FIRST)["heading"] == "政策一问一答"
    clerk.refuse(one=one, lose_edits=True)
    assert clerk.item(FIRST)["heading"] == "办好政策问答"


def test_an_item_merged_into_a_changing_one_comes_back(clerk: Clerk) -> None:
    clerk.merge_item(clerk.item(SECOND)["id"])
    found = refusing.preview(draft(clerk), spaces(clerk)[:1], back=False)
    assert {name.split()[0] for name in found.lost} == {FIRST, SECOND}
    clerk.refuse(one=spaces(clerk)[0].key, lose_edits=True)
    assert "办事指南逐条" not in clerk.item(FIRST)["text"]
    assert clerk.item(SECOND)["text"].startswith("办事指南逐条")


def test_a_merge_apart_from_the_change_stays(clerk: Clerk) -> None:
    clerk.merge_item(clerk.item(THIRD)["id"])
    clerk.refuse(one=spaces(clerk)[0].key)
    assert "邀请居民代表" in clerk.item(SECOND)["text"]
    assert THIRD not in {item["number"] for item in clerk.review["items"]}


def test_the_facts_a_person_entered_stay(clerk: Clerk) -> None:
    clerk.set_header({"approving_meeting": "市政府第12次常务会议"}, cites=[("《条例》", "国令第711号")])
    clerk.set_settings({"plan_working_days": 25})
    clerk.refuse(kind="space")
    assert clerk.review["header"]["approving_meeting"] == "市政府第12次常务会议"
    assert clerk.review["cites"][0]["title"] == "《条例》"
    assert clerk.review["settings"]["plan_working_days"] == 25


def test_a_refusal_is_not_undone_but_taken_back(clerk: Clerk) -> None:
    clerk.set_settings({"plan_working_days": 25})
    clerk.refuse(kind="space")
    with pytest.raises(Invalid):
        clerk.undo()


@pytest.mark.parametrize("which", [{"one": "1-2"}, {"pair": "abc"}, {"kind": "gloss"}, {}])
def test_what_is_not_there_cannot_be_refused(clerk: Clerk, which: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        clerk.refuse(**which)


def test_a_stale_refusal_is_refused(clerk: Clerk) -> None:
    with pytest.raises(TransitionRefused):
        clerk.refuse(kind="space", revision=99)


def test_the_plan_remembers_what_was_refused_and_repaired(clerk: Clerk) -> None:
    clerk.refuse(one=spaces(clerk)[1].key)
    settle_everything(clerk)
    plan = clerk.commit()
    entry = JournalEntry.objects.get(plan=plan, act="doubts_decided")
    assert [one["kind"] for one in entry.data["repairs_refused"]] == ["space"]
    first = plan.items.get(number=FIRST)
    assert [repair["raw"] for repair in first.repairs] == [" "]


def test_another_reading_of_the_document_leaves_the_plan_its_places(city: City, now: datetime, clerk: Clerk) -> None:
    settle_everything(clerk)
    plan = clerk.commit()
    job = imports.read_again(PlanDocument.objects.get().pk, plan.pk, actor=city.clerk, now=now)
    job_runs.run_waiting(now=lambda: now)
    job.refresh_from_db()
    again = Clerk(ImportDraft.objects.latest("pk"), city, now)
    again.refuse(kind="space")
    assert "2026 年12月底前" in draft(again).text
    item = plan.items.get(number=SECOND)
    assert draft(clerk).text[item.text_start : item.text_end] == item.text


def test_a_sentence_decided_stays_decided(clerk: Clerk) -> None:
    key = add_sentence(clerk)
    clerk.place_sentence(key, "named", name="closing")
    sentence = clerk.review["sentences"][0]["text"]
    # The reading again explains it, so nothing is asked; where it does not, the decision is found by its words.
    clerk.refuse(one=spaces(clerk)[0].key)
    asked = {one["text"]: f"sentence:{one['at'][0]}" for one in clerk.review["sentences"]}
    assert sentence not in asked or asked[sentence] in clerk.review["settled"]


# -- the page ----------------------------------------------------------------------------------------------------------


def address(clerk: Clerk) -> str:
    return reverse("import_repairs", args=[clerk.pk])


def test_the_page_asks_before_it_refuses(city: City, clerk: Clerk, client_of: Any) -> None:
    client = client_of(city.clerk)
    shown = client.get(address(clerk)).content.decode()
    assert "数字或日期中的空格" in shown
    pair = spaces(clerk)[0].pair
    opened = client.get(address(clerk), {"pair": pair}).content.decode()
    assert "2026<del>␣</del>年12月" in opened
    one = spaces(clerk)[0].key
    sent = {"act": "refuse", "revision": draft(clerk).revision, "one": one}
    preview = client.post(address(clerk), sent)
    assert preview.status_code == 200
    assert "拒绝后将有 1 个事项变化" in preview.content.decode()
    assert clerk.review["refused"] == []
    assert "<ins>␣</ins>" in preview.content.decode()
    assert client.post(address(clerk), sent | {"confirm": "1"}).status_code == 302
    assert len(clerk.review["refused"]) == 1
    assert "恢复修复" in client.get(address(clerk), {"pair": pair}).content.decode()
    back = {"act": "refuse", "revision": draft(clerk).revision, "back-one": one, "confirm": "1"}
    assert client.post(address(clerk), back).status_code == 302
    assert clerk.review["refused"] == []


def test_the_page_says_which_work_would_be_lost(city: City, clerk: Clerk, client_of: Any) -> None:
    clerk.edit_item(clerk.item(FIRST)["id"], edited(clerk.item(FIRST), heading="政策一问一答"))
    client = client_of(city.clerk)
    sent = {"act": "refuse", "revision": draft(clerk).revision, "kind": "space"}
    preview = client.post(address(clerk), sent).content.decode()
    assert "您在 1 个事项上的修改会丢失" in preview
    assert 'name="lose"' in preview
    assert client.post(address(clerk), sent | {"confirm": "1"}).status_code == 400
    assert client.post(address(clerk), sent | {"confirm": "1", "lose": "1"}).status_code == 302


def test_a_stale_page_is_answered_with_409(city: City, clerk: Clerk, client_of: Any) -> None:
    sent = {"act": "refuse", "revision": 0, "kind": "space", "confirm": "1"}
    clerk.set_settings({"plan_working_days": 25})
    assert client_of(city.clerk).post(address(clerk), sent).status_code == 409


@pytest.mark.parametrize("sent", [{}, {"act": "drop"}, {"act": "refuse"}, {"act": "refuse", "one": "9-9"}])
def test_nonsense_changes_nothing(city: City, clerk: Clerk, client_of: Any, sent: dict[str, str]) -> None:
    assert client_of(city.clerk).post(address(clerk), sent).status_code == 400


@pytest.mark.parametrize("person", ["officer", "leader", "inspector", "outsider"])
def test_others_do_not_find_it(city: City, clerk: Clerk, client_of: Any, person: str) -> None:
    client = client_of(getattr(city, person))
    assert client.get(address(clerk)).status_code == 404
    assert client.post(address(clerk), {"act": "refuse", "kind": "space"}).status_code == 404


@pytest.mark.parametrize("query", ["", "?kind=space", "?pair={pair}", "?pair={pair}&older=3"])
def test_a_thousand_repairs_take_a_page_of_the_same_cost(city: City, now: datetime, client_of: Any, query: str) -> None:
    task = "{n}.第{n}件事。2026 年{month}月 5 日前做好第{n}件事（市数据局牵头）。\n"
    lines = "\n".join(task.format(n=n, month=1 + n % 12) for n in range(1, 301))
    counted = []
    for text in (DAMAGED_TEXT, f"{DAMAGED_TEXT}\n四、更多\n\n{lines}"):
        clerk = Clerk(draft_of(city, now, text), city, now)
        client = client_of(city.clerk)
        client.get(address(clerk))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address(clerk) + query.format(pair=spaces(clerk)[0].pair))
        counted.append(len(queries))
        assert len(page.content) < 150_000
    assert len(spaces(clerk)) > 600
    assert counted[0] == counted[1]
    assert counted[1] <= 8


def test_a_committed_draft_leads_to_its_plan(city: City, clerk: Clerk, client_of: Any) -> None:
    settle_everything(clerk)
    plan = clerk.commit()
    assert client_of(city.clerk).get(address(clerk)).headers["Location"] == reverse("plan", args=[plan.pk])


# -- back to where the person was --------------------------------------------------------------------------------------


def refuse_on_page(client: Any, clerk: Clerk, **which: str) -> Any:
    sent = {"act": "refuse", "revision": draft(clerk).revision, "confirm": "1"} | which
    return client.post(address(clerk), sent)


def test_a_refusal_goes_on_at_the_next_repair(city: City, clerk: Clerk, client_of: Any) -> None:
    client = client_of(city.clerk)
    first, second = spaces(clerk)
    answer = refuse_on_page(client, clerk, one=first.key)
    assert answer.headers["Location"] == f"{address(clerk)}?pair={first.pair}#r{second.key}"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "已拒绝修复 1 处：“␣”→“无”" in page
    assert f'id="r{second.key}"' in page
    answer = refuse_on_page(client, clerk, one=second.key)
    assert answer.headers["Location"].endswith(f"#r{second.key}")
    answer = refuse_on_page(client, clerk, **{"back-pair": first.pair})
    assert answer.headers["Location"] == f"{address(clerk)}?kind=space#r{first.pair}"
    assert "已恢复修复 2 处" in client.get(answer.headers["Location"]).content.decode()


def test_far_down_the_list_it_stays_on_its_page(city: City, now: datetime, client_of: Any) -> None:
    task = "{n}.第{n}件事。2026 年10月5日前做好第{n}件事（市数据局牵头）。\n"
    more = "\n".join(task.format(n=n) for n in range(1, 91))
    clerk = Clerk(draft_of(city, now, f"{DAMAGED_TEXT}\n四、更多\n\n{more}"), city, now)
    client = client_of(city.clerk)
    found = spaces(clerk)
    wanted, following = found[49], found[50]
    answer = refuse_on_page(client, clerk, one=wanted.key)
    assert answer.headers["Location"] == f"{address(clerk)}?pair={wanted.pair}&older=2#r{following.key}"
    assert f'id="r{following.key}"' in client.get(answer.headers["Location"]).content.decode()
    preview = client.post(
        address(clerk), {"act": "refuse", "revision": draft(clerk).revision, "one": following.key}
    ).content.decode()
    assert f'href="{address(clerk)}?pair={wanted.pair}&amp;older=2#r{following.key}"' in preview


# -- long documents ----------------------------------------------------------------------------------------------------


@pytest.fixture
def _long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusing, "AT_ONCE", 10)


@pytest.mark.usefixtures("_long")
def test_a_long_document_is_read_again_by_a_job(
    city: City, now: datetime, clerk: Clerk, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(city.clerk)
    one = spaces(clerk)[0]
    sent = {"act": "refuse", "revision": draft(clerk).revision, "one": one.key}
    with monkeypatch.context() as during:
        during.setattr(refusing, "reread", None)
        during.setattr(refusing, "clean_again", None)
        answer = client.post(address(clerk), sent)
    job = last_job()
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    job_runs.run_waiting(now=lambda: now)
    job.refresh_from_db()
    assert job.status == "done", job.error
    preview = client.get(job.result_url).content.decode()
    assert "拒绝后将有 1 个事项变化" in preview
    assert "<ins>␣</ins>" in preview
    assert clerk.review["refused"] == []
    client.post(address(clerk), sent | {"confirm": "1"})
    job_runs.run_waiting(now=lambda: now)
    done = client.get(last_job().result_url)
    assert done.headers["Location"].endswith(f"?pair={one.pair}#r{spaces(clerk)[1].key}")
    assert "已拒绝修复 1 处" in client.get(done.headers["Location"]).content.decode()
    assert [refusal["at"] for refusal in clerk.review["refused"]] == [one.raw_at]


@pytest.mark.usefixtures("_long")
def test_a_preview_of_what_has_changed_since_is_not_shown(
    city: City, now: datetime, clerk: Clerk, client_of: Any
) -> None:
    client = client_of(city.clerk)
    client.post(address(clerk), {"act": "refuse", "revision": draft(clerk).revision, "kind": "space"})
    job_runs.run_waiting(now=lambda: now)
    clerk.set_settings({"plan_working_days": 25})
    answer = client.get(last_job().result_url)
    assert answer.headers["Location"] == f"{address(clerk)}?kind=space"
    assert "此导入刚才有改动" in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.usefixtures("_long")
def test_a_job_that_would_lose_work_says_so(city: City, now: datetime, clerk: Clerk, client_of: Any) -> None:
    clerk.edit_item(clerk.item(FIRST)["id"], edited(clerk.item(FIRST), heading="政策一问一答"))
    refuse_on_page(client_of(city.clerk), clerk, kind="space")
    job_runs.run_waiting(now=lambda: now)
    assert last_job().status == "failed"
    assert f"{FIRST} 办好政策问答" in last_job().error
    assert clerk.review["refused"] == []


@pytest.mark.usefixtures("_long")
def test_the_job_of_another_person_shows_nothing(city: City, now: datetime, clerk: Clerk, client_of: Any) -> None:
    client = client_of(city.clerk)
    client.post(address(clerk), {"act": "refuse", "revision": draft(clerk).revision, "kind": "space"})
    job_runs.run_waiting(now=lambda: now)
    job = last_job()
    job.owner = city.officer
    job.save(update_fields=["owner"])
    page = client.get(job.result_url)
    assert page.status_code == 200
    assert "个事项变化" not in page.content.decode()

"""Vague wording and sentences of an import: pinned, marked, waived by name; the lists beside the review."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import City
from tests.workflow.importing import (
    PLAN_TEXT,
    Clerk,
    add_sentence,
    add_word_everywhere,
    add_words,
    draft_of,
    settle_everything,
)
from workflow.errors import Invalid
from workflow.models import ImportDraft, JournalEntry, Plan, PlanDoubt
from workflow.services.imports import labels, lists

pytestmark = pytest.mark.django_db
SECOND = "二/（一）/2"


def word(clerk: Clerk, number: int = 0) -> Any:
    return clerk.item(SECOND)["vague"][number]


# -- pinning and marking -----------------------------------------------------------------------------------------------


def test_a_date_becomes_the_items_limit_with_the_word_as_its_place(clerk: Clerk) -> None:
    key = add_words(clerk, "逐条")[0]
    clerk.pin_word(key, "date:2026-10-30")
    item = clerk.item(SECOND)
    assert item["due_on"] == "2026-10-30"
    limit = item["limits"][-1]
    assert (limit["kind"], limit["value"], limit["phrase"]) == ("fixed_date", "2026-10-30", "逐条")
    assert limit["at"] == word(clerk)["at"]
    assert (word(clerk)["how"], word(clerk)["by"]) == ("pinned", str(clerk.actor))


def test_a_quota_becomes_a_duty_and_days_a_limit(clerk: Clerk) -> None:
    first, second = add_words(clerk, "逐条", "时限")
    clerk.pin_word(first, "quota:month:2")
    clerk.pin_word(second, "days:10:指南变更")
    item = clerk.item(SECOND)
    assert (item["recurrences"][-1]["period"], item["recurrences"][-1]["min_count"]) == ("month", 2)
    assert (item["limits"][-1]["value"], item["limits"][-1]["event"]) == ("10", "指南变更")


def test_a_pin_is_replaced_and_taken_back_without_a_trace(clerk: Clerk) -> None:
    key = add_words(clerk, "逐条")[0]
    before = clerk.item(SECOND)
    clerk.pin_word(key, "date:2026-10-30")
    clerk.pin_word(key, "quota:quarter:3")
    assert clerk.item(SECOND)["due_on"] == ""
    clerk.mark_word(key, "")
    assert clerk.item(SECOND)["recurrences"] == before["recurrences"]
    clerk.reopen_word(key)
    assert clerk.item(SECOND) == before


@pytest.mark.parametrize(
    "told",
    ["", "date:", "date:2026-02-31", "quota:day:2", "quota:week:0", "quota:week:٣", "days:10:", "days:999:x", "x:1"],
)
def test_a_pin_that_says_nothing_is_refused(clerk: Clerk, told: str) -> None:
    key = add_words(clerk, "逐条")[0]
    with pytest.raises(Invalid):
        clerk.pin_word(key, told)
    assert word(clerk)["how"] == ""


def test_all_of_a_word_are_marked_at_once(clerk: Clerk) -> None:
    add_words(clerk, "逐条", "时限")
    add_words(clerk, "逐条")
    clerk.mark_words("逐条", "随进展说明")
    assert [one["how"] for one in clerk.item(SECOND)["vague"]] == ["unmeasurable", "", "unmeasurable"]
    clerk.undo()
    assert not any(one["how"] for one in clerk.item(SECOND)["vague"])
    with pytest.raises(Invalid):
        clerk.mark_words("没有的词", "")


def test_a_waived_item_asks_for_nothing(clerk: Clerk) -> None:
    key = add_words(clerk, "逐条")[0]
    clerk.waive_item(clerk.item(SECOND)["id"], "不是任务")
    with pytest.raises(Invalid):
        clerk.mark_word(key, "")
    assert lists.word_groups(clerk.review) == []


def test_splitting_takes_the_word_to_its_half(clerk: Clerk) -> None:
    add_words(clerk, "旁听意见", number="二/（一）/3")
    item = clerk.item("二/（一）/3")
    clerk.split_item(item["id"], item["text"].index("旁听意见"))
    assert clerk.item("二/（一）/3")["vague"] == []
    assert [one["word"] for one in clerk.item("二/（一）/3-2")["vague"]] == ["旁听意见"]


def test_the_plan_keeps_each_word_and_how_it_was_decided(city: City, clerk: Clerk) -> None:
    first, _second = add_words(clerk, "逐条", "时限")
    clerk.pin_word(first, "date:2026-10-30")
    settle_everything(clerk)
    plan = clerk.commit()
    pinned, marked = PlanDoubt.objects.filter(plan=plan).exclude(word="")
    assert (pinned.how, pinned.told, pinned.settled_by) == ("pinned", "date:2026-10-30", str(city.clerk))
    assert (marked.how, marked.reason) == ("unmeasurable", "随进展报送说明")
    assert plan.items.get(number=SECOND).due_on == date(2026, 10, 30)
    told = JournalEntry.objects.get(plan=plan, act="doubts_decided").data["wording"]
    assert [(one["word"], one["how"], one["by"]) for one in told] == [
        ("逐条", "pinned", str(city.clerk)),
        ("时限", "unmeasurable", str(city.clerk)),
    ]


def test_words_nobody_decided_do_not_keep_it_from_being_saved(clerk: Clerk) -> None:
    settle_everything(clerk)
    add_words(clerk, "逐条")
    plan = clerk.commit()
    assert PlanDoubt.objects.get(plan=plan, word="逐条").is_open


# -- sentences ---------------------------------------------------------------------------------------------------------


def test_an_unexplained_sentence_keeps_it_from_being_saved(clerk: Clerk) -> None:
    settle_everything(clerk)
    key = add_sentence(clerk)
    with pytest.raises(Invalid):
        clerk.commit()
    clerk.place_sentence(key, "named", name="closing")
    plan = clerk.commit()
    told = JournalEntry.objects.get(plan=plan, act="doubts_decided").data["sentences"]
    assert [(one["how"], one["name"]) for one in told] == [("named", "closing")]


def test_a_sentence_goes_into_any_item(clerk: Clerk) -> None:
    key = add_sentence(clerk)
    sentence = clerk.review["sentences"][0]["text"].strip()
    clerk.place_sentence(key, "joined", item_id=clerk.item("二/（二）/4")["id"])
    assert clerk.item("二/（二）/4")["text"].endswith(sentence)


@pytest.mark.parametrize(("how", "name"), [("named", " "), ("explained", "closing"), ("", "closing")])
def test_a_sentence_needs_a_name_or_a_place(clerk: Clerk, how: str, name: str) -> None:
    key = add_sentence(clerk)
    with pytest.raises(Invalid):
        clerk.place_sentence(key, how, name=name)


def test_every_sentence_is_listed_by_what_it_is(clerk: Clerk) -> None:
    key = add_sentence(clerk)
    draft = ImportDraft.objects.select_related("document").get(pk=clerk.pk)
    before = lists.names_of(lists.sentences_of(draft))
    assert before["unexplained"] == 1
    clerk.place_sentence(key, "named", name="会场安排")
    draft = ImportDraft.objects.select_related("document").get(pk=clerk.pk)
    every = lists.sentences_of(draft)
    assert lists.names_of(every) == {**{k: v for k, v in before.items() if k != "unexplained"}, "会场安排": 1}
    assert next(one for one in every if one.name == "会场安排").by == str(clerk.actor)


# -- the pages ---------------------------------------------------------------------------------------------------------


def test_a_word_is_pinned_by_a_plain_form(city: City, clerk: Clerk, client_of: Any) -> None:
    key = add_words(clerk, "逐条")[0]
    client, address = client_of(city.clerk), reverse("import_wording", args=[clerk.pk])
    page = client.get(address).content.decode()
    assert "<mark>逐条</mark>" in page
    sent = {"act": "pin", "revision": ImportDraft.objects.get(pk=clerk.pk).revision, "key": key, "period": "quarter"}
    refused = client.post(address, sent)
    assert refused.status_code == 400
    assert "没有说明何时完成" in refused.content.decode()
    assert client.post(address, sent | {"min_count": "2"}).status_code == 302
    assert word(clerk)["told"] == "quota:quarter:2"
    assert "每季度至少 2 次" in client.get(address).content.decode()
    revision = ImportDraft.objects.get(pk=clerk.pk).revision
    assert client.post(address, {"act": "reopen", "revision": revision, "key": key}).status_code == 302
    assert word(clerk)["how"] == ""


def test_the_review_counts_what_is_left(city: City, clerk: Clerk, client_of: Any) -> None:
    add_words(clerk, "逐条", "时限")
    page = client_of(city.clerk).get(reverse("import_review", args=[clerk.pk])).content.decode()
    assert "2 处须在印发前处理" in page
    assert reverse("import_wording", args=[clerk.pk]) in page


def test_all_sentences_left_are_named_by_one_form(city: City, clerk: Clerk, client_of: Any) -> None:
    add_sentence(clerk)
    client, address = client_of(city.clerk), reverse("import_sentences", args=[clerk.pk])
    page = client.get(address, {"name": "unexplained"}).content.decode()
    assert 'value="name_sentences"' in page
    revision = ImportDraft.objects.get(pk=clerk.pk).revision
    sent = {"act": "name_sentences", "revision": revision, "name": "", "own_name": "会场安排"}
    assert client.post(address, sent).status_code == 302
    assert "会场安排" in client.get(address, {"name": "会场安排"}).content.decode()


@pytest.mark.parametrize("name", ["import_wording", "import_sentences"])
def test_the_lists_cost_the_same_for_many_rows(city: City, now: datetime, client_of: Any, name: str) -> None:
    lines = [f"{n}.第{n}件事。及时把第{n}件事做好。经常回头看（市数据局牵头）。\n" for n in range(1, 301)]
    counted = []
    for many in (1, 300):
        text = "\n".join([PLAN_TEXT, "四、更多\n", *lines[:many]])
        clerk = Clerk(draft_of(city, now, text), city, now)
        add_word_everywhere(clerk, "及时")
        client = client_of(city.clerk)
        client.get(reverse(name, args=[clerk.pk]))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse(name, args=[clerk.pk]))
        counted.append(len(queries))
        assert len(page.content) < 150_000
    assert counted[0] == counted[1]
    assert counted[1] <= 8


# -- what the head of the document says --------------------------------------------------------------------------------


def test_what_the_plan_rests_on_is_kept_and_shown(city: City, clerk: Clerk, client_of: Any, post: Any) -> None:
    header = {**clerk.review["header"], "approving_meeting": "市政府第12次常务会议"}
    header |= {"cites": "《云川省要点》（云政发〔2026〕3号）\n《条例》", "attachments": "责任分工表"}
    assert post(act="set_header", **header).status_code == 302
    assert [(one["title"], one["number"]) for one in clerk.review["cites"]] == [
        ("《云川省要点》", "云政发〔2026〕3号"),
        ("《条例》", ""),
    ]
    settle_everything(clerk)
    plan = clerk.commit()
    assert Plan.objects.get(pk=plan.pk).attachments == ["责任分工表"]
    page = client_of(city.clerk).get(reverse("plan", args=[plan.pk])).content.decode()
    assert "《云川省要点》" in page
    assert "云政发〔2026〕3号" in page
    assert "<dt>审议会议</dt><dd>市政府第12次常务会议</dd>" in page
    assert "由纯文本读取" in page


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ("市政府", "批准机关"),
        ("县委、县政府", "批准机关"),
        ("云川高新区管委会", "批准机关"),
        ("市委全面深化改革委员会", "批准机关"),
        ("市人大常委会", "批准机关"),
        ("市委常委会", "审议会议"),
        ("区政府常务会", "审议会议"),
        ("市委全面深化改革委员会第三次会议", "审议会议"),
    ],
)
def test_an_organ_that_approved_is_not_called_a_meeting(body: str, label: str) -> None:
    assert labels.approval(body) == label


def test_the_review_names_the_organ_that_approved(clerk: Clerk, client_of: Any, city: City) -> None:
    page = client_of(city.clerk).get(reverse("import_review", args=[clerk.pk])).content.decode()
    assert re.search(r"批准机关</dt>\s*<dd>.*?市政府", page, re.DOTALL)
    assert "审议会议或批准机关" in page


def test_what_nobody_can_see_is_named() -> None:
    assert labels.signs("a b\u200b甲\n") == "a␣b[U+200B]甲↵"


def test_doubts_of_one_kind_are_settled_together(city: City, now: datetime) -> None:
    text = PLAN_TEXT.replace("市数据局、市司法局分别牵头落实", "市数据局、市司法局等部门分别牵头落实")
    text = text.replace("市数据局牵头，会同市司法局落实", "市数据局牵头，会同市司法局等部门落实")
    clerk = Clerk(draft_of(city, now, text), city, now)
    keys = [doubt["key"] for item in clerk.review["items"] for doubt in item["doubts"] if doubt["kind"] == "open_list"]
    assert len(keys) == 2
    clerk.settle(keys[0], "没有其他单位", whole_kind=True)
    assert {clerk.review["settled"][key]["reason"] for key in keys} == {"没有其他单位"}

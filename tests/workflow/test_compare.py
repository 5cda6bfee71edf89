"""与现行计划比对: what differs, who may say so, and that nothing is accepted by itself."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import City, make_plan
from tests.workflow.importing import Clerk, draft_of, settle_everything
from tests.workflow.versions import NEW_TEXT, accept_all, comparison, issued, row, version_draft
from workflow.errors import Invalid
from workflow.models import ImportDraft, Plan, User
from workflow.services.differences import pieces
from workflow.services.imports.pairing import Content, match_items

WORDS = "把办事指南写明白，逐条写清材料和时限"


def test_identical_items_are_found_whatever_their_number() -> None:
    old = [Content("1", "一", "", WORDS), Content("2", "二", "", "开放会议旁听")]
    new = [Content("a", "一", "", "设立信箱，定期开启"), Content("b", "二", "", WORDS)]
    found = match_items(old, new, {})
    assert (found["a"].old, found["b"].old) == (None, "1")


def test_two_candidates_are_shown_as_such() -> None:
    old = [Content("1", "一", "", WORDS + "甲"), Content("2", "二", "", WORDS + "乙")]
    found = match_items(old, [Content("a", "九", "", WORDS + "丙")], {})
    assert found["a"].old in ("1", "2")
    assert len(found["a"].others) == 1


def test_what_every_item_says_makes_nobody_the_same() -> None:
    phrase = "（市数据局牵头，各县区政府、市政府各部门配合落实）"
    kept = [("公布办事指南的材料和时限", "1"), ("举办新闻发布会不少于两次", "2"), ("清理失效的规范性文件", "3")]
    old = [Content(key, key, "", words + phrase) for words, key in kept]
    new = [
        Content("a", "1", "", "开通意见信箱并按时开启" + phrase),
        Content("b", "9", "", "举办新闻发布会不少于四次" + phrase),
    ]
    found = match_items(old, new, {})
    assert (found["a"].old, found["b"].old) == (None, "2")
    assert found["b"].others == []


def test_a_heading_alone_makes_nobody_the_same() -> None:
    old = [Content("1", "一", "政策解读", "重要文件由负责人撰写文章说明背景和目的。")]
    new = [Content("a", "一", "政策解读", "新闻办每月组织记者走访企业，收集疑问并回应。")]
    assert match_items(old, new, {})["a"].old is None


def test_what_the_clerk_said_comes_first() -> None:
    old = [Content("1", "一", "", WORDS), Content("2", "二", "", "开放会议旁听")]
    new = [Content("a", "一", "", WORDS)]
    assert match_items(old, new, {"a": "2"})["a"].old == "2"
    assert match_items(old, new, {"a": ""})["a"].old is None


def test_words_are_told_apart_not_signs() -> None:
    found = pieces("text", "2026年12月底前完成", "2026年11月20日前完成")
    assert [(one.gone, one.new) for one in found if one.gone or one.new] == [("12月底", "11月20日")]


@pytest.fixture
def plan(city: City, now: datetime) -> Plan:
    return issued(city, now)


@pytest.fixture
def versioned(city: City, now: datetime, plan: Plan) -> Clerk:
    return version_draft(city, plan, now)


pytestmark = pytest.mark.django_db


def test_only_what_differs_is_asked(versioned: Clerk) -> None:
    found = comparison(versioned)
    assert found.counts == {"added": 1, "changed": 2, "gone": 1, "same": 1}
    assert len(found.open) == 4


def test_the_commit_lists_what_is_undecided(versioned: Clerk) -> None:
    with pytest.raises(Invalid) as refused:
        versioned.commit()
    assert len(refused.value.details) == 4
    assert Plan.objects.count() == 1


def test_nothing_accepted_is_no_version(versioned: Clerk) -> None:
    keys = [choice.key for one in comparison(versioned).rows for choice in one.choices]
    versioned.decide_differences(keys, "left")
    with pytest.raises(Invalid) as refused:
        versioned.commit()
    assert refused.value.code == "nothing_accepted"


def test_a_decision_does_not_hold_for_what_was_edited_since(versioned: Clerk) -> None:
    accept_all(versioned)
    assert comparison(versioned).open == []
    item = versioned.item("二/（一）/1")
    values = {name: item[name] for name in ("number", "heading", "text", "due_on", "clauses", "limits", "recurrences")}
    versioned.edit_item(item["id"], values | {"text": item["text"] + "并送到社区"})
    assert [one.title for one in comparison(versioned).open] == ["二/（一）/1 办好政策问答"]


def test_a_match_can_be_put_right_and_taken_back(versioned: Clerk) -> None:
    old = row(versioned, "整理网上答复").old
    new = row(versioned, "设立意见信箱").new
    versioned.pair_item(new["id"], old.pk)
    assert comparison(versioned).counts == {"added": 0, "changed": 3, "gone": 0, "same": 1}
    versioned.undo()
    assert comparison(versioned).counts["added"] == 1
    with pytest.raises(Invalid):
        versioned.pair_item(new["id"], 99999)


def test_the_page_shows_and_takes_decisions(city: City, versioned: Clerk, client_of: Any) -> None:
    client = client_of(User.objects.get(pk=city.clerk.pk))
    address = f"/imports/{versioned.pk}/compare/"
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).content.decode()
    assert len(queries) <= 20
    assert "<ins>图解和</ins>" in page
    assert "<del>" in page
    assert "已采纳" not in page
    review = client.get(f"/imports/{versioned.pk}/").content.decode()
    assert f'href="{address}"' in review
    assert "新增 1 项，修改 2 项，删除 1 项，相同 1 项" in review
    revision = ImportDraft.objects.get(pk=versioned.pk).revision
    assert client.post(address, {"revision": revision, "group": "gone", "how": "accepted"}).status_code == 302
    assert client.post(address, {"revision": revision, "group": "added", "how": "accepted"}).status_code == 409
    assert "已采纳" in client.get(f"{address}?kind=gone").content.decode()


def test_a_comparison_with_300_long_items_stays_small(city: City, now: datetime, client_of: Any) -> None:
    """40 items that changed, and 260 that went."""
    text = "把办事指南写明白，逐条写明材料、时限和联系方式，并在网站和大厅同时公布，方便群众查阅和监督。" * 12
    base = make_plan(city, now, items=300)
    Plan.objects.filter(pk=base.pk).update(status="issued")
    for item in base.items.all():
        item.number, item.heading, item.text = f"一/{item.order}", f"第{item.order}件事", text
        item.save()
    lines = [f"{n}.第{n}件事。{text.replace('写明', '说清')}（市数据局牵头落实）。\n" for n in range(1, 41)]
    draft = draft_of(city, now, NEW_TEXT.split("一、总体要求")[0] + "一、工作重点\n\n" + "\n".join(lines))
    ImportDraft.objects.filter(pk=draft.pk).update(new_version_of=base)
    client, address = client_of(city.clerk), f"/imports/{draft.pk}/compare/"
    shown = dict.fromkeys(("changed", "gone"), 0)
    for kind in shown:
        older = "1"
        while older:
            answer = client.get(address, {"kind": kind, "older": older})
            assert len(answer.content) <= 150_000
            shown[kind] += len(answer.context["page"].rows)
            older = answer.context["page"].older
    assert shown == {"changed": 40, "gone": 260}


@pytest.mark.parametrize("who", ["leader", "inspector", "officer", "outsider"])
def test_nobody_else_finds_it(city: City, versioned: Clerk, client_of: Any, who: str) -> None:
    client = client_of(getattr(city, who))
    assert client.get(f"/imports/{versioned.pk}/compare/").status_code == 404
    assert client.post(f"/imports/{versioned.pk}/compare/", {"group": "gone", "how": "accepted"}).status_code == 404


def test_a_document_of_its_own_has_no_such_page(city: City, now: datetime, plan: Plan, client_of: Any) -> None:
    own = draft_of(city, now, NEW_TEXT)
    assert client_of(User.objects.get(pk=city.clerk.pk)).get(f"/imports/{own.pk}/compare/").status_code == 404


# -- a revision with a number of its own -------------------------------------------------------------------------------


def test_the_clerk_says_which_plan_in_force_a_document_revises(city: City, now: datetime, client_of: Any) -> None:
    plan = issued(city, now)
    draft = draft_of(city, now, NEW_TEXT)
    client = client_of(city.clerk)
    assert client.get(f"/imports/{draft.pk}/compare/").status_code == 404
    review = client.get(f"/imports/{draft.pk}/").content.decode()
    assert f"/imports/{draft.pk}/version-of/" in review
    page = client.get(f"/imports/{draft.pk}/version-of/", {"q": "12号"}).content.decode()
    assert plan.title in page
    assert "没有现行计划" in client.get(f"/imports/{draft.pk}/version-of/", {"q": "没有的"}).content.decode()
    sent = {"act": "choose", "revision": draft.revision, "plan": plan.pk}
    assert client.post(f"/imports/{draft.pk}/version-of/", sent).status_code == 302
    assert client.get(f"/imports/{draft.pk}/compare/").status_code == 200
    assert client.post(f"/imports/{draft.pk}/version-of/", sent).status_code == 409
    clerk = Clerk(draft, city, now)
    (key,) = [key for key in clerk.review["settled"] if key.startswith("same:")]
    clerk.ask_again(key)
    assert ImportDraft.objects.get(pk=draft.pk).new_version_of is None
    clerk.choose_plan(plan.pk)
    clerk.undo()
    assert ImportDraft.objects.get(pk=draft.pk).new_version_of is None


def test_only_a_plan_of_the_office_in_force_is_revised(city: City, now: datetime) -> None:
    clerk = Clerk(draft_of(city, now, NEW_TEXT), city, now)
    drafted = make_plan(city, now)
    for pk in (drafted.pk, 0):
        with pytest.raises(Invalid):
            clerk.choose_plan(pk)
    issued_elsewhere = make_plan(city, now)
    Plan.objects.filter(pk=issued_elsewhere.pk).update(status="issued", office=city.other)
    with pytest.raises(Invalid):
        clerk.choose_plan(issued_elsewhere.pk)


def test_a_version_is_offered_to_be_saved_when_every_difference_is_decided(
    versioned: Clerk, city: City, client_of: Any
) -> None:
    settle_everything(versioned)
    client, review = client_of(city.clerk), reverse("import_review", args=[versioned.pk])
    compared, commit = reverse("import_compare", args=[versioned.pk]), reverse("import_commit", args=[versioned.pk])

    def dock() -> str:
        return str(client.get(review).content.decode().partition('class="dock')[2])

    shown = dock()
    assert f'href="{compared}#differences">先处理 4 项的差异</a>' in shown
    assert "disabled" in shown
    assert commit not in shown
    keys = [choice.key for one in comparison(versioned).rows for choice in one.choices]
    versioned.decide_differences(keys, "left")
    shown = dock()
    assert "未接受任何差异" in shown
    assert commit not in shown
    versioned.decide_differences(keys, "open")
    accept_all(versioned)
    shown = dock()
    assert commit in shown
    assert "disabled" not in shown

"""The acts of the review: what each does to the draft, that stale ones are refused, and that the last can be undone."""

from datetime import datetime
from typing import Any

import pytest

from tests.builders import City
from tests.workflow.importing import PLAN_TEXT, Clerk, draft_of
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Agency, ImportDraft, User
from workflow.services import imports, organisation
from workflow.services.imports.page import ReviewPage, open_page
from workflow.services.imports.points import Point
from workflow.status import Act, AgencyKind, Role

pytestmark = pytest.mark.django_db


def page_of(clerk: Clerk) -> ReviewPage:
    return open_page(clerk.pk, clerk.actor)


def points(clerk: Clerk, kind: str) -> list[Point]:
    return [point for point in page_of(clerk).points if point.kind == kind]


# -- names -------------------------------------------------------------------------------------------------------------


def test_names_of_the_register_are_no_doubts(clerk: Clerk) -> None:
    assert {point.name for point in points(clerk, "party")} == {"市信访办", "有关部门"}


def test_an_unknown_agency_may_be_new_an_alias_or_left_out(clerk: Clerk) -> None:
    unknown = next(point for point in points(clerk, "party") if point.name == "市信访办")
    assert unknown.blocking
    assert {"create", "pick", "reason"} <= {choice.needs for choice in unknown.choices}


def test_a_similar_name_is_offered_first(city: City, now: datetime) -> None:
    text = PLAN_TEXT.replace("市信访办牵头", "市政务数据局牵头")
    clerk = Clerk(draft_of(city, now, text), city, now)
    unknown = next(point for point in points(clerk, "party") if point.name == "市政务数据局")
    assert dict(unknown.choices[0].fields)["to"] == f"agency:{city.agency.pk}"


def test_a_collective_without_a_list_asks_for_its_members(clerk: Clerk) -> None:
    collective = next(point for point in points(clerk, "party") if point.name == "有关部门")
    assert "members" in {choice.needs for choice in collective.choices}
    clerk.set_party("有关部门", {"to": "members", "names": ["市数据局", "云川市司法局"]})
    assert not [point for point in points(clerk, "party") if point.name == "有关部门"]


def test_a_collective_is_never_taken_for_one_agency(city: City, now: datetime) -> None:
    """市政府办 may be one of the departments, not all of them."""
    organisation.create_agency(
        city.jurisdiction,
        name="云川市政府办公室",
        short_name="市政府办",
        kind=AgencyKind.DEPARTMENT,
        actor=None,
        now=now,
    )
    clerk = Clerk(draft_of(city, now, PLAN_TEXT.replace("市信访办牵头", "市政府相关部门牵头")), city, now)
    collective = next(point for point in points(clerk, "party") if point.name == "市政府相关部门")
    offered = {dict(choice.fields).get("to", "") for choice in collective.choices if not choice.needs}
    assert not {to for to in offered if to.startswith("agency:")}


def test_a_decision_holds_for_every_occurrence(city: City, now: datetime) -> None:
    text = PLAN_TEXT.replace("市数据局牵头，会同市司法局落实", "市信访办牵头落实")
    clerk = Clerk(draft_of(city, now, text), city, now)
    unknown = next(point for point in points(clerk, "party") if point.name == "市信访办")
    assert len(unknown.only) == 2
    clerk.set_party("市信访办", {"to": f"agency:{city.agency.pk}"})
    assert "市信访办" not in {point.name for point in points(clerk, "party")}


def test_a_decision_can_be_narrowed_to_one_item(city: City, now: datetime) -> None:
    text = PLAN_TEXT.replace("市数据局牵头，会同市司法局落实", "市信访办牵头落实")
    clerk = Clerk(draft_of(city, now, text), city, now)
    item = clerk.item("二/（一）/1")
    clerk.set_party("市信访办", {"to": f"agency:{city.agency.pk}"}, only_item=item["id"])
    left = next(point for point in points(clerk, "party") if point.name == "市信访办")
    assert left.where == "二/（二）/4"


def test_a_decision_can_be_taken_back(city: City, clerk: Clerk) -> None:
    clerk.set_party("市信访办", {"to": f"agency:{city.agency.pk}"})
    clerk.clear_party("市信访办")
    assert "市信访办" in {point.name for point in points(clerk, "party")}


@pytest.mark.parametrize(
    "decision",
    [
        {"to": "agency:999999"},
        {"to": "nonsense"},
        {"to": "pick", "entry": "没有的单位"},
        {"to": "create", "kind": "castle"},
        {"to": "members", "names": []},
        {"to": "members", "names": ["各县区政府"]},
        {"to": "left_out", "reason": "  "},
    ],
)
def test_decisions_that_say_nothing_are_refused(clerk: Clerk, decision: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        clerk.set_party("市信访办", decision)
    assert clerk.review["names"] == {}


def test_who_does_not_run_the_register_makes_no_agencies(
    city: City, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workflow import policies

    full = policies.scope_of(city.clerk)
    acts = {act: ids for act, ids in full.acts.items() if act != Act.MANAGE_ORGANISATION}
    monkeypatch.setattr(policies, "scope_of", lambda *_args: type(full)(full.user_id, acts, full.posts))
    with pytest.raises(NotPermitted):
        clerk.set_party("市信访办", {"to": "create", "kind": "department"})
    unknown = next(point for point in points(clerk, "party") if point.name == "市信访办")
    assert "create" not in {choice.needs for choice in unknown.choices}


# -- items -------------------------------------------------------------------------------------------------------------


def edited(item: Any, **changes: Any) -> imports.ItemValues:
    keys = ("number", "heading", "text", "due_on", "clauses", "limits", "recurrences")
    values: Any = {key: item[key] for key in keys} | changes
    return values  # type: ignore[no-any-return]


def test_an_item_can_be_corrected(clerk: Clerk) -> None:
    item = clerk.item("二/（一）/1")
    clerk.edit_item(item["id"], edited(item, heading="政策问答", due_on="2026-11-30"))
    after = clerk.item("二/（一）/1")
    assert (after["heading"], after["due_on"]) == ("政策问答", "2026-11-30")


def test_merging_keeps_text_agencies_and_dates(clerk: Clerk) -> None:
    second = clerk.item("二/（一）/2")
    clerk.merge_item(second["id"])
    first = clerk.item("二/（一）/1")
    assert "办事指南逐条写明材料和时限" in first["text"]
    assert [clause["mode"] for clause in first["clauses"]] == ["lead_with", "lead_each"]
    assert first["due_on"] == "2026-12-31"
    assert first["recurrences"][0]["period"] == "quarter"
    assert second["id"] not in {item["id"] for item in clerk.review["items"]}


def test_the_first_item_has_nothing_to_merge_with(clerk: Clerk) -> None:
    with pytest.raises(Invalid):
        clerk.merge_item(clerk.review["items"][0]["id"])


def test_splitting_gives_both_halves_their_owner_and_place(clerk: Clerk) -> None:
    item = clerk.item("二/（一）/3")
    clerk.split_item(item["id"], item["text"].index("旁听意见"))
    first, second = clerk.item("二/（一）/3"), clerk.item("二/（一）/3-2")
    assert first["text"] == "邀请居民代表旁听会议。"
    assert second["text"] == "旁听意见写进会议纪要"
    assert first["clauses"][0]["parties"] == second["clauses"][0]["parties"]
    text = ImportDraft.objects.get().document.clean_text
    assert text[second["at"][0] :].startswith("旁听意见")
    order = [one["number"] for one in clerk.review["items"]]
    assert order.index("二/（一）/3-2") == order.index("二/（一）/3") + 1


def test_a_split_takes_a_limit_to_its_half(city: City, now: datetime) -> None:
    text = PLAN_TEXT.replace("旁听意见写进会议纪要", "2026年10月底前完成整改")
    clerk = Clerk(draft_of(city, now, text), city, now)
    item = clerk.item("二/（一）/3")
    assert item["due_on"] == "2026-10-31"
    clerk.split_item(item["id"], item["text"].index("2026年"))
    assert clerk.item("二/（一）/3")["due_on"] == ""
    assert clerk.item("二/（一）/3-2")["due_on"] == "2026-10-31"


@pytest.mark.parametrize("offset", [-1, 0, 10_000])
def test_a_split_never_leaves_an_empty_half(clerk: Clerk, offset: int) -> None:
    with pytest.raises(Invalid):
        clerk.split_item(clerk.item("二/（一）/3")["id"], offset)


THREE = PLAN_TEXT.replace(
    "邀请居民代表旁听会议。旁听意见写进会议纪要",
    "邀请居民代表旁听会议。2026年10月底前列出会议清单。旁听意见写进会议纪要",
)


def cut_before(words: str) -> int:
    return ImportDraft.objects.get().document.clean_text.index(words)


def test_a_boundary_moves_along_the_sentences_and_takes_limits_with_it(city: City, now: datetime) -> None:
    clerk = Clerk(draft_of(city, now, THREE), city, now)
    item = clerk.item("二/（一）/3")
    clerk.split_item(item["id"], item["text"].index("旁听意见"))
    clerk.move_boundary(item["id"], cut_before("2026年10月"))
    first, second = clerk.item("二/（一）/3"), clerk.item("二/（一）/3-2")
    assert first["text"] == "邀请居民代表旁听会议。"
    assert second["text"] == "2026年10月底前列出会议清单。旁听意见写进会议纪要"
    assert (first["due_on"], second["due_on"]) == ("", "2026-10-31")
    assert first["clauses"]
    clerk.move_boundary(item["id"], cut_before("旁听意见"))
    first, second = clerk.item("二/（一）/3"), clerk.item("二/（一）/3-2")
    assert first["text"] == "邀请居民代表旁听会议。2026年10月底前列出会议清单。"
    assert second["text"] == "旁听意见写进会议纪要"
    assert (first["due_on"], second["due_on"]) == ("2026-10-31", "")
    assert second["text_at"][0] == cut_before("旁听意见")


def test_a_boundary_moves_over_the_heading_of_the_next_item(clerk: Clerk) -> None:
    item = clerk.item("二/（一）/3")
    clerk.move_boundary(item["id"], cut_before("旁听意见"))
    following = clerk.item("二/（二）/4")
    assert clerk.item("二/（一）/3")["text"] == "邀请居民代表旁听会议。"
    assert following["text"] == "旁听意见写进会议纪要\n共性问题整理成册"
    assert following["heading"] == "整理网上答复"


@pytest.mark.parametrize("words", ["邀请居民", "共性问题", "5.办好培训", "一、总体"])
def test_a_boundary_never_leaves_an_item_empty(clerk: Clerk, words: str) -> None:
    with pytest.raises(Invalid):
        clerk.move_boundary(clerk.item("二/（一）/3")["id"], cut_before(words))


def test_a_boundary_of_an_item_changed_by_hand_stays(clerk: Clerk) -> None:
    item = clerk.item("二/（一）/3")
    clerk.edit_item(item["id"], edited(item, text="请居民旁听。写纪要"))
    with pytest.raises(Invalid):
        clerk.move_boundary(item["id"], cut_before("旁听意见"))


def test_waiving_needs_a_reason_and_can_be_taken_back(clerk: Clerk) -> None:
    item = clerk.item("二/（二）/5")
    with pytest.raises(Invalid):
        clerk.waive_item(item["id"], " ")
    clerk.waive_item(item["id"], "不是任务")
    assert clerk.item("二/（二）/5")["waived"] == "不是任务"
    assert "二/（二）/5" not in {point.where for point in points(clerk, "nobody")}
    clerk.unwaive_item(item["id"])
    assert "二/（二）/5" in {point.where for point in points(clerk, "nobody")}


def test_an_item_without_owner_may_take_those_its_text_names(clerk: Clerk) -> None:
    item = clerk.item("三")
    clerk.name_parties(item["id"])
    parties = clerk.item("三")["clauses"][0]["parties"]
    assert parties == [{"name": "各县区政府", "role": "co"}]
    assert "三" not in {point.where for point in points(clerk, "nobody")}


def test_an_item_without_owner_may_take_those_of_another(clerk: Clerk) -> None:
    item, other = clerk.item("二/（二）/5"), clerk.item("二/（一）/2")
    clerk.copy_parties(item["id"], other["id"])
    assert clerk.item("二/（二）/5")["clauses"][0]["parties"] == other["clauses"][0]["parties"]


def test_an_item_that_is_gone_is_refused_with_a_sentence(clerk: Clerk) -> None:
    with pytest.raises(Invalid):
        clerk.waive_item("i999", "不是任务")


# -- sentences, doubts, facts ------------------------------------------------------------------------------------------


def with_sentence(clerk: Clerk) -> str:
    """Put a sentence nothing was made of into the draft; its key."""
    draft = ImportDraft.objects.get(pk=clerk.pk)
    at = clerk.item("二/（一）/2")["at"]
    draft.review["sentences"] = [{"text": "专区终端要能查能办。", "at": [at[1], at[1] + 1]}]
    draft.save(update_fields=["review"])
    return f"sentence:{at[1]}"


def test_an_unexplained_sentence_can_join_the_item_before(clerk: Clerk) -> None:
    clerk.place_sentence(with_sentence(clerk), "joined")
    assert clerk.item("二/（一）/2")["text"].endswith("专区终端要能查能办。")
    assert points(clerk, "sentence") == []


def test_an_unexplained_sentence_can_become_an_item(clerk: Clerk) -> None:
    clerk.place_sentence(with_sentence(clerk), "own_item")
    assert clerk.item("二/（一）/2-2")["text"] == "专区终端要能查能办。"
    assert "二/（一）/2-2" in {point.where for point in points(clerk, "nobody")}


def test_an_unexplained_sentence_can_be_waived_by_name(clerk: Clerk) -> None:
    key = with_sentence(clerk)
    before = page_of(clerk).coverage()
    clerk.place_sentence(key, "named", name="closing")
    after = page_of(clerk).coverage()
    assert (after.waived, after.unexplained) == (before.waived + 1, before.unexplained - 1)


@pytest.mark.parametrize(("key", "how"), [("sentence:999999", "joined"), ("", "joined")])
def test_a_sentence_that_is_not_in_question_is_refused(clerk: Clerk, key: str, how: str) -> None:
    with pytest.raises(Invalid):
        clerk.place_sentence(key, how)


def test_a_doubt_of_the_reader_does_not_block_and_can_be_accepted(city: City, now: datetime) -> None:
    text = PLAN_TEXT.replace("市数据局、市司法局分别牵头落实", "市数据局、市司法局等部门分别牵头落实")
    clerk = Clerk(draft_of(city, now, text), city, now)
    doubts = points(clerk, "reader")
    assert doubts
    assert not any(doubt.blocking for doubt in doubts)
    with pytest.raises(Invalid):
        clerk.settle(doubts[0].key, "  ")
    clerk.settle(doubts[0].key, "已与起草科室核对")
    assert doubts[0].key not in {point.key for point in points(clerk, "reader")}
    settled = clerk.review["settled"][doubts[0].key]
    assert (settled["by"], settled["reason"]) == (str(city.clerk), "已与起草科室核对")


@pytest.mark.parametrize("key", ["doubt:zzz", "sentence:0", ""])
def test_what_is_no_doubt_is_not_settled(city: City, now: datetime, key: str) -> None:
    clerk = Clerk(draft_of(city, now, PLAN_TEXT), city, now)
    with pytest.raises(Invalid) as refused:
        clerk.settle(key, "已核对")
    assert refused.value.code == "no_such_doubt"
    assert key not in clerk.review["settled"]


TWO_NAMES = PLAN_TEXT.replace("市数据局、市司法局分别牵头落实", "市住房城乡建设委、市住房城建委分别牵头落实")


def two_names(clerk: Clerk) -> Any:
    return next(doubt for doubt in clerk.review["doubts"] if doubt["kind"] == "two_names")


def test_two_names_are_said_to_be_one_agency(city: City, now: datetime) -> None:
    clerk = Clerk(draft_of(city, now, TWO_NAMES), city, now)
    doubt = two_names(clerk)
    assert doubt["candidates"] == ["市住房城乡建设委", "市住房城建委"]
    with pytest.raises(Invalid) as refused:
        clerk.unite_names(doubt["key"])
    assert refused.value.code == "nobody_known"
    clerk.set_party(
        "市住房城乡建设委", {"to": "create", "full_name": "云川市住房和城乡建设委员会", "kind": "department"}
    )
    clerk.unite_names(doubt["key"])
    assert clerk.review["names"]["市住房城建委"] == clerk.review["names"]["市住房城乡建设委"]
    assert doubt["key"] in clerk.review["settled"]
    clerk.undo()
    assert "市住房城建委" not in clerk.review["names"]
    assert doubt["key"] not in clerk.review["settled"]


def test_another_name_of_one_that_was_left_out_is_left_out_too(city: City, now: datetime) -> None:
    clerk = Clerk(draft_of(city, now, TWO_NAMES), city, now)
    clerk.set_party("市住房城乡建设委", {"to": "left_out", "reason": "不属本市"})
    clerk.unite_names(two_names(clerk)["key"])
    assert clerk.review["names"]["市住房城建委"]["to"] == "left_out"
    assert clerk.review["names"]["市住房城建委"]["reason"] == "不属本市"


def test_a_name_left_out_is_not_offered_as_who_answers(clerk: Clerk) -> None:
    item = clerk.item("三")
    clerk.name_parties(item["id"])
    clerk.set_party("各县区政府", {"to": "left_out", "reason": "没有名单"}, only_item=item["id"])
    asked = next(point for point in points(clerk, "nobody") if point.where == "三")
    assert [choice.act for choice in asked.choices] == ["item", "copy_parties", "waive_item"]
    source = clerk.item("二/（二）/4")["id"]
    assert dict(asked.choices[1].fields)["source"] == source


def test_whether_two_names_are_one_agency_is_asked_when_one_of_them_is_known(city: City, now: datetime) -> None:
    clerk = Clerk(draft_of(city, now, TWO_NAMES), city, now)
    key = two_names(clerk)["key"]
    blocking = [point.key for point in page_of(clerk).points if point.blocking]
    assert len(blocking) > 2
    assert blocking[-1] == key
    clerk.set_party("市住房城建委", {"to": "create", "full_name": "云川市住房和城乡建设委员会", "kind": "department"})
    assert page_of(clerk).points[0].key == key


def test_two_agencies_are_not_made_one_by_their_names(city: City, now: datetime) -> None:
    for name in ("市住房城乡建设委", "市住房城建委"):
        organisation.create_agency(
            city.jurisdiction, name=f"云川{name}", short_name=name, kind=AgencyKind.DEPARTMENT, actor=None, now=now
        )
    clerk = Clerk(draft_of(city, now, TWO_NAMES), city, now)
    with pytest.raises(Invalid) as refused:
        clerk.unite_names(two_names(clerk)["key"])
    assert refused.value.code == "two_known"


def test_a_change_settles_the_doubts_about_what_was_changed(city: City, now: datetime) -> None:
    text = PLAN_TEXT.replace("市数据局、市司法局分别牵头落实", "市数据局、市司法局等部门分别牵头落实")
    clerk = Clerk(draft_of(city, now, text), city, now)
    item = clerk.item("二/（一）/2")
    clerk.edit_item(item["id"], edited(item))
    assert len(points(clerk, "reader")) == 1, "saved as it was: nothing is answered"
    clerk.edit_item(item["id"], edited(item, heading="公开指南"))
    assert len(points(clerk, "reader")) == 1, "another field"
    parties = [*item["clauses"][0]["parties"], {"name": "市财政局", "role": "lead"}]
    clerk.edit_item(item["id"], edited(item, clauses=[{**item["clauses"][0], "parties": parties}]))
    assert points(clerk, "reader") == []


def test_a_date_that_was_read_stays_with_the_half_that_says_it(city: City, now: datetime) -> None:
    text = PLAN_TEXT.replace("旁听意见写进会议纪要", "2026年10月底前完成整改。整改后开展测评")
    clerk = Clerk(draft_of(city, now, text), city, now)
    item = clerk.item("二/（一）/3")
    clerk.split_item(item["id"], item["text"].index("整改后"))
    assert clerk.item("二/（一）/3")["due_on"] == "2026-10-31"
    assert clerk.item("二/（一）/3-2")["due_on"] == ""


def test_accepting_the_rest_leaves_what_blocks(clerk: Clerk) -> None:
    with_sentence(clerk)
    clerk.settle_rest("按原文办理")
    assert points(clerk, "sentence")
    assert points(clerk, "party")


def test_a_plan_without_title_or_completion_date_blocks(clerk: Clerk) -> None:
    clerk.set_header({"title": ""})
    clerk.set_settings({"completion_on": ""})
    assert {point.key for point in points(clerk, "header")} == {"header:title", "header:completion"}


def test_the_rule_of_the_document_is_the_setting(clerk: Clerk) -> None:
    assert clerk.review["settings"]["plan_working_days"] == 20
    clerk.set_settings({"plan_working_days": 30})
    assert clerk.review["settings"]["plan_working_days"] == 30


# -- undo, staleness, access -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["edit", "merge", "split", "boundary", "waive", "party", "settings", "sentence"])
def test_the_last_act_can_be_undone(clerk: Clerk, act: str) -> None:
    key = with_sentence(clerk)
    before = clerk.review
    item = clerk.item("二/（一）/3")
    acts: dict[str, Any] = {
        "edit": lambda: clerk.edit_item(item["id"], edited(item, heading="旁听", clauses=[])),
        "merge": lambda: clerk.merge_item(item["id"]),
        "split": lambda: clerk.split_item(item["id"], 5),
        "boundary": lambda: clerk.move_boundary(item["id"], cut_before("旁听意见")),
        "waive": lambda: clerk.waive_item(item["id"], "不是任务"),
        "party": lambda: clerk.set_party("市信访办", {"to": "left_out", "reason": "已撤并"}),
        "settings": lambda: clerk.set_settings({"plan_working_days": 45}),
        "sentence": lambda: clerk.place_sentence(key, "own_item"),
    }
    acts[act]()
    assert {k: v for k, v in clerk.review.items() if k not in ("undo", "log")} != {
        k: v for k, v in before.items() if k not in ("undo", "log")
    }
    clerk.undo()
    assert {k: v for k, v in clerk.review.items() if k not in ("undo", "log")} == {
        k: v for k, v in before.items() if k not in ("undo", "log")
    }


def test_nothing_is_undone_twice(clerk: Clerk) -> None:
    clerk.set_settings({"plan_working_days": 45})
    clerk.undo()
    with pytest.raises(Invalid):
        clerk.undo()


def test_a_stale_act_is_refused_and_says_what_happened(city: City, now: datetime, clerk: Clerk) -> None:
    second = organisation.create_user("clerk2", "周岚", password=None, actor=None, now=now)
    organisation.add_membership(second, city.office, Role.CLERK, actor=None, now=now)
    revision = ImportDraft.objects.get(pk=clerk.pk).revision
    item = clerk.item("二/（二）/5")
    imports.waive_item(clerk.pk, item["id"], "不是任务", revision=revision, actor=second, now=now)
    with pytest.raises(TransitionRefused) as refused:
        imports.undo(clerk.pk, revision=revision, actor=city.clerk, now=now)
    assert "周岚" in str(refused.value.happened[0])
    assert clerk.item("二/（二）/5")["waived"] == "不是任务"


def test_a_refused_act_leaves_no_trace(clerk: Clerk) -> None:
    before = ImportDraft.objects.get(pk=clerk.pk)
    with pytest.raises(Invalid):
        clerk.waive_item("i1", "")
    after = ImportDraft.objects.get(pk=clerk.pk)
    assert (after.revision, after.review) == (before.revision, before.review)


@pytest.mark.parametrize("person", ["officer", "leader", "inspector", "county_head"])
def test_nobody_else_touches_the_draft(city: City, now: datetime, clerk: Clerk, person: str) -> None:
    actor: User = getattr(city, person)
    with pytest.raises(NotVisible):
        imports.waive_item(clerk.pk, "i1", "不是任务", revision=0, actor=actor, now=now)
    with pytest.raises(NotVisible):
        open_page(clerk.pk, actor)


def test_review_writes_nothing_into_the_register(clerk: Clerk) -> None:
    before = Agency.objects.count()
    clerk.set_party("市信访办", {"to": "create", "kind": "department"})
    assert Agency.objects.count() == before

"""What was decided about one document is proposed for the next of the jurisdiction, and never applied by itself."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.builders import City
from tests.workflow.importing import (
    PLAN_TEXT,
    Clerk,
    add_sentence,
    add_words,
    county_set,
    draft_of,
    settle_rest,
)
from workflow.errors import Invalid
from workflow.models import AgencyAlias, ImportDraft, Plan, PlanDoubt, RememberedDecision
from workflow.scope import Scope
from workflow.services import organisation, plan_doubts
from workflow.services.imports.page import open_page
from workflow.status import Act, JurisdictionLevel

pytestmark = pytest.mark.django_db

NEXT_YEAR = PLAN_TEXT.replace("2026", "2027")
WORD = "每季度"


@pytest.fixture
def year(city: City, now: datetime) -> Plan:
    """The plan of one year, with a list by hand, a name left out, an item waived, a sentence and words."""
    county_set(city, now)
    clerk = Clerk(draft_of(city, now), city, now)
    sentence = add_sentence(clerk)
    words = add_words(clerk, "办事指南", WORD)
    clerk.place_sentence(sentence, "named", name="preamble")
    clerk.pin_word(words[0], "quota:quarter:2")
    clerk.mark_word(words[1], "随进展报送说明")
    clerk.set_party("市信访办", {"to": "left_out", "reason": "已撤销"})
    clerk.set_party("有关部门", {"to": "members", "names": ["市数据局", "市司法局"]})
    _answer_for_four(clerk)
    for item in clerk.review["items"]:
        if not item["clauses"]:
            clerk.waive_item(item["id"], "不是任务")
    settle_rest(clerk)
    plan: Plan = clerk.commit()
    return plan


def _answer_for_four(clerk: Clerk) -> None:
    """Item 4 loses its lead with the name left out: another agency leads it."""
    item = clerk.item("二/（二）/4")
    parties = [{"name": "市数据局", "role": "lead"}, {"name": "有关部门", "role": "partner"}]
    parties.append({"name": "市信访办", "role": "partner"})
    values = {key: item[key] for key in ("number", "heading", "text", "due_on", "limits", "recurrences")}
    clerk.edit_item(item["id"], values | {"clauses": [{**item["clauses"][0], "parties": parties}]})


@pytest.fixture
def clerk(city: City, now: datetime, year: Plan) -> Clerk:
    """The clerk at the plan of the next year."""
    later = now + timedelta(days=30)
    clerk = Clerk(draft_of(city, later, NEXT_YEAR), city, later)
    add_sentence(clerk)
    add_words(clerk, "办事指南", WORD)
    return clerk


def _points(clerk: Clerk) -> dict[str, Any]:
    return {point.key: point for point in open_page(clerk.pk, clerk.actor).points}


def _recalled(clerk: Clerk) -> dict[str, str]:
    return {
        point.key.partition(":")[0] if point.kind != "party" else point.key: point.choices[0].label
        for point in _points(clerk).values()
        if point.recalled
    }


def test_earlier_decisions_are_the_first_choice_with_their_source(clerk: Clerk, year: Plan) -> None:
    points = _points(clerk)
    collective = points["party:有关部门"]
    assert collective.choices[0].act == "recall"
    assert "市数据局、市司法局" in collective.choices[0].label
    assert year.title in collective.recalled
    assert str(clerk.actor) in collective.recalled
    assert "已撤销" in points["party:市信访办"].choices[0].label
    found = _recalled(clerk)
    assert "不是任务" in found["nobody"]
    assert "sentence" in found


def test_nothing_is_applied_by_itself(clerk: Clerk) -> None:
    review = clerk.review
    assert review["names"] == {}
    assert review["settled"] == {}
    assert not any(item["waived"] for item in review["items"])
    assert not any(word["how"] for item in review["items"] for word in item["vague"])


def test_one_point_is_decided_as_before_and_undone(clerk: Clerk, year: Plan) -> None:
    clerk.recall_points(["party:有关部门"])
    decision = clerk.review["names"]["有关部门"]
    assert (decision["to"], decision["as_in"]) == ("members", year.pk)
    assert "party:市信访办" in _points(clerk)
    clerk.undo()
    assert "有关部门" not in clerk.review["names"]


def test_all_are_decided_as_before_in_one_act(clerk: Clerk, year: Plan) -> None:
    before = _recalled(clerk)
    clerk.recall_points([])
    assert len(before) >= 4
    assert _recalled(clerk) == {}
    waived = [item for item in clerk.review["items"] if item["waived"]]
    assert [item["waived"] for item in waived] == ["不是任务"] * len(waived)
    assert {said["as_in"] for said in clerk.review["settled"].values() if "as_in" in said} == {year.pk}
    _answer_for_four(clerk)
    settle_rest(clerk)
    assert clerk.commit().title.find("2027") > 0


def test_a_changed_mind_replaces_what_was_remembered(clerk: Clerk, city: City, now: datetime) -> None:
    clerk.set_party("有关部门", {"to": "left_out", "reason": "另行通知"})
    clerk.recall_points([])
    assert clerk.review["names"]["有关部门"]["to"] == "left_out"
    _answer_for_four(clerk)
    settle_rest(clerk)
    clerk.commit()
    third = Clerk(draft_of(city, now, PLAN_TEXT.replace("2026", "2028")), city, now)
    assert "另行通知" in _points(third)["party:有关部门"].choices[0].label


def test_words_are_pinned_and_marked_as_before(clerk: Clerk) -> None:
    item = clerk.item("二/（一）/2")
    first, second = item["vague"][-2:]
    clerk.recall_words([first["key"]])
    item = clerk.item("二/（一）/2")
    assert [word["how"] for word in item["vague"][-2:]] == ["pinned", ""]
    assert item["recurrences"][-1]["min_count"] == 2
    clerk.recall_words([])
    second = clerk.item("二/（一）/2")["vague"][-1]
    assert (second["how"], second["remark"]) == ("unmeasurable", "随进展报送说明")
    with pytest.raises(Invalid):
        clerk.recall_words([])


def test_a_date_that_has_passed_is_not_proposed(clerk: Clerk) -> None:
    row = RememberedDecision.objects.filter(kind="wording", answer__how="pinned").first()
    assert row is not None
    RememberedDecision.objects.filter(kind="wording", answer__how="pinned").update(
        answer=row.answer | {"told": "date:2001-05-01"}
    )
    with pytest.raises(Invalid):
        clerk.recall_words([clerk.item("二/（一）/2")["vague"][-2]["key"]])


def test_members_that_left_the_register_are_not_proposed(clerk: Clerk, city: City) -> None:
    RememberedDecision.objects.filter(kind="name", answer__to="members").update(
        answer={"to": "members", "agencies": [city.agency.pk, 10_000_000]}
    )
    point = _points(clerk)["party:有关部门"]
    assert point.recalled == ""
    with pytest.raises(Invalid):
        clerk.recall_points(["party:有关部门"])


def test_another_jurisdiction_knows_nothing_of_it(clerk: Clerk, city: City) -> None:
    county = organisation.create_jurisdiction(
        "川东县", JurisdictionLevel.COUNTY, actor=None, now=clerk.now, parent=city.jurisdiction
    )
    assert _recalled(clerk) != {}
    RememberedDecision.objects.update(jurisdiction=county)
    assert _recalled(clerk) == {}


def test_a_plan_of_another_office_keeps_its_title_until_it_is_issued(clerk: Clerk, city: City, year: Plan) -> None:
    Plan.objects.filter(pk=year.pk).update(office=city.other)
    assert year.title not in _points(clerk)["party:有关部门"].recalled
    Plan.objects.filter(pk=year.pk).update(status="issued")
    assert year.title in _points(clerk)["party:有关部门"].recalled


def test_doubts_settled_on_the_page_of_the_plan_are_remembered(clerk: Clerk, year: Plan) -> None:
    draft = ImportDraft.objects.select_related("document").get(pk=clerk.pk)
    start = draft.text.index("市数据局、市司法局")
    doubt = {"kind": "open_list", "message": "", "candidates": [], "at": [start, start + 9]}
    draft.review["doubts"] = [doubt | {"key": "d98"}, doubt | {"key": "d99", "at": [start, start + 5]}]
    draft.save(update_fields=["review"])
    assert not _points(clerk)["d98"].recalled
    asked = PlanDoubt.objects.create(plan=year, kind="open_list", phrase=draft.text[start : start + 9], order=99)
    plan_doubts.settle(year.pk, [asked.pk], "以清单为准", actor=clerk.actor, now=clerk.now)
    points = _points(clerk)
    assert "以清单为准" in points["d98"].choices[0].label
    assert not points["d99"].recalled, "another passage asks something else"
    clerk.recall_points(["d98"])
    assert clerk.review["settled"]["d98"]["reason"] == "以清单为准"


def test_the_page_offers_and_takes_it(clerk: Clerk, client: Client, year: Plan) -> None:
    client.force_login(clerk.actor)
    shown = client.get(f"/imports/{clerk.pk}/", {"doubt": "party:有关部门"}).content.decode()
    assert "照上次：" in shown
    assert year.title in shown
    revision = ImportDraft.objects.get(pk=clerk.pk).revision
    answer = client.post(f"/imports/{clerk.pk}/", {"act": "recall", "revision": revision})
    assert answer.status_code == 302
    assert _recalled(clerk) == {}
    words = client.get(f"/imports/{clerk.pk}/wording/", {"word": WORD}).content.decode()
    assert "照上次：不可量化" in words
    revision += 1
    answer = client.post(f"/imports/{clerk.pk}/wording/", {"act": "recall", "revision": revision})
    assert answer.status_code == 302


def test_the_memory_costs_one_query(clerk: Clerk, django_assert_num_queries: Any) -> None:
    clerk.actor.refresh_from_db()
    assert open_page(clerk.pk, clerk.actor).points
    with django_assert_num_queries(5):
        assert open_page(clerk.pk, clerk.actor).points


@pytest.mark.parametrize("runs_the_register", [True, False])
def test_an_alias_is_kept_by_the_register_or_else_remembered(
    clerk: Clerk, city: City, monkeypatch: pytest.MonkeyPatch, runs_the_register: bool
) -> None:
    clerk.set_party("市信访办", {"to": f"agency:{city.other.pk}"})
    clerk.recall_points([])
    settle_rest(clerk)
    if not runs_the_register:
        allows = Scope.allows
        monkeypatch.setattr(
            Scope, "allows", lambda scope, act, agency: act != Act.MANAGE_ORGANISATION and allows(scope, act, agency)
        )
    clerk.commit()
    assert AgencyAlias.objects.filter(agency=city.other, name="市信访办").exists() is runs_the_register
    remembered = RememberedDecision.objects.filter(kind="name", answer__to="agency", answer__id=city.other.pk)
    assert remembered.exists() is not runs_the_register


# -- plans saved before there was a memory -----------------------------------------------------------------------------


def _remembered() -> dict[tuple[str, str], tuple[Any, ...]]:
    rows = RememberedDecision.objects.values_list("kind", "key", "answer", "plan", "decided_by", "decided_at")
    return {(kind, key): tuple(rest) for kind, key, *rest in rows}


def test_a_plan_saved_before_is_remembered_as_it_would_have_been(
    clerk: Clerk, year: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _remembered()
    RememberedDecision.objects.all().delete()
    assert _recalled(clerk) == {}
    call_command("remember_decisions")
    assert f"{year.title}：{len(before)}条处理结果" in capsys.readouterr().out
    assert _remembered() == before
    assert len(_recalled(clerk)) >= 4
    call_command("remember_decisions")
    assert capsys.readouterr().out == "已记住 0 个计划的 0 条处理结果。\n"
    assert _remembered() == before


def test_a_later_answer_stays_whatever_is_remembered_late(clerk: Clerk, year: Plan) -> None:
    clerk.set_party("有关部门", {"to": "left_out", "reason": "另行通知"})
    clerk.recall_points([])
    _answer_for_four(clerk)
    settle_rest(clerk)
    clerk.commit()
    before = _remembered()
    RememberedDecision.objects.filter(plan=year).delete()
    call_command("remember_decisions")
    assert _remembered() == before


def test_answers_given_after_the_import_are_remembered_too(year: Plan, city: City, now: datetime) -> None:
    item = year.items.all()[0]
    PlanDoubt.objects.create(
        plan=year, item=item, order=90, kind="digit_reading", phrase="一二三", candidates=["123"], how="confirmed",
        reason="原文如此", settled_by=str(city.clerk), settled_at=now,
    )  # fmt: skip
    RememberedDecision.objects.all().delete()
    call_command("remember_decisions")
    assert RememberedDecision.objects.get(answer={"reason": "原文如此"}).plan == year

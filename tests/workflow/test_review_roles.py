"""What the clauses and limits of a reading become in the review: roles of agencies, limits in words."""

from datetime import datetime
from typing import Any

import pytest

from tests.builders import City
from tests.workflow.importing import PLAN_TEXT, Clerk, draft_of
from workflow.services.imports.origins import limit_words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("phrase", "roles"),
    [
        (
            "市数据局、市司法局分别牵头，各县区政府配合",
            {"市数据局": "lead", "市司法局": "lead", "各县区政府": "partner"},
        ),
        ("市数据局牵头，市司法局负责落实，市财政局配合", {"市数据局": "lead", "市司法局": "co", "市财政局": "partner"}),
        ("由市数据局牵头、市司法局参加", {"市数据局": "lead", "市司法局": "partner"}),
        ("市数据局牵头，会同市司法局落实", {"市数据局": "lead", "市司法局": "partner"}),
        ("各县区政府配合", {"各县区政府": "partner"}),
        (
            "市数据局、市司法局按职责分工负责，各县区政府配合",
            {"市数据局": "co", "市司法局": "co", "各县区政府": "partner"},
        ),
        (
            "牵头单位：市数据局；责任单位：市司法局；配合单位：市财政局",
            {"市数据局": "lead", "市司法局": "co", "市财政局": "partner"},
        ),
    ],
)
def test_who_only_helps_is_a_partner(city: City, now: datetime, phrase: str, roles: dict[str, str]) -> None:
    clerk = Clerk(draft_of(city, now, PLAN_TEXT.replace("市数据局、市司法局分别牵头落实", phrase)), city, now)
    parties = clerk.item("二/（一）/2")["clauses"][0]["parties"]
    assert {party["name"]: party["role"] for party in parties} == roles


def test_those_a_text_names_answer_beside_the_helpers_its_bracket_names(city: City, now: datetime) -> None:
    told = PLAN_TEXT.replace("（市数据局、市司法局分别牵头落实）。", "。各县区政府要组织好（市财政局配合）。")
    clerk = Clerk(draft_of(city, now, told), city, now)
    item = clerk.item("二/（一）/2")
    assert item["named"] == ["各县区政府"]
    clerk.name_parties(item["id"])
    parties = [party for clause in clerk.item("二/（一）/2")["clauses"] for party in clause["parties"]]
    assert parties == [{"name": "市财政局", "role": "partner"}, {"name": "各县区政府", "role": "co"}]


def test_helpers_of_the_whole_document_are_partners(city: City, now: datetime) -> None:
    text = PLAN_TEXT.replace("三、保障措施\n", "三、保障措施\n\n以上各项任务均由市财政局配合。\n")
    clerk = Clerk(draft_of(city, now, text), city, now)
    parties = [party for item in clerk.review["items"] for clause in item["clauses"] for party in clause["parties"]]
    helping = [party["role"] for party in parties if party["name"] == "市财政局"]
    assert helping
    assert set(helping) == {"partner"}


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"kind": "before_event", "value": "P14D", "event": "调查"}, "调查前 14 天"),
        (
            {"kind": "before_event", "value": "P5D", "event": "作出决定", "period": "working_days"},
            "作出决定前 5 个工作日",
        ),
        ({"kind": "before_event", "value": "PT48H", "event": "召开"}, "召开前 48 小时"),
        ({"kind": "hours_after_event", "value": "24", "event": "发现"}, "发现后 24 小时"),
    ],
)
def test_a_limit_is_told_in_words(limit: Any, words: str) -> None:
    made: Any = {"phrase": "", "at": None, **limit}
    told = limit_words([made], [])
    assert told.replace(" ", "") == words.replace(" ", "")

"""What the draft takes from the layout of the document: the headings items stand under, and the dates of stages."""

from datetime import datetime

import pytest

from tests.builders import City
from tests.workflow.importing import Clerk, draft_of
from workflow.services.imports import layout

pytestmark = pytest.mark.django_db

STAGED = """云川市2026年政务公开试点工作方案
一、实施步骤
（一）启动准备阶段（2026年9月30日前）
各单位制定试点方案。（市数据局牵头）
（二）组织实施阶段（2026年10月至2027年2月）
各单位推进试点任务。（市司法局牵头）
云川市人民政府办公室
2026年9月1日
"""


def test_items_stand_under_the_heading_of_their_own_section(city: City, now: datetime) -> None:
    text = (
        "云川市2026年政务公开工作要点\n一、高质量推进公开\n（一）公开指南。\n1.写明办事指南。（市数据局牵头）\n"
        "2.公开目录。（市司法局牵头）\n（二）公开结果。（市数据局牵头）\n二、提升服务\n（一）开通热线。（市司法局牵头）\n"
        "云川市人民政府办公室\n2026年3月1日\n"
    )
    clerk = Clerk(draft_of(city, now, text), city, now)
    assert {item["number"]: item["category"] for item in clerk.review["items"]} == {
        "一/（一）/1": "（一）公开指南",
        "一/（一）/2": "（一）公开指南",
        "一/（二）": "一、高质量推进公开",
        "二/（一）": "二、提升服务",
    }


def test_a_number_alone_on_its_line_goes_with_the_heading_below() -> None:
    clean = "一、\n高质量推进公开\n任务\n二、\n提升服务"
    spans = [[0, 2], [3, 10], [14, 16], [17, 21]]
    assert layout.headings_of(spans, clean) == [(0, "一、高质量推进公开"), (14, "二、提升服务")]


def test_an_item_of_a_stage_is_due_at_its_end(city: City, now: datetime) -> None:
    clerk = Clerk(draft_of(city, now, STAGED), city, now)
    assert [item["due_on"] for item in clerk.review["items"]] == ["2026-09-30", "2027-02-28"]


def test_a_document_that_names_no_year_of_its_own_ends_with_its_latest_date(city: City, now: datetime) -> None:
    undated = STAGED.replace("云川市2026年", "云川市").replace("2026年9月1日\n", "")
    clerk = Clerk(draft_of(city, now, undated), city, now)
    assert clerk.review["settings"]["completion_on"] == "2027-12-31"

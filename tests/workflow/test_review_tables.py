"""Out of a table: who stands in the column of helpers helps, and an empty cell is asked about once."""

from datetime import date, datetime

import pytest

from tests.builders import City
from tests.workflow.importing import Clerk, draft_of
from tests.workflow.reading.grids import source
from workflow.reading import read
from workflow.services.imports.layout import begin
from workflow.services.imports.page import open_page
from workflow.services.imports.parties import Parties
from workflow.services.imports.points import open_points
from workflow.services.imports.rereading import told
from workflow.services.imports.source import Paragraph
from workflow.services.matching import load_register
from workflow.status import PartyRole


def test_the_column_decides_whether_somebody_helps_or_answers() -> None:
    reading = read(
        source(
            "云川市2026年政务公开任务分解表",
            [
                ["序号", "任务", "牵头单位", "责任单位", "配合单位"],
                ["1", "建设平台", "市数据局", "市教育局", "市财政局、市司法局"],
            ],
        )
    )
    review = begin(told(reading), reading.clean, date(2026, 1, 1))
    parties = {party["name"]: party["role"] for clause in review["items"][0]["clauses"] for party in clause["parties"]}
    assert parties == {
        "市数据局": PartyRole.LEAD,
        "市教育局": PartyRole.CO,
        "市财政局": PartyRole.PARTNER,
        "市司法局": PartyRole.PARTNER,
    }


@pytest.mark.django_db
def test_an_empty_cell_of_agencies_is_asked_about_once(city: City, now: datetime) -> None:
    reading = read(
        source(
            "云川市2026年政务公开任务分解表",
            [
                ["序号", "任务", "牵头单位", "完成时限"],
                ["1", "建设平台", "市数据局", "6月底前"],
                ["2", "举办培训", "", "9月底前"],
            ],
        )
    )
    review = begin(told(reading), reading.clean, now.date())
    assert [doubt["kind"] for doubt in review["items"][1]["doubts"]].count("cell_missing") == 1
    asked = open_points(review, Parties(review, load_register(city.office)))
    assert [point.kind for point in asked if point.item_id == review["items"][1]["id"]] == ["nobody"]


@pytest.mark.django_db
def test_agencies_taken_from_another_row_answer_for_the_empty_cell(city: City, now: datetime) -> None:
    table = (
        "云川市2026年政务公开任务分解表\n\n| 序号 | 任务 | 牵头单位 | 完成时限 |\n|---|---|---|---|\n"
        "| 1 | 建设平台 | 市数据局 | 6月底前 |\n| 2 | 举办培训 |  | 9月底前 |\n| 3 | 公开目录 | 市司法局 | 9月底前 |\n"
    )
    clerk = Clerk(draft_of(city, now, table), city, now)
    first, empty = clerk.review["items"][:2]
    assert [doubt["kind"] for doubt in empty["doubts"]].count("cell_missing") == 1
    clerk.copy_parties(empty["id"], first["id"])
    asked = open_points(clerk.review, Parties(clerk.review, load_register(city.office)))
    assert [point.kind for point in asked if point.item_id == empty["id"] or point.where == empty["number"]] == []


@pytest.mark.django_db
def test_a_doubt_about_a_whole_table_leaves_its_lines_to_what_stands_in_them(city: City, now: datetime) -> None:
    rows = "".join(
        f"{number}\n把第{number}件事的办事指南逐条写明白，公布在门户网站\n市数据局\n市司法局\n"
        for number in range(1, 16)
    )
    text = f"云川市2026年政务公开任务分解表\n云川市人民政府办公室\n序号\n任务\n牵头单位\n配合单位\n{rows}"
    draft = draft_of(city, now, text)
    page = open_page(draft.pk, city.clerk)
    wide = next(
        point for point in page.points if point.kind == "reader" and point.at and point.at[1] - point.at[0] > 400
    )
    marked = [
        run.text for line in page.source() if isinstance(line, Paragraph) for run in line.runs if run.key == wide.key
    ]
    assert "".join(marked) == "序号"
    quote = page.places.quote(wide.at)
    assert quote is not None
    assert len(quote.marked) < 300

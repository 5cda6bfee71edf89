"""Out of a table: who stands in the column of helpers helps, and an empty cell is asked about once."""

from datetime import date, datetime

import pytest

from tests.builders import City
from tests.workflow.reading.grids import source
from workflow.reading import read
from workflow.services.imports.layout import begin
from workflow.services.imports.parties import Parties
from workflow.services.imports.points import open_points
from workflow.services.imports.repairs import told
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

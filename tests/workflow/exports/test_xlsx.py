"""What is written is what is read back; text never becomes a formula."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from workflow.exports.xlsx import Value, write_sheet


def read(content: bytes) -> list[list[tuple[object, str]]]:
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK(1)", "@SUM(A1)", "+1", "-1", "2026-10-13", "007", "#REF!"])
def test_text_stays_text(text: str) -> None:
    assert read(write_sheet("台账", ["内容"], [[text]]))[1] == [(text, "s")]


def test_a_heading_is_text_too() -> None:
    assert read(write_sheet("台账", ["=内容"], []))[0] == [("=内容", "s")]


def test_numbers_dates_and_gaps_keep_their_kind() -> None:
    row: list[Value] = [3, date(2026, 10, 20), None, "市数据局"]
    assert read(write_sheet("台账", ["a", "b", "c", "d"], [row]))[1] == [
        (3, "n"),
        (datetime(2026, 10, 20), "d"),  # noqa: DTZ001 -- Excel knows no time zone
        (None, "n"),
        ("市数据局", "s"),
    ]


def test_control_characters_and_forbidden_titles_do_not_stop_it() -> None:
    content = write_sheet("台账[2026]:全部/导出 很长很长很长很长很长很长很长很长的标题", ["a"], [["一\x0b二"]])
    assert read(content)[1] == [("一二", "s")]


def test_rows_may_come_from_a_generator_longer_than_the_sample() -> None:
    content = write_sheet("n", ["n"], ([number] for number in range(1000)))
    assert len(read(content)) == 1001

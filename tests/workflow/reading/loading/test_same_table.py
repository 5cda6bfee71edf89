"""A plan of text and a long table under two rows of headers, in every format a clerk may have it in."""

from collections.abc import Callable

import docx
import pytest

from tests.workflow.reading.lines import lines_of
from tests.workflow.reading.loading import files
from workflow.reading import read
from workflow.reading.loading import load_apart

TITLE = "鹿鸣市2027年国土绿化任务分工表"
HEADER = [
    ["序号", "工作任务", "工作内容", "责任分工", "", "完成时限"],
    ["", "", "", "负责单位", "协办单位", ""],
]
AREAS = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 1, 5)]
"""Merged cells: first row and column, last row and column."""
TASKS = [
    [
        "1",
        "编制设计",
        "编制造林作业设计，明确造林地块、树种和技术要求，报市林业局审查备案",
        "造林科",
        "市林业调查规划院",
        "2月底前",
    ],
    ["2", "义务植树", "组织全民义务植树月活动，设置义务植树点不少于20处", "绿化办公室", "各国有林场", "3月"],
    ["3", "苗木抽检", "开展苗木质量抽检，抽检合格率不低于95%", "市林木种苗站", "", "3月、10月"],
    [
        "4",
        "古树复壮",
        "实施古树名木抢救复壮工程，复壮古树120株",
        "资源管理科",
        "市园林绿化中心\n市林业科学院",
        "9月底前",
    ],
    ["5", "智慧平台", "建设智慧林业监测平台，实现重点林区视频监控全覆盖", "信息中心", "森林防火科", "12月底前"],
    ["6", "秋季普查", "开展松材线虫病秋季普查，清理枯死松木", "市森林病虫害防治站", "各国有林场", "10月底前"],
    ["7", "核查验收", "开展造林成效核查验收，形成核查报告", "造林科", "市林业调查规划院", "12月15日前"],
]
REMARK = "注：造林面积按验收结果计算。"
EXPECTED = [
    "1 编制设计 | lead_with 造林科 + 市林业调查规划院 | 2027-02-28 |",
    "2 义务植树 | lead_with 绿化办公室 + 各国有林场 | 2027-03-31 |",
    "3 苗木抽检 | lead 市林木种苗站 | 2027-03-31 2027-10-31 |",
    "4 古树复壮 | lead_with 资源管理科 + 市园林绿化中心、市林业科学院 | 2027-09-30 |",
    "5 智慧平台 | lead_with 信息中心 + 森林防火科 | 2027-12-31 |",
    "6 秋季普查 | lead_with 市森林病虫害防治站 + 各国有林场 | 2027-10-31 |",
    "7 核查验收 | lead_with 造林科 + 市林业调查规划院 | 2027-12-15 |",
]
ROWS = [*HEADER, *TASKS]


def as_docx() -> bytes:
    made = docx.Document()
    made.add_paragraph(TITLE)
    table = made.add_table(len(ROWS), len(ROWS[0]))
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    for top, left, bottom, right in AREAS:
        written = table.cell(top, left).text
        table.cell(top, left).merge(table.cell(bottom, right)).text = written
    made.add_paragraph(REMARK)
    return files.saved(made)


def as_markup() -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in AREAS}
    covered = {(r, c) for t, left, b, right in AREAS for r in range(t, b + 1) for c in range(left, right + 1)} - set(
        spans
    )
    rows = ""
    for row, texts in enumerate(ROWS):
        rows += "<tr>"
        for column, text in enumerate(texts):
            if (row, column) not in covered:
                down, across = spans.get((row, column), (1, 1))
                rows += f"<td rowspan={down} colspan={across}>{text.replace(chr(10), '<br>')}</td>"
        rows += "</tr>"
    # So narrow that most cells are broken, and the page so low that the table goes over several.
    style = "@page { size: A5; margin: 15mm } table { border-collapse: collapse; width: 100% } td { border: 1px solid }"
    return (
        f'<html><head><meta charset="utf-8"><style>{style}</style></head>'
        f"<body><p>{TITLE}</p><table>{rows}</table><p>{REMARK}</p></body></html>"
    )


def as_workbook() -> list[list[object]]:
    return [[TITLE, *[""] * 5], *ROWS, [REMARK, *[""] * 5]]  # type: ignore[list-item]


def as_pipes() -> bytes:
    head = ["序号", "工作任务", "工作内容", "负责单位", "协办单位", "完成时限"]
    lines = ["|".join(text.replace("\n", "、") for text in texts) for texts in [head, *TASKS]]
    return "\n".join([TITLE, *lines, REMARK]).encode("utf-16")


def as_flat() -> bytes:
    """One cell a line, as it comes when a table is copied; empty cells leave nothing behind."""
    head = ["序号", "工作任务", "工作内容", "负责单位", "协办单位", "完成时限"]
    cells = [text.replace("\n", "、") for texts in [head, *TASKS] for text in texts if text]
    return "\n".join([TITLE, *cells, REMARK]).encode("gb18030")


FORMATS: dict[str, Callable[[], bytes]] = {
    "plan.docx": as_docx,
    "plan.html": lambda: as_markup().encode(),
    "plan.pdf": lambda: files.printed(as_markup()),
    "plan.xlsx": lambda: files.xlsx_of(as_workbook(), ["A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3"]),
    "plan.txt": as_pipes,
}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_items_under_two_rows_of_headers(name: str) -> None:
    reading = read(load_apart(FORMATS[name](), name), filename=name)
    assert reading.header.title == TITLE
    assert lines_of(reading) == EXPECTED
    assert ["".join(item.text.split()) for item in reading.items] == [texts[2] for texts in TASKS]
    assert reading.coverage.unexplained == ()


def test_the_same_items_one_cell_a_line() -> None:
    reading = read(load_apart(as_flat(), "plan.txt"))
    expected = [*EXPECTED]
    expected[2] += " cell_column"
    assert lines_of(reading) == expected
    assert reading.coverage.unexplained == ()

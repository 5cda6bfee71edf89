"""Workbooks: one table a sheet, titles as paragraphs, merged cells as one."""

import datetime
import struct

import openpyxl
import pytest

from tests.workflow.reading.loading import files
from tests.workflow.reading.loading.shared import cells, lines, only_table, refused, spans
from workflow.reading import Source
from workflow.reading.loading import load

ROWS: list[list[str | float]] = [
    ["2026年重点任务分解表", "", "", ""],
    ["序号", "工作任务", "牵头单位", "完成时限"],
    [1, "建设平台\n开通热线", "市数据局", "6月底前"],
    [2.5, "举办培训", "", "12月底前"],
    ["备注：按季度报送", "", "", ""],
]
FOUND = {
    (0, 0): "序号",
    (0, 1): "工作任务",
    (0, 2): "牵头单位",
    (0, 3): "完成时限",
    (1, 0): "1",
    (1, 1): "建设平台\n开通热线",
    (1, 2): "市数据局",
    (1, 3): "6月底前",
    (2, 0): "2.5",
    (2, 1): "举办培训",
    (2, 3): "12月底前",
}
EMPTY = "<t:covered-table-cell/>"


def cell(text: str, attributes: str = "") -> str:
    inside = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
    return f"<t:table-cell {attributes}>{inside}</t:table-cell>"


def ods(*rows: str) -> bytes:
    """An OpenDocument workbook of rows of cells, its rest filled as LibreOffice does it."""
    end = '<t:table-cell t:number-columns-repeated="16380"/></t:table-row>'
    table = "".join(f"<t:table-row>{row}{end}" for row in rows)
    table += f'<t:table-row t:number-rows-repeated="1048570">{end}'
    return files.ods_with(f'<t:table t:name="任务">{table}</t:table>')


ODS = ods(
    cell(str(ROWS[0][0]), 't:number-columns-spanned="4"') + EMPTY * 3,
    "".join(cell(str(text)) for text in ROWS[1]),
    cell("1", 'office:value-type="float"')
    + cell("建设<text:span>平台</text:span>\n开通热线")
    + cell("市数据局", 't:number-rows-spanned="2"')
    + cell("6月底前"),
    cell("2.5") + cell("举办培训") + EMPTY + cell("12月底前"),
    cell(str(ROWS[4][0])),
)


def workbook(kind: str) -> bytes:
    if kind == "xlsx":
        return files.xlsx_of([["" if cell == "" else cell for cell in row] for row in ROWS], ["A1:D1", "C3:C4"])
    return files.xls_of(ROWS, [(0, 0, 0, 3), (2, 3, 2, 2)]) if kind == "xls" else ODS


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_the_same_sheet_in_every_format(kind: str) -> None:
    source = load(workbook(kind), "plan")
    table = only_table(source)
    assert source.kind == kind
    assert cells(source, table) == FOUND
    assert spans(table) == {(1, 2): (2, 1)}
    assert lines(source)[0] == "2026年重点任务分解表"
    assert lines(source)[-1] == "备注：按季度报送"
    assert source.text[slice(*table.at)].startswith("序号\t工作任务")


def test_sheets_rows_and_columns_that_hold_nothing_go() -> None:
    book = openpyxl.Workbook()
    first = book.create_sheet("任务", 1)
    first["C4"], first["D4"], first["C6"], first["D6"] = "序号", "任务", 1, "甲"
    second = book.create_sheet("时限", 2)
    second["A1"], second["B1"], second["A2"], second["B2"] = "任务", "时限", "乙", datetime.date(2026, 3, 5)
    hidden = book.create_sheet("草稿", 3)
    hidden["A1"], hidden["B1"], hidden.sheet_state = "丙", "丁", "hidden"
    source = load(files.saved(book), "plan.xlsx")
    assert [table.name for table in source.tables] == ["任务", "时限"]
    assert cells(source, source.tables[0]) == {(0, 0): "序号", (0, 1): "任务", (1, 0): "1", (1, 1): "甲"}
    assert cells(source, source.tables[1])[1, 1] == "2026-03-05"
    assert "丙" not in source.text
    assert source.notes == ("hidden_sheet",)


def test_one_cell_over_everything_is_a_paragraph() -> None:
    row = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row></sheetData>'
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    source = load(files.xlsx_with(row + merged), "plan.xlsx")
    assert (source.text, source.tables) == ("甲\n", ())


def test_days_of_an_open_workbook() -> None:
    row = cell("甲") + cell("5.3.26", 'office:value-type="date" office:date-value="2026-03-05"')
    source = load(ods(row, row), "plan.ods")
    assert lines(source) == ["甲\t2026-03-05"] * 2


def test_links_formulas_and_objects_are_neutral() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"] = "任务", "[\\\\host\\share\\book.xlsx]S!A1"
    sheet["A2"], sheet["B2"] = "甲", '=HYPERLINK("http://example.invalid/")'
    source = load(files.saved(book), "plan.xlsx")
    assert isinstance(source, Source)
    assert lines(source)[1].split("\t")[0] == "甲"


def test_workbooks_that_cannot_be_read() -> None:
    assert refused(files.xlsx_with("<sheetData/>")) == "no_text"
    assert refused(files.ods_with("<t:table/>")) == "no_text"
    assert refused(files.ole({"Workbook": b"nothing"})) == "damaged"
    far = '<c r="{}" t="inlineStr"><is><t>甲</t></is></c>'
    tall = "".join(f'<row r="{row}">{far.format(f"A{row}")}</row>' for row in (1, 60_000))
    assert refused(files.xlsx_with(f"<sheetData>{tall}</sheetData>")) == "too_long"


def test_an_encrypted_open_workbook() -> None:
    parts = files.parts_of(files.ods_with(""))
    parts["META-INF/manifest.xml"] = '<m:manifest xmlns:m="urn:x"><m:encryption-data/></m:manifest>'
    parts["content.xml"] = b"\x8b\x00\xff"
    assert refused(files.zipped(parts)) == "encrypted"


PARTLY_HIDDEN: list[list[str | float]] = [
    ["序号", "工作任务", "投资", "牵头单位"],
    ["1", "建平台", "300", "市数据局"],
    ["2", "已取消", "200", "市民政局"],
    ["3", "办培训", "100", "市数据局"],
]


def partly_hidden(kind: str) -> bytes:
    """The third row and the third column hidden; the agency of the last two rows is one merged cell."""
    if kind == "xlsx":
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in PARTLY_HIDDEN:
            sheet.append(row)
        sheet.merge_cells("D3:D4")
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        return files.saved(book)
    if kind == "xls":
        folded = files.record(0x0208, struct.pack("<HHHHHHHH", 2, 0, 4, 255, 0, 0, 0x20, 0))
        column = files.record(0x7D, struct.pack("<HHHHHH", 2, 2, 2048, 0, 1, 0))
        return files.xls_of(PARTLY_HIDDEN, [(2, 3, 3, 3)], beside=folded + column)
    columns = (
        '<t:table-column t:number-columns-repeated="2"/><t:table-column t:visibility="collapse"/><t:table-column/>'
    )
    rows = ""
    for number, texts in enumerate(PARTLY_HIDDEN):
        cells = "".join(cell(str(text)) for text in texts[:3])
        last = cell(str(texts[3]), 't:number-rows-spanned="2"' if number == 2 else "") if number != 3 else EMPTY
        shown = ' t:visibility="filter"' if number == 2 else ""
        rows += f"<t:table-row{shown}>{cells}{last}</t:table-row>"
    return files.ods_with(f'<t:table t:name="任务">{columns}{rows}</t:table>')


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_what_is_hidden_in_a_sheet_is_left_out_and_told(kind: str) -> None:
    source = load(partly_hidden(kind), "plan")
    found = {place: text for place, text in cells(source, only_table(source)).items() if text}
    assert found == {
        (0, 0): "序号",
        (0, 1): "工作任务",
        (0, 2): "牵头单位",
        (1, 0): "1",
        (1, 1): "建平台",
        (1, 2): "市数据局",
        (2, 0): "3",
        (2, 1): "办培训",
        (2, 2): "市民政局",
    }
    assert source.notes == ("hidden_cells",)


def test_nothing_is_told_where_nothing_hidden_holds_text() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in PARTLY_HIDDEN:
        sheet.append(row)
    sheet.column_dimensions["H"].hidden = True
    sheet.row_dimensions[40].hidden = True
    assert load(files.saved(book), "plan.xlsx").notes == ()

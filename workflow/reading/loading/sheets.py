"""Workbooks: one table a sheet that shows anything. .xlsx and .xls through calamine, .ods from its own XML."""

import io
from collections.abc import Iterator
from typing import Any

import lxml.etree
import python_calamine

from workflow.reading.loading.archive import check_parts, open_archive, read_part
from workflow.reading.loading.biff import written_beside
from workflow.reading.loading.builder import Builder, GridCell
from workflow.reading.loading.grids import Range, grid
from workflow.reading.loading.hidden import Hidden, hidden_in_older, hidden_places, without_hidden
from workflow.reading.loading.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from workflow.reading.loading.margins import open_workbook_margins, properties, sheet_names, workbook_margins
from workflow.reading.loading.ole import Container
from workflow.reading.loading.property_sets import STREAMS, texts
from workflow.reading.loading.refusals import refusal
from workflow.reading.source import Source

Element = Any

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
MANIFEST = "META-INF/manifest.xml"
COLUMN, ROW, CELL, COVERED = (
    TABLE + "table-column",
    TABLE + "table-row",
    TABLE + "table-cell",
    TABLE + "covered-table-cell",
)
LEFT_OUT = frozenset({OFFICE + "annotation", TEXT + "note", TEXT + "ruby-text", TABLE + "tracked-changes"})


def load_workbook(data: bytes, kind: str) -> Source:
    """An Excel workbook; hidden sheets, rows and columns are left out and noted. Its margins are what stands beside
    the cells of any sheet, and the names of the sheets."""
    if kind == "xlsx":
        with open_archive(data) as archive:
            check_parts(archive)
            beside = [*workbook_margins(archive), *properties(archive)]
            hidden = hidden_places(archive)
    else:
        container = Container(data)
        beside = list(_beside_older(container))
        hidden = _hidden_in(container)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError:
        raise refusal("encrypted") from None
    builder = Builder(kind)
    for line in (*sheet_names(sheet.name for sheet in book.sheets_metadata), *beside):
        builder.margin(line)
    for sheet in book.sheets_metadata:
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible != python_calamine.SheetVisibleEnum.Visible:
            builder.note("hidden_sheet")
            continue
        _add_sheet(builder, book.get_sheet_by_name(sheet.name), sheet.name, hidden.get(sheet.name, Hidden()))
    return builder.source()


def _beside_older(container: Container) -> Iterator[str]:
    for name in container.streams:
        if name in ("Workbook", "Book"):
            yield from written_beside(container.stream(name))
        elif name in STREAMS:
            yield from texts(container.stream(name))


def _hidden_in(container: Container) -> dict[str, Hidden]:
    name = next((name for name in container.streams if name in ("Workbook", "Book")), None)
    return hidden_in_older(container.stream(name)) if name else {}


def _add_sheet(builder: Builder, sheet: python_calamine.CalamineSheet, name: str, hidden: Hidden) -> None:
    top, left = sheet.start or (0, 0)
    if sheet.height > MAX_ROWS or sheet.height * min(sheet.width, MAX_COLUMNS) > MAX_CELLS * 2:
        raise refusal("too_long")
    merged = (
        (first[0] - top, first[1] - left, last[0] - top, last[1] - left)
        for first, last in sheet.merged_cell_ranges or ()
        if first[0] >= top and first[1] >= left
    )
    _add_shown(builder, grid(sheet.iter_rows(), merged), name, hidden.from_place(top, left))


def _add_shown(builder: Builder, cells: list[GridCell], name: str, hidden: Hidden) -> None:
    shown, is_lost = without_hidden(cells, hidden)
    if is_lost:
        builder.note("hidden_cells")
    builder.table(shown, name)


def load_ods(data: bytes) -> Source:
    """An OpenDocument workbook. Repeated rows and cells are unrolled as far as they hold anything."""
    with open_archive(data) as archive:
        if MANIFEST in archive.namelist() and b"encryption-data" in read_part(archive, MANIFEST):
            raise refusal("encrypted")
        check_parts(archive)
        parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            root = lxml.etree.fromstring(read_part(archive, "content.xml"), parser)
        except lxml.etree.XMLSyntaxError:
            raise refusal("damaged") from None
        beside = [*open_workbook_margins(archive, root), *properties(archive)]
    hidden = _hidden_styles(root)
    builder = Builder("ods")
    for line in (*sheet_names(sheet.get(TABLE + "name", "") for sheet in root.iter(TABLE + "table")), *beside):
        builder.margin(line)
    for sheet in root.iter(TABLE + "table"):
        if sheet.get(TABLE + "style-name") in hidden:
            builder.note("hidden_sheet")
            continue
        _add_shown(builder, _ods_cells(sheet), sheet.get(TABLE + "name", ""), _hidden_in_open(sheet))
    return builder.source()


def _hidden_styles(root: Element) -> set[str]:
    return {
        style.get(STYLE + "name", "")
        for style in root.iter(STYLE + "style")
        if any(part.get(TABLE + "display") == "false" for part in style.iter(STYLE + "table-properties"))
    }


def _hidden_in_open(sheet: Element) -> Hidden:
    """The rows and columns of an OpenDocument sheet that are folded or filtered away."""
    hidden = Hidden()
    for tag, places, most in ((ROW, hidden.rows, MAX_ROWS), (COLUMN, hidden.columns, MAX_COLUMNS)):
        place = 0
        for one in sheet.iter(tag):
            times = _times(one, "number-rows-repeated" if tag == ROW else "number-columns-repeated")
            if one.get(TABLE + "visibility", "visible") != "visible":
                places.update(range(place, min(place + times, most)))
            place += times
    return hidden


def _ods_cells(sheet: Element) -> list[GridCell]:
    rows: list[list[str]] = []
    merged: list[Range] = []
    for row in sheet.iter(ROW):
        cells = list(_row_cells(row))
        while cells and not cells[-1][0].strip() and cells[-1][1] == (1, 1):
            cells.pop()
        # What is repeated without end is the empty rest of the sheet.
        times = min(_times(row, "number-rows-repeated"), MAX_ROWS if cells else 1)
        if len(rows) + times > MAX_ROWS or (len(rows) + times) * len(cells) > MAX_CELLS * 2:
            raise refusal("too_long")
        for _ in range(times):
            number = len(rows)
            rows.append([text for text, _ in cells])
            for column, (_, (down, across)) in enumerate(cells):
                if down > 1 or across > 1:
                    merged.append((number, column, number + down - 1, column + across - 1))
    return grid(rows, merged)


def _row_cells(row: Element) -> Iterator[tuple[str, tuple[int, int]]]:
    count = 0
    for cell in row.iterchildren(CELL, COVERED):
        text = _shown(cell) if cell.tag == CELL else ""
        span = (_times(cell, "number-rows-spanned"), _times(cell, "number-columns-spanned"))
        for _ in range(_times(cell, "number-columns-repeated")):
            if count >= MAX_COLUMNS:
                return
            count += 1
            yield text, span


def _shown(cell: Element) -> str:
    """What the cell shows; days as 2026-03-05."""
    if cell.get(OFFICE + "value-type") == "date":
        day = str(cell.get(OFFICE + "date-value", ""))
        return day.removesuffix("T00:00:00").replace("T", " ")
    return "\n".join(_text(paragraph) for paragraph in cell.iterchildren(TEXT + "p", TEXT + "h"))


def _text(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == TEXT + "s":
            parts.append(" " * _times(child, "c", TEXT))
        elif child.tag == TEXT + "line-break":
            parts.append("\n")
        elif isinstance(child.tag, str) and child.tag not in LEFT_OUT:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _times(element: Element, name: str, space: str = TABLE) -> int:
    written = str(element.get(space + name, "1"))
    return max(1, int(written)) if written.isascii() and written.isdecimal() and len(written) < 9 else 1

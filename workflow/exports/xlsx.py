"""Excel files. Text stays text: openpyxl would write a string that begins with "=" as a formula."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from itertools import chain, islice

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value = str | int | date | None

_CELL_LIMIT = 32_767
_NARROWEST, _WIDEST = 8, 60
_LOOKED_AT = 200
_HEAD_FONT = Font(bold=True)
_HEAD_FILL = PatternFill("solid", fgColor="E6EBF1")
_TOP = Alignment(vertical="top", wrap_text=True)


def write_sheet(title: str, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """One sheet with a frozen header and a filter. Strings are written as strings whatever they begin with, dates as
    dates, numbers as numbers, None as an empty cell. Rows are read once and may be a generator."""
    book = Workbook(write_only=True)
    sheet: Worksheet = book.create_sheet(_sheet_title(title))
    iterator = iter(rows)
    # A write-only sheet wants its column widths before the first row.
    first = list(islice(iterator, _LOOKED_AT))
    for index, width in enumerate(_widths([list(header), *first]), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A2"
    head = [_cell(sheet, text) for text in header]
    for cell in head:
        if cell is not None:
            cell.font, cell.fill = _HEAD_FONT, _HEAD_FILL
    sheet.append(head)
    count = 1
    for row in chain(first, iterator):
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    if header:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{count}"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Worksheet, value: Value) -> Cell | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:_CELL_LIMIT])
        cell.data_type = "s"
    else:
        cell = WriteOnlyCell(sheet)
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
    cell.alignment = _TOP
    return cell


def _sheet_title(title: str) -> str:
    """Excel allows 31 characters and none of `[]:*?/\\`, and no apostrophe at either end."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip(" '") or "Sheet"


def _widths(rows: list[Sequence[Value]]) -> list[int]:
    columns = max((len(row) for row in rows), default=0)
    return [
        min(_WIDEST, max(_NARROWEST, 2 + max((_width(row[column]) for row in rows if column < len(row)), default=0)))
        for column in range(columns)
    ]


def _width(value: Value) -> int:
    """Width of the longest line in half-width characters; a Chinese character takes two."""
    lines = str("" if value is None else value).split("\n")
    return max(sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line) for line in lines)

"""Which rows and columns of a sheet somebody hid: what a person who opens the workbook does not see.

Rows and columns are counted from 0, as the sheet counts them.
"""

import posixpath
import re
import struct
import zipfile
from dataclasses import dataclass, field, replace
from typing import Any

import lxml.etree

from workflow.reading.loading.archive import read_part
from workflow.reading.loading.biff import records
from workflow.reading.loading.builder import GridCell
from workflow.reading.loading.limits import MAX_COLUMNS, MAX_ROWS

BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Rows and columns as every program writes them, so that a long sheet need not be parsed a second time.
ROW = re.compile(rb"<(?:\w{1,9}:)?row\b(?P<facts>[^>]{0,400})>")
COLUMNS = re.compile(rb"<(?:\w{1,9}:)?col\b(?P<facts>[^>]{0,400})>")
FACT = re.compile(rb"\b(?P<name>r|min|max|hidden)\s?=\s?[\"'](?P<value>\w{1,7})[\"']")

BEGIN, SHEET, ROW_RECORD, COLUMN_RECORD = 0x0809, 0x85, 0x0208, 0x7D
ROW_HIDDEN, COLUMN_HIDDEN = 0x20, 0x01


@dataclass(slots=True)
class Hidden:
    """The rows and columns of a sheet that are hidden."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)

    def from_place(self, top: int, left: int) -> "Hidden":
        """The same counted from the first row and column that hold something."""
        return Hidden({row - top for row in self.rows}, {column - left for column in self.columns})


def hidden_places(archive: zipfile.ZipFile) -> dict[str, Hidden]:
    """Of each sheet of an .xlsx, by its name, what is hidden in it."""
    names = set(archive.namelist())
    if BOOK not in names or RELATIONS not in names:
        return {}
    targets = {part.get("Id"): part.get("Target", "") for part in _parsed(archive, RELATIONS)}
    found: dict[str, Hidden] = {}
    for sheet in _parsed(archive, BOOK).iter("{*}sheet"):
        target = targets.get(sheet.get(LINK), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if part in names:
            found[sheet.get("name", "")] = _in_sheet(read_part(archive, part))
    return found


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = lxml.etree.fromstring(read_part(archive, name), parser)
    return lxml.etree.Element("none") if root is None else root


def _in_sheet(sheet: bytes) -> Hidden:
    hidden = Hidden()
    if b"hidden" not in sheet:
        return hidden
    for row in ROW.finditer(sheet):
        facts = _facts(row["facts"])
        if _is_set(facts) and 0 < _number(facts, "r") <= MAX_ROWS:
            hidden.rows.add(_number(facts, "r") - 1)
    for columns in COLUMNS.finditer(sheet[: max(sheet.find(b"sheetData"), 0)]):
        facts = _facts(columns["facts"])
        if _is_set(facts):
            hidden.columns.update(range(_number(facts, "min") - 1, min(_number(facts, "max"), MAX_COLUMNS)))
    return hidden


def _facts(written: bytes) -> dict[str, str]:
    return {fact["name"].decode(): fact["value"].decode() for fact in FACT.finditer(written)}


def _is_set(facts: dict[str, str]) -> bool:
    return facts.get("hidden") in {"1", "true"}


def _number(facts: dict[str, str], name: str) -> int:
    written = facts.get(name, "")
    return int(written) if written.isascii() and written.isdecimal() else 0


def hidden_in_older(stream: bytes) -> dict[str, Hidden]:
    """The same of an .xls ([MS-XLS] 2.4.221 Row, 2.4.53 ColInfo, 2.4.28 BoundSheet8), from its stream of records."""
    starts: dict[int, str] = {}
    found: dict[str, Hidden] = {}
    hidden = Hidden()
    for place, kind, content in records(stream):
        if kind == SHEET and len(content) > 8:
            starts[struct.unpack_from("<I", content)[0]] = _sheet_name(content)
        elif kind == BEGIN:
            hidden = found.setdefault(starts[place], Hidden()) if place in starts else hidden
        elif kind == ROW_RECORD and len(content) >= 14 and content[12] & ROW_HIDDEN:
            hidden.rows.add(struct.unpack_from("<H", content)[0])
        elif kind == COLUMN_RECORD and len(content) >= 10 and content[8] & COLUMN_HIDDEN:
            first, last = struct.unpack_from("<HH", content)
            hidden.columns.update(range(first, min(last, MAX_COLUMNS - 1) + 1))
    return found


def _sheet_name(content: bytes) -> str:
    count, wide = content[6], content[7] & 1
    return content[8:].decode("utf-16-le" if wide else "latin-1", "replace")[:count]


def without_hidden(cells: list[GridCell], hidden: Hidden) -> tuple[list[GridCell], bool]:
    """The cells that are shown, and whether text was left out; a merged cell that is shown in part is shown."""
    if not cells or not (hidden.rows or hidden.columns):
        return cells, False
    down = _ranks(max(cell.row + cell.rows for cell in cells), hidden.rows)
    across = _ranks(max(cell.column + cell.columns for cell in cells), hidden.columns)
    shown: list[GridCell] = []
    is_lost = False
    for cell in cells:
        rows = down[cell.row + cell.rows] - down[cell.row]
        columns = across[cell.column + cell.columns] - across[cell.column]
        if rows and columns:
            shown.append(replace(cell, row=down[cell.row], column=across[cell.column], rows=rows, columns=columns))
        else:
            is_lost = is_lost or bool(cell.text.strip())
    return shown, is_lost


def _ranks(length: int, hidden: set[int]) -> list[int]:
    """For each place up to `length` how many before it are shown."""
    ranks = [0]
    for place in range(length):
        ranks.append(ranks[-1] + (place not in hidden))
    return ranks

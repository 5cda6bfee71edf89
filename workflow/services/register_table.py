"""The table of an import as it was uploaded: Excel or CSV to rows of text, with the row numbers and column letters the
person sees in the file."""

import csv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from workflow.errors import Invalid

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024
MAX_ROWS = 2000
SHEETS = (".xlsx", ".xls", ".ods")
TEXTS = (".csv", ".txt")


class Column(StrEnum):
    """The columns of the register, in the order of the template."""

    NAME = "name"
    SHORT_NAME = "short_name"
    KIND = "kind"
    ALIASES = "aliases"
    PLACE = "place"
    PERSON = "person"
    ACCOUNT = "account"
    ROLE = "role"
    TITLE = "title"


HEADINGS: dict[Column, Promise] = {
    Column.NAME: pgettext_lazy("column", "Full name of the agency"),
    Column.SHORT_NAME: pgettext_lazy("column", "Short name"),
    Column.KIND: pgettext_lazy("column", "Kind"),
    Column.ALIASES: pgettext_lazy("column", "Aliases"),
    Column.PLACE: pgettext_lazy("column", "Jurisdiction"),
    Column.PERSON: pgettext_lazy("column", "Person"),
    Column.ACCOUNT: pgettext_lazy("column", "Account"),
    Column.ROLE: pgettext_lazy("column", "Role"),
    Column.TITLE: pgettext_lazy("column", "Post"),
}
_KNOWN: dict[str, Column] = {
    "单位全称": Column.NAME,
    "单位": Column.NAME,
    "全称": Column.NAME,
    "单位名称": Column.NAME,
    "full name of the agency": Column.NAME,
    "agency": Column.NAME,
    "full name": Column.NAME,
    "简称": Column.SHORT_NAME,
    "单位简称": Column.SHORT_NAME,
    "short name": Column.SHORT_NAME,
    "类别": Column.KIND,
    "单位类别": Column.KIND,
    "kind": Column.KIND,
    "别名": Column.ALIASES,
    "aliases": Column.ALIASES,
    "alias": Column.ALIASES,
    "上级行政区": Column.PLACE,
    "行政区": Column.PLACE,
    "jurisdiction": Column.PLACE,
    "姓名": Column.PERSON,
    "person": Column.PERSON,
    "name": Column.PERSON,
    "账号": Column.ACCOUNT,
    "帐号": Column.ACCOUNT,
    "account": Column.ACCOUNT,
    "角色": Column.ROLE,
    "role": Column.ROLE,
    "职务": Column.TITLE,
    "post": Column.TITLE,
    "title": Column.TITLE,
}
REQUIRED = (Column.NAME, Column.KIND)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its number in the file (the heading is row 1) and the text of its known columns."""

    number: int
    cells: dict[str, str]

    def text(self, column: Column) -> str:
        """The text of the cell without blanks around it; empty when there is none."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that hold anything, and where each column stands in the file (`C`) and how it is headed there."""

    filename: str
    rows: list[TableRow]
    letters: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)

    def letter(self, column: Column) -> str:
        """The letter of the column; empty when the file has no such column."""
        return self.letters.get(column, "")

    def heading(self, column: Column) -> str:
        """The heading as the file writes it, else as the template does."""
        return self.headings.get(column) or str(HEADINGS[column])


def read_table(filename: str, content: bytes) -> Table:
    """Read an uploaded file. Raises Invalid for what is no table, is too large, or lacks a needed column."""
    name = Path(filename).name
    _require_size(name, content)
    suffix = Path(name).suffix.lower()
    if suffix in SHEETS:
        lines = _sheet(name, content)
    elif suffix in TEXTS:
        lines = _text(name, content)
    else:
        raise Invalid(
            "table_kind",
            _("Files of this kind cannot be imported: %(name)s.") % {"name": name},
            remedy=_("Save the register as Excel (.xlsx) or CSV and upload it again."),
        )
    return _table(name, lines)


def _require_size(name: str, content: bytes) -> None:
    if not content.strip():
        raise Invalid("table_empty", _("The file is empty: %(name)s.") % {"name": name}, remedy=_("Choose it again."))
    if len(content) > MAX_BYTES:
        raise Invalid(
            "table_too_large",
            _("The file is larger than %(limit)s MB: %(name)s.") % {"name": name, "limit": MAX_BYTES // 1024 // 1024},
            remedy=_("A register is smaller than that: remove pictures and other sheets, or split it."),
        )


def _sheet(name: str, content: bytes) -> list[list[str]]:
    try:
        if zipfile.is_zipfile(BytesIO(content)):
            with zipfile.ZipFile(BytesIO(content)) as archive:
                if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                    raise _unreadable(name)
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        if not book.sheet_names:
            raise _unreadable(name)
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MAX_ROWS * 2)
    except PasswordError as error:
        raise Invalid(
            "table_locked",
            _("The file is protected by a password: %(name)s.") % {"name": name},
            remedy=_("Remove the password and upload it again."),
        ) from error
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise _unreadable(name) from error
    return [[_as_text(value) for value in row] for row in rows]


def _unreadable(name: str) -> Invalid:
    return Invalid(
        "table_unreadable",
        _("The file cannot be read as a table: %(name)s.") % {"name": name},
        remedy=_("Open it in Excel or WPS, save it as .xlsx, and upload it again."),
    )


def _as_text(value: Any) -> str:
    """Numbers without the decimal point Excel adds; dates as year-month-day."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _text(name: str, content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = "\0"
    if "\0" in text:
        raise Invalid(
            "table_encoding",
            _("The text of %(name)s is neither UTF-8 nor GB 18030.") % {"name": name},
            remedy=_("In Excel, save it as “CSV UTF-8”, then upload it again."),
        )
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise _unreadable(name) from error


def _table(name: str, lines: Sequence[Sequence[str]]) -> Table:
    letters: dict[str, str] = {}
    headings: dict[str, str] = {}
    positions: dict[int, Column] = {}
    for index, heading in enumerate(lines[0] if lines else []):
        column = _KNOWN.get(" ".join(heading.strip(" *＊").lower().split()))
        if column and column not in letters:
            letters[column], headings[column] = get_column_letter(index + 1), heading.strip(" *＊")
            positions[index] = column
    lacking = [column for column in REQUIRED if column not in letters]
    if lacking:
        raise Invalid(
            "table_headings",
            _("The first row lacks the columns: %(columns)s.")
            % {"columns": "、".join(str(HEADINGS[column]) for column in lacking)},
            remedy=_("Download the template and keep its first row."),
        )
    rows = [
        TableRow(number, {column: line[index].strip() for index, column in positions.items() if index < len(line)})
        for number, line in enumerate(lines[1:], start=2)
    ]
    rows = [row for row in rows if any(row.cells.values())]
    if not rows:
        raise Invalid(
            "table_no_rows", _("The file has headings but no rows: %(name)s.") % {"name": name}, remedy=_("Fill it in.")
        )
    if len(rows) > MAX_ROWS:
        raise Invalid(
            "table_too_long",
            _("The file has more than %(limit)s rows.") % {"limit": MAX_ROWS},
            remedy=_("Split it and import the parts one after the other."),
        )
    return Table(name, rows, letters, headings)

"""A document as a file format gives it: its text, and where the tables in it stand."""

from dataclasses import dataclass
from typing import Any

from workflow.reading.offsets import Span


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: where its text stands in the text of the document, its place, and how far it reaches.

    A merged cell is there once, at its first row and column; `rows` and `columns` say how many it covers. An empty
    cell has an empty span.
    """

    at: Span
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `at` is the part of the text it takes up, cells stand in order of rows, then columns.

    In the text a row is a line and cells are parted by a tab, so that a person can read it; line breaks inside a cell
    stay. `name` is the sheet of a workbook, or empty.
    """

    at: Span
    cells: tuple[Cell, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """What was taken out of a file. `kind` is the format (`text`, `html`, `docx`, `xlsx`, `xls`, `ods`, `pdf`, `doc`,
    `wps`, `markdown`); `notes` are codes of what a person should know of how it was taken out, `margins` what
    stands in headers, footers and behind the pages, which is no part of the text."""

    text: str
    tables: tuple[Table, ...] = ()
    kind: str = "text"
    notes: tuple[str, ...] = ()
    margins: str = ""

    def as_json(self) -> dict[str, Any]:
        """For a process that hands it to another one."""
        return {
            "text": self.text,
            "kind": self.kind,
            "notes": list(self.notes),
            "margins": self.margins,
            "tables": [
                {
                    "at": list(table.at),
                    "name": table.name,
                    "cells": [[*cell.at, cell.row, cell.column, cell.rows, cell.columns] for cell in table.cells],
                }
                for table in self.tables
            ],
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Source":
        """The same again."""
        tables = [
            Table(
                (table["at"][0], table["at"][1]),
                tuple(Cell((start, end), *place) for start, end, *place in table["cells"]),
                table["name"],
            )
            for table in told["tables"]
        ]
        return cls(told["text"], tuple(tables), told["kind"], tuple(told["notes"]), told.get("margins", ""))

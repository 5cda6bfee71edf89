"""Rows of plain values, as a sheet or a file of commas has them, into the cells of a table."""

import datetime
from collections.abc import Iterable, Sequence
from itertools import islice

from workflow.reading.loading.builder import GridCell
from workflow.reading.loading.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from workflow.reading.loading.refusals import refusal

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


def grid(rows: Iterable[Sequence[object]], merged: Iterable[Range] = ()) -> list[GridCell]:
    """The cells of rows; each merged range is one cell at its first place, clipped to what the sheet uses."""
    table = [[written(value) for value in row[:MAX_COLUMNS]] for row in islice(rows, MAX_ROWS + 1)]
    if len(table) > MAX_ROWS:
        raise refusal("too_long")
    while table and not any(text.strip() for text in table[-1]):
        table.pop()
    width = max((_last(row) for row in table), default=0)
    if len(table) * width > MAX_CELLS * 2:
        raise refusal("too_long")
    spans, covered = _spans(merged, len(table), width)
    cells: list[GridCell] = []
    for row, texts in enumerate(table):
        for column in range(width):
            if (row, column) in covered:
                continue
            text = texts[column] if column < len(texts) else ""
            cells.append(GridCell(text, row, column, *spans.get((row, column), (1, 1))))
    return cells


def written(value: object) -> str:
    """A value as a person writes it: days as 2026-03-05, whole numbers without .0."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(round(value, 10))
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def _last(row: Sequence[str]) -> int:
    return max((index + 1 for index, text in enumerate(row) if text.strip()), default=0)


def _spans(
    merged: Iterable[Range], height: int, width: int
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in merged:
        bottom, right = min(bottom, height - 1), min(right, width - 1)  # noqa: PLW2901 - clipped to the sheet
        if top > bottom or left > right or (top, left) in covered or (top, left) in spans:
            continue
        places = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        places.discard((top, left))
        if places & covered or places & spans.keys():
            continue
        spans[top, left] = (bottom - top + 1, right - left + 1)
        covered |= places
    return spans, covered

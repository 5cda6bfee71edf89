"""The tables of a reading as a page draws them: which cell covers which rows and columns, without holes."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from workflow.models import ImportDraft

MOST_CELLS = 20_000
"""Cells of all tables of one document. Beyond it, as beyond the columns, a page of running text is the quicker one."""
MOST_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell: where its text stands (an empty span without any), and how many rows and columns it covers."""

    start: int
    end: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table: `rows` hold the cells that begin in each; those before `first` are titles above the header, which ends
    before `body`."""

    start: int
    end: int
    name: str
    first: int
    body: int
    rows: list[list[Spot]]

    @property
    def filled(self) -> list[Spot]:
        """The cells with text, in the order of the text."""
        return sorted((spot for row in self.rows for spot in row if spot.start < spot.end), key=lambda spot: spot.start)


def drawn_tables(text: str, told: Iterable[Mapping[str, Any]]) -> list[Drawn]:
    """The tables of a reading's JSON. One whose cells lie over one another, or that holds words outside of its cells,
    is left to be shown as text: nothing of the document may be lost."""
    found: list[Drawn] = []
    left = MOST_CELLS
    for table in sorted(told, key=lambda table: table["at"][0]):
        drawn = _drawn(text, table)
        if drawn and _is_whole(text, drawn) and (not found or found[-1].end <= drawn.start):
            left -= len(table["cells"])
            found.append(drawn)
    return found if left >= 0 else []


def tables_of(draft: ImportDraft) -> list[Drawn]:
    """The tables of a draft's text; none in drafts of earlier releases."""
    return drawn_tables(draft.text, draft.reading.get("tables", []))


def _drawn(text: str, table: Mapping[str, Any]) -> Drawn | None:
    start, end = table["at"]
    start, end = text.rfind("\n", 0, start) + 1, text.find("\n", max(start, end - 1))
    cells = table["cells"]
    edges = sorted({cell[3] for cell in cells})
    if not edges or len(edges) > MOST_COLUMNS:
        return None
    high = max(cell[2] for cell in cells) + 1
    first, body = table["head"]
    by_row: list[list[Sequence[int]]] = [[] for _ in range(high)]
    for cell in cells:
        by_row[cell[2]].append(cell)
    rows: list[list[Spot]] = []
    taken = [0] * len(edges)
    for number, row in enumerate(by_row):
        # HTML ends a cell with its part of the table: what a title of the header covers below it is an empty cell.
        stop = body if number < body else high
        spots = _row(row, edges, taken, number, stop)
        if spots is None:
            return None
        rows.append(spots)
        if number + 1 == body:
            taken = [0] * len(edges)
    return Drawn(start, end if end >= 0 else len(text), table["name"], first, body, rows)


def _row(row: list[Sequence[int]], edges: list[int], taken: list[int], number: int, stop: int) -> list[Spot] | None:
    """The cells of a row with empty ones in its holes; None where two lie over one another. `taken` says for each
    column up to which row a cell covers it."""
    spots: list[Spot] = []
    place = 0
    for start, end, _row, column, rows, columns in sorted(row, key=lambda cell: cell[3]):
        left = bisect_left(edges, column)
        right = max(bisect_left(edges, column + columns), left + 1)
        if left < place or any(last > number for last in taken[left:right]):
            return None
        spots += _holes(taken, place, left, number)
        last = min(number + max(rows, 1), stop)
        taken[left:right] = [last] * (right - left)
        spots.append(Spot(start, end, last - number, right - left))
        place = right
    return [*spots, *_holes(taken, place, len(edges), number)]


def _holes(taken: list[int], left: int, right: int, number: int) -> list[Spot]:
    return [Spot(0, 0) for column in range(left, right) if taken[column] <= number]


def _is_whole(text: str, drawn: Drawn) -> bool:
    """Whether the cells hold every word of the table once."""
    filled = drawn.filled
    ends = [drawn.start, *(spot.end for spot in filled)]
    starts = [*(spot.start for spot in filled), drawn.end]
    if not filled or any(one.end > other.start for one, other in pairwise(filled)) or ends[-1] > drawn.end:
        return False
    gaps = (text[end:start] for end, start in zip(ends, starts, strict=True))
    return not any(char.isalnum() for gap in gaps for char in gap)

"""Puts a Source together: paragraphs and tables one after the other, cells with their places in the text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workflow.reading.decode import storable
from workflow.reading.loading.limits import MAX_CELLS, MAX_CHARACTERS, MAX_MARGINS
from workflow.reading.loading.refusals import refusal
from workflow.reading.source import Cell, Source, Table

LINE_END = re.compile(r"\r\n?")
REMARK = re.compile(r"\s*(?:备\s*注|注|说\s*明|附\s*注|填\s*表|联系|[*＊※])")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell before it has a place in the text."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


class Builder:
    """Collects text; everything that can be stored nowhere (NUL, lone surrogates) is left out on the way."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.notes: list[str] = []
        self._margins: dict[str, None] = {}
        self._margin_length = 0
        self._parts: list[str] = []
        self._tables: list[Table] = []
        self._length = 0
        self._cells = 0

    def note(self, code: str) -> None:
        """Remember once what a person should know of how the text was taken out."""
        if code not in self.notes:
            self.notes.append(code)

    def margin(self, text: str) -> None:
        """Add what stands in the margin of a page, once."""
        line = _plain(text).strip()[:MAX_MARGINS]
        if line not in self._margins and self._margin_length < MAX_MARGINS:
            self._margins[line] = None
            self._margin_length += len(line)

    def paragraph(self, text: str) -> None:
        """Add a paragraph; lines inside it stay lines."""
        self._add(_plain(text).rstrip() + "\n")

    def table(self, cells: Iterable[GridCell], name: str = "") -> None:
        """Add a table. Rows above its header and below its end that hold one cell only are paragraphs: titles and
        remarks. A table of one cell, used as a frame, is paragraphs too; empty rows and columns go."""
        above, inside, below = _parted(_compact(cells))
        for cell in above:
            self.paragraph(cell.text)
        if inside:
            self._table(inside, name)
        for cell in below:
            self.paragraph(cell.text)

    def source(self) -> Source:
        """What was collected. Raises NotReadable when it holds no text at all."""
        text = "".join(self._parts)
        if not text.strip():
            raise refusal("no_text")
        return Source(text, tuple(self._tables), self.kind, tuple(self.notes), "\n".join(filter(None, self._margins)))

    def _add(self, text: str) -> None:
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise refusal("too_long")
        self._parts.append(text)

    def _table(self, cells: Sequence[GridCell], name: str) -> None:
        self._cells += len(cells)
        if self._cells > MAX_CELLS:
            raise refusal("too_long")
        start = self._length
        placed: list[Cell] = []
        # The slots of cells that reach down from above stay as empty places, so that columns keep their order.
        reaching: dict[int, int] = {}
        end = start
        for row in range(max(cell.row + cell.rows for cell in cells)):
            own = {cell.column: cell for cell in cells_of(cells, row)}
            columns = sorted({*own, *(column for column, last in reaching.items() if last >= row)})
            for index, column in enumerate(columns):
                if index:
                    self._add("\t")
                cell = own.get(column)
                if cell is None:
                    continue
                text = _plain(cell.text).strip().replace("\t", " ")
                at = (self._length, self._length + len(text))
                placed.append(Cell(at, cell.row, cell.column, cell.rows, cell.columns))
                self._add(text)
                reaching[column] = row + cell.rows - 1
            end = self._length
            self._add("\n")
        self._tables.append(Table((start, end), tuple(placed), name))


def cells_of(cells: Sequence[GridCell], row: int) -> Sequence[GridCell]:
    """The cells that begin in a row, of cells in order of rows."""
    from bisect import bisect_left

    first = bisect_left(cells, row, key=lambda cell: cell.row)
    last = bisect_left(cells, row + 1, key=lambda cell: cell.row)
    return cells[first:last]


def _plain(text: str) -> str:
    return LINE_END.sub("\n", storable(text))


def _compact(cells: Iterable[GridCell]) -> list[GridCell]:
    """The cells in order, in rows and columns that hold something; spans shrink with what they covered."""
    cells = sorted(cells, key=lambda cell: (cell.row, cell.column))
    filled = [cell for cell in cells if cell.text.strip()]
    row_at = _ranks({cell.row for cell in filled})
    column_at = _ranks({cell.column for cell in filled})
    kept: list[GridCell] = []
    for cell in cells:
        if cell.row not in row_at.index or cell.column not in column_at.index:
            continue
        row, column = row_at.index[cell.row], column_at.index[cell.column]
        rows = row_at.before(cell.row + cell.rows) - row
        columns = column_at.before(cell.column + cell.columns) - column
        kept.append(replace(cell, row=row, column=column, rows=rows, columns=columns))
    return kept


class _ranks:  # noqa: N801 - a sorted set that is asked two questions
    def __init__(self, places: set[int]) -> None:
        self.places = sorted(places)
        self.index = {place: rank for rank, place in enumerate(self.places)}

    def before(self, place: int) -> int:
        """How many of the places lie before this one."""
        from bisect import bisect_left

        return bisect_left(self.places, place)


def _parted(cells: list[GridCell]) -> tuple[list[GridCell], list[GridCell], list[GridCell]]:
    """The titles above a table, the table, and the remarks below it."""
    if not cells:
        return [], [], []
    columns = max(cell.column + cell.columns for cell in cells)
    last = max(cell.row for cell in cells)
    if columns == 1 and last == 0:
        return cells, [], []
    first = 0
    while first <= last and (title := _alone(cells, first)) is not None and title.rows == 1:
        first += 1
    if first > last:
        return ([], cells, []) if last > 0 and columns > 1 else (cells, [], [])
    while last > first and (foot := _alone(cells, last)) is not None and REMARK.match(foot.text):
        last -= 1
    above = [cell for cell in cells if cell.row < first and cell.text.strip()]
    below = [cell for cell in cells if cell.row > last and cell.text.strip()]
    inside = [replace(cell, row=cell.row - first) for cell in cells if first <= cell.row <= last]
    return above, inside, below


def _alone(cells: Sequence[GridCell], row: int) -> GridCell | None:
    """The only cell of a row that holds anything, where no cell reaches into the row from above."""
    filled = [cell for cell in cells_of(cells, row) if cell.text.strip()]
    return filled[0] if len(filled) == 1 else None

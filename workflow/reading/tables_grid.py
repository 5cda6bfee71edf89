"""A table in places of the cleaned text: which cell speaks for which row, merged cells included."""

from bisect import bisect_left
from dataclasses import dataclass

from workflow.reading.clean import CleanText
from workflow.reading.header import NUMBER
from workflow.reading.offsets import Span
from workflow.reading.sentences import strip
from workflow.reading.source import Table
from workflow.reading.tables_columns import Column

# So many lines in one cell are a page and not a task.
LAYOUT_LINES = 8


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell with text: its place, the rows `[first, last)` and grid columns `[start, end)` it covers."""

    at: Span
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a table, counted from 0 without those that hold no cell; `rows` lists the cells that begin in each.

    Empty cells are kept: they tell a row that has none from a row that another cell covers.
    """

    at: Span
    rows: tuple[tuple[Slot, ...], ...]
    name: str = ""
    head: Span = (0, 0)
    """The rows `[first, last)` that are its header."""

    def filled(self, row: int) -> list[Slot]:
        """The cells with text that begin in a row."""
        return [slot for slot in self.rows[row] if slot.at[0] < slot.at[1]]

    def covering(self, column: Column) -> list[list[Slot]]:
        """For each row the cells with text that cover it in a column, begun there or above.

        One pass: the cell begun last speaks for the column until it ends, so that cells laid over one another cost no
        more than others.
        """
        current: dict[int, Slot] = {}
        covering: list[list[Slot]] = []
        for index, row in enumerate(self.rows):
            current = {place: slot for place, slot in current.items() if slot.last > index}
            for slot in row:
                if slot.start < column.end and slot.end > column.start:
                    current = {p: s for p, s in current.items() if s.end <= slot.start or s.start >= slot.end}
                    current[slot.start] = slot
            covering.append([slot for _, slot in sorted(current.items()) if slot.at[0] < slot.at[1]])
        return covering


def grids(document: CleanText, tables: tuple[Table, ...]) -> list[Grid]:
    """The tables of a source, in text order; one that lies inside another is part of a cell there.

    Tables that only lay out a page (one cell a row, or one that holds nearly everything) are no tables.
    """
    found: list[Grid] = []
    for table in sorted(tables, key=lambda table: (table.at[0], -table.at[1])):
        grid = _grid(document, table)
        if not _is_layout(document.text, grid) and (not found or grid.at[0] >= found[-1].at[1]):
            found.append(grid)
    return found


def _is_layout(text: str, grid: Grid) -> bool:
    if not any(len(grid.filled(row)) > 1 for row in range(len(grid.rows))) or _is_letterhead(text, grid):
        return True
    lengths = [(slot.at[1] - slot.at[0], slot.at) for row in range(len(grid.rows)) for slot in grid.filled(row)]
    longest, at = max(lengths)
    most = longest * 5 > sum(length for length, _ in lengths) * 4
    return most and text.count("\n", *at) >= LAYOUT_LINES


def _is_letterhead(text: str, grid: Grid) -> bool:
    """The number of a document beside who signs it, in a frame nobody sees."""
    cells = [text[slice(*slot.at)] for row in range(min(len(grid.rows), 3)) for slot in grid.filled(row)]
    return len(grid.rows) <= 3 and len(cells) <= 6 and any(NUMBER.fullmatch(cell) for cell in cells)


def _grid(document: CleanText, table: Table) -> Grid:
    text = document.text
    at = _clean_span(document, table.at)
    at = text.rfind("\n", 0, at[0]) + 1, _line_end(text, at[1])
    numbers = sorted({cell.row for cell in table.cells})
    rows: list[list[Slot]] = [[] for _ in numbers]
    for cell in table.cells:
        start, end = _clean_span(document, cell.at)
        start, end = max(start, at[0]), min(end, at[1])
        first = bisect_left(numbers, cell.row)
        last = max(bisect_left(numbers, cell.row + max(cell.rows, 1)), first + 1)
        place = strip(text, (start, max(start, end)))
        rows[first].append(Slot(place, first, last, cell.column, cell.column + max(cell.columns, 1)))
    return Grid(at, tuple(tuple(sorted(row, key=lambda slot: (slot.start, slot.at))) for row in rows), table.name)


def _clean_span(document: CleanText, at: Span) -> Span:
    start, end = document.clean_span((min(at), max(at)))
    return min(start, end), max(start, end)


def _line_end(text: str, position: int) -> int:
    """The end of the line that a table ends in; a table that ends with its line feed ends there."""
    if position > 0 and text[position - 1 : position] == "\n":
        return position - 1
    found = text.find("\n", position)
    return found if found >= 0 else len(text)

"""The cleaned text as a page shows it: paragraphs, and the tables of the document as tables."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workflow.services.imports.drawing import Drawn, Spot
from workflow.services.imports.source import Extent, Mark, Paragraph, paragraphs, start_of

LONG = 24
"""Signs from which on a cell is not squeezed."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its lines; `item` is the one it belongs to where that is not the one of its row."""

    lines: list[Paragraph]
    rows: int
    columns: int
    item: str

    @property
    def is_heading(self) -> bool:
        """Whether it holds the heading of a section."""
        return any(line.is_heading for line in self.lines)

    @property
    def is_long(self) -> bool:
        """Whether its text needs a wide column to be read."""
        return sum(line.end - line.start for line in self.lines) > LONG


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table with the number of its first line; 0 for one without text of its own."""

    number: int
    items: list[str]
    cells: list[Cell]
    is_header: bool

    @property
    def item(self) -> str:
        """The first item in it."""
        return self.items[0] if self.items else ""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of the document: its header with the titles above it, and its rows."""

    name: str
    head: list[TableRow]
    body: list[TableRow]
    goes_on: bool = False
    """Whether it began in an earlier part, where its header has its anchors."""

    @property
    def number(self) -> int:
        """The number of its first line."""
        return next((row.number for row in (*self.head, *self.body) if row.number), 0)

    @property
    def is_table(self) -> bool:
        """Tells it from a paragraph."""
        return True


Block = Paragraph | SourceTable


def blocks(
    text: str,
    marks: Iterable[Mark],
    extents: Sequence[Extent],
    *,
    headings: Iterable[int] = (),
    tables: Sequence[Drawn] = (),
) -> list[Block]:
    """The text in its order: paragraphs, and tables as they were drawn. `headings` are places where one begins."""
    return arranged(paragraphs(text, marks, extents, headings, tables), tables)


def arranged(found: list[Paragraph], tables: Sequence[Drawn]) -> list[Block]:
    """Paragraphs in their order, those of tables as tables."""
    shown: list[Block] = []
    place = 0
    for table in tables:
        first = bisect_left(found, table.start, key=start_of)
        after = bisect_left(found, table.end, key=start_of)
        shown += [*found[place:first], _table(table, found[first:after])]
        place = after
    return [*shown, *found[place:]]


def lines_of(block: Block) -> Iterator[Paragraph]:
    """The paragraphs of a block, those of a table cell by cell."""
    if isinstance(block, Paragraph):
        yield block
    else:
        yield from (line for row in (*block.head, *block.body) for cell in row.cells for line in cell.lines)


def _table(table: Drawn, lines: list[Paragraph]) -> SourceTable:
    rows = [_row(row, lines, is_header=table.first <= number < table.body) for number, row in enumerate(table.rows)]
    return SourceTable(table.name, rows[: table.body], rows[table.body :])


def _row(row: Sequence[Spot], lines: list[Paragraph], *, is_header: bool) -> TableRow:
    held = [_lines_of(spot, lines) for spot in row]
    own = [line for inside in held for line in inside]
    items = list(dict.fromkeys(item for line in own for item in line.items))
    first = items[0] if items else ""
    cells = []
    for spot, inside in zip(row, held, strict=True):
        item = next((line.item for line in inside if line.item), "")
        cells.append(Cell(inside, spot.rows, spot.columns, item if item != first else ""))
    return TableRow(own[0].number if own else 0, items, cells, is_header)


def _lines_of(spot: Spot, lines: list[Paragraph]) -> list[Paragraph]:
    if spot.start >= spot.end:
        return []
    return lines[bisect_left(lines, spot.start, key=start_of) : bisect_left(lines, spot.end, key=start_of)]

"""Ruled tables of PDF pages: cells by the lines around them, a table that goes on over a page as one."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workflow.reading.loading.builder import GridCell
from workflow.reading.loading.pdf_lines import Block, Char, Line, glue, lines_of

TOLERANCE = 3.0
SAME_EDGE = 6.0
MIN_ROW = 6.0
MAX_EDGES = 6_000
PADDING = 13.0
"""Points a word processor leaves free at both sides of a cell together."""
CLOSED = tuple("。；：！？;")
# A list of agencies, one a line: a full line that ends like an agency is followed by one that begins like one.
AGENCY_END = re.compile(r"(?:局|委|办|厅|处|部|中心|政府|公司|学院|银行|分局|委员会|办公室)$")
AGENCY_START = re.compile(r"[省市区县州各镇乡]")
# What may not be parted, so that it goes to the next line as a whole: a word or number in Latin letters, or one
# character, with the signs behind it that may not begin a line.
KEPT_WHOLE = re.compile(r"[“（《〈「『(]*(?:[0-9A-Za-z.%]+|.)[，。、；：！？”）》〉」』)%,.;:!?]*")


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table on a page; `edges` are where its columns begin and end."""

    page: int
    top: float
    bottom: float
    edges: tuple[float, ...]
    cells: tuple[GridCell, ...]


def ruled_tables(page: Any, chars: Sequence[Char], number: int) -> tuple[list[Ruled], list[Char]]:
    """The tables of a page, and the characters outside of them. What has one column only is a frame around text, no
    table; one row may be the rest of a table on the page before."""
    if not 4 <= len(page.edges) <= MAX_EDGES:
        return [], list(chars)
    found: list[Ruled] = []
    rest = list(chars)
    for table in page.find_tables({"explicit_horizontal_lines": _ends(page)}):
        boxes = [box for box in table.cells if box]
        across = _edges(edge for box in boxes for edge in (box[0], box[2]))
        down = _edges(edge for box in boxes for edge in (box[1], box[3]))
        if len(across) < 3:
            continue
        x0, top, x1, bottom = table.bbox
        inside = [char for char in rest if x0 <= _x(char) <= x1 and top <= _y(char) <= bottom]
        if not inside:
            continue
        taken = set(map(id, inside))
        rest = [char for char in rest if id(char) not in taken]
        found.append(Ruled(number, top, bottom, tuple(across), tuple(_cells(boxes, across, down, inside))))
    return found, rest


def _ends(page: Any) -> list[float]:
    """Where the upright lines of a page begin and end. A row or a merged cell that the page end cuts has no line there;
    drawing one closes it."""
    upright = [edge for edge in page.edges if edge["orientation"] == "v" and edge["bottom"] - edge["top"] > MIN_ROW]
    return [min(edge["top"] for edge in upright), max(edge["bottom"] for edge in upright)] if upright else []


def _x(char: Char) -> float:
    return (char.x0 + char.x1) / 2


def _y(char: Char) -> float:
    return (char.top + char.bottom) / 2


def _edges(places: Iterable[float]) -> list[float]:
    """Places less than a few points apart are one edge."""
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > TOLERANCE:
            edges.append(place)
    return edges


def _cells(
    boxes: Sequence[tuple[float, float, float, float]], across: list[float], down: list[float], chars: Sequence[Char]
) -> list[GridCell]:
    held: dict[tuple[int, int], list[Char]] = {}
    for char in chars:
        place = (bisect_right(down, _y(char)) - 1, bisect_right(across, _x(char)) - 1)
        held.setdefault(place, []).append(char)
    cells: list[GridCell] = []
    for x0, top, x1, bottom in boxes:
        row, column = _index(down, top), _index(across, x0)
        rows, columns = max(_index(down, bottom) - row, 1), max(_index(across, x1) - column, 1)
        places = [(r, c) for r in range(row, row + rows) for c in range(column, column + columns)]
        inside = [char for place in places for char in held.get(place, ())]
        cells.append(GridCell(_cell_text(lines_of(inside), x1 - x0), row, column, rows, columns))
    return cells


def _index(edges: Sequence[float], place: float) -> int:
    return bisect_right(edges, place + TOLERANCE) - 1


def _cell_text(lines: Sequence[Line], width: float) -> str:
    text, before = "", None
    for line in lines:
        if before is None:
            text = line.text
        elif _is_full(before, width, line) and not text.endswith(CLOSED) and not _is_next_agency(before, line):
            text = glue(text, line.text)
        else:
            text += "\n" + line.text
        before = line
    return text


def _is_full(line: Line, width: float, following: Line) -> bool:
    """Whether nothing of the following line had room behind a line."""
    whole = KEPT_WHOLE.match(following.text)
    needed = sum(0.5 if sign.isascii() else 1 for sign in whole.group()) if whole else 1
    return width - (line.x1 - line.x0) < PADDING + (max(needed, 1) + 0.1) * line.size


def _is_next_agency(before: Line, line: Line) -> bool:
    return AGENCY_END.search(before.text) is not None and AGENCY_START.match(line.text) is not None


def joined(pages: Iterable[Sequence[Block]]) -> list[Block]:
    """The blocks of all pages; a table at the end of a page and one of the same columns at the head of the next are
    one, without the header that is printed again."""
    found: list[Block] = []
    for blocks in pages:
        for block in blocks:
            above = found[-1] if found else None
            if isinstance(block, Ruled) and isinstance(above, Ruled) and _goes_on(above, block):
                found[-1] = _join(above, block)
            else:
                found.append(block)
    return found


def _goes_on(above: Ruled, below: Ruled) -> bool:
    if below.page == above.page or len(above.edges) != len(below.edges):
        return False
    return all(abs(a - b) < SAME_EDGE for a, b in zip(above.edges, below.edges, strict=True))


def _join(above: Ruled, below: Ruled) -> Ruled:
    cells = list(above.cells)
    height = max(cell.row + cell.rows for cell in cells)
    added = list(below.cells)
    repeated = 0
    while repeated < 3 and (head := _row(added, repeated)) and head == _row(cells, repeated):
        repeated += 1
    added = [replace(cell, row=cell.row - repeated) for cell in added if cell.row >= repeated]
    first = {cell.column: cell for cell in added if cell.row == 0}
    last = {cell.column: index for index, cell in enumerate(cells) if cell.row + cell.rows == height}
    shift = height
    if _is_cut_row(first, [cells[index] for index in last.values()]):
        # The row was cut by the page end: each cell goes on below.
        for column, cell in first.items():
            index = last.get(column)
            if index is not None:
                over = cells[index]
                cells[index] = replace(over, text=_parts(over.text, cell.text), rows=over.rows + cell.rows - 1)
        added = [cell for cell in added if cell.row > 0 or cell.column not in last]
        shift = height - 1
    else:
        for column, cell in list(first.items()):
            index = last.get(column)
            # A merged cell cut by the page end has its text on one of both pages.
            if column == 0 and index is not None and len(first) > 1 and _is_one_cell(cells[index], cell):
                over = cells[index]
                cells[index] = replace(over, text=over.text or cell.text, rows=over.rows + cell.rows)
                added.remove(cell)
    cells += [replace(cell, row=cell.row + shift) for cell in added]
    return Ruled(
        below.page, above.top, below.bottom, above.edges, tuple(sorted(cells, key=lambda c: (c.row, c.column)))
    )


def _parts(above: str, below: str) -> str:
    """The text of a cell from both sides of a page end."""
    if not above or not below:
        return above or below
    apart = above.endswith(CLOSED) or (AGENCY_END.search(above) and AGENCY_START.match(below))
    return f"{above}\n{below}" if apart else glue(above, below)


def _is_one_cell(above: GridCell, below: GridCell) -> bool:
    return not below.text.strip() or (not above.text.strip() and max(above.rows, below.rows) > 1)


def _row(cells: Iterable[GridCell], row: int) -> list[tuple[int, str]]:
    return sorted((cell.column, cell.text) for cell in cells if cell.row == row)


def _is_cut_row(first: dict[int, GridCell], last: Sequence[GridCell]) -> bool:
    """Whether the first row of a page goes on with the last of the page before: the two leading cells are empty, or
    the leading one is and a sentence above is not ended."""
    columns = sorted(first)
    if len(columns) < 2 or first[columns[0]].text.strip() or not any(cell.text for cell in last):
        return False
    if not first[columns[1]].text.strip():
        return True
    above = {cell.column: cell.text for cell in last}
    goes_on = [column for column in columns if first[column].text.strip()]
    opened = [column for column in goes_on if above.get(column) and not above[column].endswith(CLOSED)]
    return bool(opened) and len(goes_on) < len(columns) - 1

"""Tables in plain text whose cells are parted by tabs, as a browser or a spreadsheet copies them.

Where each row has as many cells as the first, the columns are certain. A cell merged over rows is copied once, which
moves the cells of the other rows to the left; such a table is read as a flattened one.
"""

from workflow.reading.offsets import Span
from workflow.reading.sentences import strip
from workflow.reading.tables_columns import Kind, is_task_header, kind_of
from workflow.reading.tables_grid import Grid, Slot


def tabbed_grids(text: str, lines: list[Span]) -> list[Grid]:
    """The tables among lines that stand in no table with borders, if all their rows are whole."""
    found: list[Grid] = []
    run: list[Span] = []
    for at in [*lines, (len(text), len(text))]:
        if "\t" in text[slice(*at)]:
            run.append(_whole_line(text, at))
            continue
        found += _grids(text, run)
        run = []
    return found


def split_at_tabs(text: str, lines: list[Span]) -> list[Span]:
    """The cells of the lines, one after the other; a line without a tab is one."""
    return [cell for at in lines for cell in _cells(text, at) if cell[0] < cell[1]]


def _whole_line(text: str, at: Span) -> Span:
    """The line with the tabs at its ends, which stand for empty cells."""
    start, end = at
    while start > 0 and text[start - 1] in "\t ":
        start -= 1
    while end < len(text) and text[end] in "\t ":
        end += 1
    return start, end


def _cells(text: str, at: Span) -> list[Span]:
    cells: list[Span] = []
    start = at[0]
    while True:
        tab = text.find("\t", start, at[1])
        cells.append(strip(text, (start, tab if tab >= 0 else at[1])))
        if tab < 0:
            return cells
        start = tab + 1


def _grids(text: str, run: list[Span]) -> list[Grid]:
    rows = [_cells(text, at) for at in run]
    first = next((i for i, row in enumerate(rows) if is_task_header([_kind(text, at) for at in row])), None)
    if first is None or len(rows) < first + 2:
        return []
    width = len(rows[first])
    if any(len(row) != width for row in rows[first:]):
        return []
    slots = tuple(
        tuple(Slot(at, index, index + 1, column, column + 1) for column, at in enumerate(row))
        for index, row in enumerate(rows[first:])
    )
    return [Grid((run[first][0], run[-1][1]), slots)]


def _kind(text: str, at: Span) -> Kind | None:
    return kind_of(text[at[0] : min(at[1], at[0] + 60)])

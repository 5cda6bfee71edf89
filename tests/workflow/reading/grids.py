"""Sources with tables, as a reader of a file format hands them over, made from rows written down by hand."""

from workflow.reading import Source
from workflow.reading.source import Cell, Table

UP, LEFT = "^", "<"
Rows = list[list[str]]


def source(*parts: str | Rows, names: tuple[str, ...] = (), kind: str = "docx") -> Source:
    """A document of paragraphs and tables. In a table `^` is part of the cell above, `<` of the cell to the left."""
    text = ""
    tables: list[Table] = []
    for part in parts:
        if isinstance(part, str):
            text += part if part.endswith("\n") else part + "\n"
            continue
        written, cells = _table(part, len(text))
        name = names[len(tables)] if len(tables) < len(names) else ""
        tables.append(Table((len(text), len(text) + len(written)), cells, name))
        text += written + "\n"
    return Source(text, tuple(tables), kind)


def _table(rows: Rows, offset: int) -> tuple[str, tuple[Cell, ...]]:
    lines: list[str] = []
    cells: list[Cell] = []
    position = offset
    for number, row in enumerate(rows):
        shown = ["" if one in {UP, LEFT} else one for one in row]
        for column, (one, written) in enumerate(zip(row, shown, strict=True)):
            if one not in {UP, LEFT}:
                wide = _reach(row[column + 1 :], LEFT)
                high = _reach([below[column] for below in rows[number + 1 :]], UP)
                cells.append(Cell((position, position + len(written)), number, column, high, wide))
            position += len(written) + 1
        lines.append("\t".join(shown))
    return "\n".join(lines), tuple(cells)


def _reach(following: list[str], sign: str) -> int:
    reach = 1
    for one in following:
        if one != sign:
            break
        reach += 1
    return reach

"""What the tests of loading ask for again and again."""

from collections.abc import Callable

import pytest

from workflow.reading import NotReadable, Source
from workflow.reading.loading import load
from workflow.reading.source import Table


def lines(source: Source) -> list[str]:
    """The lines of a source that hold anything."""
    return [line for line in source.text.split("\n") if line.strip()]


def cells(source: Source, table: Table) -> dict[tuple[int, int], str]:
    """The texts of a table by row and column."""
    return {(cell.row, cell.column): source.text[slice(*cell.at)] for cell in table.cells}


def spans(table: Table) -> dict[tuple[int, int], tuple[int, int]]:
    """The merged cells of a table, by row and column, with how many they cover."""
    merged = [cell for cell in table.cells if cell.rows > 1 or cell.columns > 1]
    return {(cell.row, cell.column): (cell.rows, cell.columns) for cell in merged}


def only_table(source: Source) -> Table:
    """The one table of a source, with everything that holds for any table."""
    assert len(source.tables) == 1
    table = source.tables[0]
    assert 0 <= table.at[0] <= table.at[1] <= len(source.text)
    places = [(cell.row, cell.column) for cell in table.cells]
    assert places == sorted(set(places))
    assert all(table.at[0] <= cell.at[0] <= cell.at[1] <= table.at[1] for cell in table.cells)
    return table


def code_of(act: Callable[[], object]) -> str:
    """The code of the refusal that an act ends with."""
    with pytest.raises(NotReadable) as raised:
        act()
    assert raised.value.message.endswith(".")
    return raised.value.code


def refused(data: bytes, filename: str = "plan") -> str:
    """The code a file is refused with."""
    return code_of(lambda: load(data, filename))

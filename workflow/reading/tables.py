"""The tables of a document: which are task tables, their items, and what the sentences of the others are."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from workflow.reading.assignments import find_assignments
from workflow.reading.clean import CleanText
from workflow.reading.coverage import Named
from workflow.reading.dates import read_year
from workflow.reading.doubts import doubt
from workflow.reading.metadata import is_metadata
from workflow.reading.model import Doubt, Item
from workflow.reading.offsets import Span
from workflow.reading.source import Table
from workflow.reading.tables_columns import Column, Role, is_unsure, kind_of
from workflow.reading.tables_entries import Entry
from workflow.reading.tables_flat import Flat, find_flat_tables
from workflow.reading.tables_forms import read_form
from workflow.reading.tables_grid import Grid, Slot, grids
from workflow.reading.tables_header import Head, find_head, names_organs
from workflow.reading.tables_items import FIRST_LEADS, Desk, item_of
from workflow.reading.tables_labelled import find_labelled
from workflow.reading.tables_numbers import numbered
from workflow.reading.tables_rows import Rows, read_rows
from workflow.reading.tables_tabbed import split_at_tabs, tabbed_grids
from workflow.reading.timing import Calendar

LONGEST_CAPTION = 80
SAMPLE = 40
MOST_FACTS = 12


@dataclass(slots=True)
class Laid:
    """A table laid out: where it stands, its rows if it is a task table, and its titles above the header.

    `cuts` are the borders of its cells: no sentence reaches over one.
    """

    at: Span
    rows: Rows = field(default_factory=Rows)
    columns: frozenset[Role] = frozenset()
    captions: list[Span] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    name: str = ""
    base: str = ""
    grid: Grid | None = None
    """Its rows and columns; None for one copied out one cell a line, whose borders are lost."""


@dataclass(slots=True)
class Tables:
    """What the tables of a document gave."""

    items: list[Item] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def lay_out(document: CleanText, tables: tuple[Table, ...], lines: list[Span]) -> list[Laid]:
    """The tables of a source and those whose cells were copied out one a line, in text order."""
    laid: list[Laid] = []
    before: tuple[Grid, Head] | None = None
    for grid in grids(document, tables):
        if _states_facts(document.text, grid):
            continue
        form = read_form(document.text, grid)
        if form is not None:
            laid.append(Laid(grid.at, *form, cuts=_cuts(grid), name=grid.name, grid=grid))
            before = None
            continue
        head = find_head(document.text, grid)
        continued = head is None and before is not None and _continues(document.text, grid, *before)
        if continued and before is not None:
            head = Head(0, 0, before[1].columns, before[1].words)
        laid.append(_laid(document.text, grid, head, continued=continued))
        before = (grid, head) if head is not None and laid[-1].rows.entries else None
    loose = outside(lines, [one.at for one in laid])
    for grid in tabbed_grids(document.text, loose):
        head = find_head(document.text, grid)
        if head is not None:
            laid.append(_laid(document.text, grid, head, continued=False))
    labelled = find_labelled(document.text, outside(loose, [one.at for one in laid]))
    laid += [Laid(task.at, task.rows, task.columns, cuts=task.cuts) for task in labelled]
    laid.sort(key=lambda one: one.at)
    loose = split_at_tabs(document.text, outside(loose, [one.at for one in laid]))
    laid += [_of_flat(flat) for flat in find_flat_tables(document.text, loose)]
    return sorted(laid, key=lambda one: one.at)


def _states_facts(text: str, grid: Grid) -> bool:
    """Whether a table is the one of facts that sites print above a document: the head reads its lines."""
    rows = [row for index in range(len(grid.rows)) if (row := grid.filled(index))]
    return 1 < len(rows) <= MOST_FACTS and all(is_metadata(text[slice(*row[0].at)].strip()) for row in rows)


def _of_flat(flat: Flat) -> Laid:
    told = [doubt("table_flattened", [flat.titles], flat.at)] if flat.rows.entries else []
    return Laid(flat.at, flat.rows, flat.columns, doubts=told, cuts=flat.cuts)


def _laid(text: str, grid: Grid, head: Head | None, *, continued: bool) -> Laid:
    shown = replace(grid, head=(head.first, head.last)) if head else grid
    one = Laid(grid.at, cuts=_cuts(grid), name=grid.name, grid=shown)
    rows = read_rows(text, grid, head) if head else Rows()
    is_read = head and (head.names_agencies or head.of("deadline", "person") or _assigns(text, rows.entries))
    if head is None or not is_read:
        if _speaks_of_duty(text, grid):
            first = grid.filled(0)[:4] if grid.rows else []
            one.doubts.append(doubt("table_unread", [text[slice(*s.at)][:40] for s in first], grid.at))
        else:
            one.rows.named.append((grid.at, "table"))
        return one
    one.rows = rows
    one.columns = frozenset(column.role for column in head.columns)
    for row in range(head.first):
        for slot in grid.filled(row):
            is_title = len(grid.filled(row)) == 1 and slot.at[1] - slot.at[0] <= LONGEST_CAPTION
            if is_title:
                one.captions.append(slot.at)
            else:
                rows.named.append((slot.at, "table"))
    if continued and rows.entries:
        first_text = text[slice(*rows.entries[0].texts[0])][:40]
        one.doubts.append(doubt("table_continued", [first_text], grid.at))
    return one


def _cuts(grid: Grid) -> list[int]:
    return sorted({place for row in grid.rows for slot in row for place in slot.at})


def _assigns(text: str, entries: list[Entry]) -> bool:
    """Whether the text of a table without a column of agencies names some in brackets."""
    return any(find_assignments(text, [entry.texts[0]]).assignments for entry in entries[:SAMPLE])


def _continues(text: str, grid: Grid, before: Grid, head: Head) -> bool:
    """Whether a table without a header goes on with the columns of the one right before it."""
    if text[before.at[1] : grid.at[0]].strip() or _width(grid) != _width(before):
        return False
    agencies = [column for column in head.columns if column.role in {"lead", "responsible", "co"}]
    cells = [text[slice(*slot.at)] for column in agencies for slot in _column(grid, column)]
    return bool(cells) and sum(names_organs(cell[:200]) for cell in cells) * 3 >= len(cells) * 2


def _width(grid: Grid) -> int:
    return max((slot.end for row in grid.rows for slot in row), default=0)


def _column(grid: Grid, column: Column) -> list[Slot]:
    return [
        slot
        for row in range(min(len(grid.rows), SAMPLE))
        for slot in grid.filled(row)
        if slot.start < column.end and slot.end > column.start
    ]


def _speaks_of_duty(text: str, grid: Grid) -> bool:
    """Whether a table that was not read speaks of agencies all the same: a title names them, or a column lists them."""
    counts: Counter[int] = Counter()
    organs: Counter[int] = Counter()
    for row in range(min(len(grid.rows), SAMPLE)):
        for slot in grid.filled(row):
            written = text[slot.at[0] : min(slot.at[1], slot.at[0] + 200)]
            if kind_of(written) in {"lead", "responsible", "co"} and not is_unsure(written):
                return True
            counts[slot.start] += 1
            organs[slot.start] += re.search(r"[\u3400-\u9fff]", written) is not None and names_organs(written)
    return any(count >= 2 and organs[column] * 3 >= count * 2 for column, count in counts.items()) and len(counts) > 1


def read_tables(text: str, laid: list[Laid], calendar: Calendar, taken: Iterable[str]) -> Tables:
    """The items of the tables; their numbers differ from those `taken` by the rest of the document."""
    out = Tables()
    first_leads = FIRST_LEADS.search(text) is not None
    used = set(taken)
    recent: dict[str, None] = {}
    counted = 0
    if calendar.year is None:
        calendar = Calendar(_year_above(text, laid), calendar.issued_on)
    for order, one in enumerate(laid, start=1):
        out.doubts += one.doubts
        out.named += [*one.rows.named, *((at, "heading") for at in one.captions)]
        entries = one.rows.entries
        desk = Desk(text, calendar, one.columns, first_leads, recent)
        plain = not any(entry.number or entry.path for entry in entries) and not one.base and not one.name
        numbers = numbered(entries, used, one.base, one.name or f"表{order}", counted if plain else 0)
        counted += len(entries) if plain else 0
        used.update(numbers)
        out.items += [item_of(desk, entry, number) for entry, number in zip(entries, numbers, strict=True)]
    return out


def _year_above(text: str, laid: list[Laid]) -> int | None:
    """The year in a title over a table, or in the line above it."""
    for one in laid:
        start = text.rfind("\n", 0, max(one.at[0] - 1, 0)) + 1
        above = [text[slice(*at)] for at in one.captions] + [text[max(start, one.at[0] - 80) : one.at[0]], one.name]
        year = next((year for line in above if (year := read_year(line))), None)
        if year:
            return year
    return None


def outside(lines: list[Span], areas: list[Span]) -> list[Span]:
    """The lines that begin in none of the areas."""
    starts = [at[0] for at in areas]

    def is_inside(at: Span) -> bool:
        index = bisect_right(starts, at[0]) - 1
        return index >= 0 and at[0] < areas[index][1]

    return [at for at in lines if not is_inside(at)]

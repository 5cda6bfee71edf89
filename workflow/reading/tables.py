"""The tables of a document: which are task tables, their items, and what the sentences of the others are."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from workflow.reading import closing as ends
from workflow.reading.assignments import find_assignments
from workflow.reading.clean import CleanText
from workflow.reading.coverage import Named
from workflow.reading.dates import is_date_line
from workflow.reading.doubts import doubt
from workflow.reading.header import is_organ_line
from workflow.reading.headings import holds_duty
from workflow.reading.markers import marker_at
from workflow.reading.model import Doubt, Item
from workflow.reading.offsets import Span
from workflow.reading.outline import Outline
from workflow.reading.sentences import paragraphs, strip
from workflow.reading.source import Table
from workflow.reading.tables_columns import Column, Role, is_unsure, kind_of
from workflow.reading.tables_entries import Entry
from workflow.reading.tables_flat import Flat, find_flat_tables
from workflow.reading.tables_forms import read_form
from workflow.reading.tables_grid import Grid, Slot, grids
from workflow.reading.tables_header import Head, find_head, names_organs
from workflow.reading.tables_items import FIRST_LEADS, Desk, item_of
from workflow.reading.tables_numbers import numbered
from workflow.reading.tables_rows import Rows, read_rows
from workflow.reading.timing import Calendar

LONGEST_CAPTION = 80
MOST_CAPTIONS = 4
SAMPLE = 40


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
        form = read_form(document.text, grid)
        if form is not None:
            laid.append(Laid(grid.at, *form, cuts=_cuts(grid), name=grid.name))
            before = None
            continue
        head = find_head(document.text, grid)
        continued = head is None and before is not None and _continues(document.text, grid, *before)
        if continued and before is not None:
            head = Head(0, 0, before[1].columns, before[1].words)
        laid.append(_laid(document.text, grid, head, continued=continued))
        before = (grid, head) if head is not None and laid[-1].rows.entries else None
    areas = [one.at for one in laid]
    loose = outside(lines, areas)
    laid += [_of_flat(flat) for flat in find_flat_tables(document.text, loose)]
    return sorted(laid, key=lambda one: one.at)


def _of_flat(flat: Flat) -> Laid:
    told = [doubt("table_flattened", [flat.titles], flat.at)] if flat.rows.entries else []
    return Laid(flat.at, flat.rows, flat.columns, doubts=told)


def _laid(text: str, grid: Grid, head: Head | None, *, continued: bool) -> Laid:
    one = Laid(grid.at, cuts=_cuts(grid), name=grid.name)
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
    for order, one in enumerate(laid, start=1):
        out.doubts += one.doubts
        out.named += [*one.rows.named, *((at, "heading") for at in one.captions)]
        entries = one.rows.entries
        desk = Desk(text, calendar, one.columns, first_leads, recent)
        numbers = numbered(entries, used, one.base, one.name or f"表{order}")
        used.update(numbers)
        out.items += [item_of(desk, entry, number) for entry, number in zip(entries, numbers, strict=True)]
    return out


def outside(lines: list[Span], areas: list[Span]) -> list[Span]:
    """The lines that begin in none of the areas."""
    starts = [at[0] for at in areas]

    def is_inside(at: Span) -> bool:
        index = bisect_right(starts, at[0]) - 1
        return index >= 0 and at[0] < areas[index][1]

    return [at for at in lines if not is_inside(at)]


def cut_lines(text: str, lines: list[Span], laid: list[Laid]) -> list[Span]:
    """The lines of the document, those of tables cut at the borders of cells."""
    cuts = sorted({place for one in laid for place in one.cuts})
    found: list[Span] = []
    for start, end in lines:
        inner = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        edges = [start, *inner, end]
        parts = (strip(text, part) for part in pairwise(edges))
        found += [at for at in parts if at[0] < at[1]]
    return found


def head_captions(text: str, laid: list[Laid], kept: list[Span]) -> list[Span]:
    """The titles over the first table where the document has no text before it: they are taken for its own head."""
    if not laid or (kept and kept[0][0] < laid[0].at[0]):
        return []
    titles, laid[0].captions = laid[0].captions, []
    return [(at[0] + line[0], at[0] + line[1]) for at in titles for line in paragraphs(text[slice(*at)])]


def over_tables(text: str, laid: list[Laid], kept: list[Span]) -> list[Span]:
    """The lines right above the tables that only name or introduce them: `附件2`, `任务分解表`, `具体安排如下：`.

    Above the first number of a document such lines are its own title, and stay.
    """
    starts = [at[0] for at in kept]
    numbered_from = next((i for i, at in enumerate(kept) if marker_at(text, at)), len(kept))
    found: list[Span] = []
    for one in laid:
        if not one.rows.entries:
            continue
        index = bisect_left(starts, one.at[0]) - 1
        fewest = max(numbered_from + 1, index - MOST_CAPTIONS + 1)
        while index >= fewest and _is_caption(text, kept[index]):
            found.append(kept[index])
            index -= 1
    return found


def _is_caption(text: str, at: Span) -> bool:
    line = text[slice(*at)]
    if marker_at(text, at) or is_date_line(line) or is_organ_line(line):
        return False
    if line.endswith(("：", ":")) or re.search(r"(?:见|如)下表|如下[：:。]?$", line[-20:]):
        return True
    return len(line) <= 60 and not re.search(r"[。；;，,]", line)


def missing(text: str, attached: list[str], captions: list[Span]) -> list[str]:
    """Of the attachments that a document lists those that do not stand in it as a table with that name."""
    names = "".join(text[slice(*at)] for at in captions)
    return [
        line
        for line in attached
        if re.sub(r"^附\s?[件表录]\s*\d*\s*[:：.．、]?\s*(?:\d+[.．、]\s*)?", "", line) not in names
    ]


def mark_over_tables(text: str, laid: list[Laid], outline: Outline, captions: list[Span]) -> None:
    """Mark the bare headings that stand right above a table, and number its tasks below theirs.

    What is attached behind the signature does not stand below the last heading.
    """
    parted = sorted(at[0] for at in captions if ends.ATTACHMENT.match(text, *at))
    nodes = list(outline.nodes())
    starts = [node.marker.at[0] for node in nodes]
    for one in laid:
        index = bisect_left(starts, one.at[0]) - 1
        if index < 0 or not one.rows.entries:
            continue
        node = nodes[index]
        first = node.paragraphs[0]
        is_bare = first[1] - first[0] <= 60 and "。" not in text[slice(*first)].rstrip("。")
        before = [at[0] for at in node.paragraphs[1:2] if at[0] < one.at[0]]
        before += [place for place in parted[bisect_left(parted, first[1]) :][:1] if place < one.at[0]]
        if not node.children and is_bare and not before and not holds_duty(text, first):
            node.is_over_table = True
            one.base = node.path

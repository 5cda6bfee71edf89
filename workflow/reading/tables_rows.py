"""The rows of a table with borders, read to entries.

Merged cells speak for all their rows; a row of one cell is a section.
"""

import re
from dataclasses import dataclass, field

from workflow.reading.assignments import Found, find_assignments
from workflow.reading.coverage import Named
from workflow.reading.layout import SECOND
from workflow.reading.markers import KINDS
from workflow.reading.offsets import Span
from workflow.reading.tables_columns import AGENCIES, TEXTS, Column, Role
from workflow.reading.tables_entries import Entry, label_of, number_of
from workflow.reading.tables_grid import Grid, Slot
from workflow.reading.tables_header import Head, squeezed
from workflow.reading.tables_parties import SAME_AS_ABOVE, is_cut

LONGEST_SECTION = 80
# Columns whose cells may order something; those of progress and money tell what was done.
REMARKS = re.compile(r"备注|说明|(?i:remarks?|notes?|comments?)")
REMARK = re.compile(
    r"[（(]?(?:注|备注|说明|填表|填报|制表|附注|制单|联系|notes?|source)[^:：。，]{0,8}[:：]", re.IGNORECASE
)
SUM = re.compile(r"(?:合计|总计|小计|共计|total)\s*(?:[:：]|$|\d)", re.IGNORECASE)
HAN_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?")
HAN_BRACKET = KINDS.index("han_bracket")


@dataclass(slots=True)
class Section:
    """A row or cell that stands above others; without an outline number it is above all that has one."""

    rank: int
    label: str | None
    found: Found | None = None


@dataclass(slots=True)
class Rows:
    """The entries of a table, and what else its sentences were read as."""

    entries: list[Entry] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    text: str
    grid: Grid
    head: Head
    covering: dict[Column, list[list[Slot]]]
    out: Rows
    sections: list[Section]
    counts_in_arabic: bool = False
    family: int = 0
    remarks: list[Span] = field(default_factory=list)
    """Rows below the tasks that remark on all of them."""

    def slots(self, row: int, *wanted: str) -> list[Slot]:
        """The cells that speak for a row in the columns of some roles."""
        found: list[Slot] = []
        for column in self.head.columns:
            if column.role in wanted:
                found += [slot for slot in self.covering[column][row] if slot not in found]
        return found

    def own(self, row: int, *wanted: str) -> list[Slot]:
        """Those of them that begin in the row."""
        return [slot for slot in self.slots(row, *wanted) if slot.first == row]


def read_rows(text: str, grid: Grid, head: Head) -> Rows:
    """The entries of a table below its header."""
    covering = {column: grid.covering(column) for column in head.columns}
    reader = _Reader(text, grid, head, covering, Rows(), [])
    numbers = {slot.at for column in head.of("number") for slots in covering[column][head.last :] for slot in slots}
    reader.counts_in_arabic = any(text[slice(*at)].strip(".、").isdecimal() for at in numbers)
    for row in range(head.first, head.last):
        reader.out.named += [(slot.at, "table") for slot in grid.filled(row)]
    for row in range(head.last, len(grid.rows)):
        filled = grid.filled(row)
        if filled:
            _read_row(reader, row, filled)
    for entry in reader.out.entries:
        entry.remarks += reader.remarks
    return reader.out


def _read_row(reader: _Reader, row: int, filled: list[Slot]) -> None:
    text, out = reader.text, reader.out
    hull = min(slot.at[0] for slot in filled), max(slot.at[1] for slot in filled)
    if {squeezed(text, slot) for slot in filled} <= reader.head.words:
        out.named.append((hull, "table"))
        return
    if SUM.match(text, *filled[0].at):
        out.named.append((hull, "table"))
        return
    if len(filled) == 2 and REMARK.fullmatch(f"{text[slice(*filled[0].at)].strip()}："):
        reader.remarks.append(filled[1].at)
        out.named.append((hull, "table"))
        return
    if len(filled) == 1 and not any(slot.first < row for slot in reader.slots(row, "number", "heading", "text")):
        name = _lone(reader, filled[0])
        if name:
            out.named += [(hull, name)] if name != "nothing" else []
            return
    if _is_counted_section(reader, row, filled):
        _begin_section(reader, filled[0], filled[1])
        out.named.append((hull, "heading"))
        return
    entry = _goes_on(reader, row)
    if entry is not None:
        entry.reach(hull)
        _add_cells(reader, row, entry)
        return
    entry = _new(reader, row, hull)
    if entry is None:
        out.named.append((hull, "table"))
        return
    _add_cells(reader, row, entry)
    out.entries.append(entry)


def _lone(reader: _Reader, slot: Slot) -> str | None:
    """What a row with one cell is: a section, a remark, `nothing` that was understood, or (None) a task."""
    written = reader.text[slice(*slot.at)]
    columns = [c for c in reader.head.columns if slot.start < c.end and slot.end > c.start]
    is_wide = len(columns) > 1 and any(c.role in {"text", *AGENCIES, "deadline"} for c in columns)
    if REMARK.match(written):
        reader.remarks.append(slot.at)
        return "table"
    label = label_of(reader.text, slot.at)
    role = columns[0].role if columns else "note"
    if not is_wide:
        if role == "number" and number_of(reader.text, slot.at):
            return "table"
        is_section = role in {"number", "category"} or (
            label is not None and label.rank <= HAN_BRACKET and role in TEXTS and "。" not in written
        )
        if not is_section:
            return None
    if len(written) > LONGEST_SECTION or "。" in written.rstrip("。"):
        return "nothing"
    _begin_section(reader, slot, slot)
    return "heading"


def _is_counted_section(reader: _Reader, row: int, filled: list[Slot]) -> bool:
    """一 | 夯实底座 between rows counted 1, 2, 3, with nobody to do it: a section and not a task."""
    if len(filled) != 2 or not reader.counts_in_arabic or reader.slots(row, *AGENCIES, "deadline"):
        return False
    numbers, texts = reader.own(row, "number"), reader.own(row, *TEXTS)
    return bool(numbers and texts) and HAN_NUMBER.fullmatch(reader.text, *numbers[0].at) is not None


def _begin_section(reader: _Reader, numbered: Slot, slot: Slot) -> None:
    """Begin a section with the number in one cell and the words in another, or both in the same."""
    label = label_of(reader.text, numbered.at)
    rank, written = (label.rank, label.label) if label else (-1, None)
    if numbered is not slot and label is None:
        rank, written = KINDS.index("han"), reader.text[slice(*numbered.at)]
    while reader.sections and reader.sections[-1].rank >= rank:
        reader.sections.pop()
    found = find_assignments(reader.text, [slot.at])
    reader.sections.append(Section(rank, written, found if found.assignments else None))
    reader.family += 1


def _goes_on(reader: _Reader, row: int) -> Entry | None:
    """The entry that a row continues: the same merged task, further agencies of it, or the rest of its text."""
    if not reader.out.entries or reader.own(row, "number") or reader.own(row, "heading"):
        return None
    last = reader.out.entries[-1]
    texts, own = reader.slots(row, "text"), reader.own(row, "text")
    if not own:
        is_same = bool(texts) or bool(reader.head.of("text"))
        return last if is_same else None
    if reader.slots(row, "number", "heading") or reader.own(row, "category"):
        return None
    answered = reader.slots(row, *AGENCIES, "deadline")
    unfinished = is_cut(reader.text[slice(*last.texts[-1])])
    has_place = bool(reader.head.of("number", "heading"))
    return last if unfinished or (has_place and not answered) else None


def _new(reader: _Reader, row: int, hull: Span) -> Entry | None:
    text = reader.text
    headings = reader.slots(row, "heading")
    own, texts = reader.own(row, "text"), reader.slots(row, "text")
    spans = [slot.at for slot in own or texts]
    heading = headings[-1].at if headings else None
    if own and len(texts) > len(own) and heading is None:
        heading = next(slot.at for slot in texts if slot not in own)
    if heading is not None and (not spans or heading in spans):
        spans, heading = [heading], None
    if not spans:
        return None
    entry = Entry(hull, heading_at=heading, texts=_together(text, spans), path=_path(reader, row))
    for at in spans:
        if at not in entry.texts:
            entry.add("note", at)
            entry.further.append(at)
    for slot in reader.slots(row, "category"):
        entry.add("category", slot.at)
    numbers = reader.slots(row, "number")
    if numbers:
        entry.number, entry.number_at = number_of(text, numbers[0].at), numbers[0].at
    _take_labels(reader, entry, numbered=bool(numbers))
    if not numbers and not headings and reader.head.of("number", "heading") and reader.out.entries:
        # The merge of the number was lost on the way: the row stands under the same number, its heading is not guessed.
        last = reader.out.entries[-1]
        if entry.number is None and last.path == entry.path:
            entry.number, entry.number_at = last.number, last.number_at
    entry.family = reader.family
    entry.section = next((one.found for one in reversed(reader.sections) if one.found), None)
    return entry


def _together(text: str, spans: list[Span]) -> list[Span]:
    """The first cells with nothing but white space between them."""
    kept = spans[:1]
    for at in spans[1:]:
        if at[0] < kept[-1][1] or text[kept[-1][1] : at[0]].strip():
            break
        kept.append(at)
    return kept


def _path(reader: _Reader, row: int) -> tuple[str, ...]:
    """The numbers of the sections above: those of the document, of rows, and of the cells of categories."""
    labels = [section.label for section in reader.sections]
    for slot in reader.slots(row, "category"):
        label = label_of(reader.text, slot.at)
        labels.append(label.label if label else None)
        if slot.first == row:
            reader.family += 1
    return tuple(label for label in labels if label)


def _take_labels(reader: _Reader, entry: Entry, *, numbered: bool) -> None:
    """The number in front of a heading or text goes to the number of the entry, not to its words."""
    text = reader.text
    if entry.heading_at is not None:
        label = label_of(text, entry.heading_at)
        if label is not None and label.rest[0] < label.rest[1]:
            entry.heading_at = label.rest
            if not numbered:
                entry.number = label.label
    label = label_of(text, entry.texts[0])
    if label is None or "\n" in text[slice(*entry.texts[0])] or label.rest[0] >= label.rest[1]:
        return
    second = SECOND.get(KINDS[label.rank])
    if second and second.search(text, *label.rest):
        # 1.… 2.… in one cell count the parts of its text.
        return
    if entry.number is not None and entry.heading_at is not None:
        # 1. 2. 3. below one heading count on under its number.
        entry.path = (*entry.path, entry.number)
        entry.number, entry.texts[0] = label.label, label.rest
    elif entry.number is None:
        entry.number, entry.texts[0] = label.label, label.rest


def _add_cells(reader: _Reader, row: int, entry: Entry) -> None:
    """The cells of agencies, people and times that speak for a row; of a row that goes on also its text."""
    for slot in reader.own(row, "text"):
        if reader.out.entries and entry is reader.out.entries[-1] and slot.at[0] >= entry.texts[-1][1]:
            entry.texts.append(slot.at)
    roles: tuple[Role, ...] = (*AGENCIES, "person", "start", "deadline", "note")
    for role in roles:
        for slot in reader.slots(row, role):
            written = reader.text[slot.at[0] : min(slot.at[1], slot.at[0] + 20)]
            above = reader.out.entries[-1] if reader.out.entries else None
            if SAME_AS_ABOVE.fullmatch(written.strip()) and above is not None and above is not entry:
                for at in above.cells.get(role, []):
                    entry.add(role, at)
            else:
                entry.add(role, slot.at)
    for column in reader.head.of("note"):
        if REMARKS.search(column.title):
            places = [slot.at for slot in reader.covering[column][row]]
            entry.remarks += [at for at in places if at not in entry.remarks]

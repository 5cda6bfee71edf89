"""The header of a table: not always its first row, at times two rows with a group over several columns."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from workflow.reading.parties import looks_like_organ, split_parties
from workflow.reading.tables_columns import (
    AGENCIES,
    MOST_COLUMNS,
    TASKS,
    Column,
    Kind,
    is_task_header,
    is_unsure,
    kind_of,
    names_place,
    roles,
)
from workflow.reading.tables_due import is_due
from workflow.reading.tables_grid import Grid, Slot

SEARCHED = 40
DEEPEST = 3
SAMPLE = 60
AMOUNT = re.compile(r"(?:数量|单价|金额|总价|规格|型号|计量单位)")


@dataclass(frozen=True, slots=True)
class Head:
    """The rows `[first, last)` of a header and the columns they name; `words` of a row that repeats it."""

    first: int
    last: int
    columns: tuple[Column, ...]
    words: frozenset[str]

    def of(self, *wanted: str) -> list[Column]:
        """The columns of some roles."""
        return [column for column in self.columns if column.role in wanted]

    @property
    def names_agencies(self) -> bool:
        """Whether a column says who."""
        return bool(self.of(*AGENCIES))


def find_head(text: str, grid: Grid) -> Head | None:
    """The header of a table; None where no row is one."""
    second_best: Head | None = None
    for index in range(min(len(grid.rows), SEARCHED)):
        slots = grid.filled(index)
        kinds = [kind_of(text[slice(*slot.at)]) for slot in slots[:MOST_COLUMNS]]
        known = sum(kind is not None for kind in kinds)
        if known < 2 or known * 2 < len(slots) or not any(kind in TASKS for kind in kinds):
            continue
        head = _head(text, grid, index)
        if is_task_header([_kind(text, slot) for slot in head[1]]):
            return None if _counts_things(text, grid, head[0]) else _checked(text, grid, head[0])
        second_best = second_best or head[0]
    return second_best


def _counts_things(text: str, grid: Grid, head: Head) -> bool:
    """Whether a table says what is bought for whom: amounts, and nobody named but under 部门 and its like."""
    titles = [squeezed(text, slot) for row in range(head.first, head.last) for slot in grid.filled(row)]
    says_who = any(not is_unsure(column.title) for column in head.of(*AGENCIES, "deadline", "person"))
    return not says_who and any(AMOUNT.match(title) for title in titles)


def _kind(text: str, slot: Slot) -> Kind | None:
    return kind_of(text[slice(*slot.at)])


def _head(text: str, grid: Grid, index: int) -> tuple[Head, list[Slot]]:
    titles = grid.filled(index)[: MOST_COLUMNS * 2]
    words = {squeezed(text, slot) for slot in titles}
    last = index + 1
    while last < min(len(grid.rows), index + DEEPEST):
        below = grid.filled(last)[: MOST_COLUMNS * 2]
        if (
            not below
            or not all(_kind(text, slot) for slot in below)
            or {squeezed(text, slot) for slot in below} <= words
        ):
            break
        titles = [slot for slot in titles if not _is_parted(slot, below)] + below
        words |= {squeezed(text, slot) for slot in below}
        last += 1
    titles = sorted(titles, key=lambda slot: (slot.start, slot.at))[:MOST_COLUMNS]
    found = roles([_kind(text, slot) for slot in titles])
    columns: list[Column] = []
    for role, slot in zip(found, titles, strict=True):
        title = text[slice(*slot.at)]
        parting = _parting(grid, last, slot) if role == "text" and "heading" not in found else None
        if role is not None and parting is not None:
            columns += [Column("heading", slot.start, parting, title), Column("text", parting, slot.end, title)]
        elif role is not None:
            columns.append(Column(role, slot.start, slot.end, title))
    return Head(index, last, tuple(columns), frozenset(words)), titles


def _parting(grid: Grid, first: int, title: Slot) -> int | None:
    """Where a title over two columns of cells is parted: 目标任务 over the name of a task and its steps."""
    if title.end - title.start < 2:
        return None
    starts: list[int] = []
    for row in range(first, min(len(grid.rows), first + SAMPLE)):
        starts += [slot.start for slot in grid.filled(row) if title.start < slot.start < title.end]
    return min(starts) if len(starts) * 3 >= min(len(grid.rows) - first, SAMPLE) and starts else None


def _is_parted(slot: Slot, below: list[Slot]) -> bool:
    """责任分工 over 牵头单位 and 配合单位: the lower titles name the columns."""
    return any(slot.start < other.end and slot.end > other.start for other in below)


def squeezed(text: str, slot: Slot) -> str:
    """The text of a cell without white space, to compare."""
    return re.sub(r"\s+", "", text[slice(*slot.at)])


def _checked(text: str, grid: Grid, head: Head) -> Head:
    """Without columns whose title has several meanings and whose cells do not bear out this one."""
    kept = [column for column in head.columns if not is_unsure(column.title) or _bears_out(text, grid, head, column)]
    if any(column.role in {"lead", "responsible"} and not names_place(column.title) for column in kept):
        # 乡镇 beside 责任单位 is where it is done.
        kept = [column for column in kept if column.role != "responsible" or not names_place(column.title)]
    return Head(head.first, head.last, tuple(kept), head.words)


def _bears_out(text: str, grid: Grid, head: Head, column: Column) -> bool:
    tests: dict[str, Callable[[str], bool]] = {"responsible": names_organs, "deadline": is_due}
    test = tests.get(column.role)
    if test is None:
        return True
    written = [
        text[slice(*slot.at)]
        for row in range(head.last, min(len(grid.rows), head.last + SAMPLE))
        for slot in grid.filled(row)
        if slot.start < column.end and slot.end > column.start
    ]
    return sum(test(cell[:200]) for cell in written) * 2 >= max(len(written), 1)


def names_organs(written: str) -> bool:
    """Whether a cell lists agencies: most of what it lists ends as their names do, or it is in Latin letters."""
    if re.search(r"[A-Za-z]{3}", written):
        return True
    names = split_parties(written).names
    return bool(names) and sum(looks_like_organ(name) for name in names) * 2 > len(names)

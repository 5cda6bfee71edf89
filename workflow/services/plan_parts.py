"""The document behind a plan in parts that a page can show: cut between sentences, tables between rows."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from workflow.services.imports.blocks import Block, SourceTable, TableRow
from workflow.services.imports.source import Paragraph, Passage

PART, TAG = 9000, 30
"""Signs on one page of the document, and what each mark counts beside its text."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document; `start` is the place of its first sentence."""

    start: int
    blocks: list[Block]


def parts(found: Iterable[Block], size: int = PART) -> list[Part]:
    """The document cut into parts of about one size. A table goes on under its header; only a sentence longer than a
    part is cut, and rows that one cell holds together are not."""
    cut: list[Part] = []
    room = 0
    for block, start, cost in _pieces(found, size):
        if cost > room:
            cut.append(Part(start, []))
            room = size
        room -= cost
        here = cut[-1].blocks
        before = here[-1] if here else None
        if isinstance(before, Paragraph) and isinstance(block, Paragraph) and before.number == block.number:
            before.passages += block.passages
        elif isinstance(before, SourceTable) and isinstance(block, SourceTable) and before.head is block.head:
            before.body.extend(block.body)
        else:
            here.append(block)
    return cut


def part_at(cut: Sequence[Part], place: int) -> int:
    """Index of the part that holds the place."""
    return max(0, bisect_right([part.start for part in cut], place) - 1)


def items_in(part: Part) -> set[int]:
    """Ids of the items that stand in the part."""
    found: set[int] = set()
    for block in part.blocks:
        lines = [block] if isinstance(block, Paragraph) else [line for row in block.body for line in _lines(row)]
        found |= {int(run.item) for line in lines for run in line.runs if run.item}
    return found


def _pieces(found: Iterable[Block], size: int) -> Iterator[tuple[Block, int, int]]:
    """Sentences and groups of rows, each as a block of its own, with its place and what it counts."""
    for block in found:
        if isinstance(block, SourceTable):
            head = sum(_cost_of_row(row) for row in block.head)
            place = next((_places(row)[0] for row in (*block.head, *block.body) if _places(row)), 0)
            for number, group in enumerate(_groups(block.body) or [[]]):
                own = [at for row in group for at in _places(row)]
                start = place if number == 0 or not own else min(own)
                cost = sum(_cost_of_row(row) for row in group)
                yield (
                    SourceTable(block.name, block.head, group, goes_on=number > 0),
                    start,
                    min(cost + (head if number == 0 else 0), size),
                )
        else:
            for passage in (piece for whole in block.passages for piece in _bounded(whole, size)):
                yield replace(block, passages=[passage]), passage.start, _cost(passage)


def _groups(rows: Sequence[TableRow]) -> list[list[TableRow]]:
    """Rows in their order, those together that a cell reaches over."""
    groups: list[list[TableRow]] = []
    reached = 0
    for index, row in enumerate(rows):
        if index >= reached:
            groups.append([])
        groups[-1].append(row)
        reached = max([reached, *(index + cell.rows for cell in row.cells)])
    return groups


def _lines(row: TableRow) -> list[Paragraph]:
    return [line for cell in row.cells for line in cell.lines]


def _places(row: TableRow) -> list[int]:
    return [passage.start for line in _lines(row) for passage in line.passages]


def _cost_of_row(row: TableRow) -> int:
    return TAG * len(row.cells) + sum(_cost(passage) for line in _lines(row) for passage in line.passages)


def _cost(passage: Passage) -> int:
    """Signs of text and, about, of markup."""
    return TAG + sum(TAG + len(run.text) for run in passage.runs)


def _bounded(passage: Passage, size: int) -> Iterable[Passage]:
    if _cost(passage) <= size:
        yield passage
        return
    place = passage.start
    for run in passage.runs:
        for begin in range(0, len(run.text), size):
            text = run.text[begin : begin + size]
            yield Passage(place, passage.item, [replace(run, text=text)])
            place += len(text)

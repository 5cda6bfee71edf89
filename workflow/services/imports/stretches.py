"""The source of a review in stretches: those about what is in hand are on the page, the others come when asked for."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from workflow.services.imports.blocks import Block, arranged, lines_of
from workflow.services.imports.drawing import Drawn
from workflow.services.imports.source import Outline, Paragraph
from workflow.services.plan_parts import Part, parts

SIGNS = 3500
"""Signs of a stretch, about: some screens of the pane."""
WHOLE = 14_000
"""Up to so many signs the page holds the whole document, in one."""
MOST = 6
"""Parts on the page of a longer one, however far apart the places in hand are."""
LINE = 28
"""Signs of a line in the pane of the source, about."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One part of the source: `number` counts from 0, `start` is the place of its first sentence. One that is not on
    the page says which paragraphs stand in it, and about how many lines high it will be."""

    number: int
    part: Part
    is_shown: bool

    @property
    def start(self) -> int:
        """The place of its first sentence; of the first one the beginning, for what stands before it."""
        return self.part.start if self.number else 0

    @property
    def blocks(self) -> list[Block]:
        """Its paragraphs and tables."""
        return self.part.blocks

    @property
    def first(self) -> int:
        """The number of its first paragraph."""
        return self.blocks[0].number if self.blocks else 0

    @property
    def last(self) -> int:
        """The number of its last paragraph."""
        if not self.blocks:
            return 0
        end = self.blocks[-1]
        if isinstance(end, Paragraph):
            return end.number
        return next((row.number for row in reversed(end.body) if row.number), end.number)

    @property
    def lines(self) -> int:
        """Its height on the page, about."""
        return sum(_lines(block) for block in self.blocks)

    def fill(self, outline: Outline) -> list[Block]:
        """Its paragraphs and tables with their sentences."""
        for block in self.blocks:
            outline.fill(lines_of(block))
        return self.blocks


class Stretches:
    """The whole source, of which the page holds the stretches around some places: the first place comes first where
    they are too many."""

    def __init__(self, outline: Outline, found: Sequence[Part], places: Iterable[int]) -> None:
        shown = _shown(found, places)
        self.all = [Stretch(number, part, number in shown) for number, part in enumerate(found)]
        for number in shown:
            self.all[number].fill(outline)

    def holds(self, place: int) -> bool:
        """Whether the sentence that begins there is on the page."""
        return self.all[_index(self._starts, place)].is_shown

    def link(self, place: int, item: str = "") -> str:
        """The address of the sentence that begins there: on the page, or of the page that holds it."""
        if self.holds(place):
            return f"#s{place}"
        return f"?item={item}&at={place}#s{place}" if item else f"?at={place}#s{place}"

    @cached_property
    def _starts(self) -> list[int]:
        return [stretch.start for stretch in self.all]


def cut(outline: Outline, tables: Sequence[Drawn]) -> list[Part]:
    """The source in parts of about one size, a short one in one. Only a block longer than a part, a table or a line
    without an end, is cut into sentences for it."""
    source = arranged(outline.paragraphs, tables)
    if len(outline.text) <= WHOLE:
        return [Part(0, source)]
    found: list[Part] = []
    room = 0
    for block in source:
        lines = [*lines_of(block)]
        signs = sum(line.end - line.start for line in lines)
        if signs > SIGNS:
            outline.fill(lines)
            found += parts([block])
            room = 0
        elif lines:
            if signs > room:
                found.append(Part(lines[0].start, []))
                room = SIGNS
            found[-1].blocks.append(block)
            room -= signs
    return found


def _shown(found: Sequence[Part], places: Iterable[int]) -> set[int]:
    starts = [part.start for part in found]
    shown: list[int] = []
    for place in [*places] or [0]:
        middle = _index(starts, place)
        near = (number for number in (middle, middle + 1, middle - 1) if 0 <= number < len(found))
        shown += [number for number in near if number not in shown]
    return set(shown[:MOST])


def _index(starts: Sequence[int], place: int) -> int:
    return max(0, bisect_right(starts, place) - 1)


def _lines(block: Block) -> int:
    if isinstance(block, Paragraph):
        signs = sum(len(run.text) for run in block.runs) if block.passages else block.end - block.start
        return 1 + signs // LINE
    return len(block.head) + 2 * len(block.body)

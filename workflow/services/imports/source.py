"""The cleaned text as numbered paragraphs, cut into runs that carry one mark each."""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from workflow.reading.sentences import sentences, strip
from workflow.services.imports.drawing import Drawn

# What is shown where marks lie over one another: the later of these wins.
RANK = {"": 0, "org": 1, "often": 2, "due": 3, "lost": 4, "doubt": 5}


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked passage `[start, end)` of the cleaned text; `kind` is org, due, often, doubt or lost."""

    start: int
    end: int
    kind: str
    key: str = ""
    """The point it raises, if any."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where an item stands in the cleaned text."""

    start: int
    end: int
    item: str


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph that carries one mark (or none)."""

    text: str
    kind: str
    key: str
    item: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with what follows it up to the next one; `start` is its anchor on the page."""

    start: int
    item: str
    runs: list[Run]


@dataclass(slots=True)
class Paragraph:
    """A line of the text, or the part of it in one cell, with the number of the line, counted from 1 over those that
    hold anything."""

    number: int
    start: int
    end: int
    items: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    is_heading: bool = False

    @property
    def is_table(self) -> bool:
        """Tells it from a table."""
        return False

    @property
    def runs(self) -> list[Run]:
        """The pieces of all its sentences."""
        return [run for passage in self.passages for run in passage.runs]

    @property
    def item(self) -> str:
        """The item most of the paragraph belongs to: the first in it."""
        return self.items[0] if self.items else ""


def paragraphs(
    text: str,
    marks: Iterable[Mark],
    extents: Sequence[Extent],
    headings: Iterable[int] = (),
    tables: Sequence[Drawn] = (),
) -> list[Paragraph]:
    """The text as paragraphs, those of tables cut at the borders of cells. Work grows with text plus marks."""
    outline = Outline(text, marks, extents, headings, tables)
    outline.fill(outline.paragraphs)
    return outline.paragraphs


class Outline:
    """The paragraphs of a text with the items in each; the sentences of those that are shown are filled in later."""

    def __init__(
        self,
        text: str,
        marks: Iterable[Mark],
        extents: Sequence[Extent],
        headings: Iterable[int] = (),
        tables: Sequence[Drawn] = (),
    ) -> None:
        self.text = text
        self.paragraphs = found = _cut(text, _lines(text), tables)
        self._starts = starts = [paragraph.start for paragraph in found]
        self._marked: dict[int, list[Mark]] = {}
        for mark in marks:
            for index in _touched(starts, found, mark.start, mark.end):
                self._marked.setdefault(index, []).append(mark)
        self._held: dict[int, list[Extent]] = {}
        for extent in extents:
            for index in _touched(starts, found, extent.start, extent.end):
                self._held.setdefault(index, []).append(extent)
        for place in headings:
            index = bisect_right(starts, place) - 1
            if index >= 0:
                found[index].is_heading = place < found[index].end and index not in self._held
        for index, inside in self._held.items():
            found[index].items = list(dict.fromkeys(extent.item for extent in inside))

    def fill(self, wanted: Iterable[Paragraph]) -> None:
        """Cut these paragraphs into sentences, with their marks; those that are cut already stay as they are."""
        for paragraph in wanted:
            if not paragraph.passages:
                index = bisect_left(self._starts, paragraph.start)
                marks, inside = self._marked.get(index, []), self._held.get(index, [])
                paragraph.passages = list(_passages(self.text, paragraph, marks, inside))


def find_names(text: str, at: Sequence[int] | None, names: Iterable[str]) -> Iterable[tuple[str, int, int]]:
    """Where names stand inside a passage: (name, start, end), every occurrence, longer names first."""
    if not at:
        return
    taken: list[tuple[int, int]] = []
    for name in sorted(set(names), key=len, reverse=True):
        place = text.find(name, at[0], at[1])
        while place >= 0 and name:
            end = place + len(name)
            if not any(start < end and place < stop for start, stop in taken):
                taken.append((place, end))
                yield name, place, end
            place = text.find(name, end, at[1])


def _lines(text: str) -> list[Paragraph]:
    found: list[Paragraph] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Paragraph(len(found) + 1, start, start + len(line)))
        start += len(line) + 1
    return found


def _cut(text: str, lines: list[Paragraph], tables: Sequence[Drawn]) -> list[Paragraph]:
    """The lines, those of tables in parts that stand in one cell each; what parts the cells is left out."""
    found: list[Paragraph] = []
    place = 0
    for table in tables:
        first, after = (bisect_left(lines, at, lo=place, key=start_of) for at in (table.start, table.end))
        found += lines[place:first]
        place = after
        waiting = deque(table.filled)
        for line in lines[first:after]:
            while waiting and waiting[0].start < line.end:
                at = strip(text, (max(waiting[0].start, line.start), min(waiting[0].end, line.end)))
                if at[0] < at[1]:
                    found.append(Paragraph(line.number, *at))
                if waiting[0].end > line.end:
                    break
                waiting.popleft()
    return [*found, *lines[place:]]


def start_of(line: Paragraph) -> int:
    """For looking lines up by place."""
    return line.start


def _touched(starts: list[int], found: list[Paragraph], start: int, end: int) -> Iterable[int]:
    index = max(0, bisect_right(starts, start) - 1)
    while index < len(found) and found[index].start < end:
        if found[index].end > start:
            yield index
        index += 1


def _passages(text: str, paragraph: Paragraph, marks: Sequence[Mark], extents: Sequence[Extent]) -> Iterator[Passage]:
    """The sentences of a paragraph. Marks and extents are swept along, so that one long line costs no more."""
    starts = [at[0] for at in sentences(text, (paragraph.start, paragraph.end))] or [paragraph.start]
    parts: list[Mark | Extent] = [*marks, *extents]
    waiting = deque(sorted(parts, key=_start))
    open_parts: list[Mark | Extent] = []
    for begin, end in pairwise([paragraph.start, *starts[1:], paragraph.end]):
        while waiting and waiting[0].start < end:
            open_parts.append(waiting.popleft())
        open_parts = [part for part in open_parts if part.end > begin]
        runs = _runs(text, begin, end, open_parts)
        item = next((run.item for run in runs if run.item), "")
        yield Passage(max(begin, starts[0]), item, runs)


def _start(part: Mark | Extent) -> int:
    return part.start


def _rank(mark: Mark) -> int:
    return RANK.get(mark.kind, 0)


def _runs(text: str, begin: int, stop: int, parts: Sequence[Mark | Extent]) -> list[Run]:
    places = [place for part in parts for place in (part.start, part.end)]
    cuts = sorted({begin, stop} | {min(max(place, begin), stop) for place in places})
    runs: list[Run] = []
    for start, end in pairwise(cuts):
        over = [part for part in parts if part.start <= start and part.end >= end]
        top = max((part for part in over if isinstance(part, Mark)), key=_rank, default=None)
        item = next((part.item for part in over if isinstance(part, Extent)), "")
        kind, key = (top.kind, top.key) if top else ("", "")
        if runs and (runs[-1].kind, runs[-1].key, runs[-1].item) == (kind, key, item):
            runs[-1] = Run(runs[-1].text + text[start:end], kind, key, item)
        else:
            runs.append(Run(text[start:end], kind, key, item))
    return runs

"""The two layers of a document: the text as received and the text as read, with the way between them."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from workflow.reading import damage, wrapped
from workflow.reading.glosses import glosses
from workflow.reading.model import Repair
from workflow.reading.mojibake import mojibake
from workflow.reading.offsets import Edit, OffsetMap, Span, apply
from workflow.reading.punctuation import punctuation

Mender = Callable[[str], Iterator[Edit]]

LAYERS: tuple[Mender, ...] = (
    # Before line ends: a byte of UTF-8 read as Latin-1 may look like one.
    mojibake,
    damage.line_breaks,
    damage.invisible,
    wrapped.wrapped_lines,
    damage.compatibility,
    damage.shifted,
    glosses,
    damage.traditional,
    damage.spaces,
    punctuation,
)
# Made everywhere without a person having anything to decide.
UNLISTED = {"line_break", "line_join"}
# No database keeps these, so nobody can refuse to have them taken out.
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
# Bring a line back as a whole; what else is mended in it is part of that.
WHOLE = {"mojibake", "shifted"}


@dataclass(frozen=True, slots=True)
class CleanText:
    """Cleaned text, the raw one it came from, and every repair between them."""

    raw: str
    text: str
    repairs: tuple[Repair, ...]
    maps: tuple[OffsetMap, ...]

    def raw_span(self, at: Span) -> Span:
        """The raw span that a span of the cleaned text came from."""
        return _back(self.maps, at)

    def clean_span(self, raw_at: Span) -> Span:
        """The cleaned span that a raw span became."""
        return _forth(self.maps, raw_at)


def _back(maps: tuple[OffsetMap, ...], at: Span) -> Span:
    start, end = at
    for one in reversed(maps):
        start, end = one.to_before(start), one.to_before(end, is_end=end > start)
        start = min(start, end)
    return start, end


def _forth(maps: tuple[OffsetMap, ...], at: Span) -> Span:
    start, end = at
    for one in maps:
        start, end = one.to_after(start), one.to_after(end, is_end=end > start)
        start = min(start, end)
    return start, end


def clean(raw: str, refused: Collection[Sequence[int]] = ()) -> CleanText:
    """Repair a text layer by layer; the length of the work is proportional to the text.

    `refused` are spans of the raw text (`Repair.raw_at`) in which nothing is to be repaired.
    """
    text = raw
    refusals = _Refusals(refused)
    maps: list[OffsetMap] = []
    found: list[tuple[int, list[Edit]]] = []
    for mender in LAYERS:
        edits = [kept for edit in mender(text) for kept in refusals.kept(edit, text, tuple(maps))]
        if not edits:
            continue
        found.append((len(maps), edits))
        text, offsets = apply(text, edits)
        maps.append(offsets)
    return CleanText(raw, text, tuple(_repairs(raw, text, tuple(maps), found)), tuple(maps))


class _Refusals:
    """Spans of the raw text that stay as they were received."""

    def __init__(self, refused: Collection[Sequence[int]]) -> None:
        spans = sorted((span[0], span[1]) for span in refused)
        self._starts = [start for start, _ in spans]
        self._reach: list[int] = []
        for _, end in spans:
            self._reach.append(max(end, self._reach[-1] if self._reach else end))

    def kept(self, edit: Edit, text: str, maps: tuple[OffsetMap, ...]) -> Iterator[Edit]:
        """An edit, or those of its parts whose raw text nobody refused to have mended."""
        must = (edit.kind in UNLISTED and text[edit.start] in "\r\v\f") or UNSTORABLE.match(
            text, edit.start
        ) is not None
        if must or not self._starts or not self._touches(_back(maps, (edit.start, edit.end))):
            yield edit
            return
        for start, end in _runs(edit, maps):
            if not self._covers(_back(maps, (edit.start + start, edit.start + end))):
                keeps_length = len(edit.replacement) == edit.end - edit.start
                written = edit.replacement[start:end] if keeps_length else edit.replacement
                yield Edit(edit.start + start, edit.start + end, written, edit.kind)

    def _touches(self, at: Span) -> bool:
        index = bisect_right(self._starts, at[1]) - 1
        return index >= 0 and self._reach[index] > at[0]

    def _covers(self, at: Span) -> bool:
        index = bisect_right(self._starts, at[0]) - 1
        return index >= 0 and self._reach[index] >= at[1]


def _repairs(raw: str, text: str, maps: tuple[OffsetMap, ...], found: list[tuple[int, list[Edit]]]) -> list[Repair]:
    """The edits of all layers in places of the cleaned and the raw text; one inside a larger repair is part of that."""
    listed: list[Repair] = []
    whole: list[Span] = []
    for depth, edits in found:
        shift = 0
        for edit in edits:
            start = edit.start + shift
            shift += len(edit.replacement) - (edit.end - edit.start)
            if edit.kind in UNLISTED:
                continue
            for offset, end in _runs(edit, maps[:depth]):
                keeps_length = len(edit.replacement) == edit.end - edit.start
                after = (start + offset, start + end) if keeps_length else (start, start + len(edit.replacement))
                at = _forth(maps[depth + 1 :], after)
                raw_at = _back(maps[:depth], (edit.start + offset, edit.start + end))
                listed.append(Repair(edit.kind, at, raw[slice(*raw_at)], text[slice(*at)], raw_at))
            if edit.kind in WHOLE:
                whole.append(listed[-1].raw_at)
    inner = {id(r) for r in _inside(listed, whole)}
    return sorted((r for r in listed if id(r) not in inner), key=lambda r: (r.raw_at, r.at))


def _runs(edit: Edit, maps: tuple[OffsetMap, ...]) -> list[Span]:
    """The parts of an edit whose raw text stands together: a gloss taken out between them is a repair of its own."""
    length = edit.end - edit.start
    if length == 1:
        return [(0, 1)]
    raw_start, raw_end = _back(maps, (edit.start, edit.end))
    if len(edit.replacement) != length or raw_end - raw_start == length:
        return [(0, length)]
    runs: list[Span] = []
    for index in range(length):
        place = _back(maps, (edit.start + index, edit.start + index + 1))
        joined = runs and _back(maps, (edit.start + index - 1, edit.start + index))[1] == place[0]
        runs[-1:] = [(runs[-1][0], index + 1)] if joined else [*runs[-1:], (index, index + 1)]
    return runs


def _inside(repairs: list[Repair], whole: list[Span]) -> list[Repair]:
    """Repairs of a line that was brought back as a whole: the line's own repair already shows before and after."""
    ends: dict[int, int] = {}
    for start, end in whole:
        ends[start] = max(end, ends.get(start, end))
    inside: list[Repair] = []
    current_end = -1
    for repair in sorted(repairs, key=lambda r: (r.raw_at[0], r.kind not in WHOLE)):
        if repair.raw_at[0] < current_end:
            inside.append(repair)
        elif repair.kind in WHOLE:
            current_end = ends[repair.raw_at[0]]
    return inside

"""Edits of a text, and the way back from every place of the edited text to the place it came from."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `[start, end)` of the text before by `replacement`."""

    start: int
    end: int
    replacement: str
    kind: str


class OffsetMap:
    """Both directions of one layer of edits; grows with the number of edits, not with the text."""

    __slots__ = ("_after", "_before", "_linear")

    def __init__(self, edits: Sequence[Edit], length: int) -> None:
        before, after, linear = [0], [0], [True]
        shift = 0
        for edit in edits:
            start_after = edit.start + shift
            shift += len(edit.replacement) - (edit.end - edit.start)
            # An edit that keeps the length still maps character by character: 區 is 区.
            same_length = len(edit.replacement) == edit.end - edit.start
            before += [edit.start, edit.end]
            after += [start_after, edit.end + shift]
            linear += [same_length, True]
        before.append(length)
        after.append(length + shift)
        linear.append(True)
        self._before, self._after, self._linear = before, after, linear

    def to_before(self, position: int, *, is_end: bool = False) -> int:
        """Where a position of the edited text was; `is_end` says that it closes a span, so that nothing removed after
        it is drawn into the span."""
        return self._move(position, self._after, self._before, is_end=is_end)

    def to_after(self, position: int, *, is_end: bool = False) -> int:
        """Where a position of the text before the edits is now."""
        return self._move(position, self._before, self._after, is_end=is_end)

    def _move(self, position: int, source: list[int], target: list[int], *, is_end: bool) -> int:
        position = max(0, min(position, source[-1]))
        index = bisect_right(source, position) - 1
        if is_end:
            while index > 0 and source[index] == position:
                index -= 1
        if index >= len(source) - 1:
            return target[-1]
        offset = position - source[index]
        if self._linear[index]:
            return target[index] + offset
        if is_end:
            return target[index + 1] if offset else target[index]
        return target[index]


def apply(text: str, edits: Sequence[Edit]) -> tuple[str, OffsetMap]:
    """The text with the edits made (ascending, not overlapping), and the map between both."""
    pieces, position = [], 0
    for edit in edits:
        pieces += [text[position : edit.start], edit.replacement]
        position = edit.end
    pieces.append(text[position:])
    return "".join(pieces), OffsetMap(edits, len(text))

"""Characters of a PDF page gathered to lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

WIDE_GAP = 0.9
LATIN_GAP = 0.22


@dataclass(frozen=True, slots=True)
class Char:
    """A character and its place on the page, in points from the upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A page without what is on it."""

    page: int
    width: float
    height: float


class Block(Protocol):
    """Something on a page: a line or a table."""

    @property
    def page(self) -> int:
        """Its page, from 0."""

    @property
    def top(self) -> float:
        """Its upper edge."""

    @property
    def bottom(self) -> float:
        """Its lower edge."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text."""

    text: str
    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    stretch: float = 0.0
    """How far its characters stand apart, in parts of their size: a line set to both edges is stretched."""


def lines_of(chars: Iterable[Char], page: int = 0) -> list[Line]:
    """Characters side by side form a line; a gap between them is a space."""
    rows: list[list[Char]] = []
    middle = 0.0
    for char in sorted(chars, key=lambda char: ((char.top + char.bottom) / 2, char.x0)):
        center = (char.top + char.bottom) / 2
        if rows and abs(center - middle) <= 0.5 * max(char.size, rows[-1][0].size):
            rows[-1].append(char)
        else:
            rows.append([char])
            middle = center
    return [line for row in rows if (line := _line(row, page)) is not None]


def _line(row: list[Char], page: int) -> Line | None:
    row.sort(key=lambda char: char.x0)
    while row and row[-1].text.isspace():
        row.pop()
    first = next((index for index, char in enumerate(row) if not char.text.isspace()), len(row))
    row = row[first:]
    if not row:
        return None
    parts: list[str] = []
    before: Char | None = None
    for char in row:
        if char.text.isspace():
            if parts[-1] != " ":
                parts.append(" ")
        else:
            if before is not None and parts[-1] != " " and _is_apart(before, char):
                parts.append(" ")
            parts.append(char.text)
        before = char
    sizes = sorted(char.size for char in row)
    return Line(
        "".join(parts),
        page,
        row[0].x0,
        max(char.x1 for char in row),
        min(char.top for char in row),
        max(char.bottom for char in row),
        sizes[len(sizes) // 2],
        _stretch(row),
    )


def _stretch(row: list[Char]) -> float:
    gaps = sorted(
        (after.x0 - before.x1) / before.size
        for before, after in pairwise(row)
        if not (before.text.isascii() or after.text.isascii()) and before.size > 0
    )
    return gaps[len(gaps) // 2] if gaps else 0.0


def _is_apart(before: Char, char: Char) -> bool:
    latin = before.text.isascii() and char.text.isascii()
    return char.x0 - before.x1 > (LATIN_GAP if latin else WIDE_GAP) * max(char.size, before.size)


def glue(before: str, after: str) -> str:
    """Two parts of one sentence that a line end parted: a space only between Latin words."""
    if before[-1:] == "-" and before[-2:-1].isascii() and before[-2:-1].isalpha() and after[:1].islower():
        return before[:-1] + after
    latin = before[-1:].isascii() and after[:1].isascii() and before[-1:].isalnum() and after[:1].isalpha()
    return before + (" " if latin else "") + after

"""Balanced round brackets, half or full width, found in one pass whatever their depth."""

import re
from dataclasses import dataclass

from workflow.reading.offsets import Span

BRACKET = re.compile(r"[（()）]")


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket: `at` with, `inner` without the two signs."""

    at: Span
    inner: Span


def outermost(text: str, at: Span) -> list[Bracket]:
    """The brackets of a span that stand in no other; a sign without its partner is passed over."""
    pairs: list[Span] = []
    opened: list[int] = []
    for match in BRACKET.finditer(text, *at):
        if match.group() in "（(":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            # Whatever closed inside this one is part of it.
            while pairs and pairs[-1][0] > start:
                pairs.pop()
            pairs.append((start, match.end()))
    return [Bracket((start, end), (start + 1, end - 1)) for start, end in pairs]

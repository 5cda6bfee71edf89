"""What changed between two readings of one passage, sign by sign: what stands in both, what is gone, what is new."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Literal

TOKEN = re.compile(r"[0-9A-Za-z]+|.", re.DOTALL)
COMPARED = 300
"""Tokens of a changed stretch that are compared one by one; a longer one is shown whole."""
AROUND = 40
"""Signs of unchanged text that are shown on either side of a change."""
LONGEST = 600
"""Signs of a changed stretch that are shown."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the passage."""

    kind: Literal["same", "gone", "new"]
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """The passage with its changes marked; long stretches are shortened by `…`."""
    if before == after:
        return [Piece("same", _cut(before))]
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    first = _alike(old, new)
    last = _alike(old[first:][::-1], new[first:][::-1])
    found = [Piece("same", "".join(old[:first]))]
    found += _changed(old[first : len(old) - last], new[first : len(new) - last])
    found.append(Piece("same", "".join(old[len(old) - last :])))
    found = [piece for piece in found if piece.text]
    return [_shortened(piece, number == 0, number == len(found) - 1) for number, piece in enumerate(found)]


def _alike(old: list[str], new: list[str]) -> int:
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _changed(old: list[str], new: list[str]) -> list[Piece]:
    if max(len(old), len(new)) > COMPARED:
        return [Piece("gone", "".join(old)), Piece("new", "".join(new))]
    found = []
    for what, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            found.append(Piece("same", "".join(old[a:b])))
        else:
            found += [Piece("gone", "".join(old[a:b])), Piece("new", "".join(new[c:d]))]
    return found


def _shortened(piece: Piece, is_first: bool, is_last: bool) -> Piece:
    text = piece.text
    if piece.kind != "same":
        return Piece(piece.kind, _cut(text))
    before, after = (0 if is_first else AROUND), (0 if is_last else AROUND)
    if len(text) <= before + after + 1:
        return piece
    return Piece("same", f"{text[:before]}…{text[len(text) - after :]}")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

"""Balanced brackets of every kind, found in one pass whatever their depth."""

import re
from dataclasses import dataclass

from workflow.reading.offsets import Span

# Half and full width of a kind close each other: offices mix them.
FAMILY = {
    sign: kind
    for kind, signs in {
        "round": "（(）)",
        "lens": "【】",
        "square": "[［]］",
        "shell": "〔﹝〕﹞",
        "hollow": "〖〗",
    }.items()
    for sign in signs
}
OPENS = "（(【[［〔﹝〖"
BRACKET = re.compile("[" + "".join(re.escape(sign) for sign in FAMILY) + "]")


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket: `at` with, `inner` without the two signs."""

    at: Span
    inner: Span


def outermost(text: str, at: Span) -> list[Bracket]:
    """The brackets of a span that stand in no other; a sign without its partner is passed over."""
    pairs: list[Span] = []
    opened: list[tuple[str, int]] = []
    waiting = dict.fromkeys(FAMILY.values(), 0)
    for match in BRACKET.finditer(text, *at):
        kind = FAMILY[match.group()]
        if match.group() in OPENS:
            opened.append((kind, match.start()))
            waiting[kind] += 1
        elif waiting[kind]:
            while opened[-1][0] != kind:
                waiting[opened.pop()[0]] -= 1
            start = opened.pop()[1]
            waiting[kind] -= 1
            # Whatever closed inside this one is part of it.
            while pairs and pairs[-1][0] > start:
                pairs.pop()
            pairs.append((start, match.end()))
    return [Bracket((start, end), (start + 1, end - 1)) for start, end in pairs]

"""Paragraphs and sentences of the cleaned text, as spans. One pass each; nothing here knows what a sentence means."""

import re

from workflow.reading.offsets import Span

LINE = re.compile(r"[^\n]+")
SENTENCE_END = re.compile(r"[。！？!?]+[”’」』》〉）)】\"']*")
OPENING = "（(【["
CLAUSE = re.compile(r"[^。；;！？!?\n]+")


def strip(text: str, at: Span) -> Span:
    """The span without white space at either side; an empty one stays at its start."""
    start, end = at
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def paragraphs(text: str) -> list[Span]:
    """Every line that holds something, without the white space around it."""
    found = (strip(text, match.span()) for match in LINE.finditer(text))
    return [at for at in found if at[0] < at[1]]


def sentences(text: str, at: Span) -> list[Span]:
    """The sentences of one paragraph; together they hold all of it but white space.

    A bracket that follows the full stop belongs to the sentence before it: so most plans name who is responsible.
    """
    found: list[Span] = []
    start = at[0]
    for match in SENTENCE_END.finditer(text, *at):
        _append(text, found, (start, match.end()))
        start = match.end()
    _append(text, found, (start, at[1]))
    return found


def _append(text: str, found: list[Span], at: Span) -> None:
    at = strip(text, at)
    if at[0] == at[1]:
        return
    if found and text[at[0]] in OPENING:
        found[-1] = (found[-1][0], at[1])
    else:
        found.append(at)


def clauses(text: str, at: Span) -> list[Span]:
    """The parts of a span between full stops and semicolons: the reach of one time expression."""
    return [match.span() for match in CLAUSE.finditer(text, *at)]


# How far a comma is looked for. Without a limit a paragraph of a million characters would be searched once a finding.
COMMA_REACH = 240
# 4,000 is one number.
PART_END = re.compile(r"[，,；;。](?!(?<=,)\d{3}(?!\d))")


def part_start(text: str, position: int, start: int) -> int:
    """Where the part between commas that holds `position` begins, not before `start`."""
    start = max(start, position - COMMA_REACH)
    first = position - len(PART_END.split(text[start:position])[-1])
    while first < position and text[first].isspace():
        first += 1
    return first


def part_end(text: str, position: int, limit: int) -> int:
    """Where the part between commas that holds `position` ends, not after `limit`."""
    limit = max(position, min(limit, position + COMMA_REACH))
    found = PART_END.search(text, position, limit)
    return found.start() if found else limit

"""Lines that a program broke at a fixed width, in the middle of sentences: put together again."""

import re
from collections.abc import Iterator
from unicodedata import east_asian_width

from workflow.reading.labels import starts_with_label
from workflow.reading.markers import marker_at
from workflow.reading.metadata import is_metadata
from workflow.reading.offsets import Edit

LINE = re.compile(r"[^\n]*\n?")
ENDS_SENTENCE = re.compile(r"[。！？!?；;：:]”?[)）】\]]?$")
ENDS_PARAGRAPH = re.compile(r"[。！？!?]”?[)）】\]]?$|[)）】\]]$")
# No line of a wrapped text is shorter than this many columns at the break, and none wider than the widest page.
NARROWEST, WIDEST = 30, 130
# A line is full where no more than this share of the width is left, for a long word or a sign that may not stand alone.
FULL, NEARLY_FULL = 0.93, 0.7
INDENT = re.compile(r"[ \t\u3000]*")
# Commitment 2. …, Lead agency: …
LATIN_START = re.compile(
    r"[A-Z][a-z]{3,12} (?:No\.? ?)?(?:\d{1,3}|[IVX]{1,5})\s?[.:)–—-]\s|[A-Z][A-Za-z /()&-]{2,40}:\s"
)


def wrapped_lines(text: str) -> Iterator[Edit]:
    """The line feeds that stand inside a paragraph, in a text whose lines all end at one width."""
    lines = [match for match in LINE.finditer(text) if match.group()]
    written = [match.group().rstrip() for match in lines]
    # A line is at least as many columns wide as it has characters.
    if _usual(sorted(len(line) for line in written if line)) > WIDEST:
        return
    for measure in (_columns, len):
        widths = [measure(line) for line in written]
        width = _page_width(written, widths)
        if width:
            yield from _edits(text, lines, written, widths, width)
            return


def _columns(line: str) -> int:
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in line)


def _usual(widths: list[int]) -> int:
    """The largest of sorted widths but a few that may stick out: a title, an address."""
    return widths[-1 - len(widths) // 40] if widths else 0


def _page_width(written: list[str], widths: list[int]) -> int | None:
    """The width at which lines were broken; None where paragraphs have lines of their own."""
    filled = sorted(width for width in widths if width)
    if len(filled) < 6:
        return None
    width = _usual(filled)
    # By characters a line holds half as many as columns; both measures are tried with the same bounds.
    if not NARROWEST // 2 <= width <= WIDEST or filled[-1] > 1.5 * width:
        return None
    full = [line for line, one in zip(written, widths, strict=True) if FULL * width <= one]
    open_lines = sum(1 for line in full if not ENDS_SENTENCE.search(line))
    reaching = sum(1 for one in filled if one >= NEARLY_FULL * width)
    if (
        len(full) < 3
        or len(full) * 10 < len(filled) * 3
        or open_lines * 2 < len(full)
        or reaching * 5 < len(filled) * 2
    ):
        return None
    return width


def _edits(text: str, lines: list[re.Match[str]], written: list[str], widths: list[int], width: int) -> Iterator[Edit]:
    is_indented = _has_indents(text, lines)
    for index in range(len(lines) - 1):
        line, following = written[index], written[index + 1]
        if not line or not following or "\t" in line or "\t" in following:
            continue
        may_end = widths[index] < NEARLY_FULL * width or (ENDS_PARAGRAPH.search(line) and not _goes_on(following))
        if may_end and (widths[index] < FULL * width or not is_indented):
            continue
        start = lines[index + 1].start()
        indent = INDENT.match(text, start)
        end = indent.end() if indent else start
        if _begins_paragraph(text, (start, end, lines[index + 1].end()), is_indented=is_indented):
            continue
        words = (
            line[-1:].isascii()
            and line[-1:].isalnum()
            and text[end : end + 1].isascii()
            and text[end : end + 1].isalpha()
        )
        yield Edit(lines[index].start() + len(line), end, " " if words else "", "line_join")


def _goes_on(following: str) -> bool:
    """A bracket or a sign at the start of a line belongs to the line above."""
    return following.lstrip()[:1] in "（(，。；、）)"


def _has_indents(text: str, lines: list[re.Match[str]]) -> bool:
    """Whether paragraphs are told by their indent."""
    indented = sum(1 for line in lines if line.group()[:1] in "\u3000 \t" and line.group().strip())
    return 2 <= indented <= len(lines) * 0.8


def _begins_paragraph(text: str, line: tuple[int, int, int], *, is_indented: bool) -> bool:
    start, begin, end = line
    if is_indented and begin > start:
        return True
    return (
        marker_at(text, (begin, end)) is not None
        or LATIN_START.match(text, begin, end) is not None
        or starts_with_label(text, begin, end)
        or is_metadata(text[begin : min(end, begin + 40)].strip())
    )

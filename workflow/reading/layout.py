"""Where paragraphs begin: lines cut at the outline numbers inside them, and labelled lines put together.

A document may have lost its line breaks, all of them or here and there: `…。（二）开放数据。…`, `责任单位：区教委三、`.
A number inside a line opens a paragraph only where it counts on from the numbers before it and stands where a paragraph
may end; `第一、二季度`, `3.5%` and `：1.目录；2.数据` inside a sentence do not.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from workflow.reading.heads import cut_head, cut_tail
from workflow.reading.labels import LABEL, find_labels, starts_with_label
from workflow.reading.markers import MARKER, Marker, marker_at, read_marker
from workflow.reading.offsets import Span
from workflow.reading.sentences import strip

# What may stand in a line and be a number; each begins with a character that is rare in sentences.
INLINE = re.compile(
    r"(?<![一二三四五六七八九十百零〇第\d、.．年月~～—至和及])(?:"
    r"(?=第[一二三四五六七八九十百零〇\d]{1,5}(?:[编章节条]|部分|阶段))"
    r"|(?=[一二三四五六七八九十百零〇]{1,3}[、.．](?![一二三四五六七八九十]{1,3}[、.．]|[一二三四](?:季度|线|级|类|期|产业|楼|年级|批|等|档)))"
    r"|(?=[（(][ ]?(?:[一二三四五六七八九十百]{1,3}|\d{1,2})[ ]?[)）](?![项款条目点类]))"
    r"|(?=\d{1,2}(?:、(?!\d)|[.．](?!\d)|[.．](?=(?:1[0-2]|[1-9])月|20\d\d年)))"
    r"|(?=\d{1,2}[)）])"
    r"|(?=\d{1,2}(?:[.．]\d{1,2}){1,3}[ \u3400-\u9fff])"
    r"|(?=[①-⑳㈠-㈩⑴-⒛]))"
)
STRONG = "。！？!?；;)）】]〕”’ \u3000\t"
ENDS = "。！？!?)）】]〕”"
# The second number of a kind, by which it is told whether the first opens a paragraph.
SECOND = {
    "han": re.compile(r"二[、.．]"),
    "han_bracket": re.compile(r"[（(][ ]?二[ ]?[)）]|㈡"),
    "arabic": re.compile(r"(?<![\d.．])2[、.．](?!\d)|⒉"),
    "arabic_bracket": re.compile(r"[（(][ ]?2[ ]?[)）]|⑵"),
    "half_bracket": re.compile(r"(?<![\d（(])2[)）]"),
    "circled": re.compile("②"),
}
# The title of a document, in front of its first number: …整治要点一、工作重点.
BEHIND_TITLE = re.compile(
    r"(?:要点|方案|计划|意见|办法|规划|细则|措施|安排|清单|分工|行动)》?(?:[（(][^（）()]{2,24}[)）])?\s?$"
)
BROTHER_REACH = 3_000
LARGE = {"part", "chapter", "section", "formal", "han"}
# As far as a heading between two numbers may reach, and a label before the number behind its statement.
HEADING_REACH = 40
LABEL_REACH = 240


@dataclass(slots=True)
class _Count:
    """The numbers that are open, larger units first, and the last one of every kind."""

    open: list[Marker] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)

    def take(self, marker: Marker) -> None:
        kinds = [one.kind for one in self.open]
        if marker.kind in kinds:
            del self.open[kinds.index(marker.kind) :]
        elif marker.kind != "decimal":
            while self.open and self.open[-1].rank >= marker.rank:
                self.open.pop()
        self.open.append(marker)
        self.last[marker.kind] = marker.value

    def before(self, kind: str) -> int | None:
        """The open number of a kind."""
        return next((one.value for one in self.open if one.kind == kind), None)


def split_lines(text: str, lines: list[Span]) -> list[Span]:
    """The lines, those cut that hold further numbered paragraphs. Lines of table rows stay as they are."""
    is_broken = _is_broken(text, lines)
    pieces: list[Span] = []
    count = _Count()
    for at in lines:
        if text.find("\t", *at) >= 0:
            pieces.append(at)
            continue
        cuts = _cuts(text, at, count, everywhere=not is_broken)
        parts = [strip(text, part) for part in zip([at[0], *cuts], [*cuts, at[1]], strict=True)]
        parts = [part for part in parts if part[0] < part[1]]
        if not is_broken and parts:
            head = [] if marker_at(text, parts[0]) else cut_head(text, parts.pop(0))
            tail = cut_tail(text, parts.pop()) if parts else []
            parts = [*head, *parts, *tail]
        pieces += parts
    return pieces


def _is_broken(text: str, lines: list[Span]) -> bool:
    """Whether the text has line breaks worth the name: numbered paragraphs start lines, or there are no numbers."""
    if len(lines) > 12 and sum(end - start for start, end in lines) < 400 * len(lines):
        return True
    starting = sum(1 for at in lines if marker_at(text, at))
    inside = sum(1 for at in lines for _ in zip(range(50), INLINE.finditer(text, *at), strict=False))
    return starting >= 3 or starting * 2 >= inside


def _cuts(text: str, at: Span, count: _Count, *, everywhere: bool) -> list[int]:
    """Where further paragraphs begin in a line."""
    first = marker_at(text, at)
    if first:
        count.take(first)
    previous, cuts = (first.at[1] if first else at[0]), []
    behind_number = first is not None
    labels = [match.end() for match in find_labels(text, at)]
    for match in INLINE.finditer(text, *at):
        place = match.start()
        if place <= at[0] or place < previous:
            continue
        found = MARKER.match(text, place, at[1])
        marker = read_marker(found) if found else None
        if marker is None:
            continue
        headed = behind_number and _is_heading(text, (previous, place))
        if not _opens(text, (previous, place), marker, count, labels, everywhere=everywhere, headed=headed):
            continue
        if marker.value == 1 and not _has_brother(text, marker, at[1], alone=everywhere):
            continue
        if not everywhere and first is not None and marker.value == 1:
            # The heading and its first part in one line: the rest of the line is of the same make.
            everywhere = True
        count.take(marker)
        cuts.append(place)
        previous, behind_number = marker.at[1], True
    return cuts


def _opens(
    text: str, between: Span, marker: Marker, count: _Count, labels: list[int], *, everywhere: bool, headed: bool
) -> bool:
    """Whether a paragraph begins at a number; `between` is the text since the number before it, `headed` if that is a
    heading."""
    place = between[1]
    open_value = count.before(marker.kind)
    follows = open_value is not None and marker.value == open_value + 1
    runs_on = open_value is None and marker.value == count.last.get(marker.kind, -1) + 1
    if _ends_statement(text, between, labels):
        return follows or runs_on or (marker.value == 1 and everywhere)
    before = text[max(between[0], place - 2) : place]
    strong = before[-1:] in STRONG and before.rstrip(" \u3000\t")[-1:] not in {"：", ":", "、", "，", ","}
    if follows or runs_on:
        return (strong and (everywhere or before.rstrip()[-1:] in "。）)】")) or (headed and everywhere)
    if marker.value == 1 and open_value is None:
        titled = everywhere and marker.kind in LARGE and BEHIND_TITLE.search(text, max(between[0], place - 40), place)
        new = (
            headed
            or bool(titled)
            or (strong and before.rstrip()[-1:] not in "；;")
            or (marker.kind in LARGE and before[-1:] in "：:")
        )
        lower = bool(count.open) and marker.rank > count.open[-1].rank
        return new and (everywhere or (lower and (headed or marker.kind == "han_bracket")))
    # One number was lost.
    return everywhere and strong and marker.value == (open_value or 0) + 2 and marker.kind in {*LARGE, "han_bracket"}


def _has_brother(text: str, marker: Marker, limit: int, *, alone: bool) -> bool:
    """Whether the second of its kind follows in the line as a paragraph would: `；2.` goes on with a sentence.

    `alone` is the answer where there is no second.
    """
    pattern = SECOND.get(marker.kind)
    if pattern is None:
        return True
    start = marker.at[1]
    found = pattern.search(text, start, min(limit, start + BROTHER_REACH))
    if found is None:
        return alone
    before = text[max(start, found.start() - LABEL_REACH) : found.start()].rstrip(" \u3000\t")
    if before[-1:] in ENDS or LABEL.search(before, before.rfind("。") + 1):
        return True
    return found.start() - start <= HEADING_REACH and not re.search(r"[。；;，,：:]", before)


def _is_heading(text: str, between: Span) -> bool:
    """Whether nothing but a heading stands between two numbers."""
    start, end = between
    written = text[start:end].strip() if end - start <= HEADING_REACH else ""
    return len(written) >= 2 and not re.search(r"[。；;，,！？]", written.rstrip("。：:"))


def _ends_statement(text: str, between: Span, labels: list[int]) -> bool:
    """Whether a labelled statement runs up to the end of a span."""
    index = bisect_left(labels, between[1] + 1) - 1
    if index < 0:
        return False
    start = max(labels[index], between[0])
    return (
        labels[index] >= between[0] and between[1] - start <= LABEL_REACH and "。" not in text[start : between[1] - 1]
    )


def join_labels(text: str, paragraphs: list[Span]) -> list[Span]:
    """The paragraphs, with the lines of one labelled statement as one: 牵头单位：… 配合单位：… 完成时限：…"""
    joined: list[Span] = []
    open_statement = False
    for at in paragraphs:
        if open_statement and joined and starts_with_label(text, *at):
            joined[-1] = (joined[-1][0], at[1])
            continue
        joined.append(at)
        open_statement = _holds_open_statement(text, at)
    return joined


def with_labels(text: str, paragraphs: list[Span]) -> list[Span]:
    """The paragraphs, a labelled statement together with the task above it; for those without a number."""
    joined: list[Span] = []
    for at in paragraphs:
        above = joined[-1] if joined else None
        if (
            above
            and starts_with_label(text, *at)
            and not text[above[1] : at[0]].strip()
            and not LABEL.search(text, *above)
        ):
            joined[-1] = (above[0], at[1])
        else:
            joined.append(at)
    return joined


def _holds_open_statement(text: str, at: Span) -> bool:
    """Whether a paragraph ends in a labelled statement."""
    start = max(at[0], at[1] - LABEL_REACH)
    stop = text.rfind("。", start, max(start, at[1] - 1)) + 1
    return LABEL.search(text, max(start, stop), at[1]) is not None

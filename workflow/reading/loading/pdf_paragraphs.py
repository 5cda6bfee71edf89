"""Lines of PDF pages back into paragraphs, over line ends and page ends; running headers and page numbers go."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workflow.reading.furniture import PAGE_MARK
from workflow.reading.loading.pdf_lines import Block, Frame, Line, glue
from workflow.reading.loading.pdf_tables import Ruled
from workflow.reading.markers import marker_at

CLOSED = tuple("。；：！？;:!?")
EDGE = 0.12
"""Share of a page's height, above and below, where running lines stand."""
RUNNING_SHARE = 0.4
LINE_COUNT = 2
# How many characters short of the right edge a line still fills it.
SLACK, OPEN_SLACK, UNINDENTED_SLACK = 2.2, 8, 4
STRETCHED = 0.005
APART = 1.22
"""How many times the usual step from line to line parts paragraphs, where steps of two sizes occur."""
DIGITS = re.compile(r"\d+")
# Shares of all lines: so many begin at the left edge of the text at least, so many are indented where indents are used.
EDGE_SHARE = 0.04
INDENTED_SHARE = 0.1


def drop_running_lines(pages: Sequence[list[Block]], frames: Sequence[Frame]) -> list[str]:
    """Take page numbers and the lines that return at the same edge of most pages out of the blocks of pages, and
    give their text."""
    marked = [_running(frame, blocks) for frame, blocks in zip(frames, pages, strict=True)]
    counted = Counter(key for keys in marked for key in {key for _, key in keys})
    least = max(2, RUNNING_SHARE * len(pages))
    dropped: list[str] = []
    for blocks, lines in zip(pages, marked, strict=True):
        gone = {id(line) for line, key in lines if counted[key] >= least or PAGE_MARK.fullmatch(line.text.strip())}
        if gone:
            dropped += [block.text for block in blocks if isinstance(block, Line) and id(block) in gone]
            blocks[:] = [block for block in blocks if id(block) not in gone]
    return dropped


def _running(frame: Frame, blocks: Sequence[Block]) -> list[tuple[Line, str]]:
    """The outermost lines near the upper and the lower edge, each with what tells it from others."""
    found: list[tuple[Line, str]] = []
    for name, outer in (("top", blocks[:LINE_COUNT]), ("bottom", list(blocks[::-1])[:LINE_COUNT])):
        for block in outer:
            share = block.bottom / frame.height if name == "top" else 1 - block.top / frame.height
            if not isinstance(block, Line) or share > EDGE:
                break
            found.append((block, f"{name} {DIGITS.sub('#', block.text)}"))
    return found


@dataclass(frozen=True, slots=True)
class Measure:
    """Where the text of pages of one width begins and ends, whether paragraphs are indented or set apart, and whether
    lines are stretched to the right edge."""

    left: float
    right: float
    pitch: float
    indented: bool
    apart: bool
    justified: bool


def join_lines(blocks: Iterable[Block], frames: Sequence[Frame]) -> Iterator[str | Ruled]:
    """Paragraphs and tables in order."""
    blocks = list(blocks)
    measures = _measures([block for block in blocks if isinstance(block, Line)], frames)
    text, before = "", None
    for block in blocks:
        if not isinstance(block, Line):
            if text:
                yield text
            text, before = "", None
            if isinstance(block, Ruled):
                yield block
            continue
        if before is not None and _goes_on(before, block, measures[frames[block.page].width]):
            text = glue(text, block.text)
        else:
            if text:
                yield text
            text = block.text
        before = block
    if text:
        yield text


def _measures(lines: Sequence[Line], frames: Sequence[Frame]) -> dict[float, Measure]:
    by_width: dict[float, list[Line]] = {}
    for line in lines:
        by_width.setdefault(frames[line.page].width, []).append(line)
    return {width: _measure(those) for width, those in by_width.items()}


def _measure(lines: Sequence[Line]) -> Measure:
    size = sorted(line.size for line in lines)[len(lines) // 2]
    starts = Counter(round(line.x0) for line in lines)
    least = max(2.0, EDGE_SHARE * len(lines)) if len(lines) > 3 else 1
    usual = [place for place in starts if sum(starts[place + near] for near in (-1, 0, 1)) >= least]
    left = float(min(usual or starts))
    ends = sorted(line.x1 for line in lines)
    right = ends[int(len(ends) * 0.95)] if len(ends) > 20 else ends[-1]
    indented = sum(1 for line in lines if 1.4 * size < line.x0 - left < 2.8 * size)
    steps = sorted(
        after.top - before.top
        for before, after in itertools.pairwise(lines)
        if before.page == after.page and after.top > before.top
    )
    pitch = steps[len(steps) // 2] if steps else 2 * size
    wide = sum(1 for step in steps if APART * pitch < step < 2.5 * APART * pitch)
    inner = [line for line in lines if line.x1 >= right - size and not line.text.endswith(CLOSED)]
    return Measure(
        left,
        right,
        pitch,
        indented >= INDENTED_SHARE * len(lines),
        wide >= INDENTED_SHARE * len(steps) > 0,
        sum(line.stretch > STRETCHED for line in inner) * 2 > len(inner),
    )


def _goes_on(before: Line, line: Line, measure: Measure) -> bool:
    """Whether a line goes on with the sentence of the one before: that one fills the width, this one is not indented,
    nothing between them says that a paragraph ended."""
    if abs(before.size - line.size) > 0.12 * before.size:
        return False
    same_page = before.page == line.page
    step = line.top - before.top if same_page else measure.pitch
    if step > (APART if measure.apart else 1.7) * max(measure.pitch, before.size):
        return False
    closed = before.text.endswith(CLOSED)
    # What may not be parted, a document number in brackets, leaves the line before it short.
    slack = SLACK if closed else OPEN_SLACK if measure.indented else UNINDENTED_SLACK
    if before.x1 < measure.right - slack * before.size:
        return False
    if line.x0 > measure.left + 1.2 * line.size:
        # A block set in as a whole goes on at its own edge; the first line of a paragraph does not.
        hanging = abs(line.x0 - before.x0) < 2 and not measure.indented
        return hanging and not closed and not _is_numbered(line)
    if _is_numbered(line) and (closed or not measure.indented):
        return False
    if measure.indented or not closed or (measure.apart and same_page):
        return True
    return _may_go_on(before, measure)


def _may_go_on(before: Line, measure: Measure) -> bool:
    """Whether a full line that ends with a full stop stands inside of a paragraph. Only such a line is stretched; where
    none is, the last line of a paragraph seldom reaches the edge."""
    if measure.justified:
        return before.stretch > STRETCHED
    return before.x1 >= measure.right - before.size


def _is_numbered(line: Line) -> bool:
    marker = marker_at(line.text, (0, len(line.text)))
    return marker is not None and marker.kind != "decimal"

"""What stands around the tables of a document: their titles, the headings above them, attachments, the cut of lines."""

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

from workflow.reading import closing as ends
from workflow.reading.dates import is_date_line
from workflow.reading.header import is_organ_line
from workflow.reading.headings import holds_duty
from workflow.reading.markers import marker_at
from workflow.reading.offsets import Span
from workflow.reading.outline import Outline
from workflow.reading.sentences import paragraphs, strip
from workflow.reading.tables import Laid

MOST_CAPTIONS = 4
REMARK = re.compile(r"(?:备\s?注|附?注|说\s?明)\s?\d{0,2}\s?[:：.．、]|[*＊※]")
# What may be a task or a rule, though it stands in a remark.
ASKS = re.compile(r"要(?!求)|应(?!急)|须|请|负责|牵头|配合|主办|报送|上报|[月日]底?前|工作日|每[日周旬月季年半]|下同")
# Commitment 1: …, Theme A. …: never the title of an English plan.
LATIN_SECTION = re.compile(
    r"(?i:commitment|theme|pillar|objective|goal|action|chapter|section|part|priority|area|cluster|annex|table)\s+"
    r"(?:\d{1,2}|[A-Z]|[IVX]{1,5})\b"
)


def cut_lines(text: str, lines: list[Span], laid: list[Laid]) -> list[Span]:
    """The lines of the document, those of tables cut at the borders of cells."""
    cuts = sorted({place for one in laid for place in one.cuts})
    found: list[Span] = []
    for start, end in lines:
        inner = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        edges = [start, *inner, end]
        parts = (strip(text, part) for part in pairwise(edges))
        found += [at for at in parts if at[0] < at[1]]
    return found


def head_captions(text: str, laid: list[Laid], kept: list[Span]) -> list[Span]:
    """The titles over the first table where the document has no text before it: they are taken for its own head."""
    if not laid or (kept and kept[0][0] < laid[0].at[0]):
        return []
    titles, laid[0].captions = laid[0].captions, []
    return [(at[0] + line[0], at[0] + line[1]) for at in titles for line in paragraphs(text[slice(*at)])]


def over_tables(text: str, laid: list[Laid], kept: list[Span]) -> list[Span]:
    """The lines right above the tables that only name or introduce them: `附件2`, `任务分解表`, `具体安排如下：`.

    Above the first number of a document such lines are its own title, and stay.
    """
    starts = [at[0] for at in kept]
    numbered_from = next((i for i, at in enumerate(kept) if marker_at(text, at)), len(kept))
    found: list[Span] = []
    behind = len(kept)
    for one in laid:
        if not one.rows.entries:
            continue
        index = bisect_left(starts, one.at[0]) - 1
        # What stands between two tables is no title of the document.
        fewest = max(min(numbered_from + 1, behind), index - MOST_CAPTIONS + 1)
        behind = index + 1
        while (
            index >= 0 and _is_caption(text, kept[index]) and (index >= fewest or _is_latin_section(text, kept[index]))
        ):
            found.append(kept[index])
            index -= 1
            if ends.ALONE.fullmatch(text, *found[-1]):
                # What is attached begins here; the list of attachments above it belongs to the text.
                break
    return found


def under_tables(text: str, laid: list[Laid], kept: list[Span]) -> list[Span]:
    """The remarks right below the task tables that ask for nothing: `注：面积按实测计算。`"""
    starts = [at[0] for at in kept]
    found: list[Span] = []
    for one in laid:
        if not one.rows.entries:
            continue
        index = bisect_left(starts, one.at[1])
        while index < len(kept) and REMARK.match(text, *kept[index]) and not ASKS.search(text, *kept[index]):
            found.append(kept[index])
            index += 1
    return found


def _is_latin_section(text: str, at: Span) -> bool:
    return LATIN_SECTION.match(text, *at) is not None


def _is_caption(text: str, at: Span) -> bool:
    line = text[slice(*at)]
    if marker_at(text, at) or is_date_line(line) or is_organ_line(line):
        return False
    if line.endswith(("：", ":")) or re.search(r"(?:见|如)下表|如下[：:。]?$", line[-20:]):
        return True
    return len(line) <= 60 and not re.search(r"[。；;，,]", line)


def missing(text: str, attached: list[str], captions: list[Span]) -> list[str]:
    """Of the attachments that a document lists those that do not stand in it as a table with that name."""
    names = "".join(text[slice(*at)] for at in captions)
    return [
        line
        for line in attached
        if re.sub(r"^附\s?[件表录]\s*\d*\s*[:：.．、]?\s*(?:\d+[.．、]\s*)?", "", line) not in names
    ]


def mark_over_tables(text: str, laid: list[Laid], outline: Outline, captions: list[Span]) -> None:
    """Mark the bare headings that stand right above a table, and number its tasks below theirs.

    What is attached behind the signature does not stand below the last heading.
    """
    parted = sorted(at[0] for at in captions if ends.ATTACHMENT.match(text, *at))
    nodes = list(outline.nodes())
    starts = [node.marker.at[0] for node in nodes]
    for one in laid:
        index = bisect_left(starts, one.at[0]) - 1
        if index < 0 or not one.rows.entries:
            continue
        node = nodes[index]
        first = node.paragraphs[0]
        is_bare = first[1] - first[0] <= 60 and "。" not in text[slice(*first)].rstrip("。")
        before = [at[0] for at in node.paragraphs[1:2] if at[0] < one.at[0]]
        before += [place for place in parted[bisect_left(parted, first[1]) :][:1] if place < one.at[0]]
        if not node.children and is_bare and not before and not holds_duty(text, first):
            node.is_over_table = True
            one.base = node.path

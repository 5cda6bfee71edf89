"""A table copied out one cell a line: the words of its header on lines of their own, then cells with no borders."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from workflow.reading.closing import ATTACHMENT
from workflow.reading.dates import is_date_line
from workflow.reading.header import is_organ_line
from workflow.reading.offsets import Span
from workflow.reading.tables_columns import MOST_COLUMNS, TASKS, Column, Kind, Role, bare, kind_of, roles
from workflow.reading.tables_flat_rows import read_flat_rows
from workflow.reading.tables_rows import Rows

AGENCY_KINDS: frozenset[Kind] = frozenset({"lead", "responsible", "co"})
# A title broken over two lines: 牵头 / 单位. Not 目标 / 任务, which are two columns.
FIRST_HALF = re.compile(r"牵头|责任|主办|配合|协办|承办|负责|完成|主要|具体|分管|时间|时限|工作|序|备|重点|参与|实施")
SECOND_HALF = re.compile(r"单位|部门|时限|时间|领导|内容|措施|号|注|节点|要求|安排|举措")
GROUP = {"责任分工", "责任", "分工", "责任落实", "职责分工", "任务分工"}
CLOSING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}(?:章|部分)\s?)\s*.{0,4}(?:工作要求|保障措施|组织保障|有关要求|组织领导|组织实施|工作保障|相关要求|实施要求|督促检查|强化保障)"
)
REMARK = re.compile(r"(?:注|备注|附注|说明)\s?\d?\s?[:：]")
LONGEST_HEADER = 14


@dataclass(slots=True)
class Flat:
    """A flattened table: its place, its rows, its columns, its titles as written, and the borders of its cells."""

    at: Span
    rows: Rows = field(default_factory=Rows)
    columns: frozenset[Role] = frozenset()
    titles: str = ""
    cuts: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Header:
    """Titles on the lines `[first, last)`, the columns they name, and where they stand again, page by page."""

    first: int
    last: int
    columns: tuple[Column, ...]
    titles: str
    again: list[Span] = field(default_factory=list)


def find_flat_tables(text: str, lines: list[Span]) -> list[Flat]:
    """The flattened tables among lines that stand in no table with borders."""
    headers: list[_Header] = []
    for header in _headers(text, lines):
        if headers and headers[-1].titles == header.titles:
            headers[-1].again += lines[header.first : header.last]
        else:
            headers.append(header)
    tables: list[Flat] = []
    for header, following in zip(headers, [*headers[1:], None], strict=False):
        body = lines[header.last : following.first if following else len(lines)]
        tables.append(_table(text, header, lines[header.first : header.last], body))
    return [table for table in tables if table.rows.entries]


def _table(text: str, header: _Header, titles: list[Span], lines: list[Span]) -> Flat:
    end = _end(text, lines)
    body = lines[:end]
    remark = [at for at in lines[end : end + 1] if REMARK.match(text, *at)]
    again = set(header.again)
    repeated = [at for at in body if at in again]
    rows = read_flat_rows(text, header.columns, [at for at in body if at not in again])
    rows.named += [(at, "table") for at in (*titles, *repeated, *remark)]
    at = titles[0][0], max([at[1] for at in (*titles, *body, *remark)])
    return Flat(
        at,
        rows,
        frozenset(column.role for column in header.columns),
        header.titles,
        [place for one in (*titles, *body, *remark) for place in one],
    )


def _end(text: str, lines: list[Span]) -> int:
    """Where a table ends: at a remark, an attachment, a section about carrying out the plan, or the signature."""
    for index, at in enumerate(lines):
        line = text[at[0] : min(at[1], at[0] + 60)]
        if REMARK.match(line) or ATTACHMENT.match(line) or (CLOSING.match(line) and at[1] - at[0] < 40):
            return _without_signature(text, lines[:index])
    return _without_signature(text, lines)


def _without_signature(text: str, lines: list[Span]) -> int:
    end = len(lines)
    if end and is_date_line(text[slice(*lines[end - 1])]):
        end -= 1
        if end and lines[end - 1][1] - lines[end - 1][0] >= 6 and is_organ_line(text[slice(*lines[end - 1])]):
            end -= 1
    return end


def _headers(text: str, lines: list[Span]) -> Iterator[_Header]:
    """Runs of lines that are titles of columns and name both a task and an agency."""
    index = 0
    while index < len(lines):
        run = _run(text, lines, index)
        if len(run) < 2:
            index += 1
            continue
        last = run[-1][1]
        kinds = [kind for _, _, kind in run]
        if (len(run) > 2 or last - index > 2) and _is_header(kinds):
            yield _header(index, last, [(title, kind) for title, _, kind in run])
        index = last


def _is_header(kinds: list[Kind]) -> bool:
    return any(kind in TASKS for kind in kinds) and any(kind in AGENCY_KINDS for kind in kinds)


def _run(text: str, lines: list[Span], index: int) -> list[tuple[str, int, Kind]]:
    """The titles from a line on, each with the index of the line behind it."""
    run: list[tuple[str, int, Kind]] = []
    while index < len(lines) and len(run) < MOST_COLUMNS:
        title, after = _title(text, lines, index)
        kind = kind_of(title) if title else None
        if kind is None:
            break
        run.append((title, after, kind))
        index = after
    return run


def _title(text: str, lines: list[Span], index: int) -> tuple[str, int]:
    """A title, joined where it is broken over two lines."""
    at = lines[index]
    if at[1] - at[0] > LONGEST_HEADER:
        return "", index
    title = text[slice(*at)]
    if FIRST_HALF.fullmatch(title) and index + 1 < len(lines):
        below = text[slice(*lines[index + 1])]
        if SECOND_HALF.fullmatch(below):
            return title + below, index + 2
    return title, index + 1


def _header(first: int, last: int, titles: list[tuple[str, Kind]]) -> _Header:
    named = "、".join(title for title, _ in titles)
    group = next((i for i, (title, _) in enumerate(titles) if bare(title) in GROUP), None)
    below = [entry for i, entry in enumerate(titles) if entry[1] in AGENCY_KINDS and i != group]
    if group is not None and below:
        # The titles under a common one follow it, be it behind the rest of the first row.
        rest = [entry for i, entry in enumerate(titles) if i != group and entry not in below]
        before = sum(1 for entry in titles[:group] if entry in rest)
        titles = [*rest[:before], *below, *rest[before:]]
    found = roles([kind for _, kind in titles])
    columns = [
        Column(role, index, index + 1, title)
        for index, (role, (title, _)) in enumerate(zip(found, titles, strict=True))
        if role is not None
    ]
    return _Header(first, last, tuple(columns), named)

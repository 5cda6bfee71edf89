"""The cells of a flattened table: lines put together where one goes on with the other, each with what it looks like."""

import re
from dataclasses import dataclass
from typing import Literal

from workflow.reading.offsets import Span
from workflow.reading.tables_columns import AGENCIES, Column
from workflow.reading.tables_due import is_due
from workflow.reading.tables_entries import Label, label_of
from workflow.reading.tables_parties import is_fragment, is_unfinished, lists_agencies

Look = Literal["number", "agency", "due", "title", "body"]
NUMBER = re.compile(r"\d{1,3}[.、．]?")
# A task may end as the name of an agency does (建设数据中心, 召开发布会); it starts with what is to be done.
ORDERS = re.compile(
    r"(?:加快|推进|推动|打造|加强|完善|召开|举办|开展|深化|优化|提升|建立|健全|落实|做好|实施|制定|编制|强化|支持|培育|创建|扩大|提高|构建|探索|积极|全面|大力"
    r"|持续|深入|启动|完成|争创|申报|引进|扶持|改造|修建|新建|改建|成立|设立|建成|建设(?!局|委|厅|和|部|管理)|发展(?!和|与|改革|规划|研究)|组织(?!部)|规范|整治|清理|巩固|严格|依法)"
)
# 取缔马路市场6处 counts places, though agencies end so too.
COUNTED = re.compile(r"(?<!第)\d\s?[个余多]?[处所家个座项室间队站台园馆]$")
LONGEST_TITLE = 40
# Text that stops here goes on in the next line.
OPEN_TEXT = re.compile(r"[，,、（(]$")
YEAR_ALONE = re.compile(r"20\d{2}年")


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell, or what is left of one."""

    look: Look
    at: Span
    label: Label | None = None

    @property
    def is_text(self) -> bool:
        """Whether it speaks of the task."""
        return self.look in {"title", "body"}


def pieces(text: str, columns: tuple[Column, ...], lines: list[Span]) -> list[Piece]:
    """The cells that stand on these lines, in order."""
    roles = {column.role for column in columns}
    found: list[Piece] = []
    number = 0
    index = 0
    while index < len(lines):
        at = lines[index]
        written = text[slice(*at)]
        index += 1
        if "number" in roles and NUMBER.fullmatch(written) and _counts_on(number, written):
            number = int(re.sub(r"\D", "", written))
            found.append(Piece("number", at))
            continue
        label = label_of(text, at)
        if label is not None and label.rest[0] >= label.rest[1] and index < len(lines):
            # `一、` alone: its words stand on the next line.
            at = at[0], lines[index][1]
            label = Label(label.label, label.rank, lines[index])
            written = text[slice(*label.rest)]
            index += 1
        piece = Piece(
            _look(written, label, has_agencies=bool(roles & set(AGENCIES)), has_times="deadline" in roles), at, label
        )
        if found and _goes_on(text, found[-1], piece):
            found[-1] = Piece(found[-1].look, (found[-1].at[0], at[1]), found[-1].label)
        else:
            found.append(piece)
    return found


def _counts_on(number: int, written: str) -> bool:
    """1, the next number, or one a little later: rows may be missing."""
    value = int(re.sub(r"\D", "", written))
    return value == 1 or number < value <= number + 3


def _look(written: str, label: Label | None, *, has_agencies: bool, has_times: bool) -> Look:
    if label is None and has_times and is_due(written):
        return "due"
    if (
        label is None
        and has_agencies
        and not ORDERS.match(written)
        and not COUNTED.search(written)
        and lists_agencies(written)
    ):
        return "agency"
    is_short = len(written) <= LONGEST_TITLE and not re.search(r"[。；;！!]|[，,、]$", written)
    return "title" if is_short and len(re.findall(r"[，,]", written)) < 3 else "body"


def _goes_on(text: str, before: Piece, piece: Piece) -> bool:
    if piece.label is not None:
        return False
    last = text[max(before.at[0], before.at[1] - 80) : before.at[1]]
    if before.look == "agency":
        return piece.look == "agency" and is_unfinished(last)
    if before.is_text:
        return piece.is_text and OPEN_TEXT.search(last) is not None
    return before.look == "due" and YEAR_ALONE.fullmatch(last) is not None and piece.look == "due"


def is_rest(text: str, piece: Piece) -> bool:
    """Whether a cell of agencies is only the end or the beginning of one."""
    written = text[slice(*piece.at)]
    return is_fragment(written) or is_unfinished(written[-80:])

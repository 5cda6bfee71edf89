"""The end of a document: closing paragraphs, signature, and what is attached."""

import re
from dataclasses import dataclass, field

from workflow.reading.assignments import find_assignments
from workflow.reading.dates import is_date_line
from workflow.reading.furniture import ORDER
from workflow.reading.header import SIGNED, Draft, is_organ_line, take_signature
from workflow.reading.offsets import Span
from workflow.reading.outline import Node, Outline
from workflow.reading.units import find_units, opens_with_agency

ATTACHMENT = re.compile(r"附\s?[件表录]\s*\d{0,2}\s*(?:[:：．.、]|$)")
# 附件1 on a line of its own.
ALONE = re.compile(r"附\s?[件表录]\s*\d{0,2}\s?[:：]?")
ATTACHMENT_LIST = re.compile(r"附\s?[件表录]\s*[:：]")
# The paragraph turns from one task to the whole plan or to everyone.
SPEAKS_TO_ALL = re.compile(
    r"本(?:行动|实施|工作|专项)?(?:要点|方案|计划|意见|通知|办法|规划|安排)|各级[、，,]|各[^，,。]{0,16}(?:要|应|须)|各[^，,。]{1,12}、(?:各|市|区|县|省)|[^，,。]{2,14}办公?室(?:将|要)"
)
SUMS_UP = re.compile(r"(?:以上|上述)[^，,。]{0,6}(?:工作|任务|事项|项目|措施)")
FORMALITY = re.compile(
    r"自(?:印发|发布|公布|下发|\d{4}年\d{1,2}月\d{1,2}日|即日)?(?:之日)?起(?:施行|实施|执行|生效)|(?:由[^，,。]{2,30}负责解释)|有效期"
    r"|奉(?:核|准)定?后(?:施行|实施)|修正时亦同"
)
CONTACT = re.compile(r"[（(]?(?:业务|工作)?联系(?:人|电话|方式|邮箱)(?:及(?:联系)?电话)?\s?[:：]")

LIST_LINE = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.．、]\s?[^。；;]{2,60}")


def attachment_list(text: str, paragraphs: list[Span]) -> list[Span]:
    """`附件：1. …` below a letter of transmittal or near the end, and the lines of its list.

    They look like numbered tasks but are none.
    """
    last = next(
        (
            index
            for index in range(len(paragraphs) - 1, max(-1, len(paragraphs) - 40), -1)
            if ATTACHMENT.match(text, *paragraphs[index])
        ),
        None,
    )
    listed: list[Span] = []
    index = 0
    while index < len(paragraphs):
        if index == 0 and ALONE.fullmatch(text, *paragraphs[0]):
            # The document is an attachment itself: it begins with 附件1.
            index += 1
            continue
        if index != last and not ATTACHMENT_LIST.match(text, *paragraphs[index]):
            index += 1
            continue
        end = index + 1
        while end < len(paragraphs) and LIST_LINE.fullmatch(text, *paragraphs[end]):
            end += 1
        listed += paragraphs[index:end]
        index = end
    return listed


@dataclass(slots=True)
class Closing:
    """Closing paragraphs, those that are mere formalities, and the lines about attachments."""

    paragraphs: list[Span] = field(default_factory=list)
    formalities: list[Span] = field(default_factory=list)
    attachments: list[Span] = field(default_factory=list)


def take_closing(text: str, outline: Outline, draft: Draft, attached: list[Span]) -> Closing:
    """Take what closes the document off its last numbered place; `attached` are the lines that list attachments."""
    closing = Closing(attachments=list(attached))
    last = _last(outline)
    if last is None:
        return closing
    _take_tail(text, last, draft, closing)
    first = _first_closing(text, last, outline)
    for at in last.body[first:]:
        (closing.formalities if is_formality(text, at) else closing.paragraphs).append(at)
    del last.body[first:]
    return closing


def is_formality(text: str, at: Span) -> bool:
    """Whether a paragraph says no more than from when the document holds, who explains it and whom to call."""
    return at[1] - at[0] <= 120 and bool(
        FORMALITY.search(text, *at) or (CONTACT.match(text, *at) and not ORDER.search(text, *at))
    )


def _last(outline: Outline) -> Node | None:
    node: Node | None = None
    for node in outline.nodes():  # noqa: B007 - the last one is wanted
        pass
    return node


def _take_tail(text: str, last: Node, draft: Draft, closing: Closing) -> None:
    """Signature, date and attachment lines behind the last paragraph of text."""
    tail: list[Span] = []
    keep = 1 if last.heading_at is None else 0
    while len(last.body) > keep and _is_tail(text[slice(*last.body[-1])]):
        tail.append(last.body.pop())
    tail.reverse()
    for index, at in enumerate(tail):
        line = text[slice(*at)]
        if ATTACHMENT.match(line):
            closing.attachments.append(at)
            continue
        if is_date_line(line):
            draft.put("issued_on", line, at)
        else:
            take_signature(text, tail, index, draft)
        draft.taken.append(at)


def _is_tail(line: str) -> bool:
    if len(line) > 120:
        return False
    return (
        is_date_line(line)
        or ATTACHMENT.match(line) is not None
        or SIGNED.match(line) is not None
        or is_organ_line(line)
    )


def _first_closing(text: str, last: Node, outline: Outline) -> int:
    """Index of the first paragraph of the last node that no longer belongs to it."""
    if last.is_over_table:
        return 0
    others = [node for node in outline.nodes() if node is not last and not node.children]
    if len(last.body) < 2:
        return 0 if _sums_up(text, last, others) else len(last.body)
    one_each = len(others) >= 2 and all(len(node.body) <= 1 for node in others)
    assigning = [index for index, at in enumerate(last.body) if find_assignments(text, [at]).assignments]
    first = assigning[-1] + 1 if assigning else 1
    for index in range(first, len(last.body)):
        at = last.body[index]
        if find_units(text, [at], listed=True) or opens_with_agency(text, at):
            continue
        if assigning or one_each or is_formality(text, at) or SPEAKS_TO_ALL.match(text[at[0] : min(at[1], at[0] + 60)]):
            return index
    return len(last.body)


def _sums_up(text: str, last: Node, others: list[Node]) -> bool:
    """Whether the only paragraph below a last sentence speaks of all tasks, each of them a sentence as well."""
    first = last.paragraphs[0]
    return (
        last.body[:1] == last.paragraphs[1:2] != []
        and text[first[1] - 1] == "。"
        and len(others) >= 2
        and SUMS_UP.match(text, *last.body[0]) is not None
    )

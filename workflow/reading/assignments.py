"""Assignments in brackets: which brackets of an item name who is responsible, and what they say."""

import re
from dataclasses import dataclass

from workflow.reading.brackets import Bracket, outermost
from workflow.reading.doubts import doubt
from workflow.reading.grammar import DUTY, Duties, parse_duties, segments
from workflow.reading.model import Assignment, Doubt
from workflow.reading.offsets import Span
from workflow.reading.parties import is_open_collective
from workflow.reading.sentences import strip

LONGEST_PHRASE = 600
ENDS_PART = re.compile(r"[\s。；;，,、！!]|$")
# Names alone, without a word of duty, assign only where they are the names of agencies of some place.
BARE_LIST = re.compile(r"(?:市|区|县|省|州|旗|盟|各|团|镇|乡|街道|全)[^，,。；;]")
LABELLED = re.compile(
    r"(?<![\u3400-\u9fff，,、（(])(?:总?牵头|责任|主责|主办|负责|承办|实施|落实)(?:责任)?(?:单位|部门|科室|机构)\s?[:：]"
)
LABEL_LINE = re.compile(
    r"(?:总?牵头|责任|主责|主办|负责|承办|实施|落实|配合|协办|协同|参与|参加|协助|支持|完成|办结|时限)(?:责任|要求)?"
    r"(?:单位|部门|科室|机构|时限|时间|期限|领导|人)?\s?[:：]"
)
BARE_LIST_END = re.compile(r"[\s。；;]*$")


@dataclass(frozen=True, slots=True)
class Found:
    """The assignments of a text, the brackets they stand in, and what a person has to decide about them."""

    assignments: tuple[Assignment, ...] = ()
    brackets: tuple[Bracket, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def find_assignments(text: str, paragraphs: list[Span]) -> Found:
    """All bracketed assignments of an item's paragraphs, each covering the text since the one before it."""
    assignments: list[Assignment] = []
    brackets: list[Bracket] = []
    doubts: list[Doubt] = []
    covered = paragraphs[0][0] if paragraphs else 0
    for paragraph in _labels_joined(text, paragraphs):
        for bracket in [*outermost(text, paragraph), *_labelled_end(text, paragraph)]:
            if not _may_assign(text, bracket, paragraph) or (brackets and bracket.at[0] < brackets[-1].at[1]):
                continue
            read = _read(text, bracket, covered, doubts, is_last=_is_last(text, bracket, paragraph))
            if read:
                assignments += read
                brackets.append(bracket)
                covered = bracket.at[1]
    return Found(tuple(assignments), tuple(brackets), (*doubts, *_doubts(assignments)))


def _labels_joined(text: str, paragraphs: list[Span]) -> list[Span]:
    """Lines that all start with a label (牵头单位：… 配合单位：… 完成时限：…) make one statement."""
    joined: list[Span] = []
    was_label = False
    for at in paragraphs:
        is_label = LABEL_LINE.match(text, *at) is not None
        if is_label and was_label:
            joined[-1] = (joined[-1][0], at[1])
        else:
            joined.append(at)
        was_label = is_label
    return joined


def _labelled_end(text: str, paragraph: Span) -> list[Bracket]:
    """`责任单位：A、B` without brackets, at the end of a paragraph or as a line of its own."""
    start = max(paragraph[0], paragraph[1] - LONGEST_PHRASE)
    start = max(start, text.rfind("。", start, max(start, paragraph[1] - 1)) + 1)
    label = LABELLED.search(text, start, paragraph[1])
    if label is None or (label.start() > start and text[label.start() - 1] in "（("):
        return []
    at = strip(text, (label.start(), paragraph[1]))
    return [Bracket(at, at)]


def _may_assign(text: str, bracket: Bracket, paragraph: Span) -> bool:
    """A bracket assigns where a part of the sentence ends, not inside a name or in front of a word."""
    start, end = bracket.inner
    if not 2 <= end - start <= LONGEST_PHRASE:
        return False
    if bracket.at[0] > paragraph[0] and text[bracket.at[0] - 1] in "。；;":
        return True
    return ENDS_PART.match(text, bracket.at[1], paragraph[1]) is not None


def _is_last(text: str, bracket: Bracket, paragraph: Span) -> bool:
    return BARE_LIST_END.match(text, bracket.at[1], min(paragraph[1], bracket.at[1] + 20)) is not None


def _read(text: str, bracket: Bracket, covered: int, doubts: list[Doubt], *, is_last: bool) -> list[Assignment]:
    at = strip(text, bracket.inner)
    phrase = text[slice(*at)]
    names_duty = DUTY.search(phrase) is not None
    if not names_duty and not (is_last and BARE_LIST.match(phrase)):
        return []
    read: list[Assignment] = []
    for start, end in segments(phrase):
        part = _trim(text, (at[0] + start, at[0] + end))
        duties = parse_duties(text[slice(*part)])
        if duties is None or (not names_duty and (duties.strange or not duties.co)):
            continue
        read.append(_assignment(text, duties, part, (covered, bracket.at[0])))
        if not duties.mode_stated and not read[-1].lead:
            doubts.append(doubt("mode_unstated", duties.co, part))
        if duties.strange:
            doubts.append(doubt("unread_party", duties.strange, part))
    if not read and re.search(r"牵头|负责落实|责任单位|牵头单位|按职责分工", phrase):
        doubts.append(doubt("unread_bracket", [phrase[:60]], at))
    return read


def _trim(text: str, at: Span) -> Span:
    start, end = strip(text, at)
    while end > start and text[end - 1] in "；;。，,":
        end -= 1
    return start, end


def _assignment(text: str, duties: Duties, at: Span, covers: Span) -> Assignment:
    covers = strip(text, (min(covers), covers[1]))
    start, end = covers
    while start < end and text[start] in "。；;，,、":
        start += 1
    while end > start and text[end - 1] in "，,、；;":
        end -= 1
    return Assignment(
        duties.mode, duties.lead, duties.co, duties.collective, duties.open_list, text[slice(*at)], at, (start, end)
    )


def _doubts(assignments: list[Assignment]) -> list[Doubt]:
    """What the assignments leave open: sets nobody can list, and lists that end with 等."""
    raised: list[Doubt] = []
    for assignment in assignments:
        unknown = [name for name in assignment.collective if is_open_collective(name)]
        if unknown:
            raised.append(doubt("open_collective", unknown, assignment.at))
        if assignment.open_list:
            raised.append(doubt("open_list", [assignment.phrase], assignment.at))
    return raised

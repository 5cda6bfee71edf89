"""Assignments in brackets: which brackets of an item name who is responsible, and what they say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from workflow.reading.brackets import OPENS, Bracket, outermost
from workflow.reading.doubts import doubt
from workflow.reading.grammar import DUTY, Duties, parse_duties, segments
from workflow.reading.labels import LABEL, find_labels, names_agencies, opens_statement
from workflow.reading.latin import is_open_latin
from workflow.reading.model import Assignment, Doubt
from workflow.reading.offsets import Span
from workflow.reading.parties import is_open_collective
from workflow.reading.sentences import strip
from workflow.reading.standing import without_standing

LONGEST_PHRASE = 600
ENDS_PART = re.compile(r"[\s。；;，,、！!]|$")
# Behind a comma a bracket in the middle of a sentence assigns if it says so: …，（区水利局负责）每季度…
ENDS_IN_DUTY = re.compile(r"(?:牵头|负责|落实|配合|参与|协助|实施|承办)(?=[）)】\]〕])")
# Names alone, without a word of duty, assign only where they are the names of agencies of some place.
BARE_LIST = re.compile(r"(?:市|区|县|省|州|旗|盟|各|团|镇|乡|街道|全)[^，,。；;]")
# In a zone or a park they have no place in front: （招商局、行政审批局）.
BARE_BUREAUS = re.compile(r"[\u3400-\u9fff]{1,12}(?:[局委办]|办公室)(?:、[\u3400-\u9fff]{2,14}){1,12}")
BARE_LIST_END = re.compile(r"[\s。；;]*$")
# Brackets side by side: …（市财政局牵头）（各县区政府负责）（6月底前完成）
SIDE_BY_SIDE = re.compile(r"\s?[、，,；;]?\s?")
HELPS_ONLY = re.compile(r"(?:配合|协办|协助|参与|参加)(?:落实|单位)?$")
SIGNS = str.maketrans(dict.fromkeys("（）()【】[]〔〕", "，"))


@dataclass(frozen=True, slots=True)
class Found:
    """The assignments of a text, the brackets they stand in, and what a person has to decide about them."""

    assignments: tuple[Assignment, ...] = ()
    brackets: tuple[Bracket, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def find_assignments(text: str, paragraphs: Sequence[Span]) -> Found:
    """All bracketed or labelled assignments of an item's paragraphs, each covering the text since the one before it.

    It is asked about the same paragraphs several times on the way from outline to items, and answered once.
    """
    return _found(text, tuple(paragraphs))


@lru_cache(maxsize=1024)
def _found(text: str, paragraphs: tuple[Span, ...]) -> Found:
    assignments: list[Assignment] = []
    brackets: list[Bracket] = []
    doubts: list[Doubt] = []
    covered = paragraphs[0][0] if paragraphs else 0
    for paragraph in paragraphs:
        closed = outermost(text, paragraph)
        ends = _ends(text, closed)
        for bracket in sorted([*closed, *_statements(text, paragraph, closed)], key=lambda one: one.at):
            end = ends.get(bracket.at, bracket.at[1])
            if not _may_assign(text, bracket, end, paragraph) or (brackets and bracket.at[0] < brackets[-1].at[1]):
                continue
            beside = brackets[-1] if brackets and ends.get(brackets[-1].at) == end != brackets[-1].at[1] else None
            if beside and _goes_on(text, assignments[-1], beside, bracket):
                assignments[-1] = _joined(text, assignments[-1], bracket)
                brackets.append(bracket)
                covered = bracket.at[1]
                continue
            reach = assignments[-1].covers if beside else (covered, bracket.at[0])
            read = _read(text, bracket, reach, doubts, is_last=_is_last(text, end, paragraph))
            if read and bracket.at[1] == bracket.inner[1] and bracket.at[0] < bracket.inner[0]:
                doubts.append(doubt("bracket_open", [text[slice(*bracket.inner)][:60]], bracket.at))
            if read:
                assignments += read
                brackets.append(bracket)
                covered = bracket.at[1]
    return Found(tuple(assignments), tuple(brackets), (*doubts, *open_doubts(assignments)))


def _ends(text: str, closed: list[Bracket]) -> dict[Span, int]:
    """Where the run of brackets ends that each stands in, by the place of the bracket."""
    ends: dict[Span, int] = {}
    following: Bracket | None = None
    for bracket in reversed(closed):
        gap = SIDE_BY_SIDE.fullmatch(text, bracket.at[1], following.at[0]) if following else None
        ends[bracket.at] = ends[following.at] if gap and following else bracket.at[1]
        following = bracket
    return ends


def _goes_on(text: str, before: Assignment, beside: Bracket, bracket: Bracket) -> bool:
    """Whether a bracket only names who helps those whom the one beside it lets lead: （A牵头）（B配合）."""
    leads = before.lead and before.at[1] <= beside.at[1]
    return bool(leads) and HELPS_ONLY.search(text[slice(*bracket.inner)].rstrip("。；; ")) is not None


def _joined(text: str, before: Assignment, bracket: Bracket) -> Assignment:
    """The assignment of two brackets side by side that are one statement."""
    at = before.at[0], strip(text, bracket.inner)[1]
    duties = parse_duties(without_standing(text[slice(*at)].translate(SIGNS)))
    return before if duties is None else _assignment(text, duties, at, before.covers)


def forget() -> None:
    """Let go of the answers of a document that has been read; they hold its text."""
    _found.cache_clear()


def _statements(text: str, paragraph: Span, closed: list[Bracket]) -> list[Bracket]:
    """`责任单位：A、B 完成时限：6月底前` without brackets, anywhere in a paragraph; each runs to the full stop.

    A bracket that is never closed counts as one up to there.
    """
    found: list[Bracket] = []
    opened = {bracket.at[0] for bracket in closed}
    labels = list(find_labels(text, paragraph))
    index = 0
    while index < len(labels):
        first = labels[index]
        stop = _stop(text, first.end(), paragraph[1])
        agencies = names_agencies(first)
        index += 1
        # The next label goes on with the statement where nothing but a sign stands between.
        while index < len(labels) and not text[stop : labels[index].start()].strip("。；;，, \u3000\t\n"):
            agencies = agencies or names_agencies(labels[index])
            stop = _stop(text, labels[index].end(), paragraph[1])
            index += 1
        start = first.start()
        before = text[start - 1 : start] if start > paragraph[0] else ""
        is_open = before in OPENS and before != ""
        if not agencies or (is_open and start - 1 in opened) or not opens_statement(text, first, paragraph[0]):
            continue
        inner = strip(text, (start, stop))
        found.append(Bracket((inner[0] - is_open, inner[1]), inner))
    return found


def _stop(text: str, position: int, limit: int) -> int:
    """Where a statement ends that is known up to `position`: at a full stop or the end of the paragraph."""
    limit = min(limit, position + LONGEST_PHRASE)
    found = text.find("。", position, limit)
    return found if found >= 0 else limit


def _may_assign(text: str, bracket: Bracket, run_end: int, paragraph: Span) -> bool:
    """A bracket, or the run of brackets it stands in, assigns where a part of the sentence ends, not inside a name or
    in front of a word."""
    start, end = bracket.inner
    if not 2 <= end - start <= LONGEST_PHRASE:
        return False
    if bracket.at[0] > paragraph[0] and text[bracket.at[0] - 1] in "。；;":
        return True
    if (
        bracket.at[0] > paragraph[0]
        and text[bracket.at[0] - 1] in "，,"
        and ENDS_IN_DUTY.search(text, start, bracket.at[1])
    ):
        return True
    return ENDS_PART.match(text, run_end, paragraph[1]) is not None


def _is_last(text: str, end: int, paragraph: Span) -> bool:
    return BARE_LIST_END.match(text, end, min(paragraph[1], end + 20)) is not None


def _read(text: str, bracket: Bracket, covers: Span, doubts: list[Doubt], *, is_last: bool) -> list[Assignment]:
    at = strip(text, bracket.inner)
    phrase = text[slice(*at)]
    names_duty = DUTY.search(phrase) is not None
    if not names_duty and not (
        is_last and (BARE_LIST.match(phrase) or BARE_BUREAUS.fullmatch(phrase) or LABEL.search(phrase))
    ):
        return []
    read: list[Assignment] = []
    for start, end in segments(phrase):
        part = _trim(text, (at[0] + start, at[0] + end))
        duties = parse_duties(without_standing(text[slice(*part)]))
        if duties is None or (not names_duty and (duties.strange or not duties.co)):
            continue
        read.append(_assignment(text, duties, part, covers))
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
    phrase, reach = text[slice(*at)], (start, end)
    who = duties.mode, duties.lead, duties.co, duties.collective
    return Assignment(*who, duties.open_list, phrase, at, reach, helpers=duties.helpers)


def open_doubts(assignments: list[Assignment]) -> list[Doubt]:
    """What the assignments leave open: sets nobody can list, and lists that end with 等."""
    raised: list[Doubt] = []
    for assignment in assignments:
        unknown = [name for name in assignment.collective if is_open_collective(name) or is_open_latin(name)]
        if unknown:
            raised.append(doubt("open_collective", unknown, assignment.at))
        if assignment.open_list:
            raised.append(doubt("open_list", [assignment.phrase], assignment.at))
    return raised

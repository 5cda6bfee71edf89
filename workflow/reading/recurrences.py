"""Duties that return: 每季度不少于2次, 按月公开, 年内至少听取一次."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.reading.doubts import doubt
from workflow.reading.model import Doubt, Period, Recurrence, RecurrenceKind
from workflow.reading.numerals import NUMBER, parse_number
from workflow.reading.offsets import Span
from workflow.reading.parties import looks_like_organ
from workflow.reading.sentences import clauses, part_end, part_start

TIMES = r"(?:场次|批次|次|场|期|篇|轮|批|回|份|条|件|部|个|遍)"
EVERY = re.compile(
    r"每(?:个|一)?(?P<every>年度|年|半年|季度|季|月份|月|周|星期|(?:两|二|三|六|[236])个?(?:年|月|周|星期|季度)"
    r"|日|天|个?工作日)(?![期边均常益产])"
    r"|(?P<by>[按逐](?:月|季度|季|周))(?![期边节光度])"
)
WITHIN = re.compile(r"(?:年内|年度内|全年|年度|季度内|月内)")
MINIMUM = re.compile(
    rf"(?:不得?少于|不低于|至少|最少|不下于)[^，,；;。\d一二两三四五六七八九十]{{0,20}}(?P<number>{NUMBER})(?!\d|[.％%]){TIMES}(?!人)"
    rf"|(?P<number2>{NUMBER}){TIMES}(?:及)?以上"
)
COUNT = re.compile(rf"(?P<number>{NUMBER})(?:[-—–~～至到]{NUMBER})?{TIMES}(?![人性月])")
PERIODS: dict[str, Period] = {
    "年": "year", "年度": "year", "季": "quarter", "季度": "quarter",
    "月": "month", "月份": "month", "周": "week", "星期": "week",
}  # fmt: skip
# Every N months as a count a year where that comes out even.
UNEVEN = {"半年": 2, "六月": 2, "6月": 2, "两月": 6, "2月": 6}
QUARTERS = {"三月", "3月"}
DATED = re.compile(r"年(?:底|初|末|内|度计划|度目标)")
BEFORE_WHO = re.compile(
    r"^(?:自\d{4}年(?:\d{1,2}月)?起|从\d{4}年起|原则上|其中|同时|并|并且|且|要|应当?|须|确保|做到|坚持)+[，,]?"
)
AFTER_WHO = re.compile(r"(?:原则上|要|应当?|须|必须|至少|将|需|一般|在|于)+$")
ENDS_AS_SUBJECT = re.compile(r"(?:部门|单位|政府|局|委|办公室|委员会|机构|企业|街道|乡镇)$")
# 每年不超过2次 limits what others may do; it is no duty.
LIMIT = re.compile(r"不(?:得)?(?:超过|多于|高于)|至多|最多|以内")
SUBJECT = re.compile(r"^(?P<who>[^，,]{2,40}?)(?:主动)?(?:要|应当?|须|必须|将|需)")


@dataclass(frozen=True, slots=True)
class Returning:
    """The recurrences of a text and what a person has to decide about them."""

    recurrences: tuple[Recurrence, ...]
    doubts: tuple[Doubt, ...]


def is_count_within(text: str, position: int, limit: int) -> bool:
    """Whether a number of times follows a period with `at least`: then 年内 states a quota, not a last day."""
    return MINIMUM.search(text, position, min(limit, position + 120)) is not None


def find_recurrences(text: str, plain: str, paragraph: Span, owners: tuple[str, ...]) -> Returning:
    """The returning duties of a paragraph. `plain` is its text with titles and quotations blanked out; `owners` answer
    where the sentence names nobody."""
    found: list[Recurrence] = []
    doubts: list[Doubt] = []
    for clause in clauses(plain, (0, len(plain))):
        matches = list(EVERY.finditer(plain, *clause))
        limits = [*(match.start() for match in matches[1:]), clause[1]]
        for match, limit in zip(matches, limits, strict=False):
            if LIMIT.search(plain, match.end(), min(part_end(plain, match.end(), limit), match.end() + 40)):
                continue
            written = (match["every"] or match["by"][1:]).removesuffix("份").replace("二", "两").replace("个", "")
            read = _every(plain, written, match.end(), limit)
            at = _phrase(plain, clause, match.span(), read.end if read else match.end(), limit)
            at = (at[0] + paragraph[0], at[1] + paragraph[0])
            if read is None:
                doubts.append(doubt("period_reading", [text[slice(*at)][:80]], at))
                continue
            if written in UNEVEN:
                doubts.append(doubt("period_reading", [text[slice(*at)][:80]], at))
            who = _who(plain, clause, match.start(), owners)
            found.append(Recurrence(read.kind, read.period, read.count, who, text[slice(*at)], at))
        found += _within(text, plain, clause, paragraph[0], owners)
    return Returning(tuple(sorted(found, key=lambda r: r.at)), tuple(doubts))


@dataclass(frozen=True, slots=True)
class _Read:
    kind: RecurrenceKind
    period: Period
    count: int
    end: int


def _every(text: str, written: str, position: int, limit: int) -> _Read | None:
    """What 每 or 按 with a period says; None for a period that cannot be written as a count."""
    factor = UNEVEN.get(written, 1)
    period: Period | None = PERIODS.get(written) or (
        "year" if written in UNEVEN else "quarter" if written in QUARTERS else None
    )
    if period is None:
        return None
    least = MINIMUM.search(text, position, min(limit, position + 120))
    if least:
        number = parse_number(least["number"] or least["number2"]) or 1
        return _Read("per_period_min", period, number * factor, least.end())
    times = COUNT.search(text, position, min(part_end(text, position, limit), position + 40))
    number = (parse_number(times["number"]) or 1) if times else 1
    return _Read("every_period", period, number * factor, times.end() if times else position)


def _within(text: str, plain: str, clause: Span, offset: int, owners: tuple[str, ...]) -> Iterator[Recurrence]:
    """年内至少N次: a quota of the year."""
    position = clause[0]
    while match := WITHIN.search(plain, position, clause[1]):
        position = match.end()
        least = MINIMUM.search(plain, match.end(), min(clause[1], match.end() + 120))
        if least is None or EVERY.search(plain, max(clause[0], match.start() - 80), least.end()):
            continue
        between = plain[match.end() : least.start()]
        if "年内" in between or "底前" in between or plain[match.start() - 1 : match.start()] == "每":
            continue
        period: Period = "quarter" if "季" in match.group() else "month" if "月" in match.group() else "year"
        at = _phrase(plain, clause, match.span(), least.end(), clause[1])
        at = (at[0] + offset, at[1] + offset)
        number = parse_number(least["number"] or least["number2"]) or 1
        who = _who(plain, clause, match.start(), owners) or _subject(between.strip("，,"))
        yield Recurrence("per_period_min", period, number, who, text[slice(*at)], at)
        position = least.end()


def _phrase(text: str, clause: Span, words: Span, end: int, limit: int) -> Span:
    stop = part_end(text, max(end, words[1]), limit)
    while stop > words[1] and text[stop - 1] in "，,、 ":
        stop -= 1
    return part_start(text, words[0], clause[0]), stop


def _who(text: str, clause: Span, position: int, owners: tuple[str, ...]) -> str | None:
    """Who has the duty: named right before, or subject of the sentence, or whoever answers for the item."""
    before = text[part_start(text, position, clause[0]) : position].strip()
    before = AFTER_WHO.sub("", BEFORE_WHO.sub("", before))
    if 2 <= len(before) <= 60 and not re.search(r"[的和]$|公开$", before):
        return before
    part = part_start(text, position, clause[0])
    if not before and part > clause[0]:
        above = text[part_start(text, part - 1, clause[0]) : part - 1].strip().removeprefix("以及")
        if looks_like_organ(above) and ENDS_AS_SUBJECT.search(above):
            return above
    subject = _subject(text[clause[0] : min(clause[1], clause[0] + 80)])
    return subject or "、".join(owners) or None


def _subject(sentence: str) -> str | None:
    match = SUBJECT.match(sentence.strip())
    return match["who"] if match else None

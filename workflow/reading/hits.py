"""What the finders of deadlines share: a hit, the calendar dates are read by, and when a date is merely mentioned."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.reading.model import DeadlineKind
from workflow.reading.offsets import Span

YEAR = r"(?:(?P<year>\d{4})年|(?P<this>今|当|本|明|次|翌)年)"
VERB = (
    r"(?:要|应|须|基本|全面|初步|力争|确保|实现|完成|形成|建成|达到|出台|制定|编制|印发|公布|公开|上线|投入|启动|建立"
    r"|前)"
)
# What is done once and then is done: with one of these a bare date is the day it is done by.
DONE = re.compile(
    r"(?:全面|基本|全部|初步|力争|确保|正式|开始)?"
    r"(?:完成|实现|形成|建成|达到|出台|印发|公布|上线|投入|投用|启用|启动|开通|竣工|开工|验收|交付|举办|举行|召开|报送|上报)"
    r"(?![了的过])(?!.{0,12}(?:以来|会议(?:通过|审议)))"
)
ORDERED = re.compile(rf"[，,]|{VERB}|[）)]?$")
PAST = re.compile(r"(?:截至|截止|自|从|至|近|过去|以来|[《“])$")
RETURNS = re.compile(r"每(?:年|月|季度?|周)[度的]?$")
GOES_ON = ("起", "以来", "开始", "至", "—", "-", "–", "~", "以后", "之后", "后", "前后", "前三", "前两", "之间")
DUE_LABEL = re.compile(r"(?:时限|时间|期限|日期)(?:要求|节点)?\s?[:：]\s{0,2}$")


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a date without a year is read by: the year of the plan, and the day of the document."""

    year: int | None = None
    issued_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A deadline with the span of its time words only, and the kinds of doubt about it."""

    kind: DeadlineKind
    value: str | None
    at: Span
    event: str | None = None
    period: str | None = None
    doubts: tuple[str, ...] = ()


def dated(
    kind: DeadlineKind,
    on: datetime.date | None,
    match: re.Match[str],
    calendar: Calendar,
    doubts: tuple[str, ...],
    period: str | None = None,
    *,
    is_written: bool | None = None,
) -> Iterator[Hit]:
    """A hit on a day, unless a written year puts it before the plan; an inherited year that does is doubted."""
    if on and is_past(on, calendar):
        if match["year"] if is_written is None else is_written:
            return
        doubts = (*doubts, "date_passed")
    yield Hit(kind, on.isoformat() if on else None, match.span(), period=period, doubts=doubts)


def year_of(match: re.Match[str], calendar: Calendar) -> tuple[int | None, tuple[str, ...]]:
    """The year of a date: written, or the plan's."""
    if match["year"]:
        return int(match["year"]), ()
    if calendar.year is None:
        return None, ("year_unstated",)
    return calendar.year + (1 if match["this"] in {"明", "次", "翌"} else 0), ()


def is_past(on: datetime.date, calendar: Calendar) -> bool:
    """Whether a day lies before the document, or before the year of a plan without a date."""
    if calendar.issued_on:
        return on < calendar.issued_on
    return calendar.year is not None and on.year < calendar.year


def is_mentioned_only(text: str, match: re.Match[str], clause: Span) -> bool:
    """截至…底, 自…起 and `每年…底前` fix no day for the task."""
    before = text[max(clause[0], match.start() - 4) : match.start()]
    after = text[match.end() : min(clause[1], match.end() + 2)]
    if PAST.search(before):
        # 至2027年底 at the start of a part is a goal, not the end of a stretch.
        return not (before.endswith("至") and starts_part(text, match.start() - 1, clause[0]))
    return RETURNS.search(before) is not None or after.startswith(GOES_ON)


def starts_part(text: str, position: int, start: int) -> bool:
    """Whether a position follows a comma, a bracket, 于 or 在, or opens the clause."""
    before = text[max(start, position - 1) : position]
    return not before.strip() or before in "，,：:于在到、（("


def is_followed_by_order(text: str, position: int, limit: int) -> bool:
    """Whether what follows asks for something: a verb of duty, a comma, or the end."""
    return ORDERED.match(text, position, min(limit, position + 4)) is not None


def is_followed_by_done(text: str, position: int, limit: int) -> bool:
    """Whether what follows right away is a thing that is done once: 6月完成, 9月，全面完成."""
    position += 1 if text[position : position + 1] in {"，", ","} else 0
    return DONE.match(text, position, min(limit, position + 24)) is not None


def is_labelled_due(text: str, position: int, start: int) -> bool:
    """Whether `完成时限：` stands right before."""
    return DUE_LABEL.search(text[max(start, position - 9) : position]) is not None

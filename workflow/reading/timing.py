"""Deadlines: calendar dates, ends of periods, days and hours after an event.

What is no deadline stays out: dates of documents, titles in 《》, quotations, the past, 及时, 定期, 逐步.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.reading.doubts import doubt
from workflow.reading.events import event_before
from workflow.reading.model import Deadline, DeadlineKind, Doubt
from workflow.reading.numerals import NUMBER, month_end, parse_date, parse_number
from workflow.reading.offsets import Span
from workflow.reading.recurrences import is_count_within
from workflow.reading.sentences import clauses, part_end, part_start

YEAR = r"(?:(?P<year>\d{4})年|(?P<this>今|当|本|明|次|翌)年)"
VERB = (
    r"(?:要|应|须|基本|全面|初步|力争|确保|实现|完成|形成|建成|达到|出台|制定|编制|印发|公布|公开|上线|投入|启动|建立"
    r"|前)"
)
MONTH = re.compile(
    rf"(?<![\d.])(?:{YEAR}(?:度)?)?(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})月(?:(?P<day>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[日号]|(?P<end>底|末|[上中下]旬)|份)?"
    rf"(?P<before>(?:之|以)?前)?"
)
DASHED = re.compile(r"(?<!\d)(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?!\d)日?(?:之|以)?前")
YEAR_END = re.compile(
    rf"(?:{YEAR}[度年]?|(?<![\d一二三四五六七八九十几数两每同去前次上往历翌近多周半])(?:本|该|当)?年(?:度)?)(?P<how>底|末|终|内)(?P<before>(?:之|以)?前)?"
)
PART_OF_YEAR = re.compile(
    rf"(?<![每各逐按])(?:{YEAR}(?:度)?)?(?P<part>上半年|下半年|第?[一二三四1-4]季度)(?P<how>底前|末前|前|内|底|末|之前|以前)?"
)
# 每月10日内 returns each month (`recurrences.py`); 控制在3个工作日内 says how well a service runs.
NO_TERM = re.compile(
    r"每[年月周季][^，,]{0,8}$|(?:控制|压缩|缩短|压减|缩减|减少|限定)[^，,]{0,4}(?:在|至|到|为)$|(?:不超过|最长)$"
)
DUE_LABEL = re.compile(r"(?:时限|时间|期限|日期)(?:要求)?\s?[:：]\s{0,2}$")
COUNTED = re.compile(rf"(?P<number>{NUMBER})个?(?P<unit>工作日|个?小时|日|天)(?:之|以)?内")
LENGTH = re.compile(
    rf"(?:力争|争取|(?<![使费作应])用|利用)(?P<long>{NUMBER})(?P<long_unit>年|个月)(?:左右)?(?:的?时间)?(?:之?内|以内)?"
    rf"|(?P<within>{NUMBER}|半)(?P<within_unit>年|个月)(?:的?时间)?(?:之|以)?内"
)
PAST = re.compile(r"(?:截至|截止|自|从|至|近|过去|以来|[《“])$")
MASKED = re.compile(r"《[^《》\n]{1,120}》|“[^“”\n]{1,120}”|[〔﹝\[]\d{4}[〕﹞\]]")
# The last day of the first and second ten days of a month; the third ends with the month.
TENS = {"上旬": 10, "中旬": 20}
PARTS = {"上半年": (6, "half_year"), "下半年": (12, "half_year")}


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a date without a year is read by: the year of the plan, and the day of the document."""

    year: int | None = None
    issued_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """The deadlines of a text and what a person has to decide about them."""

    deadlines: tuple[Deadline, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    """A deadline with the span of its time words only, and the doubts about it."""

    kind: DeadlineKind
    value: str | None
    at: Span
    event: str | None = None
    period: str | None = None
    doubts: tuple[str, ...] = ()


def masked(text: str, at: Span) -> str:
    """The text of a span with titles, quotations and document years blanked out, every place kept."""
    return MASKED.sub(lambda match: "□" * len(match.group()), text[slice(*at)])


def find_deadlines(text: str, paragraphs: list[Span], calendar: Calendar) -> Timed:
    """The deadlines of an item's paragraphs, in text order."""
    deadlines: list[Deadline] = []
    doubts: list[Doubt] = []
    for paragraph in paragraphs:
        plain = masked(text, paragraph)
        taken = bytearray(len(plain))
        for clause in clauses(plain, (0, len(plain))):
            for hit in _hits(plain, clause, calendar):
                if any(taken[slice(*hit.at)]):
                    continue
                taken[slice(*hit.at)] = b"\1" * (hit.at[1] - hit.at[0])
                phrase_at = _phrase(plain, clause, hit)
                at = (phrase_at[0] + paragraph[0], phrase_at[1] + paragraph[0])
                phrase = text[slice(*at)]
                deadlines.append(Deadline(hit.kind, hit.value, hit.event, phrase, at, hit.period))
                doubts += [doubt(kind, _candidates(kind, hit, phrase, calendar), at) for kind in hit.doubts]
    return Timed(tuple(sorted(deadlines, key=lambda d: d.at)), tuple(doubts))


def _hits(text: str, clause: Span, calendar: Calendar) -> Iterator[_Hit]:
    yield from _counted(text, clause)
    yield from _months(text, clause, calendar)
    yield from _years(text, clause, calendar)
    yield from _parts(text, clause, calendar)
    yield from _spans(text, clause)


def _counted(text: str, clause: Span) -> Iterator[_Hit]:
    """N 个工作日内, N 小时内, N 日内."""
    for match in COUNTED.finditer(text, *clause):
        number = parse_number(match["number"])
        if not number or NO_TERM.search(text[max(clause[0], match.start() - 12) : match.start()]):
            continue
        event = event_before(text, clause, match.start())
        unstated = () if event else ("event_unstated",)
        if match["unit"] == "工作日":
            yield _Hit("working_days_after_event", str(number), match.span(), event, doubts=unstated)
        elif "小时" in match["unit"]:
            yield _Hit("hours_after_event", str(number), match.span(), event, doubts=unstated)
        else:
            doubts = ("calendar_days", *unstated)
            yield _Hit("hours_after_event", str(number * 24), match.span(), event, doubts=doubts)


def _months(text: str, clause: Span, calendar: Calendar) -> Iterator[_Hit]:
    """6月30日前, 11月底前, 11月底完成, 2026-06-30前."""
    for match in DASHED.finditer(text, *clause):
        on = parse_date(int(match["year"]), int(match["month"]), int(match["day"]))
        if on and not _is_past(on, calendar):
            yield _Hit("fixed_date", on.isoformat(), match.span())
    for match in MONTH.finditer(text, *clause):
        is_due = DUE_LABEL.search(text[max(clause[0], match.start() - 8) : match.start()]) is not None
        if _is_mentioned_only(text, match, clause):
            continue
        if not (match["before"] or is_due or _month_end_orders(text, match, clause)):
            continue
        year, doubts = _year(match, calendar)
        month, day = parse_number(match["month"]), parse_number(match["day"] or "") or TENS.get(match["end"] or "")
        if month is None or not 1 <= month <= 12:
            continue
        if day:
            on = parse_date(year, month, day)
            if year and on is None:
                continue
            yield from _dated("fixed_date", on, match, calendar, doubts)
        else:
            # 11月前 may end with October or with November: the earlier day, and a person decides.
            ends_before = not match["end"] and bool(match["before"])
            last = month - 1 if ends_before and month > 1 else month
            on = month_end(year, last) if year else None
            yield from _dated(
                "by_period_end", on, match, calendar, (*doubts, *(("date_reading",) if ends_before else ())), "month"
            )


def _month_end_orders(text: str, match: re.Match[str], clause: Span) -> bool:
    return bool(match["end"]) and _is_followed_by_order(text, match.end(), clause[1])


def _years(text: str, clause: Span, calendar: Calendar) -> Iterator[_Hit]:
    """年底前, 年内, 2026年底."""
    for match in YEAR_END.finditer(text, *clause):
        if _is_mentioned_only(text, match, clause) or is_count_within(text, match.end(), clause[1]):
            continue
        if match["how"] != "内" and not match["before"] and not _is_followed_by_order(text, match.end(), clause[1]):
            continue
        year, doubts = _year(match, calendar)
        on = datetime.date(year, 12, 31) if year else None
        yield from _dated("by_period_end", on, match, calendar, doubts, "year")


def _parts(text: str, clause: Span, calendar: Calendar) -> Iterator[_Hit]:
    """上半年, 第三季度末前: only where something is ordered by then."""
    for match in PART_OF_YEAR.finditer(text, *clause):
        if _is_mentioned_only(text, match, clause) or is_count_within(text, match.end(), clause[1]):
            continue
        if not match["how"] and not (
            _starts_part(text, match.start(), clause[0]) and _is_followed_by_order(text, match.end(), clause[1])
        ):
            continue
        year, doubts = _year(match, calendar)
        part = match["part"]
        month = PARTS[part][0] if part in PARTS else 3 * (parse_number(part.removeprefix("第")[0]) or 1)
        if part not in PARTS and match["how"] == "前":
            doubts = (*doubts, "date_reading")
        on = month_end(year, month) if year else None
        yield from _dated("by_period_end", on, match, calendar, doubts, "half_year" if part in PARTS else "quarter")


def _spans(text: str, clause: Span) -> Iterator[_Hit]:
    """力争2年, 三年内: the day it starts from is not said, so the length is given."""
    for match in LENGTH.finditer(text, *clause):
        if PAST.search(text[max(clause[0], match.start() - 2) : match.start()]):
            continue
        unit = match["long_unit"] or match["within_unit"]
        number = 6 if match["within"] == "半" else parse_number(match["long"] or match["within"])
        if number and number <= 30:
            letter = "Y" if unit == "年" and match["within"] != "半" else "M"
            event = event_before(text, clause, match.start()) if match["within"] else None
            yield _Hit("by_period_end", f"P{number}{letter}", match.span(), event)


def _dated(
    kind: DeadlineKind,
    on: datetime.date | None,
    match: re.Match[str],
    calendar: Calendar,
    doubts: tuple[str, ...],
    period: str | None = None,
) -> Iterator[_Hit]:
    """A hit on a day, unless a written year puts it before the plan; an inherited year that does is doubted."""
    if on and _is_past(on, calendar):
        if match["year"]:
            return
        doubts = (*doubts, "date_passed")
    yield _Hit(kind, on.isoformat() if on else None, match.span(), period=period, doubts=doubts)


def _year(match: re.Match[str], calendar: Calendar) -> tuple[int | None, tuple[str, ...]]:
    """The year of a date: written, or the plan's."""
    if match["year"]:
        return int(match["year"]), ()
    if calendar.year is None:
        return None, ("year_unstated",)
    return calendar.year + (1 if match["this"] in {"明", "次", "翌"} else 0), ()


def _is_past(on: datetime.date, calendar: Calendar) -> bool:
    if calendar.issued_on:
        return on < calendar.issued_on
    return calendar.year is not None and on.year < calendar.year


def _is_mentioned_only(text: str, match: re.Match[str], clause: Span) -> bool:
    """截至…底, 自…起 and `每年…底前` fix no day for the task."""
    before = text[max(clause[0], match.start() - 4) : match.start()]
    after = text[match.end() : min(clause[1], match.end() + 2)]
    if PAST.search(before):
        return True
    return re.search(r"每(?:年|月|季度?|周)$", before) is not None or after.startswith(
        ("起", "以来", "开始", "至", "—", "-")
    )


def _starts_part(text: str, position: int, start: int) -> bool:
    before = text[max(start, position - 1) : position]
    return not before.strip() or before in "，,：:于在、（("


def _is_followed_by_order(text: str, position: int, limit: int) -> bool:
    return re.compile(rf"[，,]|{VERB}|[）)]?$").match(text, position, min(limit, position + 4)) is not None


def _phrase(text: str, clause: Span, hit: _Hit) -> Span:
    """The parts between commas that hold the time words; with the part behind, if nothing is ordered in their own, and
    with the event's."""
    first = hit.at[0]
    if hit.event:
        found = text.rfind(hit.event, max(clause[0], first - 260), first)
        first = found if found >= 0 else first
    end = part_end(text, hit.at[1], clause[1])
    if end - hit.at[1] < 2:
        end = part_end(text, min(end + 1, clause[1]), clause[1])
    return part_start(text, first, clause[0]), max(end, hit.at[1])


def _candidates(kind: str, hit: _Hit, phrase: str, calendar: Calendar) -> list[str]:
    if kind == "date_passed" and hit.value:
        year = int(hit.value[:4])
        return [hit.value, f"{year + 1}{hit.value[4:]}"]
    if kind == "date_reading" and hit.value:
        on = datetime.date.fromisoformat(hit.value)
        other = (on.month - 3 if hit.period == "quarter" else on.month + 1) - 1
        second = month_end(on.year + other // 12, other % 12 + 1)
        return [hit.value, second.isoformat()] if second else [hit.value]
    if kind == "year_unstated" and calendar.issued_on:
        return [str(calendar.issued_on.year)]
    return [phrase[:80]]

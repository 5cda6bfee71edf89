"""Deadlines that are the end of a stretch: 3月至9月, 3月1日至4月30日, 2026—2028年; or a length: 力争2年, 三年内."""

import datetime
import re
from collections.abc import Iterator

from workflow.reading.events import event_before
from workflow.reading.hits import (
    IN_FORCE,
    PAST,
    RETURNS,
    WRITTEN_YEAR,
    Calendar,
    Hit,
    dated,
    is_carried_out,
    is_followed_by_done,
    is_followed_by_order,
    is_labelled_due,
    is_past,
    starts_part,
    written_year,
    year_of,
)
from workflow.reading.numerals import NUMBER, month_end, parse_date, parse_number
from workflow.reading.offsets import Span
from workflow.reading.recurrences import is_count_within

MONTH_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
# 2026年一2027年: the numeral one is often typed for a dash.
TO = r"\s?(?:[-—–~～－]{1,2}|至|到|(?<=[年月日])一(?=\d))\s?"
MONTHS = re.compile(
    rf"(?<![\d.])(?:(?P<year>{WRITTEN_YEAR})年|(?P<this>今|本|明)年)?(?P<from>{MONTH_NUMBER})(?:月(?:(?P<from_day>{MONTH_NUMBER})[日号]|[初底末]|份)?起?)?"
    rf"{TO}(?:(?P<to_year>{WRITTEN_YEAR})年|(?P<next>次|翌|明|第二)年)?(?P<month>{MONTH_NUMBER})月(?:(?P<day>{MONTH_NUMBER})[日号]|(?P<end>底|末|[上中下]旬)|份)?"
    r"(?:(?:之|以)?前)?(?:期间|止)?"
)
DAYS = re.compile(
    rf"(?<![\d.])(?:(?P<year>{WRITTEN_YEAR})年|(?P<this>今|本|明)年)?(?P<month>{MONTH_NUMBER})月(?:\d{{1,2}})[日号]?{TO}"
    r"(?P<day>\d{1,2})[日号](?:(?:之|以)?前)?(?:期间|止)?"
)
YEARS = re.compile(
    rf"(?<!\d)(?P<from>(?:19|20)\d{{2}})年?(?:\d{{1,2}}月)?{TO}(?P<year>(?:19|20)\d{{2}})年(?!\d)(?:[底末])?(?:期间)?"
)
PLAN_NAME = re.compile(r"(?:计划|规划|方案|纲要|行动|要点)[(（]$")
LENGTH = re.compile(
    rf"(?:力争|争取|计划|(?<![使费作应])用|利用)(?P<long>{NUMBER})(?P<long_unit>年|个月)(?:左右)?(?:的?时间)?(?:之?内|以内)?"
    rf"|(?<!\d)(?<!\d[.．])(?P<within>{NUMBER}|半)(?P<within_unit>年|个月)(?:的?时间)?(?:之|以)?内"
)
# 毕业2年内的高校毕业生, 30日内未提出异议: who or what is meant, not by when.
DESCRIBES = re.compile(r"的(?!时间)|未|不(?!少于|低于|得少|迟于|晚于)|没有|累计|且|高校|毕业|企业|无理由|有效|免费")


def find_stretches(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    """All of them in one clause."""
    written = text[slice(*clause)]
    if "月" not in written and "年" not in written:
        return
    if not IN_FORCE.search(text, *clause):
        if "月" in written:
            yield from _months(text, clause, calendar)
            yield from _days(text, clause, calendar)
        yield from _years(text, clause, calendar)
    yield from _lengths(text, clause)


def _is_told(text: str, match: re.Match[str], clause: Span) -> bool:
    """Whether the stretch is when the task is done, and not just mentioned."""
    start = match.start()
    if start > clause[0] and text[start - 1] in "自从":
        start -= 1
    if PLAN_NAME.search(text[max(clause[0], start - 4) : start]) or RETURNS.search(
        text[max(clause[0], start - 12) : start]
    ):
        return False
    at, limit = match.end(), clause[1]
    if (
        is_labelled_due(text, start, clause[0])
        or is_followed_by_done(text, at, limit)
        or is_carried_out(text, at, limit)
    ):
        return True
    if not starts_part(text, start, clause[0]):
        return False
    return text[at : at + 1] in {"）", ")", "、"} or is_followed_by_order(text, at, limit)


def _months(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    for match in MONTHS.finditer(text, *clause):
        first, month = parse_number(match["from"]), parse_number(match["month"])
        if first is None or month is None or not (1 <= first <= 12 and 1 <= month <= 12):
            continue
        if not _is_told(text, match, clause):
            continue
        year = _end_year(match, calendar, first, month)
        doubts = () if year else ("year_unstated",)
        day = parse_number(match["day"] or "") or {"上旬": 10, "中旬": 20}.get(match["end"] or "")
        is_written = bool(match["year"] or match["to_year"])
        if day:
            on = parse_date(year, month, day)
            if year is None or on:
                yield from dated("fixed_date", on, match, calendar, doubts, is_written=is_written)
        else:
            on = month_end(year, month) if year else None
            yield from dated("by_period_end", on, match, calendar, doubts, "month", is_written=is_written)


def _days(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    """6月1日至30日: two days of one month."""
    for match in DAYS.finditer(text, *clause):
        month, day = parse_number(match["month"]), parse_number(match["day"])
        if month is None or not _is_told(text, match, clause):
            continue
        year, doubts = year_of(match, calendar)
        on = parse_date(year, month, day)
        if year is None or on:
            yield from dated("fixed_date", on, match, calendar, doubts)


def _end_year(match: re.Match[str], calendar: Calendar, first: int, month: int) -> int | None:
    """The year a stretch of months ends in: written, or the next one where it runs over the turn of the year."""
    if match["to_year"]:
        return written_year(match["to_year"])
    if match["year"]:
        year = written_year(match["year"])
    else:
        year = calendar.year + (match["this"] == "明") if calendar.year else None
    return year + (1 if match["next"] or month < first else 0) if year else None


def _years(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    for match in YEARS.finditer(text, *clause):
        last = int(match["year"])
        on = datetime.date(last, 12, 31)
        if last > int(match["from"]) and not is_past(on, calendar) and _is_told(text, match, clause):
            yield Hit("by_period_end", on.isoformat(), match.span(), period="year")


def _lengths(text: str, clause: Span) -> Iterator[Hit]:
    """力争2年, 三年内: the day it starts from is the event, or not said; the length is given."""
    for match in LENGTH.finditer(text, *clause):
        if (
            PAST.search(text[max(clause[0], match.start() - 2) : match.start()])
            or text[max(0, match.start() - 1) : match.start()] == "前"
        ):
            continue
        if DESCRIBES.match(text, match.end(), clause[1]) or is_count_within(text, match.end(), clause[1]):
            continue
        unit = match["long_unit"] or match["within_unit"]
        number = 6 if match["within"] == "半" and unit == "年" else parse_number(match["long"] or match["within"] or "")
        event = event_before(text, clause, match.start()) if match["within"] else None
        if match["within"] == "半" and unit == "个月":
            continue
        if number and number <= 30:
            letter = "Y" if unit == "年" and match["within"] != "半" else "M"
            yield Hit("by_period_end", f"P{number}{letter}", match.span(), event)

"""A line that is a date: 2016年7月7日, 二〇一六年七月七日, 2016-07-07."""

import datetime
import re

from workflow.reading.numerals import parse_date, parse_number

HAN = "一二两三四五六七八九十〇零○"
WRITTEN = re.compile(
    rf"(?P<year>\d{{4}}|(?:中华)?民国\s?\d{{2,3}}|(?<!\d)1[0-2]\d|[{HAN}]{{4}})\s{{0,2}}年\s{{0,2}}(?P<month>\d{{1,2}}|[{HAN}]{{1,3}})\s{{0,2}}月\s{{0,2}}(?P<day>\d{{1,2}}|[{HAN}]{{1,3}})\s{{0,2}}日"
)
DASHED = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
YEAR = re.compile(
    r"(?<![\d第])(?P<republic>1[01]\d)年度|(?<!\d)(?P<year>(?:19|20)\d{2}|二[〇○零][一二三四五六七八九〇○零]{2})\s{0,2}(?:年|[—–-]\s?20\d{2}年)"
)


SPAN_OF_YEARS = re.compile(r"20\d{2}\s?年?\s?[-—–~～至到]{1,2}\s?20\d{2}|三年|五年|两年")


def names_one_year(title: str | None) -> bool:
    """Whether a title says which year a plan is for, and no more than one."""
    return read_year(title) is not None and not SPAN_OF_YEARS.search(title or "")


def read_date(written: str) -> datetime.date | None:
    """The first date in a short text; None if it holds none that exists."""
    match = WRITTEN.search(written) or DASHED.search(written)
    if match is None:
        return None
    written_year = match["year"].removeprefix("中华").removeprefix("民国").strip().replace("○", "〇")
    year, month, day = (parse_number(part) for part in (written_year, match["month"], match["day"]))
    republic = ("民国" in match["year"] or len(written_year) == 3) and year is not None
    return parse_date(year + 1911 if republic and year else year, month, day)


def is_date_line(line: str) -> bool:
    """Whether a line holds a date and nothing else but brackets."""
    bare = line.strip(" \u3000()（）")
    return (WRITTEN.fullmatch(bare) or DASHED.fullmatch(bare)) is not None


def read_year(written: str | None) -> int | None:
    """The first year a title names; of a span of years the first; 114年度 is 2025, as documents from Taiwan count."""
    match = YEAR.search(written or "")
    if match and match["republic"]:
        return int(match["republic"]) + 1911
    return parse_number(match["year"].replace("○", "〇")) if match else None

"""Dates as an official holiday notice writes them (1月1日至3日, 1月31日、2月20日), or the whole text of the notice."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.deadlines.holidays import (
    DRAGON_BOAT,
    LABOUR,
    MID_AUTUMN,
    NATIONAL,
    NEW_YEAR,
    QINGMING,
    SPRING,
)

HOLIDAYS = (NEW_YEAR, SPRING, QINGMING, LABOUR, DRAGON_BOAT, MID_AUTUMN, NATIONAL)
"""The holidays of a year in the order of the notice."""

_DATE = r"(?:(?P<{0}y>\d{{4}})\s*[年./-]\s*)?(?P<{0}m>\d{{1,2}})\s*[月./-]\s*(?P<{0}d>\d{{1,2}})\s*[日号]?"
_SINGLE = re.compile(_DATE.format("a"))
_RANGE = re.compile(
    _DATE.format("a") + r"\s*(?:至|到|－|—|–|-|~|～|\.\.)+\s*(?:" + _DATE.format("b") + r"|(?P<day>\d{1,2})\s*[日号]?)"
)
_ASIDE = re.compile(r"[（(][^）)]*[）)]")
_LOOSE = re.compile(r"\s*([至到－—–~～-])\s*|\s+(?=[年月日号])|(?<=[年月])\s+")
_BETWEEN = re.compile(r"[、，,；;\s和]+")
_PART = re.compile(r"^\s*[一二三四五六七八九十]{1,3}、\s*([^：:\n]{2,20})[：:](.+)$", re.MULTILINE)
_NUMBER = re.compile(r"国办发明电\s*〔\d{4}〕\s*\d+\s*号")
_LONGEST_RANGE = 20
_LONGEST_TEXT = 20_000


class UnreadableDate(ValueError):
    """A piece of text that is no date and no range of dates; `args[0]` is the piece."""


@dataclass(frozen=True, slots=True)
class ReadHoliday:
    """One holiday of a pasted notice: its name, its days off and the weekend days worked for it, as text."""

    name: str
    off: str
    worked: str


def read_days(text: str, year: int) -> list[date]:
    """The days of a field, in order and once each. A date without a year is of `year`.

    Raises UnreadableDate for a piece that cannot be read or a day that does not exist.
    """
    found: dict[date, None] = {}
    tidy = _LOOSE.sub(lambda found: found[1] or "", _ASIDE.sub("", text)).strip()
    for piece in _BETWEEN.split(tidy):
        if piece:
            found |= dict.fromkeys(_piece(piece, year))
    return list(found)


def _piece(piece: str, year: int) -> list[date]:
    single = _SINGLE.fullmatch(piece)
    if single:
        return [_day(piece, single["ay"] or year, single["am"], single["ad"])]
    span = _RANGE.fullmatch(piece)
    if not span:
        raise UnreadableDate(piece)
    first = _day(piece, span["ay"] or year, span["am"], span["ad"])
    # A range into another year names it; a range without a month stays in the month it began in.
    last = _day(piece, span["by"] or year, span["bm"] or span["am"], span["bd"] or span["day"])
    length = (last - first).days + 1
    if not 1 <= length <= _LONGEST_RANGE:
        raise UnreadableDate(piece)
    return [first + timedelta(days=offset) for offset in range(length)]


def _day(piece: str, year: str | int, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise UnreadableDate(piece) from error


def write_days(days: list[date], year: int) -> str:
    """The days as the notice would write them: 「2月5日至12日」, joined by 「、」."""
    parts = []
    ordered = sorted(days)
    begin = 0
    for index in range(1, len(ordered) + 1):
        if index == len(ordered) or ordered[index] - ordered[index - 1] != timedelta(days=1):
            parts.append(_write_range(ordered[begin], ordered[index - 1], year))
            begin = index
    return "、".join(parts)


def _write_range(first: date, last: date, year: int) -> str:
    begin = f"{first.month}月{first.day}日"
    if first.year != year:
        begin = f"{first.year}年{begin}"
    if first == last:
        return begin
    if first.month == last.month:
        return f"{begin}至{last.day}日"
    end = f"{last.month}月{last.day}日"
    return f"{begin}至{end if first.year == last.year else f'{last.year}年{end}'}"


def read_notice(text: str) -> tuple[str, list[ReadHoliday]]:
    """The number of a pasted notice (empty when it has none) and its holidays; unknown parts are left out.

    「二、春节：2月5日（周五）至12日（周五）放假调休，共8天。1月31日（周日）上班。」 Two holidays named in one part
    (国庆节、中秋节) count as the last one of the year.
    """
    number = _NUMBER.search(text[:_LONGEST_TEXT])
    found = []
    for part in _PART.finditer(text[:_LONGEST_TEXT]):
        names = [name for name in HOLIDAYS if name.rstrip("节") in part[1]]
        if not names:
            continue
        off: list[str] = []
        worked: list[str] = []
        for sentence in re.split(r"[。；;]", _ASIDE.sub("", part[2])):
            for clause in re.findall(r"[^放补上]*?(?:放假|补休|上班)", sentence):
                (worked if clause.endswith("上班") else off).append(_dates_of(clause))
        found.append(ReadHoliday(names[-1], "、".join(filter(None, off)), "、".join(filter(None, worked))))
    return (number[0].replace(" ", "") if number else ""), found


def _dates_of(clause: str) -> str:
    """The dates of a clause, separated by 「、」; words between them are dropped."""
    return "、".join(
        found[0] for found in re.finditer(f"{_RANGE.pattern}|{_SINGLE.pattern.replace('<a', '<c')}", clause)
    )

"""The cell of a deadline: 2026年6月底, 2026.6, 6月, 3—6月, 第二季度, 2026-06-30, 30 June 2026, Q2 2026.

长期坚持, 全年 and their like are times without a date.
"""

import datetime
import re
from collections.abc import Iterator

from workflow.reading.doubts import doubt
from workflow.reading.hits import written_year
from workflow.reading.model import Deadline, DeadlineKind, Doubt, Vague
from workflow.reading.numerals import month_end, parse_date, parse_number
from workflow.reading.offsets import Span
from workflow.reading.sentences import clauses, strip
from workflow.reading.timing import Calendar, Timed, find_deadlines
from workflow.reading.vague import STANDING as LASTS

HAN = "一二三四五六七八九十"
MONTH = rf"(?P<month>\d{{1,2}}|[{HAN}]{{1,2}})"
YEAR = r"(?:(?P<year>(?:19|20)\d{2}|(?:民国)?1[01]\d(?=年))\s*(?:年度?|[./-])\s*|(?P<this>今|本|当|明|次)年)"
PREFIX = r"(?:力争|争取|确保|计划|预计|拟|原则上|于|在|截至|截止|到|至|by |before |until |end of |end )*"
DONE = r"(?:之前|以前|前|完成|全部|基本|并|长期|持续|坚持|推进|实施|开展|[，,。；;、\s])*"
SEPARATOR = r"\s*(?:至|到|—+|–|-|~|～|─+|to)\s*"
POINT = (
    rf"{YEAR}?{MONTH}(?:月(?:份)?(?:(?P<day>\d{{1,2}}|[{HAN}]{{1,3}})[日号]?|(?P<part>底|末|初|[上中下]旬))?)"
    r"|(?P<n_year>(?:19|20)\d{2})\s*[年./-]\s*(?P<n_month>\d{1,2})(?:\s*[月./-]\s*(?P<n_day>\d{1,2})日?)?"
    r"(?:\s\d{1,2}:\d{2}(?::\d{2})?)?"
    rf"|{YEAR.replace('year', 'q_year').replace('this', 'q_this')}?"
    r"(?:第?(?P<quarter>[一二三四1-4])季度?|[Qq](?P<quarter2>[1-4]))(?:末|底)?(?:\s+(?P<quarter_year>20\d{2}))?"
    rf"|{YEAR.replace('year', 'h_year').replace('this', 'h_this')}?(?P<half>[上下])半年"
    r"|(?P<only_year>20\d{2})\s*(?:年度?(?:底|末|内|终|全年)?)?"
)
RANGE_START = (
    r"(?:(?P<first_year>(?:19|20)\d{2})\s*[年./-]\s*)?"
    rf"(?:第?[\d{HAN}]{{1,2}}\s*(?:[月季./-]\s*度?份?)?(?:\d{{1,2}}[日号]?)?|20\d{{2}}年?)(?:底|初|末|[上中下]旬)?{SEPARATOR}"
)
WHOLE = re.compile(rf"{PREFIX}(?P<range>{RANGE_START})?{PREFIX}(?:{POINT}){DONE}")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAME = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
LATIN = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+)?{NAME}(?:\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,)?[\s,-]+(?P<year>20\d{{2}})"
)
# 12.20, 4-30, 3.1—6.30: only in a column of times, where they are no decimals.
SHORT = re.compile(
    rf"{PREFIX}(?:\d{{1,2}}[./]\d{{1,2}}{SEPARATOR})?(?P<month>\d{{1,2}})(?P<sign>[./-])(?P<day>\d{{1,2}})[日号]?{DONE}"
)
SLASHED = re.compile(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>20\d{2})")
# A cell of time that names no day.
STANDING = re.compile(
    r"(?:全年|长期|持续|常年|常态化?|经常性?|始终|适时|按(?:计划|要求|进度|规定|时序)[^，。]{0,6}|尽[快早速]|抓紧|即时|立即|立行立改|即知即改|即行即改|立查立改|边督边改|实时|随时"
    r"|贯穿全年|已完成|每个?(?:年|半年|季度?|月|周|日|天|旬)度?[末底初]?(?:\d{1,2}[日号])?(?:之?前|以前)?(?:[一1]次)?"
    r"|ongoing|continuous(?:ly)?|throughout .*)"
    r"(?:坚持|推进|实施|开展|工作|落实|完成|更新|化|性|抓好|进行|、|，|\s)*"
)
# 第一、三季度: the first of them.
QUARTER_BEFORE, QUARTER_BEHIND = (
    re.compile(r"第?[一二三1-3]"),
    re.compile(r"[、，](?:第?[二三1-3][、，])*第?[二三四2-4]季度"),
)
SAYS_WHEN = re.compile(r"每|已完成")
AT_ONCE = re.compile(r"适时|按|即|立|边|尽|抓紧|随时|实时")
LASTING = re.compile(rf"{LASTS}|长期|常年|持续(?=推进|实施|开展|坚持|巩固)")
WORDED = re.compile(r"[^，,；;、。\n]+")
YEAR_LINE = re.compile(r"(?P<year>20\d{2})年")
BEGINS = re.compile(r"^(?!.*前).*(?:启动|开始|开工|起)|.*起", re.DOTALL)
PART = re.compile(r"[^，,、]+")
LONGEST = 120


def is_due(written: str) -> bool:
    """Whether a short text is nothing but a time, with or without a day, or several: 3月、10月."""
    written = written.strip(" \n。；;")
    if not 0 < len(written) <= 40:
        return False
    parts = re.split(r"[、，,；;]", written)
    return _is_one_due(written) or (len(parts) > 1 and all(_is_one_due(part.strip()) for part in parts))


def _is_one_due(written: str) -> bool:
    lowered = written.lower()
    return any(pattern.fullmatch(lowered) for pattern in (WHOLE, STANDING, LATIN, SLASHED)) or (
        bool(
            re.fullmatch(
                r"[^，。；]{0,4}(?:年[底内末]|[月季]度?[底末]?|日|工作日内)(?:之?前|以前|内)?(?:完成)?", written
            )
        )
        and bool(re.search(r"\d|[一二三四五六七八九十上下]|年[底内末]", written))
    )


def cell_deadlines(text: str, at: Span, calendar: Calendar) -> Timed:
    """The deadlines of a cell whose column says that it holds a time."""
    deadlines: list[Deadline] = []
    doubts: list[Doubt] = []
    for clause in clauses(text, at):
        written = strip(text, clause)
        year = YEAR_LINE.fullmatch(text, *written)
        if year and written[1] < at[1]:
            # The year on a line of its own is that of the next one.
            calendar = Calendar(int(year["year"]), calendar.issued_on)
            continue
        told = find_deadlines(text, [written], calendar)
        if told.deadlines:
            ends = _parts(text, written)
            due = [one for one in told.deadlines if any(part[0] <= one.at[0] < part[1] for part in ends)]
            deadlines += due or told.deadlines
            doubts += told.doubts
            continue
        whole = list(_read(text, written, calendar))
        parts = [] if whole else _parts(text, written)
        for deadline, kinds in whole or [one for part in parts for one in _read(text, part, calendar)]:
            deadlines.append(deadline)
            doubts += [doubt(kind, [deadline.phrase], deadline.at) for kind in kinds]
    return Timed(tuple(deadlines), tuple(doubts))


def is_unread(written: str) -> bool:
    """Whether a cell of time in which no deadline was found says something else than that there is none."""
    lines = [line.strip(" \t\u3000。；;，,") for line in re.split(r"[；;\n]", written[:LONGEST])]
    return any(line and not STANDING.fullmatch(line.lower()) for line in lines)


def cell_wording(text: str, at: Span) -> Iterator[Vague]:
    """The wording of a cell of time that nobody can measure: 长期坚持, 全年, 适时, 6月底前完成并长期坚持."""
    for match in WORDED.finditer(text, *at):
        part = strip(text, match.span())
        written = text[part[0] : min(part[1], part[0] + LONGEST)]
        if STANDING.fullmatch(written.lower()) and not SAYS_WHEN.match(written):
            yield Vague("elastic_time" if AT_ONCE.match(written) else "standing", written, written, part)
            continue
        lasting = LASTING.search(text, part[0], part[0] + len(written))
        if lasting:
            yield Vague("standing", lasting.group(), text[slice(*part)], part)


def _parts(text: str, at: Span) -> list[Span]:
    """The parts between commas that do not say when something begins: 3月启动，10月完成. 6月底前开工 is due by then."""
    parts = [strip(text, match.span()) for match in PART.finditer(text, *at)]
    return [part for part in parts if not BEGINS.search(text[part[0] : min(part[1], part[0] + LONGEST)])]


def _read(text: str, at: Span, calendar: Calendar) -> Iterator[tuple[Deadline, list[str]]]:
    phrase = text[slice(*at)]
    if len(phrase) > LONGEST:
        return
    if QUARTER_BEFORE.fullmatch(phrase) and QUARTER_BEHIND.match(text, at[1]):
        phrase += "季度"
    match, short = WHOLE.fullmatch(phrase), SHORT.fullmatch(phrase)
    found = _point(match, calendar) if match else _short(short, calendar) if short else _latin(phrase)
    if found is None:
        return
    kind, on, period, kinds = found
    if on is None and "year_unstated" not in kinds:
        return
    before = calendar.issued_on or (datetime.date(calendar.year, 1, 1) if calendar.year else None)
    if on and before and on < before:
        kinds = [*kinds, "date_passed"]
    yield Deadline(kind, on.isoformat() if on else None, None, text[slice(*at)], at, period), kinds


Found = tuple[DeadlineKind, datetime.date | None, str | None, list[str]]


def _point(match: re.Match[str], calendar: Calendar) -> Found | None:
    """A day, or the last day of a month, quarter, half or whole year; of a span the end counts."""
    year = _year(match, calendar)
    unstated = [] if year else ["year_unstated"]
    if match["only_year"]:
        return "by_period_end", datetime.date(int(match["only_year"]), 12, 31), "year", []
    if match["half"]:
        return "by_period_end", _month_end(year, 6 if match["half"] == "上" else 12), "half_year", unstated
    if match["quarter"] or match["quarter2"]:
        quarter = parse_number(match["quarter"] or match["quarter2"]) or 1
        return "by_period_end", _month_end(year, 3 * quarter), "quarter", unstated
    month = parse_number(match["month"] or match["n_month"])
    day = parse_number(match["day"] or match["n_day"] or "") or {"上旬": 10, "中旬": 20}.get(match["part"] or "")
    if month is None or not 1 <= month <= 12:
        return None
    if day is None:
        return "by_period_end", _month_end(year, month), "month", unstated
    on = parse_date(year, month, day)
    return None if year and on is None else ("fixed_date", on, None, unstated)


def _short(match: re.Match[str], calendar: Calendar) -> Found | None:
    """Month and day without their words; 3-6 may be a stretch of months as well, and a person decides."""
    month, day = int(match["month"]), int(match["day"])
    if not 1 <= month <= 12 or parse_date(2000, month, day) is None:
        return None
    kinds = [] if calendar.year else ["year_unstated"]
    if match["sign"] == "-" and day <= 12:
        kinds.append("date_reading")
    return "fixed_date", parse_date(calendar.year, month, day), None, kinds


def _year(match: re.Match[str], calendar: Calendar) -> int | None:
    names = ("year", "n_year", "q_year", "quarter_year", "h_year", "only_year")
    written = next((match[name] for name in names if match[name]), None)
    if written:
        return written_year(written)
    this = match["this"] or match["q_this"] or match["h_this"]
    if this and calendar.year is not None:
        return calendar.year + (this in {"明", "次"})
    return int(match["first_year"]) if match["first_year"] else calendar.year


def _month_end(year: int | None, month: int) -> datetime.date | None:
    return month_end(year, month) if year else None


def _latin(phrase: str) -> Found | None:
    lowered = re.sub(r"^(?:(?:by|before|until|the|end of|end)\s+)+", "", phrase.lower().strip(" ."))
    lowered = re.sub(r"^.*(?:\sto\s|\s[-–—]\s|–|—)(?=.*20\d{2})", "", lowered).strip()
    if re.fullmatch(r"20\d{2}", lowered):
        return "by_period_end", datetime.date(int(lowered), 12, 31), "year", []
    match = LATIN.fullmatch(lowered)
    if match:
        year, month = int(match["year"]), MONTHS.index(match["name"]) + 1
        day = match["day"] or match["day2"]
        if day is None:
            return "by_period_end", month_end(year, month), "month", []
        on = parse_date(year, month, int(day))
        return ("fixed_date", on, None, []) if on else None
    slashed = SLASHED.fullmatch(lowered)
    if slashed is None:
        return None
    first, second, year = int(slashed["first"]), int(slashed["second"]), int(slashed["year"])
    # 04/05/2026 is April or May: the day stands first outside of North America, and a person decides.
    on = parse_date(year, second, first) or parse_date(year, first, second)
    unsure = first <= 12 and second <= 12 and first != second
    return ("fixed_date", on, None, ["date_reading"] if unsure else []) if on else None

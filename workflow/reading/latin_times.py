"""English deadlines and returning duties: by the end of June, within 10 working days after …, at least twice a year."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.reading.hits import Calendar, Hit, is_past
from workflow.reading.model import DeadlineKind, Period, RecurrenceKind
from workflow.reading.numerals import month_end, parse_date
from workflow.reading.offsets import Span

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(NUMBERS)})"
BY = re.compile(
    r"\b(?:by|before|no\slater\sthan|not\slater\sthan|on\sor\sbefore|until)\s(?:the\s)?(?:end\sof\s(?:the\s)?)?(?:"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\sof)?\s{_MONTH.format('month')}(?:,?\s(?P<year>20\d\d))?"
    rf"|{_MONTH.format('month2')}\s(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?P<year2>20\d\d))?"
    rf"|{_MONTH.format('month3')}(?:,?\s(?P<year3>20\d\d))?"
    r"|(?P<quarter>Q[1-4]|(?:first|second|third|fourth|last)\squarter)(?:,?\s(?:of\s)?(?P<year4>20\d\d))?"
    r"|(?P<year5>20\d\d)\b|(?P<this>(?:this\s)?year)\b)",
    re.IGNORECASE,
)
WITHIN = re.compile(
    rf"\bwithin\s(?P<number>{_NUMBER})\s(?P<unit>working\sdays?|business\sdays?|days?|weeks?|hours?)"
    r"(?:\s(?:after|of|from|following)\s(?P<event>[^.;]{2,60}?)(?=[.;,]|$))?",
    re.IGNORECASE,
)
AHEAD = re.compile(
    rf"\b(?:at\sleast\s)?(?P<number>{_NUMBER})\s(?P<unit>working\sdays?|days?|weeks?|hours?)\s(?:before|ahead\sof|prior\sto)\s"
    r"(?P<event>[^.;]{2,60}?)(?=[.;,]|$)",
    re.IGNORECASE,
)
_PERIOD = r"(?P<{0}>weeks?|months?|quarters?|years?)"
OFTEN = re.compile(
    rf"(?:(?P<least>at\sleast\s|no\s(?:less|fewer)\sthan\s)?(?P<count>once|twice|{_NUMBER})\b(?P<between>(?:\s[a-z-]+){{0,4}}?)\s"
    rf"(?:each|every|per|a)\s{_PERIOD.format('period')}"
    r"|\b(?P<adverb>weekly|monthly|quarterly|annual(?:ly)?|yearly)\b"
    rf"|\b(?:each|every)\s{_PERIOD.format('every')})",
    re.IGNORECASE,
)
LAST_DAY = re.compile(
    r"\b(?:by|before)\sthe\s(?P<day>\d{1,2})(?:st|nd|rd|th)\b(?!\sof\s(?!each|every|the\smonth))", re.IGNORECASE
)
ADVERBS: dict[str, Period] = {
    "weekly": "week", "monthly": "month", "quarterly": "quarter",
    "annual": "year", "annually": "year", "yearly": "year",
}  # fmt: skip
PERIODS: dict[str, Period] = {"week": "week", "month": "month", "quarter": "quarter", "year": "year"}
# The annual budget is a thing of the year, not something done every year.
YEARLY = re.compile(r"\b(?:annually|yearly|(?:each|every)\syear|(?:once|twice)\s(?:a|per)\syear)\b", re.IGNORECASE)
BEFORE_MONTH = re.compile(r"before\s(?!the\send)", re.IGNORECASE)
NAMED_SO = re.compile(r"\s(?:budget|accounts?|plan|programme|work|target|conference|leave|average|growth|income)\b")


def latin_hits(text: str, sentence: Span, calendar: Calendar) -> Iterator[Hit]:
    """The deadlines of an English sentence."""
    for match in WITHIN.finditer(text, *sentence):
        kind, value = _length(match["unit"], _number(match["number"]))
        unstated = () if match["event"] else ("event_unstated",)
        yield Hit(kind, str(value), match.span(), match["event"], doubts=unstated)
    for match in AHEAD.finditer(text, *sentence):
        number, unit = _number(match["number"]), match["unit"].lower()
        length = f"PT{number}H" if unit.startswith("hour") else f"P{number * (7 if unit.startswith('week') else 1)}D"
        period = "working_days" if "working" in unit else None
        yield Hit("before_event", length, match.span(), match["event"], period)
    returns = YEARLY.search(text, *sentence) is not None
    for match in BY.finditer(text, *sentence):
        if not (returns and _in_year(match)):
            yield from _dated(match, calendar)


def _in_year(match: re.Match[str]) -> str | None:
    """The day within any year that a month without a year names: by the end of January is `01-end`."""
    name, day = match["month"] or match["month2"] or match["month3"], match["day"] or match["day2"]
    if name is None or match["year"] or match["year2"] or match["year3"]:
        return None
    return f"{_month(name):02d}-{int(day):02d}" if day else f"{_month(name):02d}-end"


def _dated(match: re.Match[str], calendar: Calendar) -> Iterator[Hit]:
    written = next((match[name] for name in ("year", "year2", "year3", "year4", "year5") if match[name]), None)
    year = int(written) if written else calendar.year
    doubts = () if year else ("year_unstated",)
    name, day = match["month"] or match["month2"] or match["month3"], match["day"] or match["day2"]
    period: str | None = None
    kind: DeadlineKind = "by_period_end"
    if name and day:
        kind, on = "fixed_date", parse_date(year, _month(name), int(day))
    elif name:
        # Before September may end with August or with September: the earlier day, and a person decides.
        ahead = BEFORE_MONTH.match(match.group()) is not None and _month(name) > 1
        period, on = "month", _end(year, _month(name) - ahead)
        doubts = (*doubts, "date_reading") if ahead else doubts
    elif match["quarter"]:
        period, on = "quarter", _end(year, 3 * _quarter(match["quarter"]))
    else:
        period, on = "year", _end(year, 12)
    if year and on is None:
        return
    if on and is_past(on, calendar):
        if written:
            return
        doubts = (*doubts, "date_passed")
    yield Hit(kind, on.isoformat() if on else None, match.span(), period=period, doubts=doubts)


def _end(year: int | None, month: int) -> datetime.date | None:
    return month_end(year, month) if year else None


def _month(name: str) -> int:
    return MONTHS.index(name[:3].lower()) + 1


def _quarter(written: str) -> int:
    ordinals = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
    return int(written[1]) if written[1].isdigit() else ordinals[written.split(maxsplit=1)[0].lower()]


def _number(written: str) -> int:
    return int(written) if written.isdigit() else NUMBERS[written.lower()]


def _length(unit: str, number: int) -> tuple[DeadlineKind, int]:
    unit = unit.lower()
    if unit.startswith(("working", "business")):
        return "working_days_after_event", number
    if unit.startswith("hour"):
        return "hours_after_event", number
    return "calendar_days_after_event", number * (7 if unit.startswith("week") else 1)


@dataclass(frozen=True, slots=True)
class Often:
    """A returning duty of an English sentence and its words."""

    kind: RecurrenceKind
    period: Period
    count: int
    at: Span
    by: str | None = None


def latin_duties(text: str, sentence: Span) -> Iterator[Often]:
    """What an English sentence orders again and again; each period once."""
    last = LAST_DAY.search(text, *sentence)
    seen: set[Period] = set()
    for match in OFTEN.finditer(text, *sentence):
        if match["adverb"] and NAMED_SO.match(text, match.end()):
            continue
        written = (match["period"] or match["every"] or "").lower().rstrip("s")
        period = ADVERBS[match["adverb"].lower()] if match["adverb"] else PERIODS[written]
        if period in seen:
            continue
        seen.add(period)
        count = {"once": 1, "twice": 2}.get((match["count"] or "once").lower()) or _number(match["count"])
        kind: RecurrenceKind = "per_period_min" if match["least"] else "every_period"
        by = str(int(last["day"])) if last and period == "month" else None
        if period == "year":
            by = next((told for one in BY.finditer(text, *sentence) if (told := _in_year(one))), None)
        yield Often(kind, period, count, match.span(), by)

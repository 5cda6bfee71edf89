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
    r"(?P<event>[^.;]{2,60}?)(?=[.;,]|\sand\s[a-z]+\s(?:the|them|it|all|a|its|their)\b|$)",
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
# Every six months: no week, month, quarter or year, so a person is asked, with a count a year where it comes out even.
EVERY_SOME = re.compile(
    rf"(?:(?P<least>at\sleast\s|no\s(?:less|fewer)\sthan\s)?(?P<count>once|twice)\s)?every\s"
    rf"(?P<number>other|second|{_NUMBER})\s(?P<unit>hours?|days?|weeks?|months?|quarters?|years?)\b"
    r"|\b(?P<adverb>semi-?annual(?:ly)?|half-?yearly|bi-?annual(?:ly)?|bi-?monthly|bi-?weekly|fortnightly|biennial(?:ly)?|daily)\b",
    re.IGNORECASE,
)
A_YEAR = {"2 month": 6, "4 month": 3, "6 month": 2, "semiannually": 2, "semiannual": 2, "halfyearly": 2}
HALF = re.compile(
    r"\b(?:by|in|during|before|until)\s(?:the\s)?(?:end\sof\s(?:the\s)?)?(?:(?P<quarter>first|second|third|fourth|last)\squarter\sof\s(?P<year3>20\d\d)|(?P<half>first|second)\shalf\sof\s(?:the\syear|(?P<year>20\d\d))"
    r"|(?P<mid>mid)-?\s?(?:year|(?P<year2>20\d\d)))\b",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    rf"\b(?:between|from)\s(?:\d{{1,2}}\s)?{_MONTH.format('first')}(?:\s20\d\d)?\s(?:and|to|until)\s(?:(?P<day>\d{{1,2}})\s)?"
    rf"{_MONTH.format('month')}(?:\s(?P<year>20\d\d))?",
    re.IGNORECASE,
)
AFTER_PERIOD = re.compile(
    r"\b(?P<day>\d{1,2})\sdays\s(?:after|of|from)\sthe\send\sof\s(?:each|every|the)\s(?P<period>month|quarter|year)\b",
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
# Valid until 31 December is how long something stays in force.
STAYS = re.compile(r"\b(?:valid|in\sforce|effective|available|open|remains?|runs?|funded)\s$", re.IGNORECASE)
BEFORE_MONTH = re.compile(r"before\s(?!the\send)", re.IGNORECASE)
NAMED_SO = re.compile(r"\s(?:budget|accounts?|plan|programme|work|target|conference|leave|average|growth|income)\b")


def latin_hits(text: str, sentence: Span, calendar: Calendar) -> Iterator[Hit]:
    """The deadlines of an English sentence."""
    for match in WITHIN.finditer(text, *sentence):
        if AFTER_PERIOD.match(text, match.start("number")):
            continue
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
        if not (returns and _in_year(match)) and not STAYS.search(
            text[max(sentence[0], match.start() - 20) : match.start()]
        ):
            yield from _dated(match, calendar)
    for match in HALF.finditer(text, *sentence):
        if match["quarter"]:
            yield from _end_hit(
                match, match["year3"], 3 * _quarter(match["quarter"] + " quarter"), calendar, (), "quarter"
            )
            continue
        month = 12 if (match["half"] or "").lower() == "second" else 6
        asked = ("date_reading",) if match["mid"] else ()
        yield from _end_hit(match, match["year"] or match["year2"], month, calendar, asked, "half_year")
    for match in BETWEEN.finditer(text, *sentence):
        if match["day"]:
            yield from _day_hit(match, calendar)
        else:
            yield from _end_hit(match, match["year"], _month(match["month"]), calendar, (), "month")


def _end_hit(
    match: re.Match[str], written: str | None, month: int, calendar: Calendar, doubts: tuple[str, ...], period: str
) -> Iterator[Hit]:
    """The end of a half of a year, or of the last month of a stretch."""
    year = int(written) if written else calendar.year
    on = _end(year, month)
    if on and is_past(on, calendar):
        if written:
            return
        doubts = (*doubts, "date_passed")
    doubts = doubts if year else (*doubts, "year_unstated")
    yield Hit("by_period_end", on.isoformat() if on else None, match.span(), period=period, doubts=doubts)


def _day_hit(match: re.Match[str], calendar: Calendar) -> Iterator[Hit]:
    """The last day of a stretch of days."""
    year = int(match["year"]) if match["year"] else calendar.year
    on = parse_date(year, _month(match["month"]), int(match["day"]))
    if on and not is_past(on, calendar):
        yield Hit("fixed_date", on.isoformat(), match.span())
    elif year is None:
        yield Hit("fixed_date", None, match.span(), doubts=("year_unstated",))


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
    after = AFTER_PERIOD.search(text, *sentence)
    for some in EVERY_SOME.finditer(text, *sentence):
        if even := _even(some):
            often: RecurrenceKind = "per_period_min" if some["least"] else "every_period"
            yield Often(often, *even, some.span(), None)
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
        if after and after["period"].lower() == period:
            by = {"month": f"+{int(after['day'])}", "quarter": f"+1-{int(after['day']):02d}"}.get(
                period, f"+01-{int(after['day']):02d}"
            )
        yield Often(kind, period, count, match.span(), by)


def latin_uneven(text: str, sentence: Span) -> Iterator[Span]:
    """Where an English sentence names a period that is none of week, month, quarter and year."""
    for some in EVERY_SOME.finditer(text, *sentence):
        if _even(some) != ("quarter", 1):
            yield some.span()


def _even(some: re.Match[str]) -> tuple[Period, int] | None:
    """The period and count of every six months; None where it does not come out even."""
    if some["adverb"]:
        count = A_YEAR.get(some["adverb"].lower().replace("-", ""))
        return ("year", count) if count else None
    written = some["number"].lower()
    number = 2 if written in {"other", "second"} else _number(written)
    name, times = f"{number} {some['unit'].lower().rstrip('s')}", 2 if (some["count"] or "").lower() == "twice" else 1
    if name == "3 month":
        return "quarter", times
    return ("year", A_YEAR[name] * times) if name in A_YEAR else None

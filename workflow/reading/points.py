"""Deadlines that are a day or the end of a period: 6月30日前, 11月底前, 年内, 上半年, 2026.6.30前, 国庆节前."""

import datetime
import re
from collections.abc import Iterator
from itertools import pairwise

from workflow.reading.hits import (
    EACH,
    STATES,
    YEAR,
    Calendar,
    Hit,
    carried_year,
    dated,
    is_at_end,
    is_carried_out,
    is_done_by_itself,
    is_end_of_stretch,
    is_followed_by_done,
    is_followed_by_order,
    is_labelled_due,
    is_mentioned_only,
    is_past,
    starts_part,
    year_of,
)
from workflow.reading.numerals import month_end, parse_date, parse_number
from workflow.reading.offsets import Span
from workflow.reading.recurrences import is_count_within

# 4月10日（星期五）下班前, 4月10日17:00前: the hour of the day is not kept.
HOUR = (
    r"(?:(?:[(（](?:星期|周)[一二三四五六日天][)）])?(?:下班|开学|上班|上午|下午|中午|晚)?"
    r"(?:\d{1,2}(?:[:：]\d{2}|[时点](?:\d{1,2}分)?))?)"
)
BEFORE = r"(?:(?:之|以)?前(?![后三两几沿述期列款者]|提(?![交出供请报升])))"
HAN_MONTH = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
MONTH = re.compile(
    rf"(?<![\d.]){YEAR}?(?:度)?(?P<month>(?<!\d){HAN_MONTH})月(?:(?P<day>{HAN_MONTH})[日号](?:{HOUR}(?={BEFORE}))?|份?(?P<end>底|末|中下旬|上中旬|[上中下]旬)|份)?"
    # 档案日（6月9日）前
    rf"(?P<before>{BEFORE}|[)）]{BEFORE})?(?P<within>内)?"
)
DASHED = re.compile(
    rf"(?<![\d.])(?P<year>(?:19|20)\d{{2}})(?P<sign>[-./])(?P<month>\d{{1,2}})(?:(?P=sign)(?P<day>\d{{1,2}}))?(?![\d.])"
    rf"日?(?P<end>底|末)?(?P<before>{BEFORE})?"
)
YEAR_END = re.compile(
    rf"(?:{YEAR}[度年]?|(?:(?<![\d一二三四五六七八九十几数两每同去前次上往历翌近多周半])|(?<=原则上))(?:本|该|当)?年(?:度)?)(?P<how>底|末|终|内|中(?![小旬央考期层国心医学间]))(?P<before>{BEFORE})?"
)
WHOLE_YEAR = re.compile(rf"(?<!\d){YEAR}(?:度)?(?P<before>{BEFORE})?(?![\d底末终初内度上下第一二三四中前以来起])")
# 完成时限：2026年汛期前 names no year's end.
ENDS_TIME = re.compile(r"\s?(?:[，,。；;、）)]|$|全面|全部|基本|完成|实现|长期|持续)")
PART_OF_YEAR = re.compile(
    rf"(?<![每各逐按])(?:{YEAR}(?:度)?)?(?P<part>上半年|下半年|(?<![一二三四\d])(?:前[一二三四1-4]个?|第?[一二三四1-4])季度|第[一二三四1-4]季(?!度))(?P<how>底前|末前|底|末|结束前|前|内|之前|以前)?"
)
# 第一、二季度各一次: each of them by its end; the last one is a PART_OF_YEAR.
QUARTERS = re.compile(
    r"(?<![\d一二三四])第?(?P<others>[一二三1-3](?:[、和及]第?[二三1-3]){0,2})[、和及](?=第?[二三四2-4]季度)"
)
# 上下半年各举办一期: one by the end of each half.
HALVES = re.compile(r"(?P<first>上)(?P<second>[、和及]?下半年)(?=(?:各|分别)(?:[\d一两]|举办|开展|召开|组织|报|完成))")
ONE_EACH = re.compile(rf"{EACH}|分别|(?<=[末底前])")
CURRENT = re.compile(
    rf"(?P<which>本月|本季度?|下月|下季度?)(?:(?P<day>{HAN_MONTH})[日号]|(?P<how>底|末|内))?(?P<before>{BEFORE})?"
)
FIVE_YEARS = re.compile(rf"十(?P<plan>[一二三四五六七八九])五[”\"]?(?:规划)?期?(?:末|结束){BEFORE}?")
FEAST = re.compile(rf"(?<!\d)(?P<feast>元旦|五一|七一|八一|十一|国庆)[”\"]?(?:国际劳动节|劳动节|节|假期|期间)?{BEFORE}")
# 3月、6月、9月底前: each of them by its end.
AND_MONTHS = re.compile(rf"(?:[、和及]{HAN_MONTH}月(?:底|末)?){{1,11}}(?<=[底末]){BEFORE}")
# 7月10日和12月10日前, 7月10日及次年1月10日前: each of them.
AND_DAYS = re.compile(
    rf"(?:(?:、|以及|[和及])(?:(?:\d{{4}}|[今本当明次翌])年)?{HAN_MONTH}月(?:{HAN_MONTH}[日号]|份?(?:底|末|[上中下]旬))){{1,11}}{BEFORE}"
)
# 完成时限：6月、12月: each of them, like the first.
LISTED_BEFORE = re.compile(
    rf"(?:(?:(?:\d{{4}}|[今本当明次翌])年)?{HAN_MONTH}月(?:{HAN_MONTH}[日号]|份?(?:底|末|[上中下]旬)?)[、和及]){{1,11}}$"
)
# 4月、8月、11月各开展一次: each of them.
EACH_MONTH = re.compile(
    rf"(?:[、和及]{HAN_MONTH}月份?){{0,11}}(?:{EACH}|分别(?=开展|组织|召开|举办|举行|报|通报|公布|检查|评估))"
)
MONTH_LIST = re.compile(rf"{HAN_MONTH}月份?(?:[、和及]{HAN_MONTH}月份?){{1,11}}")
# 3月、9月为集中宣传月: what happens in them.
NAMED_MONTH = re.compile(
    rf"(?:[、和及]{HAN_MONTH}月份?){{0,11}}(?:分别)?(?:为|是|作为|定为|设为|确定为)[^，,。；;]{{1,16}}?[月周季](?=[，,。；;]|$)"
)
# The last day before each feast of the solar calendar.
FEASTS = {"元旦": (12, 31), "五一": (4, 30), "七一": (6, 30), "八一": (7, 31), "十一": (9, 30), "国庆": (9, 30)}
# The last day of the first and second ten days of a month; the third ends with the month.
TENS = {"上旬": 10, "中旬": 20, "上中旬": 20}
RETURNING = re.compile(r"每年[^，,]{0,10}$")
PARTS = {"上半年": (6, "half_year"), "下半年": (12, "half_year")}


def find_points(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    """All of them in one clause; most hold no word of most kinds, which is found out faster."""
    written = text[slice(*clause)]
    yield from _dashed(text, clause, calendar)
    if "月" in written:
        yield from _months(text, clause, calendar)
    if "年" in written:
        yield from _years(text, clause, calendar)
        yield from _whole_years(text, clause, calendar)
    if "半年" in written or "季" in written:
        yield from _halves(text, clause, calendar)
        yield from _parts(text, clause, calendar)
    if "本" in written or "下" in written:
        yield from _current(text, clause, calendar)
    if "五" in written:
        yield from _five_years(text, clause, calendar)
    if "前" in written:
        yield from _feasts(text, clause, calendar)


def _dashed(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    """2026-06-30前, 2026.6.30前, 完成时限：2026.6."""
    for match in DASHED.finditer(text, *clause):
        year, month, day = (parse_number(match[part] or "") for part in ("year", "month", "day"))
        is_due = is_labelled_due(text, match.start(), clause[0])
        if not (match["before"] or is_due) or year is None or month is None:
            continue
        if match["day"]:
            on = parse_date(year, month, day)
            if on and not is_past(on, calendar):
                yield Hit("fixed_date", on.isoformat(), match.span())
        else:
            yield from _month_end(match, year, month, calendar, ())


def _months(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    """6月30日前, 11月底前, 11月底完成, 6月完成."""
    for match in MONTH.finditer(text, *clause):
        if is_mentioned_only(text, match, clause) or _is_in_next_year_of_a_return(text, match, clause):
            continue
        if not (
            match["before"]
            or (match["within"] and not match["day"])
            or is_labelled_due(text, match.start(), clause[0])
            or AND_MONTHS.match(text, match.end(), clause[1])
            or ((match["day"] or match["end"]) and AND_DAYS.match(text, match.end(), clause[1]))
            or _is_listed_due(text, match, clause)
            or (match["end"] and is_followed_by_order(text, match.end(), clause[1]))
            or (match["end"] in {"底", "末"} and is_at_end(text, match, clause))
            or is_end_of_stretch(text, match.span(), clause)
            or (starts_part(text, match.start(), clause[0]) and EACH_MONTH.match(text, match.end(), clause[1]))
            or _is_one_of_months(text, match, clause)
            or (
                not match["day"]
                and starts_part(text, match.start(), clause[0])
                and NAMED_MONTH.match(text, match.end(), clause[1])
            )
            or (starts_part(text, match.start(), clause[0]) and _is_done_in(text, match, clause))
            or (
                not (match["year"] or match["this"] or match["day"])
                and is_done_by_itself(text, match.start(), clause[0])
                and is_followed_by_done(text, match.end(), clause[1])
            )
        ):
            continue
        year, doubts = year_of(match, calendar)
        year = carried_year(text, match, clause, year)
        month, day = parse_number(match["month"]), parse_number(match["day"] or "") or TENS.get(match["end"] or "")
        if month is None or not 1 <= month <= 12:
            continue
        if day:
            on = parse_date(year, month, day)
            if year and on is None:
                continue
            yield from dated("fixed_date", on, match, calendar, doubts)
        else:
            yield from _month_end(match, year, month, calendar, doubts)


def _is_listed_due(text: str, match: re.Match[str], clause: Span) -> bool:
    """Whether a label of a time stands in front of the list that a date is in: 完成时限：6月、12月."""
    start = max(clause[0], match.start() - 60)
    listed = LISTED_BEFORE.search(text[start : match.start()])
    return listed is not None and is_labelled_due(text, start + listed.start(), clause[0])


def _is_one_of_months(text: str, match: re.Match[str], clause: Span) -> bool:
    """4月、7月、10月开展: each of them, unless they follow one another, as a stretch does."""
    listed = MONTH_LIST.match(text, match.start(), clause[1])
    if match["day"] or listed is None or not starts_part(text, match.start(), clause[0]):
        return False
    months = [parse_number(one) or 0 for one in re.findall(rf"({HAN_MONTH})月", listed.group())]
    apart = any(later - earlier > 1 for earlier, later in pairwise(months))
    return apart and (
        is_followed_by_done(text, listed.end(), clause[1]) or is_carried_out(text, listed.end(), clause[1])
    )


def _is_done_in(text: str, match: re.Match[str], clause: Span) -> bool:
    return is_followed_by_done(text, match.end(), clause[1]) or (
        not match.groupdict().get("day") and is_carried_out(text, match.end(), clause[1])
    )


def _is_in_next_year_of_a_return(text: str, match: re.Match[str], clause: Span) -> bool:
    """每年…次年3月底前 comes back every year."""
    return match["this"] in {"次", "翌"} and re.search(r"每半?年", text[clause[0] : match.start()][-80:]) is not None


def _month_end(
    match: re.Match[str], year: int | None, month: int, calendar: Calendar, doubts: tuple[str, ...]
) -> Iterator[Hit]:
    """The last day of a month. 11月前 may end with October or with November: the earlier day, and a person decides."""
    ends_before = not match["end"] and bool(match["before"])
    last = month - 1 if ends_before and month > 1 else month
    on = month_end(year, last) if year else None
    if year and on is None:
        return
    doubts = (*doubts, *(("date_reading",) if ends_before else ()))
    yield from dated("by_period_end", on, match, calendar, doubts, "month")


def _years(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    """年底前, 年内, 2026年底; 年中 is asked about."""
    for match in YEAR_END.finditer(text, *clause):
        if is_mentioned_only(text, match, clause):
            continue
        if match["how"] == "中" and not (match["before"] or starts_part(text, match.start(), clause[0])):
            continue
        if match["how"] == "内" and is_count_within(text, match.end(), clause[1]):
            continue
        if not (
            match["how"] == "内"
            or match["before"]
            or is_labelled_due(text, match.start(), clause[0])
            or is_followed_by_order(text, match.end(), clause[1])
            or (starts_part(text, match.start(), clause[0]) and _is_done_in(text, match, clause))
            or _is_goal(text, match, clause)
        ):
            continue
        year, doubts = year_of(match, calendar)
        month, period = (6, "half_year") if match["how"] == "中" else (12, "year")
        on = month_end(year, month) if year else None
        doubts = (*doubts, "date_reading") if month == 6 else doubts
        yield from dated("by_period_end", on, match, calendar, doubts, period)


def _is_goal(text: str, match: re.Match[str], clause: Span) -> bool:
    """到2028年底全部达标: a day that a part names as its goal, and not how things stand then."""
    leads = match.start() - 1
    if leads < clause[0] or text[leads] not in "到至" or STATES.match(text, match.end(), clause[1]):
        return False
    return starts_part(text, leads, clause[0])


def _whole_years(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    """到2027年, 2027年建成, 2027年前."""
    for match in WHOLE_YEAR.finditer(text, *clause):
        if is_mentioned_only(text, match, clause):
            continue
        leads = text[max(clause[0], match.start() - 1) : match.start()]
        is_goal = leads in {"到", "至"} and is_followed_by_order(text, match.end(), clause[1])
        is_done = starts_part(text, match.start(), clause[0]) and is_followed_by_done(text, match.end(), clause[1])
        is_due = is_labelled_due(text, match.start(), clause[0]) and ENDS_TIME.match(text, match.end(), clause[1])
        if not (match["before"] or is_goal or is_done or is_due):
            continue
        year, doubts = year_of(match, calendar)
        if year is None or not 1 < year <= 9999:
            continue
        if match["before"]:
            year, doubts = year - 1, (*doubts, "date_reading")
        yield from dated("by_period_end", datetime.date(year, 12, 31), match, calendar, doubts, "year")


def _parts(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    """上半年, 第三季度末前: only where something is ordered by then."""
    for match in PART_OF_YEAR.finditer(text, *clause):
        is_done = is_followed_by_done(text, match.end(), clause[1]) or is_carried_out(text, match.end(), clause[1])
        counts = match["how"] in {None, "内"} and not is_done and is_count_within(text, match.end(), clause[1])
        if is_mentioned_only(text, match, clause) or counts:
            continue
        is_due = is_labelled_due(text, match.start(), clause[0])
        if (not match["how"] or match["how"] in {"底", "末"}) and not is_due:
            starts = bool(match["how"]) or starts_part(text, match.start(), clause[0])
            orders = is_followed_by_order(text, match.end(), clause[1])
            at_end = bool(match["how"]) and is_at_end(text, match, clause)
            if not ((starts and (orders or is_done)) or at_end):
                continue
        year, doubts = year_of(match, calendar)
        part = match["part"]
        month = PARTS[part][0] if part in PARTS else 3 * (parse_number(re.sub(r"[第前个季度]", "", part)) or 1)
        if part not in PARTS and match["how"] in {"前", "之前", "以前"}:
            doubts = (*doubts, "date_reading")
        on = month_end(year, month) if year else None
        if part not in PARTS:
            yield from _quarters_before(text, match, clause, calendar, year)
        yield from dated("by_period_end", on, match, calendar, doubts, "half_year" if part in PARTS else "quarter")


def _halves(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    """Both of 上下半年各一次."""
    for match in HALVES.finditer(text, *clause):
        for part, month in (("first", 6), ("second", 12)):
            on = month_end(calendar.year, month) if calendar.year else None
            if on is None or not is_past(on, calendar):
                doubts = () if calendar.year else ("year_unstated",)
                value = on.isoformat() if on else None
                yield Hit("by_period_end", value, match.span(part), period="half_year", doubts=doubts)


def _quarters_before(
    text: str, last: re.Match[str], clause: Span, calendar: Calendar, year: int | None
) -> Iterator[Hit]:
    """The first of 第一、二季度各一次 and 第一、三季度; 二、三季度 is one stretch, whose end counts."""
    start = max(clause[0], last.start() - 8)
    listed = next((one for one in QUARTERS.finditer(text, start, clause[1]) if one.end() == last.start()), None)
    if listed is None:
        return
    numbers = [(parse_number(one.group()) or 1, one) for one in re.finditer(r"[一二三1-3]", listed["others"])]
    final = parse_number(re.sub(r"[第季度]", "", last["part"])) or 1
    if numbers[-1][0] + 1 == final and not ONE_EACH.match(text, last.end(), clause[1]):
        return
    for number, numeral in numbers:
        on = month_end(year, 3 * number) if year else None
        if on is None or not is_past(on, calendar):
            at = listed.start("others") + numeral.start(), listed.start("others") + numeral.end()
            doubts = () if year else ("year_unstated",)
            yield Hit("by_period_end", on.isoformat() if on else None, at, period="quarter", doubts=doubts)


def _current(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    """本月底前, 本季度内, 下月10日前: counted from the day of the document."""
    for match in CURRENT.finditer(text, *clause):
        if not (match["how"] or (match["day"] and match["before"])) and not (
            starts_part(text, match.start(), clause[0]) and is_followed_by_done(text, match.end(), clause[1])
        ):
            continue
        period = "month" if "月" in match["which"] else "quarter"
        if calendar.issued_on is None:
            yield Hit("by_period_end", None, match.span(), period=period, doubts=("year_unstated",))
            continue
        on = _end_of(calendar.issued_on, period, ahead=match["which"].startswith("下"))
        day = parse_number(match["day"] or "")
        if day and on:
            on = parse_date(on.year, on.month, day)
        if on:
            if day:
                yield Hit("fixed_date", on.isoformat(), match.span())
            else:
                yield Hit("by_period_end", on.isoformat(), match.span(), period=period)


def _end_of(on: datetime.date, period: str, *, ahead: bool) -> datetime.date | None:
    length = 1 if period == "month" else 3
    month = (on.month - 1) // length * length + length + (length if ahead else 0)
    return month_end(on.year + (month - 1) // 12, (month - 1) % 12 + 1)


def _five_years(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    """“十五五”末: the last day of the fifth year. The first of these plans ended in 1957, the tenth in 2005."""
    for match in FIVE_YEARS.finditer(text, *clause):
        on = datetime.date(2005 + 5 * (parse_number(match["plan"]) or 0), 12, 31)
        if not is_past(on, calendar):
            yield Hit("by_period_end", on.isoformat(), match.span(), period="year")


def _feasts(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    """国庆节前: the day before a feast of the solar calendar."""
    for match in FEAST.finditer(text, *clause):
        if RETURNING.search(text[max(clause[0], match.start() - 14) : match.start()]):
            continue
        doubts = () if calendar.year else ("year_unstated",)
        on = parse_date(calendar.year, *FEASTS[match["feast"]])
        if calendar.year and on and is_past(on, calendar):
            doubts = ("date_passed",)
        yield Hit("fixed_date", on.isoformat() if on else None, match.span(), doubts=doubts)

"""What the finders of deadlines share: a hit, the calendar dates are read by, and when a date is merely mentioned."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.reading.model import DeadlineKind
from workflow.reading.numerals import parse_number
from workflow.reading.offsets import Span

# 114年6月 is a year of the Republic as documents from Taiwan count them.
ROC_YEAR = r"(?:民国)?(?<!\d)1[01]\d(?=年(?:度|\d{1,2}月|[底末]))"
WRITTEN_YEAR = rf"(?:\d{{4}}|{ROC_YEAR}|二[〇零○][一二三四五六七八九〇零○]{{2}})"
YEAR = rf"(?:(?P<year>{WRITTEN_YEAR})年|(?P<this>今|当|本|明|次|翌)年)"
VERB = (
    r"(?:要|应|须|基本|全面|初步|力争|确保|实现|完成|形成|建成|达到|出台|制定|编制|印发|公布|公开|上线|投入|启动|建立"
    r"|前)"
)
# What is done once and then is done: with one of these a bare date is the day it is done by.
DONE = re.compile(
    r"(?:全面|基本|全部|初步|力争|确保|正式|开始|逐[\u3400-\u9fff])?"
    r"(?:完成|实现|形成|建成|达到|出台|印发|公布|上线|投入|投用|启用|启动|开通|竣工|开工|验收|交付|举办|举行|召开|报送|上报)"
    r"(?![了的过])(?!.{0,12}(?:以来|会议(?:通过|审议)))"
)
# What a month is set aside for, though it does not end with it.
CARRIED_OUT = re.compile(
    r"(?:[对在面][^，,。；;]{1,20}?)?(?:集中|组织|全面|陆续|分批|重点|深入)?"
    r"(?:开展|组织|总结|评估|实施|推广|试运行|培训|宣传|检查|整治|排查|攻坚|推进|进行|巡查|自查|迎接|接受)(?![了的过中])"
)
# 年中、年底各开展一次: one each. 各部门 is who.
EACH = r"各(?![级地部单有相类项种县区市镇乡街村社位自个成责牵承主参处科方界族省州旗盟国校医院所站段层])"
ORDERED = re.compile(
    rf"[，,]|{VERB}|[）)]?$|[、和及](?=\d|[一二三四五六七八九十]{{1,2}}月|第?[二三四]季度|年[底末终]|下半年)|分别|{EACH}"
)
LEADS_IN = re.compile(r"(?:^|[，,：:于在到、和（(]|力争|争取|确保|计划|预计|拟|将|并|原则上|务必)\s?$")
# 区水利局4月完成: who acts stands right before.
ENDS_AS_SUBJECT = re.compile(
    r"(?:[市区县省]\S{1,2}[局委办厅院]|[\u3400-\u9fff]局|委员会|办公室|街道|乡镇|部门|单位|中心|公司)$"
)
# 6月底的存量, 三季度末累计: how things stand then.
STATES = re.compile(r"[的，,）)。；;、]|存|余|共|累计|已|为止|仍|未|还|数据|情况|止|$")
NO_LATER = re.compile(
    r"(?:不(?:得|能|应|可)?(?:迟|晚)于|(?:最迟|至迟|最晚|最长)?不(?:得|能|应|可)?超过|最迟|至迟|最晚|务于|务必于|起至)(?:在|于)?$"
)
# How long something stays in force is no time to get it done in.
IN_FORCE = re.compile(
    r"有效期|减免|免征|优惠期|施行|试行期|执行期|适用期|任期|聘期|保质期|租期|统计(?!局|部门|机构|调查|台账)|同期|期间的"
)
PAST = re.compile(r"(?:截至|截止|自|从|至|近|过去|以来|[《“「])$")
RETURNS = re.compile(r"每(?:年|月|季度?|周)[度的]?(?:[^，,]{0,8}[和、及])?$")
GOES_ON = ("起", "以来", "开始", "至", "—", "-", "–", "~", "以后", "之后", "后", "前后", "前三", "前两", "之间")
DUE_LABEL = re.compile(r"(?:时限|时间|期限|日期)(?:要求|节点)?\s?[:：]\s{0,2}$")


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a date without a year is read by: the year of the plan, and the day of the document.

    `is_yearly` if the title names the one year the plan is for: a quota without a period is one of that year.
    """

    year: int | None = None
    issued_on: datetime.date | None = None
    is_yearly: bool = False


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


def written_year(written: str) -> int | None:
    """2026 or 二〇二六."""
    year = parse_number(written.removeprefix("民国").replace("○", "〇"))
    return year + 1911 if year and year < 1000 else year


def year_of(match: re.Match[str], calendar: Calendar) -> tuple[int | None, tuple[str, ...]]:
    """The year of a date: written, or the plan's."""
    if match["year"]:
        return written_year(match["year"]), ()
    if calendar.year is None:
        return None, ("year_unstated",)
    return calendar.year + (1 if match["this"] in {"明", "次", "翌"} else 0), ()


# 于次年1月20日前报市政府，并于3月31日前公开: the second part goes on from the first.
NEXT_YEAR = re.compile(
    r"[次翌明]年(?P<month>\d{1,2})月(?:\d{1,2}[日号]|[底末])?(?:之|以)?前[^，,。；;]{0,20}[，,](?:并|同时|再)(?:应|须|要)?[于在]$"
)


def carried_year(text: str, match: re.Match[str], clause: Span, year: int | None) -> int | None:
    """The year of a month that names none: `year`, or the next one where the limit right before lies in it and the
    sentence goes on from there: 于次年1月20日前报送，并于3月31日前公开."""
    if year is None or match["year"] or match["this"]:
        return year
    named = NEXT_YEAR.search(text[max(clause[0], match.start() - 60) : match.start()])
    month, before = parse_number(match["month"]), parse_number(named["month"]) if named else None
    return year + 1 if month and before and month >= before else year


def is_past(on: datetime.date, calendar: Calendar) -> bool:
    """Whether a day lies before the document, or before the year of a plan without a date."""
    if calendar.issued_on:
        return on < calendar.issued_on
    return calendar.year is not None and on.year < calendar.year


def is_mentioned_only(text: str, match: re.Match[str], clause: Span) -> bool:
    """截至…底, 自…起 and `每年…底前` fix no day for the task."""
    before = text[max(clause[0], match.start() - 14) : match.start()]
    after = text[match.end() : min(clause[1], match.end() + 2)]
    if PAST.search(before) and not NO_LATER.search(before):
        # 至2027年底 at the start of a part is a goal, not the end of a stretch.
        return not (before.endswith("至") and starts_part(text, match.start() - 1, clause[0]))
    if before.endswith("至") and IN_FORCE.search(text, *clause):
        return True
    return RETURNS.search(before) is not None or after.startswith(GOES_ON)


def starts_part(text: str, position: int, start: int) -> bool:
    """Whether a position opens the clause, or follows a comma, a bracket, 于, 力争 and the like, or who has to act."""
    before = text[max(start, position - 4) : position]
    return LEADS_IN.search(before) is not None or ENDS_AS_SUBJECT.search(before) is not None


def is_followed_by_order(text: str, position: int, limit: int) -> bool:
    """Whether what follows asks for something: a verb of duty, a comma, or the end."""
    return ORDERED.match(text, position, min(limit, position + 4)) is not None


def is_at_end(text: str, match: re.Match[str], clause: Span) -> bool:
    """Whether the end of a period opens a part that goes on with what is done by then: 三季度末归集目录6000条."""
    return (
        starts_part(text, match.start(), clause[0])
        and STATES.match(text, match.end(), clause[1]) is None
        and PAST.search(text[max(clause[0], match.start() - 2) : match.start()]) is None
    )


def is_end_of_stretch(text: str, at: Span, clause: Span) -> bool:
    """Whether a day is the last one of its task: 至12月31日止，更换30辆."""
    before = text[max(clause[0], at[0] - 1) : at[0]]
    return before in {"至", "到"} and text.startswith("止", at[1]) and starts_part(text, at[0] - 1, clause[0])


def is_followed_by_done(text: str, position: int, limit: int) -> bool:
    """Whether what follows right away is a thing that is done once: 6月完成, 9月，全面完成."""
    position += 1 if text[position : position + 1] in {"，", ","} else 0
    return DONE.match(text, position, min(limit, position + 24)) is not None


def is_done_by_itself(text: str, position: int, start: int) -> bool:
    """Whether a word stands right before a month that the thing itself is done in: 统一受理平台9月上线."""
    before = text[max(start, position - 4) : position]
    return re.search(r"[\u3400-\u9fff]$", before) is not None and PAST.search(before) is None


def is_carried_out(text: str, position: int, limit: int) -> bool:
    """Whether a month is followed by what is done in it: 3月开展排查."""
    return CARRIED_OUT.match(text, position, min(limit, position + 24)) is not None


def is_labelled_due(text: str, position: int, start: int) -> bool:
    """Whether `完成时限：` or 不迟于 stands right before."""
    before = text[max(start, position - 9) : position]
    return DUE_LABEL.search(before) is not None or NO_LATER.search(before) is not None

"""Duties that return: 每季度不少于2次, 按月公开, 年内至少听取一次, 每月10日前报送."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.reading.doubts import doubt
from workflow.reading.latin import is_latin, latin_sentences
from workflow.reading.latin_times import latin_duties, latin_uneven
from workflow.reading.model import Doubt, Period, Recurrence, RecurrenceKind
from workflow.reading.numerals import NUMBER, parse_number
from workflow.reading.offsets import Span
from workflow.reading.parties import MEMBER, is_collective, is_subject, looks_like_organ
from workflow.reading.periods import (
    COUNT,
    EVERY,
    GROWS,
    LIMIT,
    MINIMUM,
    PERIODS,
    QUARTERS,
    UNEVEN,
    WITHIN,
    last_day,
    listed_days,
    next_period_day,
    written_period,
)
from workflow.reading.sentences import clauses, part_end, part_start

HOLDS_PERIOD = re.compile(r"[年月周季日天旬]|星期|学期")
BEFORE_WHO = re.compile(
    r"^(?:备?注[:：]|请(?=各|有关|相关|市|区|县)|\d{1,2}[.．、]|自\d{4}年(?:\d{1,2}月)?起|从\d{4}年起|此后|之后|以后|今后|[一二三四五六七八九十]{1,2}[是要]|原则上|其中|同时|并|并且|且|要|应当?|须|确保|做到|坚持)+[，,]?"
)
AFTER_WHO = re.compile(r"(?:原则上|要|应当?|须|必须|至少|将|需|一般|在|于|牵头负责|牵头|负责|每人|每名)+$")
# 市司法局要会同市发改委于每年…: who leads has the duty.
WITH_OTHERS = re.compile(r"^(?P<who>[^，,]{2,24}?)(?:要|应当?|须|负责|牵头)?(?:会同|联合)(?!县|会|社|体).*$")
ENDS_AS_SUBJECT = re.compile(
    r"(?:部门|单位|政府|局|委|办公室|委员会|机构|企业|街道|乡镇|镇|乡|村|社区|学校|医院|公司|窗口|区县|县区|县市)$"
)
ENDS_AS_LEADER = re.compile(
    r"(?:负责人|负责同志|领导|领导干部|局长|主任|书记|县长|市长|区长|班子(?:其他)?成员|其他成员|一把手|联络员|[河湖林路街田链校院所站处科部镇乡组]长)$"
)
# What somebody does or makes has no duties of its own.
ENDS_AS_THING = re.compile(
    r"(?:[的和、内起年]|年度|期间|更新|报送|报告|通报|公布|发布|编制|制定|总结|调度|研判|督查|公开|活动|工作|会议|信息|情况|机制|制度|进展|培训|检查|数据)$"
)
# 对重点企业每季度, 实行…: who is dealt with, or what is set up, has no duties of its own.
STARTS_AS_VERB = re.compile(
    r"^(?:□|依(?!法)|对|向|将|把|按|围绕|以|于|在|自|从|建立|实行|推行|坚持|落实|健全|执行|做好|加强|完善|组织|开展|根据|通过|定期"
    r"|严格|确保|推动|强化|至少|召开|举办|编制)"
)
SUBJECT = re.compile(
    r"^(?P<who>(?:每[个家所])?[^，,每□\d]{2,40}?)(?:主动)?(?:(?<![主重需首必])要(?![求点素闻件])|应当?(?![急用对])|须|必须|将(?!军)|需(?!求))"
)
LONGEST_WHO, LONGEST_LIST = 60, 240
# 召开发布会不少于2次 is a quota; 不少于500个 is an amount, and 不少于两次的 tells what is meant.
QUOTA = re.compile(r"[场批]?次|[场期轮篇批回](?!的)")
ALSO = re.compile(r"[、，,](?:(?!每|其中|[年月季周])[^，,、。\d]){2,16}")
BEFORE_NEXT = re.compile(r"^.*[次场期回篇][、，,]")
# 每年上半年、下半年各不少于1次: twice a year.
HALVES = re.compile(r"[度的]?(?:上半年?[、和及]下半年|[春夏秋冬]季?[、和及][春夏秋冬]季?)(?:各|分别)")
# 每年年中 may be June or July.
MIDDLE = re.compile(r"[度的]?年中")
# 其中汛期每月不少于4次: only in a part of the year.
PART_ONLY = re.compile(r"(?:[汛雨旱旺淡农忙假]期|[春夏秋冬]季|期间|季节|学期)(?:内)?(?:要|应|须)?$")
SLASH = re.compile("[/／]")
PER = re.compile(
    rf"(?P<least>不得?少于|不低于|至少|≥|>=)?\s?(?P<number>{NUMBER})(?:场次|[次场期篇轮])\s?[/／]\s?(?P<unit>半年|年|季度?|月|周)"
    r"(?P<more>及?以上)?"
)
OF_A_HALF = re.compile(r"其中[^，,。；;]{0,4}?(?:[上下]半年|季度)")
# Of a term of office or a school term no document says how long it is.
OTHER_PERIOD = re.compile(r"任期|聘期|[本每该]届|学期|学年|周期|期间")
NO_QUOTA = re.compile(r"(?:如|若|凡|对|将|把|累计|连续|超过|达到)[^，,]{0,24}$")


@dataclass(frozen=True, slots=True)
class Returning:
    """The recurrences of a text and what a person has to decide about them."""

    recurrences: tuple[Recurrence, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """A paragraph while it is read: the text of the document, its own with quotations blanked out, where it starts,
    who answers where the sentence names nobody, and whether a quota without a period is one of the year."""

    text: str
    plain: str
    offset: int
    owners: tuple[str, ...]
    yearly: bool

    def put(self, at: Span) -> Span:
        """A span of the paragraph as one of the document."""
        return at[0] + self.offset, at[1] + self.offset


def is_count_within(text: str, position: int, limit: int) -> bool:
    """Whether a number of times follows a period with `at least`: then 年内 states a quota, not a last day."""
    return MINIMUM.search(text, position, _own_end(text, position, limit)) is not None


def _own_end(text: str, position: int, limit: int) -> int:
    """How far a period reaches for its quota: 其中上半年不少于8000件 speaks of another one."""
    limit = min(limit, position + 120)
    found = OF_A_HALF.search(text, position, limit)
    return found.start() if found else limit


def find_recurrences(
    text: str,
    plain: str,
    paragraph: Span,
    owners: tuple[str, ...],
    timed: list[Span] | None = None,
    *,
    yearly: bool = False,
) -> Returning:
    """The returning duties of a paragraph. `plain` is its text with titles and quotations blanked out; `owners` answer
    where the sentence names nobody.

    `timed` are the places of its deadlines. A quota without a period and without a deadline beside it is one of the
    plan's year, where the plan is for one (`yearly`), and asked about in any case.
    """
    if is_latin(text, paragraph):
        uneven = [at for at in latin_sentences(text, paragraph) if any(latin_uneven(text, at))]
        asked = [doubt("period_reading", [text[slice(*at)][:80]], at) for at in uneven]
        return Returning(tuple(_latin(text, paragraph, owners)), tuple(asked))
    found: list[Recurrence] = []
    doubts: list[Doubt] = []
    within = _Text(text, plain, paragraph[0], owners, yearly)
    for clause in clauses(plain, (0, len(plain))):
        if not HOLDS_PERIOD.search(plain, *clause):
            _read_bare(within, clause, timed, found, doubts)
            continue
        matches = list(EVERY.finditer(plain, *clause))
        limits = [*(match.start() for match in matches[1:]), clause[1]]
        for match, limit in zip(matches, limits, strict=False):
            _read_every(within, clause, match, limit, found, doubts)
        before = len(found) if not matches else -1
        found += _within(within, clause)
        if SLASH.search(plain, *clause):
            found += _per(within, clause)
        if not matches:
            found += _next(within, clause)
        if len(found) == before:
            _read_bare(within, clause, timed, found, doubts)
    return Returning(tuple(sorted(found, key=lambda r: r.at)), tuple(doubts))


def _latin(text: str, paragraph: Span, owners: tuple[str, ...]) -> Iterator[Recurrence]:
    for sentence in latin_sentences(text, paragraph):
        for one in latin_duties(text, sentence):
            who = ", ".join(owners) or None
            yield Recurrence(one.kind, one.period, one.count, who, text[slice(*sentence)], sentence, one.by)


def _read_every(
    within: _Text, clause: Span, match: re.Match[str], limit: int, found: list[Recurrence], doubts: list[Doubt]
) -> None:
    """What one 每 or 按 with a period says, for one class of units or several."""
    plain = within.plain
    if LIMIT.search(plain, match.end(), min(part_end(plain, match.end(), limit), match.end() + 40)):
        return
    if GROWS.match(plain, match.end(), limit):
        return
    written = "半年" if HALVES.match(plain, match.end(), limit) else written_period(match)
    read = _every(plain, written, match.end(), limit)
    at = within.put(_phrase(plain, clause, match.span(), read.end if read else match.end(), limit))
    phrase = within.text[slice(*at)]
    if (
        read is None
        or written in UNEVEN
        or PART_ONLY.search(plain[clause[0] : match.start()][-12:])
        or MIDDLE.match(plain, match.end(), limit)
    ):
        doubts.append(doubt("period_reading", [phrase[:80]], at))
    if read is None:
        return
    who = _who(plain, clause, match.start(), within.owners)
    behind = _class_before(plain, match.end(), read.count_at) if read.count_at else None
    days: list[str | None] = [*listed_days(plain, match.end(), limit, read.period)] or [read.by]
    found += [Recurrence(read.kind, read.period, read.count, behind or who, phrase, at, by) for by in days]
    if behind or read.count_at:
        found += _other_classes(within, read, limit, behind or who)


@dataclass(frozen=True, slots=True)
class _Read:
    """`count_at` is where `at least` begins, if it is said; `factor` how often the written period lies in `period`."""

    kind: RecurrenceKind
    period: Period
    count: int
    end: int
    by: str | None = None
    count_at: int = 0
    factor: int = 1


def _every(text: str, written: str, position: int, limit: int) -> _Read | None:
    """What 每 or 按 with a period says; None for a period that cannot be written as a count."""
    factor = UNEVEN.get(written, 1)
    period: Period | None = PERIODS.get(written) or (
        "year" if written in UNEVEN else "quarter" if written in QUARTERS else None
    )
    if period is None:
        return None
    told = last_day(text, position, limit, period) if factor == 1 else None
    by = told[0] if told else None
    after = next_period_day(text, position, limit) if told is None else None
    if after and after[1] == period:
        by = after[0]
    least = MINIMUM.search(text, position, min(limit, position + 120))
    if least:
        number = parse_number(least["number"] or least["number2"]) or 1
        return _Read("per_period_min", period, number * factor, least.end(), by, least.start(), factor)
    start = told[1] if told else position
    times = COUNT.search(text, start, min(part_end(text, start, limit), start + 40))
    number = (parse_number(times["number"]) or 1) if times else 1
    return _Read("every_period", period, number * factor, times.end() if times else start, by)


def _other_classes(within: _Text, read: _Read, limit: int, default: str | None) -> Iterator[Recurrence]:
    """每年市直部门不少于4次、乡镇不少于2次: the period holds for the next class of units too, and for the next thing
    that is done so often (应急演练不少于2次), which whoever has the first duty (`default`) does as well."""
    plain, position = within.plain, read.end
    while position < limit and (least := MINIMUM.search(plain, position, min(limit, position + 60))):
        who = _class_before(plain, position, least.start())
        if who is None and not _is_also_told(plain, position, least):
            return
        who = who or default
        count = (parse_number(least["number"] or least["number2"]) or 1) * read.factor
        first = position
        while first < least.start() and plain[first] in "，,、和及 ":
            first += 1
        at = within.put((first, least.end()))
        yield Recurrence(read.kind, read.period, count, who, within.text[slice(*at)], at, read.by)
        position = least.end()


def _is_also_told(plain: str, position: int, least: re.Match[str]) -> bool:
    """Whether one more thing is told to be done at least so often, right behind the one before: 、应急演练不少于2次."""
    between = plain[position : least.start()]
    counted = least.end("number") if least["number"] else least.end("number2")
    return ALSO.fullmatch(between) is not None and QUOTA.match(plain, counted) is not None


def _class_before(text: str, start: int, end: int) -> str | None:
    """A class of units, or a leader, right before `at least`: 市直部门不少于4次, 主要负责同志至少听取1次."""
    part = re.split(r"[，,、和及]|其中", text[max(start, end - 40) : end])[-1].strip()
    part = AFTER_WHO.sub("", part)
    return part if 2 <= len(part) <= 20 and (ENDS_AS_SUBJECT.search(part) or ENDS_AS_LEADER.search(part)) else None


def _within(within: _Text, clause: Span) -> Iterator[Recurrence]:
    """年内至少N次: a quota of the year."""
    plain, position = within.plain, clause[0]
    while match := WITHIN.search(plain, position, clause[1]):
        position = match.end()
        least = MINIMUM.search(plain, match.end(), _own_end(plain, match.end(), clause[1]))
        if least is None or EVERY.search(plain, part_start(plain, match.start(), clause[0]), least.end()):
            continue
        between = plain[match.end() : least.start()]
        if "年内" in between or "底前" in between or plain[match.start() - 1 : match.start()] == "每":
            continue
        period: Period = "quarter" if "季" in match.group() else "month" if "月" in match.group() else "year"
        at = within.put(_phrase(plain, clause, match.span(), least.end(), clause[1]))
        number = parse_number(least["number"] or least["number2"]) or 1
        behind = _class_before(plain, match.end(), least.start())
        who = behind or _who(plain, clause, match.start(), within.owners) or _subject(between.strip("，,"))
        yield Recurrence("per_period_min", period, number, who, within.text[slice(*at)], at)
        read = _Read("per_period_min", period, number, least.end(), count_at=least.start())
        yield from _other_classes(within, read, clause[1], who)
        position = least.end()


def _per(within: _Text, clause: Span) -> Iterator[Recurrence]:
    """不少于2次/年, 1次/季度: as tables write it."""
    for match in PER.finditer(within.plain, *clause):
        unit = match["unit"]
        number = (parse_number(match["number"]) or 1) * UNEVEN.get(unit, 1)
        kind: RecurrenceKind = "per_period_min" if match["least"] or match["more"] else "every_period"
        at = within.put(_phrase(within.plain, clause, match.span(), match.end(), clause[1]))
        who = _who(within.plain, clause, match.start(), within.owners)
        yield Recurrence(kind, PERIODS.get(unit, "year"), number, who, within.text[slice(*at)], at)


def _next(within: _Text, clause: Span) -> Iterator[Recurrence]:
    """次月10日前报送: without 每月, and every month all the same."""
    told = next_period_day(within.plain, *clause)
    if told is None or told[1] == "year" or told[2].group().startswith("下"):
        return
    by, period, match = told
    at = within.put(_phrase(within.plain, clause, match.span(), match.end(), clause[1]))
    who = _who(within.plain, clause, match.start(), within.owners)
    yield Recurrence("every_period", period, 1, who, within.text[slice(*at)], at, by)


def _read_bare(
    within: _Text, clause: Span, timed: list[Span] | None, found: list[Recurrence], doubts: list[Doubt]
) -> None:
    """召开新闻发布会不少于2次, in a plan of one year."""
    start, end = within.put(clause)
    # In text order, and no deadline reaches out of its clause.
    before = bisect_left(timed, (end, 0)) if timed is not None else 0
    if timed is None or (before and timed[before - 1][1] > start):
        return
    plain, position = within.plain, clause[0]
    while least := MINIMUM.search(plain, position, clause[1]):
        position = least.end()
        counted = least.end("number") if least["number"] else least.end("number2")
        part = part_start(plain, least.start(), clause[0])
        if not QUOTA.match(plain, counted) or plain[position : position + 1] == "的":
            continue
        if NO_QUOTA.search(plain[part : least.start()]):
            continue
        number = parse_number(least["number"] or least["number2"]) or 1
        at = within.put(_phrase(plain, clause, least.span(), least.end(), clause[1]))
        who = _class_before(plain, part, least.start()) or _named_before(plain[part : least.start()])
        who = who or _subject(plain[clause[0] : min(clause[1], clause[0] + 80)]) or "、".join(within.owners) or None
        phrase = within.text[slice(*at)]
        if not within.yearly or OTHER_PERIOD.search(phrase):
            doubts.append(doubt("period_reading", [phrase[:80]], at))
            continue
        read = _Read("per_period_min", "year", number, least.end(), count_at=least.start())
        found.append(Recurrence(read.kind, read.period, number, who, phrase, at))
        doubts.append(doubt("period_inherited", [phrase[:80]], at))
        others = list(_other_classes(within, read, clause[1], who))
        found += others
        position = max([position, *(one.at[1] - within.offset for one in others)])


def _named_before(written: str) -> str | None:
    """A class of units at the start of a part: 每个试点乡镇召开现场会."""
    match = MEMBER.match(written.strip())
    return match.group() if match else None


def _phrase(text: str, clause: Span, words: Span, end: int, limit: int) -> Span:
    stop = part_end(text, max(end, words[1]), limit)
    while stop > words[1] and text[stop - 1] in "，,、 ":
        stop -= 1
    return part_start(text, words[0], clause[0]), stop


def _who(text: str, clause: Span, position: int, owners: tuple[str, ...]) -> str | None:
    """Who has the duty: named right before, or subject of the sentence, or whoever answers for the item."""
    part = part_start(text, position, clause[0])
    before = BEFORE_NEXT.sub("", text[part:position].strip())
    before = AFTER_WHO.sub("", BEFORE_WHO.sub("", before))
    before = WITH_OTHERS.sub(r"\g<who>", before)
    first = AFTER_WHO.sub("", EVERY.split(before, maxsplit=1)[0]) if "每" in before else ""
    if first and _can_act(first):
        # 县农业农村局每月调度、每季度通报: who does the one does the other.
        return first
    longest = LONGEST_LIST if ENDS_AS_SUBJECT.search(before) else LONGEST_WHO
    is_thing = ENDS_AS_THING.search(before) or STARTS_AS_VERB.match(before)
    if 2 <= len(before) <= longest and not is_thing and (not owners or _can_act(before)):
        return before
    if not before and part > clause[0]:
        above = text[part_start(text, part - 1, clause[0]) : part - 1].strip().removeprefix("以及")
        above = AFTER_WHO.sub("", EVERY.split(above, maxsplit=1)[0]) if EVERY.search(above) else above
        is_leader = ENDS_AS_LEADER.search(above) and not SUBJECT.match(above)
        if is_leader or (is_subject(above) and ENDS_AS_SUBJECT.search(above)):
            return above
    subject = _subject(text[clause[0] : min(clause[1], clause[0] + 80)])
    return subject or "、".join(owners) or None


def _can_act(written: str) -> bool:
    """Whether a duty may be told of this: of agencies, leaders and classes of them, not of prices and lists."""
    return (
        ENDS_AS_SUBJECT.search(written) is not None
        or ENDS_AS_LEADER.search(written) is not None
        or MEMBER.search(written) is not None
        or is_collective(written)
        or looks_like_organ(written)
    )


def _subject(sentence: str) -> str | None:
    match = SUBJECT.match(BEFORE_WHO.sub("", sentence.strip()))
    return match["who"] if match and _can_act(match["who"]) else None

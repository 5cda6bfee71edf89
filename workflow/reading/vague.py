"""Wording that nobody can measure: 及时, 定期, 原则上, 按照上级部署, 动态调整. A person pins it, or marks it so.

Only words that leave open when, how often or whether something is due. What merely urges (进一步, 加快, 大力, 切实) is
not listed: nothing would be gained by pinning it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from workflow.reading.latin import is_latin, latin_sentences
from workflow.reading.model import Item, Vague, VagueKind
from workflow.reading.offsets import Span
from workflow.reading.sentences import clauses, part_end, part_start
from workflow.reading.timing import masked

ELASTIC = (
    r"(?<!不)(?<!更加)(?<!更为)及时(?![性率的])|(?<!不)定期(?![存性限])|不定期|适时|择机|尽快|尽早|尽速|早日|抓紧|逐步|陆续"
    r"|分步|分批次?|分期分批|分期(?!付)|立即|即时|即行|第一时间|近期|限期|条件成熟(?:时|后|的)?|随时(?!更新|调整|公开)|经常性?(?=[\u3400-\u9fff])(?!性?(?:项目|支出))"
    r"|(?:在)?(?:法定|规定|合理|约定)的?(?:时间|时限|期限|工作日)(?:之?内|以内)"
    r"|按(?:照)?(?:规定|要求)的?(?:时限|期限|时间)"
    # 受理后1.5个工作日内: no clock counts parts of a day, so a person says what is meant.
    r"|(?<=[后起日])(?:应当?|须|要)?(?:在|于)?(?:\d{1,3}(?:[.．]\d{1,2})?[-—–~～至到])?\d{1,3}[.．]\d{1,2}\s?个?(?:工作[日天]|小时|[日天周年月])(?:的?时间)?(?:之|以)?内"
    # How long a term of office lasts the document does not say, nor which day ends the beginning of a year.
    r"|(?:本届(?:[^，,。；;]{0,6}?任期)?|任期(?<![每一]届..))之?内|年初(?:(?<![\u3400-\u9fff]..)|(?<=[于在]..))(?:之?前)?(?!的|以来|预算|计划|目标)"
    # A feast of the lunar calendar or a season: the day moves, a person says which.
    r"|(?:春节|元宵节?|清明节?|端午节?|中秋节?|主?汛期|冬季|雨季|入冬|入汛|开学|寒假|暑假|两会|供暖季?)"
    r"(?:来临|到来|开始|放假)?(?:之|以)?前(?!后)"
    # 节前, 重大节假日前夕: which one is not said.
    r"|(?:(?:重大|重要|法定|传统)节|节(?<![大要定统]节))(?:假)?日(?:来临|到来)?(?:之|以)?前夕?(?!后)|节前(?<![春旦宵明午秋庆动国妇童师军青植]..)(?!后|\d)"
)
LATIN = (
    r"(?i:\bas\ssoon\sas\s(?:possible|practicable)|\bpromptly\b|\bwithout\s(?:undue\s)?delay|\bin\sdue\scourse|\bregularly\b|\bperiodically\b"
    r"|\bin\sa\stimely\smanner|\bfrom\stime\sto\stime"
    r"|\bbefore\sthe\s(?:[a-z]+\s)?(?:season|holidays?|winter|summer|spring|autumn|monsoon|festival))"
)
SOFT = (
    r"原则上|力争|争取(?!.{0,8}(?:资金|支持|政策|项目|补助|试点))|尽量|尽可能|酌情|视情况?|适当(?=[增加提高扩延放调减安])|适量|适度(?=[增扩提减])"
    r"|可根据实际|有条件的|具备条件的"
)
ABOVE = r"(?:上级|国家|中央|国务院|部委?|自治区|省|市|县|全国|全省|全市)"
WAITS = (
    rf"(?:按照|根据|依照|依据|按|遵照|随){ABOVE}[^，,。；;《》]{{0,12}}?(?:统一)?(?:部署|安排|进度|步骤|时间表)(?:要求)?"
    r"|(?:按照?|根据)上级[^，,。；;《》]{0,8}?要求"
    rf"|待(?:{ABOVE}|有关)[^，,。；;]{{0,20}}?(?:后|之后)"
)
STANDING = (
    r"动态(?:更新|调整|管理|维护|监测|公开|发布|跟踪|清零|完善)(?!制度|机制|情况|平台)"
    r"|(?:实时|随时|持续|滚动|不断)(?:动态)?(?:更新|调整|公开|发布|监测|跟踪|推送)"
    r"|常态化(?!下)|长期(?:坚持|开展|推进|公开|实施)|不间断|[长常]抓不懈|全年(?:推进|坚持|开展|实施)|贯穿全年"
)
WORDS = re.compile(
    rf"(?P<standing>{STANDING})|(?P<waits_on_higher_level>{WAITS})|(?P<soft_duty>{SOFT})|(?P<elastic_time>{ELASTIC})"
)
LATIN_WORDS = re.compile(
    rf"(?P<standing>(?!))|(?P<waits_on_higher_level>(?!))|(?P<soft_duty>(?!))|(?P<elastic_time>{LATIN})"
)
KINDS: tuple[VagueKind, ...] = ("standing", "waits_on_higher_level", "soft_duty", "elastic_time")
# 发现回应不及时的要通报, 提高公开的及时性: a quality that is spoken of, not a time.
SPOKEN_OF = re.compile(r"(?:是否|做到|确保|力求|不够|更加)?(?:及时)(?:、|和|与)?(?:准确|有效|全面|规范|到位|性)")
# How far behind a soft word its comma stands where it softens the next part: 原则上，每季度不少于2次.
SOFTENS_ON = 2


def with_vague(text: str, item: Item) -> Item:
    """The item with the vague wording of its text beside that of the cells of its time."""
    found = find_vague(text, item)
    known = {one.at for one in found}
    cells = [one for one in item.vague if not any(at[0] < one.at[1] and one.at[0] < at[1] for at in known)]
    return replace(item, vague=tuple(sorted((*found, *cells), key=lambda one: one.at)))


def find_vague(text: str, item: Item) -> tuple[Vague, ...]:
    """The vague wording of an item's text, in text order.

    A word about time is left out where the same part of the sentence holds a limit that can be measured: nothing is
    open in 3个工作日内及时公开. A soft one is kept and refers to that limit.
    """
    plain = masked(text, item.text_at)
    offset = item.text_at[0]
    limits = [*(limit.at for limit in item.deadlines), *(duty.at for duty in item.recurrences)]
    measured = _Measured([(start - offset, end - offset) for start, end in limits])
    return tuple(
        Vague(kind, plain[slice(*word)], text[at[0] + offset : at[1] + offset], (at[0] + offset, at[1] + offset))
        for kind, word, at in _found(plain, measured)
    )


def wording_of(text: str, at: Span) -> Iterator[Vague]:
    """The wording nobody can measure in a span that says when and nothing else, such as what stands behind a label."""
    for match in WORDS.finditer(text, *at):
        kind = next(name for name in KINDS if match[name])
        yield Vague(kind, match.group(), text[slice(*at)], at)


class _Measured:
    """The spans of the limits of an item, asked for in ascending order of places."""

    def __init__(self, spans: list[Span]) -> None:
        self._spans = sorted(spans)
        self._next = 0

    def within(self, at: Span) -> Span | None:
        """A limit that shares text with a span; spans must be asked for from left to right."""
        while self._next < len(self._spans) and self._spans[self._next][1] <= at[0]:
            self._next += 1
        if self._next < len(self._spans) and self._spans[self._next][0] < at[1]:
            return self._spans[self._next]
        return None


def _found(plain: str, measured: _Measured) -> Iterator[tuple[VagueKind, Span, Span]]:
    """Kind, word and phrase of each finding."""
    whole = (0, len(plain))
    latin = is_latin(plain, whole)
    for clause in latin_sentences(plain, whole) if latin else clauses(plain, whole):
        for match in (LATIN_WORDS if latin else WORDS).finditer(plain, *clause):
            if plain[max(0, match.start() - 1) : match.start()] in {"逢", "遇"}:
                # 每逢春节前 returns, and is asked about.
                continue
            kind = next(name for name in KINDS if match[name])
            part = part_start(plain, match.start(), clause[0]), part_end(plain, match.end(), clause[1])
            if kind == "elastic_time" and SPOKEN_OF.match(plain, match.start(), part[1]):
                continue
            limit = measured.within(part)
            # An English sentence is one part: the limit may be that of another duty than the season's.
            if kind in {"elastic_time", "standing"} and limit and not match.group().lower().startswith("before "):
                continue
            if kind == "soft_duty" and limit is None and part[1] - match.end() <= SOFTENS_ON:
                part = part[0], part_end(plain, min(part[1] + 1, clause[1]), clause[1])
            end = part[1]
            while end > match.end() and plain[end - 1] in " ，,、":
                end -= 1
            yield kind, match.span(), (part[0], end)

"""The net behind the finders of times: what names a time in the place of an order and was read by none of them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from workflow.reading.doubts import doubt
from workflow.reading.hits import IN_FORCE, NO_LATER, PAST, RETURNS, starts_part
from workflow.reading.model import Deadline, Doubt, Recurrence
from workflow.reading.numerals import NUMBER
from workflow.reading.offsets import Span
from workflow.reading.periods import MINIMUM
from workflow.reading.sentences import clauses, part_end, part_start
from workflow.reading.timing import masked

HAN = "一二三四五六七八九十"
MONTH = rf"(?:\d{{1,2}}|[{HAN}]{{1,2}})月份?"
TOKEN = re.compile(
    # 3月，把名单送审; 上半年要…; 年底主体封顶: at the start of a part.
    rf"(?P<opens>(?<![\d.])(?:(?:20\d{{2}}|1[01]\d|[今明本次翌])年)?(?:\d{{1,2}}月?(?:\d{{1,2}}[日号])?\s?[-—–~～至到]{{1,2}}\s?)?{MONTH}(?:\d{{1,2}}[日号](?:[-—–~～至到]{{1,2}}\d{{1,2}}[日号])?|[底末初]|[上中下]旬)?"
    r"|20\d{2}年?\s?[-—–~～至到一]{1,2}\s?20\d{2}年|(?<![每\d])(?:20\d{2}|1[01]\d|[今明本次翌])?年[底末终]"
    rf"|(?:(?:20\d{{2}}|[今明本次翌])年)?(?:[上下]半年|(?:前[{HAN}]个?|第?[{HAN}1-4])季度(?:[底末])?))"
    # 月底前, 季末前, 周五前, 学期末前: the end of no month, quarter or week that is named.
    r"|(?P<ends>(?<![年每\d一二三四五六七八九十本下次上当该])(?:月[底末]|季度?[底末]|周[一二三四五六日末]|学期末|期末)(?:(?:之|以)?前|(?=[\u3400-\u9fff])))"
    # 数日内, 两三天内, 十来个工作日内: no number.
    # 当日受理、三日反馈、一周办结: from when is not said.
    r"|(?P<at_once>(?:[一二两三四五六七八九十]{1,2}|\d{1,2})个?(?:工作)?(?:日|天|周)(?=反馈|办结|回复|答复|完成|报告|办理))"
    r"|(?P<some>(?:数|几|若干|[一二两三四五六七八九][二三四五六七八九]|\d{1,3}[余多]|[二三四五六七八九]?十[几余多来]|百)(?:个)?(?:工作[日天]|小时|日|天|周|月|年)(?:的?时间)?(?:之|以)?内)"
    rf"|(?P<latest>(?:最迟|至迟|最晚|不(?:得|能)?(?:迟|晚)于)[^，,。；;]{{2,20}}"
    rf"|(?<!时限)(?<!时间)(?:最长|最多)不(?:得)?超过{NUMBER}\s?个?(?:工作[日天]|小时|日|天|周|月|年))"
)
BETWEEN_COMMAS = re.compile(r"[^，,]+")
# Without one of these a part names no time.
SIGN = re.compile(r"[月季年周日天迟晚超末]|小时")
# 上半年工作, 6月的存量, 3月12日前后, 三季度以来: a time that tells what is meant.
TELLS = re.compile(
    r"(?:(?:之|以)?前的|的|以来|以后|之后|起|后|[、和及至到—–~～-]|(?:重点|主要)?工作[^，,]{0,4}(?:情况|总结|开展|进展|安排|任务)|情况|数据|期间?[的内]?|末?累计|末?存|经济|指标|进度|考核结果|以下|以上|止|同比|同期|份额|"
    r"报表|报告[^前]{0,4}(?:已|显示)|已|内容|安排|任务|计划|[）)》」”]|$)"
)
HAPPENED = re.compile(
    r"(?:召开|印发|公布|通过|发布|下发|出台|举行|举办|修订|签订|签署|启动|开展|实施|施行|发生|发现|进行|完成|立项)[^，,]{0,4}的|已"
)
# 一期3月—8月、二期9月—12月
BY_TURNS = re.compile(r"(?:[一二三四五首末]期|阶段|批|轮)$")
HALF = re.compile(rf"[上下]半年|第?[{HAN}1-4]季度|{MONTH}")
# 每次走访不少于3家, 不少于两次的单位.
NO_QUOTA = re.compile(r"每[次场人期名户]|累计|连续|的单位")


class Unread:
    """The net over one item: `read` are the spans of its deadlines, recurrences and doubts about times."""

    def __init__(
        self, deadlines: Iterable[Deadline], recurrences: Iterable[Recurrence], doubts: Iterable[Doubt]
    ) -> None:
        spans = [*(one.at for one in deadlines), *(one.at for one in recurrences), *(d.at for d in doubts if d.at)]
        self._read = sorted(spans)
        self._starts = [at[0] for at in self._read]
        self._reach = max((end - start for start, end in spans), default=0)

    def find(self, text: str, paragraph: Span) -> Iterator[Doubt]:
        """A doubt for each clause of a paragraph with a time that nothing was made of."""
        plain, offset = masked(text, paragraph), paragraph[0]
        asked = 0
        for clause in clauses(plain, (0, len(plain))):
            for at in self._unread(plain, clause, offset):
                part = part_start(plain, at[0], clause[0]), part_end(plain, at[1], clause[1])
                if plain[at[1] : part[1]].strip() == "" and part[1] < clause[1]:
                    part = part[0], part_end(plain, part[1] + 1, clause[1])
                if part[1] > asked and not self._is_read(part, offset):
                    asked = part[1]
                    phrase_at = part[0] + offset, part[1] + offset
                    yield doubt("time_unread", [text[slice(*phrase_at)].strip()[:80]], phrase_at)

    def _unread(self, plain: str, clause: Span, offset: int) -> Iterator[Span]:
        """The words of time of a clause, looked for only where nothing was read."""
        if SIGN.search(plain, *clause) is None:
            return
        is_known = self._is_read(clause, offset)
        for part in BETWEEN_COMMAS.finditer(plain, *clause):
            if SIGN.search(plain, *part.span()) is None or (is_known and self._is_read(part.span(), offset)):
                continue
            yield from _tokens(plain, part.span(), clause)
            if is_known:
                yield from _quotas(plain, part.span())

    def _is_read(self, at: Span, offset: int) -> bool:
        """Whether a span of the paragraph shares text with something that was read."""
        start, end = at[0] + offset, at[1] + offset
        near = slice(bisect_left(self._starts, start - self._reach), bisect_left(self._starts, end))
        return any(one[1] > start for one in self._read[near])


def _tokens(plain: str, at: Span, clause: Span) -> Iterator[Span]:
    """The words of time in the place of an order in a part of a clause."""
    for match in TOKEN.finditer(plain, *at):
        before = plain[max(clause[0], match.start() - 12) : match.start()]
        if (PAST.search(before) and not NO_LATER.search(before)) or RETURNS.search(before) or "每" in before[-4:]:
            continue
        part = part_start(plain, match.start(), clause[0]), part_end(plain, match.end(), clause[1])
        loose = match["opens"] or match["at_once"] or (match["ends"] and not match["ends"].endswith("前"))
        if IN_FORCE.search(plain, *part) or (loose and not _orders(plain, match, clause)):
            continue
        yield match.span()


def _orders(plain: str, match: re.Match[str], clause: Span) -> bool:
    """Whether a date opens a part that goes on with what is done."""
    end = part_end(plain, match.end(), clause[1])
    if BY_TURNS.search(plain[max(clause[0], match.start() - 2) : match.start()]):
        return True
    if not starts_part(plain, match.start(), clause[0]) or TELLS.match(plain, match.end(), clause[1]):
        return False
    return HAPPENED.search(plain, match.end(), end) is None


def _quotas(plain: str, at: Span) -> Iterator[Span]:
    """其中下半年不少于2次 beside a quota that was read: a count whose period nobody read."""
    for least in MINIMUM.finditer(plain, *at):
        part = part_start(plain, least.start(), at[0])
        before = plain[part : least.start()]
        if plain[least.end() : least.end() + 1] == "的" or NO_QUOTA.search(plain[part : least.end() + 4]):
            continue
        if HALF.search(before):
            yield least.span()

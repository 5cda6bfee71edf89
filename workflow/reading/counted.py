"""Deadlines counted from an event: N 个工作日内, 24小时内, 两周内 after it; 提前5个工作日, 决策前两周 before it."""

import re
from collections.abc import Iterator

from workflow.reading.events import event_before, shortened
from workflow.reading.hits import Hit
from workflow.reading.model import DeadlineKind
from workflow.reading.numerals import NUMBER, parse_number
from workflow.reading.offsets import Span
from workflow.reading.stretches import DESCRIBES

UNIT = r"(?:个\s?)?(?P<unit>工作[日天]|个?小时|日|天|周|星期)"
# 每月10日内 returns each month (`recurrences.py`); 控制在3个工作日内 says how well a service runs.
NO_TERM = re.compile(
    r"每[年月周季][^，,]{0,8}$|(?:控制|压缩|缩短|压减|缩减|减少|限定|精简|提速)[^，,]{0,6}(?:在|至|到|为)$|(?:不超过|最长|(?:实现|达到|做到)[^，,]{0,4})$"
    r"|(?:办理|审批|办结|承诺|平均|响应|流程)(?:时限|时间|周期|用时)[^，,]{0,6}$"
)
# 0.5个工作日, 一点五个工作日: the digits behind the point are no number of their own.
WHOLE = r"(?<!\d)(?<!\d[.．])(?<![\d零〇一二两三四五六七八九十]点)"
# 1.5-3个工作日: of a range the end counts.
WITHIN = re.compile(
    rf"{WHOLE}(?:{NUMBER}(?:[.．]\d{{1,2}})?个?(?:工作[日天]|[日天])?[-—–~～至到])?(?P<number>{NUMBER})\s?{UNIT}(?:的?时间)?(?:之|以)?内"
)
# 自受理之日起最长不超过20个工作日, 收到申请后3日答复: the same without 内, right behind the event.
WITHOUT_WORD = re.compile(
    rf"(?:(?<=[起后])[，,]?(?:最长|最迟|最多|一般|应当?|须|要|在|于)*|最长|最迟|最多)(?P<most>不(?:得|能|应)?(?:超过|晚于|迟于))?(?P<number>{NUMBER})\s?{UNIT}"
    r"(?![后前的])(?:的?时间)?(?(most)|(?=完成|办结|办完|办理|答复|回复|反馈|报|提交|公[布开]|公示(?!期)|作出|送达|通报|告知|到位|印发|发布|开工))"
)
NEXT_DAY = re.compile(
    r"(?:下一个?|次一?)(?P<working>工作日)(?:之|以)?[内前]?|(?<=后)(?:次日|第二天|翌日)(?:之|以)?[内前]?"
)
HALF_HOUR = re.compile(r"半个?小时(?:的?时间)?(?:之|以)?内")
MINUTES = re.compile(rf"{WHOLE}(?P<number>\d{{1,3}})\s?分钟(?:之|以)?内")
HALF_MONTH = re.compile(r"半个?月(?:的?时间)?(?:之|以)?内")
HALVES: tuple[tuple[re.Pattern[str], DeadlineKind, str], ...] = (
    (HALF_MONTH, "calendar_days_after_event", "15"),
    (HALF_HOUR, "hours_after_event", "1"),
)
# Each of these starts at a word that is rare; the event is looked for in front of it.
BEFORE = re.compile(
    rf"(?:之|以)?前(?:的|须|应|要|应当)?(?:至少|不少于|不低于|不晚于|提前|最少)?(?:提前)?(?P<number>{NUMBER})\s?(?:个\s?)?"
    r"(?P<unit>工作[日天]|小时|日|天|周|星期|月|年)(?![起度份内的])"
)
COUNT_BEFORE = re.compile(
    rf"{WHOLE}(?P<number>{NUMBER})\s?(?:个\s?)?(?P<unit>工作[日天]|小时|天|日|周|星期)(?:之|以)?前(?![后期])"
)
AHEAD = re.compile(
    rf"提前(?:至少|不少于|最少)?(?P<number>{NUMBER})\s?(?:个\s?)?(?P<unit>工作[日天]|小时|日|天|周|星期|月|年)(?:以上)?"
    r"(?![^，,]{0,6}(?:完成|实现|达到|建成|超额|竣工|投产))"
)
EVENT = re.compile(r"[^，,“”「」□]{1,40}$")
LATEST = re.compile(r"^(?:最迟|至迟|最晚|不(?:得|应)?[迟晚]于|至少)+(?:在|于)?")
AT_LAST = re.compile(r"[于在](?P<event>[会节赛庭])$")
LEADS_ON = re.compile(r"(?:的|(?:之|以)?前?(?:应当?|要|须|需|必须)?(?:至少|最少)?)$")
# 目前, 此前, 年底前3天: the word before 前 is no event.
NO_EVENT = re.compile(r"(?:目|此|先|日|月|年|底|末|季度|提|从|空|跟|面|当|眼|生|超|位|排名)$")
SINGLE = re.compile(r"(?:会|节|事|赛|假|课|汛|庭)$")
IS_EVENT = re.compile(
    r"决策|会议|开会|召开|召集|举行|举办|开工|施工|实施|出台|公布|发布|印发|启动|开始|开展|审议|提交|上会|活动|考试|听证|到期|届满|期满|截止|换届|开学|开庭"
    r"|开标|投标|变更|停|调整|执行|表决|检查|验收|生效|上线|出让|拆除|搬迁"
)
LENGTHS = {"日": "P{}D", "天": "P{}D", "工作日": "P{}D", "小时": "PT{}H", "月": "P{}M", "年": "P{}Y"}


def find_counted(text: str, clause: Span) -> Iterator[Hit]:
    """All of them in one clause; those before an event first, since their numbers look like the others."""
    written = text[slice(*clause)]
    if "前" in written:
        yield from _before(text, clause)
    if any(word in written for word in ("内", "起", "后", "工作日", "工作天", "次日", "第二天", "翌日")):
        yield from _within(text, clause)


def _within(text: str, clause: Span) -> Iterator[Hit]:
    for match in WITHIN.finditer(text, *clause):
        number = parse_number(match["number"])
        if not number or NO_TERM.search(text[max(clause[0], match.start() - 16) : match.start()]):
            continue
        if DESCRIBES.match(text, match.end(), clause[1]):
            continue
        event = event_before(text, clause, match.start())
        unstated = () if event else ("event_unstated",)
        kind, value = _kind(match["unit"], number)
        yield Hit(kind, str(value), match.span(), event, doubts=unstated)
    yield from _without_word(text, clause)
    for match in NEXT_DAY.finditer(text, *clause):
        event = event_before(text, clause, match.start())
        if event:
            kind, _ = _kind("工作日" if match["working"] else "日", 1)
            yield Hit(kind, "1", match.span(), event)
    for match in MINUTES.finditer(text, *clause):
        event = event_before(text, clause, match.start())
        # Of a service that takes minutes nobody says from when.
        if event and not NO_TERM.search(text[max(clause[0], match.start() - 16) : match.start()]):
            hours = -(-int(match["number"]) // 60) or 1
            yield Hit("hours_after_event", str(hours), match.span(), event, doubts=("date_reading",))
    for pattern, half_kind, half_value in HALVES:
        for match in pattern.finditer(text, *clause):
            event = event_before(text, clause, match.start())
            doubts = ("date_reading",) if event else ("date_reading", "event_unstated")
            yield Hit(half_kind, half_value, match.span(), event, doubts=doubts)


def _without_word(text: str, clause: Span) -> Iterator[Hit]:
    for match in WITHOUT_WORD.finditer(text, *clause):
        number = parse_number(match["number"])
        event = event_before(text, clause, match.start())
        serves = NO_TERM.search(text[max(clause[0], match.start() - 16) : match.start()])
        if number and event and not serves:
            kind, value = _kind(match["unit"], number)
            yield Hit(kind, str(value), match.span(), event)


def _kind(unit: str, number: int) -> tuple[DeadlineKind, int]:
    if unit.startswith("工作"):
        return "working_days_after_event", number
    if "小时" in unit:
        return "hours_after_event", number
    return "calendar_days_after_event", number * (7 if unit in {"周", "星期"} else 1)


def _before(text: str, clause: Span) -> Iterator[Hit]:
    """决策前至少两周, 会议召开前5个工作日, 会议召开5个工作日前, 提前30天."""
    for match in BEFORE.finditer(text, *clause):
        event = _event(text, clause, match.start(), least=1)
        # Of single characters only those that are events by themselves: 会前, 节前.
        if event and (len(event) > 1 or SINGLE.match(event)):
            yield from _ahead(match, event)
    for match in COUNT_BEFORE.finditer(text, *clause):
        event = _event(text, clause, match.start())
        # 三天前 alone lies in the past; with an event right before it, it is counted back from that.
        if event and IS_EVENT.search(event[-6:]):
            yield from _ahead(match, event)
    for match in AHEAD.finditer(text, *clause):
        event = _event(text, clause, match.start())
        yield from _ahead(match, event if event and IS_EVENT.search(event[-6:]) else None)


def _event(text: str, clause: Span, position: int, *, least: int = 2) -> str | None:
    """The event right before a place, without the words that lead up to it and on from it."""
    found = EVENT.search(text[max(clause[0], position - 40) : position])
    if found is None:
        return None
    # 材料于会前3日送达
    if at_last := AT_LAST.search(found.group()):
        return at_last["event"]
    event = shortened(LEADS_ON.sub("", LATEST.sub("", found.group())), least=least)
    return None if event is None or NO_EVENT.search(event) else event


def _ahead(match: re.Match[str], event: str | None) -> Iterator[Hit]:
    number, unit = parse_number(match["number"]), match["unit"].replace("工作天", "工作日")
    if not number:
        return
    if unit in {"周", "星期"}:
        number, unit = number * 7, "日"
    period = "working_days" if unit == "工作日" else None
    doubts = () if event else ("event_unstated",)
    yield Hit("before_event", LENGTHS[unit].format(number), match.span(), event, period, doubts)

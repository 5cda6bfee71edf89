"""The event a clock starts from: 目录更新后, 本计划公布后, 自收到之日起, 会议议定的事项, 收到来信3日内."""

import re

from workflow.reading.offsets import Span

AFTER = r"(?:之日起|当日起|次日起|之日|之后|以后|后|之时起|时起|起)(?:的)?"
MODAL = r"(?:应当?|必须|须|要|原则上|一般|及时|最迟|至迟)?(?:应|要)?(?:在|于)?"
RIGHT_BEFORE = re.compile(rf"(?P<event>[^，,]{{2,40}}?){AFTER}[，,]?{MODAL}$")
AT_END = re.compile(rf"(?P<event>[^，,]{{2,60}}?){AFTER}$")
# Something was decided, changed or received: the sentence's own subject tells from when.
HAPPENS = re.compile(
    r"议定|作出|做出|制定|发生|变化|变更|调整|形成|通过|印发|出台|公布|批准|收到|受理|接到|签订|审议|验收|到期"
)
# 收到举报15日内, 印发30日内: the event right before the number, without a word for "after".
JUST = re.compile(
    r"(?P<event>(?:[^，,]{0,30}?(?:发生|事发|印发|公布|发布|接报|受理|批准|批复|签订|签约|结束|届满|期满|变更|验收|立案|到期|登记))"
    r"|(?:收到|接到|接|遇|发现|获知|提出|完成|作出|形成)[^，,\d]{1,24}?)(?:的)?" + MODAL + "$"
)
OPENING = re.compile(
    r"^.{0,30}(?:于|自(?![治然愿主身己行])|从(?![业事])|在(?![线职编]|建(?!议))|应当?(?![急用对])|(?<![主重需])要(?![点求素闻件])|须)(?=.{2,})"
)
# 自收到之日起2个工作日内受理，5个工作日内办结: both count from the same day.
COUNTED_FROM = re.compile(
    rf"(?P<event>[^，,]{{2,40}}?){AFTER}{MODAL}(?=[\d一二两三四五六七八九十]{{1,3}}个?(?:工作[日天]|小时|日|天|月|周))"
)
# 突发事件要在5小时内发布: that it happened starts the clock.
INCIDENT = re.compile(
    rf"^(?P<event>[^，,]{{0,20}}(?:事件|事故|灾害|险情|舆情|疫情|投诉|举报))(?:{MODAL}|(?={MODAL}[\d一二两三四五六七八九十]))"
)
NUMBERED = re.compile(rf"{MODAL}[\d一二两三四五六七八九十]")
# 事后7天内, 会后: events of a single character.
SHORT = re.compile(r"(?:^|[，,、；;于在])(?P<event>[事会课节赛])后$")
# 发现重大隐患的，24小时内通报: the condition that comes true starts the clock. One that only says which are meant
# (由县级负责的) does not.
CONDITION = re.compile(
    r"^(?:凡是?|对于?|如果?|若|一旦|但|其中)?(?P<event>[^，,]{0,30}?"
    r"(?:发现|查出|查实|查明|核实|出现|发生|遇到?|遇有|收到|接到|接报|获知|得知|认定|确认|判定|逾期|超期|到期|届满|触发|达到|超过|未通过|不予"
    r"|(?:属实|成立|有误|不合格|不达标|不符|不全)(?=的$))[^，,]{0,40}?)的$"
)
# 24小时受理, 当场办结: how a service is run, though it sounds like something that happened.
NO_INCIDENT = re.compile(r"\d小时|当场|即时|热线|窗口")
REACH = 200


def event_before(text: str, clause: Span, position: int) -> str | None:
    """The event named before `position` in a clause; None if none is."""
    start = max(clause[0], position - REACH)
    before = text[start:position].rstrip()
    short = SHORT.search(before[-3:])
    if short:
        return short["event"]
    match = RIGHT_BEFORE.search(before[-60:]) or JUST.search(before[-60:])
    if match:
        return shortened(match["event"])
    parts = re.split(r"[，,]|、$", before)
    for part in reversed(parts[:-1]):
        ended = AT_END.search(part.strip()[-70:])
        if ended:
            return shortened(ended["event"])
        counted = COUNTED_FROM.search(part)
        if counted:
            return shortened(counted["event"])
    for part in reversed(parts[:-1]):
        condition = CONDITION.match(part.strip()[-70:])
        if condition and not NO_INCIDENT.search(condition["event"]):
            return shortened(condition["event"])
    for part in reversed(parts):
        incident = INCIDENT.match(part.strip())
        ends = incident and (incident.end() == len(part.strip()) or NUMBERED.match(part.strip(), incident.end()))
        if incident and (ends or (part is parts[0] and len(parts) > 1)):
            return shortened(incident["event"])
    subject = parts[0].strip()
    if len(parts) > 1 and HAPPENS.search(subject) and not NO_INCIDENT.search(subject) and len(subject) <= 60:
        return subject.removesuffix("的") or None
    return None


def shortened(event: str, *, least: int = 2) -> str | None:
    """Without the words that lead up to the event: `说明材料要于目录上网` → `目录上网`."""
    opening = OPENING.match(event)
    event = event[opening.end() :] if opening else event
    event = event.strip(" \u3000□“”「」:：、")
    return event if len(event) >= least else None

"""The event a clock starts from: 目录更新后, 本计划公布后, 自收到之日起, 会议议定的事项."""

import re

from workflow.reading.offsets import Span

AFTER = r"(?:之日起|之后|以后|后|之时起|起)(?:的)?"
MODAL = r"(?:应当?|必须|须|要|原则上|一般|及时)?(?:应|要)?(?:在|于)?"
RIGHT_BEFORE = re.compile(rf"(?P<event>[^，,]{{2,40}}?){AFTER}[，,]?{MODAL}$")
AT_END = re.compile(rf"(?P<event>[^，,]{{2,60}}?){AFTER}$")
# Something was decided, changed or received: the sentence's own subject tells from when.
HAPPENS = re.compile(r"议定|作出|做出|制定|发生|变化|变更|调整|形成|通过|印发|出台|公布|批准|收到|受理|接到|签订|审议")
OPENING = re.compile(
    r"^.{0,30}(?:于|自(?![治然愿主身己行])|从(?![业事])|在(?![线职建编])|应(?![急用对])|(?<![主重需])要(?![点求素闻件])|须)(?=.{2,})"
)
REACH = 200


def event_before(text: str, clause: Span, position: int) -> str | None:
    """The event named before `position` in a clause; None if none is."""
    start = max(clause[0], position - REACH)
    before = text[start:position]
    match = RIGHT_BEFORE.search(before[-60:])
    if match:
        return _shortened(match["event"])
    parts = re.split(r"[，,]", before)
    for part in reversed(parts[:-1]):
        ended = AT_END.search(part.strip()[-70:])
        if ended:
            return _shortened(ended["event"])
    subject = parts[0].strip()
    if len(parts) > 1 and HAPPENS.search(subject) and len(subject) <= 60:
        return subject
    return None


def _shortened(event: str) -> str | None:
    """Without the words that lead up to the event: `说明材料要于目录上网` → `目录上网`."""
    opening = OPENING.match(event)
    event = event[opening.end() :] if opening else event
    event = event.strip(" \u3000□")
    return event if len(event) >= 2 else None

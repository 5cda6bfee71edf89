"""Lists of agencies that take part: `试点单位：A、B、C`, one list a track."""

import re

from workflow.reading.labels import LABEL
from workflow.reading.model import Assignment
from workflow.reading.offsets import Span
from workflow.reading.parties import is_subject, looks_like_organ, split_parties
from workflow.reading.sentences import strip

LIST = re.compile(
    r"(?P<name>[^：:，,。；;\n]{0,20}?(?:单位|街道|部门|乡镇|镇街|村|社区|学校|企业|医院|地区|县区|名单|范围|机构))(?:名单|如下|包括|[是为])?\s?[:：]\s?"
    r"(?P<list>[^。\n]{2,1500})[。；;]?$"
)
ANY_LIST = re.compile(r"(?P<name>[^：:，,。；;\n]{2,20})\s?[:：]\s?(?P<list>[^。；;\n]{2,1500})[。；;]?$")
OPENED = re.compile(r"([^：:，,。；;\n]{2,40})[:：]")
BARE_LIST = re.compile(r"(?P<list>[^：:。；;\n]{2,1500})[。；;]?$")
ANNOUNCES = re.compile(r"(?:单位|名单|范围|对象|成员|部门)$")


def find_units(text: str, body: list[Span], *, listed: bool = False) -> list[Assignment]:
    """The lists of an item's paragraphs, each a joint assignment that covers its own paragraph.

    Below a heading that announces a list (`listed`) any name will do (第一批：…), or none.
    """
    found: list[Assignment] = []
    for at in body:
        match = (ANY_LIST if listed else LIST).match(text, *at) or (BARE_LIST.match(text, *at) if listed else None)
        if match is None or LABEL.match(text, *at):
            continue
        parties = split_parties(match["list"].rstrip("。；; "))
        named = [name for name in parties.names if looks_like_organ(name)]
        if len(parties.names) < 2 or len(named) * 5 < len(parties.names) * 4:
            continue
        span = strip(text, match.span())
        found.append(
            Assignment(
                "joint", (), parties.names, parties.collective, parties.open_list, text[slice(*span)], span, span
            )
        )
    return found


def opens_with_agency(text: str, at: Span) -> bool:
    """Whether a paragraph says what one body does: `区水利局：负责…`."""
    match = OPENED.match(text, *at)
    return match is not None and all(map(is_subject, split_parties(match[1]).names or ("",)))


def announces_list(heading: str | None) -> bool:
    """Whether lists of agencies stand below a heading: 试点单位, 参加范围."""
    return ANNOUNCES.search(heading or "") is not None

"""Stages of a plan: 启动准备阶段（2017年7月15日前）, 组织实施阶段（2017年8月至2018年4月）."""

import datetime
import re

from workflow.reading.model import Deadline, Phase
from workflow.reading.numerals import month_end, parse_date, parse_number
from workflow.reading.outline import Node
from workflow.reading.timing import Calendar

NAMED = re.compile(r"(?P<name>[^()（）。，,]{2,24}阶段)\s*[(（](?P<time>[^()（）]{2,40})[)）]")
POINT = re.compile(
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})(?:月(?:(?P<day>\d{1,2})日|(?P<end>底|末|[上中下]旬)?)|(?=至|—|－|-))"
)
UNTIL = re.compile(r"前|底前")


def read_phase(text: str, node: Node, calendar: Calendar) -> Phase | None:
    """The phase that a node's heading names, with the days it runs."""
    if node.heading_at is None:
        return None
    match = NAMED.search(text, *node.heading_at)
    if match is None:
        return None
    points = list(POINT.finditer(match["time"]))
    if not points:
        return None
    year = parse_number(points[0]["year"] or "") or calendar.year
    start = None if len(points) == 1 and UNTIL.search(match["time"]) else _day(points[0], year, last=False)
    last_year = parse_number(points[-1]["year"] or "") or year
    end = _day(points[-1], last_year, last=True)
    if start and end and start > end:
        return None
    return Phase(node.path, match["name"], start, end, match.span())


def _day(point: re.Match[str], year: int | None, *, last: bool) -> datetime.date | None:
    month = parse_number(point["month"])
    if year is None or month is None:
        return None
    if point["day"]:
        return parse_date(year, month, parse_number(point["day"]))
    return month_end(year, month) if last or point["end"] in {"底", "末"} else parse_date(year, month, 1)


def phase_deadline(phase: Phase, text: str) -> Deadline | None:
    """The deadline that a phase sets for what stands under it."""
    if phase.end is None:
        return None
    return Deadline("phase", phase.end.isoformat(), None, text[slice(*phase.at)], phase.at)

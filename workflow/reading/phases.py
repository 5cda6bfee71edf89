"""Stages of a plan: 启动准备阶段（2017年7月15日前）, 第二阶段：全面推进（4月至10月）, 总结阶段：2026年12月."""

import datetime
import re

from workflow.reading.model import Deadline, Phase
from workflow.reading.numerals import month_end, parse_date, parse_number
from workflow.reading.outline import Node
from workflow.reading.timing import Calendar

NAMED = re.compile(r"(?P<name>[^()（）。，,]{2,24}阶段)\s*[(（](?P<time>[^()（）]{2,40})[)）]")
# Under 进度安排 or behind 第一阶段 a heading need not say that it is a stage.
STAGED = re.compile(r"(?P<name>[^()（）。，,：:]{2,24})\s*[(（](?P<time>[^()（）]{2,40})[)）]")
# 实施阶段：5月至11月
BEHIND_COLON = re.compile(
    r"(?P<name>[^()（）。，,：:]{2,24})[：:]\s?(?P<time>(?:\d{4}年)?\d{1,2}月[^，,。；;()（）]{0,28})$"
)
SCHEDULE = re.compile(r"步骤|进度|时间安排|阶段|日程|时序|方法步骤")
TIME_FIRST = re.compile(r"[(（]?(?P<time>(?:\d{4}年)?\d{1,2}月[^，,。；;：:()（）]{0,28})[)）]?[，,。；;：:]")
POINT = re.compile(
    r"(?:(?P<year>\d{4})年|(?P<next>次|翌|明)年)?(?P<month>\d{1,2})"
    r"(?:月(?:份)?(?:(?P<day>\d{1,2})日|(?P<end>底|末|[初上中下]旬?)?)|(?=至|到|—|－|-|～|~))"
    r"|(?<=[至到—－～~-])(?P<only_day>\d{1,2})日"
)
UNTIL = re.compile(r"前|底前")
FIRST = {"中": 11, "下": 21, "底": 21, "末": 21}
LAST = {"上": 10, "初": 10, "中": 20}


def is_stage(text: str, node: Node) -> bool:
    """Whether a place of the outline is a stage by its number or by the heading it stands under."""
    if node.marker.kind == "stage":
        return True
    above = node.parent.heading_at if node.parent else None
    return above is not None and SCHEDULE.search(text, *above) is not None


def read_phase(text: str, node: Node, calendar: Calendar, before: Phase | None) -> Phase | None:
    """The phase that a node's heading names, with the days it runs. A year that is not written is that of the phase
    before, or of the plan."""
    match = _match(text, node)
    if match is None or node.heading_at is None:
        return None
    points = list(POINT.finditer(match["time"]))
    if not points:
        return None
    known = before.end.year if before and before.end else calendar.year
    starts_next = bool(points[0]["next"])
    base = calendar.year or known
    year = parse_number(points[0]["year"] or "") or (base + 1 if starts_next and base else known)
    month = parse_number(points[0]["month"] or "")
    start = None if len(points) == 1 and UNTIL.search(match["time"]) else _day(points[0], year, month, last=False)
    ends_next = points[-1]["next"] and not starts_next
    last_year = parse_number(points[-1]["year"] or "") or ((year + 1) if year and ends_next else year)
    last_month = parse_number(points[-1]["month"] or "") or month
    runs_over = not (points[-1]["year"] or points[-1]["next"])
    if runs_over and last_year and month and last_month and last_month < month:
        last_year += 1
    end = _day(points[-1], last_year, last_month, last=True)
    if start and end and start > end:
        return None
    written = match.groupdict().get("name")
    name = written or text[slice(*node.heading_at)]
    return Phase(node.path, name, start, end, match.span() if written else match.span("time"))


def _match(text: str, node: Node) -> re.Match[str] | None:
    if node.heading_at is None:
        return None
    stage = is_stage(text, node)
    stage = stage or "阶段" in text[slice(*node.heading_at)]
    for pattern in (NAMED, STAGED, BEHIND_COLON) if stage else (NAMED,):
        if named := pattern.search(text, *node.heading_at):
            return named
    if not node.body or not stage:
        return None
    start = node.body[0][0]
    return TIME_FIRST.match(text, start, min(node.body[0][1], start + 50))


def _day(point: re.Match[str], year: int | None, month: int | None, *, last: bool) -> datetime.date | None:
    if year is None or month is None:
        return None
    day = point["day"] or point["only_day"]
    if day:
        return parse_date(year, month, parse_number(day))
    part = (point["end"] or "")[:1]
    if last:
        return parse_date(year, month, LAST[part]) if part in LAST else month_end(year, month)
    return parse_date(year, month, FIRST.get(part, 1))


def phase_deadline(phase: Phase, text: str) -> Deadline | None:
    """The deadline that a phase sets for what stands under it."""
    if phase.end is None:
        return None
    return Deadline("phase", phase.end.isoformat(), None, text[slice(*phase.at)], phase.at)

"""The flow of a commitment as server-drawn SVG with its table."""

from typing import Any

from django import template

from flows.diagram.layout import LANE_HEAD, Line
from flows.diagram.live import Picture, picture
from flows.diagram.words import LANES, OUTCOMES
from flows.models import Process, Task
from workflow.models import Commitment

register = template.Library()

LINE_CHARACTERS = 8
WORD_CHARACTERS = 18
LABEL_WIDTH = 40


@register.inclusion_tag("flows/parts/diagram.html", takes_context=True)
def flow_diagram(context: dict[str, Any], commitment: Commitment) -> dict[str, Any]:
    """The main flow, and the latest inspection and rectification once they exist; two queries."""
    processes = list(Process.objects.filter(commitment=commitment).exclude(report__isnull=False).order_by("pk"))
    tasks: dict[int, list[Task]] = {}
    for task in Task.objects.filter(process__in=processes).select_related("owner").order_by("pk"):
        tasks.setdefault(task.process_id, []).append(task)
    latest = {process.flow_class: process for process in processes}
    return {
        "pictures": [_drawing(picture(process, tasks.get(process.pk, []))) for process in latest.values()],
        "commitment": commitment,
        "lane_head": LANE_HEAD,
        "today": context.get("today"),
    }


def _drawing(drawn: Picture) -> dict[str, Any]:
    """What the template draws: numbers and words only."""
    return {
        "picture": drawn,
        "lanes": [(lane, LANES[lane.name]) for lane in drawn.layout.lanes],
        "nodes": [
            {
                "box": drawn.layout.boxes[step.name],
                "step": step,
                "lines": _wrap(str(step.title)),
                "text_y": drawn.layout.boxes[step.name].center_y + 4 - 8 * (len(_wrap(str(step.title))) - 1),
                "timer_x": drawn.layout.boxes[step.name].x + 14,
            }
            for step in drawn.steps
        ],
        "lines": [
            {
                "line": line,
                "past": (line.source, line.target) in drawn.past,
                "label": OUTCOMES.get(line.outcome, "") if _has_room(line) else "",
                "label_x": line.points[0][0] + 4,
                "label_y": line.points[0][1] - 6,
            }
            for line in drawn.layout.lines
        ],
        "rows": [
            {"step": step, "following": [(OUTCOMES.get(way, ""), title) for way, title in step.following]}
            for step in drawn.human_steps
        ],
    }


def _has_room(line: Line) -> bool:
    """Too short a line (gateway to its neighbour) carries no word: the other way says what this one is."""
    (x, y), (to_x, to_y) = line.points[:2]
    return bool(line.outcome) and abs(to_x - x) + abs(to_y - y) > LABEL_WIDTH


def _wrap(title: str) -> list[str]:
    """At most three lines that fit a box: by words where there are spaces, by characters otherwise."""
    if any(character > "\u2e80" for character in title):
        size = LINE_CHARACTERS if len(title) > LINE_CHARACTERS else len(title) or 1
        half = -(-len(title) // 2) if size < len(title) <= 2 * LINE_CHARACTERS else size
        return [title[start : start + half] for start in range(0, len(title), half)][:3]
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + len(word) >= WORD_CHARACTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:3]

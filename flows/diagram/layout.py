"""Placing the nodes of a flow in lanes, and its sequence flows between them. Units are SVG pixels."""

from dataclasses import dataclass, field
from typing import Any

from flows.nodes import Begin, DeadlineView, Gateway, Stop, Wait
from flows.registry import edges, nodes

TASK_W, TASK_H = 120, 60
GATE = 36
EVENT = 32
LANE_H = 104
LANE_HEAD = 112
GAP = 24
CHANNEL = 14
TOP = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A placed node: `x`, `y` is its upper left corner."""

    node: Any
    kind: str
    lane: str
    x: float
    y: float
    width: float
    height: float

    @property
    def center_x(self) -> float:
        """Horizontal middle."""
        return self.x + self.width / 2

    @property
    def center_y(self) -> float:
        """Vertical middle."""
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Line:
    """A sequence flow as the points of a polyline, first to last."""

    source: str
    target: str
    outcome: str
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        """SVG path data."""
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the picture: whose steps stand in it."""

    name: str
    y: float
    height: float


@dataclass
class Layout:
    """A whole picture."""

    width: float
    height: float
    lanes: list[Lane]
    boxes: dict[str, Box] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


def kind_of(node: Any) -> str:
    """start, end, gateway, wait or task."""
    kinds: tuple[tuple[type, str], ...] = (
        (Begin, "start"), (Stop, "end"), (Gateway, "gateway"), (Wait, "wait"), (DeadlineView, "task")
    )  # fmt: skip
    return next(name for kind, name in kinds if isinstance(node, kind))


def size_of(kind: str) -> tuple[float, float]:
    """Width and height of a node."""
    if kind == "gateway":
        return GATE, GATE
    return (EVENT, EVENT) if kind in ("start", "end") else (TASK_W, TASK_H)


def layout(flow_class: Any) -> Layout:
    """Place a flow: lanes in the order in which they first appear, nodes from left to right along the way forward,
    ways back above everything."""
    order = _forward_order(flow_class)
    lane_of = _lanes(order)
    names = list(dict.fromkeys(lane_of[node.name] for node in order))
    ways_back = _ways_back(flow_class, order)
    top = TOP + CHANNEL * (len(ways_back) + 1)
    lanes = [Lane(name, top + index * LANE_H, LANE_H) for index, name in enumerate(names)]
    boxes: dict[str, Box] = {}
    previous: Box | None = None
    for node in order:
        kind = kind_of(node)
        width, height = size_of(kind)
        lane = next(lane for lane in lanes if lane.name == lane_of[node.name])
        y = lane.y + (lane.height - height) / 2
        box = Box(node, kind, lane.name, _x_after(previous, lane.name, kind, width), y, width, height)
        boxes[node.name] = previous = box
    width = max(box.right for box in boxes.values()) + GAP
    made = Layout(width, lanes[-1].y + LANE_H + 1, lanes, boxes)
    made.lines = [_line(boxes, ways_back, *edge) for edge in edges(flow_class)]
    return made


def _forward_order(flow_class: Any) -> list[Any]:
    """Nodes along the way forward: from a gateway the default branch, named branches only where they lead on."""
    order: list[Any] = []
    current = flow_class.start
    while current is not None and current not in order:
        order.append(current)
        following = [edge.dst for edge in current._outgoing() if edge.dst not in order]
        # a branch that leads to a wait comes before the end both branches share
        following.sort(key=lambda node: isinstance(node, Stop))
        current = following[0] if following else None
    return order + [node for node in nodes(flow_class) if node not in order]


def _lanes(order: list[Any]) -> dict[str, str]:
    """Lane of every node: its own, else that of the step before it (a start's: of the step after it)."""
    first = next(node.lane for node in order if getattr(node, "lane", ""))
    lanes: dict[str, str] = {}
    last = first
    for node in order:
        last = getattr(node, "lane", "") or last
        lanes[node.name] = last
    return lanes


def _ways_back(flow_class: Any, order: list[Any]) -> dict[tuple[str, str], int]:
    """Sequence flows against the order, each with its channel above the lanes (0 is the lowest)."""
    place = {node.name: index for index, node in enumerate(order)}
    back = [(a, b) for a, b, _outcome in edges(flow_class) if place[b] <= place[a]]
    return {pair: channel for channel, pair in enumerate(back)}


def _x_after(previous: Box | None, lane: str, kind: str, width: float) -> float:
    if previous is None:
        return LANE_HEAD + GAP
    if previous.lane == lane or previous.kind == "gateway" or kind in ("gateway", "end"):
        return previous.right + GAP
    return previous.right + CHANNEL - width / 2


def _line(boxes: dict[str, Box], ways_back: dict[tuple[str, str], int], source: str, target: str, outcome: str) -> Line:
    a, b = boxes[source], boxes[target]
    points: list[tuple[float, float]]
    if (source, target) in ways_back:
        channel = TOP + CHANNEL * (len(ways_back) - ways_back[source, target])
        into = b.center_x + 12 * ways_back[source, target] - 12
        points = [(a.center_x, a.y), (a.center_x, channel), (into, channel), (into, b.y)]
    elif a.lane == b.lane and not _blocked(boxes, a, b):
        points = [(a.right, a.center_y), (b.x, b.center_y)]
    elif a.lane == b.lane:
        under = max(a.bottom, b.bottom) + CHANNEL
        points = [(a.center_x, a.bottom), (a.center_x, under), (b.center_x, under), (b.center_x, b.bottom)]
    else:
        edge_y = b.y if b.y > a.y else b.bottom
        points = [(a.right, a.center_y), (b.center_x, a.center_y), (b.center_x, edge_y)]
    return Line(source, target, outcome, tuple(points))


def _blocked(boxes: dict[str, Box], a: Box, b: Box) -> bool:
    """Another node of the lane stands between the two."""
    return any(a.right < box.x < b.x for box in boxes.values() if box.lane == a.lane and box not in (a, b))

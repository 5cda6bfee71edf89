"""The live state of a picture: which steps are done, which is open, which way the token took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from flows.diagram.layout import Layout, layout
from flows.models import Process, Task
from flows.registry import edges

WAS, NOW, LATER = "was", "now", "later"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table beside the picture, and one node in it."""

    name: str
    kind: str
    title: Any
    lane: str
    state: str
    who: str
    due_on: date | None
    provisional: bool
    done_at: datetime | None
    returned: bool
    following: tuple[tuple[str, Any], ...]
    """(outcome, title of the next step) of every way on."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One flow with its state."""

    process: Process | None
    title: Any
    layout: Layout
    steps: tuple[Step, ...]
    past: frozenset[tuple[str, str]]

    @property
    def human_steps(self) -> tuple[Step, ...]:
        """Steps somebody takes or waits for, in order."""
        return tuple(step for step in self.steps if step.kind in ("task", "wait"))

    @property
    def position(self) -> int:
        """Number of the step that is open, counted from 1; 0 when none is."""
        return next((n for n, step in enumerate(self.human_steps, 1) if step.state == NOW), 0)

    def state_of(self, name: str) -> str:
        """was, now or later."""
        return next((step.state for step in self.steps if step.name == name), LATER)


def picture(process: Process, tasks: Sequence[Task]) -> Picture:
    """The picture of a process from its tasks, oldest first; no query (owners must be joined)."""
    flow_class = process.flow_class
    drawn = layout(flow_class)
    latest = {task.node: task for task in tasks}
    graph = list(edges(flow_class))
    past = _past(tasks, graph)
    steps = []
    here = _position(drawn, tasks)
    for place, (name, box) in enumerate(drawn.boxes.items()):
        task = latest.get(name)
        state = LATER if task is None or place > here else (WAS if task.finished else NOW)
        if box.kind == "gateway":
            state = WAS if any(source == name for source, _target in past) else LATER
        steps.append(
            Step(
                name=name,
                kind=box.kind,
                title=getattr(box.node, "task_title", ""),
                lane=box.lane,
                state=state,
                who=task.doer if task is not None else "",
                due_on=task.due_on if task is not None else None,
                provisional=bool(task is not None and task.provisional),
                done_at=task.finished if task is not None else None,
                returned=bool(task is not None and task.outcome == "return"),
                following=_following(drawn, graph, name),
            )
        )
    return Picture(process, flow_class.process_title, drawn, tuple(steps), past)


def _past(tasks: Sequence[Task], graph: list[tuple[str, str, str]]) -> frozenset[tuple[str, str]]:
    """Sequence flows the token went along, gateways between two stored steps included."""
    ways: set[tuple[str, str]] = set()
    names = [task.node for task in tasks]
    direct = {(source, target) for source, target, _outcome in graph}
    for before, after in pairwise(names):
        if (before, after) in direct:
            ways.add((before, after))
            continue
        for source, middle in direct:
            if source == before and (middle, after) in direct:
                ways |= {(before, middle), (middle, after)}
    return frozenset(ways)


def _position(drawn: Layout, tasks: Sequence[Task]) -> int:
    """Place of the open step in the order forward: what lies behind it is still to come, also when the token was there
    before it was returned. Past the end when nothing is open."""
    waiting = {task.node for task in tasks if task.finished is None}
    return next((place for place, name in enumerate(drawn.boxes) if name in waiting), len(drawn.boxes))


def _following(drawn: Layout, graph: list[tuple[str, str, str]], name: str) -> tuple[tuple[str, Any], ...]:
    """The steps after a step; through a gateway each with its outcome."""
    found: list[tuple[str, Any]] = []
    for source, target, outcome in graph:
        if source != name:
            continue
        box = drawn.boxes[target]
        if box.kind == "gateway":
            found += [
                (way, getattr(drawn.boxes[after].node, "task_title", ""))
                for gate, after, way in graph
                if gate == target
            ]
        else:
            found.append((outcome, getattr(box.node, "task_title", "")))
    return tuple(found)

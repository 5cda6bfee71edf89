"""Every released flow class. Old versions stay here, and importable, until their last process has ended."""

from collections.abc import Iterator
from typing import Any

from flows.commitment import (
    CommitmentFlowV1,
    CommitmentFlowV2,
    CommitmentFlowV3,
    LightCommitmentFlowV1,
    LightCommitmentFlowV2,
)
from flows.dispute import DisputeFlowV1, RulingFlowV1
from flows.division import DivisionFlowV1
from flows.duty import DutyFlowV1
from flows.event import EventFlowV1
from flows.extension import ExtensionFlowV1
from flows.inspection import InspectionFlowV1, RectificationFlowV1
from flows.nodes import Gateway
from flows.parts import ContributionFlowV1, CountersignFlowV1
from flows.plan import PlanFlowV1
from flows.release import ReleaseFlowV1
from flows.report import ReportFlowV1
from flows.slip import SlipFlowV1
from flows.suspension import SuspensionFlowV1

FLOWS: tuple[Any, ...] = (
    PlanFlowV1,
    CommitmentFlowV3,
    CommitmentFlowV2,
    CommitmentFlowV1,
    LightCommitmentFlowV2,
    LightCommitmentFlowV1,
    ReportFlowV1,
    InspectionFlowV1,
    RectificationFlowV1,
    ExtensionFlowV1,
    SuspensionFlowV1,
    DisputeFlowV1,
    RulingFlowV1,
    DutyFlowV1,
    ReleaseFlowV1,
    SlipFlowV1,
    EventFlowV1,
    DivisionFlowV1,
    ContributionFlowV1,
    CountersignFlowV1,
)


def nodes(flow_class: Any) -> Iterator[Any]:
    """The nodes of a flow in the order of a walk from its start, each once."""
    seen: set[str] = set()
    queue = [flow_class.start]
    while queue:
        node = queue.pop(0)
        if node.name in seen:
            continue
        seen.add(node.name)
        yield node
        queue += [edge.dst for edge in node._outgoing()]


def edges(flow_class: Any) -> Iterator[tuple[str, str, str]]:
    """(from, to, outcome) of every sequence flow; the outcome is empty where there is no choice."""
    for node in nodes(flow_class):
        outcomes = {target: outcome for outcome, target in node.labels.items()} if isinstance(node, Gateway) else {}
        for edge in node._outgoing():
            yield node.name, edge.dst.name, outcomes.get(edge.dst.name, "forward" if outcomes else "")


def graph(flow_class: Any) -> dict[str, Any]:
    """The graph as plain data, as the golden file keeps it."""
    return {
        "nodes": {
            node.name: {
                "type": type(node).__name__,
                "task_type": node.task_type,
                "act": str(getattr(node, "act", "")),
                "lane": getattr(node, "lane", ""),
            }
            for node in nodes(flow_class)
        },
        "edges": sorted(edges(flow_class)),
    }

"""System checks of the engine: an unsafe flow never starts."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from viewflow.workflow.lock import NoLock
from viewflow.workflow.nodes import View

from flows.nodes import Begin, DeadlineView, Gateway, Stop, Wait
from flows.querysets import TASK_ACTS
from flows.registry import FLOWS, nodes

OURS = Begin | Gateway | Wait | Stop


@register()
def flows_are_guarded(**_kwargs: Any) -> list[CheckMessage]:
    """duban.E101: human step without a per-agency act; E102: flow without a row lock; E103: act no inbox shows;
    E104: a node that is none of ours."""
    return [message for flow_class in FLOWS for message in faults(flow_class)]


def faults(flow_class: Any) -> list[CheckMessage]:
    """What is unsafe about one flow class."""
    found: list[CheckMessage] = []
    if isinstance(flow_class.lock_impl, NoLock):
        found.append(
            Error(
                f"{flow_class.__name__} takes no lock: two people approving one task would both succeed.",
                hint="Derive it from flows.base.BaseFlow.",
                id="duban.E102",
            )
        )
    for node in nodes(flow_class):
        if not isinstance(node, View | OURS):
            found.append(
                Error(
                    f"{flow_class.__name__}.{node.name} is no node of flows.nodes: it could split the token, and its "
                    "row would be written outside the act.",
                    hint="Use a node of flows.nodes; let several people work in flows of their own.",
                    id="duban.E104",
                )
            )
        if not isinstance(node, View):
            continue
        act = getattr(node, "act", None)
        if not isinstance(node, DeadlineView) or not act or not node._owner_permission:
            found.append(
                Error(
                    f"{flow_class.__name__}.{node.name} is a human step without a permission: everybody would see it.",
                    hint="Use flows.nodes.DeadlineView with an act.",
                    id="duban.E101",
                )
            )
        elif act not in TASK_ACTS:
            found.append(
                Error(
                    f"{flow_class.__name__}.{node.name} needs {act}, which no inbox lists.",
                    hint="Add the act to flows.querysets.TASK_ACTS.",
                    id="duban.E103",
                )
            )
    return found

"""The golden file: the graph of a released flow class never changes; a change is a new version."""

import json
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.checks import run_checks
from viewflow import this
from viewflow.workflow.lock import no_lock
from viewflow.workflow.nodes import Split, View

from flows.base import BaseFlow
from flows.checks import faults
from flows.nodes import Begin, Stop
from flows.registry import FLOWS, graph, nodes

GOLDEN = Path(__file__).parent / "golden" / "graphs.json"


def test_graphs_are_the_released_ones() -> None:
    now = json.loads(json.dumps({flow.__name__: graph(flow) for flow in FLOWS}))
    assert now == json.loads(GOLDEN.read_text())


@pytest.mark.parametrize("flow_class", FLOWS, ids=lambda flow: flow.__name__)
def test_every_declared_node_can_be_reached(flow_class: type) -> None:
    assert {node.name for node in nodes(flow_class)} == set(flow_class._nodes_by_name)  # type: ignore[attr-defined]


def test_the_released_flows_are_guarded() -> None:
    assert [message for message in run_checks() if message.id and message.id.startswith("duban.E1")] == []


class UnguardedFlow(BaseFlow):
    """A flow nobody may release."""

    lock_impl = no_lock
    start = Begin().Next(this.look)
    look = cast(Any, View)(view=None).Next(this.end)
    end = Stop()


class SplittingFlow(BaseFlow):
    """A flow with two tokens, whose acts would have to count them."""

    start = Begin().Next(this.both)
    both = cast(Any, Split)().Next(this.end).Next(this.end)
    end = Stop()


def test_a_flow_that_splits_its_token_is_named_at_start() -> None:
    assert [message.id for message in faults(SplittingFlow)] == ["duban.E104"]


def test_an_unguarded_flow_is_named_at_start() -> None:
    assert [message.id for message in faults(UnguardedFlow)] == ["duban.E102", "duban.E101"]

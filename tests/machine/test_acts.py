"""The machine knows every act on a commitment and every step of it, so that a new one is not forgotten."""

from collections.abc import Callable
from typing import Any

from flows import acts
from flows.actions import plan
from tests.machine.machine import CASES, FORWARD
from tests.machine.steps import RIGHTS

PLAN_ACTS = {plan.submit, plan.approve, plan.send_back, plan.issue}
"""Acts on a work plan itself: it is issued before the machine begins."""
PLAN_STEPS = {"review", "approve", "issue"}
ABOUT = {
    "extension": "_extension",
    "suspension": "_suspension",
    "dispute": "_dispute",
    "slips": "_slip",
    "parts": "_contribution",
    "dividing": "_part",
    "duties": "_duty",
    "releasing": "_release",
    "events": "_event",
}
"""What the verbs of a module are called by in the machine, where several have a verb of the same name."""
NAMES = {
    "resume_suspension": "resume",
    "ask_again_dispute": "ask_dispute_again",
    "snooze": "put_off_reminders",
    "add_signer_contribution": "add_signer",
    "sign_contribution": "sign_countersignature",
    "withhold_contribution": "withhold_countersignature",
}
"""Verbs that are called otherwise in the machine."""


def _name(verb: Callable[..., Any]) -> str:
    name = verb.__name__ + ABOUT.get(_module(verb), "")
    return NAMES.get(name, name)


def _module(verb: Callable[..., Any]) -> str:
    return verb.__module__.rpartition(".")[2]


def test_every_act_on_a_commitment_is_done_by_the_machine() -> None:
    rows = [row for row in acts.ROWS if row.verb is not None and row.verb not in PLAN_ACTS]
    known = {case.name: case for case in CASES}
    assert {_name(row.verb) for row in rows if row.verb} == set(known)
    for row in rows:
        if row.verb is not None:
            case = known[_name(row.verb)]
            # What is taken back is found by the item, though it lies at a step.
            assert case.nodes == (row.nodes if row.right is None else ())
            assert case.right == (row.right or "")


def test_every_step_of_a_commitment_has_its_right_and_its_way_forward() -> None:
    nodes = {name: str(node.act) for name, node in acts.human_nodes().items() if name not in PLAN_STEPS}
    assert nodes == RIGHTS
    assert set(FORWARD) == set(RIGHTS)

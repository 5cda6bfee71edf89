"""退回 to the desk before: by the leader, where the work of the agency itself need not be done again, and by the
inspector, who cannot judge a claim as it is."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from flows.actions.stepping import Held, hold, resume, start
from flows.inspection import InspectionFlowV1
from flows.models import WAIT
from flows.nodes import Gateway
from workflow.errors import NotVisible, TransitionRefused
from workflow.models import Commitment, User
from workflow.services import commitments, inspections


def return_plan_to_head(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """The head signs the implementation plan anew, with the reason in view; the officer has nothing to do."""
    with hold(task_pk, "approve_plan", actor=actor, now=now) as held:
        _require_way(held, "to_head")
        commitments.return_implementation_plan_to_head(held.commitment, actor=actor, now=now, reason=reason)
        held.advance("to_head", reason=reason.strip(), recorded="return")
    return held.commitment


def return_to_inspector(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """The inspectors inspect the claim anew; the agency has nothing to do."""
    with hold(task_pk, "close", actor=actor, now=now) as held:
        _require_way(held, "to_inspector")
        inspection = inspections.inspect_anew(held.commitment, actor=actor, now=now, reason=reason)
        held.advance("to_inspector", reason=reason.strip(), recorded="return")
        begun = start(InspectionFlowV1, parent=held.process, now=now, commitment=held.commitment, inspection=inspection)
        for task in begun.moves.tasks:
            if task.process is begun and task.act:
                task.sender, task.returned_reason = held.sender, reason.strip()
                task.returned = task.is_returned()
    return held.commitment


def return_claim(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """The inspector sends the claim back to the agency, which claims again; no finding is raised."""
    with hold(task_pk, "inspect", actor=actor, now=now) as held:
        require_way_from_inspection(held)
        if held.process.inspection is None:
            raise NotVisible
        inspections.return_claim(held.commitment, held.process.inspection, actor=actor, now=now, reason=reason)
        held.advance("return", reason=reason.strip())
        resume(held, outcome="return", reason=reason.strip())
    return held.commitment


def leads_to(flow_class: type, outcome: str) -> bool:
    """Whether a decision of the flow has this way."""
    nodes = flow_class._nodes_by_name.values()  # type: ignore[attr-defined]
    return any(isinstance(node, Gateway) and outcome in node.labels for node in nodes)


def require_way_from_inspection(held: Held) -> None:
    """The main line that waits for the inspection knows a way back from it. Raises TransitionRefused."""
    wait = next((one for one in held.family if one.flow_task_type == WAIT and one.node == "await_inspection"), None)
    if wait is not None:
        _require(leads_back(wait.process.flow_class))


def leads_back(flow_class: type) -> bool:
    """Whether the flow of a main line has a way from the inspection back to the agency."""
    return "inspected" in flow_class._nodes_by_name  # type: ignore[attr-defined]


def _require_way(held: Held, outcome: str) -> None:
    """A gateway takes its default for an outcome it does not know, so an older version must not be asked."""
    _require(leads_to(held.process.flow_class, outcome))


def _require(known: bool) -> None:
    if not known:
        raise TransitionRefused(
            "older_version",
            _("This item was issued under an older version of the process, which has no such way back."),
            remedy=_("Return it to the agency, or have the items moved to the present version first."),
        )

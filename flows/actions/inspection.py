"""The steps of inspections and rectifications."""

from collections.abc import Sequence
from datetime import datetime

from flows.actions.stepping import Held, hold, resume, start
from flows.inspection import RectificationFlowV1
from workflow.errors import NotVisible
from workflow.models import Commitment, Finding, Inspection, User
from workflow.services import inspections


def accept(task_pk: int, *, conclusion: str = "", actor: User, now: datetime) -> Commitment:
    """The inspector accepts the claim; the leader's step of closing opens."""
    with hold(task_pk, "inspect", actor=actor, now=now) as held:
        inspections.accept(held.commitment, _inspection(held), conclusion=conclusion, actor=actor, now=now)
        held.advance("accept")
        resume(held, outcome="accept")
    return held.commitment


def raise_finding(task_pk: int, *, text: str, working_days: int, actor: User, now: datetime) -> Commitment:
    """The inspector raises a finding; its rectification opens as a flow of its own."""
    with hold(task_pk, "inspect", actor=actor, now=now) as held:
        finding = inspections.raise_finding(
            held.commitment, _inspection(held), text=text, working_days=working_days, actor=actor, now=now
        )
        held.advance("finding")
        start(
            RectificationFlowV1,
            parent=held.process,
            now=now,
            commitment=held.commitment,
            inspection=held.process.inspection,
            finding=finding,
        )
    return held.commitment


def rectify(task_pk: int, *, text: str, files: Sequence[int] = (), actor: User, now: datetime) -> Commitment:
    """The agency reports what it put right."""
    with hold(task_pk, "rectify", actor=actor, now=now) as held:
        inspections.rectify(held.commitment, _finding(held), text=text, files=files, actor=actor, now=now)
        held.advance()
    return held.commitment


def accept_rectification(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The recheck finds it right: rectification and inspection end, the leader's step of closing opens."""
    with hold(task_pk, "recheck", actor=actor, now=now) as held:
        inspections.accept_rectification(held.commitment, _finding(held), actor=actor, now=now, remark=remark)
        held.advance("accept")
        resume(held, outcome="accept")
    return held.commitment


def return_rectification(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """The recheck finds it still wanting: back to the agency."""
    with hold(task_pk, "recheck", actor=actor, now=now) as held:
        inspections.return_rectification(held.commitment, _finding(held), actor=actor, now=now, reason=reason)
        held.advance("return", reason=reason.strip())
    return held.commitment


def _inspection(held: Held) -> Inspection:
    if held.process.inspection is None:
        raise NotVisible
    return held.process.inspection


def _finding(held: Held) -> Finding:
    if held.process.finding is None:
        raise NotVisible
    return held.process.finding

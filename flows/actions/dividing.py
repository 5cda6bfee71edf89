"""Agreeing on who does which part of a clause several agencies carry out 按职责分工."""

from datetime import datetime

from flows.actions.stepping import Held, hold
from flows.due import Due
from workflow.errors import NotVisible
from workflow.models import Commitment, Division, User
from workflow.services import clocks, divisions


def state(task_pk: int, *, part: str, actor: User, now: datetime) -> Commitment:
    """The officer states the part of the agency; the office confirms it within the limit of its desk."""
    with hold(task_pk, "state_part", actor=actor, now=now) as held:
        divisions.state(held.commitment, _division(held), part=part, actor=actor, now=now)
        limit = clocks.desk_due(now, held.commitment.plan.approve_working_days)
        held.process.desk = Due(limit.due_on, limit.provisional)
        held.advance()
    return held.commitment


def confirm(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The office confirms the part."""
    with hold(task_pk, "confirm_part", actor=actor, now=now) as held:
        divisions.confirm(held.commitment, _division(held), actor=actor, now=now, remark=remark)
        held.advance()
    return held.commitment


def send_back(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """The office returns the part to the agency."""
    with hold(task_pk, "confirm_part", actor=actor, now=now) as held:
        divisions.send_back(held.commitment, _division(held), actor=actor, now=now, reason=reason)
        held.advance("return", reason=reason.strip())
    return held.commitment


def _division(held: Held) -> Division:
    division: Division | None = held.process.division
    if division is None:
        raise NotVisible
    return division

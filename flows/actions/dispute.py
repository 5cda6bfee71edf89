"""Disputes of an assignment: asking, the steps of both rounds, taking it back. Nothing here moves a date."""

from datetime import datetime

from flows.actions import transferring
from flows.actions.stepping import Held, begin_beside, cancel, cancel_beside, hold, root_of
from flows.actions.transferring import Transferred
from flows.dispute import DisputeFlowV1, RulingFlowV1
from flows.models import Process
from workflow.errors import NotVisible
from workflow.models import Agency, Commitment, Dispute, User
from workflow.services import disputes
from workflow.status import DisputeOutcome


def ask(
    commitment_pk: int, *, reason: str, proposed: Agency | None = None, actor: User, now: datetime
) -> tuple[Commitment, Dispute]:
    """The officer disputes the assignment; the head's step of signing opens, in a flow of its own."""
    with root_of(commitment_pk) as root:
        commitment = _of(root)
        dispute = disputes.ask(commitment, reason=reason, proposed=proposed, actor=actor, now=now)
        begin_beside(DisputeFlowV1, root, actor=actor, now=now, dispute=dispute)
    return commitment, dispute


def ask_again(commitment_pk: int, *, reason: str, actor: User, now: datetime) -> tuple[Commitment, Dispute]:
    """The second round: the officer asks the leader, whose step opens in a flow of its own."""
    with root_of(commitment_pk) as root:
        commitment = _of(root)
        dispute = disputes.ask_again(commitment, reason=reason, actor=actor, now=now)
        begin_beside(RulingFlowV1, root, actor=actor, now=now, dispute=dispute)
    return commitment, dispute


def sign(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The head signs; the clerk answers next."""
    with hold(task_pk, "sign_dispute", actor=actor, now=now) as held:
        disputes.sign(held.commitment, _dispute(held), actor=actor, now=now, remark=remark)
        held.advance("agree")
    return held.commitment


def refuse(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """The head does not sign: the dispute ends, the agency keeps the item."""
    with hold(task_pk, "sign_dispute", actor=actor, now=now) as held:
        disputes.refuse(held.commitment, _dispute(held), actor=actor, now=now, reason=reason)
        held.advance("refuse", reason=reason.strip())
    return held.commitment


def uphold(task_pk: int, *, actor: User, now: datetime, remark: str) -> Commitment:
    """The clerk upholds the assignment; the agency may ask the leader."""
    with hold(task_pk, "answer_dispute", actor=actor, now=now) as held:
        disputes.uphold(held.commitment, _dispute(held), actor=actor, now=now, remark=remark)
        held.advance("uphold")
    return held.commitment


def rule(task_pk: int, *, actor: User, now: datetime, remark: str) -> Commitment:
    """The leader upholds the assignment for good."""
    with hold(task_pk, "rule_dispute", actor=actor, now=now) as held:
        disputes.rule(held.commitment, _dispute(held), actor=actor, now=now, remark=remark)
        held.advance("uphold")
    return held.commitment


def transfer(task_pk: int, to_pk: int, *, actor: User, now: datetime, reason: str) -> Transferred:
    """Clerk or leader find the dispute right: the item goes to the agency `to_pk` in the same act."""
    with hold(task_pk, *disputes.TRANSFERS, actor=actor, now=now) as held:
        node, dispute = held.task.node, _dispute(held)
        disputes.agree(dispute, step=node, actor=actor, now=now, reason=reason)
        held.advance("transfer")
        return transferring.move(
            held.commitment,
            to_pk,
            held.family,
            held.process.moves,
            right=disputes.TRANSFERS[node],
            reason=reason,
            actor=actor,
            now=now,
        )


def withdraw(commitment_pk: int, *, actor: User, now: datetime) -> Commitment:
    """Who asked takes it back; its open step is cancelled."""
    with root_of(commitment_pk) as root:
        commitment = _of(root)
        dispute = disputes.withdraw(commitment, actor=actor, now=now)
        cancel_beside(now=now, dispute=dispute)
    return commitment


def end_by_plan(held: Held) -> None:
    """The implementation plan was just handed in: the agency has taken the item on, and a dispute of it ends, named
    so."""
    open_steps = [step for step in held.family if step.process.dispute_id is not None]
    cancel(open_steps, held.process.moves, now=held.now, dispute_ends=DisputeOutcome.HANDED_IN)


def _of(root: Process) -> Commitment:
    if root.commitment is None:
        raise NotVisible
    return root.commitment


def _dispute(held: Held) -> Dispute:
    if held.process.dispute is None:
        raise NotVisible
    return held.process.dispute

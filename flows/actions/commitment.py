"""The steps of a commitment's main line."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from flows.actions.dispute import end_by_plan
from flows.actions.extension import drop_moot
from flows.actions.parts import ask_signers, drop_signatures
from flows.actions.stepping import cancel, hold, lately_to, root_of, start
from flows.inspection import InspectionFlowV1
from flows.models import Task
from flows.moves import Moves
from workflow import policies
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import Commitment, User
from workflow.services import attachments, commitments, divisions, signatures, work
from workflow.services.work import PlanText
from workflow.status import Act, ClockKind


def acknowledge(task_pk: int, *, actor: User, now: datetime) -> Commitment:
    """签收. Raises NotVisible, NotPermitted, TransitionRefused."""
    with hold(task_pk, "acknowledge", actor=actor, now=now) as held:
        commitments.acknowledge(held.commitment, actor=actor, now=now)
        held.advance()
    return held.commitment


def hand_in_plan(
    task_pk: int,
    text: PlanText,
    files: Sequence[int] = (),
    *,
    also: Sequence[int] = (),
    actor: User,
    now: datetime,
) -> list[Commitment]:
    """Hand in one implementation plan for this task and, in the same act, for the tasks `also` of the same agency;
    gives back their commitments, that of this task first. `files` are ids of attachments, here and in the other steps.

    All or none: if one of them is no longer open, nothing is handed in. The rows are locked in order of their ids.
    """
    done: dict[int, Commitment] = {}
    agency_id = None
    with transaction.atomic():
        for pk in sorted({task_pk, *also}):
            with hold(pk, "write_plan", actor=actor, now=now) as held:
                agency_id = agency_id or held.commitment.agency_id
                if held.commitment.agency_id != agency_id:
                    raise Invalid(
                        "other_agency",
                        _("One document can serve the items of one agency only."),
                        remedy=_("Hand it in again for each agency."),
                    )
                work.hand_in_implementation_plan(held.commitment, text, files, actor=actor, now=now)
                held.advance()
                end_by_plan(held)
                ask_signers(held)
                done[pk] = held.commitment
    return [done.pop(task_pk), *done.values()]


def sign_plan(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The head signs the implementation plan."""
    with hold(task_pk, "sign_plan", actor=actor, now=now) as held:
        signatures.require_signed(held.commitment, now=now)
        commitments.sign_implementation_plan(held.commitment, actor=actor, now=now, remark=remark)
        held.advance()
        drop_signatures(held)
    return held.commitment


def return_plan(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """Send the implementation plan back to the officer: by the head at his step, by the leader at his."""
    with hold(task_pk, "sign_plan", "approve_plan", actor=actor, now=now) as held:
        verb = (
            commitments.return_implementation_plan_by_head
            if held.task.node == "sign_plan"
            else commitments.return_implementation_plan_by_office
        )
        verb(held.commitment, actor=actor, now=now, reason=reason)
        held.advance("return", reason=reason.strip())
        drop_signatures(held)
    return held.commitment


def approve_plan(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The office's leader approves the implementation plan."""
    with hold(task_pk, "approve_plan", actor=actor, now=now) as held:
        divisions.require_confirmed(held.commitment)
        commitments.approve_implementation_plan(held.commitment, actor=actor, now=now, remark=remark)
        held.advance()
        drop_moot(held, ClockKind.IMPLEMENTATION_PLAN)
    return held.commitment


def publish_plan(
    task_pk: int, *, url: str, published_on: date, files: Sequence[int] = (), actor: User, now: datetime
) -> Commitment:
    """Record where the approved plan was published. The ticker then opens the report of the running period."""
    with hold(task_pk, "publish_plan", actor=actor, now=now) as held:
        publication = commitments.record_publication(
            held.commitment, actor=actor, now=now, url=url, published_on=published_on
        )
        attachments.cite(held.commitment, files, f"publication:{publication.pk}", now=now)
        held.advance()
    return held.commitment


def claim_completion(task_pk: int, *, text: str, files: Sequence[int] = (), actor: User, now: datetime) -> Commitment:
    """The agency claims completion; an inspection opens as a flow of its own."""
    with hold(task_pk, "execute", actor=actor, now=now) as held:
        inspection = work.claim_completion(held.commitment, text=text, files=files, actor=actor, now=now)
        held.advance()
        drop_moot(held, ClockKind.COMPLETION)
        if held.commitment.is_light:
            end_by_plan(held)
        start(InspectionFlowV1, parent=held.process, now=now, commitment=held.commitment, inspection=inspection)
    return held.commitment


def close(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """办结 by the leader."""
    with hold(task_pk, "close", actor=actor, now=now) as held:
        commitments.close(held.commitment, actor=actor, now=now, remark=remark)
        held.advance()
        cancel(held.family, held.process.moves, now=now)
    return held.commitment


def return_to_execution(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """The leader does not close: back to the agency."""
    with hold(task_pk, "close", actor=actor, now=now) as held:
        commitments.return_to_execution(held.commitment, actor=actor, now=now, reason=reason)
        held.advance("return", reason=reason.strip())
    return held.commitment


def discontinue(commitment_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """The office ends a commitment with a reason: every open step of it and of its child flows is cancelled."""
    with root_of(commitment_pk) as root:
        commitment = root.commitment
        if commitment is None:
            raise NotVisible
        policies.require(actor, Act.DISCONTINUE, commitment.agency_id)
        if not commitment.is_open:
            raise TransitionRefused(
                "not_open",
                _("This item has already ended."),
                remedy=_("Look at its history."),
                happened=lately_to(commitment),
            )
        commitments.discontinue(commitment, actor=actor, now=now, reason=reason)
        moves = Moves()
        cancel(Task.objects.filter(root=root, finished__isnull=True).select_related("process"), moves, now=now)
        moves.write(now)
    return commitment

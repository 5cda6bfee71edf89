"""转办: the office moves the share of one agency to another. The commitment ends here and goes on there, in one act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from flows.actions import events
from flows.actions.stepping import cancel, lately_to, root_of
from flows.issue import take_over
from flows.models import Task
from flows.moves import Moves
from workflow import policies
from workflow.errors import NotVisible, TransitionRefused
from workflow.models import Agency, Commitment, User
from workflow.services import suspensions, transferring
from workflow.services.calendar import local_day
from workflow.status import Act


@dataclass(frozen=True, slots=True)
class Transferred:
    """What became of a share: `commitment` ended, `successor` was opened; `is_manned` when somebody there can
    acknowledge it."""

    commitment: Commitment
    successor: Commitment
    is_manned: bool


def transfer(
    commitment_pk: int, to_pk: int, *, reason: str, actor: User, now: datetime, seen: int | None = None
) -> Transferred:
    """Move an open commitment to the agency `to_pk`. Every open step of it and of the flows beside it is cancelled,
    open requests are dropped; the clocks of the new commitment run from the start of the old one.

    `seen` is the length of the history (`journal_seq`) the decision rests on: what happened since is looked at first.

    Raises NotVisible, NotPermitted; TransitionRefused for one that has ended, is suspended or moved on since; Invalid
    without a reason, and for an agency that cannot take it over.
    """
    with root_of(commitment_pk) as root:
        if root.commitment is None:
            raise NotVisible
        policies.require(actor, Act.TRANSFER, root.commitment.agency_id)
        _require_open(root.commitment, seen, now)
        moves = Moves()
        steps = Task.objects.filter(root=root, finished__isnull=True).select_related("process")
        done = move(root.commitment, to_pk, steps, moves, right=Act.TRANSFER, reason=reason, actor=actor, now=now)
        moves.write(now)
    return done


def _require_open(commitment: Commitment, seen: int | None, now: datetime) -> None:
    if not commitment.is_open:
        raise TransitionRefused(
            "not_open",
            _("This item has already ended."),
            remedy=_("Look at its history."),
            happened=lately_to(commitment),
        )
    if commitment.suspended_on is not None:
        suspensions.require_running(commitment, local_day(now), happened=lately_to(commitment))
    if seen is not None and seen != commitment.journal_seq:
        raise TransitionRefused(
            "moved_on",
            _("Something has happened to this item since you opened the page."),
            remedy=_("Look at it, then transfer the item if it still has to go."),
            happened=lately_to(commitment),
        )


def move(
    commitment: Commitment,
    to_pk: int,
    steps: Iterable[Task],
    moves: Moves,
    *,
    right: Act,
    reason: str,
    actor: User,
    now: datetime,
) -> Transferred:
    """The same under a lock the caller holds, by the right of his act; the caller writes `moves`, in which `steps` are
    cancelled."""
    reason = transferring.require_reason(reason)
    agency = transferring.require_receiver(commitment, to_pk, right=right, actor=actor, now=now)
    steps = list(steps)
    start = transferring.started_on(commitment)
    successor = take_over(
        commitment, agency, published_on=start, actor=actor, now=now, reason=reason, helpers=_partners(steps, agency)
    )
    transferring.carry_changes(commitment, successor)
    transferring.hand_over(commitment, successor, right=right, actor=actor, now=now, reason=reason)
    hanging = [step.process.event_response_id for step in steps if step.process.event_response_id is not None]
    cancel(steps, moves, now=now)
    if hanging:
        events.carry(hanging, successor, actor=actor, now=now)
    able = policies.able([(agency.pk, str(Act.ACKNOWLEDGE))], local_day(now))
    return Transferred(commitment, successor, bool(able))


def _partners(steps: Iterable[Task], agency: Agency) -> tuple[Agency, ...]:
    """Partners whose contribution is open still owe it, to the agency that takes over; no query without one."""
    owed = [step.process.contribution_id for step in steps if step.process.contribution_id is not None]
    if not owed:
        return ()
    found = Agency.objects.filter(contributions__in=owed).exclude(pk=agency.pk)
    return tuple(found.order_by("order", "pk").distinct())

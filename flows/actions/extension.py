"""Extensions: asking, the three steps of a request, taking it back, and its lapse by the system."""

import logging
from datetime import date, datetime

from django.db import DatabaseError
from viewflow.workflow.exceptions import FlowLockFailed

from flows.actions.stepping import Held, begin_beside, cancel, cancel_beside, commitment_of, hold, root_of
from flows.due_moves import carry
from flows.extension import ExtensionFlowV1
from workflow.errors import NotVisible, TransitionRefused
from workflow.models import Commitment, Extension, User
from workflow.services import extensions
from workflow.services.calendar import local_day
from workflow.status import ClockKind

BATCH = 200

logger = logging.getLogger(__name__)


def ask(
    commitment_pk: int, kind: ClockKind | str, *, to: date, cause: str, actor: User, now: datetime
) -> tuple[Commitment, Extension]:
    """The officer asks for a later date; the head's step of signing opens, in a flow of its own."""
    with root_of(commitment_pk) as root:
        commitment = root.commitment
        if commitment is None:
            raise NotVisible
        extension = extensions.ask(commitment, ClockKind(kind), to=to, cause=cause, actor=actor, now=now)
        begin_beside(ExtensionFlowV1, root, actor=actor, now=now, extension=extension)
    return commitment, extension


def sign(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The head signs the request; the inspector gives his opinion next."""
    with hold(task_pk, "sign_extension", actor=actor, now=now) as held:
        extensions.sign(held.commitment, _extension(held), actor=actor, now=now, remark=remark)
        held.advance("agree")
    return held.commitment


def advise(task_pk: int, *, actor: User, now: datetime, remark: str) -> Commitment:
    """The inspector gives his opinion; the leader decides next."""
    with hold(task_pk, "advise_extension", actor=actor, now=now) as held:
        extensions.advise(held.commitment, _extension(held), actor=actor, now=now, remark=remark)
        held.advance("agree")
    return held.commitment


def grant(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The leader grants it: the clock, the open steps and their reminders run to the new date."""
    with hold(task_pk, "grant_extension", actor=actor, now=now) as held:
        extensions.grant(held.commitment, _extension(held), actor=actor, now=now, remark=remark)
        held.advance("agree")
        carry(held.family, held.commitment, held.process.moves, on=local_day(now))
    return held.commitment


def refuse(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """Head, inspector or leader refuses at his step: the request ends, the present date counts on."""
    with hold(task_pk, "sign_extension", "advise_extension", "grant_extension", actor=actor, now=now) as held:
        extensions.refuse(held.commitment, _extension(held), step=held.task.node, actor=actor, now=now, reason=reason)
        held.advance("refuse", reason=reason.strip())
    return held.commitment


def withdraw(commitment_pk: int, kind: ClockKind | str, *, actor: User, now: datetime) -> Commitment:
    """Who asked takes the request back; its open step is cancelled."""
    with commitment_of(commitment_pk) as commitment:
        extension = extensions.withdraw(commitment, ClockKind(kind), actor=actor, now=now)
        cancel_beside(extension=extension, now=now)
    return commitment


def drop_moot(held: Held, kind: ClockKind) -> None:
    """The duty behind a date was just done: a request to extend that date has no object any more."""
    moot = [
        step for step in held.family if step.process.extension is not None and step.process.extension.clock.kind == kind
    ]
    cancel(moot, held.process.moves, now=held.now)


def lapse_undecided(now: datetime) -> int:
    """Chore of the ticker: end every request whose date passed undecided; returns how many.

    Each under the lock of its family: a decision taken at the same moment comes before or finds it ended.
    """
    today = local_day(now)
    due = Extension.objects.filter(outcome="", clock__due_on__lt=today, commitment__suspended_on__isnull=True)
    lapsed = 0
    for pk, commitment_pk in list(due.order_by("pk").values_list("pk", "commitment_id")[:BATCH]):
        try:
            lapsed += _lapse_one(pk, commitment_pk, now)
        except (NotVisible, TransitionRefused, FlowLockFailed, DatabaseError):
            # One that is held or broken must not keep the others from ending; the next tick comes back to it.
            logger.exception("The lapse of extension %s failed.", pk)
    return lapsed


def _lapse_one(pk: int, commitment_pk: int, now: datetime) -> int:
    with commitment_of(commitment_pk) as commitment:
        extension = Extension.objects.select_related("clock").filter(pk=pk, outcome="").first()
        if extension is None or not extensions.has_lapsed(extension, local_day(now)):
            return 0
        if commitment.suspended_on is not None:
            return 0
        extensions.lapse(commitment, extension, now=now)
        cancel_beside(extension=extension, now=now)
    return 1


def _extension(held: Held) -> Extension:
    if held.process.extension is None:
        raise NotVisible
    return held.process.extension

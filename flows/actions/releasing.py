"""The review before publication: preparing it, its one step, taking it back, withholding what passed as not published,
and the objection of an inspector."""

from datetime import datetime

from flows.actions.stepping import Held, begin_beside, cancel_beside, commitment_of, hold, root_of
from flows.release import ReleaseFlowV1
from workflow.errors import NotVisible
from workflow.models import Commitment, Release, User
from workflow.services import commitments, releases
from workflow.services.releases import Prepared


def prepare(commitment_pk: int, what: Prepared, *, actor: User, now: datetime) -> tuple[Commitment, Release]:
    """The officer prepares the publication; the step of the reviewer opens where one is needed."""
    with root_of(commitment_pk) as root:
        commitment = root.commitment
        if commitment is None:
            raise NotVisible
        release = releases.prepare(commitment, what, actor=actor, now=now)
        if not release.outcome:
            begin_beside(ReleaseFlowV1, root, actor=actor, now=now, release=release)
    return commitment, release


def accept(task_pk: int, *, actor: User, now: datetime, basis: str) -> Commitment:
    """The reviewer lets it pass."""
    with hold(task_pk, "review_release", actor=actor, now=now) as held:
        releases.accept(held.commitment, _release(held), actor=actor, now=now, basis=basis)
        held.advance("agree")
    return held.commitment


def send_back(task_pk: int, *, outcome: str, actor: User, now: datetime, reason: str) -> Commitment:
    """The reviewer returns it with a reason; the officer prepares it anew."""
    with hold(task_pk, "review_release", actor=actor, now=now) as held:
        releases.send_back(held.commitment, _release(held), outcome=outcome, actor=actor, now=now, reason=reason)
        held.advance("return", reason=reason.strip())
    return held.commitment


def withdraw(commitment_pk: int, *, actor: User, now: datetime) -> Commitment:
    """Who prepared it takes it back; the open step is cancelled."""
    with commitment_of(commitment_pk) as commitment:
        release = releases.withdraw(commitment, actor=actor, now=now)
        cancel_beside(release=release, now=now)
    return commitment


def withhold(task_pk: int, *, actor: User, now: datetime) -> Commitment:
    """Record that the approved plan is not published, as the review settled it; the work goes on."""
    with hold(task_pk, "publish_plan", actor=actor, now=now) as held:
        commitments.record_withholding(held.commitment, actor=actor, now=now)
        held.advance()
    return held.commitment


def object_to(commitment_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """An inspector objects to what was withheld."""
    with commitment_of(commitment_pk) as commitment:
        releases.object_to(commitment, actor=actor, now=now, reason=reason)
    return commitment


def _release(held: Held) -> Release:
    if held.process.release is None:
        raise NotVisible
    return held.process.release

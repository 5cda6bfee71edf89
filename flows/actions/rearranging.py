"""Splitting an item after the issue, and merging one into another, under the locks of their flows."""

from datetime import datetime

from django.db import transaction

from flows.actions.stepping import cancel, root_of
from flows.issue import Share, open_commitments
from flows.models import Task
from flows.moves import Moves
from workflow.errors import NotVisible
from workflow.models import Commitment, User
from workflow.services import rearranging, transferring


def split(commitment_pk: int, *, heading: str, text: str, reason: str, actor: User, now: datetime) -> Commitment:
    """A part of the item goes on as an item of its own, at the same agency and with the same dates; the new commitment.
    Raises NotVisible, NotPermitted, Invalid, TransitionRefused."""
    with root_of(commitment_pk) as root:
        commitment = root.commitment
        if commitment is None:
            raise NotVisible
        item = rearranging.split_item(commitment, heading=heading, text=text, actor=actor, now=now)
        share = Share(
            item,
            item.assignments.get(),
            commitment.agency,
            commitment.role,
            is_light=commitment.is_light,
        )
        started = transferring.started_on(commitment)
        open_commitments(commitment.plan, [share], published_on=started, actor=actor, now=now)
        made = Commitment.objects.select_related("item", "agency", "plan").get(item=item)
        transferring.carry_changes(commitment, made, same_agency=True)
        rearranging.tell_split(commitment, made, reason=reason, actor=actor, now=now)
    return made


def merge(commitment_pk: int, into_pk: int, *, reason: str, actor: User, now: datetime) -> Commitment:
    """The commitment ends and its work goes on with another one of the agency; every open step of it is cancelled. Both
    are locked in the order of their ids."""
    first, second = sorted((commitment_pk, into_pk))
    with transaction.atomic(), root_of(first) as one, root_of(second) as other:
        found = {first: one, second: other}
        commitment, into = found[commitment_pk].commitment, found[into_pk].commitment
        if commitment is None or into is None:
            raise NotVisible
        rearranging.merge(commitment, into, reason=reason, actor=actor, now=now)
        moves = Moves()
        steps = Task.objects.filter(root=found[commitment_pk], finished__isnull=True).select_related("process")
        cancel(steps, moves, now=now)
        moves.write(now)
    return into

"""抄送 of a commitment, under the lock of its flows."""

from collections.abc import Collection
from datetime import datetime

from flows.actions.stepping import commitment_of
from workflow.models import User
from workflow.services import following


def copy(commitment_pk: int, people: Collection[int], *, remark: str = "", actor: User, now: datetime) -> list[User]:
    """Copy it to these people; those told. Raises what `following.copy` raises, and TransitionRefused when the lock is
    not to be had."""
    with commitment_of(commitment_pk) as commitment:
        return following.copy(commitment, people, remark=remark, actor=actor, now=now)

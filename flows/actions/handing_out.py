"""分办 of a commitment inside its agency, under the lock of its flows."""

from datetime import datetime

from flows.actions.stepping import commitment_of
from workflow.models import User
from workflow.services import handing_out


def hand_out(commitment_pk: int, *, section: str, officer_id: int | None, actor: User, now: datetime) -> User | None:
    """The head names section and officer. Raises what `handing_out.hand_out` raises."""
    with commitment_of(commitment_pk) as commitment:
        return handing_out.hand_out(commitment, section=section, officer_id=officer_id, actor=actor, now=now)

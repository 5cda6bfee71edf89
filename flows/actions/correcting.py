"""更正 of an entry, under the lock of the commitment's flows."""

from datetime import datetime

from flows.actions.stepping import commitment_of
from workflow.models import JournalEntry, User
from workflow.services import correcting


def correct(commitment_pk: int, seq: int, *, text: str, actor: User, now: datetime) -> JournalEntry:
    """Correct entry number `seq` of the person's own. Raises what `correcting.correct` raises, and TransitionRefused
    when the lock is not to be had."""
    with commitment_of(commitment_pk) as commitment:
        return correcting.correct(commitment, seq, text=text, actor=actor, now=now)

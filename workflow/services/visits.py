"""When a person was here last, so that the first page can say what happened meanwhile."""

from datetime import datetime, timedelta

from workflow.models import User

PRECISION = timedelta(minutes=5)


def note_visit(user: User, *, now: datetime) -> datetime | None:
    """Remember that the person is here, at most every five minutes; gives the moment known before, None at first.

    Bookkeeping about the reader, not an act of the domain: nothing is journalled.
    """
    before = user.last_visit_at
    if before is None or now - before > PRECISION:
        User.objects.filter(pk=user.pk).update(last_visit_at=now)
    return before

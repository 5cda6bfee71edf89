"""Reading what happened since a position. Every process reads here; a wake-up only says when."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from notifications import topics
from notifications.hub import Change, Hub
from notifications.models import LiveEvent, Notification

MOST_CHANGES = 1000
"""Whoever missed more than this is told that everything he listens to has changed."""
KEPT = timedelta(days=7)

_About = tuple[int | None, int | None, int | None, int | None, int | None]
"""Ids of agency, commitment, plan, job and owner of a job."""


def position() -> int:
    """The id of the newest live event, 0 before the first; one look at the end of the index."""
    newest = LiveEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def changes_since(since: int, limit: int = MOST_CHANGES) -> list[Change]:
    """The next `limit` events after a position with the routes they travel on; two queries."""
    events = list(
        LiveEvent.objects.filter(pk__gt=since)
        .order_by("pk")
        .values_list("pk", "agency_id", "commitment_id", "plan_id", "job_id", "owner_id")[:limit]
    )
    if not events:
        return []
    told: dict[int, list[int]] = {}
    for at, user_id in Notification.objects.filter(position__gt=since, position__lte=events[-1][0]).values_list(
        "position", "recipient_id"
    ):
        told.setdefault(at, []).append(user_id)
    return [Change(row[0], frozenset(_routes(row[1:], told.get(row[0], ())))) for row in events]


def _routes(about: _About, told: Sequence[int]) -> Iterator[str]:
    agency_id, commitment_id, plan_id, job_id, owner_id = about
    if agency_id:
        yield topics.agency(agency_id)
    if commitment_id:
        yield topics.commitment(commitment_id)
    if plan_id:
        yield topics.plan(plan_id)
    if job_id:
        yield topics.job(job_id)
    if owner_id:
        yield topics.jobs_of(owner_id)
    yield from map(topics.person, told)


def missed(grants: topics.Grants, since: int | None) -> tuple[int, dict[str, int]]:
    """Where we are now, and which of the granted topics changed after `since`, each with its newest position.

    A position we do not know (nothing kept from then, or a restored database) means that everything may have changed.
    """
    now = position()
    if since is None or since == now or not grants:
        return now, {}
    changes = changes_since(since, MOST_CHANGES + 1) if since < now else []
    oldest = LiveEvent.objects.order_by("pk").values_list("pk", flat=True).first() or 0
    if since > now or len(changes) > MOST_CHANGES or since < oldest - 1:
        return now, dict.fromkeys(grants, now)
    found: dict[str, int] = {}
    for change in changes:
        found |= {topic: change.position for topic, routes in grants.items() if routes & change.routes}
    return max(now, changes[-1].position if changes else 0), found


class Feed:
    """Carries what happened into the hub of this process. Used by one thread."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._seen: int | None = None

    def advance(self) -> int:
        """Publish everything after what was published last; returns how many events. The first call finds out where
        we are and has the sockets that came earlier look again; later ones ask for what they missed themselves."""
        if self._seen is None:
            self._seen = position()
            self._hub.begin(self._seen)
            return 0
        count = 0
        while changes := changes_since(self._seen):
            self._hub.publish(changes)
            self._seen = changes[-1].position
            count += len(changes)
        return count


def prune(now: datetime) -> int:
    """Chore: forget live events older than a week, a thousand at a time; the newest always stays."""
    old = list(LiveEvent.objects.order_by("pk").values_list("pk", "at")[:1000])
    ids = [pk for pk, at in old if at < now - KEPT and pk != position()]
    if ids:
        LiveEvent.objects.filter(pk__in=ids).delete()
    return len(ids)

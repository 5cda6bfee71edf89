"""What a person does with notifications: read one, read all; and the numbers of the bell."""

from collections import Counter
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from notifications import topics, wake
from notifications.models import LiveEvent, Notification, NotificationCounter
from workflow.errors import NotVisible
from workflow.models import User
from workflow.services.jobs import running_count
from workflow.services.verification import Breach, Counted

KEPT = timedelta(days=180)

_noted: ContextVar[tuple[int, Mapping[str, int]] | None] = ContextVar("live_numbers", default=None)


def numbers(user: User) -> Mapping[str, int]:
    """`unread`, `last_id` (the position a page starts to listen from) and `jobs` that have not ended; one query, or
    what `note` has read."""
    noted = _noted.get()
    return noted[1] if noted and noted[0] == user.pk else _read_numbers(user)


def note(user: User | None) -> None:
    """Read the numbers before the page reads its data, so that nothing falls between the two; None forgets them."""
    _noted.set((user.pk, _read_numbers(user)) if user is not None else None)


def _read_numbers(user: User) -> Mapping[str, int]:
    newest = Subquery(LiveEvent.objects.order_by("-pk").values("pk")[:1])
    row = User.objects.filter(pk=user.pk).values_list("notification_counter__unread", newest, running_count()).first()
    unread, last_id, running = row or (0, 0, 0)
    return {"unread": unread or 0, "last_id": last_id or 0, "jobs": running}


def notifications_of(user: User) -> QuerySet[Notification]:
    """The person's own notifications, newest first; nobody sees those of others."""
    return Notification.objects.filter(recipient=user).order_by("-pk")


def own(user: User, pk: int) -> Notification:
    """The notification when it is the person's own; NotVisible (404) otherwise."""
    found = notifications_of(user).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def same_act(told: Notification) -> Q:
    """The notifications of one person that came from one act on several items, shown as one line."""
    if told.entry is None or told.commitment_id is None:
        return Q(pk=told.pk)
    return Q(
        recipient_id=told.recipient_id,
        event=told.event,
        plan_id=told.plan_id,
        entry__at=told.entry.at,
        entry__actor_id=told.entry.actor_id,
    )


def mark_read(user: User, which: Q, *, now: datetime) -> int:
    """Mark the person's unread notifications among `which` as read; returns how many. The counter moves with them."""
    with transaction.atomic():
        # The counter first: dispatchers and other tabs change it too, so everybody waits in the same order.
        NotificationCounter.objects.select_for_update().filter(user=user).first()
        unread = Notification.objects.filter(which, recipient=user, read_at__isnull=True)
        count = Notification.objects.filter(pk__in=list(unread.values_list("pk", flat=True))).update(read_at=now)
        if count:
            NotificationCounter.objects.filter(user=user).update(unread=F("unread") - count)
            # Other tabs of the same person count down.
            transaction.on_commit(lambda: wake.touched(topics.person(user.pk)))
    return count


def prune(now: datetime) -> int:
    """Chore: forget what was read and is older than 180 days, a thousand at a time; the journal keeps it for ever."""
    old = Notification.objects.filter(read_at__isnull=False, created_at__lt=now - KEPT).order_by("pk")
    ids = list(old.values_list("pk", flat=True)[:1000])
    if ids:
        Notification.objects.filter(pk__in=ids).delete()
    return len(ids)


def verify_counters() -> Counted:
    """For `manage.py verify`: the bell of every person shows the number of his unread notifications."""
    counted: Counter[int] = Counter(
        Notification.objects.filter(read_at__isnull=True).values_list("recipient_id", flat=True).iterator()
    )
    shown = dict(NotificationCounter.objects.values_list("user_id", "unread"))
    for user_id in sorted(counted.keys() | shown.keys()):
        if shown.get(user_id, 0) != counted[user_id]:
            told = _("The bell says %(shown)s, unread are %(unread)s.")
            sentence = told % {"shown": shown.get(user_id, 0), "unread": counted[user_id]}
            yield Breach("unread_counter", sentence, f"user:{user_id}")
    return len(shown)

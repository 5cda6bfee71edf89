"""From the outbox to notifications: exactly once, by any number of dispatchers."""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from notifications import wake
from notifications.channels import CHANNELS
from notifications.channels.timing import digest_at, send_at
from notifications.models import Delivery, LiveEvent, Notification, NotificationCounter
from notifications.preferences import IN_SYSTEM, URGENT, Choices
from notifications.recipients import GROUP_OF, JOB_ENDED, OWNER, addressees
from workflow.models import Job, Outbox
from workflow.services.calendar import local_day

logger = logging.getLogger(__name__)

TURN = 0x64756261
"""Key of the advisory lock under which ids of live events are given out."""
LONGEST_PAUSE = timedelta(hours=1)
STALE = timedelta(days=3)
"""What happened longer ago (set-up data, a long standstill) is told in the system only."""


def deliver_pending(now: datetime, limit: int = 200) -> int:
    """Tell up to `limit` events of the outbox; returns how many. Safe in any number of threads and processes.

    An event that cannot be told (a fault in the code) is put aside with growing pauses and never stops the others.
    """
    if not _due(now).exists():
        return 0
    try:
        return _deliver(now, limit)
    except Exception:
        logger.exception("A batch of events could not be told; trying them one by one")
    told = 0
    for pk in _due(now).order_by("pk").values_list("pk", flat=True)[:limit]:
        try:
            told += _deliver(now, 1, only=pk)
        except Exception:
            logger.exception("Event %s of the outbox could not be told", pk)
            _put_aside(pk, now)
    return told


def _due(now: datetime) -> QuerySet[Outbox]:
    return Outbox.objects.filter(Q(leased_until__isnull=True) | Q(leased_until__lte=now))


def _deliver(now: datetime, limit: int, only: int | None = None) -> int:
    with transaction.atomic():
        # PostgreSQL: rows another dispatcher holds are skipped. SQLite: IMMEDIATE lets one dispatcher in at a time.
        claimed = _due(now).select_for_update(skip_locked=True, of=("self",)).select_related("entry__plan")
        if only is not None:
            claimed = claimed.filter(pk=only)
        rows = list(claimed.order_by("pk")[:limit])
        if not rows:
            return 0
        _tell(rows, now)
        Outbox.objects.filter(pk__in=[row.pk for row in rows]).delete()
        transaction.on_commit(wake.moved)
    return len(rows)


def _tell(rows: Sequence[Outbox], now: datetime) -> None:
    entries = [row.entry for row in rows]
    people = addressees(entries, local_day(now))
    in_turn()
    events = LiveEvent.objects.bulk_create(
        [
            LiveEvent(
                entry=entry,
                agency_id=entry.agency_id,
                commitment_id=entry.commitment_id,
                plan_id=entry.plan_id,
                at=now,
            )
            for entry in entries
        ]
    )
    _notify(
        [
            Notification(
                recipient_id=person.user_id,
                event=entry.act,
                entry=entry,
                commitment_id=entry.commitment_id,
                plan_id=entry.plan_id,
                reason=person.reason,
                asks=person.asks,
                position=event.pk,
                created_at=entry.at,
            )
            for entry, event in zip(entries, events, strict=True)
            for person in people.get(entry.pk, ())
        ],
        now,
    )


def tell_job(job: Job) -> None:
    """Tell the owner that a job ended; called inside the transaction that ends it."""
    if job.finished_at is None:
        return
    in_turn()
    event = LiveEvent.objects.create(job=job, owner_id=job.owner_id, at=job.finished_at)
    told = Notification(
        recipient_id=job.owner_id,
        event=JOB_ENDED,
        job=job,
        reason=OWNER,
        position=event.pk,
        created_at=job.finished_at,
    )
    _notify([told], job.finished_at)
    transaction.on_commit(wake.moved)


def in_turn() -> None:
    """Until the end of this transaction nobody else gives out ids of live events: they grow in the order of commits.

    Ids of a sequence do not by themselves: 41 may become visible after 42, and whoever asked for what came after 42
    would never hear of it. SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def _notify(told: list[Notification], now: datetime) -> None:
    """Store notifications, count them for the bell, and queue what goes over other channels."""
    if not told:
        return
    choices = Choices(notification.recipient_id for notification in told)
    for notification in told:
        group = GROUP_OF[notification.event]
        if not choices.wants(notification.recipient_id, IN_SYSTEM, group):
            notification.read_at = now
    stored = Notification.objects.bulk_create(told)
    count_unread(notification.recipient_id for notification in stored if notification.read_at is None)
    had = _reminded_today(stored, now)
    deliveries = [
        Delivery(
            notification=notification,
            recipient_id=notification.recipient_id,
            channel=name,
            due_at=_leaves(notification, name, choices, had, now),
        )
        for name in CHANNELS
        for notification in _reachable(stored, name, choices, now)
    ]
    Delivery.objects.bulk_create(deliveries)


def _leaves(
    told: Notification, channel: str, choices: Choices, had: Collection[tuple[int, str]], now: datetime
) -> datetime:
    """The moment at which the notification may leave over the channel."""
    times = choices.quiet_times.get(told.recipient_id)
    group = GROUP_OF[told.event]
    if group == "reminders":
        return digest_at(now, times, had_today=(told.recipient_id, channel) in had)
    return send_at(now, times, urgent=group in URGENT)


def _reminded_today(told: Iterable[Notification], now: datetime) -> set[tuple[int, str]]:
    """(person, channel) of those among them who have had their message of reminders today; no query without one."""
    people = {row.recipient_id for row in told if GROUP_OF[row.event] == "reminders"}
    if not people:
        return set()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    events = [event for event, group in GROUP_OF.items() if group == "reminders"]
    sent = Delivery.objects.filter(
        recipient_id__in=people, sent_at__gte=midnight, notification__event__in=events
    ).values_list("recipient_id", "channel")
    return set(sent)


def _reachable(stored: list[Notification], name: str, choices: Choices, now: datetime) -> list[Notification]:
    wanted = [
        notification
        for notification in stored
        if now - notification.created_at < STALE
        and choices.wants(notification.recipient_id, name, GROUP_OF[notification.event])
    ]
    reachable = CHANNELS[name].reachable({notification.recipient_id for notification in wanted}) if wanted else set()
    return [notification for notification in wanted if notification.recipient_id in reachable]


def count_unread(recipients: Iterable[int]) -> None:
    """Add each occurrence of a person to his counter: one statement for all who got the same number."""
    counts = Counter(recipients)
    if not counts:
        return
    NotificationCounter.objects.bulk_create(
        [NotificationCounter(user_id=user_id) for user_id in sorted(counts)], ignore_conflicts=True
    )
    by_number: dict[int, list[int]] = {}
    for user_id, number in counts.items():
        by_number.setdefault(number, []).append(user_id)
    for number, users in by_number.items():
        NotificationCounter.objects.filter(user_id__in=users).update(unread=F("unread") + number)


def _put_aside(pk: int, now: datetime) -> None:
    row = Outbox.objects.filter(pk=pk).first()
    if row is not None:
        pause = min(timedelta(seconds=5 * 2 ** min(row.attempts, 12)), LONGEST_PAUSE)
        Outbox.objects.filter(pk=pk).update(attempts=F("attempts") + 1, leased_until=now + pause)

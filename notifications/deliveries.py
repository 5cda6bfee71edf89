"""Sending what waits for a channel: claimed by a lease, retried with growing pauses, one message a person."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import F, QuerySet

from notifications.channels import CHANNELS
from notifications.models import Delivery
from notifications.texts import with_texts

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
MAX_ATTEMPTS = 8
BATCH = 100


def send_due(now: datetime) -> int:
    """Chore: send what is due, the notifications of one person and channel in one message; returns how many went out.

    The claim moves `due_at` on, so that of two tickers one sends. A ticker that dies between sending and noting it
    sends once more after the lease: a message is never lost, and doubled only then.
    """
    claimed = _claim(now)
    sent = 0
    for (_recipient_id, channel), group in groupby(claimed, key=lambda row: (row.recipient_id, row.channel)):
        sent += _send(list(group), channel, now)
    return sent


def _claim(now: datetime) -> list[Delivery]:
    due = Delivery.objects.filter(sent_at__isnull=True, gave_up_at__isnull=True, due_at__lte=now)
    if not due.exists():
        return []
    with transaction.atomic():
        rows = list(due.select_for_update(skip_locked=True).order_by("due_at", "pk")[:BATCH])
        rows += _rest_of_people(due, rows)
        ids = [row.pk for row in rows]
        Delivery.objects.filter(pk__in=ids).update(due_at=now + LEASE, attempts=F("attempts") + 1)
    found = Delivery.objects.filter(pk__in=ids).select_related("recipient").order_by("recipient_id", "channel", "pk")
    return list(found)


def _rest_of_people(due: QuerySet[Delivery], rows: Sequence[Delivery]) -> list[Delivery]:
    """What else is due to the same people: the edge of a batch must not make two messages of one."""
    if len(rows) < BATCH:
        return []
    rest = due.filter(recipient_id__in={row.recipient_id for row in rows}).exclude(pk__in=[row.pk for row in rows])
    return list(rest.select_for_update(skip_locked=True).order_by("pk"))


def _send(rows: Sequence[Delivery], channel: str, now: datetime) -> int:
    ids = [row.pk for row in rows]
    try:
        CHANNELS[channel].deliver(rows[0].recipient, with_texts([row.notification_id for row in rows]))
    except Exception as error:
        logger.exception("Could not send to %s over %s", rows[0].recipient_id, channel)
        _try_again(rows, str(error), now)
        return 0
    Delivery.objects.filter(pk__in=ids).update(sent_at=now, error="")
    return len(ids)


def _try_again(rows: Sequence[Delivery], error: str, now: datetime) -> None:
    for row in rows:
        pause = min(timedelta(minutes=2**row.attempts), LONGEST_PAUSE)
        row.due_at = now + pause
        row.gave_up_at = now if row.attempts >= MAX_ATTEMPTS else None
        row.error = error[:300]
    Delivery.objects.bulk_update(rows, ["due_at", "gave_up_at", "error"])

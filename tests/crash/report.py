"""`python -m tests.crash.report`: what the database holds afterwards, as JSON."""

import json
import sys

import django


def main() -> None:
    """Tell everything still to be told, then print the counts the test compares.

    steps: [commitment, node, how many rows, how many of them done]; acts: [commitment, act, entries]; `untold` events;
    `doubled` (entry, recipient) pairs with more than one notification.
    """
    django.setup()
    from django.db.models import Count, Q
    from django.utils import timezone

    from flows.models import Task
    from notifications.dispatch import deliver_pending
    from notifications.models import Notification
    from workflow.models import JournalEntry, Outbox

    # A lease of the dead process may still stand: a ticker after its end would take the event up.
    Outbox.objects.update(leased_until=None)
    while deliver_pending(timezone.now()):
        pass
    steps = Task.objects.filter(flow_task_type="HUMAN", commitment__isnull=False).values_list("commitment_id", "node")
    rows = steps.annotate(rows=Count("pk"), done=Count("pk", filter=Q(finished__isnull=False)))
    acts = JournalEntry.objects.filter(commitment__isnull=False).values_list("commitment_id", "act")
    told = Notification.objects.values("entry_id", "recipient_id").annotate(times=Count("pk")).filter(times__gt=1)
    found = {
        "steps": sorted(rows.order_by()),
        "acts": sorted(acts.order_by().annotate(entries=Count("pk"))),
        "untold": Outbox.objects.count(),
        "doubled": list(told.order_by()),
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()

"""The number beside 待办: bounded, so that it costs the same however much waits."""

from flows.models import Task
from workflow.models import User
from workflow.policies import scope_of

MOST = 100
"""Counting stops here; the frame shows 99+."""


def inbox_count(user: User) -> int:
    """Open steps that wait for the person, at most `MOST`; one query over the covering index."""
    return Task.objects.waiting_for(scope_of(user)).order_by()[:MOST].count()

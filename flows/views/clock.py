"""The moment of a request: the one place where the pages of steps look at the clock."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Now, with its time zone."""
    return timezone.now()

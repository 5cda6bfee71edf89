"""Who wants to know that events were written. The push happens on commit, never before."""

from collections.abc import Callable

from django.db import transaction

_listeners: list[Callable[[], None]] = []


def on_event(listener: Callable[[], None]) -> None:
    """Register a function that wakes a dispatcher; it must return at once and must not raise."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce() -> None:
    """Wake the dispatchers once the running transaction has committed."""
    transaction.on_commit(_wake)


def _wake() -> None:
    for listener in _listeners:
        listener()

"""Who moves along when a legal clock is counted again: layers above register what they keep of its due date."""

from collections.abc import Callable
from datetime import date

DueMoved = Callable[[int, int, date, date], None]
_listeners: list[DueMoved] = []


def on_due_moved(listener: DueMoved) -> None:
    """Register `listener(commitment_id, clock_id, old, new)`. It runs in the transaction that moves the date, after the
    clock and the commitment were stored, so what it raises undoes everything. `old` may equal `new` when only
    "provisional" became "final"."""
    if listener not in _listeners:
        _listeners.append(listener)


def due_moved(commitment_id: int, clock_id: int, old: date, new: date) -> None:
    """Tell every listener."""
    for listener in _listeners:
        listener(commitment_id, clock_id, old, new)

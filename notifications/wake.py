"""How the rest of this app wakes the live side without knowing a transport. `config.background` hands one in; without
one (tests, commands) nothing is woken and nothing is lost, because pages ask for what they missed."""

from typing import Protocol


class Transport(Protocol):
    """What a process does with a wake-up. Both return at once and never raise."""

    def pending(self) -> None:
        """Events wait in the outbox."""

    def moved(self) -> None:
        """New live events were stored."""

    def touched(self, topics: frozenset[str]) -> None:
        """Something changed that no event tells of (progress of a job, a notification read in another tab)."""


_transports: list[Transport] = []


def use(transport: Transport | None) -> None:
    """Send wake-ups through this transport from now on; None stops it."""
    _transports[:] = [transport] if transport else []


def pending() -> None:
    """Wake a dispatcher."""
    for transport in _transports:
        transport.pending()


def moved() -> None:
    """Wake the hubs of all processes."""
    for transport in _transports:
        transport.moved()


def touched(*topics: str) -> None:
    """Tell listeners of these routes (see `notifications.topics`) to look again."""
    for transport in _transports:
        transport.touched(frozenset(topics))

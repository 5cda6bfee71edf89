"""What a channel is."""

from collections.abc import Sequence
from typing import Protocol

from django.utils.functional import Promise

from notifications.models import Notification
from workflow.models import User


class Channel(Protocol):
    """One way to send notifications. Stateless; called by any number of tickers, never while a page waits."""

    @property
    def name(self) -> str:
        """Stored in rows; never changes."""

    @property
    def label(self) -> Promise:
        """Shown in the settings."""

    def reachable(self, user_ids: set[int]) -> set[int]:
        """Those of the people the channel has an address of; one query."""

    def deliver(self, recipient: User, notifications: Sequence[Notification]) -> None:
        """Send one message that holds all of them (title and link only, never content). Raises what went wrong;
        it is then tried again with growing pauses."""

"""An issued plan with one commitment, its events told, and people listening."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from notifications import wake
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from tests.builders import City, issue_plan, make_plan
from workflow.models import Commitment, Outbox, User


@pytest.fixture
def commitment(city: City, now: datetime) -> Commitment:
    """One commitment of the agency, just issued; nothing told yet."""
    return issue_plan(city, make_plan(city, now, items=1), now)[0]


@pytest.fixture
def told(now: datetime) -> Callable[[], int]:
    """Tell everything that waits in the outbox; returns how many events."""

    def tell() -> int:
        count = 0
        while Outbox.objects.exists():
            count += deliver_pending(now)
        return count

    return tell


@pytest.fixture
def events_of() -> Callable[[User], list[str]]:
    """What a person was told, oldest first."""

    def events(user: User) -> list[str]:
        return list(Notification.objects.filter(recipient=user).order_by("pk").values_list("event", flat=True))

    return events


class Wakes:
    """A transport that only remembers."""

    def __init__(self) -> None:
        self.pendings = 0
        self.moves = 0
        self.touches: list[frozenset[str]] = []

    def pending(self) -> None:
        """Counted."""
        self.pendings += 1

    def moved(self) -> None:
        """Counted."""
        self.moves += 1

    def touched(self, topics: frozenset[str]) -> None:
        """Kept."""
        self.touches.append(topics)


@pytest.fixture
def wakes() -> Iterator[Wakes]:
    """The wake-ups of this test."""
    transport = Wakes()
    wake.use(transport)
    yield transport
    wake.use(None)

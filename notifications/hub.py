"""One process, many sockets: every socket has a mailbox, every mailbox is bounded. Knows no server and no transport."""

import asyncio
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Message = tuple[str, int]
"""A topic as the page spelled it, and a position."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something happened at `position`, of interest on these routes (see `notifications.topics`)."""

    position: int
    routes: frozenset[str]


class Mailbox:
    """What one socket still has to be told, at most one message a topic.

    A newer message of a topic replaces the older: a page that fetches itself once is as fresh as one that fetches
    itself a hundred times. So a socket that stalls holds as many messages as it has topics and loses none.
    All methods run on the loop the mailbox was made on.
    """

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._waiting: dict[str, int] = {}
        self._told: dict[str, int] = {}
        self._ready = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, topic: str, position: int, *, again: bool = False) -> None:
        """Add a message; one at or before what the topic was already told is dropped, unless `again`."""
        if not again and position <= self._told.get(topic, -1):
            return
        self._waiting[topic] = max(position, self._waiting.get(topic, position))
        self._ready.set()

    async def take(self) -> list[Message]:
        """Wait until there is something, then take all of it."""
        await self._ready.wait()
        self._ready.clear()
        taken, self._waiting = self._waiting, {}
        self._told |= taken
        return list(taken.items())

    def forget(self, topics: Iterable[str]) -> None:
        """Drop what waits for topics no longer listened to."""
        for topic in topics:
            self._waiting.pop(topic, None)
            self._told.pop(topic, None)


class Hub:
    """Routes to mailboxes. Any thread may publish; mailboxes are filled on their own loops."""

    def __init__(self) -> None:
        self.position = 0
        self._lock = threading.Lock()
        self._by_route: dict[str, dict[Mailbox, set[str]]] = {}
        self._held: dict[Mailbox, Mapping[str, frozenset[str]]] = {}

    def __len__(self) -> int:
        return len(self._held)

    def listen(self, mailbox: Mailbox, grants: Mapping[str, frozenset[str]]) -> None:
        """From now on the mailbox gets messages of these topics and no others."""
        with self._lock:
            before = self._held.get(mailbox, {})
            self._remove(mailbox)
            self._held[mailbox] = grants
            for topic, routes in grants.items():
                for route in routes:
                    self._by_route.setdefault(route, {}).setdefault(mailbox, set()).add(topic)
        mailbox.forget(before.keys() - grants.keys())

    def leave(self, mailbox: Mailbox) -> None:
        """The socket is gone."""
        with self._lock:
            self._remove(mailbox)

    def begin(self, position: int) -> None:
        """This process starts to publish after `position`: whoever listens already looks again, since what came before
        is published to nobody."""
        with self._lock:
            routes = frozenset(self._by_route)
        self.position = position
        self._send([Change(position, routes)], again=False)

    def publish(self, changes: Sequence[Change]) -> None:
        """Tell every listener of any of the routes."""
        self._send(changes, again=False)
        if changes:
            self.position = max(self.position, changes[-1].position)

    def touch(self, routes: frozenset[str]) -> None:
        """Tell the listeners to look again although no event was stored."""
        self._send([Change(self.position, routes)], again=True)

    def _send(self, changes: Sequence[Change], *, again: bool) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Mailbox, Message]]] = {}
        with self._lock:
            for change in changes:
                for route in change.routes:
                    for mailbox, topics in self._by_route.get(route, {}).items():
                        box = by_loop.setdefault(mailbox.loop, [])
                        box += [(mailbox, (topic, change.position)) for topic in topics]
        for loop, messages in by_loop.items():
            # A loop closes before its last socket has left the hub when a server stops.
            if not loop.is_closed():
                loop.call_soon_threadsafe(_fill, messages, again)

    def _remove(self, mailbox: Mailbox) -> None:
        for routes in self._held.pop(mailbox, {}).values():
            for route in routes:
                listeners = self._by_route.get(route, {})
                listeners.pop(mailbox, None)
                if not listeners:
                    self._by_route.pop(route, None)


def _fill(messages: Sequence[tuple[Mailbox, Message]], again: bool) -> None:
    for mailbox, (topic, position) in messages:
        mailbox.put(topic, position, again=again)


hub = Hub()
"""The hub of this process."""

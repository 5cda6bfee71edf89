"""The live socket. It says only `{"topic", "id"}`; the page then asks over HTTP, where rights decide anyway.

The page sends `{"since": id or null, "topics": [...]}` as often as its parts change. The answer is every topic that
changed after `since`, then whatever changes from now on. Nothing a client sends can make the server raise.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from importlib import import_module
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings

from notifications import feed, topics
from notifications.hub import Mailbox, Message, hub
from workflow.models import User

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

NOT_SIGNED_IN = 4401
LONGEST_MESSAGE = 16_384
RECHECK_SECONDS = 120
"""So often a socket looks whether its person is still signed in and what he may hear by now."""


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """One socket, from connect to disconnect. Needs `scope["user"]` (AuthMiddlewareStack)."""
    await receive()
    if not isinstance(scope.get("user"), User):
        # Closing before accepting is an HTTP 403 to the browser.
        await send({"type": "websocket.close", "code": NOT_SIGNED_IN})
        return
    await send({"type": "websocket.accept"})
    socket = LiveSocket(scope, send)
    talking = asyncio.create_task(socket.talk())
    listening = asyncio.create_task(socket.hear(receive))
    try:
        done, _rest = await asyncio.wait({talking, listening}, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        hub.leave(socket.mailbox)
        for task in (talking, listening):
            task.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await task


class LiveSocket:
    """The two sides of one socket: what it hears from the page, what it says to it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.mailbox = Mailbox()
        self._user_id: int = scope["user"].pk
        self._session_key: str = scope["session"].session_key or ""
        self._wanted: list[str] = []
        self._send = send

    async def hear(self, receive: Receive) -> None:
        """Take subscriptions until the page goes."""
        while True:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                return
            told = _parsed(event.get("text") or "")
            if told is not None:
                self._wanted = told[1]
                await self._subscribe(told[0])

    async def talk(self) -> None:
        """Pass on what the mailbox gets; end when the person has signed out."""
        loop = asyncio.get_running_loop()
        recheck_at = loop.time() + RECHECK_SECONDS
        while True:
            messages: list[Message] = []
            with suppress(TimeoutError):
                messages = await asyncio.wait_for(self.mailbox.take(), max(0, recheck_at - loop.time()))
            if loop.time() >= recheck_at:
                recheck_at = loop.time() + RECHECK_SECONDS
                if not await self._still_there():
                    await self._send({"type": "websocket.close", "code": NOT_SIGNED_IN})
                    return
            for topic, position in messages:
                await self._send({"type": "websocket.send", "text": json.dumps({"topic": topic, "id": position})})

    async def _subscribe(self, since: int | None) -> None:
        grants = await _in_thread(_granted)(self._user_id, self._wanted)
        # First listen, then look back: what happens in between comes twice at most and is told once.
        hub.listen(self.mailbox, grants)
        _now, missed = await _in_thread(feed.missed)(grants, since)
        for topic, position in missed.items():
            self.mailbox.put(topic, position)

    async def _still_there(self) -> bool:
        if not await _in_thread(_signed_in)(self._user_id, self._session_key):
            return False
        hub.listen(self.mailbox, await _in_thread(_granted)(self._user_id, self._wanted))
        return True


def _in_thread(function: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    # Not thread-sensitive: otherwise all sockets of the process would queue for one thread after a restart.
    return database_sync_to_async(function, thread_sensitive=False)  # type: ignore[no-any-return]


def _granted(user_id: int, wanted: list[str]) -> topics.Grants:
    """The rights of this moment, not of the moment the socket was opened."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return topics.grant(user, wanted) if user is not None else {}


def _signed_in(user_id: int, session_key: str) -> bool:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    return bool(store().exists(session_key)) and User.objects.filter(pk=user_id, is_active=True).exists()


def _parsed(text: str) -> tuple[int | None, list[str]] | None:
    """`since` and topics of a well-formed message; None for anything else, which is ignored."""
    if len(text) > LONGEST_MESSAGE:
        return None
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not isinstance(told.get("topics"), list):
        return None
    since = told.get("since")
    known = isinstance(since, int) and not isinstance(since, bool) and 0 <= since < 2**63
    return (since if known else None), [topic for topic in told["topics"] if isinstance(topic, str)]

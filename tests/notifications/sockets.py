"""Live sockets of browsers, spoken to over the real ASGI stack in raw events."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, cast

from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from config.context import LIVE_URL
from config.routing import websocket
from notifications.feed import Feed
from notifications.hub import hub
from workflow.models import User

Told = Callable[[], int]
SOON = 5.0
SILENCE = 0.15


def in_loop(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a story with sockets."""
    async_to_sync(story)()


def sign_in(user: User) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(user, backend="workflow.auth.ScopeBackend")
    return client


class Socket:
    """One live socket of a browser, spoken to in raw ASGI events."""

    def __init__(self, client: Client, origin: str = "http://localhost") -> None:
        cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
        headers = [(b"origin", origin.encode()), (b"host", b"localhost")]
        if cookie is not None:
            headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie.value}".encode()))
        scope = {"type": "websocket", "path": LIVE_URL, "query_string": b"", "headers": headers, "subprotocols": []}
        self._wire = cast(Any, ApplicationCommunicator)(websocket, scope)

    async def open(self) -> bool:
        """Whether the server lets it in."""
        await self._wire.send_input({"type": "websocket.connect"})
        return bool((await self.output())["type"] == "websocket.accept")

    async def listen(self, *topics: str, since: int | None = None) -> None:
        """Subscribe, and wait until the server has taken it up."""
        await self.say(json.dumps({"since": since, "topics": [*topics, "me"]}))
        async with asyncio.timeout(SOON):
            while not any("me" in held for held in hub._held.values()):
                await asyncio.sleep(0.005)

    async def say(self, text: str) -> None:
        """Send anything."""
        await self._wire.send_input({"type": "websocket.receive", "text": text})

    async def hear(self) -> dict[str, Any]:
        """The next message."""
        heard: dict[str, Any] = json.loads((await self.output())["text"])
        return heard

    async def hears_nothing(self) -> bool:
        """Whether it stays silent for a while."""
        return bool(await self._wire.receive_nothing(timeout=SILENCE))

    async def output(self) -> dict[str, Any]:
        """The next raw event."""
        event: dict[str, Any] = await self._wire.receive_output(timeout=SOON)
        return event

    async def close(self) -> None:
        """Cut it."""
        await self._wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._wire.wait(timeout=SOON)


def publisher(told: Told) -> Callable[[], Awaitable[None]]:
    """Tell what waits and carry it into the hub, as the dispatcher of a process does."""
    carrier = Feed(hub)
    carrier.advance()

    def tell() -> None:
        told()
        carrier.advance()

    return sync_to_async(tell)

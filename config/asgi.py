"""The ASGI application: pages, the live socket, and the background of the process."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

# The apps must be ready before anything below touches a model.
from asgiref.sync import sync_to_async  # noqa: E402
from channels.routing import ProtocolTypeRouter  # noqa: E402
from django.conf import settings  # noqa: E402

from config.background import background  # noqa: E402
from config.routing import websocket  # noqa: E402

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Server:
    """Starts the background with the server, or with its first request where the server has no lifespan."""

    def __init__(self) -> None:
        self._router = ProtocolTypeRouter({"http": pages, "websocket": websocket})
        self._started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        self._start()
        await self._router(scope, receive, send)

    def _start(self) -> None:
        if not self._started:
            self._started = True
            background.start(ticker=settings.EMBEDDED_TICKER, worker=settings.EMBEDDED_TICKER)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                self._started = False
                await sync_to_async(background.stop, thread_sensitive=False)()
                await send({"type": "lifespan.shutdown.complete"})
                return


application = Server()

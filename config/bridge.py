"""Wake-ups between processes over the channel layer: one subscription a process, on a loop of its own.

A message only says "look" (new live events) or names routes to touch. One that is lost delays a page until the next
look of its process and loses nothing.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)

GROUP = "live"
RETRY_SECONDS = 1.0


class Bridge(threading.Thread):
    """Listens and sends for this process. `moved` and `touched` are called on the bridge's thread."""

    def __init__(self, *, moved: Callable[[], None], touched: Callable[[frozenset[str]], None]) -> None:
        super().__init__(name="bridge", daemon=True)
        self._moved = moved
        self._touched = touched
        self._origin = uuid4().hex
        self._loop = asyncio.new_event_loop()
        self._sending: set[asyncio.Task[None]] = set()
        self._main: asyncio.Task[None] | None = None

    def run(self) -> None:
        """Until stopped."""
        asyncio.set_event_loop(self._loop)
        self._main = self._loop.create_task(self._listen())
        try:
            self._loop.run_until_complete(self._main)
        except asyncio.CancelledError:
            logger.debug("The bridge was stopped")
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def stop(self) -> None:
        """Stop listening; returns at once."""
        self._call(self._cancel)

    def say_moved(self) -> None:
        """Tell all processes that new live events are stored."""
        self._call(self._send, {"type": "live.wake", "origin": self._origin})

    def say_touched(self, topics: frozenset[str]) -> None:
        """Tell all other processes to touch these routes."""
        self._call(self._send, {"type": "live.touch", "origin": self._origin, "routes": sorted(topics)})

    def _call(self, function: Callable[..., None], *args: Any) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function, *args)

    def _cancel(self) -> None:
        if self._main is not None:
            self._main.cancel()

    def _send(self, message: dict[str, Any]) -> None:
        task = self._loop.create_task(self._post(message))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _post(self, message: dict[str, Any]) -> None:
        try:
            await get_channel_layer().group_send(GROUP, message)
        except Exception as error:
            # Pages of other processes are woken by their own next look.
            logger.warning("The channel layer did not take a wake-up: %s", error)

    async def _listen(self) -> None:
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                while True:
                    self._heard(await layer.receive(channel))
            except Exception as error:
                logger.warning("The channel layer was lost, trying again: %s", error)
                await asyncio.sleep(RETRY_SECONDS)

    def _heard(self, message: dict[str, Any]) -> None:
        if message.get("origin") == self._origin:
            return
        if message["type"] == "live.touch":
            self._touched(frozenset(message["routes"]))
        else:
            self._moved()

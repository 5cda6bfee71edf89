"""`manage.py serve`: the server with its background, as `make run` starts it."""

from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """One process: pages, live socket, dispatcher; in embedded mode also ticker and jobs."""

    help = "Serve Duban."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--log-level", default="warning")

    def handle(self, *args: Any, **options: Any) -> None:
        """Until interrupted. Open sockets are closed after five seconds, pages catch up when they reconnect."""
        self.stdout.write(f"Duban: http://localhost:{options['port']}   (Ctrl-C ends it)")
        self.stdout.flush()
        uvicorn.run(
            "config.asgi:application",
            host=options["host"],
            port=options["port"],
            log_level=options["log_level"],
            ws="websockets-sansio",
            timeout_graceful_shutdown=5,
        )

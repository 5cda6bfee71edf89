"""`manage.py ticker`: runs the chores every `DUBAN_TICK_SECONDS`. Any number may run: chores claim their rows."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from config.background import background, run_chores


class Command(BaseCommand):
    """Until SIGTERM or SIGINT; `--once` for cron and tests."""

    help = "Run the chores: reminders, reports to open, events to tell, messages to send, jobs to take up again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--once`."""
        parser.add_argument("--once", action="store_true", help="run every chore once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what each chore did with `--once`, is silent otherwise."""
        if options["once"]:
            for name, count in run_chores(timezone.now()).items():
                self.stdout.write(f"{name}: {count}")
            return
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_args: ended.set())
        background.start(ticker=True, worker=False)
        self.stdout.write(f"Ticking every {settings.TICK_SECONDS} s.")
        ended.wait()
        background.stop()

"""`manage.py worker`: runs long jobs from the queue. Any number may run."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.background import background


class Command(BaseCommand):
    """Until SIGTERM or SIGINT; the job in hand is taken up again by another worker when it is cut off."""

    help = "Run long jobs: imports, issues, exports."

    def handle(self, *args: Any, **options: Any) -> None:
        """For the queue of the database; Redis Queue brings its own worker."""
        if settings.TASKS_BACKEND != "database":
            raise CommandError("Jobs are queued in Redis: run `manage.py rqworker default` instead.")
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_args: ended.set())
        background.start(ticker=False, worker=True)
        self.stdout.write("Waiting for jobs.")
        ended.wait()
        background.stop()

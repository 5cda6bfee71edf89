"""What a process does besides answering: a dispatcher always; ticker and job worker where the mode embeds them.

Started by the ASGI application and by the commands `ticker` and `worker`; never by other commands or by tests. All
truth is in the database: a thread that dies with its process loses nothing, and each asks the tables now and then even
when nobody wakes it.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import close_old_connections, connection, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks.signals import task_enqueued

from config.bridge import Bridge
from notifications import wake
from notifications.dispatch import deliver_pending
from notifications.feed import Feed
from notifications.hub import hub
from workflow.ticking import chores

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
"""So often a dispatcher or worker looks by itself: for what a process without wake-ups wrote, or a lost wake-up."""
PAUSE_SECONDS = 1.0
"""After a failure, for example while the database restarts."""
STOP_SECONDS = 5.0


class Loop(threading.Thread):
    """Calls `work` whenever woken and every `seconds`; an exception is logged and never ends the thread."""

    def __init__(self, name: str, work: Callable[[], object], seconds: float) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._seconds = seconds
        self._woken = threading.Event()
        self._stopped = threading.Event()

    def wake(self) -> None:
        """Work soon; returns at once."""
        self._woken.set()

    def stop(self) -> None:
        """End after the work in hand."""
        self._stopped.set()
        self._woken.set()

    def run(self) -> None:
        """Until stopped."""
        while not self._stopped.is_set():
            self._woken.clear()
            if not guarded(self.name, self._work):
                self._stopped.wait(PAUSE_SECONDS)
            self._woken.wait(self._seconds)
        connections.close_all()


class Background:
    """The threads of one process, and the transport that wakes them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loops: list[Loop] = []
        self._dispatcher: Loop | None = None
        self._bridge: Bridge | None = None

    def start(self, *, ticker: bool, worker: bool) -> None:
        """Start once; later calls do nothing."""
        with self._lock:
            if self._loops:
                return
            feed = Feed(hub)

            def dispatch() -> None:
                feed.advance()
                while deliver_pending(timezone.now()):
                    feed.advance()

            self._dispatcher = Loop("dispatcher", dispatch, LOOK_SECONDS)
            self._loops = [self._dispatcher]
            if settings.REDIS_URL:
                self._bridge = Bridge(moved=self._dispatcher.wake, touched=hub.touch)
                self._bridge.start()
            if ticker:
                self._loops.append(Loop("ticker", lambda: run_chores(timezone.now()), settings.TICK_SECONDS))
            if worker:
                jobs = Loop("jobs", run_jobs, LOOK_SECONDS)
                self._loops.append(jobs)
                task_enqueued.connect(lambda **_kwargs: jobs.wake(), weak=False, dispatch_uid="duban.jobs")
            wake.use(self)
            for loop in self._loops:
                loop.start()

    def stop(self) -> None:
        """Let the work in hand end, but do not wait long for it: what is cut off is taken up again from the tables."""
        with self._lock:
            wake.use(None)
            task_enqueued.disconnect(dispatch_uid="duban.jobs")
            for loop in self._loops:
                loop.stop()
            for loop in self._loops:
                loop.join(STOP_SECONDS)
            if self._bridge is not None:
                self._bridge.stop()
            self._loops, self._dispatcher, self._bridge = [], None, None

    def pending(self) -> None:
        """Events wait in the outbox: this process tells them."""
        if self._dispatcher is not None:
            self._dispatcher.wake()

    def moved(self) -> None:
        """Events were told: every process looks."""
        self.pending()
        if self._bridge is not None:
            self._bridge.say_moved()

    def touched(self, topics: frozenset[str]) -> None:
        """Listeners of these routes, here and in other processes, look again."""
        hub.touch(topics)
        if self._bridge is not None:
            self._bridge.say_touched(topics)


background = Background()
"""The background of this process."""


def guarded(name: str, work: Callable[[], object]) -> bool:
    """Do one piece of work; a failure is logged and told by False.

    A connection to SQLite is kept from one piece to the next, since opening it takes longer than most work; one to a
    server is dropped when it is old or broken; any is dropped after a failure.
    """
    # Inside somebody's transaction (`ticker --once` called by other code) the connection is theirs.
    ours = not connection.in_atomic_block
    if ours and connection.vendor != "sqlite":
        close_old_connections()
    try:
        work()
    except Exception:
        logger.exception("%s failed; it goes on", name)
        if ours:
            connections.close_all()
        return False
    return True


def run_chores(now: datetime) -> dict[str, int]:
    """Every chore by itself: one that fails is logged and stops no other. What each did, failed ones left out."""
    done: dict[str, int] = {}
    for name, chore in chores().items():

        def work(name: str = name, chore: Callable[[datetime], int] = chore) -> None:
            done[name] = chore(now)

        guarded(f"Chore {name}", work)
    return done


def run_jobs() -> None:
    """Run everything that waits in the queue of the database, one after the other."""
    from django_tasks_db.management.commands.db_worker import Worker
    from django_tasks_db.models import DBTaskResult

    if not DBTaskResult.objects.ready().exists():
        return
    Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    ).run()

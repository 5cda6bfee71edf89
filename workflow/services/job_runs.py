"""Running one job in a worker: claim, lease, progress, and an end that is always a sentence."""

import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from workflow.errors import Refused
from workflow.models import Job, User
from workflow.services.jobs import (
    CACHE_SECONDS,
    LEASE,
    OPEN,
    JobCancelled,
    JobResult,
    cache_key,
    finish,
    kind_of,
    tell_change,
)
from workflow.status import JobStatus

logger = logging.getLogger(__name__)

PROGRESS_SECONDS = 0.25


class JobHandle:
    """What the function of a kind gets: its arguments, its owner, the moment it started, and `progress`."""

    def __init__(self, job: Job, now: Callable[[], datetime] = timezone.now) -> None:
        self.job = job
        self.started_at = now()
        self._now = now
        self._told_at: datetime | None = None

    @property
    def owner(self) -> User:
        """Who started the job; the actor of what it does."""
        return self.job.owner

    @property
    def arguments(self) -> Mapping[str, Any]:
        """As given to `start`."""
        arguments: Mapping[str, Any] = self.job.arguments
        return arguments

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Say how far it is; call it between units as often as you like, four times a second are told.

        Raises JobCancelled when the owner asked to stop or another worker took the job over. Inside a transaction
        the numbers go through the cache, because nobody else could see the row before the commit.
        """
        self.check()
        now = self._now()
        job = self.job
        job.done, job.total, job.note = done, total, str(note)[:300]
        if self._told_at and (now - self._told_at).total_seconds() < PROGRESS_SECONDS and done < total:
            return
        self._told_at = now
        cache.set(cache_key(job, "progress"), (job.done, job.total, job.note), CACHE_SECONDS)
        if not transaction.get_connection().in_atomic_block:
            self._store(now)
        tell_change(job)

    def check(self) -> None:
        """Raises JobCancelled when the owner asked to stop."""
        if cache.get(cache_key(self.job, "cancel")):
            raise JobCancelled

    def _store(self, now: datetime) -> None:
        job = self.job
        mine = Job.objects.filter(pk=job.pk, attempts=job.attempts, status=JobStatus.RUNNING)
        if not mine.filter(cancel_asked=False).update(
            done=job.done, total=job.total, note=job.note, leased_until=now + LEASE
        ):
            raise JobCancelled


def run(job_id: int, *, now: Callable[[], datetime] = timezone.now) -> None:
    """Claim and run one waiting job; nothing when it is taken, cancelled or gone. Never raises."""
    job = _claim(job_id, now())
    if job is None:
        return
    with translation.override(job.owner.language or settings.LANGUAGE_CODE), _kept_alive(job):
        _run(job, now)


def run_waiting(*, now: Callable[[], datetime] = timezone.now) -> int:
    """Run every waiting job here and now, oldest first; returns how many. For tests and commands."""
    count = 0
    while job_id := Job.objects.filter(status=JobStatus.WAITING).order_by("pk").values_list("pk", flat=True).first():
        run(job_id, now=now)
        count += 1
    return count


def _claim(job_id: int, now: datetime) -> Job | None:
    # One conditional UPDATE: of several workers that were handed the same job exactly one finds it waiting.
    claimed = Job.objects.filter(pk=job_id, status=JobStatus.WAITING).update(
        status=JobStatus.RUNNING, started_at=now, leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    return Job.objects.select_related("owner").get(pk=job_id) if claimed else None


def _run(job: Job, now: Callable[[], datetime]) -> None:
    kind = kind_of(job)
    try:
        if kind is None:
            raise LookupError(f"No job of the kind {job.kind!r} is registered.")
        result = kind.run(JobHandle(job, now))
    except JobCancelled:
        finish(job, JobStatus.CANCELLED, now=now())
    except Refused as refusal:
        finish(job, JobStatus.FAILED, now=now(), error=sentence(refusal))
    except Exception:
        number = secrets.token_hex(4)
        logger.exception("Job %s (%s) failed, error number %s", job.pk, job.kind, number)
        told = _("An unexpected error ended this job; nothing unfinished was kept. Error number: %(number)s.")
        finish(job, JobStatus.FAILED, now=now(), error=told % {"number": number})
    else:
        finish(job, JobStatus.DONE, now=now(), result=result or JobResult())


def sentence(refusal: Refused) -> str:
    """A refusal as lines of text: what, what to do next, then every fault."""
    return "\n".join(str(part) for part in (refusal.message, refusal.remedy, *refusal.details) if part)


@contextmanager
def _kept_alive(job: Job) -> Iterator[None]:
    """Renews the lease while a long unit says nothing, from a thread with a connection of its own."""
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(LEASE.total_seconds() / 3):
            try:
                Job.objects.filter(pk=job.pk, attempts=job.attempts, status__in=OPEN).update(
                    leased_until=timezone.now() + LEASE
                )
            except DatabaseError:
                # SQLite while the job itself writes: nobody else can take the job over either.
                logger.info("The lease of job %s could not be renewed now", job.pk)
            finally:
                connection.close()

    thread = threading.Thread(target=renew, name=f"lease-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()

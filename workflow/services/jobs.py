"""Long jobs: import, bulk issue, export. A page starts one and leaves; a worker runs it with honest progress.

To add a kind: `@register("issue_plan") def issue(job: JobHandle) -> JobResult | None` in a module that an
`AppConfig.ready` imports, then `start("issue_plan", title=..., owner=..., arguments={...}, now=...)`.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.errors import NotVisible, TransitionRefused
from workflow.models import Job, User
from workflow.status import JobStatus

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""A running job renews its lease three times within this; a waiting one is handed to the queue again after it."""
MAX_ATTEMPTS = 3
CACHE_SECONDS = 3600
OPEN = (JobStatus.WAITING, JobStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class JobResult:
    """What came out: `url` leads to it (site-relative), `data` is kept as JSON; `data["warnings"]`, a list of
    sentences, is shown on the job's page."""

    url: str = ""
    data: Mapping[str, Any] | None = None


class JobCancelled(Exception):
    """Raised by `JobHandle.progress` between units when the owner cancelled, or when another worker took over."""


JobFunction = Callable[[Any], JobResult | None]
Watcher = Callable[[Job], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A registered kind. `restartable`: the function may start again after its worker died (it is idempotent)."""

    name: str
    run: JobFunction
    restartable: bool
    again: tuple[Any, ...] | None = None

    def again_url(self, job: Job) -> str:
        """Where the owner of a failed job goes on; empty where the kind names nothing."""
        if self.again is None:
            return ""
        name, _words, *arguments = self.again
        return reverse(name, args=[job.arguments[argument] for argument in arguments])


_kinds: dict[str, Kind] = {}
_on_change: list[Watcher] = []
_on_finish: list[Watcher] = []


def register(
    name: str, *, restartable: bool = True, again: tuple[Any, ...] | None = None
) -> Callable[[JobFunction], JobFunction]:
    """Register the function of a kind. It is called as `function(job_handle)` outside any transaction.

    `again` is where a person goes on whose job failed: the name of a page, the words of the link, and which of the
    job's arguments the address takes.
    """

    def keep(function: JobFunction) -> JobFunction:
        _kinds[name] = Kind(name, function, restartable, again)
        return function

    return keep


def kind_of(job: Job) -> Kind | None:
    """The registered kind of the job; None when the code that ran it is gone."""
    return _kinds.get(job.kind)


def on_change(watcher: Watcher) -> None:
    """Be told of every step of progress, outside transactions; used for live pages."""
    if watcher not in _on_change:
        _on_change.append(watcher)


def on_finish(watcher: Watcher) -> None:
    """Be called inside the transaction that ends a job; used to tell its owner."""
    if watcher not in _on_finish:
        _on_finish.append(watcher)


def start(kind: str, *, title: str, owner: User, arguments: Mapping[str, Any], now: datetime, total: int = 0) -> Job:
    """A waiting job, handed to the queue once the running transaction has committed.

    `arguments` must be JSON; `total` is the number of units when it is known beforehand.
    """
    if kind not in _kinds:
        raise LookupError(f"No job of the kind {kind!r} is registered.")
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind,
            title=str(title)[:300],
            owner=owner,
            arguments=dict(arguments),
            total=total,
            created_at=now,
            leased_until=now + LEASE,
        )
        transaction.on_commit(lambda: hand_over(job.pk))
        transaction.on_commit(lambda: tell_change(job))
    return job


def hand_over(job_id: int) -> None:
    """Put a job into the queue; twice is harmless, since only one worker can claim it."""
    from workflow.tasks import run_job

    run_job.enqueue(job_id)


def cancel(job: Job, actor: User, *, now: datetime) -> Job:
    """Ask a job to stop: one that waits ends at once, a running one at its next unit.

    Raises NotVisible for a foreign job, TransitionRefused (409) when it has ended meanwhile.
    """
    if job.owner_id != actor.pk:
        raise NotVisible
    # First where a job inside a long transaction looks: on SQLite the row below waits for the end of that transaction.
    cache.set(cache_key(job, "cancel"), True, CACHE_SECONDS)
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=job.pk)
        if not locked.is_open:
            raise TransitionRefused("job_ended", _("This job has ended already."))
        locked.cancel_asked = True
        locked.save(update_fields=["cancel_asked"])
        if locked.status == JobStatus.WAITING:
            finish(locked, JobStatus.CANCELLED, now=now)
    return locked


def finish(job: Job, status: JobStatus, *, now: datetime, error: str = "", result: JobResult | None = None) -> bool:
    """End an open job of the same attempt; False when somebody else ended it or took it over."""
    result = result or JobResult()
    ended = {
        "status": status,
        "error": error,
        "result": dict(result.data or {}),
        "result_url": result.url,
        "done": job.total if status == JobStatus.DONE else job.done,
        "total": job.total,
        "note": "",
        "finished_at": now,
        "leased_until": None,
    }
    with transaction.atomic():
        if not Job.objects.filter(pk=job.pk, attempts=job.attempts, status__in=OPEN).update(**ended):
            return False
        for name, value in ended.items():
            setattr(job, name, value)
        for watcher in _on_finish:
            watcher(job)
        transaction.on_commit(lambda: tell_change(job))
    cache.delete_many([cache_key(job, "progress"), cache_key(job, "cancel")])
    return True


def tell_change(job: Job) -> None:
    """Tell the watchers; one that fails must not stop the job."""
    for watcher in _on_change:
        try:
            watcher(job)
        except Exception:
            logger.exception("Could not tell the progress of job %s", job.pk)


def cache_key(job: Job, what: str) -> str:
    """Key of what a running job says outside its transaction; the moment keeps two databases apart."""
    return f"job:{job.pk}:{job.created_at.timestamp()}:{what}"


def with_progress(job: Job) -> Job:
    """The job with its newest progress, which a job inside a transaction can only tell through the cache."""
    told = cache.get(cache_key(job, "progress")) if job.status == JobStatus.RUNNING else None
    if told and told[0] >= job.done:
        job.done, job.total, job.note = told
    return job


def jobs_of(user: User) -> QuerySet[Job]:
    """The person's own jobs, newest first; each person sees only these."""
    return Job.objects.filter(owner=user).order_by("-pk")


def own_job(user: User, pk: int) -> Job:
    """The job when it is the person's own, with its newest progress; NotVisible (404) otherwise."""
    job = jobs_of(user).filter(pk=pk).first()
    if job is None:
        raise NotVisible
    return with_progress(job)


def running_count() -> Coalesce:
    """How many jobs of a person have not ended, as an expression for a query of people; over an index."""
    open_jobs = Job.objects.filter(owner=OuterRef("pk"), status__in=OPEN).order_by()
    return Coalesce(Subquery(open_jobs.values("owner").annotate(n=Count("pk")).values("n")), 0)


def recover(now: datetime) -> int:
    """Chore: jobs whose worker died start again or fail; waiting jobs nobody took go to the queue again.

    Claims each by a conditional UPDATE, so any number of tickers may run.
    """
    moved = 0
    lapsed = Q(leased_until__lt=now) & Q(status__in=OPEN)
    for job in Job.objects.filter(lapsed).order_by("pk")[:100]:
        kind = kind_of(job)
        mine = Job.objects.filter(lapsed, pk=job.pk, attempts=job.attempts)
        if job.status == JobStatus.WAITING or (kind and kind.restartable and job.attempts < MAX_ATTEMPTS):
            if mine.update(status=JobStatus.WAITING, leased_until=now + LEASE):
                hand_over(job.pk)
                moved += 1
        elif finish(
            job, JobStatus.FAILED, now=now, error=_("The server stopped while this job was running. Start it again.")
        ):
            moved += 1
    return moved

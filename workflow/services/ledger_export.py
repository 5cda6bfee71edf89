"""The ledger as an Excel file: at once while it is small, as a job beyond that. What is shown is what is written."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow import ledger_rows
from workflow.errors import NotVisible
from workflow.exports.xlsx import write_sheet
from workflow.ledger import Filter, Ledger, plans_in, wide
from workflow.models import Commitment, Job, User
from workflow.policies import scope_of
from workflow.services import jobs
from workflow.services.calendar import calendar_in_force, local_day
from workflow.services.job_runs import JobHandle
from workflow.status import JobStatus

AT_ONCE = 10_000
"""More rows than this are written by a job."""
KIND = "ledger_export"
CHUNK = 500
DIRECTORY = "exports"


def filename(on: date) -> str:
    """台账-2026-10-13.xlsx."""
    return f"{_('Ledger')}-{on.isoformat()}.xlsx"


def commitments(ledger: Ledger) -> Iterable[Commitment]:
    """Every row of the filter in its order, read in chunks."""
    rows = wide().filter(pk__in=ledger.commitments().values("pk"))
    return rows.order_by(*ledger.order.names()).iterator(chunk_size=CHUNK)


def workbook(ledger: Ledger, rows: Iterable[Commitment]) -> bytes:
    """The file in the current language."""
    shown = ledger_rows.rows_of(rows, on=ledger.on, calendar=ledger.calendar)
    return write_sheet(_("Ledger"), [str(name) for name in ledger_rows.COLUMNS], (row.cells() for row in shown))


def start(query: str, *, total: int, owner: User, now: datetime) -> Job:
    """Start the job for a long ledger; `query` is the filter as it stands in the address."""
    return jobs.start(
        KIND,
        title=ngettext("Ledger of %(n)d commitment", "Ledger of %(n)d commitments", total) % {"n": total},
        owner=owner,
        arguments={"query": query, "language": translation.get_language() or settings.LANGUAGE_CODE},
        now=now,
        total=total,
    )


@jobs.register(KIND)
def run(handle: JobHandle) -> jobs.JobResult:
    """Write the file with the rights and the language of the owner; may be started again."""
    job = handle.job
    wanted = Filter.read(QueryDict(job.arguments["query"]).dict())
    now = timezone.now()
    scope = scope_of(job.owner)
    ledger = Ledger(scope, wanted, local_day(now), calendar_in_force(), list(plans_in(scope)))
    total = ledger.commitments().count()
    with translation.override(job.arguments["language"]):
        content = workbook(ledger, _counted(commitments(ledger), handle, total))
    path = file_of(job.pk)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return jobs.JobResult(url=reverse("ledger_export_file", args=[job.pk]))


def _counted(rows: Iterable[Commitment], handle: JobHandle, total: int) -> Iterator[Commitment]:
    iterator = iter(rows)
    done = 0
    while chunk := list(islice(iterator, CHUNK)):
        yield from chunk
        done += len(chunk)
        handle.progress(done, total)


def file_of(job_pk: int) -> Path:
    """Where the file of a job lies."""
    return Path(settings.MEDIA_ROOT) / DIRECTORY / f"ledger-{job_pk}.xlsx"


def finished_file(user: User, job_pk: int) -> tuple[Path, date]:
    """The file of the person's own finished export and its day. Raises NotVisible for anything else."""
    job = jobs.own_job(user, job_pk)
    path = file_of(job.pk)
    if job.kind != KIND or job.status != JobStatus.DONE or job.finished_at is None or not path.exists():
        raise NotVisible
    return path, local_day(job.finished_at)

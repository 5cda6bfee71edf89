"""A person's long jobs: the list behind the tray, and one job with its progress."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from workflow.errors import TransitionRefused
from workflow.models import Job, User
from workflow.services import jobs as services
from workflow.status import JobStatus

PAGE_SIZE = 30


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """The person's own jobs, newest first; keyset `older` is the id below which the page starts."""
    mine = services.jobs_of(cast(User, request.user))
    older = request.GET.get("older", "")
    if older.isdecimal() and len(older) < 19:
        mine = mine.filter(pk__lt=int(older))
    found = [services.with_progress(job) for job in mine[: PAGE_SIZE + 1]]
    page = {"older": str(found[PAGE_SIZE - 1].pk) if len(found) > PAGE_SIZE else "", "newer": ""}
    context = {"jobs": found[:PAGE_SIZE], "page": page, "first": not older}
    return render(request, "workflow/jobs.html", context)


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job. When it is done without warnings the page leads on to the result by itself."""
    found = services.own_job(cast(User, request.user), pk)
    warnings = _warnings(found)
    done = found.status == JobStatus.DONE
    forward = done and found.result_url and not warnings
    # A page that fetches itself again must get the page: its script follows the address it then finds there.
    if forward and "HX-Request" not in request.headers:
        return redirect(found.result_url)
    kind = services.kind_of(found)
    context = {
        "job": found,
        "warnings": warnings,
        "forward": found.result_url if forward else "",
        "again": (kind.again_url(found), kind.again[1]) if kind is not None and kind.again else None,
    }
    return render(request, "workflow/job.html", context)


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the job to stop. One that ended meanwhile is shown as it ended."""
    actor = cast(User, request.user)
    found = services.own_job(actor, pk)
    try:
        services.cancel(found, actor, now=timezone.now())
    except TransitionRefused:
        return redirect("job", pk=pk)
    return redirect("job", pk=pk)


def _warnings(found: Job) -> list[Any]:
    warnings = found.result.get("warnings", [])
    return warnings if isinstance(warnings, list) else []

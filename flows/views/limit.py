"""The certificate of a step's date: one printable sheet with every counted and skipped day."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from flows.reading import header
from flows.reading import step as reading
from flows.reading.limit import is_explained, limit_of
from flows.views import clock
from flows.words import WORDS, title
from workflow import policies
from workflow.errors import NotVisible
from workflow.models import Clock, User
from workflow.services.calendar import local_day
from workflow.views.calendar_grid import density_of, months_of


@require_safe
def step_limit(request: HttpRequest, pk: int) -> HttpResponse:
    """How the date of a step was counted, for those who may see the step. A date a legal clock explains leads to its
    certificate; 404 for a step without a date."""
    task = reading.step_for(pk, policies.scope_of(cast(User, request.user)))
    if not is_explained(task):
        clocks = list(Clock.objects.filter(commitment=task.commitment_id).order_by("pk")) if task.commitment_id else []
        legal = header.due_of_task(task, clocks, local_day(clock.now())).clock
        if legal is None:
            raise NotVisible
        return redirect("certificate", pk=legal.pk)
    found = limit_of(task)
    months = months_of(found.due) if found.due is not None else []
    context = {
        "found": found,
        "task": task,
        "commitment": task.commitment,
        "plan": task.commitment.plan if task.commitment is not None else task.plan,
        "what": WORDS[task.node].due,
        "title": title(task),
        "due": found.due,
        "months": months,
        "density": density_of(months),
        "first_day": found.due.days[0].day if found.due is not None and found.due.days else None,
        "in_working_days": True,
        "period": task.process.duty_period,
        "written_at": timezone.now(),
    }
    return render(request, "flows/step_limit.html", context)

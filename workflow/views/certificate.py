"""The certificate of a due date: one printable sheet with every counted and skipped day."""

from collections.abc import Mapping
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from workflow.models import User
from workflow.services import event_terms
from workflow.services.certificates import certificate_of
from workflow.status import ClockKind, ClockRule
from workflow.views.calendar_grid import density_of, months_of

EVENTS: Mapping[str, Promise] = {
    "plan_published": _("Publication of the work plan"),
    "implementation_plan_approved": _("Approval of the implementation plan"),
    "period_ended": _("End of the period"),
    "finding_raised": _("Finding raised by the inspector"),
}


@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """One clock explained, for those who may see its commitment."""
    found = certificate_of(cast(User, request.user), pk)
    months = months_of(found.due) if found.due.days else []
    context = {
        "found": found,
        "clock": found.clock,
        "due": found.due,
        "commitment": found.clock.commitment,
        "plan": found.clock.commitment.plan,
        "event": EVENTS.get(found.clock.start_event, found.clock.start_event),
        "months": months,
        "density": density_of(months),
        "first_day": found.due.days[0].day if found.due.days else None,
        "in_working_days": found.clock.rule in (ClockRule.WORKING_DAYS, ClockRule.WORKING_DAYS_BEFORE),
        "backwards": found.clock.counts_back,
        "term": event_terms.term_words(event_terms.term_of(found.clock)) if found.clock.kind == ClockKind.EVENT else "",
        "written_at": timezone.now(),
    }
    return render(request, "workflow/certificate.html", context)

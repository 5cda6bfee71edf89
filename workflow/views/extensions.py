"""Requests for extensions: those that wait for an answer, and those that were decided."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from workflow.desks import desks
from workflow.models import Extension
from workflow.paging import Key, Order, page_of, read_moment
from workflow.policies import scope_of
from workflow.services.calendar import calendar_in_force
from workflow.status import Act

OPEN = Order((Key("answer_by", date.fromisoformat), Key("pk")))
DECIDED = Order((Key("decided_at", read_moment, descending=True), Key("pk", descending=True)))


@require_GET
def extensions(request: HttpRequest) -> HttpResponse:
    """Requests of the commitments the person may see: those not decided yet, to be answered first in front, by default;
    `?tab=decided` for those that ended, latest first. One query for the list and one for the names of those with whom
    they lie, whatever its length.
    """
    tab = "decided" if request.GET.get("tab") == "decided" else "open"
    older, newer = request.GET.get("older", ""), request.GET.get("newer", "")
    visible = sorted(scope_of(request.user).agencies(Act.VIEW_COMMITMENTS))
    rows: QuerySet[Extension] = Extension.objects.filter(commitment__agency_id__in=visible).select_related(
        "clock", "asked_by", "decided_by", "commitment__item", "commitment__agency"
    )
    rows = rows.filter(outcome="") if tab == "open" else rows.exclude(outcome="")
    page = page_of(rows, OPEN if tab == "open" else DECIDED, older=older, newer=newer)
    lie = {one.pk: (one.commitment.agency_id, _next_act(one)) for one in page.rows if one.is_open}
    lie_with = desks(lie, timezone.localdate())
    shown = [_row(one, lie_with.get(one.pk, "")) for one in page.rows]
    context = {"tab": tab, "page": page, "rows": shown}
    return render(request, "workflow/extensions.html", context)


def _row(extension: Extension, lies_with: str) -> dict[str, Any]:
    """A request with where it lies, how many working days it asks for, and how many are left for the answer."""
    calendar = calendar_in_force()
    present = extension.clock.due_on if extension.is_open else extension.moved_from or extension.present_on
    return {
        "extension": extension,
        "commitment": extension.commitment,
        "present_on": present,
        "more": calendar.working_days_between(present, extension.asked_on),
        "with": lies_with,
        "days_left": extension.commitment.days_to(extension.answer_by, timezone.localdate(), calendar),
    }


def _next_act(extension: Extension) -> Act:
    """What is to be done to it next."""
    if extension.advised_at is not None:
        return Act.GRANT_EXTENSION
    return Act.ADVISE_EXTENSION if extension.signed_at is not None else Act.SIGN_EXTENSION

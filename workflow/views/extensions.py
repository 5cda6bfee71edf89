"""Requests for extensions: those that wait for an answer, and those that were decided."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

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
    `?tab=decided` for those that ended, latest first. One query for the list, whatever its length.
    """
    tab = "decided" if request.GET.get("tab") == "decided" else "open"
    older, newer = request.GET.get("older", ""), request.GET.get("newer", "")
    visible = sorted(scope_of(request.user).agencies(Act.VIEW_COMMITMENTS))
    rows: QuerySet[Extension] = Extension.objects.filter(commitment__agency_id__in=visible).select_related(
        "clock", "asked_by", "decided_by", "commitment__item", "commitment__agency"
    )
    rows = rows.filter(outcome="") if tab == "open" else rows.exclude(outcome="")
    page = page_of(rows, OPEN if tab == "open" else DECIDED, older=older, newer=newer)
    context = {"tab": tab, "page": page, "rows": [_row(extension) for extension in page.rows]}
    return render(request, "workflow/extensions.html", context)


def _row(extension: Extension) -> dict[str, Any]:
    """A request with where it lies, how many working days it asks for, and how many are left for the answer."""
    calendar = calendar_in_force()
    present = extension.clock.due_on if extension.is_open else extension.moved_from or extension.present_on
    return {
        "extension": extension,
        "commitment": extension.commitment,
        "present_on": present,
        "more": calendar.working_days_between(present, extension.asked_on),
        "with": _lies_with(extension),
        "days_left": calendar.working_days_between(timezone.localdate(), extension.answer_by),
    }


def _lies_with(extension: Extension) -> str:
    if extension.advised_at is not None:
        return _("Leader")
    return _("Inspector") if extension.signed_at is not None else _("Head of agency")

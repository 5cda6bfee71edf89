"""Inspections: what waits to be inspected or rechecked, and what was accepted."""

from typing import Any, cast

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from workflow.deadlines import light
from workflow.models import Commitment, Finding, Inspection
from workflow.paging import Key, Order, page_of, read_moment
from workflow.policies import scope_of
from workflow.services.calendar import calendar_in_force

ORDER = Order((Key("opened_at", read_moment, descending=True), Key("pk", descending=True)))


@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """Inspections of the commitments the person may see, open ones first by default (`?tab=accepted` for the rest).

    Three queries whatever the number of rows: the page, its findings, its count of nothing else.
    """
    tab = "accepted" if request.GET.get("tab") == "accepted" else "open"
    visible = Commitment.objects.visible_to(scope_of(request.user))
    inspections = Inspection.objects.filter(
        commitment__in=visible,
        accepted_at__isnull=tab == "open",
        commitment__discontinued_at__isnull=True,
    )
    latest = Prefetch("findings", Finding.objects.order_by("-number"))
    page = page_of(
        inspections.select_related(
            "claim", "inspector", "commitment__agency", "commitment__item", "commitment__plan"
        ).prefetch_related(latest),
        ORDER,
        older=request.GET.get("older", ""),
        newer=request.GET.get("newer", ""),
    )
    return render(
        request,
        "workflow/rounds.html",
        {"tab": tab, "page": page, "rows": [_row(inspection) for inspection in page.rows]},
    )


def _row(inspection: Inspection) -> dict[str, Any]:
    """An inspection with its latest finding and the light of what it waits for."""
    commitment = inspection.commitment
    finding = next(iter(cast("list[Finding]", list(inspection.findings.all()))), None)
    today = timezone.localdate()
    calendar = calendar_in_force()
    due = None if inspection.accepted_at else commitment.current_due_on
    return {
        "inspection": inspection,
        "commitment": commitment,
        "finding": finding,
        "due_on": due,
        "days_left": calendar.working_days_between(today, due) if due else None,
        "light": light(
            due, today, finished_on=None, soon_working_days=commitment.plan.soon_working_days, calendar=calendar
        ).value
        if due
        else "none",
    }

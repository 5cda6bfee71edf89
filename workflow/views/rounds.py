"""Inspections: what waits to be inspected or rechecked, and what was accepted."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from workflow.deadlines import Light, light
from workflow.models import Commitment, Finding, Inspection
from workflow.paging import Key, Order, Page, page_of, read_moment
from workflow.policies import scope_of
from workflow.querysets import CommitmentQuerySet
from workflow.services.calendar import calendar_in_force

# What is claimed and not accepted always has a due date: that of its inspection, its rectification or its recheck.
WAITING = Order((Key("current_due_on", date.fromisoformat), Key("pk")))
ACCEPTED = Order((Key("opened_at", read_moment, descending=True), Key("pk", descending=True)))


@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """Inspections of the commitments the person may see: those that wait, due first, by default; `?tab=accepted` for
    those that are over, latest first. The same few queries whatever the number of rows.
    """
    tab = "accepted" if request.GET.get("tab") == "accepted" else "open"
    visible = Commitment.objects.visible_to(scope_of(request.user))
    cursors = {name: request.GET.get(name, "") for name in ("older", "newer")}
    page: Page[Commitment] | Page[Inspection]
    if tab == "open":
        page = _waiting(visible, cursors)
        inspections = _of(page.rows)
    else:
        page = _accepted(visible, cursors)
        inspections = page.rows
    return render(request, "workflow/rounds.html", {"tab": tab, "page": page, "rows": [_row(it) for it in inspections]})


def _waiting(visible: CommitmentQuerySet, cursors: dict[str, str]) -> Page[Commitment]:
    """Chosen from the partial index of what is under inspection, in its order."""
    return page_of(
        visible.under_inspection().select_related("agency", "item", "plan"),
        WAITING,
        older=cursors["older"],
        newer=cursors["newer"],
    )


def _of(commitments: Iterable[Commitment]) -> list[Inspection]:
    """The open inspection of each commitment, in the same order, with everything a line shows."""
    there = {commitment.pk: commitment for commitment in commitments}
    rows = Inspection.objects.filter(commitment__in=list(there), accepted_at__isnull=True, returned_at__isnull=True)
    found = {}
    for inspection in _with_findings(rows.select_related("claim")):
        inspection.commitment = there[inspection.commitment_id]
        found[inspection.commitment_id] = inspection
    return [found[pk] for pk in there if pk in found]


def _accepted(visible: CommitmentQuerySet, cursors: dict[str, str]) -> Page[Inspection]:
    inspections = Inspection.objects.filter(
        commitment__in=visible,
        accepted_at__isnull=False,
        commitment__discontinued_at__isnull=True,
        commitment__transferred_at__isnull=True,
    )
    return page_of(
        _with_findings(inspections).select_related(
            "claim", "inspector", "commitment__agency", "commitment__item", "commitment__plan"
        ),
        ACCEPTED,
        older=cursors["older"],
        newer=cursors["newer"],
    )


def _with_findings(rows: QuerySet[Inspection]) -> QuerySet[Inspection]:
    """With their findings, the latest first."""
    return rows.prefetch_related(Prefetch("findings", Finding.objects.order_by("-number")))


def _row(inspection: Inspection) -> dict[str, Any]:
    """An inspection with its latest finding and the light of what it waits for."""
    commitment = inspection.commitment
    finding = next(iter(cast("list[Finding]", list(inspection.findings.all()))), None)
    today = timezone.localdate()
    due = None if inspection.accepted_at or not commitment.is_binding else commitment.current_due_on
    return {
        "inspection": inspection,
        "commitment": commitment,
        "finding": finding,
        "due_on": due,
        "days_left": commitment.days_to(due, today, calendar_in_force()) if due else None,
        "light": _light(commitment, due, today) if due else "none",
    }


def _light(commitment: Commitment, due: date, today: date) -> str:
    """The light of what the inspection waits for; a suspended one is late if it was before."""
    if commitment.suspended_on is not None:
        return (Light.LATE if due < commitment.suspended_on else Light.OK).value
    soon = commitment.plan.soon_working_days
    return light(due, today, finished_on=None, soon_working_days=soon, calendar=calendar_in_force()).value

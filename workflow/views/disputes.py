"""Disputes of assignments: what has to be answered, and the precedents."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from workflow.desks import desks
from workflow.models import Dispute
from workflow.paging import Key, Order, page_of, read_moment, read_number
from workflow.policies import scope_of
from workflow.services.calendar import calendar_in_force
from workflow.services.precedents import visible_disputes
from workflow.status import Act

OPEN = Order((Key("answer_by", date.fromisoformat), Key("pk")))
DECIDED = Order((Key("decided_at", read_moment, descending=True), Key("pk", descending=True)))
MOST_WORDS = 5


@require_GET
def disputes(request: HttpRequest) -> HttpResponse:
    """Disputes of the commitments the person may see: those to be answered, the earliest in front, by default;
    `?tab=decided` for those that ended, the latest first, with `q` those about these words or agencies; `?item=` that
    of one commitment, whatever became of it. One query for the list and one for the names of those with whom they lie,
    whatever its length.
    """
    q = " ".join(request.GET.get("q", "").split())[:100]
    item = _number(request.GET.get("item", ""))
    tab = "decided" if request.GET.get("tab") == "decided" or q or item is not None else "open"
    rows = visible_disputes(scope_of(request.user)).select_related(
        "proposed",
        "asked_by",
        "answered_by",
        "decided_by",
        "commitment__item",
        "commitment__agency",
        "commitment__transferred_to__agency",
    )
    if item is not None:
        rows = rows.filter(commitment=item)
        tab = "open" if rows.filter(outcome="").exists() else "decided"
    rows = _about(rows.filter(outcome="") if tab == "open" else rows.exclude(outcome=""), q)
    page = page_of(
        rows,
        OPEN if tab == "open" else DECIDED,
        older=request.GET.get("older", ""),
        newer=request.GET.get("newer", ""),
    )
    lie = {one.pk: (one.commitment.agency_id, _next_act(one)) for one in page.rows if not one.outcome}
    lie_with = desks(lie, timezone.localdate())
    shown = [_row(dispute, lie_with.get(dispute.pk, "")) for dispute in page.rows]
    return render(request, "workflow/disputes.html", {"tab": tab, "q": q, "page": page, "rows": shown})


def _number(text: str) -> int | None:
    try:
        return read_number(text)
    except ValueError:
        return None


def _about(rows: QuerySet[Dispute], q: str) -> QuerySet[Dispute]:
    """Every word occurs in what was written, in the item, or in the name of an agency that had, got or was to get
    it."""
    for word in q.split()[:MOST_WORDS]:
        where = Q(reason__icontains=word) | Q(remark__icontains=word) | Q(answer__icontains=word)
        where |= Q(again_reason__icontains=word) | Q(commitment__item__heading__icontains=word)
        where |= Q(commitment__item__text__icontains=word)
        for agency in ("commitment__agency", "commitment__transferred_to__agency", "proposed"):
            where |= Q(**{f"{agency}__name__icontains": word}) | Q(**{f"{agency}__short_name__icontains": word})
        rows = rows.filter(where)
    return rows


def _row(dispute: Dispute, lies_with: str) -> dict[str, Any]:
    """A dispute with where it lies, how many working days are left for the answer, and where the item went."""
    successor = getattr(dispute.commitment, "transferred_to", None)
    return {
        "dispute": dispute,
        "commitment": dispute.commitment,
        "with": lies_with,
        "went_to": successor.agency if successor is not None and dispute.outcome == "transferred" else None,
        "days_left": dispute.commitment.days_to(dispute.answer_by, timezone.localdate(), calendar_in_force()),
    }


def _next_act(dispute: Dispute) -> Act:
    """What is to be done to it next."""
    if dispute.again_at is not None:
        return Act.RULE_DISPUTE
    return Act.ANSWER_DISPUTE if dispute.signed_at is not None else Act.SIGN_DISPUTE

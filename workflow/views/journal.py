"""The journal: who did what when, for those who may read it."""

from datetime import date
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflow.models import User
from workflow.services import journal_reading
from workflow.services.acts import ACTS, act_label

PAGE_SIZE = 50
NAME_LENGTH = 60


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 18 else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # The ends of the calendar have no midnight in every time zone.
    return day if 1 < day.year < 9999 else None


def _wanted(request: HttpRequest) -> journal_reading.Filter:
    """The filter in the address; what makes no sense is left out."""
    query = request.GET
    act = query.get("act", "")
    return journal_reading.Filter(
        plan_id=_number(query.get("plan", "")),
        commitment_id=_number(query.get("commitment", "")),
        agency=query.get("agency", "").strip()[:NAME_LENGTH],
        person=query.get("person", "").strip()[:NAME_LENGTH],
        act=act if act in ACTS else "",
        since=_day(query.get("from", "")),
        until=_day(query.get("to", "")),
    )


@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """One page of the journal, newest first, each row with its act in words and its hash checked."""
    user = cast(User, request.user)
    wanted = _wanted(request)
    page, found = journal_reading.page(
        user, wanted, older=request.GET.get("older", ""), newer=request.GET.get("newer", ""), size=PAGE_SIZE
    )
    context = {
        "page": page,
        "rows": [(row, act_label(row.entry.act)) for row in found],
        "broken": sum(row.breach is not None for row in found),
        "wanted": wanted,
        "narrowed": wanted != journal_reading.Filter(),
        "plans": journal_reading.plans(user),
        "acts": sorted(ACTS.items(), key=lambda act: str(act[1])),
    }
    return render(request, "workflow/journal.html", context)

"""Contributions of partner agencies: the list."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from workflow.contribution_list import ORDER, ContributionList, Filter, wide
from workflow.models import User
from workflow.paging import page_of
from workflow.policies import scope_of
from workflow.services.calendar import calendar_in_force, local_day


@require_safe
def contributions(request: HttpRequest) -> HttpResponse:
    """What the person's agencies contribute to the items of leads, and what partners contribute to theirs; `state` and
    `side` narrow it. Two queries beside the frame, whatever the length."""
    scope = scope_of(cast(User, request.user))
    board = ContributionList(scope, Filter.read(request.GET.dict()), local_day(timezone.now()), calendar_in_force())
    older, newer = request.GET.get("older", ""), request.GET.get("newer", "")
    page = page_of(board.contributions(), ORDER, older=older, newer=newer, wide=wide())
    context = {
        "today": board.on,
        "wanted": board.wanted,
        "page": page,
        "rows": list(board.rows_of(page.rows)),
        "sums": board.sums(),
    }
    return render(request, "workflow/contributions.html", context)

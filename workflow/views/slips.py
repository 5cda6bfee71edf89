"""Supervision slips: the list, its file, and the paper."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflow.errors import Invalid
from workflow.exports.xlsx import write_sheet
from workflow.models import User
from workflow.paging import page_of
from workflow.policies import scope_of
from workflow.services import slips as services
from workflow.services.calendar import calendar_in_force, local_day
from workflow.slip_list import ORDER, Filter, SlipList, state_words, wide
from workflow.status import Act
from workflow.views.downloads import sheet

AT_ONCE = 10_000
"""More rows than this are not written while a person waits."""


@require_safe
def slips(request: HttpRequest) -> HttpResponse:
    """Slips on the commitments the person may see, those to be answered first in front; `colour`, `state`, `agency` and
    `year` narrow them. Four queries beside the frame, whatever the length."""
    board = _board(request)
    older, newer = request.GET.get("older", ""), request.GET.get("newer", "")
    page = page_of(board.slips(), ORDER, older=older, newer=newer, wide=wide())
    several = len(board.scope.agencies(Act.VIEW_COMMITMENTS)) > 1
    context = {
        "today": board.on,
        "wanted": board.wanted,
        "page": page,
        "rows": list(board.rows_of(page.rows)),
        "sums": board.sums(),
        "agencies": board.agencies() if several else [],
        "years": board.years(),
        "several": several,
    }
    return render(request, "workflow/slips.html", context)


@require_safe
def slip_export(request: HttpRequest) -> HttpResponse:
    """All rows of the filter as an Excel file. Raises Invalid for more than `AT_ONCE` of them."""
    board = _board(request)
    found = wide().filter(pk__in=board.slips().values("pk")).order_by(*ORDER.names())
    if found.count() > AT_ONCE:
        raise Invalid(
            "too_many_rows",
            _("More than %(n)d rows are not written while you wait.") % {"n": AT_ONCE},
            remedy=_("Narrow the filter, for example to one year."),
        )
    title = _("Supervision slips")
    told = [_("Slip"), _("Colour"), _("Agency"), _("Number"), _("Item"), _("Demand")]
    header = [*told, _("Issued on"), _("Served on"), _("Answer by"), _("Answer"), _("State")]
    content = write_sheet(title, header, (row.cells() for row in board.rows_of(found.iterator(chunk_size=500))))
    return sheet(title, board.on, content)


@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip as a paper that can be printed; 404 for a foreign one."""
    found = services.slip_for(scope_of(request.user), pk)
    today = local_day(timezone.now())
    context = {
        "slip": found,
        "cause": services.cause_words(found.cause, local_day(found.issued_at)),
        "state": state_words(found),
        "today": today,
    }
    return render(request, "workflow/slip.html", context)


def _board(request: HttpRequest) -> SlipList:
    scope = scope_of(cast(User, request.user))
    return SlipList(scope, Filter.read(request.GET.dict()), local_day(timezone.now()), calendar_in_force())

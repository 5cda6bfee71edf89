"""The board of recurring duties, and its file."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from workflow.duty_board import LIGHTS, ORDER, Board, Filter, wide
from workflow.errors import Invalid
from workflow.exports.xlsx import write_sheet
from workflow.models import User
from workflow.paging import page_of
from workflow.policies import scope_of
from workflow.services.calendar import calendar_in_force, local_day
from workflow.services.duty_words import PACES
from workflow.status import Act, DutyLength
from workflow.views.downloads import sheet

AT_ONCE = 10_000
"""More rows than this are not written while a person waits."""


@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """Open periods of the agencies the person may see, those due first in front; `agency`, `plan`, `length` and `light`
    narrow them. Four queries beside the frame, whatever the length."""
    board = _board(request)
    older, newer = request.GET.get("older", ""), request.GET.get("newer", "")
    page = page_of(board.periods(), ORDER, older=older, newer=newer, wide=wide())
    several = len(board.scope.agencies(Act.VIEW_COMMITMENTS)) > 1
    context = {
        "today": board.on,
        "wanted": board.wanted,
        "page": page,
        "rows": list(board.rows_of(page.rows)),
        "total": board.total,
        "shown": board.shown,
        "sums": [(light, PACES[light], board.sums[light]) for light in LIGHTS],
        "agencies": board.agencies() if several else [],
        "plans": board.plans(),
        "lengths": DutyLength.choices,
    }
    return render(request, "workflow/duties.html", context)


@require_safe
def duty_export(request: HttpRequest) -> HttpResponse:
    """All rows of the filter as an Excel file. Raises Invalid for more than `AT_ONCE` of them."""
    board = _board(request)
    if board.shown > AT_ONCE:
        raise Invalid(
            "too_many_rows",
            _("More than %(n)d rows are not written while you wait.") % {"n": AT_ONCE},
            remedy=_("Narrow the filter, for example to one plan."),
        )
    periods = wide().filter(pk__in=board.periods().values("pk")).order_by(*ORDER.names())
    title = pgettext("duty", "Recurring duties")
    period = pgettext("duty", "Period")
    told = [_("Agency"), _("Item"), _("Number"), _("Recurring duty"), _("How often"), period]
    header = [*told, _("Due on"), _("Times done"), _("Times"), _("State")]
    content = write_sheet(title, header, (row.cells() for row in board.rows_of(periods.iterator(chunk_size=500))))
    return sheet(title, board.on, content)


def _board(request: HttpRequest) -> Board:
    scope = scope_of(cast(User, request.user))
    return Board(scope, Filter.read(request.GET.dict()), local_day(timezone.now()), calendar_in_force())

"""台账: every commitment a person may see, filtered in the address, and the same as an Excel file."""

from dataclasses import dataclass
from typing import Any, cast

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from workflow.errors import Invalid
from workflow.exports.xlsx import CONTENT_TYPE
from workflow.ledger import AgencyChoice, Filter, Ledger, plans_in, wide
from workflow.ledger_rows import light_word, rows_of
from workflow.models import Agency, User
from workflow.paging import page_of
from workflow.policies import scope_of
from workflow.services import ledger_export as exporting
from workflow.services.calendar import calendar_in_force, local_day
from workflow.status import Act, AgencyKind, Stage

MOST_CHOICES = 300
"""More agencies than this are searched for by name instead of being listed."""

CURSORS = ("older", "newer")
DUE_LABELS = {
    "week": gettext_lazy("Due this week"),
    "month": gettext_lazy("Due this month"),
    "quarter": gettext_lazy("Due this quarter"),
    "year": gettext_lazy("Due this year"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in force, and the address without it."""

    label: str
    without: str


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """One page of the ledger, its sums by light, and what to filter by."""
    book = _book(request)
    now = timezone.now()
    sums, agencies = book.sums()
    agencies = _with_wanted(book, agencies)
    page = page_of(
        book.narrow(),
        book.order,
        older=request.GET.get("older", ""),
        newer=request.GET.get("newer", ""),
        wide=wide(),
    )
    wanted = book.wanted
    shown = sums.optional if wanted.optional else getattr(sums, wanted.light) if wanted.light else sums.listed
    to_urge = book.scope.agencies(Act.URGE)
    picking = bool(to_urge) and request.GET.get("pick") == "1"
    context = {
        "today": book.on,
        "now": now,
        "wanted": wanted,
        "page": page,
        "rows": list(
            rows_of(page.rows, on=book.on, calendar=book.calendar, pick_at=to_urge if picking else frozenset())
        ),
        "may_pick": bool(to_urge),
        "picking": picking,
        "sums": sums,
        "shown": shown,
        "by_job": shown > exporting.AT_ONCE,
        "chips": _chips(book, agencies, request.GET),
        "plans": book.plans,
        # Whatever the filter leaves, nobody who sees several agencies loses what he filters by.
        "several": len(book.scope.agencies(Act.VIEW_COMMITMENTS)) > 1,
        "agencies": [one for one in agencies if len(agencies) <= MOST_CHOICES or one.pk == wanted.agency],
        "kinds": AgencyKind.choices,
        "stages": Stage.choices,
        "windows": DUE_LABELS.items(),
    }
    return render(request, "workflow/ledger.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ledger_export(request: HttpRequest) -> HttpResponseBase:
    """All rows of the filter as an Excel file. More than `AT_ONCE` rows are written by a job, which a POST starts."""
    book = _book(request)
    total = book.commitments().count()
    if total > exporting.AT_ONCE:
        if request.method != "POST":
            raise Invalid(
                "too_many_rows",
                _("More than %(n)d rows are not written while you wait.") % {"n": exporting.AT_ONCE},
                remedy=_("Start the export with the button of the ledger, or narrow the filter."),
            )
        query = request.GET.urlencode()
        job = exporting.start(query, total=total, owner=cast(User, request.user), now=timezone.now())
        return redirect("job", pk=job.pk)
    content = exporting.workbook(book, exporting.commitments(book))
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=_attached(exporting.filename(book.on)))


@require_safe
def ledger_export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file a job of the person's own has written; 404 for any other."""
    path, on = exporting.finished_file(cast(User, request.user), pk)
    return FileResponse(path.open("rb"), content_type=CONTENT_TYPE, headers=_attached(exporting.filename(on)))


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment"}


def _book(request: HttpRequest) -> Ledger:
    scope = scope_of(cast(User, request.user))
    today = local_day(timezone.now())
    return Ledger(scope, Filter.read(request.GET), today, calendar_in_force(), list(plans_in(scope)))


def _with_wanted(book: Ledger, agencies: list[AgencyChoice]) -> list[AgencyChoice]:
    """The agency filtered by stays in the list and keeps its name, though nothing of it is left."""
    pk = book.wanted.agency
    if pk is None or any(one.pk == pk for one in agencies) or pk not in book.scope.agencies(Act.VIEW_COMMITMENTS):
        return agencies
    return [*agencies, AgencyChoice(pk, Agency.objects.get(pk=pk).short_name, 0)]


def _chips(book: Ledger, agencies: list[AgencyChoice], query: QueryDict) -> list[Chip]:
    """The conditions in force in words."""
    wanted = book.wanted
    found: list[tuple[str, Any, Any]] = [
        ("q", _("Search"), wanted.q),
        ("mine", _("Range"), _("those I worked on") if wanted.mine else ""),
        ("mine", _("Range"), _("those I follow") if wanted.followed else ""),
        ("optional", _("Agencies"), _("Follow by analogy") if wanted.optional else ""),
        ("plan", _("Plan"), next((plan.title for plan in book.plans if plan.pk == wanted.plan), wanted.plan)),
        ("agency", _("Agency"), next((one.name for one in agencies if one.pk == wanted.agency), wanted.agency)),
        ("kind", _("Kind of agency"), AgencyKind(wanted.kind).label if wanted.kind else ""),
        ("stage", _("Status"), Stage(wanted.stage).label if wanted.stage else ""),
        ("light", _("Light"), light_word(wanted.light)),
        ("due", _("Term"), DUE_LABELS.get(wanted.due, "")),
        ("since", _("Changed since"), _date(wanted.since)),
        ("due_from", _("Due from"), _date(wanted.due_from)),
    ]
    return [
        Chip(_("%(name)s: %(value)s") % {"name": name, "value": value}, _without(query, key))
        for key, name, value in found
        if value
    ]


def _without(query: QueryDict, key: str) -> str:
    left = query.copy()
    for name in (key, *CURSORS):
        left.pop(name, None)
    return f"?{left.urlencode()}"


def _date(day: Any) -> str:
    return date_format(day, pgettext("date format", "j M Y")) if day else ""

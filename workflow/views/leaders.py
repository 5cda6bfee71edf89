"""The register of responsible leaders: the list with its gaps, its file, and one agency with its history and form."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from workflow.errors import Invalid, NotVisible
from workflow.exports.xlsx import write_sheet
from workflow.forms.leaders import LeaderForm
from workflow.forms.organisation import refuse
from workflow.models import User
from workflow.paging import page_of
from workflow.policies import scope_of
from workflow.services import leaders as services
from workflow.services.calendar import local_day
from workflow.status import Act
from workflow.views.downloads import sheet


@require_safe
def leaders(request: HttpRequest) -> HttpResponse:
    """Agencies the person sees with their responsible leaders; `?missing=1` those without one. Four queries beside the
    frame, whatever the length."""
    scope, today = scope_of(request.user), local_day(timezone.now())
    missing = request.GET.get("missing") == "1"
    older, newer = request.GET.get("older", ""), request.GET.get("newer", "")
    page = page_of(services.agencies(scope, today, missing=missing), services.ORDER, older=older, newer=newer)
    held = services.leaders_of(page.rows, today)
    context = {
        "today": today,
        "missing": missing,
        "page": page,
        "rows": [(agency, held.get(agency.pk), scope.allows(Act.NAME_LEADER, agency.pk)) for agency in page.rows],
        "lacking": services.agencies(scope, today, missing=True).count(),
        "total": services.agencies(scope, today).count(),
    }
    return render(request, "workflow/leaders.html", context)


@require_safe
def leader_export(request: HttpRequest) -> HttpResponse:
    """All agencies of the list as an Excel file."""
    scope, today = scope_of(request.user), local_day(timezone.now())
    found = list(services.agencies(scope, today, missing=request.GET.get("missing") == "1").order_by("order", "id"))
    held = services.leaders_of(found, today)
    title = _("Responsible leaders")
    header = [
        _("Agency"),
        pgettext("person", "Name"),
        pgettext("leaders", "Post"),
        _("From which day on"),
        _("Published on"),
    ]
    header += [_("Address of the publication"), _("Filed by")]
    content = write_sheet(title, header, (services.cells(agency, held.get(agency.pk)) for agency in found))
    return sheet(title, today, content)


@require_http_methods(["GET", "HEAD", "POST"])
def leader(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: who it is and was at the agency, with the form for those who may enter it. POST: enters it; 422 with
    everything typed when something is wrong. 404 for an agency the person does not see."""
    person, now = cast(User, request.user), timezone.now()
    scope = scope_of(person)
    agency = services.agencies(scope, local_day(now)).filter(pk=pk).first()
    if agency is None:
        raise NotVisible
    form = LeaderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.name_leader(pk, form.named(), actor=person, now=now)
        except Invalid as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Entered and filed with the office."))
            return redirect("leader", pk=pk)
    elif request.method == "POST":
        services.require_right(person, pk)
    context = {
        "agency": agency,
        "form": form if scope.allows(Act.NAME_LEADER, pk) else None,
        "rows": services.history(pk),
        "today": local_day(now),
    }
    return render(request, "workflow/leader.html", context, status=422 if form.errors else 200)

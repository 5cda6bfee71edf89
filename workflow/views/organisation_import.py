"""Importing the register: upload, everything checked, what it would add, then one confirmation. And the way out."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workflow.errors import Invalid
from workflow.exports.xlsx import CONTENT_TYPE, write_sheet
from workflow.forms.organisation import ImportForm, refuse
from workflow.models import User
from workflow.services import register_export, register_import
from workflow.services.calendar import local_day
from workflow.services.register_rights import places_of
from workflow.services.register_table import HEADINGS, read_table

FAULTS_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_import(request: HttpRequest) -> HttpResponse:
    """Upload a file: its faults with row and column, or what it would add."""
    actor = cast(User, request.user)
    places = places_of(actor)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context: dict[str, object] = {"form": form, "places": places, "headings": HEADINGS.values()}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            table = read_table(upload.name or "", upload.read())
        except Invalid as refused:
            refuse(form, refused)
        else:
            checked = register_import.examine(table, actor=actor, now=timezone.now())
            context |= {
                "table": table,
                "checked": checked,
                "faults": checked.faults[:FAULTS_SHOWN],
                "good_rows": checked.rows - checked.faulty_rows,
                "sealed": "" if checked.faults else register_import.seal(table, actor=actor),
            }
            status = 400 if checked.faults else 200
            return render(request, "workflow/organisation_import.html", context, status=status)
    return render(request, "workflow/organisation_import.html", context, status=400 if form.errors else 200)


@require_POST
def organisation_import_confirm(request: HttpRequest) -> HttpResponse:
    """Save what was checked; when the register has changed since, the faults are shown instead."""
    actor = cast(User, request.user)
    places = places_of(actor)
    context: dict[str, object] = {"places": places, "headings": HEADINGS.values(), "form": ImportForm()}
    try:
        table = register_import.unseal(request.POST.get("checked", ""), actor=actor)
        done = register_import.run_import(table, actor=actor, now=timezone.now())
    except Invalid as refused:
        context |= {"refused": refused, "faults": refused.details[:FAULTS_SHOWN]}
        return render(request, "workflow/organisation_import.html", context, status=409)
    context |= {"done": done, "table": table}
    return render(request, "workflow/organisation_import.html", context)


@require_safe
def organisation_import_template(request: HttpRequest) -> HttpResponse:
    """An empty table with the headings."""
    places_of(cast(User, request.user))
    name = _("Register of agencies, template")
    return _download(name, write_sheet(name, [str(heading) for heading in HEADINGS.values()], []))


@require_safe
def organisation_export(request: HttpRequest) -> HttpResponse:
    """The register as a table of the same columns: a copy, and a start for an import."""
    places = places_of(cast(User, request.user))
    name = _("Register of agencies")
    header = [str(heading) for heading in HEADINGS.values()]
    return _download(name, write_sheet(name, header, register_export.rows(places, local_day(timezone.now()))))


def _download(name: str, content: bytes) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.xlsx") or "attachment"
    return HttpResponse(content, content_type=CONTENT_TYPE, headers={"Content-Disposition": disposition})

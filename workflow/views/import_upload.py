"""Handing in a plan document."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from workflow import policies
from workflow.errors import Invalid, NotVisible
from workflow.forms.imports import UploadForm
from workflow.models import Agency, User
from workflow.services import imports
from workflow.status import Act


@require_http_methods(["GET", "HEAD", "POST"])
def import_upload(request: HttpRequest) -> HttpResponse:
    """Hand in a plan document. What cannot be read is refused here, with a sentence and nothing stored."""
    actor = cast(User, request.user)
    offices = offices_of(actor)
    limit: int = settings.PLAN_MAX_BYTES
    if request.method != "POST":
        form = UploadForm(offices=offices, limit=limit)
        return render(request, "workflow/import_upload.html", {"form": form})
    if "again" in request.POST:
        return _read_again(request, actor)
    form = UploadForm(request.POST, request.FILES, offices=offices, limit=limit)
    same = None
    if form.is_valid():
        try:
            file = form.file
            if (file.size or 0) > limit:
                raise imports.too_large(limit)
            office = form.cleaned_data.get("office") or offices[0]
            job = imports.receive(office.pk, file.name or "", file.read(), actor=actor, now=timezone.now())
        except imports.SameDocument as known:
            same = known
        except Invalid as refusal:
            form.add_error("document", str(refusal))
        else:
            return redirect("job", pk=job.pk)
    return render(request, "workflow/import_upload.html", {"form": form, "same": same}, status=400)


def _read_again(request: HttpRequest, actor: User) -> HttpResponse:
    document, plan = (request.POST.get(name, "") for name in ("again", "version_of"))
    if not (document.isdecimal() and plan.isdecimal() and len(document + plan) < 18):
        raise NotVisible
    try:
        job = imports.read_again(int(document), int(plan), actor=actor, now=timezone.now())
    except imports.SameDocument as known:
        form = UploadForm(offices=offices_of(actor), limit=settings.PLAN_MAX_BYTES)
        return render(request, "workflow/import_upload.html", {"form": form, "same": known}, status=400)
    return redirect("job", pk=job.pk)


def offices_of(actor: User) -> list[Agency]:
    """The offices the person drafts for. Raises NotVisible (404) when there is none."""
    ids = policies.scope_of(actor).agencies(Act.DRAFT_DOCUMENT)
    offices = list(Agency.objects.filter(pk__in=ids)) if ids else []
    if not offices:
        raise NotVisible
    return offices

"""A part of the source text of a draft under review, for the page that does not hold it yet."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflow.models import User
from workflow.paging import number_of
from workflow.services.imports.page import open_page
from workflow.services.imports.session import require_open, require_revision


@require_safe
def import_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Part `part` (from 0) of the text with `item` marked as the one in hand. 409 when the draft was changed since the
    `revision` of the page, committed or dropped: what is shown together belongs to one state."""
    page = open_page(pk, cast(User, request.user))
    require_open(page.draft)
    require_revision(page.draft, number_of(request.GET.get("revision", "")))
    shown = page.stretch(number_of(request.GET.get("part", "")))
    if not shown:
        raise Http404
    context = {"source": shown, "current": request.GET.get("item", "")}
    return render(request, "workflow/source_blocks.html", context)

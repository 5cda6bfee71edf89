"""The page of one commitment, the centre of the site; and ending it by the office."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from flows.actions import commitment as steps
from flows.reading import item as reading
from flows.step_drafts import form_of
from flows.views import clock
from workflow import policies
from workflow.models import User
from workflow.services import drafts
from workflow.services.calendar import local_day


class DiscontinueForm(forms.Form):
    """Why the item is not carried on."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why this item is not carried on.")},
    )  # fmt: skip


@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """What was promised, by whom, by when, where it stands, what is asked now; its papers in tabs (`tab`).

    A request of htmx or of the live script gets the live parts alone.
    """
    return _page(request, pk, DiscontinueForm())


def _page(request: HttpRequest, pk: int, form: DiscontinueForm, status: int = 200) -> HttpResponse:
    actor = cast(User, request.user)
    scope = policies.scope_of(actor)
    on = local_day(clock.now())
    commitment = reading.commitment_for(pk, scope)
    context: dict[str, Any] = reading.page(
        commitment, scope, on, tab=request.GET.get("tab", ""), older=request.GET.get("older", "")
    )
    asked = context["asked"]
    address = reverse("item", args=[pk])
    query = request.GET.urlencode()
    context |= {
        "item_url": address,
        "here": f"{address}?{query}" if query and request.method != "POST" else address,
        "today": on,
        "discontinuing": form,
        "draft": drafts.load(actor.pk, form_of(asked[0].task.pk)) if asked else None,
    }
    template = "flows/parts/item_live.html" if "HX-Request" in request.headers else "flows/item.html"
    return render(request, template, context, status=status)


@require_POST
def item_discontinue(request: HttpRequest, pk: int) -> HttpResponse:
    """End the commitment without completion; 422 with the text when the reason is missing, 404 when foreign."""
    actor = cast(User, request.user)
    form = DiscontinueForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, form, status=422)
    reading.commitment_for(pk, policies.scope_of(actor))
    steps.discontinue(pk, actor=actor, now=clock.now(), reason=form.cleaned_data["reason"])
    messages.success(request, _("Discontinued. The agency is told the reason."))
    return redirect("item", pk=pk)

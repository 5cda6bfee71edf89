"""委托: who acts for the person and for whom he acts; making one and ending one."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from workflow.errors import Invalid
from workflow.forms.delegations import DelegateForm
from workflow.forms.organisation import refuse
from workflow.models import User
from workflow.services import delegations
from workflow.services.calendar import local_day


@require_http_methods(["GET", "HEAD", "POST"])
def delegations_page(request: HttpRequest) -> HttpResponse:
    """GET: what the person gave and was given, with the form. POST: has a colleague act in one of his posts; 422 with
    everything typed when something is wrong."""
    person, now = cast(User, request.user), timezone.now()
    today = local_day(now)
    able = [(post, delegations.colleagues(post, today)) for post in delegations.own_posts(person, today)]
    able = [(post, people) for post, people in able if people]
    form = DelegateForm(request.POST if request.method == "POST" else None, able=able)
    if request.method == "POST" and form.is_valid():
        post, to = form.chosen()
        typed = form.cleaned_data
        try:
            delegations.delegate(
                post, to, first=typed["first"], last=typed["last"], reason=typed["reason"], actor=person, now=now
            )
        except Invalid as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Delegated. Your colleague has been told; the post returns by itself."))
            return redirect("delegations")
    given, received = delegations.of_person(person)
    context: dict[str, Any] = {
        "form": form if able else None,
        "given": [(one, delegations.is_over(one, today)) for one in given],
        "received": [(one, delegations.is_over(one, today)) for one in received],
        "today": today,
    }
    return render(request, "workflow/delegations.html", context, status=422 if form.errors else 200)


@require_POST
def delegation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The post returns at once; 404 for a delegation the person has no part in, 409 when it is over."""
    delegations.end(pk, actor=cast(User, request.user), now=timezone.now())
    messages.success(request, _("Ended. The post has returned."))
    return redirect("delegations")

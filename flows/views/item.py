"""The page of one commitment, the centre of the site; and what people do with it beside its steps."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flows.actions import slips as slipping
from flows.actions import withdrawing
from flows.item_acts import ITEM_ACTS
from flows.item_acts.base import ItemAct
from flows.reading import item as reading
from flows.step_drafts import form_of
from flows.views import clock
from workflow import policies
from workflow.errors import Invalid, NotVisible
from workflow.models import Commitment, User
from workflow.services import drafts, following
from workflow.services.calendar import local_day

SHOWN_IN = {
    "sign_plan": "plan",
    "approve_plan": "plan",
    "sign_report": "progress",
    "inspect": "inspection",
    "recheck": "inspection",
    "sign_duty": "duties",
    "take_in": "",
}
"""The tab of the item on which what lies at a step can be read (empty: on each of them): whoever may do the step has
opened it there too."""


@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """What was promised, by whom, by when, where it stands, what is asked now; its papers in tabs (`tab`).

    A request of htmx or of the live script gets the live parts alone.
    """
    actor = cast(User, request.user)
    scope = policies.scope_of(actor)
    now = clock.now()
    on = local_day(now)
    commitment = reading.commitment_for(pk, scope)
    context: dict[str, Any] = reading.page(
        commitment, scope, on, tab=request.GET.get("tab", ""), older=request.GET.get("older", ""), now=now
    )
    asked = context["asked"]
    for one in asked if request.method == "GET" else ():
        if SHOWN_IN.get(one.task.node) in ("", context["tab"]):
            withdrawing.see(one.task, actor=actor, now=clock.now())
    if request.method == "GET":
        slipping.serve(context["open_steps"], actor=actor, now=clock.now())
    address = reverse("item", args=[pk])
    query = request.GET.urlencode()
    context |= {
        "item_url": address,
        "here": f"{address}?{query}" if query else address,
        "today": on,
        "draft": drafts.load(actor.pk, form_of(asked[0].task.pk)) if asked else None,
    }
    template = "flows/parts/item_live.html" if "HX-Request" in request.headers else "flows/item.html"
    return render(request, template, context)


@require_POST
def item_follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow the commitment (`follow` is 1) or stop; 404 for a foreign one."""
    actor = cast(User, request.user)
    commitment = Commitment.objects.filter(pk=pk).first()
    if commitment is None:
        raise NotVisible
    if request.POST.get("follow") == "1":
        following.follow(commitment, actor=actor, now=clock.now())
        messages.success(request, _("You are told from now on of what happens to this item."))
    else:
        following.unfollow(commitment, actor=actor)
        messages.success(request, _("You no longer follow this item."))
    return redirect("item", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def item_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One act of the item menu. GET: its form with its consequence. POST: does it and goes back to the item.

    404 for a commitment or an act that does not exist for the person; who may see but not do it is led to the item
    (403 when posting); 422 with everything typed when something is wrong; 409 when it cannot be done any more.
    """
    actor = cast(User, request.user)
    kind = ITEM_ACTS.get(name)
    if kind is None:
        raise NotVisible
    now = clock.now()
    scope = policies.scope_of(actor)
    act = kind(reading.situation_for(pk, scope, local_day(now)))
    if request.method != "POST":
        rests = act.commitment.suspended_on is not None and not kind.while_suspended
        if rests or not act.is_allowed() or not act.is_possible():
            return redirect("item", pk=pk)
        return _show_act(request, act, act.form())
    policies.require(actor, kind.right, act.agency_id)
    form = act.form(request.POST)
    if not form.is_valid():
        return _show_act(request, act, form, status=422)
    try:
        told = act.perform(form.cleaned_data, actor=actor, now=now)
    except Invalid as refused:
        return _show_act(request, act, form, refused=refused, status=422)
    messages.success(request, told)
    return redirect("item", pk=pk)


def _show_act(
    request: HttpRequest, act: ItemAct, form: forms.Form, *, refused: Invalid | None = None, status: int = 200
) -> HttpResponse:
    situation = act.situation
    context = {
        "act": act,
        "form": form,
        "faulty": [form] if status == 422 and form.errors else [],
        "refused": refused,
        "commitment": situation.commitment,
        "due": reading.due_of(situation),
        "today": situation.on,
        **act.context(form),
    }
    return render(request, "flows/item_act.html", context, status=status)

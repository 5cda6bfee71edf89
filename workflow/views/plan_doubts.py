"""The doubts of one plan: open ones to be settled before it is issued, and how the others were decided."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from workflow import policies
from workflow.errors import Invalid, NotVisible, Refused, TransitionRefused
from workflow.forms.wording import pin_of
from workflow.models import Plan, PlanDoubt, User
from workflow.services import plan_doubts as services
from workflow.services import plans
from workflow.services.doubt_words import question_of
from workflow.services.imports import lists
from workflow.services.imports.places import Places
from workflow.services.plan_source import text_of
from workflow.status import Act

PAGE_SIZE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def plan_doubts(request: HttpRequest, pk: int) -> HttpResponse:
    """The doubts of a plan, open ones first; POST settles one or several with a reason, or pins a vague word."""
    user = cast(User, request.user)
    scope = policies.scope_of(user)
    plan = plans.visible_plan(scope, pk)
    if not any(scope.allows(act, plan.office_id) for act in plans.OFFICE_ACTS):
        raise NotVisible
    if request.method != "POST":
        return _show(request, plan)
    policies.require(user, Act.DRAFT_DOCUMENT, plan.office_id)
    try:
        _act(request, plan, user)
    except (Invalid, TransitionRefused) as refusal:
        return _show(request, plan, refusal)
    return redirect(request.get_full_path())


def _act(request: HttpRequest, plan: Plan, user: User) -> None:
    sent, now = request.POST, timezone.now()
    if one := sent.get("pin", ""):
        services.pin(plan.pk, _id(one), pin_of(sent), actor=user, now=now)
        messages.success(request, _("Pinned."))
        return
    chosen = [_id(sent["one"])] if sent.get("one") else [_id(typed) for typed in sent.getlist("doubts")]
    found = services.settle(plan.pk, chosen, sent.get("reason", ""), actor=user, now=now)
    told = ngettext("%(n)d doubt settled.", "%(n)d doubts settled.", len(found))
    messages.success(request, told % {"n": len(found)})


def _id(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 19 else 0


def _show(request: HttpRequest, plan: Plan, refusal: Refused | None = None) -> HttpResponse:
    left = list(PlanDoubt.objects.open().filter(plan=plan).select_related("item").order_by("order"))
    decided = list(PlanDoubt.objects.filter(plan=plan).exclude(how="").select_related("item").order_by("order"))
    number = _id(request.GET.get("older") or request.GET.get("newer") or "1")
    page = lists.slice_of([*left, *decided], number, PAGE_SIZE)
    places = Places(text_of(plan))
    shown = [(doubt, question_of(doubt), places.quote(_place(doubt))) for doubt in page.rows]
    may_settle = plan.status not in plans.IN_FORCE and policies.scope_of(cast(User, request.user)).allows(
        Act.DRAFT_DOCUMENT, plan.office_id
    )
    context: dict[str, Any] = {
        "plan": plan,
        "rows": shown,
        "page": page,
        "open": len(left),
        "decided": len(decided),
        "may_settle": may_settle,
        "may_pin": may_settle and plan.status in plans.IN_DRAFT,
        "refusal": refusal,
        "kept": [("", request.POST["reason"])] if refusal and request.POST.get("reason", "").strip() else [],
    }
    return render(request, "workflow/plan_doubts.html", context, status=refusal.status if refusal else 200)


def _place(doubt: PlanDoubt) -> list[int] | None:
    if doubt.span_start is None or not doubt.span_end:
        return None
    return [doubt.span_start, doubt.span_end]

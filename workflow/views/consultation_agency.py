"""A consultation as an agency sees it: the draft beside its source, and the agency's own comments alone."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflow import policies
from workflow.errors import Invalid, Refused, TransitionRefused
from workflow.forms.consultation import CommentForm
from workflow.models import ConsultationComment, ConsultedAgency, User
from workflow.services import consultation as services
from workflow.services import consultation_reading as reading
from workflow.services import plan_source, plans
from workflow.services.calendar import calendar_in_force
from workflow.services.consultation import Proposal
from workflow.services.imports.lists import slice_of
from workflow.status import Act
from workflow.views.consultation import number_of

PAGE_SIZE = 15
KEPT = ("quote", "wording", "reason")


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_agency(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft item by item with the agency's comments. POST: `act` adds, edits or withdraws one, or answers that
    there is none. 404 for whoever was not asked."""
    user = cast(User, request.user)
    mine = reading.asked_or_404(pk, policies.scope_of(user))
    if request.method != "POST":
        return _show(request, pk, mine)
    try:
        told = _act(request, pk, user)
    except (Invalid, TransitionRefused) as refusal:
        return _show(request, pk, reading.asked_or_404(pk, policies.scope_of(user)), refusal)
    messages.success(request, told)
    return redirect("consultation_agency", pk=pk)


def _act(request: HttpRequest, pk: int, user: User) -> str:
    sent = request.POST
    who: dict[str, Any] = {"actor": user, "now": timezone.now()}
    agency, comment = number_of(sent.get("agency")), number_of(sent.get("comment"))
    match sent.get("act", ""):
        case "add":
            services.add_comment(pk, agency, _proposal(sent), **who)
            return _("The comment is written.")
        case "edit":
            services.edit_comment(pk, comment, _proposal(sent), version=number_of(sent.get("version")), **who)
            return _("The comment is changed.")
        case "withdraw":
            services.withdraw_comment(pk, comment, version=number_of(sent.get("version")), **who)
            return _("The comment is withdrawn.")
        case "none" | "not_none" as act:
            services.answer_none(pk, agency, none=act == "none", **who)
            return _("The answer is recorded.")
    raise Invalid("act_unknown", _("The page was incomplete."), remedy=_("Open it again."))


def _proposal(sent: Any) -> Proposal:
    return Proposal(
        kind=sent.get("kind", ""),
        reason=sent.get("reason", ""),
        wording=sent.get("wording", ""),
        quote=sent.get("quote", ""),
        item=number_of(sent.get("item")) if sent.get("item") else None,
    )


def _show(request: HttpRequest, pk: int, mine: list[ConsultedAgency], refusal: Refused | None = None) -> HttpResponse:
    scope, today = policies.scope_of(cast(User, request.user)), timezone.localdate()
    found = mine[0].consultation
    comments: dict[int | None, list[tuple[ConsultationComment, ConsultedAgency]]] = {}
    for consulted in mine:
        for comment in consulted.comments.all():
            comments.setdefault(comment.item_id, []).append((comment, consulted))
    items = plan_source.items_of(found.plan)
    page = slice_of(items, number_of(request.GET.get("older") or request.GET.get("newer")), PAGE_SIZE)
    writers = [one for one in mine if one.is_open(today)] if found.plan.status in plans.IN_DRAFT else []
    is_open = bool(writers)
    last = max(one.last_on for one in writers or mine)
    context: dict[str, Any] = {
        "plan": found.plan,
        "round": found,
        "is_open": is_open,
        "days_left": calendar_in_force().working_days_between(today, last),
        "last_on": last,
        "open_to": writers,
        "mine": [
            (
                one,
                one in writers,
                scope.allows(Act.ANSWER_DRAFT, one.agency_id),
                any(map(one.is_answered_by, one.comments.all())),
            )
            for one in mine
        ],
        "writers": [one for one in writers if one.no_comment_at is None],
        "whole": comments.get(None, []),
        "lines": [(item, comments.get(item.pk, [])) for item in page.rows],
        "page": page,
        "source": reading.beside(plan_source.source(found.plan, items, []), page.rows),
        "refusal": refusal,
        "kept": [("", text) for name in KEPT if refusal and (text := request.POST.get(name, "").strip())],
        **_form(request, comments),
    }
    return render(request, "workflow/consultation_agency.html", context, status=refusal.status if refusal else 200)


def _form(
    request: HttpRequest, comments: dict[int | None, list[tuple[ConsultationComment, ConsultedAgency]]]
) -> dict[str, Any]:
    """The one form of the page: a new comment on `write` (an item, or `whole`), or the comment `edit`."""
    edited = number_of(request.GET.get("edit"))
    for rows in comments.values():
        for comment, _consulted in rows:
            if comment.pk == edited:
                names = ("kind", "quote", "wording", "reason", "version")
                return {"form": CommentForm(initial={name: getattr(comment, name) for name in names}), "edit": comment}
    return {"form": CommentForm(), "write": request.GET.get("write", "")}

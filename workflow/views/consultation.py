"""A consultation as the office sees it: opened, followed, every comment decided, and the statement of the outcome."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflow import policies
from workflow.errors import Invalid, NotVisible, Refused, TransitionRefused
from workflow.exports.xlsx import CONTENT_TYPE, write_sheet
from workflow.forms.consultation import CloseForm, DecideForm, OpenForm, RewordForm
from workflow.models import Consultation, ConsultationComment, Plan, User
from workflow.services import consultation as services
from workflow.services import consultation_export as statement
from workflow.services import consultation_reading as reading
from workflow.services import plans
from workflow.services.calendar import calendar_in_force
from workflow.services.consultation import Rewording
from workflow.services.imports.lists import slice_of
from workflow.status import Act, PlanStatus

PAGE_SIZE = 20
KEPT = ("reason", "text")


@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Every comment on the plan by item. POST (the clerk): `act` opens, closes, decides or rewords."""
    user = cast(User, request.user)
    plan = _plan(user, pk)
    if request.method != "POST":
        return _show(request, plan)
    policies.require(user, Act.DRAFT_DOCUMENT, plan.office_id)
    try:
        told = _act(request, plan, user)
    except (Invalid, TransitionRefused) as refusal:
        return _show(request, plan, refusal)
    messages.success(request, told)
    return redirect("consultation", pk=pk)


@require_safe
def consultation_export(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of every comment, as an Excel table."""
    plan = _plan(cast(User, request.user), pk)
    found = reading.of_plan(plan)
    if found is None:
        raise NotVisible
    name = _("Outcome of the consultation")
    content = write_sheet(name, statement.header(), statement.rows(found))
    disposition = content_disposition_header(as_attachment=True, filename=f"{name} {plan.pk}.xlsx") or "attachment"
    return HttpResponse(content, content_type=CONTENT_TYPE, headers={"Content-Disposition": disposition})


def _plan(user: User, pk: int) -> Plan:
    """The plan of the person's own office that is a consultation draft or was one."""
    scope = policies.scope_of(user)
    plan = plans.visible_plan(scope, pk)
    if not any(scope.allows(act, plan.office_id) for act in plans.OFFICE_ACTS):
        raise NotVisible
    return plan


def _act(request: HttpRequest, plan: Plan, user: User) -> str:
    sent, now = request.POST, timezone.now()
    match sent.get("act", ""):
        case "open":
            values = _cleaned(OpenForm(sent))
            services.open_consultation(plan.pk, **values, actor=user, now=now)
            return _("The consultation is open; the agencies have been told.")
        case "close":
            services.close_early(plan.pk, sent.get("reason", ""), actor=user, now=now)
            return _("The consultation is closed.")
        case "decide":
            values = _cleaned(DecideForm(sent))
            services.decide(
                plan.pk, number_of(sent.get("comment")), **values, rewording=_rewording(sent), actor=user, now=now
            )
            return _("Decided; the agency has been told.")
        case "reword":
            wanted = _rewording(sent)
            if wanted is None:
                raise Invalid("item_text", _("An item has between 1 and 20,000 characters."))
            services.reword(plan.pk, wanted, actor=user, now=now)
            return _("The item is reworded.")
    raise Invalid("act_unknown", _("The page was incomplete."), remedy=_("Open it again."))


def _rewording(sent: Any) -> Rewording | None:
    """The new wording, where the form holds one."""
    if "text" not in sent:
        return None
    return Rewording(item=number_of(sent.get("item")), **_cleaned(RewordForm(sent)))


def _cleaned(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        labels = {name: f"{field.label}: " for name, field in form.fields.items()}
        details = [labels.get(name, "") + " ".join(map(str, faults)) for name, faults in form.errors.items()]
        raise Invalid("form_invalid", _("Not all of this can be taken."), details=details)
    return form.cleaned_data


def number_of(typed: str | None) -> int:
    """An id as typed, 0 for what is none."""
    return int(typed) if typed and typed.isdecimal() and len(typed) < 19 else 0


def _show(request: HttpRequest, plan: Plan, refusal: Refused | None = None) -> HttpResponse:
    found = reading.of_plan(plan)
    if found is None and plan.status != PlanStatus.CONSULTATION:
        raise NotVisible
    today = timezone.localdate()
    may_run = policies.scope_of(cast(User, request.user)).allows(Act.DRAFT_DOCUMENT, plan.office_id)
    context: dict[str, Any] = {
        "plan": plan,
        "round": found,
        "may_run": may_run,
        "may_decide": may_run and found is not None and plan.status in plans.IN_DRAFT,
        "open_form": OpenForm(),
        "refusal": refusal,
        "kept": [("", text) for name in KEPT if refusal and (text := request.POST.get(name, "").strip())],
    }
    if found is not None:
        context |= {
            "is_open": found.is_open(today),
            "days_left": calendar_in_force().working_days_between(today, found.closes_on),
            "tally": reading.tally(found),
            "close_form": CloseForm(auto_id="close-%s"),
            **_list(request, found),
        }
    return render(request, "workflow/consultation.html", context, status=refusal.status if refusal else 200)


def _list(request: HttpRequest, found: Consultation) -> dict[str, Any]:
    rows = reading.comments(found)
    wanted = request.GET.get("show", "")
    if wanted == "undecided":
        rows = [comment for comment in rows if not comment.outcome]
    page = slice_of(rows, number_of(request.GET.get("older") or request.GET.get("newer")), PAGE_SIZE)
    chosen = number_of(request.GET.get("edit"))
    lines = [(comment, _decide_form(comment), _reword_form(comment, chosen)) for comment in page.rows]
    return {"page": page, "lines": lines, "show": wanted}


def _decide_form(comment: ConsultationComment) -> DecideForm:
    given = {"version": comment.version, "outcome": comment.outcome, "reason": comment.outcome_reason}
    return DecideForm(initial=given, auto_id=f"d{comment.pk}-%s")


def _reword_form(comment: ConsultationComment, chosen: int) -> RewordForm | None:
    """The item beside the comment whose wording is being changed; only one, since items can be long."""
    if comment.pk != chosen or comment.item is None:
        return None
    item = comment.item
    given = {"text": item.text, "due_on": item.due_on, "seen": item.text}
    return RewordForm(initial=given, auto_id=f"r{comment.pk}-%s")

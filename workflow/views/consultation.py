"""A consultation as the office sees it: opened, followed, every comment decided, and the statement of the outcome."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from workflow import policies
from workflow.errors import Invalid, NotVisible, Refused, TransitionRefused
from workflow.exports.xlsx import CONTENT_TYPE, write_sheet
from workflow.forms.consultation import ChangeEditor, CloseForm, DecideForm, OpenForm
from workflow.models import Consultation, ConsultationComment, Plan, PlanItem, User
from workflow.services import adopting, plans
from workflow.services import consultation as services
from workflow.services import consultation_asking as asking
from workflow.services import consultation_export as statement
from workflow.services import consultation_reading as reading
from workflow.services.adopting import Change, PuttingBack
from workflow.services.calendar import calendar_in_force
from workflow.services.imports.lists import slice_of
from workflow.services.matching import load_register
from workflow.status import Act, PlanStatus

PAGE_SIZE = 20
LISTED_NAMES = 200


@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Every comment on the plan by item. POST (the clerk): `act` opens, closes, decides, or changes the draft."""
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
            comment = number_of(sent.get("comment"))
            services.decide(plan.pk, comment, **values, change=_change(plan, sent), actor=user, now=now)
            return _("Decided; the agency has been told.")
        case "carry_out":
            wanted = _change(plan, sent)
            if wanted is None:
                raise Invalid("act_unknown", _("The page was incomplete."), remedy=_("Open it again."))
            services.carry_out(plan.pk, wanted, actor=user, now=now)
            return _("The draft is changed.")
    raise Invalid("act_unknown", _("The page was incomplete."), remedy=_("Open it again."))


def _change(plan: Plan, sent: Any) -> Change | None:
    """The change of the draft the form holds, if it holds one. Raises Invalid."""
    if sent.get("change") == "back":
        return PuttingBack(number_of(sent.get("item")))
    editor = _posted(plan, sent)
    if editor is None:
        return None
    if not editor.is_valid():
        raise Invalid("form_invalid", _("Not all of this can be taken."), details=editor.faults())
    return editor.change()


def _posted(plan: Plan, sent: Any) -> ChangeEditor | None:
    """The form of a change as it was posted. Raises NotVisible (404) for an item the plan does not have."""
    kind = sent.get("change", "")
    if kind not in ChangeEditor.KINDS:
        return None
    return _editor(plan, kind, number_of(sent.get("comment")), number_of(sent.get("item")), sent)


def _editor(plan: Plan, kind: str, comment: int, item_pk: int, data: Any = None) -> ChangeEditor:
    item = adopting.item_of(plan, item_pk) if item_pk else None
    if item is None and (item_pk or kind != "new"):
        raise NotVisible
    places = PlanItem.objects.standing().filter(plan=plan).order_by("order") if kind == "new" else ()
    return ChangeEditor(kind, comment, item, list(places), data)


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
    may_decide = may_run and found is not None and plan.status in plans.IN_DRAFT
    context: dict[str, Any] = {
        "plan": plan,
        "round": found,
        "may_run": may_run,
        "may_decide": may_decide,
        "open_form": OpenForm(),
        "refusal": refusal,
        "kept": [("", request.POST["reason"])] if refusal and request.POST.get("reason", "").strip() else [],
    }
    if found is not None:
        context |= {
            "is_open": found.is_open(today),
            "days_left": calendar_in_force().working_days_between(today, found.closes_on),
            "tally": reading.tally(found),
            "waiting": asking.waited_for(found, today),
            "adopted": reading.adopted(plan),
            "close_form": CloseForm(auto_id="close-%s"),
            **_list(request, plan, found, refusal if may_decide else None, may_decide=may_decide),
        }
    elif may_run:
        context["asks"] = plans.expand(plan, today)
    return render(request, "workflow/consultation.html", context, status=refusal.status if refusal else 200)


def _list(
    request: HttpRequest, plan: Plan, found: Consultation, refusal: Refused | None, *, may_decide: bool
) -> dict[str, Any]:
    rows = reading.comments(found)
    wanted = request.GET.get("show", "")
    if wanted == "undecided":
        rows = [comment for comment in rows if not comment.outcome]
    page = slice_of(rows, number_of(request.GET.get("older") or request.GET.get("newer")), PAGE_SIZE)
    posted = _posted(plan, request.POST) if refusal else None
    asked = request.POST if posted else request.GET
    chosen = number_of(asked.get("comment" if posted else "edit"))
    comment = next((one for one in page.rows if one.pk == chosen), None) if may_decide else None
    context: dict[str, Any] = {"page": page, "show": wanted, "chosen": chosen}
    editor = None
    # What cannot be taken stays in its form; what somebody was faster with stands beside the form as it is now.
    again = refusal is not None and refusal.status == Invalid.status
    if posted and comment and again:
        editor = posted
        editor.is_valid()
    elif comment:
        editor = _chosen(plan, comment, asked.get("change" if posted else "do", ""), number_of(asked.get("item")))
    if posted and editor is not posted:
        typed = [(label, f"{label}{pgettext('before a note', ': ')}{text}") for label, text in posted.typed()]
        context["kept"] = [("", text) for text in (request.POST.get("reason", "").strip(),) if text] + typed
    elif posted:
        context["kept"] = []
    if editor and editor.clauses is not None:
        register = load_register(plan.office)
        context |= {"names": register.labels(LISTED_NAMES), "crowded": len(register.entries) > LISTED_NAMES}
    if comment and not editor and comment.item is None and request.GET.get("do") == "choose":
        context["places"] = list(PlanItem.objects.standing().filter(plan=plan).order_by("order"))
    lines = [
        (
            one,
            _decide_form(one, request.POST if one is comment and posted and again else None),
            editor if one is comment else None,
        )
        for one in page.rows
    ]
    return context | {"lines": lines}


def _chosen(plan: Plan, comment: ConsultationComment, kind: str, item_pk: int) -> ChangeEditor | None:
    """The change being written beside a comment; only one, since items can be long."""
    kind = kind or "text"
    if kind == "new":
        return _editor(plan, kind, comment.pk, comment.item_id or 0)
    item_pk = item_pk or comment.item_id or 0
    if kind not in ChangeEditor.KINDS or not item_pk:
        return None
    editor = _editor(plan, kind, comment.pk, item_pk)
    return editor if editor.item is not None and editor.item.stands else None


def _decide_form(comment: ConsultationComment, data: Any = None) -> DecideForm:
    given = {"version": comment.version, "outcome": comment.outcome, "reason": comment.outcome_reason}
    return DecideForm(data, initial=given, auto_id=f"d{comment.pk}-%s")

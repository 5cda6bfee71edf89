"""The plan chain of one plan: the upper-level documents, what of theirs is answered by which of ours, and the rest."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from workflow import policies
from workflow.errors import Invalid, NotVisible, Refused, TransitionRefused
from workflow.exports.xlsx import CONTENT_TYPE
from workflow.forms.plan_chain import UpperForm
from workflow.models import Plan, User
from workflow.services import imports, plan_chain_upload, plans
from workflow.services import plan_chain as services
from workflow.services import plan_chain_page as reading
from workflow.services.imports import lists
from workflow.status import Act

PAGE_SIZE = 15
"""Rows of two long texts each, beside the names of all items to choose from: the page stays below 150 kB."""


@require_http_methods(["GET", "HEAD", "POST"])
def plan_chain(request: HttpRequest, pk: int) -> HttpResponse:
    """One upper-level document (`upper`) and one of its lists (`list`); POST is one act (`act`) on them."""
    user = cast(User, request.user)
    plan = plans.visible_plan(policies.scope_of(user), pk)
    if request.method != "POST":
        return _show(request, plan)
    policies.require(user, Act.DRAFT_DOCUMENT, plan.office_id)
    if request.POST.get("act") == "upload":
        return _upload(request, plan, user)
    act = ACTS.get(request.POST.get("act", ""))
    try:
        if act is None:
            raise Invalid("no_such_act", _("This page knows no such act."))
        messages.success(request, act(plan.pk, request.POST, user, timezone.now()))
    except (Invalid, TransitionRefused) as refusal:
        return _show(request, plan, refusal)
    return redirect(f"{request.get_full_path()}#list")


@require_safe
def missing_file(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    """「上级有、我们没有」 of one upper-level document as an Excel file."""
    plan = plans.visible_plan(policies.scope_of(cast(User, request.user)), pk)
    document = reading.documents(plan).filter(pk=document_pk).first()
    if document is None:
        raise NotVisible
    name = f"{_('Upper level only')}-{document.title[:40]}.xlsx"
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    content = reading.workbook(reading.compare(document))
    return HttpResponse(content, content_type=CONTENT_TYPE, headers={"Content-Disposition": disposition})


# -- acts --------------------------------------------------------------------------------------------------------------


def _upload(request: HttpRequest, plan: Plan, user: User) -> HttpResponse:
    limit: int = settings.PLAN_MAX_BYTES
    form = UpperForm(request.POST, request.FILES, limit=limit)
    if form.is_valid():
        told = form.cleaned_data
        try:
            if (form.file.size or 0) > limit:
                raise imports.too_large(limit)
            job = plan_chain_upload.receive(
                plan.pk,
                form.file.name or "",
                form.file.read(),
                title=told["title"].removeprefix("《").removesuffix("》"),
                number=told["number"],
                actor=user,
                now=timezone.now(),
            )
        except Invalid as refusal:
            form.add_error("document", str(refusal))
        else:
            return redirect("job", pk=job.pk)
    return _show(request, plan, form=form)


def _take(plan_pk: int, sent: QueryDict, actor: User, now: datetime) -> str:
    services.take_plan(plan_pk, _id(sent.get("plan", "")), actor=actor, now=now)
    return _("Taken in. Links are proposed below; none is made yet.")


def _drop(plan_pk: int, sent: QueryDict, actor: User, now: datetime) -> str:
    services.drop_document(plan_pk, _id(sent.get("document", "")), actor=actor, now=now)
    return _("The upper-level document is taken out.")


def _link(plan_pk: int, sent: QueryDict, actor: User, now: datetime) -> str:
    document, ours, theirs = (sent.get(name, "") for name in ("document", "ours", "theirs"))
    services.link(plan_pk, _id(document), ours, theirs, actor=actor, now=now)
    return _("Linked.")


def _confirm(plan_pk: int, sent: QueryDict, actor: User, now: datetime) -> str:
    services.confirm(plan_pk, _id(sent.get("link", "")), actor=actor, now=now)
    return _("Linked.")


def _confirm_from(plan_pk: int, sent: QueryDict, actor: User, now: datetime) -> str:
    document, least = _id(sent.get("document", "")), _id(sent.get("least", ""))
    if not 0 < least <= 100:
        raise Invalid("no_likeness", _("Choose how much alike they have to be."))
    number = services.confirm_from(plan_pk, document, least, actor=actor, now=now)
    return ngettext("%(n)d link confirmed.", "%(n)d links confirmed.", number) % {"n": number}


def _unlink(plan_pk: int, sent: QueryDict, actor: User, now: datetime) -> str:
    services.unlink(plan_pk, _id(sent.get("link", "")), actor=actor, now=now)
    return _("The link is removed.")


def _settle(plan_pk: int, sent: QueryDict, actor: User, now: datetime) -> str:
    upper, how, reason = _id(sent.get("upper_item", "")), sent.get("how", ""), sent.get("reason", "")
    services.settle(plan_pk, upper, how, reason, actor=actor, now=now)
    return _("Marked.")


def _reopen(plan_pk: int, sent: QueryDict, actor: User, now: datetime) -> str:
    services.reopen(plan_pk, _id(sent.get("upper_item", "")), actor=actor, now=now)
    return _("The mark is taken back.")


ACTS: Mapping[str, Callable[[int, QueryDict, User, datetime], str]] = {
    "take": _take,
    "drop": _drop,
    "link": _link,
    "confirm": _confirm,
    "confirm_from": _confirm_from,
    "unlink": _unlink,
    "settle": _settle,
    "reopen": _reopen,
}


def _id(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 19 else 0


# -- the page ----------------------------------------------------------------------------------------------------------


def _show(
    request: HttpRequest, plan: Plan, refusal: Refused | None = None, form: UpperForm | None = None
) -> HttpResponse:
    scope = policies.scope_of(cast(User, request.user))
    taken = list(reading.documents(plan))
    may_edit = scope.allows(Act.DRAFT_DOCUMENT, plan.office_id)
    here = {one.upper_plan_id for one in taken}
    offered = [one for one in services.candidates(plan, scope) if one.pk not in here] if may_edit else []
    cites = reading.cited(plan, taken, offered)
    wanted = _id(request.GET.get("upper", ""))
    chosen = next((one for one in taken if one.pk == wanted), taken[0] if taken else None)
    context: dict[str, Any] = {
        "plan": plan,
        "documents": taken,
        "chosen": chosen,
        "cites": cites,
        "offered": offered,
        "reading": plan_chain_upload.being_read(plan),
        "may_edit": may_edit,
        "refusal": refusal,
        "kept": [("", request.POST["reason"])] if refusal and request.POST.get("reason", "").strip() else [],
    }
    if chosen is not None:
        context |= _lists(request, chosen)
    if may_edit:
        context["form"] = form or UpperForm(initial=_initial(request, cites), limit=settings.PLAN_MAX_BYTES)
    status = refusal.status if refusal else 400 if form is not None else 200
    return render(request, "workflow/plan_chain.html", context, status=status)


def _initial(request: HttpRequest, cites: list[reading.Cited]) -> dict[str, str]:
    wanted = request.GET.get("cite", "")
    found = next((cite for cite in cites if str(cite.index) == wanted), None)
    return {"title": found.title, "number": found.number} if found else {}


def _lists(request: HttpRequest, document: Any) -> dict[str, Any]:
    comparison = reading.compare(document)
    name = request.GET.get("list", "")
    name = name if name in reading.LISTS else "linked"
    rows: dict[str, list[Any]] = {
        "linked": [*comparison.proposed, *comparison.confirmed],
        "missing": comparison.missing,
        "extra": comparison.extra,
    }
    number = _id(request.GET.get("older") or request.GET.get("newer") or "1")
    return {
        "comparison": comparison,
        "list": name,
        "rows_template": f"workflow/plan_chain_{name}.html",
        "page": lists.slice_of(rows[name], number, PAGE_SIZE),
    }

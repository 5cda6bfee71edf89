"""Deciding without opening the item: one step from a first page, or several of the same step from the inbox."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from flows.asks import ASKS, consequence_of_all
from flows.decisions import Result, agree_to_all, decide, steps_for_bulk
from flows.inbox import url_of
from flows.views import clock
from flows.views.step import too_late
from workflow.errors import TransitionRefused
from workflow.models import User
from workflow.paging import read_number
from workflow.policies import scope_of


@require_POST
def inbox_bulk(request: HttpRequest) -> HttpResponse:
    """Do the same step for every chosen entry. What cannot be taken back is shown with its consequence first."""
    user = cast(User, request.user)
    back = _back(request, "inbox")
    tasks = steps_for_bulk(scope_of(user), _chosen(request))
    if not tasks:
        messages.warning(request, _("Choose the entries first, then what to do with them."))
        return redirect(back)
    ask = ASKS[tasks[0].node]
    if ask.confirm and request.POST.get("confirmed") != "1":
        context = {
            "tasks": [(task, url_of(task)) for task in tasks],
            "ask": ask,
            "consequence": consequence_of_all(tasks[0].node),
            "back": back,
        }
        return render(request, "flows/inbox_confirm.html", context)
    result = agree_to_all(tasks, actor=user, now=clock.now())
    if result.refused:
        refused = [(task, url_of(task), why) for task, why in result.refused]
        context = {"result": result, "refused": refused, "said": _said(result), "what": ask.what, "back": back}
        return render(request, "flows/inbox_result.html", context, status=200 if result.done else 409)
    messages.success(request, _("%(name)s: %(value)s") % {"name": ask.what, "value": _said(result)})
    return redirect(back)


@require_POST
def inbox_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree, or return with a reason. A refusal becomes a page of its own that keeps what was typed."""
    reason = request.POST.get("reason", "") or request.POST.get("reason_text", "")
    decision = request.POST.get("decision", "")
    actor, now, back = cast(User, request.user), clock.now(), _back(request, "home")
    note = request.POST.get("note", "")
    try:
        task = decide(pk, decision, actor=actor, now=now, note=note, reason=reason)
    except TransitionRefused as refused:
        written = {name: [text] for name, text in (("reason", reason), ("note", note)) if text.strip()}
        typed = MultiValueDict(written) if written else None
        return too_late(request, pk, actor, refused, now=now, typed=typed, back=back)
    said = _("Agreed: %(subject)s") if decision == "agree" else _("Returned: %(subject)s")
    messages.success(request, said % {"subject": task.subject})
    return redirect(back)


def _chosen(request: HttpRequest) -> list[int]:
    found = []
    for text in request.POST.getlist("task"):
        try:
            found.append(read_number(text))
        except ValueError:
            found.append(0)  # nobody's step: answered like a missing one
    return found


def _back(request: HttpRequest, name: str) -> str:
    """The page the person came from, when it is one of ours."""
    given = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return given
    return reverse(name)


def _said(result: Result) -> str:
    done = ngettext("%(n)d done", "%(n)d done", len(result.done)) % {"n": len(result.done)}
    if not result.refused:
        return done
    refused = ngettext("%(n)d refused", "%(n)d refused", len(result.refused)) % {"n": len(result.refused)}
    return _("%(done)s, %(refused)s") % {"done": done, "refused": refused}

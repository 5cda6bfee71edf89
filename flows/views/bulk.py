"""Acting without opening the item: one step from a first page, the same step of several entries of the inbox, or one
urging of several commitments of the ledger."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from flows.actions import slips as slipping
from flows.actions import urging
from flows.asks import ASKS, consequence_of_all
from flows.decisions import (
    Choice,
    Result,
    commitments_for_bulk,
    decide,
    decide_all,
    faults_of,
    slip_all,
    steps_for_bulk,
    urge_all,
    ways_of,
)
from flows.inbox import url_of
from flows.item_acts.slipping import IssueSlip, SlipsForm
from flows.item_acts.urging import Urge, UrgeForm
from flows.models import Task
from flows.views import clock
from flows.views.step import too_late
from flows.words import title
from workflow.errors import TransitionRefused
from workflow.links import commitment_url
from workflow.models import Agency, Commitment, User
from workflow.paging import read_number
from workflow.policies import scope_of
from workflow.services import slips
from workflow.services.calendar import local_day
from workflow.status import Act, SlipColour


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page of the result names it."""

    subject: str
    number: str
    agency: Agency | None
    url: str


@require_POST
def inbox_bulk(request: HttpRequest) -> HttpResponse:
    """Do the same step for every chosen entry. What cannot be taken back is shown with its consequence first."""
    user = cast(User, request.user)
    back = _back(request, "inbox")
    tasks = steps_for_bulk(scope_of(user), _chosen(request, "task"))
    if not tasks:
        messages.warning(request, _("Choose the entries first, then what to do with them."))
        return redirect(back)
    ask, confirmed = ASKS[tasks[0].node], request.POST.get("confirmed") == "1"
    choices = {task.pk: _choice(request, task) for task in tasks} if confirmed else {}
    faults = faults_of(tasks, choices) if confirmed else {}
    if faults or (ask.confirm and not confirmed):
        context = {
            "rows": [(task, url_of(task), choices.get(task.pk, Choice()), faults.get(task.pk, "")) for task in tasks],
            "ways": ways_of(tasks[0].node),
            "faulty": bool(faults),
            "ask": ask,
            "consequence": consequence_of_all(tasks[0].node),
            "back": back,
        }
        return render(request, "flows/inbox_confirm.html", context, status=422 if faults else 200)
    result = decide_all(tasks, choices, actor=user, now=clock.now())
    if not result.done and not result.refused:
        messages.info(request, _("Everything was left for later; nothing was done."))
        return redirect(back)
    return _answer(request, result, what=ask.what, back=back)


def _choice(request: HttpRequest, task: Task) -> Choice:
    return Choice(request.POST.get(f"way-{task.pk}", "agree"), request.POST.get(f"words-{task.pk}", ""))


@require_POST
def items_urge(request: HttpRequest) -> HttpResponse:
    """Urge whoever holds each of the chosen commitments: first the page that says who that is and asks for a remark,
    then, confirmed, all of them with the same words."""
    user, now, back = cast(User, request.user), clock.now(), _back(request, "ledger")
    commitments = commitments_for_bulk(user, Act.URGE, _chosen(request, "item"))
    if not commitments:
        messages.warning(request, _("Choose the entries first, then what to do with them."))
        return redirect(back)
    form = UrgeForm(request.POST if request.POST.get("confirmed") == "1" else None)
    if form.is_valid():
        result = urge_all(commitments, remark=form.cleaned_data["remark"], actor=user, now=now)
        return _answer(request, result, what=Urge.label, back=back)
    steps = urging.steps_to_urge(commitments, scope_of(user))
    context = {
        "rows": [(one, step, title(step) if step else "") for one, step in zip(commitments, steps, strict=True)],
        "form": form,
        "faulty": [form] if form.errors else [],
        "label": Urge.label,
        "confirm": Urge.confirm,
        "back": back,
        "today": local_day(now),
    }
    return render(request, "flows/items_urge.html", context, status=422 if form.errors else 200)


@require_POST
def items_slip(request: HttpRequest) -> HttpResponse:
    """Issue a supervision slip on each of the chosen commitments: first the page that says which colour the facts give
    to each and asks for the demand, one for all or one of its own for each; then, confirmed, all of them."""
    user, now, back = cast(User, request.user), clock.now(), _back(request, "ledger")
    commitments = commitments_for_bulk(user, Act.ISSUE_SLIP, _chosen(request, "item"))
    if not commitments:
        messages.warning(request, _("Choose the entries first, then what to do with them."))
        return redirect(back)
    confirmed = request.POST.get("confirmed") == "1"
    own = {one.pk: request.POST.get(f"demand-{one.pk}", "") for one in commitments}
    form = SlipsForm(request.POST if confirmed else None, all_written=all(text.strip() for text in own.values()))
    if form.is_valid():
        demands = {pk: text if text.strip() else form.cleaned_data["demand"] for pk, text in own.items()}
        result = slip_all(commitments, demands, actor=user, now=now)
        return _answer(request, result, what=IssueSlip.label, back=back)
    today = local_day(now)
    missed = slipping.late_beside(commitments, today)
    context = {
        "rows": [_slip_row(one, missed.get(one.pk), own[one.pk], today) for one in commitments],
        "form": form,
        "faulty": [form] if form.errors else [],
        "label": IssueSlip.label,
        "back": back,
        "today": today,
    }
    return render(request, "flows/items_slip.html", context, status=422 if form.errors else 200)


def _slip_row(
    one: Commitment, missed: date | None, own: str, on: date
) -> tuple[Commitment, SlipColour | None, str, str]:
    """A commitment with the colour a slip on it would have, why, and what was typed for it alone."""
    seen = slips.pressure_of(one, on, beside_late=missed)
    if seen is None:
        return one, None, "", own
    return one, SlipColour(seen.colour), slips.cause_words(slips.facts_of(seen), on), own


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


def _chosen(request: HttpRequest, name: str) -> list[int]:
    found = []
    for text in request.POST.getlist(name):
        try:
            found.append(read_number(text))
        except ValueError:
            found.append(0)  # nobody's: answered like a missing one
    return found


def _back(request: HttpRequest, name: str) -> str:
    """The page the person came from, when it is one of ours."""
    given = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return given
    return reverse(name)


def _answer(request: HttpRequest, result: Result[Any], *, what: Any, back: str) -> HttpResponse:
    """Back to the list when all were done; otherwise what was refused and why."""
    if result.refused:
        context = {
            "done": [_line(entry) for entry in result.done],
            "refused": [(_line(entry), why) for entry, why in result.refused],
            "said": _said(result),
            "what": what,
            "back": back,
        }
        return render(request, "flows/bulk_result.html", context, status=200 if result.done else 409)
    messages.success(request, _("%(name)s: %(value)s") % {"name": what, "value": _said(result)})
    return redirect(back)


def _line(entry: Task | Commitment) -> Line:
    if isinstance(entry, Task):
        return Line(entry.subject, entry.number, entry.agency, url_of(entry))
    return Line(entry.item.title, entry.item.number, entry.agency, commitment_url(entry.pk))


def _said(result: Result[Any]) -> str:
    done = ngettext("%(n)d done", "%(n)d done", len(result.done)) % {"n": len(result.done)}
    if not result.refused:
        return done
    refused = ngettext("%(n)d refused", "%(n)d refused", len(result.refused)) % {"n": len(result.refused)}
    return _("%(done)s, %(refused)s") % {"done": done, "refused": refused}

"""The register of events of a plan: its list, one entry, and the form that enters or corrects one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from flows.actions import events as acting
from flows.forms.registering import EventForm
from flows.reading import register as reading
from flows.views import clock
from workflow import policies
from workflow.errors import Invalid, NotPermitted, Refused, TransitionRefused
from workflow.models import EventResponse, Plan, PlanEvent, User
from workflow.paging import number_of
from workflow.scope import Scope
from workflow.services import event_hanging, events, suspensions
from workflow.services.calendar import local_day
from workflow.services.event_hanging import Hang, Offer, Reported
from workflow.status import Act

MOST = 200
"""So many lines of what hangs on an event are shown, and can be started, at once."""


@require_safe
def plan_events(request: HttpRequest, pk: int) -> HttpResponse:
    """The entries the person may see, the latest first; `state` narrows them. 404 for a foreign plan."""
    scope, now = policies.scope_of(cast(User, request.user)), clock.now()
    plan = reading.plan_for(scope, pk)
    state = request.GET.get("state", "")
    page = reading.entries(
        plan, scope, now, state=state, older=request.GET.get("older", ""), newer=request.GET.get("newer", "")
    )
    context = {
        "plan": plan,
        "page": page,
        "rows": reading.rows(page, plan, scope, now),
        "state": state if state in reading.STATES else "",
        "may_report": bool(scope.agencies(Act.REPORT_EVENT)),
        "today": local_day(now),
    }
    return render(request, "flows/plan_events.html", context)


@require_safe
def plan_event(request: HttpRequest, pk: int, event_pk: int) -> HttpResponse:
    """One entry with all that hangs on it and was done; 404 for a foreign one."""
    scope, now = policies.scope_of(cast(User, request.user)), clock.now()
    plan = reading.plan_for(scope, pk)
    event = reading.entry_for(scope, plan, event_pk)
    stands = getattr(event, "corrected_by", None) is None and not event.void
    reports = stands and bool(scope.agencies(Act.REPORT_EVENT))
    may_correct = reports and _may_correct(event, scope)
    context = {
        "plan": plan,
        "entry": reading.entry_of(event, plan, scope, now),
        "may_correct": may_correct,
        "office_corrects": reports and not may_correct,
        "today": local_day(now),
    }
    return render(request, "flows/plan_event.html", context)


def _may_correct(event: PlanEvent, scope: Scope) -> bool:
    """The person may report for every agency the entry is about: one that concerns others too is the office's."""
    return events.concerned(event) <= scope.agencies(Act.REPORT_EVENT)


@dataclass(frozen=True, slots=True)
class Shown:
    """What hangs on an event, and what was `known` of it already, which is shown and not chosen; `passed` where it is
    late at once, `rests` where it stands still, as the work is suspended."""

    hang: Hang
    known: EventResponse | None
    passed: bool
    rests: bool


@dataclass
class _Desk:
    """One filling-in of the form."""

    plan: Plan
    scope: Scope
    offers: list[Offer]
    corrects: PlanEvent | None
    preset: list[str]

    def form(self, data: QueryDict | None = None, *, auto_id: str | bool = "id_%s") -> EventForm:
        """The form, bound to `data` when it is given; without `auto_id` to be carried along unseen."""
        return EventForm(data, offers=self.offers, corrects=self.corrects, preset=self.preset, auto_id=auto_id)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_event_new(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the form; with `look`, what hangs on the event and which date each gets. POST enters what was looked at and
    chosen (`hang`). `corrects` names the entry that is put right.

    404 for a foreign plan or entry, 403 for who may see but not report or correct, 422 with everything typed when
    something is wrong, 409 when somebody was faster.
    """
    actor, now = cast(User, request.user), clock.now()
    desk = _desk(request, actor, pk)
    data = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and "look" not in data:
        return _show(request, desk, desk.form())
    form = desk.form(data)
    if not form.is_valid():
        return _show(request, desk, form, status=422)
    told = form.told()
    try:
        if request.method == "POST":
            event = acting.register(desk.plan.pk, told, data.getlist("hang"), actor=actor, now=now)
            messages.success(request, _("Entered. Everybody concerned is told the date."))
            return redirect("plan_event", pk=desk.plan.pk, event_pk=event.pk)
        hangs = _looked_at(desk, told)
    except Invalid as refused:
        hangs = _again(desk, told) if request.method == "POST" and refused.code == "nothing_hangs" else []
        return _show(request, desk, form, told=told if hangs else None, hangs=hangs, refused=refused, status=422)
    except TransitionRefused as refused:
        if request.method == "POST":
            raise
        return _show(request, desk, form, refused=refused, status=refused.status)
    return _show(request, desk, form, told=told, hangs=hangs)


def _desk(request: HttpRequest, actor: User, pk: int) -> _Desk:
    scope = policies.scope_of(actor)
    plan = reading.plan_for(scope, pk)
    if not scope.agencies(Act.REPORT_EVENT):
        raise NotPermitted
    asked = request.POST.get("corrects", "") or request.GET.get("corrects", "")
    corrects = reading.entry_for(scope, plan, number_of(asked)) if asked else None
    if corrects is not None and not _may_correct(corrects, scope):
        raise NotPermitted(
            _("This entry concerns other agencies too."), remedy=_("Ask the supervision office to correct it.")
        )
    preset = reading.words_of(corrects, plan) if corrects is not None else []
    return _Desk(plan, scope, event_hanging.offers_of(plan, scope), corrects, preset)


def _again(desk: _Desk, told: Reported) -> list[Shown]:
    """What could have been chosen, where nothing was."""
    hangs = event_hanging.hanging(desk.plan, told, desk.scope)
    return _shown(hangs, events.entered_already(desk.plan, told, hangs), clock.now())


def _shown(hangs: Sequence[Hang], known: Mapping[str, EventResponse], now: datetime) -> list[Shown]:
    stopped = suspensions.since_when(hang.commitment for hang in hangs if not hang.term.before)
    found = []
    for hang in hangs:
        stopped_at = None if hang.term.before else stopped.get(hang.commitment.pk)
        passed = hang.has_passed(stopped_at or now)
        found.append(Shown(hang, known.get(hang.key), passed, rests=stopped_at is not None))
    return found


def _looked_at(desk: _Desk, told: Reported) -> list[Shown]:
    """What hangs on the event. Raises Invalid and TransitionRefused like the act itself, before anything is chosen."""
    now = clock.now()
    events.check(told, now)
    hangs = event_hanging.hanging(desk.plan, told, desk.scope)
    if not hangs and not told.void:
        raise Invalid(
            "nothing_hangs",
            _("No time limit of an open item hangs on this event."),
            remedy=_(
                "Choose another one. Limits before an event need its planned day, those after it when it happened."
            ),
        )
    if len(hangs) > MOST:
        raise Invalid(
            "too_much_hangs",
            _("More than %(n)d dates hang on these events.") % {"n": MOST},
            remedy=_("Choose fewer events of the plan at once."),
        )
    events.require_in_time(hangs, told, now)
    known = events.entered_already(desk.plan, told, hangs)
    if len(known) == len(hangs):
        events.require_new(hangs, known, now)
    return _shown(hangs, known, now)


def _show(
    request: HttpRequest,
    desk: _Desk,
    form: EventForm,
    *,
    told: Reported | None = None,
    hangs: list[Shown] | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    data = request.POST if request.method == "POST" else request.GET
    ends = []
    if told is not None and desk.corrects is not None:
        ends = list(event_hanging.waiting_on(desk.corrects))
    context: dict[str, Any] = {
        "plan": desk.plan,
        "form": form,
        "offers": desk.offers,
        "corrects": desk.corrects,
        "told": told,
        "hangs": hangs or [],
        "ends": ends,
        "kept": desk.form(data, auto_id=False) if told is not None else None,
        "faulty": [form] if status == 422 and form.errors else [],
        "refused": refused,
    }
    return render(request, "flows/plan_event_new.html", context, status=status)

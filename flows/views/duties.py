"""Recording one time of a recurring duty, and striking a record, beside the step of its period."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from flows.actions import duties as fulfilling
from flows.forms.base import Sheet
from flows.forms.fulfilling import RecordForm, StrikeForm
from flows.forms.papers import Papers
from flows.models import Task
from flows.reading import duties as reading
from flows.views import clock
from workflow import policies
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import Commitment, DutyPeriod, DutyRecord, User
from workflow.services.calendar import local_day
from workflow.services.duties import Done
from workflow.status import Act


@require_http_methods(["GET", "HEAD", "POST"])
def duty_record(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one time; POST records it and goes back to the item. 404 for a foreign period; who may see but not
    record it, or comes too late, is led to the item (403, 409 when posting); 422 with everything typed."""
    actor, now = cast(User, request.user), clock.now()
    period, commitment = _period_for(actor, pk)
    if request.method != "POST":
        if not reading.may_record(period, policies.scope_of(actor), commitment):
            return redirect("item", pk=commitment.pk)
        form = RecordForm(period=period, today=local_day(now))
        return _show(request, period, commitment, form, _papers(request, commitment, actor, now))
    policies.require(actor, Act.FULFIL_DUTY, commitment.agency_id)
    form = RecordForm(request.POST, period=period, today=local_day(now))
    papers = _papers(request, commitment, actor, now)
    papers.store()
    if not form.is_valid() or papers.faults:
        return _show(request, period, commitment, form, papers, status=422)
    try:
        _commitment, _made, is_new = fulfilling.record(
            period.pk, Done(**form.cleaned_data, files=papers.ids), actor=actor, now=now
        )
    except Invalid as refused:
        return _show(request, period, commitment, form, papers, refused=refused, status=422)
    if is_new:
        messages.success(request, _("Recorded. The count of the period has gone up."))
    else:
        messages.info(request, _("This was recorded already; it counts once."))
    return redirect("item", pk=commitment.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def duty_strike(request: HttpRequest, pk: int) -> HttpResponse:
    """The form that strikes a record with a reason; POST does it. Answers as `duty_record`."""
    actor, now = cast(User, request.user), clock.now()
    made = DutyRecord.objects.select_related("recorded_by").filter(pk=pk).first()
    if made is None:
        raise NotVisible
    period, commitment = _period_for(actor, made.period_id)
    if request.method != "POST":
        scope = policies.scope_of(actor)
        if not (reading.may_record(period, scope, commitment) and made.stands and made.recorded_by == actor):
            return redirect("item", pk=commitment.pk)
        return _show(request, period, commitment, StrikeForm(), made=made)
    policies.require(actor, Act.FULFIL_DUTY, commitment.agency_id)
    form = StrikeForm(request.POST)
    if not form.is_valid():
        return _show(request, period, commitment, form, made=made, status=422)
    fulfilling.strike(made.pk, reason=form.cleaned_data["reason"], actor=actor, now=now)
    messages.success(request, _("Struck. The record stays to be seen and counts no more."))
    return redirect("item", pk=commitment.pk)


def _period_for(actor: User, pk: int) -> tuple[DutyPeriod, Commitment]:
    """The period and its commitment. Raises NotVisible for a missing or foreign one."""
    found = DutyPeriod.objects.select_related(
        "duty__commitment__item", "duty__commitment__agency", "duty__commitment__plan"
    )
    period = found.filter(pk=pk).first()
    if period is None:
        raise NotVisible
    policies.require_visible(actor, period.duty.commitment.agency_id)
    return period, period.duty.commitment


def _papers(request: HttpRequest, commitment: Commitment, actor: User, now: datetime) -> Papers:
    """The files of the form: it hangs at no step of its own, so that it brings a step of its commitment along."""
    typed = MultiValueDict(request.POST.lists()) if request.method == "POST" else None
    task = Task(commitment=commitment)
    return Papers(Sheet(0, actor, now, task, typed, uploads=request.FILES.getlist("upload")))


def _show(
    request: HttpRequest,
    period: DutyPeriod,
    commitment: Commitment,
    form: forms.Form,
    papers: Papers | None = None,
    *,
    made: DutyRecord | None = None,
    refused: Invalid | TransitionRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    today = local_day(clock.now())
    context: dict[str, Any] = {
        "period": period,
        "meter": reading.meter_of(period, commitment.judged_on(today)),
        "commitment": commitment,
        "form": form,
        "papers": papers,
        "paper_faults": papers.faults if papers else [],
        "faulty": [form] if status == 422 and form.errors else [],
        "refused": refused,
        "record": made,
        "today": today,
        "section": "duties",
    }
    return render(request, "flows/duty_strike.html" if made else "flows/duty_record.html", context, status=status)

"""The certificate of a due date: one printable sheet with every counted and skipped day."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from workflow.deadlines import CountedDay, DayKind, DueDate
from workflow.models import User
from workflow.services import event_terms
from workflow.services.certificates import certificate_of
from workflow.status import ClockKind, ClockRule
from workflow.views.calendar_grid import Cell, Month, month_of

EVENTS: Mapping[str, Promise] = {
    "plan_published": _("Publication of the work plan"),
    "implementation_plan_approved": _("Approval of the implementation plan"),
    "period_ended": _("End of the period"),
    "finding_raised": _("Finding raised by the inspector"),
}
FEW_MONTHS, SOME_MONTHS = 4, 9


@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """One clock explained, for those who may see its commitment."""
    found = certificate_of(cast(User, request.user), pk)
    months = _months(found.due) if found.due.days else []
    context = {
        "found": found,
        "clock": found.clock,
        "due": found.due,
        "commitment": found.clock.commitment,
        "plan": found.clock.commitment.plan,
        "event": EVENTS.get(found.clock.start_event, found.clock.start_event),
        "months": months,
        "density": "" if len(months) <= FEW_MONTHS else "many" if len(months) <= SOME_MONTHS else "most",
        "first_day": found.due.days[0].day if found.due.days else None,
        "in_working_days": found.clock.rule in (ClockRule.WORKING_DAYS, ClockRule.WORKING_DAYS_BEFORE),
        "backwards": found.clock.counts_back,
        "term": event_terms.term_words(event_terms.term_of(found.clock)) if found.clock.kind == ClockKind.EVENT else "",
        "written_at": timezone.now(),
    }
    return render(request, "workflow/certificate.html", context)


def _months(due: DueDate) -> list[Month]:
    """The months from the start to the due date, with the running number on every counted day."""
    days = {counted.day: counted for counted in due.days}
    first, last = min(due.start_on, due.due_on), max(due.start_on, due.due_on)

    def draw(day: date) -> Cell:
        counted = days.get(day)
        if day == due.start_on:
            return Cell(day.day, "start", "start")
        return _cell(counted, last=day == due.due_on) if counted else Cell(day.day, "outside")

    count = (last.year - first.year) * 12 + last.month - first.month + 1
    starts = [divmod(first.year * 12 + first.month - 1 + offset, 12) for offset in range(count)]
    return [month_of(year, month + 1, draw) for year, month in starts]


def _cell(counted: CountedDay, *, last: bool) -> Cell:
    number = str(counted.number or "")
    if last:
        return Cell(counted.day.day, "end", number, counted.reason)
    if counted.counted:
        make_up = counted.kind is DayKind.MAKE_UP
        return Cell(counted.day.day, "make-up" if make_up else "counted", number, counted.reason)
    if counted.kind is DayKind.HOLIDAY:
        return Cell(counted.day.day, "holiday", "", counted.name)
    return Cell(counted.day.day, "skip", "", counted.reason)

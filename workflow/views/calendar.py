"""The working-day calendar: a year for everybody to see, and the official notice to enter for those who may."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflow import policies
from workflow.deadlines import seeded, statutory_holidays
from workflow.errors import Invalid, NotVisible
from workflow.forms.calendar import NoticeForm, filled_from, filled_from_text
from workflow.models import User
from workflow.services import calendar_entry, drafts
from workflow.services.calendar import calendar_in_force, local_day
from workflow.services.notice_text import read_notice
from workflow.services.recounting import Outcome
from workflow.status import Act
from workflow.views.calendar_grid import worked_days, year_of

MOVES_SHOWN = 40


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The current year."""
    return calendar_year(request, local_day(timezone.now()).year)


@require_safe
def calendar_year(request: HttpRequest, year: int) -> HttpResponse:
    """One year with its days off and worked weekend days, final or provisional."""
    _require_year(year)
    user = cast(User, request.user)
    context = _year_context(user, year)
    if calendar_entry.may_enter(user):
        context["form"] = _start(user, year)
    return render(request, "workflow/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_notice(request: HttpRequest, year: int) -> HttpResponse:
    """Enter a notice: read a pasted text, check it with what it would move, save it as the next version."""
    user = cast(User, request.user)
    if not calendar_entry.may_enter(user):
        raise NotVisible
    _require_year(year)
    if request.method != "POST":
        return redirect("calendar_year", year=year)
    if request.POST.get("act") == "read":
        return _read(request, user, year)
    return _check_or_save(request, user, year)


def _require_year(year: int) -> None:
    first, last = calendar_entry.FIRST_YEAR, local_day(timezone.now()).year + calendar_entry.YEARS_AHEAD
    if not first <= year <= last:
        raise Http404


def _draft_key(year: int) -> str:
    return f"calendar:{year}"


def _start(user: User, year: int) -> NoticeForm:
    """The person's draft, else the notice in force as a start for its revision, else the days of the law."""
    kept = drafts.load(user.pk, _draft_key(year))
    if kept:
        return NoticeForm(initial={name: values[0] for name, values in kept.fields.items() if values}, year=year)
    notice = calendar_in_force().years.get(year)
    return NoticeForm(initial=filled_from(notice) if notice else {}, year=year)


def _read(request: HttpRequest, user: User, year: int) -> HttpResponse:
    pasted = request.POST.get("text", "")
    number, found = read_notice(pasted)
    context = _year_context(user, year)
    context["pasted"] = pasted
    if not found:
        context |= {"form": _start(user, year), "unread": True}
        return render(request, "workflow/calendar.html", context, status=400)
    context |= {"form": NoticeForm(initial=filled_from_text(number, found), year=year), "read": len(found)}
    return render(request, "workflow/calendar.html", context)


def _check_or_save(request: HttpRequest, user: User, year: int) -> HttpResponse:
    form = NoticeForm(request.POST, year=year)
    context = _year_context(user, year)
    if form.is_valid() and form.notice is not None:
        now = timezone.now()
        fields = {name: [str(value)] for name, value in form.cleaned_data.items() if value}
        drafts.save(user.pk, _draft_key(year), fields, now=now)
        try:
            if request.POST.get("act") == "save" and request.POST.get("checked") == form.digest():
                _row, outcome = calendar_entry.enter_year(form.notice, seen_version=_seen(request), actor=user, now=now)
                drafts.discard(user.pk, _draft_key(year))
                return _saved(request, year, outcome)
            context |= _checked(form, user)
        except Invalid as refused:
            form.add_error(None, str(refused))
    context["form"] = form
    return render(request, "workflow/calendar.html", context, status=400 if form.errors else 200)


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1


def _saved(request: HttpRequest, year: int, outcome: Outcome) -> HttpResponse:
    messages.success(
        request,
        _("The notice of %(year)s is in force: %(moved)s due dates moved, %(final)s became final.")
        % {"year": year, "moved": len(outcome.moved), "final": outcome.only_final},
    )
    return redirect("calendar_year", year=year)


def _checked(form: NoticeForm, user: User) -> dict[str, Any]:
    """What the notice would do, with the dates the person may see."""
    notice = form.notice
    if notice is None:
        return {}
    draft = calendar_entry.draft_calendar(notice)
    outcome = calendar_entry.what_if(notice)
    visible = policies.scope_of(user).agencies(Act.VIEW_COMMITMENTS)
    moves = [move for move in outcome.moved if move.clock.commitment.agency_id in visible]
    return {
        "months": year_of(notice.year, draft, draft=True),
        "draft": True,
        "draft_worked": worked_days(notice.year, draft),
        "off_count": sum(day.year == notice.year for day in notice.holidays),
        "on_count": len(notice.make_up_days),
        "not_off": calendar_entry.without_statutory(notice),
        "law_count": len(statutory_holidays(notice.year)),
        "outcome": outcome,
        "moves": moves[:MOVES_SHOWN],
        "digest": form.digest(),
    }


def _year_context(user: User, year: int) -> dict[str, Any]:
    in_force = calendar_in_force()
    notice = in_force.years.get(year)
    this_year = local_day(timezone.now()).year
    years = sorted({this_year - 1, this_year, this_year + 1, year})
    known = seeded().years.get(year)
    return {
        "year": year,
        "months": year_of(year, in_force),
        "worked": worked_days(year, in_force),
        "notice": notice,
        "seen": calendar_entry.version_in_force(year),
        "versions": calendar_entry.versions(year),
        "seeded": known,
        "years": [(other, in_force.years.get(other)) for other in years],
        "older": year - 1 if year > calendar_entry.FIRST_YEAR else None,
        "newer": year + 1 if year < this_year + calendar_entry.YEARS_AHEAD else None,
        "law_days": len(statutory_holidays(year)),
        "provisional": 0 if notice else calendar_entry.provisional_running(policies.scope_of(user)),
    }

"""The first page, by role: what is most pressing stands first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from flows import inbox
from flows.homes import decisions, office, standing
from flows.homes.roles import most_pressing, roles_of
from flows.views import clock
from workflow.deadlines import WorkCalendar
from workflow.models import User
from workflow.policies import scope_of
from workflow.scope import Scope
from workflow.services.calendar import calendar_in_force, local_day
from workflow.services.consultation_reading import rounds_of
from workflow.services.visits import note_visit
from workflow.status import Role

VISIT_COOKIE = "visit"
VISIT_SECONDS = 1800
"""A visit ends after half an hour without a look at this page; then the brief starts anew."""

OFFICE_BRIEF = ("closed", "resubmitted", "findings", "moved", "discontinued", "transferred")
WAITING_SHOWN = 6
"""So many steps that wait for the clerk stand on the first page; all of them in the inbox."""
AGENCY_BRIEF = ("closed", "approved", "returned", "findings", "moved", "discontinued", "transferred")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks, at what moment, and since when they were away."""

    user: User
    scope: Scope
    now: datetime
    on: date
    calendar: WorkCalendar
    since: datetime | None


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page of the person's most pressing role, or of the one asked for with `?as=`."""
    user = cast(User, request.user)
    scope = scope_of(user)
    now = clock.now()
    # Officer and head share a page: of roles with the same page the first one stands for both.
    roles = list({PAGES[role][0]: role for role in reversed(roles_of(scope))}.values())[::-1]
    if not roles:
        return render(request, "flows/home_nobody.html")
    asked = request.GET.get("as", "")
    role = next((held for held in roles if held == asked), None) or most_pressing(scope, roles)
    since = _since(request, user, now)
    reader = Reader(user, scope, now, local_day(now), calendar_in_force(), since)
    template, read = PAGES[role]
    context = {"today": reader.on, "since": since, "role": role, "roles": roles, **read(reader)}
    response = render(request, template, context)
    kept = since.isoformat() if since else ""
    response.set_signed_cookie(
        VISIT_COOKIE,
        kept,
        _salt(user),
        max_age=VISIT_SECONDS,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _since(request: HttpRequest, user: User, now: datetime) -> datetime | None:
    """When the visit before this one was, None at the first; kept in a cookie while this one lasts."""
    before = note_visit(user, now=now)
    try:
        kept = request.get_signed_cookie(VISIT_COOKIE, salt=_salt(user), max_age=VISIT_SECONDS)
        return datetime.fromisoformat(kept) if kept else None
    except (KeyError, ValueError, signing.BadSignature):
        return before


def _salt(user: User) -> str:
    return f"visit-{user.pk}"


def _leader(reader: Reader) -> dict[str, Any]:
    return {
        "lines": decisions.decide_lines(
            reader.scope, now=reader.now, on=reader.on, calendar=reader.calendar, most=decisions.SHOWN
        ),
        "standing": standing.standing(reader.scope, reader.on, reader.since),
        "late": standing.late_lines(reader.user, reader.scope, reader.on, reader.calendar),
        "brief": _brief(reader, OFFICE_BRIEF),
    }


def _agency(reader: Reader) -> dict[str, Any]:
    return {
        "lines": decisions.decide_lines(reader.scope, now=reader.now, on=reader.on, calendar=reader.calendar, most=8),
        "sums": standing.sums(reader.scope, reader.on, reader.calendar),
        "brief": _brief(reader, AGENCY_BRIEF),
        "rounds": rounds_of(reader.scope, reader.on, reader.calendar),
        "where": list(dict.fromkeys(post.agency_name for post in reader.scope.posts)),
    }


def _clerk(reader: Reader) -> dict[str, Any]:
    plans = office.plans_under_way(reader.scope, reader.on, reader.calendar)
    return {
        "plans": plans,
        "asking": [line for line in plans if line.asks],
        "waiting": _waiting(reader),
        "gaps": office.gaps(reader.scope, reader.on),
        "imports": office.imports_in_review(reader.scope),
        "late": standing.late_lines(reader.user, reader.scope, reader.on, reader.calendar),
    }


def _waiting(reader: Reader) -> list[inbox.Row]:
    """What waits for the clerk on items, first what is due first; plans that wait are read off the plans under way."""
    found = inbox.inbox_page(reader.scope, inbox.Wanted(), on=reader.on, calendar=reader.calendar, size=WAITING_SHOWN)
    return [row for row in found.rows if row.task.commitment_id is not None]


def _inspector(reader: Reader) -> dict[str, Any]:
    def waiting(node: str) -> list[decisions.DecideLine]:
        return decisions.decide_lines(
            reader.scope, now=reader.now, on=reader.on, calendar=reader.calendar, nodes=(node,), most=5
        )

    return {
        "claims": waiting("inspect"),
        "rechecks": waiting("recheck"),
        "findings": office.findings_overdue(reader.scope, reader.on, reader.calendar),
        "standing": standing.standing(reader.scope, reader.on, reader.since),
    }


def _reader(reader: Reader) -> dict[str, Any]:
    return {"sums": standing.sums(reader.scope, reader.on, reader.calendar)}


def _brief(reader: Reader, kinds: tuple[str, ...]) -> list[standing.Happened]:
    return standing.happened_since(reader.scope, reader.since, kinds) if reader.since else []


PAGES: Mapping[str, tuple[str, Callable[[Reader], dict[str, Any]]]] = {
    Role.LEADER: ("flows/home_leader.html", _leader),
    Role.CLERK: ("flows/home_clerk.html", _clerk),
    Role.INSPECTOR: ("flows/home_inspector.html", _inspector),
    Role.HEAD: ("flows/home_agency.html", _agency),
    Role.OFFICER: ("flows/home_agency.html", _agency),
    Role.ASSESSOR: ("flows/home_reader.html", _reader),
    Role.AUDITOR: ("flows/home_reader.html", _reader),
}

"""待办 and 已办."""

from typing import cast

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from flows import inbox as reading
from flows.asks import ASKS
from flows.views import clock
from flows.words import HUMAN_NODES
from workflow.ledger import plans_in
from workflow.models import User
from workflow.policies import scope_of
from workflow.scope import Scope
from workflow.services.calendar import calendar_in_force, local_day
from workflow.status import Role

PLAN_CHOICES, PLAN_CHOICES_SECONDS = 100, 60


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for the person: returned work first, then by due date; filter and cursor stand in the address."""
    user = cast(User, request.user)
    scope = scope_of(user)
    today = local_day(clock.now())
    wanted = reading.Wanted.read(request.GET)
    found = reading.inbox_page(
        scope,
        wanted,
        on=today,
        calendar=calendar_in_force(),
        older=request.GET.get("older", ""),
        newer=request.GET.get("newer", ""),
    )
    context = {
        "today": today,
        "wanted": wanted,
        "inbox": found,
        "nearest": reading.nearest_due(found.rows, today) if not found.page.newer else None,
        "where": _where(scope),
        "steps": _steps(scope),
        "hands_out": scope.has_role(Role.OFFICER),
        "plans": _plans(user, scope, found.rows),
        "bulk": {row.task.node: ASKS[row.task.node] for row in found.rows if row.bulk_label},
    }
    return render(request, "flows/inbox.html", context)


@require_safe
def inbox_done(request: HttpRequest) -> HttpResponse:
    """What the person has done, latest first."""
    user = cast(User, request.user)
    scope = scope_of(user)
    today = local_day(clock.now())
    q = request.GET.get("q", "").strip()[:100]
    page, rows = reading.done_page(
        user,
        scope,
        q,
        on=today,
        calendar=calendar_in_force(),
        older=request.GET.get("older", ""),
        newer=request.GET.get("newer", ""),
    )
    return render(request, "flows/inbox_done.html", {"today": today, "q": q, "page": page, "rows": rows})


def _where(scope: Scope) -> list[str]:
    """The agencies the person works at, each once."""
    return list(dict.fromkeys(post.agency_name for post in scope.posts))


def _steps(scope: Scope) -> list[tuple[str, str]]:
    """(node, words) of the steps that can wait for this person."""
    return [(node, str(ask.what)) for node, ask in ASKS.items() if scope.allows_anywhere(HUMAN_NODES[node].act)]


def _plans(user: User, scope: Scope, rows: list[reading.Row]) -> list[tuple[int, str]]:
    """Plans to filter by; looked up once a minute, since the list of a person hardly ever changes, and at once when a
    line of the page is of a plan that was issued since."""
    key = f"inbox:plans:{user.pk}:{user.date_joined.timestamp()}:{user.scope_version}"
    found: list[tuple[int, str]] | None = cache.get(key)
    there = {row.task.commitment.plan_id for row in rows if row.task.commitment is not None}
    if found is None or (len(found) < PLAN_CHOICES and not there <= {pk for pk, _title in found}):
        found = list(plans_in(scope).values_list("pk", "title")[:PLAN_CHOICES])
        cache.set(key, found, PLAN_CHOICES_SECONDS)
    return found

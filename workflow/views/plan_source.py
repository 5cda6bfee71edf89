"""The document behind a plan, part by part: each sentence leads to its item, each field of an item to its sentence."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflow import policies
from workflow.models import PlanItem, User
from workflow.services import plan_parts, provenance
from workflow.services import plan_source as services
from workflow.services.imports import labels
from workflow.services.imports.lists import slice_of
from workflow.services.plans import IN_FORCE, OFFICE_ACTS, visible_plan


@require_safe
def plan_source(request: HttpRequest, pk: int) -> HttpResponse:
    """One part of the document: the one that holds the place `at`, or the item `item`; `older` and `newer` turn it."""
    scope = policies.scope_of(cast(User, request.user))
    plan = visible_plan(scope, pk)
    items = services.items_of(plan)
    tables = services.tables_of(plan)
    parts = plan_parts.parts(services.source(plan, items, tables))
    wanted = _number(request, "item")
    item = next((one for one in items if one.pk == wanted), None)
    turned = _number(request, "older") or _number(request, "newer")
    page = slice_of(parts, turned or _part(request, parts, item), 1)
    shown = page.rows[0] if page.rows else None
    inside = plan_parts.items_in(shown) if shown else set()
    here = [one for one in items if one.pk in inside]
    if item is None or (turned and item not in here):
        item = next(iter(here), None)
    context = {
        "plan": plan,
        "source": shown.blocks if shown else [],
        "page": page,
        "item": item,
        "current": str(item.pk) if item else "",
        "whence": provenance.of_item(item.pk, tables) if item else None,
        "items": here,
        "issued": plan.status in IN_FORCE,
        "of_office": any(scope.allows(act, plan.office_id) for act in OFFICE_ACTS),
        "came_from": labels.source(plan.document.kind, plan.document.notes) if plan.document else "",
    }
    return render(request, "workflow/plan_source.html", context)


def _part(request: HttpRequest, parts: list[plan_parts.Part], item: PlanItem | None) -> int:
    """The number of the part that holds the place or item asked for, from 1."""
    place = _number(request, "at")
    if place is None and item is not None:
        place = item.span_start
    return plan_parts.part_at(parts, place) + 1 if place is not None else 1


def _number(request: HttpRequest, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 19 else None

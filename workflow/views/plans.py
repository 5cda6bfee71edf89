"""Work plans: the list and the page of one."""

from typing import Any, cast

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workflow import policies
from workflow.forms.plans import GatesForm, PlanFilterForm, SettingsForm
from workflow.models import ImportDraft, Plan, PlanDoubt, PlanItem, User
from workflow.paging import number_of
from workflow.scope import Scope
from workflow.services import consultation_reading as reading
from workflow.services import plan_chain_page, plan_source, versions
from workflow.services import plan_overview as overviews
from workflow.services import plans as services
from workflow.services.calendar import calendar_in_force
from workflow.services.imports import labels
from workflow.services.imports.lists import slice_of
from workflow.status import Act, PlanStatus

PAGE_SIZE = 30


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans the person may see, newest first; keyset `older` and `newer` are ids."""
    scope = policies.scope_of(cast(User, request.user))
    filters = PlanFilterForm(request.GET)
    plans = services.of_their_own(services.visible_plans(scope)).select_related("office")
    if filters.is_valid():
        wanted = filters.cleaned_data
        if wanted["status"]:
            plans = plans.filter(status=wanted["status"])
        if wanted["q"]:
            plans = plans.filter(Q(title__icontains=wanted["q"]) | Q(document_number__icontains=wanted["q"]))
    shown, page = _page(plans, request)
    counted = overviews.tallies(shown, scope, timezone.localdate(), calendar_in_force())
    standing = PlanItem.objects.standing().filter(plan__in=shown).order_by()
    items = dict(standing.values_list("plan_id").annotate(Count("pk")))
    context = {
        "rows": [(plan, items.get(plan.pk, 0), counted.get(plan.pk, {})) for plan in shown],
        "page": page,
        "filters": filters,
        "filtered": bool(request.GET.get("q") or request.GET.get("status")),
        "drafts": _drafts(scope),
        "rounds": reading.rounds_of(scope, timezone.localdate(), calendar_in_force()),
        "may_import": scope.allows_anywhere(Act.DRAFT_DOCUMENT),
    }
    return render(request, "workflow/plan_list.html", context)


def _page(plans: Any, request: HttpRequest) -> tuple[list[Plan], dict[str, str]]:
    """One page by key: rows below `older`, or the ones just above `newer`."""
    older, newer = (_id(request.GET.get(name, "")) for name in ("older", "newer"))
    if newer:
        found = list(plans.filter(pk__gt=newer).order_by("pk")[: PAGE_SIZE + 1])
        more = len(found) > PAGE_SIZE
        shown = found[:PAGE_SIZE][::-1]
        return shown, {
            "newer": str(shown[0].pk) if more and shown else "",
            "older": str(shown[-1].pk) if shown else "",
        }
    found = list((plans.filter(pk__lt=older) if older else plans).order_by("-pk")[: PAGE_SIZE + 1])
    more, shown = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    return shown, {
        "newer": str(shown[0].pk) if older and shown else "",
        "older": str(shown[-1].pk) if more else "",
    }


def _id(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 19 else 0


def _drafts(scope: Scope) -> list[ImportDraft]:
    """Imports under review at the person's offices."""
    offices = scope.agencies(Act.DRAFT_DOCUMENT)
    if not offices:
        return []
    return list(
        ImportDraft.objects.filter(document__office_id__in=offices, plan=None, abandoned_at=None)
        .select_related("document", "created_by")
        .defer(
            "document__content",
            "document__raw_text",
            "document__clean_text",
            "document__tables",
            "reading",
            "review",
            "clean_text",
        )
        .order_by("-pk")[:20]
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: what it asks of whom, how it came about, where it stands. POST changes its settings while in draft.

    Its items, or the changes of a version, come page by page (`older`, `newer`); `item` opens the page of that item.
    """
    user = cast(User, request.user)
    scope = policies.scope_of(user)
    found = services.visible_plan(scope, pk)
    drafts = scope.allows(Act.DRAFT_DOCUMENT, found.office_id) and found.status in services.IN_DRAFT
    may_edit = drafts and not found.is_amendment
    round_of = reading.of_plan(found)
    form = _settings_form(found, round_of is not None) if may_edit else None
    if request.method == "POST":
        policies.require(user, Act.DRAFT_DOCUMENT, found.office_id)
        form = _settings_form(Plan.objects.get(pk=found.pk), round_of is not None, request.POST)
        if form.is_valid():
            services.update_settings(found.pk, form.values(), actor=user, now=timezone.now())
            messages.success(request, _("The settings are saved."))
            return redirect("plan", pk=found.pk)
    today = timezone.localdate()
    view = overviews.overview(found, scope, today, calendar_in_force())
    turned = request.GET.get("older") or request.GET.get("newer")
    number = number_of(turned or "1")
    groups, shown = overviews.page_of_items(view.groups, number, 0 if turned else _id(request.GET.get("item", "")))
    changes = slice_of(versions.changes_of(found) if found.is_amendment else [], number, overviews.PAGE_SIZE)
    of_office = any(scope.allows(act, found.office_id) for act in services.OFFICE_ACTS)
    context = {
        "plan": found,
        "view": view,
        "groups": groups,
        "page": changes if found.is_amendment else shown,
        "steps": overviews.life(found, view),
        "decisions": overviews.decisions(getattr(found, "import_draft", None)) if of_office else None,
        "cites": plan_source.cites(found, view.places),
        "chain": plan_chain_page.documents(found),
        "came_from": labels.source(found.document.kind, found.document.notes) if found.document else "",
        "open_doubts": len(view.expansion.doubts) if view.expansion else 0,
        "doubts": of_office and PlanDoubt.objects.filter(plan=found).exists(),
        "changes": versions.listed(changes.rows),
        "versions": [] if found.is_amendment else versions.versions_of(found, drafts=of_office),
        "gone": {} if found.is_amendment else versions.gone_items(found),
        "form": form,
        "may_edit": may_edit,
        "gates_form": _gates_form(found, scope),
        "may_draft": scope.allows(Act.DRAFT_DOCUMENT, found.office_id),
        "of_office": of_office,
        "round": round_of,
        "tally": reading.tally(round_of) if round_of else None,
        "asked": bool(reading.asked(found.pk, scope)) if round_of else False,
        "takes_comments": bool(round_of and round_of.is_open(today)),
    }
    return render(request, "workflow/plan.html", context, status=400 if form and form.errors else 200)


@require_POST
def plan_gates(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the gates before publication of a plan in force, for those who issue plans; 404 for a foreign plan."""
    user = cast(User, request.user)
    found = services.visible_plan(policies.scope_of(user), pk)
    form = GatesForm(request.POST)
    form.is_valid()
    services.set_gates(found.pk, form.cleaned_data, actor=user, now=timezone.now())
    messages.success(request, _("The gates are saved; they apply to what is published from now on."))
    return redirect("plan", pk=pk)


def _gates_form(plan: Plan, scope: Scope) -> GatesForm | None:
    """The gates of a plan in force, for those who may set them."""
    may = scope.allows(Act.ISSUE_DOCUMENT, plan.office_id) and plan.status == PlanStatus.ISSUED
    return GatesForm(instance=plan) if may and not plan.is_amendment else None


def _settings_form(plan: Plan, is_circulated: bool, data: Any = None) -> SettingsForm:
    """The settings; a plan that was sent around stays a consultation draft."""
    form = SettingsForm(data, instance=plan, initial={"consultation": plan.status == PlanStatus.CONSULTATION})
    if is_circulated:
        del form.fields["consultation"]
    return form

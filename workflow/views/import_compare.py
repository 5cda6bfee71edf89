"""与现行计划比对: a new version of a document beside the plan in force, item by item."""

from typing import Any, cast

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from workflow.errors import Invalid, NotVisible, Refused, TransitionRefused
from workflow.models import ImportDraft, User
from workflow.paging import number_of
from workflow.services import imports
from workflow.services.imports import lists
from workflow.services.imports.page import ReviewPage, open_page
from workflow.services.imports.verdicts import GROUPS, OPEN
from workflow.services.imports.versions import plans_to_change
from workflow.views.import_lists import Who, list_page, render_list

ROWS = 15
"""Items on a page, each with two long texts, beside the names of all in force: the page stays below 150 kB."""
PLANS = 50
"""Plans in force offered at once; the search finds the others."""


@require_http_methods(["GET", "HEAD", "POST"])
def import_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The differences of one kind (`kind`), undecided ones by default; POST accepts or leaves some, or says which item
    in force an item is. 404 for a document that is no new version."""
    actor = cast(User, request.user)
    page = open_page(pk, actor)
    if page.draft.plan_id is not None:
        return redirect("plan", pk=page.draft.plan_id)
    if page.draft.abandoned_at is not None:
        return redirect("import_upload")
    if page.comparison is None:
        raise NotVisible
    if request.method != "POST":
        return _show(request, page)
    sent = request.POST
    who: dict[str, Any] = {"revision": number_of(sent.get("revision", "")), "actor": actor, "now": timezone.now()}
    try:
        if sent.get("act") == "pair_item":
            imports.pair_item(pk, sent.get("item", ""), max(number_of(sent.get("old", "")), 0), **who)
        else:
            imports.decide_differences(
                pk, sent.getlist("key"), sent.get("how", ""), group=sent.get("group", ""),
                reason=sent.get("reason", ""), **who,
            )  # fmt: skip
    except (Invalid, TransitionRefused) as refusal:
        fresh = open_page(pk, actor)
        if fresh.comparison is None or fresh.draft.plan_id is not None or fresh.draft.abandoned_at is not None:
            raise
        return _show(request, fresh, refusal=refusal)
    return redirect(request.get_full_path())


@require_http_methods(["GET", "HEAD", "POST"])
def import_version(request: HttpRequest, pk: int) -> HttpResponse:
    """The plans in force, found by title or number (`q`); POST says which one the document is a new version of."""

    def choose(request: HttpRequest, draft: ImportDraft, who: Who) -> HttpResponse:
        imports.choose_plan(draft.pk, max(number_of(request.POST.get("plan", "")), 0), **who)
        return redirect("import_review", pk=draft.pk)

    return list_page(request, pk, {"choose": choose}, _show_plans)


def _show_plans(request: HttpRequest, draft: ImportDraft, *, refusal: Refused | None = None) -> HttpResponse:
    typed = request.GET.get("q", "").strip()[:100]
    plans = plans_to_change(draft)
    if typed:
        plans = plans.filter(Q(title__icontains=typed) | Q(document_number__icontains=typed))
    found = list(plans[: PLANS + 1])
    return render_list(request, "import_version", draft, refusal, plans=found[:PLANS], more=len(found) > PLANS, q=typed)


def _show(request: HttpRequest, page: ReviewPage, *, refusal: Refused | None = None) -> HttpResponse:
    found = page.comparison
    if found is None:
        raise NotVisible
    kind = request.GET.get("kind", "")
    kind = kind if kind in (*GROUPS, "same") else OPEN
    rows = found.open if kind == OPEN else [row for row in found.rows if _belongs(kind, row)]
    number = request.GET.get("older") or request.GET.get("newer") or "1"
    shown = lists.slice_of(rows, number_of(number), ROWS)
    context = {
        "draft": page.draft,
        "found": found,
        "counts": found.counts,
        "kind": kind,
        "page": shown,
        "refusal": refusal,
        "undecided": sum(1 for row in rows if row.open),
        "in_force": [row.old for row in found.rows if row.old is not None] if shown.rows else [],
        "kept": [("", request.POST["reason"])] if refusal and request.POST.get("reason", "").strip() else [],
    }
    return render(request, "workflow/import_compare.html", context, status=refusal.status if refusal else 200)


def _belongs(kind: str, row: Any) -> bool:
    return bool(GROUPS[kind](row)) if kind in GROUPS else row.kind == kind

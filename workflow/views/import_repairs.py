"""The repairs of an imported text by kind, by before and after, one by one; and refusing them."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from workflow.errors import Refused
from workflow.models import ImportDraft, User
from workflow.paging import number_of
from workflow.services import imports
from workflow.services.imports import labels, lists, refusing, repairs
from workflow.views.import_lists import Who, list_page, render_list, wanted_page

PAIRS, PLACES = 80, 40
"""Rows of a page."""


@require_http_methods(["GET", "HEAD", "POST"])
def import_repairs(request: HttpRequest, pk: int) -> HttpResponse:
    """The repairs of the text by kind (`kind`) and by before and after (`pair`); POST refuses some, or makes them
    after all. What would change is shown before anything does; what took long was done by a job (`job`)."""
    return list_page(request, pk, {"refuse": _refuse}, _show)


def _show(request: HttpRequest, draft: ImportDraft, *, refusal: Refused | None = None) -> HttpResponse:
    if refusal is None and (answer := _of_job(request, draft)):
        return answer
    every = repairs.repairs_of(draft)
    kinds = repairs.kinds_of(every)
    pair = request.GET.get("pair", "")
    of_pair = [one for one in every if one.pair == pair]
    kind = request.GET.get("kind", "")
    kind = of_pair[0].kind if of_pair else kind if kind in kinds else next(iter(kinds), "")
    number = wanted_page(request)
    page: Any
    if of_pair:
        page = lists.slice_of(of_pair, number, PLACES)
        rows: Any = repairs.quoted(page.rows, draft.text, draft.document.raw_text)
    else:
        page = lists.slice_of(repairs.pairs_of(every, kind), number, PAIRS)
        rows = page.rows
    return render_list(
        request, "import_repairs", draft, refusal,
        kinds=[(code, labels.repair(code), count) for code, count in kinds.items()],
        kind=kind, label=labels.repair(kind), pair=of_pair[0] if of_pair else None, rows=rows, page=page,
        total=len(every), refused=sum(one.is_refused for one in every),
    )  # fmt: skip


# -- refusing ----------------------------------------------------------------------------------------------------------


def _refuse(request: HttpRequest, draft: ImportDraft, who: Who) -> HttpResponse | None:
    which, back = _which(request)
    confirm, lose = "confirm" in request.POST, "lose" in request.POST
    wanted = repairs.chosen(draft, **which, back=back)
    if refusing.takes_long(draft):
        job = refusing.start(draft, which, back=back, confirm=confirm, lose_edits=lose, **who)
        return redirect("job", pk=job.pk)
    if not confirm:
        return _preview(request, draft, refusing.preview(draft, wanted, back=back), wanted[0].words, which, back=back)
    after = imports.refuse(draft.pk, **which, back=back, lose_edits=lose, **who)
    return _done(request, after, wanted[0].words, len(wanted), which, back=back)


def _which(request: HttpRequest) -> tuple[dict[str, Any], bool]:
    """What the button pressed is about: one repair, all of a pair or of a kind; and whether they are to be made."""
    for back in (False, True):
        for name in ("one", "pair", "kind"):
            if value := request.POST.get(f"back-{name}" if back else name):
                return {name: value}, back
    return {"one": "-"}, False


def _of_job(request: HttpRequest, draft: ImportDraft) -> HttpResponse | None:
    """What a job found or did, when the address names one of the person's own."""
    number = number_of(request.GET.get("job", ""))
    job = refusing.finished(number, draft, cast(User, request.user)) if number > 0 else None
    if job is None:
        return None
    asked, found = job.arguments, job.result
    if asked["confirm"]:
        return _done(request, draft, found["first"], found["count"], asked["which"], back=asked["back"])
    if asked["revision"] != draft.revision:
        messages.warning(request, _("The import was changed meanwhile. Choose the repair again."))
        return redirect(_place(draft, found["first"], asked["which"]))
    preview = refusing.Preview.from_json(found["preview"])
    return _preview(request, draft, preview, found["first"], asked["which"], back=asked["back"])


def _preview(
    request: HttpRequest,
    draft: ImportDraft,
    found: refusing.Preview,
    first: Mapping[str, str],
    which: Mapping[str, str],
    *,
    back: bool,
) -> HttpResponse:
    ((name, value),) = which.items()
    return render_list(
        request, "import_repairs_preview", draft, None,
        preview=found, which=f"back-{name}" if back else name, value=value, back=back, first=first,
        label=labels.repair(first["kind"]), place=_place(draft, first, which),
    )  # fmt: skip


def _done(
    request: HttpRequest,
    draft: ImportDraft,
    first: Mapping[str, str],
    count: int,
    which: Mapping[str, str],
    *,
    back: bool,
) -> HttpResponse:
    """Say what was done, and go on where the person was: at the repair behind."""
    before, after = (labels.signs(first[side][:30]) or pgettext("repair", "nothing") for side in ("raw", "clean"))
    pair = _("“%(before)s” → “%(after)s”") % {"before": before, "after": after}
    what = labels.repair(first["kind"]) if "kind" in which else pair
    if back:
        told = ngettext("Made after all in %(n)d place: %(what)s", "Made after all in %(n)d places: %(what)s", count)
    else:
        told = ngettext("Refused in %(n)d place: %(what)s", "Refused in %(n)d places: %(what)s", count)
    messages.success(request, told % {"n": count, "what": what})
    return redirect(_place(draft, first, which, behind=True))


def _place(draft: ImportDraft, first: Mapping[str, str], which: Mapping[str, str], *, behind: bool = False) -> str:
    """The address of the row a refusal is about, or of the one `behind` it."""
    every = repairs.repairs_of(draft)
    if "one" in which:
        rows = [one for one in every if one.pair == first["pair"]]
        keys, query, size = [one.key for one in rows], {"pair": first["pair"]}, PLACES
    else:
        keys, size = [one.key for one in repairs.pairs_of(every, first["kind"])], PAIRS
        query = {"kind": first["kind"]}
    address = reverse("import_repairs", args=[draft.pk])
    wanted = which.get("one") or which.get("pair", "")
    if wanted not in keys:
        return f"{address}?{urlencode(query)}"
    index = min(keys.index(wanted) + behind, len(keys) - 1)
    page = {"older": index // size + 1} if index >= size else {}
    return f"{address}?{urlencode(query | page)}#r{keys[index]}"

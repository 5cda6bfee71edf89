"""The review of what was read from a plan document, and the search for agencies."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflow.errors import Invalid, Refused, TransitionRefused
from workflow.forms.import_item import ItemEditor, names_of
from workflow.forms.imports import HeaderForm
from workflow.forms.plans import SettingsForm
from workflow.models import Plan, User
from workflow.paging import number_of
from workflow.services import imports
from workflow.services.imports import labels
from workflow.services.imports.page import ReviewPage, open_page
from workflow.services.imports.state import Item
from workflow.services.matching import load_register
from workflow.status import AgencyKind
from workflow.views.import_back import back_to
from workflow.views.import_upload import offices_of

LISTED_NAMES = 200
"""Names offered at once while typing; in larger registers the search finds the others."""
TYPED = ("reason", "entry", "names", "full_name", "short_name", "own_name")


# -- review ------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def import_review(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft under review; POST does one act on it and leads back to where the person was."""
    actor = cast(User, request.user)
    page = open_page(pk, actor)
    if request.method == "POST":
        return _act(request, page, actor)
    if page.draft.plan_id is not None:
        return redirect("plan", pk=page.draft.plan_id)
    if page.draft.abandoned_at is not None:
        messages.info(request, _("This import was dropped. Upload the document again to start over."))
        return redirect("import_upload")
    return _show(request, page)


def _act(request: HttpRequest, page: ReviewPage, actor: User) -> HttpResponse:
    code = request.POST.get("act", "")
    handler = ACTS.get(code)
    if handler is None:
        raise Invalid("unknown_act", _("The page sent something Duban does not know. Nothing was changed."))
    who = {"revision": number_of(request.POST.get("revision", "")), "actor": actor, "now": timezone.now()}
    faulty: dict[str, Any] = {}
    try:
        faulty = handler(request, page, who)
    except (Invalid, TransitionRefused) as refusal:
        fresh = open_page(page.draft.pk, actor)
        if fresh.draft.plan_id is not None or fresh.draft.abandoned_at is not None:
            raise
        return _show(request, fresh, refusal=refusal)
    if faulty:
        return _show(request, page, status=400, **faulty)
    if code == "abandon":
        messages.info(request, _("The import was dropped. No plan was made of it."))
        return redirect("plan_list")
    return _back(request, page, code)


def _back(request: HttpRequest, page: ReviewPage, code: str) -> HttpResponseRedirect:
    query, place = back_to(code, request.POST.dict(), page.review, page.draft.pk)
    query = {name: request.POST[name] for name in ("only",) if request.POST.get(name)} | query
    address = reverse("import_review", args=[page.draft.pk])
    return HttpResponseRedirect(f"{address}?{urlencode(query)}#{place}" if query else f"{address}#{place}")


def _show(
    request: HttpRequest,
    page: ReviewPage,
    *,
    refusal: Refused | None = None,
    editor: ItemEditor | None = None,
    header: HeaderForm | None = None,
    options: SettingsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    item_id = given.get("item", "")
    point = page.chosen(given.get("doubt", ""), item_id)
    item = editor.item if editor else page.item_in_hand(item_id, point)
    if item is not None and editor is None:
        # After a refusal the editor shows what was typed, over the state as it is now.
        typed = refusal is not None and given.get("act") in ("edit_item", "split_item") and item["id"] == item_id
        editor = ItemEditor(item, request.POST if typed else None)
    only = request.GET.get("only") == "doubts" or request.POST.get("only") == "doubts"
    kinds = page.repairs()
    context = {
        "page": page,
        "draft": page.draft,
        "point": point,
        "item": item,
        "editor": editor,
        "cuts": page.cuts(item) if item else [],
        "boundaries": page.boundaries(item) if item else [],
        "rows": page.rows(item, only_doubts=only),
        "only": only,
        "coverage": page.coverage(),
        "source": page.stretches(item, point, number_of(given.get("at", ""))),
        "repairs": kinds,
        "repair_count": sum(count for _label, count in kinds),
        "words": page.words(),
        "anchors": page.anchors(),
        "origins": page.origins(item) if item else [],
        "came_from": labels.source(page.draft.document.kind, page.draft.document.notes),
        "header_places": page.header_origins(),
        "sentence_names": labels.SENTENCES.items(),
        "first_name": next(iter(page.draft.reading.get("coverage", {}).get("waived_by", {})), ""),
        "usual_reasons": labels.REASONS,
        "header": header or HeaderForm(initial=HeaderForm.initial_of(page.review)),
        "settings_form": options or _settings_form(page),
        "opened": given.get("open", "") or ("facts" if header else "settings" if options else ""),
        "kinds": [kind for kind in AgencyKind.choices if kind[0] != AgencyKind.OFFICE],
        "names": page.register.labels(LISTED_NAMES) if page.points else [],
        "refusal": refusal,
        "kept": _kept(request) if refusal else [],
        "crowded": len(page.register.entries) > LISTED_NAMES,
    }
    return render(request, "workflow/import_review.html", context, status=refusal.status if refusal else status)


def _settings_form(page: ReviewPage, data: Any = None) -> SettingsForm:
    return SettingsForm(data, instance=Plan(), initial=page.review["settings"])


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed into one of the small forms of a doubt; the editor keeps its own."""
    return [("", request.POST[name]) for name in TYPED if request.POST.get(name, "").strip()]


# -- the acts ----------------------------------------------------------------------------------------------------------

Who = dict[str, Any]
Faulty = dict[str, Any]
Handler = Callable[[HttpRequest, ReviewPage, Who], Faulty]


def _edit_item(request: HttpRequest, page: ReviewPage, who: Who) -> Faulty:
    editor = ItemEditor(_item(request, page), request.POST)
    if not editor.is_valid():
        return {"editor": editor}
    imports.edit_item(page.draft.pk, editor.item["id"], editor.values(), **who)
    return {}


def _split_item(request: HttpRequest, page: ReviewPage, who: Who) -> Faulty:
    text = request.POST.get("text")
    offset = number_of(request.POST.get("offset", ""))
    item_id = request.POST.get("item", "")
    normal = text.replace("\r\n", "\n") if text is not None else None
    imports.split_item(page.draft.pk, item_id, offset, text=normal, **who)
    return {}


def _move_boundary(request: HttpRequest, page: ReviewPage, who: Who) -> Faulty:
    imports.move_boundary(page.draft.pk, request.POST.get("item", ""), number_of(request.POST.get("cut", "")), **who)
    return {}


def _set_party(request: HttpRequest, page: ReviewPage, who: Who) -> Faulty:
    sent = request.POST
    decision = {
        "to": sent.get("to") or "pick",
        "entry": sent.get("entry", ""),
        "reason": sent.get("reason", ""),
        "full_name": sent.get("full_name", ""),
        "short_name": sent.get("short_name", ""),
        "kind": sent.get("kind", ""),
        "names": names_of(sent.get("names", "")),
        "as_set": bool(sent.get("as_set")),
    }
    imports.set_party(page.draft.pk, sent.get("name", ""), decision, only_item=sent.get("for_item", ""), **who)
    return {}


def _set_header(request: HttpRequest, page: ReviewPage, who: Who) -> Faulty:
    form = HeaderForm(request.POST)
    if not form.is_valid():
        return {"header": form}
    imports.set_header(
        page.draft.pk,
        form.values(),
        cites=form.cleaned_data["cites"],
        attachments=form.cleaned_data["attachments"],
        **who,
    )
    return {}


def _set_settings(request: HttpRequest, page: ReviewPage, who: Who) -> Faulty:
    form = _settings_form(page, request.POST)
    if not form.is_valid():
        return {"options": form}
    imports.set_settings(page.draft.pk, form.json_values(), **who)
    return {}


def _settle(request: HttpRequest, page: ReviewPage, who: Who) -> Faulty:
    sent = request.POST
    imports.settle(page.draft.pk, sent.get("key", ""), sent.get("reason", ""), whole_kind="whole_kind" in sent, **who)
    return {}


def _place_sentence(request: HttpRequest, page: ReviewPage, who: Who) -> Faulty:
    sent = request.POST
    name = sent.get("own_name", "").strip() or sent.get("name", "")
    imports.place_sentence(
        page.draft.pk, sent.get("key", ""), sent.get("how", ""), name=name, item_id=sent.get("target", ""), **who
    )
    return {}


def _recall(request: HttpRequest, page: ReviewPage, who: Who) -> Faulty:
    imports.recall_points(page.draft.pk, request.POST.getlist("key"), **who)
    return {}


def _plain(verb: Callable[..., Any], *names: str) -> Handler:
    """A handler that hands the named fields on as they are."""

    def handle(request: HttpRequest, page: ReviewPage, who: Who) -> Faulty:
        verb(page.draft.pk, *(request.POST.get(name, "") for name in names), **who)
        return {}

    return handle


ACTS: dict[str, Handler] = {
    "edit_item": _edit_item,
    "split_item": _split_item,
    "move_boundary": _move_boundary,
    "merge_item": _plain(imports.merge_item, "item"),
    "waive_item": _plain(imports.waive_item, "item", "reason"),
    "unwaive_item": _plain(imports.unwaive_item, "item"),
    "copy_parties": _plain(imports.copy_parties, "item", "source"),
    "name_parties": _plain(imports.name_parties, "item"),
    "set_party": _set_party,
    "unite_names": _plain(imports.unite_names, "key"),
    "clear_party": _plain(imports.clear_party, "key"),
    "continue_plan": _plain(imports.continue_plan, "key"),
    "tell_apart": _plain(imports.tell_apart, "key", "reason"),
    "ask_again": _plain(imports.ask_again, "key"),
    "set_header": _set_header,
    "set_settings": _set_settings,
    "settle": _settle,
    "recall": _recall,
    "settle_rest": _plain(imports.settle_rest, "reason"),
    "place_sentence": _place_sentence,
    "undo": _plain(imports.undo),
    "abandon": _plain(imports.abandon),
}


def _item(request: HttpRequest, page: ReviewPage) -> Item:
    item = page.item_in_hand(request.POST.get("item", ""), None)
    if item is None or item["id"] != request.POST.get("item"):
        raise Invalid("no_such_item", _("This item is no longer in the draft."))
    return item


# -- search ------------------------------------------------------------------------------------------------------------


@require_safe
def import_agencies(request: HttpRequest) -> HttpResponse:
    """Names of the register that hold what was typed (`q`), for the fields that ask for an agency."""
    office = offices_of(cast(User, request.user))[0]
    typed = request.GET.get("q", "")[:60].strip()
    found = load_register(office).find(typed) if typed else []
    return JsonResponse({"names": [match.label for match in found]})

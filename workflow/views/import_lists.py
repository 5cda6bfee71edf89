"""The lists beside the review of an import: repairs of the text, vague wording, and where every sentence went."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from workflow.errors import Invalid, Refused, TransitionRefused
from workflow.forms.wording import pin_of
from workflow.models import ImportDraft, User
from workflow.services import imports
from workflow.services.imports import labels, lists, repairs
from workflow.services.imports.session import review_of

PAIRS, PLACES, WORDS, SENTENCES = 80, 40, 30, 80
"""Rows of a page."""
Who = dict[str, Any]
Act = Callable[[HttpRequest, ImportDraft, Who], HttpResponse | None]


def _page(request: HttpRequest, pk: int, acts: dict[str, Act], show: Callable[..., HttpResponse]) -> HttpResponse:
    """GET shows the list; POST does one act and comes back to the same place, or shows why it was refused."""
    actor = cast(User, request.user)
    draft = lists.open_draft(pk, actor)
    if request.method == "POST":
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            raise Invalid("unknown_act", _("The page sent something Duban does not know. Nothing was changed."))
        who = {"revision": _number(request.POST.get("revision", "")), "actor": actor, "now": timezone.now()}
        try:
            answer = act(request, draft, who)
        except (Invalid, TransitionRefused) as refusal:
            fresh = lists.open_draft(pk, actor)
            if fresh.plan_id is not None or fresh.abandoned_at is not None:
                raise
            return show(request, fresh, refusal=refusal)
        return answer or redirect(request.get_full_path())
    if draft.plan_id is not None:
        return redirect("plan", pk=draft.plan_id)
    if draft.abandoned_at is not None:
        return redirect("import_upload")
    return show(request, draft)


def _render(
    request: HttpRequest, template: str, draft: ImportDraft, refusal: Refused | None, **context: Any
) -> HttpResponse:
    shown = {"draft": draft, "review": review_of(draft), "refusal": refusal} | context
    return render(request, f"workflow/{template}.html", shown, status=refusal.status if refusal else 200)


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _wanted_page(request: HttpRequest) -> int:
    """The number of the page asked for, whichever way it was turned."""
    return _number(request.GET.get("older") or request.GET.get("newer") or "1")


# -- repairs -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def import_repairs(request: HttpRequest, pk: int) -> HttpResponse:
    """The repairs of the text by kind (`kind`) and by before and after (`pair`); POST refuses some, or makes them
    after all. What would change is shown before anything does."""
    return _page(request, pk, {"refuse": _refuse}, _show_repairs)


def _show_repairs(request: HttpRequest, draft: ImportDraft, *, refusal: Refused | None = None) -> HttpResponse:
    every = repairs.repairs_of(draft)
    kinds = repairs.kinds_of(every)
    pair = request.GET.get("pair", "")
    of_pair = [one for one in every if one.pair == pair]
    kind = request.GET.get("kind", "")
    kind = of_pair[0].kind if of_pair else kind if kind in kinds else next(iter(kinds), "")
    number = _wanted_page(request)
    page: Any
    if of_pair:
        page = lists.slice_of(of_pair, number, PLACES)
        rows: Any = repairs.quoted(page.rows, draft.text, draft.document.raw_text)
    else:
        page = lists.slice_of(repairs.pairs_of(every, kind), number, PAIRS)
        rows = page.rows
    return _render(
        request, "import_repairs", draft, refusal,
        kinds=[(code, labels.repair(code), count) for code, count in kinds.items()],
        kind=kind, label=labels.repair(kind), pair=of_pair[0] if of_pair else None, rows=rows, page=page,
        total=len(every), refused=sum(one.is_refused for one in every),
    )  # fmt: skip


def _refuse(request: HttpRequest, draft: ImportDraft, who: Who) -> HttpResponse | None:
    sent = request.POST
    which, back = _which(request)
    if "confirm" not in sent:
        wanted = repairs.chosen(draft, **which, back=back)
        found = repairs.preview(draft, wanted, back=back)
        return _render(
            request, "import_repairs_preview", draft, None,
            preview=found, which=f"{'back-' if back else ''}{next(iter(which))}", value=next(iter(which.values())),
            back=back, first=wanted[0], label=labels.repair(wanted[0].kind),
        )  # fmt: skip
    imports.refuse(draft.pk, **which, back=back, lose_edits="lose" in sent, **who)
    messages.success(request, _("The document was read again."))
    return redirect("import_repairs", pk=draft.pk)


def _which(request: HttpRequest) -> tuple[dict[str, Any], bool]:
    """What the button pressed is about: one repair, all of a pair or of a kind; and whether they are to be made."""
    for back in (False, True):
        for name in ("one", "pair", "kind"):
            if value := request.POST.get(f"back-{name}" if back else name):
                return {name: value}, back
    return {"one": "-"}, False


# -- vague wording -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def import_wording(request: HttpRequest, pk: int) -> HttpResponse:
    """Wording nobody can measure, by word (`word`); POST pins one, marks one or all of a word, or takes that back."""
    acts: dict[str, Act] = {"pin": _pin, "mark": _mark, "mark_all": _mark_all, "reopen": _reopen}
    return _page(request, pk, acts, _show_wording)


def _show_wording(request: HttpRequest, draft: ImportDraft, *, refusal: Refused | None = None) -> HttpResponse:
    review = review_of(draft)
    groups = lists.word_groups(review)
    asked = request.GET.get("word", "")
    word = asked if any(group.word == asked for group in groups) else groups[0].word if groups else ""
    page = lists.slice_of(lists.word_rows(review, word), _wanted_page(request), WORDS)
    return _render(
        request, "import_wording", draft, refusal,
        groups=groups, group=next((group for group in groups if group.word == word), None),
        page=page, rows=lists.with_quotes(page.rows, draft.text), open=sum(group.open for group in groups),
    )  # fmt: skip


def _pin(request: HttpRequest, draft: ImportDraft, who: Who) -> None:
    imports.pin_word(draft.pk, request.POST.get("key", ""), pin_of(request.POST), **who)


def _mark(request: HttpRequest, draft: ImportDraft, who: Who) -> None:
    imports.mark_word(draft.pk, request.POST.get("key", ""), request.POST.get("remark", ""), **who)


def _mark_all(request: HttpRequest, draft: ImportDraft, who: Who) -> None:
    imports.mark_words(draft.pk, request.POST.get("word", ""), request.POST.get("remark", ""), **who)


def _reopen(request: HttpRequest, draft: ImportDraft, who: Who) -> None:
    imports.reopen_word(draft.pk, request.POST.get("key", ""), **who)


# -- sentences ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def import_sentences(request: HttpRequest, pk: int) -> HttpResponse:
    """Every sentence by what it is (`name`); POST waives all that are left by one name."""
    return _page(request, pk, {"name_sentences": _name_sentences}, _show_sentences)


def _show_sentences(request: HttpRequest, draft: ImportDraft, *, refusal: Refused | None = None) -> HttpResponse:
    every = lists.sentences_of(draft)
    counts = lists.names_of(every)
    asked = request.GET.get("name", "")
    name = asked if asked in counts else next(iter(counts), "")
    page = lists.slice_of([one for one in every if one.name == name], _wanted_page(request), SENTENCES)
    return _render(
        request, "import_sentences", draft, refusal,
        names=[(code, _name_of(code), count) for code, count in counts.items()], name=name, label=_name_of(name),
        page=page, total=len(every), left=counts.get(lists.NOBODY, 0), choices=labels.SENTENCES.items(),
    )  # fmt: skip


def _name_of(code: str) -> str:
    return {"item": _("In items"), lists.NOBODY: _("Unexplained")}.get(code) or labels.sentence(code)


def _name_sentences(request: HttpRequest, draft: ImportDraft, who: Who) -> None:
    name = request.POST.get("own_name", "").strip() or request.POST.get("name", "")
    before = len(review_of(draft)["settled"])
    after = imports.name_sentences(draft.pk, name, **who)
    count = len(review_of(after)["settled"]) - before
    messages.success(request, ngettext("%(n)d sentence waived.", "%(n)d sentences waived.", count) % {"n": count})

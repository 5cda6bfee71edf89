"""The lists beside the review of an import: vague wording, and where every sentence went."""

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
from workflow.paging import number_of
from workflow.services import imports
from workflow.services.imports import labels, lists
from workflow.services.imports.proposals import remembered_words
from workflow.services.imports.session import review_of
from workflow.services.imports.vague import words_of

WORDS, SENTENCES = 30, 80
"""Rows of a page."""
Who = dict[str, Any]
Act = Callable[[HttpRequest, ImportDraft, Who], HttpResponse | None]


def list_page(request: HttpRequest, pk: int, acts: dict[str, Act], show: Callable[..., HttpResponse]) -> HttpResponse:
    """GET shows the list; POST does one act and comes back to the same place, or shows why it was refused."""
    actor = cast(User, request.user)
    draft = lists.open_draft(pk, actor)
    if request.method == "POST":
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            raise Invalid("unknown_act", _("The page sent something Duban does not know. Nothing was changed."))
        who = {"revision": number_of(request.POST.get("revision", "")), "actor": actor, "now": timezone.now()}
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


def render_list(
    request: HttpRequest, template: str, draft: ImportDraft, refusal: Refused | None, **context: Any
) -> HttpResponse:
    shown = {"draft": draft, "review": review_of(draft), "refusal": refusal} | context
    return render(request, f"workflow/{template}.html", shown, status=refusal.status if refusal else 200)


def wanted_page(request: HttpRequest) -> int:
    """The number of the page asked for, whichever way it was turned."""
    return number_of(request.GET.get("older") or request.GET.get("newer") or "1")


# -- vague wording -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def import_wording(request: HttpRequest, pk: int) -> HttpResponse:
    """Wording nobody can measure, by word (`word`); POST pins one, marks one or all of a word, or takes that back."""
    acts: dict[str, Act] = {"pin": _pin, "mark": _mark, "mark_all": _mark_all, "recall": _recall, "reopen": _reopen}
    return list_page(request, pk, acts, _show_wording)


def _show_wording(request: HttpRequest, draft: ImportDraft, *, refusal: Refused | None = None) -> HttpResponse:
    review = review_of(draft)
    groups = lists.word_groups(review)
    asked = request.GET.get("word", "")
    word = asked if any(group.word == asked for group in groups) else groups[0].word if groups else ""
    page = lists.slice_of(lists.word_rows(review, word), wanted_page(request), WORDS)
    before = remembered_words(draft, [one for _item, one in words_of(review)], timezone.localdate())
    return render_list(
        request, "import_wording", draft, refusal,
        groups=groups, group=next((group for group in groups if group.word == word), None),
        page=page, rows=lists.with_quotes(page.rows, draft, before), open=sum(group.open for group in groups),
        answered_before=len(before),
    )  # fmt: skip


def _pin(request: HttpRequest, draft: ImportDraft, who: Who) -> None:
    imports.pin_word(draft.pk, request.POST.get("key", ""), pin_of(request.POST), **who)


def _mark(request: HttpRequest, draft: ImportDraft, who: Who) -> None:
    imports.mark_word(draft.pk, request.POST.get("key", ""), request.POST.get("remark", ""), **who)


def _mark_all(request: HttpRequest, draft: ImportDraft, who: Who) -> None:
    imports.mark_words(draft.pk, request.POST.get("word", ""), request.POST.get("remark", ""), **who)


def _recall(request: HttpRequest, draft: ImportDraft, who: Who) -> None:
    imports.recall_words(draft.pk, request.POST.getlist("key"), **who)


def _reopen(request: HttpRequest, draft: ImportDraft, who: Who) -> None:
    imports.reopen_word(draft.pk, request.POST.get("key", ""), **who)


# -- sentences ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def import_sentences(request: HttpRequest, pk: int) -> HttpResponse:
    """Every sentence by what it is (`name`); POST waives all that are left by one name."""
    return list_page(request, pk, {"name_sentences": _name_sentences}, _show_sentences)


def _show_sentences(request: HttpRequest, draft: ImportDraft, *, refusal: Refused | None = None) -> HttpResponse:
    every = lists.sentences_of(draft)
    counts = lists.names_of(every)
    asked = request.GET.get("name", "")
    name = asked if asked in counts else next(iter(counts), "")
    page = lists.slice_of([one for one in every if one.name == name], wanted_page(request), SENTENCES)
    return render_list(
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

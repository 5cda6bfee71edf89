"""机构合并、拆分、更名: the form, what it would do, and carrying it out; with those of the past."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from flows.actions import succession
from flows.forms.succession import SuccessionForm, chosen, proposed
from flows.views import clock
from workflow.errors import Invalid, NotVisible
from workflow.forms.organisation import refuse
from workflow.models import Succession, User
from workflow.services import register
from workflow.services import succession as services
from workflow.services.calendar import local_day
from workflow.services.register_rights import Place, places_of
from workflow.services.succession_plan import Choices, Preview, target_of
from workflow.status import SuccessionKind

SHOWN = 150
"""So many items of a split are given one by one; the others go to the first successor."""


@require_http_methods(["GET", "HEAD", "POST"])
def succession_page(request: HttpRequest) -> HttpResponse:
    """GET: the form (`agency` in the address names the one it is about) and what was carried out. POST `act`: `look`
    shows what would go over, `edit` goes back to the form, `carry_out` does it. 404 for whoever runs no register; 400
    with everything typed for what cannot be; 409 when something has changed since it was looked at."""
    actor = cast(User, request.user)
    places = places_of(actor)
    act = request.POST.get("act", "look") if request.method == "POST" else ""
    if act in ("", "edit"):
        # Whoever comes back finds what he typed, and no faults yet.
        initial = _typed(request) if act else _initial(request, actor)
        return _form_page(request, places, SuccessionForm(places=places, initial=initial))
    form = SuccessionForm(request.POST, places=places)
    if not form.is_valid():
        return _form_page(request, places, form)
    wanted, now = form.wanted(), clock.now()
    choices = chosen(request.POST)
    refused: Invalid | None = None
    if act == "carry_out":
        try:
            made = succession.carry_out(wanted, choices, seen=request.POST.get("seen", ""), actor=actor, now=now)
        except Invalid as problem:
            refused = problem
        else:
            messages.success(
                request, _("Carried out. The people of %(successors)s are told.") % {"successors": _named(made)}
            )
            return redirect("succession")
    try:
        preview = services.look(wanted, choices, actor=actor, now=now)
    except Invalid as problem:
        refuse(form, problem)
        return _form_page(request, places, form)
    return _preview_page(request, form, preview, choices if refused else proposed(preview, actor.pk), refused)


def _named(made: Succession) -> str:
    return "、".join(str(agency) for agency in made.successors.all())


def _initial(request: HttpRequest, actor: User) -> dict[str, Any]:
    found: dict[str, Any] = {"on": local_day(clock.now())}
    kind = request.GET.get("kind", "")
    if kind in SuccessionKind.values:
        found["kind"] = kind
    if request.GET.get("agency", "").isdecimal():
        try:
            agency = register.own_agency(actor, int(request.GET["agency"][:18]))
        except NotVisible:
            return found
        found |= {"predecessors": agency.name, "jurisdiction": agency.jurisdiction_id}
    return found


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {name: request.POST.get(name, "") for name in SuccessionForm.base_fields}


def _form_page(request: HttpRequest, places: list[Place], form: SuccessionForm) -> HttpResponse:
    past = services.list_of([place.jurisdiction.pk for place in places])
    status = 400 if form.is_bound and form.errors else 200
    context = {"form": form, "past": past, "several": len(places) > 1, "today": local_day(clock.now())}
    return render(request, "flows/succession.html", context, status=status)


def _preview_page(
    request: HttpRequest,
    form: SuccessionForm,
    preview: Preview,
    choices: Choices,
    refused: Invalid | None = None,
) -> HttpResponse:
    wanted = preview.wanted
    goes_to = [(one, target_of(one, wanted, choices)) for one in preview.commitments[:SHOWN]]
    posts = [
        (post, post.user_id == request.user.pk, [one for one in wanted.successors if one.pk != post.agency_id])
        for post in preview.posts
    ]
    context = {
        "form": form,
        "typed": [(name, form.data.get(name, "")) for name in form.fields],
        "wanted": wanted,
        "preview": preview,
        "is_split": wanted.kind == SuccessionKind.SPLIT,
        "steps": succession.open_steps(preview),
        "goes_to": goes_to,
        "beyond": max(0, len(preview.commitments) - SHOWN),
        "collisions": [(one, choices.going_on.get(one.item.pk)) for one in preview.collisions],
        "posts": [
            (post, own, [(one, one.pk in choices.people.get(post.pk, ())) for one in among])
            for post, own, among in posts
        ],
        "sets": list(dict.fromkeys(member.agency_set for member in preview.sets)),
        "refused": refused,
        "today": local_day(clock.now()),
    }
    return render(request, "flows/succession_preview.html", context, status=400 if refused else 200)

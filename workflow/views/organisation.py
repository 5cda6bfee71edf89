"""The register of agencies: the list with its gaps, and one agency with its names, people and end."""

from typing import cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workflow.errors import Invalid
from workflow.forms.organisation import (
    AgencyForm,
    AliasForm,
    EndWithReasonForm,
    ImportForm,
    NewAgencyForm,
    PlaceForm,
    refuse,
)
from workflow.models import Agency, Succession, User
from workflow.services import agencies, organisation, register, succession
from workflow.services.calendar import local_day
from workflow.services.register_rights import Place, places_of
from workflow.status import AgencyKind, JurisdictionLevel

PAGE_SIZE = 50
PEOPLE = ("missing", "ended")


def _wanted(request: HttpRequest, places: list[Place]) -> register.Filter:
    """The filter in the address; what makes no sense is left out."""
    place = request.GET.get("in", "")
    kind, people = request.GET.get("kind", ""), request.GET.get("people", "")
    known = {str(found.jurisdiction.pk): found.jurisdiction.pk for found in places}
    return register.Filter(
        text=request.GET.get("q", "").strip()[:80],
        kind=kind if kind in AgencyKind.values else "",
        people=people if people in PEOPLE else "",
        place_id=known.get(place),
    )


@require_safe
def organisation_page(request: HttpRequest) -> HttpResponse:
    """The list of agencies, what is missing, and the way to import."""
    places = places_of(cast(User, request.user))
    today = local_day(timezone.now())
    wanted = _wanted(request, places)
    page, rows = register.page(
        places,
        wanted,
        today,
        older=request.GET.get("older", ""),
        newer=request.GET.get("newer", ""),
        size=PAGE_SIZE,
    )
    by_kind = register.counts_by_kind(places, today)
    gaps = register.gaps(places, today)
    context = {
        "places": places,
        "wanted": wanted,
        "page": page,
        "rows": rows,
        "by_kind": by_kind,
        "total": sum(number for _kind, number in by_kind),
        "sets": register.count_sets(places),
        "gaps": gaps[: register.GAPS_SHOWN],
        "more_gaps": len(gaps) > register.GAPS_SHOWN,
        "kinds": AgencyKind.choices,
        "narrowed": wanted != register.Filter(),
        "import_form": ImportForm(),
    }
    return render(request, "workflow/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def agency_new(request: HttpRequest) -> HttpResponse:
    """A new agency."""
    actor = cast(User, request.user)
    places = places_of(actor)
    form = NewAgencyForm(request.POST if request.method == "POST" else None, places=places, initial={"order": 1000})
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        place = next(p.jurisdiction for p in places if p.jurisdiction.pk == form.cleaned_data["jurisdiction"])
        try:
            made = organisation.create_agency(
                place,
                name=facts.name,
                short_name=facts.short_name,
                kind=facts.kind,
                order=facts.order,
                code=facts.code,
                aliases=form.cleaned_data["aliases"],
                actor=actor,
                now=timezone.now(),
            )
        except Invalid as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("%(agency)s is in the register. Name its people now.") % {"agency": made.name})
            return redirect("agency", pk=made.pk)
    return _form_page(request, "workflow/organisation_agency_new.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_place_new(request: HttpRequest) -> HttpResponse:
    """A new jurisdiction below one the person runs."""
    actor = cast(User, request.user)
    places = places_of(actor)
    form = PlaceForm(request.POST if request.method == "POST" else None, places=places)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        parent = next(p.jurisdiction for p in places if p.jurisdiction.pk == found["parent"])
        try:
            made = organisation.create_jurisdiction(
                found["name"],
                JurisdictionLevel(found["level"]),
                parent=parent,
                short_name=found["short_name"],
                actor=actor,
                now=timezone.now(),
            )
        except Invalid as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("%(place)s is in the register.") % {"place": made.name})
            return redirect("organisation")
    return _form_page(request, "workflow/organisation_place_new.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    """One agency: its facts to change, its other names, its people."""
    actor = cast(User, request.user)
    found = register.own_agency(actor, pk)
    form = AgencyForm(request.POST) if request.method == "POST" else AgencyForm.of(found)
    if request.method == "POST" and form.is_valid():
        try:
            changed = agencies.change_agency(found, form.facts(), actor=actor, now=timezone.now())
        except Invalid as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was different, so nothing was saved."))
            return redirect("agency", pk=pk)
    return _agency_page(request, found, form, AliasForm())


def _agency_page(request: HttpRequest, found: Agency, form: Form, alias_form: Form) -> HttpResponse:
    today = local_day(timezone.now())
    successions = succession.of_agency(found)
    context = {
        "agency": found,
        "row": register.details([found], today)[0],
        "aliases": found.aliases.order_by("pk"),
        "posts": register.posts_at(found, today),
        "former": register.former_posts_at(found, today),
        "successions": successions,
        "succeeded": bool(found.valid_until) and any(_ended(found, one) for one in successions),
        "lacking": register.missing_roles([found.pk], today).get(found.pk, ()),
        "form": form,
        "alias_form": alias_form,
    }
    refused = bool(form.errors or alias_form.errors)
    return render(request, "workflow/organisation_agency.html", context, status=400 if refused else 200)


def _ended(agency: Agency, one: Succession) -> bool:
    """Whether the agency ended in it."""
    return agency in one.predecessors.all() and agency not in one.successors.all()


@require_POST
def agency_alias_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more name of the agency."""
    actor = cast(User, request.user)
    found = register.own_agency(actor, pk)
    form = AliasForm(request.POST)
    if form.is_valid():
        try:
            organisation.add_alias(found, form.cleaned_data["alias"], actor=actor, now=timezone.now())
        except Invalid as refused:
            refuse(form, refused)
        else:
            return redirect("agency", pk=pk)
    return _agency_page(request, found, AgencyForm.of(found), form)


@require_POST
def agency_alias_remove(request: HttpRequest, pk: int, alias_pk: int) -> HttpResponse:
    """Forget a name of the agency."""
    actor = cast(User, request.user)
    alias = register.own_alias(actor, pk, alias_pk)
    agencies.remove_alias(alias, actor=actor, now=timezone.now())
    messages.success(request, _("%(name)s is no longer a name of this agency.") % {"name": alias.name})
    return redirect("agency", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def agency_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """End an agency on a day, with a reason."""
    actor = cast(User, request.user)
    found = register.own_agency(actor, pk)
    now = timezone.now()
    form = EndWithReasonForm(request.POST if request.method == "POST" else None, initial={"last_day": local_day(now)})
    if request.method == "POST" and form.is_valid():
        try:
            agencies.deactivate_agency(
                found,
                last_day=form.cleaned_data["last_day"],
                reason=form.cleaned_data["reason"],
                actor=actor,
                now=now,
            )
        except Invalid as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("The end of %(agency)s is entered.") % {"agency": found.name})
            return redirect("agency", pk=pk)
    return _form_page(request, "workflow/organisation_agency_end.html", form, agency=found)


@require_POST
def agency_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the end of an agency."""
    actor = cast(User, request.user)
    found = register.own_agency(actor, pk)
    agencies.reactivate_agency(found, actor=actor, now=timezone.now())
    messages.success(request, _("%(agency)s is active again.") % {"agency": found.name})
    return redirect("agency", pk=pk)


def _form_page(request: HttpRequest, template: str, form: Form, **context: object) -> HttpResponse:
    """The page of one form: 400 with everything typed when it was refused."""
    return render(request, template, {"form": form, **context}, status=400 if form.errors else 200)

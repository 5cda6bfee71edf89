"""Sets of agencies: the collectives plans speak of, and who is in them on a day."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workflow.errors import Invalid
from workflow.forms.organisation import EndForm, NewSetForm, SetForm, SetMembersForm, refuse
from workflow.models import Agency, AgencySet, User
from workflow.services import agency_sets, organisation, register
from workflow.services.calendar import local_day
from workflow.services.register_rights import places_of


def _day(text: str, today: date) -> date:
    """The day of the address; today when there is none or it is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


def _resolve(form: Form, field: str, jurisdiction_id: int, names: Sequence[str]) -> list[Agency]:
    """The agencies of these names; every unknown one becomes an error of the field, with what is similar."""
    found, unknown = register.find_agencies(jurisdiction_id, names)
    for name, similar in unknown.items():
        text = _("There is no agency named %(name)s.") % {"name": name}
        if similar:
            text += " " + _("Similar: %(names)s.") % {"names": "、".join(agency.name for agency in similar)}
        form.add_error(field, text)
    return found


@require_safe
def organisation_sets(request: HttpRequest) -> HttpResponse:
    """All sets with their size today."""
    places = places_of(cast(User, request.user))
    today = local_day(timezone.now())
    rows = [(found, len(agency_sets.members_on(found, today))) for found in register.sets(places)]
    by_kind = register.counts_by_kind(places, today)
    context = {"sets": rows, "places": places, "total": sum(number for _kind, number in by_kind)}
    return render(request, "workflow/organisation_sets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_set_new(request: HttpRequest) -> HttpResponse:
    """A new set, by kind, by list, or both."""
    actor = cast(User, request.user)
    places = places_of(actor)
    form = NewSetForm(request.POST if request.method == "POST" else None, places=places)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        place = next(p.jurisdiction for p in places if p.jurisdiction.pk == found["jurisdiction"])
        members = _resolve(form, "members", place.pk, found["members"])
        if not form.errors:
            try:
                made = organisation.create_agency_set(
                    place,
                    found["name"],
                    kind=found["kind"],
                    members=members,
                    aliases=found["aliases"],
                    actor=actor,
                    now=timezone.now(),
                )
            except Invalid as refused:
                refuse(form, refused)
            else:
                return redirect("organisation_set", pk=made.pk)
    context = {"form": form}
    return render(request, "workflow/organisation_set_new.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_set(request: HttpRequest, pk: int) -> HttpResponse:
    """One set: its name and kind to change, its members as of a day (`on` in the address)."""
    actor = cast(User, request.user)
    found = register.own_set(actor, pk)
    form = SetForm(request.POST) if request.method == "POST" else SetForm.of(found)
    if request.method == "POST" and form.is_valid():
        try:
            agency_sets.change_set(
                found,
                name=form.cleaned_data["name"],
                kind=form.cleaned_data["kind"],
                aliases=form.cleaned_data["aliases"],
                actor=actor,
                now=timezone.now(),
            )
        except Invalid as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisation_set", pk=pk)
    return _set_page(request, found, form, None)


def _set_page(request: HttpRequest, found: AgencySet, form: Form, members_form: Form | None) -> HttpResponse:
    today = local_day(timezone.now())
    on = _day(request.GET.get("on", ""), today)
    context = {
        "set": found,
        "on": on,
        "members": agency_sets.members_on(found, on),
        "form": form,
        "members_form": members_form or SetMembersForm(initial={"valid_from": today}),
    }
    refused = bool(form.errors or (members_form is not None and members_form.errors))
    return render(request, "workflow/organisation_set.html", context, status=400 if refused else 200)


@require_POST
def organisation_set_add(request: HttpRequest, pk: int) -> HttpResponse:
    """List agencies in the set from a day on; all names are known or none is added."""
    actor = cast(User, request.user)
    found = register.own_set(actor, pk)
    form = SetMembersForm(request.POST)
    if form.is_valid():
        members = _resolve(form, "members", found.jurisdiction_id, form.cleaned_data["members"])
        if not form.errors:
            added = agency_sets.add_members(
                found, members, valid_from=form.cleaned_data["valid_from"], actor=actor, now=timezone.now()
            )
            messages.success(request, _("Added: %(number)s.") % {"number": added})
            return redirect("organisation_set", pk=pk)
    return _set_page(request, found, SetForm.of(found), form)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_set_end(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    """End the listing of an agency on a day."""
    actor = cast(User, request.user)
    member = register.own_set_member(actor, pk, member_pk)
    now = timezone.now()
    form = EndForm(request.POST if request.method == "POST" else None, initial={"last_day": local_day(now)})
    if request.method == "POST" and form.is_valid():
        agency_sets.end_member(member, last_day=form.cleaned_data["last_day"], actor=actor, now=now)
        messages.success(request, _("The end of the listing is entered."))
        return redirect("organisation_set", pk=pk)
    context = {"form": form, "member": member}
    return render(request, "workflow/organisation_set_end.html", context, status=400 if form.errors else 200)

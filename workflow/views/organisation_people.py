"""People of the register: giving and ending posts, one-time passwords, deactivation."""

from typing import cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from workflow.errors import Invalid
from workflow.forms.organisation import EndForm, NewPersonForm, PersonForm, ReasonForm, refuse
from workflow.models import User
from workflow.services import people, register
from workflow.services.calendar import local_day
from workflow.status import Role


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def agency_person_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A post at the agency for a new or a registered person; a new one gets a one-time password at once."""
    actor = cast(User, request.user)
    agency = register.own_agency(actor, pk)
    now = timezone.now()
    role = request.GET.get("role", "")
    initial = {"valid_from": local_day(now), "role": role if role in Role.values else Role.OFFICER}
    form = NewPersonForm(request.POST if request.method == "POST" else None, agency=agency, initial=initial)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            post, made = people.add_person(
                agency,
                username=found["username"],
                full_name=found["full_name"],
                role=Role(found["role"]),
                title=found["title"],
                email=found["email"],
                valid_from=found["valid_from"],
                actor=actor,
                now=now,
            )
        except Invalid as refused:
            refuse(form, refused)
        else:
            if made:
                return _password_page(request, post.user, actor)
            messages.success(
                request,
                _("%(person)s is now %(role)s of %(agency)s.")
                % {"person": post.user, "role": post.get_role_display(), "agency": agency},
            )
            return redirect("agency", pk=pk)
    context = {"form": form, "agency": agency}
    return render(request, "workflow/organisation_person_new.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post on a day."""
    actor = cast(User, request.user)
    post = register.own_post(actor, pk)
    now = timezone.now()
    form = EndForm(request.POST if request.method == "POST" else None, initial={"last_day": local_day(now)})
    if request.method == "POST" and form.is_valid():
        people.end_membership(post, last_day=form.cleaned_data["last_day"], actor=actor, now=now)
        messages.success(request, _("The end of the post is entered."))
        return redirect("agency", pk=post.agency_id)
    context = {"form": form, "post": post}
    return render(request, "workflow/organisation_post_end.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: addresses to change, posts, password, account."""
    actor = cast(User, request.user)
    found = register.own_person(actor, pk)
    form = PersonForm(request.POST) if request.method == "POST" else PersonForm.of(found)
    if request.method == "POST" and form.is_valid():
        people.change_person(
            found,
            full_name=form.cleaned_data["full_name"],
            email=form.cleaned_data["email"],
            phone=form.cleaned_data["phone"],
            actor=actor,
            now=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("person", pk=pk)
    return _person_page(request, found, form, ReasonForm())


def _person_page(request: HttpRequest, found: User, form: Form, reason_form: Form) -> HttpResponse:
    context = {
        "person": found,
        "posts": people.posts_of(found),
        "on": local_day(timezone.now()),
        "is_self": found.pk == request.user.pk,
        "form": form,
        "reason_form": reason_form,
    }
    refused = bool(form.errors or reason_form.errors)
    return render(request, "workflow/organisation_person.html", context, status=400 if refused else 200)


@require_POST
@never_cache
def person_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A one-time password, shown on this one page and nowhere again."""
    actor = cast(User, request.user)
    return _password_page(request, register.own_person(actor, pk), actor)


@sensitive_variables("password")
def _password_page(request: HttpRequest, found: User, actor: User) -> HttpResponse:
    password = people.reset_password(found, actor=actor, now=timezone.now())
    context = {"person": found, "password": password, "posts": people.posts_of(found)}
    return render(request, "workflow/organisation_password.html", context)


@require_POST
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, with a reason; the person is never deleted."""
    actor = cast(User, request.user)
    found = register.own_person(actor, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _person_page(request, found, PersonForm.of(found), form)
    people.deactivate_person(found, reason=form.cleaned_data["reason"], actor=actor, now=timezone.now())
    messages.success(request, _("%(person)s can no longer sign in.") % {"person": found})
    return redirect("person", pk=pk)


@require_POST
def person_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an account again."""
    actor = cast(User, request.user)
    found = register.own_person(actor, pk)
    people.reactivate_person(found, actor=actor, now=timezone.now())
    messages.success(request, _("%(person)s may sign in again.") % {"person": found})
    return redirect("person", pk=pk)

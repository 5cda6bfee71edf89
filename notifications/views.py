"""Notifications: the list, opening and marking as read, the settings; the bell and the fallback of the live socket."""

from typing import cast

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from notifications import feed, preferences, services, topics
from notifications.forms import SettingsForm, channel_labels
from notifications.pages import TABS, page_of
from notifications.texts import target
from workflow.models import User


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """The list with its tabs (`tab`), keyset `older`; the settings beside it."""
    user = cast(User, request.user)
    wanted = request.GET.get("tab", "")
    tab = wanted if wanted in TABS else "all"
    page = page_of(user, tab, _number(request.GET.get("older", "")))
    context = {
        "page": page,
        "tab": tab,
        "first": "older" not in request.GET,
        "settings_form": SettingsForm(user),
        "channels": channel_labels(),
    }
    return render(request, "notifications/list.html", context)


@require_safe
def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read, with its like of the same act, and go to what it is about."""
    user = cast(User, request.user)
    told = services.own(user, pk)
    services.mark_read(user, services.same_act(told), now=timezone.now())
    return redirect(target(told))


@require_POST
def notifications_read(request: HttpRequest) -> HttpResponse:
    """Mark as read: those named by `id`, or all the person has seen on the page (`through`, the newest of them)."""
    user = cast(User, request.user)
    ids = [number for text in request.POST.getlist("id")[:500] if (number := _number(text))]
    through = _number(request.POST.get("through", ""))
    if ids or through:
        which = Q(pk__in=ids) if ids else Q(pk__lte=through)
        services.mark_read(user, which, now=timezone.now())
    return redirect("notifications")


def notification_settings(request: HttpRequest) -> HttpResponse:
    """How the person is notified."""
    user = cast(User, request.user)
    form = SettingsForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        preferences.save(user, form.wanted(), form.times(), now=timezone.now())
        messages.success(request, _("Saved: from now on you are notified like this."))
        return redirect("notification_settings")
    status = 400 if form.is_bound else 200
    context = {"settings_form": form, "channels": channel_labels()}
    return render(request, "notifications/settings.html", context, status=status)


@never_cache
@require_safe
def notifications_bell(request: HttpRequest) -> HttpResponse:
    """Every counter of the frame, as fragments that replace themselves by id."""
    return render(request, "components/live_counts.html")


@never_cache
@require_safe
def notifications_since(request: HttpRequest) -> JsonResponse:
    """The live socket for browsers that cannot have one: `?id=31&topics=bell&topics=item:7` (or comma-separated)
    answers `{"id": 33, "messages": [{"topic", "id"}]}` with the topics that changed after 31."""
    user = cast(User, request.user)
    wanted = [topic for text in request.GET.getlist("topics") for topic in text.split(",")]
    now, missed = feed.missed(topics.grant(user, wanted), _number(request.GET.get("id", ""), least=0))
    changed = [{"topic": topic, "id": position} for topic, position in missed.items()]
    return JsonResponse({"id": now, "messages": changed})


def _number(text: str, least: int = 1) -> int | None:
    number = int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else None
    return number if number is not None and number >= least else None

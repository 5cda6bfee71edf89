"""Pages of the frame: sign-in, lockout, text size, help, and what is shown when something was refused."""

import re
from typing import Any
from urllib.parse import urlsplit

from axes.helpers import get_client_username, get_cool_off, get_failure_limit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_POST, require_safe

from config.context import TEXT_SIZE_COOKIE, TEXT_SIZES
from workflow.models import User
from workflow.services.people import choose_password
from workflow.shell import demo_accounts

_YEAR_SECONDS = 365 * 24 * 3600
# Never shown back: machine fields and secrets.
_NOT_TYPED = {"csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2", "next"}

_MACHINE = re.compile(r"[\w.:/-]*", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class SignIn(LoginView):
    """The sign-in page; in demo mode with the demo accounts beside it."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `demo_accounts`, empty outside demo mode."""
        accounts = demo_accounts() if settings.DEMO else []
        passwords = {account["password"] for account in accounts}
        return super().get_context_data(
            demo_accounts=accounts,
            demo_password=passwords.pop() if len(passwords) == 1 else "",
            **kwargs,
        )


class OwnPasswordForm(PasswordChangeForm):
    """A new password; not the one that was handed over."""

    def clean_new_password1(self) -> str:
        """Refuses the password the person has now."""
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError(_("This is the password you have now. Choose another one."), code="same")
        return password

    def save(self, commit: bool = True) -> User:
        """Store it."""
        choose_password(self.user, self.cleaned_data["new_password1"])
        return self.user


class OwnPassword(PasswordChangeView):
    """Choosing a password; where the old one was handed over, nothing else is open before."""

    form_class = OwnPasswordForm


@method_decorator(login_not_required, name="dispatch")
class SignedOut(LogoutView):
    """Signs out by POST and says so, with the way back in."""

    template_name = "registration/logged_out.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The browser forgets the pages it was shown, so that “back” shows the next person nothing."""
        response = super().dispatch(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response

    def get_success_url(self) -> str:
        """Stay on this page: somebody at a shared computer wants to read that it is done."""
        return self.request.get_full_path()


def lockout(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The answer of django-axes to a locked account (429): until when, why, and what can be done now."""
    cool_off = get_cool_off(request)
    context = {
        "username": get_client_username(request, credentials) or "",
        "failure_limit": get_failure_limit(request, credentials),
        # Every further try starts the cool-off again, so the time counts from this answer.
        "until": timezone.now() + cool_off if cool_off else None,
        "minutes": int(cool_off.total_seconds() // 60) if cool_off else None,
    }
    return render(request, "registration/lockout.html", context, status=429)


@login_not_required
@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen size of type in a cookie for a year and goes back to where the person was."""
    response = HttpResponseRedirect(_safe_next(request))
    size = request.POST.get("size", "")
    if size in TEXT_SIZES:
        response.set_cookie(TEXT_SIZE_COOKIE, size, max_age=_YEAR_SECONDS, samesite="Lax", secure=request.is_secure())
    return response


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("home")


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Short help for the person's role."""
    return render(request, "help.html")


def kept_text(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person had typed into the refused form, so that it can be read and copied: ("", text) pairs.

    Names of fields mean nothing to people and are left out; so are keys and numbers, which nobody typed.
    """
    if request.method != "POST":
        return []
    texts = [text.strip() for name in request.POST if name not in _NOT_TYPED for text in request.POST.getlist(name)]
    return [("", text) for text in texts if text and (_DATE.fullmatch(text) or not _MACHINE.fullmatch(text))]


def expired(request: HttpRequest) -> HttpResponse:
    """The session ended while a form was being written: its text and the sign-in form, which leads back to the form."""
    return refusal(request, "registration/expired.html", 401, form=None, next=_back(request))


def _back(request: HttpRequest) -> str:
    """The page the person came from, if it is ours; otherwise the first page."""
    came_from = request.headers.get("Referer", "")
    if came_from and url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        parts = urlsplit(came_from)
        # A path that begins with two slashes is an address of another site once it stands in a link.
        if not parts.path.startswith("//") and (parts.path != request.path or request.method == "POST"):
            return parts.path + (f"?{parts.query}" if parts.query else "")
    return reverse("home")


def refusal(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """A refusal as a page: `template` is 403.html, 404.html, 409.html, 413.html or refused.html.

    Context: either `refusal` (a `workflow.errors.Refused`) or `reason` (sentence) and `advice` (sentences); `back_url`,
    `back_label`; `kept` ((label, text) pairs, by default everything that was posted).
    """
    context.setdefault("back_url", _back(request))
    context.setdefault("kept", kept_text(request))
    return render(request, template, context, status=status)


@never_cache
@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request the server could not read, or (413) one larger than it takes."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return refusal(request, "413.html", 413)
    reason = _("The server could not read what the browser sent.")
    return refusal(request, "refused.html", 400, reason=reason)


@never_cache
@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The person may be here but not do this. An exception's text is shown only when it is a sentence of ours."""
    return refusal(request, "403.html", 403, reason=str(exception))


@never_cache
@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Missing and foreign objects look the same, whatever the exception says."""
    return refusal(request, "404.html", 404)


@never_cache
@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without context processors: the fault may be in what they ask."""
    return HttpResponse(render_to_string("500.html", {"at": timezone.localtime()}), status=500)


@never_cache
@login_not_required
@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was older than the session, or cookies are off; nothing was done, the text is shown."""
    return refusal(request, "csrf_failure.html", 403, cookies_off=not request.COOKIES)

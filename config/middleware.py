"""Language, signing in first, and refusals: what stands before every view."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from config.views import expired, refusal
from workflow.errors import NotVisible, Refused

BEFORE_OWN_PASSWORD = {"password_change", "logout", "login", "set_language", "text_size", "javascript_catalog"}


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Chinese unless the person has chosen otherwise: what a browser says it prefers is not a choice of theirs."""

    def process_request(self, request: HttpRequest) -> None:
        """Takes the language of the cookie that `set_language` writes, else the default."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer depends on the cookie only, which is named in `Vary` anyway."""
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Every page asks who is there. A form that met an expired session is answered with what was typed into it."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """A GET goes to the sign-in page; a POST (401) shows its text and the sign-in form, nothing has been done."""
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        return expired(request) if answer is not None and request.method == "POST" else answer


class OwnPasswordMiddleware:
    """Whoever signs in with a one-time password chooses one of his own first: another person knows it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if getattr(request.user, "one_time_password", False) and name not in BEFORE_OWN_PASSWORD:
            return redirect("password_change")
        return None


class ReadableTextMiddleware:
    """Refuses (400) what no person can have typed: a NUL character, which PostgreSQL stores in no text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        sent = [request.GET, request.POST] if request.method == "POST" else [request.GET]
        if any("\x00" in text for query in sent for name, texts in query.lists() for text in (name, *texts)):
            raise BadRequest("A field holds a NUL character.")


class RefusalMiddleware:
    """Answers a `Refused` that no view took with its own status and a page that says what to do next.

    An object that is not the person's is answered exactly like one that does not exist. Whoever opens the address of a
    form that only takes what is sent reads that, instead of an empty page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            page = refusal(request, "refused.html", 405, reason=_("This address only takes what a form sends."),
                           advice=[_("Open the page with the form again, and send it from there.")])  # fmt: skip
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotVisible):
            raise Http404 from exception
        if isinstance(exception, Refused):
            template = {409: "409.html", 403: "403.html"}.get(exception.status, "refused.html")
            return refusal(request, template, exception.status, refusal=exception)
        return None

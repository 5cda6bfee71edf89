"""Refusals become pages here, in one place."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from config.views import refusal
from workflow.errors import NotVisible, Refused


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


class RefusalMiddleware:
    """Answers a `Refused` that no view took with its own status and a page that says what to do next.

    An object that is not the person's is answered exactly like one that does not exist.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotVisible):
            raise Http404 from exception
        if isinstance(exception, Refused):
            template = {409: "409.html", 403: "403.html"}.get(exception.status, "refused.html")
            return refusal(request, template, exception.status, refusal=exception)
        return None

"""Refusals become pages here, in one place."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from config.views import refusal
from workflow.errors import NotVisible, Refused


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

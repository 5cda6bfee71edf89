"""Where a page starts to listen is noted before the page reads its data."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from notifications import services
from workflow.models import User


class ListenFromHereMiddleware:
    """Notes the live position of a whole page at the start of its request.

    Read only while the frame is rendered, an event told between the data and the frame would be missing from the page
    and counted as known: the page would stay stale. The frame uses what was noted, so it costs no further query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        services.note(None)
        try:
            return self.get_response(request)
        finally:
            services.note(None)

    def process_view(self, request: HttpRequest, *_args: object) -> None:
        """Only for pages people look at: fragments keep the position of their page, downloads have none."""
        wants_page = "text/html" in request.headers.get("Accept", "") and "HX-Request" not in request.headers
        if request.method == "GET" and wants_page and isinstance(request.user, User):
            services.note(request.user)

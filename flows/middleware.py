"""What was typed into a step outlives the session it was typed in."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from flows.step_drafts import keep_of_signed_out

STEP_PAGES = ("step", "step_draft")


class KeepTypedMiddleware:
    """A step form posted after the session has ended is kept as the writer's draft before he is asked to sign in.

    Stands between authentication and the middleware that asks people to sign in; answers nothing itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        match = request.resolver_match
        if request.method != "POST" or match is None or match.url_name not in STEP_PAGES:
            return
        token = request.POST.get("who", "")
        if token and not request.user.is_authenticated:
            keep_of_signed_out(kwargs["pk"], token, request.POST, now=timezone.now())

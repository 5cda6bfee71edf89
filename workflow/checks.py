"""System checks of the domain."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def demo_is_off_in_production(**_kwargs: Any) -> list[CheckMessage]:
    """duban.E001: demo mode prints passwords on the sign-in page."""
    if settings.DEMO:
        return [Error("Demo mode is on.", hint="Unset DUBAN_DEMO: it shows accounts to everyone.", id="duban.E001")]
    return []

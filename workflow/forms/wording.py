"""What a person enters to pin a vague wording."""

from django.http import QueryDict


def pin_of(sent: QueryDict) -> str:
    """The pin as it is stored: the first of date, quota and days that was filled in; empty when none was."""
    typed = {name: sent.get(name, "").strip() for name in ("due_on", "min_count", "period", "days", "event")}
    if typed["due_on"]:
        return f"date:{typed['due_on']}"
    if typed["min_count"]:
        return f"quota:{typed['period']}:{typed['min_count']}"
    if typed["days"]:
        return f"days:{typed['days']}:{typed['event']}"
    return ""

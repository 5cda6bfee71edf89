"""What the tests of the event register share: limits of items as the reading gives them, and reporting an event."""

from datetime import date, datetime
from typing import Any

from flows.actions import events as acting
from tests.builders import City
from workflow.models import Commitment, EventResponse, ItemDeadline, PlanEvent
from workflow.policies import scope_of
from workflow.services.event_hanging import Reported, hanging
from workflow.services.verification import checks

RECEIVED = "收到申请"
MEETING = "会议召开"
LIMITS: dict[str, dict[str, str]] = {
    "working": {
        "kind": "working_days_after_event", "value": "10", "event": RECEIVED, "phrase": "收到申请后10个工作日内",
    },
    "days": {"kind": "calendar_days_after_event", "value": "15", "event": RECEIVED, "phrase": "收到申请后15日内"},
    "hours": {"kind": "hours_after_event", "value": "24", "event": RECEIVED, "phrase": "收到申请后24小时内"},
    "months": {"kind": "by_period_end", "value": "P3M", "event": RECEIVED, "phrase": "收到申请后3个月内"},
    "before": {
        "kind": "before_event", "value": "P5D", "event": MEETING, "period": "working_days",
        "phrase": "会议召开前5个工作日",
    },
    "weeks": {"kind": "before_event", "value": "P14D", "event": MEETING, "phrase": "会议召开前至少两周"},
}  # fmt: skip


def breaches() -> list[Any]:
    """What `manage.py verify` finds."""
    return [breach for check in checks().values() for breach in check()]


def limit(commitment: Commitment, name: str) -> ItemDeadline:
    """The item of a commitment demands this."""
    return ItemDeadline.objects.create(item=commitment.item, **LIMITS[name])


def happened(at: datetime, **given: Any) -> Reported:
    """An application was received at this moment, and known at once."""
    told: dict[str, Any] = {"name": "王某某的申请", "words": [RECEIVED], "happened_at": at, "known_at": at}
    return Reported(**(told | given))


def planned(on: date, **given: Any) -> Reported:
    """A meeting is planned for this day."""
    told: dict[str, Any] = {"name": "政务公开推进会", "words": [MEETING], "planned_on": on}
    return Reported(**(told | given))


def report(city: City, commitment: Commitment, told: Reported, now: datetime, *, actor: Any = None) -> PlanEvent:
    """The clerk enters it, with all that hangs on it."""
    who = actor or city.clerk
    chosen = [hang.key for hang in hanging(commitment.plan, told, scope_of(who))]
    return acting.register(commitment.plan_id, told, chosen, actor=who, now=now)


def only(event: PlanEvent) -> EventResponse:
    """The one thing that hangs on an event."""
    return EventResponse.objects.get(event=event)

"""What each person wants over which channel, as plain data read in bulk."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.models import ChannelPreference, QuietTimes
from notifications.recipients import Group
from workflow.models import User

IN_SYSTEM = "system"
EMAIL = "email"

GROUPS: Mapping[Group, Promise] = {
    "returned": _("Returned to me"),
    "work": _("Handed to me"),
    "reminders": _("Reminders and overdue"),
    "plans": _("Work plans"),
    "progress": _("Progress of items"),
    "jobs": _("Long jobs ended"),
    "account": _("My account"),
}
ALWAYS_IN_SYSTEM: tuple[Group, ...] = ("returned", "reminders", "account")
"""Cannot be switched off inside the system: nobody may say he was not told."""
URGENT: tuple[Group, ...] = ("returned", "work", "reminders", "account")
"""Sent at once; the others wait for the daily message of people who asked for one."""
BY_DEFAULT: Mapping[str, tuple[Group, ...]] = {
    IN_SYSTEM: ("returned", "work", "reminders", "plans", "progress", "jobs", "account"),
    EMAIL: ("returned", "work", "reminders", "account"),
}


class Times(TypedDict, total=False):
    """The columns of `QuietTimes`."""

    quiet_from: object
    quiet_until: object
    digest_at: object
    working_days_only: bool


class Choices:
    """The choices of some people; two queries."""

    def __init__(self, user_ids: Iterable[int]) -> None:
        ids = set(user_ids)
        self._made = {
            (user_id, channel, group): enabled
            for user_id, channel, group, enabled in ChannelPreference.objects.filter(user_id__in=ids).values_list(
                "user_id", "channel", "group", "enabled"
            )
        }
        self.quiet_times = QuietTimes.objects.in_bulk(ids)

    def wants(self, user_id: int, channel: str, group: Group) -> bool:
        """Whether the person wants this group of events on the channel."""
        if channel == IN_SYSTEM and group in ALWAYS_IN_SYSTEM:
            return True
        return self._made.get((user_id, channel, group), group in BY_DEFAULT.get(channel, ()))


def save(user: User, wanted: Mapping[tuple[str, Group], bool], times: Times, *, now: datetime) -> None:
    """Store a person's choices for every (channel, group) given, and the quiet times. No journal: it is his own."""
    with transaction.atomic():
        ChannelPreference.objects.bulk_create(
            [
                ChannelPreference(user=user, channel=channel, group=group, enabled=enabled)
                for (channel, group), enabled in wanted.items()
            ],
            update_conflicts=True,
            unique_fields=["user", "channel", "group"],
            update_fields=["enabled"],
        )
        QuietTimes.objects.update_or_create(user=user, defaults=dict(times))

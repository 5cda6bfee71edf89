"""The settings of one person: which events over which channel, and when."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.channels import CHANNELS
from notifications.models import QuietTimes
from notifications.preferences import ALWAYS_IN_SYSTEM, GROUPS, IN_SYSTEM, Choices, Times
from notifications.recipients import Group
from workflow.models import User

CLOCK = {"type": "time"}


class SettingsForm(forms.Form):
    """One check box for each group and channel, named `<channel>-<group>`, and the quiet times."""

    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=forms.TimeInput(CLOCK, "%H:%M"))
    quiet_until = forms.TimeField(label=_("until"), required=False, widget=forms.TimeInput(CLOCK, "%H:%M"))
    digest_at = forms.TimeField(
        label=_("Daily message at"),
        required=False,
        widget=forms.TimeInput(CLOCK, "%H:%M"),
        help_text=_("What is not urgent waits for it; empty: at once."),
    )
    working_days_only = forms.BooleanField(label=_("On working days only"), required=False)

    def __init__(self, user: User, data: Any = None) -> None:
        choices = Choices([user.pk])
        times = choices.quiet_times.get(user.pk) or QuietTimes()
        super().__init__(
            data,
            initial={
                "quiet_from": times.quiet_from,
                "quiet_until": times.quiet_until,
                "digest_at": times.digest_at,
                "working_days_only": times.working_days_only,
            },
        )
        for group, label in GROUPS.items():
            for channel, channel_label in channel_labels().items():
                fixed = channel == IN_SYSTEM and group in ALWAYS_IN_SYSTEM
                self.fields[f"{channel}-{group}"] = forms.BooleanField(
                    label=f"{label} · {channel_label}",
                    required=False,
                    disabled=fixed,
                    initial=choices.wants(user.pk, channel, group),
                )

    def rows(self) -> Iterator[tuple[Promise, bool, list[BoundField]]]:
        """Label of the group, whether it is fixed inside the system, and its boxes in the order of the channels."""
        for group, label in GROUPS.items():
            boxes = [self[f"{channel}-{group}"] for channel in channel_labels()]
            yield label, group in ALWAYS_IN_SYSTEM, boxes

    def clean(self) -> dict[str, Any]:
        """Quiet hours need both ends."""
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if (start is None) != (end is None):
            missing = "quiet_until" if end is None else "quiet_from"
            if missing not in self.errors:
                self.add_error(missing, _("Give both times, or neither."))
        return cleaned

    def wanted(self) -> dict[tuple[str, Group], bool]:
        """The choices as (channel, group), valid forms only."""
        return {
            (channel, group): bool(self.cleaned_data[f"{channel}-{group}"])
            for group in GROUPS
            for channel in channel_labels()
        }

    def times(self) -> Times:
        """The quiet times, valid forms only."""
        return {
            "quiet_from": self.cleaned_data["quiet_from"],
            "quiet_until": self.cleaned_data["quiet_until"],
            "digest_at": self.cleaned_data["digest_at"],
            "working_days_only": self.cleaned_data["working_days_only"],
        }


def channel_labels() -> dict[str, Promise]:
    """Every channel with its label, the system itself first."""
    return {IN_SYSTEM: _("In the system"), **{name: channel.label for name, channel in CHANNELS.items()}}

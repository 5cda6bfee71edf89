"""Ways to reach people outside the system. To add one: a class like `base.Channel`, and one line here."""

from collections.abc import Mapping

from notifications.channels.base import Channel
from notifications.channels.email import EmailChannel

CHANNELS: Mapping[str, Channel] = {channel.name: channel for channel in (EmailChannel(),)}

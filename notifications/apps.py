"""Who is told what, over which channel."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """App label `notifications`."""

    name = "notifications"
    verbose_name = _("Notifications")

"""The BPMN side: flow classes, process and task tables, the steps people take."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FlowsConfig(AppConfig):
    """Registers the engine's system checks and chores."""

    name = "flows"
    verbose_name = _("Flows")

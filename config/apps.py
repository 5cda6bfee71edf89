"""The project package as an app, for its commands and template tags."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """App label `config`."""

    name = "config"

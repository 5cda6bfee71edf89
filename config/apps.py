"""The project package as an app, for its commands and template tags."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """App label `config`; hands the demo accounts to the sign-in page, which shows them in demo mode only."""

    name = "config"

    def ready(self) -> None:
        from config.demo.accounts import offered
        from workflow.shell import register_demo_accounts

        register_demo_accounts(offered)

"""`manage.py acts`: the table of every act, as `docs/acts.md` keeps it."""

from typing import Any

from django.core.management.base import BaseCommand

from config.acts_page import page


class Command(BaseCommand):
    """Prints the page; `manage.py acts > docs/acts.md` writes it."""

    help = "Prints every act with its step, who may do it, its effect, who is told and how it is undone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(page(), ending="")

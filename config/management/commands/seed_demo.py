"""`manage.py seed_demo`: an invented city at work, to try Duban with."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.demo.accounts import PASSWORD, offered
from config.demo.seed import holds_data, seed
from workflow.errors import Refused


class Command(BaseCommand):
    """Seeds an empty database and prints the accounts."""

    help = "Fills an empty database with an invented city: agencies, people of every role, a plan under way."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to seed, and how carefully."""
        parser.add_argument("--plan", type=Path, help="read this plan document into the city, for the clerk to review")
        parser.add_argument(
            "--if-empty", action="store_true", help="leave a database with data alone, without an error"
        )
        parser.add_argument("--password", help="password of every account; needed outside demo mode")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses what could hurt: a database with data, and a known password outside demo mode."""
        if holds_data():
            if not options["if_empty"]:
                raise CommandError(
                    "This database holds data already, so nothing was seeded. Give an empty one (DUBAN_DATA_DIR or "
                    "DATABASE_URL), or --if-empty to leave it as it is."
                )
            self._print_accounts(shown=_is_demo())
            return
        password = self._password(options["password"])
        plan: Path | None = options["plan"]
        if plan is not None and not plan.is_file():
            raise CommandError(f"There is no file {plan}.")
        try:
            seed(timezone.localdate(), password, plan)
        except Refused as refusal:
            raise CommandError("\n".join([str(refusal), *map(str, refusal.details)])) from refusal
        self._print_accounts(shown=options["password"] is None)

    def _password(self, given: str | None) -> str:
        if given is None and not _is_demo():
            raise CommandError(
                "Outside demo mode everybody would know the password of the demo accounts, so nothing was seeded. "
                "Set DUBAN_DEMO=1, or choose a password with --password."
            )
        if given is not None and settings.DEMO:
            raise CommandError("In demo mode the password stands on the sign-in page; --password is for elsewhere.")
        return given or PASSWORD

    def _print_accounts(self, *, shown: bool) -> None:
        there = offered()
        if not there:
            self.stdout.write("The database holds data that are no demo; they were left alone.")
            return
        self.stdout.write("Demo accounts (account, password, name, post):")
        for account in there:
            password = account["password"] if shown else "as chosen"
            self.stdout.write(f"  {account['username']:<12}{password:<12}{account['name']}  {account['title']}")


def _is_demo() -> bool:
    """Demo mode, or a developer at work."""
    return bool(settings.DEMO or settings.DEBUG)

"""`manage.py verify`: every invariant, or the first breach by name and exit status 1."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workflow.services.verification import Breach, checks


class Command(BaseCommand):
    """Runs every registered check; prints what was looked at, or the first breach."""

    help = "Checks the journal, the files, the clocks and the engine. Exits with 1 at the first breach and names it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="go on after a breach and list all of them")

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for name, check in checks().items():
            found = check()
            while True:
                try:
                    breach = next(found)
                except StopIteration as end:
                    self.stdout.write(f"{name}: {end.value}")
                    break
                broken += 1
                self._name(name, breach)
                if not options["all"]:
                    found.close()  # a cursor left half read would complain when the process ends
                    raise SystemExit(1)
        if broken:
            raise SystemExit(1)

    def _name(self, name: str, breach: Breach) -> None:
        self.stderr.write(f"{name}: {breach}")

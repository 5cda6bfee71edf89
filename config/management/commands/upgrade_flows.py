"""`manage.py upgrade_flows`: running commitments of an older version of the process move on to the present one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from flows.upgrading import upgrade_flows


class Command(BaseCommand):
    """Prints for each version how many processes and steps move, and those that stay; `--dry-run` changes nothing."""

    help = "Moves running commitments of an older version of the process on to the present one; --dry-run only counts."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--dry-run`."""
        parser.add_argument("--dry-run", action="store_true", help="count only, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Move them, and say what was moved."""
        for one in upgrade_flows(dry_run=options["dry_run"]):
            words = {"old": one.old, "new": one.new, "processes": one.processes, "steps": one.steps}
            if options["dry_run"]:
                told = _("%(old)s → %(new)s: %(processes)d processes with %(steps)d steps would move.") % words
            else:
                told = _("%(old)s → %(new)s: %(processes)d processes with %(steps)d steps moved.") % words
            self.stdout.write(told)
            for pk, node in one.left:
                self.stdout.write(
                    _("Process %(pk)d stays: the next version has no step %(node)s.") % {"pk": pk, "node": node}
                )

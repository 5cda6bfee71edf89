"""manage.py remember_decisions: what clerks decided in earlier imports, to be proposed for the next document."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.services.imports.memory_backfill import backfill


class Command(BaseCommand):
    """Fills the memory of decisions from plans saved before it existed. May be run again at any time."""

    help = "Remembers what was decided in the imports of saved plans, so that it is proposed for the next document."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each plan that added something, then the sum."""
        plans = answers = 0
        for plan, added in backfill():
            if added:
                plans, answers = plans + 1, answers + added
                told = ngettext("%(plan)s: %(n)d answer", "%(plan)s: %(n)d answers", added)
                self.stdout.write(told % {"plan": plan.title, "n": added})
        told = _("Remembered %(answers)d answers of %(plans)d plans.")
        self.stdout.write(told % {"answers": answers, "plans": plans})

"""`manage.py read_plan FILE [--json]`: what a plan document says, without storing anything. Needs no database."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from workflow.reading import NotReadable, Reading
from workflow.reading.apart import read_apart
from workflow.reading.loading import load_apart
from workflow.reading.model import Assignment, Deadline, Doubt, Item, Recurrence

REFUSED = 2
LONGEST_LINE = 60


class Command(BaseCommand):
    """With `--json` nothing but one JSON document goes to stdout; a refusal is one sentence on stderr, exit code 2."""

    help = _("Reads a plan document and shows its items, without storing anything.")
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", type=Path, help=_("plan document: Word, Excel, PDF, web page or text")
        )
        parser.add_argument("--json", action="store_true", help=_("print the reading as JSON and nothing else"))

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            reading = read_file(options["file"])
        except CommandError as refusal:
            # The sentence alone: whoever reads it need not know what a CommandError is.
            self.stderr.write(str(refusal))
            sys.exit(refusal.returncode)
        if options["json"]:
            self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False, indent=1))
            return
        for line in summary(reading):
            self.stdout.write(line)


def read_file(path: Path) -> Reading:
    """The reading of a file. Raises `CommandError` with exit code 2 where there is none."""
    try:
        reading = read_apart(load_apart(path.read_bytes(), path.name), filename=path.name)
    except OSError:
        message = _("The file “%(path)s” cannot be opened. Check the path.") % {"path": path}
        raise CommandError(message, returncode=REFUSED) from None
    except NotReadable as refusal:
        raise CommandError(_(refusal.message), returncode=REFUSED) from None
    if not reading.items:
        message = _("No item was found in “%(name)s”: it does not look like a work plan.") % {"name": path.name}
        raise CommandError(message, returncode=REFUSED)
    return reading


def summary(reading: Reading) -> Iterator[str]:
    """The reading for a person: header, rules, one block an item, then the proof of coverage."""
    header = reading.header
    yield header.title or _("(no title)")
    facts = [
        (pgettext("reading", "Issuer"), header.issuer),
        (pgettext("reading", "Document number"), header.document_number),
        (pgettext("reading", "Issued on"), header.issued_on),
        (pgettext("reading", "Published on"), header.published_on),
        (pgettext("reading", "Approved by"), header.approving_meeting),
    ]
    yield from (f"{name}：{value}" for name, value in facts if value)
    if header.status == "consultation_draft":
        yield _("Draft for consultation")
    for rule in reading.rules:
        yield _("Rule: %(phrase)s") % {"phrase": rule.phrase}
    for item in reading.items:
        yield ""
        yield from _item(item)
    yield ""
    yield from (f"? {line}" for doubt in reading.doubts for line in _doubt(doubt))
    yield from _counts(reading)


def _item(item: Item) -> Iterator[str]:
    yield f"{item.number}  {_shortened(item.heading or item.text)}"
    yield from (f"    {_assignment(assignment)}" for assignment in item.assignments)
    yield from (f"    {_deadline(deadline)}" for deadline in item.deadlines)
    yield from (f"    {_recurrence(recurrence)}" for recurrence in item.recurrences)
    yield from ("    " + _("Vague: %(phrase)s") % {"phrase": vague.phrase} for vague in item.vague)
    yield from (f"    ? {line}" for doubt in item.doubts for line in _doubt(doubt))


def _assignment(assignment: Assignment) -> str:
    modes = {
        "lead": pgettext("reading", "Lead"),
        "lead_each": pgettext("reading", "Lead each"),
        "lead_with": pgettext("reading", "Lead"),
        "joint": pgettext("reading", "Joint"),
    }
    lead, co = "、".join(assignment.lead), "、".join(assignment.co)
    if not lead:
        return f"{modes[assignment.mode]}：{co}"
    helpers = "；" + pgettext("reading", "With") + f"：{co}" if co else ""
    return f"{modes[assignment.mode]}：{lead}{helpers}"


def _deadline(deadline: Deadline) -> str:
    return _("Due: %(phrase)s") % {"phrase": deadline.phrase} + (f" → {deadline.value}" if deadline.value else "")


def _recurrence(recurrence: Recurrence) -> str:
    return _("Returns: %(phrase)s") % {"phrase": recurrence.phrase}


def _doubt(doubt: Doubt) -> Iterator[str]:
    about = "、".join(_shortened(candidate) for candidate in doubt.candidates)
    yield _(doubt.message) + (f"（{about}）" if about else "")


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


def _counts(reading: Reading) -> Iterator[str]:
    count = len(reading.items)
    yield ngettext("%(count)s item read", "%(count)s items read", count) % {"count": count}
    coverage = reading.coverage
    yield _("%(all)s sentences: %(items)s in items, %(waived)s waived, %(unexplained)s unexplained") % {
        "all": len(coverage.sentences),
        "items": coverage.in_items,
        "waived": coverage.waived,
        "unexplained": len(coverage.unexplained),
    }
    yield from (f"  {_shortened(reading.clean[slice(*sentence.at)])}" for sentence in coverage.unexplained)

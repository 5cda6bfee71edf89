"""A step that is over: what happened since its form was shown, and what somebody else handed in beside one's own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from flows.models import Task
from workflow.models import ImplementationPlan, JournalEntry
from workflow.services.acts import act_label

ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
FIELDS = ("text", "due_on", "person", "output")
MOST_ENTRIES = 8


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of two texts side by side: what it is about, and (mine, theirs, are they the same) cell by cell."""

    label: str
    cells: list[tuple[str, str, bool]]

    @property
    def same(self) -> bool:
        """Nothing differs."""
        return all(same for _mine, _theirs, same in self.cells)

    @property
    def is_new(self) -> bool:
        """Nothing stands on the left."""
        return not any(left for left, _right, _same in self.cells)

    @property
    def is_gone(self) -> bool:
        """Nothing stands on the right."""
        return not any(right for _left, right, _same in self.cells)


def seen_by(task: Task) -> int:
    """How far the history of the step's subject has come: travels with the form, so that a refusal can say what
    happened since."""
    subject = task.commitment or task.plan
    return subject.journal_seq if subject is not None else 0


def since(task: Task, seen: str) -> list[tuple[JournalEntry, str]]:
    """The acts on the subject of the step after the `seen` of a form, newest first, with their names. At least the
    last act: it is what ended the step for whoever does not say what he had seen."""
    if task.commitment_id:
        entries = JournalEntry.objects.filter(commitment_id=task.commitment_id)
    else:
        entries = JournalEntry.objects.filter(plan=task.plan, commitment__isnull=True)
    latest = list(entries.order_by("-id")[:MOST_ENTRIES])
    known = int(seen) if seen.isdecimal() and len(seen) < 10 else None
    fresh = [entry for entry in latest if known is not None and entry.seq > known]
    return [(entry, act_label(entry.act)) for entry in fresh or latest[:1]]


def compare(task: Task, head: Mapping[str, str], measures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What somebody else handed in beside what this person had typed (`head`: summary and contact; then the measures),
    line by line; empty when there is nothing to compare."""
    if task.node != "write_plan" or task.commitment_id is None or not (measures or any(head.values())):
        return {}
    theirs = (
        ImplementationPlan.objects.filter(commitment_id=task.commitment_id)
        .select_related("submitted_by")
        .prefetch_related("measures")
        .order_by("-revision")
        .first()
    )
    if theirs is None:
        return {}
    lines = [
        Compared(str(_("Measures in short")), [pair(head.get("summary"), theirs.summary)]),
        Compared(str(_("Person in charge")), [pair(head.get("contact"), theirs.contact)]),
    ]
    handed = list(theirs.measures.all())
    for index in range(max(len(measures), len(handed))):
        mine = measures[index] if index < len(measures) else {}
        other = handed[index] if index < len(handed) else None
        cells = [pair(mine.get(name), getattr(other, name, "")) for name in FIELDS]
        lines.append(Compared(str(index + 1), cells))
    return {"theirs": theirs, "compared": lines, "different": sum(not line.same for line in lines)}


def pair(left: Any, right: Any) -> tuple[str, str, bool]:
    """Two values as people read them, and whether they say the same; the ends of lines make no difference."""
    first, second = (_shown(value) for value in (left, right))
    return first, second, first == second


def _shown(value: Any) -> str:
    text = "\n".join(str(value or "").strip().splitlines())
    try:
        if ISO_DAY.fullmatch(text):
            return date_format(date.fromisoformat(text), pgettext("date format", "j M Y"))
    except ValueError:
        pass  # no day of any calendar: shown as it was typed
    return text

"""A plan that came back and was handed in again: why it had been returned, and what is new since the draft before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from flows.models import Task
from flows.reading.over import FIELDS, Compared, pair
from workflow.models import Attachment, Commitment, ImplementationPlan


@dataclass(slots=True)
class Redraft:
    """What whoever decides on a later draft reads first. `lines` hold what was and what is; a measure that is new or
    gone has one side empty."""

    before: ImplementationPlan
    reason: str = ""
    returned_by: str = ""
    returned_at: datetime | None = None
    lines: list[Compared] = field(default_factory=list)
    files_added: list[str] = field(default_factory=list)
    files_gone: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many lines and files differ."""
        return len(self.lines) + len(self.files_added) + len(self.files_gone)

    @property
    def is_unchanged(self) -> bool:
        """The same was handed in once more."""
        return self.count == 0


def redraft(
    commitment: Commitment, versions: Sequence[ImplementationPlan], files: dict[str, list[Attachment]]
) -> Redraft | None:
    """The two latest drafts (newest first) compared, with the reason of the return between them; None for a first
    draft. One query."""
    if len(versions) < 2:
        return None
    now, before = versions[0], versions[1]
    found = Redraft(before, lines=_changes(before, now))
    back = (
        Task.objects.filter(commitment=commitment, node="write_plan", returned=True)
        .only("returned_reason", "sender", "created")
        .order_by("-pk")
        .first()
    )
    if back is not None:
        found.reason, found.returned_by, found.returned_at = back.returned_reason, back.sender, back.created
    names = [[one.filename for one in files.get(f"plan:{version.pk}", [])] for version in (before, now)]
    found.files_added = [name for name in names[1] if name not in names[0]]
    found.files_gone = [name for name in names[0] if name not in names[1]]
    return found


def _changes(before: ImplementationPlan, now: ImplementationPlan) -> list[Compared]:
    lines = [
        Compared(str(_("Measures in short")), [pair(before.summary, now.summary)]),
        Compared(str(_("Person in charge")), [pair(before.contact, now.contact)]),
    ]
    old, new = (list(map(_row, version.measures.all())) for version in (before, now))
    # Measures keep their partner when one is put in or taken out between them.
    for kind, a, a_end, b, b_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            lines += _beside(old[a:a_end], new[b:b_end], a, b)
    return [line for line in lines if not line.same]


def _beside(old: list[tuple[str, ...]], new: list[tuple[str, ...]], old_at: int, new_at: int) -> Iterable[Compared]:
    for index in range(max(len(old), len(new))):
        was = old[index] if index < len(old) else ("",) * len(FIELDS)
        is_now = new[index] if index < len(new) else ("",) * len(FIELDS)
        number = new_at + index + 1 if index < len(new) else old_at + index + 1
        yield Compared(str(number), [pair(left, right) for left, right in zip(was, is_now, strict=True)])


def _row(measure: Any) -> tuple[str, ...]:
    return tuple(str(getattr(measure, name) or "") for name in FIELDS)

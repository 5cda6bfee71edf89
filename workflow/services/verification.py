"""What must always hold, checked against what is stored. `manage.py verify` runs every registered check.

A check is a generator that yields the breaches it finds and returns how many things it looked at. Layers above register
theirs from an `AppConfig.ready`.
"""

import hashlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from workflow.models import (
    Attachment,
    Clock,
    Commitment,
    ConsultationComment,
    JournalEntry,
    PlanDoubt,
    PlanItem,
    UpperItem,
    UpperLink,
    triggers,
)
from workflow.models.chain import Chained
from workflow.services.calendar import calendar_at
from workflow.services.journal import digest
from workflow.services.recounting import due_by
from workflow.status import ClockKind, PlanStatus

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that should never be: a code for machines, a sentence, and the row, file or chain it is about."""

    code: str
    message: str
    where: str

    def __str__(self) -> str:
        return f"{self.code} {self.where}: {self.message}"


Counted = Generator[Breach, None, int]
Check = Callable[[], Counted]

_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Have `manage.py verify` run `check()` under this name; a second registration replaces the first."""
    _checks[name] = check


def checks() -> dict[str, Check]:
    """Every check by name, those of this module first."""
    return {**OWN_CHECKS, **_checks}


def entry_breach(entry: JournalEntry, previous: str) -> Breach | None:
    """What is wrong with one entry, given the hash of the entry before it in its chain (empty for the first)."""
    where = f"{entry.chain}#{entry.seq}"
    if entry.previous != previous:
        return Breach("journal_link", _("The entry does not continue the one before it."), where)
    if digest(entry) != entry.hash:
        return Breach("journal_hash", _("The content of the entry was changed after it was written."), where)
    if entry.commitment is not None and entry.commitment.chain_key != entry.chain:
        return Breach("journal_subject", _("The entry is filed under another commitment."), where)
    return None


def verify_journal() -> Counted:
    """Every chain is complete, unbroken and unchanged, ends where its subject says, and the triggers are in force."""
    for name in sorted(triggers.missing(connection)):
        yield Breach("journal_unguarded", _("The trigger that keeps the journal append-only is missing."), name)
    heads = dict(_heads())
    entries = JournalEntry.objects.select_related("commitment").order_by("chain", "seq")
    chain, seq, last, count = "", 0, "", 0
    for entry in entries.iterator(chunk_size=2000):
        if entry.chain != chain:
            yield from _end_of_chain(chain, seq, last, heads)
            chain, seq, last = entry.chain, 0, ""
        if entry.seq != seq + 1:
            yield Breach("journal_gap", _("Entries are missing before this one."), f"{chain}#{entry.seq}")
            last = entry.previous
        breach = entry_breach(entry, last)
        if breach:
            yield breach
        seq, last, count = entry.seq, entry.hash, count + 1
    yield from _end_of_chain(chain, seq, last, heads)
    for rest, (length, _head) in heads.items():
        if length:
            yield Breach("journal_lost", _("The whole history is missing."), rest)
    return count


def _end_of_chain(chain: str, seq: int, last: str, heads: dict[str, tuple[int, str]]) -> Iterator[Breach]:
    if not chain:
        return
    expected = heads.pop(chain, None)
    if expected is None:
        yield Breach("journal_orphan", _("What this history is about does not exist."), chain)
    elif expected != (seq, last):
        yield Breach("journal_tail", _("The last entries are missing, or were written past the subject."), chain)


def _heads() -> Iterator[tuple[str, tuple[int, str]]]:
    """The end of every chain as its subject knows it."""
    for model in apps.get_models():
        if issubclass(model, Chained):
            for subject in model._default_manager.order_by("pk").iterator(chunk_size=2000):
                yield subject.chain_key, (subject.journal_seq, subject.journal_head)


def verify_attachments() -> Counted:
    """Every stored file is there and has the bytes it was handed in with; each file is read once."""
    count = 0
    rows = Attachment.objects.order_by("path").values_list("path", "sha256", "size", "filename").distinct()
    known: tuple[str, str | None, int] = ("", None, 0)
    for path, sha256, size, filename in rows.iterator(chunk_size=500):
        if known[0] != path:
            known = (path, *_read(Path(settings.MEDIA_ROOT) / path))
        count += 1
        where = f"{path} ({filename})"
        if known[1] is None:
            yield Breach("file_missing", _("The file is missing."), where)
        elif known[1:] != (sha256, size):
            yield Breach("file_changed", _("The file is not the one that was handed in."), where)
    return count


def _read(path: Path) -> tuple[str | None, int]:
    """Digest (hex) and size; no digest when there is no such file."""
    if not path.is_file():
        return None, 0
    found, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            found.update(chunk)
            size += len(chunk)
    return found.hexdigest(), size


def verify_clocks() -> Counted:
    """Every due date is the one its rule gives by the calendar it was counted with, and its commitment carries it."""
    count = 0
    for clock in Clock.objects.select_related("commitment").order_by("pk").iterator(chunk_size=1000):
        count += 1
        where = f"clock:{clock.pk}"
        due = due_by(clock, calendar_at(clock.calendar_version))
        if (due.due_on, due.provisional) != (clock.due_on, clock.provisional):
            message = _("The due date is %(stored)s, but counting gives %(counted)s.") % {
                "stored": clock.due_on,
                "counted": due.due_on,
            }
            yield Breach("clock_date", message, where)
        carried = _carried(clock, clock.commitment)
        if carried is not None and carried != clock.due_on:
            message = _("The commitment shows %(shown)s, but its clock says %(stored)s.") % {
                "shown": carried,
                "stored": clock.due_on,
            }
            yield Breach("clock_copy", message, f"{where} commitment:{clock.commitment_id}")
    return count


def verify_doubts() -> Counted:
    """No plan in force has an open doubt."""
    open_doubts = PlanDoubt.objects.open().filter(plan__status__in=(PlanStatus.ISSUED, PlanStatus.CLOSED))
    for plan_id, number in open_doubts.order_by("pk").values_list("plan_id", "order"):
        yield Breach("doubt_open", _("The plan was issued with an open doubt."), f"plan:{plan_id} doubt:{number}")
    return PlanDoubt.objects.count()


def verify_plan_chain() -> Counted:
    """Links join an item of the plan with one of its upper-level documents; nothing linked is marked as left out."""
    crossed = UpperLink.objects.exclude(item__plan_id=F("upper_item__document__plan_id"))
    for pk in crossed.order_by("pk").values_list("pk", flat=True):
        yield Breach("chain_crossed", _("The link joins items of different plans."), f"upperlink:{pk}")
    both = UpperItem.objects.filter(links__confirmed_at__isnull=False).exclude(settled="").distinct()
    for pk in both.order_by("pk").values_list("pk", flat=True):
        yield Breach("chain_both", _("The upper-level item is linked, and marked as left out."), f"upperitem:{pk}")
    return UpperLink.objects.count()


def verify_consultations() -> Counted:
    """No plan left the draft with a standing comment nobody decided; nothing was opened for an item taken out; every
    added item belongs to the plan its comment is about."""
    beyond = (PlanStatus.SUBMITTED, PlanStatus.APPROVED, PlanStatus.ISSUED, PlanStatus.CLOSED)
    left = ConsultationComment.objects.filter(
        outcome="", withdrawn_at=None, consulted__consultation__plan__status__in=beyond
    )
    for plan_id, pk in left.order_by("pk").values_list("consulted__consultation__plan_id", "pk"):
        message = _("The plan was handed in with an undecided comment.")
        yield Breach("comment_undecided", message, f"plan:{plan_id} comment:{pk}")
    opened = Commitment.objects.filter(item__taken_out_at__isnull=False)
    for item_id, pk in opened.order_by("pk").values_list("item_id", "pk"):
        message = _("The commitment is of an item that was taken out of the draft.")
        yield Breach("taken_out_opened", message, f"item:{item_id} commitment:{pk}")
    unsaid = PlanItem.objects.filter(taken_out_at__isnull=False, taken_out_reason="")
    for pk in unsaid.order_by("pk").values_list("pk", flat=True):
        yield Breach("taken_out_unsaid", _("The item was taken out of the draft without a reason."), f"item:{pk}")
    foreign = PlanItem.objects.filter(from_comment__isnull=False).exclude(
        plan_id=F("from_comment__consulted__consultation__plan_id")
    )
    for pk in foreign.order_by("pk").values_list("pk", flat=True):
        yield Breach("added_foreign", _("The item was added for a comment on another plan."), f"item:{pk}")
    return ConsultationComment.objects.count()


def _carried(clock: Clock, commitment: Commitment) -> object:
    """The copy of the clock's date on its commitment, None when there is none."""
    if clock.kind == ClockKind.IMPLEMENTATION_PLAN:
        return commitment.plan_due_on
    return commitment.completion_on if clock.kind == ClockKind.COMPLETION else None


OWN_CHECKS: dict[str, Check] = {
    "journal": verify_journal,
    "attachments": verify_attachments,
    "clocks": verify_clocks,
    "doubts": verify_doubts,
    "chain": verify_plan_chain,
    "consultations": verify_consultations,
}

"""更正: a mistake is put right by an entry of its own beside the first one, which stays as it is."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid
from workflow.models import Commitment, JournalEntry, User
from workflow.services import journal

CORRECTED = "corrected"
LONGEST = 2000
MOST_SHOWN = 200


def own_entries(commitment: Commitment, user_id: int) -> list[JournalEntry]:
    """What the person did on the commitment, the newest first, at most 200; corrections are not corrected again, a
    further one says the same of the first entry."""
    rows = JournalEntry.objects.filter(commitment=commitment, actor_id=user_id).exclude(act=CORRECTED)
    return list(rows.order_by("-id")[:MOST_SHOWN])


def correct(commitment: Commitment, seq: int, *, text: str, actor: User, now: datetime) -> JournalEntry:
    """Say what is wrong with entry number `seq` of the commitment's history, which the person wrote, and what is right.

    Changes no fact and moves no date. Runs under the lock of the commitment's flows. Raises NotVisible; Invalid for an
    entry of somebody else, and without a text or with one that is too long.
    """
    policies.require_visible(actor, commitment.agency_id)
    entry = JournalEntry.objects.filter(commitment=commitment, seq=seq, actor=actor).exclude(act=CORRECTED).first()
    if entry is None:
        raise Invalid(
            "not_own_entry", _("This entry is not yours to correct."), remedy=_("Choose one of your own entries.")
        )
    if not text.strip():
        raise Invalid(
            "correction_missing", _("A correction needs a text."), remedy=_("Write what is wrong, and what is right.")
        )
    if len(text.strip()) > LONGEST:
        raise Invalid(
            "correction_long", _("The correction is too long."), remedy=_("At most %(n)d characters.") % {"n": LONGEST}
        )
    return journal.record(
        commitment,
        CORRECTED,
        actor=actor,
        now=now,
        remark=text.strip(),
        data={"seq": entry.seq, "corrects": entry.act},
    )


def corrections_of(commitment: Commitment, entries: Iterable[JournalEntry]) -> dict[int, list[JournalEntry]]:
    """The corrections of these entries of the commitment, oldest first, by the number of the entry; one query."""
    shown = {entry.seq for entry in entries}
    found: dict[int, list[JournalEntry]] = {}
    for entry in JournalEntry.objects.filter(commitment=commitment, act=CORRECTED).order_by("id"):
        if entry.data["seq"] in shown:
            found.setdefault(entry.data["seq"], []).append(entry)
    return found

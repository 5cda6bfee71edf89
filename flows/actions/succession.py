"""承继: merger, split and renaming of agencies, with the steps of the commitments that go over."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, OperationalError
from django.utils.translation import gettext_lazy as _

from flows.actions.commitment import discontinue
from flows.models import Process, Task
from workflow.errors import Invalid, TransitionRefused
from workflow.models import Agency, Commitment, Succession, User
from workflow.services import journal, succession
from workflow.services.calendar import local_day
from workflow.services.succession_plan import Choices, Preview, Reorganisation
from workflow.services.successors import successors_of


class Steps:
    """What a succession does to flows (`workflow.services.succession.Engine`)."""

    def lock(self, commitments: Iterable[int]) -> None:
        """Every main line, in the order of their ids: who acts on one of them waits or is waited for."""
        roots = Process.objects.filter(commitment__in=list(commitments), parent__isnull=True).order_by("pk")
        list(roots.select_for_update(of=("self",)).values_list("pk", flat=True))

    def discontinue(self, commitment: int, *, reason: str, actor: User, now: datetime) -> None:
        """As the office does it by hand."""
        discontinue(commitment, reason=reason, actor=actor, now=now)

    def follow(self, before: Sequence[int], agency: Agency, commitments: Sequence[int]) -> None:
        """Open steps, those that rest and those that are done: who may see a step follows from its agency."""
        Task.objects.filter(commitment__in=commitments, agency__in=before).update(agency=agency)

    def follow_parts(self, before: Sequence[int], agency: Agency) -> None:
        """Contributions and countersignatures that are asked for."""
        Task.objects.filter(commitment__isnull=False, finished__isnull=True, agency__in=before).update(agency=agency)


def carry_out(wanted: Reorganisation, choices: Choices, *, seen: str, actor: User, now: datetime) -> Succession:
    """Carry out what was looked at (`seen`). Raises NotVisible, Invalid; TransitionRefused when something has changed
    since, or somebody works on one of the items at this moment."""
    busy = TransitionRefused(
        "busy", _("Somebody is working on one of these items right now."), remedy=_("Try again in a moment.")
    )
    try:
        return succession.carry_out(wanted, choices, seen=seen, engine=Steps(), actor=actor, now=now)
    except OperationalError as locked:
        raise busy from locked
    except IntegrityError as clash:
        if not journal.is_chain_clash(clash):
            raise
        raise busy from clash


def open_steps(preview: Preview) -> int:
    """How many open steps go over, those that rest among them; one query."""
    keys = [commitment.pk for commitment in preview.commitments]
    return Task.objects.filter(commitment__in=keys, finished__isnull=True).exclude(act="").count()


def heirs_of(commitment: Commitment, on: date) -> list[Agency]:
    """Who goes on with the work of the commitment's agency where that is no more; no query while it is in force."""
    until = commitment.agency.valid_until
    if until is None or until > on:
        return []
    return successors_of([commitment.agency_id], on).get(commitment.agency_id, [])


def lead_on(commitment: Commitment, successor_pk: int | None, *, actor: User, now: datetime) -> None:
    """Bring an ended commitment of an agency that is no more to its successor; the lock on its flows is held. Raises
    Invalid where several have its work and none of them is named, and where the successor has the item itself."""
    heirs = heirs_of(commitment, local_day(now)) if not commitment.is_open and commitment.transferred_at is None else []
    if not heirs:
        return
    chosen = heirs if len(heirs) == 1 else [one for one in heirs if one.pk == successor_pk]
    if not chosen:
        raise Invalid(
            "successor_missing",
            _("%(agency)s was split.") % {"agency": commitment.agency},
            remedy=_("Choose which of its successors goes on with the item."),
        )
    before = commitment.agency_id
    succession.succeed_later(commitment, chosen[0], actor=actor, now=now)
    Steps().follow([before], chosen[0], [commitment.pk])

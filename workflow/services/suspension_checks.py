"""What must always hold of suspensions, for `manage.py verify`."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from workflow.deadlines import Stop
from workflow.models import Clock, Commitment, Suspension
from workflow.querysets import goes_on
from workflow.services import lineage
from workflow.services.recounting import changes_of
from workflow.services.suspensions import IN_FORCE, is_from
from workflow.services.verification import Breach, Counted
from workflow.status import SuspensionOutcome


def verify_suspensions() -> Counted:
    """A commitment is suspended exactly while a granted suspension is in force, from and until its days; nothing is
    asked of one that ended; who granted it did not ask or sign; a clock stood still only on days that were granted."""
    granted = Suspension.objects.filter(outcome=SuspensionOutcome.GRANTED)
    running = Suspension.objects.filter(IN_FORCE)
    force = running.filter(
        commitment=OuterRef("pk"),
        first_on=OuterRef("suspended_on"),
        until=OuterRef("suspended_until"),
    )
    marked = Commitment.objects.exclude(suspended_on__isnull=True, suspended_until__isnull=True)
    for pk in marked.filter(~Exists(force)).order_by("pk").values_list("pk", flat=True):
        yield Breach("suspended_without", _("The item is suspended, but nothing suspends it."), f"commitment:{pk}")
    forgotten = running.filter(commitment__suspended_on__isnull=True)
    for pk in forgotten.order_by("pk").values_list("pk", flat=True):
        yield Breach("suspension_forgotten", _("The suspension is in force, but its item runs."), f"suspension:{pk}")
    for pk in (
        Suspension.objects.filter(~goes_on("commitment__"), outcome="").order_by("pk").values_list("pk", flat=True)
    ):
        yield Breach("suspension_of_ended", _("The request is open, but its item has ended."), f"suspension:{pk}")
    same = Q(decided_by=F("asked_by")) | Q(decided_by=F("signed_by")) | Q(signed_by=F("asked_by"))
    unsigned = Q(decided_by__isnull=True) | Q(by_office=False, signed_by__isnull=True)
    for pk in granted.filter(same | unsigned).order_by("pk").values_list("pk", flat=True):
        yield Breach(
            "suspension_hands", _("The suspension lacks a signature, or one person had two parts."), f"suspension:{pk}"
        )
    yield from _stops(granted)
    return Suspension.objects.count()


def _stops(granted: "QuerySet[Suspension]") -> Iterator[Breach]:
    """Every stop of a clock is that of a suspension."""
    over: dict[int, list[Suspension]] = {}
    for suspension in granted.filter(resumed_at__isnull=False):
        over.setdefault(suspension.commitment_id, []).append(suspension)
    before = lineage.before()
    for clock in Clock.objects.exclude(changes=[]).order_by("pk").iterator(chunk_size=500):
        for change in changes_of(clock):
            if not isinstance(change, Stop):
                continue
            # What was taken over, or split off, stood still while it was another one.
            holder: int | None = clock.commitment_id
            while holder is not None and not any(is_from(change, one) for one in over.get(holder, ())):
                holder = before.get(holder)
            if holder is None:
                yield Breach("clock_stopped", _("The clock stood still without a suspension."), f"clock:{clock.pk}")

"""What must always hold of transfers and disputes, for `manage.py verify`."""

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from workflow.models import Clock, Commitment, Dispute
from workflow.services.verification import Breach, Counted
from workflow.status import ClockKind, DisputeOutcome


def verify_transfers() -> Counted:
    """A transferred commitment has exactly one successor, of the same item, whose clock began with its own; it ended
    in no other way."""
    gone = Commitment.objects.filter(transferred_at__isnull=False)
    for pk in gone.filter(transferred_to__isnull=True).order_by("pk").values_list("pk", flat=True):
        yield Breach("transfer_lost", _("The commitment was transferred, but no agency has it."), f"commitment:{pk}")
    twice = gone.filter(Q(closed_at__isnull=False) | Q(discontinued_at__isnull=False))
    for pk in twice.order_by("pk").values_list("pk", flat=True):
        yield Breach("transfer_ended_twice", _("The commitment ended in two ways."), f"commitment:{pk}")
    there = Commitment.objects.filter(transferred_from__isnull=False)
    apart = there.exclude(item_id=F("transferred_from__item_id"), transferred_from__transferred_at__isnull=False)
    for pk in apart.order_by("pk").values_list("pk", flat=True):
        message = _("The commitment took over a share that was never transferred to it.")
        yield Breach("transfer_apart", message, f"commitment:{pk}")
    kind = ClockKind.IMPLEMENTATION_PLAN
    before = Clock.objects.filter(kind=kind, commitment__transferred_to=OuterRef("commitment")).values("start_on")[:1]
    clocks = Clock.objects.filter(kind=kind, commitment__in=there).annotate(began_on=Subquery(before))
    later = clocks.exclude(start_on=F("began_on"))
    for pk in later.order_by("pk").values_list("pk", flat=True):
        yield Breach("transfer_clock", _("The clock did not begin with that of the agency before."), f"clock:{pk}")
    return gone.count()


def verify_disputes() -> Counted:
    """Nothing is disputed of a commitment that ended or whose implementation plan is there; nobody had two parts; an
    item that was transferred in answer is with another agency."""
    undecided = Dispute.objects.filter(outcome="")
    moot = undecided.filter(
        Q(commitment__closed_at__isnull=False)
        | Q(commitment__discontinued_at__isnull=False)
        | Q(commitment__transferred_at__isnull=False)
        | Q(commitment__plan_revision__gt=0)
        | Q(commitment__claimed_at__isnull=False)
    )
    for pk in moot.order_by("pk").values_list("pk", flat=True):
        yield Breach(
            "dispute_moot", _("The dispute is open, but its item has ended or is being done."), f"dispute:{pk}"
        )
    agreed = Dispute.objects.filter(outcome=DisputeOutcome.TRANSFERRED, commitment__transferred_at__isnull=True)
    for pk in agreed.order_by("pk").values_list("pk", flat=True):
        yield Breach("dispute_kept", _("The dispute was right, but the item was not transferred."), f"dispute:{pk}")
    for dispute in Dispute.objects.order_by("pk").iterator(chunk_size=500):
        where = f"dispute:{dispute.pk}"
        answered = dispute.outcome in (DisputeOutcome.UPHELD, DisputeOutcome.TRANSFERRED)
        if answered and None in (dispute.signed_by_id, dispute.decided_by_id):
            yield Breach("dispute_unsigned", _("The dispute was decided without all its signatures."), where)
        deciders = [dispute.signed_by_id, dispute.answered_by_id]
        if answered and (dispute.again_at or dispute.outcome == DisputeOutcome.TRANSFERRED):
            deciders.append(dispute.decided_by_id)
        hands = [pk for pk in (dispute.asked_by_id, *deciders) if pk is not None]
        if len(set(hands)) < len(hands):
            yield Breach("dispute_same_hands", _("One person had two parts in the dispute."), where)
    return Dispute.objects.count()

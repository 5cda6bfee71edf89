"""What must always hold of reorganisations, for `manage.py verify`."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.models import Agency, Commitment, JournalEntry, Membership, SucceededCommitment, Succession
from workflow.services.successors import successors_by
from workflow.services.verification import Breach, Counted


def verify_successions() -> Counted:
    """No agency that ended in a reorganisation has open items or people; whatever changed its agency did so in one, and
    its history says so; where two met, one of them ended."""
    today = timezone.localdate()
    gone = list(successors_by(today))
    alive = Agency.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=today), pk__in=gone)
    for pk in alive.order_by("pk").values_list("pk", flat=True):
        yield Breach("succeeded_alive", _("The agency was succeeded, but is still in force."), f"agency:{pk}")
    left = Commitment.objects.open().filter(agency__in=gone).order_by("pk")
    for pk in left.values_list("pk", flat=True):
        yield Breach("succeeded_open", _("The agency of the open commitment is no more."), f"commitment:{pk}")
    held = Membership.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=today), agency__in=gone)
    for pk in held.order_by("pk").values_list("pk", flat=True):
        yield Breach("succeeded_post", _("The post is at an agency that is no more."), f"membership:{pk}")
    yield from _verify_rows()
    return Succession.objects.count()


def _verify_rows() -> Counted:
    moved = SucceededCommitment.objects.filter(went_on__isnull=True)
    known = moved.filter(commitment=OuterRef("pk"), successor=OuterRef("agency"))
    strayed = Commitment.objects.exclude(agency=F("opened_for")).filter(~Exists(known))
    for pk in strayed.order_by("pk").values_list("pk", flat=True):
        yield Breach(
            "succession_none", _("The commitment changed its agency without a succession."), f"commitment:{pk}"
        )
    told = JournalEntry.objects.filter(
        commitment=OuterRef("commitment"), act="agency_succeeded", agency=OuterRef("successor"), at=OuterRef("at")
    )
    for pk in moved.filter(~Exists(told)).order_by("pk").values_list("pk", flat=True):
        yield Breach("succession_entry", _("The history does not tell of this succession."), f"succeeded:{pk}")
    merged = SucceededCommitment.objects.filter(went_on__isnull=False, commitment__reopenings__isnull=True)
    for pk in merged.filter(commitment__discontinued_at__isnull=True).order_by("pk").values_list("pk", flat=True):
        yield Breach("succession_both", _("It was merged into another commitment, but goes on."), f"succeeded:{pk}")
    return moved.count()

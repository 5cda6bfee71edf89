"""What must always hold of duties that return, for `manage.py verify`."""

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from workflow.models import DutyPeriod
from workflow.querysets import goes_on
from workflow.services.duties import outcome_of
from workflow.services.verification import Breach, Counted
from workflow.status import DutyOutcome


def verify_duties() -> Counted:
    """A period counts the records that stand; it was closed with the outcome they give, the system's own cancelling
    apart; periods of a duty do not overlap; nothing is open of what has ended."""
    stands = Q(records__struck_at__isnull=True)
    counted = DutyPeriod.objects.annotate(
        stand=Count("records", filter=stands),
        in_time=Count("records", filter=stands & Q(records__done_on__lte=F("due_on"))),
    )
    for period in counted.order_by("pk").iterator(chunk_size=500):
        where = f"duty_period:{period.pk}"
        if period.stand != period.count:
            message = _("The period counts %(count)d, but %(stand)d records stand.")
            yield Breach("duty_count", message % {"count": period.count, "stand": period.stand}, where)
        if period.outcome not in ("", DutyOutcome.CANCELLED):
            right = outcome_of(period.stand, period.in_time, period.needed)
            if period.outcome != right:
                yield Breach("duty_outcome", _("The period was closed otherwise than its records say."), where)
    overlapping = DutyPeriod.objects.filter(
        duty=OuterRef("duty"),
        pk__lt=OuterRef("pk"),
        first_on__lte=OuterRef("last_on"),
        last_on__gte=OuterRef("first_on"),
    )
    for pk in DutyPeriod.objects.filter(Exists(overlapping)).order_by("pk").values_list("pk", flat=True):
        yield Breach("duty_overlap", _("Two periods of the duty overlap."), f"duty_period:{pk}")
    ended = Q(duty__ended_at__isnull=False) | ~goes_on("duty__commitment__")
    for pk in DutyPeriod.objects.filter(ended, outcome="").order_by("pk").values_list("pk", flat=True):
        yield Breach("duty_of_ended", _("The period is open, but its duty or item has ended."), f"duty_period:{pk}")
    return DutyPeriod.objects.count()

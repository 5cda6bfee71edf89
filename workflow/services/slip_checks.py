"""What must always hold of supervision slips, for `manage.py verify`."""

from django.db.models import Count, F, Max, Q
from django.utils.translation import gettext as _

from workflow.models import JournalEntry, SlipCounter, SupervisionSlip
from workflow.querysets import goes_on
from workflow.services.verification import Breach, Counted
from workflow.status import SlipOutcome


def verify_slips() -> Counted:
    """Numbers of an office in a year follow each other without a gap; no slip on an ended item waits; an accepted one
    was served, answered and signed by other people; every slip has the entry of its issue."""
    numbers = SupervisionSlip.objects.values("office_id", "year").annotate(count=Count("pk"), last=Max("serial"))
    given = {(row["office_id"], row["year"]): (row["count"], row["last"]) for row in numbers.order_by()}
    for counter in SlipCounter.objects.order_by("pk"):
        count, last = given.get((counter.office_id, counter.year), (0, 0))
        if not count == last == counter.last:
            where = f"office:{counter.office_id} {counter.year}"
            yield Breach("slip_numbers", _("The numbers of the slips do not follow each other."), where)
    for pk in SupervisionSlip.objects.filter(~goes_on("commitment__"), outcome="").values_list("pk", flat=True):
        yield Breach("slip_of_ended", _("The slip waits for an answer, but its item has ended."), f"slip:{pk}")
    accepted = SupervisionSlip.objects.filter(outcome=SlipOutcome.ACCEPTED)
    unsigned = Q(answered_by=None) | Q(signed_by=None) | Q(served_at=None) | Q(decided_by=None)
    for pk in accepted.filter(unsigned).values_list("pk", flat=True):
        yield Breach("slip_unsigned", _("The slip was accepted without an answer or a signature."), f"slip:{pk}")
    same = Q(signed_by=F("answered_by")) | Q(decided_by=F("answered_by")) | Q(decided_by=F("signed_by"))
    for pk in accepted.filter(same).values_list("pk", flat=True):
        yield Breach("slip_same_hands", _("One person had two parts in the answer to the slip."), f"slip:{pk}")
    issued = set(JournalEntry.objects.filter(act="slip_issued").values_list("data__slip", flat=True))
    for pk in SupervisionSlip.objects.order_by("pk").values_list("pk", flat=True):
        if pk not in issued:
            yield Breach("slip_entry", _("The history does not tell of the issue of this slip."), f"slip:{pk}")
    return SupervisionSlip.objects.count()

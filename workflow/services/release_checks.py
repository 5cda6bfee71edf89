"""What must always hold of reviews before publication, for `manage.py verify`."""

from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext as _

from workflow.models import JournalEntry, PlanPublication, Release
from workflow.querysets import goes_on
from workflow.services.releases import passages
from workflow.services.verification import Breach, Counted
from workflow.status import Disclosure, ReleaseOutcome


def verify_releases() -> Counted:
    """Nothing was published that did not pass its gates; what has no address was withheld by a release that passed;
    who reviewed it did not prepare it; nothing waits for a review of what ended or was published."""
    rows = PlanPublication.objects.exclude(gates=[], url__gt="", release__isnull=True)
    for one in rows.select_related("release__prepared_by", "release__reviewed_by").order_by("pk"):
        where = f"publication:{one.pk}"
        release = one.release
        passed = release is not None and release.is_passed and release.commitment_id == one.commitment_id
        opened = {line.gate for line in passages(one.gates, release) if line.is_passed} if passed else set()
        if not passed or set(one.gates) - {str(gate) for gate in opened}:
            yield Breach("published_unreviewed", _("It was published without passing its gates."), where)
        elif release is not None and bool(one.url) != release.is_published:
            yield Breach("published_withheld", _("What was published and what passed the review differ."), where)
    yield from _as_recorded()
    same = Q(reviewed_by=F("prepared_by"))
    unseen = Q(reviewed_by__isnull=True) & ~Q(attribute=Disclosure.PROACTIVE)
    passed_rows = Release.objects.filter(outcome=ReleaseOutcome.PASSED)
    for pk in passed_rows.filter(same | unseen).order_by("pk").values_list("pk", flat=True):
        yield Breach("release_hands", _("It was reviewed by nobody else than who prepared it."), f"release:{pk}")
    ended = Release.objects.filter(~goes_on("commitment__"), outcome="")
    for pk in ended.order_by("pk").values_list("pk", flat=True):
        yield Breach("release_of_ended", _("It is under review, but its item has ended."), f"release:{pk}")
    published = Release.objects.filter(commitment__plan_published_at__isnull=False, outcome="")
    for pk in published.order_by("pk").values_list("pk", flat=True):
        yield Breach("release_of_published", _("It is under review, but was published meanwhile."), f"release:{pk}")
    return Release.objects.count()


def _as_recorded() -> Iterator[Breach]:
    """The gates a publication had to pass are those its entry in the journal names, which nobody can alter."""
    rows = PlanPublication.objects.filter(release__isnull=False)
    kept = {(one.commitment_id, one.release_id): one.gates for one in rows.order_by("pk")}
    entries = JournalEntry.objects.filter(act__in=("plan_published", "plan_withheld"), data__has_key="gates")
    for commitment, data in entries.order_by("pk").values_list("commitment_id", "data"):
        if kept.get((commitment, data["release"])) != data["gates"]:
            yield Breach(
                "gates_altered", _("Its gates are not those of the day it was published."), f"commitment:{commitment}"
            )

"""Lists as a person may see them."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from workflow.scope import Scope
from workflow.status import Act, ClockKind, PartyRole

if TYPE_CHECKING:
    from workflow.models import Clock, Commitment, Contribution, PlanDoubt, PlanItem  # noqa: F401


_Row = TypeVar("_Row", bound=models.Model)


def only_one(rows: "models.QuerySet[_Row]") -> _Row | None:
    """The one row of a filter by key, or None. It is not sorted: to sort, every column that is read is compared with
    every other first, which takes longer than the database does where many rows are joined."""
    return next(iter(rows.order_by()), None)


def is_late(on: date) -> Q:
    """Open commitments that are late on the day `on`: the obligation running now was due before, or completion was and
    has not been claimed by then. `Commitment.is_past_completion` says the same of one. A suspended one is late if it
    was when it was suspended; one that is only to be followed by analogy never is."""
    running, stopped = Q(suspended_on__isnull=True), Q(suspended_on__isnull=False)
    return is_binding() & (
        (running & (Q(current_due_on__lt=on) | Q(completion_on__lt=on, claimed_at__isnull=True)))
        | (stopped & Q(current_due_on__lt=F("suspended_on")))
        | (stopped & Q(completion_on__lt=F("suspended_on"), claimed_at__isnull=True))
        | Q(claimed_at__date__gt=F("completion_on"))
    )


def has_passed(on: date, prefix: str = "commitment__") -> Q:
    """Rows of a commitment whose `due_on` passed before the day `on`, or before the day it was suspended, if it is:
    `Commitment.judged_on` says the same of one. `prefix` is a lookup path to the commitment."""
    stopped = f"{prefix}suspended_on"
    return Q(**{f"{stopped}__isnull": True, "due_on__lt": on}) | Q(due_on__lt=F(stopped))


def lies_ahead(on: date, prefix: str = "commitment__") -> Q:
    """The other rows. Not the negation: what is compared with no day of suspension is neither true nor false."""
    stopped = f"{prefix}suspended_on"
    return Q(**{f"{stopped}__isnull": True, "due_on__gte": on}) | Q(due_on__gte=F(stopped))


def is_binding(prefix: str = "") -> Q:
    """Commitments of agencies that have to do the work, not only may follow it by analogy (参照执行); `prefix` is a
    lookup path such as `commitment__`."""
    return Q(**{f"{prefix}role__in": [role for role in PartyRole if role != PartyRole.OPTIONAL]})


def goes_on(prefix: str = "") -> Q:
    """Commitments that have not ended; `prefix` is a lookup path such as `commitment__`. `Commitment.is_open` says the
    same of one."""
    facts = ("closed_at", "discontinued_at", "transferred_at")
    return Q(**{f"{prefix}{fact}__isnull": True for fact in facts})


def has_fact(fact: str) -> Q:
    """Commitments of which `fact` (a column such as `claimed_at`) has happened. For `plan_published_at` also those that
    are carried out without an implementation plan, once they are acknowledged. `Commitment.stage` says the same."""
    happened = Q(**{f"{fact}__isnull": False})
    if fact == "plan_published_at":
        happened |= Q(is_light=True, acknowledged_at__isnull=False)
    return happened


def takes_part(agency_ids: Collection[int]) -> Q:
    """Commitments of others to which one of the agencies contributes, or whose plans it signs; whatever became of it.
    An agency may read what it has a part in."""
    from workflow.models import Contribution, CoSigner

    mine = {"commitment": OuterRef("pk"), "agency_id__in": sorted(agency_ids)}
    return Q(Exists(Contribution.objects.filter(**mine))) | Q(Exists(CoSigner.objects.filter(**mine)))


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Filters of commitments that read as questions."""

    def visible_to(self, scope: Scope) -> "CommitmentQuerySet":
        """Those of the agencies whose commitments the person may see."""
        return self.filter(agency_id__in=scope.agencies(Act.VIEW_COMMITMENTS))

    def read_by(self, scope: Scope) -> "CommitmentQuerySet":
        """Those, and the ones of others to which these agencies contribute or whose plans they sign."""
        agencies = scope.agencies(Act.VIEW_COMMITMENTS)
        return self.filter(Q(agency_id__in=agencies) | takes_part(agencies))

    def open(self) -> "CommitmentQuerySet":
        """Neither closed nor discontinued, nor transferred to another agency."""
        return self.filter(goes_on())

    def late(self, on: date) -> "CommitmentQuerySet":
        """Open, and the running obligation or the final date was before `on` (see `is_late`)."""
        return self.open().filter(is_late(on))

    def soon(self, on: date, until: date) -> "CommitmentQuerySet":
        """Open, binding, not suspended, and due from `on` to `until`, both included."""
        return self.open().filter(
            is_binding(), suspended_on__isnull=True, current_due_on__gte=on, current_due_on__lte=until
        )

    def under_inspection(self) -> "CommitmentQuerySet":
        """Claimed to be done and not accepted yet: an inspection, a rectification or its recheck is open."""
        return self.filter(
            claimed_at__isnull=False,
            accepted_at__isnull=True,
            discontinued_at__isnull=True,
            transferred_at__isnull=True,
        )

    def ended(self) -> "CommitmentQuerySet":
        """Closed, discontinued or transferred."""
        return self.exclude(goes_on())


class ClockQuerySet(models.QuerySet["Clock"]):
    """Filters of legal clocks."""

    def running(self) -> "ClockQuerySet":
        """Clocks whose duty is not yet done, of commitments that are still open."""
        return self._until(completion="commitment__accepted_at", report="report__submitted_at")

    def can_run(self) -> "ClockQuerySet":
        """Clocks that run, or will again if what was handed in comes back, of commitments that are still open."""
        return self._until(completion="commitment__closed_at", report="report__signed_at")

    def _until(self, *, completion: str, report: str) -> "ClockQuerySet":
        """Clocks of open commitments whose end has not come; two of the ends differ with what is asked."""
        ends = {
            ClockKind.IMPLEMENTATION_PLAN: "commitment__plan_approved_at",
            ClockKind.PUBLICATION: "commitment__plan_published_at",
            ClockKind.COMPLETION: completion,
            ClockKind.REPORT: report,
            ClockKind.RECTIFICATION: "finding__resolved_at",
            ClockKind.EVENT: "response__closed_at",
        }
        running = Q()
        for kind, end in ends.items():
            running |= Q(kind=kind, **{f"{end}__isnull": True})
        return self.filter(goes_on("commitment__")).filter(running)


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """Filters of contributions."""

    def visible_to(self, scope: Scope) -> "ContributionQuerySet":
        """Those the person's agencies owe or are owed, or that are in his office's reach."""
        seen = sorted(scope.agencies(Act.VIEW_COMMITMENTS))
        return self.filter(Q(agency_id__in=seen) | Q(commitment__agency_id__in=seen))

    def open(self) -> "ContributionQuerySet":
        """To be handed in, or to be taken in by the lead."""
        return self.filter(outcome="")


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    """Filters of plan items."""

    def standing(self) -> "PlanItemQuerySet":
        """Those nobody has taken out of the draft."""
        return self.filter(taken_out_at__isnull=True)


class PlanDoubtQuerySet(models.QuerySet["PlanDoubt"]):
    """Filters of what a document left open."""

    def open(self) -> "PlanDoubtQuerySet":
        """Undecided ones of the plan as a whole and of the items that stand."""
        return self.filter(how="", item__taken_out_at__isnull=True)

"""先例: how disputes of assignments were decided, for whoever disputes one or has to answer."""

from collections.abc import Iterable

from django.db.models import Case, Q, QuerySet, Value, When

from workflow.models import Commitment, Dispute
from workflow.scope import Scope
from workflow.status import Act, DisputeOutcome

SHOWN = 5
DECIDED = (DisputeOutcome.UPHELD, DisputeOutcome.TRANSFERRED)
"""Outcomes that say whose the item is; a withdrawn or overtaken dispute says nothing."""


def visible_disputes(scope: Scope) -> QuerySet[Dispute]:
    """Disputes of the agencies whose commitments the person may see: the office all of them, an agency its own."""
    return Dispute.objects.filter(commitment__agency_id__in=sorted(scope.agencies(Act.VIEW_COMMITMENTS)))


def precedents(commitment: Commitment, scope: Scope, agencies: Iterable[int | None] = ()) -> list[Dispute]:
    """The latest decisions about items of the same heading, then about the agency itself or one of `agencies`; one
    query, at most `SHOWN`."""
    concerned = {commitment.agency_id, *(pk for pk in agencies if pk is not None)}
    heading = commitment.item.heading
    same = Q(commitment__item__heading=heading) if heading else Q(commitment__item=commitment.item_id)
    about = Q(commitment__agency_id__in=concerned) | Q(commitment__transferred_to__agency_id__in=concerned)
    rows = (
        visible_disputes(scope)
        .filter(same | about, outcome__in=DECIDED)
        .exclude(commitment=commitment.pk)
        .annotate(nearness=Case(When(same, then=Value(0)), default=Value(1)))
        .select_related("commitment__item", "commitment__agency", "commitment__transferred_to__agency", "decided_by")
        .order_by("nearness", "-decided_at", "-pk")
    )
    return list(rows[:SHOWN])

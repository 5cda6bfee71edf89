"""What the pages of a consultation show: to the office everything, to an agency its own comments alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce

from workflow.deadlines import WorkCalendar
from workflow.errors import NotVisible
from workflow.models import Consultation, ConsultationComment, ConsultedAgency, Plan, PlanItem
from workflow.scope import Scope
from workflow.services.imports.blocks import Block
from workflow.services.imports.source import Paragraph
from workflow.services.plans import IN_FORCE
from workflow.status import Act, CommentOutcome

LISTED = 10
STANDING = Q(comments__withdrawn_at=None, comments__isnull=False)


@dataclass(slots=True)
class Tally:
    """How many comments there are and what became of them; `silent` are the agencies without an answer, `none` those
    whose head answered that there is no comment."""

    total: int = 0
    adopted: int = 0
    partly: int = 0
    refused: int = 0
    answered: list[ConsultedAgency] = field(default_factory=list)
    none: list[ConsultedAgency] = field(default_factory=list)
    silent: list[ConsultedAgency] = field(default_factory=list)
    responsible: list[ConsultedAgency] = field(default_factory=list)
    helping: list[ConsultedAgency] = field(default_factory=list)
    """All of them again, by what the draft names them as."""
    later: list[ConsultedAgency] = field(default_factory=list)
    """Those asked behind the others, with a time of their own."""

    @property
    def undecided(self) -> int:
        """Comments nobody has decided."""
        return self.total - self.adopted - self.partly - self.refused

    @property
    def agencies(self) -> int:
        """How many were asked."""
        return len(self.answered) + len(self.none) + len(self.silent)


def of_plan(plan: Plan) -> Consultation | None:
    """The consultation of the plan; one query."""
    return Consultation.objects.filter(plan=plan).select_related("opened_by", "closed_by").first()


def tally(consultation: Consultation) -> Tally:
    """The numbers of a consultation; one query."""
    counts = {
        outcome.value: Count("comments", filter=STANDING & Q(comments__outcome=outcome)) for outcome in CommentOutcome
    }
    rows = (
        ConsultedAgency.objects.filter(consultation=consultation)
        .select_related("agency", "no_comment_by")
        .annotate(standing=Count("comments", filter=STANDING), **counts)
        .order_by("agency__order", "agency_id")
    )
    found = Tally()
    for row in rows:
        found.total += row.standing
        found.adopted += getattr(row, CommentOutcome.ADOPTED.value)
        found.partly += getattr(row, CommentOutcome.PARTLY.value)
        found.refused += getattr(row, CommentOutcome.REFUSED.value)
        (found.answered if row.standing else found.none if row.no_comment_at else found.silent).append(row)
        (found.helping if row.helps else found.responsible).append(row)
        if row.answers_by is not None:
            found.later.append(row)
    return found


def comments(consultation: Consultation) -> list[ConsultationComment]:
    """Every standing comment in the order of the items, those on the whole document first, with the items added for it;
    two queries."""
    found = ConsultationComment.objects.filter(consulted__consultation=consultation, withdrawn_at=None)
    rows = found.select_related("consulted__agency", "item", "written_by", "decided_by").prefetch_related("added_items")
    # Databases differ about where rows without an item stand.
    return sorted(rows, key=lambda comment: (comment.item.order if comment.item else 0, comment.pk))


@dataclass(frozen=True, slots=True)
class Adopted:
    """What the consultation changed about which items there are."""

    added: list[PlanItem]
    taken_out: list[PlanItem]


def adopted(plan: Plan) -> Adopted:
    """Items added for a comment and items taken out, in order; one query."""
    found = PlanItem.objects.filter(Q(from_comment__isnull=False) | Q(taken_out_at__isnull=False), plan=plan)
    rows = list(found.order_by("order"))
    return Adopted([item for item in rows if item.stands], [item for item in rows if not item.stands])


# -- for an agency -----------------------------------------------------------------------------------------------------


def asked(plan_pk: int, scope: Scope) -> list[ConsultedAgency]:
    """The agencies of this person that were asked about the plan, with their standing comments; at most two queries."""
    own = scope.agencies(Act.COMMENT_DRAFT)
    if not own:
        return []
    standing = ConsultationComment.objects.filter(withdrawn_at=None).select_related("item", "written_by")
    return list(
        ConsultedAgency.objects.filter(consultation__plan__in=Plan.objects.filter(pk=plan_pk), agency_id__in=own)
        .select_related("agency", "no_comment_by", "consultation__plan__document", "consultation__plan__import_draft")
        .defer(
            "consultation__plan__document__content",
            "consultation__plan__document__raw_text",
            "consultation__plan__document__tables",
            "consultation__plan__import_draft__reading",
            "consultation__plan__import_draft__review",
        )
        .prefetch_related(Prefetch("comments", standing.order_by("pk")))
        .order_by("agency__order", "agency_id")
    )


def asked_or_404(plan_pk: int, scope: Scope) -> list[ConsultedAgency]:
    """As `asked`. Raises NotVisible (404) when none of the person's agencies was asked."""
    found = asked(plan_pk, scope)
    if not found:
        raise NotVisible
    return found


@dataclass(frozen=True, slots=True)
class Round:
    """A consultation an agency takes part in, as lists show it: the last day of the agency's time, and the working days
    left of it, None when it is over."""

    consultation: Consultation
    last_on: date
    days_left: int | None
    has_answered: bool

    @property
    def asks(self) -> tuple[bool, bool]:
        """It waits for an answer; it can still be commented on. The greatest is shown of a person's agencies."""
        return self.days_left is not None and not self.has_answered, self.days_left is not None


def rounds_of(scope: Scope, on: date, calendar: WorkCalendar) -> list[Round]:
    """The consultations of plans not issued yet in which an agency of the person was asked, open ones first; at most
    ten, one query (none for whoever comments for no agency)."""
    own = scope.agencies(Act.COMMENT_DRAFT)
    if not own:
        return []
    standing = ConsultationComment.objects.filter(withdrawn_at=None, consulted=OuterRef("pk"))
    since = standing.filter(written_at__gte=Coalesce(OuterRef("asked_at"), OuterRef("consultation__opened_at")))
    recent = Consultation.objects.filter(agencies__agency_id__in=own).exclude(plan__status__in=IN_FORCE)
    rows = (
        ConsultedAgency.objects.filter(
            consultation__in=recent.order_by("-pk").distinct().values("pk")[:LISTED], agency_id__in=own
        )
        .select_related("consultation__plan")
        .annotate(said=Exists(since))
        .order_by("-consultation_id", "agency_id")
    )
    found: dict[int, Round] = {}
    for row in rows:
        left = calendar.working_days_between(on, row.last_on) if row.is_open(on) else None
        one = Round(row.consultation, row.last_on, left, bool(row.said or row.no_comment_at))
        known = found.get(row.consultation_id)
        if known is None or known.asks < one.asks:
            found[row.consultation_id] = one
    return sorted(found.values(), key=lambda one: one.days_left is None)


def beside(blocks: Sequence[Block], items: Sequence[PlanItem]) -> list[Paragraph]:
    """The paragraphs of the source the items were read from, with what stands between them."""
    starts = [item.span_start for item in items if item.span_start is not None and item.span_end]
    ends = [item.span_end for item in items if item.span_end]
    if not starts or not ends:
        return []
    first, last = min(starts), max(ends)
    return [one for one in blocks if isinstance(one, Paragraph) and one.end > first and one.start < last]

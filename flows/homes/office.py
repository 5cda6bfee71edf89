"""What clerk and inspector see first: plans under way, gaps in the register, imports in review, findings overdue."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from workflow import lights
from workflow.deadlines import WorkCalendar
from workflow.ledger import Sums
from workflow.links import commitment_url, plan_url
from workflow.models import Agency, AssignmentParty, Commitment, Finding, ImportDraft, Membership, Plan
from workflow.querysets import goes_on, has_passed
from workflow.scope import Scope
from workflow.services.plans import of_their_own
from workflow.status import Act, PartyRole, PlanStatus, Role

SHOWN = 5
CLERK_ASKS = {
    PlanStatus.DRAFT: pgettext_lazy("step", "Submit for approval"),
    PlanStatus.CONSULTATION: gettext_lazy("Run the consultation"),
    PlanStatus.APPROVED: gettext_lazy("Issue the plan"),
}
"""What a plan of this status is brought to next by the clerk."""


@dataclass(slots=True)
class PlanLine:
    """A plan of the office that is not closed, with its commitments by light."""

    plan: Plan
    url: str
    sums: Sums = field(default_factory=Sums)

    @property
    def asks(self) -> str:
        """What the plan waits for the clerk to do; empty when it waits for nobody here."""
        return str(CLERK_ASKS.get(PlanStatus(self.plan.status), ""))

    @property
    def is_issued(self) -> bool:
        """It has commitments."""
        return self.plan.status == PlanStatus.ISSUED


def plans_under_way(scope: Scope, on: date, calendar: WorkCalendar) -> list[PlanLine]:
    """Newest first, at most eight; two queries."""
    offices = scope.agencies(Act.DRAFT_DOCUMENT) | scope.agencies(Act.APPROVE_DOCUMENT)
    own = of_their_own(Plan.objects.filter(office_id__in=offices))
    plans = list(own.exclude(status=PlanStatus.CLOSED).order_by("-pk")[:8])
    lines = {plan.pk: PlanLine(plan, plan_url(plan.pk)) for plan in plans}
    rows = (
        Commitment.objects.visible_to(scope)
        .filter(plan_id__in=lines)
        .values("plan_id")
        .annotate(**lights.counts(on, [plan.soon_working_days for plan in plans], calendar))
        .order_by()
    )
    for row in rows:
        lines[row["plan_id"]].sums.add(row)
    return list(lines.values())


@dataclass(frozen=True, slots=True)
class Gap:
    """An agency with open commitments that lacks somebody."""

    agency: Agency
    no_officer: bool
    no_head: bool


def gaps(scope: Scope, on: date) -> list[Gap]:
    """Agencies with open commitments, or named in a plan that waits to be issued, but without officer or head on the
    day; at most `SHOWN` + 1, one query."""
    coming = AssignmentParty.objects.filter(
        Q(agency=OuterRef("pk"))
        | Q(agency_set__members__agency=OuterRef("pk"))
        | Q(agency_set__kind=OuterRef("kind"), agency_set__jurisdiction=OuterRef("jurisdiction")),
        assignment__item__plan__status__in=(PlanStatus.SUBMITTED, PlanStatus.APPROVED),
        assignment__item__taken_out_at__isnull=True,
        left_out_reason="",
    ).exclude(role=PartyRole.PARTNER)
    posts = Membership.objects.filter(Membership.valid_on(on), agency=OuterRef("pk"), user__is_active=True)
    rows = (
        Agency.objects.filter(pk__in=scope.agencies(Act.VIEW_COMMITMENTS))
        .annotate(
            has_officer=Exists(posts.filter(role=Role.OFFICER)),
            has_head=Exists(posts.filter(role=Role.HEAD)),
            is_busy=Exists(Commitment.objects.open().filter(agency=OuterRef("pk"))),
            is_coming=Exists(coming),
        )
        .filter(Q(has_officer=False) | Q(has_head=False), Q(is_busy=True) | Q(is_coming=True))
        .order_by("order", "pk")[: SHOWN + 1]
    )
    return [Gap(agency, not agency.has_officer, not agency.has_head) for agency in rows]


def imports_in_review(scope: Scope) -> list[ImportDraft]:
    """Readings nobody has committed or abandoned, latest change first; one query."""
    return list(
        ImportDraft.objects.filter(
            plan__isnull=True,
            abandoned_at__isnull=True,
            document__office_id__in=scope.agencies(Act.DRAFT_DOCUMENT),
        )
        .select_related("document", "created_by")
        .defer(
            "reading",
            "review",
            "document__content",
            "document__raw_text",
            "document__clean_text",
            "document__tables",
            "clean_text",
        )
        .order_by("-changed_at")[:SHOWN]
    )


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding whose days to rectify are over."""

    finding: Finding
    url: str
    title: str
    agency: str
    days_over: int


def findings_overdue(scope: Scope, on: date, calendar: WorkCalendar) -> list[FindingLine]:
    """The oldest first, at most `SHOWN`; one query."""
    rows = (
        Finding.objects.filter(
            has_passed(on, prefix="inspection__commitment__"),
            resolved_at__isnull=True,
            inspection__commitment__agency_id__in=scope.agencies(Act.INSPECT),
        )
        .filter(goes_on("inspection__commitment__"))
        .select_related("inspection__commitment__item", "inspection__commitment__agency")
        .order_by("due_on", "pk")[:SHOWN]
    )
    return [
        FindingLine(
            finding=finding,
            url=commitment_url(finding.inspection.commitment_id),
            title=finding.inspection.commitment.item.title,
            agency=str(finding.inspection.commitment.agency),
            days_over=-finding.inspection.commitment.days_to(finding.due_on, on, calendar),
        )
        for finding in rows
    ]

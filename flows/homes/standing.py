"""How the commitments a person sees stand, what is late and in whose hands, and what happened since the last visit."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from flows.main_line import HOLDERS
from flows.models import Task
from flows.words import HUMAN_NODES
from workflow import lights
from workflow.deadlines import WorkCalendar
from workflow.ledger import Sums
from workflow.links import commitment_url
from workflow.models import Commitment, JournalEntry, Membership, Plan, User
from workflow.querysets import is_binding, is_late
from workflow.scope import Scope
from workflow.status import Act, Role
from workflow.words import beginning

SHOWN = 5
LOOK_BACK = 20_000
"""So many of the newest journal entries are looked at for the brief; older ones are in the journal."""

_ROLES = {
    "officer": Role.OFFICER,
    "head": Role.HEAD,
    "office": Role.LEADER,
    "leader": Role.LEADER,
    "inspector": Role.INSPECTOR,
    "clerk": Role.CLERK,
}


def sunday(on: date) -> date:
    """The last day of the running week."""
    return on + timedelta(days=6 - on.weekday())


# -- sums --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """Open commitments of the person's reach; `newly_late` became late since the last visit."""

    open: int
    late: int
    week: int
    newly_late: int


def standing(scope: Scope, on: date, since: datetime | None = None) -> Standing:
    """One query."""
    start = timezone.localtime(since).date() if since else on
    late = is_late(on)
    found = (
        Commitment.objects.visible_to(scope)
        .open()
        .aggregate(
            open=Count("pk", filter=is_binding()),
            late=Count("pk", filter=late),
            week=Count(
                "pk", filter=is_binding() & Q(suspended_on=None, current_due_on__gte=on, current_due_on__lte=sunday(on))
            ),
            newly_late=Count("pk", filter=late & Q(current_due_on__gte=start)),
        )
    )
    return Standing(**found)


def sums(scope: Scope, on: date, calendar: WorkCalendar) -> Sums:
    """The commitments of the person's reach by light; two queries."""
    thresholds = Plan.objects.order_by().values_list("soon_working_days", flat=True).distinct()
    found = Sums()
    found.add(Commitment.objects.visible_to(scope).aggregate(**lights.counts(on, thresholds, calendar)))
    return found


# -- what is late ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class LateLine:
    """A late commitment, the date that made it late, and who holds it: names, since how many working days, and whether
    that is the reader; nobody while the work rests."""

    commitment: Commitment
    url: str
    missed_on: date
    days_over: int
    holder: str
    is_mine: bool
    held_days: int
    task_pk: int | None


def late_lines(user: User, scope: Scope, on: date, calendar: WorkCalendar) -> list[LateLine]:
    """The latest ones first, at most `SHOWN`; two queries."""
    step = (
        Task.objects.open()
        .filter(commitment=OuterRef("pk"), node__in=list(HOLDERS))
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    rows: QuerySet[Any] = (
        Commitment.objects.visible_to(scope)
        .late(on)
        .select_related("item", "agency", "plan")
        .annotate(
            step_pk=Subquery(step.values("pk")[:1]),
            step_node=Subquery(step.values("node")[:1]),
            step_act=Subquery(step.values("act")[:1]),
            step_created=Subquery(step.values("created")[:1]),
        )
        .order_by("current_due_on", "pk")[:SHOWN]
    )
    found = list(rows)
    people = _people({(row.agency_id, row.plan.office_id) for row in found}, on)
    return [_late_line(row, people, user, scope, on, calendar) for row in found]


def _late_line(
    row: Any,
    people: dict[tuple[int, str], list[User]],
    user: User,
    scope: Scope,
    on: date,
    calendar: WorkCalendar,
) -> LateLine:
    node = HUMAN_NODES.get(row.step_node or "")
    role = _ROLES.get(node.lane, Role.OFFICER) if node else Role.OFFICER
    where = row.agency_id if role in {Role.OFFICER, Role.HEAD} else row.plan.office_id
    rests = row.suspended_on is not None
    held_by = [] if rests else people.get((where, role), [])
    mine = user in held_by and scope.allows(row.step_act or "", row.agency_id)
    names = _in_short(held_by)
    since = timezone.localtime(row.step_created).date() if row.step_created else on
    missed_on = row.late_since(on)
    return LateLine(
        commitment=row,
        url=commitment_url(row.pk),
        missed_on=missed_on,
        days_over=-row.days_to(missed_on, on, calendar),
        holder=f"{row.agency} {names}".strip() if where == row.agency_id and not rests else names,
        is_mine=mine,
        held_days=0 if rests else calendar.working_days_between(since, on),
        task_pk=row.step_pk,
    )


def _in_short(people: list[User]) -> str:
    if len(people) < 2:
        return "".join(str(person) for person in people)
    return _("%(name)s and others (%(n)d)") % {"name": people[0], "n": len(people)}


def _people(places: Iterable[tuple[int, int]], on: date) -> dict[tuple[int, str], list[User]]:
    agencies = {pk for pair in places for pk in pair}
    held: dict[tuple[int, str], list[User]] = {}
    if not agencies:
        return held
    posts = Membership.objects.filter(Membership.valid_on(on), agency_id__in=agencies, user__is_active=True)
    for post in posts.select_related("user").order_by("pk"):
        held.setdefault((post.agency_id, post.role), []).append(post.user)
    return held


# -- since the last visit ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Happened:
    """Acts of one kind since the last visit: how many commitments, and the titles of the first two."""

    kind: str
    count: int = 0
    titles: list[str] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def add(self, commitment_id: int, title: str) -> None:
        """Count a commitment once."""
        if commitment_id in self.seen:
            return
        self.seen.add(commitment_id)
        self.count += 1
        if len(self.titles) < 2:
            self.titles.append(title)


KINDS = {
    "closed": "closed",
    "plan_handed_in": "resubmitted",
    "rectified": "resubmitted",
    "due_date_moved": "moved",
    "finding_raised": "findings",
    "discontinued": "discontinued",
    "transferred": "transferred",
    "plan_approved": "approved",
    "plan_returned_by_office": "returned",
    "returned_to_execution": "returned",
}
"""Acts of the journal and the line of the brief they count in."""


def happened_since(scope: Scope, since: datetime, kinds: Iterable[str]) -> list[Happened]:
    """One line a kind, in the order given, also those where nothing happened; one query over the newest entries."""
    lines = {kind: Happened(kind) for kind in kinds}
    newest = JournalEntry.objects.order_by("-pk").values(floor=F("pk") - LOOK_BACK)[:1]
    entries = (
        JournalEntry.objects.filter(
            pk__gt=Subquery(newest),
            at__gt=since,
            act__in=[act for act, kind in KINDS.items() if kind in lines],
            agency_id__in=scope.agencies(Act.VIEW_COMMITMENTS),
            commitment__isnull=False,
        )
        .order_by("-pk")
        .values_list("act", "data", "commitment_id", "commitment__item__heading", "commitment__item__text")[:2000]
    )
    for act, data, commitment_id, heading, text in entries:
        if act == "plan_handed_in" and data.get("revision", 1) < 2:
            continue
        lines[KINDS[act]].add(commitment_id, heading or beginning(text))
    return list(lines.values())

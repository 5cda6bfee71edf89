"""What the pages of plans show: numbers from aggregates, the items as stored, and how the doubts were decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflow.deadlines import WorkCalendar
from workflow.lights import STATES, counts
from workflow.models import Assignment, Commitment, ImportDraft, Plan, PlanItem
from workflow.querysets import has_fact, is_binding
from workflow.scope import Scope
from workflow.services import imports
from workflow.services.calendar import local_day
from workflow.services.imports.lists import Slice, slice_of
from workflow.services.imports.places import Places
from workflow.services.imports.words import decided, settled
from workflow.services.plan_source import places_of
from workflow.services.plans import IN_FORCE, Expansion, Problem, expand
from workflow.status import AssignmentMode, PartyRole, PlanStatus, Stage
from workflow.words import day_words, short_list

# -- numbers -----------------------------------------------------------------------------------------------------------


def tallies(plans: Sequence[Plan], scope: Scope, on: date, calendar: WorkCalendar) -> dict[int, dict[str, int]]:
    """Counts of the lights by plan, of the commitments the person may see; one query."""
    thresholds = {plan.soon_working_days for plan in plans}
    rows = (
        Commitment.objects.visible_to(scope)
        .filter(plan__in=plans)
        .order_by()
        .values("plan_id")
        .annotate(**counts(on, thresholds, calendar))
    )
    return {row["plan_id"]: cast(dict[str, int], row) for row in rows}


def item_tallies(plan: Plan, scope: Scope, on: date, calendar: WorkCalendar) -> dict[int, dict[str, int]]:
    """Counts of the lights by item, of the commitments the person may see; one query."""
    rows = (
        Commitment.objects.visible_to(scope)
        .filter(plan=plan)
        .order_by()
        .values("item_id")
        .annotate(**counts(on, [plan.soon_working_days], calendar))
    )
    return {row["item_id"]: cast(dict[str, int], row) for row in rows}


def stage_tally(plan: Plan, scope: Scope) -> dict[str, int]:
    """How many of the visible commitments stand at each stage, and the agencies they belong to (`agencies`); one query.
    Transferred ones count for their stage alone, as in `lights.counts`; what may only be followed by analogy for none.

    The facts are asked in the order of `Commitment.stage`.
    """
    facts: list[tuple[Stage, str]] = [
        (Stage.DISCONTINUED, "discontinued_at"),
        (Stage.TRANSFERRED, "transferred_at"),
        (Stage.CLOSED, "closed_at"),
        (Stage.SUSPENDED, "suspended_on"),
        (Stage.ACCEPTED, "accepted_at"),
        (Stage.INSPECTION, "claimed_at"),
        (Stage.EXECUTING, "plan_published_at"),
        (Stage.PUBLICATION, "plan_approved_at"),
        (Stage.APPROVAL, "plan_submitted_at"),
        (Stage.PLANNING, "acknowledged_at"),
    ]
    before = Q()
    has_it = Q(transferred_at__isnull=True)
    asked: dict[str, Any] = {
        "agencies": Count("agency", distinct=True, filter=has_it & is_binding()),
        "total": Count("pk", filter=has_it & is_binding()),
        "optional": Count("pk", filter=has_it & ~is_binding()),
    }
    for stage, fact in facts:
        asked[stage.value] = Count("pk", filter=before & has_fact(fact) & is_binding())
        before &= ~has_fact(fact)
    asked[Stage.ISSUED.value] = Count("pk", filter=before & is_binding())
    found: dict[str, int] = Commitment.objects.visible_to(scope).filter(plan=plan).aggregate(**asked)
    return found


# -- the items ---------------------------------------------------------------------------------------------------------

PAGE_SIZE, PROBLEMS, TEXT = 30, 20, 600
"""Items and problems on one page of the plan, and signs of an item's text shown there: it stays below 150 kB."""


@dataclass(slots=True)
class Row:
    """One item of the plan page. `tally` holds the counts by light; `expected` what an issue would open."""

    item: PlanItem
    leads: str
    partners: str
    mode: str
    is_bad: bool
    tally: dict[str, int] = field(default_factory=dict)
    expected: int | None = None
    anchor: int | None = None
    """The sentence of the document it begins with."""

    @property
    def lights(self) -> list[tuple[str, int]]:
        """Lights with their numbers, as far as there are any: done, on course, soon, late."""
        return [(state, self.tally[state]) for state in ("done", "ok", "soon", "late") if self.tally.get(state)]

    @property
    def is_cut(self) -> bool:
        """The text is too long for the page; the rest stands in the document."""
        return self.anchor is not None and len(self.item.text) > TEXT

    @property
    def text(self) -> str:
        """The text, or its beginning."""
        return f"{self.item.text[:TEXT]}…" if self.is_cut else self.item.text


@dataclass(slots=True)
class Group:
    """The items of one section of the plan."""

    category: str
    rows: list[Row] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Commitments of the section, real or expected."""
        return sum(row.tally.get("total", 0) if row.expected is None else row.expected for row in self.rows)


def page_of_items(
    groups: Sequence[Group], number: int, item_pk: int = 0
) -> tuple[list[tuple[Group, list[Row]]], Slice[Row]]:
    """Page `number` (from 1), or the one that holds the item: each section on it with its rows there, and the page."""
    rows = [row for group in groups for row in group.rows]
    place = next((place for place, row in enumerate(rows) if row.item.pk == item_pk), None)
    page = slice_of(rows, number if place is None else place // PAGE_SIZE + 1, PAGE_SIZE)
    here = {row.item.pk for row in page.rows}
    shown = [(group, [row for row in group.rows if row.item.pk in here]) for group in groups]
    return [(group, found) for group, found in shown if found], page


@dataclass(slots=True)
class Overview:
    """Everything the page of one plan shows beside the plan itself."""

    groups: list[Group]
    totals: dict[str, int]
    stages: list[tuple[str, int]]
    expansion: Expansion | None
    items: int
    agencies: int
    commitments: int
    optional: int
    """Beside these, commitments that are only to be followed by analogy."""
    own_dates: list[date]
    dated: int
    undated: int
    recurring: int
    places: Places
    taken_out: list[PlanItem]
    """Items of the draft that were taken out of it; none of the numbers counts them."""

    @property
    def problems(self) -> list[Problem]:
        """What has to be looked at before the issue, as much as the page shows; what blocks it first."""
        found = self.expansion.problems if self.expansion else []
        return sorted(found, key=lambda problem: not problem.blocking)[:PROBLEMS]

    @property
    def more_problems(self) -> int:
        """How many are not shown."""
        return len(self.expansion.problems) - len(self.problems) if self.expansion else 0


def overview(plan: Plan, scope: Scope, on: date, calendar: WorkCalendar) -> Overview:
    """The plan page's numbers and rows; a constant number of queries. Before the issue the numbers are what an issue on
    the day would open."""
    every = list(
        plan.items.order_by("order").prefetch_related(
            "assignments__parties__agency", "assignments__parties__agency_set"
        )
    )
    items = [item for item in every if item.stands]
    issued = plan.status in IN_FORCE
    expansion = None if issued else expand(plan, on)
    expected = expansion.per_item if expansion else {}
    by_item = item_tallies(plan, scope, on, calendar) if issued else {}
    stage = stage_tally(plan, scope) if issued else {}
    groups: list[Group] = []
    places = places_of(plan)
    for item in items:
        if not groups or groups[-1].category != item.category:
            groups.append(Group(item.category))
        row = _row(item)
        row.anchor = places.anchor([item.span_start]) if item.span_start is not None else None
        row.tally = by_item.get(item.pk, {})
        row.expected = expected.get(item.pk) if expansion else None
        groups[-1].rows.append(row)
    totals = {key: sum(row.get(key, 0) for row in by_item.values()) for key in (*STATES, "total")}
    return Overview(
        groups=groups,
        totals={str(key): value for key, value in totals.items()},
        stages=[(str(one.label), stage[one.value]) for one in Stage if stage.get(one.value)],
        expansion=expansion,
        items=len(items),
        agencies=len(expansion.bound) if expansion else stage["agencies"],
        commitments=len(expansion.shares) - len(expansion.optional) if expansion else stage["total"],
        optional=len(expansion.optional) if expansion else stage["optional"],
        own_dates=sorted({item.due_on for item in items if item.due_on}),
        dated=sum(1 for item in items if item.due_on is not None),
        undated=sum(1 for item in items if item.due_on is None),
        places=places,
        recurring=PlanItem.objects.standing().filter(plan=plan, recurrences__isnull=False).distinct().count(),
        taken_out=[item for item in every if not item.stands],
    )


def _row(item: PlanItem) -> Row:
    """The agencies with what they do; of several modes each beside its own agencies."""
    partners: list[str] = []
    is_bad = False
    by_mode: dict[str, list[str]] = {}
    for assignment in item.assignments.all():
        parties = [party for party in assignment.parties.all() if not party.left_out_reason]
        roles = {party.role for party in parties}
        by_mode.setdefault(_word(assignment, PartyRole.LEAD, roles), [])
        for party in parties:
            is_bad = is_bad or not party.is_matched
            shown = str(party.agency_set or party.agency or party.name)
            label = _word(assignment, party.role, roles)
            target = partners if party.role == PartyRole.PARTNER else by_mode.setdefault(label, [])
            if shown not in target:
                target.append(shown)
    by_mode = {mode: names for mode, names in by_mode.items() if names} or by_mode
    last = str(PartyRole.OPTIONAL.label)
    by_mode = dict(sorted(by_mode.items(), key=lambda named: named[0] == last))
    mode = next(iter(by_mode), "") if len(by_mode) < 2 else ""
    each = [
        short_list(names) if mode else _("%(names)s (%(mode)s)") % {"names": short_list(names), "mode": one}
        for one, names in by_mode.items()
    ]
    return Row(item, pgettext("between steps", "; ").join(each), short_list(partners), mode, is_bad)


def _word(assignment: Assignment, role: str, roles: Collection[str]) -> str:
    """What an agency of this role is called beside its name: the way its clause shares the work, but for those who only
    may follow by analogy, and those who carry it out behind a lead, who neither lead nor help."""
    behind_a_lead = {PartyRole.LEAD, PartyRole.CO} <= set(roles)
    if role == PartyRole.OPTIONAL or (role == PartyRole.CO and behind_a_lead):
        return str(PartyRole(role).label)
    alone = assignment.mode == AssignmentMode.LEAD_WITH and behind_a_lead and PartyRole.PARTNER not in roles
    return str(AssignmentMode.LEAD.label if alone else AssignmentMode(assignment.mode).label)


# -- how it came about -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Decisions:
    """What the clerk decided about the doubts of the document, as sentences for the leader."""

    names: list[tuple[str, str]] = field(default_factory=list)
    waived: list[tuple[str, str]] = field(default_factory=list)
    settled: list[tuple[str, int]] = field(default_factory=list)
    left: int = 0
    """Doubts of the reader nobody looked at."""

    @property
    def is_empty(self) -> bool:
        """Nothing had to be decided."""
        return not (self.names or self.waived or self.settled or self.left)


def decisions(draft: ImportDraft | None) -> Decisions:
    """The decisions of the review a plan came from; empty for a plan entered otherwise. No query."""
    found = Decisions()
    if draft is None or not draft.review:
        return found
    review = imports.review_of(draft)
    found.names = [(name.split(":", 1)[-1], decided(decision)) for name, decision in review["names"].items()]
    found.waived = [(item["number"], item["waived"]) for item in review["items"] if item["waived"]]
    how: dict[str, int] = {}
    for entry in review["settled"].values():
        how[entry["how"]] = how.get(entry["how"], 0) + 1
    found.settled = [(settled(code), number) for code, number in how.items() if code != "waived"]
    keys = [doubt["key"] for doubt in review["doubts"]]
    keys += [doubt["key"] for item in review["items"] if not item["waived"] for doubt in item["doubts"]]
    keys += [f"sentence:{sentence['at'][0]}" for sentence in review["sentences"]]
    found.left = sum(1 for key in keys if key not in review["settled"])
    return found


# -- the line of its life ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the plan's life: `state` is was, now or later; `who` and `at` where it is done."""

    name: str
    state: str
    who: str = ""
    at: datetime | date | None = None
    note: str = ""


def _published(plan: Plan) -> str:
    """The day of publication, where it is another than that of the issue."""
    if plan.issued_at is None or plan.published_on is None or local_day(plan.issued_at) == plan.published_on:
        return ""
    return _("published on %(day)s") % {"day": day_words(plan.published_on, local_day(plan.issued_at))}


def life(plan: Plan, view: Overview) -> list[Step]:
    """Read, approved, issued, carried out, closed: where the plan stands."""
    reached = {
        PlanStatus.DRAFT: 0,
        PlanStatus.CONSULTATION: 0,
        PlanStatus.SUBMITTED: 1,
        PlanStatus.APPROVED: 2,
        PlanStatus.ISSUED: 3,
        PlanStatus.CLOSED: 5,
    }[PlanStatus(plan.status)]
    ended = view.totals.get("done", 0)
    told = [
        (_("Read and checked"), str(plan.created_by), plan.created_at, ""),
        (_("Approval"), str(plan.approved_by or ""), plan.approved_at, plan.approving_meeting),
        (_("Issue"), str(plan.issued_by or ""), plan.issued_at, _published(plan)),
        (_("Carrying out"), "", None, _("%(n)d commitments") % {"n": view.commitments} if plan.issued_at else ""),
        (
            _("All closed"),
            "",
            None,
            _("%(done)d of %(n)d") % {"done": ended, "n": view.commitments} if ended else "",
        ),
    ]
    steps = []
    for place, (name, who, at, note) in enumerate(told):
        state = "was" if place < reached else "now" if place == reached else "later"
        steps.append(Step(name, state, who if state == "was" else "", at if state == "was" else None, note))
    return steps

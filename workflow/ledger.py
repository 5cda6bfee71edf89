"""The ledger as a query: the filter in the address, the commitments it leaves, their order and their sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from workflow import lights
from workflow.deadlines import Light, WorkCalendar
from workflow.models import AgencyAlias, AssignmentParty, Commitment, JournalEntry, Plan
from workflow.paging import Key, Order, read_moment, read_number
from workflow.querysets import has_fact, is_binding
from workflow.scope import Scope
from workflow.status import AgencyKind, Stage

FAR = date(9999, 12, 31)
"""Sorts what has no running due date behind everything that has one."""

ORDERS = {
    "number": Order((Key("plan_id", descending=True), Key("item__order"), Key("agency__order"), Key("pk"))),
    "due": Order((Key("sort_due", date.fromisoformat), Key("pk"))),
    "completion": Order((Key("completion_on", date.fromisoformat), Key("pk"))),
    "changed": Order((Key("changed_at", read_moment, descending=True), Key("pk", descending=True))),
}
WINDOWS = ("week", "month", "quarter", "year")
LIGHTS = tuple(state.value for state in lights.STATES)

_LADDER = (
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
    (Stage.ISSUED, ""),
)
"""The facts in the order in which `Commitment.stage` looks at them."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for. Every part is optional; nonsense is left out. `since` is the day of the latest change
    or later, `due_from` the due date or later."""

    q: str = ""
    plan: int | None = None
    item: int | None = None
    agency: int | None = None
    kind: str = ""
    light: str = ""
    stage: str = ""
    due: str = ""
    mine: bool = False
    followed: bool = False
    optional: bool = False
    """Only those that are to be followed by analogy (参照执行)."""
    since: date | None = None
    due_from: date | None = None
    sort: str = "number"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filter":
        """From the query of an address (or of a job's arguments)."""
        return cls(
            q=" ".join(query.get("q", "").split())[:100],
            plan=_number(query.get("plan", "")),
            item=_number(query.get("item", "")),
            agency=_number(query.get("agency", "")),
            kind=_one_of(query.get("kind", ""), AgencyKind.values),
            light=_one_of(query.get("light", ""), LIGHTS),
            stage=_one_of(query.get("stage", ""), Stage.values),
            due=_one_of(query.get("due", ""), WINDOWS),
            mine=query.get("mine") == "1",
            followed=query.get("mine") == "followed",
            optional=query.get("optional") == "1",
            since=_day(query.get("since", "")),
            due_from=_day(query.get("due_from", "")),
            sort=_one_of(query.get("sort", ""), ORDERS) or "number",
        )

    def __bool__(self) -> bool:
        return replace(self, sort="number") != Filter()


def _number(text: str) -> int | None:
    try:
        return read_number(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # The ends of the calendar have no midnight in every time zone.
    return day if 1 < day.year < 9999 else None


def _one_of(text: str, allowed: Iterable[Any]) -> str:
    return text if text in set(allowed) else ""


def at_stage(stage: Stage) -> Q:
    """Commitments at the stage; agrees with `Commitment.stage`."""
    where = Q()
    for known, fact in _LADDER:
        if known is stage:
            return where & has_fact(fact) if fact else where
        where &= ~has_fact(fact)
    return where


def window_end(window: str, on: date) -> date:
    """The last day of the running week (Sunday), month, quarter or year."""
    if window == "week":
        return on + timedelta(days=6 - on.weekday())
    months = {"month": 1, "quarter": 3, "year": 12}[window]
    last = (on.month - 1) // months * months + months
    return (date(on.year, last, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def plans_in(scope: Scope) -> QuerySet[Plan]:
    """Plans of whose commitments the person sees any, newest first."""
    seen = Commitment.objects.visible_to(scope).filter(plan=OuterRef("pk"))
    return Plan.objects.filter(Exists(seen)).order_by("-pk")


@dataclass(slots=True)
class Sums:
    """How many commitments the filter leaves, by light. `ended` were discontinued and have no light; `optional` ones,
    only to be followed by analogy, are listed beside the total; `transferred` ones are listed, and counted in `listed`,
    only where that stage is asked for."""

    ok: int = 0
    soon: int = 0
    late: int = 0
    done: int = 0
    transferred: int = 0
    optional: int = 0
    total: int = 0
    listed: int = 0

    @property
    def ended(self) -> int:
        """Discontinued ones."""
        return self.total - self.ok - self.soon - self.late - self.done

    def add(self, row: Mapping[str, Any], listed: str = "total") -> None:
        """Add a row of an aggregate, of which `listed` counts what a list shows."""
        self.ok += row["ok"]
        self.soon += row["soon"]
        self.late += row["late"]
        self.done += row["done"]
        self.transferred += row["transferred"]
        self.optional += row["optional"]
        self.total += row["total"]
        self.listed += _listed(row, listed)


def _listed(row: Mapping[str, Any], listed: str) -> int:
    """How many of a row of an aggregate a list shows."""
    return int(row["total"] + row["optional"] if listed == "total" else row[listed])


@dataclass(frozen=True, slots=True)
class AgencyChoice:
    """An agency to filter by, with the number of its commitments under the other filters."""

    pk: int
    name: str
    total: int


@dataclass(slots=True)
class Ledger:
    """The commitments one person sees under one filter on the day `on`. Nothing is read before it is asked for."""

    scope: Scope
    wanted: Filter
    on: date
    calendar: WorkCalendar
    plans: list[Plan] = field(default_factory=list)
    """The plans that may occur: their `soon_working_days` decide where the light turns."""

    def commitments(self, *, without: frozenset[str] = frozenset()) -> QuerySet[Commitment]:
        """What the filter leaves, unordered; parts of it named in `without` are ignored."""
        rows = Commitment.objects.visible_to(self.scope)
        for part, where in self._parts().items():
            if part not in without:
                rows = rows.filter(where)
        return rows

    def _parts(self) -> dict[str, Q]:
        wanted = self.wanted
        parts: dict[str, Q] = {}
        if wanted.q:
            parts["q"] = _text(wanted.q)
        if wanted.plan is not None:
            parts["plan"] = Q(plan_id=wanted.plan)
        if wanted.item is not None:
            parts["item"] = Q(item_id=wanted.item)
        if wanted.agency is not None:
            parts["agency"] = Q(agency_id=wanted.agency)
        if wanted.kind:
            parts["kind"] = Q(agency__kind=wanted.kind)
        if wanted.light:
            parts["light"] = lights.conditions(self.on, self._thresholds(), self.calendar)[Light(wanted.light)]
        # What was transferred stands where the agency that has it now stands; it is found under its own stage.
        parts["stage"] = at_stage(Stage(wanted.stage)) if wanted.stage else Q(transferred_at__isnull=True)
        if wanted.due:
            until = window_end(wanted.due, self.on)
            parts["due"] = is_binding() & Q(suspended_on=None, current_due_on__gte=self.on, current_due_on__lte=until)
        if wanted.due_from is not None:
            parts["due_from"] = Q(current_due_on__gte=wanted.due_from)
        if wanted.since is not None:
            start = datetime.combine(wanted.since, time(), tzinfo=timezone.get_default_timezone())
            parts["since"] = Q(changed_at__gte=start)
        if wanted.mine:
            parts["mine"] = self._mine()
        if wanted.optional:
            parts["optional"] = ~is_binding()
        if wanted.followed:
            parts["followed"] = Q(follows__user_id=self.scope.user_id)
        return parts

    def _mine(self) -> Q:
        """Of the person's own agency, of a plan the person brought in, or with an act of the person in its history."""
        user_id = self.scope.user_id
        acted = JournalEntry.objects.filter(commitment=OuterRef("pk"), actor_id=user_id)
        home = sorted(self.scope.home_agency_ids)
        return Q(agency_id__in=home) | Q(plan__created_by_id=user_id) | Q(Exists(acted))

    def _thresholds(self) -> list[int]:
        return [plan.soon_working_days for plan in self.plans]

    def narrow(self) -> QuerySet[Commitment]:
        """The commitments with the columns the order names, for choosing the rows of a page."""
        return self.commitments().annotate(sort_due=Coalesce("current_due_on", FAR))

    @property
    def order(self) -> Order:
        """The order the address asks for."""
        return ORDERS[self.wanted.sort]

    def sums(self) -> tuple[Sums, list[AgencyChoice]]:
        """The sums by light under all filters but the light's own, and the agencies under all filters but these two;
        one query, one row an agency."""
        ignored = {"light", "agency", "optional"} if self.wanted.stage else {"light", "agency", "optional", "stage"}
        listed = "transferred" if self.wanted.stage == Stage.TRANSFERRED else "total"
        rows: Iterable[Mapping[str, Any]] = (
            self.commitments(without=frozenset(ignored))
            .values("agency_id", "agency__short_name")
            .annotate(**lights.counts(self.on, self._thresholds(), self.calendar))
            .order_by("agency__order", "agency_id")
        )
        sums, agencies = Sums(), []
        for row in rows:
            if shown := _listed(row, listed):
                agencies.append(AgencyChoice(row["agency_id"], row["agency__short_name"], shown))
            if self.wanted.agency in {None, row["agency_id"]}:
                sums.add(row, listed)
        return sums, agencies


def wide() -> QuerySet[Commitment]:
    """Everything a row shows in two queries: the commitments with item, agency and plan, and the parties named."""
    parties = AssignmentParty.objects.select_related("agency", "agency_set").order_by("assignment_id", "order")
    return (
        Commitment.objects.annotate(sort_due=Coalesce("current_due_on", FAR))
        .select_related("item", "agency", "plan", "assignment", "transferred_from")
        .prefetch_related(Prefetch("assignment__parties", queryset=parties))
    )


def _text(q: str) -> Q:
    """Every word occurs in the item, a name the agency has or had, the plan's title or its document number."""
    where = Q()
    for word in q.split()[:5]:
        where &= (
            Q(item__heading__icontains=word)
            | Q(item__text__icontains=word)
            | Q(item__number__icontains=word)
            | Q(agency__short_name__icontains=word)
            | Q(agency__name__icontains=word)
            | Q(opened_for__name__icontains=word)
            | Q(opened_for__short_name__icontains=word)
            | Q(agency__in=AgencyAlias.objects.filter(former=True, name__icontains=word).values("agency"))
            | Q(plan__title__icontains=word)
            | Q(plan__document_number__icontains=word)
        )
    return where

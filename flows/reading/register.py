"""The register of events of a plan, as a person may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from flows.reading.events import Line, lines
from workflow.errors import NotVisible
from workflow.models import Clock, EventResponse, Plan, PlanEvent, Suspension
from workflow.paging import Key, Order, Page, page_of
from workflow.querysets import has_passed
from workflow.scope import Scope
from workflow.services import event_hanging, events, plans, suspensions
from workflow.services.calendar import local_day

ORDER = Order((Key("pk", descending=True),))
STATES = ("open", "late")
PAGE_SIZE = 20
SHOWN = 3
"""So much of what hangs on one event stands in the list; its own page has it all."""
ALL = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry with the first of what hangs on it; `total`, `open` and `late` count all the person may see."""

    event: PlanEvent
    lines: Sequence[Line]
    total: int
    open: int
    late: int

    @property
    def more(self) -> int:
        """How many lines are not shown."""
        return self.total - len(self.lines)


def plan_for(scope: Scope, pk: int) -> Plan:
    """A plan in force that the person may see; NotVisible (404) otherwise."""
    plan = plans.visible_plan(scope, pk)
    if plan.status not in plans.IN_FORCE or plan.is_amendment:
        raise NotVisible
    return plan


def late(now: datetime) -> Q:
    """Open responses past their date at `now` or, of what rests, when the work was suspended: `Line.is_late` says the
    same of one."""
    on, hours, days = local_day(now), Q(due_at__isnull=False), Q(due_at__isnull=True)
    stopped = Suspension.objects.filter(suspensions.IN_FORCE, commitment=OuterRef("commitment"))
    running = Q(commitment__suspended_on__isnull=True, due_at__lt=now)
    over = (hours & (running | Q(Exists(stopped.filter(decided_at__gt=OuterRef("due_at")))))) | (days & has_passed(on))
    return Q(outcome="") & (over | Q(event__planned_on__isnull=False, due_on__lt=on))


def entries(plan: Plan, scope: Scope, now: datetime, *, state: str, older: str, newer: str) -> Page[PlanEvent]:
    """One page of entries, the latest first; `state` leaves those on which something is open, or late."""
    found = events.visible_events(scope).filter(plan=plan)
    if state in STATES:
        where = late(now) if state == "late" else Q(outcome="")
        found = found.filter(Exists(events.visible_responses(scope).filter(where, event=OuterRef("pk"))))
    wide = PlanEvent.objects.select_related("reported_by", "corrects", "corrected_by")
    return page_of(found, ORDER, older=older, newer=newer, size=PAGE_SIZE, wide=wide)


def rows(page: Page[PlanEvent], plan: Plan, scope: Scope, now: datetime) -> list[Entry]:
    """The entries with what hangs on them; three queries, however much that is, and one more where work rests."""
    mine = events.visible_responses(scope).filter(event__in=page.rows)
    counted = mine.values("event").annotate(
        total=Count("pk"), open=Count("pk", filter=Q(outcome="")), late=Count("pk", filter=late(now))
    )
    sums = {row["event"]: row for row in counted.order_by()}
    ordered = [F("outcome").asc(), F("due_on").asc(), F("pk").asc()]
    place = Window(RowNumber(), partition_by=F("event"), order_by=ordered)
    first = _wide(mine).annotate(place=place).filter(place__lte=SHOWN).order_by("event", "place")
    shown: dict[int, list[EventResponse]] = {}
    for response in first:
        shown.setdefault(response.event_id, []).append(response)
    all_shown = [one for ones in shown.values() for one in ones]
    clocks = _clocks([one.pk for one in all_shown])
    stopped = suspensions.since_when(one.commitment for one in all_shown)
    none = {"total": 0, "open": 0, "late": 0}
    return [
        Entry(
            event,
            lines(shown.get(event.pk, []), clocks, plan.soon_working_days, now, stopped),
            *(sums.get(event.pk, none)[name] for name in ("total", "open", "late")),
        )
        for event in page.rows
    ]


def entry_for(scope: Scope, plan: Plan, pk: int) -> PlanEvent:
    """One entry of the plan; NotVisible (404) for a foreign or missing one."""
    found = events.visible_events(scope).filter(plan=plan, pk=pk)
    event = found.select_related("reported_by", "corrects", "corrected_by__reported_by", "item").first()
    if event is None:
        raise NotVisible
    return event


def entry_of(event: PlanEvent, plan: Plan, scope: Scope, now: datetime) -> Entry:
    """The entry with all that hangs on it, up to `ALL`; three queries, and one more where work rests."""
    mine = events.visible_responses(scope).filter(event=event)
    sums = mine.aggregate(total=Count("pk"), open=Count("pk", filter=Q(outcome="")), late=Count("pk", filter=late(now)))
    shown = list(_wide(mine).order_by("outcome", "due_on", "commitment__item__order", "pk")[:ALL])
    stopped = suspensions.since_when(one.commitment for one in shown)
    found = lines(shown, _clocks([one.pk for one in shown]), plan.soon_working_days, now, stopped)
    return Entry(event, found, sums["total"], sums["open"], sums["late"])


def _wide(rows: QuerySet[EventResponse]) -> QuerySet[EventResponse]:
    return rows.select_related("event", "commitment__item", "commitment__agency", "answered_by")


def _clocks(ids: Sequence[int]) -> dict[int, int]:
    rows = Clock.objects.filter(response__in=ids).values_list("response_id", "pk")
    return {response or 0: clock for response, clock in rows}


def words_of(event: PlanEvent, plan: Plan) -> list[str]:
    """The events of the plan an entry was entered as: those of the sentences that hung on it; two queries."""
    phrases = set(event.responses.values_list("phrase", flat=True))
    return event_hanging.words_with(plan, phrases)

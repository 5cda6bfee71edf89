"""What hangs on an event that is reported: time limits of open items whose words name it, and the date each gets."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from workflow.deadlines import EventTerm, Stop, WorkCalendar
from workflow.models import Clock, Commitment, EventResponse, ItemDeadline, Plan, PlanEvent
from workflow.querysets import goes_on, is_binding
from workflow.scope import Scope
from workflow.services import event_terms, lineage, recounting, suspensions
from workflow.services.calendar import calendar_in_force, local_day
from workflow.status import Act, ClockKind, EventOutcome


@dataclass(frozen=True, slots=True)
class Reported:
    """What somebody reports: it happened at a moment and was known at another, or is planned for a day. `words` are the
    events of the plan it is (`key_of`); `corrects` is the entry it puts right, `void` that it did not take place."""

    name: str
    words: Collection[str] = ()
    happened_at: datetime | None = None
    known_at: datetime | None = None
    planned_on: date | None = None
    note: str = ""
    corrects: int | None = None
    void: bool = False

    @property
    def day(self) -> date:
        """The day terms count from. Raises ValueError where none is given."""
        if self.planned_on is not None:
            return self.planned_on
        if self.happened_at is None:
            raise ValueError("neither a moment nor a day")
        return local_day(self.happened_at)


@dataclass(frozen=True, slots=True)
class Hang:
    """One time limit of one open commitment that hangs on an event, with the clock that would run for it, not stored
    yet: it stood still already while the work was suspended since the event happened."""

    commitment: Commitment
    limit: ItemDeadline
    term: EventTerm
    clock: Clock

    @property
    def key(self) -> str:
        """How the form names it."""
        return f"{self.commitment.pk}-{self.limit.pk}"

    @property
    def term_words(self) -> str:
        """The term in words."""
        return event_terms.term_words(self.term)

    def has_passed(self, by: datetime) -> bool:
        """At this moment its day is over or, of a term of hours, its last moment."""
        return self.clock.due_at < by if self.clock.due_at is not None else self.clock.due_on < local_day(by)


@dataclass(frozen=True, slots=True)
class Offer:
    """One event the limits of a plan name: in its own words, or by the sentence that names none."""

    key: str
    label: str
    items: int
    before: bool
    after: bool


# -- what hangs on an event --------------------------------------------------------------------------------------------


def key_of(limit: ItemDeadline) -> str:
    """The event of a limit: its words, or the sentence where that names none."""
    return limit.event or limit.phrase


def offers_of(plan: Plan, scope: Scope) -> list[Offer]:
    """The events on which open commitments hang that the person may report for, in the order of the plan; one query."""
    found: dict[str, list[tuple[int, EventTerm]]] = {}
    for limit in _limits(plan).filter(_reported_by(scope, "item__commitments__")).distinct():
        term = event_terms.term_stated(limit)
        if term is not None:
            found.setdefault(key_of(limit), []).append((limit.item_id, term))
    return [
        Offer(
            key,
            key,
            len({item for item, _term in terms}),
            before=any(term.before for _item, term in terms),
            after=any(not term.before for _item, term in terms),
        )
        for key, terms in found.items()
    ]


def _limits(plan: Plan) -> QuerySet[ItemDeadline]:
    return ItemDeadline.objects.filter(item__plan=plan).order_by("item__order", "pk")


def _reported_by(scope: Scope, prefix: str = "") -> Q:
    # Who may only follow by analogy is bound by no event either.
    return (
        goes_on(prefix) & is_binding(prefix) & Q(**{f"{prefix}agency_id__in": sorted(scope.agencies(Act.REPORT_EVENT))})
    )


def hanging(plan: Plan, told: Reported, scope: Scope) -> list[Hang]:
    """What hangs on the event, of the commitments the person may report for, in the order of the plan, with the date
    each gets. What was done already on the entry it corrects is left out, also where the share was transferred since.
    Three queries, one more where work was suspended since the event, two for each entry corrected, and one more where
    something was done on them."""
    if told.void:
        return []
    calendar = calendar_in_force()
    limits: dict[int, list[tuple[ItemDeadline, EventTerm]]] = {}
    for limit in _limits(plan):
        term = event_terms.term_stated(limit)
        if term is None or key_of(limit) not in told.words or term.before != (told.planned_on is not None):
            continue
        known = limits.setdefault(limit.item_id, [])
        if all(limit.phrase != other.phrase for other, _term in known):
            known.append((limit, term))
    rows = Commitment.objects.filter(_reported_by(scope), plan=plan, item__in=list(limits))
    rows = rows.select_related("item", "agency").order_by("item__order", "agency__order", "pk")
    done = _done_on(told.corrects)
    earlier = lineage.taken_over(plan.pk) if done else {}
    found = list(rows)
    stops = suspensions.stops_behind(plan.pk, found, told.happened_at) if told.happened_at is not None else {}
    return [
        Hang(commitment, limit, term, clock_of(term, told, stops.get(commitment.pk, ()), calendar))
        for commitment in found
        for limit, term in limits[commitment.item_id]
        if not any((share, limit.phrase) in done for share in lineage.shares(commitment.pk, earlier))
    ]


def words_with(plan: Plan, phrases: Collection[str]) -> list[str]:
    """The events that sentences of the plan name; one query."""
    limits = (limit for limit in _limits(plan).filter(phrase__in=phrases) if event_terms.term_stated(limit))
    return list(dict.fromkeys(key_of(limit) for limit in limits))


def waiting_on(event: PlanEvent) -> QuerySet[EventResponse]:
    """What is open on an entry, and ends when that is corrected."""
    rows = EventResponse.objects.filter(event=event, outcome="")
    return rows.select_related("commitment__item", "commitment__agency").order_by("commitment__item__order", "pk")


def _done_on(event_pk: int | None) -> set[tuple[int, str]]:
    """What was done on an entry, and on those it corrects in its turn; two queries an entry, none without one."""
    done: set[tuple[int, str]] = set()
    while event_pk is not None:
        rows = EventResponse.objects.filter(event=event_pk, outcome=EventOutcome.ANSWERED)
        done |= set(rows.values_list("commitment_id", "phrase"))
        event_pk = PlanEvent.objects.filter(pk=event_pk).values_list("corrects", flat=True).first()
    return done


def clock_of(term: EventTerm, event: Reported | PlanEvent, stops: Iterable[Stop], calendar: WorkCalendar) -> Clock:
    """The clock of a term that hangs on the event, not stored yet, of a commitment that went through these stops."""
    due = event_terms.due_of(term, event.day, event.happened_at, calendar)
    clock = Clock(
        kind=ClockKind.EVENT,
        rule=event_terms.rule_of(term),
        amount=term.amount,
        start_on=event.day,
        start_at=event.happened_at if due.due_at is not None else None,
        due_on=due.due_on,
        due_at=due.due_at,
        provisional=due.provisional,
        calendar_version=due.calendar_version,
    )
    recounting.run_through(clock, stops)
    return clock

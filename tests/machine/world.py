"""The city the machine works in, and the comparison of what the product did with what the model said."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache

from flows.empty_posts import raise_alarms
from flows.issue import Share
from flows.main_line import held
from flows.models import HUMAN, PAUSED, Task
from tests.builders import City, issue_plan, make_plan
from tests.flows.events import LIMITS
from tests.machine.case import Case, Turn
from tests.machine.dates import Clock, Days, Limits
from tests.machine.model import Item, Model
from tests.machine.owed import Duty, Signer, asked_from
from tests.machine.people import Person, cast
from tests.machine.steps import HOLDERS, Step
from workflow.errors import Refused
from workflow.models import (
    AssignmentParty,
    Commitment,
    DutyPeriod,
    EventResponse,
    ItemDeadline,
    ItemRecurrence,
    JournalEntry,
    PlanItem,
)
from workflow.services import verification
from workflow.services.calendar import VERSION_KEY, _calendar, calendar_in_force, local_day
from workflow.status import PartyRole

MINUTE = timedelta(minutes=1)


class Differs(AssertionError):
    """Product and model disagree."""


@dataclass(frozen=True)
class Base:
    """What every run begins with: the people and the commitments of an issued plan."""

    people: Mapping[str, Person]
    items: Sequence[tuple[int, str, int]]
    """Commitments: number, place, and number of the item of the plan."""
    places: Mapping[str, int]
    limits: Limits
    named: Mapping[int, frozenset[str]]
    """The agencies the plan names for each item of it."""
    now: datetime

    def model(self) -> Model:
        """The model of the beginning."""
        look_at_calendar()
        days = Days(local_day(self.now), calendar_in_force())
        limits, today = self.limits, days.today
        found = []
        for pk, place, subject in self.items:
            plan = Clock(today, limits.plan, *days.after(today, limits.plan))
            final = Clock(date(today.year, 12, 31), 0, date(today.year, 12, 31), False)
            line = Step("acknowledge", days.after(today, limits.acknowledge)[0])
            item = Item(pk, place, subject, today, final, plan, line)
            item.entries.append(("commitment_opened", "clerk"))
            self.join(item, days)
            found.append(item)
        hangs = {subject: HANGING.get(number, ()) for number, subject in enumerate(self.named)}
        return Model(days, limits, found, self.places, dict(self.named), hangs)

    def join(self, item: Item, days: Days) -> None:
        """What the plan has other agencies do for it."""
        number = list(self.named).index(item.subject)
        if item.place == LEADS[number]:
            for partner in PARTNERS.get(number, ()):
                item.ask_partner(partner, days.after(days.today, self.limits.contribution)[0])
                item.entries.append(("partners_named", "clerk"))
            for place in JOINT.get(number, ()):
                item.signers[place] = Signer(is_lead=True)
                item.entries.append(("joint_leads_named", "clerk"))
            if number in MONTHLY:
                item.duty = Duty(TIMES, asked_from(days))
            if number in DIVIDED:
                item.ask_part(days.after(days.today, self.limits.dispute)[0])


LEADS = ("agency", "agency", "other")
"""Who leads each item of the plan; the first one is issued to a second agency beside."""
PARTNERS = {0: ("county",), 2: ("county",)}
"""Partners the plan names for an item."""
JOINT = {2: ("agency",)}
"""Joint leads, whose heads sign the implementation plans too."""
MONTHLY, TIMES = (1,), 2
"""Items that ask for something so many times every month."""
DIVIDED = (1,)
"""Items of a clause whose parts have to be stated and confirmed."""

HANGING = {0: ("hours", "working"), 1: ("working",), 2: ("before",)}
"""Limits of items that hang on events."""


def build(city: City, now: datetime) -> Base:
    """A plan of three items, issued to two agencies: one to both, and one to each."""
    people = cast(city, now)
    plan = make_plan(city, now, items=3)
    items = list(plan.items.order_by("order"))
    shares = [_share(city, number, item) for number, item in enumerate(items)]
    shares.append(Share(items[0], shares[0].assignment, city.other, PartyRole.LEAD))
    for number in MONTHLY:
        ItemRecurrence.objects.create(
            item=items[number], kind="per_period_min", period="month", min_count=TIMES, phrase="每月发布不少于2次"
        )
    for number, terms in HANGING.items():
        ItemDeadline.objects.bulk_create(ItemDeadline(item=items[number], **LIMITS[name]) for name in terms)
    found = issue_plan(city, plan, now, shares=shares)
    places = {name: getattr(city, name).pk for name in ("agency", "other", "county")}
    names = {pk: name for name, pk in places.items()}
    named = {
        item.pk: frozenset((LEADS[number], *PARTNERS.get(number, ()), *JOINT.get(number, ())))
        for number, item in enumerate(items)
    }
    limits = Limits(
        acknowledge=plan.acknowledge_working_days,
        plan=plan.plan_working_days,
        sign=plan.sign_working_days,
        approve=plan.approve_working_days,
        publish=plan.publish_working_days,
        inspect=plan.inspect_working_days,
        report=plan.report_working_days,
        pause=plan.urge_pause_days,
        dispute=plan.dispute_working_days,
        slip=plan.slip_working_days,
        contribution=plan.contribution_working_days,
        soon=plan.soon_working_days,
    )
    opened = [(one.pk, names[one.agency_id], one.item_id) for one in found]
    return Base(people, opened, places, limits, named, now)


def _share(city: City, number: int, item: PlanItem) -> Share:
    """The share of who leads the item; its clause names partners and joint leads."""
    helpers, joint = ([getattr(city, name) for name in among.get(number, ())] for among in (PARTNERS, JOINT))
    clause = item.assignments.get()
    lead = getattr(city, LEADS[number])
    clause.parties.all().delete()
    for role, agencies in ((PartyRole.LEAD, [lead, *joint]), (PartyRole.PARTNER, helpers)):
        for agency in agencies:
            AssignmentParty.objects.create(assignment=clause, role=role, name=str(agency), agency=agency)
    return Share(
        item,
        clause,
        lead,
        PartyRole.LEAD,
        helpers=tuple(helpers),
        joint=tuple(joint),
        is_divided=number in DIVIDED,
    )


def _hung(event: int | None, phrase: str | None) -> str:
    """What tells what hangs on an event apart; empty for every other step."""
    return f"{event}/{phrase}" if event is not None else ""


def look_at_calendar() -> None:
    """Ask the tables again: a run is rolled back with the notices entered in it, and its numbers come again."""
    cache.delete(VERSION_KEY)
    _calendar.cache_clear()


@dataclass
class World:
    """One run: the model beside the database, and the moment it is."""

    base: Base
    model: Model = field(init=False)
    now: datetime = field(init=False)
    last_entry: int = field(init=False)
    story: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.model, self.now = self.base.model(), self.base.now
        self.last_entry = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True)[0]
        self._names = {person.user.pk: name for name, person in self.base.people.items()}
        self._places = {pk: name for name, pk in self.base.places.items()}
        self.compare("issued")

    # -- acts ---------------------------------------------------------------------------------------------------------

    def turn(self, case: Case, who: Person, item: Item, step: Step | None, typed: Any, stale: Any = None) -> Turn:
        """Somebody's turn, a minute after the one before."""
        self.now += MINUTE
        return Turn(self.model, who, item, step, typed, self.now, self.base.people, stale)

    def attempt(self, case: Case, turn: Turn) -> str:
        """Do it in both; returns the code of the refusal. Raises Differs when they disagree."""
        at = turn.stale or turn.step
        told = (
            f"{turn.who.name}: {case.name} of item {turn.item.pk} at {at and at.node}{' (over)' if turn.stale else ''}"
        )
        expected = case.predict(turn)
        try:
            turn.made = case.call(turn)
            got = ""
        except Refused as refused:
            got = refused.code
        if got != expected:
            raise self.differs(told, f"refused as {got or 'done'}, the model says {expected or 'done'}; {turn.typed}")
        if not expected:
            case.done(turn)
        self.compare(f"{told} -> {got or 'done'}", changed=not got)
        return got

    # -- comparing -----------------------------------------------------------------------------------------------------

    def differs(self, told: str, how: str) -> Differs:
        """The disagreement with what led to it."""
        return Differs("\n".join([*self.story[-15:], f"{self.now:%Y-%m-%d %H:%M} {told}", how]))

    def compare(self, told: str, *, changed: bool = True) -> None:
        """Open steps and history are those of the model, and after whatever `changed` something the days in hands."""
        self._compare_entries(told)
        self._compare_steps(told)
        if changed:
            self._compare_hands(told)
        self.story.append(f"{self.now:%Y-%m-%d %H:%M} {told}")

    def new_entries(self) -> list[tuple[int, str, str]]:
        """(item or 0, act, who) of what the journal got since the last look."""
        rows = JournalEntry.objects.filter(pk__gt=self.last_entry).order_by("pk")
        found = list(rows.values_list("pk", "commitment_id", "act", "actor_id"))
        if found:
            self.last_entry = found[-1][0]
        return [(item or 0, act, self._names.get(actor, "")) for _pk, item, act, actor in found]

    def _compare_entries(self, told: str) -> None:
        got, expected = sorted(self.new_entries()), sorted(self.model.expected)
        self.model.expected = []
        if got != expected:
            raise self.differs(told, f"the journal got {got}, the model says {expected}")

    def _compare_steps(self, told: str) -> None:
        rows = Task.objects.filter(
            flow_task_type__in=[HUMAN, PAUSED],
            finished__isnull=True,
            commitment__in=[item.pk for item in self.model.items],
        ).values_list(
            "commitment_id",
            "node",
            "process__report__period",
            "process__extension__clock__kind",
            "process__contribution__agency_id",
            "process__duty_period__name",
            "process__event_response__event_id",
            "process__event_response__phrase",
            "flow_task_type",
            "agency_id",
            "due_on",
            "pk",
        )
        got = {
            (
                item,
                node,
                self._key(node, period or kind or month or _hung(event, phrase), partner or place),
                state == PAUSED,
            ): (due, place, pk)
            for item, node, period, kind, partner, month, event, phrase, state, place, due, pk in rows
        }
        if len(got) != len(rows):
            raise self.differs(told, f"a step is open twice: {sorted(map(str, rows))}")
        standing = {
            (item.pk, step.node, step.key, item.rests): (item, step)
            for item in self.model.items
            for step in item.standing
        }
        opened = {key: lies[:2] for key, lies in got.items()}
        places = self.model.places
        expected = {key: (step.due, places[step.place or item.place]) for key, (item, step) in standing.items()}
        if opened != expected:
            only = sorted(map(str, opened.items() - expected.items()))
            raise self.differs(
                told, f"open is {only}, the model says {sorted(map(str, expected.items() - opened.items()))}"
            )
        for key, (_item, step) in standing.items():
            step.pk = got[key][2]
        self._remember({step.pk: (item, step) for item, step in standing.values()})

    def _key(self, node: str, about: str | None, partner: int) -> str:
        """What tells a step apart from others at the node: a period, a date, a partner."""
        if node in ("contribute", "take_in", "countersign"):
            return self._places[partner]
        return "" if node in HOLDERS else about or ""

    _open: dict[int, tuple[Item, Step]] = field(default_factory=dict)

    def _remember(self, opened: dict[int, tuple[Item, Step]]) -> None:
        """Which steps are over since the last look."""
        self.model.past += [lain for pk, lain in self._open.items() if pk not in opened]
        self._open = opened

    def _compare_hands(self, told: str) -> None:
        """Every day of every life is charged to exactly one holder, the one the model saw holding it at night; and the
        dates of plan and completion are those of the model, also while no step stands for them."""
        few = Commitment.objects.only(
            "opened_at", "closed_at", "discontinued_at", "transferred_at", "plan_due_on", "completion_on"
        )
        rows = few.in_bulk([item.pk for item in self.model.items])
        found = held(list(rows.values()), self.model.today, self.model.days.calendar)
        for item in self.model.items:
            dates = rows[item.pk].plan_due_on, rows[item.pk].completion_on
            if dates != (item.plan.due, item.completion):
                raise self.differs(told, f"dates of {item.pk}: {dates}, model {(item.plan.due, item.completion)}")
            sums = Counter({str(holder): one.days for holder, one in found[item.pk].sums.items()})
            now = found[item.pk].now
            ended = rows[item.pk].ended_on
            life = (ended - item.opened_on).days if ended else (self.model.today - item.opened_on).days + 1
            own = item.days_in_hands(self.model.today)
            wrong = sums != +own or sum(sums.values()) != life
            if wrong or (now.holder if now else "") != item.holder(self.model.today):
                raise self.differs(told, f"in hands of {item.pk}: {sums}, model {own}, life {life}")

    def verify(self) -> None:
        """`manage.py verify` finds nothing, and no step waits for a post without anybody."""
        if raise_alarms(self.now):
            raise self.differs("alarm", "everybody has his post, but the office was told of an empty one")
        self._verify_periods()
        self._verify_responses()
        breaches = [str(breach) for name, check in verification.checks().items() for breach in check()]
        if breaches:
            raise self.differs("verify", "; ".join(breaches))

    def _verify_responses(self) -> None:
        """Everything that hung on an event has the day, of hours the moment, and the end that the model counted."""
        rows = EventResponse.objects.filter(commitment__in=[item.pk for item in self.model.items])
        got = {(item, event, phrase): told for item, event, phrase, *told in rows.values_list(
            "commitment", "event", "phrase", "due_on", "due_at", "outcome"
        )}  # fmt: skip
        expected = {
            (item.pk, one.event.pk, one.phrase): [one.clock.due, getattr(one.clock, "due_at", None), one.outcome]
            for item in self.model.items
            for one in item.responses
        }
        if got != expected:
            keys = [key for key in got.keys() | expected.keys() if got.get(key) != expected.get(key)]
            only = {key: (got.get(key), expected.get(key)) for key in keys}
            raise self.differs("responses", f"(product, model): {only}")

    def _verify_periods(self) -> None:
        """Every period of a duty was closed with what the model counted."""
        numbers = [item.pk for item in self.model.items]
        rows = DutyPeriod.objects.filter(duty__commitment__in=numbers)
        got = {(item, name): told for item, name, *told in rows.values_list(
            "duty__commitment", "name", "first_on", "closes_on", "count", "outcome"
        )}  # fmt: skip
        expected = {
            (item.pk, period.name): [period.first, period.closes, period.count, period.outcome]
            for item in self.model.items
            for period in (item.duty.periods.values() if item.duty is not None else ())
        }
        if got != expected:
            raise self.differs("periods", f"{got}, the model says {expected}")

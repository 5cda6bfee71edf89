"""The plain model: what is open, who had a hand, which date counts. Python values only, no database, no engine."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from tests.machine.dates import DAY, Clock, Days, Limits, Stop
from tests.machine.owed import Contribution, Division, Duty, Signer, asked_from
from tests.machine.papers import Dispute, Release, Report, Request, Slip, StopRequest
from tests.machine.register import Event, Response, Rest
from tests.machine.steps import HOLDERS, Step
from workflow.services.calendar import local_day


@dataclass
class Item:
    """A commitment: its open steps, the hands it went through, its clocks."""

    pk: int
    place: str
    subject: int
    """The item of the plan: an agency has one commitment for it, ever."""
    opened_on: date
    final: Clock
    plan: Clock
    line: Step | None
    publication: Clock | None = None
    finding: Clock | None = None
    submitted_by: str = ""
    signed_by: str = ""
    approved: bool = False
    published: bool = False
    claimed: bool = False
    claimed_on: date | None = None
    claimed_by: str = ""
    rectified_by: str = ""
    accepted_by: str = ""
    acknowledged: bool = False
    ended: bool = False
    ended_on: date | None = None
    transferred: bool = False
    """It goes on at another agency, and never again here."""
    took_over: "Item | None" = None
    """The share of another agency it goes back to."""
    ran: list[Clock] = field(default_factory=list)
    """The clocks that ran when it ended."""
    left: list[Clock] = field(default_factory=list)
    """Clocks of findings nobody put right before it ended: they run again when it goes on."""
    urged_on: date | None = None
    handed_in: bool = False
    """An implementation plan was handed in once: the agency has taken the item on."""
    dispute: Dispute | None = None
    settled: bool = False
    """The leader gave it to this agency by a ruling."""
    asked: StopRequest | None = None
    stopped_at: datetime | None = None
    stopped_until: date | None = None
    slip: Slip | None = None
    handed_out: tuple[str, str] = ("", "")
    """Section and officer it was handed to inside the agency."""
    percent: int = 0
    """How far the last signed report saw it."""
    beside: list[Step] = field(default_factory=list)
    reports: dict[str, Report] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)
    contributions: list[Contribution] = field(default_factory=list)
    signers: dict[str, Signer] = field(default_factory=dict)
    division: Division | None = None
    duty: Duty | None = None
    releases: list[Release] = field(default_factory=list)
    """What was prepared for the publication of the draft in hand, in its order."""
    published_by: Release | None = None
    """What the publication, or that there is none, goes back to."""
    responses: list[Response] = field(default_factory=list)
    """What hangs, or hung, on events."""
    rested: list[Rest] = field(default_factory=list)
    """When it was suspended, and when it went on or ended."""
    entries: list[tuple[str, str]] = field(default_factory=list)
    """(act, who) of every entry of the history from the first, who is empty for the system."""
    held: Counter[str] = field(default_factory=Counter)
    """Calendar days in each holder's hands, today not counted."""

    @property
    def completion(self) -> date:
        """The date that counts for the work as a whole."""
        return self.final.due

    @property
    def standing(self) -> list[Step]:
        """Every step that is not over."""
        return [*([self.line] if self.line else []), *self.beside]

    @property
    def steps(self) -> list[Step]:
        """Every open step; none while the work rests."""
        return [] if self.rests else self.standing

    @property
    def resting(self) -> list[Step]:
        """The steps that will be open again when the work goes on."""
        return self.standing if self.rests else []

    @property
    def stopped_on(self) -> date | None:
        """The day it was suspended."""
        return local_day(self.stopped_at) if self.stopped_at is not None else None

    @property
    def rests(self) -> bool:
        """The work is suspended."""
        return self.stopped_at is not None

    @property
    def parties(self) -> set[str]:
        """Other agencies that ever had a part in it: they may read it."""
        return {*self.signers, *(one.partner for one in self.contributions)}

    @property
    def shares(self) -> Iterator["Item"]:
        """It and the shares it goes back to."""
        current: Item | None = self
        while current is not None:
            yield current
            current = current.took_over

    @property
    def is_withheld(self) -> bool:
        """A joint lead will not sign the draft in hand: it has to come back."""
        return any(signer.is_lead and signer.signed == "withheld" for signer in self.signers.values())

    @property
    def release(self) -> Release | None:
        """The latest that counts: none that was taken back or went with the item."""
        kept = [one for one in self.releases if one.outcome not in ("withdrawn", "dropped")]
        return kept[-1] if kept else None

    @property
    def under_review(self) -> Release | None:
        """What somebody has to review."""
        return next((one for one in self.releases if not one.outcome), None)

    def holder(self, night: date) -> str:
        """In whose hands it is when the day is over; nobody's when it has ended."""
        if self.line is None or self.rests:
            return "suspended" if self.line is not None else ""
        holder = HOLDERS[self.line.node]
        return "partner" if any(self.waits(step, holder, night) for step in self.beside) else holder

    def waits(self, step: Step, holder: str, night: date) -> bool:
        """The step of another agency keeps the holder waiting: a late contribution the officer; a signature the head,
        of an agency that is no joint lead until its days are over."""
        if step.node == "contribute" and step.due is not None:
            return holder == "officer" and step.due < night
        if step.node == "countersign" and step.due is not None:
            return holder == "head" and (self.signers[step.key].is_lead or night <= step.due)
        return False

    def ask_partner(self, partner: str, due: date) -> None:
        """A partner owes a contribution, and its step opens."""
        self.contributions.append(Contribution(partner, due))
        self.beside.append(Step("contribute", due, partner, place=partner, owes=self.contributions[-1]))

    def drop_signatures(self) -> None:
        """Nobody is asked to sign the draft any more."""
        self.beside = [step for step in self.beside if step.node != "countersign"]
        for signer in self.signers.values():
            if signer.signed == "asked":
                signer.signed = "dropped"

    def ask_part(self, due: date) -> None:
        """The agency has to state its part of a clause several carry out."""
        self.division = Division(due)
        self.beside.append(Step("state_part", due))

    def go(self, node: str, due: date | None) -> None:
        """The main line moves on to the step `node`."""
        self.line = Step(node, due)

    def take(self, step: Step) -> None:
        """A step beside the main line is over."""
        self.beside = [one for one in self.beside if one is not step]

    def drop_request(self, kind: str) -> None:
        """The request for this date is over, and its step with it."""
        self.requests.pop(kind, None)
        self.beside = [one for one in self.beside if one.key != kind]

    def drop_stop_request(self) -> None:
        """The request to suspend the work is over, and its step with it."""
        self.asked = None
        self.beside = [one for one in self.beside if one.node not in ("sign_suspension", "grant_suspension")]

    def drop_slip(self) -> None:
        """The slip is over, and its step with it."""
        self.slip = None
        self.beside = [one for one in self.beside if not one.node.endswith("_slip")]

    def drop_review(self, outcome: str = "dropped") -> None:
        """Nobody has to review its publication any more."""
        if self.under_review is not None:
            self.under_review.outcome = outcome
        self.beside = [one for one in self.beside if one.node != "review_release"]

    def publish(self, release: Release | None) -> None:
        """The plan is published, or it is said that it is not: the work itself goes on."""
        self.published, self.published_by = True, release
        if self.publication is not None:
            self.publication.runs = False
        self.go("execute", self.completion)

    def hang(self, response: Response) -> None:
        """Something hangs on an event, and its step opens."""
        self.responses.append(response)
        self.beside.append(Step("answer_event", response.clock.due, response.key))

    def take_response(self, response: Response) -> None:
        """Its step is over."""
        self.beside = [one for one in self.beside if one.node != "answer_event" or one.key != response.key]

    def drop_dispute(self) -> None:
        """A dispute is open no more, and its step neither."""
        if self.dispute is not None:
            self.dispute.open = False
        self.beside = [one for one in self.beside if not one.node.endswith("_dispute")]

    def end(self, today: date) -> None:
        """Nothing is open any more."""
        self.ended, self.ended_on = True, today
        self.line, self.beside, self.requests = None, [], {}
        self.asked = self.slip = None
        self.drop_dispute()
        self.drop_review()
        self.drop_signatures()
        for one in self.contributions:
            one.open = False
        for response in self.responses:
            if not response.outcome:
                response.close("dropped")
        if self.division is not None:
            self.division.outcome = self.division.outcome or "dropped"
        for period in self.duty.open_ones if self.duty is not None else ():
            period.outcome = "cancelled"
        self.ran = [clock for clock in self.clocks() if clock.runs]
        for clock in self.ran:
            clock.runs = False

    def begin_again(self, today: date) -> None:
        """It goes on: what ran runs again, and what was claimed or accepted has to be again. The days between are
        nobody's."""
        if self.ended_on is not None:
            self.held["ended"] += (today - self.ended_on).days
        for clock in (*self.ran, self.final):
            clock.runs = True
        if self.finding is not None and self.finding.runs:
            self.left.append(self.finding)
            self.finding = None
        self.ended, self.ended_on = False, None
        self.claimed, self.accepted_by, self.signed_by = False, "", ""

    def clocks(self) -> list[Clock]:
        """Every clock; the final date is one that stands still, until the work rested."""
        own = [self.plan, self.publication, self.finding, self.final]
        found = [*own, *self.left, *(report.clock for report in self.reports.values())]
        found += [one.clock for one in self.responses if not one.outcome]
        return [clock for clock in found if clock is not None]

    def cease_to_rest(self, now: datetime) -> None:
        """It is suspended no more."""
        if self.stopped_at is not None:
            self.rested.append(Rest(self.stopped_at, now))
            self.stopped_at = self.stopped_until = None

    def wake(self, days: Days, now: datetime) -> None:
        """The work goes on: everything not over gets the working days back that it lost, and terms of hours the time
        to the moment."""
        if self.stopped_at is None:
            return
        self.cease_to_rest(now)
        rest = self.rested[-1]
        stop = rest.stop
        self.wake_duty(days)
        for response in self.responses:
            response.rest(rest, days)
        if stop.last >= stop.first:
            own = (self.plan, self.publication, self.finding, *self.left)
            may_run = [clock for clock in own if clock and clock.runs]
            reports = [report.clock for report in self.reports.values() if not report.signed]
            for clock in (*may_run, self.final, *reports):
                clock.change(stop, days)
            for step in self.standing:
                if step.due is not None:
                    step.due = days.rested(step.due, stop)[0]
            for request in self.requests.values():
                request.answer_by = days.rested(request.answer_by, stop)[0]
            if self.slip is not None:
                self.slip.answer_by = days.rested(self.slip.answer_by, stop)[0]
            self.wake_parts(days, stop)
            for step in self.beside:
                if step.node == "sign_duty" and self.duty is not None and step.due is not None:
                    period = self.duty.periods[step.key]
                    period.closes = max(period.closes, step.due)
        self.follow()

    def wake_parts(self, days: Days, stop: Stop) -> None:
        """What other agencies owe, and the own part of a divided clause, were asked for later."""
        for one in self.contributions:
            if one.open:
                one.due = days.rested(one.due, stop)[0]
        for signer in self.signers.values():
            if signer.signed == "asked":
                signer.due = days.rested(signer.due, stop)[0]
        if self.division is not None and not self.division.outcome:
            self.division.due = days.rested(self.division.due, stop)[0]

    def wake_duty(self, days: Days) -> None:
        """Periods that were over meanwhile are cancelled, and none that began meanwhile is asked for."""
        if self.duty is None:
            return
        for period in self.duty.open_ones:
            if period.closes < days.today:
                period.outcome = "cancelled"
                self.drop_period(period.name)
        self.duty.begin_again(days)

    def drop_period(self, name: str) -> None:
        """The step of a period is over."""
        self.beside = [step for step in self.beside if not step.node.endswith("_duty") or step.key != name]

    def date_of(self, kind: str) -> date:
        """The date that counts, of the implementation plan or of the completion."""
        return self.plan.due if kind == "implementation_plan" else self.completion

    def is_past_completion(self, today: date) -> bool:
        """The final date passed before the agency said it was done."""
        reached = self.claimed_on if self.claimed and self.claimed_on else self.stopped_on or today
        return reached > self.completion

    def recount(self, days: Days) -> bool:
        """A notice was entered: every running clock is counted again, and the steps that stand for it follow. Whether
        anything changed. Desk limits stay, and steps that rest."""
        moved = [clock for clock in self.clocks() if clock.runs and clock.count(days)]
        if moved and not self.rests:
            self.follow()
        return bool(moved)

    def follow(self) -> None:
        """Steps that stand for a clock carry its date."""
        if self.line is not None:
            standing: dict[str, Clock | None] = {
                "write_plan": self.plan,
                "publish_plan": self.publication,
                "rectify": self.finding,
            }
            clock = standing.get(self.line.node)
            if clock is not None:
                self.line.due = clock.due
            elif self.line.node == "execute":
                self.line.due = self.completion
        for step in self.beside:
            if step.node == "submit_report":
                step.due = self.reports[step.key].clock.due
            elif step.node == "fulfil_duty" and self.duty is not None:
                step.due = self.duty.periods[step.key].last
            elif step.node == "answer_event":
                step.due = next(one.clock.due for one in self.responses if one.key == step.key and not one.outcome)
            elif step.key in self.requests:
                step.due = min(self.requests[step.key].answer_by, self.date_of(step.key))

    def days_in_hands(self, today: date) -> Counter[str]:
        """Calendar days of each holder, today included while it is open."""
        held = Counter(self.held)
        if self.line is not None:
            held[self.holder(today)] += 1
        return held


@dataclass
class Model:
    """The whole small city."""

    days: Days
    limits: Limits
    items: list[Item]
    places: Mapping[str, int]
    """The product's numbers of the agencies."""
    named: dict[int, frozenset[str]] = field(default_factory=dict)
    """The agencies the plan names for each item of it."""
    hangs: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The limits of each item of the plan that hang on events."""
    events: list[Event] = field(default_factory=list)
    gates: set[str] = field(default_factory=set)
    """What the plan demands before publication."""
    expected: list[tuple[int, str, str]] = field(default_factory=list)
    """(item, act, who) of the entries the journal must have got by the act just done."""
    past: list[tuple[Item, Step]] = field(default_factory=list)
    """Steps that are no longer open."""

    @property
    def today(self) -> date:
        """The day it is."""
        return self.days.today

    def desk(self, n: int) -> date:
        """The limit of a desk."""
        return self.days.after(self.today, n)[0]

    def clock(self, start: date, n: int) -> Clock:
        """A clock that begins to run."""
        return Clock(start, n, *self.days.after(start, n))

    def take_over(self, item: Item, place: str, pk: int, who: str) -> Item:
        """The agency `place` has the share of `item` from now on: its clocks run from the beginning of the old ones,
        and what moved those moves them, but for a later day of the implementation plan; the item itself ends."""
        plan = self.clock(item.plan.start, self.limits.plan)
        plan.changes = [change for change in item.plan.changes if isinstance(change, Stop)]
        final = self.clock(item.final.start, 0)
        final.changes = list(item.final.changes)
        for clock in (plan, final):
            clock.count(self.days)
        line = Step("acknowledge", self.desk(self.limits.acknowledge))
        hanging = [one for one in item.responses if not one.outcome]
        successor = Item(pk, place, item.subject, self.today, final, plan, line)
        successor.took_over, successor.rested = item, list(item.rested)
        successor.settled = item.dispute is not None and item.dispute.ruled
        self.items.append(successor)
        self.record(successor, "taken_over", who)
        self.hand_on(item, successor, who)
        item.end(self.today)
        item.transferred = True
        for one in hanging:
            successor.hang(
                Response(one.event, one.limit, replace(one.clock, runs=True, changes=list(one.clock.changes)))
            )
        self.record(item, "transferred", who)
        return successor

    def hand_on(self, item: Item, successor: Item, who: str) -> None:
        """Joint leads sign there too, what partners owe they owe there, and its part has to be stated there anew."""
        successor.signers = {
            place: Signer(is_lead=True)
            for place, signer in item.signers.items()
            if signer.is_lead and place != successor.place
        }
        if successor.signers:
            self.record(successor, "joint_leads_named", who)
        owing = [one.partner for one in item.contributions if one.open and one.partner != successor.place]
        for partner in owing:
            successor.ask_partner(partner, self.desk(self.limits.contribution))
        if owing:
            self.record(successor, "partners_named", who)
        if item.duty is not None:
            successor.duty = Duty(item.duty.needed, asked_from(self.days))
        if item.division is not None:
            successor.ask_part(self.desk(self.limits.dispute))

    def ask_signers(self, item: Item, places: Iterable[str], who: str) -> None:
        """These agencies sign the draft that was handed in."""
        due, asked = self.desk(self.limits.sign), list(places)
        for place in asked:
            item.signers[place].signed, item.signers[place].due = "asked", due
            item.beside.append(Step("countersign", due, place, place=place))
        if asked:
            self.record(item, "countersign_asked", who)

    def record(self, item: Item, act: str, who: str) -> None:
        """An entry of the history."""
        item.entries.append((act, who))
        self.expected.append((item.pk, act, who))

    def jump(self, to: date) -> None:
        """Time goes on: whoever holds a step when a day is over is charged with the day."""
        for item in self.items:
            if item.line is not None:
                for n in range((to - self.today).days):
                    item.held[item.holder(self.today + DAY * n)] += 1
        self.days.today = to


Typed = dict[str, Any]

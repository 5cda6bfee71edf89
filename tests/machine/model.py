"""The plain model: what is open, who had a hand, which date counts. Python values only, no database, no engine."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from workflow.deadlines import WorkCalendar

DAY = timedelta(days=1)
HOLDERS = {
    "acknowledge": "officer",
    "write_plan": "officer",
    "sign_plan": "head",
    "approve_plan": "leader",
    "publish_plan": "officer",
    "execute": "officer",
    "inspect": "inspector",
    "rectify": "officer",
    "recheck": "inspector",
    "close": "leader",
}
"""In whose hands each step of the main line puts the item."""
RIGHTS = dict.fromkeys(HOLDERS, "") | {
    "acknowledge": "acknowledge",
    "write_plan": "write_plan",
    "sign_plan": "sign_plan",
    "approve_plan": "approve_plan",
    "publish_plan": "publish_plan",
    "execute": "claim_completion",
    "inspect": "inspect",
    "rectify": "rectify",
    "recheck": "recheck",
    "close": "close",
    "submit_report": "submit_report",
    "sign_report": "sign_report",
    "sign_extension": "sign_extension",
    "advise_extension": "advise_extension",
    "grant_extension": "grant_extension",
}
"""The right each step demands."""


@dataclass(frozen=True)
class Limits:
    """The working days the plan gives for each desk, and its rhythm."""

    acknowledge: int
    plan: int
    sign: int
    approve: int
    publish: int
    inspect: int
    report: int
    pause: int


@dataclass
class Days:
    """Today and the calendar; counts one day after the other."""

    today: date
    calendar: WorkCalendar

    def after(self, start: date, n: int) -> tuple[date, bool]:
        """The n-th working day behind `start`, and whether a day of a year without a notice was passed."""
        day, unsure = start, False
        while n:
            day += DAY
            n -= self.calendar.is_workday(day)
            unsure = unsure or not self.calendar.is_published(day.year)
        return day, unsure


@dataclass
class Step:
    """An open step. `key` tells reports and requests apart; `pk` is the product's own number."""

    node: str
    due: date | None
    key: str = ""
    pk: int = 0
    seen: bool = False
    asked_back: bool = False


@dataclass
class Clock:
    """A clock that counts working days; `extended` is the day granted beyond it."""

    start: date
    amount: int
    due: date
    unsure: bool
    runs: bool = True
    extended: date | None = None

    def count(self, days: Days) -> bool:
        """Count again by the calendar of today; whether date or certainty changed."""
        due, unsure = days.after(self.start, self.amount)
        if self.extended is not None and self.extended > due:
            due, unsure = self.extended, False
        changed = (due, unsure) != (self.due, self.unsure)
        self.due, self.unsure = due, unsure
        return changed


@dataclass
class Report:
    """The report of one period."""

    clock: Clock
    submitted_by: str = ""


@dataclass
class Request:
    """An open request for a later date."""

    asked_on: date
    hands: list[str]
    answer_by: date


@dataclass
class Item:
    """A commitment: its open steps, the hands it went through, its clocks."""

    pk: int
    place: str
    opened_on: date
    completion: date
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
    ended: bool = False
    urged_on: date | None = None
    beside: list[Step] = field(default_factory=list)
    reports: dict[str, Report] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)
    entries: list[tuple[str, str]] = field(default_factory=list)
    """(act, who) of every entry of the history from the first, who is empty for the system."""
    held: Counter[str] = field(default_factory=Counter)
    """Calendar days in each holder's hands, today not counted."""

    @property
    def steps(self) -> list[Step]:
        """Every open step."""
        return [*([self.line] if self.line else []), *self.beside]

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

    def end(self) -> None:
        """Nothing is open any more."""
        self.ended, self.line, self.beside, self.requests = True, None, [], {}
        for clock in self.clocks():
            clock.runs = False

    def clocks(self) -> list[Clock]:
        """Every clock that counts working days."""
        found = [self.plan, self.publication, self.finding, *(report.clock for report in self.reports.values())]
        return [clock for clock in found if clock is not None]

    def date_of(self, kind: str) -> date:
        """The date that counts, of the implementation plan or of the completion."""
        return self.plan.due if kind == "implementation_plan" else self.completion

    def is_past_completion(self, today: date) -> bool:
        """The final date passed before the agency said it was done."""
        reached = self.claimed_on if self.claimed and self.claimed_on else today
        return reached > self.completion

    def recount(self, days: Days) -> bool:
        """A notice was entered: every running clock is counted again, and the steps that stand for it follow. Whether
        anything changed. Desk limits stay."""
        moved = [clock for clock in self.clocks() if clock.runs and clock.count(days)]
        if moved:
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
            elif step.key in self.requests:
                step.due = min(self.requests[step.key].answer_by, self.date_of(step.key))

    def days_in_hands(self) -> Counter[str]:
        """Calendar days of each holder, today included while it is open."""
        held = Counter(self.held)
        if self.line is not None:
            held[HOLDERS[self.line.node]] += 1
        return held


@dataclass
class Model:
    """The whole small city."""

    days: Days
    limits: Limits
    items: list[Item]
    expected: list[tuple[int, str, str]] = field(default_factory=list)
    """(item, act, who) of the entries the journal must have got by the act just done."""
    past: list[tuple[Item, int, str]] = field(default_factory=list)
    """Steps that are no longer open: item, number, node."""

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

    def record(self, item: Item, act: str, who: str) -> None:
        """An entry of the history."""
        item.entries.append((act, who))
        self.expected.append((item.pk, act, who))

    def jump(self, to: date) -> None:
        """Time goes on: whoever holds a step when a day is over is charged with the day."""
        for item in self.items:
            if item.line is not None:
                item.held[HOLDERS[item.line.node]] += (to - self.today).days
        self.days.today = to


Typed = dict[str, Any]

"""Random people do random acts on random days; after each the product stands where the model says."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from flows.actions import slips as serving
from flows.actions import withdrawing
from flows.models import Task
from tests.machine import (
    beside,
    disputes,
    dividing,
    duties,
    events,
    extensions,
    line,
    parts,
    publishing,
    rearranging,
    returns,
    slips,
    suspensions,
    transfers,
)
from tests.machine.case import Case
from tests.machine.chores import enter_notice, set_gates, tick
from tests.machine.model import Item
from tests.machine.people import Person
from tests.machine.steps import RIGHTS, Step
from tests.machine.world import Base, World

CASES: tuple[Case, ...] = (
    *line.CASES,
    *beside.CASES,
    *extensions.CASES,
    *suspensions.CASES,
    *transfers.CASES,
    *disputes.CASES,
    *returns.CASES,
    *slips.CASES,
    *rearranging.CASES,
    *duties.CASES,
    *parts.CASES,
    *dividing.CASES,
    *publishing.CASES,
    *events.CASES,
)
FORWARD = {
    "acknowledge": "acknowledge",
    "write_plan": "hand_in_plan",
    "sign_plan": "sign_plan",
    "approve_plan": "approve_plan",
    "publish_plan": "publish_plan",
    "execute": "claim_completion",
    "inspect": "accept",
    "rectify": "rectify",
    "recheck": "accept_rectification",
    "close": "close",
    "submit_report": "submit_report",
    "sign_report": "sign_report",
    "sign_extension": "sign_extension",
    "advise_extension": "advise_extension",
    "grant_extension": "grant_extension",
    "sign_suspension": "sign_suspension",
    "grant_suspension": "grant_suspension",
    "sign_dispute": "sign_dispute",
    "answer_dispute": "uphold_dispute",
    "rule_dispute": "rule_dispute",
    "answer_slip": "answer_slip",
    "sign_slip": "sign_slip",
    "accept_slip": "accept_slip",
    "fulfil_duty": "hand_in_duty",
    "sign_duty": "sign_duty",
    "contribute": "hand_in_contribution",
    "take_in": "take_in_contribution",
    "countersign": "sign_countersignature",
    "state_part": "state_part",
    "confirm_part": "confirm_part",
    "review_release": "accept_release",
    "answer_event": "answer_event",
}
"""The act by which each step goes on."""
BY_NAME = {case.name: case for case in CASES}
LAST_DAY = date(2028, 12, 1)
READ_AT = (
    "sign_plan",
    "approve_plan",
    "sign_report",
    "inspect",
    "recheck",
    "sign_slip",
    "take_in",
    "confirm_part",
    "sign_duty",
)
"""Steps at which what was handed in can be taken back until somebody has read it, or be asked back."""
PICK = st.integers(0, 10_000)
FITS = st.sampled_from([True, True, True, True, False])
"""Mostly it is somebody who has the right."""
GATES = ("gate_confidentiality", "gate_deidentified")
SETS = st.sampled_from([set(GATES), {GATES[0]}, {GATES[1]}, set()])
STALE = st.sampled_from([False] * 11 + [True])


class Machine(RuleBasedStateMachine):
    """One run over the city of `base`, rolled back at its end."""

    base: ClassVar[Base]
    steps_done: ClassVar[int] = 0
    done: ClassVar[dict[str, int]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.world = World(self.base)
        self.ticked = 0

    def teardown(self) -> None:
        """What `verify` says of the run, and back to the beginning."""
        try:
            self.world.verify()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @classmethod
    def begin(cls, base: Base) -> None:
        """The city of the runs that follow, and nothing counted yet."""
        Machine.base, Machine.steps_done, Machine.done = base, 0, {}

    # -- choosing ------------------------------------------------------------------------------------------------------

    def open_at(self, nodes: tuple[str, ...]) -> list[tuple[Item, Step]]:
        """The open steps at these nodes."""
        return [(item, step) for item in self.world.model.items for step in item.steps if step.node in nodes]

    def person(self, who: int, right: str, place: str, fits: bool) -> Person:
        """Somebody, or somebody with the right."""
        everybody = list(self.base.people.values())
        able = [person for person in everybody if person.may(right, place)]
        chosen = able if fits and able else everybody
        return chosen[who % len(chosen)]

    def act(self, case: Case, pick: int, who: int, fits: bool, stale: bool, typed: dict[str, Any]) -> None:
        """One act, at a step that is open or no longer is."""
        world = self.world
        over: Step | None = None
        step: Step | None = None
        if not case.nodes:
            item = world.model.items[pick % len(world.model.items)]
        elif stale and (gone := self.gone(case.nodes)):
            item, over = gone[pick % len(gone)]
        else:
            opened = self.open_at(case.nodes)
            item, step = opened[pick % len(opened)]
        at = over or step
        right = case.right or RIGHTS[at.node if at else ""]
        person = self.person(who, right, case.place(item, at), fits)
        refused = world.attempt(case, world.turn(case, person, item, step, typed, over))
        self.count(f"{case.name} {refused or 'done'}")

    def gone(self, nodes: tuple[str, ...]) -> list[tuple[Item, Step]]:
        """The steps the act cannot be done at: those that are over or rest, and open ones of another kind; none at
        first."""
        items = self.world.model.items
        others = [(item, step) for item in items for step in item.steps if step.node not in nodes]
        # Few among the many that are over: named again and again.
        resting = [(item, step) for item in items for step in item.resting if step.node in nodes]
        return [*self.world.model.past, *others, *resting * len(self.world.model.past)]

    @classmethod
    def count(cls, what: str) -> None:
        """A step was done."""
        Machine.steps_done += 1
        Machine.done[what] = Machine.done.get(what, 0) + 1

    # -- rules beside the acts -----------------------------------------------------------------------------------------

    def act_at(self, case: Case, item: Item, step: Step, who: int, **typed: Any) -> None:
        """The act at this very step, by somebody who has the right, with nothing wrong typed."""
        person = self.person(who, RIGHTS[step.node], case.place(item, step), fits=True)
        refused = self.world.attempt(case, self.world.turn(case, person, item, step, case.good | typed))
        self.count(f"{case.name} {refused or 'done'}")

    def act_on(self, case: Case, item: Item, who: int, **typed: Any) -> None:
        """The act on the item, by somebody who has the right, with nothing wrong typed."""
        person = self.person(who, case.right, case.place(item, None), fits=True)
        refused = self.world.attempt(case, self.world.turn(case, person, item, None, case.good | typed))
        self.count(f"{case.name} {refused or 'done'}")

    @precondition(lambda self: any(item.line and not item.rests for item in self.world.model.items))
    @rule(pick=PICK, who=PICK)
    def go_on(self, pick: int, who: int) -> None:
        """The line of an item goes on by one step."""
        running = [item for item in self.world.model.items if item.line and not item.rests]
        item = running[pick % len(running)]
        if item.line is not None and item.line.node == "execute" and not item.reports:
            # Else hardly any item lives to see its first report.
            self.tick()
        if item.line is not None and item.line.node == "sign_plan" and item.is_withheld:
            self.act_at(BY_NAME["return_plan"], item, item.line, who)
        elif item.line is not None and (name := publishing.first_of_all(self.world.model, item)):
            self.first(BY_NAME[name], item, who)
        elif item.line is not None:
            step = parts.awaited(self.world.model, item) or item.line
            self.act_at(BY_NAME[FORWARD[step.node]], item, step, who)

    def first(self, case: Case, item: Item, who: int) -> None:
        """What has to be done before the plan can be published."""
        step = next((step for step in item.steps if step.node in case.nodes), None)
        if step is None:
            self.act_on(case, item, who)
        else:
            self.act_at(case, item, step, who)

    go_on_again = go_on_and_on = go_on
    """More often than not."""

    @precondition(lambda self: any(item.beside and not item.rests for item in self.world.model.items))
    @rule(pick=PICK, who=PICK)
    def go_on_beside(self, pick: int, who: int) -> None:
        """A report or a request goes on by one step."""
        opened = [(item, step) for item in self.world.model.items if not item.rests for step in item.beside]
        item, step = opened[pick % len(opened)]
        self.act_at(BY_NAME[FORWARD[step.node]], item, step, who)

    go_on_beside_again = go_on_beside

    @precondition(lambda self: any(item.line for item in self.world.model.items))
    @rule(pick=PICK, who=PICK, days=st.sampled_from([2, 5, 10, 25, 60]))
    def rest_or_go_on(self, pick: int, who: int, days: int) -> None:
        """An item is suspended, rather one with more to rest than its line: a report, a request; or it goes on, on the
        same day or some days later."""
        items = [item for item in self.world.model.items if item.line]
        items = [item for item in items if any(step.key for step in item.beside)] or items
        item = items[pick % len(items)]
        if item.rests:
            if days > 5 and self.world.model.today < LAST_DAY:
                self.later(days // 5, 9)
            self.act_on(BY_NAME["resume"], item, who)
            return
        if days > 5 and not item.requests:
            self.act_on(BY_NAME["ask_extension"], item, who)
        if item.asked is None:
            self.act_on(BY_NAME["ask_suspension"], item, who, days=days)
        for node in ("sign_suspension", "grant_suspension"):
            for step in [step for step in item.steps if step.node == node]:
                self.act_at(BY_NAME[node], item, step, who)

    @precondition(lambda self: self.with_partners())
    @rule(pick=PICK, who=PICK, days=st.sampled_from([2, 4, 9, 40]), way=st.integers(0, 4))
    def partner_or_lead(self, pick: int, who: int, days: int, way: int) -> None:
        """A partner is asked for a contribution; or what it owes goes on: handed in on time or late, taken in, sent
        back, taken back, escalated or waived."""
        found = self.with_partners()
        item = found[pick % len(found)]
        step = next((step for step in item.beside if step.owes is not None), None)
        if step is None:
            partners = sorted(self.world.model.named[item.subject] - {item.place})
            self.act_on(BY_NAME["ask_contribution"], item, who, partner=partners[who % len(partners)], days=days)
        elif step.node == "take_in":
            ways = (FORWARD["take_in"], "send_back_contribution", "withdraw_contribution", FORWARD["take_in"])
            case = BY_NAME[ways[way % 4]]
            if case.nodes:
                self.act_at(case, item, step, who)
            else:
                self.act_on(case, item, who)
        elif way == 0:
            self.act_on(BY_NAME["waive_contribution"], item, who)
        elif way < 3 and self.world.model.today < LAST_DAY:
            # Silence is what a lead meets most.
            self.later(9, 9)
            self.act_on(BY_NAME["escalate_contribution"], item, who)
        else:
            self.act_at(BY_NAME[FORWARD["contribute"]], item, step, who)

    def with_partners(self) -> list[Item]:
        """Items that go on and of which a partner owes something, or may be asked for it."""
        model = self.world.model
        items = [item for item in model.items if item.line and not item.rests]
        owing = [item for item in items if any(step.owes for step in item.beside)]
        return owing or [item for item in items if not item.claimed and model.named[item.subject] - {item.place}]

    @precondition(lambda self: self.disputable())
    @rule(pick=PICK, who=PICK, to=st.sampled_from(["county", "other", "agency", ""]))
    def dispute_or_go_on(self, pick: int, who: int, to: str) -> None:
        """An item is disputed, or its dispute goes on by one step; the office upholds the assignment, or gives the item
        to another agency."""
        found = self.disputable()
        item = found[pick % len(found)]
        step = next((step for step in item.steps if step.node.endswith("_dispute")), None)
        if step is None:
            self.act_on(BY_NAME["ask_dispute" if item.dispute is None else "ask_dispute_again"], item, who)
        elif to and step.node != "sign_dispute":
            self.act_at(BY_NAME["transfer_dispute"], item, step, who, to=to)
        else:
            self.act_at(BY_NAME[FORWARD[step.node]], item, step, who)

    def disputable(self) -> list[Item]:
        """Items whose assignment may be disputed for the first or the second time, or is disputed now."""
        items = [item for item in self.world.model.items if item.line and not item.rests and not item.handed_in]
        today = self.world.model.today
        return [item for item in items if item.dispute is None or item.dispute.open or item.dispute.may_go_on(today)]

    @precondition(lambda self: any(item.ended and not item.transferred for item in self.world.model.items))
    @rule(pick=PICK, who=PICK, later=st.sampled_from([20, 60]))
    def begin_again(self, pick: int, who: int, later: int) -> None:
        """What has ended goes on."""
        ended = [item for item in self.world.model.items if item.ended and not item.transferred]
        self.act_on(BY_NAME["reopen"], ended[pick % len(ended)], who, later=later)

    @precondition(lambda self: any(item.resting for item in self.world.model.items))
    @rule(pick=PICK, who=PICK, fits=FITS)
    def try_what_rests(self, pick: int, who: int, fits: bool) -> None:
        """Somebody tries a step that rests."""
        resting = [(item, step) for item in self.world.model.items for step in item.resting]
        item, step = resting[pick % len(resting)]
        case = BY_NAME[FORWARD[step.node]]
        person = self.person(who, RIGHTS[step.node], case.place(item, step), fits)
        turn = self.world.turn(case, person, item, None, case.good, step)
        self.count(f"{case.name} {self.world.attempt(case, turn)}")

    @precondition(lambda self: self.open_at(READ_AT))
    @rule(pick=PICK, who=PICK)
    def open_page(self, pick: int, who: int) -> None:
        """Somebody who may decide opens the page of his step."""
        opened = self.open_at(READ_AT)
        item, step = opened[pick % len(opened)]
        person = self.person(who, RIGHTS[step.node], item.place, fits=True)
        about = (
            "process__report",
            "process__slip",
            "process__contribution",
            "process__division",
            "process__duty_period",
        )
        task = Task.objects.select_related("commitment", *about).get(pk=step.pk)
        withdrawing.see(task, actor=person.user, now=self.world.now)
        if beside.author_of(item, step) != person.name:
            step.seen = True
        self.world.compare(f"{person.name} opens {step.node} of item {item.pk}")
        self.count("open_page done")

    @precondition(lambda self: any(item.slip is not None for item in self.world.model.items))
    @rule(pick=PICK, who=PICK)
    def look_at_slip(self, pick: int, who: int) -> None:
        """Somebody looks at an item with a slip: it is served where he is one of those it is for."""
        items = [item for item in self.world.model.items if item.slip is not None]
        item, people = items[pick % len(items)], list(self.base.people.values())
        person = people[who % len(people)]
        tasks = Task.objects.filter(commitment=item.pk, finished__isnull=True).select_related("process__slip")
        serving.serve(list(tasks), actor=person.user, now=self.world.now)
        able = person.may("answer_slip", item.place) or person.may("sign_slip", item.place)
        if item.slip is not None and not item.slip.served and able:
            item.slip.served = True
            self.world.model.record(item, "slip_served", person.name)
        self.world.compare(f"{person.name} looks at item {item.pk}")
        self.count("look_at_slip done")

    @precondition(lambda self: self.world.model.today < LAST_DAY)
    @rule(days=st.sampled_from([1, 1, 1, 2, 3, 4, 7, 9, 14, 25]), hour=st.integers(0, 20))
    def later(self, days: int, hour: int) -> None:
        """The clock jumps over days, week-ends and holidays, to an hour that leaves a run time before midnight."""
        world = self.world
        day = world.model.today + timedelta(days=days)
        world.now = datetime.combine(day, time(hour), tzinfo=world.now.tzinfo)
        world.model.jump(day)
        world.compare(f"{days} days later")
        self.count("later done")

    @precondition(lambda self: self.ticked != len(self.world.story))
    @rule()
    def tick(self) -> None:
        """The ticker does its chores, where anything was done since it did them."""
        tick(self.world)
        self.ticked = len(self.world.story)
        self.count("tick done")

    @precondition(lambda self: self.to_publish())
    @rule(pick=PICK, who=PICK, attribute=st.sampled_from(["proactive", "withheld", "on_request"]))
    def publish_or_withhold(self, pick: int, who: int, attribute: str) -> None:
        """A publication behind gates goes on by one step; what was withheld is objected to."""
        found, model = self.to_publish(), self.world.model
        item = found[pick % len(found)]
        if item.published:
            self.act_on(BY_NAME["object_to_release"], item, who)
            return
        if not model.gates:
            set_gates(self.world, set(GATES[:1]), self.base.people["clerk"])
        name = publishing.first_of_all(model, item) or "publish_plan"
        if name == "prepare_release":
            self.act_on(BY_NAME[name], item, who, attribute=attribute)
        else:
            self.first(BY_NAME[name], item, who)

    def to_publish(self) -> list[Item]:
        """Items whose plan waits for its publication, or was withheld."""
        items = [item for item in self.world.model.items if item.line is not None and not item.rests]
        waiting = [item for item in items if item.line is not None and item.line.node == "publish_plan"]
        return waiting or [item for item in items if item.published_by is not None and item.published_by.withheld]

    @initialize(gates=SETS)
    def issued(self, gates: set[str]) -> None:
        """The plan was issued with these gates, or with none."""
        self.set_gates(gates, 0, fits=True)

    @rule(gates=SETS, who=PICK, fits=FITS)
    def set_gates(self, gates: set[str], who: int, fits: bool) -> None:
        """The office sets what has to be passed before publication."""
        person = self.base.people["clerk"] if fits else list(self.base.people.values())[who % len(self.base.people)]
        refused = set_gates(self.world, gates, person)
        self.count(f"set_gates {refused or 'done'}")

    @rule(year=st.sampled_from([2026, 2027, 2028]), variant=st.integers(0, 2), who=PICK, fits=FITS, late=STALE)
    def notice(self, year: int, variant: int, who: int, fits: bool, late: bool) -> None:
        """The notice of a year is entered."""
        people = self.base.people
        person = people["clerk"] if fits else list(people.values())[who % len(people)]
        refused = enter_notice(self.world, year, variant, person, late=late)
        self.count(f"notice {refused or 'done'}")


def _rule_of(case: Case) -> Callable[..., Any]:
    def act(self: Machine, pick: int, who: int, fits: bool, stale: bool, typed: dict[str, Any]) -> None:
        self.act(case, pick, who, fits, stale, typed)

    act.__name__ = case.name
    drawn = rule(pick=PICK, who=PICK, fits=FITS, stale=STALE, typed=st.fixed_dictionaries(dict(case.fields)))
    return precondition(lambda self: case.leads_somewhere(self.world.model))(drawn(act))


for _case in CASES:
    setattr(Machine, _case.name, _rule_of(_case))

"""Two people do two acts on one step at the same moment: one of them wins, the other is told by the code the model
gives to whoever comes second."""

import random
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest

from tests.builders import City, build_city
from tests.machine import SEED
from tests.machine.case import Case, Turn
from tests.machine.chores import tick
from tests.machine.machine import BY_NAME, CASES, FORWARD
from tests.machine.model import Item, Model
from tests.machine.people import Person
from tests.machine.steps import Step
from tests.machine.world import Base, World, build
from workflow.errors import Refused

RACES = 30
CLOSE = BY_NAME["close"]

pytestmark = pytest.mark.django_db(transaction=True)

Threads = Callable[[int, Callable[[int], Any]], list[Any]]
Move = tuple[Case, Person]


@pytest.fixture
def base(transactional_db: None, now: datetime) -> Base:
    """The city for good, since both threads have to see it."""
    city: City = build_city(now)
    return build(city, now)


def able(world: World, case: Case, item: Item, step: Step) -> list[Person]:
    """Everybody who could do the act at the step just now."""
    return [
        person
        for person in world.base.people.values()
        if not case.predict(turn_of(world.model, world, (case, person), item, step))
    ]


def turn_of(model: Model, world: World, move: Move, item: Item, step: Step) -> Turn:
    """The turn of a move in a model, which is the world's or a copy of it."""
    case, person = move
    own = next(one for one in model.items if one.pk == item.pk)
    at = next((one for one in own.steps if one.pk == step.pk), None)
    over = step if case.nodes and at is None else None
    return Turn(model, person, own, at if case.nodes else None, dict(case.good), world.now, world.base.people, over)


def moves_at(world: World, item: Item, step: Step) -> list[Move]:
    """Every act on this very step, and those that end all of them, each by everybody who could do it now."""
    cases = [case for case in CASES if step.node in case.nodes or case in (*ENDING, *TAKING_BACK)]
    return [(case, person) for case in cases for person in able(world, case, item, step)]


ENDING = (BY_NAME["discontinue"], BY_NAME["transfer"])
TAKING_BACK = tuple(
    BY_NAME[name] for name in ("withdraw_plan", "withdraw_report", "withdraw_slip", "withdraw_contribution")
)


ASKING = (BY_NAME["ask_extension"], BY_NAME["ask_suspension"], BY_NAME["ask_dispute"], BY_NAME["issue_slip"])
"""What opens a step beside the line."""


def open_steps(world: World) -> list[tuple[Item, Step]]:
    """Every open step; days go by while all of them rest."""
    while not (found := [(item, step) for item in world.model.items for step in item.steps]):
        world.now += timedelta(days=1)
        world.model.jump(world.now.date())
        tick(world)
    return found


def walk(world: World, dice: random.Random) -> tuple[Item, Step]:
    """Go on by some steps, the ticker and the days between them; then the step the two reach for."""
    for _step in range(dice.randrange(1, 5)):
        world.now += timedelta(days=dice.randrange(1, 4))
        world.model.jump(world.now.date())
        tick(world)
        item, step = dice.choice(open_steps(world))
        case = dice.choice([BY_NAME[FORWARD[step.node]]] * 4 + [*ASKING])
        people = able(world, case, item, step)
        if people and case is not CLOSE:
            world.attempt(case, turn_of(world.model, world, (case, dice.choice(people)), item, step))
    return dice.choice(open_steps(world))


def test_of_two_acts_on_one_step_one_wins_and_the_other_is_told_so(base: Base, in_threads: Threads) -> None:
    dice = random.Random(SEED)
    world = World(base)
    clashes = 0
    for _race in range(RACES):
        item, step = walk(world, dice)
        first, second = dice.choices(moves_at(world, item, step), k=2)
        ended = race(world, item, step, (first, second), in_threads)
        clashes += ended.count("") == 1
        if all(one.ended for one in world.model.items):
            break
    world.verify()
    assert clashes


def race(world: World, item: Item, step: Step, moves: tuple[Move, Move], in_threads: Threads) -> list[str]:
    """Let both go at once; then do in the model what happened, in the order that explains it."""
    world.now += timedelta(minutes=1)
    turns = [turn_of(world.model, world, move, item, step) for move in moves]
    start = Barrier(2)

    def work(place: int) -> str:
        start.wait()
        try:
            turns[place].made = moves[place][0].call(turns[place])
        except Refused as refused:
            return refused.code
        return ""

    ended = in_threads(2, work)
    told = f"{[(case.name, who.name) for case, who in moves]} at {step.node} of item {item.pk} -> {ended}"
    for order in ((0, 1), (1, 0)):
        calendar = world.model.days.calendar
        model = deepcopy(world.model, {id(calendar): calendar})
        said = ["", ""]
        for place in order:
            turn = turn_of(model, world, moves[place], item, step)
            turn.made = turns[place].made
            said[place] = moves[place][0].predict(turn)
            if said[place] != ended[place]:
                break
            if not said[place]:
                before = {one.pk: one for one in turn.item.standing}
                moves[place][0].done(turn)
                left = {one.pk for one in turn.item.standing}
                model.past += [(turn.item, one) for pk, one in before.items() if pk not in left]
        if said == ended:
            world.model = model
            world.compare(told)
            return ended
    raise world.differs("race", f"no order explains {told}")

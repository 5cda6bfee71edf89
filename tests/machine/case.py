"""One act of the machine: what may be typed, when it is refused, how it is done, and what it does to the model.

A new act is one class like those in `line.py`: name it, say at which steps it is done (none: at any time on an item),
the right it needs, what is typed, and its four methods. It joins the machine and the races by being listed in `CASES`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from hypothesis import strategies as st

from tests.machine.model import Item, Model, Typed
from tests.machine.people import Person
from tests.machine.steps import RIGHTS, Step
from workflow.models import User

Strategy = st.SearchStrategy[Any]

SHORT, BLANK, LONG = "请按要求办理。", "  ", "长" * 501
REASON: Strategy = st.sampled_from([SHORT] * 5 + [BLANK])
REMARK: Strategy = st.sampled_from([SHORT, "", SHORT, LONG])


@dataclass
class Turn:
    """Somebody tries an act: on an item, at one of its steps (None for an act beside the steps), with what is typed.

    `stale` is a step that is over, rests, or is another one than the act is for.
    """

    model: Model
    who: Person
    item: Item
    step: Step | None
    typed: Typed
    now: datetime
    people: Mapping[str, Person]
    stale: Step | None = None
    made: Any = None
    """What the product gave back."""

    @property
    def actor(self) -> User:
        """The product's row of whoever tries it."""
        return self.who.user

    @property
    def pk(self) -> int:
        """The number of the step, or of the item where the act has no step."""
        step = self.stale or self.step
        return step.pk if step is not None else self.item.pk

    @property
    def place(self) -> str:
        """Where the step lies, else the agency of the item."""
        step = self.stale or self.step
        return (step.place if step is not None else "") or self.item.place

    @property
    def at(self) -> Step:
        """The step."""
        if self.step is None:
            raise LookupError("this act has no step")
        return self.step

    def refused_right(self, right: str) -> str:
        """The refusal for want of a right where the step lies or on the item's agency, or nothing."""
        return self.who.refusal(right, self.place, self.item.place)

    def reads(self) -> bool:
        """The person sees the work of the agency, or an agency of his has a part in the item."""
        return any(self.who.sees(place) for place in (self.item.place, *self.item.parties))

    def at_home(self) -> str:
        """An inspector does not inspect where he works."""
        return "own_agency" if self.who.works_at(self.item.place) else ""

    def same_hands(self, *earlier: str) -> str:
        """Who had a hand in it does not decide."""
        return "same_hands" if self.who.name in earlier else ""


class Case:
    """An act. `good` is what is typed where nothing is wrong with it, `fields` draws it with mistakes among it."""

    name: ClassVar[str]
    nodes: ClassVar[tuple[str, ...]] = ()
    right: ClassVar[str] = ""
    good: ClassVar[Typed] = {}
    fields: ClassVar[Mapping[str, Strategy]] = {}

    def needs(self, turn: Turn) -> str:
        """The right: its own, else that of the step."""
        return self.right or RIGHTS[turn.at.node]

    def predict(self, turn: Turn) -> str:
        """The code of the refusal, or nothing when the act is done."""
        if turn.stale is not None:
            number, node = turn.stale.pk, turn.stale.node
            sees = turn.who.sees(turn.item.place) or turn.who.sees(turn.place)
            if not sees and not turn.who.may(RIGHTS[node], turn.place):
                return "not_found"
            rests = node in self.nodes and any(step.pk == number for step in turn.item.resting)
            return "suspended" if rests else "step_not_open"
        return turn.refused_right(self.needs(turn)) or self.refusal(turn)

    def place(self, item: Item, step: Step | None) -> str:
        """Where the right is needed."""
        return (step.place if step is not None else "") or item.place

    def refusal(self, turn: Turn) -> str:
        """The refusal of somebody who has the right, in the order of the checks; nothing when it is done."""
        return ""

    def leads_somewhere(self, model: Model) -> bool:
        """Whether anybody could do it now; the machine draws it then, for whatever item and person."""
        return not self.nodes or any(step.node in self.nodes for item in model.items for step in item.steps)

    def call(self, turn: Turn) -> Any:
        """Do it in the product."""
        raise NotImplementedError

    def done(self, turn: Turn) -> None:
        """Do it in the model, with the entries of its history."""
        raise NotImplementedError

    def note(self, turn: Turn, act: str) -> None:
        """The entry the act writes."""
        turn.model.record(turn.item, act, turn.who.name)

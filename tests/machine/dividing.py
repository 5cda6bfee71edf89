"""按职责分工: the agency states its part of a clause several carry out, the office confirms it beside the others."""

from typing import Any

from flows.actions import dividing
from tests.machine.case import SHORT, Case, Turn
from tests.machine.line import ANY_REMARK
from tests.machine.owed import Division
from tests.machine.slips import WORDS, wrong_words
from tests.machine.steps import Step


def part_of(turn: Turn) -> Division:
    """The part a step is about."""
    if turn.item.division is None:
        raise LookupError("nothing is divided")
    return turn.item.division


class StatePart(Case):
    name, nodes, good, fields = "state_part", ("state_part",), {"part": SHORT}, {"part": WORDS}

    def refusal(self, turn: Turn) -> str:
        return wrong_words(turn.typed["part"])

    def call(self, turn: Turn) -> Any:
        return dividing.state(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        part_of(turn).stated_by = turn.who.name
        turn.item.take(turn.at)
        turn.item.beside.append(Step("confirm_part", turn.model.desk(turn.model.limits.approve)))
        self.note(turn, "part_stated")


class ConfirmPart(Case):
    name, nodes, good, fields = "confirm_part", ("confirm_part",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        return turn.same_hands(part_of(turn).stated_by)

    def call(self, turn: Turn) -> Any:
        return dividing.confirm(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        part_of(turn).outcome = "confirmed"
        turn.item.take(turn.at)
        self.note(turn, "part_confirmed")


class ReturnPart(Case):
    name, nodes, good, fields = "send_back_part", ("confirm_part",), {"reason": SHORT}, {"reason": WORDS}

    def refusal(self, turn: Turn) -> str:
        return wrong_words(turn.typed["reason"])

    def call(self, turn: Turn) -> Any:
        return dividing.send_back(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.take(turn.at)
        turn.item.beside.append(Step("state_part", part_of(turn).due))
        self.note(turn, "part_returned")


CASES: tuple[Case, ...] = (StatePart(), ConfirmPart(), ReturnPart())

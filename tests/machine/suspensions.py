"""The acts of a suspension: asked for, granted, and the work that goes on."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from flows.actions import suspension as suspending
from tests.machine.case import REASON, SHORT, Case, Turn
from tests.machine.line import ANY_REMARK
from tests.machine.model import Model
from tests.machine.papers import StopRequest
from tests.machine.steps import Step


def lapsed(turn: Turn) -> str:
    """The last day asked for passed undecided."""
    asked = turn.item.asked
    return "suspension_lapsed" if asked is not None and turn.model.today > asked.until else ""


def hands(turn: Turn) -> list[str]:
    """Who had a hand in the request."""
    return turn.item.asked.hands if turn.item.asked is not None else []


class AskSuspension(Case):
    name, right, good = "ask_suspension", "ask_suspension", {"days": 10, "cause": SHORT}
    fields = {"days": st.sampled_from([10, 2, 25, 1, 5, 0, -2, 367]), "cause": REASON}

    def until(self, turn: Turn) -> date:
        """The last day asked for."""
        return turn.model.today + timedelta(days=turn.typed["days"])

    def refusal(self, turn: Turn) -> str:
        item = turn.item
        if item.ended or item.rests:
            return "not_open" if item.ended else "suspended"
        if item.asked is not None:
            return "already_asked"
        if not turn.typed["cause"].strip():
            return "cause_missing"
        if turn.typed["days"] <= 0:
            return "not_later"
        return "too_late" if turn.typed["days"] > 366 else ""

    def call(self, turn: Turn) -> Any:
        cause = turn.typed["cause"]
        return suspending.ask(turn.item.pk, until=self.until(turn), cause=cause, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        item, limits = turn.item, turn.model.limits
        at_home = turn.who.works_at(item.place)
        item.asked = StopRequest(self.until(turn), [turn.who.name])
        limit = turn.model.desk(limits.sign if at_home else limits.approve)
        item.beside.append(Step("sign_suspension" if at_home else "grant_suspension", min(limit, item.asked.until)))
        self.note(turn, "suspension_asked")


class SignSuspension(Case):
    name, nodes, good, fields = "sign_suspension", ("sign_suspension",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        return turn.same_hands(*hands(turn)) or lapsed(turn)

    def call(self, turn: Turn) -> Any:
        return suspending.sign(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        item = turn.item
        if item.asked is not None:
            item.asked.hands.append(turn.who.name)
            item.take(turn.at)
            limit = turn.model.desk(turn.model.limits.approve)
            item.beside.append(Step("grant_suspension", min(limit, item.asked.until)))
        self.note(turn, "suspension_signed")


class GrantSuspension(Case):
    name, nodes, good, fields = "grant_suspension", ("grant_suspension",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        return turn.same_hands(*hands(turn)) or lapsed(turn)

    def call(self, turn: Turn) -> Any:
        return suspending.grant(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        item = turn.item
        if item.asked is not None:
            item.stopped_at, item.stopped_until = turn.now, item.asked.until
        item.drop_stop_request()
        self.note(turn, "suspended")


class RefuseSuspension(Case):
    name, nodes = "refuse_suspension", ("sign_suspension", "grant_suspension")
    good, fields = {"reason": SHORT}, {"reason": REASON}

    def refusal(self, turn: Turn) -> str:
        return "" if turn.typed["reason"].strip() else "reason_missing"

    def call(self, turn: Turn) -> Any:
        return suspending.refuse(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        by_head = turn.at.node == "sign_suspension"
        turn.item.drop_stop_request()
        self.note(turn, "suspension_refused_by_head" if by_head else "suspension_refused")


class WithdrawSuspension(Case):
    name, right = "withdraw_suspension", "ask_suspension"

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.asked is not None for item in model.items)

    def refusal(self, turn: Turn) -> str:
        asked = turn.item.asked
        if asked is None:
            return "no_open_request"
        return "" if asked.hands[0] == turn.who.name else "not_the_asker"

    def call(self, turn: Turn) -> Any:
        return suspending.withdraw(turn.item.pk, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        turn.item.drop_stop_request()
        self.note(turn, "suspension_withdrawn")


class Resume(Case):
    name, right, good, fields = "resume", "resume", {"remark": ""}, {"remark": ANY_REMARK}

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.rests for item in model.items)

    def refusal(self, turn: Turn) -> str:
        return "" if turn.item.rests else "not_suspended"

    def call(self, turn: Turn) -> Any:
        return suspending.resume(turn.item.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.wake(turn.model.days, turn.now)
        self.note(turn, "resumed")


CASES: tuple[Case, ...] = (
    AskSuspension(),
    SignSuspension(),
    GrantSuspension(),
    RefuseSuspension(),
    WithdrawSuspension(),
    Resume(),
)

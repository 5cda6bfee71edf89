"""The acts of a request for a later date."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from flows.actions import extension as extending
from tests.machine.case import REASON, SHORT, Case, Turn
from tests.machine.line import ANY_REMARK
from tests.machine.model import Item, Model
from tests.machine.papers import Request
from tests.machine.steps import Step

KINDS = ("implementation_plan", "completion")
KIND: st.SearchStrategy[Any] = st.sampled_from(KINDS)


def answer_by(model: Model, item: Item, kind: str, working_days: int) -> date:
    """The desk limit of an answer, never beyond the date itself."""
    return min(model.desk(working_days), item.date_of(kind))


def lapsed(turn: Turn) -> str:
    """The date passed undecided."""
    return "extension_lapsed" if turn.model.today > turn.item.date_of(turn.at.key) else ""


class AskExtension(Case):
    name, right = "ask_extension", "ask_extension"
    good = {"kind": "completion", "later": 20, "roll": True, "cause": SHORT}
    fields = {
        "kind": KIND,
        "later": st.sampled_from([20, 5, 61, 0, 365, -3, 400]),
        "roll": st.sampled_from([True, True, False]),
        "cause": REASON,
    }

    def to(self, turn: Turn) -> date:
        """The day asked for."""
        day = turn.item.date_of(turn.typed["kind"]) + timedelta(days=turn.typed["later"])
        while turn.typed["roll"] and not turn.model.days.calendar.is_workday(day):
            day += timedelta(days=1)
        return day

    def refusal(self, turn: Turn) -> str:
        item, model, kind = turn.item, turn.model, turn.typed["kind"]
        if item.rests:
            return "suspended"
        done = item.approved or item.plan.due >= item.completion if kind == "implementation_plan" else item.claimed
        if item.ended or done:
            return "not_extendable"
        if model.today > item.date_of(kind):
            return "date_passed"
        if not turn.typed["cause"].strip():
            return "cause_missing"
        return self.wrong_day(turn) or ("already_asked" if kind in item.requests else "")

    def wrong_day(self, turn: Turn) -> str:
        """Not later than now, later than may be, or a day off."""
        day, kind, item = self.to(turn), turn.typed["kind"], turn.item
        latest = item.completion
        if kind == "completion":
            latest = latest.replace(
                year=latest.year + 1, day=28 if (latest.month, latest.day) == (2, 29) else latest.day
            )
        if day <= item.date_of(kind):
            return "not_later"
        if day > latest:
            return "too_late"
        return "" if turn.model.days.calendar.is_workday(day) else "no_working_day"

    def call(self, turn: Turn) -> Any:
        kind, cause = turn.typed["kind"], turn.typed["cause"]
        return extending.ask(turn.item.pk, kind, to=self.to(turn), cause=cause, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        item, model, kind = turn.item, turn.model, turn.typed["kind"]
        by = answer_by(model, item, kind, model.limits.sign)
        item.requests[kind] = Request(self.to(turn), [turn.who.name], by)
        item.beside.append(Step("sign_extension", by, kind))
        self.note(turn, "extension_asked")


def pass_on(turn: Turn, node: str, working_days: int) -> None:
    """The request lies with the next one."""
    request = turn.item.requests[turn.at.key]
    request.hands.append(turn.who.name)
    request.answer_by = answer_by(turn.model, turn.item, turn.at.key, working_days)
    turn.item.take(turn.at)
    turn.item.beside.append(Step(node, request.answer_by, turn.at.key))


class SignExtension(Case):
    name, nodes, good, fields = "sign_extension", ("sign_extension",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        return turn.same_hands(*turn.item.requests[turn.at.key].hands) or lapsed(turn)

    def call(self, turn: Turn) -> Any:
        return extending.sign(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        pass_on(turn, "advise_extension", turn.model.limits.inspect)
        self.note(turn, "extension_signed")


class AdviseExtension(Case):
    name, nodes, good, fields = "advise_extension", ("advise_extension",), {"remark": SHORT}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        refused = turn.at_home() or turn.same_hands(*turn.item.requests[turn.at.key].hands) or lapsed(turn)
        return refused or ("" if turn.typed["remark"].strip() else "opinion_missing")

    def call(self, turn: Turn) -> Any:
        return extending.advise(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        pass_on(turn, "grant_extension", turn.model.limits.approve)
        self.note(turn, "extension_advised")


class GrantExtension(Case):
    name, nodes, good, fields = "grant_extension", ("grant_extension",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        request, present = turn.item.requests[turn.at.key], turn.item.date_of(turn.at.key)
        refused = turn.same_hands(*request.hands) or lapsed(turn)
        return refused or ("" if request.asked_on > present else "not_later_any_more")

    def call(self, turn: Turn) -> Any:
        return extending.grant(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        item, kind = turn.item, turn.at.key
        day = item.requests[kind].asked_on
        (item.plan if kind == "implementation_plan" else item.final).change(day, turn.model.days)
        item.drop_request(kind)
        item.follow()
        self.note(turn, "extension_granted")


class RefuseExtension(Case):
    name, nodes = "refuse_extension", ("sign_extension", "advise_extension", "grant_extension")
    good, fields = {"reason": SHORT}, {"reason": REASON}

    def refusal(self, turn: Turn) -> str:
        refused = turn.at_home() if turn.at.node == "advise_extension" else ""
        return refused or lapsed(turn) or ("" if turn.typed["reason"].strip() else "reason_missing")

    def call(self, turn: Turn) -> Any:
        return extending.refuse(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        by = {"sign_extension": "_by_head", "advise_extension": "_by_inspector", "grant_extension": ""}
        self.note(turn, f"extension_refused{by[turn.at.node]}")
        turn.item.drop_request(turn.at.key)


class WithdrawExtension(Case):
    name, right, good, fields = "withdraw_extension", "ask_extension", {"kind": "completion"}, {"kind": KIND}

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.requests for item in model.items)

    def refusal(self, turn: Turn) -> str:
        request = turn.item.requests.get(turn.typed["kind"])
        if request is None:
            return "no_open_request"
        return "" if request.hands[0] == turn.who.name else "not_the_asker"

    def call(self, turn: Turn) -> Any:
        return extending.withdraw(turn.item.pk, turn.typed["kind"], actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        turn.item.drop_request(turn.typed["kind"])
        self.note(turn, "extension_withdrawn")


CASES: tuple[Case, ...] = (
    AskExtension(),
    SignExtension(),
    AdviseExtension(),
    GrantExtension(),
    RefuseExtension(),
    WithdrawExtension(),
)

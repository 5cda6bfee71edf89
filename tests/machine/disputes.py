"""The acts of a dispute of the assignment, in its two rounds."""

from typing import Any

from hypothesis import strategies as st

from flows.actions import dispute as disputing
from tests.machine.case import REASON, SHORT, Case, Turn
from tests.machine.line import ANY_REMARK
from tests.machine.model import Model
from tests.machine.papers import Dispute
from tests.machine.steps import Step
from tests.machine.transfers import PLACE, no_receiver
from workflow.models import Agency


def undone(turn: Turn) -> str:
    """It has ended or rests, or the agency has taken it on by handing in its plan."""
    if turn.item.ended:
        return "not_open"
    if turn.item.rests:
        return "suspended"
    return "plan_handed_in" if turn.item.handed_in else ""


def dispute_of(turn: Turn) -> Dispute:
    """The dispute a step or a second round is about."""
    if turn.item.dispute is None:
        raise LookupError("nothing is disputed")
    return turn.item.dispute


def pass_on(turn: Turn, node: str, working_days: int) -> None:
    """The dispute lies with the next one."""
    dispute_of(turn).hands.append(turn.who.name)
    turn.item.beside = [step for step in turn.item.beside if step is not turn.step]
    turn.item.beside.append(Step(node, turn.model.desk(working_days)))


class AskDispute(Case):
    name, right, good = "ask_dispute", "dispute", {"reason": SHORT, "proposed": ""}
    fields = {"reason": REASON, "proposed": st.sampled_from(["", "county", "agency", "other"])}

    def refusal(self, turn: Turn) -> str:
        item, model = turn.item, turn.model
        refused = undone(turn)
        if refused or item.dispute is not None or item.settled:
            return refused or ("ruled" if item.dispute is None else "disputed_already")
        if model.today > model.days.after(item.opened_on, model.limits.dispute)[0]:
            return "too_late_to_dispute"
        if not turn.typed["reason"].strip():
            return "reason_missing"
        return "own_agency" if turn.typed["proposed"] == item.place else ""

    def call(self, turn: Turn) -> Any:
        named = turn.model.places.get(turn.typed["proposed"])
        proposed = Agency.objects.get(pk=named) if named else None
        reason = turn.typed["reason"]
        return disputing.ask(turn.item.pk, reason=reason, proposed=proposed, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        turn.item.dispute = Dispute(turn.who.name, [])
        pass_on(turn, "sign_dispute", turn.model.limits.sign)
        self.note(turn, "dispute_asked")


class SignDispute(Case):
    name, nodes, good, fields = "sign_dispute", ("sign_dispute",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        return turn.same_hands(*dispute_of(turn).hands)

    def call(self, turn: Turn) -> Any:
        return disputing.sign(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        pass_on(turn, "answer_dispute", turn.model.limits.approve)
        self.note(turn, "dispute_signed")


class RefuseDispute(Case):
    name, nodes, good, fields = "refuse_dispute", ("sign_dispute",), {"reason": SHORT}, {"reason": REASON}

    def refusal(self, turn: Turn) -> str:
        return "" if turn.typed["reason"].strip() else "reason_missing"

    def call(self, turn: Turn) -> Any:
        return disputing.refuse(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.drop_dispute()
        self.note(turn, "dispute_refused_by_head")


class UpholdDispute(Case):
    name, nodes, good, fields = "uphold_dispute", ("answer_dispute",), {"remark": SHORT}, {"remark": REASON}
    entry = "dispute_upheld"

    def refusal(self, turn: Turn) -> str:
        refused = turn.same_hands(*dispute_of(turn).hands)
        return refused or ("" if turn.typed["remark"].strip() else "reason_missing")

    def call(self, turn: Turn) -> Any:
        return disputing.uphold(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        dispute = dispute_of(turn)
        dispute.upheld = True
        dispute.hands.append(turn.who.name)
        dispute.again_until = turn.model.desk(3)
        turn.item.drop_dispute()
        self.note(turn, self.entry)


class RuleDispute(UpholdDispute):
    name, nodes, entry = "rule_dispute", ("rule_dispute",), "dispute_ruled"

    def call(self, turn: Turn) -> Any:
        return disputing.rule(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)


class AskDisputeAgain(Case):
    name, right, good, fields = "ask_dispute_again", "dispute", {"reason": SHORT}, {"reason": REASON}

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.dispute is not None for item in model.items)

    def refusal(self, turn: Turn) -> str:
        refused, dispute = undone(turn), turn.item.dispute
        if refused or dispute is None or not dispute.may_go_on(turn.model.today):
            return refused or "no_second_round"
        return "" if turn.typed["reason"].strip() else "reason_missing"

    def call(self, turn: Turn) -> Any:
        return disputing.ask_again(turn.item.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        dispute = dispute_of(turn)
        dispute.open, dispute.upheld, dispute.again_by = True, False, turn.who.name
        pass_on(turn, "rule_dispute", turn.model.limits.approve)
        self.note(turn, "dispute_again")


class TransferDispute(Case):
    name, nodes, good = "transfer_dispute", ("answer_dispute", "rule_dispute"), {"to": "county", "reason": SHORT}
    fields = {"to": PLACE, "reason": REASON}

    def refusal(self, turn: Turn) -> str:
        refused = turn.same_hands(*dispute_of(turn).hands)
        if refused or not turn.typed["reason"].strip():
            return refused or "reason_missing"
        return no_receiver(turn.model, turn.item, turn.typed["to"])

    def call(self, turn: Turn) -> Any:
        to = turn.model.places.get(turn.typed["to"], 0)
        return disputing.transfer(turn.pk, to, reason=turn.typed["reason"], actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        # Of the second round it is a ruling: the other agency has to keep it.
        dispute_of(turn).upheld = turn.at.node == "rule_dispute"
        turn.model.take_over(turn.item, turn.typed["to"], turn.made.successor.pk, turn.who.name)


class WithdrawDispute(Case):
    name, right = "withdraw_dispute", "dispute"

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.dispute is not None and item.dispute.open for item in model.items)

    def refusal(self, turn: Turn) -> str:
        dispute = turn.item.dispute
        if dispute is None or not dispute.open:
            return "no_open_dispute"
        return "" if turn.who.name in (dispute.asked_by, dispute.again_by) else "not_the_asker"

    def call(self, turn: Turn) -> Any:
        return disputing.withdraw(turn.item.pk, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        turn.item.drop_dispute()
        self.note(turn, "dispute_withdrawn")


CASES: tuple[Case, ...] = (
    AskDispute(),
    SignDispute(),
    RefuseDispute(),
    UpholdDispute(),
    RuleDispute(),
    AskDisputeAgain(),
    TransferDispute(),
    WithdrawDispute(),
)

"""The acts of a supervision slip 督办单: issued where something presses, served, answered, signed, accepted."""

from typing import Any

from hypothesis import strategies as st

from flows.actions import slips
from tests.machine.case import REASON, SHORT, Case, Turn
from tests.machine.dates import DAY
from tests.machine.line import ANY_REMARK
from tests.machine.model import Item, Model
from tests.machine.papers import Slip
from tests.machine.steps import Step

WORDS: st.SearchStrategy[Any] = st.sampled_from([SHORT] * 6 + ["  ", "长" * 2001])
STEPS = ("answer_slip", "sign_slip", "accept_slip")
BEHIND = 25
"""Points the progress reported may lie behind the working days gone by."""


def presses(model: Model, item: Item) -> bool:
    """It is late, a step beside it is, it is far behind, or it is due soon."""
    today, days = model.today, model.days
    due = item.line.due if item.line is not None else None
    if item.is_past_completion(today) or (due is not None and due < today):
        return True
    others = [step for step in item.beside if step.node not in (*STEPS, "contribute", "countersign")]
    if any(step.due is not None and step.due < today for step in others):
        return True
    if item.published and not item.claimed and gone_percent(model, item) - item.percent >= BEHIND:
        return True
    return due is not None and days.worked(today + DAY, due) <= model.limits.soon


def gone_percent(model: Model, item: Item) -> int:
    """How many of its working days have gone by."""
    whole = model.days.worked(item.opened_on, item.completion)
    gone = model.days.worked(item.opened_on, min(model.today, item.completion))
    return 100 if whole <= 0 else max(0, min(100, gone * 100 // whole))


def wrong_words(text: str, longest: int = 2000) -> str:
    """None, or too many."""
    return "words_long" if len(text.strip()) > longest else "" if text.strip() else "words_missing"


def slip_of(turn: Turn) -> Slip:
    """The slip a step is about."""
    if turn.item.slip is None:
        raise LookupError("no slip is open")
    return turn.item.slip


def go(turn: Turn, node: str, due: Any) -> None:
    """The slip lies with the next one."""
    turn.item.take(turn.at)
    turn.item.beside.append(Step(node, due))


class IssueSlip(Case):
    name, right, good, fields = "issue_slip", "issue_slip", {"demand": SHORT}, {"demand": WORDS}

    def refusal(self, turn: Turn) -> str:
        item = turn.item
        if item.ended or item.rests:
            return "not_open" if item.ended else "suspended"
        refused = wrong_words(turn.typed["demand"])
        if refused or item.slip is not None:
            return refused or "slip_open"
        return "" if presses(turn.model, item) else "nothing_presses"

    def call(self, turn: Turn) -> Any:
        return slips.issue(turn.item.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        by = turn.model.desk(turn.model.limits.slip)
        turn.item.slip = Slip(turn.who.name, by)
        turn.item.beside.append(Step("answer_slip", by))
        self.note(turn, "slip_issued")


class WithdrawSlip(Case):
    name, right, good, fields = "withdraw_slip", "issue_slip", {"reason": SHORT}, {"reason": WORDS}

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.slip is not None for item in model.items)

    def refusal(self, turn: Turn) -> str:
        slip = turn.item.slip
        if slip is None:
            return "no_open_slip"
        if slip.issued_by != turn.who.name:
            return "not_the_issuer"
        return "slip_served" if slip.served else wrong_words(turn.typed["reason"])

    def call(self, turn: Turn) -> Any:
        return slips.withdraw(turn.item.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.drop_slip()
        self.note(turn, "slip_withdrawn")


class AnswerSlip(Case):
    name, nodes, good, fields = "answer_slip", ("answer_slip",), {"text": SHORT}, {"text": WORDS}

    def refusal(self, turn: Turn) -> str:
        return wrong_words(turn.typed["text"])

    def call(self, turn: Turn) -> Any:
        return slips.answer(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        slip = slip_of(turn)
        if not slip.served:
            self.note(turn, "slip_served")
        slip.served, slip.answered_by, slip.signed_by = True, turn.who.name, ""
        go(turn, "sign_slip", slip.answer_by)
        self.note(turn, "slip_answered")


class SignSlip(Case):
    name, nodes, good, fields = "sign_slip", ("sign_slip",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        return turn.same_hands(slip_of(turn).answered_by)

    def call(self, turn: Turn) -> Any:
        return slips.sign(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        slip_of(turn).signed_by = turn.who.name
        go(turn, "accept_slip", turn.model.desk(turn.model.limits.inspect))
        self.note(turn, "slip_signed")


class AcceptSlip(Case):
    name, nodes, good, fields = "accept_slip", ("accept_slip",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        return turn.same_hands(slip_of(turn).answered_by, slip_of(turn).signed_by)

    def call(self, turn: Turn) -> Any:
        return slips.accept(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.drop_slip()
        self.note(turn, "slip_accepted")


class ReturnSlip(Case):
    name, nodes, good, fields = "send_back_slip", ("sign_slip", "accept_slip"), {"reason": SHORT}, {"reason": REASON}

    def refusal(self, turn: Turn) -> str:
        return wrong_words(turn.typed["reason"])

    def call(self, turn: Turn) -> Any:
        return slips.send_back(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        by_head = turn.at.node == "sign_slip"
        go(turn, "answer_slip", slip_of(turn).answer_by)
        self.note(turn, "slip_answer_returned_by_head" if by_head else "slip_answer_returned")


CASES: tuple[Case, ...] = (
    IssueSlip(),
    WithdrawSlip(),
    AnswerSlip(),
    SignSlip(),
    AcceptSlip(),
    ReturnSlip(),
)

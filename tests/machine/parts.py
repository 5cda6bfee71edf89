"""What other agencies do for an item: contributions 会同/配合 asked of partners, and signatures on its drafts 会签."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from flows.actions import parts
from tests.machine.case import BLANK, REASON, SHORT, Case, Turn
from tests.machine.line import ANY_REMARK
from tests.machine.model import Item, Model
from tests.machine.owed import Contribution, Signer
from tests.machine.slips import wrong_words
from tests.machine.steps import Step
from workflow import models
from workflow.models import Agency

LONGEST = 4000
WORDS: st.SearchStrategy[Any] = st.sampled_from([SHORT] * 6 + [BLANK, "长" * (LONGEST + 1)])
PARTNER: st.SearchStrategy[Any] = st.sampled_from(["county", "agency", "other"])
YEAR = timedelta(days=365)


def agency_of(turn: Turn, place: str) -> Agency:
    """The product's row of the agency."""
    return Agency.objects.get(pk=turn.model.places[place])


class AskContribution(Case):
    name, right = "ask_contribution", "assemble"
    good = {"partner": "county", "days": 6, "roll": True, "demand": SHORT}
    fields = {
        "partner": PARTNER,
        "days": st.sampled_from([6, 2, 20, 90, 0, -3, 400]),
        "roll": st.sampled_from([True, True, True, False]),
        "demand": WORDS,
    }

    def due(self, turn: Turn) -> date:
        """The day it is asked by."""
        day = turn.model.today + timedelta(days=turn.typed["days"])
        while turn.typed["roll"] and not turn.model.days.calendar.is_workday(day):
            day += timedelta(days=1)
        return day

    def refusal(self, turn: Turn) -> str:
        item, partner = turn.item, turn.typed["partner"]
        if item.rests:
            return "suspended"
        if item.ended or item.claimed:
            return "not_working"
        refused = wrong_words(turn.typed["demand"], LONGEST)
        if refused or partner == item.place:
            return refused or "own_agency"
        if partner not in turn.model.named[item.subject]:
            return "not_named"
        day, today = self.due(turn), turn.model.today
        if not today < day <= (item.completion if item.completion > today else today + YEAR):
            return "due_day"
        if not turn.model.days.calendar.is_workday(day):
            return "no_working_day"
        return "already_asked" if any(one.open and one.partner == partner for one in item.contributions) else ""

    def call(self, turn: Turn) -> Any:
        told = {"demand": turn.typed["demand"], "due_on": self.due(turn)}
        return parts.ask(turn.item.pk, agency_of(turn, turn.typed["partner"]), **told, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        turn.item.ask_partner(turn.typed["partner"], self.due(turn))
        self.note(turn, "contribution_asked")


def lie(turn: Turn, node: str, due: date, owes: Contribution) -> None:
    """The contribution lies with the lead, or again with the partner."""
    turn.item.take(turn.at)
    turn.item.beside.append(
        Step(node, due, owes.partner, place=owes.partner if node == "contribute" else "", owes=owes)
    )


def owed_at(turn: Turn) -> Contribution:
    """The contribution a step is about."""
    if turn.at.owes is None:
        raise LookupError("nothing is owed")
    return turn.at.owes


class HandInContribution(Case):
    name, nodes, good, fields = "hand_in_contribution", ("contribute",), {"text": SHORT}, {"text": WORDS}

    def refusal(self, turn: Turn) -> str:
        return wrong_words(turn.typed["text"], LONGEST)

    def call(self, turn: Turn) -> Any:
        return parts.hand_in(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        owes = owed_at(turn)
        owes.handed_in, owes.handed_by = True, turn.who.name
        lie(turn, "take_in", turn.model.desk(turn.model.limits.sign), owes)
        self.note(turn, "contribution_handed_in")


class TakeInContribution(Case):
    name, nodes, good, fields = "take_in_contribution", ("take_in",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        return turn.same_hands(owed_at(turn).handed_by)

    def call(self, turn: Turn) -> Any:
        return parts.take_in(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        owed_at(turn).open = False
        turn.item.take(turn.at)
        self.note(turn, "contribution_taken_in")


class ReturnContribution(Case):
    name, nodes, good, fields = "send_back_contribution", ("take_in",), {"reason": SHORT}, {"reason": WORDS}

    def refusal(self, turn: Turn) -> str:
        return wrong_words(turn.typed["reason"], LONGEST)

    def call(self, turn: Turn) -> Any:
        return parts.send_back(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        owes = owed_at(turn)
        owes.handed_in = False
        lie(turn, "contribute", owes.due, owes)
        self.note(turn, "contribution_returned")


class WaiveContribution(Case):
    name, right, good = "waive_contribution", "assemble", {"which": 0, "ended": False, "reason": SHORT}
    fields = {"which": st.integers(0, 3), "ended": st.sampled_from([False] * 5 + [True]), "reason": WORDS}

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.contributions for item in model.items)

    def owed(self, turn: Turn) -> Contribution | None:
        """An open one, or one that has ended."""
        found = [one for one in turn.item.contributions if one.open is not turn.typed["ended"]]
        return found[turn.typed["which"] % len(found)] if found else None

    def refusal(self, turn: Turn) -> str:
        owed = self.owed(turn)
        if owed is None or not owed.open:
            return "contribution_ended"
        return wrong_words(turn.typed["reason"], LONGEST)

    def call(self, turn: Turn) -> Any:
        owed, reason = self.owed(turn), turn.typed["reason"]
        rows = models.Contribution.objects.filter(commitment=turn.item.pk).order_by("pk")
        # Of an item they come in the order they were asked for.
        number = rows[turn.item.contributions.index(owed)].pk if owed is not None else 0
        return parts.waive(turn.item.pk, number, reason=reason, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        owed = self.owed(turn)
        if owed is not None:
            owed.open = False
            turn.item.beside = [step for step in turn.item.beside if step.owes is not owed]
        self.note(turn, "contribution_waived")


class EscalateContribution(Case):
    name, right, good, fields = "escalate_contribution", "assemble", {"remark": ""}, {"remark": ANY_REMARK}

    def late(self, turn: Turn) -> list[Contribution]:
        """Waited for in vain, and not told of yet."""
        owed = [one for one in turn.item.contributions if one.open and not one.handed_in and not one.escalated]
        return [one for one in owed if one.due < turn.model.today]

    def leads_somewhere(self, model: Model) -> bool:
        return any(one.open for item in model.items for one in item.contributions)

    def refusal(self, turn: Turn) -> str:
        if turn.item.rests:
            return "suspended"
        return "" if self.late(turn) else "nothing_late"

    def call(self, turn: Turn) -> Any:
        return parts.escalate(turn.item.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        for one in self.late(turn):
            one.escalated = True
        self.note(turn, "contribution_escalated")


class AddSigner(Case):
    name, right, good = "add_signer", "add_signer", {"to": "county", "reason": SHORT}
    fields = {"to": PARTNER, "reason": REASON}

    def refusal(self, turn: Turn) -> str:
        item, to = turn.item, turn.typed["to"]
        if item.rests:
            return "suspended"
        if item.ended or item.approved or item.signed_by:
            return "plan_signed"
        if to == item.place:
            return "own_agency"
        if not turn.typed["reason"].strip():
            return "reason_missing"
        return "signs_already" if to in item.signers else ""

    def call(self, turn: Turn) -> Any:
        agency, reason = agency_of(turn, turn.typed["to"]), turn.typed["reason"]
        return parts.add_signer(turn.item.pk, agency, reason=reason, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        item, to = turn.item, turn.typed["to"]
        item.signers[to] = Signer(is_lead=False)
        self.note(turn, "signer_added")
        if item.line is not None and item.line.node == "sign_plan":
            turn.model.ask_signers(item, [to], turn.who.name)


class SignCountersignature(Case):
    name, nodes = "sign_countersignature", ("countersign",)
    good, fields = {"remark": ""}, {"remark": ANY_REMARK}
    said, entry = "signed", "countersigned"

    def refusal(self, turn: Turn) -> str:
        return turn.same_hands(turn.item.submitted_by)

    def call(self, turn: Turn) -> Any:
        return parts.sign(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.signers[turn.at.key].signed = self.said
        turn.item.take(turn.at)
        self.note(turn, self.entry)


class WithholdCountersignature(SignCountersignature):
    name = "withhold_countersignature"
    # Mostly without a reason: of a joint lead the draft has to come back.
    good, fields = {"reason": SHORT}, {"reason": st.sampled_from([BLANK, BLANK, SHORT])}
    said, entry = "withheld", "countersign_withheld"

    def refusal(self, turn: Turn) -> str:
        return super().refusal(turn) or ("" if turn.typed["reason"].strip() else "reason_missing")

    def call(self, turn: Turn) -> Any:
        return parts.withhold(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)


def awaited(model: Model, item: Item) -> Step | None:
    """The step of another agency, or of the division, without which the main line cannot go on."""
    if item.line is None or item.line.node not in ("sign_plan", "approve_plan"):
        return None
    if item.line.node == "approve_plan":
        return next((step for step in item.beside if step.node in ("state_part", "confirm_part")), None)
    asked = [step for step in item.beside if step.node == "countersign"]
    return next((step for step in asked if item.signers[step.key].bars(model.today)), None)


CASES: tuple[Case, ...] = (
    AskContribution(),
    HandInContribution(),
    TakeInContribution(),
    ReturnContribution(),
    WaiveContribution(),
    EscalateContribution(),
    AddSigner(),
    SignCountersignature(),
    WithholdCountersignature(),
)

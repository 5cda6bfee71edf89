"""The acts beside the main line: reports, taking back, urging, copying, correcting, putting off."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from flows.actions import copying, correcting, reminding, reports, urging, withdrawing
from tests.machine import duties
from tests.machine.case import REASON, REMARK, SHORT, Case, Turn
from tests.machine.line import ANY_REMARK, TEXT
from tests.machine.model import Item, Model
from tests.machine.people import Person
from tests.machine.steps import RIGHTS, Step


def author_of(item: Item, step: Step) -> str:
    """Who handed in what is decided at the step."""
    if step.node == "sign_report":
        return item.reports[step.key].submitted_by
    if step.node in ("sign_slip", "accept_slip"):
        return item.slip.answered_by if item.slip is not None else ""
    if step.node == "take_in":
        return step.owes.handed_by if step.owes is not None else ""
    if step.node == "sign_duty":
        return item.duty.periods[step.key].handed_by if item.duty is not None else ""
    if step.node == "confirm_part":
        return item.division.stated_by if item.division is not None else ""
    return {
        "sign_plan": item.submitted_by,
        "approve_plan": item.submitted_by,
        "inspect": item.claimed_by,
        "recheck": item.rectified_by,
    }.get(step.node, "")


class SubmitReport(Case):
    name, nodes, good = "submit_report", ("submit_report",), {"text": SHORT, "percent": 40}
    fields = {
        "text": TEXT,
        "percent": st.sampled_from([0, 40, 100, 101, -1]),
        "difficulties": st.sampled_from(["", "人手不足。", "  "]),
    }

    def refusal(self, turn: Turn) -> str:
        if not turn.typed["text"].strip():
            return "report_empty"
        return "" if 0 <= turn.typed["percent"] <= 100 else "percent_range"

    def call(self, turn: Turn) -> Any:
        return reports.submit_report(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        report = turn.item.reports[turn.at.key]
        report.submitted_by, report.percent = turn.who.name, turn.typed["percent"]
        report.difficult, report.clock.runs = bool(turn.typed.get("difficulties", "").strip()), False
        turn.item.take(turn.at)
        turn.item.beside.append(Step("sign_report", turn.model.desk(turn.model.limits.sign), turn.at.key))
        self.note(turn, "report_handed_in")


class SignReport(Case):
    name, nodes, good, fields = "sign_report", ("sign_report",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        return turn.same_hands(turn.item.reports[turn.at.key].submitted_by)

    def call(self, turn: Turn) -> Any:
        return reports.sign_report(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        report = turn.item.reports[turn.at.key]
        report.signed, turn.item.percent = True, report.percent
        turn.item.take(turn.at)
        self.note(turn, "report_signed")


def back_to_officer(item: Item, step: Step) -> None:
    """The report comes back: its date counts on."""
    item.take(step)
    clock = item.reports[step.key].clock
    clock.runs = True
    item.beside.append(Step("submit_report", clock.due, step.key))


class ReturnReport(Case):
    name, nodes, good, fields = "return_report", ("sign_report",), {"reason": SHORT}, {"reason": REASON}

    def refusal(self, turn: Turn) -> str:
        return "" if turn.typed["reason"].strip() else "reason_missing"

    def call(self, turn: Turn) -> Any:
        return reports.return_report(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        back_to_officer(turn.item, turn.at)
        self.note(turn, "report_returned")


class WithdrawPlan(Case):
    name, right = "withdraw_plan", "write_plan"
    node = "sign_plan"

    def lying(self, turn: Turn) -> Step | None:
        """The open step it is taken back from: one's own unread one first, then any of one's own, then any."""
        steps = [step for step in turn.item.standing if step.node == self.node]
        own = [step for step in steps if author_of(turn.item, step) == turn.who.name]
        return max(own or steps, key=lambda step: (not step.is_read, -step.pk), default=None)

    def lain(self, turn: Turn) -> Step | None:
        """The same of what lies nowhere any more, the latest where several are alike."""
        steps = [step for item, step in turn.model.past if item is turn.item and step.node == self.node]
        who = turn.who.name
        return max(steps, key=lambda step: (author_of(turn.item, step) == who, not step.seen, step.pk), default=None)

    def leads_somewhere(self, model: Model) -> bool:
        return any(step.node == self.node for item in model.items for step in item.steps)

    def owner(self, item: Item, step: Step | None) -> str:
        """The agency that handed in what lies at the step."""
        return item.place

    def predict(self, turn: Turn) -> str:
        step, item = self.lying(turn), turn.item
        lay = step or self.lain(turn)
        if lay is None:
            return "nothing_lies" if turn.reads() else "not_found"
        owner = self.owner(item, lay)
        sees = turn.who.sees(item.place) or turn.who.sees(owner) or turn.who.may(RIGHTS[self.node], item.place)
        if step is None or item.rests:
            return ("suspended" if step else "step_not_open") if sees else "not_found"
        refused = turn.who.refusal(self.right, owner, item.place)
        if refused or author_of(item, step) != turn.who.name:
            return refused or "not_the_author"
        return "read_already" if step.seen else "decided_already" if step.anew else ""

    def call(self, turn: Turn) -> Any:
        verb = getattr(withdrawing, self.name)
        return verb(turn.item.pk, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        turn.item.go("write_plan", turn.item.plan.due)
        turn.item.drop_signatures()
        self.note(turn, "plan_withdrawn")


class WithdrawReport(WithdrawPlan):
    name, right = "withdraw_report", "submit_report"
    node = "sign_report"

    def done(self, turn: Turn) -> None:
        step = self.lying(turn)
        if step is not None:
            back_to_officer(turn.item, step)
        self.note(turn, "report_withdrawn")


class WithdrawClaim(WithdrawPlan):
    name, right = "withdraw_claim", "claim_completion"
    node = "inspect"

    def done(self, turn: Turn) -> None:
        turn.item.claimed = False
        turn.item.go("execute", turn.item.completion)
        self.note(turn, "claim_withdrawn")


class WithdrawRectification(WithdrawPlan):
    name, right = "withdraw_rectification", "rectify"
    node = "recheck"

    def done(self, turn: Turn) -> None:
        turn.item.go("rectify", turn.item.finding.due if turn.item.finding else None)
        self.note(turn, "rectification_withdrawn")


class WithdrawSlipAnswer(WithdrawPlan):
    name, right = "withdraw_slip_answer", "answer_slip"
    node = "sign_slip"

    def done(self, turn: Turn) -> None:
        step = self.lying(turn)
        if step is not None and turn.item.slip is not None:
            turn.item.take(step)
            turn.item.beside.append(Step("answer_slip", turn.item.slip.answer_by))
        self.note(turn, "slip_answer_withdrawn")


class WithdrawPart(WithdrawPlan):
    name, right = "withdraw_part", "state_part"
    node = "confirm_part"

    def done(self, turn: Turn) -> None:
        step = self.lying(turn)
        if step is not None and turn.item.division is not None:
            turn.item.take(step)
            turn.item.beside.append(Step("state_part", turn.item.division.due))
        self.note(turn, "part_withdrawn")


class WithdrawContribution(WithdrawPlan):
    name, right = "withdraw_contribution", "contribute"
    node = "take_in"

    def owner(self, item: Item, step: Step | None) -> str:
        return step.key if step is not None else item.place

    def place(self, item: Item, step: Step | None) -> str:
        return self.owner(item, next((one for one in item.steps if one.node == self.node), None))

    def done(self, turn: Turn) -> None:
        step = self.lying(turn)
        if step is not None and step.owes is not None:
            step.owes.handed_in = False
            turn.item.take(step)
            turn.item.beside.append(Step("contribute", step.owes.due, step.key, place=step.key, owes=step.owes))
        self.note(turn, "contribution_withdrawn")


class WithdrawDuty(WithdrawPlan):
    name, right = "withdraw_duty", "fulfil_duty"
    node = "sign_duty"

    def done(self, turn: Turn) -> None:
        step = self.lying(turn)
        if step is not None and turn.item.duty is not None:
            period = turn.item.duty.periods[step.key]
            period.closes = period.last
            duties.back_to_officer(turn.item, step)
        self.note(turn, "duty_withdrawn")


class AskReturn(Case):
    name, right, good = "ask_return", "view_commitments", {"reason": SHORT}
    fields = {"reason": st.sampled_from([SHORT, SHORT, " ", "长" * 501])}

    def own(self, turn: Turn) -> list[Step]:
        """What the person handed in and somebody else decides now: what was read first, in the order of opening."""
        own = [step for step in turn.item.steps if author_of(turn.item, step) == turn.who.name]
        return sorted(own, key=lambda step: (not step.is_read, step.pk))

    def leads_somewhere(self, model: Model) -> bool:
        return any(author_of(item, step) for item in model.items for step in item.steps)

    def predict(self, turn: Turn) -> str:
        if not turn.reads():
            return "not_found"
        if turn.item.rests:
            return "suspended"
        own = self.own(turn)
        if not own or all(step.asked_back for step in own):
            return "asked_already" if own else "nothing_lies"
        reason = turn.typed["reason"].strip()
        return "remark_long" if len(reason) > 500 else "" if reason else "reason_missing"

    def call(self, turn: Turn) -> Any:
        return withdrawing.ask_return(turn.item.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        next(step for step in self.own(turn) if not step.asked_back).asked_back = True
        self.note(turn, "return_asked")


class Urge(Case):
    name, right, good, fields = "urge", "urge", {"remark": ""}, {"remark": REMARK}

    def refusal(self, turn: Turn) -> str:
        item, model = turn.item, turn.model
        if item.rests:
            return "suspended"
        if own_steps(turn.who, item) == item.steps:
            return "own_step" if item.steps else "nothing_open"
        if item.urged_on is not None and model.today < model.days.after(item.urged_on, model.limits.pause)[0]:
            return "urged_lately"
        return "remark_long" if len(turn.typed["remark"]) > 500 else ""

    def call(self, turn: Turn) -> Any:
        return urging.urge(turn.item.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.urged_on = turn.model.today
        self.note(turn, "urged")


class Copy(Case):
    name, right, good = "copy", "copy", {"to": ["leader"], "remark": ""}
    fields = {
        "to": st.sampled_from([["head"], ["leader", "clerk"], [], ["outsider"], ["county_officer"]]),
        "remark": REMARK,
    }

    def refusal(self, turn: Turn) -> str:
        if not turn.typed["to"]:
            return "nobody_chosen"
        if any(not turn.people[name].sees(turn.item.place) or name == turn.who.name for name in turn.typed["to"]):
            return "not_a_reader"
        return "remark_long" if len(turn.typed["remark"]) > 500 else ""

    def call(self, turn: Turn) -> Any:
        people = [turn.people[name].user.pk for name in turn.typed["to"]]
        return copying.copy(turn.item.pk, people, remark=turn.typed["remark"], actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        self.note(turn, "copied")


class Correct(Case):
    name, right, good = "correct", "view_commitments", {"entry": 0, "own": True, "text": SHORT}
    fields = {
        "entry": st.integers(0, 40),
        "own": st.booleans(),
        "text": st.sampled_from([SHORT, SHORT, " ", "长" * 2001]),
    }

    def seq(self, turn: Turn) -> int:
        """The number of the entry in the history: one of the person's own, or any, or one that is not there."""
        entries = turn.item.entries
        own = [n for n, (act, who) in enumerate(entries) if who == turn.who.name and act != "corrected"]
        if turn.typed["own"] and own:
            return own[int(turn.typed["entry"]) % len(own)] + 1
        return int(turn.typed["entry"]) + 1

    def refusal(self, turn: Turn) -> str:
        seq = self.seq(turn)
        act, who = turn.item.entries[seq - 1] if seq <= len(turn.item.entries) else ("", "")
        if who != turn.who.name or act == "corrected":
            return "not_own_entry"
        text = turn.typed["text"].strip()
        return "correction_long" if len(text) > 2000 else "" if text else "correction_missing"

    def call(self, turn: Turn) -> Any:
        text = turn.typed["text"]
        return correcting.correct(turn.item.pk, self.seq(turn), text=text, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        self.note(turn, "corrected")


class PutOff(Case):
    name, right, good = "put_off_reminders", "view_commitments", {"days": 1, "reason": SHORT}
    fields = {"days": st.sampled_from([1, 2, 3, 10, 0, 200]), "reason": REASON}

    def until(self, turn: Turn) -> date:
        """No reminder before this day."""
        return turn.model.today + timedelta(days=turn.typed["days"])

    def refusal(self, turn: Turn) -> str:
        if turn.item.rests:
            return "suspended"
        own = own_steps(turn.who, turn.item)
        if not own:
            return "not_the_holder" if turn.item.steps else "nothing_open"
        if not turn.typed["reason"].strip():
            return "reason_missing"
        until = self.until(turn)
        fits = [step for step in own if step.due is not None and turn.model.today < until <= step.due]
        return "" if fits else "snooze_day"

    def call(self, turn: Turn) -> Any:
        reason = turn.typed["reason"]
        return reminding.snooze(turn.item.pk, until=self.until(turn), reason=reason, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        self.note(turn, "reminders_put_off")


def own_steps(who: Person, item: Item) -> list[Step]:
    """The open steps of the item the person may do."""
    return [step for step in item.steps if who.may(RIGHTS[step.node], step.place or item.place)]


CASES: tuple[Case, ...] = (
    SubmitReport(),
    SignReport(),
    ReturnReport(),
    WithdrawPlan(),
    WithdrawReport(),
    WithdrawClaim(),
    WithdrawRectification(),
    WithdrawSlipAnswer(),
    WithdrawDuty(),
    WithdrawPart(),
    WithdrawContribution(),
    AskReturn(),
    Urge(),
    Copy(),
    Correct(),
    PutOff(),
)

"""退回 by the leader and the inspector to the desk before, and 重新启动: what has ended goes on."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from flows.actions import reopening, returning
from tests.machine.case import BLANK, REASON, SHORT, Case, Turn
from tests.machine.model import Item, Model


class ReturnPlanToHead(Case):
    name, nodes, good, fields = "return_plan_to_head", ("approve_plan",), {"reason": SHORT}, {"reason": REASON}

    def refusal(self, turn: Turn) -> str:
        return "" if turn.typed["reason"].strip() else "reason_missing"

    def call(self, turn: Turn) -> Any:
        return returning.return_plan_to_head(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.signed_by = ""
        turn.item.go("sign_plan", turn.model.desk(turn.model.limits.sign))
        self.note(turn, "plan_returned_to_head")


class ReturnToInspector(Case):
    name, nodes, good, fields = "return_to_inspector", ("close",), {"reason": SHORT}, {"reason": REASON}

    def refusal(self, turn: Turn) -> str:
        return "" if turn.typed["reason"].strip() else "reason_missing"

    def call(self, turn: Turn) -> Any:
        return returning.return_to_inspector(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.accepted_by, turn.item.final.runs = "", True
        turn.item.go("inspect", turn.model.desk(turn.model.limits.inspect))
        if turn.item.line is not None:
            turn.item.line.anew = True
        self.note(turn, "returned_to_inspector")


class ReturnClaim(Case):
    name, nodes, good, fields = "return_claim", ("inspect",), {"reason": SHORT}, {"reason": REASON}

    def refusal(self, turn: Turn) -> str:
        return turn.at_home() or ("" if turn.typed["reason"].strip() else "reason_missing")

    def call(self, turn: Turn) -> Any:
        return returning.return_claim(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.claimed = False
        turn.item.go("execute", turn.item.completion)
        self.note(turn, "claim_returned")


class Reopen(Case):
    name, right, good = "reopen", "reopen", {"later": 20, "roll": True, "reason": SHORT}
    # Mostly a mistake: what has ended should be met by the other acts as well.
    fields = {
        "later": st.sampled_from([20, None, 5, 0, -3, 400, 120]),
        "roll": st.sampled_from([True, True, False]),
        "reason": st.sampled_from([SHORT, SHORT, BLANK]),
    }

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.ended for item in model.items)

    def until(self, turn: Turn) -> date | None:
        """The new final date."""
        if turn.typed["later"] is None:
            return None
        day = max(turn.item.completion, turn.model.today) + timedelta(days=turn.typed["later"])
        while turn.typed["roll"] and not turn.model.days.calendar.is_workday(day):
            day += timedelta(days=1)
        return day

    def refusal(self, turn: Turn) -> str:
        if turn.item.transferred or not turn.item.ended:
            return "transferred" if turn.item.transferred else "not_ended"
        if not turn.typed["reason"].strip():
            return "reason_missing"
        return self.wrong_day(turn)

    def wrong_day(self, turn: Turn) -> str:
        """Missing though the old one has passed, not later, more than a year ahead, or a day off."""
        day, today = self.until(turn), turn.model.today
        if day is None:
            return "date_missing" if turn.item.completion < today else ""
        if day <= max(turn.item.completion, today):
            return "not_later"
        latest = today.replace(year=today.year + 1, day=28 if (today.month, today.day) == (2, 29) else today.day)
        if day > latest:
            return "too_late"
        return "" if turn.model.days.calendar.is_workday(day) else "no_working_day"

    def call(self, turn: Turn) -> Any:
        until, reason = self.until(turn), turn.typed["reason"]
        return reopening.reopen(turn.item.pk, until=until, reason=reason, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        item, until = turn.item, self.until(turn)
        item.begin_again(turn.model.today)
        if until is not None:
            item.final.change(until, turn.model.days)
        item.go(*goes_on_at(turn.model, item))
        if item.duty is not None:
            item.duty.begin_again(turn.model.days)
        if item.division is not None and item.division.outcome == "dropped":
            item.ask_part(turn.model.desk(turn.model.limits.dispute))
        self.note(turn, "reopened")


def goes_on_at(model: Model, item: Item) -> tuple[str, date]:
    """Where the work of the agency stood, and when that is due."""
    if item.published:
        return "execute", item.completion
    if item.publication is not None:
        return "publish_plan", item.publication.due
    if item.acknowledged:
        return "write_plan", item.plan.due
    return "acknowledge", model.desk(model.limits.acknowledge)


CASES: tuple[Case, ...] = (ReturnPlanToHead(), ReturnToInspector(), ReturnClaim(), Reopen())

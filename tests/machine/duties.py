"""The acts of a duty that returns: recorded, struck, handed in, signed, returned; opened and closed by the ticker."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st

from flows.actions import duties
from tests.machine.case import BLANK, REASON, SHORT, Case, Turn
from tests.machine.line import ANY_REMARK
from tests.machine.model import Item, Model
from tests.machine.owed import Duty, Period, Record
from tests.machine.steps import Step
from workflow.models import DutyPeriod, DutyRecord
from workflow.services.duties import Done

PICK = st.integers(0, 50)


def duty_of(item: Item) -> Duty:
    """The duty of an item that has one."""
    if item.duty is None:
        raise LookupError("the item has no duty")
    return item.duty


def period_at(turn: Turn) -> Period:
    """The period a step is about."""
    return duty_of(turn.item).periods[turn.at.key]


def back_to_officer(item: Item, step: Step) -> None:
    """The period can be changed again; its due day counts on."""
    period = duty_of(item).periods[step.key]
    period.handed = False
    item.take(step)
    item.beside.append(Step("fulfil_duty", period.last, step.key))


def not_with_officer(turn: Turn, period: Period) -> str:
    """The refusal of who would change what is handed over, closed, or rests."""
    if turn.item.rests:
        return "suspended"
    return "duty_not_with_officer" if period.outcome or period.handed or turn.item.ended else ""


class RecordDuty(Case):
    name, right, good = "record_duty", "fulfil_duty", {"pick": 0, "ago": 0, "what": SHORT}
    fields = {
        "pick": PICK,
        "ago": st.sampled_from([0, 0, 0, 1, 5, -1, 40]),
        "what": st.sampled_from([SHORT, SHORT, SHORT, BLANK]),
    }

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.duty is not None and item.duty.periods for item in model.items)

    def period(self, turn: Turn) -> Period | None:
        """The period it is recorded in, the latest for 0."""
        periods = list(turn.item.duty.periods.values())[::-1] if turn.item.duty is not None else []
        return periods[int(turn.typed["pick"]) % len(periods)] if periods else None

    def day(self, turn: Turn) -> date:
        """The day it was done."""
        return turn.model.today - timedelta(days=turn.typed["ago"])

    def predict(self, turn: Turn) -> str:
        return "not_found" if self.period(turn) is None else super().predict(turn)

    def refusal(self, turn: Turn) -> str:
        period, day = self.period(turn), self.day(turn)
        if period is None or not_with_officer(turn, period):
            return not_with_officer(turn, period) if period is not None else "not_found"
        if not turn.typed["what"].strip():
            return "record_empty"
        if day > turn.model.today:
            return "not_done_yet"
        return "" if period.first <= day <= period.last else "outside_the_period"

    def call(self, turn: Turn) -> Any:
        period = self.period(turn)
        rows = DutyPeriod.objects.filter(duty__commitment=turn.item.pk, name=period.name if period else "")
        number = rows.values_list("pk", flat=True).first() or 0
        done = Done(uuid4(), self.day(turn), turn.typed["what"])
        return duties.record(number, done, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        period = self.period(turn)
        if period is not None:
            period.records.append(Record(period, self.day(turn), turn.who.name))
            duty_of(turn.item).records.append(period.records[-1])
        self.note(turn, "duty_recorded")


class StrikeDuty(Case):
    name, right, good = "strike_duty", "fulfil_duty", {"pick": 0, "reason": SHORT}
    fields = {"pick": PICK, "reason": REASON}

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.duty is not None and item.duty.records for item in model.items)

    def number(self, turn: Turn) -> int:
        """Which of the records of the item, in their order; the latest for 0."""
        return len(duty_of(turn.item).records) - 1 - int(turn.typed["pick"]) % len(duty_of(turn.item).records)

    def record(self, turn: Turn) -> Record | None:
        """The record that is struck."""
        if turn.item.duty is None or not turn.item.duty.records:
            return None
        return turn.item.duty.records[self.number(turn)]

    def predict(self, turn: Turn) -> str:
        return "not_found" if self.record(turn) is None else super().predict(turn)

    def refusal(self, turn: Turn) -> str:
        record = self.record(turn)
        if record is None or record.by != turn.who.name:
            return "not_the_author"
        if not record.stands:
            return "struck_already"
        return not_with_officer(turn, record.period) or ("" if turn.typed["reason"].strip() else "reason_missing")

    def call(self, turn: Turn) -> Any:
        rows = DutyRecord.objects.filter(period__duty__commitment=turn.item.pk).order_by("pk")
        found = list(rows.values_list("pk", flat=True))
        number = found[self.number(turn)] if found else 0
        return duties.strike(number, reason=turn.typed["reason"], actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        record = self.record(turn)
        if record is not None:
            record.stands = False
        self.note(turn, "duty_record_struck")


class HandInDuty(Case):
    name, nodes, good = "hand_in_duty", ("fulfil_duty",), {"remark": SHORT}
    fields = {"remark": st.sampled_from([SHORT, SHORT, "", BLANK])}

    def refusal(self, turn: Turn) -> str:
        short = period_at(turn).count < duty_of(turn.item).needed
        return "short_without_a_word" if short and not turn.typed["remark"].strip() else ""

    def call(self, turn: Turn) -> Any:
        return duties.hand_in(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        period, limit = period_at(turn), turn.model.desk(turn.model.limits.sign)
        period.handed, period.handed_by, period.closes = True, turn.who.name, max(period.closes, limit)
        turn.item.take(turn.at)
        turn.item.beside.append(Step("sign_duty", limit, turn.at.key))
        self.note(turn, "duty_handed_in")


class SignDuty(Case):
    name, nodes, good, fields = "sign_duty", ("sign_duty",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        return turn.same_hands(period_at(turn).handed_by)

    def call(self, turn: Turn) -> Any:
        return duties.sign(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        period_at(turn).close(duty_of(turn.item).needed)
        turn.item.take(turn.at)
        self.note(turn, "duty_signed")


class ReturnDuty(Case):
    name, nodes, good, fields = "send_back_duty", ("sign_duty",), {"reason": SHORT}, {"reason": REASON}

    def refusal(self, turn: Turn) -> str:
        return "" if turn.typed["reason"].strip() else "reason_missing"

    def call(self, turn: Turn) -> Any:
        return duties.send_back(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        back_to_officer(turn.item, turn.at)
        self.note(turn, "duty_returned")


CASES: tuple[Case, ...] = (RecordDuty(), StrikeDuty(), HandInDuty(), SignDuty(), ReturnDuty())

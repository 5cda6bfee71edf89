"""The acts of the main line, with inspection and rectification."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st

from flows.actions import commitment as acting
from flows.actions import inspection as inspecting
from tests.machine.case import BLANK, REASON, REMARK, SHORT, Case, Turn
from tests.machine.publishing import is_withheld, wanting
from workflow.services.work import MeasureLine, PlanText

TEXT: st.SearchStrategy[Any] = st.sampled_from([SHORT] * 5 + [BLANK])
ANY_REMARK: st.SearchStrategy[Any] = REMARK.filter(lambda text: len(text) < 500)


class Acknowledge(Case):
    name, nodes = "acknowledge", ("acknowledge",)

    def call(self, turn: Turn) -> Any:
        return acting.acknowledge(turn.pk, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        turn.item.acknowledged = True
        turn.item.go("write_plan", turn.item.plan.due)
        self.note(turn, "acknowledged")


class HandInPlan(Case):
    name, nodes = "hand_in_plan", ("write_plan",)
    good = {"summary": SHORT, "late": -5, "also": False}
    fields = {"summary": TEXT, "late": st.sampled_from([-5, 0, None, -30, 3]), "also": st.booleans()}

    def others(self, turn: Turn) -> list[Any]:
        """The other items of the agency that one document serves as well."""
        if not turn.typed["also"] or turn.stale is not None:
            return []
        own = [item for item in turn.model.items if item.place == turn.item.place and item is not turn.item]
        return [item for item in own if item.line is not None and item.line.node == "write_plan"]

    def all(self, turn: Turn) -> list[Any]:
        """One after the other in the order of their steps, whichever was named first."""
        return sorted((turn.item, *self.others(turn)), key=lambda one: one.line.pk if one.line else 0)

    def predict(self, turn: Turn) -> str:
        # Steps are looked at in their order, each whether it rests before whether the person may do it.
        first = self.all(turn)[0]
        if turn.stale is None and first.rests and turn.who.sees(first.place):
            return "suspended"
        return super().predict(turn)

    def measure_on(self, turn: Turn) -> date | None:
        late = turn.typed["late"]
        return None if late is None else turn.item.completion + timedelta(days=late)

    def refusal(self, turn: Turn) -> str:
        day = self.measure_on(turn)
        for item in self.all(turn):
            if item.rests:
                return "suspended"
            if not turn.typed["summary"].strip():
                return "plan_incomplete"
            if day is not None and day > item.completion and not item.is_past_completion(turn.model.today):
                return "measure_too_late"
        return ""

    def call(self, turn: Turn) -> Any:
        measure = MeasureLine("汇总问题", self.measure_on(turn), "李婧", "清单")
        text = PlanText(uuid4(), turn.typed["summary"], "李婧", [measure])
        also = [item.line.pk for item in self.others(turn)]
        return acting.hand_in_plan(turn.pk, text, also=also, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        for item in self.all(turn):
            item.submitted_by, item.handed_in, item.releases = turn.who.name, True, []
            item.drop_dispute()
            item.go("sign_plan", turn.model.desk(turn.model.limits.sign))
            turn.model.record(item, "plan_handed_in", turn.who.name)
            turn.model.ask_signers(item, item.signers, turn.who.name)


class SignPlan(Case):
    name, nodes, good, fields = "sign_plan", ("sign_plan",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        if any(signer.bars(turn.model.today) for signer in turn.item.signers.values()):
            return "signatures_missing"
        return turn.same_hands(turn.item.submitted_by)

    def call(self, turn: Turn) -> Any:
        return acting.sign_plan(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.signed_by = turn.who.name
        turn.item.go("approve_plan", turn.model.desk(turn.model.limits.approve))
        turn.item.drop_signatures()
        self.note(turn, "plan_signed")


class ReturnPlan(Case):
    name, nodes, good, fields = "return_plan", ("sign_plan", "approve_plan"), {"reason": SHORT}, {"reason": REASON}

    def refusal(self, turn: Turn) -> str:
        return "" if turn.typed["reason"].strip() else "reason_missing"

    def call(self, turn: Turn) -> Any:
        return acting.return_plan(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        by = "head" if turn.at.node == "sign_plan" else "office"
        turn.item.signed_by = ""
        turn.item.go("write_plan", turn.item.plan.due)
        turn.item.drop_signatures()
        self.note(turn, f"plan_returned_by_{by}")


class ApprovePlan(Case):
    name, nodes, good, fields = "approve_plan", ("approve_plan",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        division = turn.item.division
        if division is not None and division.outcome != "confirmed":
            return "division_open"
        return turn.same_hands(turn.item.submitted_by, turn.item.signed_by)

    def call(self, turn: Turn) -> Any:
        return acting.approve_plan(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        item, model = turn.item, turn.model
        item.approved, item.plan.runs = True, False
        item.publication = model.clock(model.today, model.limits.publish)
        item.go("publish_plan", item.publication.due)
        item.drop_request("implementation_plan")
        self.note(turn, "plan_approved")


class PublishPlan(Case):
    name, nodes, good = "publish_plan", ("publish_plan",), {"ago": 0}
    fields = {"ago": st.sampled_from([0, 0, 0, -1, 4000])}

    def refusal(self, turn: Turn) -> str:
        refused = wanting(turn.model, turn.item)
        if refused or is_withheld(turn.model, turn.item):
            return refused or "withheld"
        if turn.typed["ago"] > 0:
            return "published_too_early"
        return "published_in_future" if turn.typed["ago"] < 0 else ""

    def call(self, turn: Turn) -> Any:
        day = turn.model.today - timedelta(days=turn.typed["ago"])
        url = "https://example.org/plan"
        return acting.publish_plan(turn.pk, url=url, published_on=day, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        turn.item.publish(turn.item.release if turn.model.gates else None)
        self.note(turn, "plan_published")


class ClaimCompletion(Case):
    name, nodes, good, fields = "claim_completion", ("execute",), {"text": SHORT}, {"text": TEXT}

    def refusal(self, turn: Turn) -> str:
        return "" if turn.typed["text"].strip() else "claim_empty"

    def call(self, turn: Turn) -> Any:
        return acting.claim_completion(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        item, model = turn.item, turn.model
        item.claimed, item.claimed_on, item.claimed_by = True, model.today, turn.who.name
        item.go("inspect", model.desk(model.limits.inspect))
        item.drop_request("completion")
        self.note(turn, "completion_claimed")


class Accept(Case):
    name, nodes = "accept", ("inspect",)
    good, fields = {"conclusion": SHORT}, {"conclusion": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        return turn.at_home() or turn.same_hands(turn.item.claimed_by)

    def call(self, turn: Turn) -> Any:
        return inspecting.accept(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.accepted_by, turn.item.final.runs = turn.who.name, False
        turn.item.go("close", turn.model.desk(turn.model.limits.approve))
        self.note(turn, "inspection_accepted")


class RaiseFinding(Case):
    name, nodes, good = "raise_finding", ("inspect",), {"text": SHORT, "working_days": 10}
    fields = {"text": TEXT, "working_days": st.sampled_from([5, 10, 1, 0, 30, 251])}

    def refusal(self, turn: Turn) -> str:
        if turn.at_home():
            return turn.at_home()
        if not turn.typed["text"].strip():
            return "finding_empty"
        return "" if 1 <= turn.typed["working_days"] <= 250 else "days_range"

    def call(self, turn: Turn) -> Any:
        return inspecting.raise_finding(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.finding = turn.model.clock(turn.model.today, turn.typed["working_days"])
        turn.item.go("rectify", turn.item.finding.due)
        self.note(turn, "finding_raised")


class Rectify(Case):
    name, nodes, good, fields = "rectify", ("rectify",), {"text": SHORT}, {"text": TEXT}

    def refusal(self, turn: Turn) -> str:
        return "" if turn.typed["text"].strip() else "rectification_empty"

    def call(self, turn: Turn) -> Any:
        return inspecting.rectify(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.rectified_by = turn.who.name
        turn.item.go("recheck", turn.model.desk(turn.model.limits.inspect))
        self.note(turn, "rectified")


class AcceptRectification(Case):
    name, nodes, good, fields = "accept_rectification", ("recheck",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        return turn.at_home() or turn.same_hands(turn.item.claimed_by, turn.item.rectified_by)

    def call(self, turn: Turn) -> Any:
        return inspecting.accept_rectification(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        if turn.item.finding is not None:
            turn.item.finding.runs = False
        turn.item.accepted_by, turn.item.final.runs = turn.who.name, False
        turn.item.go("close", turn.model.desk(turn.model.limits.approve))
        self.note(turn, "recheck_accepted")


class ReturnRectification(Case):
    name, nodes, good, fields = "return_rectification", ("recheck",), {"reason": SHORT}, {"reason": REASON}

    def refusal(self, turn: Turn) -> str:
        return turn.at_home() or ("" if turn.typed["reason"].strip() else "reason_missing")

    def call(self, turn: Turn) -> Any:
        return inspecting.return_rectification(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.go("rectify", turn.item.finding.due if turn.item.finding else None)
        self.note(turn, "recheck_returned")


class Close(Case):
    name, nodes, good, fields = "close", ("close",), {"remark": ""}, {"remark": ANY_REMARK}

    def refusal(self, turn: Turn) -> str:
        item = turn.item
        return turn.same_hands(item.claimed_by, item.rectified_by, item.accepted_by)

    def call(self, turn: Turn) -> Any:
        return acting.close(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.end(turn.model.today)
        self.note(turn, "closed")


class ReturnToExecution(Case):
    name, nodes, good, fields = "return_to_execution", ("close",), {"reason": SHORT}, {"reason": REASON}

    def refusal(self, turn: Turn) -> str:
        return "" if turn.typed["reason"].strip() else "reason_missing"

    def call(self, turn: Turn) -> Any:
        return acting.return_to_execution(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.claimed, turn.item.accepted_by, turn.item.final.runs = False, "", True
        turn.item.go("execute", turn.item.completion)
        self.note(turn, "returned_to_execution")


class Discontinue(Case):
    name, right, good = "discontinue", "discontinue", {"reason": SHORT}
    # Mostly without a reason: what has ended early leads nowhere.
    fields = {"reason": st.sampled_from([BLANK] * 9 + [SHORT])}

    def refusal(self, turn: Turn) -> str:
        if turn.item.ended:
            return "not_open"
        return "" if turn.typed["reason"].strip() else "reason_missing"

    def call(self, turn: Turn) -> Any:
        return acting.discontinue(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.cease_to_rest(turn.now)
        turn.item.end(turn.model.today)
        self.note(turn, "discontinued")


CASES: tuple[Case, ...] = (
    Acknowledge(),
    HandInPlan(),
    SignPlan(),
    ReturnPlan(),
    ApprovePlan(),
    PublishPlan(),
    ClaimCompletion(),
    Accept(),
    RaiseFinding(),
    Rectify(),
    AcceptRectification(),
    ReturnRectification(),
    Close(),
    ReturnToExecution(),
    Discontinue(),
)

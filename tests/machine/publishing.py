"""Publication behind gates: prepared by the officer, reviewed by other hands, recorded or withheld, objected to."""

from typing import Any

from hypothesis import strategies as st

from flows.actions import releasing
from tests.machine.case import REASON, SHORT, Case, Turn
from tests.machine.model import Item, Model
from tests.machine.papers import Release
from tests.machine.steps import Step
from workflow.services.releases import Prepared

GROUNDS = {"proactive": "", "withheld": "third_party", "on_request": "process"}
"""The legal reason of each disclosure attribute."""


def wanting(model: Model, item: Item) -> str:
    """Why the plan of the office does not let it be published, or said to be withheld, yet."""
    if not model.gates:
        return "under_review" if item.under_review is not None else ""
    release = item.release
    if release is None or release.outcome != "passed":
        return "gates_missing"
    open_to = {"gate_confidentiality": release.reviewed, "gate_deidentified": release.deidentified}
    return "" if all(open_to[gate] for gate in model.gates) else "gates_missing"


def is_withheld(model: Model, item: Item) -> bool:
    """It was decided that it is not published; where no gate is left, nobody asks for that."""
    return bool(model.gates) and item.release is not None and item.release.withheld


def first_of_all(model: Model, item: Item) -> str:
    """The act without which the plan cannot be published; nothing where it can."""
    if item.line is None or item.line.node != "publish_plan":
        return ""
    if wanting(model, item):
        return "accept_release" if item.under_review is not None else "prepare_release"
    return "withhold_release" if is_withheld(model, item) else ""


def review_of(turn: Turn) -> Release:
    """What a step reviews."""
    if turn.item.under_review is None:
        raise LookupError("nothing is under review")
    return turn.item.under_review


def prepared_anew(turn: Turn) -> str:
    """Who wrote the plan or prepared its publication does not review it."""
    return turn.same_hands(review_of(turn).prepared_by, turn.item.submitted_by)


class PrepareRelease(Case):
    name, right = "prepare_release", "publish_plan"
    good = {"attribute": "proactive", "ground": True, "deidentified": True}
    fields = {
        "attribute": st.sampled_from(["proactive"] * 4 + ["withheld", "on_request", "secret"]),
        "ground": st.sampled_from([True] * 5 + [False]),
        "deidentified": st.sampled_from([True, True, True, False]),
    }

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.line is not None and item.line.node == "publish_plan" for item in model.items)

    def refusal(self, turn: Turn) -> str:
        item, gates, attribute = turn.item, turn.model.gates, turn.typed["attribute"]
        if item.rests:
            return "suspended"
        if not gates or item.line is None or item.line.node != "publish_plan":
            return "not_to_publish"
        if item.under_review is not None:
            return "already_prepared"
        if attribute not in GROUNDS:
            return "attribute_unknown"
        if attribute != "proactive" and not turn.typed["ground"]:
            return "ground_missing"
        return "not_deidentified" if "gate_deidentified" in gates and not turn.typed["deidentified"] else ""

    def call(self, turn: Turn) -> Any:
        attribute = turn.typed["attribute"]
        ground = GROUNDS.get(attribute, "") if turn.typed["ground"] else ""
        reason = SHORT if ground else ""
        what = Prepared(attribute, ground, reason, deidentified=turn.typed["deidentified"])
        return releasing.prepare(turn.item.pk, what, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        item, withheld = turn.item, turn.typed["attribute"] != "proactive"
        release = Release(turn.who.name, withheld=withheld, deidentified=turn.typed["deidentified"])
        item.releases.append(release)
        if withheld or "gate_confidentiality" in turn.model.gates:
            item.beside.append(Step("review_release", turn.model.desk(turn.model.limits.sign)))
            self.note(turn, "release_prepared")
        else:
            release.outcome = "passed"
            self.note(turn, "release_ready")


class AcceptRelease(Case):
    name, nodes, good, fields = "accept_release", ("review_release",), {"basis": SHORT}, {"basis": REASON}

    def refusal(self, turn: Turn) -> str:
        return prepared_anew(turn) or ("" if turn.typed["basis"].strip() else "basis_missing")

    def call(self, turn: Turn) -> Any:
        return releasing.accept(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        release = review_of(turn)
        release.outcome, release.reviewed = "passed", True
        turn.item.take(turn.at)
        self.note(turn, "release_passed")


class SendBackRelease(Case):
    name, nodes, good = "send_back_release", ("review_release",), {"outcome": "changes", "reason": SHORT}
    fields = {"outcome": st.sampled_from(["changes", "refused", "changes", "passed"]), "reason": REASON}

    def refusal(self, turn: Turn) -> str:
        if prepared_anew(turn) or turn.typed["outcome"] == "passed":
            return prepared_anew(turn) or "outcome_unknown"
        return "" if turn.typed["reason"].strip() else "reason_missing"

    def call(self, turn: Turn) -> Any:
        return releasing.send_back(turn.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        review_of(turn).outcome = turn.typed["outcome"]
        turn.item.take(turn.at)
        self.note(turn, "release_returned")


class WithdrawRelease(Case):
    name, right = "withdraw_release", "publish_plan"

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.releases for item in model.items)

    def refusal(self, turn: Turn) -> str:
        if turn.item.rests:
            return "suspended"
        release = turn.item.under_review
        if release is None:
            return "no_open_release"
        return "" if release.prepared_by == turn.who.name else "not_the_preparer"

    def call(self, turn: Turn) -> Any:
        return releasing.withdraw(turn.item.pk, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        turn.item.drop_review("withdrawn")
        self.note(turn, "release_withdrawn")


class Withhold(Case):
    name, nodes = "withhold_release", ("publish_plan",)

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.releases for item in model.items) and super().leads_somewhere(model)

    def refusal(self, turn: Turn) -> str:
        missing = wanting(turn.model, turn.item)
        return missing or ("" if is_withheld(turn.model, turn.item) else "not_withheld")

    def call(self, turn: Turn) -> Any:
        return releasing.withhold(turn.pk, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        turn.item.publish(turn.item.release)
        self.note(turn, "plan_withheld")


class ObjectTo(Case):
    name, right, good, fields = "object_to_release", "inspect", {"reason": SHORT}, {"reason": REASON}

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.published_by is not None for item in model.items)

    def refusal(self, turn: Turn) -> str:
        item = turn.item
        if turn.at_home() or item.rests:
            return turn.at_home() or "suspended"
        if item.ended:
            return "not_open"
        if not turn.typed["reason"].strip():
            return "reason_missing"
        if item.published_by is None or not item.published_by.withheld:
            return "not_withheld"
        return "objected_already" if item.published_by.objected else ""

    def call(self, turn: Turn) -> Any:
        return releasing.object_to(turn.item.pk, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        if turn.item.published_by is not None:
            turn.item.published_by.objected = True
        self.note(turn, "release_objected")


CASES: tuple[Case, ...] = (
    PrepareRelease(),
    AcceptRelease(),
    SendBackRelease(),
    WithdrawRelease(),
    Withhold(),
    ObjectTo(),
)

"""Ways through the machine that chance finds too rarely: walked on every run, each act compared as ever."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.builders import City
from tests.machine.machine import BY_NAME, FORWARD, Machine
from tests.machine.model import Item
from tests.machine.parts import awaited
from tests.machine.publishing import first_of_all
from tests.machine.steps import RIGHTS, Step
from tests.machine.world import build

pytestmark = pytest.mark.django_db


class Walk(Machine):
    """One run whose acts on one item are named."""

    number = 0
    """Which item is walked with; the first one has a partner."""
    DIVIDED, LED_JOINTLY = 2, 3

    @property
    def item(self) -> Item:
        """The item walked with."""
        return self.world.model.items[self.number]

    def open_ones(self, *nodes: str) -> list[Step]:
        """The open steps of the item at these nodes."""
        return [step for step in self.item.steps if step.node in nodes]

    def do(self, name: str, **typed: Any) -> None:
        """The act, by the first who is not refused."""
        case, item = BY_NAME[name], self.item
        step = self.open_ones(*case.nodes)[0] if case.nodes else None
        right = RIGHTS[step.node] if step else case.right
        for person in self.base.people.values():
            turn = self.world.turn(case, person, item, step, case.good | typed)
            if person.may(right, case.place(item, step)) and not case.predict(turn):
                self.world.attempt(case, turn)
                return
        raise LookupError(f"nobody may do {name}")

    def reach(self, node: str) -> None:
        """The line goes on to the step."""
        while self.item.line is not None and self.item.line.node != node:
            step = awaited(self.world.model, self.item) or self.item.line
            self.do(first_of_all(self.world.model, self.item) or FORWARD[step.node])

    def refused(self, name: str) -> str:
        """The code by which the act is refused to the first who has the right."""
        case, item = BY_NAME[name], self.item
        step = self.open_ones(*case.nodes)[0] if case.nodes else None
        right = RIGHTS[step.node] if step else case.right
        person = self.person(0, right, case.place(item, step), fits=True)
        return self.world.attempt(case, self.world.turn(case, person, item, step, dict(case.good)))

    def suspend(self) -> None:
        """The item is suspended."""
        self.do("ask_suspension", days=60)
        for node in ("sign_suspension", "grant_suspension"):
            if self.open_ones(node):
                self.do(node)

    def rest(self, days: int, hour: int = 9) -> None:
        """The item is suspended, and goes on some days later, at an hour."""
        self.suspend()
        self.later(days, hour)
        self.do("resume")


@pytest.fixture
def walk(city: City, now: datetime) -> Iterator[Walk]:
    """A run from the issued plan; `verify` after it."""
    Machine.begin(build(city, now))
    found = Walk()
    yield found
    found.teardown()


def test_the_desk_a_report_lies_on_gets_its_days_back(walk: Walk) -> None:
    walk.reach("execute")
    walk.tick()
    walk.do("submit_report")
    before = walk.open_ones("sign_report")[0].due
    walk.rest(20)
    after = walk.open_ones("sign_report")[0].due
    assert before is not None
    assert after is not None
    assert before < walk.world.model.today <= after


@pytest.mark.parametrize("node", ["sign_extension", "advise_extension", "grant_extension"])
def test_whoever_answers_a_request_for_a_later_date_gets_the_days_back(walk: Walk, node: str) -> None:
    walk.reach("execute")
    walk.do("ask_extension")
    while not walk.open_ones(node):
        walk.do(FORWARD[walk.open_ones("sign_extension", "advise_extension")[0].node])
    walk.rest(20)
    today, answer_by = walk.world.model.today, walk.item.requests["completion"].answer_by
    assert walk.open_ones(node)[0].due == answer_by
    assert answer_by >= today


@pytest.mark.parametrize("reached", ["sign_dispute", "answer_dispute", "rule_dispute"])
def test_a_plan_handed_in_leaves_no_dispute_open(walk: Walk, reached: str) -> None:
    walk.reach("write_plan")
    walk.do("ask_dispute")
    while not walk.open_ones(reached):
        if walk.open_ones("sign_dispute"):
            walk.do("sign_dispute")
        elif walk.open_ones("answer_dispute"):
            walk.do("uphold_dispute")
        else:
            walk.do("ask_dispute_again")
    walk.do("hand_in_plan")
    assert walk.open_ones("sign_dispute", "answer_dispute", "rule_dispute") == []
    assert walk.item.dispute is not None
    assert not walk.item.dispute.open


@pytest.mark.parametrize("stage", ["acknowledge", "write_plan", "approve_plan", "publish_plan", "execute", "rectify"])
def test_discontinued_at_any_stage_it_goes_on_where_the_work_stood(walk: Walk, stage: str) -> None:
    if stage == "rectify":
        walk.reach("inspect")
        walk.do("raise_finding")
    walk.reach(stage)
    walk.do("discontinue")
    walk.later(9, 9)
    walk.do("reopen", later=60)
    goes_on = {"approve_plan": "write_plan", "rectify": "execute"}
    assert walk.item.line is not None
    assert walk.item.line.node == goes_on.get(stage, stage)
    walk.rest(4)
    walk.reach("close")
    walk.do("close")
    assert walk.item.held["ended"] == 9


def test_a_slip_rests_with_the_work(walk: Walk) -> None:
    walk.reach("write_plan")
    walk.later(60, 9)
    walk.do("issue_slip")
    by = walk.item.slip.answer_by if walk.item.slip else None
    walk.rest(20)
    assert walk.item.slip is not None
    assert by is not None
    assert walk.item.slip.answer_by > by
    for name in ("answer_slip", "send_back_slip", "answer_slip", "sign_slip", "accept_slip"):
        walk.do(name)
    assert walk.item.slip is None


def test_a_part_split_off_keeps_the_days_granted_and_given_back(walk: Walk) -> None:
    walk.reach("write_plan")
    walk.do("ask_extension", kind="implementation_plan")
    for name in ("sign_extension", "advise_extension", "grant_extension"):
        walk.do(name)
    walk.rest(20)
    walk.do("split")
    made = walk.world.model.items[-1]
    assert made.plan.due == walk.item.plan.due
    assert made.completion == walk.item.completion
    walk.rest(4)
    walk.do("merge", into=0)
    assert walk.item.ended
    walk.do("reopen")


def test_a_contribution_rests_with_the_work_and_is_late_only_while_it_lies_with_the_partner(walk: Walk) -> None:
    walk.reach("write_plan")
    asked_by = walk.open_ones("contribute")[0].due
    walk.rest(9)
    due = walk.open_ones("contribute")[0].due
    assert asked_by is not None
    assert due is not None
    assert due > asked_by
    walk.do("hand_in_contribution")
    walk.later((due - walk.world.model.today).days + 20, 9)
    assert walk.item.holder(walk.world.model.today) == "officer"
    walk.do("send_back_contribution")
    walk.later(5, 9)
    assert walk.item.held["partner"] == 5
    walk.do("escalate_contribution")
    assert walk.refused("escalate_contribution") == "nothing_late"
    walk.do("hand_in_contribution")
    walk.do("withdraw_contribution")
    walk.do("hand_in_contribution")
    walk.do("take_in_contribution")
    assert walk.item.holder(walk.world.model.today) == "officer"


def test_what_a_partner_owes_goes_on_after_the_claim_and_ends_with_the_item(walk: Walk) -> None:
    walk.reach("inspect")
    assert walk.refused("ask_contribution") == "not_working"
    walk.do("hand_in_contribution")
    walk.do("ask_return")
    walk.reach("close")
    walk.do("close")
    assert not walk.item.contributions[0].open
    walk.do("reopen")
    assert walk.open_ones("take_in") == []
    walk.do("ask_contribution")
    walk.do("waive_contribution")


@pytest.mark.parametrize("to", ["county", "agency"])
def test_partners_and_joint_leads_go_along_with_a_transfer(walk: Walk, to: str) -> None:
    walk.number = walk.LED_JOINTLY
    walk.reach("sign_plan")
    walk.do("transfer", to=to)
    walk.number = -1
    assert walk.item.place == to
    assert list(walk.item.signers) == [place for place in ("agency",) if place != to]
    assert [one.partner for one in walk.item.contributions] == [place for place in ("county",) if place != to]
    walk.rest(9)
    walk.reach("close")
    walk.do("close")


def test_each_draft_is_signed_anew_by_a_joint_lead(walk: Walk) -> None:
    walk.number = walk.LED_JOINTLY
    walk.reach("sign_plan")
    walk.later(25, 9)
    assert walk.refused("sign_plan") == "signatures_missing"
    assert walk.item.held["partner"] == 25
    walk.do("withhold_countersignature")
    assert walk.refused("sign_plan") == "signatures_missing"
    assert walk.item.holder(walk.world.model.today) == "head"
    walk.do("return_plan")
    walk.reach("sign_plan")
    walk.do("withdraw_plan")
    assert walk.open_ones("countersign") == []
    walk.reach("sign_plan")
    walk.do("sign_countersignature")
    walk.do("sign_plan")
    walk.do("return_plan_to_head")
    walk.do("sign_plan")


def test_the_head_waits_for_an_added_signer_until_its_days_are_over(walk: Walk) -> None:
    walk.reach("sign_plan")
    walk.do("add_signer", to="other")
    walk.rest(9)
    due = walk.item.signers["other"].due
    assert due > walk.world.model.today
    assert walk.refused("sign_plan") == "signatures_missing"
    walk.later((due - walk.world.model.today).days + 3, 9)
    assert walk.item.holder(walk.world.model.today) == "head"
    walk.do("sign_plan")
    assert walk.open_ones("countersign") == []
    assert walk.item.signers["other"].signed == "dropped"


@pytest.mark.parametrize("reached", ["state_part", "confirm_part"])
def test_a_part_is_stated_anew_when_a_divided_item_goes_on(walk: Walk, reached: str) -> None:
    walk.number = walk.DIVIDED
    walk.reach("approve_plan")
    assert walk.refused("approve_plan") == "division_open"
    walk.rest(9)
    if reached == "confirm_part":
        for name in ("state_part", "withdraw_part", "state_part", "send_back_part", "state_part"):
            walk.do(name)
    walk.do("discontinue")
    walk.later(9, 9)
    walk.do("reopen", later=60)
    assert walk.open_ones("state_part")
    walk.reach("execute")


def test_a_period_taken_back_is_over_when_it_would_have_been(walk: Walk) -> None:
    walk.number = Walk.DIVIDED
    walk.tick()
    walk.do("record_duty")
    walk.later(23, 9)
    walk.do("hand_in_duty")
    walk.do("withdraw_duty")
    walk.later(1, 9)
    walk.tick()
    assert [step.key for step in walk.open_ones("fulfil_duty", "sign_duty")] == ["2026-10"]


def test_a_period_is_not_closed_before_the_limit_of_the_head_who_rested(walk: Walk) -> None:
    walk.number = Walk.DIVIDED
    walk.tick()
    walk.later(22, 9)
    walk.do("hand_in_duty")
    walk.rest(3)
    (lying,) = walk.open_ones("sign_duty")
    assert lying.due is not None
    while walk.world.model.today < lying.due:
        walk.later(1, 9)
        walk.tick()
    walk.do("sign_duty")


def test_what_was_recorded_is_struck_and_counts_no_more(walk: Walk) -> None:
    walk.number = Walk.DIVIDED
    walk.tick()
    walk.do("record_duty")
    walk.do("record_duty")
    walk.do("strike_duty")
    assert walk.refused("strike_duty") == "struck_already"
    walk.do("hand_in_duty")
    walk.do("send_back_duty")
    walk.do("hand_in_duty")
    walk.do("sign_duty")
    assert walk.item.duty is not None
    assert [period.outcome for period in walk.item.duty.periods.values()] == ["short"]


GATES = {"gate_confidentiality", "gate_deidentified"}


def test_what_is_withheld_is_reviewed_by_other_hands_and_objected_to(walk: Walk) -> None:
    walk.set_gates(GATES, 0, fits=True)
    walk.reach("publish_plan")
    assert walk.refused("publish_plan") == "gates_missing"
    walk.do("prepare_release", attribute="withheld")
    assert walk.refused("prepare_release") == "already_prepared"
    walk.rest(9)
    walk.do("send_back_release")
    walk.do("prepare_release", attribute="on_request")
    walk.do("accept_release")
    assert walk.refused("publish_plan") == "withheld"
    walk.do("withhold_release")
    walk.do("object_to_release")
    assert walk.refused("object_to_release") == "objected_already"


def test_what_was_taken_back_counts_for_nothing(walk: Walk) -> None:
    walk.set_gates({"gate_deidentified"}, 0, fits=True)
    walk.reach("publish_plan")
    walk.do("prepare_release")
    walk.do("prepare_release", attribute="withheld")
    walk.do("withdraw_release")
    walk.do("discontinue")
    walk.later(9, 9)
    walk.do("reopen", later=60)
    walk.do("publish_plan")
    assert walk.item.release is not None
    assert not walk.item.release.withheld


def test_a_review_nobody_asks_for_any_more_is_withdrawn_or_decided_first(walk: Walk) -> None:
    walk.set_gates(GATES, 0, fits=True)
    walk.reach("publish_plan")
    walk.do("prepare_release")
    walk.set_gates(set(), 0, fits=True)
    assert walk.refused("publish_plan") == walk.refused("withhold_release") == "under_review"
    walk.do("withdraw_release")
    assert walk.refused("withhold_release") == "not_withheld"
    walk.do("publish_plan")


def test_a_review_ends_with_the_item(walk: Walk) -> None:
    walk.set_gates(GATES, 0, fits=True)
    walk.reach("publish_plan")
    walk.do("prepare_release")
    walk.do("discontinue")
    assert walk.open_ones("review_release") == []


def test_a_term_rests_from_the_day_after_its_event_and_what_counts_back_does_not_rest(walk: Walk) -> None:
    walk.do("register_event", ago=20)
    before = [step.due for step in walk.open_ones("answer_event")]
    walk.rest(9)
    after = [step.due for step in walk.open_ones("answer_event")]
    assert None not in (*before, *after)
    assert [was < due for was, due in zip(before, after, strict=True) if was and due] == [True, True]
    walk.do("answer_event")
    walk.number = walk.LED_JOINTLY
    walk.do("register_event", planned=True)
    (lying,) = walk.open_ones("answer_event")
    due = lying.due
    walk.rest(9)
    assert walk.open_ones("answer_event")[0].due == due


def test_hours_are_given_back_to_the_moment(walk: Walk) -> None:
    walk.do("register_event", ago=1)
    before = min(step.due for step in walk.open_ones("answer_event") if step.due)
    walk.rest(0, hour=13)
    assert min(step.due for step in walk.open_ones("answer_event") if step.due) == before
    walk.rest(0, hour=22)
    walk.rest(5, hour=3)
    after = min(step.due for step in walk.open_ones("answer_event") if step.due)
    assert after == before + timedelta(days=5)


def test_what_is_entered_or_corrected_after_a_rest_did_not_run_meanwhile(walk: Walk) -> None:
    walk.do("register_event", ago=1)
    walk.rest(9, hour=11)
    walk.rest(0, hour=17)
    before = [step.due for step in walk.open_ones("answer_event")]
    walk.do("register_event", same=0, corrects=0)
    assert [step.due for step in walk.open_ones("answer_event")] == before
    walk.do("register_event", ago=200)
    assert len(walk.open_ones("answer_event")) == 2 * len(before)
    walk.do("transfer", to="county")
    walk.number = -1
    walk.do("register_event", same=1, corrects=1)
    assert set(before) <= {step.due for step in walk.open_ones("answer_event")}


def test_an_item_that_ended_while_it_rested_counts_none_of_that_when_it_goes_on(walk: Walk) -> None:
    walk.do("register_event", ago=1)
    walk.suspend()
    walk.later(3, 15)
    walk.do("discontinue")
    walk.later(2, 9)
    walk.do("reopen", later=60)
    walk.do("register_event", same=0, corrects=0)
    assert all(step.due and step.due > walk.item.rested[0].stop.last for step in walk.open_ones("answer_event"))


def test_what_hangs_on_an_event_goes_along_with_a_transfer_and_is_corrected_there(walk: Walk) -> None:
    walk.do("register_event", ago=30)
    walk.do("answer_event")
    walk.do("transfer", to="county")
    walk.number = -1
    assert len(walk.open_ones("answer_event")) == 1
    walk.do("register_event", ago=200, corrects=0)
    assert len(walk.open_ones("answer_event")) == 1
    walk.do("register_event", corrects=0, void=True)
    assert walk.open_ones("answer_event") == []


def entered(walk: Walk, who: str, **typed: Any) -> str:
    """What becomes of an entry in the register by this person."""
    case, person = BY_NAME["register_event"], walk.base.people[who]
    return walk.world.attempt(case, walk.world.turn(case, person, walk.item, None, case.good | typed))


def test_the_same_is_not_entered_twice_and_a_planned_day_leaves_time(walk: Walk) -> None:
    assert entered(walk, "clerk", planned=True) == ""
    assert entered(walk, "clerk", same=0) == "event_known"
    assert entered(walk, "clerk", planned=True, ahead=4) == "planned_too_early"
    assert entered(walk, "clerk", planned=True, ahead=60, corrects=0) == ""
    assert entered(walk, "clerk", corrects=1) == "event_corrected"


@pytest.mark.parametrize("transferred", [False, True])
def test_an_event_is_entered_anew_after_all(walk: Walk, transferred: bool) -> None:
    walk.do("register_event", ago=30)
    if transferred:
        walk.do("transfer", to="county")
        walk.number = -1
    assert entered(walk, "clerk", same=0, corrects=0, void=True) == ""
    assert walk.open_ones("answer_event") == []
    # The entry before the one that took it back.
    assert entered(walk, "clerk", same=1) == ""
    assert entered(walk, "clerk", ago=60, corrects=0) == ""
    assert entered(walk, "clerk", same=1, corrects=0) == ""
    assert len(walk.open_ones("answer_event")) == 2


def test_what_the_agency_before_did_is_not_asked_of_the_next_one(walk: Walk) -> None:
    walk.do("register_event", ago=30)
    walk.do("answer_event")
    walk.do("answer_event")
    walk.do("transfer", to="county")
    walk.number = -1
    assert entered(walk, "county_officer", same=0) == "done_before"
    assert entered(walk, "county_officer", void=True) == "void_of_nothing"


def test_who_has_a_transferred_share_corrects_what_hangs_on_it(walk: Walk) -> None:
    walk.number = walk.LED_JOINTLY
    walk.do("register_event", planned=True)
    walk.do("transfer", to="county")
    walk.number = -1
    assert entered(walk, "outsider", planned=True, ahead=60, corrects=0) == "nothing_hangs"
    assert entered(walk, "county_officer", planned=True, ahead=60, corrects=0) == ""

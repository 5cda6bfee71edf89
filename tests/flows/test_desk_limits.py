"""A notice of a year moves legal clocks and no limit of a desk, also where both fall on the same day; and an item that
is just being worked on is discontinued a moment later."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from viewflow.workflow.exceptions import FlowLockFailed

from flows.actions import commitment as steps
from flows.actions import inspection as inspecting
from flows.actions import suspension as suspending
from flows.base import BaseFlow
from tests.builders import City, issue_plan, make_plan, open_task
from tests.flows.cases import ask_suspension, reach
from workflow.deadlines import seeded
from workflow.errors import TransitionRefused
from workflow.models import Commitment, Finding
from workflow.services import calendar_entry
from workflow.services.calendar import calendar_in_force, local_day

pytestmark = pytest.mark.django_db

OFF = date(2026, 9, 16)
"""A Wednesday that becomes a day off within the ten days after the finding."""


def enter_a_day_off(city: City, now: datetime) -> None:
    known = seeded().years[2026]
    notice = calendar_entry.NoticeText(2026, {**known.holidays, OFF: "调休"}, known.make_up_days, "补充通知")
    calendar_entry.enter_year(notice, seen_version=known.version, actor=city.clerk, now=now)


@pytest.fixture
def found(city: City, now: datetime) -> Commitment:
    """A finding was raised with as many days to rectify as the inspector's desk has."""
    commitment = issue_plan(city, make_plan(city, now, inspect_working_days=10), now)[0]
    inspect = reach(city, commitment, now, "inspect")
    inspecting.raise_finding(inspect.pk, text="三处未更新。", working_days=10, actor=city.inspector, now=now)
    return commitment


def test_the_days_to_rectify_move_with_the_calendar(city: City, found: Commitment, now: datetime) -> None:
    before = open_task("rectify", commitment=found).due_on
    enter_a_day_off(city, now)
    found.refresh_from_db()
    finding = Finding.objects.get()
    assert before is not None
    assert finding.due_on > before
    assert open_task("rectify", commitment=found).due_on == found.current_due_on == finding.due_on


def test_the_limit_of_a_recheck_stays_though_the_days_to_rectify_end_with_it(
    city: City, found: Commitment, now: datetime
) -> None:
    inspecting.rectify(open_task("rectify", commitment=found).pk, text="已更新。", actor=city.officer, now=now)
    limit = open_task("recheck", commitment=found).due_on
    assert limit == Finding.objects.get().due_on > local_day(now)
    enter_a_day_off(city, now)
    found.refresh_from_db()
    assert Finding.objects.get().due_on > limit
    assert open_task("recheck", commitment=found).due_on == found.current_due_on == limit


@pytest.mark.parametrize("node", ["inspect", "recheck", "close"])
def test_a_suspension_gives_its_days_back_to_every_desk_of_the_inspection(city: City, now: datetime, node: str) -> None:
    commitment = issue_plan(city, make_plan(city, now), now)[0]
    task = reach(city, commitment, now, node)
    first = local_day(now + timedelta(days=8))
    before = task.due_on
    assert before is not None
    assert before > first
    ask_suspension(city, commitment, now + timedelta(days=8))
    suspending.resume(commitment.pk, actor=city.leader, now=now + timedelta(days=10), remark="条件已具备。")
    commitment.refresh_from_db()
    lost = calendar_in_force().working_days_between(first - timedelta(days=1), first + timedelta(days=1))
    after = calendar_in_force().add_working_days(before, lost).due_on
    assert lost == 2
    assert open_task(node, commitment=commitment).due_on == commitment.current_due_on == after


def test_what_somebody_is_working_on_is_discontinued_a_moment_later(
    city: City, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    commitment = issue_plan(city, make_plan(city, now), now)[0]

    def held_by_somebody(_process: Any) -> None:
        raise FlowLockFailed

    with monkeypatch.context() as patch:
        patch.setattr(BaseFlow, "lock", held_by_somebody)
        with pytest.raises(TransitionRefused, match="再试") as refused:
            steps.discontinue(commitment.pk, actor=city.leader, now=now, reason="任务调整。")
    assert refused.value.code == "busy"
    steps.discontinue(commitment.pk, actor=city.leader, now=now, reason="任务调整。")

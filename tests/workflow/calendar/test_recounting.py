"""Entering a notice moves every date that was provisional, and nothing that is done."""

from datetime import date, datetime

import pytest
from django.db import transaction

from flows.models import Task
from tests.builders import City, walk
from tests.workflow.calendar.conftest import enter, notice
from workflow.deadlines import seeded, working_days_after
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import CalendarYear, Clock, Commitment, JournalEntry, Outbox
from workflow.services import due_dates
from workflow.services.calendar import calendar_at, calendar_in_force
from workflow.services.calendar_entry import NoticeText, version_in_force, what_if
from workflow.services.recounting import recompute_provisional
from workflow.services.verification import verify_clocks, verify_journal
from workflow.status import ClockKind

OLD, NEW = date(2027, 2, 17), date(2027, 2, 20)
"""20 February is a Saturday that the notice has worked."""


def plan_clock(commitment: Commitment) -> Clock:
    return commitment.clocks.get(kind=ClockKind.IMPLEMENTATION_PLAN)


def test_before_the_notice_the_date_is_provisional(reaching: list[Commitment]) -> None:
    clock = plan_clock(reaching[0])
    assert (clock.due_on, clock.provisional) == (OLD, True)


def test_what_if_counts_without_writing(city: City, reaching: list[Commitment]) -> None:
    outcome = what_if(notice())
    assert (len(outcome.moved), outcome.earlier, outcome.later, outcome.agencies) == (2, 0, 2, 1)
    assert {move.new for move in outcome.moved} == {NEW}
    assert plan_clock(reaching[0]).due_on == OLD
    assert not CalendarYear.objects.exists()


def test_entering_moves_clock_commitment_and_open_step(
    city: City, reaching: list[Commitment], late_in_the_year: datetime
) -> None:
    walk(city, reaching[0], late_in_the_year, "write_plan")
    row, outcome = enter(notice(), seen_version=0, actor=city.clerk, now=late_in_the_year)
    assert (row.version, len(outcome.moved)) == (1, 2)
    commitment = Commitment.objects.get(pk=reaching[0].pk)
    clock = plan_clock(commitment)
    assert (clock.due_on, clock.provisional, clock.calendar_version) == (NEW, False, row.pk + 1)
    assert (commitment.plan_due_on, commitment.current_due_on, commitment.current_provisional) == (NEW, NEW, False)
    step = Task.objects.open().get(commitment=commitment)
    assert (step.node, step.due_on, step.provisional) == ("write_plan", NEW, False)


def test_a_desk_limit_is_not_taken_for_the_clock(
    city: City, reaching: list[Commitment], late_in_the_year: datetime
) -> None:
    """Before receipt the running limit is the three days to acknowledge."""
    before = reaching[0].current_due_on
    enter(notice(), seen_version=0, actor=city.clerk, now=late_in_the_year)
    commitment = Commitment.objects.get(pk=reaching[0].pk)
    assert (commitment.plan_due_on, commitment.current_due_on) == (NEW, before)


def test_what_is_done_keeps_its_date(city: City, reaching: list[Commitment], late_in_the_year: datetime) -> None:
    walk(city, reaching[0], late_in_the_year, "publish_plan")
    _row, outcome = enter(notice(), seen_version=0, actor=city.clerk, now=late_in_the_year)
    done = plan_clock(reaching[0])
    assert done not in [move.clock for move in outcome.moved]
    assert (done.due_on, done.provisional) == (OLD, True)
    assert plan_clock(reaching[1]).due_on == NEW


def test_the_journal_and_the_listeners_are_told_old_and_new(
    city: City, reaching: list[Commitment], late_in_the_year: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[int, int, date, date]] = []
    monkeypatch.setattr(due_dates, "_listeners", [lambda *told: heard.append(told)])
    enter(notice(), seen_version=0, actor=city.clerk, now=late_in_the_year)
    assert heard == [(one.pk, plan_clock(one).pk, OLD, NEW) for one in reaching]
    entries = JournalEntry.objects.filter(act="due_date_moved").order_by("pk")
    assert [(entry.commitment_id, entry.data["dates"][0]["old"], entry.actor) for entry in entries] == [
        (one.pk, OLD.isoformat(), city.clerk) for one in reaching
    ]
    assert Outbox.objects.filter(event="due_date_moved").count() == 2
    entered = JournalEntry.objects.get(act="calendar_entered")
    assert (entered.chain, entered.data["year"], entered.data["moved"]) == (city.jurisdiction.chain_key, 2027, 2)
    assert list(verify_journal()) == []
    assert list(verify_clocks()) == []


def test_a_listener_that_fails_undoes_everything(
    city: City, reaching: list[Commitment], late_in_the_year: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_told: object) -> None:
        raise ValueError("no room")

    monkeypatch.setattr(due_dates, "_listeners", [fail])
    with pytest.raises(ValueError, match="no room"), transaction.atomic():
        enter(notice(), seen_version=0, actor=city.clerk, now=late_in_the_year)
    assert not CalendarYear.objects.exists()
    assert plan_clock(reaching[0]).due_on == OLD
    assert not calendar_in_force().is_published(2027)


def test_while_entering_everybody_counts_by_the_new_calendar(
    city: City, reaching: list[Commitment], late_in_the_year: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    monkeypatch.setattr(due_dates, "_listeners", [lambda *_told: seen.append(calendar_in_force().is_published(2027))])
    enter(notice(), seen_version=0, actor=city.clerk, now=late_in_the_year)
    assert seen == [True, True]


def test_counting_twice_changes_nothing(city: City, reaching: list[Commitment], late_in_the_year: datetime) -> None:
    enter(notice(), seen_version=0, actor=city.clerk, now=late_in_the_year)
    before = JournalEntry.objects.count()
    assert recompute_provisional(late_in_the_year).moves == ()
    assert JournalEntry.objects.count() == before


def test_a_revision_moves_final_dates_too(city: City, reaching: list[Commitment], late_in_the_year: datetime) -> None:
    enter(notice(), seen_version=0, actor=city.clerk, now=late_in_the_year)
    row, outcome = enter(
        notice(off_1="2月5日至13日", on_1="1月31日"), seen_version=1, actor=city.clerk, now=late_in_the_year
    )
    assert (row.version, len(outcome.moved)) == (2, 2)
    assert version_in_force(2027) == 2
    clock = plan_clock(reaching[0])
    assert clock.due_on == working_days_after(clock.start_on, 60, calendar_in_force()).due_on != NEW


def test_an_old_clock_is_still_explained_by_its_own_calendar(
    city: City, reaching: list[Commitment], late_in_the_year: datetime
) -> None:
    version = calendar_in_force().version
    enter(notice(), seen_version=0, actor=city.clerk, now=late_in_the_year)
    assert not calendar_at(version).is_published(2027)


def test_the_first_revision_of_a_year_of_the_library_is_version_two(city: City, late_in_the_year: datetime) -> None:
    known = seeded().years[2026]
    extra = NoticeText(2026, {**known.holidays, date(2026, 12, 31): "元旦"}, known.make_up_days, "修订")
    row, _outcome = enter(extra, seen_version=1, actor=city.clerk, now=late_in_the_year)
    assert row.version == 2
    assert not calendar_in_force().is_workday(date(2026, 12, 31))


@pytest.mark.parametrize("person", ["officer", "leader", "inspector", "outsider"])
def test_only_those_who_may_enter_it(city: City, late_in_the_year: datetime, person: str) -> None:
    with pytest.raises(NotPermitted):
        enter(notice(), seen_version=0, actor=getattr(city, person), now=late_in_the_year)
    assert not CalendarYear.objects.exists()


def test_somebody_faster_is_named(city: City, late_in_the_year: datetime) -> None:
    enter(notice(), seen_version=0, actor=city.clerk, now=late_in_the_year)
    with pytest.raises(TransitionRefused) as refused:
        enter(notice(off_4="6月8日至9日"), seen_version=0, actor=city.clerk, now=late_in_the_year)
    assert "何亦舟" in str(refused.value.happened[0])


def test_the_same_days_again_are_refused(city: City, late_in_the_year: datetime) -> None:
    enter(notice(), seen_version=0, actor=city.clerk, now=late_in_the_year)
    with pytest.raises(Invalid) as refused:
        enter(notice(), seen_version=1, actor=city.clerk, now=late_in_the_year)
    assert refused.value.code == "calendar_unchanged"

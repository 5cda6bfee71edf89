"""A term that stood still for a while: by the formula, day by day, and against a count by hand."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.deadlines import (
    DayKind,
    Granted,
    Stop,
    calendar_days_after,
    changed,
    fixed_date,
    hours_due,
    seeded,
    stopped,
    working_days_after,
    working_days_with_stops,
)

CALENDAR = seeded()
ONE_DAY = timedelta(days=1)
DAYS = st.dates(date(2025, 12, 1), date(2026, 9, 30))


def test_the_days_of_the_stop_are_given_back() -> None:
    """Ten working days after 7 September 2026 end on Sunday the 20th, which is worked; stopped from the 10th to the
    16th, five of them."""
    due = working_days_after(date(2026, 9, 7), 10, CALENDAR)
    stop = Stop(date(2026, 9, 10), date(2026, 9, 16))
    assert due.due_on == date(2026, 9, 20)
    after = stopped(due, stop, CALENDAR)
    assert after.due_on == date(2026, 9, 28)  # 25 to 27 September is the Mid-Autumn Festival
    around = working_days_with_stops(date(2026, 9, 7), 10, CALENDAR, [stop])
    assert (around.due_on, around.counted, around.stopped_days) == (date(2026, 9, 28), 10, 5)


def test_what_had_run_out_is_not_given_back() -> None:
    due = fixed_date(date(2026, 9, 8), CALENDAR)
    assert stopped(due, Stop(date(2026, 9, 9), date(2026, 12, 1)), CALENDAR) == due


def test_a_date_in_the_middle_of_the_stop_keeps_what_was_left_of_it() -> None:
    due = fixed_date(date(2026, 11, 6), CALENDAR)
    after = stopped(due, Stop(date(2026, 11, 4), date(2026, 11, 30)), CALENDAR)
    assert after.due_on == date(2026, 12, 3)  # three working days were left: 4, 5 and 6 November


def test_a_date_on_a_day_off_inside_the_stop_has_one_working_day_behind_it() -> None:
    due = fixed_date(date(2026, 11, 7), CALENDAR)
    assert stopped(due, Stop(date(2026, 11, 7), date(2026, 11, 8)), CALENDAR).due_on == date(2026, 11, 9)


def test_calendar_days_are_given_back_in_calendar_days() -> None:
    due = calendar_days_after(date(2026, 11, 2), 10, CALENDAR)
    assert due.due_on == date(2026, 11, 12)
    after = stopped(due, Stop(date(2026, 11, 5), date(2026, 11, 9)), CALENDAR)
    assert after.due_on == date(2026, 11, 17)


def test_hours_stand_still_to_the_moment() -> None:
    """24 hours from 8 o'clock on the 14th; stopped with two and a half of them gone."""
    due = hours_due(at(14, 8), 24, CALENDAR)
    stop = Stop(date(2026, 9, 14), date(2026, 9, 18), at(14, 10, 30), at(19, 16))
    after = stopped(due, stop, CALENDAR)
    assert (after.due_at, after.due_on) == (at(20, 13, 30), date(2026, 9, 20))
    short = stopped(due, Stop(date(2026, 9, 14), date(2026, 9, 13), at(14, 10), at(14, 11)), CALENDAR)
    assert short.due_at == at(15, 9)
    over = Stop(date(2026, 9, 15), date(2026, 9, 20), at(15, 8, 1), at(21, 9))
    assert stopped(due, over, CALENDAR).due_at == at(15, 8)
    # Before it is known when the work goes on, whole days stand for the moments.
    assert stopped(due, Stop(date(2026, 9, 15), date(2026, 9, 16)), CALENDAR).due_at == at(17, 8)
    assert stopped(due, Stop(date(2026, 9, 16), date(2026, 9, 17)), CALENDAR).due_at == at(15, 8)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_beyond_the_published_years_the_date_is_provisional() -> None:
    due = fixed_date(date(2026, 12, 31), CALENDAR)
    after = stopped(due, Stop(date(2026, 12, 1), date(2026, 12, 31)), CALENDAR)
    assert after.due_on.year == 2027
    assert after.provisional
    assert after.provisional_years == (2027,)


def test_stops_and_grants_count_in_their_order() -> None:
    due = fixed_date(date(2026, 9, 30), CALENDAR)
    stop, grant = Stop(date(2026, 9, 28), date(2026, 10, 9)), Granted(date(2026, 10, 12))
    first_stopped = changed(due, [stop, grant], CALENDAR)
    first_granted = changed(due, [grant, stop], CALENDAR)
    assert first_stopped.due_on == date(2026, 10, 13)  # three days were left, and the grant lies before their end
    assert first_granted.due_on == date(2026, 10, 19)  # five were stopped, 10 October is worked
    assert changed(due, [], CALENDAR) == due


def test_backwards_nothing_is_stopped() -> None:
    with pytest.raises(ValueError, match="forwards"):
        working_days_with_stops(date(2026, 9, 7), -1, CALENDAR, [])


@given(start=DAYS, n=st.integers(0, 60), gap=st.integers(-5, 90), length=st.integers(1, 60), more=st.integers(0, 40))
def test_the_formula_is_the_count_day_by_day(start: date, n: int, gap: int, length: int, more: int) -> None:
    """For terms of working days, with one stop and with two."""
    first = Stop(start + timedelta(days=gap + 1), start + timedelta(days=gap + length))
    second = Stop(first.last + timedelta(days=more + 1), first.last + timedelta(days=more + 10))
    due = working_days_after(start, n, CALENDAR)
    if n == 0 or first.first <= start:
        return
    for stops in ([first], [first, second]):
        counted = working_days_with_stops(start, n, CALENDAR, stops)
        after = changed(due, stops, CALENDAR)
        assert (after.due_on, after.provisional) == (counted.due_on, counted.provisional or after.provisional)
        assert counted.counted == n
        assert not any(day.counted for day in counted.days if any(day.day in stop for stop in stops))


@given(due_on=DAYS, offset=st.integers(-40, 40), length=st.integers(1, 60))
def test_a_stop_takes_nothing_and_gives_nothing(due_on: date, offset: int, length: int) -> None:
    """As many working days run before and after the stop as were left on its first day, one at least."""
    stop = Stop(due_on + timedelta(days=offset), due_on + timedelta(days=offset + length - 1))
    after = stopped(fixed_date(due_on, CALENDAR), stop, CALENDAR).due_on
    if stop.first > due_on:
        assert after == due_on
        return
    left = CALENDAR.working_days_between(stop.first - ONE_DAY, due_on)
    ran = CALENDAR.working_days_between(stop.last, after)
    assert ran == (max(left, 1) if due_on <= stop.last else left)


def test_a_stopped_day_says_why_it_does_not_count() -> None:
    around = working_days_with_stops(date(2026, 9, 7), 2, CALENDAR, [Stop(date(2026, 9, 8), date(2026, 9, 8))])
    assert [(day.day.day, day.kind, day.counted) for day in around.days] == [
        (8, DayKind.STOPPED, False),
        (9, DayKind.WORKDAY, True),
        (10, DayKind.WORKDAY, True),
    ]
    assert not around.days[0].kind.is_worked

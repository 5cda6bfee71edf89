"""Periods of duties: which days, by when, from when, and whether the pace is enough."""

from datetime import date

import pytest

from workflow.deadlines import Pace, asked_from, pace, seeded, span_of

CALENDAR = seeded()


@pytest.mark.parametrize(
    ("length", "by", "name", "first", "last", "due_on"),
    [
        ("week", "", "2026-W37", date(2026, 9, 7), date(2026, 9, 13), date(2026, 9, 13)),
        ("week", "5", "2026-W37", date(2026, 9, 7), date(2026, 9, 13), date(2026, 9, 11)),
        ("week", "+1", "2026-W37", date(2026, 9, 7), date(2026, 9, 13), date(2026, 9, 14)),
        ("month", "10", "2026-09", date(2026, 9, 1), date(2026, 9, 30), date(2026, 9, 10)),
        ("month", "+10", "2026-09", date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 10)),
        ("month", "31", "2026-09", date(2026, 9, 1), date(2026, 9, 30), date(2026, 9, 30)),
        ("quarter", "end", "2026-Q3", date(2026, 7, 1), date(2026, 9, 30), date(2026, 9, 30)),
        ("quarter", "1-10", "2026-Q3", date(2026, 7, 1), date(2026, 9, 30), date(2026, 7, 10)),
        ("quarter", "3-end", "2026-Q3", date(2026, 7, 1), date(2026, 9, 30), date(2026, 9, 30)),
        ("quarter", "+1-10", "2026-Q3", date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 10)),
        ("year", "03-end", "2026", date(2026, 1, 1), date(2026, 12, 31), date(2026, 3, 31)),
        ("year", "+03-31", "2026", date(2026, 1, 1), date(2026, 12, 31), date(2027, 3, 31)),
        ("year", "02-29", "2026", date(2026, 1, 1), date(2026, 12, 31), date(2026, 2, 28)),
        ("year", "下旬", "2026", date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31)),
        ("year", "13-01", "2026", date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_a_period_and_its_due_day(length: str, by: str, name: str, first: date, last: date, due_on: date) -> None:
    span = span_of(length, by, date(2026, 9, 8) if length != "year" else date(2026, 5, 1))
    assert (span.name, span.first, span.last, span.due_on) == (name, first, last, due_on)


def test_the_week_of_new_year_has_the_name_of_the_year_most_of_it_lies_in() -> None:
    assert span_of("week", "", date(2027, 1, 2)).name == "2026-W53"
    assert span_of("quarter", "", date(2026, 12, 31)).last == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("length", "by", "since", "first_on"),
    [
        ("month", "", date(2026, 9, 1), date(2026, 9, 1)),
        ("month", "", date(2026, 9, 14), date(2026, 9, 14)),  # 13 of 22 working days are left
        ("month", "", date(2026, 9, 21), date(2026, 10, 1)),
        ("month", "10", date(2026, 9, 11), date(2026, 10, 1)),  # the due day has passed
        ("month", "10", date(2026, 9, 7), date(2026, 9, 7)),  # 4 of 8 up to the due day: just half
        ("month", "10", date(2026, 9, 8), date(2026, 10, 1)),
        ("month", "+10", date(2026, 9, 21), date(2026, 10, 1)),
        ("quarter", "", date(2026, 9, 7), date(2026, 10, 1)),
        ("year", "", date(2026, 5, 6), date(2026, 5, 6)),
        ("year", "", date(2026, 9, 7), date(2027, 1, 1)),
        ("week", "", date(2026, 9, 9), date(2026, 9, 9)),
        ("week", "", date(2026, 9, 10), date(2026, 9, 14)),
    ],
)
def test_the_first_period_that_is_asked_for(length: str, by: str, since: date, first_on: date) -> None:
    assert asked_from(length, by, since, CALENDAR) == first_on


def of_september(done: int, needed: int, on: date, due_on: date = date(2026, 9, 30)) -> Pace:
    """The pace in September 2026, which has 22 working days (the 20th is worked)."""
    first, last = date(2026, 9, 1), date(2026, 9, 30)
    return pace(done, needed, first=first, last=last, due_on=due_on, on=on, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("done", "needed", "on", "light"),
    [
        (0, 2, date(2026, 9, 1), Pace.OK),
        (0, 2, date(2026, 9, 15), Pace.OK),  # 10 of 22 have passed
        (0, 2, date(2026, 9, 17), Pace.BEHIND),  # 12 of 22: one should be done
        (1, 2, date(2026, 9, 17), Pace.OK),
        (1, 2, date(2026, 9, 28), Pace.BEHIND),  # the last fifth
        (0, 1, date(2026, 9, 23), Pace.OK),
        (0, 2, date(2026, 9, 30), Pace.SHORT),  # two are missing and one working day is left
        (1, 2, date(2026, 9, 30), Pace.BEHIND),
        (1, 2, date(2026, 10, 1), Pace.SHORT),
        (2, 2, date(2026, 9, 2), Pace.DONE),
        (3, 2, date(2026, 12, 1), Pace.DONE),
    ],
)
def test_the_pace_of_a_quota(done: int, needed: int, on: date, light: Pace) -> None:
    assert of_september(done, needed, on) == light


def test_a_due_day_in_the_next_period_is_waited_for_behind_pace() -> None:
    assert of_september(0, 1, date(2026, 10, 8), due_on=date(2026, 10, 10)) == Pace.BEHIND
    assert of_september(0, 1, date(2026, 10, 11), due_on=date(2026, 10, 10)) == Pace.SHORT


def test_one_missing_on_a_due_day_off_is_still_possible() -> None:
    sunday = date(2026, 9, 13)
    light = pace(0, 1, first=date(2026, 9, 7), last=sunday, due_on=sunday, on=sunday, calendar=CALENDAR)
    assert light == Pace.BEHIND


def test_a_period_without_a_working_day_is_behind_from_its_first_day() -> None:
    first, last = date(2026, 10, 1), date(2026, 10, 4)
    assert pace(0, 1, first=first, last=last, due_on=last, on=first, calendar=CALENDAR) == Pace.BEHIND


def test_the_last_working_day_of_a_short_period_is_behind_too() -> None:
    first, last = date(2026, 9, 7), date(2026, 9, 10)
    lights = [
        pace(0, 1, first=first, last=last, due_on=last, on=date(2026, 9, day), calendar=CALENDAR) for day in (7, 9, 10)
    ]
    assert lights == [Pace.OK, Pace.OK, Pace.BEHIND]

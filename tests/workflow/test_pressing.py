"""The colour of a supervision slip follows from the facts, and from nothing else."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.deadlines import Pressing, Standing, WorkCalendar, pressure, seeded
from workflow.deadlines.pressing import elapsed_percent

CALENDAR: WorkCalendar = seeded()
ON = date(2026, 9, 14)


def standing(**given: Any) -> Standing:
    facts: dict[str, Any] = {
        "opened_on": date(2026, 9, 1),
        "completion_on": date(2026, 12, 31),
        "due_on": date(2026, 12, 31),
        "is_late": False,
        "late_since": ON,
        "beside_late": None,
        "percent": None,
    }
    return Standing(**facts | given)


@pytest.mark.parametrize(
    ("given", "colour", "cause"),
    [
        ({}, None, ""),
        ({"is_late": True, "late_since": date(2026, 9, 3)}, Pressing.RED, "late"),
        ({"is_late": True, "beside_late": date(2026, 9, 3)}, Pressing.RED, "late"),
        ({"beside_late": date(2026, 9, 3), "due_on": ON}, Pressing.YELLOW, "beside"),
        ({"percent": 0, "completion_on": date(2026, 10, 9)}, Pressing.YELLOW, "pace"),
        ({"percent": 20, "completion_on": date(2026, 10, 9)}, None, ""),
        ({"due_on": date(2026, 9, 20)}, Pressing.BLUE, "near"),
        ({"due_on": date(2026, 9, 21)}, None, ""),
        ({"due_on": None}, None, ""),
    ],
)
def test_each_rule(given: dict[str, Any], colour: Pressing | None, cause: str) -> None:
    found = pressure(standing(**given), ON, soon=5, calendar=CALENDAR)
    assert (found.colour if found else None, found.cause if found else "") == (colour, cause)


def test_the_cause_carries_its_numbers() -> None:
    near = pressure(standing(due_on=date(2026, 9, 18)), ON, soon=5, calendar=CALENDAR)
    assert near is not None
    assert (near.day, near.days) == (date(2026, 9, 18), 4)
    behind = pressure(standing(percent=5, completion_on=date(2026, 9, 22)), ON, soon=0, calendar=CALENDAR)
    assert behind is not None
    assert (behind.percent, behind.elapsed) == (5, 58)


@given(
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_the_share_gone_by_never_falls_and_stays_between_nothing_and_all(first: date, last: date, on: date) -> None:
    share = elapsed_percent(first, last, on, CALENDAR)
    assert 0 <= share <= 100
    later = date.fromordinal(on.toordinal() + 1)
    assert elapsed_percent(first, last, later, CALENDAR) >= share

"""Who holds the ball: each day of a life charged to exactly one holder, whatever the steps look like."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workflow.deadlines import Holding, Step, holding, last_day, seeded

MONDAY = date(2026, 9, 7)
CALENDAR = seeded()


def day(n: int) -> date:
    """The n-th day behind the Monday of opening."""
    return MONDAY + timedelta(days=n)


def step(holder: str, opened: int, ended: int | None = None) -> Step[str]:
    return Step(holder, day(opened), None if ended is None else day(ended))


def held(steps: Sequence[Step[str]], on: int, ended: int | None = None) -> Holding[str]:
    end = None if ended is None else day(ended)
    return holding(steps, opened_on=MONDAY, ended_on=end, on=day(on), calendar=CALENDAR)


def sums(steps: Sequence[Step[str]], on: int, ended: int | None = None) -> dict[str, tuple[int, int]]:
    return {name: (one.days, one.working_days) for name, one in held(steps, on, ended).sums.items()}


STEPS = st.lists(
    st.builds(
        lambda holder, opened, length: step(holder, opened, None if length is None else opened + length),
        st.sampled_from(["officer", "head", "leader", "inspector"]),
        st.integers(-5, 400),
        st.none() | st.integers(-2, 120),
    ),
    max_size=12,
)


def by_hand(steps: Sequence[Step[str]], on: date, last: date) -> list[str]:
    """The holder of each day, one day after the other, as the rule is written."""
    days: list[str] = []
    while len(days) <= (last - MONDAY).days:
        today = MONDAY + timedelta(days=len(days))
        begun = [one for one in steps if one.opened_on <= today]
        waiting = [one for one in begun if one.ended_on is None or one.ended_on > today]
        ended = sorted(begun, key=lambda one: one.ended_on or today)
        behind = sorted(steps, key=lambda one: one.opened_on)
        days.append((waiting or ended or behind[:1])[-1].holder)
    return days


@settings(max_examples=400, deadline=None)
@example(steps=[step("officer", 3, 3), step("head", 3, 3)], on=9, ended=3)
@example(steps=[step("officer", 5, 9)], on=20, ended=None)
@given(steps=STEPS, on=st.integers(-3, 420), ended=st.none() | st.integers(0, 420))
def test_every_day_of_a_life_is_charged_to_exactly_one_holder(
    steps: list[Step[str]], on: int, ended: int | None
) -> None:
    found = held(steps, on, ended)
    last = last_day(MONDAY, None if ended is None else day(ended), day(on))
    life = max(0, (last - MONDAY).days + 1) if steps else 0
    assert sum(one.days for one in found.sums.values()) == life
    worked = CALENDAR.working_days_between(MONDAY - timedelta(days=1), last) if life else 0
    assert sum(one.working_days for one in found.sums.values()) == worked
    walked = [span.first + timedelta(days=n) for span in found.spans for n in range(span.days)]
    assert walked == [day(n) for n in range(life)]
    if life:
        assert [span.holder for span in found.spans for _day in range(span.days)] == by_hand(steps, day(on), last)
    assert all(a.holder != b.holder for a, b in zip(found.spans, found.spans[1:], strict=False))
    assert (found.now is None) == (life == 0 or (ended is not None and ended <= on))


def test_the_day_of_an_act_counts_for_the_next_person() -> None:
    steps = [step("officer", 0, 7), step("head", 7)]
    assert sums(steps, on=9) == {"officer": (7, 5), "head": (3, 3)}
    now = held(steps, on=9).now
    assert now is not None
    assert (now.holder, now.first, now.days) == ("head", day(7), 3)


def test_what_comes_back_is_counted_together_with_before() -> None:
    steps = [step("officer", 0, 2), step("head", 2, 4), step("officer", 4, 9), step("head", 9, 10)]
    assert sums(steps, on=30, ended=10) == {"officer": (7, 5), "head": (3, 3)}
    assert held(steps, on=30, ended=10).now is None


def test_what_was_done_on_one_day_was_in_nobodys_hands_over_night() -> None:
    assert sums([step("officer", 0, 0), step("leader", 0, 0)], on=5, ended=0) == {}
    assert sums([step("officer", 0, 0), step("leader", 0, 0), step("head", 0)], on=0) == {"head": (1, 1)}


def test_of_several_open_steps_the_last_holds_and_gives_back() -> None:
    steps = [step("officer", 0), step("partner", 2, 4)]
    assert sums(steps, on=6) == {"officer": (5, 3), "partner": (2, 2)}


def test_a_gap_stays_with_who_left_it() -> None:
    assert sums([step("officer", 1, 2), step("leader", 4)], on=4) == {"officer": (4, 4), "leader": (1, 1)}


@pytest.mark.parametrize("on", [3, 4, 9])
def test_a_past_day_is_seen_as_it_was(on: int) -> None:
    """Closed on the fourth day: from then on nothing is added, before that it was still open."""
    steps = [step("officer", 0, 2), step("leader", 2, 4)]
    assert sums(steps, on=on, ended=4) == {"officer": (2, 2), "leader": (2, 2)}
    assert (held(steps, on=on, ended=4).now is not None) == (on < 4)

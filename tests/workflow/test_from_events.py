"""Terms that hang on an event: how they are read, counted after it, and counted back from a planned one."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.deadlines import (
    EventTerm,
    Light,
    Unit,
    days_after,
    earliest_planned,
    event_term,
    hour_light,
    hours_after,
    last_day_before,
    seeded,
)

CALENDAR = seeded()
ONE_DAY = timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")

before_terms = st.builds(EventTerm, st.sampled_from(Unit), st.integers(1, 40), st.just(value=True))


@pytest.mark.parametrize(
    ("kind", "value", "period", "term"),
    [
        ("working_days_after_event", "10", "", EventTerm(Unit.WORKING_DAYS, 10)),
        ("calendar_days_after_event", "15", "", EventTerm(Unit.DAYS, 15)),
        ("hours_after_event", "24", "", EventTerm(Unit.HOURS, 24)),
        ("before_event", "P14D", "", EventTerm(Unit.DAYS, 14, before=True)),
        ("before_event", "P5D", "working_days", EventTerm(Unit.WORKING_DAYS, 5, before=True)),
        ("before_event", "P1M", "", EventTerm(Unit.MONTHS, 1, before=True)),
        ("before_event", "P1Y", "", EventTerm(Unit.MONTHS, 12, before=True)),
        ("before_event", "PT24H", "", EventTerm(Unit.HOURS, 24, before=True)),
        ("before_event", "14", "", None),
        ("before_event", "P14D ", "", None),
        ("hours_after_event", "", "", None),
        ("hours_after_event", "二十四", "", None),
        ("hours_after_event", "٢٤", "", None),
        ("fixed_date", "2026-06-30", "", None),
    ],
)
def test_a_term_is_read_from_a_limit_of_the_text(kind: str, value: str, period: str, term: EventTerm | None) -> None:
    assert event_term(kind, value, period) == term


def test_a_length_hangs_on_an_event_only_where_one_is_named() -> None:
    assert event_term("by_period_end", "P3M", event="收到申请") == EventTerm(Unit.MONTHS, 3)
    assert event_term("by_period_end", "P2Y", event="批准") == EventTerm(Unit.MONTHS, 24)
    assert event_term("by_period_end", "P2Y") is None
    assert event_term("by_period_end", "2026-12-31", "year", event="批准") is None


class TestHours:
    # Friday evening before the National Day of 2026: a weekend's and a holiday's hours count like all others.
    @pytest.mark.parametrize(
        ("start", "hours", "due"),
        [
            (datetime(2026, 9, 11, 17, 30, tzinfo=SHANGHAI), 24, datetime(2026, 9, 12, 17, 30, tzinfo=SHANGHAI)),
            (datetime(2026, 9, 30, 22, 0, tzinfo=SHANGHAI), 48, datetime(2026, 10, 2, 22, 0, tzinfo=SHANGHAI)),
            (datetime(2026, 12, 31, 23, 59, tzinfo=SHANGHAI), 5, datetime(2027, 1, 1, 4, 59, tzinfo=SHANGHAI)),
            (datetime(2026, 2, 28, 8, 0, tzinfo=SHANGHAI), 24, datetime(2026, 3, 1, 8, 0, tzinfo=SHANGHAI)),
        ],
    )
    def test_run_around_the_clock(self, start: datetime, hours: int, due: datetime) -> None:
        assert hours_after(start, hours) == due
        assert hours_after(start.astimezone(UTC), hours) == due

    def test_need_a_moment_and_no_day(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            hours_after(datetime(2026, 9, 11, 17, 30), 24)  # noqa: DTZ001 (the moment that is refused)
        with pytest.raises(ValueError, match="term of days"):
            days_after(EventTerm(Unit.HOURS, 24), date(2026, 9, 11), CALENDAR)

    def test_turn_the_light_on_the_hour(self) -> None:
        due = datetime(2026, 9, 12, 17, 30, tzinfo=SHANGHAI)
        second = timedelta(seconds=1)

        def at(now: datetime, finished_at: datetime | None = None) -> Light:
            return hour_light(due, now, finished_at=finished_at, soon_hours=4)

        assert at(due - timedelta(hours=4) - second) is Light.OK
        assert at(due - timedelta(hours=4)) is Light.SOON
        assert at(due) is Light.SOON
        assert at(due + second) is Light.LATE
        assert at(due + second, finished_at=due) is Light.DONE
        assert at(due - second, finished_at=due) is Light.SOON


@pytest.mark.parametrize(
    ("term", "start", "due"),
    [
        # Over the National Day and the weekend day worked after it.
        (EventTerm(Unit.WORKING_DAYS, 10), date(2026, 9, 21), date(2026, 10, 12)),
        # Ends on a Saturday that is off.
        (EventTerm(Unit.DAYS, 5), date(2026, 9, 7), date(2026, 9, 14)),
        # A month that has no 31st; a leap day; over the end of the year; on a Sunday, so on Monday.
        (EventTerm(Unit.MONTHS, 1), date(2026, 3, 31), date(2026, 4, 30)),
        (EventTerm(Unit.MONTHS, 1), date(2024, 1, 31), date(2024, 2, 29)),
        (EventTerm(Unit.MONTHS, 3), date(2025, 11, 25), date(2026, 2, 25)),
        (EventTerm(Unit.MONTHS, 1), date(2026, 7, 16), date(2026, 8, 17)),
    ],
)
def test_days_and_months_after_an_event(term: EventTerm, start: date, due: date) -> None:
    counted = days_after(term, start, CALENDAR)

    assert counted.due_on == due
    assert counted.start_on == start
    assert counted.days[0].day == start + ONE_DAY
    assert counted.days[-1].day == due


class TestBackwards:
    @pytest.mark.parametrize(
        ("term", "planned_on", "last_on"),
        [
            (EventTerm(Unit.DAYS, 14, before=True), date(2026, 9, 28), date(2026, 9, 14)),
            # A Saturday stays: moved to Monday, fewer than two weeks would be left.
            (EventTerm(Unit.DAYS, 14, before=True), date(2026, 9, 26), date(2026, 9, 12)),
            (EventTerm(Unit.WORKING_DAYS, 5, before=True), date(2026, 9, 14), date(2026, 9, 7)),
            (EventTerm(Unit.MONTHS, 1, before=True), date(2026, 3, 31), date(2026, 2, 28)),
            (EventTerm(Unit.MONTHS, 12, before=True), date(2026, 1, 5), date(2025, 1, 5)),
            (EventTerm(Unit.HOURS, 24, before=True), date(2026, 9, 14), date(2026, 9, 13)),
            (EventTerm(Unit.HOURS, 36, before=True), date(2026, 9, 14), date(2026, 9, 12)),
        ],
    )
    def test_the_last_day_before_a_planned_event(self, term: EventTerm, planned_on: date, last_on: date) -> None:
        assert last_day_before(term, planned_on, CALENDAR) == last_on

    def test_the_earliest_day_when_it_is_too_late(self) -> None:
        term = EventTerm(Unit.DAYS, 14, before=True)

        assert earliest_planned(term, date(2026, 9, 7), CALENDAR) == date(2026, 9, 21)

    @given(before_terms, st.dates(date(2010, 1, 1), date(2022, 12, 31)))
    def test_the_earliest_day_is_just_in_time_and_the_one_before_too_late(self, term: EventTerm, on: date) -> None:
        earliest = earliest_planned(term, on, CALENDAR)

        assert last_day_before(term, earliest, CALENDAR) >= on
        assert last_day_before(term, earliest - ONE_DAY, CALENDAR) < on
        assert all(last_day_before(term, earliest + n * ONE_DAY, CALENDAR) >= on for n in range(40))

"""The working-day clock against official cases, an independent library and its own laws."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

import holidays
import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from workflow.deadlines import (
    DayKind,
    Light,
    Rule,
    WorkCalendar,
    YearNotice,
    calendar_days_after,
    fixed_date,
    holiday_label,
    light,
    seeded,
    statutory_holidays,
    working_days_after,
)

CALENDAR = seeded()
ONE_DAY = timedelta(days=1)

# Spans that end well inside the published years, so that the laws below speak of official days only.
days = st.dates(date(2004, 1, 1), date(2025, 12, 31))
amounts = st.integers(0, 120)


def span(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def with_2027(off: Mapping[date, str], worked: frozenset[date] = frozenset()) -> WorkCalendar:
    """The seeded calendar after somebody has entered a notice for 2027."""
    notice = YearNotice(2027, off, worked, "a notice", 1)
    return WorkCalendar(CALENDAR.version + 1, {**CALENDAR.years, 2027: notice})


class TestAgainstOthers:
    def test_every_day_of_2010_to_2026_agrees_with_the_holidays_package(self) -> None:
        oracle = holidays.country_holidays("CN", years=range(2010, 2027))
        first, last = date(2010, 1, 1), date(2026, 12, 31)

        differences = [day for day in span(first, last) if CALENDAR.is_workday(day) != oracle.is_working_day(day)]

        assert differences == []
        # The agreement says something: Monday to Friday is wrong on this many of the same days.
        assert sum(CALENDAR.is_workday(day) != (day.weekday() < 5) for day in span(first, last)) > 350

    def test_statutory_holidays_agree_with_the_holidays_package(self) -> None:
        for year in range(2027, 2041):
            oracle = holidays.country_holidays("CN", years=year, observed=False)
            assert set(statutory_holidays(year)) == set(oracle), year
            # Thirteen by law; Mid-Autumn may fall on National Day, as in 2031.
            assert len(statutory_holidays(year)) == (12 if year in {2028, 2031, 2039} else 13)

    @pytest.mark.parametrize(
        ("start_on", "n", "due_on"),
        [
            # Linyi's plan of 2016, published 8 July: implementation plan within 30 working days.
            (date(2016, 7, 8), 30, date(2016, 8, 19)),
            # Over Mid-Autumn and National Day 2016, with three weekend days worked.
            (date(2016, 9, 12), 30, date(2016, 10, 28)),
            # Over Mid-Autumn and National Day 2026, with two.
            (date(2026, 9, 2), 30, date(2026, 10, 20)),
            # Spring Festival 2020, prolonged by three days at short notice.
            (date(2020, 1, 23), 1, date(2020, 2, 3)),
            # Labour Day 2019, widened to four days months after the year's first notice; the Sunday before was worked.
            (date(2019, 4, 27), 1, date(2019, 4, 28)),
            (date(2019, 4, 30), 1, date(2019, 5, 5)),
        ],
    )
    def test_known_dates(self, start_on: date, n: int, due_on: date) -> None:
        due = working_days_after(start_on, n, CALENDAR)
        assert due.due_on == due_on
        assert not due.provisional

    def test_monday_to_friday_is_wrong_for_most_of_2026(self) -> None:
        def monday_to_friday(day: date, n: int) -> date:
            while n:
                day += ONE_DAY
                n -= day.weekday() < 5
            return day

        dues = [working_days_after(day, 30, CALENDAR) for day in span(date(2026, 1, 1), date(2026, 12, 31))]
        final = [due for due in dues if not due.provisional]
        wrong = [due for due in final if due.due_on != monday_to_friday(due.start_on, 30)]
        assert len(wrong) * 2 > len(final)


class TestOneWorkingDay:
    """“1 working day” is the next working day, not 24 business hours, which would make three days of it."""

    @pytest.mark.parametrize(
        ("start_on", "due_on"),
        [
            (date(2026, 3, 2), date(2026, 3, 3)),  # Monday to Tuesday
            (date(2026, 3, 6), date(2026, 3, 9)),  # Friday to Monday
            (date(2026, 3, 7), date(2026, 3, 9)),  # Saturday to Monday
            (date(2026, 9, 19), date(2026, 9, 20)),  # Saturday to a Sunday that is worked
            (date(2026, 9, 30), date(2026, 10, 8)),  # the eve of National Day
        ],
    )
    def test_is_the_next_working_day(self, start_on: date, due_on: date) -> None:
        assert working_days_after(start_on, 1, CALENDAR).due_on == due_on


class TestLaws:
    @given(days, amounts)
    def test_adding_and_counting_are_inverse(self, start_on: date, n: int) -> None:
        due = working_days_after(start_on, n, CALENDAR)
        assert CALENDAR.working_days_between(start_on, due.due_on) == n

    @given(days, st.integers(1, 120))
    def test_a_due_date_is_a_working_day(self, start_on: date, n: int) -> None:
        assert CALENDAR.is_workday(working_days_after(start_on, n, CALENDAR).due_on)

    @given(days)
    def test_zero_days_are_due_on_the_day_itself(self, start_on: date) -> None:
        due = working_days_after(start_on, 0, CALENDAR)
        assert (due.due_on, due.days, due.provisional) == (start_on, (), False)

    @given(days, amounts)
    def test_more_days_or_a_later_start_never_end_earlier(self, start_on: date, n: int) -> None:
        due_on = working_days_after(start_on, n, CALENDAR).due_on
        assert working_days_after(start_on, n + 1, CALENDAR).due_on > due_on
        assert working_days_after(start_on + ONE_DAY, n, CALENDAR).due_on >= due_on

    @given(days, st.integers(0, 40), st.integers(0, 40))
    def test_terms_add_up(self, start_on: date, first: int, second: int) -> None:
        halfway = working_days_after(start_on, first, CALENDAR).due_on
        whole = working_days_after(start_on, first + second, CALENDAR).due_on
        assert working_days_after(halfway, second, CALENDAR).due_on == whole

    @given(days, st.integers(-800, 800))
    def test_counting_is_what_counting_by_hand_gives(self, start: date, distance: int) -> None:
        end = start + timedelta(days=distance)
        by_hand = sum(CALENDAR.is_workday(day) for day in span(min(start, end) + ONE_DAY, max(start, end)))
        assert CALENDAR.working_days_between(start, end) == (by_hand if distance >= 0 else -by_hand)

    @given(days, st.integers(1, 60))
    def test_backwards_from_a_working_day_undoes_forwards(self, start: date, n: int) -> None:
        start_on = CALENDAR.roll_forward(start)
        due = working_days_after(start_on, n, CALENDAR)
        assert CALENDAR.add_working_days(due.due_on, -n).due_on == start_on

    @given(days)
    def test_rolling_stops_at_the_first_working_day(self, day: date) -> None:
        rolled = CALENDAR.roll_forward(day)
        assert CALENDAR.is_workday(rolled)
        assert not any(CALENDAR.is_workday(between) for between in span(day, rolled - ONE_DAY))


class TestCertificate:
    @given(days, st.integers(1, 120))
    def test_accounts_for_every_day(self, start_on: date, n: int) -> None:
        due = working_days_after(start_on, n, CALENDAR)
        assert [day.day for day in due.days] == list(span(start_on + ONE_DAY, due.due_on))
        assert [day.number for day in due.days if day.counted] == list(range(1, n + 1))
        assert all(day.number is None for day in due.days if not day.counted)
        assert all(day.counted == day.kind.is_worked for day in due.days)
        assert due.counted + due.weekend_days_skipped + due.holidays_skipped == len(due.days)

    def test_sums_over_two_holidays(self) -> None:
        due = working_days_after(date(2026, 9, 2), 30, CALENDAR)
        sums = (len(due.days), due.counted, due.make_up_days, due.weekend_days_skipped, due.holidays_skipped)
        assert sums == (48, 30, 2, 8, 10)

    def test_names_rule_start_amount_and_calendar(self) -> None:
        due = working_days_after(date(2026, 9, 2), 30, with_2027({}))
        assert (due.rule, due.start_on, due.amount) == (Rule.WORKING_DAYS, date(2026, 9, 2), 30)
        assert due.calendar_version == CALENDAR.version + 1

    def test_says_why_a_day_is_skipped_in_the_readers_language(self) -> None:
        due = working_days_after(date(2026, 9, 18), 6, CALENDAR)
        by_day = {day.day: day for day in due.days}
        expected = {
            date(2026, 9, 19): ("周末", "Weekend"),
            date(2026, 9, 20): ("周末上班", "Weekend day worked"),
            date(2026, 9, 21): ("工作日", "Working day"),
            date(2026, 9, 25): ("中秋节", "Mid-Autumn Festival"),
        }
        for day, (chinese, english) in expected.items():
            with override("zh-hans"):
                assert by_day[day].reason == chinese
            with override("en"):
                assert by_day[day].reason == english
        assert by_day[date(2026, 9, 20)].counted


class TestProvisional:
    def test_a_term_into_an_unpublished_year(self) -> None:
        due = working_days_after(date(2026, 12, 28), 5, CALENDAR)
        assert due.provisional
        assert due.provisional_years == (2027,)
        # New Year's Day is off by law, whatever the notice will add.
        assert due.due_on == date(2027, 1, 5)

    def test_a_term_that_ends_on_the_last_published_day_is_final(self) -> None:
        due = working_days_after(date(2026, 12, 28), 3, CALENDAR)
        assert (due.due_on, due.provisional) == (date(2026, 12, 31), False)

    def test_a_term_from_before_the_first_known_notice(self) -> None:
        due = working_days_after(date(2003, 12, 29), 5, CALENDAR)
        assert due.provisional_years == (2003,)

    def test_the_notice_makes_it_final_and_may_move_it(self) -> None:
        before = working_days_after(date(2026, 12, 28), 5, CALENDAR)
        calendar = with_2027({date(2027, 1, 1): "元旦", date(2027, 1, 4): "元旦"}, frozenset({date(2027, 1, 9)}))
        after = working_days_after(date(2026, 12, 28), 5, calendar)
        assert (before.due_on, before.provisional) == (date(2027, 1, 5), True)
        assert (after.due_on, after.provisional) == (date(2027, 1, 6), False)
        assert calendar.kind(date(2027, 1, 9)) is DayKind.MAKE_UP

    def test_an_estimated_year_is_neither_monday_to_friday_nor_published(self) -> None:
        assert not CALENDAR.is_published(2027)
        assert CALENDAR.working_days_between(date(2026, 12, 31), date(2027, 12, 31)) == 254
        assert sum(day.weekday() < 5 for day in span(date(2027, 1, 1), date(2027, 12, 31))) == 261
        assert CALENDAR.name(date(2027, 2, 8)) == "春节"

    def test_the_estimate_reaches_as_far_as_dates_do(self) -> None:
        assert working_days_after(date(2150, 12, 30), 3, CALENDAR).provisional


class TestNotice:
    def test_may_reach_into_the_december_before(self) -> None:
        calendar = with_2027({date(2026, 12, 31): "元旦", date(2027, 1, 1): "元旦"}, frozenset({date(2026, 12, 27)}))
        assert calendar.kind(date(2026, 12, 31)) is DayKind.HOLIDAY
        assert calendar.kind(date(2026, 12, 27)) is DayKind.MAKE_UP
        assert calendar.name(date(2026, 12, 31)) == "元旦"
        assert CALENDAR.kind(date(2026, 12, 31)) is DayKind.WORKDAY

    @pytest.mark.parametrize(
        ("off", "worked", "complaint"),
        [
            ({date(2026, 5, 1): "劳动节"}, frozenset(), "not a day of 2027"),
            ({}, frozenset({date(2028, 1, 1)}), "not a day of 2027"),
            ({}, frozenset({date(2027, 2, 1)}), "no weekend day"),
            ({date(2027, 1, 2): "元旦"}, frozenset({date(2027, 1, 2)}), "both off and worked"),
        ],
    )
    def test_a_contradiction_is_refused(self, off: dict[date, str], worked: frozenset[date], complaint: str) -> None:
        with pytest.raises(ValueError, match=complaint):
            with_2027(off, worked)

    def test_the_seed_names_its_sources_and_holidays(self) -> None:
        assert min(CALENDAR.years) == 2004
        assert all("国务院办公厅" in notice.source for notice in CALENDAR.years.values())
        names = {name for notice in CALENDAR.years.values() for name in notice.holidays.values()}
        with override("en"):
            assert all(holiday_label(name).isascii() for name in names)
            assert holiday_label("市庆日") == "市庆日"


class TestOtherRules:
    def test_a_fixed_date_stands_as_written(self) -> None:
        sunday_of_an_unpublished_year = date(2027, 10, 31)
        due = fixed_date(sunday_of_an_unpublished_year, CALENDAR)
        assert (due.due_on, due.provisional, due.rule) == (sunday_of_an_unpublished_year, False, Rule.FIXED_DATE)

    def test_calendar_days_count_weekends(self) -> None:
        due = calendar_days_after(date(2026, 3, 2), 10, CALENDAR)
        assert (due.due_on, due.counted, due.provisional) == (date(2026, 3, 12), 10, False)

    def test_calendar_days_that_end_on_a_holiday_move_to_the_next_working_day(self) -> None:
        due = calendar_days_after(date(2026, 9, 24), 10, CALENDAR)
        assert due.due_on == date(2026, 10, 8)
        assert [day.day for day in due.days if not day.counted] == list(span(date(2026, 10, 5), date(2026, 10, 8)))

    def test_calendar_days_are_provisional_only_by_their_end(self) -> None:
        assert calendar_days_after(date(2026, 12, 1), 60, CALENDAR).provisional_years == (2027,)
        assert not calendar_days_after(date(2026, 12, 1), 60, with_2027({})).provisional
        # 2003 was counted through, but the end lies in 2004.
        assert not calendar_days_after(date(2003, 12, 1), 60, CALENDAR).provisional

    def test_calendar_days_are_counted_forwards(self) -> None:
        with pytest.raises(ValueError, match="forwards"):
            calendar_days_after(date(2026, 3, 2), -1, CALENDAR)


class TestLight:
    DUE_ON = date(2026, 10, 9)  # Friday; National Day, 1 to 7 October, lies before it

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            (date(2026, 9, 25), Light.OK),  # left: 28, 29, 30 September, 8 and 9 October
            (date(2026, 9, 28), Light.SOON),
            (date(2026, 10, 9), Light.SOON),  # the day itself is in time
            (date(2026, 10, 10), Light.LATE),
        ],
    )
    def test_turns_by_working_days(self, on: date, expected: Light) -> None:
        assert light(self.DUE_ON, on, finished_on=None, soon_working_days=4, calendar=CALENDAR) is expected

    def test_done_from_the_day_it_was_finished(self) -> None:
        def on(day: date) -> Light:
            finished_on = date(2026, 9, 20)
            return light(self.DUE_ON, day, finished_on=finished_on, soon_working_days=3, calendar=CALENDAR)

        assert [on(date(2026, 9, 19)), on(date(2026, 9, 20)), on(date(2027, 1, 1))] == [
            Light.OK,
            Light.DONE,
            Light.DONE,
        ]

    def test_finished_late_is_done(self) -> None:
        finished_on = date(2026, 10, 30)
        seen = light(self.DUE_ON, finished_on, finished_on=finished_on, soon_working_days=3, calendar=CALENDAR)
        assert seen is Light.DONE

    @given(days, st.integers(0, 60), st.integers(0, 10))
    def test_never_turns_back(self, due_on: date, earlier: int, soon_working_days: int) -> None:
        order = [Light.OK, Light.SOON, Light.LATE]
        seen = [
            light(due_on, on, finished_on=None, soon_working_days=soon_working_days, calendar=CALENDAR)
            for on in span(due_on - timedelta(days=earlier), due_on + timedelta(days=3))
        ]
        assert all(order.index(one) <= order.index(following) for one, following in pairwise(seen))
        assert seen[-1] is Light.LATE

    def test_has_a_shape_and_a_word_each(self) -> None:
        with override("zh-hans"):
            assert {one.glyph + one.label for one in Light} == {"●正常", "▲临期", "■逾期", "◆办结"}

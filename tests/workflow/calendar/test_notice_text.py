"""Dates as people and notices write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.deadlines import seeded
from workflow.services.notice_text import UnreadableDate, read_days, read_notice, write_days

NOTICE_2026 = """国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（周日）至23日（周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
"""


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", []),
        ("1月1日", [(2027, 1, 1)]),
        ("1月1日至3日", [(2027, 1, 1), (2027, 1, 2), (2027, 1, 3)]),
        ("1 月 1 日 至 2 日", [(2027, 1, 1), (2027, 1, 2)]),
        ("1月31日、2月20日", [(2027, 1, 31), (2027, 2, 20)]),
        ("1月31日至2月1日", [(2027, 1, 31), (2027, 2, 1)]),
        ("2/5-2/7", [(2027, 2, 5), (2027, 2, 6), (2027, 2, 7)]),
        ("2/5-7", [(2027, 2, 5), (2027, 2, 6), (2027, 2, 7)]),
        ("2027-02-05，2027年2月6日", [(2027, 2, 5), (2027, 2, 6)]),
        ("2026年12月31日至2027年1月1日", [(2026, 12, 31), (2027, 1, 1)]),
        ("1月3日（周日）、1月3日", [(2027, 1, 3)]),
    ],
)
def test_days_are_read_as_people_write_them(text: str, days: list[tuple[int, int, int]]) -> None:
    assert read_days(text, 2027) == [date(*day) for day in days]


@pytest.mark.parametrize(
    "text", ["无", "2月30日", "13月1日", "1月3日至1日", "1月1日至12月31日", "五月一日", "1月1日到天明", "1月"]
)
def test_what_is_no_date_is_named(text: str) -> None:
    with pytest.raises(UnreadableDate) as refused:
        read_days(f"1月1日、{text}", 2027)
    assert refused.value.args[0] == text


@given(st.lists(st.dates(date(2027, 1, 1), date(2027, 12, 31)), unique=True, max_size=20))
def test_what_is_written_is_read_back(days: list[date]) -> None:
    ordered = sorted(days)
    runs = [day for day in ordered if day - timedelta(days=1) not in days]
    written = write_days(days, 2027)
    assert read_days(written, 2027) == ordered
    assert len(list(filter(None, written.split("、")))) == len(runs)


def test_a_pasted_notice_gives_the_year_of_the_library() -> None:
    number, holidays = read_notice(NOTICE_2026)
    known = seeded().years[2026]
    assert number == "国办发明电〔2025〕7号"
    assert {day for holiday in holidays for day in read_days(holiday.off, 2026)} == set(known.holidays)
    assert {day for holiday in holidays for day in read_days(holiday.worked, 2026)} == known.make_up_days


def test_two_holidays_in_one_line_count_as_the_later_one() -> None:
    text = "六、国庆节、中秋节：10月1日至8日放假调休，共8天。9月28日（星期日）、10月11日（星期六）上班。"
    _number, (found,) = read_notice(text)
    assert (found.name, found.off, found.worked) == ("国庆节", "10月1日至8日", "9月28日、10月11日")


@pytest.mark.parametrize("text", ["", "今天天气不错。", "一、总则：各单位要重视。", "x" * 50_000])
def test_a_text_without_holidays_gives_none(text: str) -> None:
    assert read_notice(text)[1] == []

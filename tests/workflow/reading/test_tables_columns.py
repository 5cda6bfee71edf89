"""The columns of a table: which one its title makes it, and what a cell of the column of deadlines says."""

from datetime import date

import pytest

from workflow.reading.tables_columns import kind_of, roles
from workflow.reading.tables_due import cell_deadlines
from workflow.reading.timing import Calendar


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        ("目标 任务 主要内容", ["category", "heading", "text"]),
        ("重点任务 具体措施", ["heading", "text"]),
        ("类别 工作内容", ["category", "text"]),
        ("目标任务", ["text"]),
        ("Commitment Milestone", ["heading", "text"]),
    ],
)
def test_which_column_holds_the_task(titles: str, expected: list[str]) -> None:
    assert roles([kind_of(title) for title in titles.split()]) == expected


@pytest.mark.parametrize(
    "written", ["二、重点任务", "深化教育改革", "加快项目进度", "县财政局", "Publish budget data", "年底前", ""]
)
def test_what_is_no_title(written: str) -> None:
    assert kind_of(written) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026年6月底", "by_period_end 2026-06-30"),
        ("2026.6", "by_period_end 2026-06-30"),
        ("6月", "by_period_end 2026-06-30"),
        ("6月30日", "fixed_date 2026-06-30"),
        ("3—6月", "by_period_end 2026-06-30"),
        ("2026年10月至2027年3月", "by_period_end 2027-03-31"),
        ("二季度", "by_period_end 2026-06-30"),
        ("上半年", "by_period_end 2026-06-30"),
        ("2027年", "by_period_end 2027-12-31"),
        ("2026-06-30 00:00:00", "fixed_date 2026-06-30"),
        ("2026/6/30", "fixed_date 2026-06-30"),
        ("年底", "by_period_end 2026-12-31"),
        ("全年推进，12月底前完成", "by_period_end 2026-12-31"),
        ("2026年3月启动，10月完成", "by_period_end 2026-10-31"),
        ("June 2026 – March 2027", "by_period_end 2027-03-31"),
        ("By end of 2026", "by_period_end 2026-12-31"),
        ("End of 2027", "by_period_end 2027-12-31"),
        ("January 2026 - May 2027", "by_period_end 2027-05-31"),
        ("全年", None),
        ("长期坚持", None),
        ("每季度末", None),
        ("13月", None),
        ("2月30日", None),
        ("", None),
    ],
)
def test_the_cell_of_a_deadline(cell: str, expected: str | None) -> None:
    found = cell_deadlines(cell, (0, len(cell)), Calendar(2026, date(2026, 1, 10))).deadlines
    assert [f"{one.kind} {one.value}" for one in found] == ([expected] if expected else [])


def test_a_month_without_a_year_is_asked_about_and_a_past_one_confirmed() -> None:
    unknown = cell_deadlines("6月", (0, 2), Calendar())
    assert [(one.value, [d.kind for d in unknown.doubts]) for one in unknown.deadlines] == [(None, ["year_unstated"])]
    past = cell_deadlines("2025年6月", (0, 7), Calendar(2026, date(2026, 1, 10)))
    assert [d.kind for d in past.doubts] == ["date_passed"]

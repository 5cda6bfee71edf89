"""No table makes the reader raise, misplace a finding or lose a sentence; its work grows with the table, not faster."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflow.reading.grids import LEFT, UP, source
from tests.workflow.reading.places import assert_maps, assert_places
from tests.workflow.reading.test_any_text import calls_made
from workflow.reading import Source, read
from workflow.reading.source import Cell, Table

TITLE_WORDS = """
序号 类别 目标 重点任务 具体措施 工作要求 牵头单位 责任单位 配合单位 责任领导 完成时限 启动时间 备注 责任分工 单位
No. Commitment Milestone Lead Due
"""
TEXT_WORDS = """
1 2 3 1.0 （一） 一、夯实底座 （二）推进公开 1.建设政务云。 每季度至少1次。 年底前完成（市财政局牵头）。
市财政局 市教育局、 市水务局、各区县 各有关 部门 市财政局牵头，市教育局配合 同上 /
2026年6月底 3—6月 长期坚持 2026.6 13月 2月30日 注：说明 區數據局 鎮(zhèn) Ministry 。 （ 、
"""
TITLES, TEXTS = TITLE_WORDS.split(), TEXT_WORDS.split()
CELLS = st.sampled_from([*TITLES, *TEXTS, UP, LEFT, "", "", "甲\n乙", "一、\n夯实底座", "\r\n", "\u200b", " "])
patient = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def tables(draw: st.DrawFn, narrowest: int = 1) -> list[list[str]]:
    """Rows of one length, the first ones often of titles."""
    width = draw(st.integers(narrowest, 7))
    head = draw(st.lists(st.lists(st.sampled_from(TITLES), min_size=width, max_size=width), max_size=2))
    return head + draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8))


def check(given_source: Source) -> None:
    reading = read(given_source)
    assert_places(reading)
    assert_maps(reading)
    json.dumps(reading.as_json(detail=True), ensure_ascii=False).encode()


@patient
@given(
    st.lists(
        st.one_of(
            tables(), st.sampled_from(["一、任务\n（一）甲事（市财政局负责）。", "附件2", "2026年工作要点", "说明。"])
        ),
        max_size=4,
    )
)
def test_tables_of_any_shape_with_any_text_around(parts: list[Any]) -> None:
    check(source(*[part for part in parts if part]))


@patient
@given(st.lists(tables(narrowest=3).filter(len), min_size=1, max_size=3))
def test_no_number_occurs_twice(several: list[list[list[str]]]) -> None:
    headed = [[["序号", "任务", "责任单位", *[""] * (len(rows[0]) - 3)], *rows] for rows in several]
    numbers = [item.number for item in read(source("一、任务\n1.甲事（市财政局负责）。", *headed)).items]
    assert len(numbers) == len(set(numbers))
    assert all(0 < len(number) <= 60 for number in numbers)


@patient
@given(st.lists(st.sampled_from([*TITLES, *TEXTS]), max_size=60))
def test_lines_of_a_flattened_table_in_any_order(lines: list[str]) -> None:
    check(Source("\n".join(["2026年工作要点", "重点任务", "具体措施", "牵头单位", "责任单位", *lines])))


SPANS = st.tuples(st.integers(0, 90), st.integers(0, 90))
PLACES = st.builds(
    Cell, SPANS, st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**9), st.integers(0, 10**9)
)


@patient
@given(st.lists(st.builds(Table, SPANS, st.lists(PLACES, max_size=12).map(tuple)), max_size=3).map(tuple))
def test_cells_in_impossible_places(impossible: tuple[Table, ...]) -> None:
    text = (
        "序号\t任务\t责任单位\n1\t甲事。\t市财政局\r\n一、乙事（市水务局牵头）。\n"
        "序号\t任务\t责任单位\n2\t丙事\t市教育局"
    )
    reading = read(Source(text, impossible))
    assert_places(reading)


HEAD = ["序号", "重点任务", "具体措施", "牵头单位", "配合单位", "完成时限"]
ROW = ["1", "推进公开", "每季度公开2次，年底前完成。", "市财政局", "市教育局、各区县", "6月底"]


@pytest.mark.parametrize(
    "rows",
    [
        [ROW],
        [ROW, [UP, UP, "另一件事。", "", UP, ""]],
        [["一、部分", LEFT, LEFT, LEFT, LEFT, LEFT], ROW],
        [["", "", "文字未完，", "", "", ""]],
        [["", "", "", "市水务局", "", ""]],
        [HEAD],
        [["1", "", "", "", "", ""]],
        [["任务名称", "推进公开", "责任单位", "市财政局", "完成时限", "6月"]],
    ],
    ids=["rows", "merged", "sections", "going on", "agencies only", "header again", "numbers", "forms"],
)
def test_twice_the_rows_cost_twice_the_work(rows: list[list[str]]) -> None:
    fewer, more = (source([HEAD, ROW, *rows * n]) for n in (100, 400))
    once, four = (calls_made(lambda s=s: read(s)) for s in (fewer, more))  # type: ignore[misc]
    assert four <= 2.3 * 2 * once


@pytest.mark.parametrize(
    "unit",
    [
        "推进公开，\n",
        "推进公开\n市财政局\n",
        "市财政局\n",
        "市财政局、\n",
        "一、\n",
        "（一）推进公开\n",
        "目标\n任务\n牵头单位\n公开。\n",
        "1\n公开\n",
    ],
    ids=repr,
)
def test_twice_the_lines_of_a_flattened_table_cost_twice_the_work(unit: str) -> None:
    head = "序号\n重点任务\n牵头单位\n责任单位\n" if unit.startswith("1") else "重点任务\n牵头单位\n责任单位\n"
    once, four = (calls_made(lambda n=n: read(head + unit * n)) for n in (200, 800))  # type: ignore[misc]
    assert four <= 2.3 * 2 * once


def test_cells_that_all_cover_everything_cost_no_more() -> None:
    def laid_over(count: int) -> Source:
        text = "序号\t任务\t责任单位\n" + "甲\n" * count
        cells = [Cell((0, 2), 0, 0), Cell((3, 5), 0, 1), Cell((6, 10), 0, 2)]
        cells += [Cell((11 + 2 * n, 12 + 2 * n), n + 1, 0, count, 3) for n in range(count)]
        return Source(text, (Table((0, len(text)), tuple(cells)),))

    once, four = (calls_made(lambda n=n: read(laid_over(n))) for n in (200, 800))  # type: ignore[misc]
    assert four <= 2.3 * 2 * once

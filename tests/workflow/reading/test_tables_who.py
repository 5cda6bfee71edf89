"""Who answers in tables where columns, cells, sections and remarks share in saying it."""

from tests.workflow.reading.grids import LEFT, UP, Rows, source
from tests.workflow.reading.lines import who
from tests.workflow.reading.places import assert_places
from workflow.reading import Reading, read

TITLE = "2026年柳川市重点工作任务表"


def _table(rows: Rows, *below: str) -> Reading:
    reading = read(source(TITLE, rows, *below))
    assert reading.coverage.unexplained == ()
    assert_places(reading)
    return reading


def _told(reading: Reading) -> list[str]:
    return [
        " | ".join(
            ["; ".join(map(who, item.assignments)), *(f"{d.kind} {'/'.join(d.candidates)}" for d in item.doubts)]
        )
        for item in reading.items
    ]


def test_a_duty_in_the_cell_of_the_task_beside_the_column() -> None:
    reading = _table(
        [
            ["序号", "任务", "责任单位", "配合单位"],
            ["1", "建设公园，由市林业局负责。", "市园林局", ""],
            ["2", "由市住建局牵头改造小区。", "市住建局", "市财政局"],
            ["3", "由市交通局牵头修路。", "", "市财政局"],
            ["4", "由市教育局牵头建校。", "", ""],
            ["5", "改造街巷。", "市住建局、市城管局按职责分工负责", "市财政局"],
            ["6", "治理扬尘。", "市住建局、市城管局分别负责，市公安局配合", ""],
        ]
    )
    assert _told(reading) == [
        "lead 市园林局 | two_owners 市林业局/市园林局",
        "lead_with 市住建局 + 市财政局",
        "lead_with 市交通局 + 市财政局 | owner_in_sentence 市交通局",
        " | cell_missing 市教育局/市园林局/市住建局/市财政局",
        "joint 市住建局、市城管局、市财政局",
        "joint 市住建局、市城管局、市公安局",
    ]
    assert [item.assignments[0].helpers for item in reading.items[4:]] == [("市财政局",), ("市公安局",)]


def test_a_cell_that_only_names_helpers_below_a_section_that_names_the_lead() -> None:
    reading = _table(
        [
            ["序号", "任务", "牵头单位", "配合单位"],
            ["一、产业（市工信局牵头）", LEFT, LEFT, LEFT],
            ["1", "建设园区。", "", "市财政局"],
            ["2", "招商。", "市商务局", "市财政局"],
            ["二、宣传", LEFT, LEFT, LEFT],
            ["3", "印制手册。", "", "市财政局"],
        ]
    )
    assert _told(reading) == [
        "lead_with 市工信局 + 市财政局 | inherited_owner 市工信局",
        "lead_with 市商务局 + 市财政局",
        "joint 市财政局 | cell_missing 市财政局/市商务局",
    ]
    (first,) = reading.items[0].assignments
    assert [reading.clean[slice(*at)] for at in (first.at, *first.also_at)] == ["市工信局牵头", "市财政局"]


def test_towns_answer_where_no_other_column_says_who() -> None:
    towns = _table(
        [["序号", "任务", "乡镇", "完成时限"], ["1", "修桥。", "城关镇", "6月底"], ["2", "修路。", "青山乡", "9月底"]]
    )
    assert _told(towns) == ["joint 城关镇", "joint 青山乡"]
    streets = _table([["街道", "任务", "完成时限"], ["东街街道", "修桥。", "6月底"], [UP, "修路。", "9月底"]])
    assert _told(streets) == ["joint 东街街道", "joint 东街街道"]


def test_towns_beside_a_column_of_agencies_are_where_it_is_done() -> None:
    reading = _table(
        [
            ["序号", "任务", "乡镇", "责任单位"],
            ["1", "修桥。", "城关镇", "县交通局"],
            ["2", "修路。", "青山乡", "县水利局"],
        ]
    )
    assert _told(reading) == ["joint 县交通局", "joint 县水利局"]


def test_who_drew_up_a_table_is_its_issuer_where_nobody_else_is() -> None:
    rows: Rows = [["序号", "任务", "责任单位"], ["1", "修桥。", "市交通局"]]
    assert _table(rows, "制表单位：柳川市人民政府办公室  制表人：王某").header.issuer == "柳川市人民政府办公室"
    assert _table([["填报单位：柳川市交通局", LEFT, LEFT], *rows]).header.issuer == "柳川市交通局"
    blank = _table(rows, "填报单位（盖章）：        填报日期：")
    assert blank.header.issuer is None
    assert [d.kind for d in blank.doubts] == ["issuer_missing"]


def test_duties_that_return_in_a_remark() -> None:
    rows: Rows = [
        ["序号", "任务", "主办单位", "备注"],
        ["1", "修桥。", "市交通局", "主办单位每月5日前报进度"],
        ["2", "修路。", "市住建局", UP],
    ]
    for item in _table(rows).items:
        assert [(duty.period, duty.by, duty.who) for duty in item.recurrences] == [("month", "5", "主办单位")]


def test_a_remark_below_the_tasks_speaks_of_all_of_them() -> None:
    rows: Rows = [["序号", "任务", "主办单位"], ["1", "修桥。", "市交通局"], ["2", "修路。", "市住建局"]]
    for remark in (["备注", "主办单位每月5日前报进度", LEFT], ["备注：主办单位每月5日前报进度。", LEFT, LEFT]):
        reading = _table([*rows, remark])
        assert [[(d.period, d.by) for d in item.recurrences] for item in reading.items] == [[("month", "5")]] * 2
        assert [item.number for item in reading.items] == ["1", "2"]


def test_what_was_done_is_no_duty() -> None:
    rows: Rows = [["序号", "任务", "主办单位", "进展情况"], ["1", "修桥。", "市交通局", "市交通局每月召开调度会"]]
    assert [item.recurrences for item in _table(rows).items] == [()]


def test_an_english_list_that_ends_with_others_is_open() -> None:
    reading = read(
        source(
            "Harrow County Open Data Action Plan 2026",
            [
                ["No.", "Action", "Lead agency", "Supporting agencies"],
                ["1", "Publish the catalogue", "Statistics Office", "Ministry of Finance and the Audit Office; others"],
            ],
        )
    )
    (item,) = reading.items
    assert who(item.assignments[0]) == "lead_with Statistics Office + Ministry of Finance、the Audit Office 等"
    assert [d.kind for d in item.doubts] == ["open_list"]

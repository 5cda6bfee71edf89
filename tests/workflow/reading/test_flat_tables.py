"""Tables copied out one cell a line, with merged and dropped cells: the certain is read, the rest is asked about."""

import random

import pytest

from tests.workflow.reading.places import assert_maps, assert_places
from tests.workflow.reading.test_invented_plans import kinds, told, who
from workflow.reading import Reading, read
from workflow.reading.numbering import to_han
from workflow.reading.tables_parties import lists_agencies

HEAD = "松江口市人民政府办公室\n2026年2月3日\n松江口市2026年数字政府建设任务清单\n"


def read_whole(text: str) -> Reading:
    """Read a flattened table, and hold every place to account."""
    reading = read(HEAD + text)
    assert_places(reading)
    assert_maps(reading)
    assert reading.coverage.unexplained == ()
    assert any(doubt.kind == "table_flattened" for doubt in reading.doubts)
    return reading


def test_two_columns_of_agencies_with_lost_cells() -> None:
    reading = read_whole(
        "目标\n任务\n主要内容\n牵头单位\n责任单位\n"
        "一、\n夯实数字底座\n（一）建设政务云\n扩容机房，统一调度算力，实现集约使用。\n市数据局\n市有关\n部门\n"
        "开展演练。\n市公安局\n编制应急预案，每年至少演练2次。\n"
        "（二）归集数据\n归集数据，建立目录。\n市数据局、\n市统计局\n共享数据，年底前全部上线。\n市直各有关单位\n治理数据。\n市审计局,各有关\n"
        "二、\n优化政务服务\n（三）办好热线\n整合各类热线，统一受理。\n市信访局、市民政局等部门\n考核热线。\n"
        "松江口市人民政府办公室\n2026年2月3日\n"
    )
    assert told(reading) == [
        ("一/（一）/1", "建设政务云", [("lead_with", "市数据局", "市有关部门")], [], [], ["open_collective"]),
        ("一/（一）/2", "建设政务云", [("lead", "市公安局", "")], [], [], ["cell_column"]),
        ("一/（一）/3", "建设政务云", [], [], ["per_period_min year 2"], ["cell_missing"]),
        ("一/（二）/1", "归集数据", [("lead", "市数据局 市统计局", "")], [], [], ["cell_column"]),
        (
            "一/（二）/2",
            "归集数据",
            [("joint", "", "市直各有关单位")],
            ["by_period_end 2026-12-31"],
            [],
            ["cell_column", "open_collective"],
        ),
        ("一/（二）/3", "归集数据", [("lead", "市审计局", "")], [], [], ["cell_column", "cell_cut"]),
        ("二/（三）/1", "办好热线", [("joint", "", "市信访局 市民政局")], [], [], ["cell_column", "open_list"]),
        ("二/（三）/2", "办好热线", [], [], [], ["cell_missing"]),
    ]
    assert reading.items[0].assignments[0].phrase == "市数据局\n市有关\n部门"
    assert reading.items[-1].doubts[0].candidates[:2] == ("市数据局", "市有关部门")


def test_counted_rows_with_one_column_of_agencies_and_broken_titles() -> None:
    reading = read_whole(
        "序号\n重点任务\n具体措施\n责任\n单位\n完成\n时限\n"
        "1\n建设政务云\n完成机房扩容。\n市数据局、\n市财政局\n6月底\n"
        "2\n编制目录\n梳理目录并公布。\n市统计局\n2026年\n9月底前\n"
        "3\n建设大数据中心\n主体工程封顶。\n市住房城乡建设局\n市数据局\n"
        "4\n热线归并\n整合各类热线。\n长期坚持\n"
    )
    assert told(reading) == [
        ("1", "建设政务云", [("joint", "", "市数据局 市财政局")], ["by_period_end 2026-06-30"], [], ["mode_unstated"]),
        ("2", "编制目录", [("joint", "", "市统计局")], ["by_period_end 2026-09-30"], [], []),
        ("3", "建设大数据中心", [("joint", "", "市住房城乡建设局 市数据局")], [], [], ["mode_unstated"]),
        ("4", "热线归并", [], [], [], ["cell_missing"]),
    ]


def test_categories_and_helpers_with_titles_for_texts() -> None:
    reading = read_whole(
        "类别\n工作任务\n牵头单位\n配合单位\n完成时间\n"
        "一、夯实底座\n建设政务云平台\n市数据局\n市财政局\n2026年6月\n扩容骨干网\n市通信管理局\n2026年9月底前\n归并机房\n各县区政府\n年内\n"
        "二、提升服务\n高频事项全部上网\n市行政审批局、市司法局\n市公安局、市民政局\n11月底\n办好热线\n市信访局\n市数据局\n市司法局\n12月\n"
    )
    assert [(item.number, item.text, who(item), kinds(item)) for item in reading.items] == [
        ("一/1", "建设政务云平台", [("lead_with", "市数据局", "市财政局")], []),
        ("一/2", "扩容骨干网", [("lead", "市通信管理局", "")], ["cell_column"]),
        ("一/3", "归并机房", [("joint", "", "各县区政府")], ["cell_column"]),
        ("二/1", "高频事项全部上网", [("lead_with", "市行政审批局 市司法局", "市公安局 市民政局")], []),
        ("二/2", "办好热线", [("joint", "", "市信访局 市数据局 市司法局")], ["cell_column"]),
    ]


def test_agencies_in_front_and_numbered_paragraphs_before_and_behind() -> None:
    reading = read_whole(
        "一、总体要求\n以方便群众办事为目标。\n二、重点任务\n序号\n责任单位\n工作任务\n备注\n"
        "1\n市财政局\n压减支出。\n无\n2\n市教育局\n新建学校3所。\n3\n市水务局、各区县\n治理河道，年底前完成20公里。\n"
        "三、保障措施\n（一）加强领导。各部门要抓好落实。（市政府办公室牵头）\n（二）严格考核。纳入年度考核。（市委组织部负责）\n"
    )
    assert [(item.number, item.text, who(item)) for item in reading.items] == [
        ("二/1", "压减支出。", [("joint", "", "市财政局")]),
        ("二/2", "新建学校3所。", [("joint", "", "市教育局")]),
        ("二/3", "治理河道，年底前完成20公里。", [("joint", "", "市水务局 各区县")]),
        ("三/（一）", "各部门要抓好落实。", [("lead", "市政府办公室", "")]),
        ("三/（二）", "纳入年度考核。", [("joint", "", "市委组织部")]),
    ]


def test_people_between_task_and_agencies_and_two_columns_of_time() -> None:
    reading = read_whole(
        "项目名称\n建设内容\n责任领导\n牵头单位\n责任单位\n开工时间\n竣工时间\n"
        "南湖大桥\n全长1.2公里，双向六车道。\n张大山\n市住建局\n各区政府\n2026年3月\n2027年12月\n"
        "北山水库\n库容2000万方。\n李小河\n市水务局\n市财政局\n2026年5月\n2028年6月\n"
    )
    assert told(reading) == [
        ("1", "南湖大桥", [("lead_with", "市住建局", "各区政府")], ["by_period_end 2027-12-31"], [], []),
        ("2", "北山水库", [("lead_with", "市水务局", "市财政局")], ["by_period_end 2028-06-30"], [], []),
    ]


def test_a_header_on_each_page_and_a_common_title_over_two_columns() -> None:
    header = "序号\n任务\n责任分工\n完成时限\n牵头单位\n配合单位\n"
    reading = read_whole(
        f"{header}1\n修路。\n市交通局\n市财政局\n6月\n{header}2\n建桥。\n市住建局\n市水务局\n7月\n注：以上按月调度。\n"
    )
    assert [(item.number, who(item)) for item in reading.items] == [
        ("1", [("lead_with", "市交通局", "市财政局")]),
        ("2", [("lead_with", "市住建局", "市水务局")]),
    ]


def test_numbered_measures_below_a_heading_and_paragraphs_of_one_cell() -> None:
    reading = read_whole(
        "重点任务\n工作举措\n责任单位\n完成时限\n（一）加强领导\n1.健全机制，定期研究。\n市委依法治市办\n持续推进\n"
        "2.落实制度，按期述职。\n市直各部门\n12月底前\n（二）提升服务\n3.优化窗口，压缩环节。\n市行政审批局\n"
    )
    assert [(item.number, item.heading, item.text) for item in reading.items] == [
        ("（一）/1", "加强领导", "健全机制，定期研究。"),
        ("（一）/2", "加强领导", "落实制度，按期述职。"),
        ("（二）/3", "提升服务", "优化窗口，压缩环节。"),
    ]
    counted = read_whole(
        "序号\n任务\n措施\n责任单位\n1\n推进公开\n1.公开目录。\n2.公开数据。\n市统计局\n2\n开放数据\n开放。\n市数据局\n"
    )
    assert [(item.number, item.heading, item.text) for item in counted.items] == [
        ("1", "推进公开", "1.公开目录。\n2.公开数据。"),
        ("2", "开放数据", "开放。"),
    ]


@pytest.mark.parametrize(
    "text", ["责任单位\n任务\n一、任务\n（一）公开目录（市统计局牵头）。\n", "重点任务\n内容\n要求\n公开目录。\n"]
)
def test_a_few_such_words_are_no_header(text: str) -> None:
    assert not any(doubt.kind == "table_flattened" for doubt in read(HEAD + text).doubts)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("市财政局", True),
        ("区农业局、商务局、信访办", True),
        ("市委办公室,市政府办公室", True),
        ("各县（市、区）人民政府", True),
        ("部门", True),
        ("市各有关", True),
        ("各单位要加强宣传", False),
        ("推进政务公开。", False),
        ("2026年6月", False),
        ("压减一般性支出", False),
    ],
)
def test_what_looks_like_a_list_of_agencies(line: str, expected: bool) -> None:
    assert lists_agencies(line) is expected


AGENCIES = [
    "市财政局",
    "市教育局",
    "市水务局",
    "市公安局",
    "市民政局",
    "市司法局",
    "市数据局",
    "市统计局",
    "市审计局",
    "市城管局",
]
TASKS = [
    "完善制度",
    "建设平台",
    "整合资源",
    "优化流程",
    "公开信息",
    "加强培训",
    "开展评估",
    "更新目录",
    "召开会议",
    "培育企业",
]
TIMES = ["6月底", "年底前", "9月", "2026年10月", "长期坚持", "12月31日前"]
Row = tuple[str, str, str, str, str, str]


def made_up(chance: random.Random) -> tuple[list[str], list[bool], list[Row]]:
    """The titles of a table, which of six columns it has, and its rows before anything is lost."""
    counted, headed, timed = (chance.random() < 0.6 for _ in range(3))
    helpers = chance.choice(["", "配合单位", "责任单位"])
    titles = ["序号"] * counted + ["重点任务"] * headed + ["具体措施"]
    titles += (["牵头单位", helpers] if helpers else ["责任单位"]) + ["完成时限"] * timed
    rows: list[Row] = []
    for number in range(1, chance.randint(2, 8)):
        for part in range(chance.randint(1, 3) if headed else 1):
            is_first = part == 0
            names = chance.sample(AGENCIES, 3)
            others = chance.choice(["、".join(names[1:]), "各县区", "市直各部门", ""]) if helpers else ""
            heading = f"{'' if counted else f'（{to_han(number)}）'}{chance.choice(TASKS)}" if is_first else ""
            text = f"{chance.choice(TASKS)}，{chance.choice(TASKS)}第{number}之{part}。"
            rows.append((str(number) * is_first, heading, text, names[0], others, chance.choice(TIMES)))
    return titles, [counted, headed, True, True, bool(helpers), timed], rows


@pytest.mark.parametrize("lost", ["merged cells", "some cells", "repeated lines"])
def test_what_is_read_without_a_doubt_is_right(lost: str) -> None:
    certain = 0
    for seed in range(150):
        chance = random.Random(f"{lost} {seed}")
        titles, has, rows = made_up(chance)
        lines: list[str] = []
        for row in rows:
            cells = [cell for cell, is_column in zip(row, has, strict=True) if is_column and cell]
            if lost == "some cells":
                cells = [cell for cell in cells if cell not in row[3:5] or chance.random() > 0.2]
            lines += [cell for cell in cells if lost != "repeated lines" or cell not in lines]
        read_as = {item.text: item for item in read("\n".join([HEAD + titles[0], *titles[1:], *lines])).items}
        for row in rows:
            item = read_as.get(row[2])
            if item is not None and not item.doubts:
                certain += 1
                [(_, lead, co)] = who(item)
                assert (lead, co) == (row[3], row[4].replace("、", " ")) if has[4] else f"{lead}{co}" == row[3]
    assert certain > 150

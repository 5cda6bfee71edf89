"""Tables with borders: whose columns, merged cells and sections are known, in the layouts that plans come in."""

from datetime import date

import pytest

from tests.workflow.reading.grids import LEFT, UP, Rows, source
from tests.workflow.reading.places import assert_maps, assert_places
from tests.workflow.reading.test_invented_plans import due, kinds, told, who
from workflow.reading import Reading, Source, read

HEAD = (
    "松江口市人民政府办公室关于印发2026年数字政府建设任务分解表的通知\n各县区人民政府，市政府各部门：\n"
    "现将任务分解表印发给你们，请认真落实。\n松江口市人民政府办公室\n2026年2月3日\n"
)
TITLE = "青石县2026年重点工作任务分解表\n"


def read_whole(document: Source) -> Reading:
    """Read, and hold every place to account."""
    reading = read(document)
    assert_places(reading)
    assert_maps(reading)
    assert reading.coverage.unexplained == ()
    return reading


def table(*rows: list[str], above: str = TITLE) -> Reading:
    return read_whole(source(above, list(rows)))


def test_a_header_of_two_rows_sections_and_merged_cells() -> None:
    reading = table(
        ["序号", "重点任务", "具体措施", "责任分工", LEFT, "完成时限", "备注"],
        [UP, UP, UP, "牵头单位", "配合单位", UP, UP],
        ["一、夯实底座", LEFT, LEFT, LEFT, LEFT, LEFT, LEFT],
        ["1", "建设政务云", "完成机房扩容。", "市数据局", "市财政局、市发展改革委", "2026年6月底", ""],
        [UP, UP, "每季度至少开展1次演练。", UP, "市委网信办", "长期坚持", ""],
        ["2", "编制目录", "梳理目录并公布。\n形成清单。", "市数据局\n市统计局", "各县区政府", "9月", "重点"],
        ["二、提升服务", LEFT, LEFT, LEFT, LEFT, LEFT, LEFT],
        ["3", "一网通办", "高频事项全部上网。", "市行政审批局", "", "2026.11", ""],
        above=HEAD,
    )
    assert [one.helpers for item in reading.items for one in item.assignments] == [
        ("市财政局", "市发展改革委"), ("市委网信办",), ("各县区政府",), (),
    ]  # fmt: skip
    assert told(reading) == [
        (
            "一/1/1",
            "建设政务云",
            [("lead_with", "市数据局", "市财政局 市发展改革委")],
            ["by_period_end 2026-06-30"],
            [],
            [],
        ),
        ("一/1/2", "建设政务云", [("lead_with", "市数据局", "市委网信办")], [], ["per_period_min quarter 1"], []),
        (
            "一/2",
            "编制目录",
            [("lead_with", "市数据局 市统计局", "各县区政府")],
            ["by_period_end 2026-09-30"],
            [],
            [],
        ),
        ("二/3", "一网通办", [("lead", "市行政审批局", "")], ["by_period_end 2026-11-30"], [], []),
    ]
    assert reading.header.issuer == "松江口市人民政府办公室"
    assert reading.coverage.waived_by["heading"] == 2


def test_what_a_merged_cell_says_below_is_traced_to_it() -> None:
    reading = table(
        ["重点任务", "具体措施", "牵头单位"],
        ["（一）建底座", "1.建设政务云。", "县数据局"],
        [UP, "2.扩容机房。", UP],
        ["（二）强服务", "办好热线。", "县信访局"],
    )
    assert [(item.number, item.heading, item.text) for item in reading.items] == [
        ("（一）/1", "建底座", "建设政务云。"),
        ("（一）/2", "建底座", "扩容机房。"),
        ("（二）", "强服务", "办好热线。"),
    ]
    first, second = (item.assignments[0] for item in reading.items[:2])
    assert first.at == second.at
    assert reading.clean[slice(*second.at)] == "县数据局"
    assert reading.items[0].heading_at == reading.items[1].heading_at


def test_columns_in_any_order_and_in_traditional_characters() -> None:
    reading = table(
        ["完成期限", "主辦機關", "協辦機關", "工作任務", "編號"],
        ["2026年7月31日", "市數據局", "市財政局", "推動無紙化會議。", "1"],
        ["第三季度", "市發展改革委", "", "檢討規費項目。", "2"],
        above="望海市2026年重點工作任務分解表\n",
    )
    assert told(reading) == [
        ("1", None, [("lead_with", "市数据局", "市财政局")], ["fixed_date 2026-07-31"], [], []),
        ("2", None, [("lead", "市发展改革委", "")], ["by_period_end 2026-09-30"], [], []),
    ]
    assert [item.text for item in reading.items] == ["推动无纸化会议。", "检讨规费项目。"]


def test_a_lead_column_and_a_responsible_column_are_two_roles() -> None:
    reading = table(
        ["类别", "工作内容", "牵头单位", "责任单位"],
        ["一、政策公开", "公开财政信息。", "县财政局", "各有关部门"],
        [UP, "公开审计信息。", "县审计局", "同上"],
        ["二、平台建设", "办好网站。", "县政府办公室", "县数据局、县委网信办"],
        [UP, "办好公报。", UP, ""],
    )
    assert told(reading) == [
        ("一/1", None, [("lead_with", "县财政局", "各有关部门")], [], [], ["open_collective"]),
        ("一/2", None, [("lead_with", "县审计局", "各有关部门")], [], [], ["open_collective"]),
        ("二/1", None, [("lead_with", "县政府办公室", "县数据局 县委网信办")], [], [], []),
        ("二/2", None, [("lead", "县政府办公室", "")], [], [], []),
    ]


def test_a_missing_lead_beside_a_responsible_agency_is_asked_about() -> None:
    reading = table(
        ["任务", "责任单位", "牵头单位"], ["修路。", "县交通局", "县发展改革局"], ["建桥。", "县水务局、县住建局", ""]
    )
    assert [who(item) for item in reading.items] == [
        [("lead_with", "县发展改革局", "县交通局")],
        [("joint", "", "县水务局 县住建局")],
    ]
    assert kinds(reading.items[1]) == ["cell_missing"]


def test_responsible_agencies_alone_share_the_task() -> None:
    reading = table(["任务", "责任单位"], ["修路。", "县交通局"], ["建桥。", "县水务局、县住建局"])
    assert told(reading) == [
        ("1", None, [("joint", "", "县交通局")], [], [], []),
        ("2", None, [("joint", "", "县水务局 县住建局")], [], [], ["mode_unstated"]),
    ]


@pytest.mark.parametrize(
    "document",
    [
        source(TITLE, [["任务", "责任单位（第一个为牵头单位）"], ["建桥。", "县水务局、县住建局"]]),
        source(TITLE, [["任务", "责任单位"], ["建桥。", "县水务局、县住建局"], ["注：排在第一位的为牵头单位。", LEFT]]),
        source(
            TITLE + "责任单位列首位的为牵头单位，下同。\n", [["任务", "责任单位"], ["建桥。", "县水务局、县住建局"]]
        ),
    ],
    ids=["in the title", "in a note", "in the text"],
)
def test_the_first_named_leads_where_the_document_says_so(document: Source) -> None:
    assert told(read(document)) == [("1", None, [("lead_with", "县水务局", "县住建局")], [], [], [])]


def test_cells_with_words_of_duty_of_their_own() -> None:
    reading = table(
        ["工作任务", "工作措施", "责任分工"],
        ["1.成立专班", "制定方案。", "县政府办公室牵头，县财政局、县数据局等按职责分工负责"],
        ["2.落实经费", "纳入预算。", "县财政局（牵头）、县审计局（配合）"],
        ["3.办好实事", "建设食堂。", "市民政局会同市财政局"],
        ["4.优化服务", "压缩时限。", "牵头单位：县行政审批局\n配合单位：县司法局"],
        ["5.改善环境", "整治河道。", "县水务局、县住建局分别牵头"],
    )
    assert [who(item)[0] for item in reading.items] == [
        ("lead_with", "县政府办公室", "县财政局 县数据局"),
        ("lead_with", "县财政局", "县审计局"),
        ("lead_with", "市民政局", "市财政局"),
        ("lead_with", "县行政审批局", "县司法局"),
        ("lead_each", "县水务局 县住建局", ""),
    ]
    assert kinds(reading.items[0]) == ["open_list"]


def test_agencies_in_the_text_of_a_table_without_a_column_for_them() -> None:
    reading = table(
        ["序号", "工作内容", "进度安排"],
        ["1", "建设政务云。（县数据局牵头，县财政局配合）", "6月底前"],
        ["2", "编制目录（责任单位：县统计局）。", "3月底前完成摸底；10月底前完成整改"],
        ["3", "没有人的事。", "持续推进"],
    )
    assert told(reading) == [
        ("1", None, [("lead_with", "县数据局", "县财政局")], ["by_period_end 2026-06-30"], [], []),
        (
            "2",
            None,
            [("joint", "", "县统计局")],
            ["by_period_end 2026-03-31", "by_period_end 2026-10-31"],
            [],
            [],
        ),
        ("3", None, [], [], [], ["no_owner"]),
    ]
    assert [item.text for item in reading.items] == ["建设政务云。", "编制目录", "没有人的事。"]


def test_a_bracket_in_the_text_speaks_where_the_cell_is_empty() -> None:
    reading = table(["任务", "责任单位"], ["建设食堂（县民政局牵头，各乡镇配合）。", ""], ["修路。", "县交通局"])
    assert [who(item) for item in reading.items] == [
        [("lead_with", "县民政局", "各乡镇")],
        [("joint", "", "县交通局")],
    ]
    assert kinds(reading.items[0]) == []


def test_english_tables() -> None:
    reading = table(
        ["No.", "Commitment", "Milestone", "Lead agency", "Supporting agencies", "Start", "End"],
        ["1", "Open budget", "Publish the data.", "Ministry of Finance", "Statistics Office; Court of Audit", "May", "30 June 2026"],  # noqa: E501
        [UP, UP, "Train all ministries.", "Civil Service Academy", "Ministry of Finance and Ministry of Justice", "", "Q4 2026"],  # noqa: E501
        ["2", "Ownership", "Open the register.", "", "", "", "December 2026"],
        above="",
    )  # fmt: skip
    assert told(reading) == [
        ("1/1", "Open budget", [("lead_with", "Ministry of Finance", "Statistics Office Court of Audit")], ["fixed_date 2026-06-30"], [], []),  # noqa: E501
        ("1/2", "Open budget", [("lead_with", "Civil Service Academy", "Ministry of Finance Ministry of Justice")], ["by_period_end 2026-12-31"], [], []),  # noqa: E501
        ("2", "Ownership", [], ["by_period_end 2026-12-31"], [], ["cell_missing"]),
    ]  # fmt: skip
    second = table(
        ["Activity / Milestone", "Responsible institution", "Partners", "Due date"],
        ["Draft the law", "Ministry of Justice", "Bar Association, Civic Forum", "March 15, 2026"],
        ["Adopt the law", "National Assembly", "N/A", "04/05/2026"],
        above="",
    )
    assert told(second) == [
        ("1", None, [("lead_with", "Ministry of Justice", "Bar Association Civic Forum")], ["fixed_date 2026-03-15"], [], []),  # noqa: E501
        ("2", None, [("lead", "National Assembly", "")], ["fixed_date 2026-05-04"], [], ["date_reading"]),
    ]  # fmt: skip


def test_forms_with_the_titles_in_front() -> None:
    def form(name: str, lead: str, helps: str, time: str) -> Rows:
        return [
            ["任务名称", name],
            ["工作内容", f"{name}，按时完成。"],
            ["牵头单位", lead],
            ["配合单位", helps],
            ["完成时限", time],
        ]

    reading = read_whole(
        source(TITLE, form("建设政务云", "县数据局", "县财政局", "6月底"), form("办好热线", "县信访局", "", "全年"))
    )
    assert told(reading) == [
        ("1", "建设政务云", [("lead_with", "县数据局", "县财政局")], ["by_period_end 2026-06-30"], [], []),
        ("2", "办好热线", [("lead", "县信访局", "")], [], [], []),
    ]
    wide = table(
        ["项目一", LEFT, LEFT, LEFT],
        ["Commitment", "Publish budget data", "Lead agency", "Ministry of Finance"],
        ["Supporting agencies", "Court of Audit", "End date", "30 June 2026"],
    )
    assert told(wide) == [
        ("1", None, [("lead_with", "Ministry of Finance", "Court of Audit")], ["fixed_date 2026-06-30"], [], [])
    ]


def test_tables_and_bracketed_paragraphs_in_one_document() -> None:
    reading = read_whole(
        source(
            "云川市2026年工作要点\n一、重点任务\n（一）推进公开。公开目录（市统计局牵头）。\n"
            "（二）开放数据。开放数据（市大数据局负责）。\n二、任务清单\n",
            [["序号", "任务", "责任单位"], ["1", "甲事。", "市财政局"], ["2", "乙事。", "市教育局"]],
            "三、工作要求\n（一）加强督查。每月通报一次（市政府办公室负责）。\n附件：其他任务分解表\n"
            "云川市人民政府\n2026年1月6日\n附件\n其他任务分解表\n",
            [["序号", "任务", "责任单位", "时限"], ["1", "丙事。", "市财政局", "3月底前"],
             ["2", "丁事。", "市水务局", "每月"]],
        )
    )  # fmt: skip
    assert [(item.number, item.text) for item in reading.items] == [
        ("一/（一）", "公开目录"),
        ("一/（二）", "开放数据"),
        ("二/1", "甲事。"),
        ("二/2", "乙事。"),
        ("三/（一）", "每月通报一次"),
        ("1", "丙事。"),
        ("2", "丁事。"),
    ]
    assert reading.doubts == ()
    assert reading.header.issued_on == date(2026, 1, 6)


def test_numbers_that_begin_anew_in_each_table_stay_apart() -> None:
    rows: Rows = [["序号", "任务", "责任单位"], ["1", "甲事。", "市财政局"]]
    reading = read(source("1.乙事（市水务局牵头）。\n", rows, rows))
    assert [item.number for item in reading.items] == ["1", "表1/1", "表2/1"]
    sheets = read(source(rows, rows, names=("上半年", "下半年"), kind="xlsx"))
    assert [item.number for item in sheets.items] == ["1", "下半年/1"]


def test_the_first_rows_of_a_sheet_are_the_head_of_the_document() -> None:
    reading = read_whole(
        source(
            [
                ["青石县2026年民生实事项目清单", LEFT, LEFT],
                ["填报单位：县政府办", LEFT, "日期：1月5日"],
                ["类别", "项目名称", "责任单位"],
                ["教育", "新建小学两所，2026年底前完成。", "县教育局"],
                [UP, "改造食堂。", "县住建局"],
                ["合计", "2项", ""],
            ],
            kind="xlsx",
        )
    )
    assert reading.header.title == "青石县2026年民生实事项目清单"
    assert told(reading) == [
        ("1", None, [("joint", "", "县教育局")], ["by_period_end 2026-12-31"], [], []),
        ("2", None, [("joint", "", "县住建局")], [], [], []),
    ]


def test_a_header_that_stands_again_on_each_page_is_no_task() -> None:
    header = ["序号", "任务", "牵头单位", "完成时限"]
    reading = table(
        header, ["1", "甲事。", "县财政局", "6月"], header, ["2", "乙事。", "县水务局", "7月"], header, header
    )
    assert [item.number for item in reading.items] == ["1", "2"]


def test_rows_parted_by_the_end_of_a_page_are_put_together_and_shown() -> None:
    reading = table(
        ["序号", "任务", "措施", "责任单位"],
        ["1", "甲事", "先做准备，", "县财政局、"],
        ["", "", "再做其余。", "县水务局"],
        ["2", "乙事", "照旧办理。", "县发展和"],
        ["", "", "", "改革局"],
        ["3", "丙事", "一起办理。", "县教育局"],
        ["", "", "", "县卫健局"],
    )
    assert [who(item)[0][2] for item in reading.items] == ["县财政局 县水务局", "县发展和改革局", "县教育局 县卫健局"]
    assert reading.items[0].text.startswith("先做准备，")
    assert reading.items[0].text.endswith("再做其余。")
    assert [set(kinds(item)) for item in reading.items] == [
        {"mode_unstated", "cell_cut"},
        {"cell_cut"},
        {"mode_unstated"},
    ]


def test_an_empty_cell_is_asked_about_and_never_filled() -> None:
    reading = table(
        ["序号", "任务", "责任单位", "完成时限"],
        ["1", "甲事。", "县财政局", "6月底"],
        ["", "甲事的后一半。", "县水务局", "7月底"],
        ["2", "乙事。", "", ""],
        ["3", "丙事。", "/", "8月"],
        ["5", "丁事。", "县教育局、", ""],
        ["5", "戊事。", "县民政局", "3月"],
    )
    assert [(item.number, who(item), kinds(item)) for item in reading.items] == [
        ("1/1", [("joint", "", "县财政局")], []),
        ("1/2", [("joint", "", "县水务局")], []),
        ("2", [], ["cell_missing"]),
        ("3", [], ["cell_missing"]),
        ("5/1", [("joint", "", "县教育局")], ["numbering_gap", "cell_cut"]),
        ("5/2", [("joint", "", "县民政局")], ["numbering_repeat"]),
    ]
    assert reading.items[2].doubts[0].candidates == ("县财政局", "县水务局")


def test_sections_counted_in_another_way_than_the_tasks() -> None:
    reading = table(
        ["序号", "任务", "责任单位"],
        ["一", "数字底座", ""],
        ["1", "建云。", "县数据局"],
        ["2", "建网。", "县通信办"],
        ["二", "政务服务", ""],
        ["1", "办好热线。", "县信访局"],
        ["", "备注：以上任务按月调度。", ""],
    )
    assert [(item.number, item.text, kinds(item)) for item in reading.items] == [
        ("一/1", "建云。", []),
        ("一/2", "建网。", []),
        ("二/1", "办好热线。", []),
    ]


def test_agencies_of_the_section_are_proposed_for_a_row_without_any() -> None:
    reading = table(
        ["事项", "责任单位"], ["一、夯实底座（县数据局牵头）", LEFT], ["建设政务云", ""], ["扩容", "县财政局"]
    )
    assert told(reading) == [
        ("一/1", None, [("lead", "县数据局", "")], [], [], ["inherited_owner"]),
        ("一/2", None, [("joint", "", "县财政局")], [], [], []),
    ]


def test_a_task_merged_over_the_rows_of_several_agencies_is_one_item() -> None:
    reading = table(
        ["任务", "责任单位", "时限"],
        ["建设政务云。", "县数据局", "6月"],
        [UP, "县财政局", "9月"],
        ["办好热线。", "县信访局", ""],
    )
    assert [(item.text, who(item), due(item)) for item in reading.items] == [
        (
            "建设政务云。",
            [("joint", "", "县数据局 县财政局")],
            ["by_period_end 2026-06-30", "by_period_end 2026-09-30"],
        ),
        ("办好热线。", [("joint", "", "县信访局")], []),
    ]


def test_a_time_in_the_cell_of_the_agencies() -> None:
    reading = table(["任务", "责任单位及完成时限"], ["甲事。", "市财政局，6月底前完成"], ["乙事。", "市水务局"])
    assert told(reading) == [
        ("1", None, [("joint", "", "市财政局")], ["by_period_end 2026-06-30"], [], []),
        ("2", None, [("joint", "", "市水务局")], [], [], []),
    ]


def test_a_title_over_two_columns_is_parted_as_its_cells_are() -> None:
    reading = table(
        ["序号", "目标任务", LEFT, "责任单位"],
        ["1", "数字底座", "建设政务云。", "县数据局"],
        [UP, UP, "扩容机房。", "县财政局"],
        ["2", "单列任务", LEFT, "县水务局"],
    )
    assert [(item.number, item.heading, item.text) for item in reading.items] == [
        ("1/1", "数字底座", "建设政务云。"),
        ("1/2", "数字底座", "扩容机房。"),
        ("2", None, "单列任务"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "职务", "电话"], ["张三", "科长", "123"]],
        [["指标", "2025年", "2026年"], ["人口", "1", "2"]],
        [["序号", "项目名称", "单位", "数量"], ["1", "修路", "公里", "20"], ["2", "建桥", "座", "3"]],
        [["序号", "任务", "责任单位"]],
    ],
    ids=["people", "figures", "unit of measure", "header alone"],
)
def test_other_tables_make_no_items(rows: Rows) -> None:
    reading = read_whole(source(f"{TITLE}一、任务\n（一）公开目录（县统计局牵头）。\n", rows))
    assert [item.number for item in reading.items] == ["一/（一）"]
    assert reading.coverage.waived_by["table"] > 0


@pytest.mark.parametrize("sidebar", [[], ["导航"]])
def test_a_table_that_only_lays_out_the_page_is_read_as_text(sidebar: list[str]) -> None:
    lines = "\n".join(f"（{number}）办好这件事（县统计局牵头）。" for number in "一二三四五六七八")
    inner = f"{TITLE}一、任务\n{lines}\n县人民政府\n2026年1月6日"
    reading = read(source([[*sidebar, inner]], kind="html"))
    assert len(reading.items) == 8
    assert (reading.header.title or "").endswith(TITLE.strip())


def test_a_table_of_agencies_without_a_header_is_asked_about() -> None:
    reading = read(
        source(
            f"{TITLE}一、任务\n（一）公开目录（县统计局牵头）。\n",
            [["1", "修路", "县交通局"], ["2", "建桥", "县水务局"]],
        )
    )
    assert [item.number for item in reading.items] == ["一/（一）"]
    assert reading.doubts[0].kind == "table_unread"
    assert len(reading.coverage.unexplained) == 6


def test_a_table_goes_on_behind_the_end_of_a_page() -> None:
    reading = read_whole(
        source(
            TITLE,
            [["序号", "任务", "责任单位"], ["1", "甲事。", "县财政局"]],
            [["2", "乙事。", "县水务局"], ["3", "丙事。", "县教育局"]],
        )
    )
    assert [(item.number, who(item)[0][2]) for item in reading.items] == [
        ("1", "县财政局"),
        ("2", "县水务局"),
        ("3", "县教育局"),
    ]
    assert reading.doubts[0].kind == "table_continued"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("序号\t任务\t牵头单位\t配合单位\n1\t甲事。\t县财政局\t县审计局\n2\t乙事。\t县水务局\t\n", []),
        (
            "序号\t任务\t措施\t牵头单位\n1\t甲事\t先办。\t县财政局\n后办。\t县水务局\n2\t乙事\t照办。\t县水务局\n",
            ["table_flattened"],
        ),
    ],
    ids=["whole", "merged cells lost"],
)  # fmt: skip
def test_tables_of_tabs(text: str, expected: list[str]) -> None:
    reading = read_whole(Source(TITLE + text))
    assert [doubt.kind for doubt in reading.doubts if doubt.kind.startswith("table")] == expected
    leads = [(item.number, item.assignments[0].lead) for item in reading.items]
    numbers = ["1", "2"] if not expected else ["1/1", "1/2", "2"]
    assert leads == list(zip(numbers, [("县财政局",), ("县水务局",), ("县水务局",)], strict=False))

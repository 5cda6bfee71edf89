"""Plans as other offices write them: what each of these lines used to lose."""

from collections.abc import Sequence
from datetime import date

import pytest

from tests.workflow.reading.places import assert_places
from workflow.reading import Reading, Source, read
from workflow.reading.grammar import parse_duties
from workflow.reading.loading import load
from workflow.reading.model import Item
from workflow.reading.source import Cell, Table


def _duties(phrase: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    duties = parse_duties(phrase)
    assert duties is not None
    return duties.mode, duties.lead, duties.co


@pytest.mark.parametrize(
    ("phrase", "lead", "co"),
    [
        ("县财政局会同县民政局、县教体局", ("县财政局",), ("县民政局", "县教体局")),
        ("县水利局商县委组织部，各乡镇具体落实", ("县水利局",), ("各乡镇", "县委组织部")),
        ("县水利局联合县公安局", ("县水利局",), ("县公安局",)),
        ("县应急局牵头，会同县消防大队落实", ("县应急局",), ("县消防大队",)),
        # 会同 is a county as well, and 联合 begins names.
        ("会同县财政局牵头，会同县民政局配合", ("会同县财政局",), ("会同县民政局",)),
        ("县供销社牵头，县联合社配合", ("县供销社",), ("县联合社",)),
    ],
)
def test_together_with_an_agency_of_a_county(phrase: str, lead: tuple[str, ...], co: tuple[str, ...]) -> None:
    assert _duties(phrase) == ("lead_with", lead, co)


def _brackets(text: str) -> Reading:
    return read(f"苍澜县2027年工作要点\n一、公开信息。{text}\n二、其他。办好其他事项。（县政府办公室负责）\n")


def _only(reading: Reading) -> Item:
    return reading.items[0]


def test_brackets_behind_commas_each_assign_the_part_before_them() -> None:
    reading = _brackets(
        "按月公布空气质量，（县环保局负责）每季度公布水质，（县水利局、县卫健局按职责分工负责）并组织开放日。（县教体局牵头）"
    )
    assert [(a.lead, a.co) for a in _only(reading).assignments] == [
        ((), ("县环保局",)),
        ((), ("县水利局", "县卫健局")),
        (("县教体局",), ()),
    ]
    assert reading.clean[slice(*_only(reading).assignments[1].covers)] == "每季度公布水质"
    assert [r.who for r in _only(reading).recurrences] == ["县环保局", "县水利局、县卫健局"]


def test_a_remark_in_brackets_behind_a_comma_assigns_nothing() -> None:
    reading = _brackets("清理文件，（含各部门负责起草的）全部公布。（县司法局负责）")
    assert [a.co for a in _only(reading).assignments] == [("县司法局",)]


@pytest.mark.parametrize("name", ["有关镇人民政府", "相关乡镇人民政府", "有关街道办事处"])
def test_the_governments_of_places_not_named_are_asked_about(name: str) -> None:
    reading = _brackets(f"修路。（县交通局牵头，{name}配合）")
    assert ("open_collective", (name,)) in [(d.kind, d.candidates) for d in _only(reading).doubts]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("年底前在20个以上场景应用。", "2027-12-31"),
        ("到2028年，建成20个以上站点。", "2028-12-31"),
        ("3月至11月对餐饮场所开展排查。", "2027-11-30"),
    ],
)
def test_days_that_a_number_or_an_object_stands_behind(text: str, value: str) -> None:
    assert [d.value for d in _only(_brackets(f"{text}（县住建局）")).deadlines] == [value]


def test_a_quota_within_the_year_is_no_deadline_still() -> None:
    item = _only(_brackets("年内至少召开2次会议。（县住建局）"))
    assert item.deadlines == ()
    assert [(r.period, r.min_count) for r in item.recurrences] == [("year", 2)]


def test_how_fast_a_service_works_is_no_deadline() -> None:
    assert _only(_brackets("开办企业实现1个工作日内办结。（县行政审批局）")).deadlines == ()


def _table(rows: Sequence[Sequence[str]], title: str = "泽丰市2027年任务清单") -> Reading:
    text, cells = f"{title}\n", []
    start = len(text)
    for row, written in enumerate(rows):
        for column, cell in enumerate(written):
            cells.append(Cell((len(text), len(text) + len(cell)), row, column))
            text += cell + "\n"
    return read(Source(text, (Table((start, len(text)), tuple(cells)),), kind="docx"))


HEAD = ("序号", "任务", "完成时限", "责任单位")


@pytest.mark.parametrize(
    ("cell", "value", "doubts"),
    [
        ("12.20", "2027-12-20", []),
        ("4-30", "2027-04-30", []),
        ("4/30", "2027-04-30", []),
        ("3.1—6.30", "2027-06-30", []),
        # The sixth of March, or from March to June.
        ("3-6", "2027-03-06", ["date_reading"]),
        ("即日起", None, ["date_unread"]),
        ("13.45", None, ["date_unread"]),
        ("长期坚持", None, []),
        ("每季度一次", None, []),
        ("/", None, []),
    ],
)
def test_short_days_in_a_column_of_times(cell: str, value: str | None, doubts: list[str]) -> None:
    reading = _table([HEAD, ("1", "建设学校", cell, "市教育局")])
    assert [d.value for d in _only(reading).deadlines] == ([value] if value else [])
    assert [d.kind for d in _only(reading).doubts] == doubts
    assert_places(reading)


def test_large_numerals_number_the_parts_of_a_plan() -> None:
    reading = read(
        "雲陵縣政府2027年開放政府行動方案\n壹、推動資料開放\n一、擴大資料集\n主辦機關：縣政府資訊處\n協辦機關：各局處\n"
        "貳、強化公民參與\n二、辦理說明會\n主辦機關：縣政府民政處\n參、管考\n三、追蹤進度\n主辦機關：縣政府計畫處\n"
    )
    assert [item.number.split("/")[1] for item in reading.items] == ["一", "二", "三"]
    assert len({item.number.split("/")[0] for item in reading.items}) == 3
    assert reading.coverage.unexplained == ()


def test_a_bare_list_below_a_heading_that_announces_one() -> None:
    reading = read(
        "槐安县试点工作实施方案\n一、试点范围\n（一）第一批试点单位：青石镇、白杨镇、柳堡乡\n（二）第二批试点单位：县供销社、县城投公司\n"
        "二、重点任务\n（一）制定细则。由县委农办牵头，县商务局配合。\n"
    )
    assert [item.assignments[0].co for item in reading.items[:2]] == [
        ("青石镇", "白杨镇", "柳堡乡"),
        ("县供销社", "县城投公司"),
    ]
    assert [d.kind for d in reading.items[0].doubts] == ["unit_list"]


def test_a_ledger_run_into_one_paragraph_has_its_title() -> None:
    reading = read(
        "漠川旗2027年营商环境任务台账 各苏木镇人民政府，旗直各部门：现将台账印发如下。一、企业开办（一）推行一件事。"
        "6月底前办成。责任单位：旗市场监管局（二）推广执照。责任单位：旗税务局二、工程审批（三）推行联合验收。责任单位：旗住建局"
    )
    assert reading.header.title == "漠川旗2027年营商环境任务台账"
    assert reading.items[0].deadlines[0].value == "2027-06-30"


def test_a_page_that_says_nothing_is_attached() -> None:
    reading = read(
        "青瓦县2027年行动计划\n一、建设平台。8月底前建成。（县数据局负责）\n相关附件：无\n相关阅读：一图读懂行动计划\n"
    )
    assert [item.number for item in reading.items] == ["一"]
    assert reading.coverage.waived_by["furniture"] == 2


def test_an_introduction_that_asks_for_nothing_is_waived() -> None:
    opening = "2027年，全区工作以防范风险为主线，守住安全底线。"
    tasks = "一、压实责任。（区安委办负责）\n二、整治隐患。（区住建局负责）\n"
    reading = read(f"鹿鸣新区2027年工作要点\n{opening}\n{tasks}")
    assert reading.coverage.waived_by["introduction"] == 1
    asking = read(f"鹿鸣新区2027年工作要点\n全区工作于6月底前完成。\n{tasks}")
    assert [asking.clean[slice(*s.at)] for s in asking.coverage.unexplained] == ["全区工作于6月底前完成。"]


def test_sheets_that_are_an_attachment_and_say_who_filled_them_in() -> None:
    cells = (HEAD, ("1", "建设学校", "8月底", "市教育局"))
    reading = _table(cells, "附件1\n岚江市2027年任务台账\n填报单位（盖章）：市政府督查室   填报日期：2027年1月15日")
    assert reading.header.title == "岚江市2027年任务台账"
    assert reading.header.issuer == "市政府督查室"
    assert reading.doubts == ()
    assert reading.coverage.unexplained == ()
    assert reading.header.issued_on is None


def test_an_english_plan_has_its_title_and_the_headings_of_its_tables() -> None:
    rows = "| Milestone | Lead agency | Due |\n|---|---|---|\n| {} | Procurement Office | 31 December 2027 |\n"
    text = (
        "Open Government Action Plan 2027-2029 of the City of Harrowmere\n\nCommitment 1: Contracts\n\n"
        + rows.format("1.1 Publish contracts")
        + "\nCommitment 2: Budgets\n\n"
        + rows.format("2.1 Adopt the ordinance")
    )
    reading = read(load(text.encode(), "plan.md"))
    assert reading.header.title == "Open Government Action Plan 2027-2029 of the City of Harrowmere"
    assert [(item.number, item.deadlines[0].value) for item in reading.items] == [
        ("1.1", "2027-12-31"),
        ("2.1", "2027-12-31"),
    ]
    assert reading.coverage.unexplained == ()
    assert date.fromisoformat(reading.items[0].deadlines[0].value or "").year == 2027


def test_banks_are_agencies_in_a_table_copied_out_one_cell_a_line() -> None:
    reading = read(
        "泊湖市2028年责任分解表\n序号\n督查事项\n牵头单位\n配合单位\n完成时限\n"
        "1\n改造粮仓10万吨。\n市发展改革委\n市财政局、市农发行\n9月底\n2\n改造卫生院。\n市卫生健康委\n市财政局\n12月底\n"
    )
    assert [(i.number, i.assignments[0].lead, i.assignments[0].co) for i in reading.items] == [
        ("1", ("市发展改革委",), ("市财政局", "市农发行")),
        ("2", ("市卫生健康委",), ("市财政局",)),
    ]


def test_who_acts_stands_right_before_the_day() -> None:
    reading = read(
        "临汀区2027年防汛安排\n一、隐患排查。区水利局4月完成河道排查，各街道5月15日前完成院落排查。\n"
        "二、值班值守。区防汛办每日16时前汇总险情，清单每半月更新一次。\n"
    )
    first, second = reading.items
    assert [a.co for a in first.assignments] == [("区水利局",), ("各街道",)]
    assert [(d.kind, d.value) for d in first.deadlines] == [
        ("by_period_end", "2027-04-30"),
        ("fixed_date", "2027-05-15"),
    ]
    assert [a.co for a in second.assignments] == [("区防汛办",)]
    assert [(r.period, r.min_count) for r in second.recurrences] == [("year", 24)]
    assert [d.kind for d in second.doubts].count("period_reading") == 2
    assert_places(reading)


def test_two_days_of_one_month() -> None:
    item = _only(_brackets("6月1日至30日组织宣传活动。（县司法局）"))
    assert [(d.kind, d.value) for d in item.deadlines] == [("fixed_date", "2027-06-30")]


def test_years_of_the_republic() -> None:
    reading = read(
        "臨瀾市政府114年度資料開放行動計畫\n一、盤點資料（主辦機關：研究發展處；協辦機關：各局處）\n"
        "1. 6月底前完成盤點。\n2. 115年3月底前辦理競賽。\n"
        "二、推動應用（主辦機關：資訊局；協辦機關：教育局）\n1. 辦理說明會。\n"
    )
    assert [(i.number, [d.value for d in i.deadlines]) for i in reading.items] == [
        ("一/1", ["2025-06-30"]),
        ("一/2", ["2026-03-31"]),
        ("二/1", []),
    ]
    assert [i.assignments[0].lead for i in reading.items] == [("研究发展处",), ("研究发展处",), ("资讯局",)]


def test_a_length_of_years_is_no_year_of_the_republic() -> None:
    assert _only(_brackets("公布存续100年以上的古建名录。（县文旅局）")).deadlines == ()


VELMORA = """Third Open Government Action Plan of Velmora 2027-2029
Theme A. Money
Commitment 1. Publish the citizens budget
Lead agency: Ministry of Finance
Supporting agencies: National Audit Office, Budget Watch Velmora
Milestones:
1.1 Publish the first citizens budget by 31 March 2028
1.2 Explain it in all districts
Due: 30 June 2029
Commitment 2. Keep a register of owners
Lead agency: Ministry of Justice
Supporting agencies: Tax Authority and Chamber of Commerce
Due: December 2028
"""


def test_an_english_plan_of_labelled_lines() -> None:
    reading = read(VELMORA)
    assert [(i.number, i.text, i.deadlines[0].value) for i in reading.items] == [
        ("1.1", "Publish the first citizens budget by 31 March 2028", "2028-03-31"),
        ("1.2", "Explain it in all districts", "2029-06-30"),
        ("2", "Keep a register of owners", "2028-12-31"),
    ]
    assert [i.assignments[0].lead for i in reading.items] == [("Ministry of Finance",)] * 2 + [("Ministry of Justice",)]
    assert reading.items[2].assignments[0].co == ("Tax Authority", "Chamber of Commerce")
    assert reading.items[0].heading == "Publish the citizens budget"
    assert reading.coverage.unexplained == ()


def test_english_tasks_without_an_agency_are_no_plan() -> None:
    assert read("Our holiday\nTask 1. Pack the bags\nDue: 3 July 2027\nTask 2. Lock the door\n").items == ()


def test_a_letter_that_asks_for_reports_every_month_is_an_item() -> None:
    reading = read(
        "桐柏坡区关于2027年重点工作的督查通知\n各街道办事处：\n"
        "为抓好落实，现将任务分解如下，请各牵头单位每月28日前将进展报区政府督查室。\n"
        "一、建设学校。（区教育局牵头）\n二、修路。（区交通局牵头）\n"
    )
    assert [item.number for item in reading.items] == ["段1", "一", "二"]
    assert [(r.period, r.by) for r in reading.items[0].recurrences] == [("month", "28")]
    assert reading.items[0].assignments[0].co == ("各牵头单位",)
    assert reading.coverage.unexplained == ()


def test_helpers_end_where_their_task_begins() -> None:
    item = read(
        "望江区督查通知\n1、关于融资。区财政局会同区工信局、区金融办研究设立资金池。\n2、关于修路。由区交通局负责。\n"
    ).items[0]
    assert (item.assignments[0].lead, item.assignments[0].co) == (("区财政局",), ("区工信局", "区金融办"))


def test_a_list_of_bureaus_of_a_zone() -> None:
    item = _only(_brackets("约谈主要负责人。（纪工委、招商局）"))
    assert item.assignments[0].co == ("纪工委", "招商局")
    assert "mode_unstated" in [d.kind for d in item.doubts]
    assert _only(_brackets("公布名单。（学校、医院）")).assignments == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("二季度、四季度各举办一次活动。", ["2027-06-30", "2027-12-31"]),
        ("县教体局上半年、下半年各组织1次培训。", ["2027-06-30", "2027-12-31"]),
    ],
)
def test_each_of_two_parts_of_the_year(text: str, values: list[str]) -> None:
    assert [d.value for d in _only(_brackets(f"{text}（县教体局）")).deadlines] == values


def test_every_ten_days_is_asked_about() -> None:
    assert "period_reading" in [d.kind for d in _only(_brackets("每旬清理一次河道。（县水利局）")).doubts]


def test_parts_counted_inside_a_cell_do_not_number_the_row() -> None:
    reading = _table(
        [
            ("序号", "整改任务", "整改措施", "整改时限", "责任单位"),
            ("1", "污水直排", "1.封堵排污口。2.建设截污管网。", "立行立改", "县住建局"),
            ("2", "扬尘", "每周抽查", "5月底前", "县交通局"),
        ]
    )
    assert (reading.items[0].number, reading.items[0].text) == ("1", "1.封堵排污口。2.建设截污管网。")
    assert reading.items[0].doubts == ()

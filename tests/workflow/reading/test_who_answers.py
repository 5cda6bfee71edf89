"""Who answers where a bracket names only helpers, and where two places of one item speak of it."""

import pytest

from tests.workflow.reading.lines import lines_of, who
from tests.workflow.reading.places import assert_places
from workflow.reading import Reading, read
from workflow.reading.model import Item

TITLE = "柳川市2026年促消费工作方案\n"
SECTIONS = """柳川市2026年促消费工作方案
一、扩大消费（牵头单位：市商务局）
1.举办展会3场。（配合单位：市文旅局）
2.发放消费券。（市财政局、市税务局配合）
3.规范市场。
二、提升服务（责任单位：市人社局）
1.培训技工。（市教育局协助）
（1）开设课程。
（2）组织考试。（市财政局、各县区政府参与）
三、稳定价格（市发改委、市粮食局按职责分工负责，各县区政府配合）
1.监测价格。（市统计局配合）
四、兴建市场（建设工作由市住建局牵头；招商工作由市商务局牵头）
1.筹措资金。（市财政局配合）
五、宣传推介
1.制作短片。（市融媒体中心配合）
2.布置展台。由市贸促会牵头。（市文旅局配合）
六、清查库存（市商务局牵头，市财政局配合）
1.核对账目。（市商务局配合）
"""


def one(paragraph: str) -> Item:
    (item,) = read(f"{TITLE}一、{paragraph}\n").items
    return item


def told(item: Item) -> str:
    doubts = [f"{d.kind} {'/'.join(d.candidates)}" for d in item.doubts]
    return " | ".join(["; ".join(map(who, item.assignments)), *doubts])


def test_a_part_that_only_names_helpers_has_the_lead_of_its_section() -> None:
    reading = read(SECTIONS)
    assert lines_of(reading) == [
        "一/1 “举办展会3场。” | lead_with 市商务局 + 市文旅局 |  | inherited_owner",
        "一/2 “发放消费券。” | lead_with 市商务局 + 市财政局、市税务局 |  | inherited_owner",
        "一/3 “规范市场。” | lead 市商务局 |  | inherited_owner",
        "二/1 “培训技工。” | lead_with 市人社局 + 市教育局 |  | inherited_owner",
        "二/1/（1） “开设课程。” | lead_with 市人社局 + 市教育局 |  | inherited_owner",
        "二/1/（2） “组织考试。” | lead_with 市人社局 + 市教育局、市财政局、各县区政府 |  | inherited_owner",
        "三/1 “监测价格。” | joint 市发改委、市粮食局、各县区政府、市统计局 |  | inherited_owner",
        "四/1 “筹措资金。” | joint 市财政局 |  | no_owner",
        "五/1 “制作短片。” | joint 市融媒体中心 |  | no_owner",
        "五/2 布置展台 | lead_with 市贸促会 + 市文旅局 |  | owner_in_sentence",
        "六/1 “核对账目。” | joint 市商务局 |  | no_owner",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_what_is_inherited_is_traced_to_the_section_and_the_helpers_to_the_part() -> None:
    reading = read(SECTIONS)
    (first,) = reading.items[0].assignments
    assert first.phrase == "牵头单位：市商务局"
    assert reading.clean[slice(*first.at)] == first.phrase
    assert [reading.clean[slice(*at)] for at in first.also_at] == ["配合单位：市文旅局"]
    assert first.covers == reading.items[0].text_at
    assert first.helpers == ("市文旅局",)
    assert reading.items[0].doubts[0].candidates == ("市商务局",)


def test_a_section_with_two_leads_or_one_that_contradicts_only_proposes() -> None:
    read_as = {item.number: item for item in read(SECTIONS).items}
    assert [d.candidates for d in read_as["四/1"].doubts] == [("市住建局", "市商务局")]
    assert [d.candidates for d in read_as["五/1"].doubts] == [()]
    assert [d.candidates for d in read_as["六/1"].doubts] == [()]


@pytest.mark.parametrize(
    ("bracket", "expected", "helpers"),
    [
        ("市教育局、市科技局按职责分工负责，市财政局配合", "joint 市教育局、市科技局、市财政局", "市财政局"),
        ("市教育局、市科技局分别负责，各县区政府参与", "joint 市教育局、市科技局、各县区政府", "各县区政府"),
        ("责任单位：市教育局、市科技局按职责分工负责，市财政局配合", "joint 市教育局、市科技局、市财政局", "市财政局"),
        ("市教育局、市科技局按职责分工牵头，市财政局配合", "lead_each 市教育局、市科技局 + 市财政局", "市财政局"),
        ("市教育局、市科技局负责，市财政局按职责分工配合", "lead_with 市教育局、市科技局 + 市财政局", "市财政局"),
        ("规划由市规划局牵头，建设由市住建局牵头", "lead_each 市规划局、市住建局", ""),
        ("牵头单位：市规划局；责任单位：市住建局；监督单位：市审计局", "lead_with 市规划局 + 市住建局", ""),
        ("包案单位：市信访局；协办单位：市司法局", "lead_with 市信访局 + 市司法局", "市司法局"),
    ],
)
def test_who_leads_who_shares_and_who_helps(bracket: str, expected: str, helpers: str) -> None:
    (assignment,) = one(f"做好一件事。（{bracket}）").assignments
    assert who(assignment) == expected
    assert "、".join(assignment.helpers) == helpers


def test_helpers_of_the_whole_document_leave_a_division_of_duties_as_it_is() -> None:
    reading = read(
        f"{TITLE}一、甲事。（市教育局、市科技局按职责分工负责）\n二、乙事。（市残联配合）\n以上任务均由市财政局配合。\n"
    )
    assert [told(item) for item in reading.items] == [
        "joint 市教育局、市科技局、市财政局",
        "joint 市残联、市财政局 | no_owner ",
    ]


def test_the_first_named_leads_only_among_those_who_answer() -> None:
    reading = read(
        f"{TITLE}（排在第一位的为牵头单位，下同）\n一、甲事。（市残联配合）\n二、乙事。（市教育局、市残联）\n"
    )
    assert [told(item) for item in reading.items] == ["joint 市残联 | no_owner ", "lead_with 市教育局 + 市残联"]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        (
            "由市教育局负责开展宣传。【责任单位：市科技局】",
            "joint 市科技局 | two_owners 市教育局/市科技局",
        ),
        (
            "开展宣传，具体由市教育局负责。（市科技局牵头，市财政局配合）",
            "lead_with 市科技局 + 市财政局 | two_owners 市教育局/市科技局",
        ),
        (
            "由市教育局牵头建设平台。（牵头单位：市科技局；责任单位：市教育局）",
            "lead_with 市科技局 + 市教育局 | two_owners 市教育局/市科技局",
        ),
        # The same said twice, in a longer form of the name too.
        ("由市教育局负责开展宣传。（责任单位：市教育局）", "joint 市教育局"),
        ("由市住房城乡建设局牵头推进。（市住建局牵头）", "lead 市住建局"),
        ("由市教育局负责开展宣传。（市教育局牵头，市财政局配合）", "lead_with 市教育局 + 市财政局"),
        # The sentence says who of them leads.
        ("由市教育局牵头开展宣传。（责任单位：市财政局、市教育局）", "lead_with 市教育局 + 市财政局"),
        # Helpers and parts are added.
        (
            "编制目录，由市统计局配合提供数据。（责任单位：市教育局）",
            "lead_with 市教育局 + 市统计局 | owner_in_sentence 市统计局",
        ),
        (
            "改造站点，由市城管局牵头，会同市住建局落实。（责任单位：市城管局）",
            "lead_with 市城管局 + 市住建局 | owner_in_sentence 市住建局",
        ),
        (
            "编制目录，其中数据由市统计局负责提供。（责任单位：市教育局）",
            "joint 市教育局; joint 市统计局 | owner_in_sentence 市统计局",
        ),
        (
            "市数据局负责建平台，市财政局负责保资金。（牵头单位：市城管局）",
            "lead 市城管局; joint 市数据局; joint 市财政局 | owner_in_sentence 市数据局/市财政局",
        ),
        # What only demands something, or names nobody, is no second statement.
        ("各街道要加强宣传，由有关部门负责审核。（责任单位：市教育局）", "joint 市教育局"),
        ("市财政局要保障经费。（责任单位：市教育局）", "joint 市教育局"),
        ("委托市质检院负责抽检。（责任单位：市市场监管局）", "joint 市市场监管局"),
        ("公布文件（含各部门负责起草的）。（责任单位：市司法局）", "joint 市司法局"),
    ],
)
def test_a_sentence_and_a_bracket_about_one_item(paragraph: str, expected: str) -> None:
    assert told(one(paragraph)) == expected


def test_a_sentence_that_names_another_than_the_section_is_a_second_reading() -> None:
    reading = read(f"{TITLE}一、预警（责任单位：市气象局）\n1.插播预警，由市融媒体中心负责。\n2.加密站点。\n")
    assert [told(item) for item in reading.items] == [
        "joint 市气象局 | inherited_owner 市气象局 | two_owners 市气象局/市融媒体中心",
        "joint 市气象局 | inherited_owner 市气象局",
    ]


def test_a_recurrence_of_the_item_stays_with_its_bracket() -> None:
    item = one("每季度通报，其中数据由市统计局负责提供。（责任单位：市教育局）")
    assert [(duty.period, duty.who) for duty in item.recurrences] == [("quarter", "市教育局")]


def test_who_is_hired_is_not_proposed() -> None:
    assert told(one("委托市质检院抽检食品500批次。")) == " | no_owner "
    assert told(one("市市场监管局委托市质检院抽检食品。")) == "joint 市市场监管局 | owner_in_sentence 市市场监管局"


def test_a_sentence_that_only_names_helpers_leaves_open_who_answers() -> None:
    assert told(one("市财政局要配合做好保障。")) == "joint 市财政局 | owner_in_sentence 市财政局 | no_owner "


def test_members_told_by_the_word_behind_the_list_are_asked_about() -> None:
    assert told(one("监测水质。（县发改、水利、生态环境等部门按职责分工负责，各乡镇配合）")) == (
        "joint 县发改、水利、生态环境、各乡镇 等 | unread_party 县发改/水利/生态环境"
        " | open_list 县发改、水利、生态环境等部门按职责分工负责，各乡镇配合"
    )


LETTER = """关于报送2026年安全生产工作总结的通知
各县区人民政府，市直各单位：
请于12月10日前将2026年安全生产工作总结报送市应急局。
联系人：王某，电话：1234567
柳川市应急管理局
2026年11月20日
"""
ONE_PARAGRAPH = """关于报送信息的通知
各街道办事处、区直各单位：请于每月25日前报送信息。
柳川区人民政府办公室
2026年1月20日
"""


def _letter(text: str) -> Reading:
    reading = read(text)
    assert reading.coverage.unexplained == ()
    assert_places(reading)
    return reading


def test_a_letter_that_asks_for_something_asks_those_it_speaks_to() -> None:
    reading = _letter(LETTER)
    assert lines_of(reading) == [
        "段1 “请于12月10日前将20” | joint 各县区人民政府、市直各单位 | 2026-12-10 | unnumbered owner_in_sentence",
    ]
    assert reading.items[0].assignments[0].phrase == "各县区人民政府，市直各单位："
    assert reading.header.addressees == ("各县区人民政府", "市直各单位")


def test_those_spoken_to_in_front_of_the_only_paragraph_are_no_part_of_its_text() -> None:
    reading = _letter(ONE_PARAGRAPH)
    (item,) = reading.items
    assert item.text == "请于每月25日前报送信息。"
    assert [(a.co, a.at[0] >= item.at[0]) for a in item.assignments] == [(("各街道办事处", "区直各单位"), True)]
    assert [(duty.period, duty.by) for duty in item.recurrences] == [("month", "25")]
    assert reading.header.addressees == ("各街道办事处", "区直各单位")


def test_a_letter_that_passes_on_a_plan_makes_its_addressees_answer_for_nothing() -> None:
    reading = read(LETTER.replace("关于报送2026年安全生产工作总结的通知", "关于印发2026年安全生产方案的通知"))
    assert not any(item.assignments for item in reading.items)

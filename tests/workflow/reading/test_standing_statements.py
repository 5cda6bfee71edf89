"""What a document says once about all its assignments."""

from tests.workflow.reading.lines import lines_of
from tests.workflow.reading.places import assert_places
from workflow.reading import read

CREDIT = """澄江市2026年信用建设任务分工
（责任单位中排在第一位的为牵头单位，下同）
一、归集信息。建成信用平台。（市发展改革委、市大数据局、人民银行澄江中心支行）
二、联合奖惩。发布红黑名单。（市市场监管局、市法院、市税务局等部门按职责分工负责）
三、宣传教育。开展宣传。（市委宣传部负责）
四、其他工作。（市司法局牵头，市教育局配合）
"""

SCHOOL_SAFETY = """云川市关于加强校园安全的实施意见
各县区政府、市直有关部门要结合实际抓好落实。
一、健全机制
（一）建立台账。逐校排查隐患。（市教育局、市公安局负责，列首位的为牵头单位，下同）
（二）整改隐患。限期整改。（市住建局、市消防救援支队、各县区政府负责）
二、强化保障
（三）配备保安。足额配备。（市公安局、市财政局负责）
以上各项任务均由各县区政府、市直有关部门配合。
"""

FLOODS = """青禾县防汛工作方案
一、工作任务
1.检查水库。（县水利局、县应急局）
2.转移群众。（各乡镇人民政府、县公安局）
二、工作要求
责任单位排名第一的为牵头部门，其他为配合部门。以上各项任务均由县财政局、县气象局配合。
"""

TEN_ACTIONS = """云川市生态环境保护“十项行动”责任分工
（注：第一个责任单位为牵头单位，其余为配合单位）
1．蓝天行动。淘汰老旧柴油车500辆，11月底前完成。责任单位：市生态环境局、市公安局、市交通运输局，各县（市、区）政府
2．碧水行动。整治黑臭水体。责任单位：市住房和城乡建设局、市水利局
3．净土行动。责任单位：市自然资源和规划局
（以上任务均需市财政局、市委宣传部配合，不再一一列出）
"""


def test_the_first_named_leads_all_through_the_document() -> None:
    reading = read(CREDIT)
    assert lines_of(reading) == [
        "一 归集信息 | lead_with 市发展改革委 + 市大数据局、人民银行澄江中心支行 |  |",
        "二 联合奖惩 | lead_with 市市场监管局 + 市法院、市税务局 等 |  | open_list",
        "三 宣传教育 | lead 市委宣传部 |  |",
        "四 “其他工作。” | lead_with 市司法局 + 市教育局 |  |",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_a_statement_inside_a_bracket_and_helpers_named_at_the_end() -> None:
    reading = read(SCHOOL_SAFETY)
    assert lines_of(reading) == [
        "段1 “各县区政府、市直有关部门” |  |  | unnumbered no_owner",
        "一/（一） 建立台账 | lead_with 市教育局 + 市公安局、各县区政府、市直有关部门 |  |",
        "一/（二） 整改隐患 | lead_with 市住建局 + 市消防救援支队、各县区政府、市直有关部门 |  |",
        "二/（三） 配备保安 | lead_with 市公安局 + 市财政局、各县区政府、市直有关部门 |  |",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_statements_that_stand_behind_the_tasks() -> None:
    reading = read(FLOODS)
    assert lines_of(reading) == [
        "一/1 “检查水库。” | lead_with 县水利局 + 县应急局、县财政局、县气象局 |  |",
        "一/2 “转移群众。” | lead_with 各乡镇人民政府 + 县公安局、县财政局、县气象局 |  |",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_statements_in_brackets_before_and_after() -> None:
    reading = read(TEN_ACTIONS)
    assert lines_of(reading) == [
        "1 蓝天行动 | lead_with 市生态环境局 + 市公安局、市交通运输局、各县（市、区）政府、市财政局、市委宣传部 | by_period_end | year_unstated",  # noqa: E501
        "2 碧水行动 | lead_with 市住房和城乡建设局 + 市水利局、市财政局、市委宣传部 |  |",
        "3 “净土行动” | lead_with 市自然资源和规划局 + 市财政局、市委宣传部 |  |",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)

"""Stages with their days, lists of units that take part, and parties that stand in sentences."""

from tests.workflow.reading.lines import lines_of
from tests.workflow.reading.places import assert_places
from workflow.reading import read

PILOT = """云川市基层政务公开试点工作方案
为做好试点工作，制定本方案。
一、总体要求
坚持便民利民。
二、试点单位
重点领域试点单位：市民政局、市教育局、市住房和城乡建设局。
特色领域试点单位：市图书馆、东河街道、西山镇。
三、试点任务
（一）梳理公开事项。试点单位要逐项梳理公开事项，编制事项清单。市政务公开办负责审核。
（二）推进会议开放。市民政局、市教育局每年应组织会议开放不少于2次，各街道每年不少于1次。其他部门参照执行。
（三）建设专栏。由市大数据局牵头，会同市政府办公室于9月底前建成专栏。
四、时间安排
（一）启动准备阶段（2026年3月—4月）。各试点单位制定实施方案，报市政府办公室备案。
（二）研讨审定阶段（2026年5月1日至5月20日）。组织专家审定方案。
（三）组织实施阶段（2026年6月至11月）。试点单位全面推进，10月底前形成阶段成果。
（四）总结验收阶段（2026年12月）。市政府办公室组织验收。
五、保障措施
（一）加强领导。各试点单位要明确专人负责。
（二）强化考核。把试点情况纳入考核。
云川市人民政府办公室
2026年2月20日
"""

SORTING = """临湖区垃圾分类试点工作实施方案
1 试点范围
试点单位：东湖街道、柳林镇、区机关事务管理局
2 实施步骤
第一阶段：动员部署（2026年3月底前）。区城管局召开动员会，印发方案。
第二阶段：全面推进（4月至10月）。各试点单位按月报送进度。
第三阶段：总结提升（11月—12月）。区城管局会同区生态环境局开展评估。
3 工作要求
各试点单位要落实经费。
"""

TOILETS = """青禾县农村改厕工作方案
一、进度安排
1.摸底排查阶段（2026年1月1日-1月31日）：各乡镇逐户登记。
2.施工建设阶段（2月1日-9月30日）：县卫健局牵头组织施工，县住建局负责技术指导。
3.验收阶段（2026年10月至2027年1月底）：由县卫健局、县财政局联合验收。
"""


def test_a_scheme_in_stages_with_lists_of_units() -> None:
    reading = read(PILOT)
    assert lines_of(reading) == [
        "二 试点单位 | joint 市民政局、市教育局、市住房和城乡建设局; joint 市图书馆、东河街道、西山镇 |  | unit_list unit_list",  # noqa: E501
        "三/（一） 梳理公开事项 | joint 试点单位; joint 市政务公开办 |  | owner_in_sentence open_collective",
        "三/（二） 推进会议开放 | joint 市民政局、市教育局; joint 各街道; joint 其他部门 | year×2 year×1 | owner_in_sentence open_collective by_reference",  # noqa: E501
        "三/（三） 建设专栏 | lead_with 市大数据局 + 市政府办公室 | 2026-09-30 | owner_in_sentence",
        "四/（一） 启动准备阶段（2026年3月—4月） | joint 各试点单位 | 2026-04-30 | owner_in_sentence open_collective",
        "四/（二） 研讨审定阶段（2026年5月1日至5月20日） |  | 2026-05-20 | no_owner",
        "四/（三） 组织实施阶段（2026年6月至11月） | joint 试点单位 | 2026-10-31 | owner_in_sentence open_collective",
        "四/（四） 总结验收阶段（2026年12月） | joint 市政府办公室 | 2026-12-31 | owner_in_sentence",
        "五/（一） 加强领导 | joint 各试点单位 |  | owner_in_sentence open_collective",
        "五/（二） 强化考核 |  |  | no_owner",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_stages_that_are_numbers_themselves() -> None:
    reading = read(SORTING)
    assert lines_of(reading) == [
        "1 试点范围 | joint 东湖街道、柳林镇、区机关事务管理局 |  | unit_list",
        "2/第一阶段 动员部署（2026年3月底前） | joint 区城管局 | 2026-03-31 | owner_in_sentence",
        "2/第二阶段 全面推进（4月至10月） | joint 各试点单位 | 2026-10-31 month×1 | owner_in_sentence open_collective",
        "2/第三阶段 总结提升（11月—12月） | lead_with 区城管局 + 区生态环境局 | 2026-12-31 | owner_in_sentence",
        "3 工作要求 | joint 各试点单位 |  | owner_in_sentence open_collective",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_stages_with_days_and_a_year_that_goes_on() -> None:
    reading = read(TOILETS)
    assert lines_of(reading) == [
        "一/1 摸底排查阶段（2026年1月1日-1月31日） | joint 各乡镇 | 2026-01-31 | owner_in_sentence",
        "一/2 施工建设阶段（2月1日-9月30日） | lead 县卫健局; joint 县住建局 | 2026-09-30 | owner_in_sentence",
        "一/3 验收阶段（2026年10月至2027年1月底） | joint 县卫健局、县财政局 | 2027-01-31 | owner_in_sentence",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)

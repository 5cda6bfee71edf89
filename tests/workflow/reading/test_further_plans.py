"""Further plans, unlike the others: each mixes layouts."""

from tests.workflow.reading.lines import lines_of
from tests.workflow.reading.places import assert_places
from workflow.reading import read

RULE_OF_LAW = """关于印发东岭区2026年法治建设工作要点的通知
东岭法办发〔2026〕2号
各镇（街道）党（工）委，区委各部委，区级国家机关各部门：
《东岭区2026年法治建设工作要点》已经区委同意，现印发给你们，请认真贯彻落实。
中共东岭区委全面依法治区委员会办公室
2026年3月15日

东岭区2026年法治建设工作要点

一、强化政治引领
1．深入学习贯彻法治思想。把学习纳入党委（党组）理论学习中心组重点内容，全年专题学习不少于2次。【牵头单位：区委宣传部；责任单位：各镇（街道）党（工）委，区级各部门】
2．落实党政主要负责人职责。组织述法，2026年12月底前完成。【区委依法治区办，各镇（街道）、区级各部门】
二、推进依法行政
3．加强行政规范性文件管理。（1）严格合法性审核，应审尽审。【区司法局】（2）开展文件清理，每季度公布一次清理结果。【区司法局、区政府办公室】
4．深化综合执法改革。推进镇（街道）“一支队伍管执法”。【区委编办、区综合行政执法局分别牵头，各镇（街道）】
三、保障措施
各镇（街道）、各部门要对照要点，制定年度工作计划，于4月10日前报区委依法治区办。
"""

JOBS = """某区促进就业若干措施
一、支持企业稳岗。对不裁员的企业返还失业保险费。由区人社局会同区财政局、区税务局组织实施。
二、支持创业。为创业者提供最高30万元贷款。（区人社局、人行某区支行、区财政局等按职责分工负责）
三、鼓励见习。对见习单位给予补贴，每年募集见习岗位不少于500个。责任单位：区人社局、团区委，各街道。
四、兜底帮扶。确保零就业家庭动态清零，具体由各街道办事处负责落实，区残联、区退役军人局协助。
五、本措施自印发之日起施行，有效期2年，由区人社局负责解释。
"""

NO_WASTE = (
    "云川市“无废城市”建设实施方案 （一）总体目标 到2027年，一般工业固废综合利用率达到92%。 （"
    "二）主要任务 1. 推行绿色制造。2026年12月底前，创建绿色工厂20家。（市工业和信息化局牵头，"
    "市生态环境局等参与） 2. 推进农膜回收。建成回收站点100个，回收率85%以上。（市农业农村局牵头"
    "，市供销社配合） 3. 加强生活垃圾分类。（市城管局负责） （三）保障措施 1. 加强领导。成立领导"
    "小组，办公室设在市生态环境局。 2. 强化考核。每半年调度一次。"
)

COUNTRYSIDE = """东岭区2026年“三农”重点工作任务分解
第一部分 粮食安全
1.稳定播种面积
工作任务：全区粮食播种面积稳定在30万亩。
牵头领导：刘建国
牵头单位：区农业农村局
责任单位：各镇
完成时限：全年
2.高标准农田建设
工作任务：新建高标准农田2万亩。
牵头领导：刘建国
牵头单位：区农业农村局
责任单位：区财政局、区水务局，有关镇
完成时限：11月底
第二部分 乡村建设
3.农村公路
工作任务：改造农村公路50公里。
牵头领导：陈明
牵头单位：区交通运输局
责任单位：有关镇
完成时限：10月底
"""

NO_TITLE = """1.建立联席会议制度
由区政府办牵头，成员单位包括区发改局、区财政局、区审计局。每季度召开一次。
2.落实资金保障
区财政局要将经费纳入预算；
3.强化监督
区审计局负责对资金使用情况进行审计，于12月31日前出具报告。
"""

STANDARDS = """云川市标准化工作实施方案

　　一、指导思想。以高质量发展为主题。
　　二、工作步骤
　　（一）动员阶段。2026年4月，召开动员会，部署工作。市市场监管局负责。
　　（二）实施阶段：2026年5月至11月。各县区、各部门按照方案组织实施；市市场监管局每月督导一次。
　　（三）验收阶段（12月上旬）。组成验收组进行验收（市市场监管局、市财政局）。
　　三、参加单位
　　第一批：市教育局、市民政局、市交通运输局；
　　第二批：市文化和旅游局、市水利局。
"""


def test_brackets_with_labels_and_without() -> None:
    reading = read(RULE_OF_LAW)
    assert lines_of(reading) == [
        "一/1 深入学习贯彻法治思想 | lead_with 区委宣传部 + 各镇（街道）党（工）委、区级各部门 | year×2 |",
        "一/2 落实党政主要负责人职责 | joint 区委依法治区办、各镇（街道）、区级各部门 | 2026-12-31 | mode_unstated",
        "二/3/（1） “严格合法性审核，应审尽审” | joint 区司法局 |  | mode_unstated",
        "二/3/（2） “开展文件清理，每季度公布” | joint 区司法局、区政府办公室 | quarter×1 | mode_unstated",
        "二/4 深化综合执法改革 | lead_each 区委编办、区综合行政执法局 + 各镇（街道） |  |",
        "三 保障措施 |  | 2026-04-10 | no_owner",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_brackets_labels_and_sentences_together() -> None:
    reading = read(JOBS)
    assert lines_of(reading) == [
        "一 支持企业稳岗 | lead_with 区人社局 + 区财政局、区税务局 |  | owner_in_sentence",
        "二 支持创业 | joint 区人社局、人行某区支行、区财政局 等 |  | open_list",
        "三 鼓励见习 | joint 区人社局、团区委、各街道 | year×500 |",
        "四 兜底帮扶 | lead_with 各街道办事处 + 区残联、区退役军人局 |  | owner_in_sentence",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_one_paragraph_with_spaces_before_its_numbers() -> None:
    reading = read(NO_WASTE)
    assert lines_of(reading) == [
        "（二）/1 推行绿色制造 | lead_with 市工业和信息化局 + 市生态环境局 等 | 2026-12-31 | open_list",
        "（二）/2 推进农膜回收 | lead_with 市农业农村局 + 市供销社 |  |",
        "（二）/3 “加强生活垃圾分类。” | joint 市城管局 |  |",
        "（三）/1 加强领导 |  |  | no_owner",
        "（三）/2 强化考核 |  | year×2 | no_owner period_reading",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_tasks_whose_every_fact_has_a_label() -> None:
    reading = read(COUNTRYSIDE)
    assert lines_of(reading) == [
        "第一部分/1 稳定播种面积 | lead_with 区农业农村局 + 各镇 |  |",
        "第一部分/2 高标准农田建设 | lead_with 区农业农村局 + 区财政局、区水务局、有关镇 | 2026-11-30 | open_collective",  # noqa: E501
        "第二部分/3 农村公路 | lead_with 区交通运输局 + 有关镇 | 2026-10-31 | open_collective",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_a_plan_without_a_title_is_told_by_its_agencies() -> None:
    reading = read(NO_TITLE)
    assert lines_of(reading) == [
        "1 建立联席会议制度 | lead 区政府办 | quarter×1 | owner_in_sentence",
        "2 落实资金保障 | joint 区财政局 |  | owner_in_sentence",
        "3 强化监督 | joint 区审计局 | fixed_date | owner_in_sentence year_unstated",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_stages_whose_time_stands_behind_and_lists_by_turn() -> None:
    reading = read(STANDARDS)
    assert lines_of(reading) == [
        "二/（一） 动员阶段 | joint 市市场监管局 | 2026-04-30 | owner_in_sentence",
        "二/（二） 实施阶段：2026年5月至11月 | joint 各县区、各部门; joint 市市场监管局 | 2026-11-30 month×1 | owner_in_sentence",  # noqa: E501
        "二/（三） 验收阶段（12月上旬） | joint 市市场监管局、市财政局 | 2026-12-10 | mode_unstated",
        "三 参加单位 | joint 市教育局、市民政局、市交通运输局; joint 市文化和旅游局、市水利局 |  | unit_list unit_list",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)

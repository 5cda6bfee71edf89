"""Labelled lines: 责任单位：, 牵头单位：, 完成时限：, alone, all in one, or run into the next heading."""

from tests.workflow.reading.lines import lines_of
from tests.workflow.reading.places import assert_places
from workflow.reading import read

CLIMATE = """云川市2026年营商环境重点任务
一、优化审批
压减审批材料，推行告知承诺。
责任单位：市行政审批局
二、降低成本
落实减税政策。
牵头单位：市税务局
配合单位：市财政局、市发展改革委
完成时限：2026年6月底前
三、便利融资
搭建银企平台，每月开展一次对接。
主办单位：市金融办 协办单位：人民银行云川中心支行、各县区政府 完成时间：12月底前
四、保护产权
设立维权站点。
责任领导：张明
责任部门：市市场监管局
时限要求：长期
五、评价考核
开展评价。
承办单位：市营商局，协办单位：市统计局
落实单位：各县区政府
"""

DIVISION_OF_WORK = """青禾县重点工作分工
一、兴产业
（一）建设产业园。完成一期工程。责任单位：县发改局、工信局（二）引进企业。年内签约10家。牵头单位：县商务局 配合单位：各乡镇人民政府 完成时限：6月底前（三）扶持农户。发放补贴。负责单位：县农业农村局
二、惠民生
1.办学校。新建小学2所。
责任单位：县教育局2.办医院。改造县医院。
责任单位：县卫健局、县医院三、强治理
1.治交通。增设信号灯。
牵头部门：县公安局；配合部门：县住建局；完成时限：6月底前2.治污染。关停小锅炉。
责任单位：县生态环境局
"""  # noqa: E501 - a paragraph of a plan is one line

PROJECTS = """临湖区2026年政府实事项目
1、新建口袋公园10个
责任领导：李华副区长
主办单位：区园林绿化中心
协办单位：区自然资源分局、各街道办事处
完成时间：2026年10月31日前
2、改造老旧小区5个
责任领导：王平副区长
主办单位：区住建局
协办单位：区财政局
完成时间：2026年11月底前
"""

FOR_THE_PEOPLE = """清溪县人民政府办公室关于印发清溪县2026年重点民生实事任务分解方案的通知
清政办〔2026〕8号
各乡镇人民政府，县政府各部门：
现将《清溪县2026年重点民生实事任务分解方案》印发给你们，请认真抓好落实。
清溪县人民政府办公室
2026年2月3日
清溪县2026年重点民生实事任务分解方案
为确保民生实事落地见效，制定本方案。
一、教育惠民工程
（一）改扩建幼儿园3所
【牵头单位】县教育局
【配合单位】县发改局、县财政局、县住建局
【完成时限】2026年8月底前
（二）实施营养改善计划，覆盖全部农村学校。
【牵头单位】县教育局
【配合单位】县市场监管局
【完成时限】持续推进
二、健康惠民工程
（三）建成县域医共体
牵头（责任）单位：县卫生健康局
责任领导：副县长 李华
协办单位：县医保局、各乡镇人民政府
完成时限：2026年11月底前
（四）免费“两癌”筛查1万人次
责任单位及责任人：县妇联 王芳
办结时限：10月底
三、工作要求
各责任单位要于2月20日前制定实施方案，报县政府督查室。县政府督查室每月通报一次进展。
"""

FUND_RAISING = """东岭区打击非法集资工作任务清单

序号一：加强监测预警
任务一：建立监测平台，6月底前上线运行。
责任单位：区金融办、区公安分局
任务二：开展风险排查，每季度排查一次。
责任单位：各街道办事处
"""

UNNUMBERED = """东岭区2026年重点工作任务
推进老旧小区改造，2026年内完成8个。
责任单位：区住建局
打造便民市场2处。
牵头单位：区商务局
配合单位：区市场监管局
"""


def test_labels_on_lines_of_their_own_and_in_one_line() -> None:
    reading = read(CLIMATE)
    assert lines_of(reading) == [
        "一 优化审批 | joint 市行政审批局 |  |",
        "二 降低成本 | lead_with 市税务局 + 市财政局、市发展改革委 | 2026-06-30 |",
        "三 便利融资 | lead_with 市金融办 + 人民银行云川中心支行、各县区政府 | 2026-12-31 month×1 |",
        "四 保护产权 | joint 市市场监管局 |  |",
        "五 评价考核 | lead_with 市营商局 + 市统计局、各县区政府 |  |",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_labels_that_run_into_the_next_heading() -> None:
    reading = read(DIVISION_OF_WORK)
    assert lines_of(reading) == [
        "一/（一） 建设产业园 | joint 县发改局、工信局 |  |",
        "一/（二） 引进企业 | lead_with 县商务局 + 各乡镇人民政府 | by_period_end | year_unstated year_unstated",
        "一/（三） 扶持农户 | joint 县农业农村局 |  |",
        "二/1 办学校 | joint 县教育局 |  |",
        "二/2 办医院 | joint 县卫健局、县医院 |  |",
        "三/1 治交通 | lead_with 县公安局 + 县住建局 | by_period_end | year_unstated",
        "三/2 治污染 | joint 县生态环境局 |  |",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_an_office_that_hosts_a_task_is_no_foot_of_a_page() -> None:
    reading = read(PROJECTS)
    assert lines_of(reading) == [
        "1 “新建口袋公园10个” | lead_with 区园林绿化中心 + 区自然资源分局、各街道办事处 | 2026-10-31 |",
        "2 “改造老旧小区5个” | lead_with 区住建局 + 区财政局 | 2026-11-30 |",
    ]
    assert [reading.clean[slice(*sentence.at)] for sentence in reading.coverage.unexplained] == [
        "临湖区2026年政府实事项目"
    ]
    assert_places(reading)


def test_labels_in_brackets_and_labels_of_persons() -> None:
    reading = read(FOR_THE_PEOPLE)
    assert lines_of(reading) == [
        "一/（一） “改扩建幼儿园3所” | lead_with 县教育局 + 县发改局、县财政局、县住建局 | 2026-08-31 |",
        "一/（二） “实施营养改善计划，覆盖全” | lead_with 县教育局 + 县市场监管局 |  |",
        "二/（三） “建成县域医共体” | lead_with 县卫生健康局 + 县医保局、各乡镇人民政府 | 2026-11-30 |",
        "二/（四） “免费“两癌”筛查1万人次” | joint 县妇联、王芳 | 2026-10-31 | unread_party",
        "三 工作要求 |  | 2026-02-20 month×1 | no_owner",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_tasks_numbered_by_name() -> None:
    reading = read(FUND_RAISING)
    assert lines_of(reading) == [
        "任务一 “建立监测平台，6月底前上” | joint 区金融办、区公安分局 | by_period_end | year_unstated",
        "任务二 “开展风险排查，每季度排查” | joint 各街道办事处 | quarter×1 |",
    ]
    assert [reading.clean[slice(*sentence.at)] for sentence in reading.coverage.unexplained] == ["序号一：加强监测预警"]
    assert_places(reading)


def test_labels_below_tasks_without_numbers() -> None:
    reading = read(UNNUMBERED)
    assert lines_of(reading) == [
        "段1 “推进老旧小区改造，202” | joint 区住建局 | 2026-12-31 | unnumbered",
        "段2 “打造便民市场2处。” | lead_with 区商务局 + 区市场监管局 |  | unnumbered",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_labels_with_other_signs_behind_them() -> None:
    reading = read(
        "东岭区招商任务分解\n（一）新能源。引进项目5个。\n责任单位∶区发改局 区工信局\n"
        "（二）医药。引进项目3个。责任单位﹕区科技局/区卫健局\n"
        "（三）文旅。引进项目2个。责任单位——区文旅局\n"
    )
    assert [item.assignments[0].co for item in reading.items] == [
        ("区发改局", "区工信局"),
        ("区科技局", "区卫健局"),
        ("区文旅局",),
    ]


def test_words_about_responsible_agencies_are_no_label() -> None:
    reading = read("2026年工作要点\n一、明确责任单位：各地要压实责任。\n二、请各责任单位：认真执行。\n")
    assert all("责任单位" not in name for item in reading.items for a in item.assignments for name in a.co)

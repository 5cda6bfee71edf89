"""Duties that only sentences state."""

from tests.workflow.reading.lines import lines_of
from tests.workflow.reading.places import assert_places
from workflow.reading import read

EYESIGHT = """青禾县关于加强学生近视防控工作的意见
一、加强教育
区教育局要将近视防控知识纳入课程，每学期开展2次讲座。各学校应每年组织视力筛查。
二、联合防控
由市民政局牵头，会同市卫生健康委、市残联于6月底前完成特殊学生筛查。市体育局负责推广体育活动，市财政局配合。
三、落实责任
各街道要每季度报送情况。加强舆论宣传，营造氛围。
四、强化监管
市场监管部门要严查虚假宣传。请市公安局、市司法局依法查处违法行为。
五、科学用眼
推广护眼台灯。
"""

SAFETY = """云川市安全生产集中整治方案
（一）排查隐患。市应急管理局会同市消防救援支队制定排查标准；各县区政府对辖区企业全面排查，10月底前完成。
（二）整治隐患。各行业主管部门按职责分工督促整改。坚持谁主管、谁负责。
（三）严格执法。对拒不整改的，由市应急管理局依法处罚。
（四）宣传教育。市委宣传部、市广播电视台开设专栏，每周播出不少于1期。
"""

FOREST_FIRES = """关于做好2026年春季森林防火工作的通知
各镇人民政府、街道办事处，区直有关部门：
当前气温回升，火险等级升高。为切实做好森林防火工作，现就有关事项通知如下。
一、压实责任。各镇（街道）主要负责同志为第一责任人，要亲自部署、亲自检查。
二、加强巡护。区林业局要组织护林员每天巡护，区应急管理局要在重点时段开展联合检查。
三、严控火源。由区公安分局牵头，会同区林业局、区市场监管局于3月20日前完成坟场、林区周边祭祀用品销售点清查。
四、强化值守。严格执行24小时值班制度，发生火情1小时内报区森林防火指挥部办公室。
东岭区人民政府办公室
2026年2月25日
"""

SERVICES = """云川市推进基本公共服务均等化行动计划（2026—2028年）
第一章 总体要求
第一条 坚持普惠。
第二章 主要任务
第二条 扩大托育供给。到2028年，千人口托位数达到4.6个。市卫生健康委会同市发展改革委制定规划，各县区政府组织实施。
第三条 提升养老服务。(1)市民政局负责建设社区养老设施；(2)市住房和城乡建设局负责适老化改造；(3)市财政局落实补助资金。
第四条 完善住房保障
㈠ 筹集保障性租赁住房2000套（市住房和城乡建设局牵头，市自然资源和规划局、市财政局配合，2026年底前完成）
㈡ 发放租赁补贴（市住房和城乡建设局、各县（市、区）人民政府按职责分工负责）
第三章 附则
第五条 本计划由市发展和改革委员会负责解释。
第六条 本计划自印发之日起施行。
"""


def test_sentences_that_oblige() -> None:
    reading = read(EYESIGHT)
    assert lines_of(reading) == [
        "一 加强教育 | joint 区教育局; joint 各学校 | year×1 | owner_in_sentence period_reading",
        "二 联合防控 | lead_with 市民政局 + 市卫生健康委、市残联; lead_with 市体育局 + 市财政局 | by_period_end | owner_in_sentence year_unstated",  # noqa: E501
        "三 落实责任 | joint 各街道 | quarter×1 | owner_in_sentence",
        "四 强化监管 | joint 市场监管部门; joint 市公安局、市司法局 |  | owner_in_sentence",
        "五 科学用眼 |  |  | no_owner",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_sentences_that_tell_who_acts() -> None:
    reading = read(SAFETY)
    assert lines_of(reading) == [
        "（一） 排查隐患 | lead_with 市应急管理局 + 市消防救援支队; joint 各县区政府 | by_period_end | owner_in_sentence year_unstated",  # noqa: E501
        "（二） 整治隐患 | joint 各行业主管部门 |  | owner_in_sentence open_collective",
        "（三） 严格执法 | joint 市应急管理局 |  | owner_in_sentence",
        "（四） 宣传教育 | joint 市委宣传部、市广播电视台 | week×1 | owner_in_sentence",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_a_notice_whose_sentences_assign() -> None:
    reading = read(FOREST_FIRES)
    assert lines_of(reading) == [
        "一 压实责任 | joint 各镇（街道） |  | owner_in_sentence",
        "二 加强巡护 | joint 区林业局; joint 区应急管理局 |  | owner_in_sentence period_reading",
        "三 严控火源 | lead_with 区公安分局 + 区林业局、区市场监管局 | 2026-03-20 | owner_in_sentence",
        "四 强化值守 |  | 1 | no_owner event_unstated",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_articles_some_with_brackets() -> None:
    reading = read(SERVICES)
    assert lines_of(reading) == [
        "第二章/第二条 扩大托育供给 | lead_with 市卫生健康委 + 市发展改革委、各县区政府 | 2028-12-31 | owner_in_sentence",  # noqa: E501
        "第二章/第三条 提升养老服务 | joint 市民政局; joint 市住房和城乡建设局; joint 市财政局 |  | owner_in_sentence",
        "第二章/第四条/（一） “筹集保障性租赁住房200” | lead_with 市住房和城乡建设局 + 市自然资源和规划局、市财政局 | 2026-12-31 |",  # noqa: E501
        "第二章/第四条/（二） “发放租赁补贴” | joint 市住房和城乡建设局、各县（市、区）人民政府 |  |",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_duties_by_agency() -> None:
    reading = read(
        "东岭区养老方案\n一、任务分工\n（一）区民政局：负责设施建设，2026年6月底前出台政策。\n"
        "（二）区住建局、区自然资源分局：负责落实配建要求。\n（三）各镇街：牵头摸清底数，每季度更新台账。\n"
        "二、纪律\n区应急局：牵头组织抢险。\n各镇（街道）：负责转移。\n"
    )
    assert lines_of(reading) == [
        "一/（一） 区民政局 | joint 区民政局 | 2026-06-30 | owner_in_sentence",
        "一/（二） 区住建局、区自然资源分局 | joint 区住建局、区自然资源分局 |  | owner_in_sentence",
        "一/（三） 各镇街 | lead 各镇街 | quarter×1 | owner_in_sentence",
        "二 纪律 | lead 区应急局; joint 各镇（街道） |  | owner_in_sentence",
    ]
    assert_places(reading)


def test_who_explains_the_document_has_no_task_of_it() -> None:
    reading = read("2026年若干措施\n一、由市人社局落实补贴。\n二、本措施自印发之日起施行，由市财政局负责解释。\n")
    assert lines_of(reading) == ["一 “由市人社局落实补贴。” | joint 市人社局 |  | owner_in_sentence"]
    assert reading.coverage.waived_by["closing"] == 1


def test_sections_that_are_agencies_hand_themselves_down() -> None:
    reading = read(
        "西岭县2026年责任清单\n一、县应急管理局\n1.开展专项整治。\n2.11月底前完成演练。\n二、各乡镇人民政府\n1.落实责任（县公安局配合）。\n"
    )
    assert lines_of(reading) == [
        "一/1 “开展专项整治。” | joint 县应急管理局 |  | inherited_owner",
        "一/2 “11月底前完成演练。” | joint 县应急管理局 | 2026-11-30 | inherited_owner",
        "二/1 “落实责任” | lead_with 各乡镇人民政府 + 县公安局 |  | inherited_owner",
    ]


ONE_TWO_THREE = """青禾市2026年营商环境工作要点
青禾市人民政府办公室
2026年2月3日
一、优化审批
一是由市行政审批局梳理事项，6月底前公布。
二是市市场监管局要简化登记，每月通报一次。
三是市税务局负责压缩办税时间。
二、加强监管
一是推进联合检查。（市司法局牵头）
二是建立信用档案。（市发改委负责）
三、信息报送
一是提高质量。
二是加强审核，各县区政府每月报送进展。
"""


def test_one_two_three_each_with_its_agency_are_tasks_of_their_own() -> None:
    reading = read(ONE_TWO_THREE)
    assert lines_of(reading) == [
        "一/段1 优化审批 | joint 市行政审批局 | 2026-06-30 | owner_in_sentence",
        "一/段2 优化审批 | joint 市市场监管局 | month×1 | owner_in_sentence",
        "一/段3 优化审批 | joint 市税务局 |  | owner_in_sentence",
        "二/段1 加强监管 | lead 市司法局 |  |",
        "二/段2 加强监管 | joint 市发改委 |  |",
        "三 信息报送 | joint 各县区政府 | month×1 | owner_in_sentence",
    ]
    assert reading.items[1].recurrences[0].who == "市市场监管局"
    assert reading.coverage.unexplained == ()
    assert_places(reading)


WITHOUT_NUMBERS = """青禾市2026年清费减负工作要点
重点抓好以下工作：
一是清理收费。由市财政局牵头，6月底前公布目录。
二是开展审计。市审计局每季度报告一次。
三是组织自查，10月底前报送结果。
青禾市人民政府办公室
2026年2月3日
"""


def test_one_two_three_without_a_heading() -> None:
    reading = read(WITHOUT_NUMBERS)
    assert [line.partition(" | ")[2] for line in lines_of(reading)] == [
        "lead 市财政局 | 2026-06-30 | unnumbered owner_in_sentence",
        "joint 市审计局 | quarter×1 | unnumbered owner_in_sentence",
        " | 2026-10-31 | unnumbered no_owner",
    ]
    assert reading.coverage.unexplained == ()


MEMBERS = """青禾市2026年基层治理工作要点
一、压实责任
每个试点乡镇要确定1名联络员，每季度召开例会不少于2次。
二、信息报送
每个县区每月报送信息不少于3篇，每个部门每季度报送不少于2篇。
三、示范
每个试点乡镇召开现场会不少于1次，每所学校开展演练不少于2次。
"""


def test_each_member_of_a_class_is_a_collective_with_its_quota() -> None:
    reading = read(MEMBERS)
    assert [line.partition(" | ")[2] for line in lines_of(reading)] == [
        "joint 每个试点乡镇 | quarter×2 | owner_in_sentence open_collective",
        "joint 每个县区; joint 每个部门 | month×3 quarter×2 | owner_in_sentence",
        "joint 每个试点乡镇; joint 每所学校 | year×1 year×2 | owner_in_sentence open_collective period_inherited period_inherited",  # noqa: E501
    ]
    assert [a.collective for item in reading.items for a in item.assignments] == [
        (name,) for name in ("每个试点乡镇", "每个县区", "每个部门", "每个试点乡镇", "每所学校")
    ]
    assert [duty.who for item in reading.items for duty in item.recurrences] == [
        "每个试点乡镇", "每个县区", "每个部门", "每个试点乡镇", "每所学校",
    ]  # fmt: skip

"""Documents without any line break, with line breaks in the middle of sentences, and with numbers of one character."""

from tests.workflow.reading.lines import lines_of
from tests.workflow.reading.places import assert_places
from workflow.reading import read

ONE_PARAGRAPH = (
    "云川市2026年数据工作要点 为做好今年数据工作，制定本要点。一、总体要求 坚持需求导向，2026年"
    "底前建成数据底座。二、重点任务（一）推进目录公开。编制目录，第一、二季度各更新1次，覆盖率提高3.5"
    "%（市统计局牵头）。（二）开放数据。按照第（一）项要求开放数据：1.整理存量；2.登记增量，6月底前"
    "完成。（市大数据局牵头，各县区政府配合）三、保障措施（一）落实经费。市财政局要安排经费。（二）加强督"
    "查。市政府办公室要每季度督查。"
)

ONE_PARAGRAPH_WITH_A_NOTICE = (
    "关于印发《临湖区节水行动方案》的通知各镇人民政府，区政府各部门：现将《临湖区节水行动方案》印发给你们"
    "，请认真贯彻执行。临湖区人民政府2026年3月1日临湖区节水行动方案根据市里要求，制定本方案。一、主"
    "要任务1、推广节水器具。年内更换1.5万套。责任单位：区水务局、区住建局2、改造管网。6月底前完成改"
    "造。牵头单位：区水务局；配合单位：区财政局3、节水宣传。每季度宣传不少于1次。责任单位：区委宣传部二"
    "、组织保障1、各镇要落实责任。2、区水务局要加强督促。"
)

WRAPPED = """　　　　云川市2026年政务服务工作要点
　　为深入推进政务服务改革，进一步方便群众和企业办事，根据上级部署
，结合本市实际，制定本要点。
　　一、推进一网通办
　　（一）推进事项上网。全面梳理依申请事项，6月底前实现高频事项全程网
上办理，推动电子证照在更多场景应用，切实减少群众跑腿次数。（市行政审
批局牵头，市大数据局、市人力资源和社会保障局、市住房和城乡建
设局配合）
　　（二）推进窗口整合。设置综合窗口，实行前台受理、后台审批、统一出
件，每季度开展满意度调查不少于1次。（市行政审批局负责）
　　二、加强监督管理
　　（三）建立好差评制度。对差评事项逐件整改，整改情况在五个工作日内
反馈，并定期向社会公布结果。（各县区政府、市政府各部门负责落实）
"""

WRAPPED_FLUSH = """青禾县2026年乡村振兴重点任务
一、发展特色产业
1、建设三个现代农业产业园，扶持龙头企业发展壮大，带动农户增收，力争年底
前新增家庭农场五十家，培育合作社示范社二十家。（县农业农村局牵头，县财
政局配合）
2、推广优质粮食品种，推广面积不少于十万亩，开展田间技术培训，每月不少于
2次，确保粮食稳产增产，守住耕地红线不放松。（县农业农村局、各乡镇人民
政府负责）
二、改善人居环境
3、完成一百个村的生活污水治理，建立长效管护机制，明确管护责任，落实管护
经费。（县生态环境局牵头，县水利局、县住建局配合）
"""

NUMBERS_OF_ONE_CHARACTER = """云川市任务清单
㈠ 推进改革
⑴ 精简事项（市编办负责）
⑵ 优化流程（市审批局负责）
㈡ 加强监管
① 抽查（市市场监管局负责）
② 公示（市市场监管局负责）
1) 甲（市司法局负责）
2) 乙（市司法局负责）
"""


def test_a_document_in_one_paragraph() -> None:
    reading = read(ONE_PARAGRAPH)
    assert lines_of(reading) == [
        "二/（一） 推进目录公开 | lead 市统计局 | 2026-03-31 2026-06-30 |",
        "二/（二） 开放数据 | lead_with 市大数据局 + 各县区政府 | 2026-06-30 |",
        "三/（一） 落实经费 | joint 市财政局 |  | owner_in_sentence",
        "三/（二） 加强督查 | joint 市政府办公室 | quarter×1 | owner_in_sentence",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_a_notice_and_labels_in_one_paragraph() -> None:
    reading = read(ONE_PARAGRAPH_WITH_A_NOTICE)
    assert lines_of(reading) == [
        "一/1 推广节水器具 | joint 区水务局、区住建局 | 2026-12-31 |",
        "一/2 改造管网 | lead_with 区水务局 + 区财政局 | 2026-06-30 |",
        "一/3 节水宣传 | joint 区委宣传部 | quarter×1 |",
        "二/1 “各镇要落实责任。” |  |  | no_owner",
        "二/2 “区水务局要加强督促。” | joint 区水务局 |  | owner_in_sentence",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_lines_wrapped_at_one_width_below_an_indent() -> None:
    reading = read(WRAPPED)
    assert lines_of(reading) == [
        "一/（一） 推进事项上网 | lead_with 市行政审批局 + 市大数据局、市人力资源和社会保障局、市住房和城乡建设局 | 2026-06-30 |",  # noqa: E501
        "一/（二） 推进窗口整合 | joint 市行政审批局 | quarter×1 |",
        "二/（三） 建立好差评制度 | joint 各县区政府、市政府各部门 | 5 | event_unstated",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_lines_wrapped_at_one_width_without_indents() -> None:
    reading = read(WRAPPED_FLUSH)
    assert lines_of(reading) == [
        "一/1 “建设三个现代农业产业园，” | lead_with 县农业农村局 + 县财政局 | 2026-12-31 |",
        "一/2 “推广优质粮食品种，推广面” | joint 县农业农村局、各乡镇人民政府 | month×2 |",
        "二/3 “完成一百个村的生活污水治” | lead_with 县生态环境局 + 县水利局、县住建局 |  |",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_numbers_of_one_character() -> None:
    reading = read(NUMBERS_OF_ONE_CHARACTER)
    assert lines_of(reading) == [
        "（一）/（1） “精简事项” | joint 市编办 |  |",
        "（一）/（2） “优化流程” | joint 市审批局 |  |",
        "（二）/① “抽查” | joint 市市场监管局 |  |",
        "（二）/②/1） “甲” | joint 市司法局 |  |",
        "（二）/②/2） “乙” | joint 市司法局 |  |",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_where_a_number_inside_a_line_opens_no_paragraph() -> None:
    reading = read(
        "2026年工作要点\n一、任务\n（一）编制目录。第一、二季度各更新一次，按照（二）、（三）项要求分为：1.基础目录；2.专题目录（市统计局牵头）。\n"
        "（二）开放数据。覆盖率提高3.5%，一、二级单位全部开放（市大数据局牵头）。\n（三）共享数据（市大数据局牵头）。\n"
    )
    assert [item.number for item in reading.items] == ["一/（一）", "一/（二）", "一/（三）"]


def test_a_line_break_lost_here_and_there() -> None:
    reading = read(
        "2026年工作要点\n一、任务（一）编制目录。按月更新。（市统计局牵头）（二）开放数据。分批开放。（市大数据局牵头）\n"
        "（三）共享数据。按需共享。（市大数据局牵头）\n二、保障\n（一）培训。（市委组织部牵头）\n"
    )
    assert [item.number for item in reading.items] == ["一/（一）", "一/（二）", "一/（三）", "二/（一）"]
    assert_places(reading)


def test_lines_wrapped_after_so_many_characters() -> None:
    whole = read(WRAPPED_FLUSH).clean
    text = "\n".join(line[start : start + 28] for line in whole.split("\n") for start in range(0, len(line), 28))
    assert text.count("\n") > whole.count("\n")
    reading = read(text)
    assert reading.clean == whole.rstrip("\n")
    assert_places(reading)


def test_short_lines_of_their_own_are_not_joined() -> None:
    text = "2026年工作要点\n" + "\n".join(
        f"{number}.完成第{number}批改造任务\n责任单位：市统计局" for number in range(1, 9)
    )
    assert len(read(text).items) == 8
    assert read(text).clean == text

"""Documents in which agencies are named in unusual places and ways."""

from tests.workflow.reading.lines import lines_of
from tests.workflow.reading.places import assert_places
from workflow.reading import Reading, read

WATER = """青石县2026年水环境治理工作方案
一、河道清淤
清淤12公里（县水利局牵头，县财政局配合），拆除违建（县自然资源局负责）；建立巡河制度，落实巡河人员（各乡镇人民政府牵头负责），开展执法检查（县生态环境局会同县公安局负责）。
二、水源保护。划定保护区，设置标识。（牵头单位：县生态环境局（水源保护中心）；配合单位：县水利局、有关乡镇〔含街道〕）
三、管网改造。改造管网30公里。（县住建局（县供排水公司）负责实施，县发改局、财政局配合）
四、水质监测。按月监测。（县发改、水利、生态环境等部门按职责分工负责，各乡镇配合）
五、宣传发动。（县委宣传部，县融媒体中心，各乡镇）
六、资金保障。（县财政局牵头；县审计局、县统计局参与；乡镇政府落实）
"""
INDUSTRY = """青石县2026年工业强县行动分工
一、招引项目。县发改局、工信局、商务局分别牵头新能源、装备制造、商贸物流领域招引，各园区管委会配合。
二、培育企业。县工信局会同县科技局、县市场监管局等培育高新技术企业10家。
三、盘活土地。县自然资源局会同有关部门、各园区盘活闲置用地。
四、保障用工。由县人社局、教育局、总工会分别负责岗位征集、校企对接和技能竞赛，县残联等单位协助。
五、强化服务。县政务服务局牵头、县大数据中心技术支持，各相关单位配合。
六、监督考核。由县委县政府督查室会同县委组织部考核，结果报县委常委会。
"""
SPORT = """青石县2026年全民健身工作要点
说明：各项任务配合单位均为县财政局、各乡镇人民政府，不再一一列出；责任单位有两个以上的，排在首位的为牵头单位，下同。
一、建设场地。建设健身步道3条。责任单位：县文旅局、县住建局
二、举办赛事。举办比赛5场。责任单位：县体育总会
三、培训骨干。培训社会体育指导员。责任单位：县文旅局、县教育局等
"""
TRAFFIC = """雲嶺市115年度交通安全改善計畫
一、路口改善。設置行人專用時相。（主辦：交通局；協辦：警察局、工務局）
二、宣導教育。（主辦機關：教育局　協辦機關：衛生局、各區公所）
三、執法。主辦單位：警察局；協辦單位：交通局；配合單位：各區公所
"""
BUSINESS = """云岭市2026年营商环境改革任务
一、企业开办。（市市场监督管理局牵头，市政务服务局、税务局、公积金中心、人行云岭市分行配合）
二、获得电力。（国网云岭供电公司牵头，市发展改革委、市住房城乡建设局、市城管局按职责分工负责，各县（市、区）政府，云岭经开区、高新区管委会落实）
三、获得许可。（市市场监管局、市行政审批局〔政务服务局〕）
四、诉讼服务。（市法院牵头，市检察院、市司法局，各县区参加）
五、注销便利。（规划由市市场监管局牵头，系统由市数据局牵头，市财政局配合）
六、融资。（市金融办牵头，市数据局技术支撑，各银行配合）
"""
DISASTERS = """云岭市2026年防灾减灾工作要点
一、完善预案（市应急局牵头）
（一）修订预案。由市水利局、市自然资源局分别修订防汛、地质灾害预案。
（二）开展演练。（市教育局、市卫健委参加）
（三）储备物资。（市发改委牵头，市财政局配合）
二、监测预警（责任单位：市气象局、市水利局）
（一）加密站点。（配合单位：各县区政府）
三、基层能力（市应急局、市消防救援支队按职责分工负责，各县区政府配合）
（一）建设微站。（市财政局协助）
（二）培训网格员。
四、协同处置（交通管制由市公安局牵头；物资调运由市交通局牵头）
（一）联合值守。（市城管局配合）
"""
MEETING = """云岭市2026年重点工作推进会部署事项
1.加快项目开工（责任领导：张某；责任单位：市发改委；责任人：李某）
2.推进征拆。牵头领导：王某，牵头单位：市住建局，责任单位：东湖区政府，配合单位：市自然资源局、市法院，完成时限：6月底。
3.化解信访。包案单位：市信访局；协办单位：市司法局。
4.保供稳价。主管单位：市商务局；承办单位：市粮食集团；监督单位：市市场监管局。
5.综治。主责：市委政法委；协同：市公安局、司法局。
"""
WASTE = """云岭区2026年垃圾分类实施方案
一、设施建设。改造投放点200处，由区城管局牵头，会同区住建局、各街道办事处落实。（责任单位：区城管局）
二、示范创建。由各街道办事处负责创建示范小区。（责任单位：区住建局）
三、教育宣传。由区委宣传部牵头。（牵头单位：区城市管理局；配合单位：区教育局）
四、回收体系。建设回收站点，具体由区商务局负责。（责任单位：区供销社）
五、监督执法。区综合行政执法局负责执法检查，区城管局负责日常监管。（责任单位：区城管局）
六、资金。由区财政局负责拨付。（区城管局配合）
"""


def _read(text: str) -> Reading:
    reading = read(text)
    assert reading.coverage.unexplained == ()
    assert_places(reading)
    return reading


def test_brackets_for_each_part_brackets_in_brackets_and_stems_of_names() -> None:
    assert lines_of(_read(WATER)) == [
        "一 河道清淤 | lead_with 县水利局 + 县财政局; joint 县自然资源局; lead 各乡镇人民政府; lead_with 县生态环境局 + 县公安局 |  |",  # noqa: E501
        "二 水源保护 | lead_with 县生态环境局（水源保护中心） + 县水利局、有关乡镇〔含街道〕 |  | open_collective",
        "三 管网改造 | lead_with 县住建局（县供排水公司） + 县发改局、财政局 |  |",
        "四 水质监测 | joint 县发改、水利、生态环境、各乡镇 等 | month×1 | unread_party open_list",
        "五 “宣传发动。” | joint 县委宣传部、县融媒体中心、各乡镇 |  | mode_unstated",
        "六 “资金保障。” | lead_with 县财政局 + 乡镇政府、县审计局、县统计局 |  |",
    ]


def test_each_bracket_covers_its_part() -> None:
    reading = _read(WATER)
    assert [reading.clean[slice(*a.covers)] for a in reading.items[0].assignments] == [
        "清淤12公里",
        "拆除违建",
        "建立巡河制度，落实巡河人员",
        "开展执法检查",
    ]


def test_sentences_with_parts_for_each_with_others_and_with_technical_help() -> None:
    reading = _read(INDUSTRY)
    assert lines_of(reading) == [
        "一 招引项目 | lead_each 县发改局、工信局、商务局 + 各园区管委会 |  | owner_in_sentence",
        "二 培育企业 | lead_with 县工信局 + 县科技局、县市场监管局 等 |  | owner_in_sentence open_list",
        "三 盘活土地 | lead_with 县自然资源局 + 有关部门、各园区 |  | owner_in_sentence open_collective",
        "四 保障用工 | joint 县人社局、教育局、总工会、县残联 等 |  | owner_in_sentence open_list",
        "五 强化服务 | lead_with 县政务服务局 + 县大数据中心、各相关单位 |  | owner_in_sentence open_collective",
        "六 监督考核 | lead_with 县委县政府督查室 + 县委组织部 |  | owner_in_sentence",
    ]
    assert ("two_names", ("工信局", "县工信局")) in [(d.kind, d.candidates) for d in reading.doubts]


def test_helpers_and_the_order_of_names_said_once_in_one_remark() -> None:
    reading = _read(SPORT)
    assert lines_of(reading) == [
        "一 建设场地 | lead_with 县文旅局 + 县住建局、县财政局、各乡镇人民政府 |  |",
        "二 举办赛事 | lead_with 县体育总会 + 县财政局、各乡镇人民政府 |  |",
        "三 培训骨干 | lead_with 县文旅局 + 县教育局、县财政局、各乡镇人民政府 等 |  | open_list",
    ]
    assert [a.helpers for item in reading.items for a in item.assignments] == [("县财政局", "各乡镇人民政府")] * 3


def test_traditional_characters() -> None:
    assert lines_of(_read(TRAFFIC)) == [
        "一 路口改善 | lead_with 交通局 + 警察局、工务局 |  |",
        "二 “宣导教育。” | lead_with 教育局 + 卫生局、各区公所 |  |",
        "三 “执法” | lead_with 警察局 + 交通局、各区公所 |  |",
    ]


def test_shared_prefixes_companies_that_lead_and_leads_of_parts() -> None:
    reading = _read(BUSINESS)
    assert lines_of(reading) == [
        "一 “企业开办。” | lead_with 市市场监督管理局 + 市政务服务局、税务局、公积金中心、人行云岭市分行 |  |",
        "二 “获得电力。” | lead_with 国网云岭供电公司 + 市发展改革委、市住房城乡建设局、市城管局、各县（市、区）政府、云岭经开区、高新区管委会 |  |",  # noqa: E501
        "三 “获得许可。” | joint 市市场监管局、市行政审批局〔政务服务局〕 |  | mode_unstated",
        "四 “诉讼服务。” | lead_with 市法院 + 市检察院、市司法局、各县区 |  |",
        "五 “注销便利。” | lead_each 市市场监管局、市数据局 + 市财政局 |  |",
        "六 “融资。” | lead_with 市金融办 + 市数据局、各银行 |  |",
    ]
    assert [a.helpers for a in reading.items[1].assignments] == [()]
    assert [a.helpers for a in reading.items[5].assignments] == [("市数据局", "各银行")]
    assert ("two_names", ("市市场监督管理局", "市市场监管局")) in [(d.kind, d.candidates) for d in reading.doubts]


def test_sections_that_lead_and_parts_that_name_helpers() -> None:
    reading = _read(DISASTERS)
    assert lines_of(reading) == [
        "一/（一） 修订预案 | lead 市应急局 |  | inherited_owner two_owners",
        "一/（二） “开展演练。” | lead_with 市应急局 + 市教育局、市卫健委 |  | inherited_owner",
        "一/（三） “储备物资。” | lead_with 市发改委 + 市财政局 |  |",
        "二/（一） “加密站点。” | lead_with 市气象局、市水利局 + 各县区政府 |  | inherited_owner",
        "三/（一） “建设微站。” | joint 市应急局、市消防救援支队、各县区政府、市财政局 |  | inherited_owner",
        "三/（二） “培训网格员。” | joint 市应急局、市消防救援支队、各县区政府 |  | inherited_owner",
        "四/（一） “联合值守。” | joint 市城管局 |  | no_owner",
    ]
    assert reading.items[0].doubts[1].candidates == ("市应急局", "市水利局、市自然资源局")
    assert reading.items[-1].doubts[0].candidates == ("市公安局", "市交通局")


def test_labels_of_leaders_of_cases_and_of_those_who_look_on() -> None:
    reading = _read(MEETING)
    assert reading.header.title == "云岭市2026年重点工作推进会部署事项"
    assert lines_of(reading) == [
        "1 “加快项目开工” | joint 市发改委 |  |",
        "2 “推进征拆” | lead_with 市住建局 + 东湖区政府、市自然资源局、市法院 | 2026-06-30 |",
        "3 “化解信访” | lead_with 市信访局 + 市司法局 |  |",
        "4 “保供稳价” | joint 市商务局、市粮食集团 |  |",
        "5 “综治” | lead_with 市委政法委 + 市公安局、司法局 |  |",
    ]
    assert [a.helpers for a in reading.items[1].assignments] == [("市自然资源局", "市法院")]


def test_sentences_beside_labels() -> None:
    assert lines_of(_read(WASTE)) == [
        "一 设施建设 | lead_with 区城管局 + 区住建局、各街道办事处 |  | owner_in_sentence",
        "二 示范创建 | joint 区住建局 |  | two_owners",
        "三 教育宣传 | lead_with 区城市管理局 + 区教育局 |  | two_owners",
        "四 回收体系 | joint 区供销社 |  | two_owners",
        "五 监督执法 | joint 区城管局; joint 区综合行政执法局 |  | owner_in_sentence",
        "六 资金 | lead_with 区财政局 + 区城管局 |  | owner_in_sentence",
    ]

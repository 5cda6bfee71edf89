"""Documents of further offices, each as a clerk would read it, and papers that are no plan."""

import pytest

from tests.workflow.reading.clerks import DOCUMENTS, NO_PLANS
from tests.workflow.reading.lines import lines_of
from tests.workflow.reading.places import assert_places
from workflow.reading import read
from workflow.reading.loading import load

# Title, issuer, number and day; then a line an item.
EXPECTED: dict[str, tuple[tuple[str | None, str | None, str | None, str | None], list[str]]] = {
    "商业.txt": (
        ("白鹿原县人民政府关于加快县域商业体系建设的实施意见", "白鹿原县人民政府", "白政发〔2027〕3号", "2027-03-10"),
        [
            "一/1 改造县城综合商贸中心 | lead_with 县商务局 + 县自然资源局、县住建局 | 2027-12-31 |",
            "一/2 建设乡镇商贸中心 | joint 县商务局、各乡镇人民政府 |  |",
            "一/3 “改造村级便民商店（县商务” | lead_with 县商务局 + 县供销社、各乡镇人民政府 |  |",
            "二/4 “建设县级物流配送中心，推” | lead_with 县交通局（县邮政业发展中心） + 县商务局; joint 县邮政公司; joint 县农业农村局 |  |",  # noqa: E501
            "二/5 培育新业态 | lead_with 县商务局 + 团县委、县妇联 | year×4 |",
            "三/6 “加强价格监测，及时发布信” | lead 县市场监管局 |  | inherited_owner",
            "三/7 “畅通投诉渠道，方便群众维” | lead 县市场监管局 |  | inherited_owner",
            "末段 “以上工作由县商务局汇总，” | joint 县商务局 | year×2 | owner_in_sentence period_reading",
        ],
    ),
    "营商.txt": (
        ("岱岭区优化营商环境2027年行动计划（征求意见稿）", None, None, None),
        [
            "一/1 推行开办企业“一件事” | lead_with 区行政审批服务局 + 区市场监管局、区公安分局、区税务局 | 2027-05-31 |",  # noqa: E501
            "一/2 推行“证照联办” | lead_with 区行政审批服务局 + 区市场监管局、区消防救援大队 | 2027-08-31 |",
            "一/3 规范中介服务 | joint 区行政审批服务局、区发展改革局 | 2027-09-30 |",
            "二/4 优化用地供应 | joint 区自然资源局 | 2027-12-31 |",
            "二/5 降低融资成本 | lead_with 区金融服务中心 + 区工业和信息化局、人民银行岱岭支行 等 | quarter×1 | open_list",  # noqa: E501
        ],
    ),
    "精细化.txt": (
        ("槐荫湖区2027年城市精细化管理任务清单", None, None, None),
        [
            "一/1 占道经营整治 | lead_with 区城管局 + 各街道 | 2027-04-30 |",
            "一/2 户外广告整治 | lead_with 区城管局 + 区市场监管局 | 2027-05-31 |",
            "一/3 “清理“僵尸车”” | joint 各街道 | 2027-06-30 | cell_column",
            "二/4 背街小巷改造 | lead_with 区住建局 + 区城管局、各街道 | 2027-10-31 |",
            "二/5 增花添绿 | lead 区园林中心 | 2027-11-30 | cell_column",
        ],
    ),
    "试点.txt": (
        ("关于印发《河桥区基层政务服务标准化试点工作方案》的通知", "河桥区政务服务管理局", None, "2027-04-08"),
        [
            "二/（一） 综合试点单位 | joint 柳林镇人民政府、北河街道办事处 |  | unit_list",
            "二/（二） 专项试点单位 | joint 区民政局、区医疗保障局 |  | unit_list",
            "三/（一） 启动阶段（2027年4月—5月） | joint 各试点单位 | 2027-05-15 | owner_in_sentence open_collective",
            "三/（二） 总结阶段（11月—12月） | lead 区政务服务管理局 | 2027-12-10 | owner_in_sentence",
        ],
    ),
    "函.txt": (
        (
            "检送「岚海市116年度社区照顾关怀据点工作计划」1份，请查照办理",
            "岚海市政府",
            "岚海社字第1160012345号",
            "2027-03-02",
        ),
        [
            "二 “请各区公所于116年4月” | joint 各区公所 | 2027-04-30 | owner_in_sentence",
            "三 “由卫生局负责办理志工健康” | lead_with 卫生局 + 教育局 | year×12 | owner_in_sentence",
        ],
    ),
    "高齡.html": (
        ("岚海市推动高龄友善城市行动计划", "岚海市政府社会局", None, "2027-01-15"),
        [
            "参/一 “改善人行道20公里，增设” | lead_with 工务局 + 都市发展局、各区公所 | 2027-12-31 |",
            "参/二 “办理公园绿地无障碍检测” | lead 工务局、卫生局 | year×1 |",
            "参/三 “增设长青学苑15班” | lead_with 社会局 + 教育局、各区公所 | 2027-09-30 |",
        ],
    ),
    "分工表.htm": (
        ("苍梧岭区2027年数字政府建设任务分工表", None, None, None),
        [
            "1 一网通办 | lead_with 区政务服务局 + 区大数据中心、区公安分局 | 2027-06-30 |",
            "2 一网通办 | lead_with 区大数据中心 + 区政务服务局 | 2027-09-30 |",
            "3 一网统管 | lead_with 区城市运行管理中心 + 各街道 | 2027-12-31 |",
            "4 数据共享 | lead_with 区城市运行管理中心 + 区直各部门 | 2027-12-31 |",
        ],
    ),
    "网页.html": (
        ("碧湖市2028年乡村振兴重点工作安排", "碧湖市人民政府办公室", None, "2028-02-26"),
        [
            "一 守牢粮食安全底线 | lead_with 市农业农村局 + 各县（市、区）政府 | 2028-06-20 |",
            "二 发展乡村旅游 | lead 市文化和旅游局 | 2028-10-31 |",
        ],
    ),
    "打印.txt": (
        ("碧湖市2028年乡村振兴重点工作安排", "碧湖市人民政府办公室", None, "2028-02-26"),
        [
            "一 守牢粮食安全底线 | lead 市农业农村局 | 2028-06-20 |",
            "二 发展乡村旅游 | lead 市文化和旅游局 | 2028-10-31 |",
        ],
    ),
    "防火.md": (
        ("翠屏乡2027年秋季护林防火工作安排", "翠屏乡人民政府", None, "2027-09-01"),
        [
            "段1 “宣传教育：9月20日前发” | lead_with 乡文化站 + 各村委会 | 2027-09-20 | unnumbered",
            "段2 “隐患排查：10月1日前排” | lead_with 乡林业站 + 各村委会、乡派出所 | 2027-10-01 | unnumbered",
            "段3 “值班值守：防火期内实行2” | joint 乡应急办 |  | unnumbered",
        ],
    ),
    "信访.txt": (
        ("玉带河区2027年信访积案化解攻坚任务表", None, None, None),
        [
            "1 绿苑小区办证问题 | joint 区住建局、区自然资源分局 | 2027-04-30 | mode_unstated",
            "2 北塘村土地补偿款问题 | joint 北塘街道办事处 | 2027-05-31 |",
            "3 红星厂职工社保问题 | joint 区人社局 | 2027-06-30 |",
        ],
    ),
    "digital.html": (
        ("Harbour County Digital Services Action Plan 2027", "Harbour County Government Office", None, "2027-01-12"),
        [
            "1/1 One counter for all permits | lead_with Administrative Approval Bureau + Finance Bureau、Justice Bureau | 2027-06-30 |",  # noqa: E501
            "1/2 One counter for all permits | lead_with Administrative Approval Bureau + All township governments | 2027-12-31 |",  # noqa: E501
            "2 Open data | lead Big Data Office | 2027-10-15 |",
        ],
    ),
    "备汛.docx": (
        ("关于印发沙洲市2027年防汛备汛工作清单的通知", "沙洲市水利局", "沙水发〔2027〕15号", "2027-03-01"),
        [
            "一/1 排查水库隐患 | lead_with 水库科 + 市水库管理中心 | 2027-03-20 |",
            "一/2 排查堤防险段 | joint 河道科 | 2027-03-31 |",
            "二/3 修订预案 | joint 防御科 | 2027-04-15 2027-04-30 |",
        ],
    ),
    "项目.xlsx": (
        ("青屿县2027年重点项目推进计划表", "青屿县发展和改革局", None, None),
        [
            "1 冷链物流园 | lead_with 县商务局 + 县自然资源局、县交通运输局 | 2027-11-30 |",
            "3 标准厂房 | lead 县工业和信息化局 | 2028-06-30 | numbering_gap",
        ],
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_read_as_a_clerk_expects(name: str) -> None:
    reading = read(load(DOCUMENTS[name], name), filename=name)
    header = reading.header
    issued_on = header.issued_on.isoformat() if header.issued_on else None
    assert ((header.title, header.issuer, header.document_number, issued_on), lines_of(reading)) == EXPECTED[name]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


@pytest.mark.parametrize("name", NO_PLANS)
def test_nothing_is_made_up_from_what_is_no_plan(name: str) -> None:
    reading = read(load(NO_PLANS[name], name), filename=name)
    assert reading.items == ()
    assert reading.rules == ()
    assert reading.coverage.unexplained


def test_who_a_letter_of_taiwan_is_addressed_to() -> None:
    reading = read(load(DOCUMENTS["函.txt"], "函.txt"))
    assert reading.header.addressees == ("各区公所",)


def test_a_time_in_front_of_further_lines_is_no_heading() -> None:
    reading = read(
        "望川县2027年河道治理工作方案\n1.清淤：6月底前清淤5公里（县水利局牵头）。\n编制方案。\n2.绿化。栽树。\n"
    )
    assert lines_of(reading)[0] == "1 清淤 | lead 县水利局 | 2027-06-30 |"


def test_a_remark_that_asks_for_something_is_not_passed_over() -> None:
    rows = "序号|工作任务|责任单位|完成时限\n1|建平台|县数据局|6月底\n2|办培训|县人社局|9月底\n"
    title = "望川县2027年数据工作任务表\n"
    asks = read(load(f"{title}{rows}注：各单位要于每月5日前报送进展。\n".encode(), "表.txt"))
    assert "注：各单位要于每月5日前报送进展。" not in {
        asks.clean[slice(*one.at)] for one in asks.coverage.sentences if one.read_as == "table"
    }
    tells = read(load(f"{title}{rows}注：平台按合同约定验收。\n".encode(), "表.txt"))
    assert tells.coverage.unexplained == ()


def test_a_task_that_begins_like_a_reason_stays_a_task() -> None:
    letter = "望川縣政府 函\n主旨：辦理公園管理事宜，請查照。\n說明：\n一、依法查處違反規定。\n二、依申請事項逐件辦理。\n三、依本縣第3次縣務會議決議辦理。\n四、由工務局負責巡查。\n"  # noqa: E501
    assert [item.number for item in read(letter).items] == ["一", "二", "四"]

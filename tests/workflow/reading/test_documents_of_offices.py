"""Documents of every layout as a new user hands them in: what a clerk would expect of each."""

import pytest

from tests.workflow.reading.lines import lines_of
from tests.workflow.reading.offices import DOCUMENTS
from tests.workflow.reading.places import assert_places
from workflow.reading import Reading, read
from workflow.reading.loading import load

# Title, issuer, number and day; then a line an item.
EXPECTED: dict[str, tuple[tuple[str | None, str | None, str | None, str | None], list[str]]] = {
    "重点任务.txt": (
        (
            "槐荫州人民政府办公室关于印发槐荫州2027年“高效办成一件事”重点任务的通知",
            "槐荫州人民政府办公室",
            "槐政办发〔2027〕9号",
            "2027-02-18",
        ),
        [
            "一/（一） 规范大厅设置 | lead_with 州政务服务和数据局（州营商环境局） + 州住房城乡建设局、市场监管局、各县市人民政府 | 2027-05-31 3 | event_unstated",  # noqa: E501
            "一/（二） 梳理事项清单 | lead_with 州政务和数据局 + 州直有关部门 | 5 year×2 | open_collective period_reading",  # noqa: E501
            "一/（三） 延伸基层服务 | lead_with 各县市人民政府 + 州民政局、州乡村振兴局 | 2027-12-31 |",
            "二/（一） 升级平台 | joint 州大数据中心、中国移动槐荫分公司; joint 各数据源单位 | 2027-09-30 2027-12-31 2027-07-31 |",  # noqa: E501
            "二/（二） 完善电子证照 | lead_each 州公安局、州市场监管局、州人社局 等 |  | open_list",
            "三 强化保障 | lead_with 州政府督查室 + 州政务服务和数据局; joint 各县市、州直各部门 | 2027-03-15 quarter×1 month×1 | owner_in_sentence",  # noqa: E501
        ],
    ),
    "老旧小区.txt": (
        ("白桦区2026年老旧小区改造提升工作要点", "白桦区城市更新工作领导小组办公室", None, "2026-03-12"),
        [
            "一 完成改造任务 | lead_with 区住建局 + 区住房和城乡建设局、区财政局、各街道办事处 | 2026-06-30 2026-10-31 |",  # noqa: E501
            "二 完善配套设施 | lead_with 区发展改革局 + 区民政局、国网白桦供电公司 | 2026-11-15 |",
            "三 加强资金监管 | joint 区财政局、区审计局 | month×1 |",
            "四 健全长效机制 | joint 各街道办事处 |  |",
        ],
    ),
    "節能.txt": (
        ("云河县政府115年度节能减碳推动计划", None, None, None),
        [
            "参/一 汰换老旧照明设备 | lead_with 工务处 + 各乡镇市公所 | 2026-06-30 30 |",
            "参/二 办理节能稽查 | lead_with 环境保护局 + 经济发展处、消防局 | month×1 quarter×1 |",
            "参/三 推广绿色采购 | lead 财政处 | 2027-01-15 |",
            "参/四 宣导教育 | lead_with 教育处 + 各级学校 | year×12 |",
            "肆 管考 | joint 研究发展考核处; joint 各主办机关 | quarter×1 | owner_in_sentence",
        ],
    ),
    "三资.txt": (
        ("松溪县农村集体“三资”清理整治专项行动方案", "松溪县人民政府办公室", None, "2026-02-26"),
        [
            "二/（一） 清理合同 | lead_with 县农业农村局 + 县司法局、县自然资源局、县财政局、县审计局 |  |",
            "二/（二） 盘活资产 | lead_with 县农业农村局 + 各乡镇人民政府、县财政局、县审计局 |  | period_reading",
            "二/（三） 追缴欠款 | lead_with 县农业农村局 + 县公安局、县人民法院、县财政局、县审计局 | 2 |",
            "三/（一） 动员部署阶段（2026年3月15日前） |  | 2026-03-15 | no_owner",
            "三/（二） 清理核查阶段（3月16日至7月31日） |  | 2026-07-31 week×1 | no_owner",
            "三/（三） 整改提升阶段（8月至11月） |  | 2026-11-30 | no_owner",
            "四 试点单位 | joint 城关镇、柳林乡、石桥乡; joint 沙河镇、红岩乡 |  | unit_list unit_list",
            "五 工作要求 | joint 各乡镇; joint 县农业农村局 | year×24 | owner_in_sentence period_reading",
        ],
    ),
    "page.html": (
        ("关于印发2026年江口市食品安全重点工作安排的通知", "江口市食品安全委员会", "江食安委〔2026〕4号", "2026-03-30"),
        [
            "一/1 校园食品安全守护 | joint 市教育局、市市场监管局 |  |",
            "一/2 农产品质量监管 | lead_with 市农业农村局 + 市市场监管局、市林业局 | 24 |",
            "一/3 打击“两超一非” | lead_with 市公安局 + 市农业农村局、市市场监管局、江口海关 |  |",
            "二/4 落实包保责任 | joint 各县（市、区）党委和政府、市食安办 | quarter×1 year×2 | mode_unstated",
            "二/5 修订应急预案 | lead_with 市应急管理局 + 市卫生健康委、市市场监管局 | 2026-10-31 2026-11-30 |",
        ],
    ),
    "水环境.xlsx": (
        ("青岩市2026年水环境治理任务清单", None, None, None),
        [
            "一/1 “新建污水管网35公里” | lead_with 市住建局 + 市财政局、各区政府 | 2026-10-31 |",
            "一/2 “排查入河排口，建立一口一” | lead_with 市生态环境局 + 市水务局 | 2026-03-31 |",
            "一/3 “整治“散乱污”企业” | lead_with 市工信局、市生态环境局 + 各区政府 |  |",
            "二/4 “完成清河、沙河清淤” | lead 市水务局 | 2026-06-30 |",
            "二/5 “每月开展水质监测并公布” | lead_with 市生态环境局 + 市卫健委 | month×1 |",
            "二/6 “建设湿地公园2处” | joint 市园林局 | 2026-12-31 | cell_missing",
        ],
    ),
    "三夏.docx": (
        ("关于做好全区2026年度“三夏”农机安全生产工作的通知", "青陵区安全生产委员会办公室", None, "2026-05-06"),
        [
            "1 突出排查整治 | lead 区农业农村局; joint 区公安分局 | 2026-05-20 | owner_in_sentence",
            "2 做好机具调度 | joint 各镇; joint 农机合作社 | 2026-05-10 | owner_in_sentence period_reading",
            "3 强化应急值守 |  | 1 | no_owner",
        ],
    ),
    "climate.txt": (
        ("Climate Adaptation Programme 2027", "Harbour County Council", None, None),
        [
            "2.1 Flood maps | lead_with Water Authority + Land Registry | 2027-05-31 | owner_in_sentence",
            "2.2 Drains | joint Each district council | 15 year×2 | owner_in_sentence",
            "2.3 Early warning | lead_with Civil Protection Agency + Police Service、Fire Brigade | quarter×1 | owner_in_sentence",  # noqa: E501
            "2.4 Schools | joint Education Department | 2027-08-31 | owner_in_sentence date_reading",
            "3 Reporting | joint Council Secretariat | year×1 | owner_in_sentence",
        ],
    ),
    "防汛.txt": (
        ("云岭镇2026年防汛抗旱工作安排", "云岭镇人民政府", None, "2026-03-09"),
        [
            "段1 “今年我镇防汛形势严峻，各” | joint 各村（社区）、镇直各单位 |  | unnumbered owner_in_sentence",
            "段2 “一是压实责任。各村党支部” |  | 2026-04-30 | unnumbered no_owner",
            "段3 “二是备足物资。镇应急办负” | joint 镇应急办; joint 镇财政所 | 2026-05-15 | unnumbered owner_in_sentence",  # noqa: E501
            "段4 “三是加强演练。每个村在主” | joint 每个村 | year×1 | unnumbered owner_in_sentence period_inherited",
            "段5 “镇水利站要每天巡查水库，” | joint 镇水利站; joint 镇防汛办 | 1 week×1 | unnumbered owner_in_sentence date_reading period_reading",  # noqa: E501
        ],
    ),
    "民生实事.txt": (
        ("梧桐市2026年民生实事项目责任分解表", None, None, None),
        [
            "1 便民就餐 | lead_with 市民政局 + 各区政府 | 2026-10-31 |",
            "2 口袋公园 | lead_with 市园林局 + 市自然资源局、各区政府 | 2026-11-30 |",
            "3 职业培训 | lead 市人社局 | 2026-12-31 | cell_column",
            "4 校园操场 | joint 市教育局、市财政局、各区政府 | 2026-08-31 | cell_column",
        ],
    ),
}


def reading_of(name: str) -> Reading:
    return read(load(DOCUMENTS[name], name), filename=name)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_read_as_a_clerk_expects(name: str) -> None:
    reading = reading_of(name)
    header = reading.header
    issued_on = header.issued_on.isoformat() if header.issued_on else None
    assert ((header.title, header.issuer, header.document_number, issued_on), lines_of(reading)) == EXPECTED[name]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def duties(name: str) -> list[tuple[str, str, int, str | None, str | None]]:
    return [
        (item.number, duty.period, duty.min_count, duty.who, duty.by)
        for item in reading_of(name).items
        for duty in item.recurrences
    ]


def test_who_has_a_returning_duty_and_by_which_day() -> None:
    assert duties("重点任务.txt")[-1] == ("三", "month", 1, "各县市、州直各部门", "25")
    assert duties("節能.txt")[-1] == ("肆", "quarter", 1, "各主办机关", "+1-10")
    assert duties("三资.txt") == [("三/（二）", "week", 1, "乡镇", None), ("五", "year", 24, "县农业农村局", None)]
    assert duties("水环境.xlsx") == [("二/5", "month", 1, "市生态环境局", "10")]
    assert duties("climate.txt")[-1] == ("3", "year", 1, "Council Secretariat", "01-end")
    assert duties("防汛.txt") == [("段4", "year", 1, "每个村", None), ("段5", "week", 1, "镇防汛办", None)]


def test_what_a_site_prints_around_a_document_is_no_part_of_it() -> None:
    reading = reading_of("page.html")
    assert "江口市人民政府办公室" not in {name for item in reading.items for a in item.assignments for name in a.lead}
    assert reading.header.published_on is not None
    assert reading.header.cites == ()

"""Brackets at the end of a paragraph, several in one, on sections and on their parts, of every shape."""

from tests.workflow.reading.lines import lines_of
from tests.workflow.reading.places import assert_places
from workflow.reading import read

CARE_FOR_THE_OLD = """云川市2026年养老服务工作要点

一、完善设施
（一）建设社区食堂。年内建成社区食堂12个，覆盖全部街道（市民政局牵头，市财政局配合）；改造老旧活动室30处，（市住房和城乡建设局、各县区政府负责）；开展适老化评估（市卫生健康委会同市残联落实）。
（二）培训护理人员。【责任单位：市人力资源和社会保障局、市卫生健康委】
（三）推广智慧养老。6月底前开通服务热线。[牵头单位：市大数据局；配合单位：市民政局、云川广电集团；完成时限：2026年6月底前]
二、加强监管（市市场监管局牵头，市消防救援支队、市公安局配合）
（一）检查养老机构。每季度检查不少于1次。
（二）公开收费标准。各机构公示收费项目。（市发展和改革委员会负责）
三、强化保障
统筹安排资金，确保足额到位。（市财政局负责）
（一）保障用地。单列供地指标（责任单位：市自然资源局、林业局）。
（二）保障用电。执行居民电价。（国网云川供电公司；完成时限：长期坚持）
"""

VILLAGES = """临湖区农村人居环境整治方案
1.清理河道
组织清理。〔牵头单位：区水务局〕
2.改厕
（1）新建公厕20座。（区A局、B局）
（2）验收。（牵头单位：区卫健局；配合单位：各镇人民政府；完成时限：9月底前）
3.绿化。栽植树木（责任单位：区住建局（区人防办）、区园林绿化中心）
4.考核。（责任单位：区委办公室、区政府办公室
"""

GRAIN = """云川市粮食安全工作要点
一、守牢耕地红线（市自然资源和规划局、市农业农村局牵头；各县区政府负责落实）
严格耕地用途管制，开展“大棚房”清理。
二、稳定粮食产量
(一)落实补贴政策，6月底前发放到位。(市财政局)
(二)推广良种。(市农业农村局；市农科院)
(三)抓好病虫害防治，由市农业农村局牵头，县区政府、市气象局参与，供销社配合。
三、加强储备管理。优化储备布局（市发展改革委〔市粮食和储备局〕牵头，中储粮云川直属库等单位配合）。
"""

SIDE_BY_SIDE = """青禾市2026年优化审批工作要点
一、重点任务
1.推进审计整改，每月通报进展（市财政局牵头，市审计局配合）（各县区政府负责）
2.优化服务（市财政局、市审计局）（各县区政府）。
3.清理证明（市司法局）（年底前完成）
4.开展整治（市城管局牵头）（市公安局、市交通局配合）
5.办好事项（试行）（市民政局）
6.一是推进联合检查（市司法局牵头）；二是建立信用档案（市发改委负责）；三是按季度公示结果（市市场监管局牵头，各县区政府配合）。
"""


def test_brackets_side_by_side_all_count() -> None:
    reading = read(SIDE_BY_SIDE)
    assert lines_of(reading) == [
        "一/1 “推进审计整改，每月通报进” | lead_with 市财政局 + 市审计局; joint 各县区政府 | month×1 |",
        "一/2 “优化服务” | joint 市财政局、市审计局; joint 各县区政府 |  | mode_unstated mode_unstated",
        "一/3 “清理证明” | joint 市司法局 | 2026-12-31 | mode_unstated",
        "一/4 “开展整治” | lead_with 市城管局 + 市公安局、市交通局 |  |",
        "一/5 “办好事项（试行）” | joint 市民政局 |  | mode_unstated",
        "一/6 “一是推进联合检查（市司法” | lead 市司法局; joint 市发改委; lead_with 市市场监管局 + 各县区政府 | quarter×1 |",  # noqa: E501
    ]
    assert [item.text for item in reading.items[:4]] == [
        "推进审计整改，每月通报进展",
        "优化服务",
        "清理证明",
        "开展整治",
    ]
    first = reading.items[0]
    assert [a.covers for a in first.assignments] == [first.text_at] * 2
    assert [duty.who for item in (first, reading.items[5]) for duty in item.recurrences] == ["市财政局", "市市场监管局"]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_several_brackets_in_one_item_and_brackets_on_sections() -> None:
    reading = read(CARE_FOR_THE_OLD)
    assert lines_of(reading) == [
        "一/（一） 建设社区食堂 | lead_with 市民政局 + 市财政局; joint 市住房和城乡建设局、各县区政府; lead_with 市卫生健康委 + 市残联 | 2026-12-31 |",  # noqa: E501
        "一/（二） “培训护理人员” | joint 市人力资源和社会保障局、市卫生健康委 |  |",
        "一/（三） 推广智慧养老 | lead_with 市大数据局 + 市民政局、云川广电集团 | 2026-06-30 |",
        "二/（一） 检查养老机构 | lead_with 市市场监管局 + 市消防救援支队、市公安局 | quarter×1 | inherited_owner",
        "二/（二） 公开收费标准 | joint 市发展和改革委员会 |  |",
        "三 强化保障 | joint 市财政局 |  |",
        "三/（一） 保障用地 | joint 市自然资源局、林业局 |  |",
        "三/（二） 保障用电 | joint 国网云川供电公司 |  | mode_unstated",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_brackets_of_every_shape_and_one_that_is_not_closed() -> None:
    reading = read(VILLAGES)
    assert lines_of(reading) == [
        "1 清理河道 | lead 区水务局 |  |",
        "2/（1） “新建公厕20座。” | joint 区A局、B局 |  | mode_unstated",
        "2/（2） “验收。” | lead_with 区卫健局 + 各镇人民政府 | by_period_end | year_unstated",
        "3 绿化 | joint 区住建局（区人防办）、区园林绿化中心 |  |",
        "4 “考核。” | joint 区委办公室、区政府办公室 |  | bracket_open",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)


def test_brackets_below_a_heading_and_in_brackets() -> None:
    reading = read(GRAIN)
    assert lines_of(reading) == [
        "一 守牢耕地红线 | lead_with 市自然资源和规划局、市农业农村局 + 各县区政府 |  |",
        "二/（一） “落实补贴政策，6月底前发” | joint 市财政局 | by_period_end | mode_unstated year_unstated",
        "二/（二） “推广良种。” | joint 市农业农村局、市农科院 |  | mode_unstated",
        "二/（三） “抓好病虫害防治，由市农业” | lead_with 市农业农村局 + 县区政府、市气象局、供销社 |  | owner_in_sentence",  # noqa: E501
        "三 加强储备管理 | lead_with 市发展改革委〔市粮食和储备局〕 + 中储粮云川直属库 等 |  | open_list",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)

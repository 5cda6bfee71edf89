"""Who a sentence tells to act, one sentence at a time."""

import pytest

from tests.workflow.reading.lines import who
from workflow.reading.told import find_told

SENTENCES = {
    "由市教育局牵头、市财政局配合。": ["lead_with 市教育局 + 市财政局"],
    "由市民政局牵头，会同市卫生健康委、市残联于6月底前完成筛查。": ["lead_with 市民政局 + 市卫生健康委、市残联"],
    "市应急局会同市消防救援支队制定标准；各县区政府全面排查。": [
        "lead_with 市应急局 + 市消防救援支队",
        "joint 各县区政府",
    ],
    "市教育局牵头，各县区政府负责落实。": ["lead_with 市教育局 + 各县区政府"],
    "县卫健局牵头组织施工，县住建局负责技术指导。": ["lead 县卫健局", "joint 县住建局"],
    "6月底前，市教育局、市财政局分别牵头制定细则。": ["lead_each 市教育局、市财政局"],
    "2026年7月底前市水务局要完成验收。": ["joint 市水务局"],
    "对拒不整改的，由市应急管理局依法处罚。": ["joint 市应急管理局"],
    "区教委，区民政局，区司法局等与民生密切相关的部门每年应开放1次。": ["joint 区教委、区民政局、区司法局 等"],
    "承担试点任务的单位要制定方案。": ["joint 承担试点任务的单位"],
    "各级政府、各部门主要负责同志要亲自抓。": ["joint 各级政府、各部门"],
    "县委组织部、县委宣传部将督导结果通报全县。": ["joint 县委组织部、县委宣传部"],
    "请市公安局、市司法局依法查处。": ["joint 市公安局、市司法局"],
    "各街道要上报。各街道要整改。": ["joint 各街道"],
    "市融媒体中心、各县区委宣传部具体承担宣传工作。": ["joint 市融媒体中心、各县区委宣传部"],
    "逾期未反馈的由市政府督查室通报。": ["joint 市政府督查室"],
    "市卫生健康委要发挥牵头作用。": ["lead 市卫生健康委"],
    "市督查处负责检查。": ["joint 市督查处"],
    "县财政局3月15日前拨付资金，县审计局跟踪审计。": ["joint 县财政局", "joint 县审计局"],
    "备注：1. 各主办单位每月5日前报进度。": ["joint 各主办单位"],
    "建立由市财政局牵头的协调机制。": ["lead 市财政局"],
    "主管部门要建立统一登记制度。": ["joint 主管部门"],
    "市统计局委托第三方机构测评满意度。": ["joint 市统计局"],
    "县审计局可委托专业机构核查账目。": ["joint 县审计局"],
    "市水务局、市林业局聘请会计师事务所审核决算。": ["joint 市水务局、市林业局"],
    "区民政局会同区财政局统一委托第三方机构复核。": ["lead_with 区民政局 + 区财政局"],
    "市商务局牵头，委托第三方机构抽查。": ["lead 市商务局"],
    "县工信局会同县科技局、县市监局等培育企业。": ["lead_with 县工信局 + 县科技局、县市监局 等"],
    "县自然资源局会同有关部门、各园区盘活土地。": ["lead_with 县自然资源局 + 有关部门、各园区"],
    "市教育局、市科技局按职责分工负责，市财政局配合。": ["joint 市教育局、市科技局、市财政局"],
    "县政务局牵头、县大数据中心技术支持，各镇配合。": ["lead_with 县政务局 + 县大数据中心、各镇"],
    "县教育局和市委托管的学校要自查。": ["joint 县教育局、市委托管的学校"],
}


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES.items())
def test_who_a_sentence_tells(sentence: str, expected: list[str]) -> None:
    assert [who(one.assignment) for one in find_told(sentence, [(0, len(sentence))])] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "各项任务要落实到人。",
        "委托市质检院开展样品抽检。",
        "委托市质检院抽检食品500批次。",
        "政务服务平台要升级。",
        "社会各界要参与。",
        "全市要统一思想。",
        "抓紧建立部门、街道联合办公机制。",
        "对各示范单位做法进行实地走访。",
        "各单位制定的方案报区政府备案。",
        "清理以行政机关名义开展的评估。",
        "督促各部门加强管理。",
        "《市教育局要加强管理》已经印发。",
        "主要负责同志年内至少听取一次汇报。",
        "把学习条例作为重要内容。",
        "6月底前出台检查清单。",
        "举办培训班不少于2次。",
        "依法查处并通报。",
        "召开现场会研究部署。",
        "布局建设充电站。",
        "督办检查结果。",
        "入园开展宣传。",
        "规范印发程序，实行制定机关对文件统一登记、统一编号制度。",
        "实行起草单位对政策解读负总责的办法。",
        "坚持主办单位及时答复的原则。",
        "建立由主管部门统一登记的制度。",
        "推行由首办部门牵头协调机制。",
    ],
)
def test_sentences_that_tell_nobody(sentence: str) -> None:
    assert [who(one.assignment) for one in find_told(sentence, [(0, len(sentence))])] == []


def test_a_demand_to_everyone_assigns_only_where_nothing_else_does() -> None:
    from workflow.reading import read

    task = "（一）编制目录（市统计局牵头）。\n（二）开放数据（市大数据局牵头）。\n"
    demand = "（三）加强领导。各部门要高度重视。\n"
    assert not read(f"2026年工作要点\n一、任务\n{task}{demand}").items[2].assignments
    assert read(f"2026年工作要点\n一、任务\n{demand.replace('三', '一')}").items[0].assignments
    named = read(f"2026年工作要点\n一、任务\n{task}{demand.replace('各部门', '市统计局')}").items[2]
    assert (named.assignments[0].co, [doubt.kind for doubt in named.doubts]) == (("市统计局",), ["owner_in_sentence"])


def test_the_phrase_is_the_part_of_the_sentence_that_says_so() -> None:
    text = "今年，由市水务局牵头，会同市财政局完成改造，6月底前验收。其余照旧。"
    one = find_told(text, [(0, len(text))])[0].assignment
    assert one.phrase == "由市水务局牵头，会同市财政局完成改造"
    assert text[slice(*one.at)] == one.phrase
    assert text[slice(*one.covers)] == "由市水务局牵头，会同市财政局完成改造，6月底前验收。"

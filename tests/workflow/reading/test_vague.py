"""Wording that nobody can measure: what is listed, and what is left alone."""

import pytest

from tests.workflow.reading.test_timing import item_of
from workflow.reading import read

VAGUE = {
    "结果要及时公开。": "elastic_time 及时",
    "定期组织评估。": "elastic_time 定期",
    "不定期开展抽查。": "elastic_time 不定期",
    "适时开展评估。": "elastic_time 适时",
    "尽快启动招标。": "elastic_time 尽快",
    "尽早下达指标。": "elastic_time 尽早",
    "抓紧编制目录。": "elastic_time 抓紧",
    "逐步推广经验。": "elastic_time 逐步",
    "分批推进改造。": "elastic_time 分批",
    "第一时间发布信息。": "elastic_time 第一时间",
    "要在法定时间内答复。": "elastic_time 在法定时间内",
    "在规定期限内办结。": "elastic_time 在规定期限内",
    "条件成熟时全面推开。": "elastic_time 条件成熟时",
    "春节前完成走访。": "elastic_time 春节前",
    "主汛期前完成加固。": "elastic_time 主汛期前",
    "原则上不再新建平台。": "soft_duty 原则上",
    "尽可能减少证明。": "soft_duty 尽可能",
    "适当增加频次。": "soft_duty 适当",
    "有条件的乡镇先行建设。": "soft_duty 有条件的",
    "按照上级部署推进改革。": "waits_on_higher_level 按照上级部署",
    "根据省统一安排开展普查。": "waits_on_higher_level 根据省统一安排",
    "待国家出台细则后制定办法。": "waits_on_higher_level 待国家出台细则后",
    "对清单实行动态调整。": "standing 动态调整",
    "做到动态更新。": "standing 动态更新",
    "持续更新数据。": "standing 持续更新",
    "推进巡查常态化。": "standing 常态化",
    "长期坚持领导接访。": "standing 长期坚持",
    "原则上每季度举办发布会不少于2次。": "soft_duty 原则上",
    "力争2年培训一遍。": "soft_duty 力争",
    "本届政府任期内全部建成。": "elastic_time 本届政府任期内",
    "年初制定计划。": "elastic_time 年初",
    "重大节假日前开展检查。": "elastic_time 重大节假日前",
    "节前完成走访。": "elastic_time 节前",
    "自受理之日起1—1.5个工作日内办结。": "elastic_time 1—1.5个工作日内",
}
NOT_VAGUE = [
    "进一步加快推进改革，切实加大力度，不断提升水平。",
    "提高公开的及时性。",
    "对回应不及时的单位予以通报。",
    "建立更加及时的回应机制。",
    "在3个工作日内及时公开。",
    "年底前逐步实现全覆盖。",
    "每周动态更新目录。",
    "完善清单动态管理制度。",
    "落实《定期通报办法》。",
    "践行“及时响应”的承诺。",
    "争取上级资金支持。",
    "以适当方式征求意见。",
    "核实定期存款。",
    "6月底前完成编制。",
    "深入持久开展宣传。",
    "每逢节假日前开展检查。",
    "节前一周完成检查。",
    "落实年初的部署。",
]


@pytest.mark.parametrize(("sentence", "expected"), VAGUE.items())
def test_listed(sentence: str, expected: str) -> None:
    item = item_of(sentence)
    assert [f"{vague.kind} {vague.word}" for vague in item.vague] == [expected]
    assert item.vague[0].phrase == sentence.removesuffix("。")


@pytest.mark.parametrize("sentence", NOT_VAGUE)
def test_left_alone(sentence: str) -> None:
    assert item_of(sentence).vague == ()


def test_the_phrase_is_the_part_between_commas_and_has_its_place() -> None:
    reading = read("2026年工作要点\n一、任务\n（一）编制目录，结果及时公开，定期评估（市统计局牵头）。\n")
    item = reading.items[0]
    assert [(vague.word, vague.phrase) for vague in item.vague] == [("及时", "结果及时公开"), ("定期", "定期评估")]
    assert all(reading.clean[slice(*vague.at)] == vague.phrase for vague in item.vague)


def test_a_soft_word_refers_to_the_limit_behind_the_comma() -> None:
    vague = item_of("原则上，每季度举办发布会不少于2次。").vague[0]
    assert (vague.kind, vague.phrase) == ("soft_duty", "原则上，每季度举办发布会不少于2次")


def test_the_words_of_who_is_responsible_are_not_searched() -> None:
    reading = read("2026年工作要点\n一、任务\n（一）编制目录（市统计局牵头，及时督促各县区落实）。\n")
    assert reading.items[0].vague == ()


def test_as_json() -> None:
    reading = read("2026年工作要点\n一、任务\n（一）及时公开目录（市统计局牵头）。\n")
    told = reading.as_json()["items"][0]["vague"]
    assert told == [{"kind": "elastic_time", "word": "及时", "phrase": "及时公开目录", "at": [18, 24]}]

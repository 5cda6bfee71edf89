"""The wordings of what is said once about all assignments."""

import pytest

from workflow.reading.standing import find_standing

FIRST = [
    "（责任单位中排在第一位的为牵头单位，下同）",
    "列首位的为牵头单位",
    "责任单位排名第一的为牵头部门，其他为配合部门。",
    "列在第一位的单位为牵头单位，下同",
    "（注：第一个责任单位为牵头单位，其余为配合单位）",
    "首家单位为主办单位，其他单位为协办单位。",
    "各项任务中，排第一的单位为牵头责任单位。",
    "牵头单位为排在首位的单位。",
    "排序第一的责任单位为牵头单位。",
    "有多个责任单位的，首个单位为牵头单位。",
    "任务分工中第一责任单位为牵头单位",
]
HELPERS = {
    "以上各项任务均由各县区政府、市直有关部门配合。": "各县区政府、市直有关部门",
    "以上任务均需市财政局、市委宣传部配合，不再一一列出": "市财政局、市委宣传部",
    "上述工作任务由县财政局、县审计局协同配合。": "县财政局、县审计局",
    "所有任务的配合单位均为各镇（街道）。": "各镇（街道）",
    "配合单位均为各县（市、区）人民政府。": "各县（市、区）人民政府",
    "各县区政府、市直各部门为以上各项任务的配合单位。": "各县区政府、市直各部门",
    "各街道办事处配合落实，下同。": "各街道办事处",
    "本方案各项任务均由各乡镇人民政府配合。": "各乡镇人民政府",
}
NOTHING = [
    "市教育局牵头，市财政局配合。",
    "第一责任人为主要负责人。",
    "各部门要密切配合，形成合力。",
    "第一批试点单位为市教育局。",
    "各项工作要相互配合。",
    "首次牵头单位会议由市政府召开。",
]


@pytest.mark.parametrize("statement", FIRST)
def test_the_first_named_leads(statement: str) -> None:
    standing = find_standing(statement, [(0, len(statement))])
    assert [rule.kind for rule in standing.rules] == ["first_named_leads"]


@pytest.mark.parametrize(("statement", "names"), HELPERS.items())
def test_helpers_of_everything(statement: str, names: str) -> None:
    standing = find_standing(statement, [(0, len(statement))])
    assert [(rule.kind, rule.value) for rule in standing.rules] == [("helpers_for_all", names)]


@pytest.mark.parametrize("sentence", NOTHING)
def test_sentences_that_say_nothing_of_the_kind(sentence: str) -> None:
    assert find_standing(sentence, [(0, len(sentence))]).rules == ()

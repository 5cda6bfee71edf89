"""How alike two items are."""

from workflow.reading.likeness import alike

ANSWERS = ("办好政策问答", "每项新政策同步发布问答。")
GUIDES = ("公开办事指南", "办事指南写明材料和时限。")
ARCHIVE = ("", "更换库房空调机组。")


def test_the_same_wording_is_wholly_alike_and_nothing_in_common_not_at_all() -> None:
    assert alike([ANSWERS, ARCHIVE], [ANSWERS], least=1, most=3) == [(0, 0, 100)]
    assert alike([ARCHIVE], [GUIDES], least=1, most=3) == []


def test_punctuation_and_case_do_not_count() -> None:
    assert alike([("App上线", "写明，材料")], [("APP上线", "写明；材料")], least=100, most=1) == [(0, 0, 100)]


def test_headings_weigh_more_than_text() -> None:
    theirs = ("公开办事指南", "另有安排说明如下内容。")
    same_heading, same_text = ("公开办事指南", "逐条列出。"), ("举办培训", "另有安排说明如下内容。")
    found = alike([same_heading, same_text], [theirs], least=1, most=2)
    assert [ours for ours, _theirs, _percent in found] == [0, 1]


def test_what_every_item_says_counts_little() -> None:
    phrase = "各地要结合实际抓好落实。"
    ours = [("", f"{phrase}办事指南写明材料"), *(("", f"{phrase}第{letter}项清单") for letter in "甲乙丙丁戊")]
    found = {our: percent for our, _their, percent in alike(ours, [("", f"{phrase}办事指南写明时限")], least=1, most=9)}
    assert found[0] > 2 * max(percent for our, percent in found.items() if our)


def test_only_the_best_above_the_least_are_given() -> None:
    ours = [ANSWERS, ("办好政策问答会", ANSWERS[1]), ("政策", "另说。")]
    found = alike(ours, [ANSWERS], least=30, most=2)
    assert [our for our, _their, _percent in found] == [0, 1]
    assert alike([], [ANSWERS], least=1, most=1) == alike([ANSWERS], [], least=1, most=1) == []

"""A file without a task is told so: nothing is made up from it."""

import pytest

from workflow.reading import read

LETTER = """致全体同事的一封信
各位同事：
感谢大家一年来的努力。春天到了，万物复苏。
一、我们一起走过了许多路。
二、我们还要继续向前走。
祝大家身体健康！
"""
RECIPE = """红烧肉的做法
一、准备食材
五花肉500克，冰糖30克。
二、烹饪步骤
1.肉切块，冷水下锅焯水。
2.小火炒糖色，下肉翻炒。
3.加水炖40分钟，收汁。
"""
NEWS = """昨日，市教育局召开新闻发布会，介绍全市义务教育招生情况。市教育局副局长表示，今年将扩大学位供给，各县区要做好服务。
记者了解到，市政府高度重视，市财政局、市住建局等部门将全力支持。市民可通过市政府网站查询。
"""  # noqa: E501 - a paragraph is one line
STORY = """第一章 出发
那年冬天，他离开了村庄。
第二章 远方
城市很大，他要找到一份工作。
"""


@pytest.mark.parametrize("text", [LETTER, RECIPE, NEWS, STORY, "", "一、", "责任单位："])
def test_no_items_and_every_sentence_unexplained_or_of_the_head(text: str) -> None:
    reading = read(text)
    assert reading.items == ()
    assert reading.rules == ()
    assert reading.doubts == ()
    assert {sentence.read_as for sentence in reading.coverage.sentences} <= {"unexplained", "header", "furniture"}

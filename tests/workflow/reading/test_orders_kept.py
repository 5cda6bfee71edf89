"""What asks something of somebody is never waived, though it begins like a reason, a contact or a link."""

import pytest

from workflow.reading import read
from workflow.reading.furniture import is_furniture

HEAD = "青禾县河道整治工作方案\n\n一、重点任务\n\n"


def texts(body: str) -> list[str]:
    return [item.text for item in read(HEAD + body).items]


@pytest.mark.parametrize(
    "task",
    [
        "复查上年度抽检不合格单位并逐户督促整改办理。",
        "依据巡查发现的问题清单限期整改办理。",
        "依据第三次会议决定逐件限时办理。",
        "复核历年违建台账并完善相关管理规定办理。",
    ],
)
def test_a_task_that_begins_like_a_reason_stays_a_task(task: str) -> None:
    found = texts(f"（一）{task}\n（二）清理河岸垃圾。由县水务局负责。\n")
    assert any(task[:8] in text for text in found), found


@pytest.mark.parametrize("label", ["联系方式：0571-1234567", "联系邮箱：hedao@example.org"])
def test_an_order_behind_a_contact_is_read(label: str) -> None:
    order = "请各街道办事处于2026年6月30日前将自查报告报送县水务局。"
    reading = read(f"{HEAD}（一）清理河岸垃圾。由县水务局负责。\n\n{label}。{order}\n")
    shown = [item.text for item in reading.items]
    shown += [reading.clean[slice(*one.at)] for one in reading.coverage.unexplained]
    assert "自查报告" in " ".join(shown)


@pytest.mark.parametrize(
    ("line", "is_page"),
    [
        ("副本：各乡镇于5月底前清点上报", False),
        ("政策解读：一图读懂惠企政策，由县发改局6月底前完成", False),
        ("副本：县水务局、县财政局", True),
        ("联系电话：0571-1234567", True),
    ],
)
def test_a_line_of_the_page_asks_for_nothing(line: str, is_page: bool) -> None:
    assert is_furniture(line) is is_page


def test_a_letter_speaks_to_each_of_its_addressees() -> None:
    letter = (
        "青禾县防汛抗旱指挥部关于做好汛前检查的函\n\n各街道办事处，县应急局、县水务局：\n\n"
        "请于2026年5月20日前将检查情况报送我部。\n\n青禾县防汛抗旱指挥部\n2026年4月8日\n"
    )
    named = {name for item in read(letter).items for one in item.assignments for name in one.co}
    assert named == {"各街道办事处", "县应急局", "县水务局"}

"""One agency under two names."""

import pytest

from workflow.reading import read
from workflow.reading.aliases import two_names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市住房城乡建设委", "市住房城建委"),
        ("区卫生计生委", "区卫计委"),
        ("区安全监管局", "区安监局"),
        ("区政府办公室", "区政府办"),
        ("市发展和改革委员会", "市发展改革委"),
        ("县人力资源和社会保障局", "县人社局"),
        ("云川市教育局", "市教育局"),
        ("区建设局", "建设局"),
        ("市城市管理局", "市城管局"),
    ],
)
def test_names_that_may_be_one(one: str, other: str) -> None:
    assert two_names([one, "市档案馆", other]) == [(one, other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市教育局", "市体育局"),
        ("市公安局", "市公安局交通管理局"),
        ("市政府", "市政府办公室"),
        ("市委宣传部", "市委组织部"),
        ("县财政局", "区财政局"),
        ("各部门", "市直各部门"),
    ],
)
def test_names_that_are_two(one: str, other: str) -> None:
    assert two_names([one, other]) == []


def test_a_document_that_uses_two_names_is_asked_about() -> None:
    reading = read("2026年工作要点\n一、甲事（市卫生计生委牵头）。\n二、乙事（市民政局牵头，市卫计委配合）。\n")
    assert [d.candidates for d in reading.doubts if d.kind == "two_names"] == [("市卫生计生委", "市卫计委")]
    assert reading.items[1].assignments[0].co == ("市卫计委",)

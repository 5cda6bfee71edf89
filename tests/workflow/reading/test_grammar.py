"""The language of responsibility, one phrase at a time."""

import pytest

from workflow.reading import read
from workflow.reading.grammar import parse_duties, segments
from workflow.reading.parties import is_collective, is_open_collective, split_parties

PHRASES = {
    "市司法局、各县区政府负责落实": ("joint", "", "市司法局 各县区政府"),
    "市统计局牵头落实": ("lead", "市统计局", ""),
    "市统计局、市大数据局牵头落实": ("lead", "市统计局 市大数据局", ""),
    "市统计局、市大数据局分别牵头落实": ("lead_each", "市统计局 市大数据局", ""),
    "市统计局、市大数据局按职责分工分别牵头落实": ("lead_each", "市统计局 市大数据局", ""),
    "市统计局、市大数据局等部门分别牵头": ("lead_each", "市统计局 市大数据局", ""),
    "市统计局牵头,会同有关部门和各县区政府落实": ("lead_with", "市统计局", "有关部门 各县区政府"),
    "市统计局会同市大数据局落实": ("lead_with", "市统计局", "市大数据局"),
    "市统计局牵头会同市大数据局落实": ("lead_with", "市统计局", "市大数据局"),
    "市统计局商市财政局办理": ("lead_with", "市统计局", "市财政局"),
    "由市统计局牵头、市大数据局配合": ("lead_with", "市统计局", "市大数据局"),
    "市统计局牵头 市大数据局配合": ("lead_with", "市统计局", "市大数据局"),
    "市统计局牵头，各有关部门负责落实": ("lead_with", "市统计局", "各有关部门"),
    "市统计局总牵头，各部门分工负责": ("lead_with", "市统计局", "各部门"),
    "市统计局牵头推进普查工作，市大数据局配合": ("lead_with", "市统计局", "市大数据局"),
    "市统计局牵头，2026年6月底前完成": ("lead", "市统计局", ""),
    "市统计局负责；长期坚持": ("joint", "", "市统计局"),
    "市统计局负责，市大数据局配合": ("lead_with", "市统计局", "市大数据局"),
    "市统计局及各有关单位落实": ("joint", "", "市统计局 各有关单位"),
    "市统计局、各镇政府等相关单位负责落实": ("joint", "", "市统计局 各镇政府"),
    "各部门、各单位按职责分工负责": ("joint", "", "各部门 各单位"),
    "市政府各部门、各直属机构共同负责，长期坚持": ("joint", "", "市政府各部门 各直属机构"),
    "区政府各委、办、局负责落实": ("joint", "", "区政府各委、办、局"),
    "牵头单位：市统计局；责任单位：市大数据局、各县（市、区）人民政府": (
        "lead_with",
        "市统计局",
        "市大数据局 各县（市、区）人民政府",
    ),
    "责任单位：市统计局（牵头），市大数据局、各县区政府": ("lead_with", "市统计局", "市大数据局 各县区政府"),
    "市统计局（牵头）、市大数据局（配合）": ("lead_with", "市统计局", "市大数据局"),
    "牵头（主办）单位：市统计局；配合单位：市大数据局": ("lead_with", "市统计局", "市大数据局"),
    "市政府办公室总牵头，市直各部门各负其责": ("lead_with", "市政府办公室", "市直各部门"),
    "市级层面由市统计局牵头负责，县级层面由各县区政府负责": ("lead_with", "市统计局", "各县区政府"),
    "市统计局负责，3月底前完成方案编制；市大数据局配合，6月底前完成报批": ("lead_with", "市统计局", "市大数据局"),
    "责任单位：市统计局、市大数据局": ("joint", "", "市统计局 市大数据局"),
    "牵头单位：市统计局，配合单位：市大数据局，完成时限：2026年6月底": ("lead_with", "市统计局", "市大数据局"),
    "市委宣传部（市新闻办）牵头，团市委参与": ("lead_with", "市委宣传部（市新闻办）", "团市委"),
    "市工商局、市商务局牵头落实": ("lead", "市工商局 市商务局", ""),
    "市残疾人联合会、市妇女联合会负责": ("joint", "", "市残疾人联合会 市妇女联合会"),
}


@pytest.mark.parametrize(("phrase", "expected"), PHRASES.items())
def test_who_does_what(phrase: str, expected: tuple[str, str, str]) -> None:
    duties = parse_duties(phrase)
    assert duties is not None
    assert (duties.mode, " ".join(duties.lead), " ".join(duties.co)) == expected
    assert not duties.strange


@pytest.mark.parametrize(
    "phrase", ["以下统称“一网通办”", "谁主管谁负责", "实行首问负责", "PPP", "村委会主任负责制", "简称“两微”", ""]
)
def test_other_brackets_assign_nothing(phrase: str) -> None:
    assert parse_duties(phrase) is None


def test_two_duties_in_one_bracket() -> None:
    phrase = "市统计局牵头，市大数据局配合；市民政局牵头，市卫健委参与"
    duties = [parse_duties(phrase[start:end]) for start, end in segments(phrase)]
    assert [(d.lead, d.co) for d in duties if d] == [(("市统计局",), ("市大数据局",)), (("市民政局",), ("市卫健委",))]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("市发展和改革委、市人力资源和社会保障局", ["市发展和改革委", "市人力资源和社会保障局"]),
        ("市住房和城乡建设局和各区县政府", ["市住房和城乡建设局", "各区县政府"]),
        ("区农业农村和水利局以及区文化和旅游局", ["区农业农村和水利局", "区文化和旅游局"]),
        ("县住建局及其所属单位", ["县住建局及其所属单位"]),
        ("各乡镇（街道）、各县（市、区）政府", ["各乡镇（街道）", "各县（市、区）政府"]),
        ("市A局/市B局；市C局", ["市A局", "市B局", "市C局"]),
        ("市统计局、市统计局", ["市统计局"]),
    ],
)
def test_names_are_cut_where_names_end(written: str, names: list[str]) -> None:
    assert list(split_parties(written).names) == names


def test_which_sets_can_be_listed() -> None:
    assert all(map(is_collective, ["各县区政府", "市政府各部门", "有关部门", "市直相关单位"]))
    assert not any(map(is_collective, ["市统计局", "市政府办公室", "国网澄江供电公司"]))
    assert all(map(is_open_collective, ["有关部门", "市政府有关部门", "各相关单位"]))
    assert not any(map(is_open_collective, ["各县区政府", "市政府各部门", "各乡镇人民政府"]))


def assigned(paragraph: str) -> list[str]:
    item = read(f"2026年工作要点\n一、任务\n（一）{paragraph}\n").items[0]
    return [assignment.phrase for assignment in item.assignments]


def test_a_bracket_in_the_middle_of_a_name_or_word_assigns_nothing() -> None:
    assert assigned("由居委会（村委会）负责的事项要公开。（市民政局牵头）") == ["市民政局牵头"]
    assert assigned("推进合作（市财政局负责）项目。（市民政局牵头）") == ["市民政局牵头"]


def test_several_brackets_cover_their_own_part() -> None:
    reading = read("2026年工作要点\n一、任务\n（一）编制目录（市统计局牵头），开放数据（市大数据局负责）。\n")
    item = reading.items[0]
    assert [reading.clean[slice(*a.covers)] for a in item.assignments] == ["编制目录", "开放数据"]
    assert item.text == "编制目录（市统计局牵头），开放数据"


def test_a_bracket_of_the_section_is_passed_down_with_a_doubt() -> None:
    reading = read(
        "2026年工作要点\n一、健全机制（市统计局牵头）\n（一）明确专人。\n（二）公开目录（市大数据局负责）。\n"
    )
    first, second = reading.items
    assert first.assignments[0].lead == ("市统计局",)
    assert [doubt.kind for doubt in first.doubts] == ["inherited_owner"]
    assert second.assignments[0].co == ("市大数据局",)
    assert second.doubts == ()


def test_a_bracket_that_cannot_be_read_is_asked_about() -> None:
    reading = read("2026年工作要点\n一、任务\n（一）编制目录。（由分管同志们牵头抓总）\n")
    assert "unread_bracket" in {doubt.kind for doubt in reading.items[0].doubts}
    assert reading.items[0].assignments == ()

"""Head, outline, headings, closing and furniture."""

from datetime import date

import pytest

from workflow.reading import read
from workflow.reading.furniture import is_furniture
from workflow.reading.markers import marker_at

TASK = "一、任务\n（一）编制目录（市统计局牵头）。\n"


@pytest.mark.parametrize(
    ("line", "kind", "label"),
    [
        ("一、任务", "han", "一"),
        ("十二、任务", "han", "十二"),
        ("（三）任务", "han_bracket", "（三）"),
        ("(三)任务", "han_bracket", "（三）"),
        ("12.任务", "arabic", "12"),
        ("3、任务", "arabic", "3"),
        ("3．任务", "arabic", "3"),
        ("（4）任务", "arabic_bracket", "（4）"),
        ("4)任务", "half_bracket", "4）"),
        ("③任务", "circled", "③"),
        ("第五条　任务", "article", "第五条"),
        ("第二章 任务", "chapter", "第二章"),
        ("第二部分　任务", "part", "第二部分"),
        ("2.3 任务", "decimal", "2.3"),
        ("2.3.1任务", "decimal", "2.3.1"),
    ],
)
def test_outline_numbers(line: str, kind: str, label: str) -> None:
    marker = marker_at(line, (0, len(line)))
    assert marker is not None
    assert (marker.kind, marker.label) == (kind, label)


@pytest.mark.parametrize(
    "line",
    [
        "1.5亿元资金到位",
        "2026年任务",
        "2020、2021年任务",
        "十三五、任务",
        "一是编制",
        "第一，编制",
        "0.任务",
        "3个任务",
        "2.5万人",
    ],
)
def test_no_outline_numbers(line: str) -> None:
    assert marker_at(line, (0, len(line))) is None


def test_a_larger_number_below_a_bare_heading_stays_below() -> None:
    reading = read(
        "2026年工作办法\n一、总体\n第一条 编制目录（市统计局牵头）。\n二、其他\n第二条 公开目录（市统计局牵头）。\n"
    )
    assert [item.number for item in reading.items] == ["一/第一条", "二/第二条"]


def test_a_number_that_occurs_twice_is_asked_about() -> None:
    reading = read("2026年工作要点\n一、任务\n（一）甲事（市统计局牵头）。\n（一）乙事（市统计局牵头）。\n")
    assert [doubt.kind for doubt in reading.items[1].doubts] == ["numbering_repeat"]


def test_a_gap_between_sections_is_a_doubt_of_the_document() -> None:
    reading = read("2026年工作要点\n一、任务\n（一）甲事（市统计局牵头）。\n三、措施\n（一）乙事（市统计局牵头）。\n")
    assert [(d.kind, d.candidates) for d in reading.doubts if d.kind == "numbering_gap"] == [("numbering_gap", ("二",))]


@pytest.mark.parametrize(
    ("paragraph", "heading", "text"),
    [
        ("推进目录公开。编制目录，按月更新。", "推进目录公开", "编制目录，按月更新。"),
        ("以目录为抓手，推进公开。编制目录，按月更新。", "以目录为抓手，推进公开", "编制目录，按月更新。"),
        ("推进目录公开：编制目录，按月更新。", "推进目录公开", "编制目录，按月更新。"),
        ("推进目录公开　编制目录，按月更新。", "推进目录公开", "编制目录，按月更新。"),
        ("编制目录，按月更新。", None, "编制目录，按月更新。"),
        ("市统计局要在6月底前编制目录。然后更新。", None, "市统计局要在6月底前编制目录。然后更新。"),
        ("重点公开以下内容：目录和数据。", None, "重点公开以下内容：目录和数据。"),
        ("推进目录公开\n编制目录，按月更新。", "推进目录公开", "编制目录，按月更新。"),
        ("推进目录公开（市统计局牵头）\n编制目录，按月更新。", "推进目录公开", "编制目录，按月更新。"),
    ],
)
def test_where_a_heading_ends(paragraph: str, heading: str | None, text: str) -> None:
    item = read(f"2026年工作要点\n一、任务\n（一）{paragraph}\n（二）其他（市统计局牵头）。\n").items[0]
    assert (item.heading, item.text) == (heading, text)


def test_a_lost_stop_behind_a_heading_is_found_by_its_brothers() -> None:
    reading = read(
        "2026年工作要点\n一、任务\n1.强化目录公开。编制目录，按月更新（市统计局牵头）。\n2.强化数据公开。整理数据（市统计局牵头）。\n"
        "3.强化会议公开及时发布会议议题和纪要，邀请代表列席（市统计局牵头）。\n"
    )
    item = reading.items[2]
    assert (item.heading, item.text) == ("强化会议公开", "及时发布会议议题和纪要，邀请代表列席")
    assert [doubt.kind for doubt in item.doubts] == ["heading_guessed"]


def test_general_remarks_are_no_items_unless_they_assign_something() -> None:
    reading = read(f"2026年工作要点\n一、总体要求\n以群众满意为标准。\n{TASK.replace('一、', '二、')}")
    assert [item.number for item in reading.items] == ["二/（一）"]
    assert reading.coverage.unexplained == ()
    reading = read(f"2026年工作要点\n一、工作目标\n覆盖全部乡镇（市统计局牵头）。\n{TASK.replace('一、', '二、')}")
    assert [item.number for item in reading.items] == ["一", "二/（一）"]


def test_paragraphs_of_a_section_that_name_their_own_agencies_are_items() -> None:
    reading = read("2026年工作要点\n一、任务\n编制目录。（市统计局牵头）\n开放数据。\n（市大数据局负责）\n")
    assert [(item.number, item.text) for item in reading.items] == [("一/段1", "编制目录。"), ("一/段2", "开放数据。")]


def test_a_plan_without_any_number() -> None:
    reading = read("2026年工作要点\n编制目录。（市统计局牵头）\n开放数据。（市大数据局负责）\n其余照旧办理。\n")
    assert [item.number for item in reading.items] == ["段1", "段2"]
    assert all(item.doubts[0].kind == "unnumbered" for item in reading.items)
    assert [reading.clean[slice(*s.at)] for s in reading.coverage.unexplained] == ["其余照旧办理。"]


def test_closing_paragraphs_signature_and_formality() -> None:
    reading = read(
        f"2026年工作要点\n{TASK}各县区要抓好落实。\n市政府办公室将适时督查。\n本要点自印发之日起施行。\n云川市人民政府办公室\n2026年5月6日\n"
    )
    assert [item.number for item in reading.items] == ["一/（一）", "末段1", "末段2"]
    assert reading.items[1].doubts[0].candidates == ("各县区",)
    assert (reading.header.issuer, reading.header.issued_on) == ("云川市人民政府办公室", date(2026, 5, 6))
    assert reading.coverage.waived_by["closing"] == 1
    assert reading.coverage.unexplained == ()


def test_the_table_of_facts_above_a_document() -> None:
    reading = read(
        "当前位置：首页 > 政策文件\n索引号：123 主题分类：综合\n标题：云川市人民政府关于做好统计工作的意见\n"
        "发文机关：云川市人民政府 发文字号：云政发〔2026〕3号\n"
        "成文日期：2026年1月2日 发布日期：2026-01-05\n有效性：有效\n"
        f"云川市人民政府关于做好统计工作的意见\n{TASK}【打印本文】 【关闭窗口】\n- 1 -\n"
    )
    header = reading.header
    assert header.title == "云川市人民政府关于做好统计工作的意见"
    assert (header.issuer, header.document_number) == ("云川市人民政府", "云政发〔2026〕3号")
    assert (header.issued_on, header.published_on) == (date(2026, 1, 2), date(2026, 1, 5))
    assert reading.clean[slice(*header.at["published_on"])] == "2026-01-05"
    assert reading.coverage.waived_by["furniture"] == 3


def test_a_document_that_names_no_issuer_suggests_the_government_of_its_place() -> None:
    doubt = read(f"云川市2026年工作要点\n{TASK}").doubts[0]
    assert (doubt.kind, doubt.candidates) == ("issuer_missing", ("云川市人民政府", "云川市人民政府办公室"))


@pytest.mark.parametrize(
    "line",
    [
        "当前位置: 首页 >> 文件",
        "【下载Word】 【下载PDF】",
        "【关闭窗口】 【字体: 大 中 小】",
        "PAGE 1",
        "1",
        "- 3 -",
        "第 3 页 共 8 页",
        "（此件公开发布）",
    ],
)
def test_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line", ["中小学要公开招生信息。", "打印两份材料报市统计局。", "大力推进公开", "下载数据须登记，由市统计局办理。"]
)
def test_no_furniture(line: str) -> None:
    assert not is_furniture(line)


POINTED = """云川市2026年工作要点
云川市人民政府
2026年1月5日
一、任务
1.公示收费清单。每月核对收费清单并公示。（市发展改革委牵头）
2.巡检电梯{}每月巡检老旧电梯并登记。（市市场监管局牵头）
3.清运垃圾。每月抽查清运路线并通报。（市城管局牵头）
"""


@pytest.mark.parametrize("point", [".", "．"])
def test_a_point_behind_a_heading_is_asked_about(point: str) -> None:
    reading = read(POINTED.format(point))
    assert [item.heading for item in reading.items] == ["公示收费清单", "巡检电梯", "清运垃圾"]
    assert [item.text for item in reading.items][1] == "每月巡检老旧电梯并登记。"
    assert [[doubt.kind for doubt in item.doubts] for item in reading.items] == [[], ["heading_guessed"], []]


def test_a_point_and_a_space_part_a_heading_from_its_text() -> None:
    item = read(POINTED.format(". ")).items[1]
    assert (item.heading, item.text) == ("巡检电梯", "每月巡检老旧电梯并登记。")


def test_a_point_behind_a_heading_whose_agencies_stand_on_a_line_of_their_own() -> None:
    item = read(POINTED.format(".").replace("（市市场", "\n（市市场")).items[1]
    assert (item.heading, item.text) == ("巡检电梯", "每月巡检老旧电梯并登记。")
    assert [one.lead for one in item.assignments] == [("市市场监管局",)]


def test_a_point_in_a_number_ends_no_heading() -> None:
    pointed = POINTED.replace("巡检电梯{}每月巡检老旧电梯并登记。", "筹备庆祝五.一活动并按月登记活动情况。")
    assert read(pointed).items[1].heading is None


def test_a_point_that_no_brother_shows_to_be_a_stop_is_left() -> None:
    lone = "云川市2026年工作要点\n一、任务\n1.修缮艾尼.买买提故居并按月登记来访人数。（市文旅局牵头）\n"
    assert [item.heading for item in read(lone).items] == [None]

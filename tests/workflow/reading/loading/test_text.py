"""Text stays as it is; tables drawn in it become tables."""

import pytest

from tests.workflow.reading import invented
from tests.workflow.reading.loading.shared import cells, lines, only_table, refused
from workflow.reading.loading import load

HEADER = {(0, 0): "序号", (0, 1): "工作任务", (0, 2): "牵头单位"}


def test_text_without_tables_stays_to_the_letter() -> None:
    for text in (invented.BUSINESS_CLIMATE, invented.TWO_RIVERS, "甲\r\n乙\n\n 丙 | 丁\n"):
        source = load(text.encode(), "plan.txt")
        assert (source.text, source.tables, source.kind) == (text, (), "text")


def test_a_markdown_table() -> None:
    table = "| 序号 | 工作任务 | 牵头单位 |\n|:--|---|--:|\n| 1 | 甲<br>乙 | 市\\|局 |"
    text = f"## 工作任务\n\n> **全年**任务如下：\n\n{table}\n\n其余另行通知。"
    source = load(text.encode(), "plan.md")
    assert source.kind == "markdown"
    assert lines(source)[:2] == ["工作任务", "全年任务如下："]
    assert lines(source)[-1] == "其余另行通知。"
    assert cells(source, only_table(source)) == {**HEADER, (1, 0): "1", (1, 1): "甲\n乙", (1, 2): "市|局"}


@pytest.mark.parametrize(
    "text",
    [
        "| 序号 | 工作任务 | 牵头单位 |\n| 1 | 甲 | 市局 |",
        "序号 | 工作任务 | 牵头单位\n---|---|---\n1 | 甲 | 市局",
        "┌──┬──┬──┐\n│序号│工作任务│牵头单位│\n├──┼──┼──┤\n│1│甲│市局│\n└──┴──┴──┘",
        "+----+----+----+\n|序号|工作任务|牵头单位|\n+----+----+----+\n|1|甲|市局|\n+----+----+----+",
    ],
)
def test_tables_drawn_with_lines(text: str) -> None:
    source = load(f"任务表\n{text}\n完。".encode(), "plan.txt")
    assert cells(source, only_table(source)) == {**HEADER, (1, 0): "1", (1, 1): "甲", (1, 2): "市局"}
    assert lines(source)[0] == "任务表"
    assert lines(source)[-1] == "完。"


def test_a_sheet_copied_into_an_editor() -> None:
    text = "任务表\n序号\t工作任务\t牵头单位\n1\t甲\t市局\n2\t乙\t\n完。"
    source = load(text.encode(), "plan.txt")
    found = cells(source, only_table(source))
    assert found == {**HEADER, (1, 0): "1", (1, 1): "甲", (1, 2): "市局", (2, 0): "2", (2, 1): "乙", (2, 2): ""}


@pytest.mark.parametrize(("sign", "name"), [(",", "plan.csv"), ("\t", "plan.tsv"), (";", "plan.csv")])
def test_a_file_of_rows(sign: str, name: str) -> None:
    rows = [
        ["任务分解表", "", ""],
        ["序号", "工作任务", "牵头单位"],
        ["1", '"甲\n乙"', "市局"],
        ["注：略", "", ""],
    ]
    text = "\n".join(sign.join(row) for row in rows)
    source = load(text.encode("gb18030"), name)
    assert cells(source, only_table(source)) == {**HEADER, (1, 0): "1", (1, 1): "甲\n乙", (1, 2): "市局"}
    assert lines(source)[0] == "任务分解表"
    assert lines(source)[-1] == "注：略"


def test_pipes_in_prose_are_no_table() -> None:
    text = "甲|乙\n丙|丁|戊\n| 单行 |\n"
    assert load(text.encode(), "plan.txt").text == text


def test_a_text_longer_than_any_plan() -> None:
    assert refused("甲".encode() * 1_600_000) == "too_long"

"""PDF: paragraphs over lines and pages, ruled tables over pages, no running lines, and what a PDF without text gets."""

import random
from itertools import accumulate

import pytest

from tests.workflow.reading.loading import files
from tests.workflow.reading.loading.shared import cells, lines, only_table, refused, spans
from workflow.reading.loading import load
from workflow.reading.loading.pdf_lines import glue

PAGE = (
    "@page { size: A4; margin: 28mm 26mm } p { margin: 0 } "
    "body { font-size: 16pt; line-height: 28pt; text-align: justify }"
)
TABLE = "table { border-collapse: collapse; width: 100% } td, th { border: 1px solid #000 }"
CLAUSE = "各单位要按照统一部署，把任务分解到岗位、落实到个人，明确完成的时间和标准，及时报告进展和问题，"
LONG = CLAUSE * 3 + "确保全年任务按期完成。"
SHORT = "年底前完成。"
PARAGRAPHS = ["云川市工作要点", *[f"{number}.{text}" for number in range(1, 10) for text in (LONG, SHORT)]]
STYLES = {"indented": "p { text-indent: 2em }", "apart": "p { margin: 14pt 0 }", "plain": ""}


@pytest.mark.parametrize("style", sorted(STYLES))
def test_paragraphs_are_joined_over_lines_and_pages(style: str) -> None:
    source = load(files.printed(files.html_of(PARAGRAPHS, PAGE + STYLES[style])), "plan.pdf")
    assert source.kind == "pdf"
    assert lines(source) == PARAGRAPHS


def test_running_lines_and_page_numbers_go() -> None:
    pages = [
        f"<section><header>云川市文件</header>{''.join(f'<p>{number}{line}</p>' for line in PARAGRAPHS[1:5])}"
        f"<footer>— {number} —</footer></section>"
        for number in range(1, 4)
    ]
    style = "section { height: 297mm; position: relative; break-after: page } p { margin: 0 26mm; text-indent: 2em }"
    style += (
        "@page { size: A4; margin: 0 } header { height: 28mm } footer { position: absolute; bottom: 12mm; left: 50% }"
    )
    source = load(files.printed(f"<style>{style}</style>{''.join(pages)}"), "plan.pdf")
    assert "云川市文件" not in source.text
    assert "—" not in source.text
    assert lines(source)[0] == f"1{PARAGRAPHS[1]}"
    assert "running_lines" in source.notes
    assert source.margins.splitlines()[0] == "云川市文件"


def rows(count: int) -> str:
    head = "<thead><tr><th>序号</th><th>工作任务</th><th>牵头单位</th></tr></thead>"
    body = "".join(
        f"<tr><td>{number}</td><td>{LONG[:60]}</td><td rowspan='{2 if number == 1 else 1}'>市数据局、市财政局</td></tr>"
        if number != 2
        else f"<tr><td>{number}</td><td>{LONG[:60]}</td></tr>"
        for number in range(1, count + 1)
    )
    return f"<style>{PAGE}{TABLE}</style><p>任务如下：<table>{head}{body}</table><p>完。"


def test_a_ruled_table_with_a_merged_cell() -> None:
    source = load(files.printed(rows(3)), "plan.pdf")
    table = only_table(source)
    texts = cells(source, table)
    assert [texts[0, column] for column in range(3)] == ["序号", "工作任务", "牵头单位"]
    assert texts[1, 1].replace("\n", "") == LONG[:60]
    assert spans(table) == {(1, 2): (2, 1)}
    assert lines(source)[0] == "任务如下："
    assert lines(source)[-1] == "完。"


def test_a_table_that_goes_on_over_pages_is_one_with_one_header() -> None:
    source = load(files.printed(rows(30)), "plan.pdf")
    texts = cells(source, only_table(source))
    numbers = [text for (_, column), text in sorted(texts.items()) if column == 0]
    assert numbers == ["序号", *map(str, range(1, 31))]
    assert source.text.count("工作任务") == 1
    assert all(text.replace("\n", "") == LONG[:60] for (row, column), text in texts.items() if column == 1 and row)


def test_a_merged_cell_cut_by_the_page_end_stays_one() -> None:
    body, number = "", 0
    for name, count in (("优化服务", 9), ("强化监管", 14), ("加强保障", 12)):
        for row in range(count):
            number += 1
            merged = f"<td rowspan={count}>{name}</td>" if row == 0 else ""
            body += f"<tr>{merged}<td>{number}</td><td>{LONG[:50]}</td><td>市财政局<br>市教育局</td></tr>"
    head = "<tr><th>类别</th><th>序号</th><th>任务</th><th>责任单位</th></tr>"
    source = load(
        files.printed(f"<style>{PAGE}{TABLE} td {{ font-size: 12pt }}</style><table>{head}{body}</table>"), "a.pdf"
    )
    table = only_table(source)
    texts = cells(source, table)
    assert [texts[row, 1] for row in range(1, number + 1)] == [str(row) for row in range(1, number + 1)]
    assert spans(table) == {(1, 0): (9, 1), (10, 0): (14, 1), (24, 0): (12, 1)}
    assert [texts[row, 0] for row in (1, 10, 24)] == ["优化服务", "强化监管", "加强保障"]
    assert texts[number, 3] == "市财政局\n市教育局"


def test_what_was_parted_is_glued() -> None:
    assert glue("落实", "责任") == "落实责任"
    assert glue("lead", "agency") == "lead agency"
    assert glue("imple-", "ment") == "implement"


TEXT = b"BT /F1 12 Tf 72 700 Td (Lead agency: Ministry of Finance) Tj ET"
PICTURE = b"q 500 0 0 700 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"


def test_pdf_that_cannot_be_read() -> None:
    assert load(files.pdf_of([TEXT]), "plan.pdf").text == "Lead agency: Ministry of Finance\n"
    assert refused(files.pdf_of([PICTURE] * 3)) == "scanned"
    assert refused(files.pdf_of([b""])) == "no_text"
    assert refused(files.pdf_of([TEXT] * 401)) == "too_long"
    assert refused(b"%PDF-1.7\nnothing") == "damaged"
    key = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>/ID[<41><41>]"
    assert refused(files.pdf_of([TEXT], trailer=key)) == "encrypted"


def test_pages_that_are_pictures_are_noted() -> None:
    assert load(files.pdf_of([TEXT, PICTURE]), "plan.pdf").notes == ("pages_without_text",)


def short_sentences(chance: random.Random, number: int) -> str:
    """A paragraph in which many a line ends with a full stop."""
    words = ("推进", "落实", "责任", "任务", "台账", "服务", "审批", "公开", "监督", "机制", "数据", "平台")
    count = chance.randint(8, 16)
    written = ["".join(chance.choices(words, k=chance.randint(3, 5))) + "。" for _ in range(count)]
    return (f"{number}." if number % 2 else "") + "".join(written)


def ends(paragraphs: list[str]) -> set[int]:
    """After how many characters each paragraph ends."""
    return set(accumulate(len(one.replace(" ", "")) for one in paragraphs))


@pytest.mark.parametrize(("align", "size"), [("justify", 16), ("justify", 14), ("left", 16), ("left", 12)])
def test_a_full_line_that_ends_with_a_full_stop_seldom_ends_a_paragraph(align: str, size: int) -> None:
    chance = random.Random(7)
    paragraphs = [short_sentences(chance, number) for number in range(1, 41)]
    style = "@page { size: A4; margin: 28mm 26mm } p { margin: 0 } "
    style += f"body {{ font-size: {size}pt; line-height: {size * 1.75}pt; text-align: {align} }}"
    source = load(files.printed(files.html_of(paragraphs, style)), "plan.pdf")
    wrong = ends(paragraphs) ^ ends(lines(source))
    assert len(wrong) <= 4

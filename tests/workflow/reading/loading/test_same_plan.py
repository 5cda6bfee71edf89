"""One plan in every format a clerk may have it in: the same items, the same tables."""

import re
from collections.abc import Callable
from typing import Any

import docx
import pytest

from tests.workflow.reading import invented
from tests.workflow.reading.loading import files
from tests.workflow.reading.loading.shared import cells, only_table, spans
from workflow.reading import Reading, read
from workflow.reading.loading import load_apart

PLANS = {"chapters": invented.BUSINESS_CLIMATE, "decimal": invented.SERVICE_DESK, "rivers": invented.TWO_RIVERS}
OFFICIAL = (
    "@page { size: A4; margin: 37mm 26mm 35mm 28mm } body { font-size: 16pt; line-height: 28pt } "
    "p { margin: 0; text-indent: 2em; text-align: justify }"
)


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def as_pdf(text: str) -> bytes:
    return files.printed(files.html_of(paragraphs(text), OFFICIAL))


def as_page(text: str) -> bytes:
    furniture = "<div>当前位置：<a href='/'>首页</a> &gt; 文件</div><div>字体：【大 中 小】 打印 关闭</div>"
    page = files.html_of(paragraphs(text)).replace("<body>", f"<body>{furniture}")
    return page.replace("utf-8", "gbk").encode("gb18030")


FORMATS: dict[str, Callable[[str], bytes]] = {
    "plan.docx": lambda text: files.docx_of(paragraphs(text)),
    "plan.pdf": as_pdf,
    "plan.html": as_page,
    "plan.txt": lambda text: text.encode("gb18030"),
    "plan16.txt": lambda text: text.encode("utf-16"),
    "plan.md": lambda text: "\n\n".join(paragraphs(text)).encode(),
}


def told(reading: Reading) -> dict[str, Any]:
    """A reading without its places and without white space, which every format has its own way with."""

    def bare(value: Any) -> Any:
        if isinstance(value, str):
            return re.sub(r"\s", "", value)
        if isinstance(value, list):
            return [bare(one) for one in value]
        return {key: bare(one) for key, one in value.items() if key != "at"} if isinstance(value, dict) else value

    found = bare(reading.as_json())
    return {key: found[key] for key in ("title", "issuer", "document_number", "issued_on", "rules", "items", "phases")}


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("plan", sorted(PLANS))
def test_the_same_items_in_every_format(plan: str, name: str) -> None:
    text = PLANS[plan]
    source = load_apart(FORMATS[name](text), name)
    reading = read(source, filename=name)
    assert told(reading) == told(read(text))
    assert reading.items
    assert [reading.clean[slice(*sentence.at)] for sentence in reading.coverage.unexplained] == []


def test_a_plan_whose_numbers_are_automatic() -> None:
    text = "云川市2026年工作要点\n一、总体要求\n统筹推进。\n二、重点任务\n（一）优化服务\n"
    text += "1.建设平台。6月底前完成（市数据局负责）。\n2.举办培训。每季度不少于一次（市人社局牵头）。\n"
    text += "（二）强化监管\n1.公开清单（市司法局负责）。\n"
    levels = {"、": 0, "）": 1, ".": 2}
    body = ""
    for line in text.splitlines():
        mark = re.match(r"(?:[一二]、|（[一二]）|\d\.)", line)
        place = f'<w:numPr><w:ilvl w:val="{levels[mark[0][-1]]}"/><w:numId w:val="1"/></w:numPr>' if mark else ""
        body += files.paragraph(line[len(mark[0]) :] if mark else line, place)
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    kinds = [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    numbering = f'<w:numbering {files.W}><w:abstractNum w:abstractNumId="0">'
    numbering += "".join(level.format(depth, *kind) for depth, kind in enumerate(kinds))
    numbering += '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    document = docx.Document()
    document.add_paragraph("x", style="List Number")  # so that the package names its numbering part
    parts = files.parts_of(files.saved(document))
    parts["word/numbering.xml"] = numbering
    parts["word/document.xml"] = f"<w:document {files.W}><w:body>{body}</w:body></w:document>"
    reading = read(load_apart(files.zipped(parts), "plan.docx"))
    assert told(reading) == told(read(text))
    assert [item.number for item in reading.items] == ["二/（一）/1", "二/（一）/2", "二/（二）/1"]


HEADER = ["序号", "工作任务", "牵头单位", "配合单位", "完成时限"]
TASKS = [
    ["1", "建设政务数据平台", "市数据局", "市财政局", "6月底前"],
    ["2", "举办业务培训", "市数据局", "各县区政府", "每季度一次"],
    ["3", "公开办事清单", "市司法局", "", "12月底前"],
]
MERGED_AT = (1, 2)


def table_docx() -> bytes:
    document = docx.Document()
    table = document.add_table(len(TASKS) + 1, len(HEADER))
    for row, texts in enumerate([HEADER, *TASKS]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 2).merge(table.cell(2, 2)).text = "市数据局"
    return files.saved(document)


def table_markup() -> str:
    rows = "".join(f"<th>{text}</th>" for text in HEADER)
    markup = f"<tr>{rows}</tr>"
    for number, texts in enumerate(TASKS):
        cells = [
            f"<td rowspan={2 if (number, column) == (0, 2) else 1}>{text}</td>" for column, text in enumerate(texts)
        ]
        markup += f"<tr>{''.join(cells if number != 1 else [*cells[:2], *cells[3:]])}</tr>"
    style = "<style>table { border-collapse: collapse } td, th { border: 1px solid; padding: 2pt 6pt }</style>"
    return f"<html><head>{style}</head><body><table>{markup}</table></body></html>"


TABLES: dict[str, Callable[[], bytes]] = {
    "plan.docx": table_docx,
    "plan.xlsx": lambda: files.xlsx_of([HEADER, *TASKS], ["C2:C3"]),
    "plan.xls": lambda: files.xls_of([HEADER, *TASKS], [(1, 2, 2, 2)]),
    "plan.html": lambda: table_markup().encode(),
    "plan.pdf": lambda: files.printed(table_markup()),
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_same_table_in_every_format(name: str) -> None:
    source = load_apart(TABLES[name](), name)
    table = only_table(source)
    expected = {(row, column): text for row, texts in enumerate([HEADER, *TASKS]) for column, text in enumerate(texts)}
    del expected[2, 2]
    found = cells(source, table)
    assert {place: text for place, text in found.items() if text} == {p: text for p, text in expected.items() if text}
    assert spans(table) == {MERGED_AT: (2, 1)}
    rows = source.text[slice(*table.at)].split("\n")
    assert rows[0].split("\t") == HEADER
    assert rows[2].split("\t") == ["2", "举办业务培训", "", "各县区政府", "每季度一次"]


def table_as_text() -> bytes:
    rows = [HEADER, ["---"] * len(HEADER), *TASKS]
    return "".join(f"| {' | '.join(texts)} |\n" for texts in rows).encode()


def table_as_csv() -> bytes:
    return "".join(f"{','.join(texts)}\r\n" for texts in [HEADER, *TASKS]).encode("gb18030")


AS_TEXT: dict[str, Callable[[], bytes]] = {"plan.txt": table_as_text, "plan.csv": table_as_csv}


@pytest.mark.parametrize("name", sorted({**TABLES, **AS_TEXT}))
def test_the_same_items_of_a_table_in_every_format(name: str) -> None:
    reading = read(load_apart((TABLES | AS_TEXT)[name](), name), filename=name)
    found = [
        (
            item.number,
            item.heading or item.text,
            [(one.mode, one.lead, one.co) for one in item.assignments],
            [one.phrase for one in item.deadlines],
            [(one.period, one.min_count) for one in item.recurrences],
        )
        for item in reading.items
    ]
    assert found == [
        ("1", "建设政务数据平台", [("lead_with", ("市数据局",), ("市财政局",))], ["6月底前"], []),
        ("2", "举办业务培训", [("lead_with", ("市数据局",), ("各县区政府",))], [], [("quarter", 1)]),
        ("3", "公开办事清单", [("lead", ("市司法局",), ())], ["12月底前"], []),
    ]
    assert reading.coverage.unexplained == ()

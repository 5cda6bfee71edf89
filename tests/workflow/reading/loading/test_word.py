"""Word documents: what a person sees on the page, numbers and merged cells included."""

import docx
import pytest
from docx.oxml import parse_xml

from tests.workflow.reading.loading import files
from tests.workflow.reading.loading.files import docx_with, paragraph
from tests.workflow.reading.loading.shared import cells, lines, only_table, refused, spans
from workflow.reading.loading import load
from workflow.reading.loading.numerals import number_text
from workflow.reading.source import Source

NUMBERING = f"""<w:numbering {files.W}>{{}}</w:numbering>"""
LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/>{}<w:lvlText w:val="{}"/></w:lvl>'
OFFICIAL = (
    '<w:abstractNum w:abstractNumId="0">'
    + LEVEL.format(0, 1, "chineseCounting", '<w:suff w:val="nothing"/>', "%1、")
    + LEVEL.format(1, 1, "chineseCounting", "", "（%2）")
    + LEVEL.format(2, 1, "decimal", "", "%3.")
    + LEVEL.format(3, 1, "decimal", "<w:isLgl/>", "%1.%3.%4")
    + LEVEL.format(4, 1, "bullet", "", "\uf0b7")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


def numbered(text: str, level: int = 0, number: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def read(body: str, numbering: str = OFFICIAL, styles: str = "") -> list[str]:
    document = docx.Document()
    document.add_paragraph("x", style="List Number")  # so that the package knows its numbering part
    parts = files.parts_of(files.saved(document))
    parts["word/document.xml"] = f"<w:document {files.W}><w:body>{body}</w:body></w:document>"
    parts["word/numbering.xml"] = NUMBERING.format(numbering)
    if styles:
        parts["word/styles.xml"] = f"<w:styles {files.W}>{styles}</w:styles>"
    return lines(load(files.zipped(parts), "plan.docx"))


def test_numbers_that_stand_nowhere_in_the_text() -> None:
    body = numbered("总体要求") + numbered("重点任务") + numbered("服务", 1) + numbered("甲", 2) + numbered("乙", 2)
    body += numbered("细项", 3) + numbered("点", 4) + numbered("监管", 1) + numbered("丙", 2) + numbered("保障措施")
    assert read(body) == [
        "一、总体要求",
        "二、重点任务",
        "（一）服务",
        "1. 甲",
        "2. 乙",
        "2.2.1 细项",
        "点",
        "（二）监管",
        "1. 丙",
        "三、保障措施",
    ]


def test_a_list_that_starts_anew_and_one_that_goes_on() -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        '</w:lvlOverride></w:num><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = numbered("甲") + numbered("乙", 0, 2) + numbered("丙", 0, 2) + numbered("丁", 0, 3)
    assert read(body, OFFICIAL + again) == ["一、甲", "一、乙", "二、丙", "三、丁"]


def test_numbers_that_do_not_restart() -> None:
    kept = '<w:abstractNum w:abstractNumId="0">' + LEVEL.format(0, 1, "chineseCounting", "", "%1、")
    kept += LEVEL.format(1, 3, "decimal", '<w:lvlRestart w:val="0"/>', "%2.")
    kept += '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    body = numbered("甲") + numbered("子", 1) + numbered("乙") + numbered("丑", 1)
    assert read(body, kept) == ["一、甲", "3. 子", "二、乙", "4. 丑"]


def test_numbers_of_a_style_and_of_the_style_it_is_based_on() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Head"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sub"><w:basedOn w:val="Head"/><w:pPr><w:numPr>'
        '<w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:basedOn w:val="Sub"/></w:style>'
    )
    style = '<w:pStyle w:val="{}"/>'
    body = paragraph("甲", style.format("Head")) + paragraph("乙", style.format("Sub"))
    body += paragraph("丙", style.format("Own"))
    body += paragraph("丁", style.format("Head") + '<w:numPr><w:numId w:val="0"/></w:numPr>')
    assert read(body, OFFICIAL, styles) == ["一、甲", "（一）乙", "（二）丙", "丁"]


def test_a_level_that_names_its_style() -> None:
    linked = '<w:pStyle w:val="Second"/>'
    numbering = '<w:abstractNum w:abstractNumId="0">' + LEVEL.format(0, 1, "decimal", "", "第%1章")
    numbering += LEVEL.format(1, 1, "chineseCounting", linked, "第%2条")
    numbering += '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    place = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = f'<w:style w:type="paragraph" w:styleId="Second">{place}</w:style>'
    body = paragraph("甲", '<w:pStyle w:val="Second"/>') + paragraph("乙", '<w:pStyle w:val="Second"/>')
    assert read(body, numbering, styles) == ["第一条 甲", "第二条 乙"]


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("chineseCountingThousand", ["一", "十", "十一", "二十", "一百零五", "一千零一十"]),
        ("chineseLegalSimplified", ["壹", "壹拾", "壹拾壹", "贰拾", "壹佰零伍", "壹仟零壹拾"]),
        ("decimalEnclosedCircle", ["①", "⑩", "⑪", "⑳", "105", "1010"]),
        ("upperRoman", ["I", "X", "XI", "XX", "CV", "MX"]),
        ("lowerLetter", ["a", "j", "k", "t"]),
        ("ideographTraditional", ["甲", "癸", "甲"]),
        ("decimalZero", ["01", "10", "11"]),
        ("decimalFullWidth", ["１", "１０"]),
        ("unheardOf", ["1", "10"]),
    ],
)
def test_how_numbers_are_written(kind: str, written: list[str]) -> None:
    assert [number_text(value, kind) for value in (1, 10, 11, 20, 105, 1010)][: len(written)] == written


def test_tracked_changes_fields_breaks_boxes_and_hidden_text() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    box = f"<w:txbxContent>{paragraph('框中文字')}</w:txbxContent>"
    choice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = (
        f"<w:p>{run.format('甲')}<w:del>{run.format('删去')}</w:del><w:ins>{run.format('增加')}</w:ins>"
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        f"<w:hyperlink>{run.format('链接')}</w:hyperlink><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
        f"<w:p>{run.format('上')}<w:r><w:br/></w:r>{run.format('下')}<w:r>{choice}</w:r></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('控件内')}</w:sdtContent></w:sdt>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run.format('前半')}</w:p>{paragraph('后半')}"
        f"<w:p><w:r><w:ruby><w:rt>{run.format('zhèn')}</w:rt><w:rubyBase>{run.format('镇')}</w:rubyBase></w:ruby></w:r></w:p>"
    )
    expected = ["甲增加链接", "上", "下", "框中文字", "控件内", "前半后半", "镇"]
    assert lines(load(docx_with(body), "plan.docx")) == expected


def test_headers_footers_and_comments_are_not_the_text() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    document.add_paragraph("正文")
    assert lines(load(files.saved(document), "plan.docx")) == ["正文"]


def test_tables_between_paragraphs_with_merged_cells() -> None:
    document = docx.Document()
    document.add_paragraph("前文")
    table = document.add_table(4, 3)
    texts = {(0, 0): "序号", (0, 1): "任务", (0, 2): "单位", (1, 1): "甲", (2, 1): "乙", (3, 2): "丁"}
    for (row, column), text in texts.items():
        table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0)).text = "1"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "市局"
    table.cell(3, 0).merge(table.cell(3, 1)).text = "丙"
    document.add_paragraph("后文")
    source = load(files.saved(document), "plan.docx")
    found = only_table(source)
    assert spans(found) == {(1, 0): (2, 1), (1, 2): (2, 1), (3, 0): (1, 2)}
    held = {place: text for place, text in cells(source, found).items() if text}
    assert held == {**texts, (1, 0): "1", (1, 2): "市局", (3, 0): "丙"}
    assert lines(source)[0] == "前文"
    assert lines(source)[-1] == "后文"


def test_automatic_numbers_in_cells_and_rows_that_were_deleted() -> None:
    cell = "<w:tc>{}</w:tc>"
    number = cell.format(numbered("", 2))
    row = "<w:tr>{}" + number + cell.format("{}") + "</w:tr>"
    rows = [("", "甲"), ("<w:trPr><w:del/></w:trPr>", "删"), ("", "乙")]
    body = "".join(row.format(settings, paragraph(text)) for settings, text in rows)
    assert read(f"<w:tbl>{body}</w:tbl>") == ["1.\t甲", "2.\t乙"]


def test_a_table_of_one_cell_is_a_frame_and_one_inside_a_cell_is_text() -> None:
    frame = f"<w:tbl><w:tr><w:tc>{paragraph('框内一')}{paragraph('框内二')}</w:tc></w:tr></w:tbl>"
    source = load(docx_with(frame), "plan.docx")
    assert (lines(source), source.tables) == (["框内一", "框内二"], ())
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('内')}</w:tc><w:tc>{paragraph('层')}</w:tc></w:tr></w:tbl>"
    rows = f"<w:tr><w:tc>{paragraph('外')}</w:tc><w:tc>{paragraph('外')}{inner}</w:tc></w:tr>" * 2
    source = load(docx_with(f"<w:tbl>{rows}</w:tbl>"), "plan.docx")
    assert cells(source, only_table(source))[0, 1] == "外\n内 层"


def test_documents_that_cannot_be_read() -> None:
    assert refused(docx_with("<w:p/>")) == "no_text"
    assert refused(docx_with("<w:p>")) == "damaged"
    parts = files.parts_of(files.docx_of(["甲"]))
    del parts["word/document.xml"]
    parts["word/other.xml"] = "<a/>"
    assert refused(files.zipped(parts)) == "damaged"


def test_headers_footers_and_watermarks_are_margins() -> None:
    document = docx.Document()
    document.add_paragraph("一、列出目录（市数据局牵头）。")
    section = document.sections[0]
    section.header.paragraphs[0].text = "机密★1年"
    section.footer.paragraphs[0].text = "第 1 页"
    mark = '<w:r xmlns:v="urn:schemas-microsoft-com:vml" {}><w:pict><v:textpath string="内部资料"/></w:pict></w:r>'
    section.header.paragraphs[0]._p.append(parse_xml(mark.format(files.W)))
    source = load(files.saved(document), "plan.docx")
    assert source.margins.splitlines()[:3] == ["机密★1年", "内部资料", "第 1 页"]
    assert "机密" not in source.text
    assert Source.from_json(source.as_json()) == source

"""What stands beside the cells of a workbook: no part of the text, but looked at for marks of secrecy."""

import struct
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty

from tests.workflow.reading.loading import files
from workflow.reading.loading import load
from workflow.reading.loading.margins import header_lines
from workflow.reading.loading.ole import Container
from workflow.reading.secrecy import marking

ROWS: list[list[str | float]] = [["工作任务", "牵头单位"], ["编制目录", "市数据局"]]
TABLE = "".join(
    f"<t:table-row>{''.join(f'<t:table-cell><text:p>{cell}</text:p></t:table-cell>' for cell in row)}</t:table-row>"
    for row in ROWS
)
STYLES = (
    '<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:master-styles><style:master-page>{}'
    "</style:master-page></office:master-styles></office:document-styles>"
)
META = (
    '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<office:meta>{}</office:meta></office:document-meta>"
)
DRAWING = (
    '<d:wsDr xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><d:txBody><a:p><a:r><a:t>内部</a:t></a:r>'
    "<a:r><a:t>资料</a:t></a:r></a:p></d:txBody></d:wsDr>"
)


def xlsx(change: Callable[[Any], object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    change(sheet)
    return files.saved(book)


def write(part: Any, text: str) -> None:
    part.text = text


def hidden(book: Any) -> Any:
    sheet = book.create_sheet("草稿")
    sheet.sheet_state = "hidden"
    return sheet


def comment(sheet: Any, row: int, text: str) -> None:
    sheet.cell(row, 1).comment = Comment(text, "王某")


def own_property(book: Any, name: str, value: str) -> None:
    book.custom_doc_props.append(StringProperty(name=name, value=value))


def ods(beside: str = "", **parts: str) -> bytes:
    content = files.parts_of(files.ods_with(f'<t:table t:name="任务">{beside}{TABLE}</t:table>'))
    return files.zipped(content | {f"{name}.xml": part for name, part in parts.items()})


def box(text: str) -> bytes:
    """A comment or text box of an older workbook, its text in two records."""
    head = struct.pack("<10xHH4x", len(text), 0)
    parts = (b"\1" + part.encode("utf-16-le") for part in (text[:2], text[2:]))
    return files.record(0x01B6, head) + b"".join(files.record(0x3C, part) for part in parts)


def first_page(text: str) -> bytes:
    return files.record(0x089C, bytes(30) + struct.pack("<4H", 0, 0, len(text), 0) + files.string(text))


def with_drawing(data: bytes) -> bytes:
    return files.zipped(files.parts_of(data) | {"xl/drawings/drawing7.xml": DRAWING})


MARKED = {
    "header": ("机密★1年", xlsx(lambda sheet: write(sheet.oddHeader.left, "机密★1年"))),
    "footer of the first page": ("内部资料", xlsx(lambda sheet: write(sheet.firstFooter.center, "内部资料"))),
    "header of a hidden sheet": ("秘密", xlsx(lambda sheet: write(hidden(sheet.parent).oddHeader.right, "秘密"))),
    "name of a sheet": ("机密", xlsx(lambda sheet: sheet.parent.create_sheet("机密"))),
    "name with a mark": ("任务（内部资料）", xlsx(lambda sheet: sheet.parent.create_sheet("任务（内部资料）"))),
    "comment": ("密级：秘密", xlsx(lambda sheet: comment(sheet, 1, "王某:\n密级：秘密"))),
    "title": ("内部文件", xlsx(lambda sheet: setattr(sheet.parent.properties, "title", "内部文件"))),
    "own property": ("密级：机密", xlsx(lambda sheet: own_property(sheet.parent, "密级", "机密"))),
    "text box": ("内部资料", with_drawing(xlsx(lambda sheet: None))),
    "xls header": ("机密★1年", files.xls_of(ROWS, beside=files.record(0x14, files.string("&L&\"宋体\"&12机密★1年")))),
    "xls footer": ("内部资料", files.xls_of(ROWS, beside=files.record(0x15, files.string("&C第 &P 页&R内部资料")))),
    "xls first page": ("秘密", files.xls_of(ROWS, beside=first_page("&C秘密"))),
    "xls comment": ("内部资料", files.xls_of(ROWS, beside=box("王某:\n内部资料"))),
    "xls property": (
        "内部文件",
        files.xls_of(ROWS, small={"\x05SummaryInformation": files.property_set(["任务表", "内部文件"])}),
    ),
    "ods header": (
        "机密★1年",
        ods(styles=STYLES.format("<style:header-first><text:p>机密<text:s/>★1年</text:p></style:header-first>")),
    ),
    "ods comment": (
        "内部资料",
        ods("<t:shapes><office:annotation><text:p>内部资料</text:p></office:annotation></t:shapes>"),
    ),
    "ods property": (
        "密级：秘密",
        ods(meta=META.format('<meta:user-defined meta:name="密级">秘密</meta:user-defined>')),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("mark", "data"), MARKED.values(), ids=MARKED)
def test_a_mark_beside_the_cells_is_found(mark: str, data: bytes) -> None:
    source = load(data, "plan")
    assert marking(source.text, margins=source.margins) == mark.replace(" ", "")
    assert mark not in source.text
    assert [table.name for table in source.tables][:1] in (["Sheet"], ["Sheet1"], ["任务"])


def test_what_is_no_mark_is_none() -> None:
    def usual(sheet: Any) -> None:
        write(sheet.oddHeader.center, "云川市数据局")
        write(sheet.oddFooter.center, "第 &P 页，共 &N 页")
        comment(sheet, 1, "涉密内容不得填入；国家秘密另行报送。")
        sheet.parent.properties.title = "保密工作任务表"

    source = load(xlsx(usual), "plan.xlsx")
    assert "第  页，共  页" in source.margins
    assert "国家秘密" in source.margins
    assert marking(source.text, margins=source.margins) == ""


def named(name: str) -> bytes:
    """The tasks, and a second sheet of this name."""
    return xlsx(lambda sheet: sheet.parent.create_sheet(name))


@pytest.mark.parametrize("name", ["内部", "（内部）", "内 部", "内部单位", "外部"])
def test_a_sheet_that_says_whose_tasks_it_holds_is_not_marked(name: str) -> None:
    opened = files.zipped(
        files.parts_of(files.ods_with(f'<t:table t:name="任务">{TABLE}</t:table><t:table t:name="{name}"/>'))
    )
    for data in (named(name), opened):
        source = load(data, "plan")
        assert marking(source.text, margins=source.margins) == ""


@pytest.mark.parametrize("name", ["内部资料", "内部文件", "秘密", "【机密】", "仅供内部使用"])
def test_a_sheet_named_by_a_mark_is_marked(name: str) -> None:
    source = load(named(name), "plan.xlsx")
    assert marking(source.text, margins=source.margins) == name


def test_a_footer_marked_beside_its_number_is_found() -> None:
    source = load(xlsx(lambda sheet: write(sheet.oddFooter.center, "内部发行 第 &P 页")), "plan.xlsx")
    assert marking(source.text, margins=source.margins) == "内部发行"
    document = docx.Document()
    document.add_paragraph("一、列出目录（市数据局牵头）。")
    document.sections[0].footer.paragraphs[0].text = "内部发行 第 2 页"
    source = load(files.saved(document), "plan.docx")
    assert marking(source.text, margins=source.margins) == "内部发行"


def test_codes_of_headers_go() -> None:
    written = '&L&"黑体,加粗"&14内部&K0000FF资料&C&A &&甲&R&8&D'
    assert [line.strip() for line in header_lines(written)] == ["", "内部资料", "&甲", ""]


def test_properties_of_a_word_document_are_margins_too() -> None:
    document = docx.Document()
    document.add_paragraph("一、列出目录（市数据局牵头）。")
    document.core_properties.keywords = "内部资料"
    source = load(files.saved(document), "plan.docx")
    assert marking(source.text, margins=source.margins) == "内部资料"


def test_comments_without_end_stay_in_bounds() -> None:
    def many(sheet: Any) -> None:
        for row in range(1, 3_000):
            comment(sheet, row, f"第{row}条意见")

    source = load(xlsx(many), "plan.xlsx")
    assert 15_000 < len(source.margins) < 45_000


def test_damaged_properties_and_records_are_left_out() -> None:
    whole = files.property_set(["任务表"])
    headers = files.record(0x14, b"\xff") + files.record(0x15, b"\xff\xff\x01") + files.record(0x089C, bytes(30))
    for length in (0, 10, 30, 47, 60, len(whole) - 4):
        small = {"\x05SummaryInformation": whole[:length], "\x05DocumentSummaryInformation": whole[:length][::-1]}
        source = load(files.xls_of(ROWS, beside=headers, small=small), "plan.xls")
        assert len(source.tables) == 1
        assert source.margins.splitlines()[0] == "Sheet1"


def test_a_chain_of_sectors_that_leads_back_ends() -> None:
    data = bytearray(files.ole({"Workbook": bytes(4096 * 3)}))
    fat = (struct.unpack_from("<I", data, 76)[0] + 1) * 512
    struct.pack_into("<I", data, fat + 4, 0)
    assert len(Container(bytes(data)).stream("Workbook")) <= len(data)

"""What an attacker hands in: a clear refusal or a neutral reading, within ten seconds and 512 MB, server unharmed."""

import json
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workflow.reading import invented
from tests.workflow.reading.loading import files
from tests.workflow.reading.loading.files import SHEET, docx_with, paragraph, xlsx_with
from tests.workflow.reading.loading.shared import refused
from workflow.reading import NotReadable, read
from workflow.reading.loading import load, load_apart, sniff
from workflow.reading.loading.refusals import SENTENCES

PHRASE = "市财政局牵头推进公开工作，责任落实到人"
MANY = 100_000
ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
FAR = (
    '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'
    '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>乙</t></is></c></row></sheetData>'
)
MERGED = "".join(f'<mergeCell ref="A{row}:XFD1048576"/>' for row in range(1, 20_000))
ROW = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row></sheetData>'
HELLO = b"BT /F1 12 Tf 72 700 Td (Lead agency and others) Tj ET "
TITLE = "云川市2026年重点工作任务分工方案\n"
LINES = b"".join(b"%d 0 m %d 800 l S 0 %d m 500 %d l S " % (i, i, i, i) for i in range(500))


def _lines(*parts: str) -> bytes:
    return "".join(parts).encode()


# Name, file name, its bytes, and what may come of it: the code of a refusal, or "read".
# `too_heavy` stands beside "read" where a busy machine may need longer than the clock allows.
CORPUS: dict[str, tuple[str, Callable[[], bytes], set[str]]] = {
    "zip bomb": (
        "a.docx",
        lambda: files.zipped({"[Content_Types].xml": "<a/>", "word/a.xml": b" " * (90 << 20)}),
        {"too_heavy"},
    ),
    "many parts": ("a.docx", lambda: files.zipped({f"word/{n}.xml": "<a/>" for n in range(6_000)}), {"too_heavy"}),
    "100,000 paragraphs": ("a.docx", lambda: docx_with(paragraph(PHRASE[:9]) * MANY), {"read", "too_heavy"}),
    "a paragraph of 5 MB": ("a.docx", lambda: docx_with(paragraph(PHRASE * 90_000)), {"too_long", "too_heavy"}),
    "100,000 runs": (
        "a.docx",
        lambda: docx_with(f"<w:p>{'<w:r><w:t>市局</w:t></w:r>' * MANY}</w:p>"),
        {"read", "too_heavy"},
    ),
    "tables in tables": (
        "a.docx",
        lambda: docx_with("<w:tbl><w:tr><w:tc>" * 70 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 70),
        {"too_heavy", "damaged"},
    ),
    "100,000 lines": ("a.txt", lambda: f"{PHRASE[:9]}\n".encode() * MANY, {"read", "too_heavy"}),
    "5 MB in a line": ("a.txt", lambda: PHRASE.encode() * 90_000, {"too_long"}),
    "pipes": ("a.txt", lambda: b"a|b\n" * 300_000, {"read", "too_heavy"}),
    "dashes": ("a.txt", lambda: b"-" * 1_000_000 + b"x", {"read", "too_heavy"}),
    "stars": ("a.md", lambda: b"**a" * 400_000, {"read", "too_heavy"}),
    "quotation marks": ("a.csv", lambda: b'"' * 2_000_000, {"read", "too_long", "too_heavy"}),
    "a million cells": ("a.csv", lambda: b"a,b,c,d\n" * 250_000, {"too_long"}),
    "entries of a list": ("a.html", lambda: b"<html><ol>" + b"<li>x" * MANY, {"read", "too_heavy"}),
    "menus in menus": (
        "a.html",
        lambda: b"<html>" + b"<div class=nav>" * 200 + b"<a href=x>y</a>" * MANY,
        {"read", "no_text"},
    ),
    "deep markup": ("a.html", lambda: b"<html>" + b"<div>" * MANY + b"x", {"read", "no_text"}),
    "wide table": (
        "a.html",
        lambda: b"<table>" + b"<tr><td colspan=99999 rowspan=99999>x<td>y" * 3_000,
        {"read", "too_long"},
    ),
    "one cell over everything": (
        "a.xlsx",
        lambda: xlsx_with(f'{ROW}<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        {"read"},
    ),
    "many cells over everything": ("a.xlsx", lambda: xlsx_with(f"{ROW}<mergeCells>{MERGED}</mergeCells>"), {"read"}),
    "a cell in the last corner": ("a.xlsx", lambda: xlsx_with(FAR), {"too_heavy", "too_long"}),
    "empty sheets": ("a.xlsx", lambda: xlsx_with("<sheetData/>"), {"no_text"}),
    "rows without end": (
        "a.ods",
        lambda: files.ods_with(
            '<t:table><t:table-row t:number-rows-repeated="1048576"><t:table-cell t:number-columns-repeated="16384">'
            "<text:p>x</text:p></t:table-cell></t:table-row></t:table>"
        ),
        {"too_long"},
    ),
    "5,000 pages": ("a.pdf", lambda: files.pdf_of([b""] * 5_000), {"too_long"}),
    "a page that unpacks without end": ("a.pdf", lambda: files.pdf_of([b" " * (250 << 20)]), {"too_heavy", "damaged"}),
    "a page of endless text": ("a.pdf", lambda: files.pdf_of([HELLO * 400_000]), {"too_heavy"}),
    "a page of lines": ("a.pdf", lambda: files.pdf_of([HELLO + LINES]), {"read"}),
    "100,000 tasks": (
        "a.txt",
        lambda: (TITLE + "".join(f"{n % 99 + 1}.5月底前完成（市财政局）\n" for n in range(90_000))).encode("gb18030"),
        {"too_heavy"},
    ),
    "one sentence": ("a.txt", lambda: f"{PHRASE},".encode("gb18030") * 70_000, {"read", "too_heavy"}),
    "one list": (
        "a.txt",
        lambda: f"{TITLE}1.任务（{'市财政局、' * 290_000}牵头）".encode("gb18030"),
        {"read", "too_heavy"},
    ),
    "lines of one character": ("a.txt", lambda: "甲\n".encode() * 700_000, {"read", "too_heavy"}),
    "a repair a character": ("a.txt", lambda: "甲,乙;丙:丁(戊)".encode() * 150_000, {"too_heavy"}),
    "one cell a line": (
        "a.txt",
        lambda: _lines(TITLE, "序号\n工作任务\n牵头单位\n完成时限\n", "1\n推进\n市财政局\n6月\n" * 90_000),
        {"too_heavy"},
    ),
    "100,000 rows": (
        "a.csv",
        lambda: _lines("任务,牵头单位\n", "及时公开,市财政局\n" * MANY),
        {"too_long", "too_heavy"},
    ),
    "more rows than a plan has": (
        "a.csv",
        lambda: _lines("序号,任务,牵头单位\n", *(f"{n},公开,市财政局\n" for n in range(6_000))),
        {"too_long", "too_heavy"},
    ),
    "a commitment a line": (
        "a.txt",
        lambda: b"".join(b"Commitment %d. Publish\nLead agency: Ministry of Finance\n" % n for n in range(25_000)),
        {"read", "too_heavy"},
    ),
}


# In an interpreter of its own: what a process says of its children is never less than the largest it ever had.
# And what it says of itself is never less than the worker that started it, so the kernel is asked for its own.
TRY = """
import json, pathlib, re, resource, sys
from workflow.reading import NotReadable
from workflow.reading.apart import read_apart
from workflow.reading.loading import load_apart

with open(sys.argv[1], "rb") as file:
    data = file.read()
try:
    read_apart(load_apart(data, sys.argv[2]))
    answer = "read"
except NotReadable as refusal:
    answer = refusal.code
own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
peak = int(re.search("VmHWM:(.*)kB", pathlib.Path("/proc/self/status").read_text())[1])
seconds = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
print(json.dumps([answer, seconds, max(peak, children.ru_maxrss)]))
"""


@pytest.mark.parametrize("name", sorted(CORPUS))
def test_hostile_files(name: str, tmp_path: Path) -> None:
    """Seconds are those of the processor, which a busy machine does not lengthen; `test_apart` holds the clock."""
    filename, made, allowed = CORPUS[name]
    (tmp_path / "file").write_bytes(made())
    command = [sys.executable, "-c", TRY, str(tmp_path / "file"), filename]
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[4])
    answer, seconds, kilobytes = json.loads(done.stdout)
    assert answer in allowed
    assert seconds < 10
    assert kilobytes < 512 * 1024


def with_part(name: str, part: bytes | str, data: bytes) -> bytes:
    return files.zipped({**files.parts_of(data), name: part})


WORD, BOOK = files.docx_of(["甲"]), files.xlsx_of([["甲", "乙"], ["丙", "丁"]])


@pytest.mark.parametrize(
    "data",
    [
        with_part("word/document.xml", f"{ENTITY}<w:document {files.W}><w:body><w:p/></w:body></w:document>", WORD),
        with_part("word/document.xml", f"{ENTITY}<w:document {files.W}/>".encode("utf-16"), WORD),
        with_part("word/numbering.xml", f"{ENTITY}<a/>", WORD),
        with_part("[Content_Types].xml", f"{ENTITY}<a/>", WORD),
        with_part("customXml/item1.xml", f"<?xml version='1.0'?>\n{ENTITY}<a/>", WORD),
        with_part("xl/worksheets/sheet1.xml", f"{ENTITY}{SHEET}</worksheet>", BOOK),
        with_part("xl/sharedStrings.xml", f"\ufeff {ENTITY}<sst/>".encode(), BOOK),
        with_part("content.xml", f"{ENTITY}<a/>", files.ods_with("")),
    ],
)
def test_declarations_are_refused_before_a_parser_sees_them(data: bytes) -> None:
    assert refused(data) == "entities"


@pytest.mark.parametrize("part", ['<?xml version="1.0" encoding="UTF-7"?><a/>', "<a/>".encode("cp037"), "text"])
def test_an_encoding_that_could_hide_a_declaration_is_refused(part: bytes | str) -> None:
    assert refused(with_part("word/comments.xml", part, WORD)) == "damaged"


def test_macros_are_refused() -> None:
    assert refused(with_part("word/vbaProject.bin", b"x", WORD), "a.docm") == "macros"
    assert refused(with_part("xl/vbaProject.bin", b"x", BOOK), "a.xlsm") == "macros"
    assert refused(with_part("Basic/Standard/Module1.xml", "<a/>", files.ods_with("")), "a.ods") == "macros"


def test_links_and_objects_are_neutral() -> None:
    link = '<Relationship Id="rId90" Type="http://x/{}" Target="http://example.invalid/x" TargetMode="External"/>'
    parts = files.parts_of(WORD)
    rels = parts["word/_rels/document.xml.rels"]
    assert isinstance(rels, bytes)
    both = (link.format("attachedTemplate") + link.format("oleObject").replace("90", "91")).encode()
    parts["word/_rels/document.xml.rels"] = rels.replace(b"</Relationships>", both + b"</Relationships>")
    parts["word/embeddings/oleObject1.bin"] = files.ole({"Package": b"x"})
    assert load_apart(files.zipped(parts), "a.docx").text == "甲\n"


def test_a_part_that_lies_about_its_size() -> None:
    data = bytearray(files.zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>" + " " * 5_000}))
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert refused(bytes(data)) == "damaged"


def test_an_encrypted_part() -> None:
    data = bytearray(files.zipped({"[Content_Types].xml": "<a/>"}))
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(data)) == "encrypted"


@pytest.mark.parametrize("text", ["甲\u202e乙\u202c", "甲\x07乙", "甲\u200b乙", "甲\ufeff乙"])
def test_signs_that_print_nothing_are_neutral(text: str) -> None:
    reading = read(load_apart(f"一、任务\n{text}（市财政局负责）。".encode(), "a.txt"))
    assert "甲乙" in reading.clean
    page = load_apart(f"<html><p>{text}".encode(), "a.html")
    assert "甲乙" in read(page).clean


def test_what_no_database_stores_does_not_come_out() -> None:
    for data in (
        "<html><p>甲&#0;&#xd800;乙".encode(),
        "甲\x00乙\r\n".encode(),
        b"\xe7\x94\xb2\xed\xa0\x80\xe4\xb9\x99",
    ):
        text = load_apart(data, "a").text
        assert "\x00" not in text
        text.encode()
        assert "甲" in text
        assert "乙" in text


def test_nothing_is_unpacked_before_the_directory_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_arguments: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr(zipfile.ZipFile, "read", never)
    _, made, _ = CORPUS["zip bomb"]
    assert refused(made()) == "too_heavy"


WHOLE: dict[str, Callable[[], bytes]] = {
    "a.docx": lambda: files.docx_of(invented.BUSINESS_CLIMATE.splitlines()),
    "a.xlsx": lambda: files.xlsx_of([["甲", "乙"], ["丙", 1.5]], ["A1:A2"]),
    "a.xls": lambda: files.xls_of([["甲", "乙"], ["丙", 1.5]], [(0, 1, 0, 0)]),
    "a.ods": lambda: files.ods_with("<t:table><t:table-row><t:table-cell/></t:table-row></t:table>"),
    "a.pdf": lambda: files.pdf_of([HELLO, HELLO + LINES]),
    "a.html": lambda: files.html_of(invented.BUSINESS_CLIMATE.splitlines()).encode("gb18030"),
    "a.csv": lambda: "序号,任务,单位\n1,甲,乙\n".encode() * 9,
    "a.md": lambda: "|序号|任务|\n|---|---|\n|1|甲|\n".encode() * 9,
}


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_damaged_files_are_read_or_refused(name: str) -> None:
    whole, chance = WHOLE[name](), random.Random(name)
    answers = set()
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            place = chance.randrange(len(data))
            act = chance.randrange(3)
            if act == 0:
                data[place] = chance.randrange(256)
            elif act == 1:
                del data[place : place + chance.randrange(1, 60)]
            else:
                data[place:place] = chance.randbytes(chance.randrange(1, 9))
        try:
            source = load(bytes(data), name)
        except NotReadable as refusal:
            answers.add(refusal.code)
            continue
        answers.add("read")
        for table in source.tables:
            assert all(table.at[0] <= start <= end <= table.at[1] for start, end in (cell.at for cell in table.cells))
        assert read(source).raw == source.text
    assert answers <= {*SENTENCES, "read"}


def test_a_panic_of_a_library_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        """As calamine raises where its Rust code panics."""

    def panic(*_arguments: object) -> None:
        raise Panic

    monkeypatch.setattr("workflow.reading.loading.sheets.load_workbook", panic)
    assert refused(files.ole({"Workbook": b""})) == "damaged"


@pytest.mark.parametrize(
    "text",
    [
        "<!---->" * 4_000 + "云川市工作要点",
        "<!-- a " * 4_000,
        "云川市工作要点\n" + "\n" * 200_000 + "一、任务",
        "|" + "-" * 200_000,
        "a: b\n" * 50_000,
        "<?xml " * 40_000,
    ],
    ids=["comments", "open comments", "blank lines", "one rule", "headers", "declarations"],
)
def test_telling_the_kind_of_a_text_takes_no_longer_for_being_odd(text: str) -> None:
    """It runs in the request itself, so the bound is counted in the processor time of this process."""
    began = time.process_time()
    sniff(text.encode(), "a.txt")
    assert time.process_time() - began < 5

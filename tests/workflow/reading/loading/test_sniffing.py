"""The bytes decide what a file is; the extension only where the bytes leave it open."""

import pytest
from django.utils.translation import gettext, override

from tests.workflow.reading.loading import files
from tests.workflow.reading.loading.shared import code_of
from workflow.reading.loading import sniff
from workflow.reading.loading.refusals import SENTENCES

ENCRYPTED_WORD = b"\xec\xa5" + bytes(9) + b"\x01"


@pytest.mark.parametrize("extension", ["", ".txt", ".docx", ".pdf", ".exe"])
def test_the_extension_does_not_deceive(extension: str) -> None:
    name = f"plan{extension}"
    assert sniff(files.docx_of(["甲"]), name) == "docx"
    assert sniff(files.xlsx_of([["甲"]]), name) == "xlsx"
    assert sniff(files.ods_with(""), name) == "ods"
    assert sniff(files.pdf_of([b""]), name) == "pdf"
    assert sniff(files.ole({"WordDocument": b""}), name) == "doc"
    assert sniff(files.ole({"Workbook": b""}), name) == "xls"
    assert sniff(b"{\\rtf1 plan}", name) == "rtf"
    assert sniff("<!DOCTYPE html><p>甲</p>".encode("gb18030"), name) == "html"
    assert sniff("一、工作任务".encode("gb18030"), name) == "text"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("序号,任务\n1,甲", "plan.csv", "csv"),
        ("序号\t任务\n1\t甲", "plan.TSV", "csv"),
        ("# 甲", "plan.md", "markdown"),
        ("甲\n|a|b|\n|---|:--|\n|1|2|", "plan.txt", "markdown"),
        ("<table><tr><td>甲</td></tr></table>", "plan.xls", "html"),
        ("\n<!-- saved from url=(0014)about:internet -->\n<html>甲</html>", "plan", "html"),
        ("MIME-Version: 1.0\nContent-Type: text/html\n\n<p>甲", "plan.mht", "mhtml"),
        ("面积<p的数值", "plan.txt", "text"),
    ],
)
def test_what_is_written_in_text(text: str, name: str, kind: str) -> None:
    assert sniff(text.encode(), name) == kind


def test_a_writer_of_wps_is_told_from_one_of_word_by_the_name() -> None:
    assert sniff(files.ole({"WordDocument": b""}), "plan.WPS") == "wps"
    assert sniff(files.ole({"CONTENTS": b""}), "plan.wps") == "wps"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"BM\x00\x00\x00\x00", "image"),
        (b"II*\x00\x08", "image"),
        (b"Rar!\x1a\x07\x00", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (files.zipped({"a.txt": "甲"}), "archive"),
        (files.zipped({"[Content_Types].xml": "<a/>", "ppt/presentation.xml": "<a/>"}), "presentation"),
        (files.zipped({"[Content_Types].xml": "<a/>", "xl/workbook.bin": "x"}), "other_office"),
        (files.zipped({"[Content_Types].xml": "<a/>", "word/vbaProject.bin": "x"}), "macros"),
        (files.zipped({"mimetype": "application/vnd.oasis.opendocument.presentation"}), "presentation"),
        (files.ole({"PowerPoint Document": b""}), "presentation"),
        (files.ole({"EncryptedPackage": b""}), "encrypted"),
        (files.ole({"WordDocument": ENCRYPTED_WORD}), "encrypted"),
        (files.ole({"Workbook": b"\x09\x08\x02\x00\x00\x06\x2f\x00\x04\x00abcd"}), "encrypted"),
        (files.ole({"Something": b""}), "other_office"),
        (files.ole({"Workbook": b""})[:400], "damaged"),
        (files.docx_of(["甲"])[:400], "damaged"),
        (b"\x7fELF\x02\x01\x01" + bytes(9), "binary"),
        (bytes(range(128, 256)) * 9, "encoding"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "other_office"),
    ],
)
def test_what_is_refused_at_once(data: bytes, code: str) -> None:
    assert code_of(lambda: sniff(data, "plan.docx")) == code


def test_an_object_inside_a_document_does_not_decide() -> None:
    container = bytearray(files.ole({"WordDocument": b"", "Workbook": b""}))
    assert sniff(bytes(container), "plan.doc") == "doc"


def test_every_refusal_has_a_chinese_sentence() -> None:
    with override("zh-hans"):
        assert [code for code, sentence in SENTENCES.items() if gettext(sentence) == sentence] == []

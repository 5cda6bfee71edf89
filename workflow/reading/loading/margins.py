"""What is written beside the text of a document that is an archive: headers and footers of sheets, comments, text
boxes, properties. None of it is read; a mark of secrecy may stand there."""

import html
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import lxml.etree

from workflow.reading.loading.archive import read_part

Element = Any

SHEETS = re.compile(r"xl/(?:work|chart|dialog)sheets/[^/]+\.xml", re.IGNORECASE)
COMMENTS = re.compile(r"xl/(?:comments|threadedComments)[^/]*(?:/[^/]+)?\.xml", re.IGNORECASE)
DRAWINGS = re.compile(r"xl/drawings/[^/]+\.xml", re.IGNORECASE)
PROPERTIES = ("docProps/core.xml", "docProps/custom.xml", "meta.xml")
DESCRIBES = frozenset({"title", "subject", "description", "keywords", "keyword", "category", "contentStatus"})
NAMED = frozenset({"property", "user-defined"})

HEADER = re.compile(r"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)\b[^>]*>(?P<written>[^<]*)</")
# &L, &C and &R begin the three parts of a header; the other codes set fonts and stand for numbers of pages.
CODE = re.compile(
    r'&(?:(?P<part>[LCR])|(?P<sign>&)|"[^"]*"|K(?:[0-9A-F]{6}|\d\d[+-]\d{3})|\d{1,3}|[A-Z])', re.IGNORECASE
)

WHOSE = re.compile(r"\s*[(（\[【]?\s*[内內]\s*部\s*[)）\]】]?\s*")

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
LINES = (TEXT + "p", TEXT + "h")
OPEN_HEADERS = tuple(STYLE + side + page for side in ("header", "footer") for page in ("", "-left", "-first"))


def sheet_names(names: Iterable[str]) -> Iterator[str]:
    """The names of sheets, among which a mark may stand. 内部 alone is none there: beside 外部 it says whose tasks the
    sheet holds, where 内部资料 says what the document is."""
    return (name for name in names if not WHOSE.fullmatch(name))


def properties(archive: zipfile.ZipFile) -> Iterator[str]:
    """What the properties of an office document say of it; those an office named itself also behind their name."""
    for name in PROPERTIES:
        for element in _parsed(archive, name).iter():
            kind = _name(element)
            if kind not in DESCRIBES and kind not in NAMED:
                continue
            written = "".join(element.itertext()).strip()
            if kind in NAMED:
                label = next((value for key, value in element.attrib.items() if key.endswith("name")), "")
                yield f"{label}：{written}"
            yield written


def workbook_margins(archive: zipfile.ZipFile) -> Iterator[str]:
    """Headers and footers of all sheets of an .xlsx, then its text boxes and comments, a line each."""
    for part in archive.namelist():
        if SHEETS.fullmatch(part):
            yield from _headers(read_part(archive, part))
    for part in archive.namelist():
        if DRAWINGS.fullmatch(part):
            yield from (_said(line, "t") for line in _parsed(archive, part).iter("{*}p"))
        elif COMMENTS.fullmatch(part):
            yield from (_said(comment, "t", "text") for comment in _parsed(archive, part).iter("{*}text"))


def open_workbook_margins(archive: zipfile.ZipFile, content: Element) -> Iterator[str]:
    """The same of an OpenDocument workbook with this `content`."""
    for header in _parsed(archive, "styles.xml").iter(*OPEN_HEADERS):
        yield from ("".join(line.itertext()) for line in header.iter(*LINES))
    for shape in content.iter(OFFICE + "annotation", DRAW + "*"):
        yield from ("".join(line.itertext()) for line in shape.iterchildren(*LINES))


def header_lines(written: str) -> Iterator[str]:
    """The parts of the header of a sheet, without their codes: `&L机密★1年&C第 &P 页`."""
    yield from CODE.sub(lambda code: "\n" if code["part"] else "&" if code["sign"] else "", written).split("\n")


def _headers(sheet: bytes) -> Iterator[str]:
    # They stand behind the cells; a sheet may be long, and only this little of it is wanted.
    behind = sheet[max(sheet.rfind(b"sheetData"), 0) :]
    text = behind.decode("utf-16" if sheet.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "replace")
    for header in HEADER.finditer(text):
        yield from header_lines(html.unescape(header["written"]))


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    """A part as XML; an empty element where there is none, or none that can be read: nothing depends on it."""
    if name in archive.namelist():
        parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
        root = lxml.etree.fromstring(read_part(archive, name), parser)
        if root is not None:
            return root
    return lxml.etree.Element("none")


def _said(parent: Element, *names: str) -> str:
    return "".join(element.text or "" for element in parent.iter() if _name(element) in names)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""

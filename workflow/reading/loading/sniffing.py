"""Which format a file is in, by its bytes. The extension decides only where the bytes leave it open."""

import re
import struct
from pathlib import PurePath

from workflow.reading.decode import decode
from workflow.reading.loading.archive import open_archive, read_part
from workflow.reading.loading.ole import SIGNATURE, Container
from workflow.reading.loading.refusals import refusal

IMAGES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"\x00\x00\x01\x00",
    b"8BPS",
    b"AT&TFORM",
)
ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
OPEN_DOCUMENT = {"spreadsheet": "ods", "text": "odt"}
HTML_START = re.compile(
    # Atomic, and no comment reaches into the next: tried over again, a few of them would take for ever.
    r"(?>(?:<\?xml[^>]*>|<!--(?:(?!-->).){0,4000}-->|\s)*)<(?:!doctype\s+html|html|head|body|meta|table|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
HTML_TAG = re.compile(r"</(?:p|div|td|span|html|body)\s*>|<br\s*/?>", re.IGNORECASE)
MULTIPART = re.compile(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}MIME-Version:", re.IGNORECASE)
MARKDOWN_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*\|[ \t|:-]*$", re.MULTILINE)
CSV_NAMES = (".csv", ".tsv", ".tab")
MARKDOWN_NAMES = (".md", ".markdown")
HEAD = 20_000
FILE_PASSWORD = 0x2F


def sniff(data: bytes, filename: str = "") -> str:
    """The kind of the file: text, markdown, csv, html, mhtml, docx, xlsx, xls, ods, pdf, doc, wps, rtf or odt.

    Cheap, nothing is parsed. Raises NotReadable for what is none of these: empty, image, archive, encrypted office
    file, macros, presentation, binary.
    """
    if not data.strip():
        raise refusal("empty")
    name = PurePath(filename).suffix.lower()
    if data.startswith(b"PK"):
        return _zipped(data)
    if data.startswith(SIGNATURE):
        return _ole(data, name)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if _is_image(data):
        raise refusal("image")
    if data.startswith(ARCHIVES):
        raise refusal("archive")
    return _written(data, name)


def _is_image(data: bytes) -> bool:
    if data.startswith(b"BM"):  # two letters an English text may begin with as well
        return b"\x00" in data[:64]
    return data.startswith(IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:12] == b"ftypheic"


def _zipped(data: bytes) -> str:
    archive = open_archive(data)
    names = {part.filename for part in archive.infolist()}
    lower = {name.lower() for name in names}
    if "mimetype" in names:
        kind = read_part(archive, "mimetype").decode("ascii", "replace").strip()
        if kind.startswith("application/vnd.oasis.opendocument."):
            return _known_open(kind.rsplit(".", 1)[1].removesuffix("-template"), lower)
    if "[content_types].xml" not in lower:
        raise refusal("archive")
    if any(name.endswith(("vbaproject.bin", "macrosheets/sheet1.xml")) for name in lower):
        raise refusal("macros")
    if any(name.startswith("ppt/") for name in lower):
        raise refusal("presentation")
    if any(name.startswith("xl/") for name in lower):
        if "xl/workbook.bin" in lower:
            raise refusal("other_office")
        return "xlsx"
    if any(name.startswith("word/") for name in lower):
        return "docx"
    raise refusal("other_office")


def _known_open(kind: str, names: set[str]) -> str:
    if any(name.startswith(("basic/", "scripts/")) for name in names):
        raise refusal("macros")
    if kind == "presentation":
        raise refusal("presentation")
    if kind not in OPEN_DOCUMENT:
        raise refusal("other_office")
    return OPEN_DOCUMENT[kind]


def _ole(data: bytes, extension: str) -> str:
    container = Container(data)
    streams = container.streams
    if "EncryptedPackage" in streams:
        raise refusal("encrypted")
    if "WordDocument" in streams:
        head = container.head("WordDocument", 12)
        if len(head) == 12 and head[11] & 1:
            raise refusal("encrypted")
        return "wps" if extension == ".wps" else "doc"
    for name in ("Workbook", "Book"):
        if name in streams:
            if _is_locked(container.head(name, HEAD)):
                raise refusal("encrypted")
            return "xls"
    if "PowerPoint Document" in streams:
        raise refusal("presentation")
    if extension == ".wps":
        return "wps"
    raise refusal("other_office")


def _is_locked(head: bytes) -> bool:
    """Whether a record of a password (FILEPASS) is among the first of an older workbook."""
    place = 0
    while place + 4 <= len(head):
        kind, length = struct.unpack_from("<HH", head, place)
        if kind == FILE_PASSWORD:
            return True
        place += 4 + int(length)
    return False


def _written(data: bytes, extension: str) -> str:
    """Text: a web page, Markdown, a table of commas, or simply text."""
    head = decode(data)[:HEAD]
    if MULTIPART.match(head) and "text/html" in head:
        return "mhtml"
    if "<?mso-application" in head[:500] or "schemas.microsoft.com/office/word/2003" in head[:2000]:
        raise refusal("other_office")
    if HTML_START.match(head) or (extension in (".htm", ".html") and HTML_TAG.search(head)):
        return "html"
    if extension in CSV_NAMES:
        return "csv"
    if extension in MARKDOWN_NAMES or MARKDOWN_RULE.search(head):
        return "markdown"
    return "text"

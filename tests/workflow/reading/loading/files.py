"""Files of every format, made by script: what a clerk may hand in, and what an attacker may."""

import io
import os
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import openpyxl

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><office:body><office:spreadsheet>'
)


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes | str]:
    """The parts of a ZIP archive, to change some of them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def saved(document: Any) -> bytes:
    """The bytes of an opened document or workbook."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_of(lines: Iterable[str]) -> bytes:
    """A Word document of plain paragraphs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def docx_with(body: str, **parts: bytes | str) -> bytes:
    """A Word document with this XML inside its body; `numbering` and `styles` may be given too."""
    content = parts_of(saved(docx.Document()))
    content["word/document.xml"] = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    for name, part in parts.items():
        content[f"word/{name}.xml"] = part
    return zipped(content)


def paragraph(text: str, settings: str = "") -> str:
    """The XML of a paragraph."""
    return f"<w:p><w:pPr>{settings}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def xlsx_of(rows: Iterable[Sequence[object]], merged: Iterable[str] = ()) -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    return saved(book)


def xlsx_with(sheet: str) -> bytes:
    """A workbook whose only sheet is this XML."""
    content = parts_of(xlsx_of([["x"]]))
    content["xl/worksheets/sheet1.xml"] = f"{SHEET}{sheet}</worksheet>"
    return zipped(content)


def odt_linking_to(address: str) -> bytes:
    """An OpenDocument text whose picture and whose second section stand elsewhere."""
    names = {
        "office": "office",
        "text": "text",
        "draw": "drawing",
        "svg": "svg-compatible",
    }
    spaces = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for key, name in names.items())
    picture = f'<draw:image xlink:href="{address}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
    frame = f'<draw:frame svg:width="2cm" svg:height="2cm">{picture}</draw:frame>'
    section = (
        f'<text:section text:name="s"><text:section-source xlink:href="{address}"/><text:p>乙</text:p></text:section>'
    )
    kind = "application/vnd.oasis.opendocument.text"
    entry = "<m:file-entry m:full-path='{}' m:media-type='{}'/>"
    return zipped(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            + entry.format("/", kind)
            + entry.format("content.xml", "text/xml")
            + "</m:manifest>",
            "content.xml": f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink"><office:body>'
            f"<office:text><text:p>甲{frame}</text:p>{section}</office:text></office:body></office:document-content>",
        }
    )


def ods_with(tables: str) -> bytes:
    """An OpenDocument workbook of these tables."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"{CONTENT}{tables}</office:spreadsheet></office:body></office:document-content>",
        }
    )


def html_of(lines: Iterable[str], style: str = "") -> str:
    """A page of paragraphs."""
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<html><head><meta charset="utf-8"><style>{style}</style></head><body>{body}</body></html>'


def printed(markup: str) -> bytes:
    """A page printed as PDF by the system's Chromium; a missing one is a failure, never a skip."""
    with TemporaryDirectory() as folder:
        page, out = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(markup, encoding="utf-8")
        command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command += [f"--user-data-dir={folder}/profile", f"--print-to-pdf={out}", str(page)]
        subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": folder})
        return out.read_bytes()


def pdf_of(contents: Sequence[bytes], extra: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF written by hand: one page for each stream of operators."""
    font = b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>" + extra + b">>"
    kids = b" ".join(b"%d 0 R" % (3 + 2 * number) for number in range(len(contents)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(contents), kids)]
    for number, content in enumerate(contents):
        packed = zlib.compress(content)
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources" % (4 + 2 * number)
        objects.append(page + font + b">>")
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed))
    out, places = io.BytesIO(b""), []
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start))
    return out.getvalue()


def ole(streams: Mapping[str, bytes], small: Mapping[str, bytes] | None = None) -> bytes:
    """An OLE container of a few streams, each of at least 4,096 bytes; `small` ones stand in the stream of the root."""
    free, end, fat_sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    sectors: list[bytes] = []
    fat: list[int] = []
    entries: list[tuple[str, int, int, int, int, int, int]] = []
    names = list(streams)
    for number, name in enumerate(names):
        content = streams[name].ljust(4096, b"\0")
        content += b"\0" * (-len(content) % 512)
        first, count = len(sectors), len(content) // 512
        sectors += [content[place : place + 512] for place in range(0, len(content), 512)]
        fat += [*range(first + 1, first + count), end]
        entries.append((name, 2, free, number + 2, free, first, len(content)))
    held, following = b"", list[int]()
    for name, content in (small or {}).items():
        first, count = len(following), len(content) // 64 + 1
        held += content.ljust(count * 64, b"\0")
        following += [*range(first + 1, first + count), end]
        entries.append((name, 2, free, len(entries) + 2, free, first, len(content)))
    entries[-1] = (*entries[-1][:3], free, *entries[-1][4:])
    root, table = len(sectors), end
    if small:
        sectors += [held[place : place + 512].ljust(512, b"\0") for place in range(0, len(held), 512)]
        fat += [*range(root + 1, len(sectors)), end]
        table = len(sectors)
        assert len(following) <= 128
        sectors.append(struct.pack(f"<{len(following)}I", *following).ljust(512, b"\xff"))
        fat.append(end)
    entries.insert(0, ("Root Entry", 5, free, free, 1, root if small else end, len(held)))
    directory = b"".join(_entry(*entry) for entry in entries)
    directory += b"\0" * (-len(directory) % 512)
    first_directory, count = len(sectors), len(directory) // 512
    sectors += [directory[place : place + 512] for place in range(0, len(directory), 512)]
    fat += [*range(first_directory + 1, first_directory + count), end]
    fat_count = (len(fat) + 130) // 128
    fat_places = range(len(sectors), len(sectors) + fat_count)
    fat += [fat_sector] * fat_count
    fat += [free] * (fat_count * 128 - len(fat))
    packed = struct.pack(f"<{len(fat)}I", *fat)
    sectors += [packed[place : place + 512] for place in range(0, len(packed), 512)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, fat_count, first_directory, 0, 4096, table, int(bool(small)), end, 0)
    header += struct.pack("<109I", *[*fat_places, *[free] * (109 - fat_count)])
    return header.ljust(512, b"\0") + b"".join(sectors)


def _entry(name: str, kind: int, left: int, right: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIII", written, len(written) + 2, kind, 1, left, right, child, start, size, 0)


def xls_of(
    rows: Sequence[Sequence[str | float]],
    merged: Sequence[tuple[int, int, int, int]] = (),
    *,
    beside: bytes = b"",
    small: Mapping[str, bytes] | None = None,
) -> bytes:
    """An older Excel workbook (BIFF8) of one sheet; merged areas are first row, last row, first and last column.
    `beside` are further records of the sheet, `small` further streams."""
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                cells += record(0x0204, place + struct.pack("<HB", len(value), 1) + text)
            else:
                cells += record(0x0203, place + struct.pack("<d", value))
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)
    areas = struct.pack("<H", len(merged)) + b"".join(struct.pack("<4H", *area) for area in merged)
    sheet = _begin(0x10) + record(0x0200, size) + cells + record(0x00E5, areas) + beside + record(0x0A, b"")
    name = b"\x06\x00Sheet1"

    def head(start: int) -> bytes:
        listed = record(0x85, struct.pack("<IBB", start, 0, 0) + name)
        return _begin(0x05) + record(0x42, struct.pack("<H", 1200)) + listed + record(0x0A, b"")

    return ole({"Workbook": head(len(head(0))) + sheet}, small)


def _begin(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def record(kind: int, content: bytes) -> bytes:
    """A record of an older workbook."""
    return struct.pack("<HH", kind, len(content)) + content


def string(text: str) -> bytes:
    """A text of such a record: its length, how it is written, and itself."""
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def property_set(texts: Sequence[str]) -> bytes:
    """The properties of an older document, in GBK; the first text is property 2, its title."""
    values = [struct.pack("<IHxx", 2, 936)]
    for text in texts:
        written = text.encode("gbk") + b"\0"
        values.append(struct.pack("<II", 0x1E, len(written)) + written.ljust(-(-len(written) // 4) * 4, b"\0"))
    place, listed = 8 + 8 * len(values), b""
    for number, value in enumerate(values, 1):
        listed += struct.pack("<II", number, place)
        place += len(value)
    section = struct.pack("<II", place, len(values)) + listed + b"".join(values)
    return struct.pack("<HHI16xI16xI", 0xFFFE, 0, 0, 1, 48) + section

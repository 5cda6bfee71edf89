"""Documents that are ZIP archives: how large they become, and whether their XML is what office programs write."""

import io
import struct
import zipfile
import zlib

from workflow.reading.loading.limits import FREE_BYTES, MAX_PARTS, MAX_RATIO, MAX_UNPACKED
from workflow.reading.loading.refusals import refusal

END_OF_DIRECTORY = b"PK\x05\x06"
XML_NAMES = (".xml", ".rels", ".vml", ".xhtml")
DECLARED = (b"<!DOCTYPE", b"<!ENTITY")
ENCODINGS = (b"utf-8", b"utf-16", b"us-ascii", b"ascii")


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive, after its directory was checked; nothing is unpacked. Raises NotReadable: damaged, encrypted, or
    larger unpacked than a plan document is."""
    place = data.rfind(END_OF_DIRECTORY)
    if place < 0 or len(data) < place + 22:
        raise refusal("damaged")
    if struct.unpack_from("<H", data, place + 10)[0] > MAX_PARTS:
        raise refusal("too_heavy")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise refusal("damaged") from None
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise refusal("too_heavy")
    for part in parts:
        if part.flag_bits & 1:
            raise refusal("encrypted")
        if part.file_size > FREE_BYTES and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise refusal("too_heavy")
    return archive


def check_parts(archive: zipfile.ZipFile) -> None:
    """Refuse a DOCTYPE or an entity in any XML part, before a parser sees it: python-docx drops the rest of a paragraph
    that holds an external entity without a word, others would fetch or multiply it."""
    for part in archive.infolist():
        if part.filename.lower().endswith(XML_NAMES):
            check_xml(read_part(archive, part.filename))


def check_xml(content: bytes) -> None:
    """The same for one part. A part in an encoding that could hide the declaration is refused as well."""
    plain = content.replace(b"\x00", b"") if b"\x00" in content[:200] else content
    head = plain.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()
    if head and not head.startswith(b"<"):
        raise refusal("damaged")
    if any(sign in plain for sign in DECLARED):
        raise refusal("entities")
    declaration = head[: head.find(b"?>")] if head.startswith(b"<?xml") else b""
    if b"encoding" in declaration and not any(name in declaration.lower() for name in ENCODINGS):
        raise refusal("damaged")


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part unpacked. Raises NotReadable when it is missing or damaged."""
    try:
        return archive.read(name)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, zlib.error):
        raise refusal("damaged") from None

"""What is written beside the cells of an older Excel workbook (.xls): headers, footers, text boxes and comments.

Records and their layout: [MS-XLS] 2.4 (BIFF8). Of the format before it (BIFF5) the headers and footers are taken.
"""

import struct
from collections.abc import Iterator

from workflow.reading.loading.margins import header_lines

BEGIN, HEADER, FOOTER, MORE_HEADERS, BOX, GOES_ON = 0x0809, 0x14, 0x15, 0x089C, 0x01B6, 0x3C
BIFF8 = 0x0600
BEFORE_COUNTS = 30
"""Bytes of a record of further headers in front of the lengths of its four texts."""


def written_beside(stream: bytes) -> Iterator[str]:
    """The lines beside the cells, in the order of the file; what is cut off or damaged is left out."""
    version, waiting, box = BIFF8, 0, ""
    for _, kind, content in records(stream):
        if kind == GOES_ON and waiting > 0:
            text = _text(content[1:], wide=bool(content[:1] and content[0] & 1))[:waiting]
            box, waiting = box + text, waiting - len(text)
            if waiting <= 0 or not text:
                yield from box.splitlines()
                waiting = 0
            continue
        waiting = 0
        if kind == BEGIN and len(content) >= 2:
            version = struct.unpack_from("<H", content)[0]
        elif kind in (HEADER, FOOTER):
            yield from header_lines(_string(content) if version == BIFF8 else content[1:].decode("gb18030", "replace"))
        elif kind == MORE_HEADERS:
            yield from _more_headers(content)
        elif kind == BOX and len(content) >= 12:
            waiting, box = struct.unpack_from("<H", content, 10)[0], ""


def records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The place, kind and content of each record of a stream."""
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield place, kind, stream[place + 4 : place + 4 + length]
        place += 4 + int(length)


def _more_headers(content: bytes) -> Iterator[str]:
    """Those of even pages and of the first."""
    if len(content) < BEFORE_COUNTS + 8:
        return
    place = BEFORE_COUNTS + 8
    for count in struct.unpack_from("<4H", content, BEFORE_COUNTS):
        if count:
            yield from header_lines(_string(content[place:]))
            place += 3 + count * (2 if content[place + 2 : place + 3] == b"\x01" else 1)


def _string(content: bytes) -> str:
    """A text behind its length and the sign of how it is written."""
    if len(content) < 3:
        return ""
    count, wide = struct.unpack_from("<HB", content)
    return _text(content[3:], wide=bool(wide & 1))[:count]


def _text(content: bytes, *, wide: bool) -> str:
    return content.decode("utf-16-le" if wide else "latin-1", "replace")

"""The properties of a document in an OLE container (title, subject, keywords, an office's own): [MS-OLEPS] 2."""

import struct
from collections.abc import Iterator

STREAMS = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
CODE_PAGE, DICTIONARY = 1, 0
NARROW, WIDE = 0x1E, 0x1F
ENCODINGS = {1200: "utf-16-le", 65001: "utf-8", 950: "big5", 1252: "latin-1"}
MOST = 1_000
"""Properties of a set that are looked at."""


def texts(stream: bytes) -> Iterator[str]:
    """Every text among the properties; what is cut off or damaged is left out."""
    try:
        count: int = struct.unpack_from("<I", stream, 24)[0]
        starts = [struct.unpack_from("<I", stream, 44 + 20 * number)[0] for number in range(min(count, 4))]
    except struct.error:
        return
    for start in starts:
        yield from _section(stream[start:])


def _section(section: bytes) -> Iterator[str]:
    try:
        count: int = struct.unpack_from("<I", section, 4)[0]
        places = dict(struct.unpack_from("<II", section, 8 + 8 * number) for number in range(min(count, MOST)))
        page = struct.unpack_from("<H", section, places[CODE_PAGE] + 4)[0] if CODE_PAGE in places else 0
    except struct.error:
        return
    for name, place in places.items():
        if name not in (DICTIONARY, CODE_PAGE):
            yield _text(section, place, ENCODINGS.get(page, "gb18030"))


def _text(section: bytes, place: int, encoding: str) -> str:
    """The property at a place, if it is a text."""
    head = section[place : place + 8]
    if len(head) < 8:
        return ""
    kind, size = struct.unpack("<II", head)
    if kind == NARROW:
        written = section[place + 8 : place + 8 + size].decode(encoding, "replace")
    elif kind == WIDE:
        written = section[place + 8 : place + 8 + 2 * size].decode("utf-16-le", "replace")
    else:
        return ""
    return written.partition("\0")[0]

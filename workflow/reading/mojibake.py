"""Paragraphs whose bytes were read in the wrong encoding: 鏀垮姟鍏紑 for 政务公开, æ”¿åŠ¡ for 政务.

Brought back only where not a byte is lost and what comes out is Chinese. A line is looked at as a whole: no real
sentence is by accident valid in the other encoding over its entire length.
"""

import re
from collections.abc import Iterator

from workflow.reading.offsets import Edit

LINE = re.compile(r"[^\r\n]+")
HAN = re.compile(r"[\u4e00-\u9fff]")
FOREIGN = re.compile(r"[^\x00-\x7f]")
# What a Chinese line consists of besides ASCII.
CHINESE = re.compile(r"[\x20-\x7e\t\u4e00-\u9fff\u3000-\u303f\uff00-\uffef“”‘’—…·〇①-⑳\u00d7]*")
FEWEST = 3
# Windows fills most of the places that Latin-1 leaves to control characters.
WINDOWS = {bytes([byte]).decode("cp1252"): byte for byte in range(128, 160) if byte not in {129, 141, 143, 144, 157}}
# The sign for what could not be read, what it becomes when read once more, and characters that only garbling makes.
LOST = re.compile(r"\ufffd|锟斤拷|[锛銆鈥]|\?{4,}")


def mojibake(text: str) -> Iterator[Edit]:
    """Lines to be read again in the encoding they were written in."""
    for match in LINE.finditer(text):
        line = match.group()
        stripped = line.strip()
        if len(FOREIGN.findall(stripped)) < FEWEST:
            continue
        mended = _from_latin(stripped) if not HAN.search(stripped) else _again(_gbk(stripped), "utf-8")
        if mended is not None and mended != stripped:
            start = match.start() + line.index(stripped)
            yield Edit(start, start + len(stripped), mended, "mojibake")


def _gbk(line: str) -> bytes | None:
    try:
        # Windows shows the one byte that GBK leaves free as a euro sign.
        return b"\x80".join(part.encode("gb18030") for part in line.split("€"))
    except UnicodeError:
        return None


def _from_latin(line: str) -> str | None:
    """A line of Western letters that are the bytes of UTF-8 or GBK."""
    try:
        data = bytes(WINDOWS.get(char, ord(char)) for char in line)
    except ValueError:
        return None
    return _again(data, "utf-8") or _again(data, "gb2312")


def _again(data: bytes | None, encoding: str) -> str | None:
    if data is None:
        return None
    try:
        mended = data.decode(encoding)
    except UnicodeError:
        return None
    count = len(HAN.findall(mended))
    if count < FEWEST or count * 2 < len(FOREIGN.findall(mended)) or not CHINESE.fullmatch(mended):
        return None
    return mended


def lost_passages(text: str) -> list[tuple[int, int]]:
    """Where characters are lost for good: no repair brings them back."""
    return [match.span() for match in LOST.finditer(text)]

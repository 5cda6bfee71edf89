"""Damage that plan documents are found with, one function a kind: each looks at a text and names the edits to mend it.

The order matters and is fixed in `clean.py`: shifted characters are brought back first, glosses go next, and only then
are traditional characters converted, so that the converter sees whole words.
"""

import re
from collections.abc import Iterator
from functools import cache

import opencc

from workflow.reading.offsets import Edit

LINE_BREAK = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# Control characters, zero-width ones, marks that turn the direction of writing, and halves of surrogate pairs.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
COMPATIBILITY = re.compile(r"[\u2e80-\u2ef3\u2f00-\u2fd5\uf900-\ufaff]")
# Radicals that PDF printers write instead of characters, of those that Unicode itself does not fold.
RADICALS = dict(
    zip(
        "⺌⺠⺝⺼⻁⻃⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳⺟",
        "小民月肉虎西西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟母",
        strict=True,
    )
)
SHIFTED_LINE = re.compile(r"^[ \t\u3000]*(\?[^\n]{3,200})$", re.MULTILINE)
MENDED_LINE = re.compile(
    r"\u3000+(?:[（(]?[一二三四五六七八九十]{1,3}[)）、]|[（(]?\d{1,3}[)）.、]|第[一二三四五六七八九十百]{1,5}[章节条])"
)
SPACE = re.compile(
    r"(?<=[0-9])[ \u00a0]{1,3}(?=[年月日号个次周天%％])"
    r"|(?<=[年月第〕﹞])[ \u00a0]{1,3}(?=[0-9])"
)
HAN = re.compile(r"[\u3400-\u9fff]")

# Shares of characters that conversion would change, above which a text or one of its lines counts as traditional. Below
# them the few hits are names and quotations, which are left as the office wrote them.
TRADITIONAL_TEXT = 0.02
TRADITIONAL_LINE = 0.10


def line_breaks(text: str) -> Iterator[Edit]:
    """Every kind of line end becomes one line feed."""
    for match in LINE_BREAK.finditer(text):
        yield Edit(match.start(), match.end(), "\n", "line_break")


def invisible(text: str) -> Iterator[Edit]:
    """Characters that print nothing, or turn the writing around, are taken out."""
    for match in INVISIBLE.finditer(text):
        yield Edit(match.start(), match.end(), "", "invisible")


def compatibility(text: str) -> Iterator[Edit]:
    """Radicals and doubled code points that look like a character become that character (⼀ → 一)."""
    for match in COMPATIBILITY.finditer(text):
        plain = plain_character(match.group())
        if plain != match.group():
            yield Edit(match.start(), match.end(), plain, "compatibility")


def plain_character(char: str) -> str:
    """The character that a radical or a doubled code point looks like; others stay."""
    from unicodedata import normalize

    folded = RADICALS.get(char) or normalize("NFKC", char)
    return folded if len(folded) == 1 else char


def shifted(text: str) -> Iterator[Edit]:
    """Lines read half a character late.

    Where a page lost the first byte of the indent (U+3000 is A1 A1 in GB 18030), every later pair was cut in the wrong
    place: `（一）` turned into `。ㄒ唬`. No byte but the first is gone, so writing the line back as GB 18030 behind a
    new A1 brings it back without loss. Kept only if what comes out starts as an outline heading does.
    """
    for match in SHIFTED_LINE.finditer(text):
        try:
            mended = (b"\xa1" + match.group(1)[1:].encode("gb18030")).decode("gb18030")
        except UnicodeError:
            continue
        if MENDED_LINE.match(mended):
            yield Edit(match.start(1), match.end(1), mended.lstrip("\u3000"), "shifted")


@cache
def _converter() -> opencc.OpenCC:
    # The Taiwan variant knows 著 as 着 in 著力 and leaves 著作 alone; the general one leaves both.
    return opencc.OpenCC("tw2s")


def simplified(text: str) -> str:
    """The text in simplified characters, always of the same length."""
    converted: str = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(one if len(one) == 1 else char for char, one in ((c, _converter().convert(c)) for c in text))


def traditional(text: str) -> Iterator[Edit]:
    """Traditional characters, a run at a time, in a text or a line that is written in them."""
    counted = len(HAN.findall(text))
    converted = simplified(text)
    changed = _changes(text, converted)
    whole = changed > counted * TRADITIONAL_TEXT
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        mended = converted[position:end]
        if mended != line and (whole or _changes(line, mended) > len(HAN.findall(line)) * TRADITIONAL_LINE):
            yield from _runs(line, mended, position)
        position = end + 1


def _changes(before: str, after: str) -> int:
    return sum(1 for a, b in zip(before, after, strict=True) if a != b) if before != after else 0


def _runs(line: str, mended: str, offset: int) -> Iterator[Edit]:
    start: int | None = None
    for index, (a, b) in enumerate(zip(line, mended, strict=True)):
        if a != b and start is None:
            start = index
        elif a == b and start is not None:
            yield Edit(offset + start, offset + index, mended[start:index], "traditional")
            start = None
    if start is not None:
        yield Edit(offset + start, offset + len(line), mended[start:], "traditional")


def spaces(text: str) -> Iterator[Edit]:
    """A space inside a number or date: `2016 年`, `22 号`."""
    for match in SPACE.finditer(text):
        yield Edit(match.start(), match.end(), "", "space")

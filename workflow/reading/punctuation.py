"""Half-width punctuation between Chinese characters: `各县区,市直各单位(含乡镇)` gets the signs of Chinese print.

Numbers (1,000), times (10:30), addresses of pages and Latin words in brackets keep theirs.
"""

import re
from collections.abc import Iterator

from workflow.reading.offsets import Edit

WIDE = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？"}
SIGN = re.compile(r"[,;:!?]")
BRACKET = re.compile(r"[()（）\n]")
CHINESE = re.compile(r"[\u3400-\u9fff\u3001-\u3011\u3014\u3015\uff00-\uffef“”‘’—…·□]")
HAN = re.compile(r"[\u3400-\u9fff]")
ADDRESS = re.compile(r"(?:[a-z]{2,6}://|www\.)[!-~]+|[\w.+-]+@[!-~]+", re.IGNORECASE | re.ASCII)
WORD = re.compile(r"[0-9A-Za-z%)\]]")


def punctuation(text: str) -> Iterator[Edit]:
    """The signs to be widened, in text order, each by itself."""
    if not HAN.search(text):
        return
    taken = bytearray(len(text))
    for match in ADDRESS.finditer(text):
        taken[slice(*match.span())] = b"\1" * (match.end() - match.start())
    places = [place for place in _brackets(text) if not taken[place]]
    for place in places:
        taken[place] = 2
    places += [
        match.start()
        for match in SIGN.finditer(text)
        if taken[match.start()] != 1 and _is_between_chinese(text, match.start(), taken)
    ]
    for place in sorted(places):
        yield Edit(place, place + 1, WIDE[text[place]], "punctuation")


def _is_between_chinese(text: str, place: int, taken: bytearray) -> bool:
    """Whether a sign follows a Chinese character, or stands between a number or word and one."""
    if place == 0:
        return False
    before, after = text[place - 1], text[place + 1 : place + 2]
    follows = CHINESE.match(before) is not None or taken[place - 1] == 2
    if text[place] in "!?":
        # A question mark inside a sentence is more often a lost character.
        return follows and after in {"", "\n", " ", "”", "’", "」", ")", "）"}
    if follows:
        return True
    return WORD.match(before) is not None and CHINESE.match(after) is not None


def _brackets(text: str) -> list[int]:
    """Both signs of each pair that holds Chinese or stands in it; of a pair of two widths, the narrow one."""
    places: list[int] = []
    opened: list[tuple[int, int]] = []
    counted, position = 0, 0
    for match in BRACKET.finditer(text):
        counted += len(HAN.findall(text, position, match.start()))
        position = match.end()
        sign, place = match.group(), match.start()
        if sign == "\n":
            opened.clear()
        elif sign in "(（":
            opened.append((place, counted))
        elif opened:
            start, before = opened.pop()
            if counted > before or text[start] != "(" or sign != ")" or _stands_in_chinese(text, start, place):
                places += [at for at in (start, place) if text[at] in "()"]
    return places


def _stands_in_chinese(text: str, start: int, end: int) -> bool:
    before = text[start - 1 : start] if start else ""
    after = text[end + 1 : end + 2]
    is_before = CHINESE.match(before) is not None
    if CHINESE.match(after):
        return is_before or not before.strip() or before == "\n"
    return is_before and (not after.strip() or text[start + 1 : end].strip().isdecimal())

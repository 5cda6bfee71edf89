"""Pinyin behind a character, as some converters leave it: 鎮(zhèn), 鎮（zhen）, 鎮(zhen4), 鎮[ｚｈèｎ]."""

import re
import unicodedata
from collections.abc import Iterator

from workflow.reading.offsets import Edit

LETTER = r"[a-zü\u00e0-\u00fc\u0101-\u01dc\u0300-\u030c\uff21-\uff3a\uff41-\uff5a]"
GLOSS = re.compile(rf"(?<=[\u3400-\u9fff]) ?[(（\[［【〔](?P<pinyin>{LETTER}{{1,9}}[1-5１-５]?)[)）\]］】〕]")
SYLLABLE = re.compile(r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?[aeiouü]{1,3}(?:ng?|r)?")
# From how many on syllables without a tone count as glosses: beside others with one, and alone.
BESIDE_TONED, ALONE, DISTINCT = 5, 5, 3


def glosses(text: str) -> Iterator[Edit]:
    """The brackets with pinyin, to be taken out.

    Syllables without a tone go only beside enough others: one `(pai)` alone may be a name.
    """
    found = [(match, *_syllable(match["pinyin"])) for match in GLOSS.finditer(text)]
    found = [(match, syllable, toned) for match, syllable, toned in found if SYLLABLE.fullmatch(syllable)]
    toned = sum(1 for _, _, has_tone in found if has_tone)
    bare = [syllable for _, syllable, has_tone in found if not has_tone and len(syllable) > 1]
    are_many = len(bare) >= ALONE and len(set(bare)) >= DISTINCT
    for match, syllable, has_tone in found:
        if has_tone or toned >= BESIDE_TONED or (are_many and len(syllable) > 1):
            yield Edit(match.start(), match.end(), "", "gloss")


def _syllable(written: str) -> tuple[str, bool]:
    """The syllable without its tone, and whether it had one: a mark over a vowel, or a digit behind two letters."""
    plain = unicodedata.normalize("NFKC", written).lower()
    letters = plain.rstrip("12345")
    parts = unicodedata.normalize("NFD", letters)
    marked = any(mark in parts for mark in "\u0300\u0301\u0304\u030c")
    bare = "".join(char for char in parts if not unicodedata.combining(char) or char == "\u0308")
    bare = unicodedata.normalize("NFC", bare).replace("v", "ü")
    return bare, marked or (letters != plain and len(letters) > 1)

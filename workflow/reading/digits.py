"""Letters where digits belong, as text recognition leaves them: 2O26年, l5日, 1O个. Asked, never mended."""

import re

from workflow.reading.doubts import doubt
from workflow.reading.model import Doubt
from workflow.reading.offsets import Span

MISREAD = re.compile(
    r"(?<![0-9A-Za-z.])(?=[0-9OoQlI|]{0,3}[0-9])(?=[0-9]{0,3}[OoQlI|])[0-9OoQlI|]{2,4}"
    r"(?=\s?(?:年|月|日|号|个|次|小时|天|场|期|家|项|名|万|亿|%|％))"
)
LETTER = re.compile(r"[OoQlI|]")
DIGITS = str.maketrans("OoQlI|", "000111")


def misread_digits(text: str, at: Span) -> list[Doubt]:
    """A doubt for each number of a span that holds such a letter, with what it may have been."""
    if LETTER.search(text, *at) is None:
        return []
    return [
        doubt("digit_reading", [match.group(), match.group().translate(DIGITS)], match.span())
        for match in MISREAD.finditer(text, *at)
    ]

"""Small things said the same way everywhere."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

SHOWN_NAMES = 3

QUOTED = re.compile(r"“%\((\w+)\)s”")
"""What a sentence fills in between quotation marks."""
INNER = str.maketrans("“”", "‘’")
TITLE = 30
"""So many characters of its text stand for an item without a heading."""


def short_list(names: Sequence[str]) -> str:
    """A few names and how many there are in all."""
    shown = "、".join(names[:SHOWN_NAMES])
    return shown if len(names) <= SHOWN_NAMES else _("%(names)s and others, %(n)d") % {"names": shown, "n": len(names)}


def filled(sentence: str, words: Mapping[str, object]) -> str:
    """The sentence with its words; what is quoted in it and has quotation marks itself gets inner ones there."""
    inner = {name: str(words[name]).translate(INNER) for name in QUOTED.findall(sentence) if name in words}
    return sentence % {**words, **inner}


def beginning(text: str, most: int = TITLE) -> str:
    """The first characters of a text, with an ellipsis where more follows."""
    return text if len(text) <= most else f"{text[:most]}…"


def day_words(day: date, on: date) -> str:
    """A day inside a sentence, read on the day `on`: 10月20日, and with its year when that is another one, since
    8月19日 of ten years ago reads like this August."""
    same_year = day.year == on.year
    return date_format(day, pgettext("date format", "j M") if same_year else pgettext("date format", "j M Y"))

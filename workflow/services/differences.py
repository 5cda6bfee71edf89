"""What an item says as plain values, how two of them differ, and the difference in words.

A value is a text, or a list of entries `[key, text]`: entries are the same where their keys are. Values are stored
with the changes of a version and in the journal, so they hold no sentence of any language.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from workflow.status import PartyRole

FIELDS = ("number", "category", "heading", "text", "parties", "due", "duties")
LABELS = {
    "number": gettext_lazy("Number"),
    "category": gettext_lazy("Section"),
    "heading": gettext_lazy("Heading"),
    "text": pgettext_lazy("field", "Text"),
    "parties": gettext_lazy("Agencies"),
    "due": gettext_lazy("Time limit"),
    "duties": gettext_lazy("Frequency"),
}
OWN_DAY = "on"
"""Begins the key of the date an item names itself; the text of that entry is ISO."""

Value = Any
Difference = dict[str, Any]
_TOKEN = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[A-Za-z]+|\s+|.", re.DOTALL)
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of both versions: `same`, or what was and what is."""

    same: str = ""
    gone: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One difference for a person."""

    field: str
    label: str
    pieces: list[Piece]
    is_list: bool


def between(before: dict[str, Value], after: dict[str, Value]) -> list[Difference]:
    """The fields that differ, in the order of `FIELDS`."""
    return [
        {"field": field, "before": before[field], "after": after[field]}
        for field in FIELDS
        if _core(before[field]) != _core(after[field])
    ]


def same(one: Value, other: Value) -> bool:
    """Whether two values say the same; white space and the order of entries do not count."""
    return bool(_core(one) == _core(other))


def _core(value: Value) -> Any:
    return "".join(value.split()) if isinstance(value, str) else sorted({key for key, _text in value})


def fingerprint(value: Any) -> str:
    """Short digest of values: a decision about one difference does not hold for another."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]


def told(differences: Iterable[Difference]) -> list[Told]:
    """Differences as they are read: each field with its pieces."""
    return [
        Told(
            one["field"],
            str(LABELS[one["field"]]),
            pieces(one["field"], one["before"], one["after"]),
            isinstance(one["before"], list),
        )
        for one in differences
    ]


def pieces(field: str, before: Value, after: Value) -> list[Piece]:
    """What stayed, went and came: by words in a text, by entries in a list."""
    if isinstance(before, str):
        return list(_by_words(before, after))
    old, new = (dict(map(tuple, value)) for value in (before, after))
    found = [
        Piece(same=entry_words(field, key, text)) if key in new else Piece(gone=entry_words(field, key, text))
        for key, text in old.items()
    ]
    return found + [Piece(new=entry_words(field, key, text)) for key, text in new.items() if key not in old]


def entry_words(field: str, key: str, text: str) -> str:
    """An entry of a list in the reader's language: 牵头单位 市数据局, 2026年6月30日."""
    if field == "parties":
        role = key.partition(" ")[0]
        return f"{PartyRole(role).label} {text}"
    day = parse_date(text) if key.startswith(f"{OWN_DAY} ") else None
    return date_format(day, pgettext("date format", "j M Y")) if day else text


def _by_words(before: str, after: str) -> Iterable[Piece]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    kept: list[tuple[list[str], list[str], bool]] = []
    for kind, a, a_end, b, b_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        equal = kind == "equal"
        # A single sign that happens to be in both, between two changes, belongs to the change around it.
        lone = equal and a_end - a == 1 and a > 0 and a_end < len(old) and bool(_WORD.match(old[a]))
        equal = equal and not lone
        if kept and kept[-1][2] == equal:
            kept[-1][0].extend(old[a:a_end])
            kept[-1][1].extend(new[b:b_end])
        else:
            kept.append((old[a:a_end], new[b:b_end], equal))
    for was, now, equal in kept:
        yield Piece(same="".join(was)) if equal else Piece(gone="".join(was), new="".join(now))

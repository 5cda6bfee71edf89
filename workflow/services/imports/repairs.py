"""The repairs of a text: listed by kind and by what became what, and chosen one by one or all of a sort."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from workflow.errors import Invalid
from workflow.models import ImportDraft
from workflow.services.imports.places import Places, Quote
from workflow.services.imports.session import review_of
from workflow.services.imports.state import Span


@dataclass(frozen=True, slots=True)
class Repair:
    """One change of the text: `at` its place in the cleaned text, `raw_at` in the text as received.

    A refused one was not made: it has no place in the cleaned text and `is_refused`.
    """

    kind: str
    raw: str
    clean: str
    raw_at: Span
    at: Span | None
    is_refused: bool = False

    @property
    def key(self) -> str:
        """Names this one: its place in the text as received."""
        return f"{self.raw_at[0]}-{self.raw_at[1]}"

    @property
    def pair(self) -> str:
        """Names all of its kind with the same before and after."""
        return hashlib.sha256(f"{self.kind}\0{self.raw}\0{self.clean}".encode()).hexdigest()[:12]

    @property
    def words(self) -> dict[str, str]:
        """What it is about, for a page: a repaired line may be long."""
        return {"kind": self.kind, "pair": self.pair, "raw": self.raw[:200], "clean": self.clean[:200]}


@dataclass(frozen=True, slots=True)
class Pair:
    """Repairs with the same before and after."""

    key: str
    kind: str
    raw: str
    clean: str
    count: int
    refused: int

    @property
    def made(self) -> int:
        """Those that were made."""
        return self.count - self.refused


def repairs_of(draft: ImportDraft) -> list[Repair]:
    """All repairs of the draft's text, refused ones among them, in the order of the document."""
    made = [
        Repair(one["kind"], one["raw"], one["clean"], list(one.get("raw_at") or one["at"]), list(one["at"]))
        for one in draft.reading.get("repairs", [])
    ]
    refused = [
        Repair(one["kind"], one["raw"], one["clean"], list(one["at"]), None, is_refused=True)
        for one in review_of(draft)["refused"]
    ]
    return sorted([*made, *refused], key=lambda repair: repair.raw_at)


def kinds_of(repairs: Iterable[Repair]) -> dict[str, int]:
    """How many there are of each kind, the most frequent first."""
    counts: dict[str, int] = {}
    for repair in repairs:
        counts[repair.kind] = counts.get(repair.kind, 0) + 1
    return dict(sorted(counts.items(), key=lambda entry: -entry[1]))


def pairs_of(repairs: Iterable[Repair], kind: str) -> list[Pair]:
    """The repairs of one kind by before and after, the most frequent first."""
    found: dict[str, list[Repair]] = {}
    for repair in repairs:
        if repair.kind == kind:
            found.setdefault(repair.pair, []).append(repair)
    pairs = [
        Pair(key, kind, same[0].raw, same[0].clean, len(same), sum(one.is_refused for one in same))
        for key, same in found.items()
    ]
    return sorted(pairs, key=lambda pair: (-pair.count, pair.raw))


def quoted(repairs: Sequence[Repair], text: str, raw_text: str) -> list[tuple[Repair, Quote | None]]:
    """Repairs with the sentence around each; a refused one is quoted from the text as received."""
    clean, raw = Places(text), Places(raw_text)
    return [
        (one, raw.quote(one.raw_at) if one.is_refused or one.at is None else clean.quote(one.at)) for one in repairs
    ]


def chosen(draft: ImportDraft, *, kind: str = "", pair: str = "", one: str = "", back: bool = False) -> list[Repair]:
    """The repairs a form names: one, all with the same before and after, or all of a kind. `back` chooses among the
    refused ones. Raises Invalid when there is none left."""
    found = [
        repair
        for repair in repairs_of(draft)
        if repair.is_refused == back
        and ((one and repair.key == one) or (pair and repair.pair == pair) or (kind and repair.kind == kind))
    ]
    if not found:
        raise Invalid(
            "no_such_repair",
            _("These repairs are no longer in question."),
            remedy=_("Open the list again and look at the repairs as they are now."),
        )
    return found

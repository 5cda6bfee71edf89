"""The repairs of a text: listed by kind and by what became what, and refused one by one or all of a sort."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflow.errors import Invalid
from workflow.models import ImportDraft, User
from workflow.reading import Reading
from workflow.services.imports.carrying import Change, Outcome, carry
from workflow.services.imports.layout import begin
from workflow.services.imports.places import Places, Quote
from workflow.services.imports.rereading import reread
from workflow.services.imports.session import act, require_open, require_revision, review_of, visible
from workflow.services.imports.state import Refusal, Span


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


@dataclass(frozen=True, slots=True)
class Preview:
    """What a refusal would do: the items that read differently, and the edits that would go."""

    changes: list[Change]
    lost: list[str]
    count: int
    """Repairs that are refused or taken back."""


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


def preview(draft: ImportDraft, wanted: Sequence[Repair], *, back: bool) -> Preview:
    """What refusing the repairs (or making them after all) would change. Reads the document twice."""
    outcome, _reading = _again(draft, wanted, back=back)
    return Preview(outcome.changes, outcome.lost, len(wanted))


def refuse(
    draft_pk: int,
    *,
    kind: str = "",
    pair: str = "",
    one: str = "",
    back: bool = False,
    lose_edits: bool = False,
    revision: int,
    actor: User,
    now: datetime,
) -> ImportDraft:
    """Read the document again without some of its repairs, or (`back`) with them after all.

    Decisions about items that stay the same are kept. Raises Invalid when edits would be lost and `lose_edits` does not
    say that the person knows.
    """
    # Read before the draft is locked: on SQLite nobody else could write meanwhile. Whoever changes the draft in
    # between moves its revision, and then this is refused.
    seen = visible(draft_pk, actor)
    require_open(seen)
    require_revision(seen, revision)
    wanted = chosen(seen, kind=kind, pair=pair, one=one, back=back)
    outcome, reading = _again(seen, wanted, back=back)
    with act(draft_pk, "refuse", revision=revision, actor=actor, now=now) as session:
        draft = session.draft
        if outcome.lost and not lose_edits:
            raise Invalid(
                "edits_lost",
                _("Your work on %(n)d items would be lost.") % {"n": len(outcome.lost)},
                remedy=_("Look at what changes, then confirm it."),
                details=outcome.lost,
            )
        session.review = outcome.review
        session.noted |= {"n": str(len(wanted)), "raw": wanted[0].raw[:30], "clean": wanted[0].clean[:30]}
        session.noted |= {"back": "1"} if back else {}
        draft.reading, draft.clean_text = told(reading), reading.clean
        draft.save(update_fields=["reading", "clean_text"])
    return draft


def told(reading: Reading) -> dict[str, object]:
    """The reading as a draft stores it: everything but the cleaned text, which has a column of its own."""
    document = reading.as_json(detail=True)
    document.pop("clean", None)
    return document


def _again(draft: ImportDraft, wanted: Sequence[Repair], *, back: bool) -> tuple[Outcome, Reading]:
    old = review_of(draft)
    places = {repair.key for repair in wanted}
    refused = [one for one in old["refused"] if not (back and f"{one['at'][0]}-{one['at'][1]}" in places)]
    if not back:
        refused += [Refusal(kind=one.kind, raw=one.raw, clean=one.clean, at=one.raw_at) for one in wanted]
        refused.sort(key=lambda one: one["at"])
    before, after = reread(draft.document, old["refused"]), reread(draft.document, refused)
    known = before.clean == draft.text

    def remap(at: Span | None) -> Span | None:
        # A reading of an earlier release has other places: what cannot be found again has none.
        if at is None or not known:
            return None
        start, end = after.document.clean_span(before.document.raw_span((at[0], at[1])))
        return [start, end] if start < end else None

    day = draft.created_at.date()
    original = begin(draft.reading, draft.text, day)
    outcome = carry(old, original, begin(told(after), after.clean, day), remap)
    outcome.review["refused"] = refused
    return outcome, after

"""The clerk's working copy of a reading, as plain JSON: `ImportDraft.review`.

It is laid out once from the reading (`layout`) and then only changed by the acts; the reading itself stays as it was
read.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NotRequired, TypedDict

from workflow.services.item_values import DATED

Span = list[int]
SAME = "same:"
"""How the keys of questions about another form of the same document begin."""
MAX_NUMBER, MAX_HEADING, MAX_NAME, MAX_PHRASE = 60, 300, 120, 300


class Party(TypedDict):
    """A name as the document writes it, and the part it plays in its clause."""

    name: str
    role: str


class Clause(TypedDict):
    """One responsibility clause; `covers` is the part of the text it speaks of."""

    mode: str
    phrase: str
    open_list: bool
    at: Span | None
    covers: Span | None
    parties: list[Party]


class Limit(TypedDict):
    """A time limit stated in the text."""

    kind: str
    value: str
    event: str
    phrase: str
    at: Span | None
    period: NotRequired[str]
    """What the value counts in, where the kind leaves it open."""


class Recurrence(TypedDict):
    """A duty that returns."""

    kind: str
    period: str
    min_count: int
    who: str
    phrase: str
    at: Span | None
    by: NotRequired[str]
    """The last day within the period, as docs/reading.md writes it."""


class ReaderDoubt(TypedDict):
    """A question of the reader; `key` is unique in the draft."""

    key: str
    kind: str
    message: str
    candidates: list[str]
    at: Span | None


class Vague(TypedDict):
    """Wording nobody can measure. `how` is empty, `pinned` (to what says `told`: `date:2026-10-30`, `quota:quarter:2`
    or `days:10:event`) or `unmeasurable` (with `remark`)."""

    key: str
    kind: str
    word: str
    phrase: str
    at: Span | None
    how: str
    told: str
    remark: str
    by: str
    when: str


class Cite(TypedDict):
    """A document of a higher level the plan rests on."""

    title: str
    number: str
    at: Span | None


class Item(TypedDict):
    """One proposed item. `waived` is the reason why it is none; `due_on` an ISO date or empty."""

    id: str
    number: str
    heading: str
    category: str
    text: str
    at: Span | None
    heading_at: Span | None
    text_at: Span | None
    clauses: list[Clause]
    due_on: str
    limits: list[Limit]
    recurrences: list[Recurrence]
    doubts: list[ReaderDoubt]
    vague: list[Vague]
    named: list[str]
    """Agencies its text speaks of where no clause makes anybody responsible."""
    waived: str
    origin: NotRequired[str]
    """Which item of the reading it is (`i3` is the third); its own id where this is missing, empty for one made by
    hand."""


class Decision(TypedDict):
    """Who a name is. `to` is `agency` or `agency_set` (with `id`), `create` (with `full_name`, `short_name`, `kind`),
    `members` (with `agencies`; `as_set` keeps the list in the register) or `left_out` (with `reason`)."""

    to: str
    label: str
    id: NotRequired[int]
    full_name: NotRequired[str]
    short_name: NotRequired[str]
    kind: NotRequired[str]
    agencies: NotRequired[list[int]]
    as_set: NotRequired[bool]
    reason: NotRequired[str]
    as_in: NotRequired[int]
    """The plan (id) whose decision was taken over."""


class Settled(TypedDict):
    """How a point was settled, by whom and why. `name` says what a sentence outside of the items is."""

    how: str
    by: str
    at: str
    reason: NotRequired[str]
    name: NotRequired[str]
    as_in: NotRequired[int]
    """The plan (id) whose decision was taken over."""


class LogEntry(TypedDict):
    """One act on the draft."""

    act: str
    by: str
    at: str
    data: dict[str, str]


class Refusal(TypedDict):
    """A repair the clerk refused; `at` is its place in the text as received."""

    kind: str
    raw: str
    clean: str
    at: Span


class Verdict(TypedDict):
    """What the clerk said to one difference from the plan in force: `accepted` or `left`. `seen` is the digest of what
    it was."""

    how: str
    seen: str
    reason: str
    by: str
    at: str


class Compared(TypedDict):
    """The new version of a plan. `pairs` says which item in force an item is (0: none), by its id, where the clerk
    said so; `verdicts` are keyed by `added:i3`, `gone:15` or `15:text` (item in force and field)."""

    pairs: dict[str, int]
    verdicts: dict[str, Verdict]


class Review(TypedDict):
    """The whole working copy. `names` is keyed by name, or by `item:name` where only one item is meant."""

    header: dict[str, str]
    cites: list[Cite]
    attachments: list[str]
    refused: list[Refusal]
    settings: dict[str, Any]
    items: list[Item]
    doubts: list[ReaderDoubt]
    sentences: list[dict[str, Any]]
    names: dict[str, Decision]
    settled: dict[str, Settled]
    compared: Compared
    counts: dict[str, int]
    next_id: int
    undo: dict[str, Any]
    log: list[LogEntry]


def latest(limits: Sequence[Limit]) -> str:
    """The latest date among the limits that name one (ISO), or empty."""
    return max((limit["value"] for limit in limits if limit["kind"] in DATED and is_date(limit["value"])), default="")


def is_date(value: str) -> bool:
    """Whether this is an ISO date."""
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True

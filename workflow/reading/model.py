"""What a reading consists of: plain frozen facts, each with its place in the cleaned text.

`at` is a half-open span `(start, end)` of the cleaned text. `Reading.as_json` gives the document described in
docs/reading.md.
"""

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from workflow.reading.offsets import Span

if TYPE_CHECKING:
    from workflow.reading.clean import CleanText
    from workflow.reading.tables_grid import Grid

Mode = Literal["lead", "lead_each", "lead_with", "joint"]
DeadlineKind = Literal[
    "fixed_date",
    "by_period_end",
    "working_days_after_event",
    "calendar_days_after_event",
    "hours_after_event",
    "before_event",
    "phase",
]
RecurrenceKind = Literal["per_period_min", "every_period"]
Period = Literal["week", "month", "quarter", "year"]
VagueKind = Literal["elastic_time", "soft_duty", "waits_on_higher_level", "standing"]
Status = Literal["issued", "consultation_draft"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question for a person. `message` is an English msgid, the same for all doubts of a kind; what it is about
    stands in `candidates`."""

    kind: str
    message: str
    candidates: tuple[str, ...] = ()
    at: Span | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A duty of the whole document: `implementation_plan_working_days` = 30."""

    kind: str
    value: int | str | bool
    phrase: str
    at: Span


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who answers for an item or a part of it. With mode `joint` nobody leads and all parties stand in `co`.

    `collective` repeats the parties that name no single agency; `covers` is the part of the text it speaks of;
    `also_at` are other places of the document that had a say, such as `排在第一位的为牵头单位`; `helpers` are those of
    `co` who are said only to help (配合, 会同, a column 配合单位, a set of helpers of the whole document).
    """

    mode: Mode
    lead: tuple[str, ...]
    co: tuple[str, ...]
    collective: tuple[str, ...]
    open_list: bool
    phrase: str
    at: Span
    covers: Span
    also_at: tuple[Span, ...] = ()
    helpers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is due. `value` is a date (`2016-12-31`), a number of days or hours (`30`) or a length (`P2Y`).

    `before_event` counts back: `P14D` before `event`, in working days where `period` says `working_days`.
    """

    kind: DeadlineKind
    value: str | None
    event: str | None
    phrase: str
    at: Span
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A duty that returns each period: at least `min_count` times, or every period.

    `by` is the last day within the period (docs/reading.md): `10` of the month, `03-31` of the year, `end`, `+10` of
    the period after.
    """

    kind: RecurrenceKind
    period: Period
    min_count: int
    who: str | None
    phrase: str
    at: Span
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Vague:
    """Wording that nobody can measure until a person pins it: the `word`, and the part of the sentence it stands in.

    A `soft_duty` beside a limit (原则上每季度不少于2次) has that limit in its phrase.
    """

    kind: VagueKind
    word: str
    phrase: str
    at: Span


@dataclass(frozen=True, slots=True)
class Item:
    """One task of the plan. `text` is its body without number, heading and closing bracket; `at` spans all of it."""

    number: str
    heading: str | None
    text: str
    at: Span
    text_at: Span
    heading_at: Span | None = None
    assignments: tuple[Assignment, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    recurrences: tuple[Recurrence, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    vague: tuple[Vague, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """A stage of the plan with its first and last day."""

    number: str
    name: str
    start: datetime.date | None
    end: datetime.date | None
    at: Span


@dataclass(frozen=True, slots=True)
class Repair:
    """What was mended: `raw` (at `raw_at` of the raw text) became `clean` (at `at` of the cleaned text)."""

    kind: str
    at: Span
    raw: str
    clean: str
    raw_at: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the document and what it was read as: `item`, `unexplained`, or the name it is waived by."""

    at: Span
    read_as: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where every sentence went. `sentences` = `in_items` + `waived` + `unexplained`."""

    sentences: tuple[Sentence, ...]

    @property
    def in_items(self) -> int:
        """Sentences that belong to an item."""
        return sum(1 for s in self.sentences if s.read_as == "item")

    @property
    def unexplained(self) -> tuple[Sentence, ...]:
        """Sentences nothing was made of."""
        return tuple(s for s in self.sentences if s.read_as == "unexplained")

    @property
    def waived(self) -> int:
        """Sentences that are no task, by name: header, furniture, heading, preamble, introduction, rule, attachment."""
        return sum(self.waived_by.values())

    @property
    def waived_by(self) -> dict[str, int]:
        """How many sentences each name waived."""
        counts: dict[str, int] = {}
        for sentence in self.sentences:
            if sentence.read_as not in {"item", "unexplained"}:
                counts[sentence.read_as] = counts.get(sentence.read_as, 0) + 1
        return counts


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that the plan says it rests on."""

    title: str | None
    number: str | None
    at: Span


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something the document says is attached, and whether it is missing from the text."""

    title: str | None
    number: str | None
    is_missing: bool
    at: Span


@dataclass(frozen=True, slots=True)
class Header:
    """What the head (and the signature) of the document says, and where each of it stands."""

    title: str | None = None
    issuer: str | None = None
    document_number: str | None = None
    issued_on: datetime.date | None = None
    published_on: datetime.date | None = None
    addressees: tuple[str, ...] = ()
    status: Status = "issued"
    approving_meeting: str | None = None
    cites: tuple[Citation, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    at: dict[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan document, read."""

    filename: str
    document: "CleanText"
    header: Header
    rules: tuple[Rule, ...]
    items: tuple[Item, ...]
    phases: tuple[Phase, ...]
    doubts: tuple[Doubt, ...]
    coverage: Coverage
    tables: tuple["Grid", ...] = ()
    """The tables whose borders are known, in places of the cleaned text."""

    @property
    def clean(self) -> str:
        """The cleaned text that every `at` points into."""
        return self.document.text

    @property
    def raw(self) -> str:
        """The text as it was received."""
        return self.document.raw

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """Every repair between the raw and the cleaned text, in document order."""
        return self.document.repairs

    def as_json(self, *, detail: bool = False) -> dict[str, Any]:
        """The reading as a document for `json.dumps`; `detail` adds the cleaned text and the finer spans."""
        from workflow.reading.document import as_json

        return as_json(self, detail=detail)

"""The clerk's working copy of a reading, as plain JSON: `ImportDraft.review`.

It is laid out once from the reading and then only changed by the acts; the reading itself stays as it was read.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NotRequired, TypedDict

from workflow.status import AssignmentMode, PartyRole, ReportPeriod

Span = list[int]
WITH = re.compile(r"会同|配合|协同|协助|参与")
YEAR = re.compile(r"(20\d\d)\s*年")
DATED = ("fixed_date", "by_period_end")
DERIVED_DOUBTS = {"no_owner", "open_collective", "title_missing"}
"""Doubts of the reader that the review finds again by itself, so that they go when their cause goes."""
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


class Recurrence(TypedDict):
    """A duty that returns."""

    kind: str
    period: str
    min_count: int
    who: str
    phrase: str
    at: Span | None


class ReaderDoubt(TypedDict):
    """A question of the reader; `key` is unique in the draft."""

    key: str
    kind: str
    message: str
    candidates: list[str]
    at: Span | None


class Item(TypedDict):
    """One proposed item. `waived` is the reason why it is none; `due_on` an ISO date or empty."""

    id: str
    number: str
    heading: str
    category: str
    text: str
    at: Span | None
    text_at: Span | None
    clauses: list[Clause]
    due_on: str
    limits: list[Limit]
    recurrences: list[Recurrence]
    doubts: list[ReaderDoubt]
    named: list[str]
    """Agencies its text speaks of where no clause makes anybody responsible."""
    waived: str


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


class Settled(TypedDict):
    """How a point was settled, and by whom."""

    how: str
    by: str
    at: str


class LogEntry(TypedDict):
    """One act on the draft."""

    act: str
    by: str
    at: str
    data: dict[str, str]


class Review(TypedDict):
    """The whole working copy. `names` is keyed by name, or by `item:name` where only one item is meant."""

    header: dict[str, str]
    settings: dict[str, Any]
    items: list[Item]
    doubts: list[ReaderDoubt]
    sentences: list[dict[str, Any]]
    names: dict[str, Decision]
    settled: dict[str, Settled]
    counts: dict[str, int]
    next_id: int
    undo: dict[str, Any]
    log: list[LogEntry]


def begin(reading: Mapping[str, Any], clean: str, today: date) -> Review:
    """The working copy of a fresh reading: settings and roles as the document and the rules propose them."""
    items = [_item(raw, number) for number, raw in enumerate(reading.get("items", []), start=1)]
    _categorise(items, reading, clean)
    coverage = reading.get("coverage", {})
    return Review(
        header={
            "title": str(reading.get("title") or "")[:300],
            "issuer": str(reading.get("issuer") or "")[:MAX_NAME],
            "document_number": str(reading.get("document_number") or "")[:60],
            "written_on": str(reading.get("issued_on") or ""),
            "published_on": str(reading.get("published_on") or ""),
            "approving_meeting": "",
        },
        settings=_settings(reading, today),
        items=items,
        doubts=_doubts(reading.get("doubts", []), "d"),
        sentences=[{"text": s["text"], "at": list(s["at"])} for s in coverage.get("unexplained", [])],
        names={},
        settled={},
        counts={key: int(coverage.get(key, 0)) for key in ("sentences", "in_items", "waived")},
        next_id=len(items) + 1,
        undo={},
        log=[],
    )


def _settings(reading: Mapping[str, Any], today: date) -> dict[str, Any]:
    rules = {rule["kind"]: rule["value"] for rule in reading.get("rules", [])}
    days = rules.get("implementation_plan_working_days")
    year = YEAR.search(str(reading.get("title") or "")) or YEAR.search(str(reading.get("issued_on") or "")[:4] + "年")
    return {
        "plan_working_days": days if isinstance(days, int) and 1 <= days <= 250 else 30,
        "acknowledge_working_days": 3,
        "sign_working_days": 3,
        "approve_working_days": 5,
        "publish_working_days": 5,
        "inspect_working_days": 10,
        "report_period": ReportPeriod.MONTH.value,
        "report_working_days": 5,
        "rectify_working_days": 10,
        "soon_working_days": 5,
        "completion_on": f"{year[1] if year else today.year}-12-31",
    }


def _item(raw: Mapping[str, Any], number: int) -> Item:
    limits = [_limit(limit) for limit in raw.get("deadlines", [])]
    return Item(
        id=f"i{number}",
        number=str(raw.get("number") or "")[:MAX_NUMBER],
        heading=str(raw.get("heading") or "")[:MAX_HEADING],
        category="",
        text=str(raw.get("text") or ""),
        at=_span(raw.get("at")),
        text_at=_span(raw.get("text_at")),
        clauses=[clause(assignment) for assignment in raw.get("assignments", [])],
        due_on=latest(limits),
        limits=limits,
        recurrences=[_recurrence(duty) for duty in raw.get("recurrences", [])],
        doubts=_doubts(raw.get("doubts", []), f"i{number}"),
        named=[
            str(name)[:MAX_NAME]
            for doubt in raw.get("doubts", [])
            if doubt["kind"] == "no_owner"
            for name in doubt.get("candidates", [])
        ],
        waived="",
    )


def clause(raw: Mapping[str, Any]) -> Clause:
    """A clause of the reading with the roles its mode gives: 牵头 and 分别牵头 lead; 落实 without a lead shares; beside
    a lead, 会同 and 配合 make partners and 负责落实 alone makes responsible agencies."""
    mode = str(raw.get("mode") or AssignmentMode.JOINT)
    phrase = str(raw.get("phrase") or "")[:500]
    parties = [Party(name=str(name)[:MAX_NAME], role=PartyRole.LEAD) for name in raw.get("lead", [])]
    parties += [Party(name=str(name)[:MAX_NAME], role=co_role(mode, phrase)) for name in raw.get("co", [])]
    return Clause(
        mode=mode,
        phrase=phrase,
        open_list=bool(raw.get("open_list")),
        at=_span(raw.get("at")),
        covers=_span(raw.get("covers")),
        parties=parties,
    )


def co_role(mode: str, phrase: str) -> str:
    """Role of those who do not lead: partner where they are only to help (会同, 配合), responsible otherwise."""
    helps = mode == AssignmentMode.LEAD_WITH and WITH.search(phrase)
    return PartyRole.PARTNER if helps else PartyRole.CO


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


def _limit(raw: Mapping[str, Any]) -> Limit:
    return Limit(
        kind=str(raw.get("kind") or "")[:40],
        value="" if raw.get("value") is None else str(raw["value"])[:40],
        event=str(raw.get("event") or "")[:120],
        phrase=str(raw.get("phrase") or "")[:MAX_PHRASE],
        at=_span(raw.get("at")),
    )


def _recurrence(raw: Mapping[str, Any]) -> Recurrence:
    return Recurrence(
        kind=str(raw.get("kind") or "every_period")[:40],
        period=str(raw.get("period") or "year")[:10],
        min_count=int(raw.get("min_count") or 1),
        who=str(raw.get("who") or "")[:200],
        phrase=str(raw.get("phrase") or "")[:MAX_PHRASE],
        at=_span(raw.get("at")),
    )


def _doubts(raw: Sequence[Mapping[str, Any]], owner: str) -> list[ReaderDoubt]:
    return [
        ReaderDoubt(
            key=f"doubt:{owner}:{number}",
            kind=str(doubt["kind"]),
            message=str(doubt["message"]),
            candidates=[str(candidate) for candidate in doubt.get("candidates", [])],
            at=_span(doubt.get("at")),
        )
        for number, doubt in enumerate(raw, start=1)
        if doubt["kind"] not in DERIVED_DOUBTS
    ]


def _span(raw: Any) -> Span | None:
    return [int(raw[0]), int(raw[1])] if raw else None


def _categorise(items: Sequence[Item], reading: Mapping[str, Any], clean: str) -> None:
    """Give each item the heading it stands under: the nearest one before it that carries its parent's number."""
    read_as = reading.get("coverage", {}).get("read_as", [])
    headings = [(s["at"][0], clean[s["at"][0] : s["at"][1]].strip()) for s in read_as if s["read_as"] == "heading"]
    for item in items:
        if item["at"] is None:
            continue
        start = item["at"][0]
        above = [text for place, text in headings if place < start]
        path = item["number"].split("/")
        if len(path) < 2:
            continue
        wanted = path[-2].strip("（）()、.．")
        marked = [text for text in above if wanted and text.lstrip("（(第").startswith(wanted)]
        item["category"] = (marked or above or [""])[-1][:200]

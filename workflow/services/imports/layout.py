"""The working copy laid out from a reading: settings and roles as the document and the rules propose them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workflow.services.imports.state import (
    MAX_HEADING,
    MAX_NAME,
    MAX_NUMBER,
    MAX_PHRASE,
    Cite,
    Clause,
    Item,
    Limit,
    Party,
    ReaderDoubt,
    Recurrence,
    Review,
    Span,
    Vague,
    latest,
)
from workflow.status import AssignmentMode, Gate, PartyRole, ReportPeriod

WITH = re.compile(r"会同|配合|协同|协助|参与")
BARE_NUMBER = re.compile(r"[（(第]?[一二三四五六七八九十百\d]{1,4}[)）章节]?[、.．]?")
YEAR = re.compile(r"(20\d\d)\s*年")
DERIVED_DOUBTS = {"no_owner", "open_collective", "title_missing"}
"""Doubts of the reader that the review finds again by itself, so that they go when their cause goes."""


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
            "approving_meeting": str(reading.get("approving_meeting") or "")[:200],
        },
        cites=[_cite(raw) for raw in reading.get("cites", [])],
        attachments=[name[:200] for raw in reading.get("attachments", []) if (name := _name_of(raw))],
        refused=[],
        settings=_settings(reading, items, today),
        items=items,
        doubts=_doubts(reading.get("doubts", []), "d"),
        sentences=[{"text": s["text"], "at": list(s["at"])} for s in coverage.get("unexplained", [])],
        names={},
        settled={},
        compared={"pairs": {}, "verdicts": {}},
        counts={key: int(coverage.get(key, 0)) for key in ("sentences", "in_items", "waived")},
        next_id=len(items) + 1,
        undo={},
        log=[],
    )


def _settings(reading: Mapping[str, Any], items: Sequence[Item], today: date) -> dict[str, Any]:
    """What the document says of the plan as a whole, and usual values for the rest. A document that names no year of
    its own ends with the latest date it names."""
    rules = {rule["kind"]: rule["value"] for rule in reading.get("rules", [])}
    days = rules.get("implementation_plan_working_days")
    year = YEAR.search(str(reading.get("title") or "")) or YEAR.search(str(reading.get("issued_on") or "")[:4] + "年")
    last = max((item["due_on"] for item in items), default="")[:4]
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
        "remind_holder": "-7 -1 0 1",
        "remind_head": "1 3",
        "remind_clerk": "3",
        "remind_leader": "5",
        "urge_pause_days": 3,
        "dispute_working_days": 5,
        **dict.fromkeys(Gate.values, False),
        "slip_prefix": "督办",
        "slip_working_days": 5,
        "contribution_working_days": 20,
        "completion_on": f"{year[1] if year else last or today.year}-12-31",
        "consultation": reading.get("status") == "consultation_draft",
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
        heading_at=_span(raw.get("heading_at")),
        text_at=_span(raw.get("text_at")),
        clauses=[clause(assignment) for assignment in raw.get("assignments", [])],
        due_on=latest(limits),
        limits=limits,
        recurrences=[_recurrence(duty) for duty in raw.get("recurrences", [])],
        doubts=_doubts(raw.get("doubts", []), f"i{number}"),
        vague=[_vague(word, f"vague:i{number}:{count}") for count, word in enumerate(raw.get("vague", []), start=1)],
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
    helpers = set(raw.get("helpers", ()))
    # Where the reading tells the helpers apart, all others share the responsibility.
    rest = PartyRole.CO if helpers else co_role(mode, phrase)
    parties += [
        Party(name=str(name)[:MAX_NAME], role=PartyRole.PARTNER if name in helpers else rest)
        for name in raw.get("co", [])
    ]
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


def _limit(raw: Mapping[str, Any]) -> Limit:
    limit = Limit(
        kind=str(raw.get("kind") or "")[:40],
        value="" if raw.get("value") is None else str(raw["value"])[:40],
        event=str(raw.get("event") or "")[:120],
        phrase=str(raw.get("phrase") or "")[:MAX_PHRASE],
        at=_span(raw.get("at")),
    )
    if raw.get("period"):
        limit["period"] = str(raw["period"])[:20]
    return limit


def _recurrence(raw: Mapping[str, Any]) -> Recurrence:
    duty = Recurrence(
        kind=str(raw.get("kind") or "every_period")[:40],
        period=str(raw.get("period") or "year")[:10],
        min_count=int(raw.get("min_count") or 1),
        who=str(raw.get("who") or "")[:200],
        phrase=str(raw.get("phrase") or "")[:MAX_PHRASE],
        at=_span(raw.get("at")),
    )
    if raw.get("by"):
        duty["by"] = str(raw["by"])[:10]
    return duty


def _vague(raw: Mapping[str, Any], key: str) -> Vague:
    return Vague(
        key=key,
        kind=str(raw.get("kind") or "")[:40],
        word=str(raw.get("word") or "")[:60],
        phrase=str(raw.get("phrase") or "")[:MAX_PHRASE],
        at=_span(raw.get("at")),
        how="",
        told="",
        remark="",
        by="",
        when="",
    )


def _cite(raw: Mapping[str, Any]) -> Cite:
    return Cite(
        title=str(raw.get("title") or "")[:200], number=str(raw.get("number") or "")[:60], at=_span(raw.get("at"))
    )


def _name_of(raw: Any) -> str:
    """An attachment by number and name, whether the reading gives the name alone or with its place."""
    if not isinstance(raw, Mapping):
        return str(raw)
    return " ".join(str(raw[name]) for name in ("number", "title") if raw.get(name))


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
    """Give each item the heading it stands under: the nearest before it with the number of a place above."""
    read_as = reading.get("coverage", {}).get("read_as", [])
    headings = headings_of([s["at"] for s in read_as if s["read_as"] == "heading"], clean)
    for item in items:
        if item["at"] is None:
            continue
        start = item["at"][0]
        above = [text for place, text in headings if place < start]
        path = item["number"].split("/")
        if len(path) < 2:
            continue
        marked = next((found for number in reversed(path[:-1]) if (found := _carrying(number, above))), "")
        item["category"] = (marked or (above or [""])[-1])[:200]


def headings_of(spans: Sequence[Sequence[int]], clean: str) -> list[tuple[int, str]]:
    """Where each heading begins, and its text; a number alone on its line goes with the line below."""
    found: list[tuple[int, str]] = []
    end = 0
    for first, last in spans:
        text = clean[first:last].strip().rstrip("。：:")
        if found and BARE_NUMBER.fullmatch(found[-1][1]) and not clean[end:first].strip():
            found[-1] = (found[-1][0], found[-1][1] + text)
        else:
            found.append((first, text))
        end = last
    return found


def _carrying(number: str, headings: Sequence[str]) -> str:
    """The last heading with the number of a place as the outline writes it: 一 is 一、, and （一） another place."""
    bare = re.escape(number.strip("（）()、.．"))
    opens = "[（(]" if number[:1] in "（(" else "第?"
    pattern = re.compile(rf"{opens}{bare}(?![一二三四五六七八九十百\d])")
    return next((text for text in reversed(headings) if bare and pattern.match(text)), "")

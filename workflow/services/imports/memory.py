"""Decisions about earlier documents of the same jurisdiction: kept when a document becomes a plan, and found again when
the next one asks the same. They are proposed with their source and never applied by themselves."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.utils import timezone

from workflow.models import Agency, ImportDraft, Plan, PlanDoubt, RememberedDecision
from workflow.services.imports.doubts import owned_doubts
from workflow.services.imports.parties import Parties, live, parties_of
from workflow.services.imports.state import Item, ReaderDoubt, Review, Span, Vague
from workflow.services.imports.vague import words_of
from workflow.status import Asked, PlanStatus

Question = tuple[Asked, str]
"""Kind of a question and its key."""
Answer = Mapping[str, Any]
PHRASE = 300
NUMBERS = re.compile(r"\d+")
LASTING = ("left_out", "members", "agency", "agency_set")
"""Decisions about a name that the register does not keep by itself."""
EXACT = ("numbering_gap", "numbering_repeat", "attachment_missing", "digit_reading", "date_passed", "date_reading")
"""Doubts whose numbers are what is asked about."""
KEPT = ("to", "id", "agencies", "reason")


@dataclass(frozen=True, slots=True)
class Recalled:
    """An answer given before: by whom, when, about which plan (`title` is empty where the reader may not know it)."""

    answer: Mapping[str, Any]
    plan: int
    title: str
    by: str
    on: date


# -- questions ---------------------------------------------------------------------------------------------------------


def about_name(name: str) -> Question:
    """Who a name of the document is."""
    return Asked.NAME, _key(name)


def about_sentence(text: str) -> Question:
    """What a sentence is that nothing was made of."""
    return Asked.SENTENCE, _key(text)


def about_item(item: Item) -> Question:
    """Whether this is an item at all."""
    return Asked.ITEM, _key(item["heading"], item["text"])


def about_doubt(kind: str, candidates: Sequence[str], phrase: str) -> Question:
    """A doubt of the reader over a passage. One about a number or an attachment asks about just that one."""
    return Asked.DOUBT, _key(kind, *candidates, phrase[:PHRASE], exact=kind in EXACT)


def about_word(word: str, phrase: str = "") -> Question:
    """A vague wording in its part of a sentence, or the word wherever it stands."""
    return Asked.WORDING, _key(word, phrase)


def passage(text: str, doubt: ReaderDoubt, item: Item | None) -> str:
    """What a doubt is about: its own passage, otherwise that of its item."""
    at: Span | None = doubt["at"] or (item["at"] if item else None)
    return text[at[0] : at[1]] if at else ""


def _key(*parts: str, exact: bool = False) -> str:
    """The digest of a question. Blanks and widths make no difference, nor numbers unless it is `exact`: 2026年 asks
    what 2025年 asked."""
    plain = ("".join(unicodedata.normalize("NFKC", part).split()) for part in parts)
    asked = "\n".join(plain if exact else (NUMBERS.sub("#", part) for part in plain))
    return sha256(asked.encode("utf-8", "replace")).hexdigest()


# -- recalling ---------------------------------------------------------------------------------------------------------


class Memory:
    """The answers found for the questions of one draft."""

    def __init__(self, found: Mapping[Question, Recalled] | None = None) -> None:
        self._found = found or {}

    def of(self, question: Question) -> Recalled | None:
        """The answer to a question; None without one."""
        return self._found.get(question)

    def of_word(self, word: Vague, today: date) -> Recalled | None:
        """The answer for the wording where it stands, otherwise for the word; a date that has passed is none."""
        for question in (about_word(word["word"], word["phrase"]), about_word(word["word"])):
            found = self._found.get(question)
            if found is not None and not _is_past(str(found.answer.get("told", "")), today):
                return found
        return None


def recall(draft: ImportDraft, questions: Iterable[Question]) -> Memory:
    """Answers to these questions in the jurisdiction of the draft's office: one query, none without a question.

    What another office has not issued yet keeps its title to itself.
    """
    wanted = set(questions)
    if not wanted:
        return Memory()
    office = draft.document.office
    rows = (
        RememberedDecision.objects.filter(
            jurisdiction_id=office.jurisdiction_id, key__in={key for _kind, key in wanted}
        )
        .exclude(plan__import_draft=draft)
        .select_related("plan")
    )
    found = {}
    for row in rows:
        shown = row.plan.office_id == office.pk or row.plan.status in (PlanStatus.ISSUED, PlanStatus.CLOSED)
        found[Asked(row.kind), row.key] = Recalled(
            answer=row.answer,
            plan=row.plan_id,
            title=row.plan.title if shown else "",
            by=row.decided_by,
            on=timezone.localtime(row.decided_at).date(),
        )
    return Memory(found)


def word_questions(words: Iterable[Vague]) -> Iterator[Question]:
    """What to ask the memory about vague wording."""
    for word in words:
        yield about_word(word["word"], word["phrase"])
        yield about_word(word["word"])


def _is_past(told: str, today: date) -> bool:
    kind, _colon, value = told.partition(":")
    return kind == "date" and value < today.isoformat()


# -- remembering -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Given:
    question: Question
    answer: Answer
    by: str
    at: datetime


def remember(plan: Plan, draft: ImportDraft, review: Review, parties: Parties, *, keeps: bool) -> None:
    """Keep what was decided about a document that has just become `plan`; later answers replace earlier ones.

    `keeps` says that aliases went into the register, so that they need no remembering here.
    """
    _store(plan, _given_by(plan, draft, review, parties, keeps=keeps))


def remember_doubts(plan: Plan, doubts: Iterable[PlanDoubt]) -> None:
    """Keep what was decided about doubts of a plan after its import."""
    _store(plan, _given_since(doubts))


def remember_late(plan: Plan, draft: ImportDraft, review: Review, parties: Parties) -> int:
    """Keep what was decided about a plan saved at some time before, in its import and since; how many answers that are.

    An answer that is there already and not older stays. A name is kept whether the register knows it since or not: what
    the register knows is not asked.
    """
    given = [*_given_by(plan, draft, review, parties, keeps=False), *_given_since(plan.doubts.order_by("order"))]
    return _store(plan, given, only_newer=True)


def _given_by(plan: Plan, draft: ImportDraft, review: Review, parties: Parties, *, keeps: bool) -> list[_Given]:
    who = str(plan.created_by), plan.created_at
    names, items = _names(review, parties, *who, keeps=keeps), _items(review, *who)
    return [*names, *items, *_sentences(review), *_doubts(review, draft.text), *_words(review)]


def _given_since(doubts: Iterable[PlanDoubt]) -> list[_Given]:
    given = []
    for doubt in doubts:
        if doubt.settled_at is None:
            continue
        if doubt.word:
            answer = {"how": doubt.how, "told": doubt.told, "remark": doubt.reason}
            questions = [about_word(doubt.word), about_word(doubt.word, doubt.phrase)]
        elif doubt.how == "confirmed":
            questions = [about_doubt(doubt.kind, doubt.candidates, doubt.phrase)]
            answer = {"reason": doubt.reason}
        else:
            continue
        given += [_Given(question, answer, doubt.settled_by, doubt.settled_at) for question in questions]
    return given


def _names(review: Review, parties: Parties, by: str, at: datetime, *, keeps: bool) -> Iterator[_Given]:
    """Decisions that hold in the whole document; one for a single item says nothing about the next document."""
    for name in {party["name"] for item in live(review) for party in parties_of(item)}:
        decision = review["names"].get(name)
        if decision is None or decision["to"] not in LASTING or decision.get("as_set"):
            continue
        if decision["to"] in ("agency", "agency_set") and keeps:
            continue
        answer: Answer = {key: value for key, value in decision.items() if key in KEPT}
        yield _Given(about_name(name), answer, by, at)


def _sentences(review: Review) -> Iterator[_Given]:
    for sentence in review["sentences"]:
        said = review["settled"].get(f"sentence:{sentence['at'][0]}")
        if said is not None and said["how"] == "named":
            yield _Given(about_sentence(sentence["text"]), {"name": said.get("name", "")}, *_said(said))


def _items(review: Review, by: str, at: datetime) -> Iterator[_Given]:
    for item in review["items"]:
        if item["waived"]:
            yield _Given(about_item(item), {"reason": item["waived"]}, by, at)


def _doubts(review: Review, text: str) -> Iterator[_Given]:
    for item, doubt in owned_doubts(review):
        said = review["settled"].get(doubt["key"])
        if said is not None and said["how"] == "confirmed" and said.get("reason"):
            question = about_doubt(doubt["kind"], doubt["candidates"], passage(text, doubt, item))
            yield _Given(question, {"reason": said["reason"]}, *_said(said))


def _words(review: Review) -> Iterator[_Given]:
    for _item, word in words_of(review):
        if word["how"]:
            answer = {name: word[name] for name in ("how", "told", "remark")}
            said = (word["by"], datetime.fromisoformat(word["when"]))
            yield _Given(about_word(word["word"]), answer, *said)
            yield _Given(about_word(word["word"], word["phrase"]), answer, *said)


def _said(entry: Mapping[str, Any]) -> tuple[str, datetime]:
    return entry["by"], datetime.fromisoformat(entry["at"])


def _store(plan: Plan, given: Sequence[_Given], *, only_newer: bool = False) -> int:
    latest: dict[Question, _Given] = {}
    for one in given:
        known = latest.get(one.question)
        if known is None or known.at <= one.at:
            latest[one.question] = one
    jurisdiction = Agency.objects.values_list("jurisdiction", flat=True).get(pk=plan.office_id)
    if only_newer:
        kept = RememberedDecision.objects.filter(jurisdiction=jurisdiction, key__in={key for _kind, key in latest})
        there = {(Asked(kind), key): at for kind, key, at in kept.values_list("kind", "key", "decided_at")}
        latest = {asked: one for asked, one in latest.items() if asked not in there or there[asked] < one.at}
    # In the order of the keys, so that two plans saved at once never wait for each other.
    rows = [
        RememberedDecision(
            jurisdiction_id=jurisdiction,
            kind=kind,
            key=key,
            answer=one.answer,
            plan=plan,
            decided_by=one.by[:150],
            decided_at=one.at,
        )
        for (kind, key), one in sorted(latest.items())
    ]
    RememberedDecision.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["jurisdiction", "kind", "key"],
        update_fields=["answer", "plan", "decided_by", "decided_at"],
        batch_size=500,
    )
    return len(rows)

"""What was decided about the same questions in earlier documents, as the first choice of each open point and word."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.models import ImportDraft, User
from workflow.services.calendar import local_day
from workflow.services.imports import labels, memory
from workflow.services.imports.doubts import owned_doubts
from workflow.services.imports.memory import Memory, Question, Recalled
from workflow.services.imports.parties import Parties
from workflow.services.imports.points import Choice, Point, open_points
from workflow.services.imports.session import Session, act, not_in_question
from workflow.services.imports.state import Decision, Review, Vague
from workflow.services.imports.vague import decide_word, open_words
from workflow.services.imports.words import decided
from workflow.services.matching import load_register
from workflow.words import day_words


@dataclass(frozen=True, slots=True)
class Proposal:
    """An earlier answer that fits an open point: what it says, and where it comes from."""

    key: str
    what: str
    source: str
    recalled: Recalled
    decision: Decision | None = None
    """Of a name: the decision as it stands in the register of today."""


def proposals(draft: ImportDraft, review: Review, parties: Parties, points: Sequence[Point]) -> dict[str, Proposal]:
    """The earlier answers to open points, by key of the point; at most one query."""
    asked = dict(_questions(draft, review, points))
    answers = memory.recall(draft, asked.values())
    found = {}
    for point in points:
        recalled = answers.of(asked[point.key]) if point.key in asked else None
        if recalled is not None and (proposal := _proposal(point, recalled, parties)):
            found[point.key] = proposal
    return found


def with_proposals(points: Sequence[Point], found: Mapping[str, Proposal]) -> list[Point]:
    """The points, those answered before with that answer as their first choice."""
    return [_with(point, found[point.key]) if point.key in found else point for point in points]


def _with(point: Point, proposal: Proposal) -> Point:
    choice = Choice(_("As before: %(what)s") % {"what": proposal.what}, "recall", (("key", point.key),))
    return replace(point, choices=(choice, *point.choices), recalled=proposal.source)


def source_of(recalled: Recalled) -> str:
    """Where an answer comes from, one line: by whom, when, in which plan."""
    about = {"title": recalled.title, "name": recalled.by, "day": day_words(recalled.on, timezone.localdate())}
    if recalled.title:
        return _("Decided by %(name)s on %(day)s for “%(title)s”") % about
    return _("Decided by %(name)s on %(day)s for a plan of another office") % about


def _questions(draft: ImportDraft, review: Review, points: Sequence[Point]) -> Iterator[tuple[str, Question]]:
    sentences = {f"sentence:{one['at'][0]}": one["text"] for one in review["sentences"]}
    items = {item["id"]: item for item in review["items"]}
    doubts = {doubt["key"]: (item, doubt) for item, doubt in owned_doubts(review)}
    for point in points:
        match point.kind:
            case "party":
                yield point.key, memory.about_name(point.name)
            case "sentence":
                yield point.key, memory.about_sentence(sentences[point.key])
            case "nobody":
                yield point.key, memory.about_item(items[point.item_id])
            case "reader":
                item, doubt = doubts[point.key]
                passage = memory.passage(draft.text, doubt, item)
                yield point.key, memory.about_doubt(doubt["kind"], doubt["candidates"], passage)


def _proposal(point: Point, recalled: Recalled, parties: Parties) -> Proposal | None:
    answer, source = recalled.answer, source_of(recalled)
    match point.kind:
        case "party":
            decision = _decision(recalled, point.name, parties)
            return Proposal(point.key, decided(decision), source, recalled, decision) if decision else None
        case "sentence":
            what = _("no task (%(name)s)") % {"name": labels.sentence(str(answer["name"]))}
        case "nobody":
            what = _("not an item (%(reason)s)") % {"reason": answer["reason"]}
        case _reader:
            what = _("as read (%(reason)s)") % {"reason": answer["reason"]}
    return Proposal(point.key, what, source, recalled)


def _decision(recalled: Recalled, name: str, parties: Parties) -> Decision | None:
    """The remembered decision about a name as it stands today; None when an agency has left the register since."""
    answer, register = recalled.answer, parties.register
    if answer["to"] == "left_out":
        return Decision(to="left_out", label=name, reason=str(answer.get("reason", "")), as_in=recalled.plan)
    if answer["to"] == "members":
        members = [register.by_key(f"agency:{pk}") for pk in answer.get("agencies", [])]
        known = [member for member in members if member is not None]
        if not known or len(known) < len(members):
            return None
        label = "、".join(member.label for member in known)
        return Decision(to="members", label=label, agencies=[member.id for member in known], as_in=recalled.plan)
    entry = register.by_key(f"{answer['to']}:{answer.get('id')}")
    return Decision(to=entry.kind.value, label=entry.label, id=entry.id, as_in=recalled.plan) if entry else None


# -- taking over -------------------------------------------------------------------------------------------------------


def recall_points(draft_pk: int, keys: Collection[str], *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Decide points as before: those of `keys`, or every one with an earlier answer where it is empty.

    Raises Invalid when none of them has one (any more).
    """
    with act(draft_pk, "recall", revision=revision, actor=actor, now=now) as session:
        parties = Parties(session.review, load_register(session.office, local_day(now)))
        found = proposals(session.draft, session.review, parties, open_points(session.review, parties))
        taken = [proposal for key, proposal in found.items() if not keys or key in keys]
        if not taken:
            raise not_in_question()
        for proposal in taken:
            _take(session, proposal)
        session.noted |= {"n": str(len(taken))}
    return session.draft


def _take(session: Session, proposal: Proposal) -> None:
    key, recalled = proposal.key, proposal.recalled
    kind, _colon, rest = key.partition(":")
    if proposal.decision is not None:
        session.review["names"][rest] = proposal.decision
    elif kind == "nobody":
        session.waive(session.item(rest), str(recalled.answer["reason"]))
    elif kind == "sentence":
        session.settle(key, "named", name=str(recalled.answer["name"]), as_in=recalled.plan)
    else:
        session.settle(key, "confirmed", reason=str(recalled.answer["reason"]), as_in=recalled.plan)


# -- vague wording -----------------------------------------------------------------------------------------------------


def remembered_words(draft: ImportDraft, words: Sequence[Vague], today: date) -> dict[str, Recalled]:
    """The earlier answers about open vague wording, by its key; at most one query."""
    open_ones = [word for word in words if not word["how"]]
    answers: Memory = memory.recall(draft, memory.word_questions(open_ones))
    found = ((word["key"], answers.of_word(word, today)) for word in open_ones)
    return {key: recalled for key, recalled in found if recalled is not None}


def recall_words(draft_pk: int, keys: Collection[str], *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Pin or mark wording as it was before: that of `keys`, or all with an earlier answer where it is empty.

    Raises Invalid when none of it has one (any more).
    """
    with act(draft_pk, "recall", revision=revision, actor=actor, now=now) as session:
        left = {word["key"]: (item, word) for item, word in open_words(session.review)}
        found = remembered_words(session.draft, [word for _item, word in left.values()], local_day(now))
        taken = {key: recalled for key, recalled in found.items() if not keys or key in keys}
        if not taken:
            raise not_in_question()
        for key, recalled in taken.items():
            answer = recalled.answer
            decide_word(session, *left[key], answer["how"], told=answer["told"], remark=answer["remark"])
        session.noted = {"n": str(len(taken))}
    return session.draft

"""Decisions about doubts of the reader and about sentences nothing was made of."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.errors import Invalid
from workflow.models import ImportDraft, User
from workflow.services.imports import editing
from workflow.services.imports.session import Session, act, not_in_question, reason_of
from workflow.services.imports.state import Item, ReaderDoubt, Review

TWO_NAMES = "two_names"
AT_ISSUE = {
    "attachment_missing",
    "calendar_days",
    "date_passed",
    "date_reading",
    "event_unstated",
    "inherited_owner",
    "issuer_missing",
    "mode_unstated",
    "open_list",
    "period_inherited",
    "period_reading",
    "time_unread",
    "year_unstated",
}
"""Doubts about what a stated fact means: the plan may be saved and discussed with them, but not issued. All others
question what the items are, and that can be changed in the review alone."""
NAME_LENGTH = 40
TIMES = ("limits", "recurrences", "due_on")
ANSWERED_BY: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("clauses",),
        "no_owner two_owners open_collective open_list mode_unstated inherited_owner owner_in_sentence by_reference",
    ),
    (("clauses",), "owner_by_principle unit_list two_names bracket_open unread_party unread_bracket"),
    (("clauses",), "cell_missing cell_column"),
    (("number",), "numbering_gap numbering_repeat unnumbered"),
    (("heading", "text"), "heading_guessed"),
    (TIMES, "event_unstated year_unstated date_passed date_reading date_unread period_inherited period_reading"),
    (TIMES, "digit_reading time_unread"),
)
"""The fields of an item whose change answers a doubt, by kinds of doubts; a change of any field answers the others."""
FIELDS = {kind: frozenset(fields) for fields, kinds in ANSWERED_BY for kind in kinds.split()}
ANY = frozenset({"number", "heading", "text", "clauses", *TIMES})


def asked_about(kind: str) -> frozenset[str]:
    """The fields of an item a doubt of this kind is about: a change of one of them answers it."""
    return FIELDS.get(kind, ANY)


def owned_doubts(review: Review) -> Iterator[tuple[Item | None, ReaderDoubt]]:
    """Every doubt of the reader with the item it is about (None: the document), settled ones among them."""
    yield from ((None, doubt) for doubt in review["doubts"])
    yield from ((item, doubt) for item in review["items"] for doubt in item["doubts"])


def open_doubts(review: Review) -> list[ReaderDoubt]:
    """Doubts of the document and of its live items that nobody has settled."""
    return [
        doubt
        for item, doubt in owned_doubts(review)
        if not (item and item["waived"]) and doubt["key"] not in review["settled"]
    ]


def settle(
    draft_pk: int,
    key: str,
    reason: str,
    *,
    whole_kind: bool = False,
    revision: int,
    actor: User,
    now: datetime,
) -> ImportDraft:
    """Accept what a doubt of the reader is about as it was read, for a reason; with `whole_kind` every open doubt of
    the same kind."""
    with act(draft_pk, "settle", revision=revision, actor=actor, now=now) as session:
        reason = reason_of(reason)
        left = open_doubts(session.review)
        kind = next((doubt["kind"] for doubt in left if doubt["key"] == key), None)
        if kind is None:
            raise not_in_question()
        for doubt in left:
            if doubt["key"] == key or (whole_kind and doubt["kind"] == kind):
                session.settle(doubt["key"], "confirmed", reason=reason)
    return session.draft


def settle_rest(draft_pk: int, reason: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Accept every doubt left that does not keep the draft from becoming a plan, all for one reason."""
    with act(draft_pk, "settle_rest", revision=revision, actor=actor, now=now) as session:
        reason = reason_of(reason)
        for doubt in open_doubts(session.review):
            if doubt["kind"] in AT_ISSUE:
                session.settle(doubt["key"], "confirmed", reason=reason)
    return session.draft


def place_sentence(
    draft_pk: int,
    key: str,
    how: str,
    *,
    name: str = "",
    item_id: str = "",
    revision: int,
    actor: User,
    now: datetime,
) -> ImportDraft:
    """Say where a sentence nothing was made of belongs: `joined` (to `item_id`, or the item before), `own_item`, or
    `named`, with the `name` it is waived by."""
    with act(draft_pk, "place_sentence", revision=revision, actor=actor, now=now) as session:
        _place(session, _sentence(session, key), how, name, item_id)
    return session.draft


def name_sentences(draft_pk: int, name: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Waive every sentence left by one name."""
    with act(draft_pk, "name_sentences", revision=revision, actor=actor, now=now) as session:
        left = open_sentences(session.review)
        if not left:
            raise Invalid("no_such_sentence", _("This sentence is no longer in question."))
        for sentence in left:
            _place(session, sentence, "named", name, "")
        session.noted |= {"n": str(len(left))}
    return session.draft


def open_sentences(review: Review) -> list[dict[str, Any]]:
    """Sentences nothing was made of that nobody has placed."""
    return [one for one in review["sentences"] if f"sentence:{one['at'][0]}" not in review["settled"]]


def _sentence(session: Session, key: str) -> dict[str, Any]:
    found = next((one for one in session.review["sentences"] if f"sentence:{one['at'][0]}" == key), None)
    if found is None:
        raise Invalid("no_such_sentence", _("This sentence is no longer in question."))
    return found


def _place(session: Session, sentence: dict[str, Any], how: str, name: str, item_id: str) -> None:
    review, key = session.review, f"sentence:{sentence['at'][0]}"
    name = name.strip()[:NAME_LENGTH]
    match how:
        case "named" if name:
            session.settle(key, "named", name=name)
        case "named":
            raise Invalid("name_missing", _("Say what the sentence is: choose a name, or write one."))
        case "own_item":
            editing.own_item(review, sentence)
            session.settle(key, how)
        case "joined":
            target = session.item(item_id) if item_id else editing.item_before(review, sentence["at"])
            if target is None:
                raise Invalid("no_item_before", _("No item stands before this sentence."))
            target["text"] = f"{target['text']}\n{sentence['text'].strip()}"
            session.settle(key, how)
        case _unknown:
            raise Invalid("no_such_sentence", _("This sentence is no longer in question."))

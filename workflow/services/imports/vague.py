"""Wording nobody can measure: pinned to a date, a quota or a number of days, or marked as unmeasurable."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflow.errors import Invalid
from workflow.models import ImportDraft, User
from workflow.services.imports.session import REASON_LENGTH, Session, act
from workflow.services.imports.state import Item, Limit, Recurrence, Review, Vague, is_date

PERIODS = ("week", "month", "quarter", "year")
MOST_DAYS, MOST_TIMES, EVENT_LENGTH = 250, 365, 120


def words_of(review: Review) -> Iterator[tuple[Item, Vague]]:
    """The vague wording of every live item, in order."""
    for item in review["items"]:
        if not item["waived"]:
            yield from ((item, word) for word in item["vague"])


def open_words(review: Review) -> list[tuple[Item, Vague]]:
    """Those nobody has pinned or marked."""
    return [(item, word) for item, word in words_of(review) if not word["how"]]


def pin_word(draft_pk: int, key: str, told: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Pin a wording: `told` is `date:2026-10-30`, `quota:quarter:2` or `days:10:event`. It becomes a limit or a duty of
    the item, with the wording as its place in the text."""
    with act(draft_pk, "pin_word", revision=revision, actor=actor, now=now) as session:
        item, word = _find(session, key)
        decide_word(session, item, word, "pinned", told=checked(told))
    return session.draft


def mark_word(draft_pk: int, key: str, remark: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Mark a wording as one that cannot be measured, with a remark if there is one."""
    with act(draft_pk, "mark_word", revision=revision, actor=actor, now=now) as session:
        item, word = _find(session, key)
        decide_word(session, item, word, "unmeasurable", remark=remark)
    return session.draft


def mark_words(draft_pk: int, word: str, remark: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Mark every open occurrence of a word (all words where it is empty) as unmeasurable."""
    with act(draft_pk, "mark_words", revision=revision, actor=actor, now=now) as session:
        found = [(item, one) for item, one in open_words(session.review) if word in ("", one["word"])]
        if not found:
            raise Invalid("no_such_word", _("This wording is no longer in question."))
        for item, one in found:
            decide_word(session, item, one, "unmeasurable", remark=remark)
        session.noted |= {"item": "", "word": word, "n": str(len(found))}
    return session.draft


def reopen_word(draft_pk: int, key: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Take back what was decided about a wording."""
    with act(draft_pk, "reopen_word", revision=revision, actor=actor, now=now) as session:
        item, word = _find(session, key)
        decide_word(session, item, word, "")
    return session.draft


def checked(told: str) -> str:
    """The pin as it is stored. Raises Invalid for one that says nothing."""
    kind, _colon, value = told.partition(":")
    first, _colon, rest = value.partition(":")
    if kind == "date" and is_date(value):
        return told
    if kind == "quota" and first in PERIODS and _number(rest, MOST_TIMES):
        return told
    if kind == "days" and _number(first, MOST_DAYS) and rest.strip():
        return f"days:{first}:{rest.strip()[:EVENT_LENGTH]}"
    raise Invalid(
        "pin_missing",
        _("This does not say by when or how often."),
        remedy=_("Enter a date, or how many times in which period, or how many working days after which event."),
    )


def _number(typed: str, most: int) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) < 5 and 1 <= int(typed) <= most


def parts_of(told: str, phrase: str, at: list[int] | None) -> tuple[Limit | None, Recurrence | None]:
    """The limit or the duty a pin stands for."""
    kind, _colon, value = told.partition(":")
    first, _colon, rest = value.partition(":")
    if kind == "quota":
        duty = Recurrence(kind="per_period_min", period=first, min_count=int(rest), who="", phrase=phrase, at=at)
        return None, duty
    if kind == "days":
        return Limit(kind="working_days_after_event", value=first, event=rest, phrase=phrase, at=at), None
    return Limit(kind="fixed_date", value=value, event="", phrase=phrase, at=at), None


def _find(session: Session, key: str) -> tuple[Item, Vague]:
    for item, word in words_of(session.review):
        if word["key"] == key:
            return item, word
    raise Invalid("no_such_word", _("This wording is no longer in question."))


def _unpin(item: Item, word: Vague) -> None:
    """Take out what an earlier pin brought in."""
    if word["how"] != "pinned":
        return
    limit, duty = parts_of(word["told"], word["phrase"], word["at"])
    item["limits"] = [one for one in item["limits"] if one != limit]
    item["recurrences"] = [one for one in item["recurrences"] if one != duty]
    if limit is not None and item["due_on"] == limit["value"]:
        dates = [one["value"] for one in item["limits"] if is_date(one["value"])]
        item["due_on"] = max(dates, default="")


def decide_word(session: Session, item: Item, word: Vague, how: str, *, told: str = "", remark: str = "") -> None:
    """Pin a wording (to what `told` says), mark it, or open it again (`how` is empty); an earlier pin goes."""
    _unpin(item, word)
    if how == "pinned":
        limit, duty = parts_of(told, word["phrase"], word["at"])
        if limit is not None:
            item["limits"].append(limit)
            if limit["kind"] == "fixed_date":
                item["due_on"] = max(item["due_on"], limit["value"])
        if duty is not None:
            item["recurrences"].append(duty)
    word["how"], word["told"], word["remark"] = how, told, remark.strip()[:REASON_LENGTH]
    word["by"], word["when"] = (str(session.actor), session.now.isoformat()) if how else ("", "")
    session.noted |= {"item": item["number"], "word": word["word"]}

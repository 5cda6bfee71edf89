"""Splitting and merging items of the working copy: text, spans, clauses and limits go to the half they belong to."""

import copy
from collections.abc import Sequence
from typing import Any, TypeVar

from workflow.services.imports.state import Clause, Item, Review, Span, latest

T = TypeVar("T")


def split(review: Review, item: Item, offset: int, source: str) -> Item:
    """Cut the item's text at `offset` (characters); the second half becomes an item of its own behind it.

    `source` is the cleaned text: while the item's text is still what stands there, the halves keep exact places.
    """
    second = copy.deepcopy(item)
    second["id"] = f"i{review['next_id']}"
    review["next_id"] += 1
    second["number"] = next_number(review, item["number"])
    second["heading"], second["heading_at"] = "", None
    second["origin"] = ""
    second["doubts"] = []
    text = item["text"]
    at = item["text_at"]
    exact = at is not None and source[at[0] : at[1]] == text
    cut = at[0] + offset if at is not None and exact else None
    item["text"], second["text"] = text[:offset].rstrip(), text[offset:].lstrip()
    if cut is not None and at is not None and item["at"] is not None:
        end = item["at"][1]
        item["at"], item["text_at"] = [item["at"][0], cut], [at[0], cut]
        second["at"], second["text_at"] = [cut, end], [cut, at[1]]
    item["clauses"], second["clauses"] = _clauses(item["clauses"], cut)
    item["limits"], second["limits"] = _halves(item["limits"], cut, second["text"])
    item["recurrences"], second["recurrences"] = _halves(item["recurrences"], cut, second["text"])
    item["vague"], second["vague"] = _halves(item["vague"], cut, second["text"])
    told = latest([*item["limits"], *second["limits"]])
    if told and told == item["due_on"]:
        # The date was read: it stays with the half that says it. One typed by hand holds for both.
        item["due_on"], second["due_on"] = latest(item["limits"]), latest(second["limits"])
    review["items"].insert(review["items"].index(item) + 1, second)
    return second


def merge(review: Review, item: Item) -> Item | None:
    """Append the item to the one before it and drop it; None when it is the first."""
    index = review["items"].index(item)
    if index == 0:
        return None
    previous = review["items"][index - 1]
    heading = f"{item['heading']}。" if item["heading"] else ""
    previous["text"] = f"{previous['text']}\n{heading}{item['text']}"
    previous["at"] = _around(previous["at"], item["at"])
    previous["text_at"] = None
    previous["clauses"] += [clause for clause in item["clauses"] if not _said(previous["clauses"], clause)]
    previous["limits"] += item["limits"]
    previous["recurrences"] += item["recurrences"]
    previous["due_on"] = max(previous["due_on"], item["due_on"])
    previous["doubts"] += item["doubts"]
    previous["vague"] += item["vague"]
    previous["waived"] = "" if not item["waived"] else previous["waived"]
    review["items"].pop(index)
    return previous


def own_item(review: Review, sentence: dict[str, Any]) -> Item:
    """A new item from a sentence nothing was made of, behind the item it follows."""
    before = item_before(review, sentence["at"])
    item = Item(
        id=f"i{review['next_id']}",
        number=next_number(review, before["number"] if before else ""),
        heading="",
        category=before["category"] if before else "",
        text=sentence["text"].strip(),
        at=list(sentence["at"]),
        heading_at=None,
        text_at=list(sentence["at"]),
        clauses=[],
        due_on="",
        limits=[],
        recurrences=[],
        doubts=[],
        vague=[],
        named=[],
        waived="",
        origin="",
    )
    review["next_id"] += 1
    review["items"].insert(review["items"].index(before) + 1 if before else 0, item)
    return item


def item_before(review: Review, at: Span) -> Item | None:
    """The last item that begins before the place; None when there is none."""
    found = None
    for item in review["items"]:
        if item["at"] is not None and item["at"][0] <= at[0]:
            found = item
    return found


def next_number(review: Review, number: str) -> str:
    """A number nobody has yet, made from the number before: 二/3 gives 二/3-2."""
    taken = {item["number"] for item in review["items"]}
    base = number.rsplit("-", 1)[0] if number.rsplit("-", 1)[-1].isdigit() and "-" in number else number
    count = 2
    while f"{base}-{count}" in taken:
        count += 1
    return f"{base}-{count}"[-60:]


def _clauses(clauses: Sequence[Clause], cut: int | None) -> tuple[list[Clause], list[Clause]]:
    """Clauses by what they cover; a half left without one keeps all of them, the task does not lose its owner."""
    if cut is None or len(clauses) < 2:
        return list(clauses), copy.deepcopy(list(clauses))
    first = [clause for clause in clauses if clause["covers"] is None or clause["covers"][1] <= cut]
    second = [clause for clause in clauses if clause not in first]
    return first or copy.deepcopy(list(clauses)), second or copy.deepcopy(list(clauses))


def _halves(parts: list[T], cut: int | None, second_text: str) -> tuple[list[T], list[T]]:
    first: list[T] = []
    second: list[T] = []
    for part in parts:
        stated: Any = part
        place = stated["at"]
        later = place[0] >= cut if cut is not None and place else stated["phrase"] in second_text
        (second if later else first).append(part)
    return first, second


def _said(clauses: Sequence[Clause], clause: Clause) -> bool:
    return any(known["mode"] == clause["mode"] and known["parties"] == clause["parties"] for known in clauses)


def _around(one: Span | None, other: Span | None) -> Span | None:
    if one is None or other is None:
        return one or other
    return [min(one[0], other[0]), max(one[1], other[1])]

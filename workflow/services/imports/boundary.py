"""Moving the boundary between an item and the next one along the sentences of the document."""

import copy
from typing import Any

from workflow.services.imports.state import Item, Review, Span, latest


def move(review: Review, item: Item, cut: int, source: str) -> Item | None:
    """Let the item end, and the next one begin, at the place `cut` of the cleaned text `source`; gives the next item.

    What lies between the old and the new boundary changes hands, with the clauses and limits stated in it. None when
    the boundary cannot be moved (see `reach`) or `cut` would leave one of the two without text.
    """
    places, following = reach(review, item, source), next_of(review, item)
    if places is None or following is None:
        return None
    (start, end), (begin, stop) = places
    # Between the two may stand the number and the heading of the next one: what moves across them has no single place.
    parted = bool(source[end:begin].strip())
    if start < cut < end and source[start:cut].strip() and source[cut:end].strip():
        _set(item, source[start:cut], [start, cut])
        if parted:
            _set(following, f"{source[cut:end].strip()}\n{source[begin:stop].strip()}", None)
        else:
            _set(following, source[cut:stop], [cut, stop])
        _hand_over(item, following, (cut, end))
    elif begin < cut < stop and source[begin:cut].strip() and source[cut:stop].strip():
        if parted:
            _set(item, f"{source[start:end].strip()}\n{source[begin:cut].strip()}", None)
        else:
            _set(item, source[start:cut], [start, cut])
        _set(following, source[cut:stop], [cut, stop])
        _hand_over(following, item, (begin, cut))
    else:
        return None
    item["at"] = [item["at"][0] if item["at"] else start, cut]
    following["at"] = [cut, following["at"][1] if following["at"] else stop]
    return following


def reach(review: Review, item: Item, source: str) -> tuple[Span, Span] | None:
    """Where the texts of the item and of the next one stand, while both still read as they do in the document."""
    following = next_of(review, item)
    if following is None:
        return None
    places = [one["text_at"] for one in (item, following)]
    for one, place in zip((item, following), places, strict=True):
        if not place or one["waived"] or source[place[0] : place[1]].strip() != one["text"].strip():
            return None
    return places[0] or [], places[1] or []


def next_of(review: Review, item: Item) -> Item | None:
    """The item behind this one; None behind the last."""
    index = review["items"].index(item) + 1
    return review["items"][index] if index < len(review["items"]) else None


def _set(item: Item, text: str, at: Span | None) -> None:
    item["text"], item["text_at"] = text.strip(), at


def _hand_over(giver: Item, taker: Item, at: tuple[int, int]) -> None:
    """What is stated inside `at` goes to the taker; a giver's only clause stays with both: no task loses its owner."""

    def is_inside(part: Any) -> bool:
        return bool(part["at"]) and at[0] <= part["at"][0] < at[1]

    moving = [clause for clause in giver["clauses"] if is_inside(clause)]
    taker["clauses"] += copy.deepcopy(moving)
    giver["clauses"] = [clause for clause in giver["clauses"] if not is_inside(clause)] or giver["clauses"]
    if any(is_inside(limit) for limit in giver["limits"]):
        taker["limits"] += [limit for limit in giver["limits"] if is_inside(limit)]
        giver["limits"] = [limit for limit in giver["limits"] if not is_inside(limit)]
        giver["due_on"], taker["due_on"] = latest(giver["limits"]), latest(taker["limits"])
    taker["recurrences"] += [duty for duty in giver["recurrences"] if is_inside(duty)]
    giver["recurrences"] = [duty for duty in giver["recurrences"] if not is_inside(duty)]
    taker["vague"] += [word for word in giver["vague"] if is_inside(word)]
    giver["vague"] = [word for word in giver["vague"] if not is_inside(word)]

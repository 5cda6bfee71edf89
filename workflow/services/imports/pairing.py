"""Which item of a new document is which item of the plan in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workflow.reading.likeness import alike

LEAST_ALIKE = 40
"""Items less alike than this, in percent, are not the same."""
CLOSE = 10
"""Another candidate this near, in percent, makes a match ambiguous."""
SAME_NUMBER = 15
"""What the same number adds, in percent, to items alike enough."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an item is recognised by."""

    id: str
    number: str
    heading: str
    text: str

    @property
    def words(self) -> str:
        """Heading and text without white space."""
        return "".join(f"{self.heading}{self.text}".split())


@dataclass(frozen=True, slots=True)
class Matched:
    """The item in force a new one is taken for; None for a new one. `by_hand`: the clerk said so. `others` are items in
    force that may be meant as well: with any the match is ambiguous."""

    old: str | None
    by_hand: bool = False
    others: list[str] = field(default_factory=list)


def match_items(old: Sequence[Content], new: Sequence[Content], told: Mapping[str, str]) -> dict[str, Matched]:
    """Each new item by its id with the item in force it is, in four steps; an item in force is used once.

    1. What the clerk said (`told`: new id → old id, empty for "this is new").
    2. The same heading and text; where several are the same, the same number first.
    3. Of the rest the two that are most `alike`, again and again: at least `LEAST_ALIKE`, and more with the same number
       (which alone makes nobody the same).
    4. What is left is new.

    A match of step 3 is ambiguous where another item not recognised in steps 1 and 2 was nearly as much alike, and so
    is an item that stays new because the one it resembles was taken by another.
    """
    found = {one.id: Matched(told[one.id] or None, by_hand=True) for one in new if one.id in told}
    taken = {match.old for match in found.values()}
    left_old = [one for one in old if one.id not in taken]
    left_new = [one for one in new if one.id not in found]
    for with_number in (True, False):
        left_old, left_new = _identical(left_old, left_new, found, with_number=with_number)
    scores = _scores(left_old, left_new)
    used: set[str] = set()
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    for (new_id, old_id), _score in ranked:
        if new_id not in found and old_id not in used:
            found[new_id] = Matched(old_id)
            used.add(old_id)
    for one in left_new:
        match = found.get(one.id, Matched(None))
        found[one.id] = Matched(match.old, others=_others(one.id, match.old, scores))
    return found


def _identical(
    old: list[Content], new: list[Content], found: dict[str, Matched], *, with_number: bool
) -> tuple[list[Content], list[Content]]:
    waiting: dict[tuple[str, ...], list[Content]] = {}
    for one in old:
        waiting.setdefault(_key(one, with_number), []).append(one)
    for one in new:
        if places := waiting.get(_key(one, with_number)):
            found[one.id] = Matched(places.pop(0).id)
    left = {one.id for places in waiting.values() for one in places}
    return [one for one in old if one.id in left], [one for one in new if one.id not in found]


def _key(one: Content, with_number: bool) -> tuple[str, ...]:
    return ("".join(one.heading.split()), one.words, *([one.number] if with_number else []))


def _scores(old: Sequence[Content], new: Sequence[Content]) -> dict[tuple[str, str], int]:
    """Percent by the ids (new, old) of every pair that may be the same."""
    pairs = alike(
        [(one.heading, one.text) for one in old],
        [(one.heading, one.text) for one in new],
        least=LEAST_ALIKE,
        most=len(old),
    )
    return {
        (new[mine].id, old[theirs].id): percent + SAME_NUMBER * (new[mine].number == old[theirs].number)
        for theirs, mine, percent in pairs
    }


def _others(new_id: str, old_id: str | None, scores: Mapping[tuple[str, str], int]) -> list[str]:
    """Items in force nearly as much alike as the one taken; of a new item all it resembles."""
    least = scores[new_id, old_id] - CLOSE if old_id else 0
    near = [(score, old) for (new, old), score in scores.items() if new == new_id and old != old_id and score >= least]
    return [old for _score, old in sorted(near, key=lambda one: -one[0])]

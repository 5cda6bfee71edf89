"""How alike two items of different documents are, by their wording alone."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

Words = tuple[str, str]
"""Heading and text of an item."""

HEADING_WEIGHT = 2.0
"""A heading names the task; the text below it repeats the phrases every plan has."""


def alike(ours: Sequence[Words], theirs: Sequence[Words], *, least: int, most: int) -> list[tuple[int, int, int]]:
    """Pairs `(ours, theirs, percent)` of at least `least` percent, for each of theirs the `most` best, best first.

    The measure, for the plan chain and for versions of a plan: an item is the bag of its pairs of neighbouring letters
    or digits (punctuation parts them). A pair weighs more the fewer items of both documents have it, and more again for
    each time it stands in the heading (`HEADING_WEIGHT`). Likeness is the cosine of the two bags: 100 for the same
    wording, 0 without a common pair, and a short item that is contained in a long one is still alike. Only pairs of
    items that share something are compared.
    """
    bags = [_bag(item) for item in [*ours, *theirs]]
    held = Counter(pair for bag in bags for pair in bag)
    rare = {pair: math.log(1 + len(bags) / count) for pair, count in held.items()}
    vectors = [_unit({pair: weight * rare[pair] for pair, weight in bag.items()}) for bag in bags]
    where: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for index, vector in enumerate(vectors[: len(ours)]):
        for pair, weight in vector.items():
            where[pair].append((index, weight))
    found: list[tuple[int, int, int]] = []
    for their, vector in enumerate(vectors[len(ours) :]):
        sums: dict[int, float] = defaultdict(float)
        for pair, weight in vector.items():
            for our, other in where.get(pair, ()):
                sums[our] += weight * other
        scored = sorted(((round(100 * score), our) for our, score in sums.items()), key=lambda one: (-one[0], one[1]))
        found += [(our, their, percent) for percent, our in scored[:most] if percent >= least]
    return found


def _bag(item: Words) -> dict[str, float]:
    heading, text = item
    bag: dict[str, float] = defaultdict(float)
    for part, weight in ((heading, HEADING_WEIGHT), (text, 1.0)):
        for pair in _pairs(part):
            bag[pair] += weight
    return bag


def _pairs(text: str) -> Iterable[str]:
    for before, after in pairwise(text):
        if before.isalnum() and after.isalnum():
            yield (before + after).lower()


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {pair: weight / length for pair, weight in vector.items()} if length else {}

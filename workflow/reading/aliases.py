"""One agency under two names in one document: 市住房城乡建设委 and 市住建委, 区政府办 and 区政府办公室."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from workflow.reading.parties import is_collective

# Long and short endings of one name.
SHORT = {
    "委员会办公室": "委办",
    "人民政府": "政府",
    "管理委员会": "管委",
    "管委会": "管委",
    "委员会": "委",
    "办公室": "办",
}
LEVEL = "市区县省州旗盟镇乡"
BRACKET = re.compile(r"[（(].*$")
PLACE = re.compile(
    r"^(?![市区县省州])[\u3400-\u9fff]{1,4}?"
    r"(?=[市区县州旗](?![市区县委政])[\u3400-\u9fff]{2})(?<![市区县省])"
)
MOST_NAMES, LARGEST_FAMILY = 600, 40


def two_names(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of names that may mean one agency, each written as in the document, in the order they occur."""
    written = [name for name in dict.fromkeys(names) if not is_collective(name)][:MOST_NAMES]
    families: dict[str, list[str]] = defaultdict(list)
    for name in written:
        families[_shortened(name)[-1:]].append(name)
    pairs = [
        pair
        for family in families.values()
        for pair in combinations(family[:LARGEST_FAMILY], 2)
        if _may_be_one(*map(_shortened, pair))
    ]
    place = {name: index for index, name in enumerate(written)}
    return sorted(pairs, key=lambda pair: (place[pair[0]], place[pair[1]]))


def _shortened(name: str) -> str:
    name = PLACE.sub("", BRACKET.sub("", name))
    for long, short in SHORT.items():
        if name.endswith(long) and len(name) > len(long) + 1:
            return name[: -len(long)] + short
    return name


def _may_be_one(one: str, other: str) -> bool:
    """Whether the shorter leaves out characters of the longer, in its order and not at its ends; or only the place."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if long[1:] == short and long[0] in LEVEL:
        return True
    if len(short) < 4 or short[:2] != long[:2] or short[-1] != long[-1] or len(long) > 3 * len(short):
        return False
    # 市公安局 is no short word for 市公安局交警支队, and 市委办 none for 市委组织部办公室.
    if long.startswith(short[:-1]):
        return False
    position = 0
    for char in short:
        position = long.find(char, position) + 1
        if not position:
            return False
    return True

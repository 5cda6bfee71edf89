"""Taking the clerk's decisions over into a new reading of the same document.

An item is the same where number, heading and text are. What was done to it (edits, parts split off, items merged into
it) goes with it; what was done to an item that reads differently now is lost, and named before anything is changed.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workflow.services.imports.state import SAME, Item, ReaderDoubt, Review, Span

Remap = Callable[[Span | None], Span | None]
CONTENT = ("number", "heading", "text", "clauses", "due_on", "limits", "recurrences", "vague", "waived")


@dataclass(frozen=True, slots=True)
class Change:
    """An item that reads differently: `before` is empty for a new one, `after` for one that is gone."""

    number: str
    before: str
    after: str


@dataclass(slots=True)
class Outcome:
    """The working copy of the new reading, what changes in it, and the items whose edits are lost."""

    review: Review
    changes: list[Change] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def carry(old: Review, original: Review, fresh: Review, remap: Remap) -> Outcome:
    """`old` is the working copy in hand, `original` how its reading was laid out, `fresh` the new reading laid out;
    `remap` brings a place of the old text into the new one."""
    groups = _groups(old["items"], original["items"])
    same = _matched(original["items"], fresh["items"])
    kept = _kept(groups, same, original["items"])
    result = copy.deepcopy(old)
    result["items"], taken = [], {new: before for before, new in same.items() if before in kept}
    result["items"] += _moved(groups.get("", []), remap)
    for item in fresh["items"]:
        before = taken.get(item["id"])
        if before is None:
            result["items"].append(_with_own_id(item, result))
        elif before in groups:
            group = _moved(groups[before], remap)
            group[0]["origin"] = item["id"]
            group[0]["doubts"] = _doubts(group[0]["doubts"], item["doubts"], group[0]["id"])
            result["items"] += group
    _whole(result, old, original, fresh)
    return Outcome(
        result, _changes(original["items"], fresh["items"], same), _lost(groups, kept, original["items"], old)
    )


def _groups(items: Sequence[Item], original: Sequence[Item]) -> dict[str, list[Item]]:
    """Each item of the reading that is still there, with what was split off behind it."""
    known = {item["id"] for item in original}
    groups: dict[str, list[Item]] = {}
    current = ""
    for item in items:
        origin = item.get("origin", item["id"])
        current = origin if origin in known else current
        groups.setdefault(current, []).append(item)
    return groups


def _matched(original: Sequence[Item], fresh: Sequence[Item]) -> dict[str, str]:
    """Ids of the old reading by the ids of the new one that say the same."""
    places: dict[tuple[str, ...], list[str]] = {}
    for item in fresh:
        places.setdefault(_key(item), []).append(item["id"])
    found: dict[str, str] = {}
    for item in original:
        if waiting := places.get(_key(item)):
            found[item["id"]] = waiting.pop(0)
    return found


def _key(item: Item) -> tuple[str, ...]:
    return item["number"], item["heading"], item["text"]


def _kept(groups: Mapping[str, Any], same: Mapping[str, str], original: Sequence[Item]) -> set[str]:
    """Items whose state is taken over. Those merged into one go with it, all of them or none."""
    families: list[list[str]] = []
    for item in original:
        if item["id"] in groups or not families:
            families.append([])
        families[-1].append(item["id"])
    return {
        one for family in families if family[0] in groups and all(member in same for member in family) for one in family
    }


def _moved(group: Sequence[Item], remap: Remap) -> list[Item]:
    moved = copy.deepcopy(list(group))
    for item in moved:
        for name in ("at", "heading_at", "text_at"):
            item[name] = remap(item[name])
        parts: list[Any] = [*item["clauses"], *item["limits"], *item["recurrences"], *item["doubts"], *item["vague"]]
        for part in parts:
            part["at"] = remap(part["at"])
        for clause in item["clauses"]:
            clause["covers"] = remap(clause["covers"])
    return moved


def _with_own_id(item: Item, review: Review) -> Item:
    """An item of the new reading under an id nobody had, its questions too."""
    made = copy.deepcopy(item)
    made["id"], made["origin"] = f"i{review['next_id']}", item["id"]
    review["next_id"] += 1
    for number, doubt in enumerate(made["doubts"], start=1):
        doubt["key"] = f"doubt:{made['id']}:{number}"
    for number, word in enumerate(made["vague"], start=1):
        word["key"] = f"vague:{made['id']}:{number}"
    return made


def _doubts(known: Sequence[ReaderDoubt], fresh: Sequence[ReaderDoubt], owner: str) -> list[ReaderDoubt]:
    """The doubts as they are raised now, under their old keys where they were raised before."""
    keys = {_about(doubt): doubt["key"] for doubt in known}
    taken, number = set(keys.values()), 0
    found = []
    for doubt in fresh:
        key = keys.pop(_about(doubt), "")
        while not key:
            number += 1
            key = f"doubt:{owner}:{number}"
            key = "" if key in taken else key
        taken.add(key)
        found.append(ReaderDoubt(**{**doubt, "key": key}))
    return found


def _about(doubt: ReaderDoubt) -> tuple[str, ...]:
    return doubt["kind"], *doubt["candidates"]


def _whole(result: Review, old: Review, original: Review, fresh: Review) -> None:
    """What belongs to the document: the clerk's where he changed it, otherwise as it reads now."""
    for name in ("header", "settings"):
        mine: dict[str, Any] = old[name]
        before: dict[str, Any] = original[name]
        result[name] = {
            key: value if key not in mine or mine[key] == before.get(key) else mine[key]
            for key, value in fresh[name].items()
        }
    for name in ("cites", "attachments"):
        if old[name] == original[name]:  # type: ignore[literal-required]
            result[name] = fresh[name]  # type: ignore[literal-required]
    result["doubts"], result["sentences"], result["counts"] = fresh["doubts"], fresh["sentences"], fresh["counts"]
    result["settled"] = _settled(result, old)
    ids = {item["id"] for item in result["items"]}
    old_ids = {item["id"] for item in old["items"]}
    result["names"] = {
        key: decision
        for key, decision in old["names"].items()
        if (owner := key.rpartition(":")[0]) not in old_ids or owner in ids
    }
    result["undo"] = {}


def _settled(result: Review, old: Review) -> dict[str, Any]:
    keys = {doubt["key"] for item in result["items"] for doubt in item["doubts"]}
    found = {key: how for key, how in old["settled"].items() if key in keys or key.startswith(SAME)}
    decided = {_about(doubt): old["settled"].get(doubt["key"]) for doubt in old["doubts"]}
    for doubt in result["doubts"]:
        if how := decided.get(_about(doubt)):
            found[doubt["key"]] = how
    placed = {sentence["text"]: old["settled"].get(f"sentence:{sentence['at'][0]}") for sentence in old["sentences"]}
    for sentence in result["sentences"]:
        how = placed.get(sentence["text"])
        # A sentence put into an item is in no item of the new reading unless that item was taken over with it.
        if how and (how["how"] not in ("joined", "own_item") or _stands(sentence["text"], result["items"])):
            found[f"sentence:{sentence['at'][0]}"] = how
    return found


def _stands(text: str, items: Sequence[Item]) -> bool:
    return any(text.strip() in item["text"] for item in items)


def _changes(original: Sequence[Item], fresh: Sequence[Item], same: Mapping[str, str]) -> list[Change]:
    gone: dict[str, list[Item]] = {}
    for item in original:
        if item["id"] not in same:
            gone.setdefault(item["number"], []).append(item)
    taken = set(same.values())
    found = []
    for item in fresh:
        if item["id"] not in taken:
            before = gone.get(item["number"], [])
            found.append(Change(item["number"], _words(before.pop(0)) if before else "", _words(item)))
    return found + [Change(number, _words(item), "") for number, items in gone.items() for item in items]


def _words(item: Item) -> str:
    return "。".join(part for part in (item["heading"], item["text"]) if part)


def _lost(groups: Mapping[str, list[Item]], kept: set[str], original: Sequence[Item], old: Review) -> list[str]:
    """Numbers of the items a person worked on that are not taken over."""
    found = []
    for item in original:
        if item["id"] in kept:
            continue
        group = groups.get(item["id"])
        if group is None or len(group) > 1 or _touched(group[0], item, old):
            found.append(f"{item['number']} {item['heading']}".strip())
    return found


def _bare(value: Any) -> Any:
    """What a person may have changed: without keys and places, which a new reading gives anew."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if isinstance(value, dict):
        return {name: _bare(one) for name, one in value.items() if name not in ("key", "at", "covers")}
    return value


def _touched(now: Item, before: Item, old: Review) -> bool:
    if any(_bare(now[name]) != _bare(before[name]) for name in CONTENT):  # type: ignore[literal-required]
        return True
    return any(doubt["key"] in old["settled"] for doubt in now["doubts"])

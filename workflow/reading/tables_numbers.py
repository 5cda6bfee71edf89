"""The numbers of a table's items: sections above, the number of the row, a running one where rows share it."""

from collections import Counter

from workflow.reading.doubts import doubt
from workflow.reading.tables_entries import Entry

LONGEST = 60
# A row without a number among rows that have one.
UNNUMBERED = "段"


def numbered(entries: list[Entry], taken: set[str], base: str, name: str, start: int = 0) -> list[str]:
    """A number for each entry, unlike all others and those `taken`; gaps and repeats among rows are doubted.

    `base` is the number of the section of the document that the table stands in; `name` tells the tables of a document
    apart where their numbers begin anew; `start` counts the rows of the tables before where none has a number.
    """
    keys = [_key(entry) for entry in entries]
    _check(entries)
    shared = Counter(keys)
    running: Counter[tuple[tuple[str, ...], int, str | None]] = Counter()
    numbers: list[str] = []
    if not base:
        running[(), 0, None] = start
    with_number = {entry.path for entry in entries if entry.number}
    for entry, key in zip(entries, keys, strict=True):
        running[key] += 1
        own = [entry.number] if entry.number else [UNNUMBERED] if entry.path in with_number else []
        count = [str(running[key])] if shared[key] > 1 or not own or not entry.number else []
        numbers.append("/".join([*([base] if base else []), *entry.path, *own, *count]))
    if len(set(numbers)) < len(numbers):
        numbers = _told_apart(entries, numbers)
    if taken.intersection(numbers):
        numbers = [f"{name[:20]}/{number}" for number in numbers]
    return _unlike(numbers, taken)


def _key(entry: Entry) -> tuple[tuple[str, ...], int, str | None]:
    # Rows without any number run on through sections that have none either.
    return entry.path, entry.family if entry.number else 0, entry.number


def _told_apart(entries: list[Entry], numbers: list[str]) -> list[str]:
    """Numbers that begin anew in sections without a number of their own get the section's place in front."""
    families = {family: index for index, family in enumerate(dict.fromkeys(e.family for e in entries), start=1)}
    return [f"{families[entry.family]}/{number}" for entry, number in zip(entries, numbers, strict=True)]


def _unlike(numbers: list[str], taken: set[str]) -> list[str]:
    """The last resort for numbers that still occur twice or are too long to store."""
    used = set(taken)
    found: list[str] = []
    repeats: Counter[str] = Counter()
    for number in numbers:
        written = number[:LONGEST]
        while written in used:
            start = number[: LONGEST - 10]
            repeats[start] += 1
            written = f"{start}·{repeats[start] + 1}"
        used.add(written)
        found.append(written)
    return found


def _check(entries: list[Entry]) -> None:
    """Doubt a gap or a repeat where rows are counted in Arabic numbers."""
    last: int | None = None
    family = -1
    before: Entry | None = None
    for entry in entries:
        number = entry.number
        if number is None or not number.isdecimal() or len(number) > 4:
            continue
        value = int(number)
        is_new = entry.family != family or before is None or entry.path != before.path
        if last is not None and value != last + 1 and not (is_new and value == 1):
            joined = before is not None and value == last and before.number_at == entry.number_at
            if value > last + 1:
                entry.doubts.append(doubt("numbering_gap", ["/".join((*entry.path, str(last + 1)))], entry.at))
            elif not joined:
                entry.doubts.append(doubt("numbering_repeat", ["/".join((*entry.path, number))], entry.at))
        last, family, before = value, entry.family, entry

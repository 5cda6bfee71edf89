"""A form: one task a table, the titles in front of their cells instead of above them (任务名称 | 建设政务云)."""

from dataclasses import dataclass, field

from workflow.reading.offsets import Span
from workflow.reading.sentences import strip
from workflow.reading.tables_columns import TASKS, Kind, Role, is_unsure, kind_of, roles
from workflow.reading.tables_entries import Entry, number_of
from workflow.reading.tables_grid import Grid, Slot
from workflow.reading.tables_rows import Rows

FEWEST = 3
WIDEST = 6


@dataclass(slots=True)
class _Pair:
    kind: Kind
    title: Slot
    values: list[Slot] = field(default_factory=list)


def read_form(text: str, grid: Grid) -> tuple[Rows, frozenset[Role]] | None:
    """The tasks of a form, and the roles of its cells; None if a table is none."""
    if max((slot.end for row in grid.rows for slot in row), default=0) > WIDEST:
        return None
    pairs, untitled = _pairs(text, grid)
    kinds = {pair.kind for pair in pairs if pair.values}
    is_form = len(kinds) >= FEWEST and len(untitled) * 2 <= len(pairs)
    if not is_form or not kinds & set(TASKS) or not kinds & {"lead", "responsible", "co"}:
        return None
    rows = Rows()
    found: set[Role] = set()
    for group in _groups(text, pairs):
        entry, own = _entry(text, group)
        found |= own
        if entry is None:
            rows.named += [(slot.at, "table") for pair in group for slot in (pair.title, *pair.values)]
        else:
            rows.entries.append(entry)
    # A title above the first pair names the form; what stands elsewhere without one is left to be explained.
    first = pairs[0].title.at[0]
    rows.named += [(slot.at, "heading") for slot in untitled if slot.at[1] <= first and slot.at[1] - slot.at[0] <= 80]
    return rows, frozenset(found)


def _pairs(text: str, grid: Grid) -> tuple[list[_Pair], list[Slot]]:
    """Titles with the cells behind them, also in the rows that a merged title covers; and cells without a title."""
    pairs: list[_Pair] = []
    untitled: list[Slot] = []
    for index in range(len(grid.rows)):
        current = pairs[-1] if pairs and pairs[-1].title.last > index else None
        for slot in grid.filled(index):
            kind = kind_of(text[slice(*slot.at)])
            if kind is not None and not (is_unsure(text[slice(*slot.at)]) and current is not None):
                current = _Pair(kind, slot)
                pairs.append(current)
            elif current is not None:
                current.values.append(slot)
            else:
                untitled.append(slot)
    return pairs, untitled


def _groups(text: str, pairs: list[_Pair]) -> list[list[_Pair]]:
    """The pairs of one task each: a title of the task that stands there again begins the next."""
    groups: list[list[_Pair]] = []
    seen: set[str] = set()
    for pair in pairs:
        title = "".join(text[slice(*pair.title.at)].split())
        if not groups or (title in seen and pair.kind in {*TASKS, "number"}):
            groups.append([])
            seen = set()
        seen.add(title)
        groups[-1].append(pair)
    return groups


def _entry(text: str, group: list[_Pair]) -> tuple[Entry | None, set[Role]]:
    filled = [pair for pair in group if pair.values]
    found = roles([pair.kind for pair in filled])
    spans = [slot.at for pair in group for slot in (pair.title, *pair.values)]
    entry = Entry((min(at[0] for at in spans), max(at[1] for at in spans)))
    for role, pair in zip(found, filled, strict=True):
        hull = strip(text, (pair.values[0].at[0], max(pair.values[0].at[1], pair.values[-1].at[1])))
        _put(text, entry, role, hull, [slot.at for slot in pair.values])
    if not entry.texts and entry.heading_at is not None:
        entry.texts, entry.heading_at = [entry.heading_at], None
    every: set[Role] = {role for role in roles([pair.kind for pair in group]) if role}
    return (entry if entry.texts else None), every


def _put(text: str, entry: Entry, role: Role | None, hull: Span, values: list[Span]) -> None:
    if role == "text" and not entry.texts:
        entry.texts = [hull]
    elif role == "heading":
        entry.heading_at = hull
    elif role == "number":
        entry.number, entry.number_at = number_of(text, hull), hull
    else:
        for at in values:
            entry.add(role or "note", at)

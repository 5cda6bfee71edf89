"""What a row of a table says, in the same form whether its cells had borders or were copied out one a line."""

import re
from dataclasses import dataclass, field

from workflow.reading.assignments import Found
from workflow.reading.markers import marker_at
from workflow.reading.model import Doubt
from workflow.reading.offsets import Span
from workflow.reading.sentences import strip
from workflow.reading.tables_columns import Role

NUMBER = re.compile(
    r"[（(]?(?P<label>[0-9A-Za-z一二三四五六七八九十百零〇]{1,6}(?:[.．\-—][0-9A-Za-z]{1,4}){0,3})[)）]?[.．、:：]?"
)


@dataclass(slots=True)
class Entry:
    """One task of a table. `path` are the sections above, `number` its own number or that of its heading.

    `texts` are the cells that say the task, in text order, `further` those of its aims that other cells part from them,
    `cells` the others by role; entries of one `family` stand
    under the same section, so that their numbers are not begun anew; `section` is what its title says of who.
    """

    at: Span
    path: tuple[str, ...] = ()
    number: str | None = None
    number_at: Span | None = None
    heading_at: Span | None = None
    texts: list[Span] = field(default_factory=list)
    further: list[Span] = field(default_factory=list)
    cells: dict[Role, list[Span]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    family: int = 0
    section: Found | None = None
    remarks: list[Span] = field(default_factory=list)
    """The cells of the columns of remarks."""
    seen: set[tuple[Role, Span]] = field(default_factory=set)

    def add(self, role: Role, at: Span) -> None:
        """Add a cell of a role once."""
        if (role, at) not in self.seen:
            self.seen.add((role, at))
            self.cells.setdefault(role, []).append(at)

    def reach(self, at: Span) -> None:
        """Extend the place of the entry to hold a cell."""
        self.at = min(self.at[0], at[0]), max(self.at[1], at[1])


@dataclass(frozen=True, slots=True)
class Label:
    """The number a cell starts with and the rest of the cell."""

    label: str
    rank: int
    rest: Span


def label_of(text: str, at: Span) -> Label | None:
    """The outline number at the start of a cell: （一）推进公开 → （一）; None if it starts with none."""
    marker = marker_at(text, at)
    if marker is None:
        return None
    return Label(marker.label, marker.rank, strip(text, (marker.at[1], at[1])))


def number_of(text: str, at: Span) -> str | None:
    """The number in a cell of numbers: 1, 1., （一）, 1-2, 3.0 as a spreadsheet writes 3."""
    written = re.sub(r"\s+", "", text[slice(*at)])
    label = label_of(text, at)
    if label is not None and label.rest[0] >= label.rest[1]:
        return label.label
    match = NUMBER.fullmatch(written)
    if match is None:
        return None
    found = match["label"].replace("．", ".")
    found = found[:-2] if re.fullmatch(r"\d+\.0", found) else found
    return f"（{found}）" if written[0] in "（(" else found

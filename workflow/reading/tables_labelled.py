"""An English plan without a table: `Commitment 1. …`, labelled lines below it (`Lead agency: …`), milestones `1.1 …`.

Each milestone is a task with the agencies of its commitment and, where it names one, a day of its own.
"""

import re
from dataclasses import dataclass, field

from workflow.reading.offsets import Span
from workflow.reading.sentences import strip
from workflow.reading.tables_columns import AGENCIES, TASKS, Role, kind_of
from workflow.reading.tables_entries import Entry
from workflow.reading.tables_rows import Rows

HAN = re.compile(r"[\u3400-\u9fff]")
TASK = re.compile(
    r"(?i:commitment|action|measure|task|reform|initiative|activity)\s+(?:(?i:no)\.?\s?)?"
    r"(?P<number>\d{1,3}(?:\.\d{1,2})?|[A-Z]|[IVX]{1,5})\s*[.:)–—-]\s*(?P<rest>\S.*)"
)
LABELLED = re.compile(r"(?P<title>[A-Za-z][A-Za-z /()&-]{2,40}?)\s{0,2}[:：]\s{0,4}(?P<value>\S.*)?")
MILESTONE = re.compile(r"(?:(?P<number>\d{1,2}\.\d{1,2})[.)]?|[-•*–])\s{1,4}(?P<rest>\S.*)")
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
BY = re.compile(
    rf"(?i:\b(?:by|before|until|no later than)\s+(?:the\s+)?(?P<due>(?:end of\s+)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{MONTH}\s+(?:\d{{1,2}},\s+)?)?(?:Q[1-4]\s+)?20\d{{2}})\b)"
)
LONGEST_LINE = 600
MOST_CELLS = 40
"""Of a commitment: each of its milestones has all of them."""


@dataclass(slots=True)
class Labelled:
    """A task with its labelled lines: where it stands, its entries and the roles of its labels."""

    at: Span
    rows: Rows
    columns: frozenset[Role]
    cuts: list[int]


@dataclass(slots=True)
class _Group:
    number: str
    title: Span
    lines: list[Span] = field(default_factory=list)
    cells: list[tuple[Role, Span]] = field(default_factory=list)
    milestones: list[tuple[str | None, Span, Span]] = field(default_factory=list)
    labels: list[Span] = field(default_factory=list)


def find_labelled(text: str, lines: list[Span]) -> list[Labelled]:
    """The tasks among lines that stand in no table, each with an agency on a labelled line below it."""
    groups: list[_Group] = []
    group: _Group | None = None
    for at in lines:
        if at[1] - at[0] > LONGEST_LINE or HAN.search(text, *at):
            group = None
            continue
        task = TASK.fullmatch(text, *at)
        if task:
            group = _Group(task["number"], task.span("rest"), [at])
            groups.append(group)
        elif group is not None and not _take(text, at, group):
            group = None
    return [_labelled(text, group) for group in groups if any(role in AGENCIES for role, _ in group.cells)]


def _take(text: str, at: Span, group: _Group) -> bool:
    """Whether a line belongs to the task above it: a label, or a milestone."""
    labelled, milestone = LABELLED.fullmatch(text, *at), MILESTONE.fullmatch(text, *at)
    kind = kind_of(labelled["title"]) if labelled else None
    if milestone:
        group.milestones.append((milestone["number"], milestone.span("rest"), at))
    elif labelled is None or kind is None:
        return False
    else:
        group.labels.append(at)
        value = strip(text, labelled.span("value")) if labelled["value"] else None
        if value and kind not in TASKS and kind != "number" and len(group.cells) < MOST_CELLS:
            group.cells.append((kind, value))  # type: ignore[arg-type]
    group.lines.append(at)
    return True


def _labelled(text: str, group: _Group) -> Labelled:
    whole = group.lines[0][0], group.lines[-1][1]
    rows = Rows()
    if group.milestones:
        rows.named += [(group.lines[0], "heading"), *((at, "table") for at in group.labels)]
    for index, (number, rest, line) in enumerate(group.milestones, start=1):
        entry = Entry(line, number=number or f"{group.number}.{index}", heading_at=group.title, texts=[rest])
        _fill(text, entry, group, rest)
        rows.entries.append(entry)
    if not group.milestones:
        entry = Entry(whole, number=group.number, texts=[group.title])
        _fill(text, entry, group, group.title)
        rows.entries.append(entry)
    roles = frozenset(role for role, _ in group.cells)
    return Labelled(whole, rows, roles, [place for at in group.lines for place in at])


def _fill(text: str, entry: Entry, group: _Group, own: Span) -> None:
    """The cells of an entry; a day of its own stands before that of the whole task."""
    due = BY.search(text, *own)
    for role, at in group.cells:
        if not (due and role == "deadline"):
            entry.add(role, at)
    if due:
        entry.add("deadline", due.span("due"))

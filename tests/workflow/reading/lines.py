"""A reading as lines a person can check at a glance, one an item."""

from workflow.reading import Reading
from workflow.reading.model import Assignment, Item


def lines_of(reading: Reading) -> list[str]:
    """`number heading | who; who | when | doubts` for every item; empty parts stay empty."""
    return [line_of(item) for item in reading.items]


def line_of(item: Item) -> str:
    """One item: its number and heading (or the start of its text), who, when and what is asked."""
    named = item.heading or f"“{item.text[:12]}”"
    when = [*(f"{d.value or d.kind}" for d in item.deadlines), *(f"{r.period}×{r.min_count}" for r in item.recurrences)]
    parts = [
        f"{item.number} {named}",
        "; ".join(map(who, item.assignments)),
        " ".join(when),
        " ".join(doubt.kind for doubt in item.doubts),
    ]
    return " | ".join(parts).strip()


def who(assignment: Assignment) -> str:
    """`lead_with A、B + C 等`."""
    lead, co = "、".join(assignment.lead), "、".join(assignment.co)
    names = " + ".join(filter(None, (lead, co)))
    return f"{assignment.mode} {names}{' 等' if assignment.open_list else ''}"


def texts_of(reading: Reading) -> list[str]:
    """The text of every item."""
    return [item.text for item in reading.items]

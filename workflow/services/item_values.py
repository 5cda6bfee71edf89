"""What an item of a plan says, as the plain values two versions are compared by (see `differences`)."""

from collections.abc import Iterable, Sequence
from typing import Any

from workflow.models import AssignmentParty, PlanItem
from workflow.services.differences import OWN_DAY

DATED = ("fixed_date", "by_period_end", "phase")
"""Kinds of limits that name a date; the last is the end of the stage an item stands in."""


def values_of(item: PlanItem) -> dict[str, Any]:
    """What an item of a plan says; needs its clauses, limits and duties at hand."""
    named = [party for assignment in item.assignments.all() for party in assignment.parties.all()]
    limits = [(one.kind, one.value, one.event, one.period, one.phrase) for one in item.deadlines.all()]
    duties = [(one.kind, one.period, one.min_count, one.by, one.phrase) for one in item.recurrences.all()]
    return {
        "number": item.number,
        "category": item.category,
        "heading": item.heading,
        "text": item.text,
        "parties": entries_once(
            [f"{party.role} {_target(party)}", str(party.agency_set or party.agency or party.name)] for party in named
        ),
        "due": limit_entries(item.due_on.isoformat() if item.due_on else "", limits),
        "duties": duty_entries(duties),
    }


def _target(party: AssignmentParty) -> str:
    if party.agency_id:
        return f"agency:{party.agency_id}"
    return f"agency_set:{party.agency_set_id}" if party.agency_set_id else f"name:{party.name}"


def limit_entries(own: str, limits: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """The item's date and its limits; one that only says this date is not told twice."""
    found = [[OWN_DAY + " " + own, own]] if own else []
    return found + entries_once(
        ["|".join(limit[:-1]), limit[-1]] for limit in limits if not (limit[0] in DATED and limit[1] == own)
    )


def entries_once(entries: Iterable[list[str]]) -> list[list[str]]:
    """Entries without those said before."""
    known = dict(reversed(list(entries)))
    return [[key, text] for key, text in reversed(known.items())]


def duty_entries(duties: Iterable[tuple[Any, ...]]) -> list[list[str]]:
    """Recurring duties. Whose they are is not compared: it follows from the agencies, or stands in the phrase."""
    return entries_once(["|".join(map(str, duty)), duty[-1]] for duty in duties)

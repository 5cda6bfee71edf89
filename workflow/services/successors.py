"""承继: who goes on with the work of an agency that ended in a merger or a split."""

from collections.abc import Iterable, Mapping
from datetime import date

from workflow.models import Agency, Succession
from workflow.models.organisation import Dated
from workflow.status import SuccessionKind

Successors = Mapping[int, tuple[int, ...]]
"""Id of an agency that ended -> ids of those that succeeded it then, the one that takes what is not given to another
first."""


def successors_by(on: date) -> Successors:
    """Of every agency that had ended in a succession by the day; one query."""
    rows = (
        Succession.objects.filter(on__lte=on)
        .exclude(kind=SuccessionKind.RENAME)
        .order_by("on", "pk", "successors__order", "successors__pk")
        .values_list("pk", "main_id", "predecessors__pk", "successors__pk")
    )
    found: dict[int, dict[int, list[int]]] = {}
    for pk, main, before, after in rows:
        # The latest succession of an agency counts; whoever stands on both sides goes on.
        known = found.get(before, {})
        if pk not in known:
            known = found[before] = {pk: [main]}
        if after not in known[pk]:
            known[pk].append(after)
    ended = {before: next(iter(known.values())) for before, known in found.items()}
    return {before: tuple(after) for before, after in ended.items() if before not in after}


def last_in_line(agency_id: int, known: Successors) -> list[int]:
    """Ids of those that have the work of the agency now: its successors, or theirs; empty when it did not end."""
    found: list[int] = []
    seen, queue = {agency_id}, list(known.get(agency_id, ()))
    while queue:
        one = queue.pop(0)
        if one in seen:
            continue
        seen.add(one)
        if one in known:
            queue = [*known[one], *queue]
        else:
            found.append(one)
    return found


def successors_of(agency_ids: Iterable[int], on: date) -> dict[int, list[Agency]]:
    """Those that have the work of each agency on the day and are in force then; agencies without one are left out. Two
    queries at most."""
    known = successors_by(on)
    lines = {pk: line for pk in agency_ids if (line := last_in_line(pk, known))}
    wanted = {pk for line in lines.values() for pk in line}
    there = Agency.objects.filter(Dated.valid_on(on)).in_bulk(wanted) if wanted else {}
    named = {before: [there[pk] for pk in line if pk in there] for before, line in lines.items()}
    return {before: agencies for before, agencies in named.items() if agencies}

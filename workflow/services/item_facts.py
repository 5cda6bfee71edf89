"""The clauses, parties, limits and duties of items with their places in the text, as plain values in one query."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from workflow.models import Assignment, AssignmentParty, ItemDeadline, ItemRecurrence

MODE, PARTY, LIMIT, DUTY = range(4)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `kind` is MODE (of a clause), PARTY, LIMIT or DUTY; `what` the mode, role, or kind of limit or duty.

    `words` of a mode begin with the wording of its clause; those of a party are its name in the document, the agency
    and the set it stands for (empty where it stands for none); of a limit its value, its event and its wording; of a
    duty its period, how often at least (empty where it does not say) and its wording. `span` is its place in the
    cleaned text, None for what was entered by hand.
    """

    kind: int
    pk: int
    what: str
    words: tuple[str, str, str]
    span: list[int] | None


def facts_of(item_pks: Collection[int]) -> dict[int, list[Fact]]:
    """The facts of each item: every clause with its parties behind it, then limits, then duties; one query."""
    none, zero = Value(""), Value(0)
    spans = ("span_start", "span_end")
    # Columns: item, kind, order and id of the clause, order within it, own id, what, three words, place.
    modes = (
        Assignment.objects.filter(item__in=item_pks)
        .order_by()
        .values_list("item_id", Value(MODE), "order", "pk", zero, F("pk"), "mode", "phrase", none, none, *spans)
    )
    agency = Coalesce(NullIf("agency__short_name", none), "agency__name", none)
    parties = (
        AssignmentParty.objects.filter(assignment__item__in=item_pks)
        .order_by()
        .values_list(
            *("assignment__item_id", Value(PARTY), "assignment__order", "assignment_id", "order", "pk", "role"),
            *("name", agency, Coalesce("agency_set__name", none), *spans),
        )
    )
    limits = ItemDeadline.objects.filter(item__in=item_pks).values_list(
        "item_id", Value(LIMIT), zero, zero, zero, "pk", "kind", "value", "event", "phrase", *spans
    )
    times = Coalesce(Cast("min_count", CharField()), none)
    duties = ItemRecurrence.objects.filter(item__in=item_pks).values_list(
        "item_id", Value(DUTY), zero, zero, zero, "pk", "kind", "period", times, "phrase", *spans
    )
    found: dict[int, list[Fact]] = {pk: [] for pk in item_pks}
    for item_pk, kind, _order, _clause, _within, pk, what, *words, start, end in sorted(
        modes.union(parties, limits, duties, all=True), key=_place
    ):
        found[item_pk].append(Fact(kind, pk, what, (words[0], words[1], words[2]), span(start, end)))
    return found


def span(start: int | None, end: int | None) -> list[int] | None:
    """A place in the cleaned text as [start, end]; None for what stands nowhere in it."""
    return [start, end] if start is not None and end else None


def _place(row: tuple[Any, ...]) -> tuple[int, ...]:
    """A clause comes before its parties, those before the next clause."""
    _item, kind, order, clause, within, pk, *_rest = row
    return (max(kind, PARTY), order, clause, kind, within, pk)

"""What a commitment goes back to: the share of another agency it took over, or the item it was split off from."""

from collections.abc import Iterator, Mapping

from workflow.models import Commitment, JournalEntry


def split_off_from(commitment: Commitment) -> Commitment | None:
    """The commitment whose part this one was, as the history of that one tells; no query for any other item."""
    if commitment.item.split_from_id is None or commitment.transferred_from_id is not None:
        return None
    told = JournalEntry.objects.filter(act="item_split", commitment__item=commitment.item.split_from_id)
    entry = told.filter(data__into=commitment.pk).select_related("commitment__item").first()
    return entry.commitment if entry is not None else None


def before() -> dict[int, int]:
    """For every commitment that goes back to another one the id of that one; two queries."""
    split = JournalEntry.objects.filter(act="item_split").values_list("data", "commitment_id")
    found = {data["into"]: commitment for data, commitment in split}
    taken = Commitment.objects.filter(transferred_from__isnull=False)
    return found | dict(taken.values_list("pk", "transferred_from_id"))


def holders(commitment: Commitment, *, same_agency: bool = False) -> list[int]:
    """The commitment and those it goes back to, by id, with `same_agency` only through parts split off; one query for
    each."""
    found, current = [commitment.pk], commitment
    while True:
        taken = None if same_agency else current.transferred_from
        earlier = taken if taken is not None else split_off_from(current)
        if earlier is None:
            return found
        found.append(earlier.pk)
        current = earlier


def taken_over(plan_pk: int) -> dict[int, int]:
    """Id of the share it took over, by the id of each commitment of the plan that took one over; one query."""
    rows = Commitment.objects.filter(plan=plan_pk, transferred_from__isnull=False)
    return dict(rows.values_list("pk", "transferred_from_id"))


def shares(commitment_pk: int, earlier: Mapping[int, int]) -> Iterator[int]:
    """The commitment and the shares it goes back to by `taken_over`, by id."""
    current: int | None = commitment_pk
    while current is not None:
        yield current
        current = earlier.get(current)

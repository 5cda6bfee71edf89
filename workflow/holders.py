"""各环节用时: in whose hands commitments were, for lists of them. The layer of the steps hands in how to read it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from workflow.deadlines import Holding, Sum, WorkCalendar
from workflow.models import Commitment
from workflow.status import Holder

Reader = Callable[[Sequence[Commitment], date, WorkCalendar], Mapping[int, Holding[Holder]]]

_readers: list[Reader] = []


class Part(NamedTuple):
    """One holder's share of a row: its word, its working days, and its place in the bar of the row."""

    word: str
    working_days: int
    is_now: bool
    x: int


@dataclass(frozen=True, slots=True)
class Hands:
    """The hands of one commitment, in the order of its way."""

    sums: Mapping[Holder, Sum]
    now: Holder | None

    @property
    def now_word(self) -> str:
        """Who holds it now; empty once it has ended."""
        return str(self.now.label) if self.now else ""

    @property
    def parts(self) -> list[Part]:
        """Those with working days, and who holds it now."""
        found: list[Part] = []
        x = 0
        for holder in Holder:
            days = self.working_days(holder) or 0
            if days or holder is self.now:
                found.append(Part(str(holder.label), days, holder is self.now, x))
                x += days
        return found

    @property
    def width(self) -> int:
        """Working days in all."""
        return sum(part.working_days for part in self.parts)

    def working_days(self, holder: Holder) -> int | None:
        """Working days in these hands; None when it never was in them over night."""
        return self.sums[holder].working_days if holder in self.sums else None


NOBODY = Hands({}, None)


def register_reader(reader: Reader) -> None:
    """Hand in `reader(commitments, on, calendar)`: who held each of them, by id, in one query however many they are; a
    later call replaces an earlier one."""
    _readers[:] = [reader]


def hands_of(commitments: Sequence[Commitment], on: date, calendar: WorkCalendar) -> Mapping[int, Hands]:
    """The hands of each commitment by its id; those without a step are left out."""
    return {
        pk: Hands(found.sums, found.now.holder if found.now else None)
        for reader in _readers
        for pk, found in reader(commitments, on, calendar).items()
        if found.spans
    }

"""Keyset paging: a page starts behind the last row of the page before, never at an offset, so that its cost does not
grow with its number and rows neither repeat nor vanish while others are added."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)

PAGE_SIZE = 50
SEPARATOR = "~"


def read_number(text: str) -> int:
    """A whole number of at most 18 digits. Raises ValueError for anything else."""
    if not (text.isdecimal() and len(text) <= 18):
        raise ValueError(text)
    return int(text)


def number_of(typed: str) -> int:
    """A short number as a form sends it; -1 for anything else."""
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def read_flag(text: str) -> bool:
    """0 or 1. Raises ValueError for anything else."""
    if text not in {"0", "1"}:
        raise ValueError(text)
    return text == "1"


def read_moment(text: str) -> datetime:
    """A moment with its offset. Raises ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def write(value: Any) -> str:
    """A value as it stands in a cursor."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


@dataclass(frozen=True, slots=True)
class Key:
    """One column of the order. `lookup` is a field path or an annotation and must never be NULL; `read` turns the text
    of a cursor back into a value and raises ValueError for nonsense."""

    lookup: str
    read: Callable[[str], Any] = read_number
    descending: bool = False

    def value(self, row: Any) -> Any:
        """The row's value of this column."""
        return attrgetter(self.lookup.replace("__", "."))(row)


@dataclass(slots=True)
class Page(Generic[M]):
    """The rows of one page; `newer` and `older` are cursors of the pages before and behind it, or empty."""

    rows: list[M] = field(default_factory=list)
    newer: str = ""
    older: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A total order: the last key is unique."""

    keys: tuple[Key, ...]

    def names(self, *, backwards: bool = False) -> list[str]:
        """Arguments of `order_by`."""
        return [f"{'-' if key.descending != backwards else ''}{key.lookup}" for key in self.keys]

    def cursor(self, row: Any) -> str:
        """The cursor that stands for this row."""
        return SEPARATOR.join(write(key.value(row)) for key in self.keys)

    def read(self, cursor: str) -> list[Any] | None:
        """The values of a cursor; None for an empty or damaged one, which shows the first page."""
        parts = cursor.split(SEPARATOR)
        if len(parts) != len(self.keys):
            return None
        try:
            return [key.read(part) for key, part in zip(self.keys, parts, strict=True)]
        except ValueError:
            return None

    def beyond(self, values: Sequence[Any], *, backwards: bool = False) -> Q:
        """Rows strictly behind (or before) the values: past a, or the same a and (past b, or the same b and …)."""
        condition: Q | None = None
        for key, value in reversed(list(zip(self.keys, values, strict=True))):
            past = Q(**{f"{key.lookup}__{'lt' if key.descending != backwards else 'gt'}": value})
            condition = past if condition is None else past | (Q(**{key.lookup: value}) & condition)
        return condition if condition is not None else Q()


def page_of(
    rows: QuerySet[M],
    order: Order,
    *,
    older: str = "",
    newer: str = "",
    size: int = PAGE_SIZE,
    wide: QuerySet[M] | None = None,
) -> Page[M]:
    """One page in one query. `older` continues behind that cursor, `newer` goes back before it.

    With `wide` the rows are chosen by their ids alone, so that a covering index is enough for it, and `wide` (which
    needs the annotations the order names) brings the columns of the few that are shown.
    """
    behind, before = order.read(older), order.read(newer)
    backwards = behind is None and before is not None
    start = before if backwards else behind
    if start is not None:
        rows = rows.filter(order.beyond(start, backwards=backwards))
    names = order.names(backwards=backwards)
    chosen = rows.order_by(*names)[: size + 1]
    if wide is not None:
        chosen = wide.filter(pk__in=chosen.values("pk")).order_by(*names)
    found = list(chosen)
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page()
    has_newer, has_older = (more, True) if backwards else (start is not None, more)
    return Page(found, order.cursor(found[0]) if has_newer else "", order.cursor(found[-1]) if has_older else "")

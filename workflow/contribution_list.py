"""The list of contributions 配合事项: what the agencies of a person owe to leads, and what partners owe to them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from workflow.deadlines import WorkCalendar
from workflow.models import Commitment, Contribution
from workflow.paging import Key, Order, read_flag
from workflow.querysets import has_passed, lies_ahead
from workflow.scope import Scope
from workflow.status import Act

ORDER = Order((Key("is_done", read_flag), Key("due_on", date.fromisoformat), Key("pk", descending=True)))
STATES = ("awaited", "late", "handed", "ended")
SIDES = ("owed", "asked")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to, as it stands in the address: `side` is `owed` by the own agencies to leads, or
    `asked` of others by them."""

    state: str = ""
    side: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filter":
        """Takes what it knows and leaves out the rest."""
        state, side = query.get("state", ""), query.get("side", "")
        return cls(state if state in STATES else "", side if side in SIDES else "")

    @property
    def is_narrowed(self) -> bool:
        """Something is filtered out."""
        return bool(self.state or self.side)


@dataclass(frozen=True, slots=True)
class Row:
    """A contribution as the list shows it; `days_left` are working days until it is due, None once it is handed in or
    has ended."""

    contribution: Contribution
    state: str
    light: str
    days_left: int | None


def conditions(on: date) -> dict[str, Q]:
    """Filter of each state on the day `on`; they exclude each other."""
    awaited = Q(outcome="", handed_at__isnull=True)
    return {
        "awaited": awaited & lies_ahead(on),
        "late": awaited & has_passed(on),
        "handed": Q(outcome="", handed_at__isnull=False),
        "ended": ~Q(outcome=""),
    }


class ContributionList:
    """The list under a filter, as of the day `on`."""

    def __init__(self, scope: Scope, wanted: Filter, on: date, calendar: WorkCalendar) -> None:
        self.scope, self.wanted, self.on, self.calendar = scope, wanted, on, calendar

    def contributions(self, *, states: bool = True) -> QuerySet[Contribution]:
        """What the filter leaves; without `states` of every state."""
        rows = Contribution.objects.visible_to(self.scope).annotate(is_done=~Q(outcome=""))
        seen = sorted(self.scope.agencies(Act.VIEW_COMMITMENTS))
        if self.wanted.side == "owed":
            rows = rows.filter(agency_id__in=seen)
        if self.wanted.side == "asked":
            rows = rows.filter(commitment__agency_id__in=seen)
        if states and self.wanted.state:
            rows = rows.filter(conditions(self.on)[self.wanted.state])
        return rows

    def sums(self) -> list[tuple[str, str, int]]:
        """How many of each state: value, word, number; one query."""
        counts = {state: Count("pk", filter=where) for state, where in conditions(self.on).items()}
        found = self.contributions(states=False).aggregate(**counts)
        words = {"awaited": _("Awaited"), "late": _("Late"), "handed": _("Handed in"), "ended": _("Ended")}
        return [(state, words[state], found[state]) for state in ("late", "awaited", "handed", "ended")]

    def rows_of(self, found: Iterable[Contribution]) -> Iterator[Row]:
        """The contributions with their state in words."""
        return (row_of(one, one.commitment, self.on, self.calendar) for one in found)


def row_of(one: Contribution, commitment: Commitment, on: date, calendar: WorkCalendar) -> Row:
    """A contribution to the commitment as of the day `on`, or that of its suspension; no query."""
    judged = commitment.judged_on(on)
    days = commitment.days_to(one.due_on, on, calendar) if one.is_awaited else None
    return Row(one, state_words(one, judged), light_of(one, judged), days)


def light_of(one: Contribution, on: date) -> str:
    """The light of the partner's part; it never is that of the lead's item."""
    if one.outcome:
        return "done" if one.outcome == "taken_in" else "none"
    return "late" if one.is_awaited and one.due_on < on else "ok"


def state_words(one: Contribution, on: date) -> str:
    """Where a contribution stands, in the current language."""
    if one.outcome:
        return str(one.get_outcome_display())
    if one.handed_at is not None:
        return _("Handed in, to be taken in by the lead")
    if one.due_on < on:
        return _("Late, escalated") if one.escalated_at is not None else _("Late")
    return _("Awaited")


def wide() -> QuerySet[Contribution]:
    """With what rows show."""
    return Contribution.objects.select_related("commitment__item", "commitment__agency", "agency").annotate(
        is_done=~Q(outcome="")
    )

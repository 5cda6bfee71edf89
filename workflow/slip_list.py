"""The list of supervision slips a person may see: those to be answered first in front, then those that ended."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.deadlines import WorkCalendar
from workflow.exports.xlsx import Value
from workflow.models import Agency, SupervisionSlip
from workflow.paging import Key, Order, read_flag
from workflow.scope import Scope
from workflow.services.slips import visible_slips
from workflow.status import SlipColour

ORDER = Order((Key("is_done", read_flag), Key("answer_by", date.fromisoformat), Key("pk", descending=True)))
STATES = ("open", "ended")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to, as it stands in the address."""

    colour: str = ""
    state: str = ""
    agency: int | None = None
    year: int | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filter":
        """Takes what it knows and leaves out the rest."""
        colour, state = query.get("colour", ""), query.get("state", "")
        return cls(
            colour=colour if colour in SlipColour.values else "",
            state=state if state in STATES else "",
            agency=_number(query.get("agency", "")),
            year=_number(query.get("year", "")),
        )

    @property
    def is_narrowed(self) -> bool:
        """Something is filtered out."""
        return bool(self.colour or self.state or self.agency or self.year)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 18 else None


@dataclass(frozen=True, slots=True)
class Row:
    """A slip as the list and its file show it; `days_left` are working days until the answer is due, None once it
    ended."""

    slip: SupervisionSlip
    state: str
    days_left: int | None

    def cells(self) -> list[Value]:
        """The columns of the file."""
        slip = self.slip
        return [
            slip.number,
            str(slip.get_colour_display()),
            str(slip.commitment.agency),
            slip.commitment.item.number,
            slip.commitment.item.title,
            slip.demand,
            _day(slip.issued_at),
            _day(slip.served_at),
            slip.answer_by,
            slip.given,
            self.state,
        ]


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment is not None else None


class SlipList:
    """The list under a filter, as of the day `on`."""

    def __init__(self, scope: Scope, wanted: Filter, on: date, calendar: WorkCalendar) -> None:
        self.scope, self.wanted, self.on, self.calendar = scope, wanted, on, calendar

    def slips(self, *, colours: bool = True) -> QuerySet[SupervisionSlip]:
        """What the filter leaves; without `colours` of every colour."""
        wanted = self.wanted
        rows = visible_slips(self.scope).annotate(is_done=~Q(outcome=""))
        if wanted.colour and colours:
            rows = rows.filter(colour=wanted.colour)
        if wanted.state:
            rows = rows.filter(is_done=wanted.state == "ended")
        if wanted.agency:
            rows = rows.filter(commitment__agency=wanted.agency)
        if wanted.year:
            rows = rows.filter(year=wanted.year)
        return rows

    def sums(self) -> list[tuple[str, str, int]]:
        """How many of each colour, the most pressing first: value, word, number; one query."""
        rows = self.slips(colours=False).values_list("colour").annotate(n=Count("pk")).order_by()
        found = dict(rows)
        return [(colour.value, str(colour.label), found.get(colour.value, 0)) for colour in reversed(SlipColour)]

    def agencies(self) -> list[Agency]:
        """Agencies with a slip the person may see; one query."""
        own = visible_slips(self.scope).values("commitment__agency_id")
        return list(Agency.objects.filter(pk__in=own).order_by("order", "pk"))

    def years(self) -> list[int]:
        """Years with a slip, the latest first; one query."""
        return list(visible_slips(self.scope).order_by("-year").values_list("year", flat=True).distinct())

    def rows_of(self, slips: Iterable[SupervisionSlip]) -> Iterator[Row]:
        """The slips with their state in words."""
        for slip in slips:
            days = slip.commitment.days_to(slip.answer_by, self.on, self.calendar) if slip.is_open else None
            yield Row(slip, state_words(slip), days)


def state_words(slip: SupervisionSlip) -> str:
    """Where a slip stands, in the current language."""
    if slip.outcome:
        return str(slip.get_outcome_display())
    if slip.signed_at is not None:
        return _("Answered, to be accepted")
    if slip.answered_at is not None:
        return _("Answered, to be signed by the head")
    return _("Served, to be answered") if slip.served_at is not None else _("Not opened yet")


def wide() -> QuerySet[SupervisionSlip]:
    """With what rows show."""
    return SupervisionSlip.objects.select_related("commitment__item", "commitment__agency", "issued_by").annotate(
        is_done=~Q(outcome="")
    )

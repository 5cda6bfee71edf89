"""The board of recurring duties: open periods of the agencies a person sees, those due first in front.

A light is a matter of days: it is worked out for each window (first day, last day, due day, number), never stored.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from workflow.deadlines import WorkCalendar, remaining_days
from workflow.exports.xlsx import Value
from workflow.links import commitment_url
from workflow.models import Agency, Duty, DutyPeriod, Plan
from workflow.models.duties import light_of
from workflow.paging import Key, Order, read_number
from workflow.scope import Scope
from workflow.services import duty_words
from workflow.status import Act, DutyLength

LIGHTS = ("ok", "soon", "late", "soft", "done")
ORDER = Order((Key("due_on", date.fromisoformat), Key("pk")))
WINDOW = ("first_on", "last_on", "due_on", "needed", "count", "duty__soft")


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for, as it stands in the address."""

    agency: int | None = None
    plan: int | None = None
    length: str = ""
    light: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filter":
        """Takes what it knows and leaves out the rest."""
        length, light = query.get("length", ""), query.get("light", "")
        return cls(
            _id(query.get("agency", "")),
            _id(query.get("plan", "")),
            length if length in DutyLength.values else "",
            light if light in LIGHTS else "",
        )

    @property
    def is_narrowed(self) -> bool:
        """Something is filtered out."""
        return self != Filter()


def _id(text: str) -> int | None:
    try:
        return read_number(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Row:
    """One open period as screen and file show it; `days_left` is None once the officer has handed it over."""

    period: DutyPeriod
    agency: str
    title: str
    number: str
    url: str
    demand: str
    label: str
    meter: str
    light: str
    said: str
    days_left: int | None

    def cells(self) -> list[Value]:
        """The columns of the file."""
        period = self.period
        told = (self.agency, self.title, self.number, period.duty.phrase, self.demand, self.label)
        return [*told, period.due_on, period.count, period.needed, self.said]


@dataclass(slots=True)
class Board:
    """The board of one person on one day."""

    scope: Scope
    wanted: Filter
    on: date
    calendar: WorkCalendar
    sums: dict[str, int] = field(init=False)
    _windows: list[tuple[Any, ...]] = field(init=False)

    def __post_init__(self) -> None:
        counted = self._all().values_list(*WINDOW).annotate(n=Count("pk")).order_by()
        self._windows = [(*row, self._light(row)) for row in counted]
        self.sums = dict.fromkeys(LIGHTS, 0)
        for *_window, n, lamp in self._windows:
            self.sums[lamp] += n

    def _light(self, row: tuple[Any, ...]) -> str:
        first, last, due_on, needed, count, soft, _n = row
        period = DutyPeriod(first_on=first, last_on=last, due_on=due_on, needed=needed, count=count)
        return light_of(period, soft, self.on, self.calendar)

    def _all(self) -> QuerySet[DutyPeriod]:
        seen = sorted(self.scope.agencies(Act.VIEW_COMMITMENTS))
        rows = DutyPeriod.objects.filter(
            outcome="", duty__commitment__agency_id__in=seen, duty__commitment__suspended_on__isnull=True
        )
        if self.wanted.agency:
            rows = rows.filter(duty__commitment__agency_id=self.wanted.agency)
        if self.wanted.plan:
            rows = rows.filter(duty__commitment__plan_id=self.wanted.plan)
        return rows.filter(duty__length=self.wanted.length) if self.wanted.length else rows

    @property
    def total(self) -> int:
        """How many periods the filter leaves, whatever their light."""
        return sum(self.sums.values())

    @property
    def shown(self) -> int:
        """How many periods the filter leaves with the light asked for."""
        return self.sums[self.wanted.light] if self.wanted.light else self.total

    def periods(self) -> QuerySet[DutyPeriod]:
        """The open periods the filter leaves."""
        rows = self._all()
        if not self.wanted.light:
            return rows
        counts: dict[tuple[Any, ...], list[int]] = {}
        for first, last, due_on, needed, count, soft, _n, lamp in self._windows:
            if lamp == self.wanted.light:
                counts.setdefault((first, last, due_on, needed, soft), []).append(count)
        where = Q(pk__in=[])
        for (first, last, due_on, needed, soft), found in counts.items():
            window = {"first_on": first, "last_on": last, "due_on": due_on, "needed": needed, "duty__soft": soft}
            where |= Q(**window, count__in=found)
        return rows.filter(where)

    def rows_of(self, periods: Iterable[DutyPeriod]) -> Iterator[Row]:
        """The lines of periods read `wide`."""
        for period in periods:
            commitment, light = period.duty.commitment, period.light(self.on, self.calendar)
            days = remaining_days(period.due_on, self.on, self.calendar) if period.is_awaited else None
            yield Row(
                period=period,
                agency=str(commitment.agency),
                title=commitment.item.title,
                number=commitment.item.number,
                url=commitment_url(commitment.pk),
                demand=duty_words.demand_words(period.duty),
                label=duty_words.period_words(period),
                meter=duty_words.meter_words(period),
                light=light,
                said=duty_words.state_words(period, light),
                days_left=days,
            )

    def agencies(self) -> list[Agency]:
        """Agencies with a duty, to filter by; those that have none open stay."""
        mine = Duty.objects.filter(commitment__agency=OuterRef("pk"))
        seen = sorted(self.scope.agencies(Act.VIEW_COMMITMENTS))
        return list(Agency.objects.filter(Exists(mine), pk__in=seen)[:300])

    def plans(self) -> list[Plan]:
        """Plans with a duty, to filter by."""
        seen = sorted(self.scope.agencies(Act.VIEW_COMMITMENTS))
        mine = Duty.objects.filter(commitment__plan=OuterRef("pk"), commitment__agency_id__in=seen)
        return list(Plan.objects.filter(Exists(mine)).order_by("-pk")[:100])


def wide() -> QuerySet[DutyPeriod]:
    """Everything a line shows, without another query a line."""
    return DutyPeriod.objects.select_related("duty__commitment__item", "duty__commitment__agency")

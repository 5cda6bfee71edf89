"""How the date of a step came about that no legal clock explains: the limit of a desk, a day somebody chose, the day of
a period. Computed from what set it, by the engine that set it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from flows.models import Task
from workflow.deadlines import DueDate, Stop, WorkCalendar, YearNotice, fixed_date, stopped, working_days_with_stops
from workflow.models import CalendarYear, Commitment, Suspension
from workflow.services.calendar import calendar_at, calendar_in_force, local_day
from workflow.status import SuspensionOutcome

SETTINGS: Mapping[str, str] = {
    "review": "approve_working_days",
    "approve": "approve_working_days",
    "issue": "approve_working_days",
    "acknowledge": "acknowledge_working_days",
    "sign_plan": "sign_working_days",
    "approve_plan": "approve_working_days",
    "sign_report": "sign_working_days",
    "inspect": "inspect_working_days",
    "recheck": "inspect_working_days",
    "close": "approve_working_days",
    "sign_extension": "sign_working_days",
    "advise_extension": "inspect_working_days",
    "grant_extension": "approve_working_days",
    "sign_suspension": "sign_working_days",
    "grant_suspension": "approve_working_days",
    "sign_dispute": "sign_working_days",
    "answer_dispute": "approve_working_days",
    "rule_dispute": "approve_working_days",
    "review_release": "sign_working_days",
    "answer_slip": "slip_working_days",
    "sign_slip": "slip_working_days",
    "accept_slip": "inspect_working_days",
    "contribute": "contribution_working_days",
    "take_in": "sign_working_days",
    "countersign": "sign_working_days",
    "state_part": "dispute_working_days",
    "confirm_part": "approve_working_days",
    "sign_duty": "sign_working_days",
}
"""The setting of the plan that gives each desk its working days. Every other step has a clock, or a period."""
ARRIVED = _("The step came to this desk")
STARTS: Mapping[str, Any] = {
    "acknowledge": _("The work plan was issued"),
    "answer_slip": _("The slip was issued"),
    "sign_slip": _("The slip was issued"),
    "contribute": _("The contribution was asked for"),
    "countersign": _("The countersignature was asked for"),
    "state_part": _("The work plan was issued"),
}
"""What the days are counted from, where that is not the arrival of the step."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The date of one step explained.

    `due` is the count anew (None where nothing is counted: `chosen_by` chose the day, or it is the day of a period),
    `began_at` the moment it counts from; `bound` is the date the step may not reach beyond, where that is what counts.
    """

    task: Task
    due: DueDate | None
    began_at: datetime
    start: Any
    amount: int = 0
    bound: date | None = None
    chosen_by: str = ""
    stops: tuple[Suspension, ...] = ()
    notices: tuple[tuple[int, YearNotice | None], ...] = ()

    @property
    def gives(self) -> date | None:
        """The date the count gives, within its bound."""
        if self.due is None:
            return self.task.due_on
        return self.bound if self.bound is not None else self.due.due_on

    @property
    def agrees(self) -> bool:
        """The step has the date the count gives."""
        return self.gives == self.task.due_on


def is_explained(task: Task) -> bool:
    """Whether the date of the step is one of these. No query."""
    return task.due_on is not None and (task.node in SETTINGS or task.node == "fulfil_duty")


def limit_of(task: Task) -> Limit:
    """The explanation; a few queries. The step is one of those `is_explained` names."""
    began = _began(task)
    stops = _stops(task.commitment, began)
    if task.node == "fulfil_duty":
        return Limit(task, None, began, ARRIVED)
    contribution = task.process.contribution
    if task.node == "contribute" and contribution is not None and contribution.asked_by is not None:
        return Limit(task, None, began, STARTS["contribute"], chosen_by=str(contribution.asked_by), stops=tuple(stops))
    plan = task.commitment.plan if task.commitment is not None else task.plan
    amount = int(getattr(plan, SETTINGS[task.node]))
    found = _counted(task, began, amount, stops, _calendar_of(began))
    # A date that was counted again with a later notice agrees with the calendar of today.
    return found if found.agrees else _counted(task, began, amount, stops, calendar_in_force())


def _counted(task: Task, began: datetime, amount: int, stops: Iterable[Suspension], calendar: WorkCalendar) -> Limit:
    over = [Stop(one.first_on, one.last_on) for one in stops if one.first_on and one.last_on]
    due = working_days_with_stops(local_day(began), amount, calendar, over)
    bound = _bound(task, over, calendar)
    return Limit(
        task,
        due,
        began,
        _start_of(task, began),
        amount,
        bound if bound is not None and bound < due.due_on else None,
        stops=tuple(stops),
        notices=tuple((year, calendar.years.get(year)) for year in sorted({day.day.year for day in due.days})),
    )


def _began(task: Task) -> datetime:
    process = task.process
    if process.slip is not None and task.node != "accept_slip":
        return process.slip.issued_at
    if process.contribution is not None and task.node == "contribute":
        return process.contribution.asked_at
    if process.division is not None and task.node == "state_part":
        return process.division.asked_at
    return task.created


def _start_of(task: Task, began: datetime) -> Any:
    """What happened when the days began. What was transferred, split off or added by a version came by itself."""
    issued = task.commitment.plan.issued_at if task.commitment is not None else None
    if task.node in ("acknowledge", "state_part") and issued is not None and local_day(began) != local_day(issued):
        return _("The item was handed to the agency")
    return STARTS.get(task.node, ARRIVED)


def _bound(task: Task, over: Iterable[Stop], calendar: WorkCalendar) -> date | None:
    """The answer to a request comes before the date it is about."""
    process = task.process
    if process.extension is not None:
        day = process.extension.present_on
        for stop in over:
            day = stopped(fixed_date(day, calendar), stop, calendar).due_on
        return day
    return process.suspension.until if process.suspension is not None else None


def _stops(commitment: Commitment | None, since: datetime) -> list[Suspension]:
    """The suspensions that are over and began later: whoever had to answer got their days back."""
    if commitment is None:
        return []
    rows = Suspension.objects.filter(
        commitment=commitment,
        outcome=SuspensionOutcome.GRANTED,
        first_on__gte=local_day(since),
        last_on__gt=local_day(since),
    )
    return list(rows.select_related("decided_by").order_by("first_on"))


def _calendar_of(moment: datetime) -> WorkCalendar:
    """The calendar in force at a moment."""
    entered = CalendarYear.objects.filter(entered_at__lte=moment).order_by("-pk").values_list("pk", flat=True)
    return calendar_at((entered.first() or 0) + 1)

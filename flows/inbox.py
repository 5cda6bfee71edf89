"""The inbox as a read model: what waits for a person, returned work first, then by due date; and what is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from flows.asks import ASKS, ask_of, what_is_asked
from flows.decisions import outcome_label
from flows.models import Task
from workflow.deadlines import WorkCalendar, light, remaining_days
from workflow.links import commitment_url, plan_url
from workflow.models import User
from workflow.paging import PAGE_SIZE, Key, Order, Page, page_of, read_flag, read_moment
from workflow.scope import Scope
from workflow.status import Act

FAR = date(9999, 12, 31)
"""Sorts what has no due date behind everything that has one."""

DUE_WINDOWS = ("late", "today", "week", "later")
ORDERS = {
    "due": Order((Key("returned", read_flag, True), Key("sort_due", date.fromisoformat), Key("pk"))),
    "received": Order((Key("returned", read_flag, True), Key("created", read_moment, True), Key("pk"))),
}
DONE_ORDER = Order((Key("finished", read_moment, True), Key("pk", descending=True)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter of an inbox, as it stands in the address."""

    q: str = ""
    step: str = ""
    due: str = ""
    plan: int | None = None
    mine: bool = False
    """Of items handed to the person inside the agency."""
    sort: str = "due"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Wanted":
        """Takes what it knows and leaves out the rest."""
        plan = query.get("plan", "")
        return cls(
            q=query.get("q", "").strip()[:100],
            step=query.get("step", "") if query.get("step") in ASKS else "",
            due=query.get("due", "") if query.get("due") in DUE_WINDOWS else "",
            plan=int(plan) if plan.isdecimal() and len(plan) <= 18 else None,
            mine=query.get("mine") == "1",
            sort=query.get("sort", "") if query.get("sort") in ORDERS else "due",
        )

    @property
    def is_narrowed(self) -> bool:
        """Something is filtered out."""
        return bool(self.q or self.step or self.due or self.plan or self.mine)


@dataclass(slots=True)
class Row:
    """One line: the step with everything the line shows. `days_left` are working days, negative when late."""

    task: Task
    what: str
    sender: str
    light: str
    days_left: int | None
    url: str
    bulk_label: str = ""
    outcome: str = ""
    handed_to: str = ""
    """The section and the officer of the agency that have it, for colleagues."""
    behalf: str = ""
    """For whom the person would do it, by name, where it waits for him as a deputy."""


@dataclass(slots=True)
class Inbox:
    """One page of lines: `returned` first, then `waiting`."""

    page: Page[Task]
    returned: list[Row] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        """All lines of the page."""
        return [*self.returned, *self.waiting]

    @property
    def is_whole(self) -> bool:
        """Everything fits on this page, so its counts are those of the whole."""
        return not (self.page.newer or self.page.older)


def inbox_page(
    scope: Scope,
    wanted: Wanted,
    *,
    on: date,
    calendar: WorkCalendar,
    older: str = "",
    newer: str = "",
    size: int = PAGE_SIZE,
) -> Inbox:
    """What waits for the person, in one query: ids from the covering index, then the columns of those shown."""
    steps = open_steps(scope, wanted, on=on)
    page = page_of(steps, ORDERS[wanted.sort], older=older, newer=newer, size=size, wide=wide())
    found = Inbox(page)
    for task in page.rows:
        (found.returned if task.returned else found.waiting).append(row_of(task, scope, on, calendar))
    return found


def open_steps(scope: Scope, wanted: Wanted, *, on: date) -> QuerySet[Task]:
    """The steps that wait for the person under the filter; with the columns the orders name."""
    steps = Task.objects.waiting_for(scope).annotate(sort_due=Coalesce("due_on", FAR))
    if wanted.mine:
        steps = steps.filter(commitment__assignee_id=scope.user_id)
    return narrowed(steps, wanted, on=on)


def done_page(
    user: User, scope: Scope, q: str, *, on: date, calendar: WorkCalendar, older: str = "", newer: str = ""
) -> tuple[Page[Task], list[Row]]:
    """Steps the person completed, latest first, as far as they may still be seen."""
    reach = scope.agencies(Act.VIEW_COMMITMENTS) | scope.home_agency_ids
    rows = narrowed(Task.objects.done_by(user.pk).filter(agency_id__in=sorted(reach)), Wanted(q=q), on=on)
    page = page_of(rows, DONE_ORDER, older=older, newer=newer, wide=wide())
    return page, [row_of(task, scope, on, calendar) for task in page.rows]


def narrowed(tasks: QuerySet[Task], wanted: Wanted, *, on: date) -> QuerySet[Task]:
    """The tasks the filter leaves."""
    if wanted.q:
        tasks = tasks.filter(
            Q(subject__icontains=wanted.q) | Q(number__icontains=wanted.q) | Q(sender__icontains=wanted.q)
        )
    if wanted.step:
        tasks = tasks.filter(node=wanted.step)
    if wanted.plan:
        tasks = tasks.filter(Q(plan_id=wanted.plan) | Q(commitment__plan_id=wanted.plan))
    sunday = on + timedelta(days=6 - on.weekday())
    match wanted.due:
        case "late":
            tasks = tasks.filter(due_on__lt=on)
        case "today":
            tasks = tasks.filter(due_on=on)
        case "week":
            tasks = tasks.filter(due_on__gte=on, due_on__lte=sunday)
        case "later":
            tasks = tasks.filter(Q(due_on__gt=sunday) | Q(due_on__isnull=True))
    return tasks


def wide() -> QuerySet[Task]:
    """Everything a line shows, without another query a line."""
    return Task.objects.annotate(sort_due=Coalesce("due_on", FAR)).select_related(
        "agency",
        "commitment__plan",
        "commitment__assignee",
        "plan",
        "process__report",
        "process__duty_period__duty",
        "process__event_response__event",
    )


def row_of(task: Task, scope: Scope, on: date, calendar: WorkCalendar) -> Row:
    """The line of one step."""
    plan = task.commitment.plan if task.commitment is not None else task.plan
    days = remaining_days(task.due_on, on, calendar) if task.due_on and task.finished is None else None
    behalf = scope.acting_for(task.act, task.agency_id) if task.finished is None else None
    lamp = "none"
    if task.finished is not None:
        lamp = "done"
    elif task.due_on is not None and plan is not None:
        lamp = light(
            task.due_on, on, finished_on=None, soon_working_days=plan.soon_working_days, calendar=calendar
        ).value
    return Row(
        task=task,
        what=what_is_asked(task),
        sender=sender_of(task, scope),
        light=lamp,
        days_left=days,
        url=url_of(task),
        bulk_label=str(ask_of(task).what) if task.node in ASKS and ASKS[task.node].in_bulk else "",
        outcome=outcome_label(task) if task.finished is not None else "",
        handed_to=_handed_to(task, scope),
        behalf=behalf.name if behalf else "",
    )


def _handed_to(task: Task, scope: Scope) -> str:
    commitment = task.commitment
    if commitment is None or task.agency_id not in scope.home_agency_ids or task.agency_id != commitment.agency_id:
        return ""
    if commitment.assignee_id == scope.user_id:
        return _("you")
    return " ".join(filter(None, [commitment.section, str(commitment.assignee or "")]))


def sender_of(task: Task, scope: Scope) -> str:
    """Who sent it, with the agency for people who see several."""
    if task.returned_reason:
        return _("Returned: %(name)s") % {"name": task.sender}
    if not task.sender:
        return _sent_by_a_flow(task, scope)
    if task.agency is not None and task.agency_id not in scope.home_agency_ids:
        return f"{task.agency} {task.sender}"
    return task.sender


def _sent_by_a_flow(task: Task, scope: Scope) -> str:
    """Who stands behind a step that another flow opened: for the office the agency it is about."""
    if task.agency is not None and task.agency_id not in scope.home_agency_ids:
        return str(task.agency)
    return {"acknowledge": _("Issued with the plan"), "rectify": _("The inspectors")}.get(task.node, _("The system"))


def url_of(task: Task) -> str:
    """Where the step is done: the page of its commitment or of its plan."""
    return commitment_url(task.commitment_id) if task.commitment_id else plan_url(task.plan_id or 0)


def nearest_due(rows: list[Row], on: date) -> date | None:
    """The next date that has not passed yet."""
    return min((row.task.due_on for row in rows if row.task.due_on and row.task.due_on >= on), default=None)

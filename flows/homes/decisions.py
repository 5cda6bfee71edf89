"""Open steps a person decides, with what has to be known to decide them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flows.asks import ask_of, consequence, reasons_for, returned_to
from flows.inbox import FAR, row_of, wide
from flows.models import Task
from workflow.deadlines import WorkCalendar
from workflow.models import CompletionClaim, ImplementationPlan, Inspection, Measure, PlanItem
from workflow.scope import Scope

SHOWN = 6


@dataclass(slots=True)
class DecideLine:
    """A step to be decided (or opened, when it is a form): what came, from whom, in short, and what agreeing does."""

    task: Task
    url: str
    kind: str
    what: str
    agency: str
    summary: str
    days_here: int
    light: str
    days_left: int | None
    agree: str
    consequence: str
    returned_to: str
    reasons: tuple[tuple[str, Any], ...]


def decide_lines(
    scope: Scope,
    *,
    now: datetime,
    on: date,
    calendar: WorkCalendar,
    nodes: tuple[str, ...] | None = None,
    most: int = SHOWN,
) -> list[DecideLine]:
    """Work plans, then what came back, then by due date; one query, whatever has been handed in."""

    waiting = Task.objects.waiting_for(scope)
    if nodes is not None:
        waiting = waiting.filter(node__in=nodes)
    # A work plan comes before everything: hundreds of commitments wait behind that one decision.
    plans_first = Case(When(commitment=None, then=0), default=1)
    order = (plans_first, "-returned", "sort_due", "pk")
    chosen = waiting.annotate(sort_due=Coalesce("due_on", FAR)).order_by(*order)[:most]
    rows: QuerySet[Any] = with_summaries(wide().filter(pk__in=chosen.values("pk"))).order_by(*order)
    return [_line(task, scope, now, on, calendar) for task in rows]


def with_summaries(tasks: QuerySet[Task]) -> QuerySet[Any]:
    """The newest paper of each kind behind the task, read along with it."""
    mine = OuterRef("commitment_id")
    plans = ImplementationPlan.objects.filter(commitment=mine).order_by("-revision")
    measures = Measure.objects.filter(implementation_plan=OuterRef("plan_pk")).order_by()
    items = PlanItem.objects.standing().filter(plan=OuterRef("plan_id")).order_by()
    return tasks.annotate(
        plan_pk=Subquery(plans.values("pk")[:1]),
        plan_summary=Subquery(plans.values("summary")[:1]),
        measure_count=Subquery(measures.values("implementation_plan").annotate(n=Count("pk")).values("n")),
        claim_text=Subquery(CompletionClaim.objects.filter(commitment=mine).order_by("-pk").values("text")[:1]),
        conclusion=Subquery(
            Inspection.objects.filter(commitment=mine, accepted_at__isnull=False)
            .order_by("-number")
            .values("conclusion")[:1]
        ),
        item_count=Subquery(items.values("plan").annotate(n=Count("pk")).values("n")),
        finding_text=F("process__finding__text"),
    )


def _line(task: Any, scope: Scope, now: datetime, on: date, calendar: WorkCalendar) -> DecideLine:
    row = row_of(task, scope, on, calendar)
    days = calendar.working_days_between(timezone.localtime(task.created).date(), on)
    ask = ask_of(task)
    return DecideLine(
        task=task,
        url=row.url,
        kind=str(ask.kind),
        what=row.what,
        agency=str(task.agency or ""),
        summary=summary_of(task),
        days_here=days,
        light=row.light,
        days_left=row.days_left,
        agree=str(ask.agree),
        consequence=consequence(task, now) if ask.is_decision else "",
        returned_to=returned_to(task),
        reasons=reasons_for(task.node),
    )


def summary_of(task: Any) -> str:
    """What was handed in, in a sentence or two; the whole is one link away."""
    if task.node in {"sign_plan", "approve_plan"} and task.plan_summary:
        count = ngettext("%(n)d measure", "%(n)d measures", task.measure_count or 0) % {"n": task.measure_count or 0}
        return _("%(count)s; %(text)s") % {"count": count, "text": _short(task.plan_summary)}
    if task.node == "close":
        return _short(task.conclusion or task.claim_text or "")
    if task.node == "inspect":
        return _short(task.claim_text or "")
    if task.node in {"rectify", "recheck"}:
        return _short(task.finding_text or "")
    report = task.process.report
    if task.node == "sign_report" and report is not None:
        return _("%(percent)d%% done; %(text)s") % {"percent": report.percent or 0, "text": _short(report.text)}
    if task.process.duty_period is not None:
        return _short(task.process.duty_period.remark)
    if task.node in {"approve", "issue", "review"} and task.item_count:
        return ngettext("%(n)d item", "%(n)d items", task.item_count) % {"n": task.item_count}
    return ""


def _short(text: str, most: int = 110) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"

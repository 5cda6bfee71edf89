"""Long jobs of the flows: issuing a plan."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from flows.actions import plan as planning
from flows.issue import Share, engine_shares
from flows.models import Task
from workflow.errors import NotVisible
from workflow.models import Plan
from workflow.services.jobs import JobResult, register
from workflow.services.plans import Expansion, expand
from workflow.status import PlanStatus

ISSUE = "issue_plan"


@register(ISSUE)
def issue_plan(job: Any) -> JobResult:
    """Issue the plan of the step `task` as of `published_on`: all commitments in one transaction, or none.

    A second run finds the plan issued and only leads to what is there. Raises what `flows.actions.plan.issue` raises.
    """
    task = Task.objects.select_related("plan").filter(pk=job.arguments["task"]).first()
    if task is None or task.plan is None:
        raise NotVisible
    plan: Plan = task.plan
    if plan.status in (PlanStatus.ISSUED, PlanStatus.CLOSED):
        return JobResult(ledger_of(plan))
    published_on = date.fromisoformat(str(job.arguments["published_on"]))
    found = expand(plan, published_on)
    opened = planning.issue(
        task.pk,
        shares_of(found),
        published_on=published_on,
        sets=found.sets,
        sets_seen=str(job.arguments.get("sets_seen", "")),
        actor=job.owner,
        now=job.started_at,
        progress=lambda done, total: job.progress(
            done, total, _("%(done)d of %(total)d commitments opened") % {"done": done, "total": total}
        ),
    )
    return JobResult(ledger_of(plan), {"commitments": opened})


def shares_of(found: Expansion) -> list[Share]:
    """The shares an issue opens, as the engine takes them."""
    return engine_shares(found.shares, found)


def ledger_of(plan: Plan) -> str:
    """The ledger of this plan alone; that of the plan in force for a version."""
    pk = plan.version_of_id if plan.is_amendment else plan.pk
    return f"{reverse('ledger')}?plan={pk}"

"""The steps of a work plan: from the clerk's commit to its issue."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import cast

from django.utils.translation import gettext_lazy as _

from flows.actions.stepping import Held, hold, start
from flows.amending import amend
from flows.due import Due
from flows.issue import Share, open_commitments
from flows.models import Process
from flows.plan import PlanFlowV1
from workflow.errors import Invalid, NotVisible
from workflow.models import Agency, AgencySet, Plan, User
from workflow.services import clocks, plan_doubts, plan_status, set_changes
from workflow.services.calendar import local_day
from workflow.services.plans import expand


def open_plan(plan: Plan, *, now: datetime) -> Process:
    """Start the flow of a committed plan, once: a second call finds the running one. Runs in the caller's
    transaction, behind the lock on the import."""
    running = Process.objects.filter(plan=plan, parent__isnull=True).first()
    if running is not None:
        return cast(Process, running)
    return start(PlanFlowV1, parent=None, now=now, plan=plan)


def submit(task_pk: int, *, actor: User, now: datetime) -> Plan:
    """The clerk submits the plan for approval."""
    with hold(task_pk, "review", actor=actor, now=now) as held:
        plan = _plan(held)
        plan_status.submit(plan, actor=actor, now=now)
        _desk(held, plan.approve_working_days)
        held.advance()
    return plan


def approve(task_pk: int, *, actor: User, now: datetime, remark: str = "", meeting: str = "") -> Plan:
    """The leader approves the plan."""
    with hold(task_pk, "approve", actor=actor, now=now) as held:
        plan = _plan(held)
        plan_status.approve(plan, actor=actor, now=now, remark=remark, meeting=meeting)
        _desk(held, plan.approve_working_days)
        held.advance()
    return plan


def send_back(task_pk: int, *, actor: User, now: datetime, reason: str) -> Plan:
    """The leader returns the plan to the clerk."""
    with hold(task_pk, "approve", actor=actor, now=now) as held:
        plan = _plan(held)
        plan_status.send_back(plan, actor=actor, now=now, reason=reason)
        _desk(held, plan.approve_working_days)
        held.advance("return", reason=reason.strip())
    return plan


def check_publication_day(plan: Plan, published_on: date, now: datetime) -> None:
    """Raises Invalid when the day of publication is in the future or more than fifteen years back."""
    today = local_day(now)
    remedy = _("Enter the day on which the plan was published.")
    if published_on > today:
        raise Invalid("publication_day", _("The day of publication must not be in the future."), remedy=remedy)
    if published_on < today - timedelta(days=366 * 15):
        raise Invalid("publication_day", _("The day of publication lies more than fifteen years back."), remedy=remedy)


def issue(
    task_pk: int,
    shares: list[Share],
    *,
    published_on: date,
    sets: Mapping[AgencySet, Sequence[Agency]] | None = None,
    sets_seen: str = "",
    actor: User,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Issue the plan: open every commitment, complete the step, journal it; all in one transaction. A version opens
    nothing of its own: it changes the plan in force (`flows.amending`), whatever shares are given.

    `sets` is who the sets of the plan stand for in `shares`; `sets_seen` what of their changes since the approval the
    person has seen (`set_changes.state_of`). Returns the number of commitments opened. `progress(done, total)` may
    raise to cancel: then nothing is kept.
    """
    with hold(task_pk, "issue", actor=actor, now=now) as held:
        plan = _plan(held)
        check_publication_day(plan, published_on, now)
        plan_doubts.require_settled(plan)
        uses = set_changes.uses_of(plan, sets or {})
        set_changes.require_seen(uses, sets_seen)
        if plan.is_amendment:
            opened = amend(plan, expand(plan, published_on), actor=actor, now=now, progress=progress)
        else:
            _require_shares(shares)
            plan.published_on = published_on
            opened = open_commitments(plan, shares, published_on=published_on, actor=actor, now=now, progress=progress)
        plan_status.issued(plan, published_on=published_on, commitments=opened, sets=uses, actor=actor, now=now)
        held.advance()
    return opened


def _require_shares(shares: Sequence[Share]) -> None:
    if not shares:
        raise Invalid(
            "nobody_responsible",
            _("No agency is responsible for any item of this plan."),
            remedy=_("Match the parties of its items first."),
        )


def _plan(held: Held) -> Plan:
    if held.process.plan is None:
        raise NotVisible
    return held.process.plan


def _desk(held: Held, working_days: int) -> None:
    limit = clocks.desk_due(held.now, working_days)
    held.process.desk = Due(limit.due_on, limit.provisional)

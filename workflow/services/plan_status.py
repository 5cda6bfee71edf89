"""Verbs of a work plan's own line: submit, approve, return, issue. Run inside the step's transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from workflow import policies
from workflow.models import JournalEntry, Plan, User
from workflow.services import consultation, journal, plan_chain_carrying
from workflow.services.calendar import local_day
from workflow.services.commitments import needs_reason
from workflow.services.set_changes import SetUse, facts_of, snapshot
from workflow.status import Act, PlanStatus


def submit(plan: Plan, *, actor: User, now: datetime) -> None:
    """The clerk submits the plan to the leader. Raises Invalid while its consultation is not over and decided."""
    policies.require(actor, Act.DRAFT_DOCUMENT, plan.office_id)
    consultation.require_ended(plan, now)
    plan.status, plan.submitted_at, plan.return_reason = PlanStatus.SUBMITTED, now, ""
    journal.record(plan, "plan_submitted", actor=actor, now=now, changed=("status", "submitted_at", "return_reason"))


def approve(plan: Plan, *, actor: User, now: datetime, remark: str = "", meeting: str = "") -> None:
    """The leader approves; `meeting` names the sitting that did. Not who made or submitted the plan, and not with
    an account that one of them gave out since."""
    policies.require(actor, Act.APPROVE_DOCUMENT, plan.office_id)
    drafters = hands_of(plan)
    policies.require_other_hands(actor, *drafters)
    policies.require_own_account(actor, drafters, plan.created_at)
    plan.status, plan.approved_at, plan.approved_by = PlanStatus.APPROVED, now, actor
    plan.approving_meeting = meeting.strip() or plan.approving_meeting
    plan.set_members = snapshot(plan, local_day(now))
    journal.record(
        plan,
        "plan_approved_document",
        actor=actor,
        now=now,
        remark=remark,
        data={"meeting": plan.approving_meeting},
        changed=("status", "approved_at", "approved_by", "approving_meeting", "set_members"),
    )


def hands_of(plan: Plan) -> tuple[int | None, int | None]:
    """Ids of who made the plan and of who submitted it last."""
    submitted = JournalEntry.objects.filter(chain=plan.chain_key, act="plan_submitted").order_by("-seq")
    return plan.created_by_id, submitted.values_list("actor_id", flat=True).first()


def send_back(plan: Plan, *, actor: User, now: datetime, reason: str) -> None:
    """The leader returns the plan to the clerk with a reason."""
    policies.require(actor, Act.APPROVE_DOCUMENT, plan.office_id)
    plan.status, plan.return_reason = PlanStatus.DRAFT, needs_reason(reason)
    journal.record(
        plan,
        "plan_returned_document",
        actor=actor,
        now=now,
        remark=plan.return_reason,
        changed=("status", "return_reason"),
    )


def issued(
    plan: Plan, *, published_on: date, commitments: int, sets: Sequence[SetUse] = (), actor: User, now: datetime
) -> None:
    """The plan is issued: its clocks have run since `published_on`, and its sets stood for the members in `sets`. The
    chain of a plan it replaces goes over to it."""
    policies.require(actor, Act.ISSUE_DOCUMENT, plan.office_id)
    plan.status, plan.issued_at, plan.issued_by, plan.published_on = PlanStatus.ISSUED, now, actor, published_on
    journal.record(
        plan,
        "plan_issued",
        actor=actor,
        now=now,
        remark="\n".join(str(use) for use in sets if use.is_changed),
        data={"published_on": published_on, "commitments": commitments, "sets": facts_of(sets)},
        changed=("status", "issued_at", "issued_by", "published_on"),
    )
    plan_chain_carrying.carry(plan, actor=actor, now=now)

"""Tasks as a person may see them."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from workflow.scope import Scope
from workflow.status import Act

if TYPE_CHECKING:
    from flows.models import Task  # noqa: F401

TASK_ACTS = (
    Act.ACKNOWLEDGE,
    Act.WRITE_PLAN,
    Act.SIGN_PLAN,
    Act.APPROVE_PLAN,
    Act.PUBLISH_PLAN,
    Act.CLAIM_COMPLETION,
    Act.SUBMIT_REPORT,
    Act.SIGN_REPORT,
    Act.INSPECT,
    Act.RECTIFY,
    Act.RECHECK,
    Act.CLOSE,
    Act.SIGN_EXTENSION,
    Act.ADVISE_EXTENSION,
    Act.GRANT_EXTENSION,
    Act.SIGN_SUSPENSION,
    Act.GRANT_SUSPENSION,
    Act.SIGN_DISPUTE,
    Act.ANSWER_DISPUTE,
    Act.RULE_DISPUTE,
    Act.FULFIL_DUTY,
    Act.SIGN_DUTY,
    Act.REVIEW_RELEASE,
    Act.ANSWER_SLIP,
    Act.SIGN_SLIP,
    Act.ACCEPT_SLIP,
    Act.ANSWER_EVENT,
    Act.CONTRIBUTE,
    Act.ASSEMBLE,
    Act.COUNTERSIGN,
    Act.STATE_PART,
    Act.CONFIRM_DIVISION,
    Act.DRAFT_DOCUMENT,
    Act.APPROVE_DOCUMENT,
    Act.ISSUE_DOCUMENT,
)
"""Acts that stand behind a human step."""


class TaskQuerySet(models.QuerySet["Task"]):
    """Filters of tasks that read as questions."""

    def open(self) -> "TaskQuerySet":
        """Human steps nobody has completed; matches the condition of the covering indexes."""
        return self.filter(finished__isnull=True, flow_task_type="HUMAN")

    def waiting_for(self, scope: Scope) -> "TaskQuerySet":
        """Open steps this person may complete: one branch per set of agencies, never one per act or agency."""
        where = Q(pk__in=[])
        for agencies, acts in scope.by_agencies(TASK_ACTS).items():
            where |= Q(act__in=acts, agency_id__in=sorted(agencies))
        return self.open().filter(where)

    def done_by(self, user_id: int) -> "TaskQuerySet":
        """Human steps this person completed, latest first."""
        return self.filter(owner_id=user_id, flow_task_type="HUMAN", finished__isnull=False).order_by(
            "-finished", "-id"
        )

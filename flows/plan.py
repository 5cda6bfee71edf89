"""The life of a work plan until it is issued."""

from typing import cast

from django.utils.translation import gettext_lazy as _
from viewflow import this

from flows.base import BaseFlow, desk
from flows.nodes import Begin, DeadlineView, Gateway, Stop
from workflow.status import Act


class PlanFlowV1(BaseFlow):
    """Work plan: the clerk reviews and submits, the leader approves or returns, then it is issued."""

    process_title = cast(str, _("Work plan"))

    start = Begin().Next(this.review)
    review = DeadlineView(
        act=Act.DRAFT_DOCUMENT, due=desk, lane="clerk", title=_("Check and submit the work plan")
    ).Next(this.approve)
    approve = DeadlineView(act=Act.APPROVE_DOCUMENT, due=desk, lane="leader", title=_("Approve the work plan")).Next(
        this.approved
    )
    approved = Gateway().When("return", this.review).Default(this.issue)
    issue = DeadlineView(act=Act.ISSUE_DOCUMENT, due=desk, lane="clerk", title=_("Issue the work plan")).Next(this.end)
    end = Stop()

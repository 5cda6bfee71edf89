"""One small flow per request to suspend a commitment."""

from typing import cast

from django.utils.translation import gettext_lazy as _
from viewflow import this

from flows.base import BaseFlow, suspension_due
from flows.nodes import Begin, DeadlineView, Gateway, Stop
from workflow.status import Act


class SuspensionFlowV1(BaseFlow):
    """Suspension: the head signs what his agency asks for, the leader grants; each may refuse and ends it. What the
    office asks for itself goes to the leader at once."""

    process_title = cast(str, _("Suspension"))

    start = Begin().Next(this.asked)
    asked = Gateway().When("office", this.grant_suspension).When("agency", this.sign_suspension)
    sign_suspension = DeadlineView(
        act=Act.SIGN_SUSPENSION, due=suspension_due, lane="head", title=_("Head signs the request for a suspension")
    ).Next(this.signed)
    signed = Gateway().When("refuse", this.end).Default(this.grant_suspension)
    grant_suspension = DeadlineView(
        act=Act.GRANT_SUSPENSION, due=suspension_due, lane="leader", title=_("Leader grants the suspension")
    ).Next(this.end)
    end = Stop()

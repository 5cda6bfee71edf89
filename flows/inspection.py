"""One small flow per inspection of a commitment, and one per finding."""

from typing import cast

from django.utils.translation import gettext_lazy as _
from viewflow import this

from flows.base import BaseFlow, finding_due, obligation
from flows.nodes import Begin, DeadlineView, Gateway, Stop, Wait
from workflow.status import Act


class InspectionFlowV1(BaseFlow):
    """Inspection: the inspector accepts the claim or raises a finding, which is rectified in a flow of its own."""

    process_title = cast(str, _("Inspection"))

    start = Begin().Next(this.inspect)
    inspect = DeadlineView(act=Act.INSPECT, due=obligation, lane="inspector", title=_("Inspect")).Next(this.inspected)
    inspected = Gateway().When("finding", this.await_rectification).Default(this.end)
    await_rectification = Wait(lane="officer", title=_("Rectification")).Next(this.end)
    end = Stop()


class RectificationFlowV1(BaseFlow):
    """Rectification: the agency puts right within the days given, the inspector rechecks."""

    process_title = cast(str, _("Rectification"))

    start = Begin().Next(this.rectify)
    rectify = DeadlineView(act=Act.RECTIFY, due=finding_due, lane="officer", title=_("Rectify the finding")).Next(
        this.recheck
    )
    recheck = DeadlineView(act=Act.RECHECK, due=obligation, lane="inspector", title=_("Recheck")).Next(this.rechecked)
    rechecked = Gateway().When("return", this.rectify).Default(this.end)
    end = Stop()

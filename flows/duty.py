"""One small flow per period of a duty that returns."""

from typing import cast

from django.utils.translation import gettext_lazy as _
from viewflow import this

from flows.base import BaseFlow, desk, duty_due
from flows.nodes import Begin, DeadlineView, Gateway, Stop
from workflow.status import Act


class DutyFlowV1(BaseFlow):
    """Recurring duty: the officer records what is done and hands the period over, the head signs or returns it."""

    process_title = cast(str, _("Recurring duty"))

    start = Begin().Next(this.fulfil_duty)
    fulfil_duty = DeadlineView(
        act=Act.FULFIL_DUTY, due=duty_due, lane="officer", title=_("Fulfil the recurring duty")
    ).Next(this.sign_duty)
    sign_duty = DeadlineView(
        act=Act.SIGN_DUTY, due=desk, lane="head", title=_("Head signs for the period of the duty")
    ).Next(this.signed)
    signed = Gateway().When("return", this.fulfil_duty).Default(this.end)
    end = Stop()

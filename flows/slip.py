"""A supervision slip and its answer, beside the main line of the commitment."""

from typing import cast

from django.utils.translation import gettext_lazy as _
from viewflow import this

from flows.base import BaseFlow, desk, slip_due
from flows.nodes import Begin, DeadlineView, Gateway, Stop
from workflow.status import Act


class SlipFlowV1(BaseFlow):
    """Supervision slip: the officer answers, the head signs, the office accepts the answer or returns it."""

    process_title = cast(str, _("Supervision slip"))

    start = Begin().Next(this.answer_slip)
    answer_slip = DeadlineView(
        act=Act.ANSWER_SLIP, due=slip_due, lane="officer", title=_("Answer the supervision slip")
    ).Next(this.sign_slip)
    sign_slip = DeadlineView(
        act=Act.SIGN_SLIP, due=slip_due, lane="head", title=_("Head signs the answer to the slip")
    ).Next(this.signed)
    signed = Gateway().When("return", this.answer_slip).Default(this.accept_slip)
    accept_slip = DeadlineView(
        act=Act.ACCEPT_SLIP, due=desk, lane="inspector", title=_("Office accepts the answer to the slip")
    ).Next(this.accepted)
    accepted = Gateway().When("return", this.answer_slip).Default(this.end)
    end = Stop()

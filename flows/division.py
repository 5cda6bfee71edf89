"""The division of work among agencies that carry out a clause together, beside the main line of each."""

from typing import cast

from django.utils.translation import gettext_lazy as _
from viewflow import this

from flows.base import BaseFlow, desk, division_due
from flows.nodes import Begin, DeadlineView, Gateway, Stop
from workflow.status import Act


class DivisionFlowV1(BaseFlow):
    """Division of work: the officer states the part of the agency, the office confirms or returns it."""

    process_title = cast(str, _("Division of work"))

    start = Begin().Next(this.state_part)
    state_part = DeadlineView(
        act=Act.STATE_PART, due=division_due, lane="officer", title=_("State the own part of the work")
    ).Next(this.confirm_part)
    confirm_part = DeadlineView(
        act=Act.CONFIRM_DIVISION, due=desk, lane="clerk", title=_("Office confirms the division of work")
    ).Next(this.confirmed)
    confirmed = Gateway().When("return", this.state_part).Default(this.end)
    end = Stop()

"""The two rounds of a dispute of an assignment, beside the main line of the commitment."""

from typing import cast

from django.utils.translation import gettext_lazy as _
from viewflow import this

from flows.base import BaseFlow, dispute_due
from flows.nodes import Begin, DeadlineView, Gateway, Stop
from workflow.status import Act


class DisputeFlowV1(BaseFlow):
    """Dispute, first round: the head signs or refuses, the clerk upholds the assignment or transfers the item."""

    process_title = cast(str, _("Dispute"))

    start = Begin().Next(this.sign_dispute)
    sign_dispute = DeadlineView(
        act=Act.SIGN_DISPUTE, due=dispute_due, lane="head", title=_("Head signs the dispute")
    ).Next(this.signed)
    signed = Gateway().When("refuse", this.end).Default(this.answer_dispute)
    answer_dispute = DeadlineView(
        act=Act.ANSWER_DISPUTE, due=dispute_due, lane="clerk", title=_("Office answers the dispute")
    ).Next(this.end)
    end = Stop()


class RulingFlowV1(BaseFlow):
    """Dispute, second round: the leader rules for good; he upholds the assignment or transfers the item."""

    process_title = cast(str, _("Ruling on a dispute"))

    start = Begin().Next(this.rule_dispute)
    rule_dispute = DeadlineView(
        act=Act.RULE_DISPUTE, due=dispute_due, lane="leader", title=_("Leader rules on the dispute")
    ).Next(this.end)
    end = Stop()

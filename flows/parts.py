"""What other agencies do for a commitment, beside its main line: they contribute, and they countersign."""

from typing import cast

from django.utils.translation import gettext_lazy as _
from viewflow import this

from flows.base import BaseFlow, contribution_due, desk, signature_due
from flows.nodes import Begin, DeadlineView, Gateway, Stop
from workflow.status import Act


class ContributionFlowV1(BaseFlow):
    """Contribution: the officer of the partner hands it in, the officer of the lead takes it in or returns it."""

    process_title = cast(str, _("Contribution"))

    start = Begin().Next(this.contribute)
    contribute = DeadlineView(
        act=Act.CONTRIBUTE,
        due=contribution_due,
        lane="officer",
        title=_("Contribute to the lead's work"),
        agency=lambda process: process.contribution.agency_id,
    ).Next(this.take_in)
    take_in = DeadlineView(act=Act.ASSEMBLE, due=desk, lane="officer", title=_("Take the contribution in")).Next(
        this.taken
    )
    taken = Gateway().When("return", this.contribute).Default(this.end)
    end = Stop()


class CountersignFlowV1(BaseFlow):
    """Countersignature: the head of another agency signs the implementation plan, or withholds the signature."""

    process_title = cast(str, _("Countersignature"))

    start = Begin().Next(this.countersign)
    countersign = DeadlineView(
        act=Act.COUNTERSIGN,
        due=signature_due,
        lane="head",
        title=_("Countersign the implementation plan"),
        agency=lambda process: process.countersignature.signer.agency_id,
    ).Next(this.end)
    end = Stop()

"""The form of each human step: what is asked, checked and handed to the act behind it."""

from collections.abc import Mapping

from flows.forms import (
    answering_events,
    deciding,
    disputing,
    dividing,
    extending,
    fulfilling,
    inspecting,
    parting,
    plan_line,
    planning,
    publishing,
    releasing,
    slipping,
    suspending,
    working,
)
from flows.forms.base import Step

STEPS: Mapping[str, type[Step]] = {
    step.node: step
    for step in (
        planning.Acknowledge,
        planning.WritePlan,
        deciding.SignPlan,
        deciding.ApprovePlan,
        publishing.PublishPlan,
        working.SubmitReport,
        deciding.SignReport,
        working.ClaimCompletion,
        inspecting.Inspect,
        working.Rectify,
        inspecting.Recheck,
        deciding.Close,
        extending.SignExtension,
        extending.AdviseExtension,
        extending.GrantExtension,
        releasing.ReviewRelease,
        suspending.SignSuspension,
        suspending.GrantSuspension,
        disputing.SignDispute,
        disputing.AnswerDispute,
        disputing.RuleDispute,
        fulfilling.FulfilDuty,
        fulfilling.SignDuty,
        answering_events.AnswerEvent,
        slipping.AnswerSlip,
        slipping.SignSlip,
        slipping.AcceptSlip,
        dividing.StatePart,
        dividing.ConfirmPart,
        parting.Contribute,
        parting.TakeIn,
        parting.Countersign,
        plan_line.Review,
        plan_line.Approve,
        plan_line.Issue,
    )
}
"""Every human step by its node; a node without a form here fails `tests/flows/test_steps.py`."""

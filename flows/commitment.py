"""The main line of a commitment, in its released versions, and that of a light one."""

from typing import cast

from django.utils.translation import gettext_lazy as _
from viewflow import this

from flows.base import BaseFlow, obligation
from flows.nodes import Begin, DeadlineView, Gateway, Stop, Wait
from workflow.status import Act


class CommitmentFlowV1(BaseFlow):
    """Commitment: acknowledge → implementation plan → head signs → office approves → publish → execute → inspection →
    close, each decision with its way back. Commitments that were issued under it end under it, or move on to the
    next version (`flows.upgrading`)."""

    process_title = cast(str, _("Commitment"))

    start = Begin().Next(this.acknowledge)
    acknowledge = DeadlineView(
        act=Act.ACKNOWLEDGE, due=obligation, lane="officer", title=_("Acknowledge receipt")
    ).Next(this.write_plan)
    write_plan = DeadlineView(
        act=Act.WRITE_PLAN, due=obligation, lane="officer", title=_("Hand in the implementation plan")
    ).Next(this.sign_plan)
    sign_plan = DeadlineView(
        act=Act.SIGN_PLAN, due=obligation, lane="head", title=_("Head signs the implementation plan")
    ).Next(this.signed)
    signed = Gateway().When("return", this.write_plan).Default(this.approve_plan)
    approve_plan = DeadlineView(
        act=Act.APPROVE_PLAN, due=obligation, lane="office", title=_("Office approves the implementation plan")
    ).Next(this.approved)
    approved = Gateway().When("return", this.write_plan).Default(this.publish_plan)
    publish_plan = DeadlineView(
        act=Act.PUBLISH_PLAN, due=obligation, lane="officer", title=_("Publish the implementation plan")
    ).Next(this.execute)
    execute = DeadlineView(
        act=Act.CLAIM_COMPLETION, due=obligation, lane="officer", title=_("Carry out and claim completion")
    ).Next(this.await_inspection)
    await_inspection = Wait(lane="inspector", title=_("Inspection")).Next(this.close)
    close = DeadlineView(act=Act.CLOSE, due=obligation, lane="office", title=_("Close")).Next(this.decided)
    decided = Gateway().When("return", this.execute).Default(this.end)
    end = Stop()


class CommitmentFlowV2(BaseFlow):
    """The same as `CommitmentFlowV1`, with a way back from the leader to every desk before his: the plan to the head,
    the result to the inspectors."""

    process_title = cast(str, _("Commitment"))

    start = Begin().Next(this.acknowledge)
    acknowledge = DeadlineView(
        act=Act.ACKNOWLEDGE, due=obligation, lane="officer", title=_("Acknowledge receipt")
    ).Next(this.write_plan)
    write_plan = DeadlineView(
        act=Act.WRITE_PLAN, due=obligation, lane="officer", title=_("Hand in the implementation plan")
    ).Next(this.sign_plan)
    sign_plan = DeadlineView(
        act=Act.SIGN_PLAN, due=obligation, lane="head", title=_("Head signs the implementation plan")
    ).Next(this.signed)
    signed = Gateway().When("return", this.write_plan).Default(this.approve_plan)
    approve_plan = DeadlineView(
        act=Act.APPROVE_PLAN, due=obligation, lane="office", title=_("Office approves the implementation plan")
    ).Next(this.approved)
    approved = Gateway().When("return", this.write_plan).When("to_head", this.sign_plan).Default(this.publish_plan)
    publish_plan = DeadlineView(
        act=Act.PUBLISH_PLAN, due=obligation, lane="officer", title=_("Publish the implementation plan")
    ).Next(this.execute)
    execute = DeadlineView(
        act=Act.CLAIM_COMPLETION, due=obligation, lane="officer", title=_("Carry out and claim completion")
    ).Next(this.await_inspection)
    await_inspection = Wait(lane="inspector", title=_("Inspection")).Next(this.close)
    close = DeadlineView(act=Act.CLOSE, due=obligation, lane="office", title=_("Close")).Next(this.decided)
    decided = Gateway().When("return", this.execute).When("to_inspector", this.await_inspection).Default(this.end)
    end = Stop()


class CommitmentFlowV3(BaseFlow):
    """The same as `CommitmentFlowV2`, with a way back from the inspection to the agency, which claims completion
    again."""

    process_title = cast(str, _("Commitment"))

    start = Begin().Next(this.acknowledge)
    acknowledge = DeadlineView(
        act=Act.ACKNOWLEDGE, due=obligation, lane="officer", title=_("Acknowledge receipt")
    ).Next(this.write_plan)
    write_plan = DeadlineView(
        act=Act.WRITE_PLAN, due=obligation, lane="officer", title=_("Hand in the implementation plan")
    ).Next(this.sign_plan)
    sign_plan = DeadlineView(
        act=Act.SIGN_PLAN, due=obligation, lane="head", title=_("Head signs the implementation plan")
    ).Next(this.signed)
    signed = Gateway().When("return", this.write_plan).Default(this.approve_plan)
    approve_plan = DeadlineView(
        act=Act.APPROVE_PLAN, due=obligation, lane="office", title=_("Office approves the implementation plan")
    ).Next(this.approved)
    approved = Gateway().When("return", this.write_plan).When("to_head", this.sign_plan).Default(this.publish_plan)
    publish_plan = DeadlineView(
        act=Act.PUBLISH_PLAN, due=obligation, lane="officer", title=_("Publish the implementation plan")
    ).Next(this.execute)
    execute = DeadlineView(
        act=Act.CLAIM_COMPLETION, due=obligation, lane="officer", title=_("Carry out and claim completion")
    ).Next(this.await_inspection)
    await_inspection = Wait(lane="inspector", title=_("Inspection")).Next(this.inspected)
    inspected = Gateway().When("return", this.execute).Default(this.close)
    close = DeadlineView(act=Act.CLOSE, due=obligation, lane="office", title=_("Close")).Next(this.decided)
    decided = Gateway().When("return", this.execute).When("to_inspector", this.await_inspection).Default(this.end)
    end = Stop()


class LightCommitmentFlowV1(BaseFlow):
    """Light commitment of those who carry out beside a lead: acknowledge → execute → inspection → close, each decision
    with its way back, without an implementation plan."""

    process_title = cast(str, _("Commitment"))

    start = Begin().Next(this.acknowledge)
    acknowledge = DeadlineView(
        act=Act.ACKNOWLEDGE, due=obligation, lane="officer", title=_("Acknowledge receipt")
    ).Next(this.execute)
    execute = DeadlineView(
        act=Act.CLAIM_COMPLETION, due=obligation, lane="officer", title=_("Carry out and claim completion")
    ).Next(this.await_inspection)
    await_inspection = Wait(lane="inspector", title=_("Inspection")).Next(this.close)
    close = DeadlineView(act=Act.CLOSE, due=obligation, lane="office", title=_("Close")).Next(this.decided)
    decided = Gateway().When("return", this.execute).When("to_inspector", this.await_inspection).Default(this.end)
    end = Stop()


class LightCommitmentFlowV2(BaseFlow):
    """The same as `LightCommitmentFlowV1`, with the way back from the inspection."""

    process_title = cast(str, _("Commitment"))

    start = Begin().Next(this.acknowledge)
    acknowledge = DeadlineView(
        act=Act.ACKNOWLEDGE, due=obligation, lane="officer", title=_("Acknowledge receipt")
    ).Next(this.execute)
    execute = DeadlineView(
        act=Act.CLAIM_COMPLETION, due=obligation, lane="officer", title=_("Carry out and claim completion")
    ).Next(this.await_inspection)
    await_inspection = Wait(lane="inspector", title=_("Inspection")).Next(this.inspected)
    inspected = Gateway().When("return", this.execute).Default(this.close)
    close = DeadlineView(act=Act.CLOSE, due=obligation, lane="office", title=_("Close")).Next(this.decided)
    decided = Gateway().When("return", this.execute).When("to_inspector", this.await_inspection).Default(this.end)
    end = Stop()

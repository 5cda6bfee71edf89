"""Verbs of inspection: accept, raise a finding, rectify, recheck. Run inside the step's transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.deadlines import working_days_after
from workflow.errors import Invalid
from workflow.models import Commitment, CompletionClaim, Finding, Inspection, Rectification, User
from workflow.services import attachments, clocks, hands, journal
from workflow.services.calendar import calendar_in_force, local_day
from workflow.services.commitments import DUE, needs_reason, run_to
from workflow.services.work import open_inspection
from workflow.status import Act, ClockKind


def accept(commitment: Commitment, inspection: Inspection, *, conclusion: str, actor: User, now: datetime) -> None:
    """The inspector finds the claim true; the leader closes next."""
    policies.require(actor, Act.INSPECT, commitment.agency_id)
    policies.require_foreign_agency(actor, commitment.agency_id)
    policies.require_other_hands(actor, *hands.before(commitment, "inspect"), on=commitment)
    inspection.accepted_at, inspection.inspector, inspection.conclusion = now, actor, conclusion.strip()
    inspection.save(update_fields=["accepted_at", "inspector", "conclusion"])
    commitment.accepted_at, commitment.accepted_by = now, actor
    run_to(commitment, clocks.desk_due(now, commitment.plan.approve_working_days), now)
    journal.record(
        commitment,
        "inspection_accepted",
        actor=actor,
        now=now,
        remark=conclusion.strip(),
        changed=(*DUE, "accepted_at", "accepted_by"),
    )


def return_claim(commitment: Commitment, inspection: Inspection, *, actor: User, now: datetime, reason: str) -> None:
    """The inspector cannot judge the claim as it is and sends it back; the date of completion counts on."""
    policies.require(actor, Act.INSPECT, commitment.agency_id)
    policies.require_foreign_agency(actor, commitment.agency_id)
    reason = needs_reason(reason)
    inspection.inspector, inspection.conclusion = actor, reason
    _back_to_execution(commitment, inspection, "claim_returned", actor=actor, now=now, reason=reason)


def withdraw_claim(commitment: Commitment, inspection: Inspection, *, actor: User, now: datetime) -> None:
    """撤回: who claimed completion takes the claim back; the text is kept, the date counts on."""
    policies.require(actor, Act.CLAIM_COMPLETION, commitment.agency_id)
    _back_to_execution(commitment, inspection, "claim_withdrawn", actor=actor, now=now)


def _back_to_execution(
    commitment: Commitment, inspection: Inspection, act: str, *, actor: User, now: datetime, reason: str = ""
) -> None:
    inspection.returned_at = now
    inspection.save(update_fields=["returned_at", "inspector", "conclusion"])
    commitment.claimed_at = None
    commitment.current_due_on = commitment.completion_on
    commitment.current_provisional = commitment.completion_provisional
    commitment.changed_at = now
    data = {"inspection": inspection.number}
    journal.record(commitment, act, actor=actor, now=now, remark=reason, data=data, changed=(*DUE, "claimed_at"))


def inspect_anew(commitment: Commitment, *, actor: User, now: datetime, reason: str) -> Inspection:
    """The leader does not close but asks the inspectors to look again: the claim stands, its acceptance does not."""
    policies.require(actor, Act.CLOSE, commitment.agency_id)
    reason = needs_reason(reason)
    claim = CompletionClaim.objects.filter(commitment=commitment).latest("claimed_at", "pk")
    inspection = open_inspection(commitment, claim, now)
    commitment.accepted_at = commitment.accepted_by = None
    journal.record(
        commitment,
        "returned_to_inspector",
        actor=actor,
        now=now,
        remark=reason,
        data={"inspection": inspection.number},
        changed=(*DUE, "accepted_at", "accepted_by", "inspection_count"),
    )
    return inspection


def raise_finding(
    commitment: Commitment, inspection: Inspection, *, text: str, working_days: int, actor: User, now: datetime
) -> Finding:
    """Something is wanting: the agency rectifies in the days given. Raises Invalid for an empty text or days < 1."""
    policies.require(actor, Act.INSPECT, commitment.agency_id)
    policies.require_foreign_agency(actor, commitment.agency_id)
    if not text.strip():
        raise Invalid(
            "finding_empty", _("A finding says what is wanting."), remedy=_("Write what has to be put right.")
        )
    if not 1 <= working_days <= 250:
        raise Invalid(
            "days_range", _("The days to rectify are a number from 1 to 250."), remedy=_("Correct the number.")
        )
    due = working_days_after(local_day(now), working_days, calendar_in_force())
    # An inspection ends with one finding or none; the constraint on (inspection, number) refuses a second.
    finding = Finding.objects.create(
        inspection=inspection,
        number=1,
        text=text.strip(),
        working_days=working_days,
        due_on=due.due_on,
        raised_by=actor,
        raised_at=now,
    )
    clocks.clock(
        commitment,
        ClockKind.RECTIFICATION,
        due,
        start_event="finding_raised",
        subject=f"{inspection.number}.{finding.number}",
        phrase=text,
        finding=finding,
    ).save(force_insert=True)
    run_to(commitment, due, now)
    journal.record(
        commitment,
        "finding_raised",
        actor=actor,
        now=now,
        remark=finding.text,
        data={"finding": f"{inspection.number}.{finding.number}", "due_on": due.due_on, "working_days": working_days},
        changed=DUE,
    )
    return finding


def rectify(
    commitment: Commitment, finding: Finding, *, text: str, files: Sequence[int], actor: User, now: datetime
) -> None:
    """The agency says what it put right; the inspector rechecks next."""
    policies.require(actor, Act.RECTIFY, commitment.agency_id)
    if not text.strip():
        raise Invalid("rectification_empty", _("Write what was put right."), remedy=_("Describe it in short."))
    attempt = (finding.rectifications.aggregate(last=Max("attempt"))["last"] or 0) + 1
    made = Rectification.objects.create(
        finding=finding, attempt=attempt, text=text.strip(), submitted_by=actor, submitted_at=now
    )
    attachments.cite(commitment, files, f"rectification:{made.pk}", now=now)
    commitment.rectified_by = actor
    run_to(commitment, clocks.desk_due(now, commitment.plan.inspect_working_days), now)
    journal.record(
        commitment,
        "rectified",
        actor=actor,
        now=now,
        remark=text.strip(),
        data={"attempt": attempt, "files": len(files)},
        changed=(*DUE, "rectified_by"),
    )


def accept_rectification(
    commitment: Commitment, finding: Finding, *, actor: User, now: datetime, remark: str = ""
) -> None:
    """The recheck finds it right: the finding is resolved and with it the claim accepted; the leader closes next."""
    policies.require(actor, Act.RECHECK, commitment.agency_id)
    policies.require_foreign_agency(actor, commitment.agency_id)
    policies.require_other_hands(actor, *hands.before(commitment, "recheck"), on=commitment)
    Finding.objects.filter(pk=finding.pk).update(resolved_at=now)
    Inspection.objects.filter(pk=finding.inspection_id).update(
        accepted_at=now, inspector=actor, conclusion=remark.strip()
    )
    commitment.accepted_at, commitment.accepted_by = now, actor
    run_to(commitment, clocks.desk_due(now, commitment.plan.approve_working_days), now)
    journal.record(
        commitment,
        "recheck_accepted",
        actor=actor,
        now=now,
        remark=remark,
        changed=(*DUE, "accepted_at", "accepted_by"),
    )


def return_rectification(commitment: Commitment, finding: Finding, *, actor: User, now: datetime, reason: str) -> None:
    """The recheck finds it still wanting: back to the agency; the original due date counts."""
    policies.require(actor, Act.RECHECK, commitment.agency_id)
    policies.require_foreign_agency(actor, commitment.agency_id)
    _back_to_rectifying(commitment, finding, "recheck_returned", actor=actor, now=now, reason=needs_reason(reason))


def withdraw_rectification(commitment: Commitment, finding: Finding, *, actor: User, now: datetime) -> None:
    """撤回: who handed it in takes it back; the text is kept, the original due date counts."""
    policies.require(actor, Act.RECTIFY, commitment.agency_id)
    _back_to_rectifying(commitment, finding, "rectification_withdrawn", actor=actor, now=now)


def _back_to_rectifying(
    commitment: Commitment, finding: Finding, act: str, *, actor: User, now: datetime, reason: str = ""
) -> None:
    finding.rectifications.filter(returned=False).update(returned=True, remark=reason)
    commitment.current_due_on = finding.due_on
    commitment.current_provisional = clocks.is_provisional(local_day(finding.raised_at), finding.due_on)
    commitment.changed_at = now
    journal.record(commitment, act, actor=actor, now=now, remark=reason, changed=DUE)

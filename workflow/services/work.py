"""What agencies hand in: implementation plans, progress reports, completion claims. Run inside a step's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.deadlines import working_days_after
from workflow.errors import Invalid, TransitionRefused
from workflow.models import (
    Commitment,
    CompletionClaim,
    ImplementationPlan,
    Inspection,
    Measure,
    ProgressReport,
    User,
)
from workflow.services import attachments, clocks, journal
from workflow.services.calendar import calendar_in_force, local_day
from workflow.services.commitments import DUE, needs_reason, run_to
from workflow.status import Act, ClockKind
from workflow.words import day_words


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One row of an implementation plan as typed."""

    text: str
    due_on: date | None = None
    person: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class PlanText:
    """An implementation plan as typed; `key` is the same for all commitments one document serves."""

    key: UUID
    summary: str
    contact: str
    measures: Sequence[MeasureLine]


def late_rows(days: Sequence[date | None], latest: date) -> list[int]:
    """Places of the days after `latest`, from 0."""
    return [index for index, day in enumerate(days) if day is not None and day > latest]


class MeasuresTooLate(Invalid):
    """Measures that end after the item itself; `rows` are their places in the plan as typed, from 0."""

    def __init__(self, rows: Sequence[int], latest: date, on: date) -> None:
        self.rows = rows
        self.sentence = _("Later than the final date, %(day)s.") % {"day": day_words(latest, on)}
        super().__init__(
            "measure_too_late",
            self.sentence,
            remedy=_("Give the measures days up to then."),
            details=[_("Row %(n)d") % {"n": row + 1} for row in rows],
        )


def hand_in_implementation_plan(
    commitment: Commitment, text: PlanText, files: Sequence[int], *, actor: User, now: datetime
) -> ImplementationPlan:
    """Hand in a new version; earlier ones are kept.

    Raises Invalid without a summary or a measure, MeasuresTooLate for measures later than the item.
    """
    policies.require(actor, Act.WRITE_PLAN, commitment.agency_id)
    if not text.summary.strip() or not text.measures:
        raise Invalid(
            "plan_incomplete",
            _("An implementation plan needs a summary and at least one measure."),
            remedy=_("Fill in both, then hand it in again."),
        )
    late = late_rows([line.due_on for line in text.measures], commitment.completion_on)
    # Once the final date has passed every honest measure is later than it: then the lateness is the item's own.
    if late and not commitment.is_past_completion(local_day(now)):
        raise MeasuresTooLate(late, commitment.completion_on, local_day(now))
    commitment.plan_revision += 1
    plan = ImplementationPlan.objects.create(
        commitment=commitment,
        revision=commitment.plan_revision,
        document_key=text.key,
        summary=text.summary.strip(),
        contact=text.contact.strip(),
        submitted_by=actor,
        submitted_at=now,
    )
    Measure.objects.bulk_create(
        [
            Measure(
                implementation_plan=plan,
                order=order,
                text=line.text,
                due_on=line.due_on,
                person=line.person,
                output=line.output,
            )
            for order, line in enumerate(text.measures, start=1)
        ]
    )
    attachments.cite(commitment, files, f"plan:{plan.pk}", now=now)
    commitment.plan_submitted_at, commitment.plan_submitted_by = now, actor
    run_to(commitment, clocks.desk_due(now, commitment.plan.sign_working_days), now)
    journal.record(
        commitment,
        "plan_handed_in",
        actor=actor,
        now=now,
        data={"revision": plan.revision, "measures": len(text.measures), "files": len(files)},
        changed=(*DUE, "plan_submitted_at", "plan_submitted_by", "plan_revision"),
    )
    return plan


def hand_in_report(
    commitment: Commitment,
    report: ProgressReport,
    *,
    text: str,
    difficulties: str,
    percent: int,
    files: Sequence[int],
    actor: User,
    now: datetime,
) -> None:
    """Report the progress of one period. Raises Invalid for an empty text or a percentage outside 0 to 100."""
    policies.require(actor, Act.SUBMIT_REPORT, commitment.agency_id)
    if not text.strip():
        raise Invalid("report_empty", _("The report is empty."), remedy=_("Write what was done in this period."))
    if not 0 <= percent <= 100:
        raise Invalid("percent_range", _("Progress is a number from 0 to 100."), remedy=_("Correct the number."))
    report.text, report.difficulties, report.percent = text.strip(), difficulties.strip(), percent
    report.submitted_by, report.submitted_at = actor, now
    report.save(update_fields=["text", "difficulties", "percent", "submitted_by", "submitted_at"])
    attachments.cite(commitment, files, f"report:{report.pk}", now=now)
    commitment.changed_at = now
    journal.record(
        commitment,
        "report_handed_in",
        actor=actor,
        now=now,
        data={"period": report.period, "percent": percent, "files": len(files)},
        changed=("changed_at",),
    )


def sign_report(
    commitment: Commitment, report: ProgressReport, *, actor: User, now: datetime, remark: str = ""
) -> None:
    """The head signs; from now on the report is the commitment's latest progress."""
    policies.require(actor, Act.SIGN_REPORT, commitment.agency_id)
    policies.require_other_hands(actor, report.submitted_by_id, on=commitment)
    report.signed_at = now
    report.save(update_fields=["signed_at"])
    commitment.latest_progress = report.text[:300]
    commitment.progress_percent = report.percent or 0
    commitment.changed_at = now
    journal.record(
        commitment,
        "report_signed",
        actor=actor,
        now=now,
        remark=remark,
        data={"period": report.period},
        changed=("latest_progress", "progress_percent", "changed_at"),
    )


def return_report(commitment: Commitment, report: ProgressReport, *, actor: User, now: datetime, reason: str) -> None:
    """The head sends it back; the text stays, the original due date counts."""
    policies.require(actor, Act.SIGN_REPORT, commitment.agency_id)
    reason = needs_reason(reason)
    report.submitted_at = None
    report.save(update_fields=["submitted_at"])
    commitment.changed_at = now
    journal.record(
        commitment,
        "report_returned",
        actor=actor,
        now=now,
        remark=reason,
        data={"period": report.period},
        changed=("changed_at",),
    )


def answer_difficulties(
    commitment: Commitment, report: ProgressReport | None, *, text: str, actor: User, now: datetime
) -> None:
    """The office answers the difficulties of a signed report, once. Raises TransitionRefused where none wait for an
    answer (any more), Invalid without a text."""
    policies.require(actor, Act.ANSWER_DIFFICULTIES, commitment.agency_id)
    if report is None or not report.wants_answer:
        raise TransitionRefused(
            "no_difficulties",
            _("No difficulties wait for an answer here any more."),
            remedy=_("Look at what happened meanwhile."),
        )
    if not text.strip():
        raise Invalid(
            "answer_missing",
            _("An answer says how the difficulties are met."),
            remedy=_("Write what the office does, or whom it asks."),
        )
    report.answer, report.answered_by, report.answered_at = text.strip(), actor, now
    report.save(update_fields=["answer", "answered_by", "answered_at"])
    commitment.changed_at = now
    journal.record(
        commitment,
        "difficulties_answered",
        actor=actor,
        now=now,
        remark=text.strip(),
        data={"period": report.period},
        changed=("changed_at",),
    )


def withdraw_report(commitment: Commitment, report: ProgressReport, *, actor: User, now: datetime) -> None:
    """撤回: who handed it in takes it back; the text stays, the original due date counts."""
    policies.require(actor, Act.SUBMIT_REPORT, commitment.agency_id)
    report.submitted_at = None
    report.save(update_fields=["submitted_at"])
    commitment.changed_at = now
    data = {"period": report.period}
    journal.record(commitment, "report_withdrawn", actor=actor, now=now, data=data, changed=("changed_at",))


def open_inspection(commitment: Commitment, claim: CompletionClaim, now: datetime) -> Inspection:
    """The next inspection of a claim; from now on the commitment is measured by the limit of the inspectors. The caller
    stores its `inspection_count`."""
    commitment.inspection_count += 1
    run_to(commitment, clocks.desk_due(now, commitment.plan.inspect_working_days), now)
    return Inspection.objects.create(
        commitment=commitment, claim=claim, number=commitment.inspection_count, opened_at=now
    )


def claim_completion(
    commitment: Commitment, *, text: str, files: Sequence[int], actor: User, now: datetime
) -> Inspection:
    """The agency says it is done; opens the inspection of the claim. Raises Invalid for an empty text."""
    policies.require(actor, Act.CLAIM_COMPLETION, commitment.agency_id)
    if not text.strip():
        raise Invalid(
            "claim_empty", _("A claim of completion says what was achieved."), remedy=_("Write the result in short.")
        )
    claim = CompletionClaim.objects.create(commitment=commitment, text=text.strip(), claimed_by=actor, claimed_at=now)
    attachments.cite(commitment, files, f"claim:{claim.pk}", now=now)
    inspection = open_inspection(commitment, claim, now)
    commitment.claimed_at, commitment.claimed_by = now, actor
    journal.record(
        commitment,
        "completion_claimed",
        actor=actor,
        now=now,
        remark=text.strip(),
        data={"inspection": inspection.number, "files": len(files)},
        changed=(*DUE, "claimed_at", "claimed_by", "inspection_count"),
    )
    return inspection


def open_report(commitment: Commitment, *, period: str, start: date, end: date, now: datetime) -> ProgressReport | None:
    """Open the report of a period once; None when it exists. The system acts, so the entry has no actor."""
    due = working_days_after(end, commitment.plan.report_working_days, calendar_in_force())
    report, made = ProgressReport.objects.get_or_create(
        commitment=commitment,
        period=period,
        defaults={"period_start": start, "period_end": end, "due_on": due.due_on},
    )
    if not made:
        return None
    clocks.clock(commitment, ClockKind.REPORT, due, start_event="period_ended", subject=period, report=report).save(
        force_insert=True
    )
    journal.record(commitment, "report_opened", actor=None, now=now, data={"period": period, "due_on": due.due_on})
    return report

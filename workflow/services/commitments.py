"""Verbs of a commitment's main line. Each checks the policy, sets facts, and records one journal entry with its event.

They run inside the transaction of the step (`flows.actions`), which holds the lock on the process row; the caller
moves the token afterwards and finds the next due date on `commitment.current_due_on`.
"""

from datetime import date, datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.bulk import insert_select
from workflow.deadlines import DueDate
from workflow.errors import Invalid
from workflow.models import Clock, Commitment, PlanPublication, Release, User
from workflow.services import clocks, hands, journal, releases, suspensions
from workflow.services.calendar import local_day
from workflow.status import Act, ClockKind, ClockRule
from workflow.words import day_words

DUE = ("current_due_on", "current_provisional", "changed_at")


def run_to(commitment: Commitment, due: DueDate | None, now: datetime) -> None:
    """From now on the commitment is measured by `due`; None when nothing is due any more."""
    commitment.current_due_on = due.due_on if due else None
    commitment.current_provisional = due.provisional if due else False
    commitment.changed_at = now


def needs_reason(reason: str) -> str:
    """The reason without white space around it. Raises Invalid when it is empty."""
    if not reason.strip():
        raise Invalid(
            "reason_missing",
            _("A return needs a reason."),
            remedy=_("Write what has to be changed, then send it back."),
        )
    return reason.strip()


def _run_to_implementation_plan(commitment: Commitment, now: datetime) -> None:
    commitment.current_due_on = commitment.plan_due_on
    commitment.current_provisional = commitment.plan_provisional
    commitment.changed_at = now


def back_to_implementation_plan(commitment: Commitment, now: datetime) -> None:
    """The plan has to be handed in again; its original date counts on."""
    commitment.plan_submitted_at = commitment.plan_signed_at = commitment.plan_signed_by = None
    _run_to_implementation_plan(commitment, now)


def acknowledge(commitment: Commitment, *, actor: User, now: datetime) -> None:
    """签收. The clock of the implementation plan has run since publication and is not touched; a light commitment is
    carried out from here on."""
    policies.require(actor, Act.ACKNOWLEDGE, commitment.agency_id)
    commitment.acknowledged_at, commitment.acknowledged_by = now, actor
    _run_to_implementation_plan(commitment, now)
    journal.record(
        commitment, "acknowledged", actor=actor, now=now, changed=(*DUE, "acknowledged_at", "acknowledged_by")
    )


def sign_implementation_plan(commitment: Commitment, *, actor: User, now: datetime, remark: str = "") -> None:
    """签批 by the head of the agency, who did not write it himself."""
    policies.require(actor, Act.SIGN_PLAN, commitment.agency_id)
    policies.require_other_hands(actor, *hands.before(commitment, "sign_plan"), on=commitment)
    commitment.plan_signed_at, commitment.plan_signed_by = now, actor
    run_to(commitment, clocks.desk_due(now, commitment.plan.approve_working_days), now)
    changed = (*DUE, "plan_signed_at", "plan_signed_by")
    journal.record(commitment, "plan_signed", actor=actor, now=now, remark=remark, changed=changed)


def return_implementation_plan_by_head(commitment: Commitment, *, actor: User, now: datetime, reason: str) -> None:
    """The head sends it back to the officer; what was written stays."""
    policies.require(actor, Act.SIGN_PLAN, commitment.agency_id)
    reason = needs_reason(reason)
    back_to_implementation_plan(commitment, now)
    journal.record(
        commitment,
        "plan_returned_by_head",
        actor=actor,
        now=now,
        remark=reason,
        changed=(*DUE, "plan_submitted_at", "plan_signed_at", "plan_signed_by"),
    )


def withdraw_implementation_plan(commitment: Commitment, *, actor: User, now: datetime) -> None:
    """撤回: who handed it in takes it back; what was written stays."""
    policies.require(actor, Act.WRITE_PLAN, commitment.agency_id)
    back_to_implementation_plan(commitment, now)
    changed = (*DUE, "plan_submitted_at", "plan_signed_at", "plan_signed_by")
    journal.record(commitment, "plan_withdrawn", actor=actor, now=now, changed=changed)


def approve_implementation_plan(commitment: Commitment, *, actor: User, now: datetime, remark: str = "") -> None:
    """审批 by the office's leader, who neither wrote nor signed it; starts the clock of publication."""
    policies.require(actor, Act.APPROVE_PLAN, commitment.agency_id)
    policies.require_other_hands(actor, *hands.before(commitment, "approve_plan"), on=commitment)
    commitment.plan_approved_at = now
    due = clocks.desk_due(now, commitment.plan.publish_working_days)
    run_to(commitment, due, now)
    clock = clocks.clock(commitment, ClockKind.PUBLICATION, due, start_event="implementation_plan_approved")
    clock.save(force_insert=True)
    journal.record(commitment, "plan_approved", actor=actor, now=now, remark=remark, changed=(*DUE, "plan_approved_at"))


def return_implementation_plan_by_office(commitment: Commitment, *, actor: User, now: datetime, reason: str) -> None:
    """The leader sends it back to the officer; the original due date counts on."""
    policies.require(actor, Act.APPROVE_PLAN, commitment.agency_id)
    reason = needs_reason(reason)
    back_to_implementation_plan(commitment, now)
    journal.record(
        commitment,
        "plan_returned_by_office",
        actor=actor,
        now=now,
        remark=reason,
        changed=(*DUE, "plan_submitted_at", "plan_signed_at", "plan_signed_by"),
    )


def return_implementation_plan_to_head(commitment: Commitment, *, actor: User, now: datetime, reason: str) -> None:
    """The leader sends it back to the head, who signs anew within his limit; the officer's plan stands."""
    policies.require(actor, Act.APPROVE_PLAN, commitment.agency_id)
    reason = needs_reason(reason)
    commitment.plan_signed_at = commitment.plan_signed_by = None
    run_to(commitment, clocks.desk_due(now, commitment.plan.sign_working_days), now)
    changed = (*DUE, "plan_signed_at", "plan_signed_by")
    journal.record(commitment, "plan_returned_to_head", actor=actor, now=now, remark=reason, changed=changed)


def record_publication(
    commitment: Commitment, *, actor: User, now: datetime, url: str, published_on: date
) -> PlanPublication:
    """Where and when the approved plan was published. Raises Invalid for a day before the work plan's own publication
    or in the future, and until every gate of the plan is passed (`releases`)."""
    policies.require(actor, Act.PUBLISH_PLAN, commitment.agency_id)
    release = releases.require_passed(commitment)
    if release is not None and not release.is_published:
        raise Invalid(
            "withheld",
            _("It was decided that this is not published."),
            remedy=_("Record that, or prepare the publication anew with another disclosure attribute."),
        )
    if commitment.plan.published_on and published_on < commitment.plan.published_on:
        raise Invalid(
            "published_too_early",
            _("An implementation plan cannot have been published before the work plan it carries out (%(day)s).")
            % {"day": day_words(commitment.plan.published_on, local_day(now))},
            remedy=_("Enter the day on which it was published."),
        )
    if published_on > local_day(now):
        raise Invalid(
            "published_in_future", _("The day of publication is in the future."), remedy=_("Enter it once it is done.")
        )
    return _publish(commitment, release, "plan_published", actor=actor, now=now, url=url, published_on=published_on)


def record_withholding(commitment: Commitment, *, actor: User, now: datetime) -> PlanPublication:
    """The approved plan is not published, with the legal reason its release passed the review with; the work goes on.
    Raises Invalid until every gate is passed, or where it was decided to publish it."""
    policies.require(actor, Act.PUBLISH_PLAN, commitment.agency_id)
    release = releases.require_passed(commitment)
    if release is None or release.is_published:
        raise Invalid(
            "not_withheld",
            _("It was not decided that this is not published."),
            remedy=_("Give the address of the published plan."),
        )
    return _publish(commitment, release, "plan_withheld", actor=actor, now=now, url="", published_on=local_day(now))


def _publish(
    commitment: Commitment,
    release: Release | None,
    act: str,
    *,
    actor: User,
    now: datetime,
    url: str,
    published_on: date,
) -> PlanPublication:
    gates = [str(gate) for gate in commitment.plan.gates]
    publication = PlanPublication.objects.create(
        commitment=commitment,
        url=url,
        gates=gates,
        release=release,
        published_on=published_on,
        recorded_by=actor,
        recorded_at=now,
    )
    commitment.plan_published_at = now
    commitment.current_due_on = commitment.completion_on
    commitment.current_provisional = commitment.completion_provisional
    commitment.changed_at = now
    data: dict[str, object] = {"published_on": published_on}
    data |= {"url": url} if url else {}
    data |= {"gates": gates} if gates else {}
    data |= {"release": release.pk, "attribute": release.attribute} if release is not None else {}
    remark = release.reason if release is not None and not url else ""
    journal.record(commitment, act, actor=actor, now=now, remark=remark, data=data, changed=(*DUE, "plan_published_at"))
    return publication


def close(commitment: Commitment, *, actor: User, now: datetime, remark: str = "") -> None:
    """办结 by the leader, after an inspector accepted; not by who claimed completion, rectified or accepted."""
    policies.require(actor, Act.CLOSE, commitment.agency_id)
    policies.require_other_hands(actor, *hands.before(commitment, "close"), on=commitment)
    commitment.closed_at = now
    commitment.progress_percent = 100
    run_to(commitment, None, now)
    journal.record(
        commitment, "closed", actor=actor, now=now, remark=remark, changed=(*DUE, "closed_at", "progress_percent")
    )


def return_to_execution(commitment: Commitment, *, actor: User, now: datetime, reason: str) -> None:
    """The leader does not close: back to the agency, which claims again when it is done."""
    policies.require(actor, Act.CLOSE, commitment.agency_id)
    reason = needs_reason(reason)
    commitment.claimed_at = commitment.accepted_at = commitment.accepted_by = None
    commitment.current_due_on = commitment.completion_on
    commitment.current_provisional = commitment.completion_provisional
    commitment.changed_at = now
    journal.record(
        commitment,
        "returned_to_execution",
        actor=actor,
        now=now,
        remark=reason,
        changed=(*DUE, "claimed_at", "accepted_at", "accepted_by"),
    )


def discontinue(commitment: Commitment, *, actor: User, now: datetime, reason: str) -> None:
    """The office ends it without completion, with a reason; it is shown as discontinued, never as done."""
    policies.require(actor, Act.DISCONTINUE, commitment.agency_id)
    if not reason.strip():
        raise Invalid(
            "reason_missing",
            _("A discontinuation needs a reason."),
            remedy=_("Write why this item is not carried on."),
        )
    commitment.discontinued_at, commitment.discontinue_reason = now, reason.strip()
    suspensions.end_with(commitment, actor=actor, now=now)
    run_to(commitment, None, now)
    journal.record(
        commitment,
        "discontinued",
        actor=actor,
        now=now,
        remark=reason.strip(),
        changed=(*DUE, "discontinued_at", "discontinue_reason", "suspended_on", "suspended_until"),
    )


def start_opening_clocks(opened: QuerySet[Commitment], plan_due: DueDate) -> None:
    """The clocks every commitment starts with, stored for all of `opened` in two statements; a light one has none of an
    implementation plan.

    That of completion runs to the date of each commitment, which stands as written (`deadlines.fixed_date`).
    """
    common = {
        "commitment_id": F("pk"),
        "start_event": "plan_published",
        "calendar_version": plan_due.calendar_version,
    }
    insert_select(
        Clock,
        opened.filter(is_light=False),
        common
        | {
            "kind": ClockKind.IMPLEMENTATION_PLAN,
            "rule": ClockRule(plan_due.rule),
            "amount": plan_due.amount,
            "start_on": plan_due.start_on,
            "due_on": plan_due.due_on,
            "provisional": plan_due.provisional,
        },
    )
    insert_select(
        Clock,
        opened,
        common
        | {
            "kind": ClockKind.COMPLETION,
            "rule": ClockRule.FIXED_DATE,
            "start_on": F("completion_on"),
            "due_on": F("completion_on"),
            "provisional": F("completion_provisional"),
        },
    )

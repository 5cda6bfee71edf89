"""Verbs of a dispute 异议: ask, sign, refuse, uphold, ask again, rule, withdraw. Run inside the act's transaction,
which holds the lock on the commitment's flows. Transferring in answer to one is `services.transferring`.

The clock runs from the issue all the while: no verb here moves a date. What nobody answers stays open, counts on, and
is reminded of by the ladder of the plan; the system decides nothing.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.deadlines import Stop
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import Agency, Commitment, Dispute, User
from workflow.services import clocks, journal, suspensions
from workflow.services.calendar import calendar_in_force, local_day
from workflow.status import Act, DisputeOutcome
from workflow.words import day_words

AGAIN_WORKING_DAYS = 3
"""So long the agency may ask the leader after the office has upheld the assignment."""


def dispute_of(commitment: Commitment) -> Dispute | None:
    """The dispute of the commitment, open or ended; no query where it was read along (`select_related`)."""
    found: Dispute | None = getattr(commitment, "dispute", None)
    return found


def last_day(commitment: Commitment) -> date:
    """The last day on which the assignment may be disputed: the working days of the plan after the issue, or after the
    transfer to this agency."""
    opened_on = local_day(commitment.opened_at)
    return calendar_in_force().add_working_days(opened_on, commitment.plan.dispute_working_days).due_on


def is_settled(commitment: Commitment) -> bool:
    """The leader gave the share to this agency in a ruling, which is final."""
    before = commitment.transferred_from
    earlier = dispute_of(before) if before is not None else None
    return earlier is not None and earlier.is_ruled


def _is_undone(commitment: Commitment) -> bool:
    """Nothing was handed in yet that took the share for the agency's own."""
    return commitment.plan_revision == 0 and commitment.claimed_at is None


def is_disputable(commitment: Commitment, on: date) -> bool:
    """Whether the assignment may be disputed on the day `on`."""
    return (
        commitment.is_open
        and _is_undone(commitment)
        and dispute_of(commitment) is None
        and not is_settled(commitment)
        and on <= last_day(commitment)
    )


def may_ask_again(commitment: Commitment, on: date) -> bool:
    """Whether the leader may be asked on the day `on`."""
    dispute = dispute_of(commitment)
    return dispute is not None and commitment.is_open and _is_undone(commitment) and dispute.may_go_on(on)


def ask(commitment: Commitment, *, reason: str, proposed: Agency | None, actor: User, now: datetime) -> Dispute:
    """Hold that the commitment belongs to another agency, `proposed` where it is known.

    Raises TransitionRefused once the days for it are over, the implementation plan was handed in, it was disputed
    before, or the leader has ruled; Invalid without a reason, or for the agency itself.
    """
    policies.require(actor, Act.DISPUTE, commitment.agency_id)
    _require_undone(commitment, now)
    if dispute_of(commitment) is not None:
        raise TransitionRefused(
            "disputed_already",
            _("The assignment of this item was disputed before."),
            remedy=_("An item is disputed once. Look at how it was decided."),
        )
    if is_settled(commitment):
        raise TransitionRefused(
            "ruled",
            _("The leader has assigned this item to your agency by a ruling, which is final."),
            remedy=_("Start with the work; the date counts."),
        )
    today, last = local_day(now), last_day(commitment)
    if today > last:
        raise TransitionRefused(
            "too_late_to_dispute",
            _("The assignment could be disputed until %(day)s.") % {"day": day_words(last, today)},
            remedy=_("The date counts. Hand in the implementation plan."),
        )
    if not reason.strip():
        raise Invalid(
            "reason_missing", _("A dispute needs a reason."), remedy=_("Write by which rule the item is not yours.")
        )
    if proposed is not None and proposed.pk == commitment.agency_id:
        raise Invalid(
            "own_agency",
            _("The agency named is your own."),
            remedy=_("Name the agency that should have the item, or leave it empty."),
        )
    dispute = Dispute.objects.create(
        commitment=commitment,
        proposed=proposed,
        reason=reason.strip(),
        asked_by=actor,
        asked_at=now,
        answer_by=clocks.desk_due(now, commitment.plan.sign_working_days).due_on,
    )
    _record(commitment, dispute, "dispute_asked", actor=actor, now=now, remark=reason)
    return dispute


def sign(commitment: Commitment, dispute: Dispute, *, actor: User, now: datetime, remark: str = "") -> None:
    """The head, who did not ask himself, stands behind the dispute; the clerk has to answer."""
    policies.require(actor, Act.SIGN_DISPUTE, commitment.agency_id)
    policies.require_other_hands(actor, *before(dispute, "sign_dispute"), on=commitment)
    dispute.signed_by, dispute.signed_at = actor, now
    dispute.answer_by = clocks.desk_due(now, commitment.plan.approve_working_days).due_on
    dispute.save(update_fields=["signed_by", "signed_at", "answer_by"])
    _record(commitment, dispute, "dispute_signed", actor=actor, now=now, remark=remark)


def refuse(commitment: Commitment, dispute: Dispute, *, actor: User, now: datetime, reason: str) -> None:
    """The head does not sign: the agency keeps the item. Raises Invalid without a reason."""
    policies.require(actor, Act.SIGN_DISPUTE, commitment.agency_id)
    _require(reason)
    _end(dispute, DisputeOutcome.REFUSED, actor=actor, now=now, remark=reason)
    _record(commitment, dispute, "dispute_refused_by_head", actor=actor, now=now, remark=reason)


def uphold(commitment: Commitment, dispute: Dispute, *, actor: User, now: datetime, remark: str) -> None:
    """The clerk upholds the assignment with reasons; the agency may ask the leader within some working days."""
    policies.require(actor, Act.ANSWER_DISPUTE, commitment.agency_id)
    policies.require_other_hands(actor, *before(dispute, "answer_dispute"), on=commitment)
    _require(remark)
    dispute.answer, dispute.answered_by, dispute.answered_at = remark.strip(), actor, now
    dispute.again_until = clocks.desk_due(now, AGAIN_WORKING_DAYS).due_on
    _end(dispute, DisputeOutcome.UPHELD, actor=actor, now=now, remark=remark)
    _record(commitment, dispute, "dispute_upheld", actor=actor, now=now, remark=remark, until=dispute.again_until)


def ask_again(commitment: Commitment, *, reason: str, actor: User, now: datetime) -> Dispute:
    """The second round: the agency asks the leader, whose ruling is final. Raises TransitionRefused when the office has
    not upheld the assignment, once the days for it are over, and after the implementation plan; Invalid without a
    reason."""
    policies.require(actor, Act.DISPUTE, commitment.agency_id)
    _require_undone(commitment, now)
    dispute = dispute_of(commitment)
    today = local_day(now)
    if dispute is None or not dispute.may_go_on(today):
        raise TransitionRefused(
            "no_second_round",
            _("The leader cannot be asked here, or not any more."),
            remedy=_("Look at how the dispute was decided."),
        )
    _require(reason)
    dispute.again_reason, dispute.again_by, dispute.again_at = reason.strip(), actor, now
    dispute.outcome, dispute.remark, dispute.decided_by, dispute.decided_at = "", "", None, None
    dispute.answer_by = clocks.desk_due(now, commitment.plan.approve_working_days).due_on
    dispute.save(
        update_fields=[
            *("again_reason", "again_by", "again_at", "answer_by"),
            *("outcome", "remark", "decided_by", "decided_at"),
        ]
    )
    _record(commitment, dispute, "dispute_again", actor=actor, now=now, remark=reason)
    return dispute


def rule(commitment: Commitment, dispute: Dispute, *, actor: User, now: datetime, remark: str) -> None:
    """The leader, who had no part in it before, upholds the assignment for good. Raises Invalid without reasons."""
    policies.require(actor, Act.RULE_DISPUTE, commitment.agency_id)
    policies.require_other_hands(actor, *before(dispute, "rule_dispute"), on=commitment)
    _require(remark)
    _end(dispute, DisputeOutcome.UPHELD, actor=actor, now=now, remark=remark)
    _record(commitment, dispute, "dispute_ruled", actor=actor, now=now, remark=remark)


TRANSFERS = {"answer_dispute": Act.ANSWER_DISPUTE, "rule_dispute": Act.RULE_DISPUTE}
"""At each step that may transfer, the right to do so."""


def agree(dispute: Dispute, *, step: str, actor: User, now: datetime, reason: str) -> None:
    """The dispute is right: whoever answers at `step` transfers the item in the same act, whose entry says so."""
    policies.require_other_hands(actor, *before(dispute, step), on=dispute.commitment)
    _end(dispute, DisputeOutcome.TRANSFERRED, actor=actor, now=now, remark=reason)


def withdraw(commitment: Commitment, *, actor: User, now: datetime) -> Dispute:
    """Who asked takes it back while it is undecided. Raises TransitionRefused when nothing is to be decided,
    NotPermitted for anybody else."""
    policies.require(actor, Act.DISPUTE, commitment.agency_id)
    dispute = dispute_of(commitment)
    if dispute is None or not dispute.is_open:
        raise TransitionRefused(
            "no_open_dispute",
            _("No dispute of this item is undecided any more."),
            remedy=_("Look at what happened meanwhile."),
        )
    if actor.pk not in (dispute.asked_by_id, dispute.again_by_id):
        raise NotPermitted(
            _("Only %(name)s, who disputed the assignment, can withdraw the dispute.") % {"name": dispute.asked_by},
            code="not_the_asker",
        )
    _end(dispute, DisputeOutcome.WITHDRAWN, actor=actor, now=now)
    _record(commitment, dispute, "dispute_withdrawn", actor=actor, now=now)
    return dispute


def drop(ids: Iterable[int], outcome: DisputeOutcome, *, now: datetime) -> None:
    """End disputes that have no object any more: the commitment ended, or the implementation plan was handed in. The
    entry of that act says why; one statement."""
    Dispute.objects.filter(pk__in=list(ids), outcome="").update(outcome=outcome, decided_at=now)


def give_back(dispute: Dispute, stop: Stop) -> None:
    """The dispute rested with the work: whoever has to answer gets the days back."""
    dispute.answer_by = clocks.desk_after(dispute.answer_by, stop).due_on
    dispute.save(update_fields=["answer_by"])


def before(dispute: Dispute, step: str) -> tuple[int | None, ...]:
    """Ids of the people whose hands the dispute went through before `step`: none of them decides there."""
    hands = {
        "sign_dispute": (dispute.asked_by_id,),
        "answer_dispute": (dispute.asked_by_id, dispute.signed_by_id),
        "rule_dispute": (dispute.asked_by_id, dispute.signed_by_id, dispute.answered_by_id, dispute.again_by_id),
    }
    return hands[step]


def _require_undone(commitment: Commitment, now: datetime) -> None:
    if not commitment.is_open:
        raise TransitionRefused("not_open", _("This item has already ended."), remedy=_("Look at its history."))
    suspensions.require_running(commitment, local_day(now))
    if not _is_undone(commitment):
        raise TransitionRefused(
            "plan_handed_in",
            _("Completion was claimed: the agency has taken the item on.")
            if commitment.is_light
            else _("The implementation plan was handed in: the agency has taken the item on."),
            remedy=_("Ask the supervision clerk if the item has to go to another agency."),
        )


def _require(reason: str) -> None:
    if not reason.strip():
        raise Invalid(
            "reason_missing",
            _("Reasons are missing."),
            remedy=_("Write them down: the decision is kept, and both sides read it."),
        )


def _end(dispute: Dispute, outcome: DisputeOutcome, *, actor: User, now: datetime, remark: str = "") -> None:
    dispute.outcome, dispute.decided_by, dispute.decided_at = outcome, actor, now
    dispute.remark = remark.strip()
    dispute.save(
        update_fields=[
            *("outcome", "decided_by", "decided_at", "remark"),
            *("answer", "answered_by", "answered_at", "again_until"),
        ]
    )


def _record(
    commitment: Commitment,
    dispute: Dispute,
    act: str,
    *,
    actor: User,
    now: datetime,
    remark: str = "",
    until: date | None = None,
) -> None:
    """The entry of an act that moves no date, with the date that counts on."""
    data = {"dispute": dispute.pk, "due_on": commitment.plan_due_on}
    data |= {"until": until} if until is not None else {}
    journal.record(commitment, act, actor=actor, now=now, remark=remark.strip(), data=data)

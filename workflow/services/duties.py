"""Verbs of duties that return: a period opens, what was done is recorded or struck, the officer hands it over, the head
signs or returns it, the system closes it. Run inside the act's transaction, which holds the lock on the commitment's
flows.

What was done is a count of rows that stand. A period that is short never ends as met, whoever closes it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.deadlines import Period, asked_from, span_of
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import Commitment, Duty, DutyPeriod, DutyRecord, User
from workflow.services import attachments, clocks, journal, suspensions
from workflow.services.calendar import calendar_in_force, local_day
from workflow.services.commitments import needs_reason
from workflow.status import Act, DutyOutcome
from workflow.words import day_words


@dataclass(frozen=True, slots=True)
class Done:
    """One time as it is recorded; `token` is the form's own and makes a second sending of it harmless."""

    token: UUID
    done_on: date
    what: str
    person: str = ""
    url: str = ""
    files: Sequence[int] = ()


# -- the officer -------------------------------------------------------------------------------------------------------


def record(
    commitment: Commitment, period: DutyPeriod, done: Done, *, actor: User, now: datetime
) -> tuple[DutyRecord, bool]:
    """Record one time. The record, and whether it is new: the same form sent again counts once.

    Raises Invalid for a day outside the period or still to come, without what was done, who did it where the duty
    binds leaders in person, or where it stands when something has to be kept up to date; TransitionRefused once the
    period is handed over or closed.
    """
    policies.require(actor, Act.FULFIL_DUTY, commitment.agency_id)
    known = DutyRecord.objects.filter(period=period, token=done.token).first()
    if known is not None:
        return known, False
    _require_with_officer(commitment, period, now)
    _require_whole(period, done, local_day(now))
    number = period.records.count() + 1
    made = DutyRecord.objects.create(
        period=period,
        number=number,
        token=done.token,
        done_on=done.done_on,
        what=done.what.strip(),
        person=done.person.strip(),
        url=done.url.strip(),
        recorded_by=actor,
        recorded_at=now,
    )
    attachments.cite(commitment, done.files, subject_of(made), now=now)
    period.count += 1
    period.save(update_fields=["count"])
    data = {"record": made.pk, "number": number, "done_on": made.done_on, "files": len(done.files)}
    _write(commitment, period, "duty_recorded", actor=actor, now=now, remark=made.what, **data)
    return made, True


def _require_whole(period: DutyPeriod, done: Done, today: date) -> None:
    if not done.what.strip():
        raise Invalid(
            "record_empty", _("It is not said what was done."), remedy=_("Write in a sentence what was done.")
        )
    if done.done_on > today:
        raise Invalid(
            "not_done_yet", _("This day is still to come."), remedy=_("Record what was done on the day it was done.")
        )
    if not period.first_on <= done.done_on <= period.done_until:
        words = {"first": day_words(period.first_on, today), "last": day_words(period.done_until, today)}
        raise Invalid(
            "outside_the_period",
            _("This day does not belong to the period (%(first)s to %(last)s).") % words,
            remedy=_("Enter the day on which it was done, or record it in the period it belongs to."),
        )
    if period.duty.personal and not done.person.strip():
        raise Invalid(
            "person_missing",
            _("This duty binds the leaders in person."),
            remedy=_("Write who did it, with name and post."),
        )
    if period.duty.is_review and not done.url.strip() and not done.files:
        raise Invalid(
            "place_missing",
            _("It is not said where it is kept up to date."),
            remedy=_("Enter the address of the page, or add a file."),
        )


def strike(commitment: Commitment, made: DutyRecord, *, reason: str, actor: User, now: datetime) -> None:
    """作废: who recorded it strikes it with a reason, as long as the period is not handed over; the record stays to be
    seen and counts no more. Raises NotPermitted for anybody else, Invalid without a reason."""
    policies.require(actor, Act.FULFIL_DUTY, commitment.agency_id)
    if made.recorded_by_id != actor.pk:
        raise NotPermitted(
            _("Only %(name)s, who recorded it, can strike it.") % {"name": made.recorded_by}, code="not_the_author"
        )
    if not made.stands:
        raise TransitionRefused(
            "struck_already", _("This record has been struck already."), remedy=_("Look at what happened meanwhile.")
        )
    period = made.period
    _require_with_officer(commitment, period, now)
    if not reason.strip():
        raise Invalid("reason_missing", _("A struck record needs a reason."), remedy=_("Write what is wrong with it."))
    made.struck_reason, made.struck_at = reason.strip(), now
    made.save(update_fields=["struck_at", "struck_reason"])
    period.count -= 1
    period.save(update_fields=["count"])
    data = {"record": made.pk, "number": made.number}
    _write(commitment, period, "duty_record_struck", actor=actor, now=now, remark=made.struck_reason, **data)


def hand_in(commitment: Commitment, period: DutyPeriod, *, remark: str, actor: User, now: datetime) -> None:
    """The officer closes the period and hands it to the head. Raises Invalid when it is short and nothing says why."""
    policies.require(actor, Act.FULFIL_DUTY, commitment.agency_id)
    _require_with_officer(commitment, period, now)
    if period.missing and not remark.strip():
        raise Invalid(
            "short_without_a_word",
            _("The number is not reached: %(n)d missing.") % {"n": period.missing},
            remedy=_("Record what is missing, or write why it was not done."),
        )
    limit = clocks.desk_due(now, commitment.plan.sign_working_days)
    period.handed_at, period.handed_by, period.remark = now, actor, remark.strip()
    period.closes_on = max(period.closes_on, limit.due_on)
    period.save(update_fields=["handed_at", "handed_by", "remark", "closes_on"])
    _write(commitment, period, "duty_handed_in", actor=actor, now=now, remark=period.remark, sign_by=limit.due_on)


def withdraw(commitment: Commitment, period: DutyPeriod, *, actor: User, now: datetime) -> None:
    """撤回: who handed the period over takes it back from the head; the records can be changed again, the day counts
    on."""
    policies.require(actor, Act.FULFIL_DUTY, commitment.agency_id)
    period.handed_at, period.closes_on = None, period.done_until
    period.save(update_fields=["handed_at", "closes_on"])
    _write(commitment, period, "duty_withdrawn", actor=actor, now=now)


# -- the head ----------------------------------------------------------------------------------------------------------


def sign(commitment: Commitment, period: DutyPeriod, *, actor: User, now: datetime, remark: str = "") -> None:
    """The head, who did not hand it over himself, signs; the period is closed with what was done."""
    policies.require(actor, Act.SIGN_DUTY, commitment.agency_id)
    policies.require_other_hands(actor, *before(period, "sign_duty"), on=commitment)
    _close(period, actor=actor, now=now)
    _write(commitment, period, "duty_signed", actor=actor, now=now, remark=remark.strip(), result=period.outcome)


def send_back(commitment: Commitment, period: DutyPeriod, *, actor: User, now: datetime, reason: str) -> None:
    """The head returns it to the officer with a reason; the due day counts on."""
    policies.require(actor, Act.SIGN_DUTY, commitment.agency_id)
    reason = needs_reason(reason)
    period.handed_at = None
    period.save(update_fields=["handed_at"])
    _write(commitment, period, "duty_returned", actor=actor, now=now, remark=reason)


def before(period: DutyPeriod, step: str) -> tuple[int | None, ...]:
    """Ids of the people whose hands the period went through before `step`."""
    return (period.handed_by_id,) if step == "sign_duty" else ()


# -- the system --------------------------------------------------------------------------------------------------------


def next_span(duty: Duty) -> Period:
    """The period that begins on `next_on`."""
    return span_of(duty.length, duty.by, duty.next_on)


def open_period(commitment: Commitment, duty: Duty, *, now: datetime) -> DutyPeriod:
    """Open the next period of a duty; one that is over already is closed at once, with nothing done."""
    span = next_span(duty)
    period = DutyPeriod.objects.create(
        duty=duty,
        name=span.name,
        first_on=duty.next_on,
        last_on=span.last,
        due_on=span.due_on,
        closes_on=max(span.last, span.due_on),
        needed=duty.needed,
    )
    duty.next_on = date.fromordinal(span.last.toordinal() + 1)
    duty.save(update_fields=["next_on"])
    if period.closes_on < local_day(now):
        lapse(commitment, period, now=now)
    else:
        _write(commitment, period, "duty_opened", actor=None, now=now, due_on=period.due_on)
    return period


def sign_until(period: DutyPeriod, limit: date) -> None:
    """The head's limit moved with a suspension: the period is not closed before it."""
    period.closes_on = max(period.closes_on, limit)
    period.save(update_fields=["closes_on"])


def begin_again(commitment: Commitment, today: date) -> None:
    """After a suspension the next period of each duty begins by the rule of the first one."""
    calendar = calendar_in_force()
    for duty in Duty.objects.filter(commitment=commitment, ended_at__isnull=True, next_on__lte=today):
        duty.next_on = asked_from(duty.length, duty.by, today, calendar)
        duty.save(update_fields=["next_on"])


def lapse(commitment: Commitment, period: DutyPeriod, *, now: datetime) -> None:
    """系统自动: the period is over and nobody signed for it; it is closed with what was done."""
    _close(period, actor=None, now=now)
    _write(commitment, period, "duty_lapsed", actor=None, now=now, result=period.outcome, due_on=period.due_on)


def drop(ids: Iterable[int], *, now: datetime) -> None:
    """End open periods that have no object any more: the commitment ended, or a version dropped the duty. The entry of
    that act says why; one statement."""
    DutyPeriod.objects.filter(pk__in=list(ids), outcome="").update(outcome=DutyOutcome.CANCELLED, closed_at=now)


def _close(period: DutyPeriod, *, actor: User | None, now: datetime) -> None:
    stands = Q(struck_at__isnull=True)
    counted = period.records.aggregate(
        done=Count("pk", filter=stands), in_time=Count("pk", filter=stands & Q(done_on__lte=period.due_on))
    )
    period.count = counted["done"]
    period.outcome = outcome_of(counted["done"], counted["in_time"], period.needed)
    period.closed_at, period.closed_by = now, actor
    period.save(update_fields=["count", "outcome", "closed_at", "closed_by"])


def outcome_of(done: int, in_time: int, needed: int) -> DutyOutcome:
    """What came of a period in which it was done so often, and so often by the due day."""
    if in_time >= needed:
        return DutyOutcome.MET
    if done >= needed:
        return DutyOutcome.LATE
    return DutyOutcome.SHORT if done else DutyOutcome.NOTHING


def subject_of(made: DutyRecord) -> str:
    """What a file cited by a record is cited as."""
    return f"duty:{made.pk}"


def _require_with_officer(commitment: Commitment, period: DutyPeriod, now: datetime) -> None:
    suspensions.require_running(commitment, local_day(now))
    if period.is_awaited and commitment.is_open:
        return
    raise TransitionRefused(
        "duty_not_with_officer",
        _("This period is handed over or closed already."),
        remedy=_("Ask the head to return it, or record it in the running period."),
    )


def _write(
    commitment: Commitment,
    period: DutyPeriod,
    act: str,
    *,
    actor: User | None,
    now: datetime,
    remark: str = "",
    **data: Any,
) -> None:
    duty = period.duty
    told = {
        "duty": duty.pk,
        "period": period.name,
        "phrase": duty.phrase,
        "count": period.count,
        "needed": period.needed,
        "soft": duty.soft,
    }
    commitment.changed_at = now
    journal.record(commitment, act, actor=actor, now=now, remark=remark, data=told | data, changed=("changed_at",))

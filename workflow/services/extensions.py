"""Verbs of an extension: ask, sign, advise, grant, refuse, withdraw, and its lapse. Run inside the act's transaction,
which holds the lock on the commitment's flows.

Nothing moves while a request is open. It has to be granted by the day that counts: afterwards it has lapsed, and the
original date stands.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.deadlines import Stop
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import Clock, Commitment, Extension, User
from workflow.services import clocks, journal, recounting, suspensions
from workflow.services.calendar import calendar_in_force, local_day
from workflow.status import Act, ClockKind, ExtensionOutcome
from workflow.words import day_words

KINDS = (ClockKind.IMPLEMENTATION_PLAN, ClockKind.COMPLETION)
"""The clocks whose date may be extended."""


def askable(commitment: Commitment) -> tuple[ClockKind, ...]:
    """The clocks whose date may still be extended, by what has happened; whether a date has passed is not looked at."""
    # What is only followed by analogy has no date that binds.
    if not commitment.is_open or not commitment.is_binding:
        return ()
    kinds = []
    owes_plan = not commitment.is_light and commitment.plan_approved_at is None
    if owes_plan and commitment.plan_due_on < commitment.completion_on:
        kinds.append(ClockKind.IMPLEMENTATION_PLAN)
    if commitment.claimed_at is None:
        kinds.append(ClockKind.COMPLETION)
    return tuple(kinds)


def present_date(commitment: Commitment, kind: ClockKind) -> date:
    """The date that counts now."""
    return commitment.plan_due_on if kind == ClockKind.IMPLEMENTATION_PLAN else commitment.completion_on


def latest_date(commitment: Commitment, kind: ClockKind) -> date:
    """The last day that may be asked for: an implementation plan is there before the work has to be done, a completion
    moves by at most one year at once."""
    if kind == ClockKind.IMPLEMENTATION_PLAN:
        return commitment.completion_on
    day = commitment.completion_on
    # A year later there is no 29 February.
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def ask(commitment: Commitment, kind: ClockKind, *, to: date, cause: str, actor: User, now: datetime) -> Extension:
    """Ask for a later date. Raises Invalid for a missing cause or a day that cannot be asked for, TransitionRefused
    once the date has passed, while another request for it is open, or when the duty is done."""
    policies.require(actor, Act.ASK_EXTENSION, commitment.agency_id)
    suspensions.require_running(commitment, local_day(now))
    if kind not in askable(commitment):
        raise TransitionRefused(
            "not_extendable", _("This date can no longer be extended."), remedy=_("Look at what happened meanwhile.")
        )
    clock = Clock.objects.get(commitment=commitment, kind=kind, subject="")
    today = local_day(now)
    if today > clock.due_on:
        raise TransitionRefused(
            "date_passed",
            _("The date (%(day)s) has passed: an extension has to be asked for before.")
            % {"day": day_words(clock.due_on, today)},
            remedy=_("The original date counts. Finish the work as soon as you can, and report why it is late."),
        )
    if not cause.strip():
        raise Invalid("cause_missing", _("A request needs a cause."), remedy=_("Write why the date cannot be kept."))
    _require_day(commitment, kind, to, today)
    if Extension.objects.filter(clock=clock, outcome="").exists():
        raise TransitionRefused(
            "already_asked",
            _("An extension of this date has been asked for already and is not decided yet."),
            remedy=_("Wait for the decision, or withdraw that request first."),
        )
    extension = Extension.objects.create(
        commitment=commitment,
        clock=clock,
        present_on=clock.due_on,
        asked_on=to,
        cause=cause.strip(),
        asked_by=actor,
        asked_at=now,
        answer_by=_answer_by(clock, now, commitment.plan.sign_working_days),
    )
    _record(commitment, extension, "extension_asked", actor=actor, now=now, remark=cause.strip())
    return extension


def _require_day(commitment: Commitment, kind: ClockKind, day: date, today: date) -> None:
    present, latest = present_date(commitment, kind), latest_date(commitment, kind)
    if day <= present:
        raise Invalid(
            "not_later",
            _("The new date has to be later than the present one (%(day)s).") % {"day": day_words(present, today)},
            remedy=_("Enter a later day."),
        )
    if day > latest:
        raise Invalid(
            "too_late",
            _("The new date may be %(day)s at the latest.") % {"day": day_words(latest, today)},
            remedy=_("Enter an earlier day."),
        )
    calendar = calendar_in_force()
    if not calendar.is_workday(day):
        raise Invalid(
            "no_working_day",
            _("%(day)s is no working day.") % {"day": day_words(day, today)},
            remedy=_("Enter a working day, for example %(day)s.")
            % {"day": day_words(calendar.roll_forward(day), today)},
        )


def sign(commitment: Commitment, extension: Extension, *, actor: User, now: datetime, remark: str = "") -> None:
    """The head, who did not ask himself, stands behind the request."""
    policies.require(actor, Act.SIGN_EXTENSION, commitment.agency_id)
    policies.require_other_hands(actor, *before(extension, "sign_extension"), on=commitment)
    _require_in_time(extension, now)
    extension.signed_by, extension.signed_at = actor, now
    extension.answer_by = _answer_by(extension.clock, now, commitment.plan.inspect_working_days)
    extension.save(update_fields=["signed_by", "signed_at", "answer_by"])
    _record(commitment, extension, "extension_signed", actor=actor, now=now, remark=remark)


def advise(commitment: Commitment, extension: Extension, *, actor: User, now: datetime, remark: str = "") -> None:
    """The inspector says what he thinks of it. Raises Invalid without an opinion."""
    policies.require(actor, Act.ADVISE_EXTENSION, commitment.agency_id)
    policies.require_foreign_agency(actor, commitment.agency_id)
    policies.require_other_hands(actor, *before(extension, "advise_extension"), on=commitment)
    _require_in_time(extension, now)
    if not remark.strip():
        raise Invalid(
            "opinion_missing",
            _("The leader needs your opinion."),
            remedy=_("Write in a sentence whether the cause holds and the new date is enough."),
        )
    extension.advised_by, extension.advised_at, extension.opinion = actor, now, remark.strip()
    extension.answer_by = _answer_by(extension.clock, now, commitment.plan.approve_working_days)
    extension.save(update_fields=["advised_by", "advised_at", "opinion", "answer_by"])
    _record(commitment, extension, "extension_advised", actor=actor, now=now, remark=remark.strip())


def grant(commitment: Commitment, extension: Extension, *, actor: User, now: datetime, remark: str = "") -> None:
    """The leader grants it: clock and commitment run to the new date. The caller moves the open steps."""
    policies.require(actor, Act.GRANT_EXTENSION, commitment.agency_id)
    policies.require_other_hands(actor, *before(extension, "grant_extension"), on=commitment)
    _require_in_time(extension, now)
    clock = extension.clock
    if extension.asked_on <= clock.due_on:
        raise Invalid(
            "not_later_any_more",
            _("The date that counts now (%(day)s) is not before the date asked for: there is nothing to grant.")
            % {"day": day_words(clock.due_on, local_day(now))},
            remedy=_("Refuse the request with this reason."),
        )
    extension.moved_from = clock.due_on
    told = recounting.run_extended(commitment, clock, extension.asked_on)
    clock.save(update_fields=recounting.EXTENDED)
    _end(extension, ExtensionOutcome.GRANTED, actor=actor, now=now, remark=remark)
    commitment.changed_at = now
    journal.record(
        commitment,
        "extension_granted",
        actor=actor,
        now=now,
        remark=remark.strip(),
        data={"extension": extension.pk, "kind": clock.kind, "dates": [told]},
        changed=recounting.COMMITMENT_COLUMNS,
    )


REFUSALS = {
    "sign_extension": (Act.SIGN_EXTENSION, "extension_refused_by_head"),
    "advise_extension": (Act.ADVISE_EXTENSION, "extension_refused_by_inspector"),
    "grant_extension": (Act.GRANT_EXTENSION, "extension_refused"),
}
"""At each step the right to refuse and what the journal calls it."""


def refuse(commitment: Commitment, extension: Extension, *, step: str, actor: User, now: datetime, reason: str) -> None:
    """Whoever has to answer at `step` refuses with a reason: the present date counts on."""
    act, entry = REFUSALS[step]
    policies.require(actor, act, commitment.agency_id)
    if step == "advise_extension":
        policies.require_foreign_agency(actor, commitment.agency_id)
    _require_in_time(extension, now)
    if not reason.strip():
        raise Invalid("reason_missing", _("A refusal needs a reason."), remedy=_("Write why the date has to be kept."))
    _end(extension, ExtensionOutcome.REFUSED, actor=actor, now=now, remark=reason)
    _record(commitment, extension, entry, actor=actor, now=now, remark=reason.strip())


def withdraw(commitment: Commitment, kind: ClockKind, *, actor: User, now: datetime) -> Extension:
    """Who asked takes the request back while it is undecided. Raises TransitionRefused when none is open, NotPermitted
    for anybody else."""
    policies.require(actor, Act.ASK_EXTENSION, commitment.agency_id)
    extension = open_of(commitment, kind)
    if extension is None:
        raise TransitionRefused(
            "no_open_request",
            _("No extension of this date is asked for any more."),
            remedy=_("Look at what happened meanwhile."),
        )
    if extension.asked_by_id != actor.pk:
        raise NotPermitted(
            _("Only %(name)s, who asked for the extension, can withdraw the request.") % {"name": extension.asked_by},
            code="not_the_asker",
        )
    _end(extension, ExtensionOutcome.WITHDRAWN, actor=actor, now=now)
    _record(commitment, extension, "extension_withdrawn", actor=actor, now=now)
    return extension


def lapse(commitment: Commitment, extension: Extension, *, now: datetime) -> None:
    """The date passed with the request undecided: the system ends it, the original date counts."""
    _end(extension, ExtensionOutcome.LAPSED, actor=None, now=now)
    _record(commitment, extension, "extension_lapsed", actor=None, now=now)


def give_back(extension: Extension, stop: Stop) -> None:
    """The request rested with the work: whoever has to answer gets the days back."""
    extension.answer_by = clocks.desk_after(extension.answer_by, stop).due_on
    extension.save(update_fields=["answer_by"])


def drop(ids: Iterable[int], *, now: datetime) -> None:
    """End open requests that have no object any more: the commitment ended, or the duty was done. The entry of that
    act says why; one statement."""
    Extension.objects.filter(pk__in=list(ids), outcome="").update(outcome=ExtensionOutcome.DROPPED, decided_at=now)


def open_of(commitment: Commitment, kind: ClockKind) -> Extension | None:
    """The open request for a date of the commitment."""
    rows = Extension.objects.filter(commitment=commitment, clock__kind=kind, outcome="")
    return rows.select_related("clock", "asked_by").first()


def before(extension: Extension, step: str) -> tuple[int | None, ...]:
    """Ids of the people whose hands the request went through before `step`: none of them decides there."""
    hands = {
        "sign_extension": (extension.asked_by_id,),
        "advise_extension": (extension.asked_by_id, extension.signed_by_id),
        "grant_extension": (extension.asked_by_id, extension.signed_by_id, extension.advised_by_id),
    }
    return hands[step]


def has_lapsed(extension: Extension, on: date) -> bool:
    """The date it is about passed before the day `on`."""
    return on > extension.clock.due_on


def _require_in_time(extension: Extension, now: datetime) -> None:
    today = local_day(now)
    if has_lapsed(extension, today):
        raise TransitionRefused(
            "extension_lapsed",
            _("The date (%(day)s) passed before the request was decided: it has lapsed, and the original date counts.")
            % {"day": day_words(extension.clock.due_on, today)},
            remedy=_("Nothing is left to be decided here."),
        )


def _answer_by(clock: Clock, now: datetime, working_days: int) -> date:
    """A desk limit that never reaches beyond the date itself."""
    return min(clocks.desk_due(now, working_days).due_on, clock.due_on)


def _end(
    extension: Extension, outcome: ExtensionOutcome, *, actor: User | None, now: datetime, remark: str = ""
) -> None:
    extension.outcome, extension.decided_by, extension.decided_at = outcome, actor, now
    extension.remark = remark.strip()
    extension.save(update_fields=["outcome", "decided_by", "decided_at", "remark", "moved_from"])


def _record(
    commitment: Commitment, extension: Extension, act: str, *, actor: User | None, now: datetime, remark: str = ""
) -> None:
    """The entry of an act that moves no date, with the date that counts and the one asked for."""
    data = {
        "extension": extension.pk,
        "kind": extension.clock.kind,
        "due_on": extension.clock.due_on,
        "asked_on": extension.asked_on,
    }
    journal.record(commitment, act, actor=actor, now=now, remark=remark.strip(), data=data)

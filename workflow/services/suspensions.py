"""Verbs of a suspension 中止: ask, sign, grant, refuse, withdraw, resume, and what the system ends by itself. Run
inside the act's transaction, which holds the lock on the commitment's flows.

Granted, it stops every running clock from the day of the grant on, which does not count any more, until the day before
the work is resumed. The clocks get their new dates then, when it is known how long they stood still.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.deadlines import Stop
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import Commitment, Suspension, User
from workflow.services import clocks, journal, lineage, recounting
from workflow.services.calendar import local_day
from workflow.status import Act, SuspensionOutcome
from workflow.words import day_words

ONE_DAY = timedelta(days=1)
SUSPENDED = ("suspended_on", "suspended_until", "changed_at")
"""Columns of a commitment that a suspension changes when it begins."""
IN_FORCE = Q(outcome=SuspensionOutcome.GRANTED, resumed_at__isnull=True)
"""The suspension that stops its commitment now."""


def latest_day(on: date) -> date:
    """The last day that may be asked for: one year after `on`."""
    # A year later there is no 29 February.
    return on.replace(year=on.year + 1, day=28 if (on.month, on.day) == (2, 29) else on.day)


def require_running(commitment: Commitment, on: date, *, happened: Sequence[str] = ()) -> None:
    """Raises TransitionRefused while the commitment is suspended: nothing is done on it until it is resumed. `happened`
    is what is told of its history to whoever was about to do a step."""
    if commitment.suspended_on is None or commitment.suspended_until is None:
        return
    raise TransitionRefused(
        "suspended",
        _("The work on this item is suspended since %(first)s, until %(last)s at the latest.")
        % {"first": day_words(commitment.suspended_on, on), "last": day_words(commitment.suspended_until, on)},
        remedy=_("It goes on by itself after that day. The office or the head of the agency may resume it before."),
        happened=happened,
    )


def ask(commitment: Commitment, *, until: date, cause: str, actor: User, now: datetime) -> Suspension:
    """Ask to suspend the commitment until a day. Raises Invalid for a missing cause or a day that cannot be asked for,
    TransitionRefused for a commitment that has ended, is suspended, or whose suspension is asked for already."""
    scope = policies.require(actor, Act.ASK_SUSPENSION, commitment.agency_id)
    today = local_day(now)
    _require_askable(commitment, today)
    if not cause.strip():
        raise Invalid(
            "cause_missing", _("A request needs a cause."), remedy=_("Write why the work cannot go on for now.")
        )
    _require_day(until, today)
    by_office = commitment.agency_id not in scope.home_agency_ids
    plan = commitment.plan
    days = plan.approve_working_days if by_office else plan.sign_working_days
    suspension = Suspension.objects.create(
        commitment=commitment,
        until=until,
        cause=cause.strip(),
        by_office=by_office,
        asked_by=actor,
        asked_at=now,
        answer_by=min(clocks.desk_due(now, days).due_on, until),
    )
    data = _told(suspension) | {"act": Act.GRANT_SUSPENSION if by_office else Act.SIGN_SUSPENSION}
    journal.record(commitment, "suspension_asked", actor=actor, now=now, remark=cause.strip(), data=data)
    return suspension


def _require_askable(commitment: Commitment, on: date) -> None:
    if not commitment.is_open:
        raise TransitionRefused("not_open", _("This item has already ended."), remedy=_("Look at its history."))
    require_running(commitment, on)
    if Suspension.objects.filter(commitment=commitment, outcome="").exists():
        raise TransitionRefused(
            "already_asked",
            _("A suspension of this item has been asked for already and is not decided yet."),
            remedy=_("Wait for the decision, or withdraw that request first."),
        )


def _require_day(until: date, today: date) -> None:
    if until <= today:
        raise Invalid(
            "not_later", _("The last day of the suspension has to lie ahead."), remedy=_("Enter a later day.")
        )
    if until > latest_day(today):
        raise Invalid(
            "too_late",
            _("A suspension may last until %(day)s at the latest.") % {"day": day_words(latest_day(today), today)},
            remedy=_("Enter an earlier day. It can be suspended again later."),
        )


def sign(commitment: Commitment, suspension: Suspension, *, actor: User, now: datetime, remark: str = "") -> None:
    """The head, who did not ask himself, stands behind the request of his agency."""
    policies.require(actor, Act.SIGN_SUSPENSION, commitment.agency_id)
    policies.require_other_hands(actor, *before(suspension), on=commitment)
    _require_ahead(suspension, now)
    suspension.signed_by, suspension.signed_at = actor, now
    limit = clocks.desk_due(now, commitment.plan.approve_working_days).due_on
    suspension.answer_by = min(limit, suspension.until)
    suspension.save(update_fields=["signed_by", "signed_at", "answer_by"])
    _record(commitment, suspension, "suspension_signed", actor=actor, now=now, remark=remark)


def grant(commitment: Commitment, suspension: Suspension, *, actor: User, now: datetime, remark: str = "") -> None:
    """The leader grants it: from today on no clock of the commitment runs. The caller puts its open steps to rest."""
    policies.require(actor, Act.GRANT_SUSPENSION, commitment.agency_id)
    policies.require_other_hands(actor, *before(suspension), on=commitment)
    _require_ahead(suspension, now)
    suspension.first_on = commitment.suspended_on = local_day(now)
    commitment.suspended_until = suspension.until
    commitment.changed_at = now
    _end(suspension, SuspensionOutcome.GRANTED, actor=actor, now=now, remark=remark)
    data = _told(suspension) | {"from": suspension.first_on}
    journal.record(commitment, "suspended", actor=actor, now=now, remark=remark.strip(), data=data, changed=SUSPENDED)


REFUSALS = {
    "sign_suspension": (Act.SIGN_SUSPENSION, "suspension_refused_by_head"),
    "grant_suspension": (Act.GRANT_SUSPENSION, "suspension_refused"),
}
"""At each step the right to refuse and what the journal calls it."""


def refuse(
    commitment: Commitment, suspension: Suspension, *, step: str, actor: User, now: datetime, reason: str
) -> None:
    """Whoever has to answer at `step` refuses with a reason: the work goes on."""
    act, entry = REFUSALS[step]
    policies.require(actor, act, commitment.agency_id)
    if not reason.strip():
        raise Invalid("reason_missing", _("A refusal needs a reason."), remedy=_("Write why the work has to go on."))
    _end(suspension, SuspensionOutcome.REFUSED, actor=actor, now=now, remark=reason)
    _record(commitment, suspension, entry, actor=actor, now=now, remark=reason)


def withdraw(commitment: Commitment, *, actor: User, now: datetime) -> Suspension:
    """Who asked takes the request back while it is undecided. Raises TransitionRefused when none is open, NotPermitted
    for anybody else."""
    policies.require(actor, Act.ASK_SUSPENSION, commitment.agency_id)
    suspension = Suspension.objects.filter(commitment=commitment, outcome="").select_related("asked_by").first()
    if suspension is None:
        raise TransitionRefused(
            "no_open_request",
            _("No suspension is asked for any more."),
            remedy=_("Look at what happened meanwhile."),
        )
    if suspension.asked_by_id != actor.pk:
        raise NotPermitted(
            _("Only %(name)s, who asked for the suspension, can withdraw the request.") % {"name": suspension.asked_by},
            code="not_the_asker",
        )
    _end(suspension, SuspensionOutcome.WITHDRAWN, actor=actor, now=now)
    signed = suspension.by_office or suspension.signed_at is not None
    data = _told(suspension) | {"act": Act.GRANT_SUSPENSION if signed else Act.SIGN_SUSPENSION}
    journal.record(commitment, "suspension_withdrawn", actor=actor, now=now, data=data)
    return suspension


def resume(commitment: Commitment, *, actor: User | None, now: datetime, remark: str = "") -> Stop | None:
    """The work goes on, by somebody or (nobody given) by the system after the last day granted: every running clock
    gets its new date. Gives back the days the clocks stood still, None when the work was resumed on the day it was
    suspended. The caller wakes the steps. Raises TransitionRefused when nothing is suspended."""
    if actor is not None:
        policies.require(actor, Act.RESUME, commitment.agency_id)
    # Before any clock, as a recount locks them: on PostgreSQL each would wait for the other.
    commitment.refresh_from_db(from_queryset=Commitment.objects.select_for_update())
    suspension = in_force(commitment)
    if suspension is None or suspension.first_on is None:
        raise TransitionRefused(
            "not_suspended", _("The work on this item is not suspended."), remedy=_("Look at what happened meanwhile.")
        )
    # As nobody could work until now, also the days after the last one granted do not count.
    last = local_day(now) - ONE_DAY
    stop = Stop(suspension.first_on, last, suspension.decided_at, now)
    suspension.last_on, suspension.resumed_at, suspension.resumed_by = last, now, actor
    suspension.save(update_fields=["last_on", "resumed_at", "resumed_by"])
    commitment.suspended_on = commitment.suspended_until = None
    commitment.changed_at = now
    dates = recounting.run_stopped(commitment, stop)
    data = _told(suspension) | {"from": suspension.first_on, "last_on": last, "dates": dates}
    data["due_on"] = commitment.current_due_on
    act = "resumed" if actor is not None else "suspension_ended"
    changed = tuple(dict.fromkeys((*SUSPENDED, *recounting.COMMITMENT_COLUMNS)))
    journal.record(commitment, act, actor=actor, now=now, remark=remark.strip(), data=data, changed=changed)
    return stop if last >= suspension.first_on else None


def end_with(commitment: Commitment, *, actor: User, now: datetime) -> None:
    """The commitment ends while it is suspended: so does the suspension. No query for one that is not; the caller
    stores the commitment."""
    if commitment.suspended_on is None:
        return
    last = local_day(now) - ONE_DAY
    rows = Suspension.objects.filter(IN_FORCE, commitment=commitment)
    rows.update(last_on=last, resumed_at=now, resumed_by=actor)
    commitment.suspended_on = commitment.suspended_until = None


def lapse(commitment: Commitment, suspension: Suspension, *, now: datetime) -> None:
    """The last day asked for passed with the request undecided: the system ends it."""
    _end(suspension, SuspensionOutcome.LAPSED, actor=None, now=now)
    _record(commitment, suspension, "suspension_lapsed", actor=None, now=now)


def drop(ids: Iterable[int], *, now: datetime) -> None:
    """End open requests whose commitment ended. The entry of that act says why; one statement."""
    rows = Suspension.objects.filter(pk__in=list(ids), outcome="")
    rows.update(outcome=SuspensionOutcome.DROPPED, decided_at=now)


def in_force(commitment: Commitment) -> Suspension | None:
    """The suspension that stops the commitment now; no query when none does."""
    if commitment.suspended_on is None:
        return None
    rows = Suspension.objects.filter(IN_FORCE, commitment=commitment)
    return rows.select_related("asked_by", "signed_by", "decided_by").first()


def since_when(commitments: Iterable[Commitment]) -> dict[int, datetime]:
    """For those that are suspended now, by id, the moment it was granted; one query, none where nothing is."""
    ids = {one.pk for one in commitments if one.suspended_on is not None}
    if not ids:
        return {}
    rows = Suspension.objects.filter(IN_FORCE, commitment__in=ids)
    return {pk: moment for pk, moment in rows.values_list("commitment_id", "decided_at") if moment is not None}


def stops_behind(plan_pk: int, commitments: Iterable[Commitment], since: datetime) -> dict[int, list[Stop]]:
    """The stops that ended after `since` of each commitment of the plan, by its id and in their order, with those of
    the shares it took over, none of which rested when it went over. One query, and one more where a share that went
    over has any."""
    found: dict[int, list[Stop]] = {one.pk: [] for one in commitments}
    handed_on = Q(commitment__plan=plan_pk, commitment__transferred_at__isnull=False)
    rows = Suspension.objects.filter(
        Q(commitment__in=list(found)) | handed_on, outcome=SuspensionOutcome.GRANTED, resumed_at__gt=since
    )
    over: dict[int, list[Stop]] = {}
    for row in rows.order_by("resumed_at", "pk"):
        if row.first_on is not None and row.last_on is not None:
            over.setdefault(row.commitment_id, []).append(
                Stop(row.first_on, row.last_on, row.decided_at, row.resumed_at)
            )
    earlier = lineage.taken_over(plan_pk) if over.keys() - found.keys() else {}
    for pk in found:
        for share in reversed(list(lineage.shares(pk, earlier))):
            found[pk] += over.get(share, ())
    return found


def is_from(stop: Stop, suspension: Suspension) -> bool:
    """The stop of a clock is that of the suspension: it ended with it, and began with it or, of what began or was set
    meanwhile, later. Terms of hours go by the moments; resumed on its first day it stopped no other."""
    if stop.since is not None:
        granted = suspension.decided_at is not None and suspension.decided_at <= stop.since
        return granted and suspension.resumed_at == stop.till
    first = suspension.first_on
    return first is not None and first <= stop.first and suspension.last_on == stop.last


def before(suspension: Suspension) -> tuple[int | None, ...]:
    """Ids of the people whose hands the request went through: none of them decides it."""
    return (suspension.asked_by_id, suspension.signed_by_id)


def _require_ahead(suspension: Suspension, now: datetime) -> None:
    today = local_day(now)
    if suspension.until < today:
        raise TransitionRefused(
            "suspension_lapsed",
            _("The last day asked for (%(day)s) passed before the request was decided: it has lapsed.")
            % {"day": day_words(suspension.until, today)},
            remedy=_("Nothing is left to be decided here."),
        )


def _end(
    suspension: Suspension, outcome: SuspensionOutcome, *, actor: User | None, now: datetime, remark: str = ""
) -> None:
    suspension.outcome, suspension.decided_by, suspension.decided_at = outcome, actor, now
    suspension.remark = remark.strip()
    suspension.save(update_fields=["outcome", "decided_by", "decided_at", "remark", "first_on"])


def _told(suspension: Suspension) -> dict[str, object]:
    return {"suspension": suspension.pk, "until": suspension.until}


def _record(
    commitment: Commitment, suspension: Suspension, act: str, *, actor: User | None, now: datetime, remark: str = ""
) -> None:
    """The entry of an act that stops nothing yet."""
    journal.record(commitment, act, actor=actor, now=now, remark=remark.strip(), data=_told(suspension))

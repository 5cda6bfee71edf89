"""Verbs of a supervision slip 督办单: issue, serve, answer, sign, accept, return, withdraw. Run inside the act's
transaction, which holds the lock on the commitment's flows.

A slip moves no date and no light: it demands, and keeps what was answered. Its colour follows from the facts of the day
(`workflow.deadlines.pressing`); nobody chooses it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.deadlines import Pressure, Standing, Stop, pressure
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Commitment, SlipCounter, SupervisionSlip, User
from workflow.scope import Scope
from workflow.services import attachments, clocks, journal, suspensions
from workflow.services.calendar import calendar_in_force, local_day
from workflow.status import Act, SlipOutcome
from workflow.words import day_words

LONGEST = 2000


# -- the colour --------------------------------------------------------------------------------------------------------


def standing(commitment: Commitment, on: date, *, beside_late: date | None) -> Standing:
    """Where a commitment stands on the day `on`; `beside_late` is the earliest date missed by a step beside its main
    line, which the layer of the steps knows."""
    due = commitment.current_due_on
    late = commitment.is_past_completion(on) or (due is not None and due < on)
    return Standing(
        opened_on=local_day(commitment.opened_at),
        completion_on=commitment.completion_on,
        due_on=due,
        is_late=late,
        late_since=commitment.late_since(on),
        beside_late=beside_late,
        percent=commitment.progress_percent if commitment.plan_published_at and not commitment.claimed_at else None,
    )


def pressure_of(commitment: Commitment, on: date, *, beside_late: date | None) -> Pressure | None:
    """The colour a slip on the commitment would have on the day `on`, and why; None where nothing presses, as where the
    work is only followed by analogy."""
    if not commitment.is_binding:
        return None
    found = standing(commitment, on, beside_late=beside_late)
    return pressure(found, on, soon=commitment.plan.soon_working_days, calendar=calendar_in_force())


CAUSES = {
    "late": _("Overdue since %(day)s."),
    "beside": _("A step beside the main line has been overdue since %(day)s."),
    "pace": _("%(elapsed)s%% of the working days have gone by, %(percent)s%% of the work is reported."),
    "near": _("Due on %(day)s, in %(days)s working days."),
}


def cause_words(cause: Mapping[str, object], on: date) -> str:
    """The cause of a colour in a sentence, in the current language."""
    day = date.fromisoformat(str(cause["day"])) if cause.get("day") else on
    words = {
        "day": day_words(day, on),
        "elapsed": cause.get("elapsed", 0),
        "percent": cause.get("percent", 0),
        "days": cause.get("days", 0),
    }
    return str(CAUSES[str(cause["rule"])]) % words


def facts_of(found: Pressure) -> dict[str, object]:
    """The cause of a colour as a slip stores it."""
    return {
        "rule": found.cause,
        "day": found.day.isoformat() if found.day else "",
        "elapsed": found.elapsed,
        "percent": found.percent,
        "days": found.days,
    }


# -- the office --------------------------------------------------------------------------------------------------------


def issue(
    commitment: Commitment, *, demand: str, beside_late: date | None, actor: User, now: datetime
) -> SupervisionSlip:
    """Issue a slip with the next number of the office in the year. Raises TransitionRefused where nothing presses,
    while another slip on the item is open, or when the item ended or rests; Invalid without a demand."""
    policies.require(actor, Act.ISSUE_SLIP, commitment.agency_id)
    today = local_day(now)
    if not commitment.is_open:
        raise TransitionRefused("not_open", _("This item has already ended."), remedy=_("Look at its history."))
    suspensions.require_running(commitment, today)
    _require_words(demand, _("A slip says what it demands."), _("Write what has to be done, and by whom."))
    earlier = SupervisionSlip.objects.filter(commitment=commitment, outcome="").first()
    if earlier is not None:
        raise TransitionRefused(
            "slip_open",
            _("%(number)s on this item is not answered yet.") % {"number": earlier.number},
            remedy=_("Wait for the answer, or withdraw that slip before it is opened."),
        )
    found = pressure_of(commitment, today, beside_late=beside_late)
    if found is None:
        raise TransitionRefused(
            "nothing_presses",
            _("Nothing is overdue, behind or due soon here: the facts carry no slip."),
            remedy=_("Urge it instead, or look at it again later."),
        )
    plan = commitment.plan
    slip = SupervisionSlip.objects.create(
        office_id=plan.office_id,
        year=today.year,
        serial=_next_serial(plan.office_id, today.year),
        prefix=plan.slip_prefix,
        commitment=commitment,
        colour=found.colour.value,
        cause=facts_of(found),
        demand=demand.strip(),
        issued_by=actor,
        issued_at=now,
        answer_by=clocks.desk_due(now, plan.slip_working_days).due_on,
    )
    _record(commitment, slip, "slip_issued", actor=actor, now=now, remark=demand)
    return slip


def _next_serial(office_id: int, year: int) -> int:
    """The next number; the row stays locked until the act is over, so that a refused one leaves no gap."""
    SlipCounter.objects.get_or_create(office_id=office_id, year=year)
    counter = SlipCounter.objects.select_for_update().get(office_id=office_id, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def withdraw(commitment: Commitment, *, reason: str, actor: User, now: datetime) -> SupervisionSlip:
    """Who issued it takes it back while nobody of the agency has opened it; its number stays. Raises TransitionRefused
    when none is open or it was served, NotPermitted for anybody else, Invalid without a reason."""
    policies.require(actor, Act.ISSUE_SLIP, commitment.agency_id)
    slip = SupervisionSlip.objects.filter(commitment=commitment, outcome="").select_related("issued_by").first()
    if slip is None:
        raise TransitionRefused(
            "no_open_slip", _("No slip on this item is open any more."), remedy=_("Look at what happened meanwhile.")
        )
    if slip.issued_by_id != actor.pk:
        raise NotPermitted(
            _("Only %(name)s, who issued the slip, can withdraw it.") % {"name": slip.issued_by}, code="not_the_issuer"
        )
    if slip.served_at is not None:
        raise TransitionRefused(
            "slip_served",
            _("The agency has opened the slip: it can no longer be withdrawn."),
            remedy=_("Wait for the answer, and accept it."),
        )
    _require_words(reason, _("A withdrawal needs a reason."), _("Write why the slip is taken back."))
    _end(slip, SlipOutcome.WITHDRAWN, actor=actor, now=now, remark=reason)
    _record(commitment, slip, "slip_withdrawn", actor=actor, now=now, remark=reason)
    return slip


def accept(commitment: Commitment, slip: SupervisionSlip, *, actor: User, now: datetime, remark: str = "") -> None:
    """The office accepts the answer: the slip is done."""
    policies.require(actor, Act.ACCEPT_SLIP, commitment.agency_id)
    policies.require_other_hands(actor, *before(slip, "accept_slip"), on=commitment)
    _end(slip, SlipOutcome.ACCEPTED, actor=actor, now=now, remark=remark)
    _record(commitment, slip, "slip_accepted", actor=actor, now=now, remark=remark)


def send_back(
    commitment: Commitment, slip: SupervisionSlip, *, step: str, actor: User, now: datetime, reason: str
) -> None:
    """The head at `sign_slip`, or the office at `accept_slip`, returns the answer with a reason; the date counts on."""
    act, entry = RETURNS[step]
    policies.require(actor, act, commitment.agency_id)
    _require_words(reason, _("A return needs a reason."), _("Write what has to be changed, then send it back."))
    slip.answered_at = slip.signed_at = slip.signed_by = None
    slip.save(update_fields=["answered_at", "signed_at", "signed_by"])
    _record(commitment, slip, entry, actor=actor, now=now, remark=reason)


RETURNS = {
    "sign_slip": (Act.SIGN_SLIP, "slip_answer_returned_by_head"),
    "accept_slip": (Act.ACCEPT_SLIP, "slip_answer_returned"),
}
"""At each step that may return the answer, the right to and what the journal calls it."""


# -- the agency --------------------------------------------------------------------------------------------------------


def serve(commitment: Commitment, slip: SupervisionSlip, *, actor: User, now: datetime) -> None:
    """送达: somebody of the agency who answers or signs opened it for the first time."""
    slip.served_by, slip.served_at = actor, now
    slip.save(update_fields=["served_by", "served_at"])
    _record(commitment, slip, "slip_served", actor=actor, now=now)


def answer(
    commitment: Commitment,
    slip: SupervisionSlip,
    *,
    text: str,
    files: Sequence[int] = (),
    actor: User,
    now: datetime,
) -> None:
    """The officer answers; the head signs next. Raises Invalid without a text."""
    policies.require(actor, Act.ANSWER_SLIP, commitment.agency_id)
    _require_words(text, _("An answer says what was done."), _("Write what was done on each point."))
    slip.answer, slip.answered_by, slip.answered_at = text.strip(), actor, now
    slip.save(update_fields=["answer", "answered_by", "answered_at"])
    attachments.cite(commitment, files, subject_of(slip), now=now)
    _record(commitment, slip, "slip_answered", actor=actor, now=now, files=len(files))


def withdraw_answer(commitment: Commitment, slip: SupervisionSlip, *, actor: User, now: datetime) -> None:
    """撤回: who wrote the answer takes it back from the head; the text is kept, the date counts on."""
    policies.require(actor, Act.ANSWER_SLIP, commitment.agency_id)
    slip.answered_at = None
    slip.save(update_fields=["answered_at"])
    _record(commitment, slip, "slip_answer_withdrawn", actor=actor, now=now)


def sign(commitment: Commitment, slip: SupervisionSlip, *, actor: User, now: datetime, remark: str = "") -> None:
    """The head, who did not write it himself, stands behind the answer."""
    policies.require(actor, Act.SIGN_SLIP, commitment.agency_id)
    policies.require_other_hands(actor, *before(slip, "sign_slip"), on=commitment)
    slip.signed_by, slip.signed_at = actor, now
    slip.save(update_fields=["signed_by", "signed_at"])
    _record(commitment, slip, "slip_signed", actor=actor, now=now, remark=remark)


# -- the rest ----------------------------------------------------------------------------------------------------------


def before(slip: SupervisionSlip, step: str) -> tuple[int | None, ...]:
    """Ids of the people whose hands the answer went through before `step`: none of them decides there."""
    return {
        "sign_slip": (slip.answered_by_id,),
        "accept_slip": (slip.answered_by_id, slip.signed_by_id),
    }.get(step, ())


def drop(ids: Iterable[int], *, now: datetime) -> None:
    """End open slips whose item ended; the entry of that act says why. One statement."""
    SupervisionSlip.objects.filter(pk__in=list(ids), outcome="").update(outcome=SlipOutcome.DROPPED, decided_at=now)


def give_back(slip: SupervisionSlip, stop: Stop) -> None:
    """The slip rested with the work: whoever has to answer gets the days back."""
    slip.answer_by = clocks.desk_after(slip.answer_by, stop).due_on
    slip.save(update_fields=["answer_by"])


def subject_of(slip: SupervisionSlip) -> str:
    """What a file of the answer is cited as."""
    return f"slip:{slip.pk}"


def visible_slips(scope: Scope) -> QuerySet[SupervisionSlip]:
    """Slips on the commitments the person may see."""
    return SupervisionSlip.objects.filter(commitment__agency_id__in=sorted(scope.agencies(Act.VIEW_COMMITMENTS)))


def slip_for(scope: Scope, pk: int) -> SupervisionSlip:
    """One slip with all its paper shows; NotVisible (404) for a foreign or missing one."""
    rows = visible_slips(scope).select_related(
        "office__jurisdiction", "commitment__item", "commitment__agency", "commitment__plan", "issued_by", "served_by"
    )
    slip = rows.select_related("answered_by", "signed_by", "decided_by").filter(pk=pk).first()
    if slip is None:
        raise NotVisible
    return slip


def _require_words(text: str, problem: object, remedy: object) -> None:
    if not text.strip():
        raise Invalid("words_missing", problem, remedy=remedy)
    if len(text.strip()) > LONGEST:
        raise Invalid("words_long", _("The text is too long."), remedy=_("At most %(n)d characters.") % {"n": LONGEST})


def _end(slip: SupervisionSlip, outcome: SlipOutcome, *, actor: User, now: datetime, remark: str = "") -> None:
    slip.outcome, slip.decided_by, slip.decided_at, slip.remark = outcome, actor, now, remark.strip()
    slip.save(update_fields=["outcome", "decided_by", "decided_at", "remark"])


def _record(
    commitment: Commitment,
    slip: SupervisionSlip,
    act: str,
    *,
    actor: User,
    now: datetime,
    remark: str = "",
    **data: object,
) -> None:
    commitment.changed_at = now
    told = {"slip": slip.pk, "number": slip.number, "colour": slip.colour, "due_on": slip.answer_by}
    journal.record(
        commitment, act, actor=actor, now=now, remark=remark.strip(), changed=("changed_at",), data=told | data
    )

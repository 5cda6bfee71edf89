"""Verbs of a contribution 会同/配合: ask, hand in, take in, return, waive, escalate. Run inside the act's transaction,
which holds the lock on the flows of the commitment.

A contribution has a day of its own. It moves no date and no light of the commitment: a lead is never late because a
partner is silent, and the days of the silence are charged to the partner (`workflow.status.Holder.PARTNER`).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.deadlines import Stop
from workflow.errors import Invalid, TransitionRefused
from workflow.models import Agency, Commitment, Contribution, User
from workflow.services import attachments, clocks, journal, suspensions
from workflow.services.calendar import calendar_in_force, local_day
from workflow.services.plans import named_for
from workflow.services.remarks import require_words
from workflow.status import Act, ContributionOutcome, Stage
from workflow.words import day_words

LONGEST = 4000
A_YEAR = timedelta(days=365)
WORKING = (Stage.ISSUED, Stage.PLANNING, Stage.APPROVAL, Stage.PUBLICATION, Stage.EXECUTING)
"""While the lead has not claimed completion it may ask others to contribute."""


# -- the lead ----------------------------------------------------------------------------------------------------------


def ask(
    commitment: Commitment, agency: Agency, *, demand: str, due_on: date, actor: User, now: datetime
) -> Contribution:
    """Ask a partner to contribute by a day. Raises Invalid without a demand or for a day that cannot be, for the own
    agency and one out of force; TransitionRefused when the work is claimed to be done, or while one of it is open."""
    policies.require(actor, Act.ASSEMBLE, commitment.agency_id)
    today = local_day(now)
    suspensions.require_running(commitment, today)
    if commitment.stage_of_work not in WORKING:
        raise TransitionRefused(
            "not_working",
            _("Completion has been claimed: nothing more can be asked of others."),
            remedy=_("Look at what happened meanwhile."),
        )
    require_words(demand, LONGEST, _("Write what the agency has to contribute."))
    _require_partner(commitment, agency, today)
    if agency.pk not in {named.pk for named in named_for(commitment, today)}:
        raise Invalid(
            "not_named",
            _("The plan does not name %(agency)s for this item: equals cannot be given work.") % {"agency": agency},
            remedy=_("Ask the supervision clerk to have it named."),
        )
    _require_day(commitment, due_on, today)
    if Contribution.objects.open().filter(commitment=commitment, agency=agency).exists():
        raise TransitionRefused(
            "already_asked",
            _("%(agency)s has been asked already and has not contributed yet.") % {"agency": agency},
            remedy=_("Wait for it, escalate it when it is late, or say that it is no longer asked for."),
        )
    made = Contribution.objects.create(
        commitment=commitment, agency=agency, demand=demand.strip(), due_on=due_on, asked_by=actor, asked_at=now
    )
    _record(commitment, made, "contribution_asked", actor=actor, now=now, remark=made.demand, to_partner=True)
    return made


def named_ones(commitment: Commitment) -> list[Contribution]:
    """Those the plan itself asks for, whatever became of them; of one partner the latest."""
    rows = Contribution.objects.filter(commitment=commitment, assignment__isnull=False)
    return list({one.agency_id: one for one in rows.select_related("agency").order_by("pk")}.values())


def ask_named(
    commitment: Commitment, agencies: Iterable[Agency], *, phrase: str, actor: User, now: datetime
) -> list[Contribution]:
    """What partners owe that a version of the plan names for a commitment that runs; each is told. One that owes a
    contribution to it already is left alone."""
    due_on = clocks.desk_due(now, commitment.plan.contribution_working_days).due_on
    asked = set(Contribution.objects.open().filter(commitment=commitment).values_list("agency_id", flat=True))
    made = []
    for agency in agencies:
        if agency.pk in asked:
            continue
        one = Contribution.objects.create(
            commitment=commitment,
            agency=agency,
            assignment_id=commitment.assignment_id,
            demand=phrase,
            due_on=due_on,
            asked_at=now,
        )
        _record(commitment, one, "contribution_asked", actor=actor, now=now, remark=phrase, to_partner=True)
        made.append(one)
    return made


def take_in(
    commitment: Commitment, contribution: Contribution, *, actor: User, now: datetime, remark: str = ""
) -> None:
    """The lead takes the contribution in; it is done."""
    policies.require(actor, Act.ASSEMBLE, commitment.agency_id)
    policies.require_other_hands(actor, contribution.handed_by_id, on=commitment)
    _end(contribution, ContributionOutcome.TAKEN_IN, actor=actor, now=now, remark=remark)
    _record(commitment, contribution, "contribution_taken_in", actor=actor, now=now, remark=remark, to_partner=True)


def send_back(commitment: Commitment, contribution: Contribution, *, actor: User, now: datetime, reason: str) -> None:
    """The lead returns it with a reason; the day counts on."""
    policies.require(actor, Act.ASSEMBLE, commitment.agency_id)
    require_words(reason, LONGEST, _("Write what has to be changed, then send it back."))
    contribution.handed_at = None
    contribution.save(update_fields=["handed_at"])
    _record(commitment, contribution, "contribution_returned", actor=actor, now=now, remark=reason, to_partner=True)


def waive(commitment: Commitment, contribution: Contribution, *, actor: User, now: datetime, reason: str) -> None:
    """The lead no longer asks for it, with a reason. Raises TransitionRefused when it has ended."""
    policies.require(actor, Act.ASSEMBLE, commitment.agency_id)
    if not contribution.is_open:
        raise _ended()
    require_words(reason, LONGEST, _("Write why the contribution is no longer needed."))
    _end(contribution, ContributionOutcome.WAIVED, actor=actor, now=now, remark=reason)
    _record(commitment, contribution, "contribution_waived", actor=actor, now=now, remark=reason, to_partner=True)


def late_ones(commitment: Commitment, on: date) -> QuerySet[Contribution]:
    """Those the commitment has waited for in vain, and that were not escalated yet."""
    open_ones = Contribution.objects.open().filter(commitment=commitment, handed_at__isnull=True, due_on__lt=on)
    return open_ones.filter(escalated_at__isnull=True).select_related("agency").order_by("due_on", "pk")


def escalate(commitment: Commitment, *, remark: str, actor: User, now: datetime) -> list[Contribution]:
    """The lead tells the heads of every late partner, the office and the inspectors, in one act and once for each.
    Raises TransitionRefused when nothing is late that was not escalated."""
    policies.require(actor, Act.ASSEMBLE, commitment.agency_id)
    suspensions.require_running(commitment, local_day(now))
    late = list(late_ones(commitment, local_day(now)))
    if not late:
        raise TransitionRefused(
            "nothing_late",
            _("No contribution is late that has not been escalated."),
            remedy=_("Look at what happened meanwhile."),
        )
    Contribution.objects.filter(pk__in=[one.pk for one in late]).update(escalated_by=actor, escalated_at=now)
    commitment.changed_at = now
    journal.record(
        commitment,
        "contribution_escalated",
        actor=actor,
        now=now,
        remark=remark.strip(),
        changed=("changed_at",),
        data={
            "contributions": [one.pk for one in late],
            "agencies": [one.agency_id for one in late],
            "partners": [str(one.agency) for one in late],
            "due_on": late[0].due_on,
        },
    )
    return late


# -- the partner -------------------------------------------------------------------------------------------------------


def hand_in(
    commitment: Commitment,
    contribution: Contribution,
    *,
    text: str,
    files: Sequence[int] = (),
    actor: User,
    now: datetime,
) -> None:
    """The officer of the partner hands in text and evidence; the lead takes it in next. Raises Invalid without a
    text."""
    policies.require(actor, Act.CONTRIBUTE, contribution.agency_id)
    require_words(text, LONGEST, _("Write what your agency contributes."))
    contribution.text, contribution.handed_by, contribution.handed_at = text.strip(), actor, now
    contribution.save(update_fields=["text", "handed_by", "handed_at"])
    subject = subject_of(contribution)
    attachments.cite(commitment, files, subject, now=now, agency_id=contribution.agency_id)
    _record(commitment, contribution, "contribution_handed_in", actor=actor, now=now, files=len(files))


def withdraw(commitment: Commitment, contribution: Contribution, *, actor: User, now: datetime) -> None:
    """The officer of the partner takes back what was handed in; text and evidence are kept, the day counts on."""
    policies.require(actor, Act.CONTRIBUTE, contribution.agency_id)
    contribution.handed_at = None
    contribution.save(update_fields=["handed_at"])
    _record(commitment, contribution, "contribution_withdrawn", actor=actor, now=now)


# -- the rest ----------------------------------------------------------------------------------------------------------


def subject_of(contribution: Contribution) -> str:
    """What a file of the contribution is cited as."""
    return f"contribution:{contribution.pk}"


def drop(ids: Iterable[int], *, now: datetime) -> None:
    """End open contributions whose item ended; the entry of that act says why. One statement."""
    open_ones = Contribution.objects.open().filter(pk__in=list(ids))
    open_ones.update(outcome=ContributionOutcome.DROPPED, decided_at=now)


def give_back(contribution: Contribution, stop: Stop) -> None:
    """It rested with the work: the partner gets the days back."""
    contribution.due_on = clocks.desk_after(contribution.due_on, stop).due_on
    contribution.save(update_fields=["due_on"])


def _require_partner(commitment: Commitment, agency: Agency, today: date) -> None:
    if agency.pk == commitment.agency_id:
        raise Invalid("own_agency", _("This is your own agency."), remedy=_("Name the agency that has to contribute."))
    if agency.valid_from > today or (agency.valid_until is not None and agency.valid_until <= today):
        raise Invalid(
            "not_in_force",
            _("%(agency)s is not in force today.") % {"agency": agency},
            remedy=_("Name its successor."),
        )


def _require_day(commitment: Commitment, day: date, today: date) -> None:
    # Once the final date has passed the work goes on, and so does what others give to it.
    latest = commitment.completion_on if commitment.completion_on > today else today + A_YEAR
    if not today < day <= latest:
        raise Invalid(
            "due_day",
            _("The day has to lie after today and not after %(day)s.") % {"day": day_words(latest, today)},
            remedy=_("Enter another day."),
        )
    calendar = calendar_in_force()
    if not calendar.is_workday(day):
        raise Invalid(
            "no_working_day",
            _("%(day)s is no working day.") % {"day": day_words(day, today)},
            remedy=_("Enter a working day, for example %(day)s.")
            % {"day": day_words(calendar.roll_forward(day), today)},
        )


def _ended() -> TransitionRefused:
    return TransitionRefused(
        "contribution_ended", _("This contribution has ended."), remedy=_("Look at what happened meanwhile.")
    )


def require_open(contribution: Contribution | None) -> Contribution:
    """The contribution. Raises TransitionRefused when it is none, or has ended."""
    if contribution is None or not contribution.is_open:
        raise _ended()
    return contribution


def _end(
    contribution: Contribution, outcome: ContributionOutcome, *, actor: User, now: datetime, remark: str = ""
) -> None:
    contribution.outcome, contribution.decided_by, contribution.decided_at = outcome, actor, now
    contribution.remark = remark.strip()
    contribution.save(update_fields=["outcome", "decided_by", "decided_at", "remark"])


def _record(
    commitment: Commitment,
    contribution: Contribution,
    act: str,
    *,
    actor: User,
    now: datetime,
    remark: str = "",
    to_partner: bool = False,
    **data: object,
) -> None:
    commitment.changed_at = now
    told: dict[str, object] = {"contribution": contribution.pk, "partner": str(contribution.agency)}
    told |= {"due_on": contribution.due_on}
    told |= {"agencies": [contribution.agency_id]} if to_partner else {}
    journal.record(
        commitment, act, actor=actor, now=now, remark=remark.strip(), changed=("changed_at",), data=told | data
    )

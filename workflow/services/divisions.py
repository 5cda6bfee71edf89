"""Verbs of a division of work 按职责分工: state the own part, confirm it, return it. Run inside the act's transaction,
which holds the lock on the flows of the commitment."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.deadlines import Stop
from workflow.errors import Invalid
from workflow.models import Commitment, Division, User
from workflow.services import clocks, journal
from workflow.services.remarks import require_words
from workflow.status import Act, DivisionOutcome

LONGEST = 2000


def state(commitment: Commitment, division: Division, *, part: str, actor: User, now: datetime) -> None:
    """The officer states the part of the agency; the office confirms it next. Raises Invalid without a text."""
    policies.require(actor, Act.STATE_PART, commitment.agency_id)
    require_words(part, LONGEST, _("Write which part of the work your agency takes, and which it does not."))
    division.part, division.stated_by, division.stated_at = part.strip(), actor, now
    division.save(update_fields=["part", "stated_by", "stated_at"])
    _record(commitment, division, "part_stated", actor=actor, now=now)


def withdraw(commitment: Commitment, division: Division, *, actor: User, now: datetime) -> None:
    """撤回: who stated the part takes it back from the office; the text is kept, the day counts on."""
    policies.require(actor, Act.STATE_PART, commitment.agency_id)
    division.stated_at = None
    division.save(update_fields=["stated_at"])
    _record(commitment, division, "part_withdrawn", actor=actor, now=now)


def confirm(commitment: Commitment, division: Division, *, actor: User, now: datetime, remark: str = "") -> None:
    """The office confirms the part beside those of the others."""
    policies.require(actor, Act.CONFIRM_DIVISION, commitment.agency_id)
    policies.require_other_hands(actor, division.stated_by_id, on=commitment)
    division.outcome, division.remark = DivisionOutcome.CONFIRMED, remark.strip()
    division.decided_by, division.decided_at = actor, now
    division.save(update_fields=["outcome", "remark", "decided_by", "decided_at"])
    _record(commitment, division, "part_confirmed", actor=actor, now=now, remark=remark)


def send_back(commitment: Commitment, division: Division, *, actor: User, now: datetime, reason: str) -> None:
    """The office returns the part with a reason: it leaves a gap, or overlaps with that of another agency."""
    policies.require(actor, Act.CONFIRM_DIVISION, commitment.agency_id)
    require_words(reason, LONGEST, _("Write what has to be changed, then send it back."))
    division.stated_at = None
    division.save(update_fields=["stated_at"])
    _record(commitment, division, "part_returned", actor=actor, now=now, remark=reason)


def require_confirmed(commitment: Commitment) -> None:
    """Raises Invalid where the part of the agency is not confirmed yet: an implementation plan rests on it. No query
    for a commitment of a clause nobody divides."""
    if not commitment.is_divided:
        return
    division = Division.objects.filter(commitment=commitment).first()
    if division is not None and division.outcome != DivisionOutcome.CONFIRMED:
        raise Invalid(
            "division_open",
            _("The division of work of this item is not confirmed yet."),
            remedy=_("Have the part of the agency confirmed first; then decide the implementation plan."),
        )


def beside(commitment: Commitment) -> list[Division]:
    """The parts of the other agencies in the same clause, in the order of the register; one query."""
    rows = Division.objects.filter(commitment__assignment=commitment.assignment_id)
    rows = rows.exclude(commitment=commitment).exclude(outcome=DivisionOutcome.DROPPED)
    return list(rows.select_related("commitment__agency").order_by("commitment__agency__order", "pk"))


def drop(ids: Iterable[int], *, now: datetime) -> None:
    """End what is open of an item that ended. One statement."""
    open_ones = Division.objects.filter(pk__in=list(ids), outcome="")
    open_ones.update(outcome=DivisionOutcome.DROPPED, decided_at=now)


def ask_again(commitment: Commitment, *, now: datetime) -> Division | None:
    """The part that was open when the item ended has to be stated after all: the implementation plan rests on it, and
    the agency has as long as the first time. None where nothing was left open."""
    if not commitment.is_divided or commitment.plan_approved_at is not None:
        return None
    division = Division.objects.filter(commitment=commitment, outcome=DivisionOutcome.DROPPED).first()
    if division is None:
        return None
    division.due_on = clocks.desk_due(now, commitment.plan.dispute_working_days).due_on
    division.outcome, division.decided_at, division.stated_at, division.asked_at = "", None, None, now
    division.save(update_fields=["due_on", "outcome", "decided_at", "stated_at", "asked_at"])
    return division


def give_back(division: Division, stop: Stop) -> None:
    """It rested with the work: whoever has to state it gets the days back."""
    division.due_on = clocks.desk_after(division.due_on, stop).due_on
    division.save(update_fields=["due_on"])


def _record(
    commitment: Commitment, division: Division, act: str, *, actor: User, now: datetime, remark: str = ""
) -> None:
    commitment.changed_at = now
    data = {"division": division.pk, "part": division.part, "due_on": division.due_on}
    journal.record(commitment, act, actor=actor, now=now, remark=remark.strip(), changed=("changed_at",), data=data)

"""转办: the share of one agency goes over to another. The verb runs inside the act's transaction, which holds the lock
on the flows of the commitment; opening the commitment of the other agency is left to the caller, who knows the engine.
"""

from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid
from workflow.models import Agency, Clock, Commitment, PlanItem, User
from workflow.models.organisation import Dated
from workflow.services import journal, recounting
from workflow.services.calendar import local_day
from workflow.services.commitments import DUE, run_to
from workflow.status import Act, ClockKind
from workflow.words import day_words


def require_receiver(commitment: Commitment, to_pk: int, *, right: Act, actor: User, now: datetime) -> Agency:
    """The agency `to_pk`, which can take over the share: another one, in force today, within the reach of `right`, and
    without a commitment for the item. Raises Invalid.

    The item is locked: of two transfers of one item to one agency the second finds the commitment of the first.
    """
    PlanItem.objects.select_for_update().get(pk=commitment.item_id)
    if to_pk == commitment.agency_id:
        raise Invalid(
            "same_agency", _("This agency has the item already."), remedy=_("Name the agency that should have it.")
        )
    agency = Agency.objects.filter(pk=to_pk).first()
    if agency is None or not policies.scope_of(actor).allows(right, to_pk):
        raise Invalid(
            "out_of_reach",
            _("The agency is outside the reach of your office."),
            remedy=_("Name an agency of your own jurisdiction or of one below it."),
        )
    on = local_day(now)
    if not Agency.objects.filter(Dated.valid_on(on), pk=to_pk).exists():
        raise Invalid(
            "not_in_force",
            _("%(agency)s is not in force today.") % {"agency": agency},
            remedy=_("Name its successor."),
        )
    had = Q(agency=to_pk) | Q(opened_for=to_pk)
    there = Commitment.objects.filter(had, item=commitment.item_id).first()
    if there is not None:
        raise _taken(there, agency)
    return agency


def _taken(there: Commitment, agency: Agency) -> Invalid:
    """An agency has one commitment for an item, ever: what it handed over or ended does not begin again."""
    name = {"agency": agency}
    if there.agency_id != agency.pk:
        sentence = _("%(agency)s had this item; its successor goes on with it.") % name
    elif there.is_open:
        sentence = _("%(agency)s has this item already.") % name
    elif there.transferred_at is not None:
        sentence = _("%(agency)s had this item and handed it over; it does not come back.") % name
    else:
        sentence = _("%(agency)s had this item, and its part has ended.") % name
    return Invalid("has_it_already", sentence, remedy=_("Name another agency."))


def hand_over(
    commitment: Commitment, successor: Commitment, *, right: Act, actor: User, now: datetime, reason: str
) -> None:
    """The share goes from the agency of `commitment` to that of `successor`. The commitment ends as transferred:
    neither done nor discontinued, and never late again. The caller has checked that it is open and has a reason.
    """
    policies.require(actor, right, commitment.agency_id)
    commitment.transferred_at, commitment.transfer_reason = now, reason.strip()
    run_to(commitment, None, now)
    journal.record(
        commitment,
        "transferred",
        actor=actor,
        now=now,
        remark=reason.strip(),
        data={"to": str(successor.agency), "to_agency": successor.agency_id},
        changed=(*DUE, "transferred_at", "transfer_reason"),
    )


def require_reason(reason: str) -> str:
    """The reason without white space around it. Raises Invalid when it is empty."""
    if not reason.strip():
        raise Invalid(
            "reason_missing",
            _("A transfer needs a reason."),
            remedy=_("Write why the other agency has to do it; both agencies read it."),
        )
    return reason.strip()


def carry_changes(commitment: Commitment, successor: Commitment, *, same_agency: bool = False) -> None:
    """What moved the dates of the share moves those of the successor: days on which its clocks stood still, and a later
    day of completion that was granted. A later day of the implementation plan had a cause of the agency before, and
    goes along where the agency is the same."""
    before = {
        clock.kind: clock for clock in Clock.objects.filter(commitment=commitment, subject="").exclude(changes=[])
    }
    clocks = [clock for clock in Clock.objects.filter(commitment=successor) if clock.kind in before]
    for clock in clocks:
        extended = same_agency or clock.kind == ClockKind.COMPLETION
        recounting.run_with(successor, clock, before[clock.kind], extended=extended)
        clock.save(update_fields=recounting.EXTENDED)
    if clocks:
        successor.save(update_fields=recounting.COMMITMENT_COLUMNS)


def started_on(commitment: Commitment) -> date:
    """The day of the event from which every date of the share counts: the start of the clock of its implementation
    plan, for one without a plan the publication of the work plan."""
    kind = ClockKind.IMPLEMENTATION_PLAN
    clock = Clock.objects.filter(commitment=commitment, kind=kind, subject="").first()
    return clock.start_on if clock is not None else commitment.plan.published_on or local_day(commitment.opened_at)


def late_words(successor: Commitment, on: date) -> str:
    """That a date of the share had passed when it was taken over on the day `on`; empty when none had."""
    if successor.plan_due_on >= on or not successor.is_binding:
        return ""
    if successor.is_light:
        return _("It was to be completed by %(day)s.") % {"day": day_words(successor.completion_on, on)}
    return _("Its implementation plan was due on %(day)s.") % {"day": day_words(successor.plan_due_on, on)}

"""拆分 and 并入 of items after the issue: what one agency owes becomes two commitments, or two become one. Run inside
the act's transaction, which holds the lock on the flows of both."""

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid, TransitionRefused
from workflow.models import Assignment, AssignmentParty, Commitment, PlanItem, User
from workflow.services import journal, suspensions
from workflow.services.calendar import local_day
from workflow.services.commitments import DUE, run_to
from workflow.status import Act, AssignmentMode

LONGEST_HEADING, LONGEST = 300, 4000


def split_item(commitment: Commitment, *, heading: str, text: str, actor: User, now: datetime) -> PlanItem:
    """A new item of the plan for the part that goes on by itself, with the clause of the old one for this agency alone.
    Its dates are those of the old item: the caller lets them count from the issue, and moves them by what moved those.
    Raises Invalid without a text; TransitionRefused for what has ended, rests, or was claimed to be done."""
    policies.require(actor, Act.REARRANGE, commitment.agency_id)
    _require_working(commitment, now)
    if not text.strip():
        raise Invalid("words_missing", _("Nothing is written."), remedy=_("Write what the new item asks for."))
    if len(heading) > LONGEST_HEADING or len(text) > LONGEST:
        raise Invalid("words_long", _("The text is too long."), remedy=_("At most %(n)d characters.") % {"n": LONGEST})
    old = commitment.item
    siblings = PlanItem.objects.filter(plan=commitment.plan_id, split_from=old).count()
    last = PlanItem.objects.filter(plan=commitment.plan_id).aggregate(last=Max("order"))["last"] or 0
    item = PlanItem.objects.create(
        plan_id=commitment.plan_id,
        order=last + 1,
        number=f"{old.number}-{siblings + 1}"[:60],
        category=old.category,
        heading=heading.strip(),
        text=text.strip(),
        due_on=old.due_on,
        split_from=old,
    )
    clause = commitment.assignment
    mode, phrase = (clause.mode, clause.phrase) if clause else (AssignmentMode.LEAD, "")
    made = Assignment.objects.create(item=item, mode=mode, phrase=phrase)
    agency = commitment.agency
    AssignmentParty.objects.create(assignment=made, role=commitment.role, name=str(agency), agency=agency)
    return item


def tell_split(commitment: Commitment, made: Commitment, *, reason: str, actor: User, now: datetime) -> None:
    """The history of the old item tells of the new one."""
    commitment.changed_at = now
    journal.record(
        commitment,
        "item_split",
        actor=actor,
        now=now,
        remark=reason.strip(),
        changed=("changed_at",),
        data={"into": made.pk, "into_number": made.item.number, "into_title": made.item.title},
    )


def merge(commitment: Commitment, into: Commitment, *, reason: str, actor: User, now: datetime) -> None:
    """The commitment ends, its work goes on with `into`, of the same agency and plan. Raises Invalid without a reason
    or for one that cannot take it in, TransitionRefused for what has ended, rests, or was claimed to be done."""
    policies.require(actor, Act.REARRANGE, commitment.agency_id)
    _require_working(commitment, now)
    if not reason.strip():
        raise Invalid("reason_missing", _("Nothing is written."), remedy=_("Write why the two become one."))
    if into.pk == commitment.pk or (into.plan_id, into.agency_id) != (commitment.plan_id, commitment.agency_id):
        raise Invalid(
            "not_mergeable",
            _("An item is merged into another one of the same agency and plan."),
            remedy=_("Choose one of those shown."),
        )
    _require_working(into, now)
    commitment.discontinued_at, commitment.discontinue_reason = now, reason.strip()
    commitment.merged_into = into
    run_to(commitment, None, now)
    told = {"into": into.pk, "into_number": into.item.number, "into_title": into.item.title}
    changed = (*DUE, "discontinued_at", "discontinue_reason", "merged_into")
    journal.record(commitment, "item_merged", actor=actor, now=now, remark=reason.strip(), data=told, changed=changed)
    into.changed_at = now
    taken = {"from_commitment": commitment.pk, "number": commitment.item.number, "title": commitment.item.title}
    journal.record(
        into, "item_taken_in", actor=actor, now=now, remark=reason.strip(), data=taken, changed=("changed_at",)
    )


def mergeable_into(commitment: Commitment) -> list[Commitment]:
    """The open commitments of the same agency and plan that could take it in, in the order of the plan; one query."""
    others = Commitment.objects.open().filter(plan=commitment.plan_id, agency=commitment.agency_id)
    others = others.filter(claimed_at__isnull=True, suspended_on__isnull=True).exclude(pk=commitment.pk)
    return list(others.select_related("item").order_by("item__order", "pk")[:200])


def _require_working(commitment: Commitment, now: datetime) -> None:
    if not commitment.is_open:
        raise TransitionRefused("not_open", _("This item has already ended."), remedy=_("Look at its history."))
    suspensions.require_running(commitment, local_day(now))
    if commitment.claimed_at is not None:
        raise TransitionRefused(
            "claimed",
            _("Completion of this item has been claimed: it is neither split nor merged any more."),
            remedy=_("Look at what happened meanwhile."),
        )

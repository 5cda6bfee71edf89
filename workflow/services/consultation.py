"""The one write path of a consultation: opened and closed by the clerk, commented on by agencies, decided by the clerk.

Every verb locks the row of the plan first and records one entry on the plan's chain. Nothing here opens a commitment or
starts a clock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workflow import policies
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Consultation, ConsultationComment, ConsultedAgency, Plan, PlanItem, User
from workflow.services import adopting, journal
from workflow.services import consultation_asking as asking
from workflow.services.adopting import Addition, Change, PuttingBack, Reassignment, Rewording, TakingOut
from workflow.services.calendar import local_day
from workflow.services.plans import IN_DRAFT, OFFICE_ACTS, expand
from workflow.status import Act, CommentKind, CommentOutcome, PlanStatus

TEXT_LENGTH, QUOTE_LENGTH = 4000, 500
NEEDS_WORDING = (CommentKind.CHANGE, CommentKind.ADD)
ACTS: dict[type, str] = {
    Rewording: "item_reworded",
    Reassignment: "item_reassigned",
    TakingOut: "item_taken_out",
    PuttingBack: "item_put_back",
    Addition: "item_added",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a comment says. `item` is None for the whole document; `quote` stands word for word in the item."""

    kind: str
    reason: str
    wording: str = ""
    quote: str = ""
    item: int | None = None


# -- the clerk opens and closes ----------------------------------------------------------------------------------------


def open_consultation(
    plan_pk: int, *, actor: User, now: datetime, working_days: int | None = None, closes_on: date | None = None
) -> Consultation:
    """Send the plan to the agencies its items name as of today, those responsible and those that help, until a day or
    for so many working days.

    Raises NotVisible (404), NotPermitted (403), TransitionRefused (409) when it is open already or the plan is no
    consultation draft, Invalid for a day out of reach or a plan that names no agency.
    """
    with _held(plan_pk) as plan:
        _require_clerk(actor, plan)
        if plan.status != PlanStatus.CONSULTATION:
            raise TransitionRefused("no_consultation_draft", _("This plan is no consultation draft."))
        if Consultation.objects.filter(plan=plan).exists():
            raise TransitionRefused("already_opened", _("The consultation on this plan has been opened already."))
        today = local_day(now)
        last = asking.last_day(working_days, closes_on, now)
        found = expand(plan, today)
        if not found.agencies:
            raise Invalid(
                "nobody_responsible",
                _("No agency is responsible for any item of this plan."),
                remedy=_("Match the parties of its items first."),
                details=[problem.sentence for problem in found.blocking],
            )
        consultation = Consultation.objects.create(plan=plan, opened_by=actor, opened_at=now, closes_on=last)
        asked = asking.ask_all(consultation, found)
        journal.record(plan, "consultation_opened", actor=actor, now=now, data=asking.facts(asked, last))
    return consultation


def close_early(plan_pk: int, reason: str, *, actor: User, now: datetime) -> Consultation:
    """End an open consultation before its day. Raises as `open_consultation`; Invalid without a reason, or while an
    agency that a change of the draft named first has its own time to answer."""
    with _held(plan_pk) as plan:
        _require_clerk(actor, plan)
        consultation = _of(plan)
        if not consultation.is_open(local_day(now)):
            raise TransitionRefused("consultation_over", _("The consultation is over already."))
        asking.require_nobody_waited_for(consultation, local_day(now))
        consultation.closed_at, consultation.closed_by = now, actor
        consultation.close_reason = _text(reason, _("Give a reason: the agencies read it."))
        consultation.save(update_fields=["closed_at", "closed_by", "close_reason"])
        told = list(consultation.agencies.values_list("agency_id", flat=True))
        data = {"closes_on": consultation.closes_on, "agencies": told}
        journal.record(plan, "consultation_closed", actor=actor, now=now, remark=consultation.close_reason, data=data)
    return consultation


# -- agencies comment --------------------------------------------------------------------------------------------------


def add_comment(plan_pk: int, agency_pk: int, says: Proposal, *, actor: User, now: datetime) -> ConsultationComment:
    """A comment of the agency. Raises NotVisible (404) for whoever was not asked, TransitionRefused (409) when the
    consultation is over or the head answered that there is none, Invalid."""
    with _held(plan_pk) as plan:
        consulted = _asked(plan, agency_pk, actor)
        _require_open(consulted, plan, now)
        if consulted.no_comment_at is not None:
            raise TransitionRefused(
                "answered_none",
                _("The head has answered that the agency has no comment."),
                remedy=_("The head can take this answer back on this page."),
            )
        comment = ConsultationComment(
            consulted=consulted, written_by=actor, written_at=now, **_checked(plan, says, before="")
        )
        if comment.item is not None and not comment.item.stands:
            raise TransitionRefused(
                "item_taken_out",
                _("This item has been taken out of the draft."),
                remedy=_("Comment on the whole document if it should stay."),
            )
        comment.save(force_insert=True)
        _record(plan, "comment_added", comment, actor, now)
    return comment


def edit_comment(
    plan_pk: int, comment_pk: int, says: Proposal, *, version: int, actor: User, now: datetime
) -> ConsultationComment:
    """Change a comment of the own agency that nobody has decided. Raises as `add_comment`; 409 for an older version."""
    with _held(plan_pk) as plan:
        comment = _own(plan, comment_pk, version, actor, now)
        for name, value in _checked(plan, says, before=comment.quote).items():
            setattr(comment, name, value)
        comment.written_by, comment.written_at, comment.version = actor, now, comment.version + 1
        comment.save()
        _record(plan, "comment_changed", comment, actor, now)
    return comment


def withdraw_comment(plan_pk: int, comment_pk: int, *, version: int, actor: User, now: datetime) -> ConsultationComment:
    """Take back a comment of the own agency that nobody has decided. Raises as `edit_comment`."""
    with _held(plan_pk) as plan:
        comment = _own(plan, comment_pk, version, actor, now)
        comment.withdrawn_at, comment.version = now, comment.version + 1
        comment.save(update_fields=["withdrawn_at", "version"])
        _record(plan, "comment_withdrawn", comment, actor, now)
    return comment


def answer_none(plan_pk: int, agency_pk: int, *, none: bool, actor: User, now: datetime) -> ConsultedAgency:
    """The head answers that the agency has no comment, or takes this answer back.

    Raises NotVisible (404), NotPermitted (403) for the officer, TransitionRefused (409) when the consultation is over
    or comments of the agency stand.
    """
    with _held(plan_pk) as plan:
        consulted = _asked(plan, agency_pk, actor)
        if not policies.scope_of(actor).allows(Act.ANSWER_DRAFT, agency_pk):
            raise NotPermitted(_("That the agency has no comment is said by its head."))
        _require_open(consulted, plan, now)
        if none == (consulted.no_comment_at is not None):
            raise TransitionRefused("answered", _("This has been answered already."))
        if none and any(consulted.is_answered_by(one) for one in consulted.comments.all()):
            raise TransitionRefused(
                "comments_stand",
                _("Comments of the agency stand."),
                remedy=_("Withdraw them first, or leave them as the answer."),
            )
        consulted.no_comment_at, consulted.no_comment_by = (now, actor) if none else (None, None)
        consulted.save(update_fields=["no_comment_at", "no_comment_by"])
        act = "no_comment_answered" if none else "no_comment_taken_back"
        journal.record(plan, act, actor=actor, now=now, data=_of_agency(consulted))
    return consulted


def _checked(plan: Plan, says: Proposal, *, before: str) -> dict[str, Any]:
    """The columns of a comment. `before` may stay although the wording it quotes has changed since."""
    if says.kind not in CommentKind.values:
        raise Invalid("comment_kind", _("Choose what kind of comment this is."))
    item = PlanItem.objects.filter(plan=plan, pk=says.item).first() if says.item is not None else None
    if says.item is not None and item is None:
        raise NotVisible
    quote = says.quote.strip()
    if len(quote) > QUOTE_LENGTH:
        raise Invalid("quote_long", _("Quote at most 500 characters."))
    if quote and quote != before and (item is None or quote not in f"{item.heading}\n{item.text}"):
        raise Invalid(
            "quote_unknown",
            _("These words do not stand in the item."),
            remedy=_("Copy them from the item, or leave the field empty."),
        )
    wording = says.wording.strip()
    if says.kind in NEEDS_WORDING and not wording:
        raise Invalid("wording_missing", _("Write the wording you propose."))
    if len(wording) > TEXT_LENGTH:
        raise Invalid("wording_long", _("At most 4000 characters."))
    reason = _text(says.reason, _("Give the reason of the comment."))
    return {"item": item, "quote": quote, "kind": says.kind, "wording": wording, "reason": reason}


# -- the clerk decides -------------------------------------------------------------------------------------------------


def decide(
    plan_pk: int,
    comment_pk: int,
    outcome: str,
    reason: str,
    *,
    version: int,
    actor: User,
    now: datetime,
    change: Change | None = None,
) -> ConsultationComment:
    """Adopt a comment, adopt a part of it or refuse it, and change the draft in the same act if asked to.

    A decision may be changed until the plan is handed in. Raises NotVisible (404), NotPermitted (403),
    TransitionRefused (409) when somebody changed or decided it since `version`, Invalid without a reason, or for a
    change that goes with a refusal.
    """
    with _held(plan_pk) as plan:
        _require_clerk(actor, plan)
        _require_draft(plan)
        comment = _comments(plan).filter(pk=comment_pk).first()
        if comment is None:
            raise NotVisible
        _require_version(comment, version)
        if outcome not in CommentOutcome.values:
            raise Invalid("outcome", _("Choose what becomes of the comment."))
        kept = reason.strip()[:TEXT_LENGTH]
        if outcome != CommentOutcome.ADOPTED:
            kept = _text(reason, _("Give a reason: the agency reads it."))
        if change is not None:
            adopting.require_own(comment, change)
        comment.outcome, comment.outcome_reason, comment.version = outcome, kept, comment.version + 1
        comment.decided_by, comment.decided_at = actor, now
        comment.save(update_fields=["outcome", "outcome_reason", "decided_by", "decided_at", "version"])
        changed = _carry_out(plan, change, actor, now) if change is not None else {}
        if changed and outcome == CommentOutcome.REFUSED:
            raise Invalid(
                "refused_changes",
                _("A comment that is not adopted changes nothing."),
                remedy=_("Record the outcome alone; what else has to change is an act of its own."),
            )
        data = {"outcome": outcome, **_of_comment(comment), **changed}
        journal.record(plan, "comment_decided", actor=actor, now=now, remark=kept, data=data)
        if changed:
            asking.ask_those_named_first(plan, actor=actor, now=now, own=comment.consulted.agency_id)
    return comment


def carry_out(plan_pk: int, wanted: Change, *, actor: User, now: datetime) -> adopting.Told:
    """Change the draft after a consultation was opened, before the plan is handed in; returns what changed.

    Raises NotVisible (404), NotPermitted (403), TransitionRefused (409) when somebody changed it since, Invalid. An
    item is added only for a comment that was adopted.
    """
    with _held(plan_pk) as plan:
        _require_clerk(actor, plan)
        _of(plan)
        _require_draft(plan)
        if isinstance(wanted, Addition):
            _require_adopted(plan, wanted)
        changed = _carry_out(plan, wanted, actor, now)
        if changed:
            remark = wanted.reason.strip() if isinstance(wanted, TakingOut) else ""
            journal.record(plan, ACTS[type(wanted)], actor=actor, now=now, remark=remark, data=changed)
            asking.ask_those_named_first(plan, actor=actor, now=now)
    return changed


def _carry_out(plan: Plan, wanted: Change, actor: User, now: datetime) -> adopting.Told:
    if plan.is_amendment and not isinstance(wanted, Rewording):
        raise TransitionRefused(
            "version_fixed",
            _("A version holds the differences that were accepted: its items and their agencies are not changed here."),
            remedy=_("Correct the document and import it as the new version again."),
        )
    return adopting.carry_out(plan, wanted, actor=actor, now=now)


def _require_adopted(plan: Plan, wanted: Addition) -> None:
    comment = _comments(plan).filter(pk=wanted.comment).first()
    if comment is None:
        raise NotVisible
    if comment.outcome not in (CommentOutcome.ADOPTED, CommentOutcome.PARTLY):
        raise Invalid(
            "comment_not_adopted",
            _("An item is added for a comment that was adopted, whole or in part."),
            remedy=_("Record the outcome in the same act."),
        )


def require_ended(plan: Plan, now: datetime) -> None:
    """Raises Invalid while a consultation draft was not circulated, can still be commented on, or has a comment nobody
    decided; a plan that is none passes."""
    found = asking.missing(plan, local_day(now))
    if found is not None:
        raise Invalid(found.code, found.sentence, remedy=found.remedy)


# -- shared ------------------------------------------------------------------------------------------------------------


@contextmanager
def _held(plan_pk: int) -> Iterator[Plan]:
    """The plan with its row locked, in a transaction. An act of the plan's flow takes another lock: the place in the
    chain decides between the two."""
    try:
        with transaction.atomic():
            plan = Plan.objects.select_for_update(of=("self",)).filter(pk=plan_pk).first()
            if plan is None:
                raise NotVisible
            yield plan
    except IntegrityError as clash:
        if not journal.is_chain_clash(clash):
            raise
        raise TransitionRefused(
            "changed_meanwhile",
            _("This plan was changed at the same moment."),
            remedy=_("What you wrote is kept. Try again in a moment."),
        ) from clash


def _require_clerk(actor: User, plan: Plan) -> None:
    scope = policies.scope_of(actor)
    if not any(scope.allows(act, plan.office_id) for act in OFFICE_ACTS):
        raise NotVisible
    policies.require(actor, Act.DRAFT_DOCUMENT, plan.office_id)


def _require_draft(plan: Plan) -> None:
    if plan.status not in IN_DRAFT:
        raise TransitionRefused(
            "plan_not_draft",
            _("The plan has been handed in; comments are no longer decided."),
            remedy=_("The leader can return it to you."),
        )


def _require_open(consulted: ConsultedAgency, plan: Plan, now: datetime) -> None:
    # An agency asked behind the others may have answered and have time left when the plan is handed in.
    if not consulted.is_open(local_day(now)) or plan.status not in IN_DRAFT:
        raise TransitionRefused("consultation_over", _("The consultation is over: comments are no longer taken."))


def _require_version(comment: ConsultationComment, version: int) -> None:
    if comment.version != version:
        raise TransitionRefused(
            "comment_changed",
            _("Somebody changed or decided this comment meanwhile."),
            remedy=_("What you wrote is kept below. Look at the comment as it is now."),
        )


def _of(plan: Plan) -> Consultation:
    consultation = Consultation.objects.filter(plan=plan).first()
    if consultation is None:
        raise NotVisible
    return consultation


def _asked(plan: Plan, agency_pk: int, actor: User) -> ConsultedAgency:
    found = ConsultedAgency.objects.filter(consultation__plan=plan, agency_id=agency_pk)
    consulted = found.select_related("consultation", "agency").first()
    if consulted is None or not policies.scope_of(actor).allows(Act.COMMENT_DRAFT, agency_pk):
        raise NotVisible
    return consulted


def _own(plan: Plan, comment_pk: int, version: int, actor: User, now: datetime) -> ConsultationComment:
    comment = _comments(plan).filter(pk=comment_pk).first()
    if comment is None or not policies.scope_of(actor).allows(Act.COMMENT_DRAFT, comment.consulted.agency_id):
        raise NotVisible
    _require_open(comment.consulted, plan, now)
    _require_version(comment, version)
    if comment.outcome:
        raise TransitionRefused("comment_decided", _("The office has decided this comment."))
    return comment


def _comments(plan: Plan) -> QuerySet[ConsultationComment]:
    rows = ConsultationComment.objects.filter(consulted__consultation__plan=plan, withdrawn_at=None)
    return rows.select_related("consulted__agency", "consulted__consultation", "item")


def _text(typed: str, missing: str) -> str:
    text = typed.strip()
    if not text:
        raise Invalid("reason_missing", missing)
    return text[:TEXT_LENGTH]


def _of_agency(consulted: ConsultedAgency) -> dict[str, Any]:
    return {"agencies": [consulted.agency_id], "agency_name": str(consulted.agency)}


def _of_comment(comment: ConsultationComment) -> dict[str, Any]:
    return {
        **_of_agency(comment.consulted),
        "comment": comment.pk,
        "number": comment.item.number if comment.item else "",
        "kind": comment.kind,
        "quote": comment.quote,
        "wording": comment.wording,
        "reason": comment.reason,
    }


def _record(plan: Plan, act: str, comment: ConsultationComment, actor: User, now: datetime) -> None:
    journal.record(plan, act, actor=actor, now=now, data=_of_comment(comment))

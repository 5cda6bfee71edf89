"""Doubts that a plan still has after its import: settled with a reason, pinned or marked before it can be issued."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow import policies
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import ItemDeadline, ItemRecurrence, Plan, PlanDoubt, User
from workflow.services import journal
from workflow.services.doubt_words import sentence_of
from workflow.services.imports.memory import remember_doubts
from workflow.services.imports.session import REASON_LENGTH, reason_of
from workflow.services.imports.vague import checked, parts_of
from workflow.services.plans import IN_DRAFT, IN_FORCE
from workflow.status import Act

SHOWN = 30


def require_settled(plan: Plan) -> None:
    """Raises Invalid with the first open doubts while there is one."""
    found = list(PlanDoubt.objects.open().filter(plan=plan).select_related("item").order_by("order")[:SHOWN])
    if found:
        raise Invalid(
            "doubts_open",
            _("The plan has open doubts and cannot be issued."),
            remedy=_("Decide each of them, or waive it with a reason, on the page of its doubts."),
            details=[sentence_of(doubt, doubt.item.number if doubt.item else "") for doubt in found],
        )


def settle(plan_pk: int, doubt_pks: Iterable[int], reason: str, *, actor: User, now: datetime) -> Sequence[PlanDoubt]:
    """Accept doubts as they were read, or mark vague words as unmeasurable; a doubt needs a reason.

    Raises NotVisible (404), NotPermitted (403), TransitionRefused (409) once the plan is in force, Invalid.
    """
    with transaction.atomic():
        plan = _lock(plan_pk, actor)
        found = list(PlanDoubt.objects.open().filter(plan=plan, pk__in=list(doubt_pks)).select_related("item"))
        if not found:
            raise Invalid("no_such_doubt", _("These doubts are settled already."))
        if any(not doubt.word for doubt in found):
            reason = reason_of(reason)
        for doubt in found:
            _decide(doubt, "unmeasurable" if doubt.word else "confirmed", reason.strip()[:REASON_LENGTH], actor, now)
        PlanDoubt.objects.bulk_update(found, ["how", "reason", "settled_by", "settled_at"])
        _record(plan, found, actor, now)
    return found


def pin(plan_pk: int, doubt_pk: int, told: str, *, actor: User, now: datetime) -> PlanDoubt:
    """Pin a vague word while the plan is a draft: it becomes a limit or a duty of its item. Raises as `settle`."""
    with transaction.atomic():
        plan = _lock(plan_pk, actor)
        if plan.status not in IN_DRAFT:
            raise TransitionRefused(
                "plan_not_draft",
                gettext_lazy("The plan has been handed in; its dates can no longer be changed here."),
                remedy=gettext_lazy("Mark the word as unmeasurable, or have the leader return the plan."),
            )
        doubt = PlanDoubt.objects.open().filter(plan=plan, pk=doubt_pk).select_related("item").first()
        if doubt is None or doubt.item is None or not doubt.word:
            raise Invalid("no_such_doubt", _("These doubts are settled already."))
        doubt.told = checked(told)
        _apply(doubt)
        _decide(doubt, "pinned", "", actor, now)
        doubt.save()
        _record(plan, [doubt], actor, now)
    return doubt


def _lock(plan_pk: int, actor: User) -> Plan:
    plan = Plan.objects.select_for_update(of=("self",)).filter(pk=plan_pk).first()
    if plan is None or not policies.scope_of(actor).allows(Act.DRAFT_DOCUMENT, plan.office_id):
        raise NotVisible
    if plan.status in IN_FORCE:
        raise TransitionRefused("plan_in_force", _("The plan is issued: its doubts are settled."))
    return plan


def _apply(doubt: PlanDoubt) -> None:
    item = doubt.item
    if item is None:
        return
    at: Any = [doubt.span_start, doubt.span_end] if doubt.span_end else None
    limit, duty = parts_of(doubt.told, doubt.phrase, at)
    place = {"phrase": doubt.phrase, "span_start": doubt.span_start, "span_end": doubt.span_end}
    if limit is not None:
        ItemDeadline.objects.create(item=item, kind=limit["kind"], value=limit["value"], event=limit["event"], **place)
        if limit["kind"] == "fixed_date":
            day = date.fromisoformat(limit["value"])
            item.due_on = max(item.due_on, day) if item.due_on else day
            item.save(update_fields=["due_on"])
    if duty is not None:
        ItemRecurrence.objects.create(
            item=item, kind=duty["kind"], period=duty["period"], min_count=duty["min_count"], **place
        )


def _decide(doubt: PlanDoubt, how: str, reason: str, actor: User, now: datetime) -> None:
    doubt.how, doubt.reason, doubt.settled_by, doubt.settled_at = how, reason, str(actor), now


def _record(plan: Plan, doubts: Sequence[PlanDoubt], actor: User, now: datetime) -> None:
    remember_doubts(plan, doubts)
    decided = [
        {
            "kind": doubt.kind,
            "item": doubt.item.number if doubt.item else "",
            "about": doubt.candidates,
            "word": doubt.word,
            "sentence": doubt.phrase,
            "how": doubt.how,
            "told": doubt.told,
            "reason": doubt.reason,
        }
        for doubt in doubts
    ]
    journal.record(plan, "doubt_settled", actor=actor, now=now, remark=doubts[0].reason, data={"doubts": decided})

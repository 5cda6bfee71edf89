"""The chain of plans: what the levels above ask, which of our items answers it, and what is left over.

Every act locks the plan and finds what it is about as the person saw it, or is refused with who was faster: two clerks
never overwrite each other. All of them are allowed before and after the issue, since they touch no clock and no
commitment.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workflow import policies
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import Jurisdiction, Plan, PlanItem, UpperDocument, UpperItem, UpperLink, User
from workflow.reading.likeness import alike
from workflow.scope import Scope
from workflow.services import journal
from workflow.services.imports.session import reason_of
from workflow.services.plans import IN_FORCE, visible_plans
from workflow.services.versions import current_items
from workflow.status import Act, UpperSettled

LEAST_LIKENESS = 25
"""Pairs less alike than this, in percent, are not proposed."""
MOST_PROPOSALS = 3
"""Proposals for one upper-level item."""


def candidates(plan: Plan, scope: Scope) -> QuerySet[Plan]:
    """Issued plans of offices in the jurisdictions above that of the plan, which the person may see."""
    return visible_plans(scope).filter(
        status__in=IN_FORCE, office__jurisdiction_id__in=_above(plan.office.jurisdiction_id)
    )


def _above(jurisdiction_id: int) -> list[int]:
    parents = dict(Jurisdiction.objects.values_list("pk", "parent_id"))
    found: list[int] = []
    current = parents.get(jurisdiction_id)
    while current is not None and current not in found:
        found.append(current)
        current = parents.get(current)
    return found


# -- documents ---------------------------------------------------------------------------------------------------------


def take_plan(plan_pk: int, upper_plan_pk: int, *, actor: User, now: datetime) -> UpperDocument:
    """Compare with a plan of a superior jurisdiction; links are proposed, none is made.

    Raises NotVisible (404) for a plan of no superior jurisdiction or one the person may not read, NotPermitted (403),
    TransitionRefused (409) when it is here already.
    """
    with transaction.atomic():
        plan = lock(plan_pk, actor)
        upper = candidates(plan, policies.scope_of(actor)).filter(pk=upper_plan_pk).first()
        if upper is None:
            raise NotVisible
        if plan.upper_documents.filter(upper_plan=upper).exists():
            raise TransitionRefused("upper_known", _("This upper-level plan has been taken in already."))
        document = UpperDocument.objects.create(
            plan=plan,
            upper_plan=upper,
            title=upper.title,
            document_number=upper.document_number,
            added_by=actor,
            added_at=now,
        )
        fill(
            document,
            [
                UpperItem(
                    document=document,
                    order=item.order,
                    number=item.number,
                    heading=item.heading,
                    text=item.text,
                    span_start=item.span_start,
                    span_end=item.span_end,
                )
                for item in current_items(upper.pk)
            ],
            actor=actor,
            now=now,
        )
    return document


def fill(document: UpperDocument, items: Sequence[UpperItem], *, actor: User, now: datetime) -> None:
    """Store the items of a document with the proposed links, and record that it was taken in. The plan is locked."""
    theirs = UpperItem.objects.bulk_create(items)
    ours = list(current_items(document.plan_id).only("heading", "text"))
    pairs = alike(
        [(item.heading, item.text) for item in ours],
        [(item.heading, item.text) for item in theirs],
        least=LEAST_LIKENESS,
        most=MOST_PROPOSALS,
    )
    UpperLink.objects.bulk_create(
        [UpperLink(item=ours[our], upper_item=theirs[their], likeness=percent) for our, their, percent in pairs]
    )
    document.read_at = now
    document.save(update_fields=["title", "document_number", "clean_text", "read_at"])
    _record(document, "upper_document_added", actor, now, items=len(theirs), proposed=len(pairs))


def drop_document(plan_pk: int, document_pk: int, *, actor: User, now: datetime) -> None:
    """Take an upper-level document out again, with its links. Raises NotVisible, NotPermitted."""
    with transaction.atomic():
        plan = lock(plan_pk, actor)
        document = plan.upper_documents.filter(pk=document_pk, read_at__isnull=False).defer("content").first()
        if document is None:
            raise NotVisible
        document.plan = plan
        links = UpperLink.objects.filter(upper_item__document=document, confirmed_at__isnull=False)
        _record(document, "upper_document_dropped", actor, now, links=_pairs(links))
        document.delete()


# -- links -------------------------------------------------------------------------------------------------------------


def link(plan_pk: int, document_pk: int, ours: str, theirs: str, *, actor: User, now: datetime) -> UpperLink:
    """Say that one of our items answers one of theirs; both are named by their numbers. A proposal becomes a link.

    Raises NotVisible, NotPermitted, Invalid for a number nobody has, TransitionRefused (409) when they are linked
    already or theirs was marked as having none of ours.
    """
    with transaction.atomic():
        plan = lock(plan_pk, actor)
        document = plan.upper_documents.filter(pk=document_pk, read_at__isnull=False).defer("content").first()
        if document is None:
            raise NotVisible
        item = cast(PlanItem, _named(current_items(plan.pk), ours, _("our item")))
        upper = cast(UpperItem, _named(document.items.order_by("order"), theirs, _("upper-level item")))
        _require_unsettled(upper)
        made, new = UpperLink.objects.get_or_create(item=item, upper_item=upper)
        if made.confirmed_at is not None:
            raise TransitionRefused(
                "upper_linked", _("These two items are linked already."), happened=[made.confirmed_by]
            )
        made.confirmed_by, made.confirmed_at = str(actor), now
        made.save(update_fields=["confirmed_by", "confirmed_at"])
        document.plan = plan
        _record(document, "upper_linked", actor, now, links=[[item.number, upper.number]], proposed=not new)
    return made


def confirm(plan_pk: int, link_pk: int, *, actor: User, now: datetime) -> UpperLink:
    """Confirm one proposed link. Raises NotVisible, NotPermitted, TransitionRefused (409) when it is none any more."""
    with transaction.atomic():
        plan = lock(plan_pk, actor)
        found = _links(plan).filter(pk=link_pk).first()
        if found is None:
            raise _gone()
        if found.confirmed_at is not None:
            raise TransitionRefused(
                "upper_linked", _("This proposal has been confirmed already."), happened=[found.confirmed_by]
            )
        _require_unsettled(found.upper_item)
        _confirm_all(plan, [found], actor, now)
    return found


def confirm_from(plan_pk: int, document_pk: int, least: int, *, actor: User, now: datetime) -> int:
    """Confirm every proposed link of a document that is at least `least` percent alike; returns how many.

    Raises NotVisible, NotPermitted, Invalid when there is none.
    """
    with transaction.atomic():
        plan = lock(plan_pk, actor)
        found = list(
            _links(plan).filter(
                upper_item__document_id=document_pk,
                upper_item__settled="",
                confirmed_at__isnull=True,
                likeness__gte=least,
            )
        )
        if not found:
            raise Invalid("no_proposals", _("No proposed link is that much alike."))
        _confirm_all(plan, found, actor, now, least=least)
    return len(found)


def unlink(plan_pk: int, link_pk: int, *, actor: User, now: datetime) -> None:
    """Remove a link, or refuse a proposal. Raises NotVisible, NotPermitted, TransitionRefused (409) when it is gone."""
    with transaction.atomic():
        plan = lock(plan_pk, actor)
        found = _links(plan).filter(pk=link_pk).first()
        if found is None:
            raise _gone()
        document = found.upper_item.document
        document.plan = plan
        pair = [found.item.number, found.upper_item.number]
        _record(document, "upper_unlinked", actor, now, links=[pair], proposed=found.confirmed_at is None)
        found.delete()


# -- theirs without one of ours ----------------------------------------------------------------------------------------


def settle(plan_pk: int, upper_pk: int, how: str, reason: str, *, actor: User, now: datetime) -> UpperItem:
    """Say why none of our items answers one of theirs: not applicable, or arranged otherwise.

    Raises NotVisible, NotPermitted, Invalid without a reason, TransitionRefused (409) when it is marked or linked
    already.
    """
    with transaction.atomic():
        plan = lock(plan_pk, actor)
        upper = _upper(plan, upper_pk)
        if how not in UpperSettled.values:
            raise Invalid("no_such_mark", _("Choose whether it is not applicable or arranged otherwise."))
        _require_unsettled(upper)
        held = upper.links.filter(confirmed_at__isnull=False).order_by("pk").first()
        if held is not None:
            raise TransitionRefused(
                "upper_linked", _("This upper-level item has been linked meanwhile."), happened=[held.confirmed_by]
            )
        upper.settled, upper.reason = how, reason_of(reason)
        upper.settled_by, upper.settled_at = str(actor), now
        upper.save(update_fields=["settled", "reason", "settled_by", "settled_at"])
        _record(upper.document, "upper_settled", actor, now, remark=upper.reason, number=upper.number, how=how)
    return upper


def reopen(plan_pk: int, upper_pk: int, *, actor: User, now: datetime) -> UpperItem:
    """Take such a mark back. Raises NotVisible, NotPermitted, TransitionRefused (409) when there is none."""
    with transaction.atomic():
        plan = lock(plan_pk, actor)
        upper = _upper(plan, upper_pk)
        if not upper.settled:
            raise TransitionRefused("not_settled", _("The mark has been taken back already."))
        _record(upper.document, "upper_reopened", actor, now, number=upper.number, how=upper.settled)
        upper.settled, upper.reason, upper.settled_by, upper.settled_at = "", "", "", None
        upper.save(update_fields=["settled", "reason", "settled_by", "settled_at"])
    return upper


# -- small parts -------------------------------------------------------------------------------------------------------


def lock(plan_pk: int, actor: User) -> Plan:
    """The plan, locked. Raises NotVisible (404) for a plan the person may not see, NotPermitted (403) otherwise."""
    plan = Plan.objects.select_related("office").select_for_update(of=("self",)).filter(pk=plan_pk).first()
    if plan is None:
        raise NotVisible
    policies.require(actor, Act.DRAFT_DOCUMENT, plan.office_id)
    return plan


def _links(plan: Plan) -> QuerySet[UpperLink]:
    return (
        UpperLink.objects.filter(upper_item__document__plan=plan)
        .select_related("item", "upper_item__document")
        .defer("upper_item__document__content", "upper_item__document__clean_text")
        .order_by("upper_item__order", "item__order")
    )


def _upper(plan: Plan, pk: int) -> UpperItem:
    found = (
        UpperItem.objects.filter(document__plan=plan, pk=pk)
        .select_related("document")
        .defer("document__content", "document__clean_text")
        .first()
    )
    if found is None:
        raise NotVisible
    found.document.plan = plan
    return found


def name_of(item: PlanItem | UpperItem) -> str:
    """The name an item is chosen by: its number, and the beginning of its title (20 signs) to know it by."""
    # A browser turns line breaks into spaces.
    return " ".join(f"{item.number} {item.title[:20]}".split())


def _named(rows: QuerySet[Any], typed: str, what: str) -> Any:
    """The row of that number, or of the name a person chose or typed out."""
    typed = " ".join(typed.split())
    found = [
        row
        for row in rows
        if typed and typed in (row.number, name_of(row), " ".join(f"{row.number} {row.title}".split()))
    ]
    if not found:
        raise Invalid(
            "no_such_item",
            _("There is no %(what)s “%(typed)s”.") % {"what": what, "typed": typed[:60]},
            remedy=_("Choose it from the list that opens, or type its number."),
        )
    return found[0]


def _require_unsettled(upper: UpperItem) -> None:
    if upper.settled:
        raise TransitionRefused(
            "upper_settled",
            _("This upper-level item is marked: %(how)s.") % {"how": upper.get_settled_display()},
            remedy=_("Take the mark back first."),
            happened=[f"{upper.settled_by}: {upper.reason}"],
        )


def _gone() -> TransitionRefused:
    return TransitionRefused("upper_link_gone", _("This link has been removed meanwhile."))


def _confirm_all(plan: Plan, links: Sequence[UpperLink], actor: User, now: datetime, **more: Any) -> None:
    for one in links:
        one.confirmed_by, one.confirmed_at = str(actor), now
    UpperLink.objects.bulk_update(links, ["confirmed_by", "confirmed_at"], batch_size=500)
    document = links[0].upper_item.document
    document.plan = plan
    _record(document, "upper_confirmed", actor, now, links=_pairs(links), **more)


def _pairs(links: Iterable[UpperLink]) -> list[list[str]]:
    rows = links.select_related("item", "upper_item") if isinstance(links, QuerySet) else links
    return [[one.item.number, one.upper_item.number] for one in rows]


def _record(document: UpperDocument, act: str, actor: User, now: datetime, *, remark: str = "", **data: Any) -> None:
    told = {"document": document.title, "document_number": document.document_number, **data}
    journal.record(document.plan, act, actor=actor, now=now, remark=remark, data=told)

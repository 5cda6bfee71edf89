"""The plan chain of a plan goes over to the plan that replaces it: documents of higher levels, and who answers them.

A version of a plan in force needs none of this: its issue changes the items of that plan, which keep their links.
"""

from collections.abc import Mapping
from datetime import datetime

from workflow.models import Plan, PlanItem, UpperDocument, UpperItem, UpperLink, User
from workflow.services import journal
from workflow.services.imports.pairing import Content, match_items
from workflow.services.versions import current_items

KEPT = ("order", "number", "heading", "text", "span_start", "span_end", "settled", "reason", "settled_by", "settled_at")


def carry(plan: Plan, *, actor: User, now: datetime) -> int:
    """Copy the chain of the plan this one is a new version of, with the links of every item found again; returns how
    many links. Runs in the transaction of the issue.

    Items are found as the comparison of versions finds them; an ambiguous match carries nothing, and neither does an
    added item. A document the new plan is compared with already is left as the clerk has it there.
    """
    old = plan.version_of
    if old is None or plan.is_amendment:
        return 0
    documents = list(old.upper_documents.filter(read_at__isnull=False).order_by("pk"))
    known = {(one.upper_plan_id, one.sha256) for one in plan.upper_documents.defer("content", "clean_text")}
    missing = [one for one in documents if (one.upper_plan_id, one.sha256) not in known]
    found = _found_again(old, plan) if missing else {}
    return sum(_carry(document, plan, found, actor, now) for document in missing)


def _found_again(old: Plan, new: Plan) -> dict[int, int]:
    """Items of the new plan by the item of the old one they are."""
    before, after = ([_content(item) for item in current_items(plan.pk)] for plan in (old, new))
    matches = match_items(before, after, {})
    return {int(match.old): int(pk) for pk, match in matches.items() if match.old and not match.others}


def _content(item: PlanItem) -> Content:
    return Content(str(item.pk), item.number, item.heading, item.text)


def _carry(document: UpperDocument, plan: Plan, found: Mapping[int, int], actor: User, now: datetime) -> int:
    theirs = list(document.items.order_by("order"))
    links = list(UpperLink.objects.filter(upper_item__in=theirs, item__in=found).select_related("item", "upper_item"))
    copy = UpperDocument.objects.create(
        plan=plan,
        upper_plan=document.upper_plan,
        title=document.title,
        document_number=document.document_number,
        filename=document.filename,
        content=bytes(document.content),  # PostgreSQL gives a memoryview
        sha256=document.sha256,
        clean_text=document.clean_text,
        added_by=actor,
        added_at=now,
        read_at=now,
    )
    made = UpperItem.objects.bulk_create(
        [UpperItem(document=copy, **{name: getattr(one, name) for name in KEPT}) for one in theirs]
    )
    copies = {one.pk: new for one, new in zip(theirs, made, strict=True)}
    UpperLink.objects.bulk_create(
        [
            UpperLink(
                item_id=found[link.item_id],
                upper_item=copies[link.upper_item_id],
                likeness=link.likeness,
                confirmed_by=link.confirmed_by,
                confirmed_at=link.confirmed_at,
            )
            for link in links
        ]
    )
    counted = [[link.item.number, link.upper_item.number] for link in links if link.confirmed_at is not None]
    told = {"document": copy.title, "document_number": copy.document_number, "from": document.plan_id, "links": counted}
    journal.record(plan, "upper_carried", actor=actor, now=now, data=told | {"items": len(made)})
    return len(links)

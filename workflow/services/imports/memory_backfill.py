"""The memory of decisions for plans that were saved before there was one."""

from collections.abc import Iterator

from django.db import transaction

from workflow.models import ImportDraft, Plan
from workflow.services.calendar import local_day
from workflow.services.imports.memory import remember_late
from workflow.services.imports.parties import Parties
from workflow.services.imports.session import review_of
from workflow.services.matching import load_register


def backfill() -> Iterator[tuple[Plan, int]]:
    """Remember what was decided in every import that became a plan, oldest plan first: the plan, and how many answers
    it added or renewed. Run again it finds nothing to do; each plan is one transaction."""
    saved = ImportDraft.objects.filter(plan__isnull=False).order_by("plan__created_at", "plan_id")
    for pk in list(saved.values_list("pk", flat=True)):
        with transaction.atomic():
            draft = ImportDraft.objects.select_related("plan__created_by", "document__office").get(pk=pk)
            plan = draft.plan
            if plan is None:
                continue
            review = review_of(draft)
            parties = Parties(review, load_register(draft.document.office, local_day(plan.created_at)))
            added = remember_late(plan, draft, review, parties)
        yield plan, added

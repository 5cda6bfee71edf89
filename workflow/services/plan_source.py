"""The document behind a plan: its text with the places of what was read, and what it rests on."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F

from workflow.models import Assignment, ImportDraft, Plan, PlanItem
from workflow.models.plan_chain import shown_title
from workflow.services.imports.blocks import Block, blocks
from workflow.services.imports.drawing import Drawn, drawn_tables
from workflow.services.imports.places import Places
from workflow.services.imports.source import Extent, Mark, find_names


def text_of(plan: Plan) -> str:
    """The cleaned text the spans of the plan point into; empty for a plan entered otherwise."""
    draft: ImportDraft | None = getattr(plan, "import_draft", None)
    own = draft.clean_text if draft is not None else ""
    return own or (plan.document.clean_text if plan.document else "")


def places_of(plan: Plan) -> Places:
    """The sentences of that text, and where each is shown; one query."""
    return Places(text_of(plan), tables_of(plan))


def tables_of(plan: Plan) -> list[Drawn]:
    """The tables of that text; one query, which leaves the rest of the reading where it is."""
    drafts = ImportDraft.objects.filter(plan=plan).annotate(told=F("reading__tables"))
    told = drafts.values_list("told", flat=True).first()
    return drawn_tables(text_of(plan), told or [])


def items_of(plan: Plan) -> list[PlanItem]:
    """The items in their order, with all that is marked in the source; five queries."""
    return list(plan.items.prefetch_related("deadlines", "recurrences", "assignments__parties").order_by("order"))


def source(plan: Plan, items: Sequence[PlanItem], tables: Sequence[Drawn]) -> list[Block]:
    """The document with the places of agencies, limits and duties of the items (`items_of`) marked."""
    if plan.document is None:
        return []
    text = text_of(plan)
    marks: list[Mark] = []
    for item in items:
        marks += [_mark(row, "due") for row in item.deadlines.all() if row.span_end]
        marks += [_mark(row, "often") for row in item.recurrences.all() if row.span_end]
        for assignment in item.assignments.all():
            marks += _names(text, assignment)
    extents = [Extent(item.span_start or 0, item.span_end, str(item.pk)) for item in items if item.span_end]
    return blocks(text, marks, extents, tables=tables)


def cites(plan: Plan, places: Places) -> list[tuple[str, str, int | None]]:
    """Title and number of what the plan rests on, and the sentence of the document that says so."""
    return [(shown_title(cite["title"]), cite["number"], places.anchor(cite.get("at"))) for cite in plan.cites]


def _mark(row: Any, kind: str) -> Mark:
    return Mark(row.span_start, row.span_end, kind)


def _names(text: str, assignment: Assignment) -> Iterable[Mark]:
    if assignment.span_start is None or assignment.span_end is None:
        return
    names = [party.name for party in assignment.parties.all()]
    for _name, start, end in find_names(text, (assignment.span_start, assignment.span_end), names):
        yield Mark(start, end, "org")

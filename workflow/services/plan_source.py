"""The document behind a plan: its text with the places of what was read, and what it rests on."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from workflow.models import Assignment, ImportDraft, Plan
from workflow.models.plan_chain import shown_title
from workflow.services.imports.source import Extent, Mark, Paragraph, find_names, paragraphs


def text_of(plan: Plan) -> str:
    """The cleaned text the spans of the plan point into; empty for a plan entered otherwise."""
    draft: ImportDraft | None = getattr(plan, "import_draft", None)
    own = draft.clean_text if draft is not None else ""
    return own or (plan.document.clean_text if plan.document else "")


def source(plan: Plan) -> list[Paragraph]:
    """The document with the places of agencies, limits and duties marked; at most four queries."""
    if plan.document is None:
        return []
    text = text_of(plan)
    items = list(plan.items.prefetch_related("deadlines", "recurrences", "assignments__parties").order_by("order"))
    marks: list[Mark] = []
    for item in items:
        marks += [_mark(row, "due") for row in item.deadlines.all() if row.span_end]
        marks += [_mark(row, "often") for row in item.recurrences.all() if row.span_end]
        for assignment in item.assignments.all():
            marks += _names(text, assignment)
    extents = [Extent(item.span_start or 0, item.span_end, str(item.pk)) for item in items if item.span_end]
    return paragraphs(text, marks, extents)


def cites(plan: Plan, paragraphs_of: Sequence[Paragraph]) -> list[tuple[str, str, int | None]]:
    """Title and number of what the plan rests on, and the sentence of the shown source that says so."""
    starts = [passage.start for paragraph in paragraphs_of for passage in paragraph.passages]
    found = []
    for cite in plan.cites:
        index = bisect_right(starts, cite["at"][0]) - 1 if cite.get("at") else -1
        found.append((shown_title(cite["title"]), cite["number"], starts[index] if index >= 0 else None))
    return found


def _mark(row: Any, kind: str) -> Mark:
    return Mark(row.span_start, row.span_end, kind)


def _names(text: str, assignment: Assignment) -> Iterable[Mark]:
    if assignment.span_start is None or assignment.span_end is None:
        return
    names = [party.name for party in assignment.parties.all()]
    for _name, start, end in find_names(text, (assignment.span_start, assignment.span_end), names):
        yield Mark(start, end, "org")

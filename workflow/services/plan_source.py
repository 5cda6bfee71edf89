"""The document behind a plan: its text with the places of what was read, and what it rests on."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from workflow.models import Assignment, ImportDraft, Plan, PlanItem
from workflow.services.imports.places import Places
from workflow.services.imports.source import Extent, Mark, Paragraph, Passage, find_names, paragraphs

PART, TAG = 9000, 30
"""Signs on one page of the document, and what each mark counts beside its text."""


def text_of(plan: Plan) -> str:
    """The cleaned text the spans of the plan point into; empty for a plan entered otherwise."""
    draft: ImportDraft | None = getattr(plan, "import_draft", None)
    own = draft.clean_text if draft is not None else ""
    return own or (plan.document.clean_text if plan.document else "")


def items_of(plan: Plan) -> list[PlanItem]:
    """The items in their order, with all that is marked in the source; five queries."""
    return list(plan.items.prefetch_related("deadlines", "recurrences", "assignments__parties").order_by("order"))


def source(plan: Plan, items: Sequence[PlanItem]) -> list[Paragraph]:
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
    return paragraphs(text, marks, extents)


def cites(plan: Plan, places: Places) -> list[tuple[str, str, int | None]]:
    """Title and number of what the plan rests on, and the sentence of the document that says so."""
    found = []
    for cite in plan.cites:
        title = cite["title"] if cite["title"].startswith("《") or not cite["title"] else f"《{cite['title']}》"
        found.append((title, cite["number"], places.anchor(cite.get("at"))))
    return found


# -- part by part ------------------------------------------------------------------------------------------------------


def parts(found: Iterable[Paragraph], size: int = PART) -> list[list[Paragraph]]:
    """The document cut into parts of about one size, between sentences; only a sentence longer than a part is cut."""
    cut: list[list[Paragraph]] = []
    room = 0
    for paragraph in found:
        for passage in (piece for whole in paragraph.passages for piece in _bounded(whole, size)):
            cost = _cost(passage)
            if cost > room:
                cut.append([])
                room = size
            room -= cost
            here = cut[-1]
            if here and here[-1].number == paragraph.number:
                here[-1].passages.append(passage)
            else:
                here.append(replace(paragraph, passages=[passage]))
    return cut


def part_at(cut: Sequence[Sequence[Paragraph]], place: int) -> int:
    """Index of the part that holds the place."""
    return max(0, bisect_right([part[0].passages[0].start for part in cut], place) - 1)


def items_in(part: Iterable[Paragraph]) -> set[int]:
    """Ids of the items that stand in the part."""
    passages = (passage for paragraph in part for passage in paragraph.passages)
    return {int(run.item) for passage in passages for run in passage.runs if run.item}


def _cost(passage: Passage) -> int:
    """Signs of text and, about, of markup."""
    return TAG + sum(TAG + len(run.text) for run in passage.runs)


def _bounded(passage: Passage, size: int) -> Iterable[Passage]:
    if _cost(passage) <= size:
        yield passage
        return
    place = passage.start
    for run in passage.runs:
        for begin in range(0, len(run.text), size):
            text = run.text[begin : begin + size]
            yield Passage(place, passage.item, [replace(run, text=text)])
            place += len(text)


def _mark(row: Any, kind: str) -> Mark:
    return Mark(row.span_start, row.span_end, kind)


def _names(text: str, assignment: Assignment) -> Iterable[Mark]:
    if assignment.span_start is None or assignment.span_end is None:
        return
    names = [party.name for party in assignment.parties.all()]
    for _name, start, end in find_names(text, (assignment.span_start, assignment.span_end), names):
        yield Mark(start, end, "org")

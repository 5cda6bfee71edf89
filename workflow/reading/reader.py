"""`read`: the layers put together, from the text of a file to a reading."""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from workflow.reading import closing as ends
from workflow.reading.assignments import forget
from workflow.reading.clean import CleanText, clean
from workflow.reading.coverage import Named, cover
from workflow.reading.dates import names_one_year, read_year
from workflow.reading.document_doubts import document_doubts
from workflow.reading.header import Draft, finish, read_head
from workflow.reading.headings import find_headings
from workflow.reading.items import (
    CLOSING_NUMBER,
    PARAGRAPH_NUMBER,
    Built,
    Context,
    build_items,
    paragraph_items,
)
from workflow.reading.latin_head import LatinHead, read_latin_head
from workflow.reading.layout import with_labels
from workflow.reading.metadata import is_metadata, read_metadata
from workflow.reading.model import Attachment, Doubt, Header, Item, Reading, Rule
from workflow.reading.numbering import check_numbering
from workflow.reading.offsets import Span
from workflow.reading.opening import introduction, tasks_before
from workflow.reading.outline import Outline
from workflow.reading.owners import Practice, find_addressed, find_practice
from workflow.reading.page import Page, lay_page
from workflow.reading.parties import HAS_LEVEL
from workflow.reading.references import find_approval, find_attachments, find_citations
from workflow.reading.rules import find_rules
from workflow.reading.rules_scope import Scope
from workflow.reading.source import Source
from workflow.reading.tables import Tables, read_tables
from workflow.reading.tables_around import missing
from workflow.reading.timing import Calendar
from workflow.reading.vague import with_vague

OFFICIAL = re.compile(r"(?:各|有关|相关)(?:部门|单位|街道|乡镇|镇街|县区|区县)|[省市区县]政府|人民政府|牵头|责任单位")
Progress = Callable[[int, int], None]


def read(
    source: str | Source,
    *,
    filename: str = "",
    progress: Progress | None = None,
    refused: Collection[Sequence[int]] = (),
) -> Reading:
    """Read a plan document: its text, or what a file format gave. Never raises for any text; what is not understood is
    doubted or unexplained.

    `refused` are spans of the raw text (`Repair.raw_at`) whose repair a person refused: they are read as received.
    `progress(done, total)` is called with the number of paragraphs read so far, at least once at the start and the end.
    """
    source = Source(source) if isinstance(source, str) else source
    document = clean(source.text, refused)
    page = lay_page(document, source.tables)
    report = _reporter(page.lines, progress)
    parts = _take_apart(document.text, page)
    tasks = _find_tasks(parts, report)
    _believe_english(parts, tasks)
    if not _is_plan(parts, tasks):
        # Numbered prose without a plan's title and without anyone responsible is no plan: nothing is made up from it.
        tasks = _Tasks(tasks.context)
    header = _with_references(parts)
    rules = _rules(parts, tasks) if tasks.items else ()
    named = _name_spans(parts, tasks)
    report(len(document.text))
    forget()
    return Reading(
        filename=filename,
        document=document,
        header=header,
        rules=rules,
        items=tuple(tasks.items),
        phases=tuple(tasks.built.phases),
        doubts=_doubts(document, header, parts, tasks) if tasks.items else (),
        coverage=cover(parts.sentences, named + _ruled(parts.sentences, named, rules)),
        tables=tuple(one.grid for one in page.laid if one.grid),
    )


@dataclass(slots=True)
class _Parts:
    """A document taken apart: its numbered places, and what stands before and behind them."""

    text: str
    page: Page
    sentences: list[Span]
    outline: Outline
    draft: Draft
    """Where the facts of the header stand."""
    header: Header
    english: LatinHead | None
    left: list[Span]
    """The paragraphs before the first number that are no part of the header."""
    closing: ends.Closing
    practice: Practice


@dataclass(slots=True)
class _Tasks:
    """What the parts say has to be done: the items in text order, and where they come from."""

    context: Context
    items: list[Item] = field(default_factory=list)
    loose: list[Span] = field(default_factory=list)
    """Paragraphs before the first number that give somebody a task."""
    built: Built = field(default_factory=Built)
    tables: Tables = field(default_factory=Tables)


def _take_apart(text: str, page: Page) -> _Parts:
    outline = page.outline(text)
    find_headings(text, outline)
    draft = Draft()
    left = with_labels(text, read_head(text, outline.before, draft))
    closing = ends.take_closing(text, outline, draft, page.attached)
    _take_makers(text, page, draft)
    header = finish(draft)
    sentences = page.sentences(text)
    practice = find_practice(text, outline, sentences, find_addressed(text, draft, header), draft.asked)
    english = read_latin_head(text, left) if header.title is None else None
    left = [at for at in left if english is None or at not in english.taken]
    return _Parts(text, page, sentences, outline, draft, header, english, left, closing, practice)


def _take_makers(text: str, page: Page, draft: Draft) -> None:
    """Who drew up a table, where a row of it says so (制表单位：…)."""
    for one in page.laid:
        rows = [at for at, name in one.rows.named if name == "table"] if one.rows.entries else []
        for at in (*one.captions, *rows):
            if is_metadata(text[slice(*at)].strip()):
                made = read_metadata(text, at).get("drawn_up_by")
                draft.put("drawn_up_by", text[slice(*made)] if made else "", made or at)


def _find_tasks(parts: _Parts, report: Callable[[int], None]) -> _Tasks:
    """The items of the numbered places, of the paragraphs around them and of the tables."""
    text, closing, practice = parts.text, parts.closing, parts.practice
    context = Context(text, _calendar(parts.header, parts.english), check_numbering(parts.outline), practice)
    built = build_items(context, parts.outline, report)
    built.waived += _take_rules(text, closing, practice)
    loose = tasks_before(text, parts.left, practice)
    items = paragraph_items(context, loose, PARAGRAPH_NUMBER) + built.items
    items += paragraph_items(context, closing.paragraphs, CLOSING_NUMBER)
    tables = read_tables(text, parts.page.laid, context.calendar, [item.number for item in items])
    items = [with_vague(text, item) for item in sorted([*items, *tables.items], key=lambda item: item.at)]
    return _Tasks(context, items, loose, built, tables)


def _believe_english(parts: _Parts, tasks: _Tasks) -> None:
    """Take the English head for one where somebody is given a task or a table lists them."""
    if parts.english and (tasks.tables.items or any(item.assignments for item in tasks.items)):
        parts.header = parts.english.put_into(parts.header)
        parts.draft.taken += parts.english.taken


def _is_plan(parts: _Parts, tasks: _Tasks) -> bool:
    """Whether the document has a plan's title, makes somebody responsible, or speaks of what authorities do."""
    if parts.draft.is_letter:
        return any(item.assignments for item in tasks.items)
    if parts.header.title is not None or any(_is_assigned(item) for item in tasks.items):
        return True
    is_listed = bool(parts.outline.roots or tasks.tables.items)
    return is_listed and (_is_official(parts.text) or _names_agencies(tasks.items))


def _name_spans(parts: _Parts, tasks: _Tasks) -> list[Named]:
    """What each part of the document was read as; in a document without tasks all but its head stays unexplained."""
    named: list[Named] = [(at, "furniture") for at in parts.page.furniture]
    named += [(at, "header") for at in parts.draft.taken]
    if not tasks.items:
        return named
    taken = set(tasks.loose)
    first = min((item.at[0] for item in (*tasks.built.items, *tasks.tables.items)), default=0)
    named += [(item.at, "item") for item in tasks.items]
    named += [*tasks.built.waived, *tasks.tables.named, *_beside(parts.page, parts.closing)]
    return named + introduction(tasks.context, [at for at in parts.left if at not in taken], first)


def _doubts(document: CleanText, header: Header, parts: _Parts, tasks: _Tasks) -> tuple[Doubt, ...]:
    asked = document_doubts(document, header, tasks.items, parts.practice)
    return (*tasks.tables.doubts, *tasks.built.doubts, *asked)


def _with_references(parts: _Parts) -> Header:
    """The header with what the document refers to: who approved it, what it rests on, what is attached."""
    text, header, page = parts.text, parts.header, parts.page
    approval = find_approval(text, [*parts.draft.taken, *parts.left])
    attached = find_attachments(text, parts.closing.attachments, page.kept)
    return replace(
        header,
        approving_meeting=approval[0] if approval else None,
        cites=find_citations(text, header.title, header.document_number),
        attachments=_not_in_tables(text, attached, page.captions),
        at=header.at | ({"approving_meeting": approval[1]} if approval else {}),
    )


def _not_in_tables(text: str, found: tuple[Attachment, ...], captions: list[Span]) -> tuple[Attachment, ...]:
    """The attachments, those that stand in the document as a table of that name marked as there."""
    if not captions:
        return found
    names = [text[slice(*one.at)] for one in found if one.is_missing]
    absent = set(missing(text, names, captions))
    is_headed = any(ends.ATTACHMENT.match(text, *at) for at in captions)
    return tuple(
        replace(one, is_missing=one.is_missing and text[slice(*one.at)] in absent and not (is_headed and not one.title))
        for one in found
    )


def _rules(parts: _Parts, tasks: _Tasks) -> tuple[Rule, ...]:
    """What holds for the whole document, wherever it is said."""
    sentences = _without(parts.sentences, parts.page.furniture)
    scope = Scope(parts.text, parts.outline, tasks.items, (PARAGRAPH_NUMBER, CLOSING_NUMBER))
    found = find_rules(parts.text, sentences, scope)
    return tuple(sorted((*found, *parts.practice.standing.rules), key=lambda rule: rule.at))


def _is_assigned(item: Item) -> bool:
    """Whether an item says who is responsible otherwise than in passing."""
    return bool(item.assignments) and all(doubt.kind != "owner_in_sentence" for doubt in item.doubts)


def _names_agencies(items: list[Item]) -> bool:
    """Whether the sentences of at least two items tell an agency of some place to act."""
    told = [item for item in items if any(HAS_LEVEL.match(name) for a in item.assignments for name in (*a.lead, *a.co))]
    return len(told) >= 2


def _take_rules(text: str, closing: ends.Closing, practice: Practice) -> list[Named]:
    """Closing paragraphs that only state rules, taken out of the others."""
    rules = [at for at in closing.paragraphs if practice.says_only_rules(text, at)]
    closing.paragraphs = [at for at in closing.paragraphs if at not in rules]
    return [(at, "rule") for at in rules]


def _beside(page: Page, closing: ends.Closing) -> list[Named]:
    """What stands beside the tasks of a plan: titles over tables, attachments, closing formulas."""
    return [
        *((at, "heading") for at in page.captions),
        *((at, "table") for at in page.remarks),
        *((at, "attachment") for at in closing.attachments),
        *((at, "closing") for at in closing.formalities),
    ]


def _is_official(text: str) -> bool:
    """Whether the text speaks of authorities often enough to be a plan that lost its title."""
    return len(OFFICIAL.findall(text)) >= 3


def _reporter(lines: list[Span], progress: Progress | None) -> Callable[[int], None]:
    """Turn a place in the text into paragraphs done; the last call gives the total."""
    ends_at = [at[1] for at in lines]

    def report(position: int) -> None:
        if progress:
            progress(bisect_left(ends_at, position + 1), len(lines))

    report(-1)
    return report


def _calendar(header: Header, english: LatinHead | None) -> Calendar:
    """The year dates without one are read in: the title's, or that of the document's date."""
    dated = header.issued_on or header.published_on or (english.issued_on if english else None)
    year = read_year(header.title) or (english.year if english else None)
    yearly = names_one_year(header.title) or bool(english and english.year)
    return Calendar(year or (dated.year if dated else None), dated, is_yearly=yearly)


def _without(every: list[Span], furniture: list[Span]) -> list[Span]:
    starts = {at[0] for at in furniture}
    return [sentence for sentence in every if sentence[0] not in starts]


def _ruled(every: list[Span], named: list[Named], rules: tuple[Rule, ...]) -> list[Named]:
    """Sentences outside of everything else that state a rule of the document."""
    unread = [sentence.at for sentence in cover(every, named).unexplained]
    places = sorted(rule.at[0] for rule in rules)
    ruled: list[Named] = []
    for at in unread:
        index = bisect_left(places, at[0])
        if index < len(places) and places[index] < at[1]:
            ruled.append((at, "rule"))
    return ruled

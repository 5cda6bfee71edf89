"""`read`: the layers put together, from the text of a file to a reading."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import groupby

from workflow.reading import closing as ends
from workflow.reading.aliases import two_names
from workflow.reading.assignments import find_assignments, forget
from workflow.reading.clean import CleanText, clean
from workflow.reading.coverage import Named, cover
from workflow.reading.dates import names_one_year, read_year
from workflow.reading.digits import misread_digits
from workflow.reading.doubts import doubt
from workflow.reading.header import Draft, finish, read_head
from workflow.reading.headings import find_headings
from workflow.reading.items import (
    CLOSING_NUMBER,
    PARAGRAPH_NUMBER,
    Built,
    Context,
    build_items,
    is_counted,
    paragraph_items,
)
from workflow.reading.latin_head import LatinHead, read_latin_head
from workflow.reading.layout import with_labels
from workflow.reading.model import Attachment, Doubt, Header, Item, Reading, Rule
from workflow.reading.mojibake import lost_passages
from workflow.reading.numbering import check_numbering
from workflow.reading.offsets import Span
from workflow.reading.owners import Practice, find_practice, standing_doubts
from workflow.reading.page import Page, lay_page
from workflow.reading.parties import HAS_LEVEL
from workflow.reading.places import possible_issuers
from workflow.reading.recurrences import find_recurrences
from workflow.reading.references import find_approval, find_attachments, find_citations
from workflow.reading.rules import find_rules
from workflow.reading.source import Source
from workflow.reading.tables import Tables, read_tables
from workflow.reading.tables_around import missing
from workflow.reading.timing import Calendar, find_deadlines, masked
from workflow.reading.told import find_told
from workflow.reading.vague import with_vague

PREAMBLE = re.compile(
    r"^为|^根据|^按照|总体要求|指导思想|特?制定(?:本|如下|以下|此)|现(?:制定|提出|就|将|印发)|如下|以下|贯彻落实|决策部署|坚持以"
)
OFFICIAL = re.compile(r"(?:各|有关|相关)(?:部门|单位|街道|乡镇|镇街|县区|区县)|[省市区县]政府|人民政府|牵头|责任单位")
LONGEST_ANNOUNCEMENT = 40
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
    outline = page.outline(document.text)
    find_headings(document.text, outline)
    draft = Draft()
    left = with_labels(document.text, read_head(document.text, outline.before, draft))
    closing = ends.take_closing(document.text, outline, draft, page.attached)
    header = finish(draft)
    every = page.sentences(document.text)
    practice = find_practice(document.text, outline, every)
    english = read_latin_head(document.text, left) if header.title is None else None
    left = [at for at in left if english is None or at not in english.taken]
    context = Context(document.text, _calendar(header, english), check_numbering(outline), practice)
    built = build_items(context, outline, report)
    loose = _with_counted(document.text, left, {at for at in left if _assigns(document.text, at, practice)})
    built.waived += _take_rules(document.text, closing, practice)
    items = paragraph_items(context, loose, PARAGRAPH_NUMBER) + built.items
    items += paragraph_items(context, closing.paragraphs, CLOSING_NUMBER)
    tables = read_tables(document.text, page.laid, context.calendar, [item.number for item in items])
    if english and (tables.items or any(item.assignments for item in items)):
        header = english.put_into(header)
        draft.taken += english.taken
    items = [with_vague(document.text, item) for item in sorted([*items, *tables.items], key=lambda item: item.at)]
    speaks_of_duty = bool(outline.roots or tables.items) and (_is_official(document.text) or _names_agencies(items))
    if header.title is None and not speaks_of_duty and not any(_is_assigned(item) for item in items):
        # Numbered prose without a plan's title and without anyone responsible is no plan: nothing is made up from it.
        items, built, tables = [], Built(), Tables()
    rules = _rules(document.text, _without(every, page.furniture), practice) if items else ()
    named: list[Named] = [(at, "furniture") for at in page.furniture]
    named += [(at, "header") for at in draft.taken]
    named += [(item.at, "item") for item in items]
    if items:
        taken = set(loose)
        first = min((item.at[0] for item in (*built.items, *tables.items)), default=0)
        named += [*built.waived, *tables.named, *_beside(page, closing)]
        named += _preamble(context, [at for at in left if at not in taken], first)
    header = _with_references(document.text, header, [*draft.taken, *left], closing.attachments, page)
    report(len(document.text))
    forget()
    return Reading(
        filename=filename,
        document=document,
        header=header,
        rules=rules,
        items=tuple(items),
        phases=tuple(built.phases),
        doubts=(*tables.doubts, *_document_doubts(document, header, built, items, practice)) if items else (),
        coverage=cover(every, named + _ruled(every, named, rules)),
        tables=tuple(one.grid for one in page.laid if one.grid),
    )


def _with_references(text: str, header: Header, head: list[Span], attached: list[Span], page: Page) -> Header:
    """The header with what the document refers to: who approved it, what it rests on, what is attached."""
    approval = find_approval(text, head)
    return replace(
        header,
        approving_meeting=approval[0] if approval else None,
        cites=find_citations(text, header.title, header.document_number),
        attachments=_not_in_tables(text, find_attachments(text, attached, page.kept), page.captions),
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


def _rules(text: str, every: list[Span], practice: Practice) -> tuple[Rule, ...]:
    return tuple(sorted((*find_rules(text, every), *practice.standing.rules), key=lambda rule: rule.at))


def _assigns(text: str, at: Span, practice: Practice) -> bool:
    """Whether a paragraph before the first number gives somebody a task."""
    if practice.says_only_rules(text, at):
        return False
    if find_assignments(text, [at]).assignments or _reports_back(text, at):
        return True
    if PREAMBLE.search(text[at[0] : at[0] + 400]):
        return False
    return any(one.strength != "plain" for one in find_told(text, [at]))


def _with_counted(text: str, left: list[Span], assigning: set[Span]) -> list[Span]:
    """The paragraphs that give somebody a task; of 一是…, 二是… all where one does."""
    found: list[Span] = []
    for counted, run in groupby(left, key=lambda at: is_counted(text, at)):
        those = list(run)
        every = counted and len(those) > 1 and not assigning.isdisjoint(those)
        found += [at for at in those if every or at in assigning]
    return found


def _reports_back(text: str, at: Span) -> bool:
    """Whether a letter asks for reports that return: 请各牵头单位每月28日前报送进展."""
    plain = masked(text, at)
    return any(
        one.strength != "plain" and find_recurrences(text, plain[a - at[0] : b - at[0]], (a, b), ()).recurrences
        for one in find_told(text, [at])
        for a, b in [one.assignment.at]
    )


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


def _preamble(context: Context, left: list[Span], first: int) -> list[Named]:
    """Paragraphs before the first number that say why the plan is made, and those before the `first` task that ask for
    nothing; the others stay unexplained."""
    text = context.text
    reasons = [at for at in left if PREAMBLE.search(text[at[0] : at[0] + 400])]
    reasons += [at for at in left if at not in set(reasons) and _announces(text, at)]
    asking = [at for at in left if at[1] <= first and at not in set(reasons) and _asks_nothing(context, at)]
    return [*((at, "preamble") for at in reasons), *((at, "introduction") for at in asking)]


def _announces(text: str, at: Span) -> bool:
    """Whether a paragraph only says that the tasks follow: 要抓好三个方面的工作："""
    return at[1] - at[0] <= LONGEST_ANNOUNCEMENT and text[at[1] - 1] in "：:" and not find_told(text, [at])


def _asks_nothing(context: Context, at: Span) -> bool:
    """Whether whole sentences name nobody who has to act, no time and nothing that returns."""
    text = context.text
    return (
        text[at[1] - 1] in "。！."
        and not find_told(text, [at])
        and not find_deadlines(text, [at], context.calendar).deadlines
        and not find_recurrences(text, masked(text, at), at, ()).recurrences
    )


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


def _document_doubts(
    document: CleanText, header: Header, built: Built, items: list[Item], practice: Practice
) -> list[Doubt]:
    raised = list(built.doubts)
    if header.title is None:
        raised.append(doubt("title_missing"))
    if header.issuer is None:
        raised.append(doubt("issuer_missing", possible_issuers(header.title, document.text)))
    absent = [document.text[slice(*one.at)] for one in header.attachments if one.is_missing]
    if absent:
        raised.append(doubt("attachment_missing", absent))
    return [*raised, *_damage_doubts(document.text, items), *_naming_doubts(items, practice)]


def _damage_doubts(text: str, items: list[Item]) -> list[Doubt]:
    """Lost characters, and misread digits outside of the items, which ask about their own."""
    places = sorted(item.at for item in items)
    raised = []
    for misread in misread_digits(text, (0, len(text))):
        at = misread.at or (0, 0)
        index = bisect_right(places, at) - 1
        if index < 0 or at[0] >= places[index][1]:
            raised.append(misread)
    lost = lost_passages(text)
    if lost:
        raised.append(doubt("text_lost", [text[max(0, start - 8) : end + 8] for start, end in lost[:8]], lost[0]))
    return raised


def _naming_doubts(items: list[Item], practice: Practice) -> list[Doubt]:
    """Sets among the helpers of everything, and names that may mean one agency."""
    names = [name for item in items for a in item.assignments for name in (*a.lead, *a.co)]
    return standing_doubts(practice) + [doubt("two_names", pair) for pair in two_names(names)]

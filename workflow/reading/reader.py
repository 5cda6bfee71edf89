"""`read`: the layers put together, from the text of a file to a reading."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from workflow.reading import closing as ends
from workflow.reading.aliases import two_names
from workflow.reading.assignments import find_assignments
from workflow.reading.clean import CleanText, clean
from workflow.reading.coverage import Named, cover
from workflow.reading.dates import read_year
from workflow.reading.digits import misread_digits
from workflow.reading.doubts import doubt
from workflow.reading.furniture import page_furniture
from workflow.reading.header import Draft, finish, read_head
from workflow.reading.headings import find_headings
from workflow.reading.items import CLOSING_NUMBER, PARAGRAPH_NUMBER, Built, Context, build_items, paragraph_items
from workflow.reading.layout import join_labels, split_lines, with_labels
from workflow.reading.model import Doubt, Header, Item, Reading, Rule
from workflow.reading.mojibake import lost_passages
from workflow.reading.numbering import check_numbering
from workflow.reading.offsets import Span
from workflow.reading.outline import build
from workflow.reading.owners import Practice, find_practice, standing_doubts
from workflow.reading.parties import HAS_LEVEL
from workflow.reading.places import possible_issuers
from workflow.reading.references import find_approval, find_attachments, find_citations
from workflow.reading.rules import find_rules
from workflow.reading.sentences import paragraphs, sentences
from workflow.reading.source import Source
from workflow.reading.timing import Calendar
from workflow.reading.told import find_told
from workflow.reading.vague import with_vague

PREAMBLE = re.compile(
    r"^为|^根据|^按照|总体要求|指导思想|特?制定(?:本|如下|以下|此)|现(?:制定|提出|就|将|印发)|如下|以下|贯彻落实|决策部署|坚持以"
)
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
    lines = split_lines(document.text, paragraphs(document.text))
    report = _reporter(lines, progress)
    furniture = page_furniture(document.text, lines)
    dropped = set(furniture)
    kept = [at for at in lines if at not in dropped]
    attached = ends.attachment_list(document.text, kept)
    listed = set(attached)
    outline = build(document.text, join_labels(document.text, [at for at in kept if at not in listed]))
    find_headings(document.text, outline)
    draft = Draft()
    left = with_labels(document.text, read_head(document.text, outline.before, draft))
    closing = ends.take_closing(document.text, outline, draft, attached)
    header = finish(draft)
    every = [sentence for at in lines for sentence in sentences(document.text, at)]
    practice = find_practice(document.text, outline, every)
    context = Context(document.text, _calendar(document.text, header), check_numbering(outline), practice)
    built = build_items(context, outline, report)
    loose = [at for at in left if _assigns(document.text, at, practice)]
    only_rules = {at for at in closing.paragraphs if practice.says_only_rules(document.text, at)}
    closing.paragraphs = [at for at in closing.paragraphs if at not in only_rules]
    built.waived += [(at, "rule") for at in only_rules]
    items = [
        *paragraph_items(context, loose, PARAGRAPH_NUMBER),
        *built.items,
        *paragraph_items(context, closing.paragraphs, CLOSING_NUMBER),
    ]
    items = [with_vague(document.text, item) for item in items]
    if (
        header.title is None
        and not any(_is_assigned(item) for item in items)
        and not (outline.roots and (_is_official(document.text) or _names_agencies(items)))
    ):
        # Numbered prose without a plan's title and without anyone responsible is no plan: nothing is made up from it.
        items, built = [], Built()
    rules = _rules(document.text, _without(every, furniture), practice) if items else ()
    named: list[Named] = [(at, "furniture") for at in furniture]
    named += [(at, "header") for at in draft.taken]
    named += [(item.at, "item") for item in items]
    named += built.waived
    if items:
        named += [(at, "attachment") for at in closing.attachments] + [(at, "closing") for at in closing.formalities]
        taken = set(loose)
        named += _preamble(document.text, [at for at in left if at not in taken])
    header = _with_references(document.text, header, [*draft.taken, *left], closing.attachments, kept)
    report(len(document.text))
    return Reading(
        filename=filename,
        document=document,
        header=header,
        rules=rules,
        items=tuple(items),
        phases=tuple(built.phases),
        doubts=tuple(
            _document_doubts(document, header, built, closing, items) + _naming_doubts(items, practice) if items else ()
        ),
        coverage=cover(every, named + _ruled(every, named, rules)),
    )


def _with_references(
    text: str, header: Header, head: list[Span], attached: list[Span], paragraphs: list[Span]
) -> Header:
    """The header with what the document refers to: who approved it, what it rests on, what is attached."""
    approval = find_approval(text, head)
    return replace(
        header,
        approving_meeting=approval[0] if approval else None,
        cites=find_citations(text, header.title, header.document_number),
        attachments=find_attachments(text, attached, paragraphs),
        at=header.at | ({"approving_meeting": approval[1]} if approval else {}),
    )
def _rules(text: str, every: list[Span], practice: Practice) -> tuple[Rule, ...]:
    return tuple(sorted((*find_rules(text, every), *practice.standing.rules), key=lambda rule: rule.at))


def _assigns(text: str, at: Span, practice: Practice) -> bool:
    """Whether a paragraph before the first number gives somebody a task."""
    if practice.says_only_rules(text, at):
        return False
    if find_assignments(text, [at]).assignments:
        return True
    if PREAMBLE.search(text[at[0] : at[0] + 400]):
        return False
    return any(one.strength != "plain" for one in find_told(text, [at]))


def _is_assigned(item: Item) -> bool:
    """Whether an item says who is responsible otherwise than in passing."""
    return bool(item.assignments) and all(doubt.kind != "owner_in_sentence" for doubt in item.doubts)


def _names_agencies(items: list[Item]) -> bool:
    """Whether the sentences of at least two items tell an agency of some place to act."""
    told = [item for item in items if any(HAS_LEVEL.match(name) for a in item.assignments for name in (*a.lead, *a.co))]
    return len(told) >= 2


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


def _calendar(text: str, header: Header) -> Calendar:
    """The year dates without one are read in: the title's, or that of the document's date."""
    dated = header.issued_on or header.published_on
    year = read_year(header.title) or (dated.year if dated else None)
    return Calendar(year, dated)


def _without(every: list[Span], furniture: list[Span]) -> list[Span]:
    starts = {at[0] for at in furniture}
    return [sentence for sentence in every if sentence[0] not in starts]


def _preamble(text: str, left: list[Span]) -> list[Named]:
    """Paragraphs before the first number that say why the plan is made; the others stay unexplained."""
    return [(at, "preamble") for at in left if PREAMBLE.search(text[at[0] : at[0] + 400])]


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
    document: CleanText, header: Header, built: Built, closing: ends.Closing, items: list[Item]
) -> list[Doubt]:
    raised = list(built.doubts)
    if header.title is None:
        raised.append(doubt("title_missing"))
    if header.issuer is None:
        raised.append(doubt("issuer_missing", possible_issuers(header.title, document.text)))
    missing = [document.text[slice(*one.at)] for one in header.attachments if one.is_missing]
    if missing:
        raised.append(doubt("attachment_missing", missing))
    return [*raised, *_damage_doubts(document.text, items)]


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

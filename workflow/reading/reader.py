"""`read`: the layers put together, from the text of a file to a reading."""

import re
from bisect import bisect_left
from collections.abc import Callable

from workflow.reading import closing as ends
from workflow.reading.assignments import find_assignments
from workflow.reading.clean import CleanText, clean
from workflow.reading.coverage import Named, cover
from workflow.reading.dates import read_year
from workflow.reading.doubts import doubt
from workflow.reading.furniture import find_furniture
from workflow.reading.header import Draft, finish, read_head
from workflow.reading.headings import find_headings
from workflow.reading.items import CLOSING_NUMBER, PARAGRAPH_NUMBER, Built, Context, build_items, paragraph_items
from workflow.reading.model import Doubt, Header, Reading, Rule
from workflow.reading.numbering import check_numbering
from workflow.reading.offsets import Span
from workflow.reading.outline import build
from workflow.reading.rules import find_rules
from workflow.reading.sentences import paragraphs, sentences
from workflow.reading.source import Source
from workflow.reading.timing import Calendar

PREAMBLE = re.compile(
    r"^为|^根据|^按照|总体要求|指导思想|特?制定(?:本|如下|以下|此)|现(?:制定|提出|就|将|印发)|如下|以下|贯彻落实|决策部署|坚持以"
)
REFERRED = re.compile(r"(?:详?见|按|依据)附[件表]\s?\d{0,2}|[(（](?:详?见)?附[件表]\s?\d{0,2}[)）]")
OFFICIAL = re.compile(r"(?:各|有关|相关)(?:部门|单位|街道|乡镇|镇街|县区|区县)|[省市区县]政府|人民政府|牵头|责任单位")
PLACE = re.compile(
    r"(?:^|年)(?P<place>[\u3400-\u9fff]{1,8}?(?:自治州|自治县|省|市|区|县|州|旗|镇|乡|街道))(?![场政县区村化])"
)
Progress = Callable[[int, int], None]


def read(source: str | Source, *, filename: str = "", progress: Progress | None = None) -> Reading:
    """Read a plan document: its text, or what a file format gave. Never raises for any text; what is not understood is
    doubted or unexplained.

    `progress(done, total)` is called with the number of paragraphs read so far, at least once at the start and the end.
    """
    source = Source(source) if isinstance(source, str) else source
    document = clean(source.text)
    lines = paragraphs(document.text)
    report = _reporter(lines, progress)
    marked = find_furniture([document.text[slice(*at)] for at in lines])
    furniture = [at for at, is_marked in zip(lines, marked, strict=True) if is_marked]
    dropped = set(furniture)
    kept = [at for at in lines if at not in dropped]
    attached = ends.attachment_list(document.text, kept)
    outline = build(document.text, [at for at in kept if at not in set(attached)])
    find_headings(document.text, outline)
    draft = Draft()
    left = read_head(document.text, outline.before, draft)
    closing = ends.take_closing(document.text, outline, draft, attached)
    header = finish(draft)
    context = Context(document.text, _calendar(document.text, header), check_numbering(outline))
    built = build_items(context, outline, report)
    loose = [at for at in left if find_assignments(document.text, [at]).assignments]
    items = [
        *paragraph_items(context, loose, PARAGRAPH_NUMBER),
        *built.items,
        *paragraph_items(context, closing.paragraphs, CLOSING_NUMBER),
    ]
    if header.title is None and not any(item.assignments for item in items) and not _is_official(document.text):
        # Numbered prose without a plan's title and without anyone responsible is no plan: nothing is made up from it.
        items, built = [], Built()
    every = [sentence for at in lines for sentence in sentences(document.text, at)]
    rules = find_rules(document.text, _without(every, furniture)) if items else ()
    named: list[Named] = [(at, "furniture") for at in furniture]
    named += [(at, "header") for at in draft.taken]
    named += [(item.at, "item") for item in items]
    named += built.waived
    if items:
        named += [(at, "attachment") for at in closing.attachments] + [(at, "closing") for at in closing.formalities]
        named += _preamble(document.text, [at for at in left if at not in loose])
    report(len(document.text))
    return Reading(
        filename=filename,
        document=document,
        header=header,
        rules=rules,
        items=tuple(items),
        phases=tuple(built.phases),
        doubts=tuple(_document_doubts(document, header, built, closing) if items else ()),
        coverage=cover(every, named + _ruled(every, named, rules)),
    )


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


def _document_doubts(document: CleanText, header: Header, built: Built, closing: ends.Closing) -> list[Doubt]:
    raised = list(built.doubts)
    if header.title is None:
        raised.append(doubt("title_missing"))
    if header.issuer is None:
        raised.append(doubt("issuer_missing", _possible_issuers(header.title)))
    attached = [document.text[slice(*at)] for at in closing.attachments]
    referred = REFERRED.search(document.text)
    if attached or referred:
        raised.append(doubt("attachment_missing", attached or [referred.group()] if referred else attached))
    return raised


def _possible_issuers(title: str | None) -> list[str]:
    """The government of the place that a title names, and its office."""
    place = PLACE.search(title or "")
    return [f"{place['place']}人民政府", f"{place['place']}人民政府办公室"] if place else []

"""What the lines of a document are, before anything is read in them: furniture, tables, lists of attachments, text."""

from dataclasses import dataclass

from workflow.reading import closing as ends
from workflow.reading.clean import CleanText
from workflow.reading.furniture import page_furniture
from workflow.reading.layout import join_labels, split_lines
from workflow.reading.offsets import Span
from workflow.reading.outline import Outline, build
from workflow.reading.sentences import paragraphs, sentences
from workflow.reading.source import Table
from workflow.reading.tables import Laid, lay_out, outside
from workflow.reading.tables_around import cut_lines, head_captions, mark_over_tables, over_tables, under_tables


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a document by what they are; every line is in `lines`, in text order."""

    lines: list[Span]
    furniture: list[Span]
    laid: list[Laid]
    """The tables, those copied out one cell a line among them."""
    kept: list[Span]
    """The lines of the text itself, with the titles over tables and the lists of attachments."""
    captions: list[Span]
    attached: list[Span]
    remarks: list[Span]
    """What is remarked below the tables."""

    def outline(self, text: str) -> Outline:
        """The numbered places of the text itself."""
        apart = {*self.attached, *self.captions, *self.remarks}
        found = build(text, join_labels(text, [at for at in self.kept if at not in apart]))
        mark_over_tables(text, self.laid, found, self.captions)
        return found

    def sentences(self, text: str) -> list[Span]:
        """Every sentence of the document, those of tables cut at the borders of cells."""
        return [sentence for at in cut_lines(text, self.lines, self.laid) for sentence in sentences(text, at)]


def lay_page(document: CleanText, tables: tuple[Table, ...]) -> Page:
    """Tell the lines of a document apart. Tables first: a number in a row is no page mark, a line in a cell is never
    cut at the numbers in it."""
    text = document.text
    whole = paragraphs(text)
    laid = lay_out(document, tables, _without_furniture(text, whole))
    areas = [one.at for one in laid]
    loose = outside(whole, areas)
    written = split_lines(text, loose)
    furniture = page_furniture(text, written)
    dropped = set(furniture)
    kept = [at for at in written if at not in dropped]
    kept = [*head_captions(text, laid, kept), *kept]
    captions = over_tables(text, laid, kept)
    named = set(captions)
    attached = ends.attachment_list(text, [at for at in kept if at not in named])
    apart = set(loose)
    lines = sorted([*written, *(at for at in whole if at not in apart)])
    return Page(lines, furniture, laid, kept, captions, attached, under_tables(text, laid, kept))


def _without_furniture(text: str, lines: list[Span]) -> list[Span]:
    """The lines without the furniture of the page; a number alone may be one of a page or of a row, and then what
    returns beside it is a cell."""
    dropped = {at for at in page_furniture(text, lines, running=False) if not text[slice(*at)].isdecimal()}
    return [at for at in lines if at not in dropped]

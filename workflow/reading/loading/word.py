"""Word documents (.docx): paragraphs and tables in their order, with the numbers Word shows but does not store."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from workflow.reading.loading.archive import check_parts, open_archive
from workflow.reading.loading.builder import Builder, GridCell
from workflow.reading.loading.limits import MAX_COLUMNS, MAX_DEPTH
from workflow.reading.loading.margins import properties
from workflow.reading.loading.numbering import Numbering
from workflow.reading.loading.refusals import refusal
from workflow.reading.source import Source

Element = Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
P, TBL, TR, TC, SDT, T, BR, TAB, R = (W + name for name in ("p", "tbl", "tr", "tc", "sdt", "t", "br", "tab", "r"))
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
FORMULA_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
BOX = W + "txbxContent"
MARGINS = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
PPR, RPR, VANISH = W + "pPr", W + "rPr", W + "vanish"
# Deleted or moved away by a tracked change, pinyin above a character, settings: not part of the text.
DROPPED = frozenset(
    W + name
    for name in (
        "del", "moveFrom", "rt", "rubyPr", "pPr", "rPr", "instrText", "delText", "delInstrText", "object", "sdtPr",
        "sdtEndPr", "footnoteReference", "endnoteReference", "commentReference", "fldData", "tblPr", "trPr", "tcPr",
        "tblGrid", "sectPr", "numPr",
    )
)  # fmt: skip
SIGNS = {W + "tab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
OFF = ("0", "false", "off", "none")


def load_docx(data: bytes) -> Source:
    """A Word document. Headers, footers, watermarks and properties are its margins; footnotes and comments are left
    out; tracked changes count as accepted."""
    with open_archive(data) as archive:
        check_parts(archive)
        described = list(properties(archive))
    document = docx.Document(io.BytesIO(data))
    reader = _Word(document)
    reader.body(document.element.body, 0)
    for relation in document.part.rels.values():
        if relation.reltype in MARGINS and not relation.is_external:
            reader.margin(relation.target_part.element)
    for line in described:
        reader.builder.margin(line)
    return reader.builder.source()


class _Word:
    def __init__(self, document: Any) -> None:
        self.builder = Builder("docx")
        self._numbering = Numbering.of(document)
        self._carried = ""

    def body(self, parent: Element, depth: int) -> None:
        """The blocks of a body in order."""
        for block in _blocks(parent, (P, TBL)):
            if block.tag == TBL:
                self._table(block, depth)
            else:
                for line in self._paragraph(block, depth):
                    self.builder.paragraph(line)
        if self._carried:
            self.builder.paragraph(self._carried)
            self._carried = ""

    def margin(self, part: Element) -> None:
        """The lines of a header or footer, those of its text boxes and the words of a watermark too."""
        for paragraph in part.iter(P):
            self.builder.margin(_text(paragraph, []))
        for art in part.iter(WORD_ART):
            self.builder.margin(art.get("string", ""))

    def _paragraph(self, paragraph: Element, depth: int, *, in_cell: bool = False) -> list[str]:
        """The paragraph with its number, then the lines of text boxes that hang on it."""
        boxes: list[Element] = []
        text = self._carried + _text(paragraph, boxes)
        self._carried = ""
        settings = paragraph.find(PPR)
        if settings is not None and _is_deleted(settings):
            # The mark of the paragraph was deleted: its text goes on in the next one.
            self._carried = text
            text = number = ""
        else:
            number = self._numbering.next_number(settings)
        has_text = bool(text.strip())
        lines = [number + text.lstrip(" ") if number else text] if has_text or (in_cell and number) else []
        if has_text and number and not number.endswith(("、", "）", ")", " ")) and not text[:1].isspace():
            lines = [f"{number} {text}"]
        for box in boxes:
            lines += self._inside(box, depth + 1)
        return [line.strip("\n") for line in lines]

    def _inside(self, parent: Element, depth: int) -> list[str]:
        """The lines of a cell or a text box; tables inside it become lines."""
        if depth > MAX_DEPTH:
            raise refusal("too_heavy")
        lines: list[str] = []
        for block in _blocks(parent, (P, TBL)):
            if block.tag == P:
                lines += self._paragraph(block, depth, in_cell=True)
            else:
                for row in _blocks(block, (TR,)):
                    cells = ("\n".join(self._inside(cell, depth + 1)) for cell in _blocks(row, (TC,)))
                    lines.append(" ".join(text for text in cells if text))
        return lines

    def _table(self, table: Element, depth: int) -> None:
        cells: list[GridCell] = []
        # Where in `cells` the cell stands that a column's vertical merge goes on with.
        merging: dict[int, int] = {}
        number = 0
        for row in _blocks(table, (TR,)):
            settings = row.find(W + "trPr")
            if settings is not None and settings.find(W + "del") is not None:
                continue
            column = _value(settings, "gridBefore")
            for cell in _blocks(row, (TC,)):
                text = "\n".join(self._inside(cell, depth + 1))
                properties = cell.find(W + "tcPr")
                across = min(max(_value(properties, "gridSpan", 1), 1), MAX_COLUMNS)
                above = merging.get(column)
                merge = _merge(properties)
                if merge == "continue" and above is not None:
                    reached = cells[above]
                    cells[above] = GridCell(
                        reached.text, reached.row, reached.column, number - reached.row + 1, reached.columns
                    )
                else:
                    merging.pop(column, None)
                    if merge:
                        merging[column] = len(cells)
                    cells.append(GridCell(text, number, column, 1, across))
                column += across
            number += 1
        self.builder.table(cells)


def _blocks(parent: Element, tags: tuple[str, ...]) -> Iterator[Element]:
    """The children with these tags, also those in content controls, insertions and the like, deletions left out."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif isinstance(child.tag, str) and child.tag not in DROPPED and child.tag != FALLBACK and len(child):
            yield from _blocks(child, tags)


def _text(parent: Element, boxes: list[Element]) -> str:
    parts: list[str] = []
    waiting: list[Element] = list(reversed(parent))
    while waiting:
        element = waiting.pop()
        tag = element.tag
        if tag in (T, FORMULA_TEXT):
            parts.append(element.text or "")
        elif tag == BR:
            parts.append("\n")
        elif tag in SIGNS:
            parts.append(SIGNS[tag])
        elif tag == BOX:
            boxes.append(element)
        elif tag == CHOICE:
            # The same content for newer and for older programs: one of the two.
            waiting += [child for child in element[:1] if len(child)] or list(reversed(element[1:]))
        elif tag == R and _is_hidden(element):
            continue
        elif tag not in DROPPED and len(element):
            waiting += reversed(element)
    return "".join(parts)


def _is_hidden(run: Element) -> bool:
    properties = run.find(RPR)
    hidden = properties.find(VANISH) if properties is not None else None
    return hidden is not None and hidden.get(qn("w:val"), "1") not in OFF


def _is_deleted(settings: Element) -> bool:
    mark = settings.find(RPR)
    return mark is not None and mark.find(W + "del") is not None


def _merge(properties: Element | None) -> str:
    """`restart`, `continue`, or nothing."""
    merge = properties.find(W + "vMerge") if properties is not None else None
    return "" if merge is None else str(merge.get(qn("w:val"), "continue"))


def _value(properties: Element | None, name: str, default: int = 0) -> int:
    element = properties.find(W + name) if properties is not None else None
    written = "" if element is None else str(element.get(qn("w:val"), ""))
    return min(int(written), MAX_COLUMNS) if written.isascii() and written.isdecimal() and len(written) < 6 else default

"""PDF with text: pages into lines and ruled tables, lines back into paragraphs."""

import io
import logging
import re
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfplumber.utils.exceptions import PdfminerException

from workflow.reading.damage import plain_character
from workflow.reading.loading.builder import Builder
from workflow.reading.loading.limits import MAX_PAGES, SECONDS
from workflow.reading.loading.pdf_lines import Block, Char, Frame, lines_of
from workflow.reading.loading.pdf_paragraphs import drop_running_lines, join_lines
from workflow.reading.loading.pdf_tables import Ruled, joined, ruled_tables
from workflow.reading.loading.refusals import refusal
from workflow.reading.source import Source

RADICALS = re.compile(r"[\u2e80-\u2fd5]")
UNMAPPED_SHARE = 0.2
LEAST_CHARACTERS = 8
"""Fewer a page, on average, are stamps and page numbers upon pictures."""
PAGES_A_SECOND = 1
"""Slower than this, once SECONDS have gone, it is no document that a person laid out."""

# pdfminer tells of every font without a bounding box.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def load_pdf(data: bytes, beat: Callable[[], None] = lambda: None, pages: int | None = None) -> Source:
    """The text and tables of a PDF, or of its first `pages`. `beat` is called before each page.

    Raises NotReadable for one that is encrypted, scanned, longer than MAX_PAGES or too heavy.
    """
    with _opened(data) as document:
        if len(list(islice(PDFPage.create_pages(document.doc), MAX_PAGES + 1))) > MAX_PAGES:
            raise refusal("too_long")
        found = list(_pages(document, beat, pages))
    if not found:
        raise refusal("damaged")
    builder = Builder("pdf")
    _check_text(found, builder)
    frames, blocks = [page.frame for page in found], [page.blocks for page in found]
    running = drop_running_lines(blocks, frames)
    if running:
        builder.note("running_lines")
    for line in running:
        builder.margin(line)
    for block in join_lines(joined(blocks), frames):
        if isinstance(block, Ruled):
            builder.table(block.cells)
        else:
            builder.paragraph(block)
    return builder.source()


def _opened(data: bytes) -> Any:
    try:
        return pdfplumber.open(io.BytesIO(data))
    except PdfminerException as fault:
        if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in fault.args):
            raise refusal("encrypted") from None
        raise refusal("damaged") from None


class Page:
    """What was found on a page, from top to bottom."""

    def __init__(self, number: int, page: Any) -> None:
        self.frame = Frame(number, float(page.width), float(page.height))
        chars = _chars(page)
        self.characters = sum(1 for char in chars if not char.text.isspace())
        self.unmapped = sum(1 for char in chars if char.text.startswith("(cid:"))
        self.has_pictures = bool(page.images) or len(page.curves) > 100
        tables, rest = ruled_tables(page, chars, number)
        found: list[Block] = [*tables, *lines_of(rest, number)]
        self.blocks = sorted(found, key=lambda block: block.top)


def _chars(page: Any) -> list[Char]:
    """The characters of a page, each once: bold print is often the same character set twice a hair apart."""
    seen: set[tuple[str, int, int]] = set()
    found: list[Char] = []
    for char in page.chars:
        text = char["text"]
        if not char["upright"] or not text:
            continue
        place = (text, round(char["x0"] / 2), round(char["top"] / 2))
        if place in seen:
            continue
        seen.add(place)
        if RADICALS.match(text):
            # How a font was taken apart, not what somebody wrote: many PDF printers write radicals for characters.
            text = plain_character(text)
        found.append(Char(text, char["x0"], char["x1"], char["top"], char["bottom"], char["size"]))
    return found


def _pages(document: Any, beat: Callable[[], None], most: int | None) -> Iterator[Page]:
    began = time.monotonic()
    for number, page in enumerate(document.pages[:most]):
        beat()
        gone = time.monotonic() - began
        if gone > SECONDS and number < gone * PAGES_A_SECOND:
            raise refusal("too_heavy")
        yield Page(number, page)
        page.close()


def _check_text(pages: list[Page], builder: Builder) -> None:
    characters = sum(page.characters for page in pages)
    if characters < LEAST_CHARACTERS * len(pages):
        raise refusal("scanned" if any(page.has_pictures for page in pages) else "no_text")
    if sum(page.unmapped for page in pages) > characters * UNMAPPED_SHARE:
        raise refusal("unmapped")
    if any(page.characters < LEAST_CHARACTERS and page.has_pictures for page in pages):
        builder.note("pages_without_text")

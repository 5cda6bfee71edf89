"""From the bytes of a file of any kind to its Source."""

import logging
from collections.abc import Callable
from dataclasses import replace

from workflow.reading.decode import NotReadable
from workflow.reading.loading import office
from workflow.reading.loading.refusals import refusal
from workflow.reading.loading.sniffing import sniff
from workflow.reading.source import Source

logger = logging.getLogger(__name__)


def load(
    data: bytes, filename: str = "", *, beat: Callable[[], None] = lambda: None, pages: int | None = None
) -> Source:
    """What the file holds. Raises NotReadable and nothing else; the kind of the source is that of the file. `beat` is
    called before each page of a PDF: a long one takes its time, and whoever waits may know that it goes on. `pages` of
    a PDF are enough where only its beginning is asked for."""
    kind = sniff(data, filename)
    try:
        return _load(data, kind, filename, beat, pages)
    except (NotReadable, KeyboardInterrupt, SystemExit):
        raise
    except (MemoryError, RecursionError):
        raise refusal("too_heavy") from None
    except BaseException as fault:
        # The libraries raise whatever they stumble over, and a panic of one in Rust is no `Exception`: a file they
        # cannot read is damaged, not an error of ours.
        logger.warning("A %s file could not be read", kind, exc_info=True)
        raise refusal("damaged") from fault


def _load(data: bytes, kind: str, filename: str, beat: Callable[[], None], pages: int | None) -> Source:
    # Each library is imported where its format is met: the process that loads starts a second faster without PDF.
    if kind in office.KINDS:
        from workflow.reading.loading.word import load_docx

        source = load_docx(office.convert(data, kind))
        return replace(source, kind=kind, notes=(*source.notes, "converted"))
    if kind == "docx":
        from workflow.reading.loading.word import load_docx

        return load_docx(data)
    if kind in ("xlsx", "xls"):
        from workflow.reading.loading.sheets import load_workbook

        return load_workbook(data, kind)
    if kind == "ods":
        from workflow.reading.loading.sheets import load_ods

        return load_ods(data)
    if kind == "pdf":
        from workflow.reading.loading.pdf import load_pdf

        return load_pdf(data, beat, pages)
    if kind in ("html", "mhtml"):
        from workflow.reading.loading import web

        return web.load_html(data) if kind == "html" else web.load_mhtml(data)
    from workflow.reading.loading import text

    if kind == "csv":
        return text.load_csv(data, filename)
    return text.load_markdown(data) if kind == "markdown" else text.load_text(data)

"""Reading a stored document again: the one place that hands refused repairs to the reader."""

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _

from workflow.errors import Invalid
from workflow.models import PlanDocument
from workflow.reading import NotReadable, Reading
from workflow.reading.apart import read_apart
from workflow.reading.clean import CleanText, clean
from workflow.reading.source import Source
from workflow.services.imports.state import Refusal

Progress = Callable[[int, int], None]


def source_of(document: PlanDocument) -> Source:
    """What was taken out of the file, as it was stored."""
    return Source.from_json(
        {"text": document.raw_text, "kind": document.kind, "notes": document.notes, "tables": document.tables}
    )


def keep_source(document: PlanDocument, source: Source) -> None:
    """Store what was taken out of the file, so that the document can be read again without opening it."""
    document.raw_text, document.kind = source.text, source.kind
    document.notes, document.tables = list(source.notes), source.as_json()["tables"]
    document.save(update_fields=["raw_text", "kind", "notes", "tables"])


def read_source(
    source: Source, filename: str, *, progress: Progress | None = None, refused: Sequence[tuple[int, int]] = ()
) -> Reading:
    """What stands in a document, read in a process that can be killed. Raises Invalid when that takes too long."""
    try:
        return read_apart(source, filename=filename, progress=progress, refused=refused)
    except NotReadable as fault:
        raise Invalid(fault.code, _(fault.message)) from fault


def reread(document: PlanDocument, refused: Iterable[Refusal], progress: Progress | None = None) -> Reading:
    """The document read with some of its repairs not made. Raises Invalid when that takes too long."""
    return read_source(source_of(document), document.filename, progress=progress, refused=_places(refused))


def clean_again(document: PlanDocument, refused: Iterable[Refusal]) -> CleanText:
    """Its cleaned text alone, without reading it."""
    return clean(document.raw_text, _places(refused))


def _places(refused: Iterable[Refusal]) -> list[tuple[int, int]]:
    return [(refusal["at"][0], refusal["at"][1]) for refusal in refused]


def told(reading: Reading) -> dict[str, object]:
    """The reading as a draft stores it: everything but the cleaned text, which has a column of its own."""
    document = reading.as_json(detail=True)
    document.pop("clean", None)
    return document

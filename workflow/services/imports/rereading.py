"""Reading a stored document again: the one place that hands refused repairs to the reader."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from workflow.errors import Invalid
from workflow.models import PlanDocument
from workflow.reading import NotReadable, Reading
from workflow.reading.apart import read_apart
from workflow.reading.source import Source
from workflow.services.imports.state import Refusal

reader: Callable[..., Reading] = read_apart


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


def reread(document: PlanDocument, refused: Iterable[Refusal]) -> Reading:
    """The document read with some of its repairs not made. Raises Invalid when that takes too long."""
    places = [(refusal["at"][0], refusal["at"][1]) for refusal in refused]
    given = {"refused": places} if places else {}
    try:
        return reader(source_of(document), filename=document.filename, **given)
    except NotReadable as fault:
        raise Invalid(fault.code, _(fault.message)) from fault

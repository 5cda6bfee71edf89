"""Reading a stored document again: the one place that hands refused repairs to the reader."""

from collections.abc import Callable, Iterable

from workflow.models import PlanDocument
from workflow.reading import Reading, read
from workflow.reading.source import Source
from workflow.services.imports.state import Refusal

reader: Callable[..., Reading] = read


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
    """The document read with some of its repairs not made."""
    places = [(refusal["at"][0], refusal["at"][1]) for refusal in refused]
    given = {"refused": places} if places else {}
    return reader(source_of(document), filename=document.filename, **given)

"""The lists beside the review, read page by page: repairs, vague wording, and where every sentence went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from workflow import policies
from workflow.errors import NotVisible
from workflow.models import ImportDraft, User
from workflow.services.imports.drawing import tables_of
from workflow.services.imports.memory import Recalled
from workflow.services.imports.places import Places, Quote
from workflow.services.imports.proposals import source_of
from workflow.services.imports.session import review_of
from workflow.services.imports.state import Item, Review, Vague
from workflow.services.imports.vague import words_of
from workflow.status import Act

T = TypeVar("T")
NOBODY = "unexplained"


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """One page of a list: `newer` and `older` are the numbers of its neighbours, or empty."""

    rows: list[T]
    total: int
    newer: str
    older: str


def slice_of(rows: Sequence[T], number: int, size: int) -> Slice[T]:
    """Page `number` (from 1) of the rows; the last one where there are fewer."""
    last = max(1, -(-len(rows) // size))
    number = min(max(number, 1), last)
    newer, older = (str(number - 1) if number > 1 else "", str(number + 1) if number < last else "")
    return Slice(list(rows[(number - 1) * size : number * size]), len(rows), newer, older)


def open_draft(draft_pk: int, user: User) -> ImportDraft:
    """The draft with its document; two queries. Raises NotVisible (404) for a foreign one."""
    draft = (
        ImportDraft.objects.select_related("document__office", "plan")
        .defer("document__content", "document__tables")
        .filter(pk=draft_pk)
        .first()
    )
    if draft is None or not policies.scope_of(user).allows(Act.DRAFT_DOCUMENT, draft.document.office_id):
        raise NotVisible
    return draft


# -- vague wording -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WordGroup:
    """A word, how often it stands in the items, and how often it is still open."""

    word: str
    kind: str
    count: int
    open: int


@dataclass(frozen=True, slots=True)
class WordRow:
    """One occurrence with its sentence, and how it was decided in an earlier plan."""

    item: Item
    word: Vague
    quote: Quote | None
    before: Recalled | None = None

    @property
    def source(self) -> str:
        """Where the earlier decision comes from."""
        return source_of(self.before) if self.before else ""


def word_groups(review: Review) -> list[WordGroup]:
    """The words, those with open occurrences first, the most frequent first."""
    found: dict[str, list[Vague]] = {}
    for _item, word in words_of(review):
        found.setdefault(word["word"], []).append(word)
    groups = [
        WordGroup(word, same[0]["kind"], len(same), sum(not one["how"] for one in same)) for word, same in found.items()
    ]
    return sorted(groups, key=lambda group: (-group.open, -group.count, group.word))


def word_rows(review: Review, word: str) -> list[tuple[Item, Vague]]:
    """The occurrences of a word, open ones first."""
    found = [(item, one) for item, one in words_of(review) if one["word"] == word]
    return sorted(found, key=lambda pair: bool(pair[1]["how"]))


def with_quotes(
    rows: Sequence[tuple[Item, Vague]], draft: ImportDraft, before: Mapping[str, Recalled]
) -> list[WordRow]:
    """The rows with the sentence around each and the earlier decision about it (`before`, by key)."""
    places = Places(draft.text, tables_of(draft))
    return [WordRow(item, word, places.quote(word["at"] or item["at"]), before.get(word["key"])) for item, word in rows]


# -- sentences ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence and what it is: `item`, `unexplained`, or the name it is waived by."""

    text: str
    name: str
    at: list[int]
    by: str = ""
    """Who said so, where a person did."""


def sentences_of(draft: ImportDraft) -> list[Told]:
    """Every sentence of the document with what it is, after what the clerk decided."""
    review, text = review_of(draft), draft.text
    settled = review["settled"]
    found = []
    for one in draft.reading.get("coverage", {}).get("read_as", []):
        start, end = one["at"]
        name, by = one["read_as"], ""
        if name == NOBODY and (how := settled.get(f"sentence:{start}")):
            name, by = _named(how), how["by"]
        found.append(Told(text[start:end], name, [start, end], by))
    return found


def _named(how: Any) -> str:
    """What a person said a sentence is; in drafts of earlier releases it was only ever explanatory."""
    return "item" if how["how"] in ("joined", "own_item") else str(how.get("name") or "introduction")


def names_of(sentences: Sequence[Told]) -> dict[str, int]:
    """How many sentences each name has: in items first, unexplained last."""
    counts: dict[str, int] = {}
    for sentence in sentences:
        counts[sentence.name] = counts.get(sentence.name, 0) + 1
    return dict(sorted(counts.items(), key=lambda entry: (entry[0] != "item", entry[0] == NOBODY, -entry[1])))

"""Where something stands in the cleaned text: the sentence around it and the number of its paragraph."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from workflow.reading.offsets import Span
from workflow.reading.sentences import paragraphs, sentences
from workflow.services.imports.drawing import Drawn

LONGEST = 240
"""Characters of a sentence that are quoted on either side of what it is quoted for."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with the passage it is quoted for; `paragraph` counts from 1, `anchor` is where it begins."""

    before: str
    marked: str
    after: str
    paragraph: int
    anchor: int

    @property
    def text(self) -> str:
        """The sentence as one string."""
        return self.before + self.marked + self.after


def span_columns(at: Sequence[int] | None, name: str = "span") -> dict[str, int | None]:
    """A passage as the two columns of a model that hold it: `name_start` and `name_end`, empty where it has none."""
    return {f"{name}_start": at[0] if at else None, f"{name}_end": at[1] if at else None}


class Places:
    """The paragraphs and sentences of one text, looked up by place."""

    def __init__(self, text: str, tables: Sequence[Drawn] = ()) -> None:
        self.text = text
        self._cells = [(spot.start, spot.end) for table in tables for spot in table.filled]
        self.paragraphs = paragraphs(text)
        self._starts = [at[0] for at in self.paragraphs]
        self._sentences: dict[int, list[Span]] = {}

    def paragraph(self, place: int) -> int:
        """Index of the paragraph that holds the place, or of the last one before it; -1 in front of all."""
        return bisect_right(self._starts, place) - 1

    def sentences_of(self, index: int) -> list[Span]:
        """The sentences of a paragraph."""
        if index not in self._sentences:
            self._sentences[index] = sentences(self.text, self.paragraphs[index])
        return self._sentences[index]

    def sentence(self, place: int) -> Span:
        """The sentence that holds the place; an empty span where there is none."""
        index = self.paragraph(place)
        if index < 0:
            return (place, place)
        found = self.sentences_of(index)
        number = bisect_right([at[0] for at in found], place) - 1
        return found[max(number, 0)] if found else (place, place)

    def quote(self, at: Sequence[int] | None) -> Quote | None:
        """The sentence around a passage, shortened where it is very long; None without a place."""
        if not at or not 0 <= at[0] <= at[1] <= len(self.text):
            return None
        start, end = at[0], at[1]
        first = self.sentence(start)
        last = self.sentence(max(start, end - 1))
        stop = max(last[1], end)
        return Quote(
            before=_shortened(self.text[min(first[0], start) : start], keep_end=True),
            marked=_shortened(self.text[start:end], keep_end=False),
            after=_shortened(self.text[end:stop], keep_end=False) if end - start <= LONGEST else "",
            paragraph=self.paragraph(start) + 1,
            anchor=self._anchor(start),
        )

    def anchor(self, at: Sequence[int] | None) -> int | None:
        """Where the sentence of a passage begins: its anchor on the pages that show the source."""
        return self._anchor(at[0]) if at else None

    def _anchor(self, place: int) -> int:
        """On the pages a sentence of a table ends with its cell; what stands between two cells belongs to the next."""
        start, end = self.sentence(place)
        index = bisect_right(self._cells, (place, len(self.text))) - 1
        if index >= 0 and place < self._cells[index][1]:
            return max(start, self._cells[index][0])
        following = self._cells[index + 1][0] if index + 1 < len(self._cells) else end
        return following if following < end else start


def _shortened(text: str, *, keep_end: bool) -> str:
    if len(text) <= LONGEST:
        return text
    return f"…{text[-LONGEST:]}" if keep_end else f"{text[:LONGEST]}…"

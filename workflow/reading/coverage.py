"""The proof that nothing is lost: every sentence of the document, and what it was read as."""

from bisect import bisect_right

from workflow.reading.model import Coverage, Sentence
from workflow.reading.offsets import Span

Named = tuple[Span, str]


def cover(sentences: list[Span], named: list[Named]) -> Coverage:
    """Name each sentence after the span it starts in. Spans do not overlap; what starts in none is unexplained."""
    ordered = sorted(named)
    starts = [at[0] for at, _ in ordered]
    read: list[Sentence] = []
    for sentence in sentences:
        index = bisect_right(starts, sentence[0]) - 1
        inside = index >= 0 and sentence[0] < ordered[index][0][1]
        read.append(Sentence(sentence, ordered[index][1] if inside else "unexplained"))
    return Coverage(tuple(read))

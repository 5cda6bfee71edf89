"""What holds for the reading of any text."""

from collections.abc import Iterator
from itertools import pairwise

from workflow.reading import Reading
from workflow.reading.model import Item
from workflow.reading.offsets import Span


def spans_of(reading: Reading) -> Iterator[Span]:
    """Every span of a reading."""
    yield from reading.header.at.values()
    yield from (one.at for one in reading.header.cites)
    yield from (one.at for one in reading.header.attachments)
    yield from (rule.at for rule in reading.rules)
    yield from (phase.at for phase in reading.phases)
    yield from (repair.at for repair in reading.repairs)
    yield from (sentence.at for sentence in reading.coverage.sentences)
    yield from (doubt.at for doubt in reading.doubts if doubt.at)
    for item in reading.items:
        yield from (item.at, item.text_at)
        yield from (at for at in [item.heading_at] if at)
        yield from (at for at, _ in phrases_of(item))
        yield from (assignment.covers for assignment in item.assignments)
        yield from (doubt.at for doubt in item.doubts if doubt.at)


def phrases_of(item: Item) -> Iterator[tuple[Span, str]]:
    """Every finding of an item with its place."""
    yield from ((assignment.at, assignment.phrase) for assignment in item.assignments)
    yield from ((deadline.at, deadline.phrase) for deadline in item.deadlines)
    yield from ((recurrence.at, recurrence.phrase) for recurrence in item.recurrences)
    yield from ((vague.at, vague.phrase) for vague in item.vague)


def assert_places(reading: Reading) -> None:
    """Every span lies in the text, every phrase stands where its span says, every sentence is accounted for once."""
    length = len(reading.clean)
    assert all(0 <= start <= end <= length for start, end in spans_of(reading))
    for item in reading.items:
        assert item.text == reading.clean[slice(*item.text_at)]
        assert item.at[0] <= item.text_at[0] <= item.text_at[1] <= item.at[1]
        assert item.heading is None or (item.heading_at and item.heading == reading.clean[slice(*item.heading_at)])
        for at, phrase in phrases_of(item):
            assert phrase == reading.clean[slice(*at)]
    for rule in reading.rules:
        assert rule.phrase == reading.clean[slice(*rule.at)]
    for repair in reading.repairs:
        assert repair.raw == reading.raw[slice(*repair.raw_at)]
        assert repair.clean == reading.clean[slice(*repair.at)]
    assert_coverage(reading)


def assert_coverage(reading: Reading) -> None:
    """The sentences together hold every character that is no white space, and their counts add up."""
    coverage = reading.coverage
    assert len(coverage.sentences) == coverage.in_items + coverage.waived + len(coverage.unexplained)
    spans = [sentence.at for sentence in coverage.sentences]
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    position = 0
    for start, end in [*spans, (len(reading.clean), len(reading.clean))]:
        assert not reading.clean[position:start].strip()
        position = end
    if not reading.items:
        assert coverage.in_items == 0


def assert_maps(reading: Reading) -> None:
    """Both directions of the map between raw and cleaned text keep the order of places."""
    document = reading.document
    raw = [document.raw_span((place, place))[0] for place in range(len(document.text) + 1)]
    assert all(0 <= first <= second <= len(document.raw) for first, second in pairwise(raw))
    clean = [document.clean_span((place, place))[0] for place in range(len(document.raw) + 1)]
    assert all(0 <= first <= second <= len(document.text) for first, second in pairwise(clean))

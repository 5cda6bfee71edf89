"""Deadlines: calendar dates, ends of periods, days and hours after or before an event.

What is no deadline stays out: dates of documents, titles in 《》 or 「」, quotations, the past, 及时, 定期, 逐步.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.reading.counted import find_counted
from workflow.reading.digits import misread_digits
from workflow.reading.doubts import doubt
from workflow.reading.hits import Calendar, Hit
from workflow.reading.latin import is_latin, latin_sentences
from workflow.reading.latin_times import latin_hits
from workflow.reading.model import Deadline, Doubt
from workflow.reading.numerals import month_end
from workflow.reading.offsets import Span
from workflow.reading.points import find_points
from workflow.reading.sentences import clauses, part_end, part_start
from workflow.reading.stretches import find_stretches

__all__ = ["Calendar", "Timed", "find_deadlines", "masked"]

MASKED = re.compile(
    r"《[^《》\n]{1,120}》|“(?!十[一二三四五六七八九]五”|[五七八十]一”)[^“”\n]{1,120}”"
    r"|「(?!十[一二三四五六七八九]五」|[五七八十]一」)[^「」\n]{1,120}」|[〔﹝\[]\d{4}[〕﹞\]]"
)
# Without one of these a clause names no time; most do not, and need not be searched for each kind of it.
HOLDS_TIME = re.compile(r"[年月日天周季期前节末]|小时|\d")
# 实行“周调度、月通报”: what is set up under such a name is said, not cited.
SET_UP = re.compile(r"(?:实行|建立|推行|健全|坚持|执行)$")
# 由“决策前一周”延长至“决策前两周”: what a quotation is changed to is said, not cited.
CHANGED_TO = re.compile(r"(?:延长|提前|缩短|调整|修改|改|变更|提高|增加|明确|规定)[^“”「」，,]{0,3}[至到为成]$")


@dataclass(frozen=True, slots=True)
class Timed:
    """The deadlines of a text and what a person has to decide about them."""

    deadlines: tuple[Deadline, ...]
    doubts: tuple[Doubt, ...]


def masked(text: str, at: Span) -> str:
    """The text of a span with titles, quotations and document years blanked out, every place kept."""

    def blank(match: re.Match[str]) -> str:
        written = match.group()
        before = match.string[max(0, match.start() - 8) : match.start()]
        return (
            written
            if written[0] in "“「" and (CHANGED_TO.search(before) or SET_UP.search(before))
            else "□" * len(written)
        )

    return MASKED.sub(blank, text[slice(*at)])


def find_deadlines(text: str, paragraphs: list[Span], calendar: Calendar) -> Timed:
    """The deadlines of an item's paragraphs, in text order."""
    deadlines: list[Deadline] = []
    doubts: list[Doubt] = []
    for paragraph in paragraphs:
        plain = masked(text, paragraph)
        taken = bytearray(len(plain))
        latin = is_latin(text, paragraph)
        for clause in (latin_sentences if latin else clauses)(plain, (0, len(plain))):
            for hit in (latin_hits if latin else _hits)(plain, clause, calendar):
                if any(taken[slice(*hit.at)]):
                    continue
                taken[slice(*hit.at)] = b"\1" * (hit.at[1] - hit.at[0])
                phrase_at = _phrase(plain, clause, hit)
                at = (phrase_at[0] + paragraph[0], phrase_at[1] + paragraph[0])
                phrase = text[slice(*at)]
                deadlines.append(Deadline(hit.kind, hit.value, hit.event, phrase, at, hit.period))
                doubts += [doubt(kind, _candidates(kind, hit, phrase, calendar), at) for kind in hit.doubts]
        doubts += misread_digits(text, paragraph)
    return Timed(tuple(sorted(deadlines, key=lambda d: d.at)), tuple(doubts))


def _hits(text: str, clause: Span, calendar: Calendar) -> Iterator[Hit]:
    if not HOLDS_TIME.search(text, *clause):
        return
    yield from find_counted(text, clause)
    yield from find_stretches(text, clause, calendar)
    yield from find_points(text, clause, calendar)


def _phrase(text: str, clause: Span, hit: Hit) -> Span:
    """The parts between commas that hold the time words; with the part behind, if nothing is ordered in their own, and
    with the event's."""
    first = hit.at[0]
    if hit.event:
        found = text.rfind(hit.event, max(clause[0], first - 260), first)
        first = found if found >= 0 else first
    end = part_end(text, hit.at[1], clause[1])
    if end - hit.at[1] < 2:
        end = part_end(text, min(end + 1, clause[1]), clause[1])
    return part_start(text, first, clause[0]), max(end, hit.at[1])


def _candidates(kind: str, hit: Hit, phrase: str, calendar: Calendar) -> list[str]:
    if kind == "date_passed" and hit.value:
        year = int(hit.value[:4])
        return [hit.value, f"{year + 1}{hit.value[4:]}"]
    if kind == "date_reading" and hit.value and hit.kind == "by_period_end":
        on = datetime.date.fromisoformat(hit.value)
        if hit.period == "year":
            return [hit.value, on.replace(year=min(on.year + 1, 9999)).isoformat()]
        other = (on.month - 3 if hit.period == "quarter" else on.month + 1) - 1
        second = month_end(on.year + other // 12, other % 12 + 1)
        return [hit.value, second.isoformat()] if second else [hit.value]
    if kind == "year_unstated" and calendar.issued_on:
        return [str(calendar.issued_on.year)]
    return [phrase[:80]]

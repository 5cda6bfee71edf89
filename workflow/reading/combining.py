"""Who answers where several places say it: the bracket of an item, the section above it, and its own sentences.

A bracket, label or cell that only names helpers leaves the lead to the section or to a sentence. A sentence that makes
others responsible for the same work than the bracket does gives a second reading, which is asked about.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from workflow.reading.aliases import two_names
from workflow.reading.brackets import Bracket, outermost
from workflow.reading.doubts import doubt
from workflow.reading.grammar import EACH
from workflow.reading.model import Assignment, Doubt, Mode
from workflow.reading.offsets import Span
from workflow.reading.parties import Parties, is_open_collective
from workflow.reading.told import NO_OBJECT, OPENING, Told, find_told

# Words that make somebody responsible; 要, 组织, 完成 only tell somebody to act.
STATES = re.compile(r"^由|牵头|负责|主办|主责|承办|承担")
# One of these words is in every sentence that does; most items have none.
MAY_STATE = re.compile(r"由|[主协承]办|承担|协助|牵头|负责|主责|配合")
HELPS = re.compile(r"^由?[^，,。；;]*(?:配合|协助|协办)")
WHOLE = re.compile(r"(?:^|[，,。；;：:\n\s])(?:具体|统一|(?:该|本|此|上述|以上)(?:项|工作|任务|事项){0,2})?$")
BARE_LEAD = re.compile(r"(?:牵头|主办)(?:负责|落实|实施|组织实施)?[。\s]*$")
SHORTENED = 40


def principals(assignment: Assignment) -> tuple[str, ...]:
    """Those who answer for the work: who leads it, and who shares it without being named a helper."""
    return (*assignment.lead, *(name for name in assignment.co if name not in assignment.helpers))


def only_help(assignments: Iterable[Assignment]) -> bool:
    """Whether assignments name helpers and nobody whom they help."""
    found = list(assignments)
    return bool(found) and not any(principals(one) for one in found)


def helped(a: Assignment, names: Iterable[str], at: Span) -> Assignment:
    """An assignment with further helpers that another place names.

    Who answers for it leads then; where several do so by division of their duties, or nobody does, nobody leads.
    """
    new = tuple(name for name in names if name not in (*a.lead, *a.co))
    if not new:
        return a
    mode, lead, co = a.mode, a.lead, a.co
    doers = principals(a)
    if lead or (doers and EACH.search(a.phrase) is None):
        lead, mode = lead or doers, mode if mode == "lead_each" else "lead_with"
        co = tuple(name for name in co if name not in lead)
    named = Parties((*lead, *co, *new))
    return replace(
        a,
        mode=mode,
        lead=lead,
        co=(*co, *new),
        collective=named.collective,
        also_at=(*a.also_at, at),
        helpers=(*a.helpers, *new),
    )


def under_section(own: tuple[Assignment, ...], section: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
    """What an item says of its helpers, below a section that says once who answers; empty where that leaves a second
    reading: the section parts its work, or names as answerable whom the item names a helper.

    The place is that of the section, `also_at` the bracket of the item.
    """
    answering = [one for one in section if principals(one)]
    if len(answering) != 1:
        return ()
    over = answering[0]
    if any(name in principals(over) for one in own for name in one.co):
        return ()
    return tuple(
        replace(
            helped(over, one.co, one.at),
            covers=one.covers,
            open_list=over.open_list or one.open_list,
        )
        for one in own
    )


def names_of(assignments: Iterable[Assignment]) -> list[str]:
    """Everyone who answers for something, once each."""
    return list(dict.fromkeys(name for one in assignments for name in principals(one)))


@dataclass(frozen=True, slots=True)
class Agreed:
    """The assignments of an item after its sentences were heard, those of parts of its work, and what is asked."""

    assignments: tuple[Assignment, ...]
    parts: tuple[Assignment, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def hear_sentences(
    text: str, body: Iterable[Span], brackets: tuple[Bracket, ...], assignments: tuple[Assignment, ...]
) -> Agreed:
    """What the sentences of an item that make somebody responsible add to its bracket, label, column or section.

    Helpers and those who answer for a part are added; another name for the whole is a second reading. `有关部门` says
    nothing against a name.
    """
    paragraphs = _outside(body, brackets)
    if not any(MAY_STATE.search(text, *at) for at in paragraphs):
        return Agreed(assignments)
    remarks = [bracket.at for at in paragraphs for bracket in outermost(text, at)]
    spoken = find_told(text, paragraphs)
    stated = [one for one in spoken if _is_statement(one) and not _stands_in(one.assignment.at[0], remarks)]
    current, parts, doubts = list(assignments), list[Assignment](), list[Doubt]()
    added: list[str] = []
    for one in stated:
        index = _covering(current, one.assignment.at[0])
        who = current[index]
        everyone = [name for a in assignments for name in (*a.lead, *a.co)]
        new = [name for name in names_of([one.assignment]) if not _is_among(name, everyone)]
        if not principals(one.assignment):
            more = [name for name in one.assignment.co if not _is_among(name, everyone)]
            current[index] = helped(who, more, one.assignment.at)
            added += more
        elif not _is_whole(text, one, who.covers, spoken):
            if new:
                parts.append(one.assignment)
                added += new
        elif not principals(who):
            current[index] = replace(helped(one.assignment, who.co, who.at), covers=who.covers)
            added += names_of([one.assignment])
        elif _differs(one.assignment, who):
            both = sorted([one.assignment, who], key=lambda a: a.at)
            readings = ["、".join(a.lead or principals(a)) for a in both]
            doubts.append(doubt("two_owners", readings, one.assignment.at))
        else:
            more = [name for name in one.assignment.co if not _is_among(name, everyone)]
            current[index] = helped(_led(who, one.assignment), more, one.assignment.at)
            added += more
    if added:
        doubts.append(doubt("owner_in_sentence", dict.fromkeys(added), stated[0].assignment.at))
    return Agreed(tuple(current), tuple(parts), tuple(doubts))


def _outside(body: Iterable[Span], brackets: tuple[Bracket, ...]) -> list[Span]:
    """The paragraphs without the brackets that assign."""
    parts: list[Span] = []
    for paragraph in body:
        edges = [paragraph[0]]
        for bracket in brackets:
            if edges[-1] <= bracket.at[0] < paragraph[1]:
                edges += [bracket.at[0], bracket.at[1]]
        edges.append(max(edges[-1], paragraph[1]))
        parts += zip(edges[::2], edges[1::2], strict=True)
    return [part for part in parts if part[0] < part[1]]


def _stands_in(place: int, spans: list[Span]) -> bool:
    return any(start <= place < end for start, end in spans)


def _is_statement(told: Told) -> bool:
    """Whether a sentence makes known agencies responsible, or their helpers."""
    a = told.assignment
    named = any(not is_open_collective(name) for name in (*a.lead, *a.co))
    return named and told.strength == "duty" and (STATES if principals(a) else HELPS).search(a.phrase) is not None


def _covering(assignments: list[Assignment], place: int) -> int:
    """Which assignment speaks of the part of the text a place lies in; else the first."""
    return next((i for i, a in enumerate(assignments) if a.covers[0] <= place < a.covers[1]), 0)


def _is_whole(text: str, told: Told, covers: Span, spoken: list[Told]) -> bool:
    """Whether a sentence speaks of all the work of its bracket: it begins it and tells nobody else, or has no object
    of its own (…，由A负责)."""
    start = told.assignment.at[0]
    begins = OPENING.fullmatch(text, covers[0], start) is not None
    alone = not any(
        one is not told and principals(one.assignment) and covers[0] <= one.assignment.at[0] < covers[1]
        for one in spoken
    )
    if not alone or not covers[0] <= start < covers[1]:
        return False
    bare = NO_OBJECT.search(told.assignment.phrase) or BARE_LEAD.search(told.assignment.phrase)
    return begins or (bool(bare) and WHOLE.search(text[max(covers[0], start - 12) : start]) is not None)


def _differs(said: Assignment, stated: Assignment) -> bool:
    """Whether a sentence and a bracket cannot both be right about who answers, or who leads."""
    if said.lead and stated.lead:
        return not any(_is_among(name, stated.lead) for name in said.lead)
    return not all(_is_among(name, principals(stated)) for name in said.lead or principals(said))


def _led(stated: Assignment, said: Assignment) -> Assignment:
    """A bracket that says of nobody that he leads, where the sentence does."""
    lead = tuple(name for name in stated.co if said.lead and _is_among(name, said.lead))
    if stated.lead or not lead:
        return stated
    others = tuple(name for name in stated.co if name not in lead)
    helpers = tuple(name for name in others if name in stated.helpers or _is_among(name, said.helpers))
    mode: Mode = said.mode if said.mode == "lead_each" else "lead_with" if others else "lead"
    return replace(stated, mode=mode, lead=lead, co=others, also_at=(*stated.also_at, said.at), helpers=helpers)


def _is_among(name: str, names: Iterable[str]) -> bool:
    """Whether a name, or a longer or shorter form of it, is one of those."""
    return any(name == other or two_names((name, other)) for other in names)

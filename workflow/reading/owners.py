"""Who answers for an item: its own brackets and labels, the section above, a list of units, or its sentences."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from workflow.reading.assignments import Found, find_assignments, open_doubts
from workflow.reading.combining import hear_sentences, names_of, only_help, under_section
from workflow.reading.doubts import doubt
from workflow.reading.header import ASKS, Draft
from workflow.reading.model import Assignment, Doubt, Header, Mode
from workflow.reading.offsets import Span
from workflow.reading.outline import Node, Outline
from workflow.reading.parties import (
    HAS_LEVEL,
    Parties,
    is_collective,
    is_open_collective,
    is_subject,
    looks_like_organ,
    split_parties,
)
from workflow.reading.rules import PRINCIPLE
from workflow.reading.sentences import strip
from workflow.reading.standing import Standing, find_standing
from workflow.reading.told import BY_REFERENCE, Told, find_told
from workflow.reading.units import announces_list, find_units

MOST_CANDIDATES = 8
# A letter that asks something itself; one that passes on a document (印发, 转发) assigns in that.
LETTER = re.compile(r"^(?!.*(?:印发|转发|公布)).*的?(?:通知|函)$")
ANNOUNCES = re.compile(r"以下|如下|下列|[:：]$")
STATED = re.compile(r"^由|牵头|负责")
DUTY_BRACKET = re.compile(rf"[（(【\[][^（）()]{{0,20}}?{PRINCIPLE}[^（）()]{{0,20}}[)）】\]]\s*[。；;]?\s*$")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: all of it, its heading, its text and the paragraphs it is read from."""

    text: str
    at: Span
    heading_at: Span | None
    text_at: Span
    body: list[Span]


@dataclass(frozen=True, slots=True)
class Practice:
    """How a document assigns: what it says once about all, whether items carry brackets or labels of their own, and who
    is on its lists of units that take part."""

    standing: Standing
    in_brackets: bool = True
    units: tuple[str, ...] = ()
    addressed: Assignment | None = None
    """Those a letter speaks to, who answer for what it asks without naming anybody (请于…前报送…)."""
    asked: frozenset[Span] = frozenset()
    """What a covering letter orders by a time beside passing on its document."""

    def asks_addressees(self, text: str, at: Span) -> bool:
        """Whether a paragraph asks those the letter speaks to for something by a time, as a letter itself or beside the
        document it passes on."""
        if at in self.asked:
            return True
        found = ASKS.search(text, *at) if self.addressed else None
        return found is not None and ANNOUNCES.search(text, *at) is None

    def without_greeting(self, text: str, at: Span) -> Span:
        """What a paragraph asks, without those it speaks to in front: 各街道办事处：请于…."""
        greeting = self.addressed.at if self.addressed else (0, 0)
        return strip(text, (greeting[1] + 1, at[1])) if greeting[0] == at[0] and greeting[1] < at[1] else at

    def says_only_rules(self, text: str, at: Span) -> bool:
        """Whether a paragraph is nothing but a statement about all assignments of the document."""
        return self.standing.fills(text, at)


@dataclass(frozen=True, slots=True)
class Owners:
    """Who answers for an item: what covers its text, in text order; for parts of the work, by its sentences; doubts."""

    assignments: tuple[Assignment, ...]
    parts: tuple[Assignment, ...]
    doubts: tuple[Doubt, ...]


def find_addressed(text: str, draft: Draft, header: Header) -> Assignment | None:
    """Those a letter speaks to, if it asks them itself and does not pass on a document."""
    at = draft.at.get("addressed")
    if at is None or not LETTER.search(header.title or ""):
        return None
    pieces = [piece for name in header.addressees for piece in (split_parties(name).names or [name])]
    named = Parties(tuple(dict.fromkeys(pieces)))
    if not all(looks_like_organ(name) or is_collective(name) for name in named.names):
        return None
    return Assignment("joint", (), named.names, named.collective, False, text[slice(*at)], at, at)


def find_practice(
    text: str,
    outline: Outline,
    every: list[Span],
    addressed: Assignment | None = None,
    asked: Iterable[Span] = (),
) -> Practice:
    """How the document assigns. Brackets are its way where at least two in five of its tasks have some."""
    inherited: set[int] = set()
    units: dict[str, None] = {}
    tasks = assigned = 0
    for node in outline.nodes():
        found = bool(find_assignments(text, node.body or [node.heading_at or (0, 0)]).assignments)
        if found or (node.parent is not None and id(node.parent) in inherited):
            inherited.add(id(node))
        if not node.children:
            tasks += 1
            assigned += id(node) in inherited
        units |= dict.fromkeys(name for listed in _lists(text, node) for name in listed.co)
    in_brackets = assigned > 0 and assigned * 5 >= tasks * 2
    return Practice(find_standing(text, every), in_brackets, tuple(units), addressed, frozenset(asked))


def _lists(text: str, node: Node) -> list[Assignment]:
    heading = text[slice(*node.heading_at)] if node.heading_at else None
    return find_units(text, node.body, listed=announces_list(heading))


def standing_doubts(practice: Practice) -> list[Doubt]:
    """Sets among the helpers of all tasks that nobody can list; asked once, not with every item."""
    return [
        doubt("open_collective", unknown, at)
        for names, at, _ in practice.standing.helpers
        if (unknown := [name for name in names if is_open_collective(name)])
    ]


def find_owners(place: Place, found: Found, inherited: Found | None, practice: Practice) -> Owners:
    """The assignments of an item, and what a person has to decide about them."""
    text_at, standing = place.text_at, practice.standing
    own = tuple(standing.apply(_covering(a, text_at)) for a in found.assignments)
    raised = _settled(found.doubts, standing)
    over = inherited.assignments if inherited is not None else ()
    over = tuple(standing.apply(_covering(a, text_at, everything=True)) for a in over)
    joined = under_section(own, over) if only_help(own) else ()
    if inherited is not None and over and (joined or not own):
        names = [name for a in over for name in (*a.lead, *a.co)]
        raised += [doubt("inherited_owner", names, place.at), *_settled(inherited.doubts, standing)]
    assignments = joined or own or over
    if not assignments:
        assignments, asked = _without_bracket(place, practice)
        return Owners(assignments, (), tuple(raised + asked + _by_reference(place.text, place.body)))
    agreed = hear_sentences(place.text, place.body, found.brackets, assignments)
    raised += agreed.doubts
    if only_help((*agreed.assignments, *agreed.parts)):
        told = [one.assignment for one in find_told(place.text, place.body)]
        helping = {name for a in agreed.assignments for name in a.co}
        names = [name for name in dict.fromkeys([*names_of(over), *names_of(told)]) if name not in helping]
        raised.append(doubt("no_owner", names[:MOST_CANDIDATES], place.at))
    return Owners(agreed.assignments, agreed.parts, tuple(raised + _by_reference(place.text, place.body)))


def passed_down(found: Found, above: Found | None) -> Found:
    """What a section says of who answers for the places below it; where it only names helpers, with the section
    above."""
    if above is None or not only_help(found.assignments):
        return found
    joined = under_section(found.assignments, above.assignments)
    return Found(joined, found.brackets, (*found.doubts, *above.doubts)) if joined else found


def is_told(text: str, body: list[Span], practice: Practice) -> bool:
    """Whether sentences tell somebody to act, in a document where that assigns."""
    return any(_is_believed(one, practice) for one in find_told(text, body))


def _without_bracket(place: Place, practice: Practice) -> tuple[tuple[Assignment, ...], list[Doubt]]:
    text, body = place.text, place.body
    heading = text[slice(*place.heading_at)] if place.heading_at else None
    units = find_units(text, body, listed=announces_list(heading))
    if units:
        return tuple(units), [
            *(doubt("unit_list", a.co, a.at) for a in units),
            *(d for d in open_doubts(units) if d.kind == "open_list"),
        ]
    told = _headed(place) or find_told(text, body)
    if any(_is_believed(one, practice) for one in told):
        # Where one sentence assigns, its neighbours that oblige others do so too.
        believed = [one.assignment for one in told if not practice.in_brackets or one.strength != "plain"]
        names = _names(believed)
        asked = [_with_units(one, practice) for one in open_doubts(believed)]
        if only_help(believed):
            asked.append(doubt("no_owner", names_of(one.assignment for one in told)[:MOST_CANDIDATES], place.at))
        return tuple(believed), [doubt("owner_in_sentence", names, believed[0].at), *asked]
    if practice.addressed and any(practice.asks_addressees(text, at) for at in body):
        asked_of = replace(practice.addressed, covers=place.text_at)
        return (asked_of,), [doubt("owner_in_sentence", asked_of.co, asked_of.at), *open_doubts([asked_of])]
    raised = [doubt("no_owner", names_of(one.assignment for one in told)[:MOST_CANDIDATES], place.at)]
    principle = DUTY_BRACKET.search(text, max(body[-1][0], body[-1][1] - 80), body[-1][1]) if body else None
    if principle:
        raised.insert(0, doubt("owner_by_principle", [principle.group().strip("（()）。 ")], principle.span()))
    return (), raised


def _headed(place: Place) -> list[Told]:
    """`区民政局：负责…`: the heading is who has to do what follows."""
    one = agency_heading(place.text, place.heading_at, place.text_at)
    return [Told(one, "duty")] if one else []


def agency_heading(text: str, heading_at: Span | None, covers: Span) -> Assignment | None:
    """What a heading that is nothing but agencies says of the text below it."""
    if heading_at is None:
        return None
    parties = split_parties(text[slice(*heading_at)])
    if not parties.names or not all(is_subject(name) and HAS_LEVEL.match(name) for name in parties.names):
        return None
    leads = text.startswith("牵头", covers[0])
    lead, co = (parties.names, ()) if leads else ((), parties.names)
    phrase = text[slice(*heading_at)]
    mode: Mode = "lead" if leads else "joint"
    return Assignment(mode, lead, co, parties.collective, parties.open_list, phrase, heading_at, covers)


def _with_units(asked: Doubt, practice: Practice) -> Doubt:
    """Who the units that take part are, the document lists elsewhere."""
    if asked.kind != "open_collective" or not any("试点" in name for name in asked.candidates):
        return asked
    return replace(asked, candidates=(*asked.candidates, *practice.units))


def _is_believed(told: Told, practice: Practice) -> bool:
    """Whether a sentence assigns. Where the document does it in brackets, `各部门要…` is a demand to everyone, no more;
    there a sentence has to name an agency and to oblige it."""
    a = told.assignment
    if not practice.in_brackets or (told.strength == "duty" and STATED.search(a.phrase)):
        return True
    named = any(not is_collective(name) for name in (*a.lead, *a.co))
    return named and (told.strength == "duty" or (told.strength == "modal" and "将" not in a.phrase))


def _names(assignments: list[Assignment]) -> list[str]:
    return list(dict.fromkeys(name for a in assignments for name in (*a.lead, *a.co)))


def _settled(doubts: tuple[Doubt, ...], standing: Standing) -> list[Doubt]:
    """Doubts of an assignment, but for those the rule of the document settles: who leads."""
    return [
        one
        for one in doubts
        if one.kind != "mode_unstated" or one.at is None or standing.first_leads_at(one.at[0]) is None
    ]


def _by_reference(text: str, body: list[Span]) -> list[Doubt]:
    parts = [match for at in body for match in BY_REFERENCE.finditer(text, *at)]
    return [doubt("by_reference", [match.group("part") for match in parts], parts[0].span())] if parts else []


def _covering(assignment: Assignment, text_at: Span, *, everything: bool = False) -> Assignment:
    """A bracket behind the heading, or one of the section, speaks of the whole text."""
    if not everything and assignment.covers[0] < assignment.covers[1]:
        return assignment
    return replace(assignment, covers=text_at)

"""Who answers for an item: its own brackets and labels, the section above, a list of units, or its sentences."""

import re
from dataclasses import dataclass, replace

from workflow.reading.assignments import Found, find_assignments, open_doubts
from workflow.reading.doubts import doubt
from workflow.reading.model import Assignment, Doubt, Mode
from workflow.reading.offsets import Span
from workflow.reading.outline import Node, Outline
from workflow.reading.parties import HAS_LEVEL, is_collective, is_open_collective, is_subject, split_parties
from workflow.reading.rules import PRINCIPLE
from workflow.reading.standing import Standing, find_standing
from workflow.reading.told import BY_REFERENCE, Told, find_told
from workflow.reading.units import announces_list, find_units

MOST_CANDIDATES = 8
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

    def says_only_rules(self, text: str, at: Span) -> bool:
        """Whether a paragraph is nothing but a statement about all assignments of the document."""
        return self.standing.fills(text, at)


def find_practice(text: str, outline: Outline, every: list[Span]) -> Practice:
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
    return Practice(find_standing(text, every), assigned > 0 and assigned * 5 >= tasks * 2, tuple(units))


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


def find_owners(
    place: Place, found: Found, inherited: Found | None, practice: Practice
) -> tuple[tuple[Assignment, ...], list[Doubt]]:
    """The assignments of an item, and what a person has to decide about them."""
    text_at = place.text_at
    assignments = tuple(practice.standing.apply(_covering(a, text_at)) for a in found.assignments)
    raised = _settled(found.doubts, practice.standing)
    if not assignments and inherited is not None:
        assignments = tuple(
            practice.standing.apply(_covering(a, text_at, everything=True)) for a in inherited.assignments
        )
        names = [name for a in assignments for name in (*a.lead, *a.co)]
        raised += [doubt("inherited_owner", names, place.at), *_settled(inherited.doubts, practice.standing)]
    if not assignments:
        assignments, asked = _without_bracket(place, practice)
        raised += asked
    return assignments, raised + _by_reference(place.text, place.body)


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
        return tuple(believed), [doubt("owner_in_sentence", names, believed[0].at), *asked]
    raised = [doubt("no_owner", _names([one.assignment for one in told])[:MOST_CANDIDATES], place.at)]
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

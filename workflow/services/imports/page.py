"""What the review page shows, put together from the draft, its working copy and the register in a few passes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from workflow import policies
from workflow.errors import NotVisible
from workflow.models import ImportDraft, User
from workflow.reading.sentences import sentences
from workflow.services.imports import boundary, labels
from workflow.services.imports.blocks import Block, arranged
from workflow.services.imports.comparing import Comparison, base_of, compare
from workflow.services.imports.drawing import Drawn, tables_of
from workflow.services.imports.origins import Origin, header_origins, limit_words, origins_of
from workflow.services.imports.parties import Parties, live, parties_of
from workflow.services.imports.places import Places
from workflow.services.imports.points import Point, open_points
from workflow.services.imports.proposals import proposals, with_proposals
from workflow.services.imports.repairs import kinds_of, repairs_of
from workflow.services.imports.session import review_of
from workflow.services.imports.source import Extent, Mark, Outline, find_names
from workflow.services.imports.state import Item
from workflow.services.imports.stretches import Stretch, Stretches, cut
from workflow.services.imports.vague import open_words, words_of
from workflow.services.imports.versions import open_twins, said_of
from workflow.services.imports.words import decided, settled, what
from workflow.services.matching import Register, load_register
from workflow.services.plan_parts import Part
from workflow.status import Act, PartyMatch, PartyRole

BAR = 1680
"""Width of the coverage bar in units of its drawing."""
SENTENCE_ENDS = "。；！？;!?\n"

TITLE, DUE = 24, 16
"""Signs of a heading and of a limit in the table of items."""
WIDE = 400
"""Signs from which on a doubt is about more than a passage."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of items."""

    item: Item
    title: str
    leads: str
    is_unknown: bool
    due_on: date | None
    due: str
    doubt: str
    """Its first open point in words; empty without one."""
    is_current: bool
    number_at: int | None
    leads_at: int | None
    due_at: int | None
    """The sentences of number, agencies and limit."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where the sentences went, and the widths of the three bars."""

    sentences: int
    in_items: int
    waived: int
    unexplained: int

    @property
    def bars(self) -> list[tuple[str, int, int]]:
        """Class, place and width of each bar."""
        found, place = [], 0
        for css, count in (("fill-me", self.in_items), ("fill-held", self.waived), ("fill-late", self.unexplained)):
            width = round(count * BAR / self.sentences) if self.sentences else 0
            found.append((css, place, max(0, width - 6)))
            place += width
        return found


class ReviewPage:
    """The page of one draft for one person: which item and which point are in hand is up to the address."""

    def __init__(self, draft: ImportDraft, register: Register, *, may_create: bool) -> None:
        self.draft = draft
        self.review = review_of(draft)
        self.register = register
        self.may_create = may_create
        self.parties = Parties(self.review, register)
        self.items = self.review["items"]
        self.live = live(self.review)

    # -- what is asked -------------------------------------------------------------------------------------------------

    @property
    def points(self) -> list[Point]:
        """Every open question, with what was decided about its like before. An act on the draft does not need them."""
        return self._asked[0]

    @property
    def answered_before(self) -> int:
        """How many of them were decided in an earlier plan."""
        return self._asked[1]

    @cached_property
    def _asked(self) -> tuple[list[Point], int]:
        twins = open_twins(self.draft, self.review)
        points = open_points(self.review, self.parties, twins=twins, may_create=self.may_create)
        found = proposals(self.draft, self.review, self.parties, points)
        return with_proposals(points, found), len(found)

    # -- what is in hand -----------------------------------------------------------------------------------------------

    def chosen(self, key: str, item_id: str) -> Point | None:
        """The point in hand: the one asked for, otherwise the first of the item asked for, otherwise the first."""
        asked = next((point for point in self.points if point.key == key), None)
        if asked is None and item_id:
            return next((point for point in self.points if point.item_id == item_id), None)
        return asked or next(iter(self.points), None)

    def item_in_hand(self, item_id: str, point: Point | None) -> Item | None:
        """The item in the editor: the one asked for, otherwise that of the point, otherwise the first."""
        by_id = {item["id"]: item for item in self.items}
        wanted = item_id or (point.item_id if point else "")
        return by_id.get(wanted) or next(iter(self.items), None)

    @property
    def blocking(self) -> int:
        """Points that keep the draft from becoming a plan."""
        return sum(1 for point in self.points if point.blocking)

    @cached_property
    def comparison(self) -> Comparison | None:
        """The draft beside the plan in force it is a new version of; None for a document of its own."""
        base = base_of(self.draft)
        return compare(base, self.review, self.parties) if base is not None else None

    @property
    def last_act(self) -> str:
        """What undo would take back; empty when there is nothing."""
        undo = self.review["undo"]
        return what(undo["act"], undo["data"]) if undo else ""

    @property
    def twins(self) -> list[Point]:
        """Open points about another form of the same document."""
        return [point for point in self.points if point.kind == "same"]

    # -- the tables ----------------------------------------------------------------------------------------------------

    def rows(self, current: Item | None, *, only_doubts: bool) -> list[Row]:
        """All items, or those with an open point."""
        first = self.doubtful
        return [
            self._row(item, first.get(item["id"], 0), current)
            for item in self.items
            if not only_doubts or item["id"] in first
        ]

    @cached_property
    def doubtful(self) -> dict[str, int]:
        """The items somebody asks about, each with the number of its first open point."""
        first: dict[str, int] = {}
        here = {item["id"] for item in self.items}
        for number, point in enumerate(self.points, start=1):
            for item_id in [point.item_id, *(item_id for item_id, _number in point.only)]:
                if item_id in here:
                    first.setdefault(item_id, number)
        return first

    def _row(self, item: Item, point: int, current: Item | None) -> Row:
        found = [(party, self.parties.resolve(item, party["name"])) for party in parties_of(item)]
        leads = [party["name"] for party, _match in found if party["role"] == PartyRole.LEAD]
        names = leads or [party["name"] for party, _match in found if party["role"] == PartyRole.CO]
        unique = list(dict.fromkeys(names))
        shown = unique[0] if unique else ""
        if len(unique) > 1:
            shown = _("%(name)s and others, %(n)d") % {"name": shown, "n": len(unique)}
        clause = next((clause["at"] for clause in item["clauses"] if clause["at"]), None)
        parts: list[Any] = [*item["limits"], *item["recurrences"]]
        limit = next((part["at"] for part in parts if part["at"]), None)
        return Row(
            item=item,
            title=_cut(item["heading"] or item["text"], TITLE),
            leads=shown,
            is_unknown=any(match.match == PartyMatch.UNKNOWN for _party, match in found),
            due_on=date.fromisoformat(item["due_on"]) if item["due_on"] else None,
            due=_cut(limit_words(item["limits"], item["recurrences"]), DUE),
            doubt=_("doubt %(n)s") % {"n": point} if point else "",
            is_current=current is not None and item["id"] == current["id"],
            number_at=self.places.anchor(item["at"]),
            leads_at=self.places.anchor(clause),
            due_at=self.places.anchor(limit),
        )

    def decisions(self) -> list[tuple[str, str, str]]:
        """Decisions about names: key, name (with the item's number where it is meant alone), what was decided."""
        numbers = {item["id"]: item["number"] for item in self.items}
        found = []
        for key, decision in self.review["names"].items():
            item_id, _colon, name = key.rpartition(":")
            shown = f"{numbers.get(item_id, '')} {name}".strip() if item_id in numbers else key
            found.append((key, shown, decided(decision)))
        return found

    def documents(self) -> list[tuple[str, str, str, str]]:
        """What was said about documents that look like this one: key, title, how, why."""
        return [
            (key, said.get("name", ""), settled(said["how"]), said.get("reason", ""))
            for key, said in said_of(self.review)
        ]

    def coverage(self) -> Coverage:
        """The sentences as they stand after what the clerk decided about the unexplained ones."""
        counts, unexplained = self.review["counts"], self.review["sentences"]
        settled = [self.review["settled"].get(f"sentence:{s['at'][0]}") for s in unexplained]
        joined = sum(1 for how in settled if how and how["how"] in ("joined", "own_item"))
        explained = sum(1 for how in settled if how and how["how"] not in ("joined", "own_item"))
        return Coverage(
            sentences=counts["sentences"],
            in_items=counts["in_items"] + joined,
            waived=counts["waived"] + explained,
            unexplained=len(unexplained) - joined - explained,
        )

    def cuts(self, item: Item) -> list[tuple[int, str]]:
        """Places where a text can be split: behind each sentence but the last, with the words that follow."""
        text = item["text"]
        places = [index + 1 for index, char in enumerate(text) if char in SENTENCE_ENDS]
        return [(place, text[place:].strip()[:24]) for place in places if text[place:].strip()]

    def boundaries(self, item: Item) -> list[tuple[bool, list[tuple[int, str]]]]:
        """Where the next item may begin instead, inside this item (True) and inside the next one (False): places in the
        text with the words there. Empty when the boundary cannot be moved."""
        text = self.draft.text
        found = [
            [(start, text[start:end].strip()[:24]) for start, end in sentences(text, (place[0], place[1]))[1:]]
            for place in boundary.reach(self.review, item, text) or ()
        ]
        return [(True, found[0]), (False, found[1])] if any(found) else []

    # -- the source ----------------------------------------------------------------------------------------------------

    def source(self) -> list[Block]:
        """The cleaned text with everything that was found in it."""
        self.outline.fill(self.outline.paragraphs)
        return arranged(self.outline.paragraphs, self.tables)

    @cached_property
    def outline(self) -> Outline:
        """Its paragraphs with the items in each; sentences and marks come when they are shown."""
        read_as = self.draft.reading.get("coverage", {}).get("read_as", [])
        headings = [s["at"][0] for s in read_as if s["read_as"] == "heading"]
        extents = [Extent(item["at"][0], item["at"][1], item["id"]) for item in self.items if item["at"]]
        return Outline(self.draft.text, self._marks(), extents, headings, self.tables)

    @cached_property
    def parts(self) -> list[Part]:
        """The source cut into parts, the same whatever is in hand."""
        return cut(self.outline, self.tables)

    def stretches(self, item: Item | None, point: Point | None, at: int) -> Stretches:
        """The source with the stretches on the page that hold the place asked for (-1 without one), the point and the
        item in hand, and the item after it: its boundary can be moved."""
        number = self.items.index(item) if item is not None else 0
        spans = [point.at if point else None, *(one["at"] for one in self.items[number : number + 2])]
        places = [place for span in spans if span for place in (span[0], max(span[0], span[1] - 1))]
        return Stretches(self.outline, self.parts, [*([at] if at >= 0 else []), *places])

    def stretch(self, number: int) -> list[Block]:
        """One part of the source, counted from 0, with its sentences; empty where there is none."""
        return Stretch(number, self.parts[number], True).fill(self.outline) if 0 <= number < len(self.parts) else []

    def _marks(self) -> Iterable[Mark]:
        text = self.draft.text
        for item in self.items:
            yield from _of(item["limits"], "due")
            yield from _of(item["recurrences"], "often")
            for clause in item["clauses"]:
                names = [party["name"] for party in clause["parties"]]
                for name, start, end in find_names(text, clause["at"], names):
                    known = item["waived"] or self.parties.resolve(item, name).is_known
                    yield Mark(start, end, "org" if known else "doubt", "" if known else f"party:{name}")
        for point in self.points:
            if point.kind == "sentence" and point.at:
                yield Mark(point.at[0], point.at[1], "lost", point.key)
            elif point.kind == "reader" and point.at:
                # One about a whole table is marked at its first line: over all of it, it would hide every other mark.
                first = text.find("\n", point.at[0], point.at[1])
                wide = first > point.at[0] and point.at[1] - point.at[0] > WIDE
                yield Mark(point.at[0], first if wide else point.at[1], "doubt", point.key)

    @cached_property
    def tables(self) -> list[Drawn]:
        """The tables of the document that are shown as such."""
        return tables_of(self.draft)

    @cached_property
    def places(self) -> Places:
        """Sentences of the text, for the links that lead to them."""
        return Places(self.draft.text, self.tables)

    def origins(self, item: Item) -> list[Origin]:
        """Every field of an item with the sentence it was read from."""
        return origins_of(item, self.parties, self.places)

    def header_origins(self) -> list[Origin]:
        """The facts of the document and what it cites, as far as they stand in it."""
        return header_origins(self.review, self.draft.reading.get("header_at", {}), self.places)

    def anchors(self) -> dict[str, int]:
        """The sentence each open point is about, by key."""
        found = ((point.key, self.places.anchor(point.at)) for point in self.points)
        return {key: anchor for key, anchor in found if anchor is not None}

    def repairs(self) -> list[tuple[str, int]]:
        """How many repairs of each kind were made or refused."""
        return [(labels.repair(kind), number) for kind, number in kinds_of(repairs_of(self.draft)).items()]

    def words(self) -> tuple[int, int]:
        """Vague wording: how much is open, how much there is."""
        return len(open_words(self.review)), sum(1 for _word in words_of(self.review))


def open_page(draft_pk: int, user: User) -> ReviewPage:
    """The draft as a page; four queries, five with open questions. Raises NotVisible (404) for a foreign draft."""
    scope = policies.scope_of(user)
    draft = (
        ImportDraft.objects.select_related("document__office", "plan", "new_version_of__version_of")
        .defer("document__content", "document__raw_text", "document__tables")
        .filter(pk=draft_pk)
        .first()
    )
    if draft is None or not scope.allows(Act.DRAFT_DOCUMENT, draft.document.office_id):
        raise NotVisible
    may_create = scope.allows(Act.MANAGE_ORGANISATION, draft.document.office_id)
    return ReviewPage(draft, load_register(draft.document.office), may_create=may_create)


def _cut(text: str, signs: int) -> str:
    return text if len(text) <= signs else f"{text[: signs - 1]}…"


def _of(parts: Sequence[Any], kind: str) -> Iterable[Mark]:
    for part in parts:
        if part["at"]:
            yield Mark(part["at"][0], part["at"][1], kind)

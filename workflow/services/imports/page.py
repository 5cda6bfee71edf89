"""What the review page shows, put together from the draft, its working copy and the register in a few passes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow import policies
from workflow.errors import NotVisible
from workflow.models import ImportDraft, User
from workflow.services.imports.parties import Parties, Resolved, live, parties_of
from workflow.services.imports.points import Point, open_points
from workflow.services.imports.session import review_of
from workflow.services.imports.source import Extent, Mark, Paragraph, find_names, paragraphs
from workflow.services.imports.state import Item
from workflow.services.imports.words import decided, what
from workflow.services.matching import Register, load_register
from workflow.status import Act, PartyMatch, PartyRole

BAR = 1680
"""Width of the coverage bar in units of its drawing."""
SENTENCE_ENDS = "。；！？;!?\n"
PERIOD_WORDS: dict[str, Promise] = {
    "week": gettext_lazy("%(n)d a week"),
    "month": gettext_lazy("%(n)d a month"),
    "quarter": gettext_lazy("%(n)d a quarter"),
    "year": gettext_lazy("%(n)d a year"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of items."""

    item: Item
    leads: str
    is_unknown: bool
    due_on: date | None
    due: str
    point: int
    """Number of its first open point; 0 without one."""
    is_current: bool


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


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair of the text: the paragraph it is in, before and after."""

    paragraph: int
    kind: str
    raw: str
    clean: str


class ReviewPage:
    """The page of one draft for one person: which item and which point are in hand is up to the address."""

    def __init__(self, draft: ImportDraft, register: Register, *, may_create: bool) -> None:
        self.draft = draft
        self.review = review_of(draft)
        self.register = register
        self.parties = Parties(self.review, register)
        self.points = open_points(self.review, self.parties, may_create=may_create)
        self.items = self.review["items"]
        self.live = live(self.review)

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

    @property
    def last_act(self) -> str:
        """What undo would take back; empty when there is nothing."""
        undo = self.review["undo"]
        return what(undo["act"], undo["data"]) if undo else ""

    # -- the tables ----------------------------------------------------------------------------------------------------

    def rows(self, current: Item | None, *, only_doubts: bool) -> list[Row]:
        """All items, or those with an open point."""
        first: dict[str, int] = {}
        for number, point in enumerate(self.points, start=1):
            for item_id in [point.item_id, *(item_id for item_id, _number in point.only)]:
                first.setdefault(item_id, number)
        return [
            self._row(item, first.get(item["id"], 0), current)
            for item in self.items
            if not only_doubts or item["id"] in first
        ]

    def _row(self, item: Item, point: int, current: Item | None) -> Row:
        found = [(party, self.parties.resolve(item, party["name"])) for party in parties_of(item)]
        leads = [party["name"] for party, _match in found if party["role"] == PartyRole.LEAD]
        names = leads or [party["name"] for party, _match in found if party["role"] == PartyRole.CO]
        unique = list(dict.fromkeys(names))
        shown = unique[0] if unique else ""
        if len(unique) > 1:
            shown = _("%(name)s and others, %(n)d") % {"name": shown, "n": len(unique)}
        return Row(
            item=item,
            leads=shown,
            is_unknown=any(match.match == PartyMatch.UNKNOWN for _party, match in found),
            due_on=date.fromisoformat(item["due_on"]) if item["due_on"] else None,
            due=_limit_words(item),
            point=point,
            is_current=current is not None and item["id"] == current["id"],
        )

    def matches(self, item: Item) -> list[Resolved]:
        """Who the names of an item are, each once."""
        return list({party["name"]: self.parties.resolve(item, party["name"]) for party in parties_of(item)}.values())

    def decisions(self) -> list[tuple[str, str, str]]:
        """Decisions about names: key, name (with the item's number where it is meant alone), what was decided."""
        numbers = {item["id"]: item["number"] for item in self.items}
        found = []
        for key, decision in self.review["names"].items():
            item_id, _colon, name = key.rpartition(":")
            shown = f"{numbers.get(item_id, '')} {name}".strip() if item_id in numbers else key
            found.append((key, shown, decided(decision)))
        return found

    def coverage(self) -> Coverage:
        """The sentences as they stand after what the clerk decided about the unexplained ones."""
        counts, unexplained = self.review["counts"], self.review["sentences"]
        settled = [self.review["settled"].get(f"sentence:{s['at'][0]}") for s in unexplained]
        joined = sum(1 for how in settled if how and how["how"] != "explained")
        explained = sum(1 for how in settled if how and how["how"] == "explained")
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

    # -- the source ----------------------------------------------------------------------------------------------------

    def source(self) -> list[Paragraph]:
        """The cleaned text with everything that was found in it."""
        headings = [
            s["at"][0] for s in self.draft.reading.get("coverage", {}).get("read_as", []) if s["read_as"] == "heading"
        ]
        extents = [Extent(item["at"][0], item["at"][1], item["id"]) for item in self.items if item["at"]]
        return paragraphs(self.draft.document.clean_text, self._marks(), extents, headings)

    def _marks(self) -> Iterable[Mark]:
        text = self.draft.document.clean_text
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
                yield Mark(point.at[0], point.at[1], "doubt", point.key)

    def fixes(self, source: Sequence[Paragraph]) -> list[Fix]:
        """The repairs, by paragraph."""
        ends = [(paragraph.end, paragraph.number) for paragraph in source]
        found = []
        for repair in self.draft.reading.get("repairs", []):
            place = repair["at"][0]
            number = next((number for end, number in ends if place <= end), 0)
            found.append(Fix(number, repair["kind"], repair["raw"], repair["clean"]))
        return found


def open_page(draft_pk: int, user: User) -> ReviewPage:
    """The draft as a page; four queries. Raises NotVisible (404) for a foreign draft."""
    scope = policies.scope_of(user)
    draft = (
        ImportDraft.objects.select_related("document__office", "plan", "new_version_of")
        .defer("document__content", "document__raw_text")
        .filter(pk=draft_pk)
        .first()
    )
    if draft is None or not scope.allows(Act.DRAFT_DOCUMENT, draft.document.office_id):
        raise NotVisible
    may_create = scope.allows(Act.MANAGE_ORGANISATION, draft.document.office_id)
    return ReviewPage(draft, load_register(draft.document.office), may_create=may_create)


def _of(parts: Sequence[Any], kind: str) -> Iterable[Mark]:
    for part in parts:
        if part["at"]:
            yield Mark(part["at"][0], part["at"][1], kind)


def _limit_words(item: Item) -> str:
    """The first limit or duty in words, where the item names no date."""
    for limit in item["limits"]:
        if limit["kind"] == "working_days_after_event":
            return _("%(event)s, %(n)s working days") % {"event": limit["event"], "n": limit["value"]}
        if limit["kind"] == "hours_after_event":
            return _("%(event)s, %(n)s hours") % {"event": limit["event"], "n": limit["value"]}
    for duty in item["recurrences"]:
        return str(PERIOD_WORDS.get(duty["period"], duty["period"])) % {"n": duty["min_count"]}
    return ""

"""What is still open in a draft: one point a question, each with the choices a clerk has. Derived, never stored."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.reading.parties import is_collective
from workflow.services.imports.doubts import AT_ISSUE, TWO_NAMES, open_doubts, open_sentences
from workflow.services.imports.editing import item_before
from workflow.services.imports.parties import Parties, live
from workflow.services.imports.state import Item, ReaderDoubt, Review, Span
from workflow.services.imports.versions import Twin
from workflow.status import PartyMatch
from workflow.words import short_list

LISTED_NUMBERS = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to settle a point: the act, what it sends, and what else has to be typed.

    `needs` is empty (a plain button), `reason`, `pick`, `create`, `members`, `name`, `place` (a small form) or
    `editor` (a link).
    """

    label: str
    act: str
    fields: tuple[tuple[str, str], ...] = ()
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """An open question. Blocking ones keep the draft from becoming a plan; the others keep the plan from being
    issued."""

    key: str
    kind: str
    where: str
    message: str
    blocking: bool
    choices: tuple[Choice, ...]
    at: Span | None = None
    item_id: str = ""
    name: str = ""
    same_kind: int = 0
    """How many open doubts ask the same, this one among them."""
    only: tuple[tuple[str, str], ...] = ()
    """Items the decision can be narrowed to: (id, number)."""
    link: tuple[str, str] = ("", "")
    """Address and name of the page of what is asked about."""
    recalled: str = ""
    """Where the first choice comes from, when the same was asked and answered before."""

    @property
    def sentence(self) -> str:
        """Where and what, one line."""
        return f"{self.where} {self.message}".strip()


def open_points(
    review: Review, parties: Parties, *, twins: Sequence[Twin] = (), may_create: bool = True
) -> list[Point]:
    """All open points, blocking ones first, otherwise in the order of the document; first of all whether the document
    is one of `twins`. Whether two names are one agency is asked behind who either of them is."""
    nobody = list(_without_owner(review, parties))
    found = [
        *map(_of_twin, twins),
        *_of_header(review),
        *_of_names(parties, may_create=may_create),
        *nobody,
        *_of_reader(review, {point.item_id for point in nobody}),
        *_of_sentences(review),
    ]
    later = _of_strangers(review, parties)
    return sorted(found, key=lambda point: (not point.blocking, point.key in later, point.at[0] if point.at else -1))


def _of_strangers(review: Review, parties: Parties) -> set[str]:
    """The doubts about two names of which neither is known yet."""
    unknown = parties.unknown().keys()
    return {one["key"] for one in review["doubts"] if one["kind"] == TWO_NAMES and unknown >= set(one["candidates"])}


def _of_twin(twin: Twin) -> Point:
    about = {"title": f"{twin.title} {twin.number}".strip(), "name": twin.who}
    base = (("key", twin.key),)
    choices = [Choice(_("Another document, with a reason"), "tell_apart", base, "reason")]
    if twin.plan is not None:
        message = _("This document seems to be the plan “%(title)s”, entered by %(name)s: is it a new version of it?")
        choices.insert(0, Choice(_("A new version of that plan"), "continue_plan", base))
        link = (reverse("plan", args=[twin.plan]), _("Open the plan"))
    else:
        message = _(
            "This document seems to be “%(title)s”, which %(name)s is reviewing right now: go on in one of the two "
            "reviews and drop the other."
        )
        choices.append(Choice(_("Drop this import"), "abandon"))
        link = (reverse("import_review", args=[twin.draft]), _("Open the other review"))
    return Point(twin.key, "same", "", message % about, True, tuple(choices), link=link)


def _of_header(review: Review) -> Iterator[Point]:
    editor = (Choice(_("Fill in"), "facts", needs="editor"),)
    if not review["header"]["title"]:
        yield Point("header:title", "header", "", _("The plan has no title."), True, editor)
    undated = [item for item in live(review) if not item["due_on"]]
    if undated and not review["settings"]["completion_on"]:
        message = _("Items without a date of their own need the date by which the whole plan is to be completed.")
        yield Point(
            "header:completion", "header", "", message, True, (Choice(_("Fill in"), "settings", needs="editor"),)
        )
    if not live(review):
        yield Point("header:items", "header", "", _("No item is left: a plan needs at least one."), True, ())


def _of_names(parties: Parties, *, may_create: bool) -> Iterator[Point]:
    for name, items in parties.unknown().items():
        collective = is_collective(name)
        message = (
            _("“%(name)s” names no list of agencies: say who they are")
            if collective
            else _("“%(name)s” is not in the register of agencies")
        ) % {"name": name}
        yield Point(
            key=f"party:{name}",
            kind="party",
            where=numbers(items),
            message=message,
            blocking=True,
            choices=tuple(_name_choices(parties, name, collective=collective, may_create=may_create)),
            at=_place(items[0], name),
            item_id=items[0]["id"],
            name=name,
            only=tuple((item["id"], item["number"]) for item in items) if len(items) > 1 else (),
        )


def _name_choices(parties: Parties, name: str, *, collective: bool, may_create: bool) -> Iterator[Choice]:
    base = (("name", name),)
    # A collective may be a set of the register, never one agency.
    like = [match for match in parties.register.suggest(name) if not collective or match.kind == PartyMatch.AGENCY_SET]
    for match in like[: 1 if collective else 2]:
        yield Choice(_("It is %(name)s") % {"name": match.label}, "set_party", (*base, ("to", match.key)))
    if collective:
        yield Choice(_("List the agencies"), "set_party", (*base, ("to", "members")), "members")
    yield Choice(_("Another entry"), "set_party", base, "pick")
    if may_create and not collective:
        yield Choice(_("New agency"), "set_party", (*base, ("to", "create")), "create")
    yield Choice(_("Leave out, with a reason"), "set_party", (*base, ("to", "left_out")), "reason")


def _without_owner(review: Review, parties: Parties) -> Iterator[Point]:
    previous: Item | None = None
    for item in live(review):
        if not parties.is_answered_for(item):
            yield Point(
                key=f"nobody:{item['id']}",
                kind="nobody",
                where=item["number"],
                message=_("no agency is responsible"),
                blocking=True,
                choices=tuple(_owner_choices(parties, item, previous)),
                at=item["at"],
                item_id=item["id"],
            )
        else:
            previous = item


def _owner_choices(parties: Parties, item: Item, previous: Item | None) -> Iterator[Choice]:
    base = (("item", item["id"]),)
    if any(not parties.is_left_out(item, name) for name in item["named"]):
        label = _("As its text says: %(names)s") % {"names": "、".join(item["named"])}
        yield Choice(label, "name_parties", base)
    yield Choice(_("Enter the agencies"), "item", base, "editor")
    if previous is not None:
        label = _("The same as %(number)s") % {"number": previous["number"]}
        yield Choice(label, "copy_parties", (*base, ("source", previous["id"])))
    yield Choice(_("Not an item"), "waive_item", base, "reason")


def _of_reader(review: Review, without_owner: Collection[str]) -> Iterator[Point]:
    """The doubts of the reader. That a cell of agencies is empty is asked once: where nobody answers for the item, that
    is the question already."""
    kinds = Counter(doubt["kind"] for doubt in open_doubts(review))
    yield from (_asked(doubt, None, kinds) for doubt in review["doubts"] if doubt["key"] not in review["settled"])
    for item in live(review):
        for doubt in item["doubts"]:
            asked_above = doubt["kind"] == "cell_missing" and item["id"] in without_owner
            if doubt["key"] not in review["settled"] and not asked_above:
                yield _asked(doubt, item, kinds)


def _asked(doubt: ReaderDoubt, item: Item | None, kinds: Mapping[str, int]) -> Point:
    about = _("“%(text)s”: ") % {"text": short_list(doubt["candidates"])[:80]} if doubt["candidates"] else ""
    choices = [Choice(_("As read, with a reason"), "settle", (("key", doubt["key"]),), "reason")]
    if doubt["kind"] == TWO_NAMES:
        choices.insert(0, Choice(_("They are one agency"), "unite_names", (("key", doubt["key"]),)))
    if item is not None:
        base = (("item", item["id"]),)
        choices.append(Choice(_("Correct the item"), "item", base, "editor"))
        if doubt["kind"] in {"unnumbered", "numbering_gap"}:
            choices.append(Choice(_("Part of the item before"), "merge_item", base))
    elif doubt["kind"] == "issuer_missing":
        choices.append(Choice(_("Fill in"), "facts", needs="editor"))
    return Point(
        key=doubt["key"],
        kind="reader",
        where=item["number"] if item else "",
        message=about + _(doubt["message"]),
        blocking=doubt["kind"] not in AT_ISSUE,
        choices=tuple(choices),
        at=doubt["at"] or (item["at"] if item else None),
        item_id=item["id"] if item else "",
        same_kind=kinds[doubt["kind"]],
    )


def _of_sentences(review: Review) -> Iterator[Point]:
    for sentence in open_sentences(review):
        base = (("key", f"sentence:{sentence['at'][0]}"),)
        before = item_before(review, sentence["at"])
        choices = []
        if before is not None:
            label = _("Put into %(number)s") % {"number": before["number"]}
            choices.append(Choice(label, "place_sentence", (*base, ("how", "joined"))))
        choices += [
            Choice(_("An item of its own"), "place_sentence", (*base, ("how", "own_item"))),
            Choice(_("No task: say what it is"), "place_sentence", (*base, ("how", "named")), "name"),
        ]
        if len(review["items"]) > 1:
            choices.append(Choice(_("Put into another item"), "place_sentence", (*base, ("how", "joined")), "place"))
        shown = sentence["text"].strip()
        text = shown if len(shown) <= 40 else f"{shown[:40]}…"
        yield Point(
            key=base[0][1],
            kind="sentence",
            where="",
            message=_("Belongs to no item: %(text)s") % {"text": text},
            blocking=True,
            choices=tuple(choices),
            at=sentence["at"],
            item_id=before["id"] if before else "",
        )


def numbers(items: list[Item]) -> str:
    """The numbers of the items, the first few and how many more."""
    shown = "、".join(item["number"] for item in items[:LISTED_NUMBERS])
    if len(items) <= LISTED_NUMBERS:
        return shown
    return _("%(numbers)s and %(n)d more") % {"numbers": shown, "n": len(items) - LISTED_NUMBERS}


def _place(item: Item, name: str) -> Span | None:
    for clause in item["clauses"]:
        if any(party["name"] == name for party in clause["parties"]):
            return clause["at"] or item["at"]
    return item["at"]

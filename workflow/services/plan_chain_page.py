"""What the pages show of the plan chain: counts by document, and three lists. Nothing is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from workflow.exports.xlsx import write_sheet
from workflow.models import Plan, PlanItem, UpperDocument, UpperItem, UpperLink
from workflow.models.plan_chain import shown_title
from workflow.services.plan_chain import name_of
from workflow.services.versions import current_items

STEPS_OF_LIKENESS = (80, 70, 60, 50, 40, 30)
LISTS = ("linked", "missing", "extra")


def documents(plan: Plan) -> QuerySet[Any]:
    """The documents the plan is compared with, each with `linked` (pairs confirmed), `total`, `done` and `open`
    (theirs that are linked or marked, and that are neither); one query."""
    confirmed = Q(items__links__confirmed_at__isnull=False)
    return (
        plan.upper_documents.filter(read_at__isnull=False)
        .defer("content", "clean_text")
        .annotate(
            total=Count("items", distinct=True),
            linked=Count("items__links", filter=confirmed, distinct=True),
            done=Count("items", filter=confirmed | ~Q(items__settled=""), distinct=True),
        )
        .annotate(open=F("total") - F("done"))
        .order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class Cited:
    """A document the plan says it rests on: taken in (`document`), a plan of this system (`plan`), or neither."""

    index: int
    title: str
    number: str
    document: UpperDocument | None
    plan: Plan | None


def cited(plan: Plan, taken: Sequence[UpperDocument], offered: Sequence[Plan]) -> list[Cited]:
    """The cited documents in their order, found again by number, else by title."""
    return [
        Cited(
            index,
            shown_title(cite["title"]),
            cite["number"],
            next((one for one in taken if _same(cite, one)), None),
            next((one for one in offered if _same(cite, one)), None),
        )
        for index, cite in enumerate(plan.cites)
    ]


def _same(cite: dict[str, Any], other: UpperDocument | Plan) -> bool:
    """The same number; where a side has none, a title inside the other (《…》 in 关于印发《…》的通知)."""
    numbers = [_letters(text) for text in (cite["number"], other.document_number)]
    if all(numbers):
        return numbers[0] == numbers[1]
    titles = sorted((_letters(text) for text in (cite["title"], other.title)), key=len)
    return len(titles[0]) >= len("二〇二六年") and titles[0] in titles[1]


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


@dataclass(slots=True)
class Missing:
    """One of theirs without a confirmed link; `proposals` wait for a person."""

    upper: UpperItem
    proposals: list[UpperLink] = field(default_factory=list)


@dataclass(slots=True)
class Comparison:
    """One document against the plan. A proposal counts as no link: what has only one is still missing, or extra."""

    document: UpperDocument
    ours: list[PlanItem]
    theirs: list[UpperItem]
    proposed: list[UpperLink] = field(default_factory=list)
    confirmed: list[UpperLink] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    extra: list[PlanItem] = field(default_factory=list)

    @property
    def our_names(self) -> list[str]:
        """Our items by the name they are chosen by."""
        return [name_of(item) for item in self.ours]

    @property
    def their_names(self) -> list[str]:
        """Theirs, the same."""
        return [name_of(item) for item in self.theirs]

    @property
    def open(self) -> int:
        """How many of theirs are neither linked nor marked."""
        return sum(not one.upper.settled for one in self.missing)

    def steps(self) -> list[tuple[int, int]]:
        """(likeness, how many proposals are at least that much alike), only where the number changes."""
        found: dict[int, int] = {}
        for least in STEPS_OF_LIKENESS:
            number = sum((link.likeness or 0) >= least for link in self.proposed)
            if number and number not in found.values():
                found[least] = number
        return list(found.items())


def compare(document: UpperDocument) -> Comparison:
    """The three lists; three queries, whatever they hold. Proposals come first, the most alike in front; of theirs
    the open ones."""
    ours = {item.pk: item for item in current_items(document.plan_id)}
    theirs = {item.pk: item for item in document.items.order_by("order")}
    made = Comparison(document, list(ours.values()), list(theirs.values()))
    waiting: dict[int, list[UpperLink]] = {}
    # A release before this one left the links of an item that a version deletes.
    for link in UpperLink.objects.filter(upper_item__document=document, item__in=ours):
        link.item, link.upper_item = ours[link.item_id], theirs[link.upper_item_id]
        if link.confirmed_at is not None:
            made.confirmed.append(link)
        elif not link.upper_item.settled:
            made.proposed.append(link)
            waiting.setdefault(link.upper_item_id, []).append(link)
    made.proposed.sort(key=lambda link: (-(link.likeness or 0), link.upper_item.order, link.item.order))
    made.confirmed.sort(key=lambda link: (link.upper_item.order, link.item.order))
    linked = {link.upper_item_id for link in made.confirmed}
    answering = {link.item_id for link in made.confirmed}
    left = [Missing(item, waiting.get(item.pk, [])) for item in made.theirs if item.pk not in linked]
    made.missing = sorted(left, key=lambda one: bool(one.upper.settled))
    made.extra = [item for item in made.ours if item.pk not in answering]
    return made


def workbook(comparison: Comparison) -> bytes:
    """「上级有、我们没有」 as an Excel file, in the current language."""
    header = [_("Number"), _("Heading"), _("Text of the upper level"), _("Handled"), _("Reason or note"), _("By")]
    return write_sheet(_("Upper level only"), header, _rows(comparison.missing))


def _rows(missing: Iterable[Missing]) -> Iterable[list[str]]:
    for one in missing:
        upper = one.upper
        how = str(upper.get_settled_display()) if upper.settled else _("open")
        yield [upper.number, upper.heading, upper.text, how, upper.reason, upper.settled_by]

"""One row of the ledger as it is shown and as it is exported: the same words in both."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from workflow.deadlines import Light, WorkCalendar
from workflow.exports.xlsx import Value
from workflow.holders import NOBODY, Hands, hands_of
from workflow.lights import light_of
from workflow.links import commitment_url
from workflow.models import AssignmentParty, Commitment, PlanItem
from workflow.status import Holder, PartyRole

COLUMNS: Sequence[Any] = (
    pgettext_lazy("ledger", "No."),
    gettext_lazy("Outline number"),
    gettext_lazy("Category"),
    gettext_lazy("Task"),
    gettext_lazy("Lead agency"),
    gettext_lazy("Partner agencies"),
    gettext_lazy("To be completed by"),
    gettext_lazy("Progress"),
    gettext_lazy("Status"),
    gettext_lazy("Light"),
    gettext_lazy("Working days left"),
    gettext_lazy("Latest change"),
    gettext_lazy("Now held by"),
    gettext_lazy("Working days with the officer"),
    gettext_lazy("Working days with the head"),
    gettext_lazy("Working days with the leader"),
    gettext_lazy("Working days with the inspector"),
    gettext_lazy("Working days waiting for partner agencies"),
    gettext_lazy("Working days suspended"),
    gettext_lazy("Working days ended for a time"),
)
LIGHT_WORDS = {
    Light.OK: pgettext_lazy("light", "On course"),
    Light.SOON: pgettext_lazy("light", "Due soon"),
    Light.LATE: pgettext_lazy("light", "Overdue"),
    Light.DONE: pgettext_lazy("light", "Closed"),
}
SHOWN_PROGRESS = 60
SHOWN_PARTNERS = 2
CHUNK = 500
"""Rows whose holders are read in one query."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A commitment in words. `light` is empty for a discontinued or transferred one; `days_left` are working days of
    the obligation running now, negative when late."""

    pk: int
    order: int
    number: str
    category: str
    content: str
    lead: str
    partners: str
    completion_on: date
    completion_provisional: bool
    progress: str
    stage: str
    light: str
    remaining: str
    is_late: bool
    provisional: bool
    changed_on: date
    url: str
    is_optional: bool = False
    """The agency may follow by analogy; nothing is demanded."""
    hands: Hands = NOBODY
    is_repeated: bool = False
    """The row before it is of the same item."""
    is_pickable: bool = False
    """It can be chosen for what is done with several at once."""

    @property
    def light_word(self) -> str:
        """The word of the light."""
        return light_word(self.light)

    def cells(self) -> list[Value]:
        """The row of the export, in the order of `COLUMNS`."""
        return [
            self.order,
            self.number,
            self.category,
            self.content,
            self.lead,
            self.partners,
            self.completion_on,
            self.progress,
            self.stage,
            _("Follow by analogy") if self.is_optional else self.light_word,
            f"{self.remaining} {pgettext('light', 'Provisional')}" if self.provisional else self.remaining,
            self.changed_on,
            self.hands.now_word,
            *(self.hands.working_days(holder) for holder in Holder),
        ]


def light_word(state: str) -> str:
    """The word of a light; empty for none."""
    return str(LIGHT_WORDS[Light(state)]) if state else ""


def rows_of(
    commitments: Iterable[Commitment], *, on: date, calendar: WorkCalendar, pick_at: Collection[int] = ()
) -> Iterator[LedgerRow]:
    """Rows in the order given; needs what `workflow.ledger.wide` reads. Open ones of the agencies `pick_at` can be
    chosen. Who holds what is read in one query for every `CHUNK` rows."""
    item_before: int | None = None
    for commitment, hands in _with_hands(commitments, on, calendar):
        item = commitment.item
        state = light_of(commitment, on, calendar)
        lead, partners = parties(commitment)
        yield LedgerRow(
            pk=commitment.pk,
            order=item.order,
            number=item.number,
            category=item.category,
            content=content(item),
            lead=lead,
            partners=partners,
            completion_on=commitment.completion_on,
            completion_provisional=commitment.completion_provisional,
            progress=progress(commitment),
            stage=str(commitment.stage.label),
            light=state.value if state else "",
            remaining=remaining(commitment, on, calendar),
            is_late=state is Light.LATE,
            provisional=commitment.is_open and commitment.is_binding and commitment.current_provisional,
            changed_on=timezone.localtime(commitment.changed_at).date(),
            url=commitment_url(commitment.pk),
            is_optional=not commitment.is_binding,
            hands=hands,
            is_repeated=item.pk == item_before,
            is_pickable=commitment.is_open and commitment.agency_id in pick_at,
        )
        item_before = item.pk


def _with_hands(
    commitments: Iterable[Commitment], on: date, calendar: WorkCalendar
) -> Iterator[tuple[Commitment, Hands]]:
    rows = iter(commitments)
    while chunk := list(islice(rows, CHUNK)):
        hands = hands_of(chunk, on, calendar)
        yield from ((commitment, hands.get(commitment.pk, NOBODY)) for commitment in chunk)


def content(item: PlanItem) -> str:
    """The text of the item, behind its heading unless it begins with it."""
    if not item.heading or item.text.startswith(item.heading):
        return item.text
    return f"{item.heading}：{item.text}" if item.text else item.heading


def progress(commitment: Commitment) -> str:
    """What the latest signed report says, in short; otherwise the percentage once there is one."""
    text = " ".join(commitment.latest_progress.split())
    if text:
        return text if len(text) <= SHOWN_PROGRESS else f"{text[: SHOWN_PROGRESS - 1]}…"
    return f"{commitment.progress_percent}%" if commitment.progress_percent else ""


def remaining(commitment: Commitment, on: date, calendar: WorkCalendar) -> str:
    """Working days of the obligation running now: 28, 本步 5 (a step before the completion), 逾 7; empty when ended."""
    due_on = commitment.current_due_on if commitment.is_binding else None
    if commitment.is_past_completion(on):
        due_on = commitment.late_since(on)
    if due_on is None or not commitment.is_open:
        return ""
    days = commitment.days_to(due_on, on, calendar)
    if days < 0:
        return _("%(n)d over") % {"n": -days}
    return str(days) if due_on == commitment.completion_on else _("this step %(n)d") % {"n": days}


def parties(commitment: Commitment) -> tuple[str, str]:
    """Lead and partners in words. Somebody who answers beside a lead is named first among the partners; where no lead
    is named everybody answers for a share of his own, so the agency of the row leads its row."""
    named: list[AssignmentParty] = []
    before = commitment.transferred_from
    if commitment.assignment is not None:
        parties = [party for party in commitment.assignment.parties.all() if not party.left_out_reason]
        # Whose share it took over is named by the document, but no longer answers for it.
        gone = {before.agency_id, before.opened_for_id} if before is not None else set()
        named = [party for party in parties if party.agency_id is None or party.agency_id not in gone]
    own = str(commitment.agency)
    # Under the name of the agency it was opened for the document means the successor, which is shown.
    mine = (commitment.agency_id, commitment.opened_for_id)
    leads = [own if party.agency_id in mine else _name(party) for party in named if party.role == PartyRole.LEAD]
    beside = [party for party in named if party.role not in (PartyRole.LEAD, PartyRole.OPTIONAL)]
    others = [_name(party) for party in beside if party.agency_id not in mine]
    if not leads:
        return own, _in_short([_name(party) for party in named if party.role == PartyRole.PARTNER])
    if commitment.role == PartyRole.LEAD:
        return own, _in_short(others)
    return _in_short(leads), _in_short([own, *others])


def _name(party: AssignmentParty) -> str:
    return str(party.agency or party.agency_set or party.name)


def _in_short(names: Sequence[str]) -> str:
    """Nobody, up to two names, or the first and how many there are."""
    if not names:
        return pgettext("partners", "none")
    if len(names) <= SHOWN_PARTNERS:
        return pgettext("between names", ", ").join(names)
    return _("%(first)s and others, %(n)d in all") % {"first": names[0], "n": len(names)}

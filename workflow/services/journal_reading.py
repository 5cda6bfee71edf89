"""Reading the journal: the entries a person may see, narrowed down, and whether each row still verifies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from workflow import policies
from workflow.models import Agency, JournalEntry, Plan, User
from workflow.paging import Key, Order, Page, page_of
from workflow.services.register_rights import places_with
from workflow.services.verification import Breach, entry_breach
from workflow.status import Act

ORDER = Order((Key("id", descending=True),))
PLANS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """What the journal is narrowed to. `agency` and `person` are parts of names."""

    plan_id: int | None = None
    commitment_id: int | None = None
    agency: str = ""
    person: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An entry and what is wrong with it or its place in the chain; None when it verifies."""

    entry: JournalEntry
    breach: Breach | None


def visible(user: User) -> QuerySet[JournalEntry]:
    """Entries of the commitments and plans the person may see, and of the registers of his offices and those below.

    Raises NotVisible (404) for who may not read the journal at all.
    """
    places = places_with(user, Act.VIEW_JOURNAL)
    scope = policies.scope_of(user)
    agencies = scope.agencies(Act.VIEW_COMMITMENTS) | scope.agencies(Act.VIEW_JOURNAL)
    chains = [place.jurisdiction.chain_key for place in places]
    return JournalEntry.objects.filter(Q(agency_id__in=agencies) | Q(chain__in=chains))


def page(user: User, wanted: Filter, *, older: str, newer: str, size: int) -> tuple[Page[JournalEntry], list[Row]]:
    """One page, newest first, each row verified against its predecessor; four queries. Raises NotVisible."""
    rows = _narrowed(visible(user), wanted)
    rows = rows.select_related("agency", "plan", "commitment__item", "commitment__agency")
    found = page_of(rows, ORDER, older=older, newer=newer, size=size)
    return found, verified(found.rows)


def _narrowed(rows: QuerySet[JournalEntry], wanted: Filter) -> QuerySet[JournalEntry]:
    if wanted.plan_id is not None:
        rows = rows.filter(plan_id=wanted.plan_id)
    if wanted.commitment_id is not None:
        rows = rows.filter(commitment_id=wanted.commitment_id)
    if wanted.agency:
        named = Agency.objects.filter(Q(name__icontains=wanted.agency) | Q(short_name__icontains=wanted.agency))
        rows = rows.filter(agency__in=named.values("pk"))
    if wanted.person:
        rows = rows.filter(actor_name__icontains=wanted.person)
    if wanted.act:
        rows = rows.filter(act=wanted.act)
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def verified(entries: Sequence[JournalEntry]) -> list[Row]:
    """Each entry with its own hash and its link to the entry before it checked; one query."""
    wanted = Q(pk__in=[])
    for entry in entries:
        if entry.seq > 1:
            wanted |= Q(chain=entry.chain, seq=entry.seq - 1)
    before = {(chain, seq): known for chain, seq, known in _hashes(wanted)}
    return [Row(entry, entry_breach(entry, before.get((entry.chain, entry.seq - 1), ""))) for entry in entries]


def _hashes(wanted: Q) -> QuerySet[JournalEntry, tuple[str, int, str]]:
    return JournalEntry.objects.filter(wanted).values_list("chain", "seq", "hash")


def plans(user: User) -> list[Plan]:
    """Plans of the person's offices to choose from, the newest first, at most 50."""
    offices = policies.scope_of(user).agencies(Act.VIEW_JOURNAL)
    return list(Plan.objects.filter(office_id__in=offices).only("pk", "title").order_by("-pk")[:PLANS_SHOWN])

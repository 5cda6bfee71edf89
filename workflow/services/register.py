"""The register as its pages show it: agencies with their names and people, gaps, and finding one by name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from workflow.errors import NotVisible
from workflow.models import Agency, AgencyAlias, AgencySet, AgencySetMember, Commitment, Membership, User
from workflow.models.organisation import Dated
from workflow.paging import Key, Order, Page, page_of
from workflow.services.register_rights import Place, places_of
from workflow.status import AgencyKind, Role

STAFF = (Role.HEAD, Role.OFFICER)
"""Who every agency needs: somebody to sign and somebody to do the work."""
ORDER = Order((Key("order"), Key("id")))
GAPS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; `people` is empty, `missing` or `ended`."""

    text: str = ""
    kind: str = ""
    people: str = ""
    place_id: int | None = None


@dataclass(slots=True)
class Row:
    """An agency as the list shows it, as of a day."""

    agency: Agency
    aliases: list[str] = field(default_factory=list)
    staff: dict[str, list[User]] = field(default_factory=dict)
    open_items: int = 0
    is_valid: bool = True

    @property
    def heads(self) -> list[User]:
        """People who sign."""
        return self.staff.get(Role.HEAD, [])

    @property
    def officers(self) -> list[User]:
        """People who do the work."""
        return self.staff.get(Role.OFFICER, [])

    @property
    def office_people(self) -> list[User]:
        """People with a role of the government office."""
        return [user for role, users in self.staff.items() if role not in STAFF for user in users]

    @property
    def needs_staff(self) -> bool:
        """An office that does no items itself needs neither head nor officer."""
        return self.is_valid and (self.agency.kind != AgencyKind.OFFICE or self.open_items > 0)


@dataclass(frozen=True, slots=True)
class Gap:
    """An agency without a head or an officer: who held it last, and what waits there."""

    agency: Agency
    missing: tuple[Role, ...]
    last: Membership | None
    """The latest ended post of a missing role, or one whose holder's account was deactivated."""
    open_items: int

    @property
    def last_on(self) -> date | None:
        """The last day of that post; None when its holder's account was deactivated."""
        if self.last is None or self.last.valid_until is None:
            return None
        return date.fromordinal(self.last.valid_until.toordinal() - 1)


def _held(role: Role, on: date) -> Exists:
    return Exists(Membership.objects.filter(Dated.valid_on(on), agency=OuterRef("pk"), role=role, user__is_active=True))


def _understaffed(on: date) -> QuerySet[Agency]:
    """Valid agencies without a head or an officer; the office only when it does items itself."""
    works = Exists(Commitment.objects.open().filter(agency=OuterRef("pk")))
    return Agency.objects.filter(Dated.valid_on(on)).filter(
        ~_held(Role.HEAD, on) | ~_held(Role.OFFICER, on), ~Q(kind=AgencyKind.OFFICE) | works
    )


def agencies(places: Sequence[Place], wanted: Filter, on: date) -> QuerySet[Agency]:
    """The agencies of the jurisdictions that match, not yet in order."""
    reach = [place.jurisdiction.pk for place in places]
    if wanted.place_id is not None:
        reach = [pk for pk in reach if pk == wanted.place_id]
    rows = _understaffed(on) if wanted.people == "missing" else Agency.objects.all()
    rows = rows.filter(jurisdiction_id__in=reach)
    ended = Q(valid_until__isnull=False, valid_until__lte=on)
    rows = rows.filter(ended if wanted.people == "ended" else ~ended)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.text:
        by_alias = AgencyAlias.objects.filter(name__icontains=wanted.text).values("agency_id")
        by_person = Membership.objects.filter(Dated.valid_on(on), user__full_name__icontains=wanted.text)
        rows = rows.filter(
            Q(name__icontains=wanted.text)
            | Q(short_name__icontains=wanted.text)
            | Q(pk__in=by_alias)
            | Q(pk__in=by_person.values("agency_id"))
        )
    return rows


def page(
    places: Sequence[Place], wanted: Filter, on: date, *, older: str, newer: str, size: int
) -> tuple[Page[Agency], list[Row]]:
    """One page of the list with the names, people and open items of its agencies; four queries."""
    rows = agencies(places, wanted, on).select_related("jurisdiction")
    found = page_of(rows, ORDER, older=older, newer=newer, size=size)
    return found, details(found.rows, on)


def details(found: Sequence[Agency], on: date) -> list[Row]:
    """Aliases, people and open items of agencies; three queries however many there are."""
    keys = [agency.pk for agency in found]
    rows = {agency.pk: Row(agency, is_valid=agency.valid_until is None or agency.valid_until > on) for agency in found}
    for alias in AgencyAlias.objects.filter(Dated.valid_on(on), agency_id__in=keys).order_by("pk"):
        rows[alias.agency_id].aliases.append(alias.name)
    held = Membership.objects.filter(Dated.valid_on(on), agency_id__in=keys, user__is_active=True)
    for post in held.select_related("user").order_by("pk"):
        rows[post.agency_id].staff.setdefault(post.role, []).append(post.user)
    for agency_id, number in _open_items(keys).items():
        rows[agency_id].open_items = number
    return [rows[key] for key in keys]


def _open_items(keys: Iterable[int]) -> dict[int, int]:
    counted = Commitment.objects.open().filter(agency_id__in=keys).values_list("agency_id")
    return dict(counted.annotate(number=Count("pk")).order_by())


def counts_by_kind(places: Sequence[Place], on: date) -> list[tuple[AgencyKind, int]]:
    """How many valid agencies of each kind there are, in the order of the kinds; one query."""
    rows = agencies(places, Filter(), on).values_list("kind").annotate(number=Count("pk")).order_by()
    numbers = dict(rows)
    return [(kind, numbers[kind]) for kind in AgencyKind if kind in numbers]


def gaps(places: Sequence[Place], on: date) -> list[Gap]:
    """Agencies without a head or an officer, those with open items first, at most 21; four queries."""
    reach = [place.jurisdiction.pk for place in places]
    works = Exists(Commitment.objects.open().filter(agency=OuterRef("pk")))
    found = list(
        _understaffed(on)
        .filter(jurisdiction_id__in=reach)
        .annotate(works=works)
        .order_by("-works", "order", "id")[: GAPS_SHOWN + 1]
    )
    lacking = missing_roles([agency.pk for agency in found], on)
    last: dict[int, Membership] = {}
    earlier = Membership.objects.filter(agency_id__in=lacking, role__in=STAFF, valid_from__lte=on)
    for post in earlier.select_related("user").order_by("pk"):
        if post.role in lacking[post.agency_id]:
            last[post.agency_id] = post
    open_items = _open_items(lacking)
    return [
        Gap(agency, lacking[agency.pk], last.get(agency.pk), open_items.get(agency.pk, 0))
        for agency in found
        if agency.pk in lacking
    ]


def missing_roles(agency_ids: Iterable[int], on: date) -> dict[int, tuple[Role, ...]]:
    """Which of head and officer nobody with an active account holds on the day, by agency; agencies that lack nothing
    are left out. One query."""
    held: dict[int, set[str]] = defaultdict(set)
    keys = list(agency_ids)
    posts = Membership.objects.filter(Dated.valid_on(on), agency_id__in=keys, role__in=STAFF, user__is_active=True)
    for agency_id, role in posts.values_list("agency_id", "role"):
        held[agency_id].add(role)
    return {
        key: tuple(role for role in STAFF if role not in held[key])
        for key in keys
        if any(role not in held[key] for role in STAFF)
    }


def sets(places: Sequence[Place]) -> QuerySet[AgencySet]:
    """The sets of the jurisdictions, with their other wordings."""
    reach = [place.jurisdiction.pk for place in places]
    rows = AgencySet.objects.filter(jurisdiction_id__in=reach).select_related("jurisdiction")
    return rows.prefetch_related("aliases").order_by("jurisdiction_id", "pk")


def count_sets(places: Sequence[Place]) -> int:
    """How many sets there are."""
    return AgencySet.objects.filter(jurisdiction_id__in=[place.jurisdiction.pk for place in places]).count()


def posts_at(agency: Agency, on: date) -> list[Membership]:
    """Posts at the agency that are held on the day or begin later."""
    still = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    return list(
        Membership.objects.filter(still, agency=agency).select_related("user", "on_behalf_of").order_by("role", "pk")
    )


def former_posts_at(agency: Agency, on: date, limit: int = 20) -> list[Membership]:
    """Posts at the agency that have ended, latest first."""
    rows = Membership.objects.filter(agency=agency, valid_until__lte=on).select_related("user")
    return list(rows.order_by("-valid_until", "-pk")[:limit])


# -- one object, or 404 ------------------------------------------------------------------------------------------------


def own_agency(user: User, pk: int) -> Agency:
    """The agency when the person runs its register; NotVisible (404) otherwise."""
    agency = Agency.objects.filter(pk=pk, jurisdiction_id__in=_reach(user)).select_related("jurisdiction").first()
    if agency is None:
        raise NotVisible
    return agency


def own_alias(user: User, agency_pk: int, pk: int) -> AgencyAlias:
    """The alias of that agency when the person runs its register; NotVisible (404) otherwise."""
    alias = AgencyAlias.objects.filter(pk=pk, agency=own_agency(user, agency_pk)).select_related("agency").first()
    if alias is None:
        raise NotVisible
    return alias


def own_set(user: User, pk: int) -> AgencySet:
    """The set when the person runs its register; NotVisible (404) otherwise."""
    found = AgencySet.objects.filter(pk=pk, jurisdiction_id__in=_reach(user)).select_related("jurisdiction").first()
    if found is None:
        raise NotVisible
    return found


def own_set_member(user: User, set_pk: int, pk: int) -> AgencySetMember:
    """The list row of that set when the person runs its register; NotVisible (404) otherwise."""
    rows = AgencySetMember.objects.filter(pk=pk, agency_set=own_set(user, set_pk))
    member = rows.select_related("agency_set", "agency").first()
    if member is None:
        raise NotVisible
    return member


def own_post(user: User, pk: int) -> Membership:
    """The post at an agency of a register the person runs; NotVisible (404) otherwise."""
    rows = Membership.objects.filter(pk=pk, agency__jurisdiction_id__in=_reach(user))
    post = rows.select_related("agency__jurisdiction", "user").first()
    if post is None:
        raise NotVisible
    return post


def own_person(user: User, pk: int) -> User:
    """Somebody who works or worked at an agency of a register the person runs; NotVisible (404) otherwise."""
    person = User.objects.filter(pk=pk, memberships__agency__jurisdiction_id__in=_reach(user)).distinct().first()
    if person is None:
        raise NotVisible
    return person


def _reach(user: User) -> list[int]:
    return [place.jurisdiction.pk for place in places_of(user)]


def find_agencies(jurisdiction_id: int, names: Sequence[str]) -> tuple[list[Agency], dict[str, list[Agency]]]:
    """Agencies by exact full name, short name or alias; and for each name that is none, up to three similar ones."""
    rows = Agency.objects.filter(jurisdiction_id=jurisdiction_id).prefetch_related("aliases")
    by_name: dict[str, Agency] = {}
    for agency in rows:
        by_name |= {agency.name: agency, agency.short_name: agency}
    # A name that is one's own goes before one that is, or was, another's.
    for agency in rows:
        for alias in agency.aliases.all():
            by_name.setdefault(alias.name, agency)
    found = [by_name[name] for name in names if name in by_name]
    unknown = {
        name: list({agency.pk: agency for known, agency in by_name.items() if name in known}.values())[:3]
        for name in names
        if name not in by_name
    }
    return found, unknown

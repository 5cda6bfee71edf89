"""Running the register: jurisdictions, agencies, sets, people and their roles. Every change is journaled in the chain
of the jurisdiction."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid, NotVisible
from workflow.models import (
    Agency,
    AgencyAlias,
    AgencySet,
    AgencySetAlias,
    AgencySetMember,
    Jurisdiction,
    Membership,
    User,
)
from workflow.models.organisation import Dated
from workflow.services import journal
from workflow.services.register_rights import locked, require_other_person, require_register
from workflow.status import AgencyKind, JurisdictionLevel, Role


def create_jurisdiction(
    name: str,
    level: JurisdictionLevel,
    *,
    actor: User | None,
    now: datetime,
    parent: Jurisdiction | None = None,
    short_name: str = "",
) -> Jurisdiction:
    """A new jurisdiction under `parent`; the highest one is set up from the command line only.

    Raises NotVisible, Invalid when the name is taken.
    """
    with transaction.atomic():
        if parent is not None:
            require_register(actor, parent)
        elif actor is not None:
            raise NotVisible
        if Jurisdiction.objects.filter(name=name).exists():
            raise Invalid(
                "jurisdiction_name_taken",
                _("There is already a jurisdiction named %(name)s.") % {"name": name},
                remedy=_("Give its full name, with the city or county it belongs to."),
            )
        made = Jurisdiction.objects.create(name=name, level=level, parent=parent, short_name=short_name)
        journal.record(made, "jurisdiction_created", actor=actor, now=now, data={"name": name})
    return made


def create_agency(
    jurisdiction: Jurisdiction,
    *,
    name: str,
    short_name: str,
    kind: AgencyKind,
    actor: User | None,
    now: datetime,
    order: int = 1000,
    code: str = "",
    aliases: Iterable[str] = (),
    valid_from: date = date(2000, 1, 1),
) -> Agency:
    """A new agency with its aliases; office roles above it get their acts on it at once.

    Raises Invalid when one of the names is already a name of another agency of the jurisdiction.
    """
    with transaction.atomic():
        place = locked(jurisdiction.pk)
        require_register(actor, place)
        aliases = [alias for alias in dict.fromkeys(map(str.strip, aliases)) if alias]
        require_names_free(place.pk, [name, short_name, *aliases])
        agency = Agency.objects.create(
            jurisdiction=place,
            name=name,
            short_name=short_name,
            kind=kind,
            order=order,
            code=code,
            valid_from=valid_from,
        )
        AgencyAlias.objects.bulk_create([AgencyAlias(agency=agency, name=alias) for alias in aliases])
        policies.extend_reach(agency)
        journal.record(
            place,
            "agency_created",
            actor=actor,
            now=now,
            data={"agency": agency.pk, "name": name},
        )
    return agency


def add_alias(agency: Agency, name: str, *, actor: User | None, now: datetime) -> AgencyAlias:
    """Another name of the agency; adding it twice is the same as once. Raises Invalid when another agency has it."""
    with transaction.atomic():
        place = locked(agency.jurisdiction_id)
        require_register(actor, place)
        require_names_free(place.pk, [name], besides=agency.pk)
        alias, made = AgencyAlias.objects.get_or_create(agency=agency, name=name)
        if made:
            journal.record(
                place,
                "alias_added",
                actor=actor,
                now=now,
                data={"agency": agency.pk, "name": name},
            )
    return alias


def names_taken(jurisdiction_id: int, names: Iterable[str], *, besides: int | None = None) -> dict[str, Agency]:
    """Which of the names another agency of the jurisdiction has (full name, short name or alias), and which agency; a
    name of two agencies could not be matched in a document. A name an agency gave up is free again. Two queries."""
    wanted = set(names)
    others = Agency.objects.filter(jurisdiction_id=jurisdiction_id).exclude(pk=besides or 0)
    found: dict[str, Agency] = {}
    still = Q(valid_until__isnull=True) | Q(valid_until__gt=timezone.localdate())
    for alias in AgencyAlias.objects.filter(still, name__in=wanted, agency__in=others).select_related("agency"):
        found[alias.name] = alias.agency
    for agency in others.filter(Q(name__in=wanted) | Q(short_name__in=wanted)):
        found |= {name: agency for name in (agency.name, agency.short_name) if name in wanted}
    return found


def require_names_free(jurisdiction_id: int, names: Iterable[str], *, besides: int | None = None) -> None:
    """Raises Invalid naming the first name that another agency has."""
    for name, agency in names_taken(jurisdiction_id, names, besides=besides).items():
        raise Invalid(
            "agency_name_taken",
            _("%(name)s is already a name of %(agency)s.") % {"name": name, "agency": agency.name},
            remedy=_("Give a name that tells them apart, such as the name with its city or county."),
        )


def create_agency_set(
    jurisdiction: Jurisdiction,
    name: str,
    *,
    actor: User | None,
    now: datetime,
    kind: AgencyKind | str = "",
    members: Sequence[Agency] = (),
    aliases: Iterable[str] = (),
    valid_from: date = date(2000, 1, 1),
) -> AgencySet:
    """A set by kind, by list, or both."""
    if not kind and not members:
        raise Invalid(
            "empty_set",
            _("The set %(name)s has neither a kind nor members.") % {"name": name},
            remedy=_("Choose a kind of agency or list its members."),
        )
    with transaction.atomic():
        place = locked(jurisdiction.pk)
        require_register(actor, place)
        require_set_names_free(place.pk, [name, *aliases])
        made = AgencySet.objects.create(jurisdiction=place, name=name, kind=kind)
        AgencySetAlias.objects.bulk_create(
            [AgencySetAlias(agency_set=made, name=alias) for alias in dict.fromkeys(aliases) if alias]
        )
        AgencySetMember.objects.bulk_create(
            [AgencySetMember(agency_set=made, agency=member, valid_from=valid_from) for member in members]
        )
        journal.record(place, "set_created", actor=actor, now=now, data={"set": made.pk, "name": name})
    return made


def require_set_names_free(jurisdiction_id: int, names: Iterable[str], *, besides: int | None = None) -> None:
    """Raises Invalid when another set of the jurisdiction has one of the names."""
    wanted = [name for name in names if name]
    others = AgencySet.objects.filter(jurisdiction_id=jurisdiction_id).exclude(pk=besides or 0)
    taken = others.filter(Q(name__in=wanted) | Q(aliases__name__in=wanted)).first()
    if taken:
        raise Invalid(
            "set_name_taken",
            _("The set %(name)s already has this name.") % {"name": taken.name},
            remedy=_("Give another name, or add the agencies to that set."),
        )


def add_set_alias(agency_set: AgencySet, name: str, *, actor: User | None, now: datetime) -> AgencySetAlias:
    """Another wording of the set; adding it twice is the same as once. Raises Invalid when another set has it."""
    with transaction.atomic():
        place = locked(agency_set.jurisdiction_id)
        require_register(actor, place)
        require_set_names_free(place.pk, [name], besides=agency_set.pk)
        alias, made = AgencySetAlias.objects.get_or_create(agency_set=agency_set, name=name)
        if made:
            data = {"set": agency_set.pk, "alias": name}
            journal.record(place, "set_changed", actor=actor, now=now, data=data)
    return alias


def set_members(agency_set: AgencySet, on: date) -> list[Agency]:
    """The agencies of the set as of the day: those of its kind plus those listed, valid on that day, in order."""
    # One filter: the row of this set has to be the row that is valid on the day.
    listed = Agency.objects.filter(
        Dated.valid_on(on), Dated.valid_on(on, "set_memberships__"), set_memberships__agency_set=agency_set
    )
    if not agency_set.kind:
        return list(listed.distinct())
    by_kind = Agency.objects.filter(
        Dated.valid_on(on), jurisdiction_id=agency_set.jurisdiction_id, kind=agency_set.kind
    )
    return sorted({*by_kind, *listed}, key=lambda agency: (agency.order, agency.pk))


def create_user(
    username: str, full_name: str, *, password: str | None, actor: User | None, now: datetime, email: str = ""
) -> User:
    """A new account; without a password it cannot sign in until one is set. Raises Invalid for a taken name."""
    if User.objects.filter(username=username).exists():
        raise Invalid(
            "username_taken",
            _("The account name %(name)s is taken.") % {"name": username},
            remedy=_("Choose another account name."),
        )
    user = User(username=username, full_name=full_name, email=email, date_joined=now)
    user.set_password(password)
    user.save()
    return user


def add_membership(
    user: User,
    agency: Agency,
    role: Role,
    *,
    actor: User | None,
    now: datetime,
    title: str = "",
    valid_from: date = date(2000, 1, 1),
) -> Membership:
    """Give a person a role at an agency. Raises Invalid for an office role outside the office and for a role the
    person holds there already, NotPermitted when it is the actor's own."""
    require_other_person(actor, user)
    if not policies.may_hold(agency, role):
        raise Invalid(
            "role_outside_office",
            _("The role %(role)s exists at the government office only.") % {"role": role.label},
            remedy=_("Choose officer or head."),
        )
    with transaction.atomic():
        place = locked(agency.jurisdiction_id)
        require_register(actor, place)
        held = Membership.objects.filter(user=user, agency=agency, role=role, on_behalf_of=None)
        if held.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=valid_from)).exists():
            raise Invalid(
                "role_held",
                _("%(person)s is already %(role)s of %(agency)s.")
                % {"person": user, "role": role.label, "agency": agency},
                remedy=_("Nothing needs to be done; or end the role first, then give it again."),
            )
        # A post taken back before it began left a row of that day, which was never held: it is held now.
        made, _new = Membership.objects.update_or_create(
            user=user,
            agency=agency,
            role=role,
            valid_from=valid_from,
            on_behalf_of=None,
            defaults={"title": title, "valid_until": None, "group": policies.role_group(agency, role)},
        )
        user.groups.add(made.group_id)
        user.handed_over_by, user.handed_over_at = actor, now
        user.save(update_fields=["handed_over_by", "handed_over_at"])
        policies.make_stale([user.pk])
        user.refresh_from_db(fields=["scope_version"])
        journal.record(
            place,
            "membership_added",
            actor=actor,
            now=now,
            data={"user": user.pk, "name": str(user), "agency": agency.pk, "role": role, "valid_from": valid_from},
        )
    return made

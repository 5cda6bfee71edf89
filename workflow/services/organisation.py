"""Running the register: jurisdictions, agencies, sets, people and their roles. Every change is journaled in the chain
of the jurisdiction."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid
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
from workflow.status import AgencyKind, JurisdictionLevel, Role


def _locked(jurisdiction_id: int) -> Jurisdiction:
    return Jurisdiction.objects.select_for_update().get(pk=jurisdiction_id)


def _require(actor: User | None, jurisdiction: Jurisdiction) -> None:
    """The actor runs the register of an office of this jurisdiction; None is set-up from the command line."""
    if actor is None:
        return
    office = Agency.objects.filter(jurisdiction=jurisdiction, kind=AgencyKind.OFFICE).values_list("pk", flat=True)
    managed = policies.scope_of(actor).agencies("manage_organisation")
    policies.require(actor, policies.Act.MANAGE_ORGANISATION, next((pk for pk in office if pk in managed), None))


def create_jurisdiction(
    name: str,
    level: JurisdictionLevel,
    *,
    actor: User | None,
    now: datetime,
    parent: Jurisdiction | None = None,
    short_name: str = "",
) -> Jurisdiction:
    """A new jurisdiction under `parent`. Raises NotPermitted, NotVisible."""
    with transaction.atomic():
        if parent is not None:
            _require(actor, parent)
        made = Jurisdiction.objects.create(name=name, level=level, parent=parent, short_name=short_name)
        journal.record(made, "jurisdiction_created", actor=actor, now=now, data={"name": name}, tell=False)
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

    Raises Invalid when the name or short name is taken in the jurisdiction.
    """
    with transaction.atomic():
        locked = _locked(jurisdiction.pk)
        _require(actor, locked)
        taken = Agency.objects.filter(jurisdiction=locked, name=name) | Agency.objects.filter(
            jurisdiction=locked, short_name=short_name
        )
        if taken.exists():
            raise Invalid(
                "agency_name_taken",
                _("There is already an agency named %(name)s.") % {"name": name},
                remedy=_("Give another name, or add the name as an alias of that agency."),
            )
        agency = Agency.objects.create(
            jurisdiction=locked,
            name=name,
            short_name=short_name,
            kind=kind,
            order=order,
            code=code,
            valid_from=valid_from,
        )
        AgencyAlias.objects.bulk_create(
            [AgencyAlias(agency=agency, name=alias) for alias in dict.fromkeys(aliases) if alias]
        )
        policies.extend_reach(agency)
        journal.record(
            locked, "agency_created", actor=actor, now=now, data={"agency": agency.pk, "name": name}, tell=False
        )
    return agency


def add_alias(agency: Agency, name: str, *, actor: User | None, now: datetime) -> AgencyAlias:
    """Another name of the agency; adding it twice is the same as once."""
    with transaction.atomic():
        locked = _locked(agency.jurisdiction_id)
        _require(actor, locked)
        alias, made = AgencyAlias.objects.get_or_create(agency=agency, name=name)
        if made:
            journal.record(
                locked, "alias_added", actor=actor, now=now, data={"agency": agency.pk, "name": name}, tell=False
            )
    return alias


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
        locked = _locked(jurisdiction.pk)
        _require(actor, locked)
        made = AgencySet.objects.create(jurisdiction=locked, name=name, kind=kind)
        AgencySetAlias.objects.bulk_create(
            [AgencySetAlias(agency_set=made, name=alias) for alias in dict.fromkeys(aliases) if alias]
        )
        AgencySetMember.objects.bulk_create(
            [AgencySetMember(agency_set=made, agency=member, valid_from=valid_from) for member in members]
        )
        journal.record(locked, "set_created", actor=actor, now=now, data={"set": made.pk, "name": name}, tell=False)
    return made


def set_members(agency_set: AgencySet, on: date) -> list[Agency]:
    """The agencies of the set as of the day: those of its kind plus those listed, valid on that day, in order."""
    listed = Agency.objects.filter(Dated.valid_on(on), Dated.valid_on(on, "set_memberships__")).filter(
        set_memberships__agency_set=agency_set
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
    """A new account; without a password it cannot sign in until one is set."""
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
    """Give a person a role at an agency. Raises Invalid for an office role outside the office."""
    if not policies.may_hold(agency, role):
        raise Invalid(
            "role_outside_office",
            _("The role %(role)s exists at the government office only.") % {"role": role.label},
            remedy=_("Choose officer or head."),
        )
    with transaction.atomic():
        locked = _locked(agency.jurisdiction_id)
        _require(actor, locked)
        made = Membership.objects.create(
            user=user,
            agency=agency,
            role=role,
            title=title,
            valid_from=valid_from,
            group=policies.role_group(agency, role),
        )
        user.groups.add(made.group_id)
        policies.make_stale([user.pk])
        user.refresh_from_db(fields=["scope_version"])
        journal.record(
            locked,
            "membership_added",
            actor=actor,
            now=now,
            data={"user": user.pk, "agency": agency.pk, "role": role},
            tell=False,
        )
    return made

"""Changing a set of agencies: name, kind, other wordings, and its dated members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.errors import Invalid
from workflow.models import Agency, AgencySet, AgencySetAlias, AgencySetMember, User
from workflow.models.organisation import Dated
from workflow.services import journal
from workflow.services.organisation import require_set_names_free
from workflow.services.register_rights import locked, require_register
from workflow.status import AgencyKind


@dataclass(frozen=True, slots=True)
class Member:
    """An agency in a set as of a day: by its kind, or by the list with its dates."""

    agency: Agency
    listed: AgencySetMember | None


def members_on(agency_set: AgencySet, on: date) -> list[Member]:
    """Who is in the set on the day, in order, with the list row where there is one; two queries."""
    rows = AgencySetMember.objects.filter(Dated.valid_on(on), Dated.valid_on(on, "agency__"), agency_set=agency_set)
    listed = {row.agency_id: row for row in rows.select_related("agency")}
    found = {row.agency_id: Member(row.agency, row) for row in listed.values()}
    if agency_set.kind:
        by_kind = Agency.objects.filter(
            Dated.valid_on(on), jurisdiction_id=agency_set.jurisdiction_id, kind=agency_set.kind
        )
        found |= {agency.pk: Member(agency, listed.get(agency.pk)) for agency in by_kind}
    return sorted(found.values(), key=lambda member: (member.agency.order, member.agency.pk))


def change_set(
    agency_set: AgencySet, *, name: str, kind: AgencyKind | str, aliases: Sequence[str], actor: User, now: datetime
) -> None:
    """Set name, kind and other wordings. Raises NotVisible, Invalid (name taken; neither kind nor members)."""
    with transaction.atomic():
        place = locked(agency_set.jurisdiction_id)
        require_register(actor, place)
        require_set_names_free(place.pk, [name, *aliases], besides=agency_set.pk)
        if not kind and not agency_set.members.exists():
            raise Invalid(
                "empty_set",
                _("The set %(name)s has neither a kind nor members.") % {"name": name},
                remedy=_("Choose a kind of agency or list its members."),
            )
        former = {"name": agency_set.name, "kind": agency_set.kind}
        agency_set.name, agency_set.kind = name, str(kind)
        agency_set.save(update_fields=["name", "kind"])
        wanted = [alias for alias in dict.fromkeys(aliases) if alias != name]
        agency_set.aliases.exclude(name__in=wanted).delete()
        for alias in wanted:
            AgencySetAlias.objects.get_or_create(agency_set=agency_set, name=alias)
        data = {"set": agency_set.pk, "name": name, "kind": str(kind), "aliases": wanted, "former": former}
        journal.record(place, "set_changed", actor=actor, now=now, data=data)


def add_members(
    agency_set: AgencySet, agencies: Sequence[Agency], *, valid_from: date, actor: User, now: datetime
) -> int:
    """List agencies in the set from a day on; those already listed then are left alone. Returns how many were added."""
    with transaction.atomic():
        place = locked(agency_set.jurisdiction_id)
        require_register(actor, place)
        still = Q(valid_until__isnull=True) | Q(valid_until__gt=valid_from)
        listed = set(AgencySetMember.objects.filter(still, agency_set=agency_set).values_list("agency_id", flat=True))
        added = [agency for agency in dict.fromkeys(agencies) if agency.pk not in listed]
        AgencySetMember.objects.bulk_create(
            [AgencySetMember(agency_set=agency_set, agency=agency, valid_from=valid_from) for agency in added]
        )
        for agency in added:
            data = {"set": agency_set.pk, "name": agency_set.name, "agency": agency.pk, "valid_from": valid_from}
            journal.record(place, "set_member_added", actor=actor, now=now, data=data)
    return len(added)


def end_member(member: AgencySetMember, *, last_day: date, actor: User, now: datetime) -> None:
    """The agency is listed up to and including `last_day`; before the first day: it never was. Raises NotVisible."""
    with transaction.atomic():
        place = locked(member.agency_set.jurisdiction_id)
        require_register(actor, place)
        member.valid_until = max(date.fromordinal(last_day.toordinal() + 1), member.valid_from)
        member.save(update_fields=["valid_until"])
        data = {
            "set": member.agency_set_id,
            "name": member.agency_set.name,
            "agency": member.agency_id,
            "last_day": last_day,
        }
        journal.record(place, "set_member_ended", actor=actor, now=now, data=data)

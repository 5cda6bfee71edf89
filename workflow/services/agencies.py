"""Changing an agency: names, kind, order, aliases, and the day it ends."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from workflow.errors import Invalid
from workflow.models import Agency, AgencyAlias, Commitment, Membership, User
from workflow.models.organisation import Dated
from workflow.services import journal
from workflow.services.calendar import local_day
from workflow.services.organisation import require_names_free
from workflow.services.register_rights import locked, require_register
from workflow.services.successors import successors_of
from workflow.status import OFFICE_ROLES, AgencyKind


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """What can be changed of an agency in one form."""

    name: str
    short_name: str
    kind: AgencyKind
    order: int
    code: str = ""


def change_agency(agency: Agency, facts: AgencyFacts, *, actor: User, now: datetime) -> bool:
    """Set the facts; a former name stays known as an alias, so that older documents are still understood.

    Returns whether anything changed. Raises NotVisible, Invalid (name taken, office roles held at a former office).
    """
    with transaction.atomic():
        place = locked(agency.jurisdiction_id)
        require_register(actor, place)
        stored = Agency.objects.select_for_update().get(pk=agency.pk)
        wanted = asdict(facts)
        changes = {name: [getattr(stored, name), new] for name, new in wanted.items() if getattr(stored, name) != new}
        if not changes:
            return False
        require_names_free(place.pk, [facts.name, facts.short_name], besides=stored.pk)
        if "kind" in changes:
            _require_no_office_roles(stored, facts.kind, now)
        former = [changes[name][0] for name in ("name", "short_name") if name in changes and changes[name][0]]
        for name, new in wanted.items():
            setattr(stored, name, new)
        stored.save(update_fields=list(changes))
        for name in former:
            if name not in (facts.name, facts.short_name):
                AgencyAlias.objects.get_or_create(agency=stored, name=name)
        journal.record(
            place,
            "agency_changed",
            actor=actor,
            now=now,
            data={"agency": stored.pk, "name": stored.name, "changes": changes},
        )
    agency.refresh_from_db()
    return True


def _require_no_office_roles(agency: Agency, kind: AgencyKind, now: datetime) -> None:
    if agency.kind != AgencyKind.OFFICE or kind == AgencyKind.OFFICE:
        return
    if Membership.objects.filter(Dated.valid_on(local_day(now)), agency=agency, role__in=OFFICE_ROLES).exists():
        raise Invalid(
            "office_roles_held",
            _("People hold office roles at %(agency)s.") % {"agency": agency},
            remedy=_("End their roles first, then change the kind."),
        )


def remove_alias(alias: AgencyAlias, *, actor: User, now: datetime) -> None:
    """Forget another name; the journal keeps it. Raises NotVisible."""
    with transaction.atomic():
        place = locked(alias.agency.jurisdiction_id)
        require_register(actor, place)
        data = {"agency": alias.agency_id, "name": alias.name}
        alias.delete()
        journal.record(place, "alias_removed", actor=actor, now=now, data=data)


def open_commitments(agency: Agency) -> int:
    """How many commitments of the agency are neither closed nor discontinued."""
    return Commitment.objects.open().filter(agency=agency).count()


def deactivate_agency(agency: Agency, *, last_day: date, reason: str, actor: User, now: datetime) -> None:
    """The agency ends after `last_day`, with a reason; in no set and no new plan from then on. Nothing is deleted.

    Raises NotVisible, Invalid without a reason, for a last day before it began, or while commitments are open.
    """
    if not reason.strip():
        raise Invalid(
            "reason_missing",
            _("A deactivation needs a reason."),
            remedy=_("Write why, such as merged into another agency, with the document."),
        )
    with transaction.atomic():
        place = locked(agency.jurisdiction_id)
        require_register(actor, place)
        if last_day < agency.valid_from:
            raise Invalid(
                "ends_before_it_began",
                _("The agency is valid from %(day)s only.") % {"day": agency.valid_from},
                remedy=_("Choose that day or a later one."),
            )
        still = open_commitments(agency)
        if still:
            raise Invalid(
                "open_commitments",
                _("%(agency)s still has %(number)s open items.") % {"agency": agency, "number": still},
                remedy=_("Close or discontinue them first, or enter which agency succeeds it."),
            )
        agency.valid_until = date.fromordinal(last_day.toordinal() + 1)
        agency.save(update_fields=["valid_until"])
        journal.record(
            place,
            "agency_deactivated",
            actor=actor,
            now=now,
            remark=reason.strip(),
            data={"agency": agency.pk, "name": agency.name, "last_day": last_day},
        )


def reactivate_agency(agency: Agency, *, actor: User, now: datetime) -> None:
    """Take back the end of an agency. Raises NotVisible, Invalid for one whose work went over to a successor."""
    with transaction.atomic():
        place = locked(agency.jurisdiction_id)
        require_register(actor, place)
        heirs = successors_of([agency.pk], local_day(now)).get(agency.pk)
        if heirs:
            raise Invalid(
                "was_succeeded",
                _("%(agency)s ended in a reorganisation; its work is with %(successors)s.")
                % {"agency": agency, "successors": "、".join(map(str, heirs))},
                remedy=_("Enter a new agency if there is one again."),
            )
        agency.valid_until = None
        agency.save(update_fields=["valid_until"])
        data = {"agency": agency.pk, "name": agency.name}
        journal.record(place, "agency_reactivated", actor=actor, now=now, data=data)

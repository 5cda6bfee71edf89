"""What a plan's sets of agencies stood for when it was reviewed or approved, and who joined or left them since."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from workflow.errors import Invalid
from workflow.models import Agency, AgencySet, Plan
from workflow.services.plans import members_of


@dataclass(frozen=True, slots=True)
class SetUse:
    """A set the plan uses. `before` counts its members at review or approval; None where that was not kept yet."""

    agency_set: AgencySet
    members: Sequence[Agency]
    before: int | None
    joined: Sequence[Agency]
    left: Sequence[Agency]

    @property
    def is_changed(self) -> bool:
        """Somebody joined or left."""
        return bool(self.joined or self.left)

    def __str__(self) -> str:
        counted = {"name": self.agency_set.name, "before": self.before, "now": len(self.members)}
        parts = [_("%(name)s: %(before)s before, %(now)s now") % counted]
        if self.joined:
            parts.append(_("joined: %(names)s") % {"names": _names(self.joined)})
        if self.left:
            parts.append(_("left: %(names)s") % {"names": _names(self.left)})
        return _("; ").join(parts)


def snapshot(plan: Plan, on: date) -> dict[str, list[int]]:
    """Ids of the members on the day by id of the set, for `Plan.set_members`; at most three queries."""
    named = AgencySet.objects.filter(
        parties__assignment__item__plan=plan, parties__assignment__item__taken_out_at__isnull=True
    )
    sets = list(named.distinct().order_by("pk"))
    return {str(found.pk): [agency.pk for agency in members] for found, members in members_of(sets, on).items()}


def uses_of(plan: Plan, sets: Mapping[AgencySet, Sequence[Agency]]) -> list[SetUse]:
    """The sets as they are now against what the plan keeps; one query where somebody left."""
    kept = plan.set_members
    before = {agency_set: set((kept or {}).get(str(agency_set.pk), ())) for agency_set in sets}
    gone = {found: before[found] - {one.pk for one in members} for found, members in sets.items()}
    known = Agency.objects.in_bulk({pk for pks in gone.values() for pk in pks}) if any(gone.values()) else {}
    return [
        SetUse(
            agency_set,
            members,
            None if kept is None else len(before[agency_set]),
            [] if kept is None else [one for one in members if one.pk not in before[agency_set]],
            sorted((known[pk] for pk in gone[agency_set]), key=_place),
        )
        for agency_set, members in sets.items()
    ]


def state_of(uses: Iterable[SetUse]) -> str:
    """One sign for exactly these changes, so that a confirmation of others does not count; empty without any."""
    changed = [(use.agency_set.pk, _ids(use.joined), _ids(use.left)) for use in uses if use.is_changed]
    return hashlib.sha256(json.dumps(sorted(changed)).encode()).hexdigest()[:16] if changed else ""


def require_seen(uses: Sequence[SetUse], seen: str) -> None:
    """Raises Invalid unless who issues has seen exactly these changes (`seen` as `state_of` gave it)."""
    if state_of(uses) not in ("", seen):
        raise Invalid(
            "sets_changed",
            _("Agencies joined or left the sets of this plan since it was approved."),
            remedy=_("Open the step again, look at who they are and confirm it."),
            details=[str(use) for use in uses if use.is_changed],
        )


def facts_of(uses: Iterable[SetUse]) -> list[dict[str, Any]]:
    """What the journal keeps of the sets of an issue."""
    return [
        {
            "set": use.agency_set.pk,
            "name": use.agency_set.name,
            "members": len(use.members),
            "before": use.before,
            "joined": [agency.name for agency in use.joined],
            "left": [agency.name for agency in use.left],
        }
        for use in uses
    ]


def _names(agencies: Iterable[Agency]) -> str:
    return "、".join(str(agency) for agency in agencies)


def _ids(agencies: Iterable[Agency]) -> list[int]:
    return sorted(agency.pk for agency in agencies)


def _place(agency: Agency) -> tuple[int, int]:
    return agency.order, agency.pk

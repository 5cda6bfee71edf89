"""The register of responsible leaders 分管负责同志: entering who it is from a day on, and seeing who lacks one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid, NotVisible
from workflow.exports.xlsx import Value
from workflow.models import Agency, ResponsibleLeader, User
from workflow.models.organisation import Dated
from workflow.paging import Key, Order
from workflow.scope import Scope
from workflow.services import journal
from workflow.services.calendar import local_day
from workflow.services.register_rights import locked
from workflow.services.verification import Breach, Counted
from workflow.status import Act

ORDER = Order((Key("order"), Key("id")))


@dataclass(frozen=True, slots=True)
class Named:
    """What is entered of a responsible leader; `since` is the first day."""

    name: str
    post: str
    since: date
    published_on: date | None = None
    published_at: str = ""


def name_leader(agency_pk: int, named: Named, *, actor: User, now: datetime) -> ResponsibleLeader:
    """Enter who it is from a day on; whoever it was before ends with the day before.

    By the agency itself or the clerk of an office above. Raises NotVisible, NotPermitted, and Invalid without name or
    post, for a day in the future or not after the beginning of the one before, and for half of a publication.
    """
    agency = Agency.objects.filter(pk=agency_pk).select_related("jurisdiction").first()
    if agency is None:
        raise NotVisible
    policies.require(actor, Act.NAME_LEADER, agency.pk)
    today = local_day(now)
    _require_whole(named, today)
    with transaction.atomic():
        place = locked(agency.jurisdiction_id)
        before = ResponsibleLeader.objects.filter(agency=agency, valid_until__isnull=True).first()
        if before is not None and named.since <= before.valid_from:
            raise Invalid(
                "since_before",
                _("%(name)s is entered from %(day)s on: another one begins later.")
                % {"name": before.name, "day": before.valid_from.isoformat()},
                remedy=_("Enter a later day."),
            )
        if before is not None:
            before.valid_until = named.since
            before.save(update_fields=["valid_until"])
        made = ResponsibleLeader.objects.create(
            agency=agency,
            name=named.name.strip(),
            post=named.post.strip(),
            valid_from=named.since,
            published_on=named.published_on,
            published_at=named.published_at,
            filed_by=actor,
            filed_at=now,
        )
        data = {"agency": agency.pk, "name": made.name, "post": made.post, "valid_from": made.valid_from}
        data |= {"before": before.name if before else "", "published_at": made.published_at}
        journal.record(place, "leader_named", actor=actor, now=now, data=data)
    return made


def require_right(actor: User, agency_pk: int) -> None:
    """Raises NotVisible or NotPermitted for whoever may not enter it."""
    policies.require(actor, Act.NAME_LEADER, agency_pk)


def _require_whole(named: Named, today: date) -> None:
    if not named.name.strip() or not named.post.strip():
        raise Invalid("leader_missing", _("Name and post are needed."), remedy=_("Enter both."))
    if named.since > today:
        raise Invalid("since_future", _("The first day is in the future."), remedy=_("Enter it once it has come."))
    if bool(named.published_on) != bool(named.published_at):
        raise Invalid(
            "publication_half",
            _("A publication has a day and an address."),
            remedy=_("Enter both, or neither while it is not published."),
        )
    if named.published_on and named.published_on > today:
        raise Invalid(
            "published_in_future", _("The day of publication is in the future."), remedy=_("Enter it once it is done.")
        )


def agencies(scope: Scope, on: date, *, missing: bool = False) -> QuerySet[Agency]:
    """Valid agencies whose register the person may see; only those without a leader with `missing`."""
    reach = scope.agencies(Act.VIEW_COMMITMENTS) | scope.agencies(Act.NAME_LEADER)
    rows = Agency.objects.filter(Dated.valid_on(on), pk__in=sorted(reach))
    held = Exists(ResponsibleLeader.objects.filter(Dated.valid_on(on), agency=OuterRef("pk")))
    return rows.filter(~held) if missing else rows


def leaders_of(found: Sequence[Agency], on: date) -> dict[int, ResponsibleLeader]:
    """Who it is on the day, by agency; one query."""
    rows = ResponsibleLeader.objects.filter(Dated.valid_on(on), agency__in=list(found)).select_related("filed_by")
    return {leader.agency_id: leader for leader in rows}


def history(agency_pk: int) -> list[ResponsibleLeader]:
    """Everybody it ever was, the latest first; one query."""
    rows = ResponsibleLeader.objects.filter(agency=agency_pk).select_related("filed_by")
    return list(rows.order_by("-valid_from", "-pk")[:50])


def cells(agency: Agency, leader: ResponsibleLeader | None) -> list[Value]:
    """The columns of the file."""
    if leader is None:
        return [agency.name, "", "", None, None, "", ""]
    return [
        agency.name,
        leader.name,
        leader.post,
        leader.valid_from,
        leader.published_on,
        leader.published_at,
        str(leader.filed_by),
    ]


def verify_leaders() -> Counted:
    """At each agency one follows the other: no day has two."""
    last: ResponsibleLeader | None = None
    count = 0
    for leader in ResponsibleLeader.objects.order_by("agency_id", "valid_from", "pk").iterator(chunk_size=500):
        count += 1
        same = last is not None and last.agency_id == leader.agency_id
        if same and last is not None and (last.valid_until is None or last.valid_until > leader.valid_from):
            yield Breach(
                "leader_twice", str(_("Two people answer for the same agency at once.")), f"leader:{leader.pk}"
            )
        last = leader
    return count

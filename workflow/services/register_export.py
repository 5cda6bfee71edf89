"""The register as rows of the import's columns, so that what goes out can come in again."""

from collections.abc import Iterator, Sequence
from datetime import date

from workflow.models import Agency, AgencyAlias, Membership
from workflow.models.organisation import Dated
from workflow.services.register_rights import Place
from workflow.status import AgencyKind, Role


def rows(places: Sequence[Place], on: date) -> Iterator[list[str]]:
    """One row per agency and post valid on the day, in the order of `register_table.HEADINGS`; three queries."""
    reach = [place.jurisdiction.pk for place in places]
    agencies = Agency.objects.filter(Dated.valid_on(on), jurisdiction_id__in=reach).select_related("jurisdiction")
    aliases: dict[int, list[str]] = {}
    for alias in AgencyAlias.objects.filter(Dated.valid_on(on), agency__jurisdiction_id__in=reach).order_by("pk"):
        aliases.setdefault(alias.agency_id, []).append(alias.name)
    posts: dict[int, list[Membership]] = {}
    held = Membership.objects.filter(
        Dated.valid_on(on), agency__jurisdiction_id__in=reach, user__is_active=True, on_behalf_of=None
    )
    for post in held.select_related("user").order_by("pk"):
        posts.setdefault(post.agency_id, []).append(post)
    for agency in agencies.order_by("jurisdiction_id", "order", "pk"):
        facts = [
            agency.name,
            agency.short_name,
            str(AgencyKind(agency.kind).label),
            "、".join(aliases.get(agency.pk, [])),
            agency.jurisdiction.name,
        ]
        if agency.pk not in posts:
            yield [*facts, "", "", "", ""]
        for post in posts.get(agency.pk, []):
            yield [*facts, post.user.full_name, post.user.username, str(Role(post.role).label), post.title]

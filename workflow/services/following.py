"""关注 and 抄送: being told of a commitment without a step in it, by one's own choice or by a colleague's."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid
from workflow.models import Commitment, Follow, Membership, User
from workflow.services import journal
from workflow.services.calendar import local_day
from workflow.services.remarks import require_short
from workflow.status import Act


def follow(commitment: Commitment, *, actor: User, now: datetime) -> None:
    """From now on the person is told of what happens to it; once is enough. Raises NotVisible.

    A choice of one's own like any setting of notices: the journal holds none of it.
    """
    policies.require_visible(actor, commitment.agency_id)
    Follow.objects.get_or_create(commitment=commitment, user=actor, defaults={"since": now})


def unfollow(commitment: Commitment, *, actor: User) -> None:
    """No longer, also where a colleague copied it to the person. Raises NotVisible."""
    policies.require_visible(actor, commitment.agency_id)
    Follow.objects.filter(commitment=commitment, user=actor).delete()


def readers(agency_id: int, on: date) -> list[User]:
    """Everybody who may see the agency's commitments on the day `on`, in order of name; one query."""
    return policies.people_by_act((Act.VIEW_COMMITMENTS,), agency_id, on)[Act.VIEW_COMMITMENTS]


def readers_by_post(agency_id: int, on: date) -> list[tuple[User, str]]:
    """The same people, each with what they are there; two queries."""
    people = readers(agency_id, on)
    posts: dict[int, list[str]] = {}
    held = Membership.objects.filter(Membership.valid_on(on), user__in=people).select_related("agency")
    for post in held.order_by("agency__order", "pk"):
        posts.setdefault(post.user_id, []).append(f"{post.agency}{post.get_role_display()}")
    return [(person, "、".join(posts.get(person.pk, []))) for person in people]


def copy(
    commitment: Commitment, people: Collection[int], *, remark: str = "", actor: User, now: datetime
) -> list[User]:
    """Copy it to colleagues who may see it anyway: each is told once, and follows it from now on.

    Runs under the lock of the commitment's flows. Raises NotVisible, NotPermitted; Invalid without anybody, for
    somebody who may not see it, and for a remark that is too long.
    """
    policies.require(actor, Act.COPY, commitment.agency_id)
    able = {person.pk: person for person in readers(commitment.agency_id, local_day(now)) if person.pk != actor.pk}
    if not people:
        raise Invalid("nobody_chosen", _("Nobody is chosen."), remedy=_("Choose at least one person."))
    if not able.keys() >= set(people):
        raise Invalid(
            "not_a_reader",
            _("Somebody chosen may not see this item."),
            remedy=_("A copy opens nothing: choose among the people shown."),
        )
    require_short(remark)
    chosen = [able[pk] for pk in able if pk in set(people)]
    Follow.objects.bulk_create(
        [Follow(commitment=commitment, user=person, since=now, copied_by=actor) for person in chosen],
        ignore_conflicts=True,
    )
    journal.record(
        commitment,
        "copied",
        actor=actor,
        now=now,
        remark=remark.strip(),
        data={"users": [person.pk for person in chosen], "names": [str(person) for person in chosen]},
    )
    return chosen

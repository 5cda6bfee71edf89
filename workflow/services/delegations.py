"""委托: a colleague of the same agency acts in one's post for some days; it returns by itself."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import Delegation, Membership, User
from workflow.services import journal
from workflow.services.calendar import local_day
from workflow.services.register_rights import locked
from workflow.services.verification import Breach, Counted
from workflow.status import Role

LONGEST_DAYS = 92
LONGEST_REASON = 500
ONE_DAY = timedelta(days=1)
OUTSIDERS = (Role.ASSESSOR, Role.AUDITOR)
"""They look at the work of others and take no part in it."""


def own_posts(user: User, on: date) -> list[Membership]:
    """The posts of the person's own on the day, those held for somebody else and those of mere readers left out."""
    rows = Membership.objects.filter(Membership.valid_on(on), user=user, on_behalf_of=None)
    return list(rows.exclude(role__in=OUTSIDERS).select_related("agency__jurisdiction").order_by("pk"))


def colleagues(post: Membership, on: date) -> list[User]:
    """Who may act in the post: people with a part in the work of the same agency who do not hold the same post."""
    there = Membership.objects.filter(Membership.valid_on(on), agency=post.agency_id, on_behalf_of=None)
    same = there.filter(role=post.role).values("user_id")
    able = there.exclude(role__in=OUTSIDERS).values("user_id")
    return list(User.objects.filter(pk__in=able, is_active=True).exclude(pk__in=same).order_by("full_name", "pk"))


def delegate(
    post_pk: int, to_pk: int, *, first: date, last: date, reason: str, actor: User, now: datetime
) -> Delegation:
    """Have a colleague act in one's own post from `first` to `last`, both included.

    What separates duties holds: nobody decides as a deputy what went through his own hands. Raises NotVisible for a
    post that is not the person's own, Invalid for days out of range or taken, for somebody who may not, and without a
    reason.
    """
    today = local_day(now)
    post = next((one for one in own_posts(actor, today) if one.pk == post_pk), None)
    if post is None:
        raise NotVisible
    _require_days(post, first, last, today)
    if not reason.strip():
        raise Invalid("reason_missing", _("A delegation needs a reason."), remedy=_("Write why, such as a journey."))
    if len(reason.strip()) > LONGEST_REASON:
        raise Invalid(
            "reason_long", _("The reason is too long."), remedy=_("At most %(n)d characters.") % {"n": LONGEST_REASON}
        )
    with transaction.atomic():
        place = locked(post.agency.jurisdiction_id)
        to = next((one for one in colleagues(post, today) if one.pk == to_pk), None)
        if to is None:
            raise Invalid(
                "not_a_colleague",
                _("This person cannot act in your post."),
                remedy=_("Choose one of the colleagues shown."),
            )
        taken = Delegation.objects.filter(
            Q(post=post) | Q(given__user=to, given__agency=post.agency, given__role=post.role),
            given__valid_from__lte=last,
            given__valid_until__gt=first,
        )
        if taken.exists():
            raise Invalid(
                "delegated_already",
                _("Somebody acts in this post on some of these days already."),
                remedy=_("End that delegation first, or choose other days."),
            )
        # One taken back before it began left a row of that day, which was never held: it is held now.
        given, _new = Membership.objects.update_or_create(
            user=to,
            agency=post.agency,
            role=post.role,
            valid_from=first,
            defaults={
                "valid_until": last + ONE_DAY,
                "group": post.group,
                "title": "",
                "on_behalf_of": actor,
            },
        )
        to.groups.add(given.group_id)
        to.handed_over_by, to.handed_over_at = actor, now
        to.save(update_fields=["handed_over_by", "handed_over_at"])
        policies.make_stale([to.pk])
        made = Delegation.objects.create(post=post, given=given, reason=reason.strip(), made_at=now)
        data = {"user": to.pk, "name": str(to), **_about(made), "first": first, "last": last}
        journal.record(place, "delegated", actor=actor, now=now, remark=reason.strip(), data=data, tell=True)
    return made


def _require_days(post: Membership, first: date, last: date, today: date) -> None:
    if first < today:
        raise Invalid("first_past", _("The first day has passed."), remedy=_("Begin today or later."))
    if last < first:
        raise Invalid("last_before_first", _("The last day lies before the first."), remedy=_("Exchange the two days."))
    if (last - first).days >= LONGEST_DAYS:
        raise Invalid(
            "delegation_long",
            _("A delegation lasts %(n)d days at most.") % {"n": LONGEST_DAYS},
            remedy=_("Choose an earlier last day; for longer the supervision clerk gives a post of its own."),
        )
    if post.valid_until is not None and last >= post.valid_until:
        raise Invalid(
            "beyond_post",
            _("Your own post ends before that."),
            remedy=_("Choose a last day within your own post."),
        )


def end(delegation_pk: int, *, actor: User, now: datetime) -> Delegation:
    """The post returns at once; by who gave it or who holds it. Raises NotVisible for others, TransitionRefused when it
    is over."""
    today = local_day(now)
    found = Delegation.objects.select_related("post__user", "post__agency", "given__user").filter(pk=delegation_pk)
    delegation = found.first()
    if delegation is None or actor.pk not in (delegation.post.user_id, delegation.given.user_id):
        raise NotVisible
    with transaction.atomic():
        place = locked(delegation.post.agency.jurisdiction_id)
        delegation = found.get()
        if is_over(delegation, today):
            raise TransitionRefused(
                "delegation_over", _("This delegation is over."), remedy=_("Look at the list: nothing is left to end.")
            )
        _cut(delegation, today, actor, now)
        other = delegation.given.user if actor.pk == delegation.post.user_id else delegation.post.user
        data = {"user": other.pk, "name": str(delegation.given.user), **_about(delegation)}
        journal.record(place, "delegation_ended", actor=actor, now=now, data=data, tell=True)
    return delegation


def is_over(delegation: Delegation, on: date) -> bool:
    """It ended by itself, or was ended."""
    until = delegation.given.valid_until
    return delegation.ended_at is not None or (until is not None and until <= on)


def of_person(user: User) -> tuple[list[Delegation], list[Delegation]]:
    """What the person gave and what he was given, latest first, at most fifty each; two queries."""
    rows = Delegation.objects.select_related("post__user", "post__agency", "given__user").order_by("-pk")
    return list(rows.filter(post__user=user)[:50]), list(rows.filter(given__user=user)[:50])


def end_with(posts: Iterable[Membership], until: date, *, actor: User, now: datetime) -> None:
    """Posts that end take what was given of them along: nobody acts for somebody who no longer holds the post."""
    rows = Delegation.objects.select_related("given").filter(post__in=list(posts), ended_at=None)
    for delegation in rows.filter(given__valid_until__gt=until):
        _cut(delegation, until, actor, now)


def _cut(delegation: Delegation, until: date, actor: User, now: datetime) -> None:
    given = delegation.given
    given.valid_until = max(until, given.valid_from)
    given.save(update_fields=["valid_until"])
    delegation.ended_at, delegation.ended_by = now, actor
    delegation.save(update_fields=["ended_at", "ended_by"])
    policies.make_stale([given.user_id])


def _about(delegation: Delegation) -> dict[str, object]:
    post = delegation.post
    return {
        "giver": post.user_id,
        "agency": post.agency_id,
        "agency_name": str(post.agency),
        "role": post.role,
    }


def verify_delegations() -> Counted:
    """What somebody holds for another is what that one holds, and not longer; every such post has its delegation."""
    rows = Delegation.objects.select_related("post", "given").order_by("pk")
    count = 0
    for one in rows.iterator(chunk_size=500):
        count += 1
        post, given = one.post, one.given
        where = f"delegation:{one.pk}"
        if (post.agency_id, post.role, post.user_id) != (given.agency_id, given.role, given.on_behalf_of_id):
            yield Breach("delegation_post", str(_("The post given is another one than the giver's.")), where)
        if given.valid_until is None or (post.valid_until is not None and given.valid_until > post.valid_until):
            yield Breach("delegation_days", str(_("The delegation outlasts the post of who gave it.")), where)
    loose = Membership.objects.filter(on_behalf_of__isnull=False, received_by=None)
    for pk in loose.order_by("pk").values_list("pk", flat=True):
        yield Breach(
            "delegation_missing", str(_("A post is held for somebody without a delegation.")), f"membership:{pk}"
        )
    return count

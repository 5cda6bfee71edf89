"""委托: a colleague of the same agency acts in one's post for some days; it returns by itself.

What the deputy does carries both names (`User.acting_for`), and both people's hands count (`policies`). Some rights are
not given away with the post (`policies.NOT_DELEGATED`).
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import Delegation, Jurisdiction, Membership, User
from workflow.services import journal
from workflow.services.calendar import local_day
from workflow.services.register_rights import locked
from workflow.services.verification import Breach, Counted
from workflow.status import Role

LONGEST_DAYS = 92
FARTHEST_DAYS = 92
"""How many days ahead the first day may lie."""
LONGEST_REASON = 500
ONE_DAY = timedelta(days=1)
OUTSIDERS = (Role.ASSESSOR, Role.AUDITOR)
"""They look at the work of others and take no part in it."""


def own_posts(user: User, on: date) -> list[Membership]:
    """The posts of the person's own on the day, those held for somebody else and those of mere readers left out."""
    rows = Membership.objects.filter(Membership.valid_on(on), user=user, on_behalf_of=None)
    return list(rows.exclude(role__in=OUTSIDERS).select_related("agency__jurisdiction", "group").order_by("pk"))


def colleagues(post: Membership, on: date) -> list[User]:
    """Who may act in the post: people with a part in the work of the same agency who do not hold the same post; each
    with the role he has there (`held_role`)."""
    there = Membership.objects.filter(Membership.valid_on(on), agency=post.agency_id, on_behalf_of=None)
    same = there.filter(role=post.role).values("user_id")
    able = there.exclude(role__in=OUTSIDERS)
    role = able.filter(user=OuterRef("pk")).order_by("pk").values("role")[:1]
    found = User.objects.filter(pk__in=able.values("user_id"), is_active=True).exclude(pk__in=same)
    return list(found.annotate(held_role=Subquery(role)).order_by("full_name", "pk"))


def delegate(
    post_pk: int, to_pk: int, *, first: date, last: date, reason: str, actor: User, now: datetime
) -> Delegation:
    """Have a colleague act in one's own post from `first` to `last`, both included.

    Raises NotVisible for a post that is not the person's own, Invalid for days out of range or taken, for somebody who
    may not, and without a reason.
    """
    today = local_day(now)
    _require_days(first, last, today)
    _require_reason(reason)
    with transaction.atomic():
        found = next((one for one in own_posts(actor, today) if one.pk == post_pk), None)
        if found is None:
            raise NotVisible
        place = locked(found.agency.jurisdiction_id)
        # Read again under the lock: the register may have ended the post meanwhile.
        post = next((one for one in own_posts(actor, today) if one.pk == post_pk), None)
        if post is None:
            raise NotVisible
        _require_within(post.valid_until, last, _("Your own post ends before that."))
        to = next((one for one in colleagues(post, today) if one.pk == to_pk), None)
        if to is None:
            raise Invalid(
                "not_a_colleague",
                _("This person cannot act in your post."),
                remedy=_("Choose one of the colleagues shown."),
            )
        _require_within(_works_until(to, post.agency_id), last, _("The post of your colleague ends before that."))
        _require_free(post, to, first, last)
        given = Membership.objects.create(
            user=to,
            agency=post.agency,
            role=post.role,
            group=post.group,
            valid_from=first,
            valid_until=last + ONE_DAY,
            on_behalf_of=actor,
        )
        actor.has_delegated = True
        actor.save(update_fields=["has_delegated"])
        policies.make_stale([to.pk])
        made = Delegation.objects.create(post=post, given=given, reason=reason.strip(), made_at=now)
        data = {"user": to.pk, "name": str(to), **_about(made), "first": first, "last": last}
        journal.record(place, "delegated", actor=actor, now=now, remark=reason.strip(), data=data, tell=True)
    return made


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("reason_missing", _("A delegation needs a reason."), remedy=_("Write why, such as a journey."))
    if len(reason.strip()) > LONGEST_REASON:
        raise Invalid(
            "reason_long", _("The reason is too long."), remedy=_("At most %(n)d characters.") % {"n": LONGEST_REASON}
        )


def _require_days(first: date, last: date, today: date) -> None:
    if first < today:
        raise Invalid("first_past", _("The first day has passed."), remedy=_("Begin today or later."))
    if (first - today).days > FARTHEST_DAYS:
        raise Invalid(
            "first_far",
            _("The first day lies more than %(n)d days ahead.") % {"n": FARTHEST_DAYS},
            remedy=_("Delegate when the time comes nearer."),
        )
    if last < first:
        raise Invalid("last_before_first", _("The last day lies before the first."), remedy=_("Exchange the two days."))
    if (last - first).days >= LONGEST_DAYS:
        raise Invalid(
            "delegation_long",
            _("A delegation lasts %(n)d days at most.") % {"n": LONGEST_DAYS},
            remedy=_("Choose an earlier last day; for longer the supervision clerk gives a post of its own."),
        )


def _require_within(until: date | None, last: date, problem: Promise) -> None:
    if until is not None and last >= until:
        raise Invalid("beyond_post", problem, remedy=_("Choose a last day within both posts."))


def _require_free(post: Membership, to: User, first: date, last: date) -> None:
    taken = Membership.objects.filter(
        Q(received_by__post=post) | Q(user=to, agency=post.agency, role=post.role),
        Q(valid_until__isnull=True) | Q(valid_until__gt=first),
        valid_from__lte=last,
    )
    # One that was ended before it began has no days.
    if taken.exclude(valid_until__lte=F("valid_from")).exists():
        raise Invalid(
            "delegated_already",
            _("Somebody acts in this post on some of these days already."),
            remedy=_("End that delegation first, or choose other days."),
        )


def _works_until(user: User, agency_id: int) -> date | None:
    """Until when, not included, the person has a post of his own in the work of the agency; None without an end, and
    the first of all days when he has none."""
    rows = Membership.objects.filter(user=user, agency=agency_id, on_behalf_of=None).exclude(role__in=OUTSIDERS)
    ends = list(rows.values_list("valid_until", flat=True))
    return None if None in ends else max([end for end in ends if end is not None], default=date.min)


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
        _cut(delegation, today, place, actor, now)
    return delegation


def is_over(delegation: Delegation, on: date) -> bool:
    """Its days have passed, or it was ended."""
    until = delegation.given.valid_until
    return until is not None and until <= max(on, delegation.given.valid_from)


def of_person(user: User) -> tuple[list[Delegation], list[Delegation]]:
    """What the person gave and what he was given, latest first, at most fifty each; two queries."""
    rows = Delegation.objects.select_related("post__user", "post__agency", "given__user").order_by("-pk")
    return list(rows.filter(post__user=user)[:50]), list(rows.filter(given__user=user)[:50])


def end_with(post: Membership, place: Jurisdiction, *, actor: User, now: datetime) -> None:
    """A post whose last day changed takes along what was given of it, and what its holder was given at the agency:
    nobody acts for somebody who no longer holds the post, nor at an agency where he no longer works. `place` is the
    locked jurisdiction."""
    works_until = _works_until(post.user, post.agency_id)
    for delegation in _touched(Q(post=post) | Q(given__user=post.user_id, given__agency=post.agency_id)):
        until = post.valid_until if delegation.post_id == post.pk else works_until
        if until is not None and delegation.given.valid_until is not None and until < delegation.given.valid_until:
            _cut(delegation, until, place, actor, now)


def end_of_account(user: User, *, actor: User, now: datetime) -> None:
    """A deactivated account gives and holds nothing from today on."""
    today = local_day(now)
    for delegation in _touched(Q(post__user=user) | Q(given__user=user)):
        if not is_over(delegation, today):
            _cut(delegation, today, locked(delegation.post.agency.jurisdiction_id), actor, now)


def shorten(given: Membership, until: date, place: Jurisdiction, *, actor: User, now: datetime) -> None:
    """The register ends a post held for somebody else before its time; it never lengthens one. Raises Invalid when
    nothing would be shortened."""
    delegation = _touched(Q(given=given)).get()
    if given.valid_until is None or until >= given.valid_until:
        raise Invalid(
            "delegation_ends_earlier",
            _("This delegation ends by itself on that day or before."),
            remedy=_("Choose an earlier last day."),
        )
    _cut(delegation, until, place, actor, now)


def _touched(which: Q) -> QuerySet[Delegation]:
    rows = Delegation.objects.select_related("post__user", "post__agency", "given__user")
    return rows.filter(which).order_by("pk")


def _cut(delegation: Delegation, until: date, place: Jurisdiction, actor: User, now: datetime) -> None:
    """End it before the day `until`, and tell both."""
    given = delegation.given
    given.valid_until = max(until, given.valid_from)
    given.save(update_fields=["valid_until"])
    delegation.ended_at, delegation.ended_by = now, actor
    delegation.save(update_fields=["ended_at", "ended_by"])
    policies.make_stale([given.user_id])
    data = {"people": [delegation.post.user_id, given.user_id], "name": str(given.user), **_about(delegation)}
    data |= {"last": given.valid_until - ONE_DAY}
    journal.record(place, "delegation_ended", actor=actor, now=now, data=data, tell=True)


def _about(delegation: Delegation) -> dict[str, object]:
    post = delegation.post
    return {
        "giver": post.user_id,
        "agency": post.agency_id,
        "agency_name": str(post.agency),
        "role": post.role,
    }


def verify_delegations() -> Counted:
    """What somebody holds for another is what that one holds, and not longer than either works there; every such post
    has its delegation; whoever gave one is known as such."""
    rows = Delegation.objects.select_related("post__user", "given__user").order_by("pk")
    count = 0
    for one in rows.iterator(chunk_size=500):
        count += 1
        post, given = one.post, one.given
        where = f"delegation:{one.pk}"
        if (post.agency_id, post.role, post.user_id) != (given.agency_id, given.role, given.on_behalf_of_id):
            yield Breach("delegation_post", str(_("The post given is another one than the giver's.")), where)
        if given.valid_until is None or (post.valid_until is not None and given.valid_until > post.valid_until):
            yield Breach("delegation_days", str(_("The delegation outlasts the post of who gave it.")), where)
        if not post.user.has_delegated:
            yield Breach("delegation_giver", str(_("Who gave the delegation is not known as having given one.")), where)
    loose = Membership.objects.filter(on_behalf_of__isnull=False, received_by=None)
    for pk in loose.order_by("pk").values_list("pk", flat=True):
        yield Breach(
            "delegation_missing", str(_("A post is held for somebody without a delegation.")), f"membership:{pk}"
        )
    return count

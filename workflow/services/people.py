"""People and their posts: adding, ending, one-time passwords, deactivation. Nobody is ever deleted."""

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid
from workflow.models import Agency, Membership, User
from workflow.services import delegations, journal
from workflow.services.organisation import add_membership, create_user
from workflow.services.register_rights import locked, require_other_person, require_person, require_register
from workflow.status import Role

# No letters and digits that look alike: a one-time password is read out over the telephone.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 4


def add_person(
    agency: Agency,
    *,
    username: str,
    full_name: str,
    role: Role,
    title: str,
    valid_from: date,
    actor: User,
    now: datetime,
    email: str = "",
) -> tuple[Membership, bool]:
    """Give a post to the person of that account; the account is made when there is none yet (without a password).

    Returns the post and whether the account is new. Raises NotVisible, NotPermitted, and Invalid when the account
    belongs to somebody of another name.
    """
    with transaction.atomic():
        require_register(actor, agency.jurisdiction)
        user = User.objects.filter(username=username).first()
        made = user is None
        if user is None:
            user = create_user(username, full_name, password=None, actor=actor, now=now, email=email)
        elif user.full_name != full_name:
            raise Invalid(
                "account_of_another",
                _("The account %(account)s belongs to somebody of another name.") % {"account": username},
                remedy=_("Write the name as it is registered, or choose another account name."),
            )
        elif not user.is_active:
            raise Invalid(
                "account_deactivated",
                _("The account %(account)s is deactivated.") % {"account": username},
                remedy=_("Make it active again on the person's page first."),
            )
        post = add_membership(user, agency, role, actor=actor, now=now, title=title, valid_from=valid_from)
    return post, made


def end_membership(post: Membership, *, last_day: date, actor: User, now: datetime) -> None:
    """The role ends after `last_day`; the rights go with it. Raises NotVisible, NotPermitted for one's own role."""
    require_other_person(actor, post.user)
    end_with_agency(post, last_day=last_day, actor=actor, now=now)


def end_with_agency(post: Membership, *, last_day: date, actor: User, now: datetime) -> None:
    """The same of a post whose agency ends, also of one's own: it gives no right. Raises NotVisible."""
    with transaction.atomic():
        place = locked(post.agency.jurisdiction_id)
        require_register(actor, place)
        until = date.fromordinal(last_day.toordinal() + 1)
        if post.on_behalf_of_id is not None:
            delegations.shorten(post, until, place, actor=actor, now=now)
            return
        # A role given by mistake may end before it began: then it was never held.
        post.valid_until = max(until, post.valid_from)
        post.save(update_fields=["valid_until"])
        policies.make_stale([post.user_id])
        data = {
            "user": post.user_id,
            "name": str(post.user),
            "agency": post.agency_id,
            "role": post.role,
            "last_day": last_day,
        }
        journal.record(place, "membership_ended", actor=actor, now=now, data=data)
        delegations.end_with(post, place, actor=actor, now=now)


def one_time_password() -> str:
    """A random password of 78 bits, in groups, without characters that look alike."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(GROUP_LENGTH)) for _group in range(GROUPS))


def reset_password(user: User, *, actor: User, now: datetime) -> str:
    """Give the person a new password and return it; it is shown once and stored only as a hash. Sessions end.

    The person is told who did it and when: whoever hands out a password could use it himself. Raises NotVisible,
    NotPermitted for one's own account and for people who also work for another government.
    """
    require_other_person(actor, user)
    require_person(actor, user)
    password = one_time_password()
    with transaction.atomic():
        user.set_password(password)
        user.one_time_password = True
        user.handed_over_by, user.handed_over_at = actor, now
        user.save(update_fields=["password", "one_time_password", "handed_over_by", "handed_over_at"])
        _record(user, "password_reset", actor=actor, now=now, tell=True)
    return password


def choose_password(user: User, password: str) -> None:
    """The person's own new password, checked already; one that was handed over ends here."""
    user.set_password(password)
    user.one_time_password = False
    user.save(update_fields=["password", "one_time_password"])


def change_person(user: User, *, full_name: str, email: str, phone: str, actor: User, now: datetime) -> None:
    """Set name, e-mail and telephone. Raises NotVisible, NotPermitted."""
    require_person(actor, user)
    wanted = {"full_name": full_name, "email": email, "phone": phone}
    changes = {name: [getattr(user, name), new] for name, new in wanted.items() if getattr(user, name) != new}
    if not changes:
        return
    with transaction.atomic():
        for name, new in wanted.items():
            setattr(user, name, new)
        user.save(update_fields=list(changes))
        # Addresses are nobody's business in a journal that many may read.
        _record(user, "person_changed", actor=actor, now=now, fields=sorted(changes), name=changes.get("full_name"))


def deactivate_person(user: User, *, reason: str, actor: User, now: datetime) -> None:
    """The person can no longer sign in; sessions end. Raises NotVisible, NotPermitted, Invalid."""
    require_other_person(actor, user)
    require_person(actor, user)
    if not reason.strip():
        raise Invalid(
            "reason_missing", _("A deactivation needs a reason."), remedy=_("Write why, such as retired or moved.")
        )
    with transaction.atomic():
        user.is_active = False
        user.save(update_fields=["is_active"])
        policies.make_stale([user.pk])
        delegations.end_of_account(user, actor=actor, now=now)
        _record(user, "person_deactivated", actor=actor, now=now, remark=reason.strip())


def reactivate_person(user: User, *, actor: User, now: datetime) -> None:
    """The person may sign in again. Raises NotVisible, NotPermitted."""
    require_other_person(actor, user)
    require_person(actor, user)
    with transaction.atomic():
        user.is_active = True
        user.save(update_fields=["is_active"])
        policies.make_stale([user.pk])
        _record(user, "person_reactivated", actor=actor, now=now)


def posts_of(user: User) -> list[Membership]:
    """Every post of the person, also ended ones, latest first."""
    posts = Membership.objects.filter(user=user).select_related("agency__jurisdiction", "on_behalf_of")
    return list(posts.order_by("-valid_from", "-pk"))


def _record(
    user: User, act: str, *, actor: User, now: datetime, remark: str = "", tell: bool = False, **data: object
) -> None:
    """In the chain of the jurisdiction of the person's latest post."""
    place = locked(posts_of(user)[0].agency.jurisdiction_id)
    journal.record(
        place,
        act,
        actor=actor,
        now=now,
        remark=remark,
        tell=tell,
        data={"user": user.pk, "username": user.username, **data},
    )

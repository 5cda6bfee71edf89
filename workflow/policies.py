"""The one place that decides access: who holds which act on which agency.

Rights are guardian grants to groups (agency x role) on Agency rows. `scope_of` reads them in one query and keeps the
result under a key that every change of the person's memberships or grants makes stale.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.cache import cache
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflow.errors import NotPermitted, NotVisible
from workflow.models.commitments import Commitment
from workflow.models.grants import AgencyGroupPermission
from workflow.models.journal import JournalEntry
from workflow.models.organisation import Agency, Dated, Jurisdiction, Membership
from workflow.models.users import User
from workflow.scope import Behalf, Post, Scope
from workflow.status import OFFICE_ROLES, Act, AgencyKind, Role

SCOPE_SECONDS = 3600

OWN_ACTS: Mapping[Role, tuple[Act, ...]] = {
    Role.OFFICER: (
        Act.VIEW_COMMITMENTS,
        Act.ACKNOWLEDGE,
        Act.WRITE_PLAN,
        Act.PUBLISH_PLAN,
        Act.SUBMIT_REPORT,
        Act.CLAIM_COMPLETION,
        Act.RECTIFY,
        Act.COPY,
        Act.COMMENT_DRAFT,
        Act.ASK_EXTENSION,
        Act.ASK_SUSPENSION,
        Act.DISPUTE,
        Act.FULFIL_DUTY,
        Act.ANSWER_SLIP,
        Act.REPORT_EVENT,
        Act.ANSWER_EVENT,
        Act.CONTRIBUTE,
        Act.STATE_PART,
        Act.ASSEMBLE,
        Act.ADD_SIGNER,
        Act.NAME_LEADER,
    ),
    Role.HEAD: (
        Act.VIEW_COMMITMENTS,
        Act.ACKNOWLEDGE,
        Act.SIGN_PLAN,
        Act.SIGN_REPORT,
        Act.COPY,
        Act.COMMENT_DRAFT,
        Act.ANSWER_DRAFT,
        Act.SIGN_EXTENSION,
        Act.SIGN_SUSPENSION,
        Act.RESUME,
        Act.SIGN_DISPUTE,
        Act.SIGN_DUTY,
        Act.REVIEW_RELEASE,
        Act.SIGN_SLIP,
        Act.COUNTERSIGN,
        Act.HAND_OUT,
        Act.ADD_SIGNER,
        Act.NAME_LEADER,
    ),
    Role.CLERK: (
        Act.DRAFT_DOCUMENT,
        Act.ISSUE_DOCUMENT,
        Act.MANAGE_ORGANISATION,
        Act.MANAGE_CALENDAR,
        Act.VIEW_JOURNAL,
    ),
    Role.LEADER: (Act.APPROVE_DOCUMENT, Act.ISSUE_DOCUMENT, Act.VIEW_JOURNAL),
    Role.INSPECTOR: (Act.VIEW_JOURNAL,),
    Role.ASSESSOR: (),
    Role.AUDITOR: (Act.VIEW_JOURNAL,),
}
"""Acts on the agency of the membership itself."""

REACH_ACTS: Mapping[Role, tuple[Act, ...]] = {
    Role.CLERK: (
        Act.VIEW_COMMITMENTS,
        Act.NAME_LEADER,
        Act.DISCONTINUE,
        Act.TRANSFER,
        Act.REARRANGE,
        Act.URGE,
        Act.COPY,
        Act.ASK_SUSPENSION,
        Act.RESUME,
        Act.ANSWER_DISPUTE,
        Act.CONFIRM_DIVISION,
        Act.ISSUE_SLIP,
        Act.ANSWER_DIFFICULTIES,
        Act.ACCEPT_SLIP,
        Act.REPORT_EVENT,
    ),
    Role.LEADER: (
        Act.VIEW_COMMITMENTS,
        Act.APPROVE_PLAN,
        Act.CLOSE,
        Act.DISCONTINUE,
        Act.TRANSFER,
        Act.REARRANGE,
        Act.URGE,
        Act.COPY,
        Act.GRANT_EXTENSION,
        Act.GRANT_SUSPENSION,
        Act.RESUME,
        Act.RULE_DISPUTE,
        Act.REOPEN,
        Act.ISSUE_SLIP,
        Act.ANSWER_DIFFICULTIES,
    ),
    Role.INSPECTOR: (
        Act.VIEW_COMMITMENTS,
        Act.INSPECT,
        Act.RECHECK,
        Act.URGE,
        Act.COPY,
        Act.ADVISE_EXTENSION,
        Act.ASK_SUSPENSION,
        Act.ISSUE_SLIP,
        Act.ANSWER_DIFFICULTIES,
        Act.ACCEPT_SLIP,
        Act.REPORT_EVENT,
    ),
    Role.ASSESSOR: (Act.VIEW_COMMITMENTS,),
    Role.AUDITOR: (Act.VIEW_COMMITMENTS,),
}
"""Acts of office roles on every agency of the office's jurisdiction and of those below it."""

NOT_DELEGATED = frozenset(
    {
        Act.DRAFT_DOCUMENT,
        Act.MANAGE_ORGANISATION,
        Act.MANAGE_CALENDAR,
        Act.VIEW_JOURNAL,
        Act.NAME_LEADER,
        Act.COMMENT_DRAFT,
        Act.ANSWER_DRAFT,
    }
)
"""What stays with the holder of a post: the register and the calendar, which decide who may do what and when, and work
on drafts, which counts as a hand in the plan."""
DELEGATED = tuple(act for act in Act if act not in NOT_DELEGATED)


# -- reading -----------------------------------------------------------------------------------------------------------


def scope_of(user: User | AnonymousUser, on: date | None = None) -> Scope:
    """What the person may do on the day `on` (today when absent); no query while nothing changed.

    Nobody signed in, or a deactivated account, may do nothing.
    """
    if not isinstance(user, User) or not user.is_active:
        return Scope(user_id=0)
    day = on or timezone.localdate()
    held: tuple[date, int, Scope] | None = getattr(user, "_scope", None)
    if held and held[0] == day and held[1] == user.scope_version:
        return held[2]
    key = f"scope2:{user.pk}:{user.scope_version}:{day.isoformat()}"
    scope: Scope | None = cache.get(key)
    if scope is None:
        scope = _read_scope(user, day)
        cache.set(key, scope, SCOPE_SECONDS)
    user._scope = (day, user.scope_version, scope)  # type: ignore[attr-defined]
    return scope


def _read_scope(user: User, on: date) -> Scope:
    rows = (
        AgencyGroupPermission.objects.filter(
            Dated.valid_on(on, "group__memberships__"), group__memberships__user_id=user.pk
        )
        .values_list(
            "permission__codename",
            "content_object_id",
            "group__memberships__agency_id",
            "group__memberships__agency__short_name",
            "group__memberships__role",
            "group__memberships__title",
            "group__memberships__on_behalf_of_id",
            "group__memberships__on_behalf_of__full_name",
        )
        .order_by("group__memberships__on_behalf_of_id")
        .distinct()
    )
    acts: dict[str, set[int]] = {}
    posts: dict[Post, None] = {}
    behalf: dict[tuple[str, int], Behalf] = {}
    own: set[tuple[str, int]] = set()
    for codename, agency_id, home_id, home_name, role, title, giver_id, giver in rows:
        if giver_id is None:
            own.add((codename, agency_id))
        elif codename not in DELEGATED:
            continue
        else:
            behalf[codename, agency_id] = Behalf(giver_id, giver, Role(role))
        acts.setdefault(codename, set()).add(agency_id)
        posts[Post(home_id, home_name, Role(role), title)] = None
    for held in own:
        behalf.pop(held, None)
    return Scope(user.pk, {act: frozenset(ids) for act, ids in acts.items()}, tuple(posts), behalf)


def require(user: User, act: Act, agency_id: int | None, *, of: int | None = None) -> Scope:
    """The scope of the person when `act` is granted on the agency; notes for whom it is done (`User.acting_for`).

    Raises NotVisible (404) when the person may not even see the agency's work, NotPermitted (403) otherwise. `of` is
    the agency whose item it is about, where another one does something for it: who sees that item sees this too.
    """
    scope = scope_of(user)
    if scope.allows(act, agency_id):
        note(user, act, agency_id)
        return scope
    seen = any(scope.allows(Act.VIEW_COMMITMENTS, place) for place in (agency_id, of))
    if seen or agency_id in scope.home_agency_ids:
        raise NotPermitted
    raise NotVisible


def require_visible(user: User, agency_id: int) -> Scope:
    """The scope when the person may see the agency's commitments; NotVisible (404) otherwise."""
    scope = scope_of(user)
    if not scope.allows(Act.VIEW_COMMITMENTS, agency_id):
        raise NotVisible
    note(user, Act.VIEW_COMMITMENTS, agency_id)
    return scope


def require_readable(user: User, commitment: Commitment) -> Scope:
    """The scope when the person may see the agency's commitments or his own agency has a part in this one; NotVisible
    (404) otherwise."""
    scope = scope_of(user)
    if not Commitment.objects.read_by(scope).filter(pk=commitment.pk).exists():
        raise NotVisible
    note(user, Act.VIEW_COMMITMENTS, commitment.agency_id)
    return scope


def note(user: User, act: Act | str, agency_id: int | None) -> None:
    """Keep by which right the act in hand is done, and for whom: its entry names both people."""
    user.acting_by, user.acting_for = str(act), scope_of(user).acting_for(act, agency_id)


SAME_HANDS = _("You had a hand in this yourself, so somebody else has to decide it.")
FROM_DRAFTER = _(
    "Somebody who drafted this plan has given you your password or a post since then, "
    "so somebody else has to decide it."
)


def _handed_over_since(person: User, moment: datetime) -> bool:
    """Whether somebody gave the account a password or a post after the moment."""
    return person.handed_over_at is not None and person.handed_over_at > moment


def require_own_account(actor: User, drafters: Collection[int | None], since: datetime) -> None:
    """Separation of duties: an account that a drafter gave out after he drafted might be his own second one; of a
    deputy also the account of who gave him the post."""
    for person in _both(actor):
        if person.handed_over_by_id in drafters and _handed_over_since(person, since):
            raise NotPermitted(
                FROM_DRAFTER,
                code="account_from_drafter",
                remedy=_(
                    "Ask another leader, or have somebody else who runs the register give you a new password first."
                ),
            )


def require_other_hands(actor: User, *earlier: int | None, on: Commitment | None = None) -> None:
    """Separation of duties: who drafted does not approve. `earlier` are the ids of the people who did before.

    A deputy's hands are also those of the person he acts for: what went through either's is decided by neither, now
    (`User.acting_for`) and before (as the history of the commitment `on` keeps it).
    """
    names = {actor.pk} | ({actor.acting_for.user_id} if actor.acting_for else set())
    if names & set(earlier) or (on is not None and _done_for(actor, names, earlier, on)):
        raise NotPermitted(
            SAME_HANDS,
            code="same_hands",
            remedy=_("Ask another person with the same role."),
        )


def _done_for(actor: User, names: set[int], earlier: Iterable[int | None], on: Commitment) -> bool:
    """Whether one of those who did before did something on the commitment for one of these, in another role than the
    one they decide in. No query where nobody ever acted for the person."""
    if not actor.has_delegated and actor.acting_for is None:
        return False
    roles = [role for role in Role if actor.acting_by in (*OWN_ACTS.get(role, ()), *REACH_ACTS.get(role, ()))]
    done = JournalEntry.objects.filter(commitment=on, actor_id__in=[pk for pk in earlier if pk is not None])
    return done.filter(data__behalf__user__in=sorted(names)).exclude(data__behalf__role__in=roles).exists()


def require_foreign_agency(actor: User, agency_id: int) -> None:
    """Separation of duties: an inspector never inspects an agency he works at, nor one whose inspector he acts for."""
    works = agency_id in scope_of(actor).home_agency_ids
    if not works and actor.acting_for is not None:
        works = any(agency_id in scope_of(person).home_agency_ids for person in _both(actor))
    if works:
        raise NotPermitted(
            _("You work at this agency, so somebody else has to inspect it."),
            code="own_agency",
            remedy=_("Ask another inspector."),
        )


def _both(actor: User) -> list[User]:
    """The person and, of a deputy, whom he acts for; no query in one's own right."""
    return [actor, *User.objects.filter(pk=actor.acting_for.user_id)] if actor.acting_for else [actor]


# -- granting ----------------------------------------------------------------------------------------------------------


def role_group(agency: Agency, role: Role) -> Group:
    """The group of an agency and role, made with its grants when it does not exist yet."""
    group, made = Group.objects.get_or_create(name=f"agency:{agency.pk}:{role}")
    if made:
        _grant(group, OWN_ACTS[role], [agency.pk])
        if role in OFFICE_ROLES:
            _grant(group, REACH_ACTS[role], _reach(agency.jurisdiction_id))
    return group


def extend_reach(agency: Agency) -> None:
    """Give the office roles above a new agency their acts on it, and make their scopes stale."""
    above = _above(agency.jurisdiction)
    groups = Group.objects.filter(
        memberships__role__in=OFFICE_ROLES, memberships__agency__jurisdiction_id__in=above
    ).annotate(role=F("memberships__role"))
    touched = set()
    for group in groups.distinct():
        _grant(group, REACH_ACTS[Role(group.role)], [agency.pk])
        touched.add(group.pk)
    User.objects.filter(memberships__group_id__in=touched).update(scope_version=F("scope_version") + 1)


def make_stale(users: Iterable[int]) -> None:
    """Make the scopes of these people stale; called by every change of membership or grant."""
    User.objects.filter(pk__in=list(users)).update(scope_version=F("scope_version") + 1)


def may_hold(agency: Agency, role: Role) -> bool:
    """Office roles exist at the government office only, officers and heads everywhere."""
    return role not in OFFICE_ROLES or agency.kind == AgencyKind.OFFICE


def holding(on: date, memberships: str, permission: str = "") -> Q:
    """Filter of grants in force on the day `on`: those of a post of one's own, and of one held for somebody else those
    that can be delegated. Both arguments are lookup paths, to the memberships and to the permission of the grant."""
    permission = permission or f"{memberships}group__agencygrouppermission__permission__"
    own = Q(**{f"{memberships}on_behalf_of__isnull": True})
    return Dated.valid_on(on, memberships) & (own | Q(**{f"{permission}codename__in": DELEGATED}))


def people_with(act: Act | str, agency_id: int, on: date) -> list[User]:
    """Everybody who may do `act` on the agency on the day `on`, in order of name; one query."""
    return people_on([(agency_id, str(act))], on)[agency_id, str(act)]


def people_by_act(acts: Iterable[Act], agency_id: int, on: date) -> dict[str, list[User]]:
    """Everybody who may do each of the acts on the agency on the day `on`, in order of name; one query for all."""
    found = people_on([(agency_id, str(act)) for act in acts], on)
    return {act: people for (_agency_id, act), people in found.items()}


def people_on(posts: Iterable[tuple[int, str]], on: date) -> dict[tuple[int, str], list[User]]:
    """Everybody who may do the act on the agency, for each of the pairs, on the day `on`, in order of name; one query,
    none without a pair."""
    grant = "memberships__group__agencygrouppermission__"
    found: dict[tuple[int, str], list[User]] = {post: [] for post in posts}
    if not found:
        return found
    rows = (
        User.objects.filter(
            holding(on, "memberships__"),
            **{
                f"{grant}content_object_id__in": {agency_id for agency_id, _act in found},
                f"{grant}permission__codename__in": {act for _agency_id, act in found},
            },
            is_active=True,
        )
        .annotate(held_at=F(f"{grant}content_object_id"), held_act=F(f"{grant}permission__codename"))
        .distinct()
        .order_by("full_name", "pk")
    )
    for user in rows:
        if (user.held_at, user.held_act) in found:
            found[user.held_at, user.held_act].append(user)
    return found


def able(posts: Iterable[tuple[int, str]], on: date) -> set[tuple[int, str]]:
    """Those of the pairs of agency and act that somebody with an active account may do on the day `on`; one query."""
    wanted = set(posts)
    rows = AgencyGroupPermission.objects.filter(
        holding(on, "group__memberships__", "permission__"),
        group__memberships__user__is_active=True,
        content_object__in={agency_id for agency_id, _act in wanted},
        permission__codename__in={act for _agency_id, act in wanted},
    )
    return wanted & set(rows.values_list("content_object_id", "permission__codename").distinct())


def _grant(group: Group, acts: Iterable[Act], agency_ids: Iterable[int]) -> None:
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.filter(content_type__app_label="workflow", content_type__model="agency")
    }
    AgencyGroupPermission.objects.bulk_create(
        [
            AgencyGroupPermission(group=group, permission=permissions[act], content_object_id=agency_id)
            for agency_id in agency_ids
            for act in acts
        ],
        ignore_conflicts=True,
    )


def _reach(jurisdiction_id: int) -> list[int]:
    """Ids of every agency in the jurisdiction and below it."""
    children: dict[int | None, list[int]] = {}
    for pk, parent_id in Jurisdiction.objects.values_list("pk", "parent_id"):
        children.setdefault(parent_id, []).append(pk)
    found, queue = {jurisdiction_id}, [jurisdiction_id]
    while queue:
        for child in children.get(queue.pop(), []):
            if child not in found:
                found.add(child)
                queue.append(child)
    return list(Agency.objects.filter(jurisdiction_id__in=found).values_list("pk", flat=True))


def _above(jurisdiction: Jurisdiction) -> list[int]:
    found = []
    current: Jurisdiction | None = jurisdiction
    while current is not None and current.pk not in found:
        found.append(current.pk)
        current = current.parent
    return found


def memberships_of(user: User, on: date) -> list[Membership]:
    """The person's valid memberships with their agencies, one query."""
    return list(Membership.objects.filter(Dated.valid_on(on), user=user).select_related("agency").order_by("pk"))

"""Who runs the register of which jurisdictions: the clerks of an office, for its own jurisdiction and those below."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import NotPermitted, NotVisible
from workflow.models import Agency, Jurisdiction, Membership, User
from workflow.status import Act


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction in the tree as a list shows it: `depth` 0 is the highest one the person runs."""

    jurisdiction: Jurisdiction
    depth: int

    @property
    def label(self) -> str:
        """The name, pushed in by its depth; for lists that cannot be pushed in by other means."""
        return "　" * self.depth + self.jurisdiction.name


def locked(jurisdiction_id: int) -> Jurisdiction:
    """The row of the jurisdiction, locked: its journal chain and its register change one at a time."""
    return Jurisdiction.objects.select_for_update().get(pk=jurisdiction_id)


def may_run_register(user: User) -> bool:
    """Whether the person runs any register; no query."""
    return policies.scope_of(user).allows_anywhere(Act.MANAGE_ORGANISATION)


def places_of(user: User) -> list[Place]:
    """The jurisdictions whose register the person runs, as a tree in order. Raises NotVisible when there are none."""
    return places_with(user, Act.MANAGE_ORGANISATION)


def places_with(user: User, act: Act) -> list[Place]:
    """The jurisdictions of the offices on which the person may do `act`, and those below, as a tree in order; two
    queries. Raises NotVisible when there are none."""
    offices = policies.scope_of(user).agencies(act)
    if not offices:
        raise NotVisible
    homes = set(Agency.objects.filter(pk__in=offices).values_list("jurisdiction_id", flat=True))
    children: dict[int | None, list[Jurisdiction]] = {}
    everything = list(Jurisdiction.objects.order_by("pk"))
    for jurisdiction in everything:
        children.setdefault(jurisdiction.parent_id, []).append(jurisdiction)
    found: dict[int, Place] = {}

    def walk(jurisdiction: Jurisdiction, depth: int) -> None:
        if jurisdiction.pk not in found:
            found[jurisdiction.pk] = Place(jurisdiction, depth)
            for child in children.get(jurisdiction.pk, []):
                walk(child, depth + 1)

    parents = {jurisdiction.pk: jurisdiction.parent_id for jurisdiction in everything}
    for jurisdiction in everything:
        if jurisdiction.pk in homes and not _stands_below(jurisdiction.parent_id, homes, parents):
            walk(jurisdiction, 0)
    return list(found.values())


def _stands_below(parent_id: int | None, homes: set[int], parents: dict[int, int | None]) -> bool:
    seen: set[int] = set()
    while parent_id is not None and parent_id not in seen:
        if parent_id in homes:
            return True
        seen.add(parent_id)
        parent_id = parents[parent_id]
    return False


def require_register(actor: User | None, jurisdiction: Jurisdiction) -> None:
    """The actor runs the register of this jurisdiction or of one above; None is set-up from the command line.

    Raises NotVisible (404): to everybody else the register does not exist.
    """
    if actor is None:
        return
    managed = policies.scope_of(actor).agencies(Act.MANAGE_ORGANISATION)
    above = _with_those_above(jurisdiction)
    if not managed or not Agency.objects.filter(pk__in=managed, jurisdiction_id__in=above).exists():
        raise NotVisible


def _with_those_above(jurisdiction: Jurisdiction) -> list[int]:
    found: list[int] = []
    current: Jurisdiction | None = jurisdiction
    while current is not None and current.pk not in found:
        found.append(current.pk)
        current = current.parent
    return found


def require_other_person(actor: User | None, user: User) -> None:
    """Nobody changes his own posts or account: who runs the register could otherwise make himself its leader."""
    if actor is not None and actor.pk == user.pk:
        raise NotPermitted(
            _("Your own posts and account are changed by somebody else."),
            code="own_account",
            remedy=_("Ask another person who runs the register."),
        )


def require_person(actor: User | None, user: User) -> None:
    """The actor runs every register this person works in, so that nobody takes over an account of a higher office.

    Raises NotVisible when the person works in none of them, NotPermitted when in some only.
    """
    if actor is None:
        return
    run = {place.jurisdiction.pk for place in places_of(actor)}
    works = set(Membership.objects.filter(user=user).values_list("agency__jurisdiction_id", flat=True))
    if not works & run:
        raise NotVisible
    if works - run:
        raise NotPermitted(
            _("This person also works for another government."),
            code="works_elsewhere",
            remedy=_("The account is run there; you can end the roles in your own agencies."),
        )

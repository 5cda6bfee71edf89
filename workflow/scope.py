"""What a person may do, as plain data: computed once per person and change, then asked without a query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workflow.status import Act, Role


@dataclass(frozen=True, slots=True)
class Post:
    """One valid membership, as shown beside a person's name."""

    agency_id: int
    agency_name: str
    role: Role
    title: str


@dataclass(frozen=True, slots=True)
class Behalf:
    """In whose name, and in which of his roles, a deputy does something."""

    user_id: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Scope:
    """`acts[act]` is the set of agency ids on which the person may do it; `posts` are the memberships of the day."""

    user_id: int
    acts: Mapping[str, frozenset[int]] = field(default_factory=dict)
    posts: tuple[Post, ...] = ()
    behalf: Mapping[tuple[str, int], Behalf] = field(default_factory=dict)
    """Act and agency id -> for whom, where the person holds the right for somebody else only."""

    def agencies(self, act: Act | str) -> frozenset[int]:
        """Agency ids on which `act` is granted."""
        return self.acts.get(str(act), frozenset())

    def allows(self, act: Act | str, agency_id: int | None) -> bool:
        """Whether `act` is granted on the agency."""
        return agency_id is not None and agency_id in self.agencies(act)

    def acting_for(self, act: Act | str, agency_id: int | None) -> Behalf | None:
        """For whom the person would do it; None when in his own right."""
        return self.behalf.get((str(act), agency_id)) if agency_id is not None else None

    def allows_anywhere(self, act: Act | str) -> bool:
        """Whether `act` is granted on any agency."""
        return bool(self.agencies(act))

    @property
    def home_agency_ids(self) -> frozenset[int]:
        """The agencies the person works at."""
        return frozenset(post.agency_id for post in self.posts)

    def has_role(self, *roles: Role) -> bool:
        """Whether the person holds one of the roles today."""
        return any(post.role in roles for post in self.posts)

    def by_agencies(self, acts: Iterable[Act | str]) -> dict[frozenset[int], list[str]]:
        """Acts grouped by the identical set of agencies they are granted on (usually one or two groups), so that a
        list needs one OR branch per group and not one per act. Acts granted nowhere are left out."""
        groups: dict[frozenset[int], list[str]] = {}
        for act in acts:
            agencies = self.agencies(act)
            if agencies:
                groups.setdefault(agencies, []).append(str(act))
        return groups

"""The cast of the machine and what each role may do, in a table of its own: the model never asks the product."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tests.builders import City
from workflow.models import User
from workflow.services import organisation
from workflow.status import Role

POSTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "officer": (("officer", "agency"),),
    "second_officer": (("officer", "agency"),),
    "head": (("head", "agency"),),
    "double": (("officer", "agency"), ("head", "agency")),
    "outsider": (("officer", "other"),),
    "other_head": (("head", "other"),),
    "county_officer": (("officer", "county"),),
    "county_head": (("head", "county"),),
    "clerk": (("clerk", "office"),),
    "leader": (("leader", "office"),),
    "second_leader": (("leader", "office"),),
    "inspector": (("inspector", "office"),),
    "judge": (("inspector", "office"), ("leader", "office")),
    "lodger": (("inspector", "office"), ("officer", "agency")),
    "seconded": (("officer", "county"), ("head", "other"), ("officer", "agency")),
}
"""Everybody's posts: role and the place of the city where it is held."""

_OFFICER = (
    "view_commitments acknowledge write_plan publish_plan submit_report claim_completion rectify copy ask_extension "
    "ask_suspension dispute answer_slip contribute assemble add_signer state_part fulfil_duty report_event "
    "answer_event"
)
_HEAD = (
    "view_commitments acknowledge sign_plan sign_report copy sign_extension sign_suspension resume sign_dispute "
    "sign_slip hand_out countersign add_signer sign_duty review_release"
)
_LEADER = (
    "view_commitments approve_plan close discontinue urge copy grant_extension grant_suspension resume transfer "
    "rule_dispute reopen issue_slip rearrange answer_difficulties"
)
_CLERK = (
    "view_commitments discontinue urge copy ask_suspension resume transfer answer_dispute issue_slip accept_slip "
    "rearrange answer_difficulties confirm_division report_event"
)
_INSPECTOR = (
    "view_commitments inspect recheck urge copy advise_extension ask_suspension issue_slip accept_slip "
    "answer_difficulties report_event"
)

OWN: Mapping[str, frozenset[str]] = {
    "officer": frozenset(_OFFICER.split()),
    "head": frozenset(_HEAD.split()),
}
"""What a role may do with the work of its own agency."""

REACH: Mapping[str, frozenset[str]] = {
    "clerk": frozenset(_CLERK.split()),
    "leader": frozenset(_LEADER.split()),
    "inspector": frozenset(_INSPECTOR.split()),
}
"""What an office role may do with the work of every agency."""


@dataclass(frozen=True)
class Person:
    """One of the cast."""

    name: str
    user: User

    def may(self, right: str, place: str) -> bool:
        """Whether the right is given on the agency `place`."""
        return any(
            (right in OWN.get(role, ()) and where == place) or right in REACH.get(role, ())
            for role, where in POSTS[self.name]
        )

    def sees(self, place: str) -> bool:
        """Whether the work of the agency is shown to the person."""
        return self.may("view_commitments", place)

    def works_at(self, place: str) -> bool:
        """Whether the person has a post at the agency."""
        return any(where == place for _role, where in POSTS[self.name])

    def refusal(self, right: str, place: str, of: str = "") -> str:
        """The code of the refusal without the right: a foreign agency's work is not there at all; empty with it. `of`
        is the agency whose item it is, where another one does something for it."""
        if self.may(right, place):
            return ""
        sees = self.sees(place) or self.works_at(place) or self.sees(of or place)
        return "not_permitted" if sees else "not_found"


def cast(city: City, now: datetime) -> dict[str, Person]:
    """The people of the city, and those with two posts beside them."""
    found = {}
    for name, posts in POSTS.items():
        user = getattr(city, name, None)
        if user is None:
            user = organisation.create_user(name, name, password=None, actor=None, now=now)
            for role, place in posts:
                organisation.add_membership(user, getattr(city, place), Role(role), actor=None, now=now)
        found[name] = Person(name, User.objects.get(pk=user.pk))
    return found

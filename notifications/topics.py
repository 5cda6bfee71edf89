"""What a page may listen to, and how that maps to what events are about.

A page names *topics*; events travel on *routes*. Rights are looked at once, when a page subscribes: a topic that is
not the person's gets no route, exactly like one that does not exist.

| topic | hears of |
|---|---|
| `me` | the person's own notifications |
| `bell` | the same, and whatever happens at the agencies he works at, because it may change his counts |
| `inbox` | the same, for every agency on which he has something to do |
| `ledger` | every agency whose commitments he may see |
| `commitment:7`, `item:7` | that commitment, if he may read it |
| `plan:7` | that work plan and its commitments |
| `job:7`, `jobs` | one of his long jobs, all of them |
"""

from collections.abc import Callable, Iterable, Mapping

from workflow.models import Commitment, Job, Plan, User
from workflow.policies import scope_of
from workflow.scope import Scope
from workflow.status import Act

MOST_TOPICS = 60

Routes = frozenset[str]
Grants = Mapping[str, Routes]
"""Topic, as the page spelled it, to the routes it hears."""

_NOT_WORK = {
    Act.VIEW_COMMITMENTS,
    Act.VIEW_JOURNAL,
    Act.MANAGE_ORGANISATION,
    Act.MANAGE_CALENDAR,
    Act.DISCONTINUE,
    Act.TRANSFER,
}


def person(user_id: int) -> str:
    """Route of a person's own notifications."""
    return f"u{user_id}"


def agency(agency_id: int) -> str:
    """Route of everything that happens at an agency."""
    return f"a{agency_id}"


def commitment(commitment_id: int) -> str:
    """Route of a commitment."""
    return f"c{commitment_id}"


def plan(plan_id: int) -> str:
    """Route of a work plan and its commitments."""
    return f"p{plan_id}"


def job(job_id: int) -> str:
    """Route of a long job."""
    return f"j{job_id}"


def jobs_of(user_id: int) -> str:
    """Route of all long jobs of a person."""
    return f"o{user_id}"


def grant(user: User, wanted: Iterable[str]) -> Grants:
    """The topics the person may hear, with their routes; at most one query for each kind of numbered topic."""
    scope = scope_of(user)
    topics = list(dict.fromkeys(wanted))[:MOST_TOPICS]
    granted: dict[str, Routes] = {}
    numbered: dict[str, dict[int, list[str]]] = {}
    for topic in topics:
        name, colon, number = topic.partition(":")
        if not colon and name in _PLAIN:
            granted[topic] = _PLAIN[name](user.pk, scope)
        elif name in _NUMBERED and number.isdecimal() and len(number) < 16:
            numbered.setdefault(name, {}).setdefault(int(number), []).append(topic)
    for name, by_id in numbered.items():
        allowed, route = _NUMBERED[name]
        for pk in allowed(user, scope, by_id.keys()):
            granted |= dict.fromkeys(by_id[pk], frozenset([route(pk)]))
    return granted


def _bell(user_id: int, scope: Scope) -> Routes:
    return frozenset([person(user_id), *map(agency, scope.home_agency_ids)])


def _inbox(user_id: int, scope: Scope) -> Routes:
    working = {pk for act, agencies in scope.acts.items() if act not in _NOT_WORK for pk in agencies}
    return frozenset([person(user_id), *map(agency, working)])


def _ledger(user_id: int, scope: Scope) -> Routes:
    return frozenset(map(agency, scope.agencies(Act.VIEW_COMMITMENTS)))


_PLAIN: Mapping[str, Callable[[int, Scope], Routes]] = {
    "me": lambda user_id, _scope: frozenset([person(user_id)]),
    "bell": _bell,
    "inbox": _inbox,
    "ledger": _ledger,
    "jobs": lambda user_id, _scope: frozenset([jobs_of(user_id)]),
}


def _commitments(user: User, scope: Scope, ids: Iterable[int]) -> Iterable[int]:
    return Commitment.objects.read_by(scope).filter(pk__in=ids).values_list("pk", flat=True)


def _plans(user: User, scope: Scope, ids: Iterable[int]) -> Iterable[int]:
    found = Plan.objects.filter(pk__in=ids)
    ours = found.filter(office_id__in=scope.home_agency_ids)
    shared = found.filter(commitments__agency_id__in=scope.agencies(Act.VIEW_COMMITMENTS))
    asked = found.filter(consultation__agencies__agency_id__in=scope.agencies(Act.COMMENT_DRAFT))
    return ours.values_list("pk", flat=True).union(*(rows.values_list("pk", flat=True) for rows in (shared, asked)))


def _jobs(user: User, scope: Scope, ids: Iterable[int]) -> Iterable[int]:
    return Job.objects.filter(owner=user, pk__in=ids).values_list("pk", flat=True)


Allowed = Callable[[User, Scope, Iterable[int]], Iterable[int]]
_NUMBERED: Mapping[str, tuple[Allowed, Callable[[int], str]]] = {
    "commitment": (_commitments, commitment),
    "item": (_commitments, commitment),
    "plan": (_plans, plan),
    "job": (_jobs, job),
}

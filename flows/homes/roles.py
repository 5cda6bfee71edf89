"""Which of a person's roles is the most pressing one today."""

from collections.abc import Mapping

from django.db.models import Min

from flows.inbox import FAR
from flows.models import Task
from workflow.scope import Scope
from workflow.shell import PRECEDENCE
from workflow.status import Act, Role

ACTS: Mapping[Role, frozenset[str]] = {
    Role.LEADER: frozenset(
        {
            Act.APPROVE_PLAN,
            Act.CLOSE,
            Act.APPROVE_DOCUMENT,
            Act.GRANT_EXTENSION,
            Act.GRANT_SUSPENSION,
            Act.RULE_DISPUTE,
        }
    ),
    Role.CLERK: frozenset(
        {Act.DRAFT_DOCUMENT, Act.ISSUE_DOCUMENT, Act.ANSWER_DISPUTE, Act.ACCEPT_SLIP, Act.CONFIRM_DIVISION}
    ),
    Role.INSPECTOR: frozenset({Act.INSPECT, Act.RECHECK, Act.ADVISE_EXTENSION, Act.ACCEPT_SLIP}),
    Role.HEAD: frozenset(
        {
            Act.SIGN_PLAN,
            Act.SIGN_REPORT,
            Act.SIGN_EXTENSION,
            Act.SIGN_SUSPENSION,
            Act.SIGN_DISPUTE,
            Act.SIGN_DUTY,
            Act.REVIEW_RELEASE,
            Act.SIGN_SLIP,
            Act.COUNTERSIGN,
        }
    ),
    Role.OFFICER: frozenset(
        {
            Act.ACKNOWLEDGE,
            Act.WRITE_PLAN,
            Act.PUBLISH_PLAN,
            Act.SUBMIT_REPORT,
            Act.CLAIM_COMPLETION,
            Act.RECTIFY,
            Act.FULFIL_DUTY,
            Act.ANSWER_SLIP,
            Act.ANSWER_EVENT,
            Act.CONTRIBUTE,
            Act.STATE_PART,
            Act.ASSEMBLE,
        }
    ),
    Role.ASSESSOR: frozenset(),
    Role.AUDITOR: frozenset(),
}
"""Acts that wait for the role."""


def roles_of(scope: Scope) -> list[Role]:
    """The roles held today, each once, in the order of the navigation."""
    held = {post.role for post in scope.posts}
    return [role for role in PRECEDENCE if role in held]


def most_pressing(scope: Scope, roles: list[Role]) -> Role:
    """The role whose open step is due first; with equal dates, or nothing open, the first of the navigation.

    No query for a person of one role, one for others.
    """
    if len(roles) == 1:
        return roles[0]
    waiting = Task.objects.waiting_for(scope).order_by().values("act").annotate(first=Min("due_on"))
    firsts = {row["act"]: row["first"] or FAR for row in waiting}
    return min(roles, key=lambda role: min((firsts[act] for act in ACTS[role] if act in firsts), default=FAR))

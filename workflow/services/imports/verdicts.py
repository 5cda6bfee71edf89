"""What the clerk says to the differences of a new version, and to which item in force an item is."""

from collections.abc import Callable, Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflow.errors import Invalid
from workflow.models import ImportDraft, User
from workflow.services.calendar import local_day
from workflow.services.imports.comparing import ACCEPTED, LEFT, Comparison, Row, base_of, compare
from workflow.services.imports.parties import Parties
from workflow.services.imports.session import REASON_LENGTH, Session, act
from workflow.services.imports.state import Verdict
from workflow.services.matching import load_register
from workflow.status import ChangeKind

OPEN = "open"
GROUPS: dict[str, Callable[[Row], bool]] = {
    "added": lambda row: row.kind == ChangeKind.ADDED,
    "changed": lambda row: row.kind == ChangeKind.CHANGED,
    "gone": lambda row: row.kind == ChangeKind.GONE,
    "renumbered": lambda row: row.is_renumbered,
}
"""What may be decided at once, as far as it is undecided."""


def pair_item(draft_pk: int, item_id: str, old_pk: int, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Say which item in force an item is, 0 for "this is new". Raises Invalid for an item that is not in force."""
    with act(draft_pk, "pair_item", revision=revision, actor=actor, now=now) as session:
        item = session.item(item_id)
        known = {row.old.pk for row in _comparison(session).rows if row.old is not None}
        if old_pk and old_pk not in known:
            raise Invalid("no_such_item_in_force", _("There is no such item in the plan in force."))
        pairs = session.review["compared"]["pairs"]
        for other in [key for key, pk in pairs.items() if pk == old_pk and pk]:
            del pairs[other]
        pairs[item_id] = old_pk
        session.noted |= {"item": item["number"]}
    return session.draft


def decide_differences(
    draft_pk: int,
    keys: Collection[str],
    how: str,
    *,
    group: str = "",
    reason: str = "",
    revision: int,
    actor: User,
    now: datetime,
) -> ImportDraft:
    """Accept differences, leave them as they are, or take the decision back (`how`: accepted, left, open), each by its
    key or every undecided one of a `group`. Raises Invalid where one of them is no longer there."""
    with act(draft_pk, "decide_differences", revision=revision, actor=actor, now=now) as session:
        if how not in (ACCEPTED, LEFT, OPEN):
            raise Invalid("unknown_decision", _("Accept the difference or leave it as it is."))
        found = _comparison(session)
        choices = {choice.key: choice for row in found.rows for choice in row.choices}
        if group:
            belongs = GROUPS.get(group)
            keys = [choice.key for row in found.rows if belongs and belongs(row) for choice in row.open]
        if not keys or any(key not in choices for key in keys):
            raise Invalid(
                "no_such_difference",
                _("This difference is no longer there."),
                remedy=_("Look at the comparison as it is now."),
            )
        verdicts = session.review["compared"]["verdicts"]
        for key in keys:
            if how == OPEN:
                verdicts.pop(key, None)
                continue
            verdicts[key] = Verdict(
                how=how,
                seen=choices[key].seen,
                reason=reason.strip()[:REASON_LENGTH],
                by=str(actor),
                at=now.isoformat(),
            )
        session.noted |= {"n": str(len(keys))}
    return session.draft


def _comparison(session: Session) -> Comparison:
    base = base_of(session.draft)
    if base is None:
        raise Invalid("no_plan_in_force", _("This document is no new version of a plan in force."))
    register = load_register(session.office, local_day(session.now))
    return compare(base, session.review, Parties(session.review, register))

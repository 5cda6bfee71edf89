"""Two names of a document that mean one agency: who the one is, the other is too."""

from datetime import datetime

from django.utils.translation import gettext as _

from workflow.errors import Invalid
from workflow.models import ImportDraft, User
from workflow.services.imports.doubts import TWO_NAMES, open_doubts
from workflow.services.imports.session import Session, act, not_in_question
from workflow.services.imports.state import Decision
from workflow.services.matching import Register, load_register

SINGLE = ("agency", "create", "left_out")
"""Decisions that say of a name who it is, or that it stands for nobody: the same agency under another name does too."""


def unite_names(draft_pk: int, key: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Answer the doubt `key` about two names: they are one agency. The name nobody has explained becomes what the other
    is; the doubt is settled.

    Raises Invalid when neither is known yet, or both are and differ.
    """
    with act(draft_pk, "unite_names", revision=revision, actor=actor, now=now) as session:
        doubt = next(
            (one for one in open_doubts(session.review) if (one["key"], one["kind"]) == (key, TWO_NAMES)), None
        )
        if doubt is None:
            raise not_in_question()
        register = load_register(session.office)
        names = doubt["candidates"]
        meant = {name: _meant(session, register, name) for name in names}
        known = [decision for decision in meant.values() if decision is not None]
        if not known:
            raise Invalid(
                "nobody_known",
                _("Neither of the two names is known yet."),
                remedy=_("Say first who one of them is; then say that they are one agency."),
            )
        if any(_who(decision) != _who(known[0]) for decision in known):
            raise Invalid(
                "two_known",
                _("The two names stand for two different agencies of the register."),
                remedy=_("Take back the decision about one of them, or leave both as they are, with a reason."),
            )
        for name, decision in meant.items():
            if decision is None:
                session.review["names"][name] = known[0]
        session.noted |= {"name": "、".join(names)}
        session.settle(key, "confirmed", reason=_("One agency: %(names)s") % {"names": "、".join(names)})
    return session.draft


def _meant(session: Session, register: Register, name: str) -> Decision | None:
    decided = session.review["names"].get(name)
    if decided is not None and decided["to"] in SINGLE:
        return decided
    match = register.match(name)
    return Decision(to=match.kind, id=match.id, label=match.label) if match is not None else None


def _who(decision: Decision) -> tuple[object, ...]:
    return decision["to"], decision.get("id"), decision.get("full_name")

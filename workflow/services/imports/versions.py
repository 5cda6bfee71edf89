"""The same document in another form: what the office has of it already, and what the clerk says about that.

The bytes differ, so only what the head of the document says can tell: its number, or its title with issuer and year.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, JSONField, QuerySet, When
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from workflow.errors import Invalid
from workflow.models import ImportDraft, Plan, User
from workflow.services.imports.session import Session, act, not_in_question, reason_of
from workflow.services.imports.state import SAME, Review, Settled
from workflow.status import PlanStatus

NEW_VERSION, OTHER = "new_version", "other_document"
MESSAGE = gettext_noop("The office has a document with the same head already.")
"""What the plan keeps as the question that was asked."""
FACTS = ("title", "issuer", "document_number", "written_on", "published_on")
COLUMNS = ("pk", "header", "plan_id", "plan__version_of_id", *(f"plan__{name}" for name in FACTS))
PASSED_ON = re.compile(r"印发《(.+)》的通知")


@dataclass(frozen=True, slots=True)
class Twin:
    """A plan of the office, or (without `plan`) another running review, that seems to be the same document."""

    key: str
    title: str
    number: str
    who: str
    draft: int
    plan: int | None


@dataclass(frozen=True, slots=True)
class _Head:
    number: str
    title: str
    issuer: str
    years: frozenset[str]


def open_twins(draft: ImportDraft, review: Review) -> list[Twin]:
    """What looks like this document and nobody has said anything about, in the order it came; one query.

    Of a plan and its new versions only the newest is asked about. A running review keeps its key when it becomes a
    plan, so that what was said about it still holds then.
    """
    head, alike = _head(review["header"]), []
    for row in _known(draft):
        facts = row["header"] or {name: row[f"plan__{name}"] for name in FACTS}
        if _is_same(head, _head(facts)):
            who = row["plan__created_by__full_name"] or row["created_by__full_name"]
            key = f"{SAME}{row['pk']}"
            twin = Twin(key, facts["title"], facts["document_number"], who, row["pk"], row["plan_id"])
            alike.append((twin, row["plan__version_of_id"]))
    superseded = {version_of for _twin, version_of in alike}
    found = [twin for twin, _version_of in alike if twin.plan is None or twin.plan not in superseded]
    if draft.new_version_of_id in {twin.plan for twin in found if twin.plan is not None}:
        found = [twin for twin in found if twin.plan is None]
    return [twin for twin in found if twin.key not in review["settled"]]


def _known(draft: ImportDraft) -> list[dict[str, Any]]:
    """The other imports of the office, running ones with their head; every plan came from one."""
    running = Case(When(plan=None, then=F("review__header")), default=None, output_field=JSONField())
    others = ImportDraft.objects.filter(document__office_id=draft.document.office_id, abandoned_at=None)
    people = ("created_by__full_name", "plan__created_by__full_name")
    return list(others.exclude(pk=draft.pk).order_by("pk").annotate(header=running).values(*COLUMNS, *people))


def _head(facts: Mapping[str, Any]) -> _Head:
    title = str(facts.get("title") or "")
    passed_on = PASSED_ON.search(title)
    days = (facts.get("written_on"), facts.get("published_on"))
    return _Head(
        _bare(str(facts.get("document_number") or "").replace("第", "")),
        _bare(passed_on[1] if passed_on else title),
        _bare(str(facts.get("issuer") or "")),
        frozenset(day.isoformat()[:4] if isinstance(day, date) else day[:4] for day in days if day),
    )


def _bare(text: str) -> str:
    """Without spaces, and one sign for all that is no letter or digit: 〔2026〕 and [2026] are the same."""
    folded = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return re.sub(r"[^\w]+", "-", folded).strip("-")


def _is_same(one: _Head, other: _Head) -> bool:
    """The same number; where one of the two has none, the same title of the same issuer and year, as far as known."""
    if one.number and other.number:
        return one.number == other.number
    if not one.title or one.title != other.title:
        return False
    issuers = {head.issuer for head in (one, other)} - {""}
    return len(issuers) < 2 and (not one.years or not other.years or bool(one.years & other.years))


# -- what the clerk says -----------------------------------------------------------------------------------------------


def continue_plan(draft_pk: int, key: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Say that the document is a new version of the plan the question `key` is about."""
    with act(draft_pk, NEW_VERSION, revision=revision, actor=actor, now=now) as session:
        twin = _twin(session, key)
        if twin.plan is None:
            raise Invalid(
                "no_plan_yet",
                _("The other review has not become a plan yet, so there is nothing this could be a new version of."),
                remedy=_("Go on in one of the two reviews and drop the other."),
            )
        _becomes_version(session, key, twin.plan, twin.title)
    return session.draft


def plans_to_change(draft: ImportDraft) -> QuerySet[Plan]:
    """The plans of the draft's office that are in force, newest first: what a new version may be of."""
    in_force = Plan.objects.filter(office_id=draft.document.office_id, status=PlanStatus.ISSUED)
    return in_force.exclude(version__gt=1, version_of__isnull=False).order_by("-pk")


def choose_plan(draft_pk: int, plan_pk: int, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Say that the document is a new version of a plan in force, whatever its head says: a revision often comes with a
    number and a title of its own. Taken back like an answer (`ask_again`).

    Raises Invalid for what is no plan of the office in force.
    """
    with act(draft_pk, NEW_VERSION, revision=revision, actor=actor, now=now) as session:
        plan = plans_to_change(session.draft).filter(pk=plan_pk).first()
        if plan is None:
            raise Invalid(
                "no_plan_in_force",
                _("This is no plan of the office in force."),
                remedy=_("Choose one from the list; a plan that is not issued yet is changed in its own draft."),
            )
        for key, said in said_of(session.review):
            if said["how"] == NEW_VERSION:
                del session.review["settled"][key]
        read = ImportDraft.objects.filter(plan=plan).values_list("pk", flat=True).first()
        # The key of the question that would have been asked about it; a plan entered otherwise has one of its own.
        _becomes_version(session, f"{SAME}{read or f'plan{plan.pk}'}", plan.pk, plan.title)
    return session.draft


def _becomes_version(session: Session, key: str, plan_pk: int, title: str) -> None:
    session.draft.new_version_of_id = plan_pk
    session.settle(key, NEW_VERSION, name=title)
    session.noted |= {"name": _short(title)}


def tell_apart(draft_pk: int, key: str, reason: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Say that the document is another one than the question `key` is about, and why."""
    with act(draft_pk, OTHER, revision=revision, actor=actor, now=now) as session:
        twin = _twin(session, key)
        session.settle(key, OTHER, reason=reason_of(reason), name=twin.title)
        session.noted |= {"name": _short(twin.title)}
    return session.draft


def ask_again(draft_pk: int, key: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Take back what was said about the question `key`."""
    with act(draft_pk, "ask_again", revision=revision, actor=actor, now=now) as session:
        said = session.review["settled"].pop(key, None) if key.startswith(SAME) else None
        if said is None:
            raise not_in_question()
        if said["how"] == NEW_VERSION:
            session.draft.new_version_of = None
        session.noted |= {"name": _short(said.get("name", ""))}
    return session.draft


def said_of(review: Review) -> list[tuple[str, Settled]]:
    """What was said about documents that look like this one, by key."""
    return [(key, said) for key, said in review["settled"].items() if key.startswith(SAME)]


def _twin(session: Session, key: str) -> Twin:
    found = next((twin for twin in open_twins(session.draft, session.review) if twin.key == key), None)
    if found is None:
        raise not_in_question()
    return found


def _short(title: str) -> str:
    """The title as it is named in one line among others: what a notice passes on, not that it does."""
    passed_on = PASSED_ON.search(title)
    return Truncator(passed_on[1] if passed_on else title).chars(24)

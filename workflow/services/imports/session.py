"""One act on a draft: lock, check, change, remember how to undo it, save."""

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import Agency, ImportDraft, User
from workflow.services.imports.layout import begin
from workflow.services.imports.state import Item, LogEntry, Review, Settled
from workflow.services.imports.words import describe
from workflow.status import Act

LOG_LENGTH = 500
REASON_LENGTH = 300
UNDOABLE = (
    "header",
    "cites",
    "attachments",
    "settings",
    "doubts",
    "sentences",
    "names",
    "settled",
    "compared",
    "counts",
    "next_id",
)
FINAL = ("refuse",)
"""Acts that lay everything out again: they are taken back by their opposite, not by undo."""


class Session:
    """The working copy in hand, with who changes it when."""

    def __init__(self, draft: ImportDraft, actor: User, now: datetime, noted: dict[str, str]) -> None:
        self.draft = draft
        self.actor = actor
        self.now = now
        self.noted = noted
        """What the log says about this act, beside its code."""
        self.review = review_of(draft)

    @property
    def office(self) -> Agency:
        """The office the document belongs to."""
        return self.draft.document.office

    def item(self, item_id: str) -> Item:
        """The item of that id. Raises Invalid when there is none (somebody merged it away)."""
        for item in self.review["items"]:
            if item["id"] == item_id:
                return item
        raise Invalid(
            "no_such_item",
            _("This item is no longer in the draft."),
            remedy=_("Open the review again and look at the items as they are now."),
        )

    def settle(self, key: str, how: str, *, reason: str = "", name: str = "", as_in: int = 0) -> None:
        """Write down that a point is settled, how, why, and after which earlier plan (`as_in`)."""
        settled = Settled(how=how, by=str(self.actor), at=self.now.isoformat())
        if reason:
            settled["reason"] = reason
        if name:
            settled["name"] = name
        if as_in:
            settled["as_in"] = as_in
        self.review["settled"][key] = settled

    def waive(self, item: Item, reason: str) -> None:
        """Take an item out, with the doubts about it."""
        item["waived"] = reason
        for doubt in item["doubts"]:
            self.settle(doubt["key"], "waived")


def review_of(draft: ImportDraft) -> Review:
    """The working copy of the draft; laid out from the reading when nobody has saved one yet."""
    if draft.review:
        return _filled(draft.review)
    return begin(draft.reading, draft.text, draft.created_at.date())


def _filled(review: dict[str, Any]) -> Review:
    """A working copy of an earlier release has no word of what that release did not read."""
    if "refused" not in review:
        review |= {"refused": [], "cites": [], "attachments": []}
        for item in review["items"]:
            item.setdefault("heading_at", None)
            item.setdefault("vague", [])
    review.setdefault("compared", {"pairs": {}, "verdicts": {}})
    return cast(Review, review)


@contextmanager
def act(
    draft_pk: int, code: str, *, revision: int, actor: User, now: datetime, data: dict[str, str] | None = None
) -> Iterator[Session]:
    """Change the draft in one transaction. `code` and `data` say in its log what was done.

    Raises NotVisible (404) for a foreign draft, TransitionRefused (409) when it was committed, dropped or changed since
    `revision`.
    """
    with transaction.atomic():
        draft = lock(draft_pk, actor)
        require_open(draft)
        require_revision(draft, revision)
        session = Session(draft, actor, now, dict(data or {}))
        before, version_of = copy.deepcopy(session.review), draft.new_version_of_id
        yield session
        after = session.review
        if code in FINAL:
            after["undo"] = {}
        elif code != "undo":
            patch = difference(before, after)
            if draft.new_version_of_id != version_of:
                patch["new_version_of"] = version_of
            after["undo"] = {"patch": patch, "act": code, "data": session.noted}
        after["log"] = [
            *after["log"][-LOG_LENGTH:],
            LogEntry(act=code, by=str(actor), at=now.isoformat(), data=session.noted),
        ]
        save(draft, after, now)


def lock(draft_pk: int, actor: User) -> ImportDraft:
    """The draft, locked. Raises NotVisible (404) unless the person drafts documents for its office."""
    return _own(ImportDraft.objects.select_for_update(of=("self",)), draft_pk, actor)


def visible(draft_pk: int, actor: User) -> ImportDraft:
    """The draft without a lock, for what takes long. Raises like `lock`."""
    return _own(ImportDraft.objects.all(), draft_pk, actor)


def _own(drafts: QuerySet[ImportDraft], draft_pk: int, actor: User) -> ImportDraft:
    found = (
        drafts.select_related("document__office", "plan")
        .defer("document__content", "document__raw_text", "document__tables")
        .filter(pk=draft_pk)
        .first()
    )
    if found is None or not policies.scope_of(actor).allows(Act.DRAFT_DOCUMENT, found.document.office_id):
        raise NotVisible
    return found


def require_open(draft: ImportDraft) -> None:
    """Raises TransitionRefused when the draft has become a plan or was dropped."""
    if draft.plan_id is not None:
        raise TransitionRefused(
            "draft_committed",
            _("This import has been saved as a work plan and can no longer be changed here."),
            remedy=_("Open the plan to go on."),
            happened=happened(draft),
        )
    if draft.abandoned_at is not None:
        raise TransitionRefused(
            "draft_abandoned",
            _("This import was dropped."),
            remedy=_("Upload the document again to start over."),
            happened=happened(draft),
        )


def require_revision(draft: ImportDraft, revision: int) -> None:
    """Raises TransitionRefused when somebody changed the draft since the page was made."""
    if draft.revision != revision:
        raise TransitionRefused(
            "draft_changed",
            _("The draft was changed in the meantime, so yours was not saved."),
            remedy=_("What you typed is kept. Look at the draft as it is now, then do it again."),
            happened=happened(draft),
        )


def happened(draft: ImportDraft, count: int = 5) -> list[str]:
    """The latest acts on the draft as sentences, newest first."""
    return [describe(entry) for entry in reversed(review_of(draft)["log"][-count:])]


def not_in_question() -> Invalid:
    """The refusal of a decision about a question nobody asks any more."""
    return Invalid(
        "no_such_doubt",
        _("This doubt is no longer in question."),
        remedy=_("Open the review again and look at the doubts as they are now."),
    )


def reason_of(typed: str) -> str:
    """The reason as it is kept. Raises Invalid when there is none."""
    reason = typed.strip()
    if not reason:
        raise Invalid("reason_missing", _("Give a reason: the leader reads it before approving."))
    return reason[:REASON_LENGTH]


def save(draft: ImportDraft, review: Review, now: datetime) -> None:
    """Store the working copy under the next revision."""
    draft.review = json.loads(json.dumps(review))
    draft.revision += 1
    draft.changed_at = now
    draft.save(update_fields=["review", "revision", "changed_at", "new_version_of"])


def difference(before: Review, after: Review) -> dict[str, Any]:
    """What has to be put back to get from `after` to `before`: whole small parts, and only the items that differ."""
    patch: dict[str, Any] = {key: before[key] for key in UNDOABLE if before[key] != after[key]}  # type: ignore[literal-required]
    new = {item["id"]: item for item in after["items"]}
    old_order = [item["id"] for item in before["items"]]
    changed = {item["id"]: item for item in before["items"] if item != new.get(item["id"])}
    if changed or old_order != [item["id"] for item in after["items"]]:
        patch["items"] = {"order": old_order, "changed": changed}
    return patch


def put_back(review: Review, patch: dict[str, Any]) -> None:
    """Apply what `difference` found."""
    for key in UNDOABLE:
        if key in patch:
            review[key] = patch[key]  # type: ignore[literal-required]
    if "items" in patch:
        known = {item["id"]: item for item in review["items"]} | patch["items"]["changed"]
        review["items"] = [known[item_id] for item_id in patch["items"]["order"]]

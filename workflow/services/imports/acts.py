"""What a clerk can do with a draft. Every act checks the revision the page was made from (409 when it is stale), is
written into the draft alone, and can be undone as long as it is the last one."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid, NotPermitted
from workflow.models import ImportDraft, User
from workflow.services.imports import boundary, editing
from workflow.services.imports.doubts import asked_about
from workflow.services.imports.parties import RESPONSIBLE
from workflow.services.imports.session import (
    Session,
    act,
    lock,
    put_back,
    reason_of,
    require_open,
    require_revision,
)
from workflow.services.imports.state import MAX_NAME, Cite, Clause, Decision, Item, Limit, Party, Recurrence
from workflow.services.matching import Match, load_register
from workflow.status import Act, AgencyKind, AssignmentMode, PartyMatch, PartyRole

MAX_MEMBERS = 200


class ItemValues(TypedDict):
    """What the editor of an item sends; every part replaces the old one."""

    number: str
    heading: str
    text: str
    due_on: str
    clauses: list[Clause]
    limits: list[Limit]
    recurrences: list[Recurrence]


def edit_item(
    draft_pk: int, item_id: str, values: ItemValues, *, revision: int, actor: User, now: datetime
) -> ImportDraft:
    """Correct an item by hand; the reader's doubts about what was changed are decided by that, all others stay."""
    with act(
        draft_pk, "edit_item", revision=revision, actor=actor, now=now, data={"item": values["number"]}
    ) as session:
        item = session.item(item_id)
        changed = {field for field in values if values[field] != item[field]}  # type: ignore[literal-required]
        _write(item, values)
        _settle_answered(session, item, changed)
    return session.draft


def _settle_answered(session: Session, item: Item, changed: Collection[str]) -> None:
    """The reader's doubts about what was changed are decided by that."""
    for doubt in item["doubts"]:
        if doubt["key"] not in session.review["settled"] and not asked_about(doubt["kind"]).isdisjoint(changed):
            session.settle(doubt["key"], "edited")


def _write(item: Item, values: ItemValues) -> None:
    item["number"], item["heading"], item["text"] = values["number"], values["heading"], values["text"]
    item["due_on"] = values["due_on"]
    item["clauses"], item["limits"], item["recurrences"] = values["clauses"], values["limits"], values["recurrences"]


def merge_item(draft_pk: int, item_id: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Put an item into the one before it. Raises Invalid for the first item."""
    with act(draft_pk, "merge_item", revision=revision, actor=actor, now=now) as session:
        item = session.item(item_id)
        for doubt in item["doubts"]:
            session.settle(doubt["key"], "merged")
        if editing.merge(session.review, item) is None:
            raise Invalid("first_item", _("This is the first item: there is none before it to merge it with."))
        session.noted |= {"item": item["number"]}
    return session.draft


def split_item(
    draft_pk: int, item_id: str, offset: int, *, text: str | None = None, revision: int, actor: User, now: datetime
) -> ImportDraft:
    """Cut an item in two behind the first `offset` characters of its text; `text` is the text as typed meanwhile.

    Raises Invalid when one half would be empty.
    """
    with act(draft_pk, "split_item", revision=revision, actor=actor, now=now) as session:
        item = session.item(item_id)
        if text is not None and text.strip():
            item["text"] = text
        if offset <= 0 or not item["text"][:offset].strip() or not item["text"][offset:].strip():
            raise Invalid(
                "empty_half",
                _("One half of the item would be empty."),
                remedy=_("Put the cursor between two sentences of the text, or choose a place from the list."),
            )
        editing.split(session.review, item, offset, session.draft.text)
        session.noted |= {"item": item["number"]}
    return session.draft


def move_boundary(draft_pk: int, item_id: str, cut: int, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Let an item end, and the next one begin, before the sentence at the place `cut` of the text.

    Raises Invalid when one of the two would be empty or reads otherwise than the document does.
    """
    with act(draft_pk, "move_boundary", revision=revision, actor=actor, now=now) as session:
        item = session.item(item_id)
        following = boundary.move(session.review, item, cut, session.draft.text)
        if following is None:
            raise Invalid(
                "no_boundary",
                _("The boundary between these two items cannot be moved to this place."),
                remedy=_(
                    "Choose a sentence inside one of the two, so that both keep some text. Where the text of an item "
                    "was changed by hand, split and merge instead."
                ),
            )
        session.noted |= {"item": item["number"], "next": following["number"]}
    return session.draft


def waive_item(draft_pk: int, item_id: str, reason: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Take an item out of the plan, with a reason that stays readable."""
    with act(draft_pk, "waive_item", revision=revision, actor=actor, now=now) as session:
        item = session.item(item_id)
        session.waive(item, reason_of(reason))
        session.noted |= {"item": item["number"], "reason": item["waived"]}
    return session.draft


def unwaive_item(draft_pk: int, item_id: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Take a waived item back."""
    with act(draft_pk, "unwaive_item", revision=revision, actor=actor, now=now) as session:
        item = session.item(item_id)
        item["waived"] = ""
        for doubt in item["doubts"]:
            session.review["settled"].pop(doubt["key"], None)
        session.noted |= {"item": item["number"]}
    return session.draft


def copy_parties(
    draft_pk: int, item_id: str, source_id: str, *, revision: int, actor: User, now: datetime
) -> ImportDraft:
    """Give an item the agencies of another one."""
    with act(draft_pk, "edit_item", revision=revision, actor=actor, now=now) as session:
        item, source = session.item(item_id), session.item(source_id)
        item["clauses"] = [
            Clause(**{**clause, "at": None, "covers": None, "parties": [*clause["parties"]]})
            for clause in source["clauses"]
        ]
        _settle_answered(session, item, {"clauses"})
        session.noted |= {"item": item["number"]}
    return session.draft


def name_parties(draft_pk: int, item_id: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Make the agencies the item's text speaks of responsible together, beside the helpers its clauses name. Raises
    Invalid when it speaks of none."""
    with act(draft_pk, "edit_item", revision=revision, actor=actor, now=now) as session:
        item = session.item(item_id)
        if not item["named"]:
            raise Invalid("nobody_named", _("The text of this item names no agency."))
        parties = [Party(name=name, role=PartyRole.CO) for name in item["named"]]
        helping = [one for one in item["clauses"] if all(p["role"] not in RESPONSIBLE for p in one["parties"])]
        item["clauses"] = [
            *helping,
            Clause(mode=AssignmentMode.JOINT, phrase="", open_list=False, at=None, covers=None, parties=parties),
        ]
        session.noted |= {"item": item["number"]}
    return session.draft


def set_party(
    draft_pk: int,
    name: str,
    decision: Mapping[str, Any],
    *,
    only_item: str = "",
    revision: int,
    actor: User,
    now: datetime,
) -> ImportDraft:
    """Say who a name of the document is, everywhere it occurs or in one item only.

    `decision["to"]` is `agency:5` or `agency_set:2` (an entry of the register; the name becomes its alias when the
    draft is committed), `pick` with `entry` (the entry by its name), `create` with `full_name` and `kind`, `members`
    with `names` (a list for a collective; `as_set` keeps it in the register), or `left_out` with `reason`.
    Nothing is written into the register before the commit. Raises Invalid, and NotPermitted where the register would
    have to change and the person does not run it.
    """
    with act(draft_pk, "set_party", revision=revision, actor=actor, now=now, data={"name": name}) as session:
        made = _decide(session, name, decision)
        if made["to"] == "create" or made.get("as_set"):
            only_item = ""  # the register knows no items: what is entered there holds everywhere
        key = f"{session.item(only_item)['id']}:{name}" if only_item else name
        session.review["names"][key] = made
    return session.draft


def _decide(session: Session, name: str, wanted: Mapping[str, Any]) -> Decision:
    to = str(wanted.get("to", ""))
    if to == "left_out":
        return Decision(to="left_out", label=name, reason=reason_of(str(wanted.get("reason", ""))))
    if to == "create":
        return _creation(session, name, wanted)
    register = load_register(session.office)
    if to == "members":
        found = [_entry(register.match(typed), typed) for typed in wanted.get("names", [])]
        agencies = [match for match in found if match.kind == PartyMatch.AGENCY]
        if len(agencies) != len(found) or not agencies or len(agencies) > MAX_MEMBERS:
            raise Invalid(
                "no_members",
                _("List single agencies of the register, at least one."),
                remedy=_("Part the names with a comma; a set such as all departments is chosen as another entry."),
            )
        as_set = bool(wanted.get("as_set"))
        if as_set:
            _require_register(session)
        label = "、".join(match.label for match in agencies)
        return Decision(to="members", label=label, agencies=[match.id for match in agencies], as_set=as_set)
    match = _entry(register.match(str(wanted["entry"])), str(wanted["entry"])) if to == "pick" else register.by_key(to)
    match = _entry(match, to)
    return Decision(to=match.kind.value, label=match.label, id=match.id)


def _creation(session: Session, name: str, wanted: Mapping[str, Any]) -> Decision:
    _require_register(session)
    full_name = str(wanted.get("full_name") or name).strip()[:MAX_NAME]
    kind = str(wanted.get("kind", ""))
    if kind not in AgencyKind.values:
        raise Invalid("no_kind", _("Choose what kind of agency it is."))
    short_name = str(wanted.get("short_name") or name).strip()[:60]
    return Decision(to="create", label=full_name, full_name=full_name, short_name=short_name, kind=kind)


def _entry(match: Match | None, typed: str) -> Match:
    if match is None:
        raise Invalid(
            "no_such_agency",
            _("There is no agency or set named “%(name)s” in the register.") % {"name": typed},
            remedy=_("Choose a name from the list that opens while you type."),
        )
    return match


def _require_register(session: Session) -> None:
    if not policies.scope_of(session.actor).allows(Act.MANAGE_ORGANISATION, session.draft.document.office_id):
        raise NotPermitted(
            _("New agencies and sets are entered by those who run the register."),
            remedy=_("Ask them to enter it, or choose an agency that is there."),
        )


def clear_party(draft_pk: int, key: str, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Take back a decision about a name; `key` is as in `review["names"]`."""
    noted = {"name": key.split(":", 1)[-1]}
    with act(draft_pk, "clear_party", revision=revision, actor=actor, now=now, data=noted) as session:
        session.review["names"].pop(key, None)
    return session.draft


def set_header(
    draft_pk: int,
    values: Mapping[str, str],
    *,
    cites: Sequence[tuple[str, str]] | None = None,
    attachments: Sequence[str] | None = None,
    revision: int,
    actor: User,
    now: datetime,
) -> ImportDraft:
    """Correct title, issuer, number, dates (ISO) and approving meeting; `cites` (title, number) and `attachments`
    replace those that were read, where they are given."""
    with act(draft_pk, "set_header", revision=revision, actor=actor, now=now) as session:
        review = session.review
        review["header"] |= {key: str(value) for key, value in values.items()}
        if cites is not None:
            places = {cite["title"]: cite["at"] for cite in review["cites"]}
            review["cites"] = [Cite(title=title, number=no, at=places.get(title)) for title, no in cites]
        if attachments is not None:
            review["attachments"] = list(attachments)
        for doubt in review["doubts"]:
            if doubt["kind"] == "issuer_missing" and values.get("issuer"):
                session.settle(doubt["key"], "edited")
    return session.draft


def set_settings(draft_pk: int, values: Mapping[str, Any], *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Change the plan-wide rule (working days for the implementation plan) and the other settings; dates are ISO."""
    with act(draft_pk, "set_settings", revision=revision, actor=actor, now=now) as session:
        session.review["settings"] |= dict(values)
    return session.draft


def undo(draft_pk: int, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Take back the last act. Raises Invalid when there is none, or it was taken back already."""
    with act(draft_pk, "undo", revision=revision, actor=actor, now=now) as session:
        patch = session.review["undo"].get("patch")
        if patch is None:
            raise Invalid("nothing_to_undo", _("There is nothing to undo."))
        put_back(session.review, patch)
        if "new_version_of" in patch:
            session.draft.new_version_of_id = patch["new_version_of"]
        session.review["undo"] = {}
    return session.draft


def abandon(draft_pk: int, *, revision: int, actor: User, now: datetime) -> ImportDraft:
    """Drop an import; the document may be uploaded again."""
    with transaction.atomic():
        draft = lock(draft_pk, actor)
        require_open(draft)
        require_revision(draft, revision)
        draft.abandoned_at = draft.changed_at = now
        draft.save(update_fields=["abandoned_at", "changed_at"])
    return draft

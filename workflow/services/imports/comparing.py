"""A draft that is a new version, item by item beside the plan in force. Derived at every look; only the clerk's
decisions are stored, in the working copy."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from workflow.models import ImportDraft, Plan, PlanItem
from workflow.services import differences
from workflow.services.differences import Difference
from workflow.services.imports.pairing import Content, Matched, match_items
from workflow.services.imports.parties import Parties, live, parties_of
from workflow.services.imports.state import Item, Review, Verdict
from workflow.services.item_values import duty_entries, entries_once, limit_entries, values_of
from workflow.services.versions import items_in_force, plan_in_force
from workflow.status import ChangeKind, PartyMatch
from workflow.words import beginning

SAME = "same"
ACCEPTED, LEFT = "accepted", "left"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to accept or to leave. `verdict` is None while it is open; one given for something else that stood
    here before does not count."""

    key: str
    seen: str
    verdict: Verdict | None
    difference: Difference | None = None

    @property
    def told(self) -> differences.Told | None:
        """The difference in words; None where a whole item came or went."""
        return differences.told([self.difference])[0] if self.difference else None


@dataclass(frozen=True, slots=True)
class Row:
    """An item of the new document, the one in force, or both."""

    kind: str
    old: PlanItem | None
    new: Item | None
    match: Matched
    others: list[PlanItem]
    choices: list[Choice]

    @property
    def open(self) -> list[Choice]:
        """What nobody has decided."""
        return [choice for choice in self.choices if choice.verdict is None]

    @property
    def accepted(self) -> list[Choice]:
        """What the plan in force takes over."""
        return [choice for choice in self.choices if choice.verdict and choice.verdict["how"] == ACCEPTED]

    @property
    def is_renumbered(self) -> bool:
        """Nothing but its number or section differs."""
        fields = {choice.difference["field"] for choice in self.choices if choice.difference}
        return bool(fields) and fields <= {"number", "category"}

    @property
    def title(self) -> str:
        """Number and heading, or the beginning of the text."""
        if self.new is not None:
            return f"{self.new['number']} {self.new['heading'] or beginning(self.new['text'])}".strip()
        return f"{self.old.number} {self.old.title}".strip() if self.old else ""


@dataclass(slots=True)
class Comparison:
    """The whole document beside the plan in force `base`; what went stands last."""

    base: Plan
    rows: list[Row] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many items were added, changed, are gone or the same."""
        found = dict.fromkeys((*ChangeKind.values, SAME), 0)
        for row in self.rows:
            found[row.kind] += 1
        return found

    @property
    def open(self) -> list[Row]:
        """Items with an undecided difference."""
        return [row for row in self.rows if row.open]

    @property
    def accepted(self) -> list[Row]:
        """Items with an accepted difference: what a version would change."""
        return [row for row in self.rows if row.accepted]

    @property
    def renumbered(self) -> int:
        """Undecided items that differ in nothing but their number or section."""
        return sum(1 for row in self.rows if row.is_renumbered and row.open)


def base_of(draft: ImportDraft) -> Plan | None:
    """The plan in force the draft changes; None for a document of its own."""
    return plan_in_force(draft.new_version_of) if draft.new_version_of is not None else None


def compare(base: Plan, review: Review, parties: Parties) -> Comparison:
    """Seven queries, however many items."""
    old = {str(item.pk): item for item in items_in_force(base)}
    new = live(review)
    told = {item_id: str(pk or "") for item_id, pk in review["compared"]["pairs"].items() if not pk or str(pk) in old}
    matches = match_items([_content(str(one.pk), one) for one in old.values()], [_content_of(one) for one in new], told)
    found = Comparison(base)
    verdicts = review["compared"]["verdicts"]
    for item in new:
        match = matches[item["id"]]
        was = old.get(match.old or "")
        choices = _choices(was, item, parties, verdicts)
        kind = ChangeKind.ADDED.value if was is None else ChangeKind.CHANGED.value if choices else SAME
        found.rows.append(Row(kind, was, item, match, [old[one] for one in match.others], choices))
    kept = {match.old for match in matches.values()}
    for pk, was in old.items():
        if pk not in kept:
            choices = [_choice(f"gone:{pk}", was.number, verdicts)]
            found.rows.append(Row(ChangeKind.GONE.value, was, None, Matched(pk), [], choices))
    return found


def _content(pk: str, item: PlanItem) -> Content:
    return Content(pk, item.number, item.heading, item.text)


def _content_of(item: Item) -> Content:
    return Content(item["id"], item["number"], item["heading"], item["text"])


def _choices(was: PlanItem | None, item: Item, parties: Parties, verdicts: dict[str, Verdict]) -> list[Choice]:
    now = values_of_draft(item, parties)
    if was is None:
        return [_choice(f"added:{item['id']}", now, verdicts)]
    return [_choice(f"{was.pk}:{one['field']}", one, verdicts, one) for one in differences.between(values_of(was), now)]


def _choice(key: str, about: Any, verdicts: dict[str, Verdict], difference: Difference | None = None) -> Choice:
    seen = differences.fingerprint(about)
    verdict = verdicts.get(key)
    return Choice(key, seen, verdict if verdict and verdict["seen"] == seen else None, difference)


# -- values ------------------------------------------------------------------------------------------------------------


def values_of_draft(item: Item, parties: Parties) -> dict[str, Any]:
    """The same of an item under review, its names as they are decided now."""
    limits = [(one["kind"], one["value"], one["event"], one.get("period", ""), one["phrase"]) for one in item["limits"]]
    duties = [
        (one["kind"], one["period"], one["min_count"], one.get("by", ""), one["phrase"]) for one in item["recurrences"]
    ]
    return {
        "number": item["number"],
        "category": item["category"],
        "heading": item["heading"],
        "text": item["text"],
        "parties": entries_once(entry for party in parties_of(item) for entry in _named(item, party, parties)),
        "due": limit_entries(item["due_on"], limits),
        "duties": duty_entries(duties),
    }


def _named(item: Item, party: Any, parties: Parties) -> list[list[str]]:
    found = parties.resolve(item, party["name"])
    role = party["role"]
    listed = found.decision.get("agencies", []) if found.decision else []
    if listed:
        known = [parties.register.by_key(f"{PartyMatch.AGENCY}:{pk}") for pk in listed]
        return [[f"{role} {match.key}", match.label] for match in known if match is not None]
    if found.id is not None:
        return [[f"{role} {found.match}:{found.id}", found.label]]
    return [[f"{role} name:{party['name']}", found.label if found.match == PartyMatch.AGENCY else party["name"]]]


def sentence(row: Row) -> str:
    """An undecided item for a person, one line."""
    told = {
        ChangeKind.ADDED.value: _("%(item)s: is it added?"),
        ChangeKind.GONE.value: _("%(item)s: is it deleted?"),
    }.get(row.kind, _("%(item)s: %(n)d differences are undecided"))
    return told % {"item": row.title, "n": len(row.open)}

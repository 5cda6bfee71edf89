"""Who the names of a draft are: the clerk's decision first, the register second."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.services.imports.state import Decision, Item, Party, Review
from workflow.services.imports.words import decided
from workflow.services.matching import Register, tidy
from workflow.status import PartyMatch, PartyRole

RESPONSIBLE = (PartyRole.LEAD, PartyRole.CO)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A name and who it is. `decision` is the clerk's, if there is one; `how` says it in words."""

    name: str
    match: PartyMatch
    label: str
    how: str = ""
    id: int | None = None
    decision: Decision | None = None

    @property
    def is_known(self) -> bool:
        """Matched, to be created, listed, or left out with a reason."""
        return self.match != PartyMatch.UNKNOWN


class Parties:
    """Looks up the names of one draft; each name is matched once."""

    def __init__(self, review: Review, register: Register) -> None:
        self.review = review
        self.register = register
        self._found: dict[str, Resolved] = {}

    def resolve(self, item: Item, name: str) -> Resolved:
        """Who the name is in this item."""
        only_here = f"{item['id']}:{name}"
        key = only_here if only_here in self.review["names"] else name
        if key not in self._found:
            self._found[key] = self._resolve(key, name)
        return self._found[key]

    def is_answered_for(self, item: Item) -> bool:
        """Somebody is named as lead or responsible who was not left out; unknown names count, they are asked about."""
        return any(
            party["role"] in RESPONSIBLE and not self.is_left_out(item, party["name"]) for party in parties_of(item)
        )

    def is_left_out(self, item: Item, name: str) -> bool:
        """The name stands for nobody in this item, with a reason."""
        return self.resolve(item, name).match == PartyMatch.LEFT_OUT

    def unknown(self) -> dict[str, list[Item]]:
        """Names nobody has explained, each with the items it stands in, in document order."""
        found: dict[str, list[Item]] = {}
        for item in live(self.review):
            for party in parties_of(item):
                if not self.resolve(item, party["name"]).is_known:
                    items = found.setdefault(party["name"], [])
                    if item not in items:
                        items.append(item)
        return found

    def _resolve(self, key: str, name: str) -> Resolved:
        decision = self.review["names"].get(key)
        if decision is not None and (resolved := self._decided(name, decision)):
            return resolved
        match = self.register.match(name)
        if match is None:
            return Resolved(name, PartyMatch.UNKNOWN, name)
        return Resolved(name, match.kind, match.label, id=match.id)

    def _decided(self, name: str, decision: Decision) -> Resolved | None:
        """The decision as it stands today; None when the agency has left the register since."""
        how = decided(decision)
        match decision["to"]:
            case "left_out":
                return Resolved(name, PartyMatch.LEFT_OUT, decision["label"], how, decision=decision)
            case "create":
                # Another plan may have brought the agency into the register since.
                known = self.register.exact.get(tidy(decision["full_name"]))
                if known is not None:
                    return Resolved(name, known.kind, known.label, how, known.id)
                return Resolved(name, PartyMatch.AGENCY, decision["label"], how, decision=decision)
            case "members":
                keys = [f"{PartyMatch.AGENCY}:{pk}" for pk in decision.get("agencies", [])]
                if not all(self.register.by_key(key) for key in keys):
                    return None
                return Resolved(name, PartyMatch.AGENCY_SET, decision["label"], how, decision=decision)
            case kind:
                entry = self.register.by_key(f"{kind}:{decision.get('id')}")
                if entry is None:
                    return None
                return Resolved(name, entry.kind, entry.label, how, entry.id, decision)


def parties_of(item: Item) -> Iterator[Party]:
    """Every party of every clause."""
    for clause in item["clauses"]:
        yield from clause["parties"]


def live(review: Review) -> list[Item]:
    """The items that are to become items of the plan."""
    return [item for item in review["items"] if not item["waived"]]

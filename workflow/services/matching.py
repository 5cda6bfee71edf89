"""Names as documents write them, matched to the register of agencies and sets in one pass."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from django.db.models import FilteredRelation, Q
from django.utils import timezone

from workflow.models import Agency, Jurisdiction
from workflow.services.successors import last_in_line, successors_by
from workflow.status import PartyMatch

LEVEL_SIGNS = "省市区县州盟旗"
SHORTENED = (("人民政府", "政府"), ("委员会", "委"), ("办公室", "办"), ("管理局", "局"))
ENDINGS = ("管理委员会", "管委会", "委员会", "办公室", "管理局", "局", "委", "办", "部", "厅", "政府", "中心", "处")
SUGGEST_FROM = 0.6
LONG, SLIP = 4, 0.75
"""Cores shorter than this that differ are different; longer ones are the same from this likeness on."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a name stands for: an agency or a set of agencies, with the name the register shows it by."""

    kind: PartyMatch
    id: int
    label: str

    @property
    def key(self) -> str:
        """`agency:5` or `agency_set:2`, as forms send it."""
        return f"{self.kind}:{self.id}"


@dataclass
class Register:
    """The agencies and sets of a jurisdiction by every name they have. Build it with `load_register`."""

    prefixes: tuple[str, ...]
    exact: dict[str, Match] = field(default_factory=dict)
    loose: dict[str, Match | None] = field(default_factory=dict)
    """Names without the prefix they share with their neighbours; None where two agencies would share it."""
    entries: dict[str, Match] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    former: dict[str, list[Match]] = field(default_factory=dict)
    """Names that were an agency's until it was renamed, merged or split, and who has its work now."""
    former_loose: dict[str, list[Match]] = field(default_factory=dict)

    def match(self, name: str) -> Match | None:
        """The agency or set of this name: by full name, short name or alias first, then without a shared prefix (市,
        区) or with it, as long as only one answers to it; a name nobody has any more leads to the one successor. None
        when unknown."""
        cleaned = tidy(name)
        loosened = self.loosened(cleaned)
        found = self.exact.get(cleaned) or self.loose.get(loosened)
        if found is not None or loosened in self.loose:
            return found
        before = self.former.get(cleaned) or self.former_loose.get(loosened) or []
        return before[0] if len(before) == 1 else None

    def suggest(self, name: str, limit: int = 2) -> list[Match]:
        """Entries that may be meant, most similar first; none rather than a wrong one, since the first is one tap from
        becoming an alias."""
        wanted, level = core(self.loosened(tidy(name))), level_of(name)
        scored: dict[str, float] = {}
        for key, all_names in self.names.items():
            if level and level_of(self.entries[key].label) not in ("", level):
                continue
            likeness = max((alike(wanted, core(known)) for known in all_names), default=0.0)
            if likeness >= SUGGEST_FROM:
                scored[key] = likeness
        best = sorted(scored, key=lambda key: (-scored[key], key))
        return [self.entries[key] for key in best[:limit]]

    def find(self, typed: str, limit: int = 20) -> list[Match]:
        """Entries whose name holds what was typed, for the search box."""
        wanted = tidy(typed)
        found = {match.key: match for name, match in self.exact.items() if wanted in name}
        found |= {match.key: match for name, heirs in self.former.items() if wanted in name for match in heirs}
        return sorted(found.values(), key=lambda match: (len(match.label), match.label))[:limit]

    def by_key(self, key: str) -> Match | None:
        """The entry of a `Match.key`; None when it is not (or no longer) in the register."""
        return self.entries.get(key)

    def labels(self, limit: int) -> list[str]:
        """The names shown, at most `limit`, in the order of the register."""
        return [match.label for match in list(self.entries.values())[:limit]]

    def loosened(self, name: str) -> str:
        """The name without the prefix of the jurisdiction and with the long endings shortened."""
        for long, short in SHORTENED:
            name = name.replace(long, short)
        for prefix in self.prefixes:
            if name.startswith(prefix) and len(name) > len(prefix) + 1:
                return name[len(prefix) :]
        return name

    def add(self, match: Match, names: Iterable[str], *, own: bool) -> None:
        """Register all names of an entry; the first to claim a name keeps it. Only entries of the own jurisdiction
        (`own`) answer without their prefix: every county has a finance bureau too."""
        self.entries[match.key] = match
        known = self.names.setdefault(match.key, [])
        for name in dict.fromkeys(tidy(name) for name in names):
            if not name:
                continue
            self.exact.setdefault(name, match)
            loosened = self.loosened(name)
            known.append(loosened)
            if own:
                other = self.loose.setdefault(loosened, match)
                if other is not None and other.key != match.key:
                    self.loose[loosened] = None

    def add_former(self, matches: Sequence[Match], names: Iterable[str], *, own: bool) -> None:
        """Register names nobody has any more: they lead to who has the work now, where that is one agency, and propose
        those among whom it was split."""
        for name in dict.fromkeys(filter(None, map(tidy, names))):
            loosened = self.loosened(name)
            for match in matches:
                self.names.setdefault(match.key, []).append(loosened)
            for kept, said in ((self.former, name), (self.former_loose, loosened if own else "")):
                known = kept.setdefault(said, []) if said else []
                known += [match for match in matches if match not in known]


def level_of(name: str) -> str:
    """省, 市, 区 or the like in front of a name: a body of the district never is one of the city. Empty without one."""
    cleaned = tidy(name)
    return cleaned[0] if cleaned[:1] and cleaned[0] in LEVEL_SIGNS else ""


def core(name: str) -> str:
    """What tells an agency from its neighbours: the name without the word for what kind of body it is. 质监局 and
    安监局 share half their signs, and nothing of what they do."""
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name[: -len(ending)]
    return name


def alike(one: str, other: str) -> float:
    """How likely two cores mean one body, 0 to 1: one abbreviates the other (住建, 住房城乡建设) or is part of it
    (数据, 政务数据), or they are long and differ by a slip of the pen."""
    short, long = sorted((one, other), key=len)
    if len(short) < 2:
        return 0.0
    if short in long:
        return (1 + len(short) / len(long)) / 2
    rest = iter(long)
    if short[0] == long[0] and all(sign in rest for sign in short):
        return 0.75
    ratio = SequenceMatcher(None, short, long).ratio()
    return ratio if len(short) >= LONG and ratio >= SLIP else 0.0


def tidy(name: str) -> str:
    """A name without blanks, with full-width brackets."""
    return "".join(name.split()).replace("(", "（").replace(")", "）")


def load_register(office: Agency, on: date | None = None) -> Register:
    """The register as the office sees it on the day `on`: its own jurisdiction, then those below; two queries."""
    day, own = on or timezone.localdate(), office.jurisdiction_id
    rows = _places_and_sets(own)
    reach = _below(own, list({row[0]: row[1] for row in rows}.items()))
    home = next((row for row in rows if row[0] == own), None)
    register = Register(prefixes=_prefixes(home[2], home[3]) if home else ())
    _add_agencies(register, own, reach, day)
    _add_sets(register, [(pk, name, alias) for *_place, pk, name, alias in rows if pk is not None])
    return register


def _places_and_sets(own_id: int) -> list[tuple[int, int | None, str, str, int | None, str, str | None]]:
    """Every jurisdiction (id, id of the one above, name, short name), the own one once for each name of its sets (id,
    name, alias)."""
    own = FilteredRelation("agency_sets", condition=Q(agency_sets__jurisdiction_id=own_id))
    rows = Jurisdiction.objects.annotate(own=own).order_by("own__id", "own__aliases__id")
    return list(rows.values_list("pk", "parent_id", "name", "short_name", "own__pk", "own__name", "own__aliases__name"))


def _add_agencies(register: Register, own_id: int, reach: Sequence[int], on: date) -> None:
    """One query: an agency comes once for each of its aliases; a second one where an agency has ended."""
    found: dict[int, tuple[int, str, list[str]]] = {}
    gone: dict[int, tuple[int, list[str]]] = {}
    former: dict[int, list[str]] = {}
    rows = (
        Agency.objects.filter(valid_from__lte=on, jurisdiction_id__in=reach)
        .order_by("order", "id", "aliases__id")
        .values_list(
            "pk",
            "jurisdiction_id",
            "name",
            "short_name",
            "valid_until",
            "aliases__name",
            "aliases__valid_from",
            "aliases__valid_until",
            "aliases__former",
        )
    )
    for pk, place_id, name, short_name, ended_on, alias, since, until, was_name in rows:
        names = [name, short_name]
        if ended_on is not None and ended_on <= on:
            names = gone.setdefault(pk, (place_id, names))[1]
        else:
            names = found.setdefault(pk, (place_id, short_name or name, names))[2]
        if alias and since <= on and (until is None or until > on):
            names.append(alias)
        elif alias and was_name and pk in found:
            former.setdefault(pk, []).append(alias)
        elif alias and was_name:
            names.append(alias)
    matches = {pk: Match(PartyMatch.AGENCY, pk, label) for pk, (_place, label, _names) in found.items()}
    for own in (True, False):
        for pk, (place_id, _label, names) in found.items():
            if (place_id == own_id) == own:
                register.add(matches[pk], names, own=own)
    for pk, before in former.items():
        register.add_former([matches[pk]], before, own=found[pk][0] == own_id)
    known = successors_by(on) if gone else {}
    for pk, (place_id, names) in gone.items():
        heirs = [matches[heir] for heir in last_in_line(pk, known) if heir in matches]
        register.add_former(heirs, names, own=place_id == own_id)


def _add_sets(register: Register, rows: Iterable[tuple[int, str, str | None]]) -> None:
    found: dict[int, list[str]] = {}
    for pk, name, alias in rows:
        found.setdefault(pk, [name]).append(alias or "")
    for pk, names in found.items():
        register.add(Match(PartyMatch.AGENCY_SET, pk, names[0]), names, own=True)


def _prefixes(name: str, short_name: str) -> tuple[str, ...]:
    """Ways in which names of the jurisdiction's own agencies begin, longest first: 云川市, 云川, 市."""
    sign = next((char for char in reversed(name) if char in LEVEL_SIGNS), "")
    found = {name, short_name, name.rstrip(LEVEL_SIGNS), sign}
    return tuple(sorted((prefix for prefix in found if prefix), key=len, reverse=True))


def _below(root: int, rows: Sequence[tuple[int, int | None]]) -> list[int]:
    children: dict[int | None, list[int]] = {}
    for pk, parent_id in rows:
        children.setdefault(parent_id, []).append(pk)
    found, queue = [root], [root]
    while queue:
        for child in children.get(queue.pop(), []):
            if child not in found:
                found.append(child)
                queue.append(child)
    return found

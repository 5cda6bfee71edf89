"""Which duties that return an agency has: from what the reading found in its items, for the class it belongs to.

What was read is kept by item (`ItemRecurrence`, and doubts of the kind `standing`); a `Duty` is one agency's share of
it. Where the register cannot say whether an agency belongs to the class a duty names, the duty applies and says so.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Value

from workflow.deadlines import WorkCalendar, asked_from
from workflow.models import Agency, AgencySet, Commitment, Duty, ItemRecurrence, Plan, PlanDoubt
from workflow.models.organisation import Dated
from workflow.reading.recurrences import ENDS_AS_LEADER
from workflow.services.calendar import calendar_in_force
from workflow.services.matching import Match, Register, load_register
from workflow.status import AgencyKind, DutyKind, DutyLength, PartyMatch

SOFT = re.compile(r"原则上|力争|争取|鼓励|尽量|尽可能")
LEADERS_DO = re.compile(
    r"(?:^|[，,；;。])(?:(?!向|报|提请|经由|加强|明确|确定|指定)[^，,；;。])*(?:负责人|负责同志|领导)"
    r"[，,]?(?:要|应|须|需|必须|原则上|每|至少|不少于|亲自|带头|带队)"
)
"""A stretch of a sentence whose subject are leaders, not one that tells something to them or names them."""
PARTS = re.compile(r"[、，,；;及和与]")
BEFORE = re.compile(r"^(?:各级|各有关|各相关|各|每个|每|全[省市县区]|有关|相关)+")
AFTER = re.compile(r"(?:的|及其|党政)+$")
EVERYBODY = re.compile(r"(?:责任|有关|相关|承办|成员)?(?:单位|机关)")
BY_WORD: tuple[tuple[re.Pattern[str], frozenset[AgencyKind]], ...] = (
    (re.compile(r"街道(?:办事处)?$"), frozenset({AgencyKind.SUBDISTRICT})),
    (re.compile(r"(?:乡镇|镇街|镇|乡)(?:人民政府|政府)?$"), frozenset({AgencyKind.TOWNSHIP})),
    (
        re.compile(r"(?:县区|区县|县市区|县（市、?区）|县级|县)(?:人民政府|政府)?$"),
        frozenset({AgencyKind.COUNTY_GOVERNMENT}),
    ),
    (re.compile(r"(?:开发区|园区|管委会)$"), frozenset({AgencyKind.ZONE})),
    (
        re.compile(r"(?:部门|委办局|局委办)$"),
        frozenset({AgencyKind.DEPARTMENT, AgencyKind.OFFICE, AgencyKind.PARTY_ORGAN, AgencyKind.VERTICAL}),
    ),
)
"""Classes documents name by a word, and the kinds of agencies they are."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One returning duty as an item states it."""

    kind: str
    length: str
    needed: int
    who: str
    by: str
    phrase: str

    @property
    def is_personal(self) -> bool:
        """It binds the leaders themselves: the reading names them, or they are the subject of the wording."""
        named = any(ENDS_AS_LEADER.search(part) for part in PARTS.split(self.who))
        return named or LEADERS_DO.search(self.phrase) is not None

    @property
    def is_soft(self) -> bool:
        """Its wording leaves exceptions."""
        return SOFT.search(self.phrase) is not None


def stated_of(duty: Duty) -> Stated:
    """A stored duty as it was stated."""
    return Stated(duty.kind, duty.length, duty.needed, duty.who, duty.by, duty.phrase)


@dataclass(frozen=True, slots=True)
class Applies:
    """Whether a duty binds an agency; `unsure` when only for want of a better answer. `by_name` when an agency is named
    itself and not by its class."""

    yes: bool
    unsure: bool = False
    by_name: bool = False


@dataclass(slots=True)
class Classes:
    """Who is meant by the words of a document, as the register of the office has it on a day; two queries, and two more
    for the members of sets, each only when a duty names somebody."""

    office: Agency
    on: date
    _register: Register | None = None
    _members: dict[int, tuple[str, int, frozenset[int]]] | None = None
    _known: dict[str, Match | None] = field(default_factory=dict)

    def applies(self, who: str, agency: Agency) -> Applies:
        """Whether `who` (an agency, a class, leaders of either, or several) includes the agency."""
        found = [self._part(part, agency) for part in PARTS.split(who) if part.strip()]
        if not found or any(one.yes and not one.unsure for one in found):
            return Applies(True)
        if any(one.unsure for one in found):
            return Applies(True, unsure=True)
        return Applies(False, by_name=any(one.by_name for one in found))

    def _part(self, part: str, agency: Agency) -> Applies:
        name = ENDS_AS_LEADER.sub("", part.strip()).removesuffix("主要")
        if not name or name in ("主要", "分管"):
            return Applies(True)
        match = self._match(part.strip()) or self._match(name)
        if match is not None and match.kind == PartyMatch.AGENCY:
            return Applies(match.id == agency.pk, by_name=True)
        if match is not None:
            return Applies(self._holds(match.id, agency))
        plain = AFTER.sub("", BEFORE.sub("", name))
        if not plain or EVERYBODY.fullmatch(plain):
            return Applies(True)
        for pattern, kinds in BY_WORD:
            if pattern.search(plain):
                return Applies(agency.kind in kinds)
        return Applies(True, unsure=True)

    def _match(self, name: str) -> Match | None:
        if self._register is None:
            self._register = load_register(self.office, self.on)
        if name not in self._known:
            self._known[name] = self._register.match(name)
        return self._known[name]

    def _holds(self, set_id: int, agency: Agency) -> bool:
        if self._members is None:
            sets = AgencySet.objects.filter(jurisdiction_id=self.office.jurisdiction_id)
            listed: dict[int, set[int]] = {}
            rows = sets.filter(Dated.valid_on(self.on, "members__")).values_list("pk", "members__agency_id")
            for pk, member in rows:
                listed.setdefault(pk, set()).add(member)
            self._members = {
                pk: (kind, place, frozenset(listed.get(pk, ())))
                for pk, kind, place in sets.values_list("pk", "kind", "jurisdiction_id")
            }
        kind, place, members = self._members.get(set_id, ("", 0, frozenset()))
        return agency.pk in members or (kind != "" and agency.kind == kind and agency.jurisdiction_id == place)


def stated_by_item(items: Mapping[int, int]) -> dict[int, list[Stated]]:
    """The returning duties of items; one query.

    `items` says of each item which one its standing words are kept at: itself, or the item of the version of the plan
    it was taken over from.
    """
    duties = ItemRecurrence.objects.filter(item__in=items.keys(), period__in=DutyLength.values)
    read = duties.values_list("item_id", Value(0), "span_start", "kind", "period", "min_count", "who", "by", "phrase")
    standing = PlanDoubt.objects.filter(item__in=items.values(), kind="standing").exclude(how="pinned").order_by()
    # A word pinned to a number is a recurrence already.
    kept = standing.values_list(
        "item_id", Value(1), "span_start", "kind", Value(""), F("order"), "word", Value(""), "phrase"
    )
    at: dict[tuple[int, int], list[tuple[int, Stated]]] = {}
    for pk, is_standing, place, kind, length, count, who, by, phrase in read.union(kept, all=True):
        if is_standing:
            stated = Stated(DutyKind.REVIEW, DutyLength.QUARTER, 1, "", "", phrase or who)
        else:
            stated = Stated(kind, length, max(1, count or 1), who, by, phrase)
        at.setdefault((is_standing, pk), []).append((place or 0, stated))
    found = {}
    for item, source in items.items():
        rows = sorted((*at.get((0, item), []), *at.get((1, source), [])), key=lambda row: (row[0], row[1].phrase))
        found[item] = list(dict.fromkeys(stated for _place, stated in rows))
    return found


@dataclass(slots=True)
class Maker:
    """Makes the duties of commitments of one plan that begin on the day `since`, the register being asked once."""

    plan: Plan
    since: date
    stated: Mapping[int, Sequence[Stated]]
    classes: Classes = field(init=False)
    calendar: WorkCalendar = field(init=False)

    def __post_init__(self) -> None:
        self.classes = Classes(self.plan.office, self.since)
        self.calendar = calendar_in_force()

    def duties_of(self, item_id: int, agencies: Mapping[int, Agency]) -> dict[int, list[Duty]]:
        """Unsaved duties by agency, without their commitment. Where a duty names agencies and none of those responsible
        is one of them, it applies to all and says so: nothing that was read is lost."""
        found: dict[int, list[Duty]] = {pk: [] for pk in agencies}
        for stated in self.stated.get(item_id, ()):
            told = {pk: self.classes.applies(stated.who, agency) for pk, agency in agencies.items()}
            nobody = not any(one.yes for one in told.values()) and any(one.by_name for one in told.values())
            for pk, one in told.items():
                if one.yes or nobody:
                    found[pk].append(self.duty(stated, unsure=one.unsure or nobody))
        return found

    def duty(self, stated: Stated, *, unsure: bool) -> Duty:
        """One unsaved duty."""
        first_on = asked_from(stated.length, stated.by, self.since, self.calendar)
        return Duty(
            kind=stated.kind,
            length=stated.length,
            needed=stated.needed,
            by=stated.by,
            who=stated.who,
            phrase=stated.phrase,
            personal=stated.is_personal,
            soft=stated.is_soft,
            unsure=unsure,
            since=self.since,
            first_on=first_on,
            next_on=first_on,
        )


def compare(stored: Iterable[Duty], wanted: Iterable[Duty]) -> tuple[list[Duty], list[Duty]]:
    """What a changed item leaves of a commitment's duties: those that are no longer stated, and those that are new."""
    kept = {stated_of(duty): duty for duty in stored}
    new = {stated_of(duty): duty for duty in wanted}
    return (
        [duty for stated, duty in kept.items() if stated not in new],
        [duty for stated, duty in new.items() if stated not in kept],
    )


def running(commitments: Iterable[Commitment]) -> Iterator[Duty]:
    """The running duties of these commitments, in order."""
    yield from Duty.objects.filter(commitment__in=commitments, ended_at__isnull=True).order_by("pk")

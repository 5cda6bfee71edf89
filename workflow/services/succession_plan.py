"""机构合并、拆分、更名: what a reorganisation would do, before anything is done."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from workflow.errors import Invalid
from workflow.models import (
    Agency,
    AgencySetMember,
    AssignmentParty,
    Commitment,
    Contribution,
    CoSigner,
    Membership,
    Plan,
    PlanItem,
)
from workflow.querysets import goes_on
from workflow.services.organisation import require_names_free
from workflow.status import AgencyKind, PlanStatus, Role, SuccessionKind
from workflow.words import day_words

MOVED_ROLES = (Role.OFFICER, Role.HEAD)


@dataclass(frozen=True, slots=True)
class Reorganisation:
    """What is to be carried out. `successors` begins with the one that takes what is given to no other one; a renaming
    has its agency on both sides, and its new names."""

    kind: SuccessionKind
    on: date
    ground: str
    predecessors: tuple[Agency, ...]
    successors: tuple[Agency, ...]
    name: str = ""
    short_name: str = ""

    @property
    def main(self) -> Agency:
        """The successor that takes what nobody chose another one for."""
        return self.successors[0]

    @property
    def ending(self) -> list[Agency]:
        """Agencies that are no more from the day on."""
        return [] if self.is_renaming else [one for one in self.predecessors if one not in self.successors]

    @property
    def losing(self) -> list[Agency]:
        """Agencies whose open items go over: those that end, and one that goes on beside what was split off it."""
        return [one for one in self.predecessors if one not in self.successors or self.kind == SuccessionKind.SPLIT]

    @property
    def is_renaming(self) -> bool:
        """Nothing goes over: an agency has another name."""
        return self.kind == SuccessionKind.RENAME


@dataclass(frozen=True, slots=True)
class Choices:
    """What the clerk chose: the successor of a commitment, the commitment of an item that goes on where two meet, and
    the successors at which the holder of a post goes on; by the ids of commitment, item and post."""

    successor_of: Mapping[int, int] = field(default_factory=dict)
    going_on: Mapping[int, int] = field(default_factory=dict)
    people: Mapping[int, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Collision:
    """Open commitments of one item that would meet at one agency; only one of them can go on there."""

    item: PlanItem
    successor: Agency
    commitments: tuple[Commitment, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What goes over, and what ends: open items, those of them that meet another one, posts, sets, drafts."""

    wanted: Reorganisation
    commitments: list[Commitment]
    plans: list[tuple[Plan, int]]
    collisions: list[Collision]
    posts: list[Membership]
    sets: list[AgencySetMember]
    drafts: int
    seen: str
    """One sign for exactly this: what has changed since is looked at first."""


def check(wanted: Reorganisation, today: date) -> None:
    """Raises Invalid for what cannot be carried out, saying what to do."""
    if not wanted.ground.strip():
        raise Invalid(
            "ground_missing",
            _("A reorganisation needs its legal ground."),
            remedy=_("Write the document that orders it, with its number."),
        )
    if wanted.on > today:
        raise Invalid(
            "on_future",
            _("The day has not come yet."),
            remedy=_("Carry it out on that day or after it; until then the agencies work on as they are."),
        )
    _check_sides(wanted)
    _check_agencies(wanted, today)
    if wanted.is_renaming:
        _check_names(wanted)


def _check_sides(wanted: Reorganisation) -> None:
    before, after = len(wanted.predecessors), len(wanted.successors)
    if wanted.kind == SuccessionKind.MERGE and (after != 1 or not wanted.ending):
        raise Invalid(
            "merge_sides",
            _("A merger brings one or more agencies to one other."),
            remedy=_("Name the agencies that end, and the one agency that goes on with their work."),
        )
    if wanted.kind == SuccessionKind.SPLIT and (before != 1 or after < 2):
        raise Invalid(
            "split_sides",
            _("A split brings one agency to two or more."),
            remedy=_("Name the one agency that is split, and two or more that go on; it may be one of them."),
        )
    if wanted.is_renaming and (before != 1 or wanted.predecessors != wanted.successors):
        raise Invalid(
            "rename_sides", _("A renaming is of one agency."), remedy=_("Name the agency and its new name, no other.")
        )


def _check_agencies(wanted: Reorganisation, today: date) -> None:
    everybody = [*wanted.predecessors, *wanted.successors]
    if len({agency.jurisdiction_id for agency in everybody}) > 1:
        raise Invalid(
            "two_places",
            _("The agencies belong to different jurisdictions."),
            remedy=_("Name agencies of one jurisdiction."),
        )
    for agency in everybody:
        if agency.valid_from > wanted.on or (agency.valid_until is not None and agency.valid_until <= today):
            raise Invalid(
                "not_in_force",
                _("%(agency)s is not in force from %(day)s to today.")
                % {"agency": agency, "day": day_words(wanted.on, today)},
                remedy=_("Name an agency that is, or choose a later day."),
            )
    for agency in wanted.ending:
        if agency.kind == AgencyKind.OFFICE:
            raise Invalid(
                "office_ends",
                _("%(agency)s is a government office: work plans and the posts of clerks and leaders belong to it.")
                % {"agency": agency},
                remedy=_("Rename it, or name it as the agency that goes on."),
            )


def _check_names(wanted: Reorganisation) -> None:
    agency = wanted.main
    if not wanted.name or not wanted.short_name:
        raise Invalid("names_missing", _("The new names are missing."), remedy=_("Enter full name and short name."))
    if (wanted.name, wanted.short_name) == (agency.name, agency.short_name):
        raise Invalid(
            "same_names", _("%(agency)s has these names already.") % {"agency": agency}, remedy=_("Enter the new ones.")
        )
    require_names_free(agency.jurisdiction_id, [wanted.name, wanted.short_name], besides=agency.pk)


def preview(wanted: Reorganisation, choices: Choices, today: date) -> Preview:
    """What carrying it out would do with these choices; a fixed number of queries. `check` comes first."""
    commitments = open_commitments(wanted.predecessors)
    collisions = [] if wanted.is_renaming else collisions_of(wanted, commitments, choices)
    posts = [] if wanted.is_renaming else posts_of(wanted.losing, today)
    sets = [] if wanted.is_renaming else sets_of(wanted.losing, wanted.on)
    drafts = AssignmentParty.objects.filter(
        agency__in=wanted.ending, assignment__item__plan__status__in=_NOT_ISSUED, left_out_reason=""
    ).aggregate(number=Count("assignment__item__plan", distinct=True))["number"]
    counted: dict[int, tuple[Plan, int]] = {}
    for commitment in commitments:
        counted[commitment.plan_id] = (commitment.plan, counted.get(commitment.plan_id, (commitment.plan, 0))[1] + 1)
    seen = _sign(wanted, commitments, posts)
    return Preview(wanted, commitments, list(counted.values()), collisions, posts, sets, drafts, seen)


_NOT_ISSUED = (PlanStatus.DRAFT, PlanStatus.CONSULTATION, PlanStatus.SUBMITTED, PlanStatus.APPROVED)


def open_commitments(agencies: Sequence[Agency]) -> list[Commitment]:
    """The open commitments of the agencies, in the order of plans and items; one query."""
    rows = Commitment.objects.open().filter(agency__in=agencies).select_related("agency", "item", "plan")
    return list(rows.order_by("plan_id", "item__order", "pk"))


def concerned(wanted: Reorganisation) -> list[int]:
    """Ids of the open commitments that go over, and of those at the successors they may meet; one query."""
    going = Q(agency__in=wanted.predecessors)
    items = Commitment.objects.open().filter(going).values("item_id")
    rows = Commitment.objects.open().filter(going | Q(agency__in=wanted.successors, item__in=items))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def require_parts_apart(
    wanted: Reorganisation, commitments: Sequence[Commitment], choices: Choices, losers: Collection[int]
) -> None:
    """Raises Invalid, naming the items, where an agency would contribute to an item of its own, sign its own plan, or
    do either twice for one item; two queries. `losers` end in the act. What is over, and signatures on approved plans,
    stay where they are."""
    ending = {agency.pk for agency in wanted.ending}
    holder = {one.pk: target_of(one, wanted, choices).pk for one in commitments}
    which = Q(agency__in=[*ending, *(agency.pk for agency in wanted.successors)]) | Q(commitment__in=list(holder))
    signers = CoSigner.objects.filter(goes_on("commitment__"), which, commitment__plan_approved_at__isnull=True)
    meeting: dict[str, None] = {}
    for rows in (Contribution.objects.open().filter(which), signers):
        taken: set[tuple[int, int]] = set()
        for row in rows.exclude(commitment__in=losers).select_related("agency", "commitment__item").order_by("pk"):
            agency = wanted.main.pk if row.agency_id in ending else row.agency_id
            place = (row.commitment_id, agency)
            if place in taken or holder.get(row.commitment_id, row.commitment.agency_id) == agency:
                meeting[f"{row.commitment.item.number} {row.commitment.item.title}（{row.agency}）"] = None
            taken.add(place)
    if meeting:
        raise Invalid(
            "parts_meet",
            _("An agency would contribute to its own item, or countersign its own plan."),
            remedy=_("Have these contributions taken in or ended, and these plans approved, before you carry it out."),
            details=list(meeting),
        )


def target_of(commitment: Commitment, wanted: Reorganisation, choices: Choices) -> Agency:
    """The successor of a commitment: the one that was chosen for it, or the main one."""
    chosen = choices.successor_of.get(commitment.pk)
    return next((one for one in wanted.successors if one.pk == chosen), wanted.main)


def collisions_of(wanted: Reorganisation, commitments: Sequence[Commitment], choices: Choices) -> list[Collision]:
    """Where commitments of one item would meet at one agency; one query."""
    targets = {commitment.pk: target_of(commitment, wanted, choices) for commitment in commitments}
    there = Commitment.objects.open().filter(
        agency__in=wanted.successors, item__in={commitment.item_id for commitment in commitments}
    )
    meeting: dict[tuple[int, Agency], dict[int, Commitment]] = {}
    for commitment in commitments:
        meeting.setdefault((commitment.item_id, targets[commitment.pk]), {})[commitment.pk] = commitment
    for commitment in there.exclude(pk__in=targets).select_related("agency", "item", "plan").order_by("pk"):
        if (among := meeting.get((commitment.item_id, commitment.agency))) is not None:
            among[commitment.pk] = commitment
    return [
        Collision(next(iter(among.values())).item, agency, tuple(among.values()))
        for (_item, agency), among in meeting.items()
        if len(among) > 1
    ]


def posts_of(agencies: Sequence[Agency], on: date) -> list[Membership]:
    """Posts of people's own at the agencies that are held on the day or begin later; one query."""
    still = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    rows = Membership.objects.filter(still, agency__in=agencies, role__in=MOVED_ROLES, on_behalf_of=None)
    return list(rows.select_related("user", "agency__jurisdiction").order_by("agency_id", "role", "pk"))


def sets_of(agencies: Sequence[Agency], on: date) -> list[AgencySetMember]:
    """Where the agencies are listed in sets on the day or later; one query."""
    still = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    rows = AgencySetMember.objects.filter(still, agency__in=agencies)
    return list(rows.select_related("agency_set", "agency").order_by("agency_set_id", "pk"))


def _sign(wanted: Reorganisation, commitments: Sequence[Commitment], posts: Sequence[Membership]) -> str:
    agencies = {agency.pk: agency for agency in (*wanted.predecessors, *wanted.successors)}
    state = [
        wanted.kind,
        wanted.on.isoformat(),
        [wanted.name, wanted.short_name],
        sorted((pk, one.name, one.short_name, str(one.valid_until)) for pk, one in agencies.items()),
        [sorted(agency.pk for agency in side) for side in (wanted.predecessors, wanted.successors)],
        sorted(commitment.pk for commitment in commitments),
        sorted(post.pk for post in posts),
    ]
    return hashlib.sha256(json.dumps(state, ensure_ascii=False).encode()).hexdigest()[:16]

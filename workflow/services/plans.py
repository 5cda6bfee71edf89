"""Work plans after their commit: who may see them, what an issue would open, and their settings while in draft."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from workflow import policies
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import (
    Agency,
    AgencySet,
    AgencySetMember,
    Assignment,
    AssignmentParty,
    Commitment,
    Consultation,
    Jurisdiction,
    Membership,
    Plan,
    PlanDoubt,
    PlanItem,
    User,
)
from workflow.models.organisation import Dated
from workflow.querysets import only_one
from workflow.scope import Scope
from workflow.services import journal
from workflow.services.doubt_words import sentence_of
from workflow.services.successors import successors_of
from workflow.status import Act, AssignmentMode, Gate, PartyRole, PlanStatus, Role

OFFICE_ACTS = (Act.DRAFT_DOCUMENT, Act.APPROVE_DOCUMENT, Act.ISSUE_DOCUMENT)
IN_DRAFT = (PlanStatus.DRAFT, PlanStatus.CONSULTATION)
"""The clerk may still change it."""
IN_FORCE = (PlanStatus.ISSUED, PlanStatus.CLOSED)
DIVIDED = "按职责分工"
"""What the document says where the split of the work itself has to be agreed."""
STRENGTH = {PartyRole.LEAD: 0, PartyRole.CO: 1, PartyRole.PARTNER: 2, PartyRole.OPTIONAL: 3}
SETTINGS = (
    "plan_working_days",
    "acknowledge_working_days",
    "sign_working_days",
    "approve_working_days",
    "publish_working_days",
    "inspect_working_days",
    "report_period",
    "report_working_days",
    "rectify_working_days",
    "soon_working_days",
    "remind_holder",
    "remind_head",
    "remind_clerk",
    "remind_leader",
    "urge_pause_days",
    "dispute_working_days",
    *Gate.values,
    "slip_prefix",
    "slip_working_days",
    "contribution_working_days",
    "completion_on",
)


# -- who sees them -----------------------------------------------------------------------------------------------------


def visible_plans(scope: Scope) -> QuerySet[Plan]:
    """Plans the person may see: those of the own office in every state, otherwise issued plans of the offices above
    the agencies whose work the person sees. At most two queries beside the one it returns."""
    offices = frozenset().union(*(scope.agencies(act) for act in OFFICE_ACTS))
    where = Q(office_id__in=offices)
    seen = scope.agencies(Act.VIEW_COMMITMENTS)
    if seen:
        where |= Q(status__in=IN_FORCE, office__jurisdiction_id__in=_above(seen))
    return Plan.objects.filter(where)


def of_their_own(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Without issued versions: they live on in the plan they changed."""
    return plans.exclude(version__gt=1, status__in=IN_FORCE)


def visible_plan(scope: Scope, pk: int) -> Plan:
    """The plan with its office and document (without the bytes). Raises NotVisible (404)."""
    plan = only_one(
        visible_plans(scope)
        .select_related("office", "document", "created_by", "approved_by", "issued_by", "version_of", "import_draft")
        .defer("document__content", "document__raw_text", "document__tables", "import_draft__reading")
        .filter(pk=pk)
    )
    if plan is None:
        raise NotVisible
    return plan


def _above(agency_ids: frozenset[int]) -> set[int]:
    parents = dict(Jurisdiction.objects.values_list("pk", "parent_id"))
    places = Agency.objects.filter(pk__in=agency_ids).order_by().values_list("jurisdiction_id", flat=True).distinct()
    found: set[int] = set()
    for place in places:
        current: int | None = place
        while current is not None and current not in found:
            found.add(current)
            current = parents.get(current)
    return found


# -- what an issue would open ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """One agency's part in one item, with its strongest role there and the clause that gives it."""

    item: PlanItem
    assignment: Assignment
    agency: Agency
    role: PartyRole


@dataclass(frozen=True, slots=True)
class Slot:
    """What a partner contributes to the commitment of a lead: the clause names it 会同 or 配合."""

    holder: Share
    partner: Share


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way of an issue (`blocking`), or will stop the work behind it."""

    code: str
    sentence: str
    blocking: bool
    item: PlanItem | None = None
    agency: Agency | None = None

    def __str__(self) -> str:
        return self.sentence


@dataclass(slots=True)
class Expansion:
    """The plan as of a day: `shares` are the commitments an issue would open, in order of item and agency; `partners`
    only help; `sets` are the collectives with their members of that day."""

    on: date
    people_on: date
    items: list[PlanItem] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    partners: list[Share] = field(default_factory=list)
    joint: dict[tuple[int, int], list[Agency]] = field(default_factory=dict)
    """Item and agency of a share -> the agencies that lead it jointly with that one (several 牵头 without 分别): one
    commitment, whose implementation plan the heads of all of them sign."""
    sets: dict[AgencySet, list[Agency]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[PlanDoubt] = field(default_factory=list)
    """Open questions of the document; each of them is a problem that blocks."""
    successors: Mapping[int, list[Agency]] = field(default_factory=dict)
    """Who has the work now of agencies named, or in a set, that have ended since; by id."""

    @property
    def agencies(self) -> list[Agency]:
        """The responsible agencies, each once, in the order of the register."""
        return _in_order(share.agency for share in self.shares)

    @property
    def bound(self) -> list[Agency]:
        """The same without those that may only follow by analogy."""
        return _in_order(share.agency for share in self.shares if share.role != PartyRole.OPTIONAL)

    @property
    def answering(self) -> list[Agency]:
        """The same with the joint leads: agencies whose officers and heads have something to do."""
        joint = (agency for agencies in self.joint.values() for agency in agencies)
        return _in_order([*(share.agency for share in self.shares), *joint])

    @property
    def named(self) -> list[Agency]:
        """Every agency an item names, responsible or helping, each once, in the order of the register."""
        joint = (agency for agencies in self.joint.values() for agency in agencies)
        return _in_order([*(share.agency for share in (*self.shares, *self.partners)), *joint])

    @property
    def divided(self) -> set[tuple[int, int]]:
        """Item and agency of the shares of a clause that several agencies carry out 按职责分工."""
        among: dict[int, list[Share]] = {}
        for share in self.shares:
            if DIVIDED in share.assignment.phrase and share.role != PartyRole.OPTIONAL:
                among.setdefault(share.assignment.pk, []).append(share)
        found = [share for shares in among.values() if len(shares) > 1 for share in shares]
        return {(share.item.pk, share.agency.pk) for share in found}

    @property
    def optional(self) -> list[Share]:
        """The shares of agencies that may follow by analogy (参照执行): commitments that are counted apart."""
        return [share for share in self.shares if share.role == PartyRole.OPTIONAL]

    @property
    def light(self) -> set[tuple[int, int]]:
        """Item and agency of the shares that only carry out beside a lead of their clause, or follow by analogy."""
        led = {share.assignment.pk for share in self.shares if share.role == PartyRole.LEAD}
        beside = [share for share in self.shares if share.role == PartyRole.CO and share.assignment.pk in led]
        beside += self.optional
        return {(share.item.pk, share.agency.pk) for share in beside}

    @property
    def slots(self) -> list[Slot]:
        """What partners contribute, to each lead of their clause; where that has none, to each lead of the item, and
        where the item has none, to those of the clause who share the responsibility."""
        by_item: dict[int, list[Share]] = {}
        for share in self.shares:
            by_item.setdefault(share.item.pk, []).append(share)
        found = []
        for partner in self.partners:
            beside = [one for one in by_item.get(partner.item.pk, []) if one.role != PartyRole.OPTIONAL]
            leads = [share for share in beside if share.role == PartyRole.LEAD]
            same = [share for share in beside if share.assignment.pk == partner.assignment.pk]
            holders = [share for share in leads if share in same] or leads or same
            found += [Slot(holder, partner) for holder in holders]
        return found

    @property
    def helping(self) -> list[Agency]:
        """The agencies that help with some item and are responsible for none, in the order of the register."""
        responsible = {share.agency.pk for share in self.shares}
        return _in_order(share.agency for share in self.partners if share.agency.pk not in responsible)

    @property
    def blocking(self) -> list[Problem]:
        """Problems that keep the plan from being issued."""
        return [problem for problem in self.problems if problem.blocking]

    @property
    def per_item(self) -> dict[int, int]:
        """Number of commitments by item id, without those that are only to be followed by analogy."""
        counts = dict.fromkeys((item.pk for item in self.items), 0)
        for share in self.shares:
            counts[share.item.pk] += share.role != PartyRole.OPTIONAL
        return counts


def _in_order(agencies: Iterable[Agency]) -> list[Agency]:
    return sorted({agency.pk: agency for agency in agencies}.values(), key=lambda agency: (agency.order, agency.pk))


def expand(plan: Plan, on: date, *, people_on: date | None = None) -> Expansion:
    """Who answers for each item as of the day `on`; at most eight queries, however many items, agencies and sets.

    `people_on` is the day on which there has to be somebody at each agency: today, when a plan is issued with a day of
    publication that lies back; `on` when absent. Sets become their members of the day `on`. An agency named several
    times for an item counts once, with its strongest role (lead before responsible before partner). Items taken out of
    the draft count for nothing.
    """
    found = Expansion(on, people_on or on)
    found.items = list(PlanItem.objects.standing().filter(plan=plan).order_by("order"))
    by_id = {item.pk: item for item in found.items}
    assignments = {
        assignment.pk: assignment
        for assignment in Assignment.objects.filter(item__plan=plan, item__taken_out_at__isnull=True).order_by(
            "item__order", "order"
        )
    }
    parties = list(
        AssignmentParty.objects.filter(assignment__item__plan=plan, assignment__item__taken_out_at__isnull=True)
        .select_related("agency", "agency_set")
        .order_by("assignment__item__order", "assignment__order", "order")
    )
    sets = {party.agency_set_id: party.agency_set for party in parties if party.agency_set is not None}
    found.sets = members_of(list(sets.values()), on)
    _succeed(found, parties)
    strongest: dict[tuple[int, int], Share] = {}
    for party in parties:
        assignment = assignments[party.assignment_id]
        item = by_id[assignment.item_id]
        for agency in _agencies(party, found, item):
            share = Share(item, assignment, agency, PartyRole(party.role))
            known = strongest.get((item.pk, agency.pk))
            if known is None or STRENGTH[share.role] < STRENGTH[known.role]:
                strongest[item.pk, agency.pk] = share
    ordered = sorted(strongest.values(), key=lambda s: (s.item.order, STRENGTH[s.role], s.agency.order, s.agency.pk))
    found.joint = _joint(strongest, parties, assignments, found.successors)
    signing = {(key[0], agency.pk) for key, agencies in found.joint.items() for agency in agencies}
    ordered = [share for share in ordered if (share.item.pk, share.agency.pk) not in signing]
    found.shares = [share for share in ordered if share.role != PartyRole.PARTNER]
    found.partners = [share for share in ordered if share.role == PartyRole.PARTNER]
    found.problems += [*_sets_without_members(found), *_without_owner(found), *_without_people(found)]
    found.doubts = list(PlanDoubt.objects.open().filter(plan=plan).order_by("order"))
    found.problems += [_doubted(doubt, by_id) for doubt in found.doubts]
    found.problems.sort(key=lambda problem: not problem.blocking)
    return found


def _succeed(found: Expansion, parties: Sequence[AssignmentParty]) -> None:
    """Who has the work now of agencies that ended in a succession: they stand for them, also as members of sets of an
    earlier day. No query as long as none of them has ended."""
    named = [party.agency for party in parties if party.agency is not None]
    members = [agency for among in found.sets.values() for agency in among]
    ended = {one.pk for one in (*named, *members) if one.valid_until is not None and one.valid_until <= found.people_on}
    found.successors = successors_of(ended, found.people_on) if ended else {}
    for agency_set, among in found.sets.items() if found.successors else ():
        now = {heir.pk: heir for one in among for heir in found.successors.get(one.pk, [one])}
        found.sets[agency_set] = sorted(now.values(), key=lambda agency: (agency.order, agency.pk))


def _joint(
    strongest: Mapping[tuple[int, int], Share],
    parties: Iterable[AssignmentParty],
    assignments: Mapping[int, Assignment],
    successors: Mapping[int, list[Agency]],
) -> dict[tuple[int, int], list[Agency]]:
    """The joint leads of each clause that names several single agencies as leads without 分别: the first named holds
    the commitment. A set of agencies never leads jointly, and who is named more strongly elsewhere keeps that."""
    leads: dict[int, list[Agency]] = {}
    for party in parties:
        apart = assignments[party.assignment_id].mode == AssignmentMode.LEAD_EACH
        if party.role == PartyRole.LEAD and party.agency is not None and not party.left_out_reason and not apart:
            leads.setdefault(party.assignment_id, []).extend(successors.get(party.agency.pk, [party.agency]))
    found: dict[tuple[int, int], list[Agency]] = {}
    for assignment_id, agencies in leads.items():
        item_id = assignments[assignment_id].item_id
        own = [
            agency
            for agency in {agency.pk: agency for agency in agencies}.values()
            if (share := strongest.get((item_id, agency.pk))) is not None and share.assignment.pk == assignment_id
        ]
        if len(own) > 1:
            found[item_id, own[0].pk] = own[1:]
    return found


def named_for(commitment: Commitment, on: date) -> list[Agency]:
    """The agencies the plan names for the item of the commitment beside its own, sets as of the day `on`, in the order
    of the register; at most four queries."""
    rows = AssignmentParty.objects.filter(assignment__item_id=commitment.item_id, left_out_reason="")
    parties = list(rows.select_related("agency", "agency_set"))
    sets = {party.agency_set_id: party.agency_set for party in parties if party.agency_set is not None}
    members = members_of(list(sets.values()), on)
    named = [party.agency for party in parties if party.agency is not None]
    named += [agency for among in members.values() for agency in among]
    return [
        agency
        for agency in _in_order(named)
        if agency.pk != commitment.agency_id
        and agency.valid_from <= on
        and (agency.valid_until is None or agency.valid_until > on)
    ]


def issue_problems(plan: Plan, on: date) -> list[Problem]:
    """What would keep the plan from being issued on the day, or stop work right behind it; blocking ones first."""
    return expand(plan, on).problems


def members_of(sets: Sequence[AgencySet], on: date) -> dict[AgencySet, list[Agency]]:
    """The members of many sets as of the day, as `organisation.set_members` gives them for one; two queries."""
    if not sets:
        return {}
    found: dict[int, dict[int, Agency]] = {agency_set.pk: {} for agency_set in sets}
    listed = AgencySetMember.objects.filter(
        Dated.valid_on(on), Dated.valid_on(on, "agency__"), agency_set__in=sets
    ).select_related("agency")
    for member in listed:
        found[member.agency_set_id][member.agency_id] = member.agency
    kinds = {(agency_set.jurisdiction_id, agency_set.kind) for agency_set in sets if agency_set.kind}
    if kinds:
        of_kind = Agency.objects.filter(
            Dated.valid_on(on),
            jurisdiction_id__in={place for place, _kind in kinds},
            kind__in={kind for _place, kind in kinds},
        )
        for agency in of_kind:
            for agency_set in sets:
                if (agency_set.jurisdiction_id, agency_set.kind) == (agency.jurisdiction_id, agency.kind):
                    found[agency_set.pk][agency.pk] = agency
    return {
        agency_set: sorted(found[agency_set.pk].values(), key=lambda agency: (agency.order, agency.pk))
        for agency_set in sets
    }


def _agencies(party: AssignmentParty, found: Expansion, item: PlanItem) -> list[Agency]:
    """The agencies a party stands for; what cannot be resolved becomes a problem."""
    if party.left_out_reason:
        return []
    if party.agency_set is not None:
        return found.sets[party.agency_set]
    if party.agency is None:
        sentence = _("%(number)s: “%(name)s” is not matched to the register.")
        found.problems.append(_problem("unmatched_party", sentence, True, item=item, name=party.name))
        return []
    agency = party.agency
    heirs = found.successors.get(agency.pk, [])
    if len(heirs) > 1:
        sentence = _("%(number)s: %(name)s was split; name the one of its successors that is responsible.")
        found.problems.append(_problem("agency_split", sentence, True, item=item, name=agency.short_name))
        return []
    if heirs:
        return heirs
    if agency.valid_from > found.on or (agency.valid_until is not None and agency.valid_until <= found.on):
        sentence = _("%(number)s: %(name)s does not exist on that day; name its successor.")
        found.problems.append(_problem("agency_not_valid", sentence, True, item=item, name=agency.short_name))
        return []
    return [agency]


def _problem(code: str, sentence: str, blocking: bool, *, item: PlanItem, name: str = "") -> Problem:
    return Problem(code, sentence % {"number": item.number, "name": name}, blocking, item=item)


def _doubted(doubt: PlanDoubt, items: Mapping[int, PlanItem]) -> Problem:
    item = items.get(doubt.item_id or 0)
    return Problem("open_doubt", sentence_of(doubt, item.number if item else ""), True, item=item)


def _sets_without_members(found: Expansion) -> list[Problem]:
    sentence = _("The set “%(name)s” has no members on that day.")
    return [
        Problem("empty_set", sentence % {"name": agency_set.name}, True)
        for agency_set, members in found.sets.items()
        if not members
    ]


def _without_owner(found: Expansion) -> list[Problem]:
    sentence = _("%(number)s: no agency is responsible.")
    counts = found.per_item
    return [_problem("nobody_responsible", sentence, True, item=item) for item in found.items if not counts[item.pk]]


def _without_people(found: Expansion) -> list[Problem]:
    """Responsible agencies where nobody could take the work up (officer) or sign it (head), and partners where nobody
    could contribute; one query."""
    held: dict[int, set[str]] = {}
    memberships = Membership.objects.filter(
        Dated.valid_on(found.people_on),
        agency_id__in={agency.pk for agency in (*found.answering, *found.helping)},
        role__in=(Role.OFFICER, Role.HEAD),
        user__is_active=True,
    )
    for agency_id, role in memberships.values_list("agency_id", "role"):
        held.setdefault(agency_id, set()).add(role)
    sentences = {
        frozenset({Role.OFFICER}): ("no_officer", _("%(name)s has no officer: nobody could acknowledge receipt.")),
        frozenset({Role.HEAD}): ("no_head", _("%(name)s has no head: implementation plans could not be signed.")),
        frozenset({Role.OFFICER, Role.HEAD}): ("no_people", _("%(name)s has neither officer nor head.")),
    }
    problems = []
    for agency in found.answering:
        missing = frozenset({Role.OFFICER, Role.HEAD} - held.get(agency.pk, set()))
        if missing:
            code, sentence = sentences[missing]
            problems.append(Problem(code, sentence % {"name": agency.short_name}, False, agency=agency))
    answering = {agency.pk for agency in found.answering}
    for agency in found.helping:
        if agency.pk not in answering and Role.OFFICER not in held.get(agency.pk, set()):
            sentence = _("%(name)s has no officer: nobody could contribute.") % {"name": agency.short_name}
            problems.append(Problem("no_officer_to_contribute", sentence, False, agency=agency))
    return problems


# -- settings ----------------------------------------------------------------------------------------------------------


def set_gates(plan_pk: int, wanted: Mapping[str, Any], *, actor: User, now: datetime) -> Plan:
    """Set the gates before publication of an issued plan: they apply to what is published from now on.

    Raises NotVisible (404), NotPermitted (403), TransitionRefused (409) for a plan that is not in force.
    """
    with transaction.atomic():
        plan = Plan.objects.select_for_update(of=("self",)).filter(pk=plan_pk).first()
        if plan is None:
            raise NotVisible
        policies.require(actor, Act.ISSUE_DOCUMENT, plan.office_id)
        if plan.status != PlanStatus.ISSUED or plan.is_amendment:
            raise TransitionRefused(
                "plan_not_issued",
                _("Gates are set here for a plan in force only."),
                remedy=_("Of a draft they are among the settings of the plan."),
            )
        values = {gate: bool(wanted.get(gate)) for gate in Gate.values}
        changed = {gate: value for gate, value in values.items() if getattr(plan, gate) != value}
        for name, value in changed.items():
            setattr(plan, name, value)
        if changed:
            journal.record(plan, "gates_changed", actor=actor, now=now, data=changed, changed=changed)
    return plan


def _marked(plan: Plan, values: Mapping[str, Any]) -> dict[str, Any]:
    """The status where `values["consultation"]` makes the plan a consultation draft or none; fixed once it was sent
    around."""
    wanted = values.get("consultation")
    if wanted is None or bool(wanted) == (plan.status == PlanStatus.CONSULTATION):
        return {}
    if Consultation.objects.filter(plan=plan).exists():
        raise TransitionRefused("already_opened", _("The consultation on this plan has been opened already."))
    return {"status": PlanStatus.CONSULTATION if wanted else PlanStatus.DRAFT}


def update_settings(plan_pk: int, values: Mapping[str, Any], *, actor: User, now: datetime) -> Plan:
    """Change settings of a plan in draft (names as in `SETTINGS`, and `consultation`).

    Raises NotVisible (404), NotPermitted (403), TransitionRefused (409) once it was handed in, Invalid for a value out
    of range.
    """
    with transaction.atomic():
        plan = Plan.objects.select_for_update(of=("self",)).filter(pk=plan_pk).first()
        if plan is None:
            raise NotVisible
        policies.require(actor, Act.DRAFT_DOCUMENT, plan.office_id)
        if plan.is_amendment:
            raise Invalid("version_settings", _("A version keeps the settings of the plan in force."))
        if plan.status not in IN_DRAFT:
            raise TransitionRefused(
                "plan_not_draft",
                _("The plan has been handed in; its settings can no longer be changed."),
                remedy=_("The leader can return it to you."),
            )
        changed = {name: value for name, value in values.items() if name in SETTINGS and getattr(plan, name) != value}
        changed |= _marked(plan, values)
        for name, value in changed.items():
            setattr(plan, name, value)
        try:
            plan.clean_fields(exclude=[f.name for f in plan._meta.fields if f.name not in changed])
        except ValidationError as faults:
            details = [f"{name}: {' '.join(texts)}" for name, texts in faults.message_dict.items()]
            raise Invalid("settings_invalid", _("These settings cannot be taken."), details=details) from faults
        if changed:
            journal.record(
                plan,
                "plan_settings_changed",
                actor=actor,
                now=now,
                data=changed,
                changed=changed,
            )
    return plan

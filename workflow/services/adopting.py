"""What an adopted comment changes in the draft: wording, parties, an item taken out, put back or added.

Runs inside the act of `services.consultation` that locks the plan and keeps the journal. Nothing is deleted but the
clauses a reassignment replaces, which the journal keeps.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import Assignment, AssignmentParty, ConsultationComment, Plan, PlanItem, UpperLink, User
from workflow.services.amending import reorder
from workflow.services.calendar import local_day
from workflow.services.differences import fingerprint
from workflow.services.item_values import values_of
from workflow.services.matching import Register, load_register
from workflow.services.set_changes import snapshot
from workflow.status import AssignmentMode, PartyMatch, PartyRole

ITEM_LENGTH, HEADING_LENGTH, NUMBER_LENGTH, REASON_LENGTH = 20_000, 300, 60, 4000
MOST_CLAUSES = 60
RESPONSIBLE = (PartyRole.LEAD, PartyRole.CO)
TARGETS = ("agency_id", "agency_set_id", "left_out_reason")

Told = dict[str, Any]
"""What the journal keeps of a change; empty when nothing changed."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """A new wording of an item; `seen` is the text it was written over."""

    item: int
    text: str
    seen: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClauseNames:
    """Who a clause names, by names of the register or of the item. `clause` is the one it replaces, None a new one."""

    mode: str
    lead: Sequence[str] = ()
    co: Sequence[str] = ()
    partner: Sequence[str] = ()
    optional: Sequence[str] = ()
    clause: int | None = None

    def named(self) -> list[tuple[PartyRole, str]]:
        """Role and name, in the order they are stored."""
        return [(role, name) for role in PartyRole for name in getattr(self, role.value)]


@dataclass(frozen=True, slots=True)
class Reassignment:
    """All clauses of an item as they are to be; `seen` is `clauses_seen` of the item as the person saw it."""

    item: int
    clauses: Sequence[ClauseNames]
    seen: str


@dataclass(frozen=True, slots=True)
class TakingOut:
    """An item is no longer part of the draft; `seen` is `item_seen` of it as the person saw it."""

    item: int
    reason: str
    seen: str


@dataclass(frozen=True, slots=True)
class PuttingBack:
    """An item that was taken out is part of the draft again."""

    item: int


@dataclass(frozen=True, slots=True)
class Addition:
    """A new item for a comment, behind the item `after` (None: at the beginning)."""

    comment: int
    after: int | None
    number: str
    text: str
    clauses: Sequence[ClauseNames]
    heading: str = ""
    due_on: date | None = None


Change = Rewording | Reassignment | TakingOut | PuttingBack | Addition


def carry_out(plan: Plan, wanted: Change, *, actor: User, now: datetime) -> Told:
    """Make the change in a plan that is locked and in draft.

    Raises NotVisible (404) for what is not of the plan, TransitionRefused (409) when somebody changed it since,
    Invalid.
    """
    on = local_day(now)
    match wanted:
        case Rewording():
            return _reword(plan, wanted)
        case Reassignment():
            told = _reassign(plan, wanted, on)
        case TakingOut():
            return _take_out(plan, wanted, actor, now)
        case PuttingBack():
            told = _put_back(plan, wanted)
        case Addition():
            told = _add(plan, wanted, on)
    _keep_sets(plan, on)
    return told


def _keep_sets(plan: Plan, on: date) -> None:
    """Remember who a set stands for that the plan did not use before: nobody joined or left it."""
    if plan.set_members is None:
        return
    kept = {**snapshot(plan, on), **plan.set_members}
    if kept != plan.set_members:
        plan.set_members = kept
        plan.save(update_fields=["set_members"])


# -- what the person saw -----------------------------------------------------------------------------------------------


def clauses_of(item: PlanItem) -> list[Told]:
    """The clauses as plain values: mode, and role, name and target of every party."""
    return [
        {
            "clause": clause.pk,
            "mode": clause.mode,
            "parties": [
                {"role": party.role, "name": party.name, **{name: getattr(party, name) for name in TARGETS}}
                for party in clause.parties.all()
            ],
        }
        for clause in item.assignments.all()
    ]


def clauses_seen(item: PlanItem) -> str:
    """A sign that changes with the clauses of the item."""
    return fingerprint(clauses_of(item))


def item_seen(item: PlanItem) -> str:
    """A sign that changes with anything the item says."""
    values = {name: sorted(said) if isinstance(said, list) else said for name, said in values_of(item).items()}
    return fingerprint([values, clauses_of(item)])


# -- the changes -------------------------------------------------------------------------------------------------------


def _reword(plan: Plan, wanted: Rewording) -> Told:
    item = _standing(plan, wanted.item)
    text = _wording(wanted.text)
    if lines(item.text) != lines(wanted.seen):
        raise _changed_meanwhile()
    before, due_before = item.text, item.due_on
    if text == lines(before) and wanted.due_on == due_before:
        return {}
    item.text, item.due_on = text, wanted.due_on
    item.save(update_fields=["text", "due_on"])
    told = {"number": item.number, "before": before, "after": text}
    return {"reworded": told | {"due_before": due_before, "due_after": wanted.due_on}}


def _reassign(plan: Plan, wanted: Reassignment, on: date) -> Told:
    item = _standing(plan, wanted.item)
    before = clauses_of(item)
    if fingerprint(before) != wanted.seen:
        raise _changed_meanwhile()
    if [_plain(clause) for clause in before] == [_named(clause) for clause in wanted.clauses]:
        return {}
    _write_clauses(plan, item, wanted.clauses, on)
    return {"reassigned": {"number": item.number, "before": before, "after": clauses_of(_item(plan, item.pk))}}


def _take_out(plan: Plan, wanted: TakingOut, actor: User, now: datetime) -> Told:
    item = _standing(plan, wanted.item)
    if item_seen(item) != wanted.seen:
        raise _changed_meanwhile()
    reason = wanted.reason.strip()[:REASON_LENGTH]
    if not reason:
        raise Invalid("reason_missing", _("Say why the item is taken out: it stays visible with this reason."))
    # What it answered of the levels above has to be answered again, by another item or by a mark.
    links = UpperLink.objects.filter(item=item).select_related("upper_item").order_by("pk")
    answered = [link.upper_item.number for link in links if link.confirmed_at is not None]
    links.delete()
    item.taken_out_at, item.taken_out_by, item.taken_out_reason = now, str(actor), reason
    item.save(update_fields=["taken_out_at", "taken_out_by", "taken_out_reason"])
    told = {"number": item.number, "heading": item.heading, "text": item.text, "reason": reason, "links": answered}
    return {"taken_out": told}


def _put_back(plan: Plan, wanted: PuttingBack) -> Told:
    item = _item(plan, wanted.item)
    if item.stands:
        raise TransitionRefused("item_stands", _("This item has been put back already."))
    _require_free(plan, item.number)
    told = {"number": item.number, "heading": item.heading, "reason": item.taken_out_reason}
    item.taken_out_at, item.taken_out_by, item.taken_out_reason = None, "", ""
    item.save(update_fields=["taken_out_at", "taken_out_by", "taken_out_reason"])
    return {"put_back": told}


def _add(plan: Plan, wanted: Addition, on: date) -> Told:
    orders: dict[int, int] = dict(PlanItem.objects.filter(plan=plan).order_by("order").values_list("pk", "order"))
    if wanted.after is not None and wanted.after not in orders:
        raise NotVisible
    number, heading = " ".join(wanted.number.split()), " ".join(wanted.heading.split())
    if not number or len(number) > NUMBER_LENGTH or len(heading) > HEADING_LENGTH:
        raise Invalid("item_number", _("An item needs a number; its heading has at most 300 characters."))
    _require_free(plan, number)
    neighbour = PlanItem.objects.filter(pk=wanted.after or next(iter(orders), 0)).first()
    item = PlanItem.objects.create(
        plan=plan,
        order=1 + max(orders.values(), default=0),
        number=number,
        category=neighbour.category if neighbour else "",
        heading=heading,
        text=_wording(wanted.text),
        due_on=wanted.due_on,
        from_comment_id=wanted.comment,
    )
    _write_clauses(plan, item, wanted.clauses, on)
    ids = list(orders)
    ids.insert(ids.index(wanted.after) + 1 if wanted.after is not None else 0, item.pk)
    reorder(plan, ids)
    told = {"item": item.pk, "number": number, "heading": heading, "text": item.text, "due_on": item.due_on}
    behind = neighbour.number if neighbour and wanted.after is not None else ""
    return {"added": told | {"behind": behind, "clauses": clauses_of(_item(plan, item.pk))}}


# -- clauses -----------------------------------------------------------------------------------------------------------


def _write_clauses(plan: Plan, item: PlanItem, wanted: Sequence[ClauseNames], on: date) -> None:
    """Replace the clauses of the item. A name it has already keeps who it is, another one is looked up in the register
    as of the day."""
    _require_complete(wanted)
    old = {clause.pk: clause for clause in item.assignments.prefetch_related("parties")}
    targets = _resolved(plan, old.values(), wanted, on)
    kept = []
    for order, names in enumerate(wanted):
        before = old.get(names.clause or 0)
        places = {one.name: (one.span_start, one.span_end) for one in before.parties.all()} if before else {}
        clause = before or Assignment(item=item)
        clause.order, clause.mode = order, names.mode
        clause.save()
        kept.append(clause.pk)
        clause.parties.all().delete()
        rows = [(role, name, target) for role, name in names.named() for target in targets[name]]
        AssignmentParty.objects.bulk_create(
            [
                AssignmentParty(
                    assignment=clause,
                    order=place,
                    role=role,
                    name=name,
                    span_start=places.get(name, (None, None))[0],
                    span_end=places.get(name, (None, None))[1],
                    **target,
                )
                for place, (role, name, target) in enumerate(rows)
            ]
        )
    item.assignments.exclude(pk__in=kept).delete()


def _require_complete(wanted: Sequence[ClauseNames]) -> None:
    if len(wanted) > MOST_CLAUSES:
        raise Invalid("clauses_many", _("An item has at most 60 clauses."))
    for clause in wanted:
        if clause.mode not in AssignmentMode.values:
            raise Invalid("clause_mode", _("Choose how the agencies share the task."))
        if clause.mode == AssignmentMode.JOINT and clause.lead:
            raise Invalid("clause_lead", _("A joint task has no lead: choose another mode, or move the names."))
        if clause.mode != AssignmentMode.JOINT and not clause.lead:
            raise Invalid("clause_lead", _("Name who leads, or choose the mode without a lead."))
    if not any(role in RESPONSIBLE for clause in wanted for role, _name in clause.named()):
        raise Invalid(
            "nobody_named",
            _("An item needs an agency that leads or is responsible."),
            remedy=_("Take the item out if nobody is to do it."),
        )


def _resolved(
    plan: Plan, old: Iterable[Assignment], wanted: Sequence[ClauseNames], on: date
) -> dict[str, list[dict[str, Any]]]:
    """Who every name is: one or, for a list the import gave to one name, several targets. Raises Invalid."""
    found: dict[str, list[dict[str, Any]]] = {}
    for clause in old:
        for party in clause.parties.all():
            target = {name: getattr(party, name) for name in TARGETS}
            if target not in found.setdefault(party.name, []):
                found[party.name].append(target)
    new = dict.fromkeys(name for clause in wanted for _role, name in clause.named() if name not in found)
    register = load_register(plan.office, on) if new else None
    unknown = []
    for name in new if register else ():
        match = register.match(name) if register else None
        if match is None:
            unknown.append(name)
        else:
            found[name] = [{"agency_set_id" if match.kind == PartyMatch.AGENCY_SET else "agency_id": match.id}]
    if unknown and register:
        raise Invalid(
            "party_unknown",
            _("The register does not know every agency named."),
            remedy=_("Write each name as the register has it, or enter the agency there first."),
            details=[_suggested(register, name) for name in unknown],
        )
    return found


def _suggested(register: Register, name: str) -> str:
    labels = [match.label for match in register.suggest(name) or register.find(name, 3)]
    if not labels:
        return _("“%(name)s” is unknown.") % {"name": name}
    return _("“%(name)s” is unknown. Is it %(labels)s?") % {"name": name, "labels": "、".join(labels)}


def _plain(clause: Told) -> tuple[Any, ...]:
    """A clause as it stands, and below one as it was typed, in the same terms: nothing changed when they are equal."""
    named = dict.fromkeys((party["role"], party["name"]) for party in clause["parties"])
    return clause["clause"], clause["mode"], sorted(named)


def _named(clause: ClauseNames) -> tuple[Any, ...]:
    return clause.clause, clause.mode, sorted((role.value, name) for role, name in clause.named())


# -- small parts -------------------------------------------------------------------------------------------------------


def item_of(plan: Plan, pk: int) -> PlanItem | None:
    """An item of the plan with all that `item_seen` looks at; None when it has no such item."""
    parts = ("assignments__parties__agency", "assignments__parties__agency_set", "deadlines", "recurrences")
    return PlanItem.objects.filter(plan=plan, pk=pk).prefetch_related(*parts).first()


def _item(plan: Plan, pk: int) -> PlanItem:
    item = item_of(plan, pk)
    if item is None:
        raise NotVisible
    return item


def _standing(plan: Plan, pk: int) -> PlanItem:
    item = _item(plan, pk)
    if not item.stands:
        raise TransitionRefused(
            "item_taken_out",
            _("This item has been taken out of the draft."),
            remedy=_("What you wrote is kept below. Put the item back first."),
            happened=[f"{item.taken_out_by}: {item.taken_out_reason}"],
        )
    return item


def require_own(comment: ConsultationComment, wanted: Change) -> None:
    """Raises NotVisible (404) unless the change is about the item of the comment, one that was added for it, or any
    item where the comment is about the whole document."""
    if isinstance(wanted, Addition):
        known = wanted.comment == comment.pk
    else:
        known = comment.item_id in (None, wanted.item) or comment.added_items.filter(pk=wanted.item).exists()
    if not known:
        raise NotVisible


def _require_free(plan: Plan, number: str) -> None:
    if PlanItem.objects.standing().filter(plan=plan, number=number).exists():
        raise Invalid(
            "number_taken",
            _("An item with the number %(number)s stands in the plan already.") % {"number": number},
            remedy=_("Give the item another number."),
        )


def _wording(typed: str) -> str:
    text = lines(typed)
    if not text or len(text) > ITEM_LENGTH:
        raise Invalid("item_text", _("An item has between 1 and 20,000 characters."))
    return text


def _changed_meanwhile() -> TransitionRefused:
    return TransitionRefused(
        "changed_meanwhile",
        _("This item was changed meanwhile."),
        remedy=_("What you wrote is kept below. Look at the item as it is now."),
    )


def lines(text: str) -> str:
    """The text with the line ends browsers change made equal."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
